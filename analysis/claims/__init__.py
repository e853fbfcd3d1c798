"""Sentences → claims, each with the clause that states it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.claims.context import Context, asks, contexts, page_subject, topics_of
from analysis.claims.figures import READERS
from analysis.claims.rules import CompiledRule, compile_pattern, compile_rule
from analysis.claims.subject import (
    Mention,
    clause_spans,
    ids,
    nearest,
    platform_mentions,
    type_mentions,
    weak_type_mentions,
)
from analysis.model import Claim, Document, Evidence, Sentence
from analysis.segment import sentences
from analysis.vocabulary import NOT, Rule, load

_CONTEXT_CHARS = 16
_CONDITION = re.compile(
    r"(?:如果|若是?|要是|假如|倘若|除非|只有|一旦|只要|凡是|当|未通过|没通过|首次|第一次|再次|政府类|特殊情况)"
)
_OWN_TOPICS = frozenset({"revoke", "expiry"})
_USUAL = {
    "blue_v": ("enterprise",),
    "yellow_v": ("personal",),
    "orange_v": ("personal",),
    "gold_v": ("personal",),
    "red_v": ("personal",),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that spoke: a claim's key with the folded span of the clause that states it."""

    platform: str
    type: str
    attribute: str
    value: str
    start: int
    end: int
    condition: str | None
    rule: str


@lru_cache(maxsize=1)
def _rules() -> tuple[CompiledRule, ...]:
    families = load().families
    return tuple(compile_rule(rule, families) for rule in load().rules)


@lru_cache(maxsize=4)
def _family(name: str) -> re.Pattern[str]:
    return compile_pattern("{" + name + "}", load().families, f"family {name}")


def extract(document: Document) -> list[Claim]:
    """The claims that a document states, sorted by the place of their first evidence.

    Every evidence is a stretch of `document.text`; the same claim stated again adds evidence, not a claim.
    """
    colours: dict[str, tuple[str, ...]] = dict(_USUAL)
    hits = list(_hits(document, colours))
    if own := _own_colours(hits):
        hits = list(_hits(document, colours | own))
    return _claims(document, _settle(hits))


def _own_colours(hits: list[Hit]) -> dict[str, tuple[str, ...]]:
    """What badge colours stand for on this page, where it says otherwise than usual (蓝V of 机构)."""
    said: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.attribute == "badge" and hit.value in _USUAL and hit.type != "general":
            said[hit.value].add(hit.type)
    return {c: tuple(sorted(t)) for c, t in said.items() if not t & set(_USUAL[c])}


def _hits(document: Document, colours: dict[str, tuple[str, ...]]) -> Iterator[Hit]:
    texts = [
        document.folded[bisect_left(document.offsets, b.start) : bisect_left(document.offsets, b.end)]
        for b in document.blocks
    ]
    page = page_subject(document, texts, colours)
    if page is None:
        return
    inherited = contexts(document, texts, page, colours)
    flow, within = frozenset[str](), -1
    for sentence in sentences(document):
        block = document.blocks[sentence.block]
        # A sentence that names neither goes on with what the one before it in the paragraph spoke of.
        named = topics_of(sentence.text) & _OWN_TOPICS
        flow = named or (flow if sentence.block == within else frozenset())
        within = sentence.block
        if block.kind in ("question", "title") or (block.kind == "heading" and asks(sentence.text)):
            continue
        if sentence.text.endswith(("？", "?", "？”")):
            continue
        context = inherited[sentence.block]
        topics = (context.topics - _OWN_TOPICS if flow else context.topics) | flow
        yield from _in_sentence(document, sentence, context, topics, page.several_platforms, colours)


def _in_sentence(
    document: Document,
    sentence: Sentence,
    context: Context,
    topics: frozenset[str],
    several_platforms: bool,
    colours: Mapping[str, tuple[str, ...]],
) -> Iterator[Hit]:
    text = sentence.text
    spans = clause_spans(text)
    offset = bisect_left(document.offsets, sentence.start)
    named = type_mentions(text, colours)
    platforms = platform_mentions(text)
    lead = text.find("：") + 1
    for compiled in _rules():
        rule = compiled.rule
        open_topic = any(t in topics for t in rule.topics)
        if any(t in topics for t in rule.not_topics) and not open_topic:
            continue
        matches = [m for pattern in compiled.when for m in pattern.finditer(text)]
        if not matches or (compiled.forbid and compiled.forbid.search(text)):
            continue
        for match in matches:
            value = _value(rule, match)
            if value is None or match.end() == match.start():
                continue
            low, high = _clause(spans, match.start(), match.end())
            if _asking_clause(text[low:high]) or (compiled.unless and compiled.unless.search(text, low, high)):
                continue
            if (rule.topics or rule.given) and not (
                open_topic
                or (
                    compiled.given
                    and (compiled.given.search(text, low, high) or compiled.given.search(text, 0, lead))
                )
            ):
                continue
            if rule.negation != "keep" and (said := _negated(text, low, high, match)):
                if rule.negation == "skip" or said == "absent":
                    continue
                value = NOT + value
            types = _types(rule.attribute, rule.skip_types, named, text, spans, match, context)
            if rule.type:
                types = (rule.type,)
            for platform in _platforms(platforms, text, spans, match, context, several_platforms):
                for type_ in types:
                    yield Hit(
                        platform,
                        type_,
                        rule.attribute,
                        value,
                        offset + low,
                        offset + high,
                        _condition(text, spans, low),
                        rule.id,
                    )


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
    low = max((s for s, _ in spans if s <= start), default=start)
    high = min((e for _, e in spans if e >= end), default=end)
    return low, max(high, end)


_RHETORIC = re.compile(r"(?:不|没有?|无|别)[^，]{0,5}(?:什么|啥)|(.)不\1[^，]{0,4}(?:都|也|一样|全)|不管|无论|不论|没什么|没啥|没有什么|什么都|怎么都|如何都|哪怕|任何|多少都|谁都|多少会|多少有")


def _asking_clause(clause: str) -> bool:
    return asks(clause) and not _RHETORIC.search(clause)


def _negated(text: str, low: int, high: int, match: re.Match[str]) -> str | None:
    """`not` where the match is said not to be needed, `absent` where it is only missing, else None."""
    before, after = text[low : match.start()][-10:], text[match.end() : high][:10]
    if re.search(r"可交可不交|可有可无|选填|非必", after):
        return "absent"
    if _family("不用").search(before) or re.match(r".{0,4}(?:" + _family("不用").pattern + r"|可不交|不是必)", after):
        return "not"
    if re.search(r"(?:没有|没|无|缺|并不|不(?!仅|但|光|只|管|论|过|同|少|错|断))[^，]{0,3}$", before):
        return "absent"
    return None


def _types(
    attribute: str,
    skip: tuple[str, ...],
    named: list[Mention],
    text: str,
    spans: list[tuple[int, int]],
    match: re.Match[str],
    context: Context,
) -> tuple[str, ...]:
    mentions = [m for m in named if m.id not in skip]
    if attribute == "badge":
        # The colour is what is claimed; whose it is, other words say: 机构用的是蓝色V标.
        others = sorted(
            [m for m in mentions if m.colour is None] + weak_type_mentions(text), key=lambda m: m.start
        )
        mentions = others or mentions
    found = nearest(mentions, text, spans, match.start(), match.end())
    if not found and attribute != "audience" and not context.types:
        found = nearest(weak_type_mentions(text), text, spans, match.start(), match.end())
    return found or context.types or ("general",)


def _platforms(
    mentions: list[Mention],
    text: str,
    spans: list[tuple[int, int]],
    match: re.Match[str],
    context: Context,
    several: bool,
) -> tuple[str, ...]:
    # On a page about one platform another one is a by-word, unless it is named with its certification.
    usable = [
        m
        for m in mentions
        if m.id in context.platforms
        or several
        or re.match(r"(?:的)?(?:企业|个人|机构|官方|蓝|黄|橙|金|红|认证|实名|加v|职业)", text[m.end :])
    ]
    return nearest(usable, text, spans, match.start(), match.end()) or context.platforms[:1]


def _condition(text: str, spans: list[tuple[int, int]], low: int) -> str | None:
    for start, end in reversed([s for s in spans if s[0] <= low]):
        if _CONDITION.match(text[start:end]):
            return text[start:end]
    return None


def _settle(hits: list[Hit]) -> list[Hit]:
    """What a page says of one type, read as a whole: `paid` gives way to a figure, `yes` to `conditional`."""
    figures = {(h.platform, h.type) for h in hits if h.attribute == "fee" and h.value.startswith("CNY")}
    return [
        h
        for h in hits
        if not (h.attribute == "fee" and h.value == "paid" and (h.platform, h.type) in figures)
    ]


def _claims(document: Document, hits: list[Hit]) -> list[Claim]:
    by_key: dict[tuple[str, str, str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        by_key[hit.platform, hit.type, hit.attribute, hit.value].append(hit)
    claims = []
    for (platform, type_, attribute, value), group in by_key.items():
        evidence: dict[tuple[int, int], Evidence] = {}
        for hit in sorted(group, key=lambda h: (h.start, h.end, h.rule)):
            start, end = document.offsets[hit.start], document.offsets[hit.end - 1] + 1
            if any(s < end and start < e for s, e in evidence):
                continue
            evidence[start, end] = Evidence(
                start,
                end,
                document.text[start:end],
                document.text[max(0, start - _CONTEXT_CHARS) : start],
                document.text[end : end + _CONTEXT_CHARS],
                hit.rule,
            )
        claims.append(
            Claim(
                document.page,
                platform,
                type_,
                attribute,
                value,
                group[0].condition,
                document.published,
                tuple(sorted(evidence.values())),
            )
        )
    return sorted(claims, key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.key))
