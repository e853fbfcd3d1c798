"""A grid of cells in bands of rows, as big as its words need: the charts that compare are such grids.

Lengths are inches, font sizes points; y runs downwards from the top of the figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import sqrt

import pandas as pd

from analysis.charts.marks import (
    BAR,
    BODY,
    GAP,
    GROUND,
    HEAD,
    NOTE,
    STRIP,
    SYMBOLS,
    Box,
    chip,
    fill,
    hatch,
    mix,
    sample,
)
from analysis.charts.page import Page, compose
from analysis.charts.style import DISPUTED, INK, LINE, QUIET, Chart, Paper
from analysis.charts.text import PAD, height_of, longest_word, width_of, wrap, write
from analysis.charts.words import ALSO, COMMA, DISPUTED_LEAD, UNMENTIONED
from analysis.vocabulary import Lang

BAND, LABEL, SHORT_HEAD = 0.5, 2.3, 1.5


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its status, what it says (`disputed` apart from other `items`), how many sources speak of it.

    With a `shade` (0 to 1) the cell shows the count alone, on a ground as dark as that. What a cell that no
    page mentions has as an item is the mark of a review.
    """

    status: str
    items: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    count: int = 0
    shade: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Rows (label and cells) under one label; `unmentioned` names the rows that no page says anything on."""

    label: str
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    unmentioned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A whole chart: the message as its title, columns, bands, a key (sample, words) and foot notes."""

    title: str
    columns: tuple[str, ...]
    bands: tuple[Band, ...]
    key: tuple[tuple[Cell, str], ...]
    notes: tuple[str, ...]
    lang: Lang = "zh"
    narrowest: float = 2.1


def draw(grid: Grid) -> Chart:
    """The grid as a figure; its `data` has one row per cell drawn, and per row that no page mentions."""
    key = [(partial(paint_sample, cell=cell), words) for cell, words in grid.key]
    needed = BAND + LABEL + 2 * PAD + sum(narrowest(grid))
    page = Page(grid.title, key, grid.notes, grid.lang)
    return compose(page, partial(Layout, grid), needed, table(grid))


def table(grid: Grid) -> pd.DataFrame:
    """What a grid shows: band, row, column, status, disputed and other items (joined by " / "), count."""
    columns = ["band", "row", "column", "status", "disputed", "items", "count"]
    return pd.DataFrame(list(_records(grid)), columns=columns)


def _records(grid: Grid) -> Iterator[tuple[str, str, str, str, str, str, int]]:
    for band in grid.bands:
        for label, cells in band.rows:
            for column, cell in zip(grid.columns, cells, strict=True):
                said = (" / ".join(cell.disputed), " / ".join(cell.items))
                yield (band.label, label, column, cell.status, *said, cell.count)
        for label in band.unmentioned:
            yield (band.label, label, "", "not_mentioned", "", "", 0)


def narrowest(grid: Grid) -> list[float]:
    """The width below which no column goes: a short head stays in one line, of a long one its words do."""
    heads = [max(longest_word(head, HEAD), min(width_of(head, HEAD), SHORT_HEAD)) for head in grid.columns]
    return [max(grid.narrowest, head + 2 * PAD) for head in heads]


def share(
    space: float, least: Sequence[float], longest: Sequence[float], words: Sequence[float]
) -> list[float]:
    """Widths of columns: room for the longest item where there is space, the rest by all their words."""
    base = longest if sum(longest) <= space else least
    weights = [sqrt(length) + 1 for length in words]
    spare = space - sum(base)
    return [width + spare * weight / sum(weights) for width, weight in zip(base, weights, strict=True)]


class Layout:
    """Where everything of a grid goes in a given width; the height follows from the words."""

    def __init__(self, grid: Grid, width: float) -> None:
        self.grid = grid
        labels = [label for band in grid.bands for label, _ in band.rows] + [UNMENTIONED[grid.lang]]
        self.label = min(max(width_of(label, BODY) for label in labels), LABEL) + 2 * PAD
        self.columns = self._columns(width - BAND - self.label)
        self.heads = [
            self._wrap((head,), column - 2 * PAD, HEAD)
            for head, column in zip(grid.columns, self.columns, strict=True)
        ]
        self.bands = [self._heights(band) for band in grid.bands]
        self.head_height = height_of(max(map(len, self.heads), default=1), HEAD, PAD)
        self.height = self.head_height + sum(sum(heights) + GAP for heights in self.bands)

    def _wrap(self, items: tuple[str, ...], width: float, size: float, lead: str = "") -> list[str]:
        return wrap(items, width, size, COMMA[self.grid.lang], lead)

    def _columns(self, space: float) -> list[float]:
        words, least = [0.0] * len(self.grid.columns), narrowest(self.grid)
        longest = list(least)
        for band in self.grid.bands:
            for _, cells in band.rows:
                for index, cell in enumerate(cells):
                    lengths = [width_of(f"{item}、", BODY) for item in (*cell.items, *cell.disputed)]
                    words[index] += sum(lengths)
                    longest[index] = max(longest[index], max(lengths, default=0) + STRIP + 2 * PAD)
        return share(space, least, longest, words)

    def _lines(self, cell: Cell, column: float) -> list[str]:
        room = column - STRIP - 2 * PAD
        if not cell.disputed:
            return self._wrap(cell.items, room, BODY)
        lines = wrap(cell.disputed, room, BODY, " / ", DISPUTED_LEAD[self.grid.lang])
        return lines + (self._wrap(cell.items, room, BODY, ALSO[self.grid.lang]) if cell.items else [])

    def _heights(self, band: Band) -> list[float]:
        """Heights of the rows of a band, the row of what is not mentioned last; the band's label fits too."""
        heights = []
        for label, cells in band.rows:
            lines = [len(self._wrap((label,), self.label - 2 * PAD, BODY))]
            lines += [
                len(self._lines(cell, column)) for cell, column in zip(cells, self.columns, strict=True)
            ]
            heights.append(height_of(max(lines), BODY, PAD))
        if band.unmentioned:
            heights.append(height_of(len(self._wrap(band.unmentioned, self._note_room, BODY)), BODY, PAD))
        lacking = max(0.0, band_length(band.label, self.grid.lang) - sum(heights))
        return [height + lacking / len(heights) for height in heights]

    @property
    def _note_room(self) -> float:
        return sum(self.columns) - 2 * PAD

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws heads and bands."""
        at = x + BAND + self.label
        for head, column in zip(self.heads, self.columns, strict=True):
            write(paper, (at, y, column, self.head_height), head, HEAD, BAR, "center")
            at += column
        y += self.head_height
        for band, heights in zip(self.grid.bands, self.bands, strict=True):
            self._paint_band(paper, band, (x, y), heights)
            y += sum(heights) + GAP

    def _paint_band(
        self, paper: Paper, band: Band, corner: tuple[float, float], heights: Sequence[float]
    ) -> None:
        x, y = corner
        paint_band(paper, (x, y, BAND, sum(heights)), band.label, self.grid.lang)
        left = x + BAND
        for (label, cells), height in zip(band.rows, heights, strict=False):
            fill(paper, (left, y, self.label, height), GROUND, LINE)
            lines = self._wrap((label,), self.label - 2 * PAD, BODY)
            write(paper, (left + PAD, y, self.label, height), lines, BODY)
            at = left + self.label
            for cell, column in zip(cells, self.columns, strict=True):
                self._paint_cell(paper, cell, (at, y, column, height))
                at += column
            y += height
        if band.unmentioned:
            height = heights[-1]
            write(paper, (left + PAD, y, self.label, height), [UNMENTIONED[self.grid.lang]], BODY, QUIET)
            box = (left + self.label, y, sum(self.columns), height)
            hatch(paper, box)
            lines = self._wrap(band.unmentioned, self._note_room, BODY)
            write(paper, (box[0] + PAD, y, box[2], height), lines, BODY, QUIET)

    def _paint_cell(self, paper: Paper, cell: Cell, box: Box) -> None:
        if cell.shade is not None:
            paint_count(paper, box, cell)
        elif cell.status == "not_mentioned":
            chip(paper, box, cell.status, [" ".join((UNMENTIONED[self.grid.lang], *cell.items))])
        else:
            chip(paper, box, cell.status, self._lines(cell, box[2]), cell.count)


def band_length(label: str, lang: Lang) -> float:
    """How long a bar has to be for its label: Chinese stands upright, sign under sign, English is turned."""
    return height_of(len(label), HEAD, PAD) if lang == "zh" else width_of(label, HEAD) + 2 * PAD


def paint_band(paper: Paper, box: Box, label: str, lang: Lang) -> None:
    """The dark bar at the left of a band, with its label."""
    fill(paper, box, BAR)
    if lang == "zh":
        write(paper, box, list(label), HEAD, "white", "center")
    else:
        centre = (box[0] + box[2] / 2, box[1] + box[3] / 2)
        paper.text(*centre, label, size=HEAD, color="white", rotation=90, ha="center", va="center")


def paint_sample(paper: Paper, box: Box, cell: Cell) -> None:
    """A cell of the key."""
    if cell.shade is not None:
        paint_count(paper, box, cell, NOTE)
    else:
        sample(paper, box, cell.status)


def paint_count(paper: Paper, box: Box, cell: Cell, size: float = HEAD) -> None:
    """A cell that shows how many sources speak of it: the more, the darker."""
    if not cell.count:
        hatch(paper, box)
        return
    ground = mix("#E4EFFA", "#0A3D6E", cell.shade or 0.0)
    fill(paper, box, ground, "white")
    dispute = cell.status == "conflicting"
    text = f"{cell.count} {SYMBOLS['conflicting']}" if dispute else str(cell.count)
    write(paper, box, [text], size, "white" if (cell.shade or 0.0) > 0.6 else INK, "center")
    if dispute:
        fill(paper, (box[0] + 0.04, box[1] + 0.04, box[2] - 0.08, box[3] - 0.08), "none", DISPUTED, 3)
