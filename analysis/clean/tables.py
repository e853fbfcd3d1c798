"""Tables: which of them hold data, and what stands at the head of each cell's row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.read.cues import cues, plain
from analysis.read.markup import Line, Place

_LONGEST_CELL = 300
_LONGEST_HEAD = 14


@dataclass(frozen=True, slots=True)
class Heads:
    """The texts at the head of a cell's row and column and over its table, "" where there is none."""

    row: str = ""
    column: str = ""
    caption: str = ""


def mark_tables(lines: Sequence[Line]) -> list[Line]:
    """Take the place off lines in tables that only lay out the page, so that they read as running text."""
    tables = _by_table(lines)
    layout = {number for number, members in tables.items() if not _holds_data(lines, members)}
    return [_unplaced(line) if line.place and line.place.table in layout else line for line in lines]


def cell_heads(lines: Sequence[Line]) -> dict[int, Heads]:
    """For the index of each line in a table, its heads; spanning cells are spread over the rows they span."""
    heads: dict[int, Heads] = {}
    for members in _by_table(lines).values():
        cells: dict[tuple[int, int], list[int]] = {}
        for index in members:
            place = lines[index].place
            if place:
                cells.setdefault((place.row, place.column), []).append(index)
        heads |= _heads_of(lines, cells, _caption(lines, members[0]))
    return heads


def _heads_of(
    lines: Sequence[Line], cells: dict[tuple[int, int], list[int]], caption: str
) -> dict[int, Heads]:
    grid = _grid(lines, cells)
    first_row = min(row for row, _ in grid)
    top = {column: members for (row, column), members in grid.items() if row == first_row}
    first = {row: members for (row, column), members in sorted(grid.items()) if column == 0}
    has_head = _is_head_row(lines, top, first, len({row for row, _ in grid}))
    heads: dict[int, Heads] = {}
    for (row, column), members in sorted(grid.items()):
        over = top.get(column) if has_head and row != first_row else None
        left = grid.get((row, 0)) if column > 0 and (row != first_row or not has_head) else None
        for index in members:
            row_head = _text(lines, left) if left and index not in left else ""
            heads.setdefault(index, Heads(row_head, _text(lines, over) if over else "", caption))
    return heads


def _grid(lines: Sequence[Line], cells: dict[tuple[int, int], list[int]]) -> dict[tuple[int, int], list[int]]:
    """Cells by their true row and column, spans spread (HTML Standard, section 'Forming a table')."""
    grid: dict[tuple[int, int], list[int]] = {}
    rows = max(row for row, _ in cells) + 1
    for (row, _), members in sorted(cells.items()):
        place = lines[members[0]].place
        if place is None:
            continue
        column = place.column
        while (row, column) in grid:
            column += 1
        for down in range(min(place.spans[0], rows - row)):
            for right in range(place.spans[1]):
                grid.setdefault((row + down, column + right), members)
    return grid


def _is_head_row(
    lines: Sequence[Line], top: dict[int, list[int]], first: dict[int, list[int]], rows: int
) -> bool:
    cells = [_text(lines, members) for _, members in sorted(top.items())]
    if rows < 2 or len(cells) < 2:
        return False
    marked = [(place := lines[members[0]].place) is not None and place.head for members in top.values()]
    if all(marked):
        return True
    if any(len(cell) > _LONGEST_HEAD or plain(cell).endswith(("。", "？", "；")) for cell in cells):
        return False
    if any(char.isdigit() for cell in cells for char in plain(cell)):
        return False
    # An empty corner: names of columns over names of rows.
    if 0 not in top and len(first) > 1:
        return True
    if len(cells) > 2:
        return any(map(cues().is_table_head, cells))
    return cues().ends_as_table_head(cells[-1]) and not _are_pairs(lines, first)


def _are_pairs(lines: Sequence[Line], first: dict[int, list[int]]) -> bool:
    """Whether the first column names attributes row by row (费用 | 免费): then no row is a head."""
    named = [cues().ends_as_table_head(_text(lines, members)) for members in first.values()]
    return 2 * sum(named[1:]) > len(named) - 1


def _caption(lines: Sequence[Line], first: int) -> str:
    before = lines[first - 1] if first else None
    return before.text if before is not None and before.tag == "caption" else ""


def _text(lines: Sequence[Line], members: Sequence[int]) -> str:
    return " ".join(lines[index].text for index in members)


def _by_table(lines: Sequence[Line]) -> dict[int, list[int]]:
    tables: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if line.place:
            tables.setdefault(line.place.table, []).append(index)
    return tables


def _holds_data(lines: Sequence[Line], members: Sequence[int]) -> bool:
    places: list[Place] = [place for index in members if (place := lines[index].place)]
    if len({place.row for place in places}) < 2 or len({place.column for place in places}) < 2:
        return False
    # A gap in the numbers means that another table lies inside.
    if members[-1] - members[0] + 1 != len(members):
        return False
    size = sum(len(lines[index].text) for index in members)
    linked = sum(len(lines[index].text) * lines[index].linked for index in members)
    longest = max(len(lines[index].text) for index in members)
    cells: dict[Place, list[str]] = {}
    for index, place in zip(members, places, strict=True):
        cells.setdefault(place, []).append(lines[index].text)
    # A cell of several sentences that outweighs all others is the article.
    widest = max(cells.values(), key=lambda texts: sum(map(len, texts)))
    if 2 * sum(map(len, widest)) > size and sum(len(text) > 24 for text in widest) > 1:
        return False
    headings = any(lines[index].tag in ("h1", "h2", "h3") for index in members)
    return longest <= _LONGEST_CELL and not headings and linked < 0.8 * size


def _unplaced(line: Line) -> Line:
    return replace(line, place=None, tag="p" if line.tag in ("td", "th") else line.tag)
