"""How sure we are of each cell: its certainty, its number of independent sources, and the disputes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analysis.certainty import LEVEL_LABELS, LEVELS
from analysis.charts import words
from analysis.charts.grid import BAND, LABEL, band_length, paint_band
from analysis.charts.marks import BAR, BODY, GAP, GROUND, NOTE, Box, fill, frame, hatch, mix, strip
from analysis.charts.page import Page, compose
from analysis.charts.parts import grouped, refuse_empty
from analysis.charts.style import INK, LINE, STATED, Chart, Paper
from analysis.charts.text import PAD, height_of, longest_word, width_of, wrap, write
from analysis.vocabulary import GROUPS, Lang, load

ROW, COLUMN, SHORT, TURNED, BETWEEN = 0.52, 0.8, 1.0, 1.5, 0.2
# From dark to pale, and each with fewer bars, so that a copy in grey tells them apart as well.
GROUNDS = {"strong": STATED, "moderate": "#8FBBE3", "weak": "#E1EDF8"}
BARS = {"strong": 3, "moderate": 2, "weak": 1}
METHOD: Mapping[Lang, str] = {
    "zh": (
        "数字：有几个独立来源说到。3 个来源起为可信度高，2 个为中，1 个为低；"
        "附带条件、已过时或与别处相抵触，各降一级。"
    ),
    "en": (
        "The number: how many independent sources say it. Three or more make a cell strong, two moderate, "
        "one weak; each doubt (only under conditions, out of date, at odds with others) takes a step."
    ),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A type on a platform: for each attribute its level (None: not mentioned) and number of sources."""

    platform: str
    type: str
    cells: Mapping[str, tuple[str | None, int]]


def how_sure(cells: pd.DataFrame, lang: Lang = "zh") -> Chart:
    """How much each cell can be believed: attributes in three groups × platforms with their types.

    `cells` is a table of `compare.cells`. Raises TableError where it is empty.
    """
    refuse_empty(cells)
    columns = _columns(cells, lang)
    counts = cells.loc[cells["status"] != "not_mentioned", "certainty"].astype(str).value_counts()
    there = [level for level in LEVELS if level in counts]
    key = [(partial(_sample, level=level), LEVEL_LABELS[level][lang]) for level in there]
    if any(level is None for column in columns for level, _ in column.cells.values()):
        key.append((partial(_sample, level=None), words.KEY[lang]["not_mentioned"]))
    page = Page(
        title=_title({level: int(counts.get(level, 0)) for level in LEVELS}, lang),
        key=key,
        notes=(words.basis(cells, lang, METHOD[lang]),),
        lang=lang,
    )
    drawn = [
        (column.platform, column.type, attribute, level or "not_mentioned", count)
        for column in columns
        for attribute, (level, count) in column.cells.items()
    ]
    data = pd.DataFrame(drawn, columns=["platform", "type", "attribute", "certainty", "n_sources"])
    widest = max((width for _, width in _platforms(columns)), default=0.0)
    needed = BAND + LABEL + 2 * PAD + widest + GAP
    return compose(page, partial(_Heat, columns, lang), needed, data)


def _columns(cells: pd.DataFrame, lang: Lang) -> list[Column]:
    """A column for each type that any page speaks of on a platform."""
    columns = []
    for (platform, type_), group in grouped(cells, "platform", "type").items():
        said = {
            str(row.attribute): (
                None if row.status == "not_mentioned" else str(row.certainty),
                int(row.n_sources),
            )
            for row in group
        }
        if any(level is not None for level, _ in said.values()):
            names = (load().label("platform", platform, lang), load().label("type", type_, lang))
            columns.append(Column(*names, said))
    return columns


def _title(counts: Mapping[str, int], lang: Lang) -> str:
    total = sum(counts.values())
    if lang == "zh":
        labels = {
            "strong": "{} 格可信度高",
            "moderate": "{} 格中",
            "weak": "{} 格低",
            "disputed": "{} 格有争议",
        }
        said = "、".join(labels[level].format(count) for level, count in counts.items() if count)
        return f"有多可信：页面说到的 {total} 格里，{said}" if total else "有多可信：没有一格有页面说到"
    said = ", ".join(f"{count} {LEVEL_LABELS[level]['en']}" for level, count in counts.items() if count)
    return (
        f"How sure: of {total} cells that pages speak of, {said}"
        if total
        else "How sure: no cell is spoken of"
    )


def _platforms(columns: Sequence[Column]) -> list[tuple[str, float]]:
    """Each platform with the width of its columns: so many, or as its name needs."""
    names = dict.fromkeys(column.platform for column in columns)
    counts = {name: sum(column.platform == name for column in columns) for name in names}
    least = {name: max(longest_word(name, BODY), min(width_of(name, BODY), SHORT)) + 0.1 for name in names}
    return [(name, max(count * COLUMN, least[name])) for name, count in counts.items()]


def _in_lines(platforms: Sequence[tuple[str, float]], space: float) -> list[list[tuple[str, float]]]:
    """The platforms in lines that fit the space, and a little wider where there is some left."""
    lines: list[list[tuple[str, float]]] = [[]]
    for name, width in platforms:
        if lines[-1] and sum(w + GAP for _, w in lines[-1]) + width + GAP > space:
            lines.append([])
        lines[-1].append((name, width))
    widest = max(sum(width for _, width in line) for line in lines)
    most = max(map(len, lines))
    stretch = max(1.0, min(1.3, (space - most * GAP) / widest)) if widest else 1.0
    return [[(name, width * stretch) for name, width in line] for line in lines]


class _Heat:
    """Where everything goes in a given width: a small field for each cell, the types' names upright."""

    def __init__(self, columns: Sequence[Column], lang: Lang, width: float) -> None:
        self.columns, self.lang = columns, lang
        names = [attribute.name(lang) for attribute in load().attributes]
        self.label = min(max(width_of(name, BODY) for name in names), LABEL) + 2 * PAD
        self.lines = _in_lines(_platforms(columns), width - BAND - self.label)
        self.heads = {
            name: wrap((name,), wide - 0.06, BODY, "") for line in self.lines for name, wide in line
        }
        self.head = height_of(max(map(len, self.heads.values()), default=1), BODY, 0.06)
        self.names = {column.type: self._name(column.type) for column in columns}
        self.types = max((self._type_height(lines) for lines in self.names.values()), default=0.5)
        self.groups = []
        for group in GROUPS:
            inside = [attribute for attribute in load().attributes if attribute.group == group]
            label = words.GROUP[lang][group]
            self.groups.append((label, inside, max(ROW, band_length(label, lang) / len(inside))))
        body = sum(len(inside) * height + GAP for _, inside, height in self.groups)
        self.tier = self.head + self.types + body + BETWEEN
        self.height = self.tier * len(self.lines) - BETWEEN

    def _name(self, name: str) -> list[str]:
        """A type's name in lines: across the column in Chinese, turned upright in English."""
        return wrap((name,), COLUMN - 0.04 if self.lang == "zh" else TURNED, NOTE, "")

    def _type_height(self, lines: Sequence[str]) -> float:
        if self.lang == "zh":
            return height_of(len(lines), NOTE, 0.05)
        return max(width_of(line, NOTE) for line in lines) + 0.16

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the platforms, in as many tiers as they need."""
        for line in self.lines:
            self._paint_tier(paper, line, x, y)
            y += self.tier

    def _paint_tier(self, paper: Paper, line: Sequence[tuple[str, float]], x: float, y: float) -> None:
        """Draws the attributes at the left, then the heads and fields of the platforms."""
        top = at = y + self.head + self.types
        left = x + BAND + self.label
        for label, inside, height in self.groups:
            paint_band(paper, (x, at, BAND, height * len(inside)), label, self.lang)
            for attribute in inside:
                fill(paper, (x + BAND, at, self.label, height), GROUND, LINE)
                write(paper, (x + BAND + PAD, at, self.label, height), [attribute.name(self.lang)], BODY)
                at += height
            at += GAP
        for name, wide in line:
            left += GAP
            fill(paper, (left, y, wide, self.head), BAR)
            write(paper, (left, y, wide, self.head), self.heads[name], BODY, "white", "center")
            own = [column for column in self.columns if column.platform == name]
            for number, column in enumerate(own):
                each = wide / len(own)
                self._paint_column(paper, column, (left + number * each, y + self.head, each, top))
            left += wide

    def _paint_column(self, paper: Paper, column: Column, box: Box) -> None:
        """One type; `box` is (x, y of its name, width, y of its first cell)."""
        x, y, width, at = box
        lines = self.names[column.type]
        tall = self._type_height(lines)
        if self.lang == "zh":
            write(paper, (x, y + self.types - tall, width, tall), lines, NOTE, INK, "center")
        else:
            foot = (x + width / 2, y + self.types - 0.08)
            paper.text(*foot, "\n".join(lines), size=NOTE, color=INK, rotation=90, ha="center", va="bottom")
        for _, inside, height in self.groups:
            for attribute in inside:
                _field(paper, (x, at, width, height), *column.cells[attribute.id])
                at += height
            at += GAP


def _field(paper: Paper, box: Box, level: str | None, count: int) -> None:
    """A cell: ground and bars tell the level, the number how many sources; a dispute is hatched."""
    if level is None:
        hatch(paper, box)
        return
    if level == "disputed":
        strip(paper, box, "conflicting", f"≠ {count}" if count else "≠", BODY)
        frame(paper, box)
        return
    x, y, width, height = box
    fill(paper, box, GROUNDS[level], "white")
    colour = "white" if level == "strong" else INK
    for bar in range(3):
        tall = 0.07 + 0.06 * bar
        place = (x + width / 2 - 0.28 + 0.085 * bar, y + height / 2 + 0.1 - tall, 0.06, tall)
        fill(paper, place, colour if bar < BARS[level] else mix(GROUNDS[level], "#FFFFFF", 0.7))
    if count:
        write(paper, (x + width / 2 + 0.03, y, width, height), [str(count)], BODY, colour)


def _sample(paper: Paper, box: Box, level: str | None) -> None:
    _field(paper, box, level, 0)
