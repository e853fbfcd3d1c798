"""Where the sentences of a document stand: each with what it inherits from headings, paragraph and page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from analysis.claims.candidates import Around
from analysis.claims.context import Context, PageSubject, asks, contexts, page_subject, sums_up, topics_of
from analysis.claims.rules import family, leads_to
from analysis.claims.subject import (
    Mention,
    clause_spans,
    compared,
    defined_colours,
    ids,
    joined,
    platform_mentions,
    several_types,
    type_mentions,
    weak_type_mentions,
)
from analysis.model import Block, Document, Sentence
from analysis.segment import sentences

# Topics that a sentence opens itself, and that stay open to the end of its paragraph.
_FLOWING = frozenset({"revoke", "expiry"})
_ENDS_ASKING = ("？", "?", "？”", "？）")
# A sentence is about the type that it names within so many characters, and so are this many after it; a
# platform stands right at its head.
_OPENING = 12
_NAMED_BY = 6
_CARRIED_SENTENCES = 4


class Place(NamedTuple):
    """A sentence where it stands: folded text, clauses, names in it, and what it inherits.

    `around` are the topics that open rules, and those (of the nearest head or sentence, of the title) that
    close them. `recent` are the types that were last named together: what 前者 and 后者 point back to.
    `asked` is the question that stands right before.
    """

    text: str
    offset: int
    spans: list[tuple[int, int]]
    types: list[Mention]
    platforms: list[Mention]
    context: Context
    around: Around
    page_types: tuple[str, ...]
    several_platforms: bool
    recent: tuple[str, ...]
    asked: str


class Flow(NamedTuple):
    """What the sentences of a paragraph go on with: topics, the type that one opened with, for how long.

    `platforms` only on a page about several: the one that a sentence of the paragraph opened with last.
    """

    block: int = -1
    topics: frozenset[str] = frozenset()
    types: tuple[str, ...] = ()
    sentences: int = 0
    platforms: tuple[str, ...] = ()


def places(document: Document, colours: Mapping[str, tuple[str, ...]]) -> Iterator[Place]:
    """The sentences that may state something, in order; `colours` maps badge colours to types."""
    texts = [
        document.folded[bisect_left(document.offsets, b.start) : bisect_left(document.offsets, b.end)]
        for b in document.blocks
    ]
    colours = {**colours, **defined_colours(texts)}
    stretches = sentences(document)
    page = page_subject(document, texts, [sentence.text for sentence in stretches], colours)
    if page is None:
        return
    if page.types == ("institution",):
        colours = {**colours, "blue_v": page.types}
    inherited = contexts(document, texts, page, colours)
    flow, asked, recent = Flow(), "", tuple[str, ...]()
    for sentence in stretches:
        block, context = document.blocks[sentence.block], inherited[sentence.block]
        if block.kind == "title":
            continue
        named = type_mentions(sentence.text, colours)
        flow = _go_on(flow, sentence, named, page)
        stated = _stating_part(sentence, block, heads=context.head == texts[sentence.block])
        if stated != sentence.text:
            asked = sentence.text
        if stated:
            place = _place(document, sentence, stated, named, context, page, flow)
            asks_here = asked or (context.head if block.kind == "cell" else "")
            recent = several_types(place.types) or recent
            yield place._replace(recent=recent, asked=asks_here)
            if stated == sentence.text:
                asked = ""


def _stating_part(sentence: Sentence, block: Block, heads: bool) -> str:
    """What of a sentence may state something: all of it, or nothing of a question but its first half."""
    text = sentence.text
    if not (block.kind == "question" or text.endswith(_ENDS_ASKING) or (heads and asks(text))):
        return text
    # 所有用户都要先实名，可要是……怎么办？ states its first half.
    turn = family("转折").search(text)
    return text[: turn.start()] if turn and block.kind == "paragraph" else ""


def _place(
    document: Document,
    sentence: Sentence,
    text: str,
    named: list[Mention],
    context: Context,
    page: PageSubject,
    flow: Flow,
) -> Place:
    if sums_up(sentence.text):
        context = page.context
    if flow.types and not named:
        context = context._replace(types=flow.types)
    platforms = platform_mentions(text)
    if flow.platforms and not platforms:
        context = context._replace(platforms=flow.platforms)
    titled = context.topics is page.topics
    return Place(
        text=text,
        offset=bisect_left(document.offsets, sentence.start),
        spans=clause_spans(text),
        types=[m for m in named if m.end <= len(text) and not compared(text, m)],
        platforms=platforms,
        context=context,
        around=Around(
            topics=(context.topics - _FLOWING if flow.topics else context.topics) | flow.topics,
            # What the title announces opens rules and closes few: the text moves on.
            near=flow.topics if flow.topics or titled else context.topics,
            title=_closing(text, context, page) if titled and not flow.topics else frozenset(),
        ),
        page_types=page.types,
        several_platforms=page.several_platforms,
        recent=(),
        asked="",
    )


def _closing(text: str, context: Context, page: PageSubject) -> frozenset[str]:
    """What the title closes to papers and handling times: 取消, unless 申请 is spoken of."""
    applying = any(family("申请时").search(t) for t in (text, context.head))
    return frozenset() if applying else page.topics & {"revoke"}


def _opening_platform(text: str) -> tuple[str, ...]:
    """The platform that a sentence opens with, named alone (抖音。 · 微博这边，)."""
    named = platform_mentions(text)
    return ids(named[:1]) if named and named[0].start <= _NAMED_BY and len(ids(named)) == 1 else ()


def _turned_to(text: str) -> tuple[str, ...]:
    """The type that a sentence turns to in plain words (个人的话，… · 如果是公司，… · 企业用户则…)."""
    weak = weak_type_mentions(text)
    if not weak or weak[0].start > _NAMED_BY or not family("转向后").match(text[weak[0].end :]):
        return ()
    return ids(weak[:1])


def _go_on(before: Flow, sentence: Sentence, named: list[Mention], page: PageSubject) -> Flow:
    """What the sentence goes on with, or sets for those after it in the paragraph."""
    if sentence.block != before.block:
        before = Flow(sentence.block)
    topics = topics_of(sentence.text) & _FLOWING or before.topics
    platforms = before.platforms
    if page.several_platforms:
        platforms = _opening_platform(sentence.text) or platforms
    if not named and not page.types and (turned := _turned_to(sentence.text)):
        return Flow(sentence.block, topics, turned, 0, platforms)
    if not named:
        kept = before.types if before.sentences < _CARRIED_SENTENCES else ()
        return Flow(sentence.block, topics, kept, before.sentences + 1, platforms)
    # 先把实名认证做了 names a condition, not the subject.
    opens = named[0].start <= _OPENING and not leads_to("先要", sentence.text, named[0].start)
    types = ids(joined(named, sentence.text, 0)) if opens else ()
    return Flow(sentence.block, topics, types, 0, platforms)
