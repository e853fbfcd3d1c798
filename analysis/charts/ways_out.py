"""Ways out: for each type whether it can be given up, by which channel, what happens then, and the advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.patches import Polygon

from analysis.charts import words
from analysis.charts.grid import share
from analysis.charts.marks import BAR, BODY, HEAD, STRIP, Box, chip, chip_height, fill, sample
from analysis.charts.names import BETWEEN, Names
from analysis.charts.page import Page, compose
from analysis.charts.parts import grouped, refuse_empty, rows
from analysis.charts.style import DENIED, QUIET, Chart, Paper
from analysis.charts.text import PAD, height_of, longest_word, width_of, wrap, write
from analysis.compare import of_platform
from analysis.vocabulary import Lang, load

STATIONS = ("revocable", "revoke_channel", "revoke_effect", "advice")
QUESTIONS: Mapping[Lang, tuple[str, ...]] = {
    "zh": ("能取消吗？", "走哪条路？", "之后会怎样？", "页面怎么劝？"),
    "en": ("Can it be given up?", "Which way?", "What happens then?", "What do pages advise?"),
}
ORDER: Mapping[Lang, str] = {
    "zh": "箭头只表示先后，页面没有说哪条途径带来哪种影响。符号旁的数字：有几个独立来源这样说。",
    "en": "Arrows show the order only: no page ties an effect to a way. "
    "The number by a symbol: how many independent sources say so.",
}
ARROW, HEIGHT, LEAST, WIDE = 0.6, 0.14, 2.2, 4.0

# More rows than this are told in fewer boxes: one for all that is agreed, one for all that is disputed.
MOST_ROWS = 12

Chip = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Way:
    """The way out of one type: for each station its chips (status, words, number of sources)."""

    platform: str
    type: str
    stations: tuple[tuple[Chip, ...], ...]


def ways_out(cells: pd.DataFrame, platform: str | None = None, lang: Lang = "zh") -> Chart:
    """How each type can be given up: type → can it be → by which channel → what happens → what is advised.

    `cells` is a table of `compare.cells`; of one platform, or of all. Raises TableError where it is empty, or
    for a platform of which there are no cells.
    """
    refuse_empty(cells)
    part = cells if platform is None else of_platform(cells, platform)
    leaving = part[part["attribute"].isin(STATIONS)]
    ways = _ways(leaving, lang)
    shown = [_gathered(way, lang) for way in ways] if len(ways) > MOST_ROWS else ways
    there = [status for status in words.KEY[lang] if status in set(leaving["status"])]
    silent = [
        load().label("platform", str(name), lang)
        for name, group in leaving.groupby("platform", observed=True)
        if (group["status"] == "not_mentioned").all()
    ]
    page = Page(
        title=_title(leaving, platform, lang),
        key=[(partial(sample, status=status), words.KEY[lang][status]) for status in there],
        notes=(words.silence(silent, lang), words.basis(leaving, lang, ORDER[lang])),
        lang=lang,
    )
    drawn = [
        (way.platform, way.type, attribute, *one)
        for way in ways
        for attribute, chips in zip(STATIONS, way.stations, strict=True)
        for one in chips
    ]
    data = pd.DataFrame(drawn, columns=["platform", "type", "attribute", "status", "value", "n_sources"])
    return compose(page, partial(_Flow, shown, lang), _needed(shown, lang), data)


def _ways(leaving: pd.DataFrame, lang: Lang) -> list[Way]:
    ways = []
    for (platform, type_), group in grouped(leaving, "platform", "type").items():
        if all(row.status == "not_mentioned" for row in group):
            continue
        said = {str(row.attribute): row for row in group}
        stations = tuple(_chips(said[attribute], lang) for attribute in STATIONS)
        names = (load().label("platform", platform, lang), load().label("type", type_, lang))
        ways.append(Way(*names, stations))
    return ways


def _chips(cell: Any, lang: Lang) -> tuple[Chip, ...]:
    """A chip for each value, the disputed ones side by side; one that says so where there is none."""
    if cell.status == "not_mentioned":
        return (("not_mentioned", words.UNMENTIONED[lang], 0),)
    clashing = {value for pair in cell.disputed for value in pair}
    chips = []
    for value, count in zip(cell.values, cell.support, strict=True):
        denied = load().polarity(cell.attribute, value) == "deny"
        status = "conflicting" if value in clashing else "denied" if denied else "stated"
        chips.append((status, load().value_label(cell.attribute, value, lang), int(count)))
    return tuple(sorted(chips, key=lambda one: one[0] != "conflicting"))


def _gathered(way: Way, lang: Lang) -> Way:
    """A way whose chips of one status are one, each of its values with the number of its sources."""
    stations = []
    for chips in way.stations:
        statuses = dict.fromkeys(status for status, _, _ in chips)
        labels = {
            status: [f"{text} ×{count}" if count else text for s, text, count in chips if s == status]
            for status in statuses
        }
        stations.append(tuple((status, words.join(said, lang), 0) for status, said in labels.items()))
    return replace(way, stations=tuple(stations))


def _title(leaving: pd.DataFrame, platform: str | None, lang: Lang) -> str:
    spoken = leaving[leaving["status"] != "not_mentioned"]
    kinds = spoken.groupby(["platform", "type"], observed=True).ngroups
    place = "" if platform is None else load().label("platform", platform, lang)
    if not kinds:
        nowhere = f"No page says how to give it up{f' on {place}' if place else ''}"
        return f"怎样退出认证：没有页面说到{place}" if lang == "zh" else nowhere
    statuses = Counter(spoken.loc[spoken["attribute"] == "revocable", "status"].astype(str))
    ways: Counter[str] = Counter()
    for row in rows(spoken[spoken["attribute"] == "revoke_channel"]):
        pairs = zip(row.values, row.support, strict=True)
        ways.update({value: count for value, count in pairs if value != "none"})
    counts = (statuses["stated"], statuses["denied"], statuses["conflicting"], kinds - statuses.total())
    if lang == "zh":
        labels = ("{} 类能取消", "{} 类不能", "{} 类说法矛盾", "{} 类没说能不能")
        said = "、".join(label.format(n) for label, n in zip(labels, counts, strict=True) if n)
        where = place or f"{spoken['platform'].nunique()} 个平台"
        most = f"；说得最多的路：{_most(ways, lang)}" if ways else ""
        return f"怎样退出认证：{where}的 {kinds} 类里 {said}{most}"
    labels = ("{} can be given up", "{} cannot", "{} disputed", "{} not said")
    said = ", ".join(label.format(n) for label, n in zip(labels, counts, strict=True) if n)
    where = place or words.plural(int(spoken["platform"].nunique()), "platform")
    most = f"; most named: {_most(ways, lang)}" if ways else ""
    return f"Ways out on {where}, {words.plural(kinds, 'type')}: {said}{most}"


def _most(ways: Counter[str], lang: Lang) -> str:
    """The channel that most sources name; several that are named alike are all told."""
    best = max(ways.values())
    values = [value.id for value in load().attribute("revoke_channel").values]
    return words.join(
        [
            load().value_label("revoke_channel", value, lang)
            for value in sorted(ways, key=values.index)
            if ways[value] == best
        ],
        lang,
    )


def _needed(ways: Sequence[Way], lang: Lang) -> float:
    names = Names([(way.platform, way.type) for way in ways])
    return names.width + len(STATIONS) * ARROW + sum(_least(lang))


def _least(lang: Lang) -> list[float]:
    """The least width of each station: its question keeps its words whole."""
    return [max(LEAST, longest_word(question, HEAD) + 2 * PAD) for question in QUESTIONS[lang]]


class _Flow:
    """Where the ways go in a given width: a row for each type, the types of a platform behind one bar."""

    def __init__(self, ways: Sequence[Way], lang: Lang, width: float) -> None:
        self.ways, self.lang = ways, lang
        self.names = Names([(way.platform, way.type) for way in ways], BETWEEN)
        space = width - self.names.width - len(STATIONS) * ARROW
        lengths = [
            [min(width_of(label, BODY), WIDE) for way in ways for _, label, _ in way.stations[n]] or [0.0]
            for n in range(len(STATIONS))
        ]
        least = _least(lang)
        longest = [max(low, max(ls) + STRIP + 2 * PAD) for low, ls in zip(least, lengths, strict=True)]
        self.columns = share(space, least, longest, [sum(ls) for ls in lengths])
        self.heads = [
            wrap((question,), column, HEAD, "")
            for question, column in zip(QUESTIONS[lang], self.columns, strict=True)
        ]
        self.head_height = height_of(max(map(len, self.heads)), HEAD, PAD)
        self.rows = self.names.heights([self._row(way) for way in ways])
        self.height = self.head_height + sum(self.rows) + self.names.between

    def _lines(self, label: str, column: float) -> list[str]:
        comma = words.COMMA[self.lang]
        return wrap(label.split(comma), column - STRIP - 2 * PAD, BODY, comma)

    def _block(self, chips: Sequence[Chip], column: float) -> float:
        """The height of the chips of a station, one under the other."""
        return sum(chip_height(self._lines(label, column)) + BETWEEN for _, label, _ in chips) - BETWEEN

    def _row(self, way: Way) -> float:
        blocks = [
            self._block(chips, column) for chips, column in zip(way.stations, self.columns, strict=True)
        ]
        return max(blocks) + 2 * BETWEEN

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the questions, then platform by platform the ways."""
        at = x + self.names.width
        for head, column in zip(self.heads, self.columns, strict=True):
            write(paper, (at + ARROW, y, column, self.head_height), head, HEAD, BAR, "center")
            at += ARROW + column
        tops = self.names.paint(paper, self.rows, x, y + self.head_height)
        for way, height, top in zip(self.ways, self.rows, tops, strict=True):
            self._paint_way(paper, way, (x + self.names.width, top, 0.0, height))

    def _paint_way(self, paper: Paper, way: Way, box: Box) -> None:
        right, y, _, height = box
        leaving = [y + height / 2]
        for number, (chips, column) in enumerate(zip(way.stations, self.columns, strict=True)):
            left = right + ARROW
            top = y + (height - self._block(chips, column)) / 2
            middles, ends = [], []
            for status, label, count in chips:
                lines = self._lines(label, column)
                tall = chip_height(lines)
                chip(paper, (left, top, column, tall), status, lines, count)
                middles.append(top + tall / 2)
                if status == "denied" and number < 2:
                    _stop(paper, left + column, top + tall / 2)
                else:
                    ends.append(top + tall / 2)
                top += tall + BETWEEN
            _arrows(paper, (right, left), leaving, middles)
            leaving, right = ends, left + column


def _stop(paper: Paper, x: float, y: float) -> None:
    """The end of a way: a bar across it."""
    fill(paper, (x, y - 0.014, 0.16, 0.028), DENIED)
    fill(paper, (x + 0.16, y - 0.13, 0.05, 0.26), DENIED)


def _arrows(paper: Paper, across: tuple[float, float], start: Sequence[float], end: Sequence[float]) -> None:
    """Lines from all starts, gathered half way, to an arrow head at each end; none where no way leads on."""
    if not start:
        return
    left, right = across
    middle, line = (left + right) / 2 + 0.05, 0.028
    for y in start:
        fill(paper, (left, y - line / 2, middle - left, line), QUIET)
    low, high = min(*start, *end), max(*start, *end)
    fill(paper, (middle - line / 2, low - line / 2, line, high - low + line), QUIET)
    for y in end:
        fill(paper, (middle, y - line / 2, right - middle - 0.1, line), QUIET)
        tip = [(right - 0.02, y), (right - 0.16, y - HEIGHT / 2), (right - 0.16, y + HEIGHT / 2)]
        paper.add(Polygon(tip, facecolor=QUIET, edgecolor="none"))
