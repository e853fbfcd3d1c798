"""What was claimed when: the dated claims on a scale of time, the undated ones beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import sqrt

import pandas as pd
from matplotlib.patches import Ellipse

from analysis.charts import words
from analysis.charts.marks import BAR, BODY, GROUND, HEAD, NOTE, Box, fill, hatch, sample
from analysis.charts.page import Page, compose
from analysis.charts.parts import rows
from analysis.charts.style import DISPUTED, INK, LINE, QUIET, STATED, Chart, Paper
from analysis.charts.text import PAD, height_of, width_of, wrap, write
from analysis.errors import TableError
from analysis.table import KEY
from analysis.vocabulary import Lang, load

LABEL, UNDATED, AXIS, ROW, STEP = 3.2, 2.4, 6.0, 0.62, 0.36
SMALL, LARGE = 0.18, 0.36
# More dates than this in one lane are told year by year.
MOST_DATES, MOST_CHANGED = 10, 16
HEADS: Mapping[Lang, tuple[str, str]] = {
    "zh": ("发布日期", "页面没有日期"),
    "en": ("Date of publication", "page without a date"),
}
KEY_WORDS: Mapping[Lang, tuple[str, str, str]] = {
    "zh": ("有日期的说法，越大越多", "比早先的页面另有相反的说法", "没有日期，放不进时间里"),
    "en": (
        "dated claims, the larger the more",
        "contradicts what an earlier page says",
        "no date, no place in time",
    ),
}
NOTE_WORDS: Mapping[Lang, str] = {
    "zh": "日期只取页面自己写明的，没有的不推测。",
    "en": "Dates are those that pages tell of themselves; none is guessed. ",
}
YEARLY: Mapping[Lang, str] = {
    "zh": "平台一栏按年合计，画在每年的中间。",
    "en": "On platforms a mark counts a year, and stands in its middle.",
}
CHANGED: Mapping[Lang, str] = {"zh": "前后说法相反的", "en": "Contradicted later"}
MORE: Mapping[Lang, str] = {
    "zh": "前后说法相反的另有 {} 项，没有画出。",
    "en": "Contradicted later, and not drawn: {} more.",
}
UNCHANGED: Mapping[Lang, str] = {
    "zh": "没有哪一项在不同日期的页面里说法相反。",
    "en": "Nothing is contradicted by a page of a later date.",
}


@dataclass(frozen=True, slots=True)
class Lane:
    """A row: its label, what stands at which date (words, number, contradicts), how many are undated."""

    label: str
    marks: tuple[tuple[date, str, int, bool], ...]
    undated: int | None = None


def over_time(claims: pd.DataFrame, changes: pd.DataFrame, lang: Lang = "zh") -> Chart:
    """When what was claimed: a lane for each platform, and one for each cell that a later page contradicts.

    `claims` is a claims table, `changes` a table of `changes.timeline`. Claims of pages without a date stand
    beside the scale, not on it. Raises TableError where there is no claim.
    """
    if claims.empty:
        raise TableError(
            "no claims to draw: the claims table is empty; make it of pages that claim something"
        )
    groups = [(str(name), group) for name, group in claims.groupby("platform", observed=True)]
    yearly = any(group["published"].nunique() > MOST_DATES for _, group in groups)
    lanes = [_lane(group, name, yearly, lang) for name, group in groups]
    every = _changed(changes, lang)
    changed = every[:MOST_CHANGED]
    dated = claims[claims["published"].notna()]
    key = [(partial(_key_dot, changed=False), KEY_WORDS[lang][0])] if len(dated) else []
    key += [(partial(_key_dot, changed=True), KEY_WORDS[lang][1])] if changed else []
    key += [(partial(sample, status="not_mentioned"), KEY_WORDS[lang][2])] if len(dated) < len(claims) else []
    page = Page(
        title=_title(claims, dated, len(every), lang),
        key=key,
        notes=(
            NOTE_WORDS[lang] + (YEARLY[lang] if yearly else ""),
            MORE[lang].format(len(every) - len(changed)) if len(every) > len(changed) else "",
            "" if changed or dated.empty else UNCHANGED[lang],
        ),
        lang=lang,
    )
    drawn = [
        (lane.label, at.isoformat(), text, count, contradicts)
        for lane in (*lanes, *changed)
        for at, text, count, contradicts in lane.marks
    ]
    drawn += [(lane.label, "", "", lane.undated, False) for lane in lanes if lane.undated]
    data = pd.DataFrame(drawn, columns=["lane", "published", "text", "n_claims", "contradicts"])
    return compose(page, partial(_Time, lanes, changed, lang), LABEL + AXIS + UNDATED, data)


def _lane(group: pd.DataFrame, platform: str, yearly: bool, lang: Lang) -> Lane:
    """A platform: at each date, or in the middle of each year, how many claims there are."""
    days = (when.date() for when in group["published"].dropna())
    counts: Counter[date] = Counter(date(day.year, 7, 1) if yearly else day for day in days)
    marks = tuple((when, _claims(counts[when], lang), counts[when], False) for when in sorted(counts))
    name = load().label("platform", platform, lang)
    return Lane(name, marks, int(group["published"].isna().sum()))


def _changed(changes: pd.DataFrame, lang: Lang) -> list[Lane]:
    """The cells of which a page of a later date says what contradicts an earlier one.

    Where there are many dates those are left out at which nothing new is said.
    """
    lanes = []
    for keys, group in changes.groupby(KEY, observed=True):
        first = group["published"].min()
        later = group[(group["change"] == "contradicts") & (group["published"] > first)]
        if later.empty:
            continue
        names = [load().label(kind, str(key), lang) for kind, key in zip(KEY, keys, strict=True)]
        said: dict[date, tuple[dict[str, None], bool]] = {}
        many = group["published"].nunique() > MOST_DATES
        for row in rows(group[group["change"] != "same"] if many else group):
            values, contradicts = said.get(row.published.date(), ({}, False))
            values[load().value_label(row.attribute, row.value, lang)] = None
            contradicts |= row.change == "contradicts" and row.published > first
            said[row.published.date()] = (values, contradicts)
        marks = tuple(
            (when, ("≠ " if clash else "") + words.join(list(v), lang), len(v), clash)
            for when, (v, clash) in said.items()
        )
        lanes.append(Lane(" · ".join(names), marks))
    return lanes


def _claims(count: int, lang: Lang) -> str:
    return f"{count} 条" if lang == "zh" else words.plural(count, "claim")


def _title(claims: pd.DataFrame, dated: pd.DataFrame, changed: int, lang: Lang) -> str:
    pages, of = dated["page"].nunique(), claims["page"].nunique()
    if lang == "zh":
        if not pages:
            return f"什么时候说的：{of} 个页面都没有日期，看不出先后"
        only, rest = "只" if 2 * pages < of else "", "，其余看不出先后" if pages < of else ""
        turned = f"；{changed} 项前后说法相反" if changed else ""
        return f"什么时候说的：{of} 个页面里{only}有 {pages} 个有日期（{_years(dated, ' 年')}）{rest}{turned}"
    if not pages:
        return f"When it was said: none of {words.plural(of, 'page')} tells a date"
    only = "only " if 2 * pages < of else ""
    turned = f"; {changed} contradicted later" if changed else ""
    return (
        f"When it was said: {only}{pages} of {words.plural(of, 'page')} dated ({_years(dated, '')}){turned}"
    )


def _years(dated: pd.DataFrame, unit: str) -> str:
    years = dict.fromkeys((dated["published"].min().year, dated["published"].max().year))
    return "–".join(map(str, years)) + unit


class _Time:
    """Where everything goes in a given width: lanes with their marks, and what has no date at the right."""

    def __init__(self, lanes: Sequence[Lane], changed: Sequence[Lane], lang: Lang, width: float) -> None:
        self.lanes, self.changed, self.lang, self.width = lanes, changed, lang, width
        every = [*lanes, *changed]
        self.label = min(max(width_of(lane.label, BODY) for lane in every), LABEL) + 2 * PAD
        self.axis = width - self.label - UNDATED
        self.undated_head = wrap((HEADS[lang][1],), UNDATED - 2 * PAD, HEAD, "")
        self.most = max((count for lane in lanes for _, _, count, _ in lane.marks), default=1)
        days = [when for lane in every for when, *_ in lane.marks]
        self.days = (min(days), max(days)) if days else None
        self.head = height_of(len(self.undated_head), HEAD, PAD)
        self.tick = height_of(1, NOTE, 0.04)
        self.placed = [self._placed(lane) for lane in every]
        self.rows = [
            max(ROW, STEP * len(lines) + 0.2, height_of(len(self._name(lane)), BODY, PAD))
            for lane, lines in zip(every, self.placed, strict=True)
        ]
        self.height = self.head + self.tick + sum(self.rows) + (self.head if changed else 0.0) + 0.1

    def _name(self, lane: Lane) -> list[str]:
        return wrap((lane.label,), self.label - 2 * PAD, BODY, "")

    @property
    def years(self) -> range:
        """The years on the scale, and the one after them."""
        return range(self.days[0].year, self.days[1].year + 2) if self.days else range(0)

    def _at(self, when: date) -> float:
        """Where a date lies on the scale, from its left; the whole first and last year are on it."""
        start, end = (date(year, 1, 1) for year in (self.years[0], self.years[-1]))
        share = (when - start).days / (end - start).days
        return LARGE + share * (self.axis - 2 * LARGE)

    def _placed(self, lane: Lane) -> list[list[tuple[float, float, str, int, bool]]]:
        """The marks in lines, one under the other where they would overlap: (x, x of label, ...)."""
        lines: list[list[tuple[float, float, str, int, bool]]] = []
        ends: list[float] = []
        for when, text, count, contradicts in lane.marks:
            x, radius = self._at(when), self._size(lane, count) / 2
            long = width_of(text, BODY)
            # A label that would run out of the scale stands at the left of its mark.
            label = x + radius + PAD if x + radius + PAD + long < self.axis - PAD else x - radius - PAD - long
            start, end = min(x - radius, label), max(x + radius, label + long)
            number = next((n for n, taken in enumerate(ends) if start > taken + 0.1), len(ends))
            if number == len(ends):
                ends.append(0.0)
                lines.append([])
            ends[number] = end
            lines[number].append((x, label, text, count, contradicts))
        return lines

    def _size(self, lane: Lane, count: int) -> float:
        if lane.undated is None:
            return SMALL
        return SMALL + (LARGE - SMALL) * sqrt(count / self.most)

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the scale, the lanes of the platforms, then those of what was contradicted."""
        left, right = x + self.label, x + self.label + self.axis
        write(paper, (left, y, self.axis, self.head), [HEADS[self.lang][0]], HEAD, BAR, "center")
        write(paper, (right, y, UNDATED, self.head), self.undated_head, HEAD, BAR, "center")
        y += self.head
        years = self._ticks()
        for year, place in years:
            write(paper, (left + place, y, 0.0, self.tick), [str(year)], NOTE, QUIET, "center")
        y += self.tick
        every = [*self.lanes, *self.changed]
        for number, (lane, lines, height) in enumerate(zip(every, self.placed, self.rows, strict=True)):
            if number == len(self.lanes):
                write(paper, (x, y, self.width, self.head), [CHANGED[self.lang]], HEAD, BAR)
                y += self.head
            fill(paper, (x, y, self.label, height), GROUND, LINE)
            write(paper, (x + PAD, y, self.label, height), self._name(lane), BODY)
            self._paint_lane(paper, lane, lines, (left, y, self.axis, height))
            y += height

    def _ticks(self) -> list[tuple[int, float]]:
        """The beginnings of years, as many as have room."""
        most = (self.axis - 2 * LARGE) / 0.8
        step = next((n for n in (1, 2, 5, 10, 25, 100) if len(self.years) / n <= most), 1000)
        shown = [year for year in self.years if year % step == 0 or len(self.years) < 3]
        return [(year, self._at(date(year, 1, 1))) for year in shown]

    def _paint_lane(
        self,
        paper: Paper,
        lane: Lane,
        lines: Sequence[Sequence[tuple[float, float, str, int, bool]]],
        box: Box,
    ) -> None:
        x, y, width, height = box
        fill(paper, box, "white", LINE)
        for _, place in self._ticks():
            fill(paper, (x + place - 0.005, y, 0.01, height), "#E3E7EC")
        top = y + (height - STEP * len(lines)) / 2
        for number, line in enumerate(lines):
            middle = top + STEP * (number + 0.5)
            for at, label, text, count, contradicts in line:
                _dot(paper, (x + at, middle), min(self._size(lane, count), height - 0.1), contradicts)
                write(paper, (x + label, middle - STEP / 2, 0.0, STEP), [text], BODY)
        if lane.undated is None:
            return
        right = (x + width, y, UNDATED, height)
        if lane.undated:
            hatch(paper, right)
            write(paper, right, [_claims(lane.undated, self.lang)], BODY, QUIET, "center")
        else:
            fill(paper, right, "white", LINE)


def _dot(paper: Paper, centre: tuple[float, float], size: float, changed: bool) -> None:
    """A mark on the scale; one that contradicts an earlier page is amber with a dark rim."""
    colour, rim = (DISPUTED, INK) if changed else (STATED, "white")
    paper.add(Ellipse(centre, size, size, facecolor=colour, edgecolor=rim, linewidth=1.5))


def _key_dot(paper: Paper, box: Box, changed: bool) -> None:
    _dot(paper, (box[0] + box[2] / 2, box[1] + box[3] / 2), SMALL, changed)
