"""The names at the left of a chart's rows: a bar for each platform, behind it its types.

Lengths are inches, font sizes points; y runs downwards from the top of the figure.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.charts.marks import BAR, BODY, GAP, GROUND, HEAD, fill
from analysis.charts.style import LINE, Paper
from analysis.charts.text import PAD, height_of, longest_word, width_of, wrap, write

PLATFORM, TYPE = 1.3, 2.0
BETWEEN = 0.1


class Names:
    """The names of rows as (platform, type), those of a platform together; `width` is what they need."""

    def __init__(self, names: Sequence[tuple[str, str]], inset: float = 0.0) -> None:
        self.names, self.inset = names, inset
        self.platforms = list(dict.fromkeys(platform for platform, _ in names))
        self.bar = _width(self.platforms, PLATFORM, HEAD)
        self.type = _width([type_ for _, type_ in names], TYPE, BODY)
        self.width = self.bar + GAP + self.type
        self.heads = [wrap((platform,), self.bar - 2 * PAD, HEAD, "") for platform in self.platforms]
        self.labels = [wrap((type_,), self.type - 2 * PAD, BODY, "") for _, type_ in names]

    def heights(self, needed: Sequence[float]) -> list[float]:
        """The heights of the rows: as their contents need, and so that all names fit."""
        least = [height_of(len(lines), BODY, PAD) + 2 * self.inset for lines in self.labels]
        heights = [max(pair) for pair in zip(needed, least, strict=True)]
        for platform, lines in zip(self.platforms, self.heads, strict=True):
            own = [number for number, name in enumerate(self.names) if name[0] == platform]
            lacking = height_of(len(lines), HEAD, PAD) - sum(heights[number] for number in own)
            for number in own:
                heights[number] += max(lacking, 0.0) / len(own)
        return heights

    @property
    def between(self) -> float:
        """What the gaps after the platforms add to the height."""
        return len(self.platforms) * BETWEEN

    def paint(self, paper: Paper, heights: Sequence[float], x: float, y: float) -> list[float]:
        """Draws the names, and gives the top of each row."""
        tops: list[float] = []
        left = x + self.bar + GAP
        for platform, head in zip(self.platforms, self.heads, strict=True):
            top = y
            for (owner, _), label, height in zip(self.names, self.labels, heights, strict=True):
                if owner == platform:
                    tops.append(y)
                    box = (left, y + self.inset, self.type, height - 2 * self.inset)
                    fill(paper, box, GROUND, LINE)
                    write(paper, (left + PAD, *box[1:]), label, BODY)
                    y += height
            fill(paper, (x, top, self.bar, y - top), BAR)
            write(paper, (x, top, self.bar, y - top), head, HEAD, "white", "center")
            y += BETWEEN
        return tops


def _width(names: Sequence[str], most: float, size: float) -> float:
    """The width of a column of names: at most `most`, but no word is broken."""
    longest = max((width_of(name, size) for name in names), default=0.0)
    return max(min(longest, most), max((longest_word(name, size) for name in names), default=0.0)) + 2 * PAD
