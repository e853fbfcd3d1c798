"""What stands around every chart: the message as its title above, the key and the foot notes below.

Lengths are inches, font sizes points; y runs downwards from the top of the figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Protocol

import pandas as pd

from analysis.charts.marks import NOTE, STRIP, TITLE, Box
from analysis.charts.style import QUIET, SLIDE, Chart, Paper, house_style
from analysis.charts.text import PAD, height_of, longest_word, width_of, wrap, write
from analysis.charts.words import COMMA
from analysis.vocabulary import Lang

MARGIN = 0.35
NARROWEST, WIDEST = 12, 30
# A title breaks where a part of it ends, and where that takes more lines after an item of a list; not inside
# 10,000, which has no blank after its comma.
PARTS, ITEMS = (re.compile(pattern) for pattern in (r".+?(?:；|; |$)", r".+?(?:[；，、]|[;,] |$)"))
Key = tuple[Callable[[Paper, Box], None], str]


@dataclass(frozen=True, slots=True)
class Page:
    """The words around a chart: the message as its title, a key (how to draw a sample, its words), notes."""

    title: str
    key: Sequence[Key]
    notes: Sequence[str]
    lang: Lang = "zh"


class Body(Protocol):
    """A chart laid out in a width that is given: it knows its height, and where everything of it goes."""

    height: float

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the chart with its upper left corner in (x, y)."""


def compose(page: Page, body: Callable[[float], Body], needed: float, data: pd.DataFrame) -> Chart:
    """The chart as a figure: of all widths that hold it, the one that comes out largest on a wide slide.

    `body` lays the chart out in a width, of which it needs at least `needed`; `data` is what the chart shows.
    """
    least = max(needed, longest_word(page.title, TITLE)) + 2 * MARGIN
    widths = [float(width) for width in range(NARROWEST, WIDEST) if width >= least] or [least]

    laid_out = lru_cache(maxsize=None)(lambda width: _Layout(page, body, width))
    # A wider figure is a lower one: it is largest where its shape is that of the slide, or just before.
    first = bisect_left(widths, SLIDE[0] / SLIDE[1], key=lambda width: width / laid_out(width).height)
    around = [laid_out(width) for width in widths[max(first - 1, 0) : first + 1]]
    best = max(around, key=lambda layout: min(SLIDE[0] / layout.width, SLIDE[1] / layout.height))
    # Of several widths in which it is no higher the smallest: type is large where the figure is small.
    best = laid_out(widths[bisect_left(widths, -best.height, key=lambda width: -laid_out(width).height)])
    with house_style():
        chart = Chart(figsize=(best.width, best.height))
        chart.message, chart.data = page.title, data
        best.paint(Paper(chart))
    return chart


class _Layout:
    """Where title, body, key and notes go in a figure of a given width; the height follows from the words."""

    def __init__(self, page: Page, body: Callable[[float], Body], width: float) -> None:
        self.width, self.inner = width, width - 2 * MARGIN
        self.body = body(self.inner)
        self.title = min((self._title(page.title, ends) for ends in (PARTS, ITEMS)), key=itemgetter(0))[1]
        self.notes = [
            line for note in page.notes if note for line in wrap((note,), self.inner, NOTE, COMMA[page.lang])
        ]
        self.keys = self._keys(page.key)
        self.title_height = height_of(len(self.title), TITLE, PAD)
        self.key_height = height_of(1, NOTE, PAD)
        self.notes_height = height_of(len(self.notes), NOTE, 0.05) if self.notes else 0.0
        below = self.key_height * len(self.keys) + self.notes_height
        self.height = 2 * MARGIN + self.title_height + self.body.height + below

    def _title(self, title: str, ends: re.Pattern[str]) -> tuple[tuple[int, bool], list[str]]:
        """The lines of a title that breaks at these ends, after what speaks against them."""
        parts = ends.findall(title)
        lines = wrap(parts, self.inner, TITLE, "")
        return (len(lines), any(width_of(part.rstrip(), TITLE) > self.inner for part in parts)), lines

    def _keys(self, key: Sequence[Key]) -> list[list[tuple[float, Key]]]:
        """The key as lines of (x, entry), broken where the figure ends."""
        lines: list[list[tuple[float, Key]]] = []
        x = self.width
        for entry in key:
            length = STRIP + PAD + width_of(entry[1], NOTE) + 0.35
            if not lines or x + length > self.width - MARGIN:
                lines.append([])
                x = MARGIN
            lines[-1].append((x, entry))
            x += length
        return lines

    def paint(self, paper: Paper) -> None:
        """Draws everything, from the title down."""
        y = MARGIN
        write(paper, (MARGIN, y, self.inner, self.title_height), self.title, TITLE)
        y += self.title_height
        self.body.paint(paper, MARGIN, y)
        y += self.body.height
        for line in self.keys:
            for x, (draw, words) in line:
                draw(paper, (x, y + 0.05, STRIP, self.key_height - 0.1))
                write(paper, (x + STRIP + PAD, y, 0, self.key_height), [words], NOTE, QUIET)
            y += self.key_height
        write(paper, (MARGIN, y, self.inner, self.notes_height), self.notes, NOTE, QUIET)
