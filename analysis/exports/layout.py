"""How rows of a table go on slides: how high they are, where one too high is cut, how many a slide takes.

Lengths are inches, sizes of letters points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.charts.style import INK, QUIET
from analysis.exports.fit import lines

WHITE = "#FFFFFF"
# The height of a line for a size of letters; what a cell keeps free left and right, above and below.
LEADING, SIDE_PAD, PAD = 1.3, 0.1, 0.06


class Run(NamedTuple):
    """A stretch of text in one look."""

    text: str
    bold: bool = False
    colour: str = INK


class Cell(NamedTuple):
    """A cell of a table: its text, and the ground on which it stands."""

    runs: tuple[Run, ...]
    ground: str = WHITE
    centred: bool = False


class Row(NamedTuple):
    """A row of a table; `note` goes into the speaker notes of the slide on which the row stands.

    With fewer cells than columns the last one reaches to the end. `least` is the height below which the row
    does not go.
    """

    cells: tuple[Cell, ...]
    note: str = ""
    least: float = 0.0


def height(row: Row, widths: Sequence[float], size: float) -> float:
    """The height of a row in inches."""
    cells = zip(row.cells, _spans(row, widths), strict=True)
    tallest = max(len(wrapped(cell, width, size)) for cell, width in cells)
    return max(tallest * size * LEADING / 72 + 2 * PAD, row.least)


def wrapped(cell: Cell, width: float, size: float) -> list[str]:
    """The text of a cell in the lines that it takes in a column of a width."""
    # Bold letters are wider; something is kept back for fonts, and for programs that put a space between
    # Chinese and Latin letters.
    weight = 1.1 if any(run.bold for run in cell.runs) else 1.06
    return lines("".join(run.text for run in cell.runs), (width - 2 * SIDE_PAD) * 72 / size / weight - 0.1)


def cut(rows: Sequence[Row], widths: Sequence[float], size: float, room: float, more: str) -> Iterator[Row]:
    """The rows, of which those that are higher than `room` are cut into several between two lines."""
    for row in rows:
        spans = _spans(row, widths)
        most = max(int((room - 2 * PAD) * 72 / (size * LEADING)), 1)
        parts = [wrapped(cell, width, size) for cell, width in zip(row.cells, spans, strict=True)]
        number = -(-max(map(len, parts)) // most)
        if number == 1:
            yield row
            continue
        for piece in range(number):
            cells = []
            for cell, part in zip(row.cells, parts, strict=True):
                if len(part) <= 2:
                    # What is short is said again, so that no part of a row stands there without its name.
                    again = piece and cell is row.cells[0]
                    runs = (*cell.runs, Run(more, False, QUIET)) if again else cell.runs
                else:
                    start = sum(map(len, part[: piece * most]))
                    end = sum(map(len, part[: (piece + 1) * most]))
                    runs = tuple(_slice(cell.runs, start, end))
                cells.append(cell._replace(runs=runs))
            yield row._replace(cells=tuple(cells))


def balanced(rows: Sequence[Row], widths: Sequence[float], size: float, room: float) -> Iterator[list[Row]]:
    """The rows slide by slide: on as few slides as hold them, and these about equally full."""
    heights = [height(row, widths, size) for row in rows]
    fewest = len(_filled(heights, room))
    limit = min(room, max([sum(heights) / max(fewest, 1), *heights], default=room))
    while len(_filled(heights, limit)) > fewest and limit < room:
        limit = min(limit + 0.1, room)
    at = 0
    for count in _filled(heights, limit):
        yield list(rows[at : at + count])
        at += count


def _filled(heights: Sequence[float], limit: float) -> list[int]:
    """How many rows go on each slide, where each takes as many as it can."""
    counts: list[int] = []
    used = 0.0
    for tall in heights:
        if not counts or used + tall > limit + 1e-6:
            counts.append(0)
            used = 0.0
        counts[-1] += 1
        used += tall
    return counts


def _spans(row: Row, widths: Sequence[float]) -> list[float]:
    """The widths of the cells of a row, the last of which reaches to the end."""
    last = len(row.cells) - 1
    return [*widths[:last], sum(widths[last:])]


def alike(cells: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """First and last of the cells one below the other that say the same."""
    first = 0
    for at in range(1, len(cells) + 1):
        if at == len(cells) or cells[at] != cells[first]:
            if at - first > 1:
                yield first, at - 1
            first = at


def _slice(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        at += len(run.text)
        if text:
            yield run._replace(text=text)


def paragraphs(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs in paragraphs: a line end in a text begins a new one."""
    paragraphs: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        paragraphs[-1].append(run._replace(text=first))
        paragraphs += [[run._replace(text=text)] for text in others]
    return paragraphs
