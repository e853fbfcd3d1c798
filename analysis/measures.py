"""Values that are figures (`CNY600`, `1-3wd`, `followers>=1000`): their forms, their names, which agree."""

from __future__ import annotations

import re
from typing import Literal

Lang = Literal["zh", "en"]

MONEY = re.compile(r"CNY(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?")
DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(?:-(\d{1,9}(?:\.\d{1,9})?))?(wd|h|d|m|y)")
THRESHOLD = re.compile(r"(followers|posts|reads)>=(\d+)")
OPEN = {"money": MONEY, "duration": DURATION, "threshold": THRESHOLD}
UNITS = {
    "zh": {"wd": "个工作日", "h": "小时", "d": "天", "m": "个月", "y": "年"},
    "en": {"wd": "working days", "h": "hours", "d": "days", "m": "months", "y": "years"},
}
MEASURES = {
    "zh": {"followers": "粉丝", "posts": "作品", "reads": "阅读量"},
    "en": {"followers": "followers", "posts": "posts", "reads": "reads"},
}
# The days of a unit, at the least and at the most: a working day is a day, and five of them are a week.
_DAYS = {
    "h": (1 / 24, 1 / 24),
    "d": (1.0, 1.0),
    "wd": (1.0, 7 / 5),
    "m": (365 / 12, 365 / 12),
    "y": (365.0, 365.0),
}
# 180 days and half a year (182.5 days), or 30 days and a month, are meant to be the same.
_ROUNDING = 0.03


def agree(one: str, other: str) -> bool:
    """True where two figures can both be true: the same in other units, or one inside the range of the other.

    `24h` agrees with `1d`, `3wd` with `1-3wd`, `CNY600` with `CNY300-600`; `1-3wd` and `2-5wd` do not agree.
    """
    a, b = _span(one), _span(other)
    if a is None or b is None or a[0] != b[0]:
        return one == other
    return _inside(a[1:], b[1:]) or _inside(b[1:], a[1:])


def figure_label(value: str, lang: Lang) -> str:
    """A figure as people read it: `CNY600` is `600 元`; a value that is no figure stays as it is."""
    if money := MONEY.fullmatch(value):
        amount = "–".join(g for g in money.groups() if g)
        return f"{amount} 元" if lang == "zh" else f"CNY {amount}"
    if duration := DURATION.fullmatch(value):
        amount = "–".join(g for g in duration.groups()[:2] if g)
        unit = UNITS[lang][duration[3]]
        return f"{amount} {unit.removesuffix('s')}" if lang == "en" and amount == "1" else f"{amount} {unit}"
    if threshold := THRESHOLD.fullmatch(value):
        number = int(threshold[2])
        shown = f"{number / 10_000:g}万" if lang == "zh" and number >= 10_000 else f"{number:,}"
        return f"{MEASURES[lang][threshold[1]]} ≥ {shown}"
    return value


def _span(value: str) -> tuple[str, float, float] | None:
    """What a figure measures, from what to what: yuan or days."""
    if money := MONEY.fullmatch(value):
        return ("money", float(money[1]), float(money[2] or money[1]))
    if duration := DURATION.fullmatch(value):
        least, most = _DAYS[duration[3]]
        return ("time", float(duration[1]) * least, float(duration[2] or duration[1]) * most)
    return None


def _inside(inner: tuple[float, float], outer: tuple[float, float]) -> bool:
    return outer[0] * (1 - _ROUNDING) <= inner[0] and inner[1] <= outer[1] * (1 + _ROUNDING)
