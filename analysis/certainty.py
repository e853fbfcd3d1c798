"""How much to believe a value: strong, moderate, weak or disputed, each with its reasons.

After the manner of GRADE (Guyatt et al. 2008, BMJ 336:924): the number of independent sources sets where a
value starts, and named doubts lower it. Three sources or more start as strong, two as moderate, one as weak.
It goes down by one step for each of these: every source says it under a condition only; the newest date known
is more than three years older than the newest of all pages; other sources say that it depends; what is said
of other types speaks against it. Where sources contradict each other outright it is disputed, however many
there are. That no page tells a date is named, and lowers nothing: most pages tell none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from analysis.vocabulary import Lang

Level = Literal["strong", "moderate", "weak", "disputed"]

LEVELS: tuple[Level, ...] = ("strong", "moderate", "weak", "disputed")
OLD = timedelta(days=3 * 365)

_NO_LETTER = re.compile(r"[\W_]+")
# 一般情况下, 通常来说, 对大多数人而言 limit nothing: they only hedge.
_HEDGE = re.compile(
    r"[在对]?(?:一般|通常|正常|平常|多数|大多数?|大部分|绝大多数|基本|普遍)上?(?:的|人|用户)?(?:来说|来讲|而言|情况)?下?"
)
LEVEL_LABELS: Mapping[str, Mapping[Lang, str]] = {
    "strong": {"zh": "可信度高", "en": "strong"},
    "moderate": {"zh": "可信度中", "en": "moderate"},
    "weak": {"zh": "可信度低", "en": "weak"},
    "disputed": {"zh": "有争议", "en": "disputed"},
}
# The part of a reason before its colon, with {} for what stands after it.
REASON_LABELS: Mapping[str, Mapping[Lang, str]] = {
    "sources": {"zh": "{} 个独立来源这样说", "en": "independent sources that say so: {}"},
    "against": {"zh": "{} 个独立来源说法相反", "en": "independent sources that say the opposite: {}"},
    "conditional": {"zh": "都附带条件", "en": "only said under conditions"},
    "old": {"zh": "最新的说法是 {} 的，可能已过时", "en": "newest statement of {}, perhaps out of date"},
    "undated": {"zh": "没有页面注明日期", "en": "no page tells a date"},
    "conditions": {"zh": "另有来源说要看条件", "en": "other sources say that it depends"},
    "general": {"zh": "与笼统谈认证的说法相反", "en": "against what is said of certification in general"},
    "badge": {"zh": "同一种标识也被说成是别类认证的", "en": "the same badge is claimed for another type"},
}


@dataclass(frozen=True, slots=True)
class Support:
    """What stands for and against a value.

    `sources` and `against` count independent sources; `newest` is the newest date of those for it and `as_of`
    that of all pages; `elsewhere` are doubts (`conditions`, `general`, `badge`) that others raise without an
    outright no.
    """

    sources: int
    against: int = 0
    conditional: bool = False
    newest: datetime | None = None
    as_of: datetime | None = None
    elsewhere: frozenset[str] = frozenset()


def limits(condition: str) -> str:
    """What limits a claim: its condition without punctuation, "" where that only hedges."""
    words = _NO_LETTER.sub("", condition)
    return "" if _HEDGE.fullmatch(words) else words


def grade(support: Support) -> tuple[Level, tuple[str, ...]]:
    """The level of a value and its reasons, as `name` or `name:figure`, worded by `reason_text`."""
    reasons = [f"sources:{support.sources}"]
    doubts = []
    if support.conditional:
        doubts.append("conditional")
    if support.newest is None:
        reasons.append("undated")
    elif support.as_of is not None and support.as_of - support.newest > OLD:
        doubts.append(f"old:{support.newest:%Y-%m-%d}")
    doubts += sorted(support.elsewhere)
    if support.against:
        return "disputed", (*reasons, f"against:{support.against}", *doubts)
    step = max(3 - support.sources, 0) + len(doubts)
    return LEVELS[min(step, 2)], (*reasons, *doubts)


def reason_text(reason: str, lang: Lang = "zh") -> str:
    """A reason of `grade` in plain words."""
    name, _, figure = reason.partition(":")
    return REASON_LABELS[name][lang].format(figure)


def certainty_text(level: str, reasons: Iterable[str], lang: Lang = "zh") -> str:
    """A level with its reasons: `可信度低：1 个独立来源这样说；没有页面注明日期`."""
    colon, semicolon = ("：", "；") if lang == "zh" else (": ", "; ")
    return LEVEL_LABELS[level][lang] + colon + semicolon.join(reason_text(reason, lang) for reason in reasons)
