"""Whom a sentence speaks of: platforms and types, from the clause, the heading above, the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis.claims.candidates import may_hold
from analysis.claims.rules import family, leads_to
from analysis.vocabulary import Vocabulary, load

CLAUSE_END = re.compile(r"[，,。！？；：:!?;—\n]+|……| - | (?=[一-鿿])")
# What stands between two names that share one statement: 企业号、机构号 / 个人也好，机构也好 / 企业和个人.
_JOIN = re.compile(
    r"^(?:号|认证|账号|用户|类|的|也好|和|与|或者?|及|以及|还是|、|，|/|加上?|再加上|跟|还有|不管是|无论是|等"
    r"|\s|（[^）]{0,12}）|即)*$"
)
_COLOUR_IDS = {
    "蓝": "blue_v",
    "黄": "yellow_v",
    "橙": "orange_v",
    "金": "gold_v",
    "红": "red_v",
    "白": "white_v",
}
_A_COLOUR = re.compile(r"[蓝黄橙金红白]色?的?\s?(?:v|小?闪电)|蓝微")
# What a badge colour stands for unless the page says otherwise.
USUAL_COLOURS: dict[str, tuple[str, ...]] = {
    "blue_v": ("enterprise",),
    "yellow_v": ("personal",),
    "orange_v": ("personal",),
    "gold_v": ("personal",),
    "red_v": ("personal",),
    "white_v": ("personal",),
}


class Mention(NamedTuple):
    """A platform or type named at `start:end` of a sentence; `colour` where only a badge colour names it."""

    id: str
    start: int
    end: int
    colour: str | None = None


@lru_cache(maxsize=4)
def _platforms(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{id_}>{words})" for id_, words in vocabulary.platform_words.items()))


@lru_cache(maxsize=8)
def _types(vocabulary: Vocabulary, weak: bool) -> re.Pattern[str]:
    words = vocabulary.weak_type_words if weak else vocabulary.type_words
    return re.compile("|".join(f"(?P<{id_}>{pattern})" for id_, pattern in words.items()))


def platform_mentions(text: str) -> list[Mention]:
    """The platforms named in folded `text`, in order."""
    return list(_platform_mentions(load(), text)) if may_hold(text, "platforms") else []


# A text is asked for its names as a sentence, as a block and as a head.
@lru_cache(maxsize=1024)
def _platform_mentions(vocabulary: Vocabulary, text: str) -> tuple[Mention, ...]:
    return tuple([Mention(str(m.lastgroup), *m.span()) for m in _platforms(vocabulary).finditer(text)])


def type_mentions(text: str, colours: Mapping[str, tuple[str, ...]] | None = None) -> list[Mention]:
    """The types named outright in folded `text`; `colours`: what a badge colour stands for on this page."""
    if not may_hold(text, "types"):
        return []
    found: list[Mention] = []
    for named in _type_mentions(load(), text):
        owners = (colours or {}).get(named.colour) if named.colour else None
        found += [named] if owners is None else [named._replace(id=owner) for owner in owners]
    return found


@lru_cache(maxsize=1024)
def _type_mentions(vocabulary: Vocabulary, text: str) -> tuple[Mention, ...]:
    return tuple(
        [
            Mention(str(m.lastgroup), *m.span(), _COLOUR_IDS[m[0][0]] if _A_COLOUR.fullmatch(m[0]) else None)
            for m in _types(vocabulary, False).finditer(text)
        ]
    )


def weak_type_mentions(text: str) -> list[Mention]:
    """The types that words like 企业 or 达人 suggest where nothing names one outright."""
    if not may_hold(text, "weak types"):
        return []
    return [Mention(str(m.lastgroup), m.start(), m.end()) for m in _types(load(), True).finditer(text)]


def clause_spans(text: str) -> list[tuple[int, int]]:
    """The clauses of a sentence as offsets into its folded text, end mark excluded."""
    spans, at = [], 0
    for match in CLAUSE_END.finditer(text):
        if match.start() > at:
            spans.append((at, match.start()))
        at = match.end()
    if at < len(text):
        spans.append((at, len(text)))
    return spans


def ids(mentions: Iterable[Mention]) -> tuple[str, ...]:
    """The distinct ids, in order of appearance."""
    return tuple(dict.fromkeys(m.id for m in mentions))


def joined(mentions: list[Mention], text: str, pick: int) -> list[Mention]:
    """The mention at index `pick` with all those that are coordinated with it."""
    low = high = pick
    while low > 0 and _JOIN.match(text[mentions[low - 1].end : mentions[low].start]):
        low -= 1
    while high + 1 < len(mentions) and _JOIN.match(text[mentions[high].end : mentions[high + 1].start]):
        high += 1
    return mentions[low : high + 1]


def nearest(
    mentions: list[Mention], text: str, spans: list[tuple[int, int]], start: int, end: int
) -> tuple[str, ...]:
    """The ids that the clause of `start:end` names; failing that, the nearest clause before it; else ()."""
    if not mentions:
        return ()
    first = next((i for i, (_, e) in enumerate(spans) if e > start), 0)
    for index in range(first, -1, -1):
        low, high = spans[index]
        if index == first:
            high = max(high, end)
        inside = [i for i, m in enumerate(mentions) if m.start >= low and m.end <= high]
        if inside:
            before = [i for i in inside if mentions[i].start <= start] if index == first else inside
            pick = before[-1] if before else inside[0]
            return ids(joined(mentions, text, pick))
    return ()


def compared(text: str, mention: Mention) -> bool:
    """True for a name that is only compared with (比个人认证多, 与个人类型一样): it is not the subject."""
    if leads_to("比前", text, mention.start):
        return True
    same = leads_to("同前", text, mention.start)
    return same and family("同后").match(text, mention.end) is not None


def several_types(mentions: list[Mention]) -> tuple[str, ...]:
    """The types that a sentence names, where it names two or more: what 前者 and 后者 point back to."""
    found = ids(mentions)
    return found if len(found) > 1 else ()


_REFERENCE = re.compile(
    r"(前者)|(后者)|((?:以上|上述|这|前面|上面)(?:的)?(?:[两二三四几]|2|3)(?:种|类|个|者)|两者|二者|三者)"
)


def resolve_reference(text: str, recent: tuple[str, ...]) -> tuple[str, ...]:
    """The types that 前者, 后者, 这两类, 以上三种 … stand for, given those that the text named last."""
    match = _REFERENCE.search(text)
    if not match or not recent:
        return ()
    if match[1]:
        return recent[:1]
    return recent[-1:] if match[2] else recent


def defined_colours(texts: list[str]) -> dict[str, tuple[str, ...]]:
    """The types that badge colours stand for by a page's own words (黄V是给企业的), where that is not usual.

    A colour that the page also gives to its usual type stays with that.
    """
    said: dict[str, set[str]] = {}
    for text in texts:
        for match in family("颜色是谁的").finditer(text):
            colour = _COLOUR_IDS[match["colour"] or match["colour_after"]]
            owner = match["owner"] or match["owner_before"]
            # 蓝V给单位 says no more than that it is not for persons.
            if colour == "blue_v" and owner == "单位":
                continue
            said.setdefault(colour, set()).update(ids(type_mentions(owner) or weak_type_mentions(owner)))
    return {
        colour: tuple(sorted(types))
        for colour, types in said.items()
        if types and not types & set(USUAL_COLOURS[colour])
    }
