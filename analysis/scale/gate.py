"""The cheap pass: whether a page speaks of certification at all, told from its source as it stands.

Most pages of a crawl do not, and none of their claims could be of use. So the words are looked for before the
page is parsed: between the characters of a word may stand markup, pinyin or invisible characters, each
character may be Traditional, and letters full-width. A test holds that no page with a claim is dropped. Where
a user added types, which may be called by any words, these are looked for in pages without any of the others.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from analysis.clean import fold
from analysis.vocabulary import Vocabulary, load, shipped

# Each word as its characters, each with its forms; what a type of certification can be named by.
_WORDS = (
    *(("认認", "证證証"), ("实實", "名"), ("企", "业業", "号號"), ("专專", "业業", "号號")),
    *(("机機", "构構", "号號"), ("政", "务務", "号號"), ("媒", "体體", "号號"), ("企", "业業", "身", "份")),
)
_COLOURS = "加蓝藍黄黃橙金红紅白"
_BETWEEN = r"[^\u4e00-\u9fff]{0,80}"
_TAG = re.compile(r"<[^<>]*>")
_ESCAPED = re.compile(r"&#x?[0-9a-fA-F]{2,6};")


def _any_word() -> re.Pattern[str]:
    """One pattern of them all; every branch begins with a plain character, which the engine can look for."""
    branches = []
    for first, *rest in _WORDS:
        following = _BETWEEN + _BETWEEN.join(f"[{forms}]" for forms in rest)
        branches += [character + following for character in first]
    branches += [rf"{colour}色?\W{{0,3}}[vVｖＶ]" for colour in _COLOURS]
    branches += [rf"{letter}\W{{0,3}}[标標]" for letter in "vVｖＶ"]
    return re.compile("|".join(branches))


_CERTIFICATION = _any_word()


def speaks_of_certification(source: str) -> bool:
    """True where a page's source, HTML or text, holds a word for certification in any spelling."""
    if "认证" in source:
        return True
    plain = html.unescape(source) if _ESCAPED.search(source) else source
    own = _own_types(load())
    return bool(_CERTIFICATION.search(plain) or (own and own.search(fold(_TAG.sub("", plain))[0])))


@lru_cache(maxsize=2)
def _own_types(vocabulary: Vocabulary) -> re.Pattern[str] | None:
    """The types that a user added, which may be called by any words; None where there are none."""
    named = (vocabulary.type_words, vocabulary.weak_type_words)
    added = [words[id_] for words in named for id_ in words if id_ not in shipped().type_words]
    return re.compile("|".join(f"(?:{words})" for words in added)) if added else None
