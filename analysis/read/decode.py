"""Bytes → text: byte order marks, declared charsets, and a guess that knows which characters Chinese uses."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache

from analysis.errors import ReadError

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG image",
    b"GIF8": "GIF image",
    b"\xff\xd8\xff": "JPEG image",
    b"RIFF": "RIFF media",
    b"PK\x03\x04": "ZIP archive or Office file",
    b"\x1f\x8b": "gzip archive",
    b"Rar!": "RAR archive",
    b"7z\xbc\xaf": "7z archive",
    b"\xd0\xcf\x11\xe0": "old Office file",
    b"\x7fELF": "program",
    b"BM\x00": "bitmap",
}
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^<>]{0,400}?(?:charset|encoding)\s{0,3}=\s{0,3}[\"']?\s{0,3}([\w.:-]{2,30})", re.I
)
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
# GB18030 contains GB2312 and GBK, and pages that declare these use more of it; so with Big5-HKSCS and Big5.
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
}
_GUESSES = ("utf-8", "gb18030", "big5hkscs")
_SAMPLE = 20_000
_GOOD, _BEARABLE, _UNLIKELY = 0.85, 0.5, 0.3


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Decode a page: its text (no byte order mark, no lone surrogates) and the name of its encoding.

    A mark at the start decides; then whatever makes the text most like Chinese, the declared charset first.
    Raises ReadError for binary files and where no encoding makes sense.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return tidy(data[len(mark) :].decode(name, "replace")), name
    _refuse_magic(data)
    if b"\x00" in data:
        wide = _decode_utf16(data)
        if wide:
            return wide
        share = data.count(b"\x00") / len(data)
        if share > 0.01:
            raise ReadError(
                f"a binary file ({share:.0%} of its bytes are NUL); save the page as HTML or text"
            )
    return _decode_bytes(data, declared)


def _refuse_magic(data: bytes) -> None:
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise ReadError(f"not a text page but a {kind}; save the page as HTML or text")


def _decode_utf16(data: bytes) -> tuple[str, str] | None:
    even = data[: len(data) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = even.decode(name, "replace")
        sample = text[:_SAMPLE]
        plain = sum(char in "\t\r\n" or " " <= char < "\x7f" or char in _common() for char in sample)
        if sample and plain / len(sample) > _GOOD:
            return tidy(text), name
    return None


def _decode_bytes(data: bytes, declared: str | None) -> tuple[str, str]:
    wanted = _declared(data, declared)
    if data.isascii():
        plain = (data.decode("ascii"), "utf-8")
        escapes = [name for name in wanted if name in ("hz", "utf-7")] + ["hz"] * (
            b"~{" in data and b"~}" in data
        )
        found = [attempt for attempt in (_attempt(data, name) for name in escapes) if _is_chinese(attempt)]
        return _named(found[0]) if found else plain
    try:
        clean = tidy(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    else:
        # Flawless UTF-8 is no accident, unless it makes no Chinese and the declared charset does.
        legacy = [name for name in wanted if name != "utf-8"]
        attempts = [_attempt(data, name) for name in legacy] if legacy and _score(clean) < _UNLIKELY else []
        better = [attempt for attempt in attempts if attempt[0] >= _GOOD]
        return _named(better[0]) if better else (clean, "utf-8")
    ranked = []
    for name in dict.fromkeys([*wanted, *_GUESSES]):
        ranked.append(_attempt(data, name))
        if ranked[-1][0] >= _GOOD and name != "utf-8":
            break
    best = max(ranked, key=lambda attempt: attempt[0])
    return _named(best) if best[0] >= _BEARABLE else _decode_western(data)


def _attempt(data: bytes, name: str) -> tuple[float, str, str]:
    text = data.decode(name, "replace")
    return _score(text), text, name


def _is_chinese(attempt: tuple[float, str, str]) -> bool:
    return attempt[0] >= _GOOD and not attempt[1].isascii()


def _named(attempt: tuple[float, str, str]) -> tuple[str, str]:
    return tidy(attempt[1]), _NAMES.get(attempt[2], attempt[2])


_NAMES = {"big5hkscs": "big5"}


def _decode_western(data: bytes) -> tuple[str, str]:
    share = sum(byte > 0x7F for byte in data[:_SAMPLE]) / max(1, min(len(data), _SAMPLE))
    if share > 0.15:
        tried = "UTF-8, GB18030, Big5, UTF-16"
        raise ReadError(f"in no known encoding (tried {tried} and the declared one); save the page as UTF-8")
    return tidy(data.decode("cp1252", "replace")), "cp1252"


def _declared(data: bytes, declared: str | None) -> list[str]:
    found = [match.decode("ascii") for match in _DECLARED.findall(data[:2_000_000])[:3]]
    names = []
    for name in [*([declared] if declared else []), *found]:
        name = name.strip().lower()
        name = _ALIASES.get(name, name)
        try:
            info = codecs.lookup(name)
            # Codecs such as rot13 or hex are no charsets: they refuse to decode bytes to text.
            b"a".decode(info.name)
        except (LookupError, ValueError, AssertionError):
            continue
        if not info.name.startswith(("utf-16", "utf-32", "idna", "punycode")):
            names.append(_ALIASES.get(info.name, info.name))
    return names


def _score(text: str) -> float:
    """How much of the text's non-ASCII part is everyday Chinese, 0 to 1; pure ASCII counts as 1."""
    sample = ""
    for run in _NON_ASCII.finditer(text):
        sample += run.group()
        if len(sample) > _SAMPLE:
            break
    if not sample:
        return 1.0
    common = _common()
    return sum(count for char, count in Counter(sample).items() if char in common) / len(sample)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """The everyday characters of GB 2312 and Big5 (level 1 of each) and the punctuation beside them."""
    rows = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    chars = {row.decode("gb2312", "ignore") for row in rows}
    lows = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    chars |= {bytes((high, low)).decode("big5", "ignore") for high in range(0xA4, 0xC7) for low in lows}
    chars |= {chr(code) for code in (*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F), *range(0x2460, 0x2474))}
    chars |= set("—–…“”‘’·•■▍►☆★●○◆→←\xa0©®™×￥¥²℃āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü\ufe0f\u20e3\u200b\ufeff")
    return frozenset(chars - {""})


def tidy(text: str) -> str:
    """A text that can be parsed and written: without lone surrogates, NULs and a byte order mark."""
    return parsable(text.removeprefix("\ufeff"))


def parsable(text: str) -> str:
    """A text with U+FFFD in place of lone surrogates and NULs, which can be neither parsed nor written."""
    try:
        # The fastest way to learn that there is no surrogate.
        text.encode()
    except UnicodeEncodeError:
        # UTF-7 lets them through; damaged files hold NULs.
        text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return text.replace("\x00", "\ufffd")
