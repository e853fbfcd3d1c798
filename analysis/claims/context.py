"""Where a sentence stands: the topic, types and platforms that headings, lead-ins and table heads give it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analysis.claims.candidates import may_hold, possible
from analysis.claims.rules import family, leads_to
from analysis.claims.subject import Mention, ids, joined, platform_mentions, type_mentions, weak_type_mentions
from analysis.clean import fold
from analysis.model import Block, Document
from analysis.vocabulary import Vocabulary, load

_LABEL = re.compile(
    r"^[\s\d一二三四五六七八九十（）()、.．①-⑳*·•\-]*([^：，。！？；—]{1,16})(?:：(?!//)|——?)"
)


class Context(NamedTuple):
    """What a block inherits: `topics` that are open, `types` and `platforms` that are its subject.

    `foreign` is True under a title or heading of a neighbouring subject (开直播的条件, 改名次数, 门店认领).
    """

    topics: frozenset[str]
    types: tuple[str, ...]
    platforms: tuple[str, ...]
    head: str = ""
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class PageSubject:
    """What the page as a whole is about, from its title and opening."""

    types: tuple[str, ...]
    platforms: tuple[str, ...]
    topics: frozenset[str]
    several_platforms: bool
    foreign: bool

    @property
    def context(self) -> Context:
        """What a block inherits that stands under no heading."""
        return Context(self.topics, self.types, self.platforms, foreign=self.foreign)


@lru_cache(maxsize=4)
def _topics(vocabulary: Vocabulary) -> list[tuple[str, re.Pattern[str]]]:
    return [(t.id, re.compile(t.words)) for t in vocabulary.topics]


def topics_of(text: str) -> frozenset[str]:
    """The topics that the words of a heading, label or lead-in (folded) announce."""
    return _topics_of(load(), text)


@lru_cache(maxsize=4096)
def _topics_of(vocabulary: Vocabulary, text: str) -> frozenset[str]:
    topics = _topics(vocabulary)
    held = [topics[number] for number in possible(text, "topics")]
    return frozenset([name for name, pattern in held if pattern.search(text)])


def may_ask(text: str) -> bool:
    """False where no part of folded `text` can be a question."""
    return "？" in text or "?" in text or may_hold(text, "问")


def asks(text: str) -> bool:
    """True where folded `text` is a question or holds one."""
    if text.rstrip("”」』）)").endswith(("？", "?")):
        return True
    return may_hold(text, "问") and family("问").search(text) is not None


# A page whose title names no platform and no type is about something else unless it names them this often.
_OFTEN = 3
_OPENING_BLOCKS = 4
# A line of its own that is no longer than this may be a heading that the page does not mark.
_SHORT = 14
_LINE = 80
_NUMBERING = " 一二三四五六七八九十0123456789.、（）()：·"
_BY_FAR = 0.7


def sums_up(text: str) -> bool:
    """True for a sentence (folded) that leaves its section for the page's subject (总之 …)."""
    return family("总之").match(text) is not None


def page_subject(
    document: Document, texts: list[str], said: list[str], colours: Mapping[str, tuple[str, ...]]
) -> PageSubject | None:
    """Title first, then the opening, then what the page names most; None for a page on another subject.

    `texts` are the folded texts of the blocks, `said` those of the sentences.
    """
    # A text of one line without a headline names its subject there or nowhere.
    alone = texts[0] if len(texts) == 1 and len(texts[0]) <= _LINE else ""
    title = next((t for b, t in zip(document.blocks, texts, strict=True) if b.kind == "title"), alone)
    counts = Counter([m.id for t in said for m in platform_mentions(t)])
    # The headline may leave the platform to the title of the page, which the site's name follows.
    headlines = (title, fold(document.title or "")[0])
    titled = next((found for t in headlines if (found := _spoken_of(t))), ())
    titled = tuple(p for p in titled if p != "other") or titled
    # 借公众号给视频号认证: of two platforms in a title, the page is about the one that it names most. Where
    # the title names none, one that the text names as often as all others together, or names first, early on.
    platforms = (
        tuple(sorted(titled, key=lambda p: -counts[p])[:1])
        or tuple(p for p, n in counts.most_common(1) if 2 * n > counts.total())
        or ids(platform_mentions("".join(texts[1:_OPENING_BLOCKS])))[:1]
        or _only(ids(platform_mentions(document.above)))
    )
    types = ids(type_mentions(title, colours))
    if not titled and not types:
        named = sum(len(type_mentions(t, colours)) for t in said)
        if counts.total() + named < _OFTEN:
            return None
    if not types:
        weak = ids(m for m in weak_type_mentions(title))
        types = (
            (weak if len(weak) == 1 else ())
            or _prevailing(texts, said, colours)
            or _of_persons(title, texts, platforms)
        )
    parts = {p for b, t in zip(document.blocks, texts, strict=True) for p in _names(_part(b, t))}
    several = len(titled) != 1 and (len([p for p, n in counts.items() if n > 1]) > 1 or len(parts) > 1)
    # A headline names its platform; a title without one may be a site's greeting, and tells nothing.
    foreign = bool(titled) and is_foreign(title, False)
    return PageSubject(types, platforms or ("other",), topics_of(title), several, foreign)


def _part(block: Block, text: str) -> str:
    """A heading, or the short words at the head of a line, that may give its part of the page a platform."""
    if block.kind == "heading":
        return text
    head = re.split("[。：]", text, maxsplit=1)[0]
    return head if block.kind in ("paragraph", "item", "question") and len(head) < _SHORT else ""


def _names(text: str) -> tuple[str, ...]:
    """The platforms that a short text names, where it does little else (一、抖音)."""
    named = platform_mentions(text)
    return ids(named) if 2 * sum(m.end - m.start for m in named) >= len(text.strip(_NUMBERING)) else ()


def _spoken_of(title: str) -> tuple[str, ...]:
    """The platforms that a title is about, those that are only borrowed left out (没有公众号也能弄吗)."""
    named = platform_mentions(title)
    return ids(m for m in named if not leads_to("借用", title, m.start)) or ids(named)


def _only(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if len(names) == 1 else ()


def is_foreign(head: str, above: bool) -> bool:
    """True where a title or heading is about something else; one that tells nothing leaves it as `above`."""
    if family("认证题").search(head):
        return False
    return above or family("别题").search(head) is not None


def _prevailing(texts: list[str], said: list[str], colours: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The one type that the opening names alone, or that the page names most by far; else ()."""
    # 专业号 stands for all the types there are.
    if family("总称").search(texts[0]):
        return ()
    opening = ids(m for t in texts[1:4] for m in type_mentions(t, colours))
    named = Counter(m.id for t in said for m in type_mentions(t, colours))
    for most, count in named.most_common(1):
        if opening == (most,) or (count >= _OFTEN and count >= _BY_FAR * named.total()):
            return (most,)
    return ()


def _of_persons(title: str, texts: list[str], platforms: tuple[str, ...]) -> tuple[str, ...]:
    """`personal` where a text that names no type speaks of persons by far (粉丝, 职业, 作品 …); else ().

    Not where a title asks for the kinds there are, and not of 公众号, whose certification is the accounts'.
    """
    if platforms == ("wechat",) or family("分种类").search(title):
        return ()
    persons, bodies = (sum(len(family(name).findall(t)) for t in texts) for name in ("人的词", "单位的词"))
    return ("personal",) if persons >= _OFTEN and persons * (1 - _BY_FAR) > bodies * _BY_FAR else ()


def contexts(
    document: Document, texts: list[str], page: PageSubject, colours: Mapping[str, tuple[str, ...]]
) -> list[Context]:
    """One Context a block, in order; `texts` are the folded texts of the blocks."""
    result: list[Context] = []
    chain: list[tuple[int, Context]] = []
    lead: Context | None = None
    top = page.context
    rows = _row_names(document.blocks, texts)
    for number, (block, text) in enumerate(zip(document.blocks, texts, strict=True)):
        under = chain[-1][1] if chain else top
        if block.kind == "title":
            result.append(top)
            continue
        if block.kind == "heading" or (block.kind == "question" and len(text) < 40) or _heads(block, text):
            level = block.level or 6
            while chain and chain[-1][0] >= level:
                chain.pop()
            above = chain[-1][1] if chain else top
            # Only a heading turns to another subject: 登录后提交以下资料 leads in a list.
            under = _head(text, above, page, colours)._replace(foreign=is_foreign(text, above.foreign))
            chain.append((level, under))
            lead = None
            result.append(under)
            continue
        if sums_up(text):
            under, lead = top, None
        if block.kind == "cell":
            result.append(_cell(block, rows.get(number, ""), under, colours))
            continue
        if block.kind == "item" and lead is not None:
            under = lead
        elif block.kind == "paragraph":
            lead = None
            # A remark in brackets goes on with the item above it.
            if text.startswith("（") and number and document.blocks[number - 1].kind == "item":
                under = _remark(texts[number - 1], under, colours)
        label = _LABEL.match(text)
        result.append(_head(label[1], under, page, colours) if label else under)
        if len(text) < 80 and family("引出").search(text):
            lead = _head(re.split(r"[。！？；]", text.rstrip("。"))[-1], under, page, colours)
        elif label and len(text) == label.end():
            lead = result[-1]
    return result


def _head(text: str, above: Context, page: PageSubject, colours: Mapping[str, tuple[str, ...]]) -> Context:
    mentions = [m for m in type_mentions(text, colours) if not leads_to("先要", text, m.start)]
    weak = ids(weak_type_mentions(text)) if len(text) < 30 else ()
    # 机构：蓝闪电: a plain word says whose it is, a colour beside it how it looks.
    if weak and all(m.colour for m in mentions):
        mentions = []
    types = ids(_one_or_joined(mentions, text)) or weak
    # A question may turn to another platform; a heading of a page about one seldom does.
    platforms = tuple(
        p for p in ids(platform_mentions(text)) if p in page.platforms or page.several_platforms or asks(text)
    )
    # What type the part about one platform was on, says nothing of the next one's.
    inherited = () if platforms and above.platforms and platforms != above.platforms else above.types
    return Context(
        topics=_under(topics_of(text), above, page),
        types=types or inherited,
        platforms=platforms or above.platforms,
        head=text,
        foreign=above.foreign and not family("认证题").search(text),
    )


def _remark(item: str, under: Context, colours: Mapping[str, tuple[str, ...]]) -> Context:
    types = ids(type_mentions(item, colours)) or ids(weak_type_mentions(item))[:1]
    return under._replace(types=types or under.types)


def _under(topics: frozenset[str], above: Context, page: PageSubject) -> frozenset[str]:
    """A head's own topics, with 取消 from the head above: 所需材料 there are the papers of a cancellation."""
    if not topics:
        return above.topics
    kept = above.topics & {"revoke", "expiry", "leaving"}
    # 影响 alone says of what only with the head above it.
    if topics <= {"effect"}:
        return topics | kept
    return topics if above.topics is page.topics else topics | (kept & {"revoke"})


def _one_or_joined(mentions: list[Mention], text: str) -> list[Mention]:
    return joined(mentions, text, 0) if mentions else []


def _heads(block: Block, text: str) -> bool:
    """True for a short line that only announces (🍊花钱吗), though the page does not mark it as a heading."""
    if block.kind != "paragraph" or len(text) > 14 or text.endswith(("。", "！", "；", "，", "：")):
        return False
    return bool(topics_of(text) or type_mentions(text)) and (asks(text) or len(text) <= 8)


def _row_names(blocks: tuple[Block, ...], texts: list[str]) -> dict[int, str]:
    """For each cell's block number, the cells of its row that do nothing but name a type or platform."""
    names: dict[int, str] = {}
    row: list[int] = []
    for number, block in enumerate(blocks):
        if block.kind != "cell" or not block.row:
            row = []
        if block.kind == "cell":
            row.append(number)
            said = " ".join(texts[n] for n in row if _only_names(texts[n]))
            names |= dict.fromkeys(row, said)
    return names


def _only_names(text: str) -> bool:
    # A colour alone is a badge, not whose it is.
    named = [m for m in type_mentions(text) if m.colour is None] + platform_mentions(text)
    return sum(m.end - m.start for m in named) * 2 >= len(text)


def _cell(block: Block, row_names: str, under: Context, colours: Mapping[str, tuple[str, ...]]) -> Context:
    caption, column, row = (fold(part)[0] for part in (block.caption, block.column, block.row))
    types, platforms = under.types, under.platforms
    # The row says most often whose it is; a column names the type where the rows are attributes. A colour
    # (蓝V) is a mark first, and only says whose where nothing else does.
    for part in (caption, column, row_names, row):
        named = type_mentions(part, colours)
        plain = [m for m in named if m.colour is None]
        types = ids(plain or (named if types == under.types else ())) or types
        platforms = ids(platform_mentions(part)) or platforms
    if types == under.types:
        types = ids(weak_type_mentions(column))[:1] or ids(weak_type_mentions(row))[:1] or types
    topics = topics_of(column) or topics_of(row) or topics_of(caption) or under.topics
    head = column if topics_of(column) else row
    return Context(
        topics, types, platforms, head, under.foreign and not family("认证题").search(caption + row)
    )
