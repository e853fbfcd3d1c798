"""What the sentences of a document state: every rule that speaks, with its subject and its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from analysis.claims.answers import answers
from analysis.claims.candidates import givens_for, may_hold, rules_for
from analysis.claims.context import asks, may_ask
from analysis.claims.figures import READERS
from analysis.claims.places import Place, places
from analysis.claims.rules import CompiledRule, family
from analysis.claims.subject import Mention, nearest, resolve_reference, weak_type_mentions
from analysis.model import Document
from analysis.vocabulary import NOT, Rule, load

# The longest name of somebody who answers.
_SPEAKER = 6


class Hit(NamedTuple):
    """A rule that spoke: a claim's key with the folded span of the clause that states it."""

    platform: str
    type: str
    attribute: str
    value: str
    start: int
    end: int
    condition: str | None
    rule: str


def statements(document: Document, colours: Mapping[str, tuple[str, ...]]) -> list[Hit]:
    """All that the document states, in the order of its sentences; `colours` maps badges to types."""
    return [hit for place in places(document, colours) for hit in (*_stated(place), *_answered(place))]


def _stated(place: Place) -> Iterator[Hit]:
    if place.context.foreign and not place.types and not family("认证题").search(place.text):
        return
    for compiled, patterns in rules_for(place.text, place.around):
        rule = compiled.rule
        matches = [m for pattern in patterns for m in pattern.finditer(place.text)]
        if not matches or (compiled.forbid and compiled.forbid.search(place.text)):
            continue
        admitted: dict[tuple[int, int], bool] = {}
        for match in matches:
            value = _value(rule, match)
            if value is None or match.end() == match.start():
                continue
            start, end = _quoted(match)
            low, high = span = _clause(place.spans, start, end)
            # One clause may hold many matches, and is looked at once.
            if span not in admitted:
                admitted[span] = _admitted(compiled, place, low, high)
            if not admitted[span]:
                continue
            if rule.negation != "keep" and (said := _negated(place.text, low, high, match)):
                if rule.negation == "skip" or said == "absent":
                    continue
                value = NOT + value
            types = (rule.type,) if rule.type else _types(rule, value, place, start, end)
            yield from _spoken(place, types, rule.attribute, value, span, rule.id, (start, end))


def _quoted(match: re.Match[str]) -> tuple[int, int]:
    """The part of a match that states the claim: the group `at` where the pattern has one, else all of it."""
    return match.span("at") if match.re.groupindex.get("at") and match["at"] else match.span()


def _answered(place: Place) -> Iterator[Hit]:
    if not place.asked or not place.spans:
        return
    # 答：可以 and 猫叔：不要 begin with who says it.
    said = [
        s for s in place.spans if not (s[0] == 0 and s[1] <= _SPEAKER and place.text.startswith("：", s[1]))
    ]
    low, high = (said or place.spans)[0]
    for attribute, value, rule in answers(place.asked, place.text[low:high]):
        types = place.context.types or ("general",)
        yield from _spoken(place, types, attribute, value, (low, high), rule, (low, high))


def _spoken(
    place: Place,
    types: tuple[str, ...],
    attribute: str,
    value: str,
    span: tuple[int, int],
    rule: str,
    match: tuple[int, int],
) -> Iterator[Hit]:
    condition = _condition(place, span)
    for platform in _platforms(place, match):
        for type_ in types:
            start, end = place.offset + span[0], place.offset + span[1]
            yield Hit(platform, type_, attribute, value, start, end, condition, rule)


def _admitted(compiled: CompiledRule, place: Place, low: int, high: int) -> bool:
    """True where the clause is no question, nothing forbids the rule, and what it needs is there."""
    clause = place.text[low:high]
    if may_ask(place.text) and asks(clause) and not family("不问").search(clause):
        return False
    if compiled.unless and compiled.unless.search(clause):
        return False
    if place.around.opens(compiled.rule) or not (compiled.rule.topics or compiled.rule.given):
        return True
    lead = place.text[: place.text.find("：") + 1]
    return any(given.search(clause) or given.search(lead) for given in givens_for(place.text, compiled))


def _value(rule: Rule, match: re.Match[str]) -> str | None:
    template = rule.value
    if "{" not in template:
        return template
    name = template[template.index("{") + 1 : template.index("}")]
    caught = match.group(name)
    figure = READERS[name](caught) if caught else None
    # A review takes days; years and months near the word are something else's.
    if figure is None or (rule.attribute == "review_time" and figure[-1] in "ym"):
        return None
    return template.replace("{" + name + "}", figure)


def _clause(spans: list[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """From where the clause of `start` begins to where that of `end` ends."""
    low = start
    for first, last in spans:
        if first <= start:
            low = first
        if last >= end:
            return low, last
    return low, end


def _negated(text: str, low: int, high: int, match: re.Match[str]) -> str | None:
    """`not` where the match is said not to be needed, `absent` where it is only missing, else None."""
    before, after = text[low : match.start()][-10:], text[match.end() : high][:10]
    if family("可选").match(after):
        return "absent"
    if family("不用").search(before) or family("后说不用").match(after):
        return "not"
    if re.search(r"(?:没有|没|无|缺|并不|不(?!仅|但|光|只|管|论|过|同|少|错|断))[^，]{0,3}$", before):
        return "absent"
    return None


def _types(rule: Rule, value: str, place: Place, start: int, end: int) -> tuple[str, ...]:
    """Whose the value is: what the nearest words name, of those that can have it at all."""
    allowed = load().holders.get((rule.attribute, value.partition(">")[0]), ())
    low, high = _clause(place.spans, start, end)
    named_here = (m for m in place.types if low <= m.start and m.end <= high and m.id not in rule.skip_types)
    if any(m.colour is None for m in named_here):
        # What the clause itself names is what the page says, likely or not.
        allowed = ()
    named: set[str] = set()
    for found in _candidates(rule, place, start, end):
        if fitting := tuple(t for t in found if not allowed or t in allowed):
            # 蓝V给企业、政府: each is the audience of its own type.
            own = rule.attribute == "audience" and allowed and allowed[0] in fitting
            return allowed[:1] if own else fitting
        named.update(found)
    if named == {"real_name"}:
        # A text on 实名认证 alone speaks of nobody's followers or licence.
        return ()
    return allowed[:1] if allowed and (named or "general" not in allowed) else ("general",)


def _candidates(rule: Rule, place: Place, start: int, end: int) -> Iterator[tuple[str, ...]]:
    """The types that the words around `start:end` name, the nearest words first."""
    low, high = _clause(place.spans, start, end)
    mentions = [m for m in place.types if m.id not in rule.skip_types]
    if rule.attribute == "badge":
        mentions = _badge_owners(mentions, place.text, coloured=rule.value not in ("shown", "none"))
        if mentions and mentions[0].start >= end:
            start = end = mentions[0].start
    if rule.attribute == "audience":
        # 蓝V给企业、政府: a colour does not say whose each of them is.
        mentions = [m for m in mentions if m.colour is None]
    yield resolve_reference(place.text[low:high], place.recent)
    found = nearest(mentions, place.text, place.spans, start, end)
    if not found and rule.attribute != "audience" and not place.context.types:
        weak = [m for m in weak_type_mentions(place.text) if m.id != "real_name"]
        # 企业 in an earlier clause may lend its type to a claim, but to no badge, and not on a 公众号.
        own = place.context.platforms == ("wechat",) or rule.attribute == "badge"
        spans = [(low, high)] if own else place.spans
        found = nearest(weak, place.text, spans, start, end)
    # 无论哪种认证 speaks of what the page speaks of.
    yield () if found == ("general",) else found
    yield place.context.types
    if place.context.types:
        yield place.page_types


def _badge_owners(mentions: list[Mention], text: str, coloured: bool) -> list[Mention]:
    """Who wears the badge: the colour is what is claimed, other words say whose it is (机构用的是蓝色V标)."""
    owners = [m for m in mentions if m.colour is None]
    if coloured:
        owners += [m for m in weak_type_mentions(text) if m.id != "real_name"]
    return sorted(owners, key=lambda m: m.start) or mentions


def _platforms(place: Place, match: tuple[int, int]) -> tuple[str, ...]:
    # On a page about one platform another one is a by-word, unless it is named with its certification.
    usable = [
        m
        for m in place.platforms
        if m.id in place.context.platforms
        or place.several_platforms
        or re.match(r"(?:的)?(?:企业|个人|机构|官方|蓝|黄|橙|金|红|认证|实名|加v|职业)", place.text[m.end :])
    ]
    return nearest(usable, place.text, place.spans, *match) or place.context.platforms[:1]


def _condition(place: Place, span: tuple[int, int]) -> str | None:
    """The words that limit a claim (如果审核没通过, 特殊行业, 首次 …), from its clause or the one before."""
    before = span[0]
    for first, last in place.spans:
        if last > span[0]:
            break
        before = first
    return _last(family("条件"), place.text, before, span[1])


@lru_cache(maxsize=64)
def _last(words: re.Pattern[str], text: str, start: int, end: int) -> str | None:
    """The last of the words between two places; kept, since all claims of a clause ask for the same."""
    found = list(words.finditer(text, start, end)) if may_hold(text, "条件") else []
    return found[-1][0] if found else None
