"""A grid of cells in bands of rows, as big as its words need; every chart of the comparison is one.

Lengths are inches, font sizes points; y runs downwards from the top of the figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis.charts.style import DENIED, DISPUTED, INK, LINE, QUIET, STATED, Chart, house_style
from analysis.charts.text import height_of, longest_word, width_of, wrap, write
from analysis.charts.words import ALSO, COMMA, DISPUTED_LEAD, UNMENTIONED
from analysis.vocabulary import Lang

TITLE, HEAD, BODY, NOTE = 27, 18, 16, 13.5
MARGIN, BAND, STRIP, PAD, GAP = 0.35, 0.5, 0.7, 0.08, 0.07
LABEL, SHORT_HEAD = 2.3, 1.5
SLIDE = (13.33, 7.5)
WIDEST = 30
BAR = "#3A4556"
CLAUSE = re.compile(r"[^；;]+[；;]? ?")
SYMBOLS = {"stated": "✓", "denied": "×", "conflicting": "≠", "not_mentioned": ""}
COLOURS = {"stated": STATED, "denied": DENIED, "conflicting": DISPUTED, "not_mentioned": "white"}
TINTS = {"stated": "#F3F8FD", "denied": "#FDF1EC", "conflicting": "#FFF6D6", "not_mentioned": "white"}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its status, what it says (`disputed` apart from other `items`), how many sources speak of it.

    With a `shade` (0 to 1) the cell shows the count alone, on a ground as dark as that.
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
    """The grid as a figure: of all widths that hold it, the one that comes out largest on a wide slide."""
    needed = 2 * MARGIN + BAND + LABEL + 2 * PAD + sum(narrowest(grid))
    widths = [float(width) for width in range(12, WIDEST) if width >= needed] or [needed]
    layouts = [Layout(grid, width) for width in widths]
    best = max(layouts, key=lambda layout: min(SLIDE[0] / layout.width, SLIDE[1] / layout.height))
    with house_style():
        chart = Chart(figsize=(best.width, best.height))
        axes = chart.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, best.width), ylim=(best.height, 0))
        axes.axis("off")
        best.paint(axes)
    return chart


def narrowest(grid: Grid) -> list[float]:
    """The width below which no column goes: a short head stays in one line, of a long one its words do."""
    heads = [max(longest_word(head, HEAD), min(width_of(head, HEAD), SHORT_HEAD)) for head in grid.columns]
    return [max(grid.narrowest, head + 2 * PAD) for head in heads]


class Layout:
    """Where everything of a grid goes in a figure of a given width; the height follows from the words."""

    def __init__(self, grid: Grid, width: float) -> None:
        self.grid, self.width, self.inner = grid, width, width - 2 * MARGIN
        labels = [label for band in grid.bands for label, _ in band.rows] + [UNMENTIONED[grid.lang]]
        self.label = min(max(width_of(label, BODY) for label in labels), LABEL) + 2 * PAD
        self.columns = self._columns(self.inner - BAND - self.label)
        self.title = wrap(CLAUSE.findall(grid.title), self.inner, TITLE, "")
        self.heads = [
            self._wrap((head,), column - 2 * PAD, HEAD)
            for head, column in zip(grid.columns, self.columns, strict=True)
        ]
        self.bands = [self._heights(band) for band in grid.bands]
        self.notes = [line for note in grid.notes for line in self._wrap((note,), self.inner, NOTE)]
        self.keys = self._keys()
        self.title_height = height_of(len(self.title), TITLE, PAD)
        self.head_height = height_of(max(map(len, self.heads), default=1), HEAD, PAD)
        self.key_height = height_of(1, NOTE, PAD)
        body = sum(sum(heights) + GAP for heights in self.bands)
        below = self.key_height * len(self.keys) + height_of(len(self.notes), NOTE, 0.05)
        self.height = 2 * MARGIN + self.title_height + self.head_height + body + below

    def _wrap(self, items: tuple[str, ...], width: float, size: float, lead: str = "") -> list[str]:
        return wrap(items, width, size, COMMA[self.grid.lang], lead)

    def _columns(self, space: float) -> list[float]:
        """Widths of the columns: room for the longest item where there is space, the rest by their words."""
        words, least = [0.0] * len(self.grid.columns), narrowest(self.grid)
        longest = list(least)
        for band in self.grid.bands:
            for _, cells in band.rows:
                for index, cell in enumerate(cells):
                    lengths = [width_of(f"{item}、", BODY) for item in (*cell.items, *cell.disputed)]
                    words[index] += sum(lengths)
                    longest[index] = max(longest[index], max(lengths, default=0) + STRIP + 2 * PAD)
        base = longest if sum(longest) <= space else least
        weights = [sqrt(length) + 1 for length in words]
        spare = space - sum(base)
        return [width + spare * weight / sum(weights) for width, weight in zip(base, weights, strict=True)]

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
        upright = self.grid.lang == "zh"
        length = height_of(len(band.label), HEAD, PAD) if upright else width_of(band.label, HEAD) + 2 * PAD
        lacking = max(0.0, length - sum(heights))
        return [height + lacking / len(heights) for height in heights]

    @property
    def _note_room(self) -> float:
        return sum(self.columns) - 2 * PAD

    def _keys(self) -> list[list[tuple[float, Cell, str]]]:
        """The key as lines of (x, sample, words), broken where the figure ends."""
        lines: list[list[tuple[float, Cell, str]]] = [[]]
        x = MARGIN
        for sample, words in self.grid.key:
            length = STRIP + PAD + width_of(words, NOTE) + 0.35
            if lines[-1] and x + length > self.width - MARGIN:
                lines.append([])
                x = MARGIN
            lines[-1].append((x, sample, words))
            x += length
        return lines

    def paint(self, axes: Axes) -> None:
        """Draws everything, from the title down."""
        y = MARGIN
        write(axes, (MARGIN, y, self.inner, self.title_height), self.title, TITLE)
        y += self.title_height
        x = MARGIN + BAND + self.label
        for head, column in zip(self.heads, self.columns, strict=True):
            write(axes, (x, y, column, self.head_height), head, HEAD, BAR, "center")
            x += column
        y += self.head_height
        for band, heights in zip(self.grid.bands, self.bands, strict=True):
            self._paint_band(axes, band, y, heights)
            y += sum(heights) + GAP
        for line in self.keys:
            for x, sample, words in line:
                paint_sample(axes, (x, y + 0.05, STRIP, self.key_height - 0.1), sample)
                write(axes, (x + STRIP + PAD, y, 0, self.key_height), [words], NOTE, QUIET)
            y += self.key_height
        write(axes, (MARGIN, y, self.inner, height_of(len(self.notes), NOTE, 0.05)), self.notes, NOTE, QUIET)

    def _paint_band(self, axes: Axes, band: Band, y: float, heights: list[float]) -> None:
        box = (MARGIN, y, BAND, sum(heights))
        fill(axes, box, BAR)
        if self.grid.lang == "zh":
            write(axes, box, list(band.label), HEAD, "white", "center")
        else:
            centre = (MARGIN + BAND / 2, y + sum(heights) / 2)
            axes.text(*centre, band.label, size=HEAD, color="white", rotation=90, ha="center", va="center")
        left = MARGIN + BAND
        for (label, cells), height in zip(band.rows, heights, strict=False):
            fill(axes, (left, y, self.label, height), "#EEF1F5", LINE)
            lines = self._wrap((label,), self.label - 2 * PAD, BODY)
            write(axes, (left + PAD, y, self.label, height), lines, BODY)
            x = left + self.label
            for cell, column in zip(cells, self.columns, strict=True):
                self._paint_cell(axes, cell, (x, y, column, height))
                x += column
            y += height
        if band.unmentioned:
            height = heights[-1]
            write(axes, (left + PAD, y, self.label, height), [UNMENTIONED[self.grid.lang]], BODY, QUIET)
            box = (left + self.label, y, sum(self.columns), height)
            hatch(axes, box)
            lines = self._wrap(band.unmentioned, self._note_room, BODY)
            write(axes, (box[0] + PAD, y, box[2], height), lines, BODY, QUIET)

    def _paint_cell(self, axes: Axes, cell: Cell, box: Box) -> None:
        x, y, width, height = box
        if cell.shade is not None:
            paint_count(axes, box, cell)
        elif cell.status == "not_mentioned":
            hatch(axes, box)
            write(axes, box, [UNMENTIONED[self.grid.lang]], NOTE, QUIET, "center")
        else:
            fill(axes, box, TINTS[cell.status], LINE)
            paint_strip(
                axes, (x, y, STRIP, height), cell.status, f"{SYMBOLS[cell.status]} {cell.count}", BODY
            )
            write(axes, (x + STRIP + PAD, y, width, height), self._lines(cell, width), BODY)
            if cell.status == "conflicting":
                fill(axes, (x + 0.02, y + 0.02, width - 0.04, height - 0.04), "none", INK, 2.2)


def fill(axes: Axes, box: Box, colour: str, edge: str = "none", line: float = 0.8) -> None:
    """A rectangle of one colour."""
    axes.add_patch(Rectangle(box[:2], box[2], box[3], facecolor=colour, edgecolor=edge, linewidth=line))


def hatch(axes: Axes, box: Box, pattern: str = "..", colour: str = "#DDE1E6") -> None:
    """The ground of what no page mentions: white with light dots, unlike any yes or no."""
    patch = Rectangle(
        box[:2], box[2], box[3], facecolor="white", edgecolor=colour, hatch=pattern, linewidth=0
    )
    axes.add_patch(patch)
    fill(axes, box, "none", LINE)


def paint_sample(axes: Axes, box: Box, sample: Cell) -> None:
    """A cell of the key."""
    if sample.shade is not None:
        paint_count(axes, box, sample, NOTE)
    elif sample.status == "not_mentioned":
        hatch(axes, box)
    else:
        paint_strip(axes, box, sample.status, SYMBOLS[sample.status], NOTE)


def paint_strip(axes: Axes, box: Box, status: str, text: str, size: float) -> None:
    """The coloured strip with the symbol that tells a status; a dispute is hatched as well."""
    fill(axes, box, COLOURS[status])
    if status == "conflicting":
        patch = Rectangle(box[:2], box[2], box[3], facecolor=DISPUTED, edgecolor=INK, hatch="//", linewidth=0)
        axes.add_patch(patch)
        wide = width_of(text, size) + 0.1
        tall = size / 72 * 1.2
        fill(axes, (box[0] + (box[2] - wide) / 2, box[1] + (box[3] - tall) / 2, wide, tall), DISPUTED)
    write(axes, box, [text], size, INK if status == "conflicting" else "white", "center")


def paint_count(axes: Axes, box: Box, cell: Cell, size: float = HEAD) -> None:
    """A cell that shows how many sources speak of it: the more, the darker."""
    if not cell.count:
        hatch(axes, box)
        return
    ground = mix("#E4EFFA", "#0A3D6E", cell.shade or 0.0)
    fill(axes, box, ground, "white")
    dispute = cell.status == "conflicting"
    text = f"{cell.count} {SYMBOLS['conflicting']}" if dispute else str(cell.count)
    write(axes, box, [text], size, "white" if (cell.shade or 0.0) > 0.6 else INK, "center")
    if dispute:
        fill(axes, (box[0] + 0.04, box[1] + 0.04, box[2] - 0.08, box[3] - 0.08), "none", DISPUTED, 3)


def mix(light: str, dark: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from `light` to `dark` (both `#RRGGBB`)."""
    pairs = [(int(light[i : i + 2], 16), int(dark[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
