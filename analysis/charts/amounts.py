"""Amounts of money on a logarithmic scale: of a year, once for ever, or of a time untold.

Lengths are inches, font sizes points; y runs downwards from the top of the figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import floor, log10
from typing import Any, Literal

from matplotlib.patches import Ellipse

from analysis.charts.marks import BODY, NOTE
from analysis.charts.style import DISPUTED, STATED, Paper
from analysis.charts.text import PAD, width_of
from analysis.measures import DURATION, MONEY
from analysis.vocabulary import Lang

DOT = 0.2
Basis = Literal["year", "once", "untold"]
BASIS: Mapping[Lang, Mapping[Basis, str]] = {
    "zh": {"year": "元/年", "once": "元，一次", "untold": "元/次"},
    "en": {"year": "a year", "once": "once", "untold": "a time"},
}
YEARS = {"h": 1 / 8760, "d": 1 / 365, "wd": 7 / 5 / 365, "m": 1 / 12, "y": 1.0}


@dataclass(frozen=True, slots=True)
class Point:
    """An amount on the scale, in yuan from `low` to `high`: of a year, once, or of a time untold."""

    low: float
    high: float
    basis: Basis
    disputed: bool

    def label(self, lang: Lang) -> str:
        """The amount in words, with the sign of a dispute."""
        amount = span(self.low, self.high)
        unit = BASIS[lang][self.basis]
        said = f"{amount} {unit}" if lang == "zh" else f"CNY {amount} {unit}"
        if not self.high:
            said = "免费" if lang == "zh" else "free"
        return f"≠ {said}" if self.disputed else said


def amounts(fee: Any, validity: Any) -> tuple[Point, ...]:
    """The amounts that a cell of fees names, the lowest first: of a year where its validity is settled."""
    clashing = {value for pair in fee.disputed for value in pair}
    settled = validity.values[0] if len(validity.values) == 1 else ""
    # A validity of nothing would make the cost of a year endless.
    duration = DURATION.fullmatch(settled) if settled[:1] != "0" else None
    basis: Basis = "once" if settled == "permanent" else "year" if duration else "untold"
    years = [float(n) * YEARS[duration[3]] for n in duration.groups()[:2] if n] if duration else [1.0]
    found = []
    for value in fee.values:
        if value == "free":
            found.append(Point(0, 0, basis, value in clashing))
        elif money := MONEY.fullmatch(value):
            amounts = [float(n) for n in money.groups() if n]
            found.append(Point(amounts[0] / years[-1], amounts[-1] / years[0], basis, value in clashing))
    return tuple(sorted(found, key=lambda point: (point.low, point.high)))


def span(low: float, high: float) -> str:
    """One amount, or two with a dash between them; small ones with their fractions."""
    shown = (f"{amount:,.0f}" if amount >= 10 else f"{amount:.2g}" for amount in (low, high))
    return "–".join(dict.fromkeys(shown))


class Scale:
    """A logarithmic scale of yuan, with a place of its own for what is free at its left."""

    def __init__(self, points: Iterable[Point], lang: Lang) -> None:
        every = list(points)
        amounts = [amount for point in every for amount in (point.low, point.high) if amount]
        self.low, self.high = (min(amounts), max(amounts)) if amounts else (1.0, 1.0)
        self.room = max((width_of(point.label(lang), BODY) for point in every), default=0.0) + DOT
        decades = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
        ticks = [digit * 10**decade for decade in decades for digit in (1, 2, 5)]
        self.ticks = [tick for tick in ticks if self.low <= tick <= self.high] if amounts else []

    def at(self, amount: float, width: float) -> float:
        """Where an amount lies in so wide a column, from its left."""
        free = DOT + 2 * PAD
        if not amount:
            return free / 2
        start, end = free + 0.45, width - self.room - PAD
        if self.low == self.high:
            return (start + end) / 2
        return start + (end - start) * log10(amount / self.low) / log10(self.high / self.low)

    def labels(self, width: float) -> Iterator[tuple[float, str]]:
        """The ticks that have room for their labels in so wide a column: place and label."""
        end = 0.0
        for tick in self.ticks:
            place, label = self.at(tick, width), span(tick, tick)
            half = width_of(label, NOTE) / 2
            if place - half > end + PAD:
                end = place + half
                yield place, label


def dot(paper: Paper, centre: tuple[float, float], point: Point) -> None:
    """Full: of a year; hollow: of a time untold; with a core: once for ever. A dispute is amber."""
    colour = DISPUTED if point.disputed else STATED
    full = point.basis == "year" or not point.high
    paper.add(
        Ellipse(centre, DOT, DOT, facecolor=colour if full else "white", edgecolor=colour, linewidth=2.4)
    )
    if point.basis == "once" and not full:
        paper.add(Ellipse(centre, DOT * 0.5, DOT * 0.5, facecolor=colour, edgecolor="none"))
