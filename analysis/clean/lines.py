"""What a single line of a page looks like, and which lines an element holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.read.cues import cues, plain
from analysis.read.markup import Box, Line

ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、，.步]|（[一二三四五六七八九十]{1,2}）|\d{1,2}[、.](?!\d))"
)
PROSE_END = re.compile(r"[。！？；](?:[”’）】」』]{0,2})$")
SHORT = 20
_PROSE_LENGTH, _CARD_LENGTH = 25, 80
_STATEMENT = re.compile(r"[。！；，]")
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.?|。。|[［\[【（(]?(?:详细|更多|全文|阅读全文|查看详情)[］\]】）)]?)\s*[>»]*$"
)
_TEASER = (6, 45)
_NO_HEADLINE = ("。", "；", "，", "！", "：", "、", "）", "”", ";", ",", ".")
_LABELLED = re.compile(r"^[^\s：]{1,8}：|^(?:问|答|q\d{0,2}|a\d{0,2})[：.、]|^[^\w\s《“【（]")


def on_card(text: str) -> bool:
    """Whether a line could be one of a business card: short without a statement, or labelled as a contact."""
    short = len(text) <= SHORT and not _STATEMENT.search(plain(text))
    return short or (len(text) <= _CARD_LENGTH and cues().has_contact_label(text))


def is_teaser(line: Line) -> bool:
    """Whether a line could be the headline of another page: short, not ended, no mark or label."""
    if line.place or line.level or not _TEASER[0] <= len(line.text) <= _TEASER[1]:
        return False
    text = plain(line.text)
    return not (text.endswith(_NO_HEADLINE) or ORDINAL.search(text) or _LABELLED.search(text))


def is_prose(line: Line) -> bool:
    """Whether a line is a sentence of an article: long enough, properly ended, not cut off, not a link."""
    if len(line.text) < _PROSE_LENGTH or line.linked > 0.5 or line.place or line.level:
        return False
    text = plain(line.text) if len(line.text) <= 400 else line.text.strip()
    if len(text) < _PROSE_LENGTH:
        return False
    if not PROSE_END.search(text) or (text.endswith("？") and "。" not in text):
        return False
    return not _CUT_OFF.search(text) and not cues().is_chrome(line.text)


def find_title(lines: Sequence[Line], title: str | None) -> int | None:
    """The line that shows the title, a first-level heading before others; None where no line does."""
    if not title:
        return None
    wanted = squeeze(title)
    # Folding makes no text longer: what is shorter need not be folded.
    same = [
        at for at, line in enumerate(lines) if len(line.text) >= len(wanted) and squeeze(line.text) == wanted
    ]
    heads = [index for index in same if lines[index].tag == "h1"]
    return next(iter(heads or same), None)


def container(lines: Sequence[Line], index: int) -> tuple[int, int]:
    """The lines `first` to `last - 1` that a marker speaks for: those of the element around its own bar."""
    box = lines[index].box
    if box is None:
        return 0, len(lines)
    while box.parent and box.first == index and box.last - index <= 3:
        if not all(cues().is_chrome(line.text) for line in lines[index + 1 : box.last]):
            break
        box = box.parent
    return box.first, box.last


def boxes(lines: Sequence[Line]) -> list[Box]:
    """Every element that holds a line, outer ones first."""
    found: dict[int, Box] = {}
    for line in lines:
        box = line.box
        while box is not None and id(box) not in found:
            found[id(box)] = box
            box = box.parent
    return sorted(found.values(), key=lambda box: (box.first, -box.last))


def squeeze(text: str) -> str:
    """A line folded, without white space."""
    return "".join(plain(text).split())
