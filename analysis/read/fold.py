"""Folding: one form for every way to write the same, with the way back to the place it came from."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_GONE = "\x00"
_CJK = "㐀-䶿一-鿿豈-﫿〇"
_HAN = re.compile(f"[{_CJK}]")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
# Toneless syllables count as pinyin only where Mandarin has them without a tone: (app) is a word.
_NEUTRAL = "de|le|me|men|zi|ne|ma|ba|li|ge|di|tou|zhe"
_PINYIN = rf"(?:[a-z]{{0,4}}[{_TONED}][a-z{_TONED}]{{0,4}}|{_NEUTRAL})"
_WIDE = "，。：；？！（）、“”《》【】…"
_WIDE_CHAR = re.compile(f"[{_CJK}{_WIDE}]")
_TIGHT = _WIDE + ",;:?!()"
# A single space, by far the most frequent, changes beside a mark only.
_BLANKS = rf"(?<=[ \t])(?:[ \t]+|(?<=\t)|(?<=[{_TIGHT}] )|(?=[{_TIGHT}]))"
# It begins with one set of characters, as the engine passes over all others fast where a pattern does.
_SPECIAL = re.compile(
    r"[ \t,;:?!.()\"（—]"
    rf"(?:(?<=[{_CJK}][(（]){_PINYIN}[)）]|{_BLANKS}|(?<=[,;:?!.()\"])|(?<=\d—)(?=\d))"
)
_FULL = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。", "(": "（", ")": "）"}


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Make a text uniform for matching: the folded text, and for each of its characters the offset in `text`.

    One more offset stands for the end (`len(text)`); offsets rise strictly. Line breaks are kept.
    """
    kept = _one_by_one(text)
    if _GONE in kept:
        offsets: list[int] | range = [at for at, char in enumerate(kept) if char != _GONE]
        kept = kept.replace(_GONE, "")
    else:
        offsets = range(len(kept))
    parts: list[str] = []
    places: list[int] = []
    last, quotes = 0, _Quotes()
    for match in _SPECIAL.finditer(kept):
        start, end = match.span()
        char = _replacement(match, quotes)
        if char == match[0]:
            continue
        parts.append(kept[last:start])
        places.extend(offsets[last:start])
        if char:
            parts.append(char)
            places.append(offsets[start])
        last = end
    parts.append(kept[last:])
    places.extend(offsets[last:])
    places.append(len(text))
    return "".join(parts), tuple(places)


def folded_text(text: str) -> str:
    """The text that `fold` gives, without the offsets, which takes two thirds of its time."""
    quotes = _Quotes()
    return _SPECIAL.sub(lambda match: _replacement(match, quotes), _one_by_one(text).replace(_GONE, ""))


def _one_by_one(text: str) -> str:
    """Each character by itself: few change, and to find them takes less time than to look up all."""
    return _changing().sub(lambda run: run[0].translate(_table()), text)


class _Quotes:
    """Straight quotes open and close by turns within a line."""

    def __init__(self) -> None:
        self.last, self.open = 0, False

    def turn(self, text: str, at: int) -> str:
        self.open = not self.open if text.find("\n", self.last, at) < 0 else True
        self.last = at
        return "“" if self.open else "”"


def _replacement(match: re.Match[str], quotes: _Quotes) -> str:
    text, found = match.string, match[0]
    start, end = match.span()
    before, after = text[start - 1 : start], text[end : end + 1]
    if found[0] in " \t":
        return _space(found, before, after)
    if found == '"':
        return quotes.turn(text, start)
    if found == "—":
        return "-"
    if found in "()":
        return _FULL[found]
    if len(found) > 1:
        return ""
    return _FULL[found] if _is_full(found, text, start, end) else found


def _space(found: str, before: str, after: str) -> str:
    if (before and before in _TIGHT) or (after and after in _TIGHT):
        return "" if before and after else " "
    if "\t" in found and " " not in found and _HAN.match(before) and _HAN.match(after):
        return ""
    return " " if "\t" not in found or " " in found else "\t"


def _is_full(mark: str, text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t")[-1:]
    after = text[end : end + 8].lstrip(" \t")[:1]
    wide_before, wide_after = bool(_WIDE_CHAR.match(before)), bool(_WIDE_CHAR.match(after))
    if mark == ".":
        return wide_before and not (after.isascii() and after.isalnum()) and after != "."
    if mark in "?!":
        return not (text[end : end + 1].isascii() and text[end : end + 1].isalnum()) or wide_before
    return wide_before or wide_after


@lru_cache(maxsize=1)
def _changing() -> re.Pattern[str]:
    """Runs of characters that the table changes."""
    # What lies beyond the first plane is looked for one by one: hence a range, though not all of it changes.
    codes = [code for code, char in _table().items() if code <= 0xFFFF and char != chr(code)]
    return re.compile(f"[{re.escape(''.join(map(chr, codes)))}\U0001d400-\U0001d7ff]+")


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Each character by itself: Traditional → Simplified (OpenCC t2s), styled letters → ASCII, lower case."""
    codes = [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)]
    chars = "\n".join(map(chr, codes))
    simple = OpenCC("t2s").convert(chars).split("\n")
    table = {
        code: char for code, char in zip(codes, simple, strict=True) if len(char) == 1 and char != chr(code)
    }
    for code in (
        *range(0xFF01, 0xFF5F),
        *range(0x1D400, 0x1D800),
        *range(0x24B6, 0x24EA),
        *range(0xFF61, 0xFF65),
    ):
        single = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(single) == 1 and chr(code) not in _WIDE and (single.isascii() or code >= 0xFF61):
            table[code] = single
    table |= {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    # 帐 is the older spelling of 账 and common on these pages; quotes and dashes come in many forms.
    table |= {ord(char): "账" for char in "帐帳"}
    table |= dict.fromkeys(map(ord, "「『〝"), "“") | dict.fromkeys(map(ord, "」』〞"), "”")
    table |= dict.fromkeys(map(ord, "‐‑‒–−"), "-") | dict.fromkeys(map(ord, "〜～"), "~")
    table |= dict.fromkeys(
        (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x0B, 0x0C, 0x85), " "
    )
    table |= dict.fromkeys((0x0D, 0x2028, 0x2029), " ")
    controls = (*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0))
    marks = (0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F))
    invisible = (*controls, *marks, *range(0x2060, 0x2070), *range(0xFE00, 0xFE10))
    return table | dict.fromkeys(invisible, _GONE)
