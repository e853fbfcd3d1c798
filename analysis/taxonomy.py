"""Which types of certification a page says exist: 抖音认证分为三种：企业认证、个人认证及实名认证."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.claims.context import asks, page_subject
from analysis.claims.subject import ids, platform_mentions, type_mentions, weak_type_mentions
from analysis.model import Document, Sentence
from analysis.segment import sentences

_NUMBER = r"(?P<told>[一两二三四五六七八九十]|1?\d)(?:大|个)?(?:种|类|款|类型|种类|种类型)"
# A page counts kinds (有三种, 这两类), or it divides (分为, 包括): then the names have to follow.
_COUNTS = re.compile(
    rf"(?:有|分|为|是|成|开放|提供|支持|设|设置|推出|共|就|这|以下|如下|[证号v”」]){_NUMBER}"
)
_DIVIDES = re.compile(r"分为|分成|划分为|划成|包括|包含|主要有|可分|有以下|有如下")
_SUBJECT = re.compile(r"认证|加v|[蓝黄橙金红白]v|专业号|标识|身份")
_BETWEEN = re.compile(
    r"[、，；]|以及|(?:再)?加上|还有|外加|(?<=[证号v])[和与及跟](?!其)|[和与及跟](?=[^、，；。]{1,9}(?:认证|号|加v))"
)
_AFTER_NAME = re.compile(
    r"[：:（(。！？=]|(?:这|共|等)?(?:[一两二三四五六七八九十]|\d)(?:大|个)?(?:种|类|款).*|等.*|就是.*|是.*"
)
_NUMBERING = re.compile(r"^[\s\d一二三四五六七八九十（）()、.．:：①-⑳*·•\-第种类其]+")
_DIGITS = "零一二三四五六七八九十"
_LONGEST_NAME = 14


@dataclass(frozen=True, slots=True, order=True)
class Kinds:
    """The types that a page says a platform has.

    `told` is the number that it tells (None where it tells none), `names` are the kinds as it names them
    (folded), `types` the certification types that these are, in the order of the page; `quote` is
    `document.text[start:end]`.
    """

    page: str
    platform: str
    told: int | None
    names: tuple[str, ...]
    types: tuple[str, ...]
    published: str | None
    quote: str
    start: int
    end: int


def find_kinds(document: Document) -> list[Kinds]:
    """What a document says which types exist, in the order of the page; the same said again counts once."""
    said = sentences(document)
    texts = [
        document.folded[bisect_left(document.offsets, b.start) : bisect_left(document.offsets, b.end)]
        for b in document.blocks
    ]
    subject = page_subject(document, texts, [sentence.text for sentence in said], {})
    found: dict[tuple[str, frozenset[str]], Kinds] = {}
    for place, sentence in enumerate(said):
        if subject is None or asks(sentence.text) or not _SUBJECT.search(sentence.text):
            continue
        told, names = _listed(sentence.text)
        if told and len(names) < 2:
            names = list(_following(document, said[place + 1 :], sentence.block, told))
        kinds = [(name, types) for name in names if (types := _types(name))]
        if len(kinds) < 2:
            continue
        here = ids(platform_mentions(sentence.text))
        platform = next((p for p in here if p in subject.platforms or p != "other"), subject.platforms[0])
        types = tuple(dict.fromkeys(type_ for _, types in kinds for type_ in types))
        found.setdefault(
            (platform, frozenset(types)),
            Kinds(
                *(document.page, platform, told, tuple(name for name, _ in kinds)),
                *(types, document.published, document.text[sentence.start : sentence.end]),
                *(sentence.start, sentence.end),
            ),
        )
    return list(found.values())


def _listed(text: str) -> tuple[int | None, list[str]]:
    """The number of kinds and the names that one sentence tells; no names where it lists none."""
    counted, divided = _COUNTS.search(text), _DIVIDES.search(text)
    lists = [text[cue.end() :] for cue in (divided, counted) if cue]
    lists = [after.partition("：")[2] or after for after in lists] + (
        [text[: counted.end()]] if counted else []
    )
    named = (_names(part) for part in lists)
    return _told(counted), next((names for names in named if sum(map(bool, map(_types, names))) > 1), [])


def _told(counted: re.Match[str] | None) -> int | None:
    if counted is None:
        return None
    told = counted["told"].replace("两", "二")
    return int(told) if told.isdigit() else _DIGITS.index(told)


def _names(text: str) -> list[str]:
    """The kinds that a list names; what is too long for a name ends the list."""
    names = []
    for piece in _BETWEEN.split(text.rstrip("。！；")):
        name = _name(piece)
        if len(name) > _LONGEST_NAME:
            break
        if name:
            names.append(name)
    return names


def _name(piece: str) -> str:
    bare = _NUMBERING.sub("", piece)
    end = _AFTER_NAME.search(bare)
    return (bare[: end.start()] if end else bare).strip(" “”「」")


def _following(document: Document, rest: Iterable[Sentence], block: int, told: int) -> Iterator[str]:
    """The names at the head of the blocks that follow a sentence that only counts (有以下三种：)."""
    count, seen = 0, block
    for sentence in rest:
        if sentence.block == seen:
            continue
        seen = sentence.block
        name = _name(re.split(r"[，。；]", sentence.text)[0])
        listed = document.blocks[seen].kind in ("heading", "item") or _NUMBERING.match(sentence.text)
        if listed and 0 < len(name) <= _LONGEST_NAME and _types(name):
            yield name
            count += 1
            if count == told:
                return


def _types(name: str) -> tuple[str, ...]:
    return ids(type_mentions(name)) or ids(weak_type_mentions(name))[:1]
