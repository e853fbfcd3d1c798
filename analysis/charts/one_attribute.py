"""Small multiples: one attribute over all platforms, a panel for each, all with the same values and types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from analysis.charts import words
from analysis.charts.marks import (
    BAR,
    BODY,
    GROUND,
    HEAD,
    NOTE,
    SYMBOLS,
    Box,
    fill,
    frame,
    hatch,
    sample,
    strip,
)
from analysis.charts.page import Page, compose
from analysis.charts.parts import grouped, refuse_empty, spoken_of
from analysis.charts.style import LINE, QUIET, Chart, Paper
from analysis.charts.text import PAD, height_of, longest_word, width_of, wrap, write
from analysis.vocabulary import Lang, load

ROW, COLUMN, LABEL, GAP = 0.42, 0.84, 2.6, 0.22
MOST_NAMED = 3
BLANK: Mapping[Lang, str] = {
    "zh": "白格：说到这一项，没有这样说",
    "en": "blank: pages speak of it and do not say this",
}
Mark = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Panel:
    """A platform: which of the types it speaks of, and the marks (status, sources) by (value, type)."""

    platform: str
    spoken: frozenset[str]
    marks: Mapping[tuple[str, str], Mark]


def one_attribute(cells: pd.DataFrame, attribute: str, lang: Lang = "zh") -> Chart:
    """One attribute over all platforms: in each panel values × types, with the number of sources.

    `cells` is a table of `compare.cells`. Raises TableError where it is empty, VocabularyError for an
    attribute that is not in the vocabulary.
    """
    refuse_empty(cells)
    known = load().attribute(attribute)
    part = cells[cells["attribute"] == attribute]
    types = spoken_of(part, "type")
    by_platform = grouped(part, "platform")
    told = {value for group in by_platform.values() for row in group for value in row.values}
    values = sorted(told, key=known.rank)
    every = [_panel(group, name) for (name,), group in by_platform.items()]
    # Where no platform says anything the silence of all is what there is to show.
    panels = [panel for panel in every if panel.marks] or every
    silent = [load().label("platform", panel.platform, lang) for panel in every if panel not in panels]
    statuses = {status for panel in panels for status, _ in panel.marks.values()}
    statuses |= {"not_mentioned"} & set(part["status"])
    key = [(partial(sample, status=s), text) for s, text in words.KEY[lang].items() if s in statuses]
    page = Page(
        title=_title(part, panels, values, lang),
        key=[*key, (partial(fill, colour="white", edge=LINE), BLANK[lang])] if values else key,
        notes=(words.silence(silent, lang), words.basis(part, lang)),
        lang=lang,
    )
    labels = {value: load().value_label(attribute, value, lang) for value in values}
    heads = {type_: load().label("type", type_, lang) for type_ in types}
    drawn = [
        (panel.platform, type_, value, *panel.marks.get((value, type_), ("", 0)))
        if type_ in panel.spoken
        else (panel.platform, type_, value, "not_mentioned", 0)
        for panel in panels
        for type_ in types
        for value in values
    ]
    data = pd.DataFrame(drawn, columns=["platform", "type", "value", "status", "n_sources"])
    body = partial(_Multiples, panels, labels, heads, lang)
    return compose(page, body, LABEL + 2 * PAD + _panel_width(panels, heads, lang) + GAP, data)


def _panel(group: Sequence[Any], platform: str) -> Panel:
    marks: dict[tuple[str, str], Mark] = {}
    for row in group:
        clashing = {value for pair in row.disputed for value in pair}
        for value, count in zip(row.values, row.support, strict=True):
            denied = load().polarity(row.attribute, value) == "deny"
            status = "conflicting" if value in clashing else "denied" if denied else "stated"
            marks[value, str(row.type)] = (status, int(count))
    return Panel(platform, frozenset(type_ for _, type_ in marks), marks)


def _title(part: pd.DataFrame, panels: Sequence[Panel], values: Sequence[str], lang: Lang) -> str:
    attribute = load().attribute(str(part["attribute"].iloc[0]))
    spread = {v: sum(any(value == v for value, _ in panel.marks) for panel in panels) for v in values}
    speaking = sum(bool(panel.marks) for panel in panels)
    if not speaking:
        return f"{attribute.zh}：没有页面说到" if lang == "zh" else f"{attribute.en}: no page speaks of it"
    most = max(spread.values())
    best = [load().value_label(attribute.id, value, lang) for value in values if spread[value] == most]
    named = words.join(best, lang) if len(best) <= MOST_NAMED and most > 1 else ""
    if lang == "zh":
        each = "各 " if len(best) > 1 else ""
        widest = f"；最普遍的说法：{named}（{each}{most} 个平台）" if named else ""
        return f"{attribute.zh}：{speaking} 个平台有说法{widest}；{words.disputes(part, lang)}"
    each = " each" if len(best) > 1 else ""
    widest = f"; most widespread: {named} ({words.plural(most, 'platform')}{each})" if named else ""
    return f"{attribute.en}: {words.plural(speaking, 'platform')}{widest}; {words.disputes(part, lang)}"


def _panel_width(panels: Sequence[Panel], heads: Mapping[str, str], lang: Lang) -> float:
    """The width of every panel: as its columns need, the words of their heads, and a platform's name."""
    column = max((longest_word(head, NOTE) + 0.1 for head in heads.values()), default=COLUMN)
    names = [load().label("platform", panel.platform, lang) for panel in panels]
    name = max(max(longest_word(n, HEAD), min(width_of(n, HEAD), 1.5)) for n in names) + 2 * PAD
    return max(max(column, COLUMN) * max(len(heads), 1), name)


class _Multiples:
    """Where everything goes in a given width: as many panels side by side as fit, the values at the left."""

    def __init__(
        self,
        panels: Sequence[Panel],
        labels: Mapping[str, str],
        heads: Mapping[str, str],
        lang: Lang,
        width: float,
    ) -> None:
        self.labels, self.lang = labels, lang
        widest = max((width_of(label, BODY) for label in labels.values()), default=0.0)
        self.label = min(widest, LABEL) + 2 * PAD
        least = _panel_width(panels, heads, lang)
        fitting = max(int((width - self.label) // (least + GAP)), 1)
        # As many in every line, as far as they go: five and five rather than nine and one.
        lines = -(-len(panels) // fitting)
        across = -(-len(panels) // lines)
        self.panel = min((width - self.label) / across - GAP, 1.5 * least)
        self.lines = [panels[at : at + across] for at in range(0, len(panels), across)]
        self.names = {
            panel.platform: wrap(
                (load().label("platform", panel.platform, lang),), self.panel - 2 * PAD, HEAD, ""
            )
            for panel in panels
        }
        self.name = height_of(max(map(len, self.names.values())), HEAD, 0.05)
        self.column = self.panel / max(len(heads), 1)
        self.heads = {type_: wrap((head,), self.column - 0.06, NOTE, "") for type_, head in heads.items()}
        self.head = height_of(max(map(len, self.heads.values()), default=1), NOTE, 0.05)
        self.values = {
            value: wrap((label,), self.label - 2 * PAD, BODY, "") for value, label in labels.items()
        }
        self.rows = [max(ROW, height_of(len(lines), BODY, 0.06)) for lines in self.values.values()]
        self.inside = max(sum(self.rows), ROW)
        self.height = len(self.lines) * (self.name + self.head + self.inside + GAP)

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the panels line by line, the values before each line."""
        for line in self.lines:
            top = y + self.name + self.head
            for lines, height in zip(self.values.values(), self.rows, strict=True):
                fill(paper, (x, top, self.label, height), GROUND, LINE)
                write(paper, (x + PAD, top, self.label, height), lines, BODY)
                top += height
            left = x + self.label + GAP
            for panel in line:
                self._paint_panel(paper, panel, (left, y, self.panel, 0.0))
                left += self.panel + GAP
            y += self.name + self.head + self.inside + GAP

    def _paint_panel(self, paper: Paper, panel: Panel, box: Box) -> None:
        x, y, width, _ = box
        fill(paper, (x, y, width, self.name), BAR)
        write(paper, (x, y, width, self.name), self.names[panel.platform], HEAD, "white", "center")
        y += self.name
        if not panel.marks:
            ground = (x, y, width, self.head + self.inside)
            hatch(paper, ground)
            write(paper, ground, [words.UNMENTIONED[self.lang]], BODY, QUIET, "center")
            return
        for type_, head in self.heads.items():
            write(paper, (x, y, self.column, self.head), head, NOTE, QUIET, "center")
            self._paint_column(paper, panel, type_, (x, y + self.head, self.column, self.inside))
            x += self.column

    def _paint_column(self, paper: Paper, panel: Panel, type_: str, box: Box) -> None:
        x, y, width, _ = box
        if type_ not in panel.spoken:
            hatch(paper, box)
            return
        for value, height in zip(self.values, self.rows, strict=True):
            field = (x, y, width, height)
            if mark := panel.marks.get((value, type_)):
                strip(paper, field, mark[0], f"{SYMBOLS[mark[0]]} {mark[1]}", BODY)
                fill(paper, field, "none", "white")
                if mark[0] == "conflicting":
                    frame(paper, field)
            else:
                fill(paper, field, "white", LINE)
            y += height
