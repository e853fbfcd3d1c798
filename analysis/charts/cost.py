"""What certification costs a year on each platform, beside how long it holds and whether money comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from analysis.charts import words
from analysis.charts.amounts import DOT, Basis, Point, Scale, amounts, dot, span
from analysis.charts.grid import share
from analysis.charts.marks import BAR, BODY, HEAD, NOTE, STRIP, Box, chip, chip_height, fill, hatch, sample
from analysis.charts.names import Names
from analysis.charts.page import Page, compose
from analysis.charts.parts import grouped, refuse_empty, rows
from analysis.charts.style import DISPUTED, LINE, QUIET, STATED, Chart, Paper
from analysis.charts.text import PAD, height_of, width_of, wrap, write
from analysis.vocabulary import Lang, load

ATTRIBUTES = ("fee", "validity", "refund")
KEY: Mapping[Lang, Mapping[Basis, str]] = {
    "zh": {
        "year": "一年的花费：费用 ÷ 有效期",
        "once": "只付一次：永久有效",
        "untold": "一次的花费：管多久没有定论",
    },
    "en": {
        "year": "cost of a year: fee ÷ validity",
        "once": "paid once: valid for ever",
        "untold": "cost of one time: for how long is not settled",
    },
}
HEADS: Mapping[Lang, tuple[str, str]] = {
    "zh": ("一年多少钱（元，对数刻度）", "数额未提及"),
    "en": ("Cost of a year (CNY, logarithmic)", "amount not mentioned"),
}
AXIS, LINE_HEIGHT, LEAST = 4.6, 0.36, 2.2


@dataclass(frozen=True, slots=True)
class Row:
    """A type on a platform: status, words and number of sources of each attribute, and its amounts."""

    platform: str
    type: str
    cells: tuple[tuple[str, tuple[str, ...], int], ...]
    points: tuple[Point, ...]


def cost(cells: pd.DataFrame, lang: Lang = "zh") -> Chart:
    """What a year of each type costs, how long it holds, and whether the fee comes back, on all platforms.

    `cells` is a table of `compare.cells`. A fee is divided by the validity where pages tell one and agree
    on it; else it stands as the cost of one time. Raises TableError where the table is empty.
    """
    refuse_empty(cells)
    part = cells[cells["attribute"].isin(ATTRIBUTES)]
    lines = _rows(part, lang)
    there = [status for status in words.KEY[lang] if status in set(part["status"])]
    bases = [
        b for b in KEY[lang] if any(point.basis == b and point.high for row in lines for point in row.points)
    ]
    page = Page(
        title=_title(part, lines, lang),
        key=[
            *((partial(_key_dot, basis=basis), KEY[lang][basis]) for basis in bases),
            *((partial(sample, status=status), words.KEY[lang][status]) for status in there),
        ],
        notes=(words.basis(part, lang) + words.times(part, lang),),
        lang=lang,
    )
    needed = Names([(row.platform, row.type) for row in lines]).width + 3 * LEAST + AXIS
    return compose(page, partial(_Costs, lines, lang), needed, _data(lines, lang))


def _rows(part: pd.DataFrame, lang: Lang) -> list[Row]:
    lines = []
    for keys, group in grouped(part, "platform", "type").items():
        if all(row.status == "not_mentioned" for row in group):
            continue
        said = {str(row.attribute): row for row in group}
        names = [
            load().label(kind, str(key), lang) for kind, key in zip(("platform", "type"), keys, strict=True)
        ]
        texts = tuple(_texts(said[attribute], lang) for attribute in ATTRIBUTES)
        lines.append(Row(names[0], names[1], texts, amounts(said["fee"], said["validity"])))
    return lines


def _texts(cell: Any, lang: Lang) -> tuple[str, tuple[str, ...], int]:
    if cell.status == "not_mentioned":
        return (cell.status, (words.UNMENTIONED[lang],), 0)
    labels = [load().value_label(cell.attribute, value, lang) for value in cell.values]
    if cell.disputed:
        labels = [f"{label} ×{count}" for label, count in zip(labels, cell.support, strict=True)]
    return (cell.status, tuple(labels), int(cell.n_sources))


def _title(part: pd.DataFrame, lines: Sequence[Row], lang: Lang) -> str:
    spoken = part[part["status"] != "not_mentioned"]
    platforms = spoken.groupby("attribute", observed=False)["platform"].nunique()
    disputed = int((spoken.loc[spoken["attribute"] == "fee", "status"] == "conflicting").sum())
    refunds = {value for row in rows(spoken[spoken["attribute"] == "refund"]) for value in row.values}
    n_fee, n_back = int(platforms["fee"]), int(platforms["refund"])
    paid = [amount for row in lines for point in row.points for amount in (point.low, point.high) if amount]
    between = span(min(paid), max(paid)) if paid else ""
    if lang == "zh":
        back = "都说不退" if refunds == {"no"} else "都说可退" if refunds == {"yes"} else "说法不一"
        clash = f"，{disputed} 处矛盾" if disputed else ""
        fees = f"{n_fee} 个平台说到{f'，{between} 元' if between else ''}{clash}" if n_fee else "没有页面说到"
        return f"认证多少钱：{fees}；退不退费：{f'{n_back} 个平台说到，{back}' if n_back else '没有页面说到'}"
    back = "all say no" if refunds == {"no"} else "all say yes" if refunds == {"yes"} else "answers differ"
    clash = f", {disputed} disputed" if disputed else ""
    fees = (
        f"{words.plural(n_fee, 'platform')}{f', CNY {between}' if between else ''}{clash}"
        if n_fee
        else "no page says"
    )
    told = f"{words.plural(n_back, 'platform')}, {back}" if n_back else "no page says"
    return f"What it costs: {fees}; refund: {told}"


def _data(lines: Sequence[Row], lang: Lang) -> pd.DataFrame:
    """What the chart shows: a row per cell, and one per amount (attribute `year`, `once` or `untold`)."""
    drawn: list[tuple[Any, ...]] = []
    for row in lines:
        for attribute, (status, labels, count) in zip(ATTRIBUTES, row.cells, strict=True):
            drawn.append((row.platform, row.type, attribute, status, " / ".join(labels), count, None, None))
        for point in row.points:
            status = "conflicting" if point.disputed else "stated"
            place = (row.platform, row.type, point.basis, status, point.label(lang), 0)
            drawn.append((*place, point.low, point.high))
    columns = ["platform", "type", "attribute", "status", "value", "n_sources", "low", "high"]
    return pd.DataFrame(drawn, columns=columns)


class _Costs:
    """Where everything goes in a given width: names, fee, scale, validity, refund."""

    def __init__(self, lines: Sequence[Row], lang: Lang, width: float) -> None:
        self.lines, self.lang = lines, lang
        self.names = Names([(row.platform, row.type) for row in lines])
        space = width - self.names.width
        self.scale = Scale((point for row in lines for point in row.points), lang)
        lengths = [[width_of(_joined(row.cells[n], lang), BODY) for row in lines] or [0.0] for n in range(3)]
        least = [LEAST, AXIS, LEAST, LEAST]
        longest = [
            max(low, max(ls) + STRIP + 2 * PAD + 0.05) for low, ls in zip([LEAST] * 3, lengths, strict=True)
        ]
        longest.insert(1, AXIS + self.scale.room)
        weights = [sum(ls) for ls in lengths]
        self.columns = share(space, least, longest, [weights[0], 3 * max(weights), *weights[1:]])
        attributes = [load().attribute(attribute).name(lang) for attribute in ATTRIBUTES]
        titles = [attributes[0], HEADS[lang][0], *attributes[1:]]
        self.heads = [wrap((t,), w - 2 * PAD, HEAD, "") for t, w in zip(titles, self.columns, strict=True)]
        self.head = height_of(max(map(len, self.heads)), HEAD, PAD)
        self.tick = height_of(1, NOTE, 0.03)
        self.rows = self.names.heights([self._row(row) for row in lines])
        self.height = self.head + self.tick + sum(self.rows) + self.names.between

    def _lines(self, cell: tuple[str, tuple[str, ...], int], column: float) -> list[str]:
        status, labels, _ = cell
        room = column - STRIP - 2 * PAD
        if status == "not_mentioned":
            return list(labels)
        if status == "conflicting":
            return wrap(labels, room, BODY, " / ", words.DISPUTED_LEAD[self.lang])
        return wrap(labels, room, BODY, words.COMMA[self.lang])

    def _row(self, row: Row) -> float:
        columns = (self.columns[0], *self.columns[2:])
        heights = [
            chip_height(self._lines(cell, column)) for cell, column in zip(row.cells, columns, strict=True)
        ]
        return max(LINE_HEIGHT * len(row.points) + 2 * PAD, *heights)

    def paint(self, paper: Paper, x: float, y: float) -> None:
        """Draws the heads, the scale, then row by row the names, cells and amounts."""
        at = left = x + self.names.width
        for head, column in zip(self.heads, self.columns, strict=True):
            write(paper, (at, y, column, self.head), head, HEAD, BAR, "center")
            at += column
        axis, top = left + self.columns[0], y + self.head
        for place, label in self.scale.labels(self.columns[1]):
            write(paper, (axis + place, top, 0.0, self.tick), [label], NOTE, QUIET, "center")
        tops = self.names.paint(paper, self.rows, x, top + self.tick)
        for row, height, upper in zip(self.lines, self.rows, tops, strict=True):
            at = left
            for number, cell in zip((0, 2, 3), row.cells, strict=True):
                at = left + sum(self.columns[:number])
                column = self.columns[number]
                status, _, count = cell
                chip(paper, (at, upper, column, height), status, self._lines(cell, column), count)
            self._paint_points(paper, row, (axis, upper, self.columns[1], height))

    def _paint_points(self, paper: Paper, row: Row, box: Box) -> None:
        x, y, width, height = box
        if not row.points:
            unpriced = row.cells[0][0] == "not_mentioned"
            hatch(paper, box)
            text = words.UNMENTIONED[self.lang] if unpriced else HEADS[self.lang][1]
            write(paper, box, [text], NOTE, QUIET, "center")
            return
        fill(paper, box, "white", LINE)
        for place, _ in self.scale.labels(width):
            fill(paper, (x + place - 0.005, y, 0.01, height), "#E3E7EC")
        top = y + (height - LINE_HEIGHT * len(row.points)) / 2
        for number, point in enumerate(row.points):
            middle = top + LINE_HEIGHT * (number + 0.5)
            low, high = (x + self.scale.at(amount, width) for amount in (point.low, point.high))
            if high > low:
                fill(paper, (low, middle - 0.035, high - low, 0.07), DISPUTED if point.disputed else STATED)
                dot(paper, (low, middle), point)
            dot(paper, (high, middle), point)
            label = (high + DOT, middle - LINE_HEIGHT / 2, 0, LINE_HEIGHT)
            write(paper, label, [point.label(self.lang)], BODY)


def _joined(cell: tuple[str, tuple[str, ...], int], lang: Lang) -> str:
    if cell[0] == "conflicting":
        return words.DISPUTED_LEAD[lang] + " / ".join(cell[1])
    return words.COMMA[lang].join(cell[1])


def _key_dot(paper: Paper, box: Box, basis: Basis) -> None:
    dot(paper, (box[0] + box[2] / 2, box[1] + box[3] / 2), Point(1, 1, basis, False))
