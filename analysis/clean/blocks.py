"""Lines → pieces: what each line is on its page (heading, paragraph, item, cell, question)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from analysis.clean.tables import cell_heads
from analysis.model import BlockKind
from analysis.read.cues import cues, plain
from analysis.read.markup import Line

_CHINESE = "一二三四五六七八九十"
_EMOJI = "★☆✦⭐❤\u2600-\u2775\u2794-\u27bf\U0001f300-\U0001f51e\U0001f520-\U0001faff"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
# How a line that opens a part of the text begins, and the level of the heading that it can be.
_STYLES = {
    "part": (
        rf"(?:第[{_CHINESE}\d]{{1,3}}(?:部分|[章节篇])|(?:[{_CHINESE}]{{1,3}}|[{_STEMS}])[、，.：\s])",
        2,
    ),
    "step": (rf"(?:步骤|方法|方式|第)[{_CHINESE}\d]{{1,3}}[步种个招条类点]?[、，.：\s]", 3),
    "bracketed": (rf"（[{_CHINESE}]{{1,3}}）", 3),
    "number": (r"\d{1,2}\s?[、.），](?!\d)|（\d{1,2}）", 4),
    "circled": (r"[①-⑳❶-❿➀-➓]", 4),
    "keycap": (r"(?:\d\u20e3|🔟)", 4),
    "letter": (r"[a-h][)）]|[(（][a-h][)）]", 4),
    "mark": (rf"[{_EMOJI}▍▌▎▋■□◆◇▶►#]", 3),
    "frame": (r"【[^】]{2,25}】$", 2),
}
_STYLE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _STYLES.items()))
# Signs that tick off one item each.
_TICKS = re.compile(r"^[✅✔☑✓√❌✖✗👉➡]")
_LETTER = re.compile(r"\w")
_WORDED = re.compile(r"[\w“《（【\[]")
_ASKED = re.compile(r"^(?:问|q)\d{0,2}[：.、]")
_ANSWER = re.compile(r"^(?:答|a\d{0,2})[：.、]")
_ASKS_OPEN = re.compile("怎么|怎样|如何|多少|多久|什么|哪")
_ASKS_BARE = re.compile(r"^[❓❔]|^[^，。！？；：]{2,20}[吗呢]$")
_BULLET = re.compile(r"^[-*•·●○▪➤]\s?(?=[^\s\W])")
_ASKING = re.compile(r"？[”’）】」』]{0,2}$")
_STATING = re.compile(r"[。！；](?!$)")
_ENDED = ("。", "；", "，", "！", ".", "…", "、", ";", ",")
_LISTED = frozenset(("number", "circled", "keycap", "step", "bracketed", "letter"))
_HEADING_LENGTH, _PLAIN_LENGTH, _LEAD_LENGTH, _QUESTION_LENGTH = 25, 20, 14, 40
_NUMBERS = {char: value for value, char in enumerate("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", 1)}
_RUNS = (
    (re.compile(r"(?:\d\ufe0f?\u20e3){1,2}|🔟"), 2),
    (re.compile(r"[①-⑳]"), 2),
    (re.compile(r"(?:^|(?<=[\s。；：，、;:,）)”]))\d{1,2}\s?[、.．](?![\d.])"), 3),
    (re.compile(r"[（(]\d{1,2}[）)]"), 3),
    (re.compile(rf"[（(][{_CHINESE}]{{1,3}}[）)]"), 3),
    (re.compile(rf"(?:^|(?<=[\s。；]))[{_CHINESE}]{{1,3}}、"), 3),
)
# A run counts up from one: without one of these a line holds none.
_COUNTED = re.compile(rf"[①\d{_CHINESE}](?:(?<=①)|\ufe0f?\u20e3|\s?[、.．]|[）)])")
_TURNS = re.compile(r"(?:^|(?<=[\s。？?！!；;]))(?:[问答]|[QqAa](?=\d|[：:]))\d{0,2}[：:]")
_TICK_RUN = re.compile(r"([✅✔☑❌🔸🔹🔺▪◾👉])\ufe0f?(?=[^✅✔☑❌🔸🔹🔺▪◾👉\ufe0f])")


class Piece(NamedTuple):
    """A block before it has its place in the document's text."""

    kind: BlockKind
    text: str
    level: int = 0
    row: str = ""
    column: str = ""
    caption: str = ""


def build_pieces(lines: Sequence[Line], title: str | None) -> list[Piece]:
    """Turn the lines of the main text into pieces; a title that no line shows comes first."""
    split = [part for line in lines for part in _split_line(line, title)]
    split = [line for line in split if _LETTER.search(line.text) or plain(line.text)]
    heads = cell_heads(split)
    wanted = _key(title or "")
    long_enough = (at for at, line in enumerate(split) if title and len(line.text) >= len(wanted))
    shown = next((at for at in long_enough if _key(split[at].text) == wanted), None)
    pieces = [Piece("title", title)] if title and plain(title) and shown is None else []
    for index, line in enumerate(split):
        if index == shown:
            pieces.append(Piece("title", line.text))
        elif line.place:
            head = heads[index]
            pieces.append(Piece("cell", line.text, 0, head.row, head.column, head.caption))
        else:
            piece = _classify(split, index)
            if _continues(pieces, piece):
                piece = piece._replace(kind="item")
            pieces.append(piece)
    return pieces


def _classify(lines: Sequence[Line], index: int) -> Piece:
    line = lines[index]
    text = plain(line.text)
    asks = is_question(line.text)
    level = _level(lines, index, asks)
    if asks:
        return Piece("question", line.text, level)
    if level:
        return Piece("heading", line.text, level)
    style = _style(text)
    listed = (
        line.tag == "li"
        or _BULLET.match(text)
        or _TICKS.match(text)
        or style in _LISTED
        or (style == "mark" and _in_list(lines, index, style))
    )
    return Piece("item" if listed else "paragraph", line.text)


def _continues(pieces: Sequence[Piece], piece: Piece) -> bool:
    """Whether a short line goes on with a list that has no marks: it follows a colon or such an item."""
    if piece.kind != "paragraph" or not pieces or len(piece.text) > _PLAIN_LENGTH:
        return False
    if _ASKS_OPEN.search(plain(piece.text)):
        return False
    before = plain(pieces[-1].text)
    listed = pieces[-1].kind == "item" and len(before) <= _PLAIN_LENGTH and not before.endswith(_ENDED)
    return not plain(piece.text).endswith((*_ENDED, "：")) and (before.endswith("：") or listed)


def is_question(text: str) -> bool:
    """Whether a line asks and states nothing besides."""
    folded = plain(text) if len(text) <= 400 else text
    if _ASKED.match(folded):
        return not _STATING.search(folded) or bool(_ASKING.search(folded))
    if len(folded) <= _QUESTION_LENGTH and _ASKS_BARE.search(folded) and not folded.endswith(_ENDED):
        return True
    return bool(_ASKING.search(folded)) and not _STATING.search(folded)


def _level(lines: Sequence[Line], index: int, asks: bool) -> int:
    """The depth of a heading, told by its element or else by how it looks; 0 for what is none."""
    line = lines[index]
    if line.level:
        return line.level
    text = plain(line.text)
    if cues().is_post_head(line.text):
        # What one says is not about what another did: every post begins anew.
        return 3
    if len(text) > (_QUESTION_LENGTH if asks else _HEADING_LENGTH) or text.endswith(_ENDED):
        return 0
    if _ANSWER.match(text) or (_TICKS.match(text) and not _opens(lines, index)):
        return 0
    style = _style(text)
    if style and line.tag != "li":
        return 0 if _in_list(lines, index, style) and line.bold < 0.9 else _STYLES[style][1]
    if line.bold > 0.9 or line.tag == "dt":
        return 4 if line.tag == "li" else 3
    if line.tag in ("li", "caption"):
        return 0
    return _plain_level(lines, index, text, asks)


def _plain_level(lines: Sequence[Line], index: int, text: str, asks: bool) -> int:
    """Short lines without a mark: headings where sentences follow, or where they lead in a list."""
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is None:
        return 0
    under = plain(following.text)
    if text.endswith(("：", "——")):
        short = len(under) <= _PLAIN_LENGTH and not under.endswith(_ENDED)
        leads = short or following.tag == "li" or _style(under) is not None
        return 5 if leads and len(text) <= _LEAD_LENGTH and "，" not in text else 0
    opens = _opens(lines, index)
    if asks:
        return 3 if opens else 0
    before = lines[index - 1] if index else None
    if not _WORDED.match(text):
        return 0
    alone = (
        before is None
        or plain(before.text).endswith((*_ENDED, "？", "：", "”", "）"))
        or before.place is not None
    )
    return 3 if opens and len(text) <= _PLAIN_LENGTH and alone and not following.place else 0


def _opens(lines: Sequence[Line], index: int) -> bool:
    """Whether a sentence or a list follows a line."""
    under = plain(lines[index + 1].text) if index + 1 < len(lines) else ""
    return len(under) > _HEADING_LENGTH or under.endswith(("。", "：")) or _style(under) is not None


def _key(text: str) -> str:
    return "".join(plain(text).split())


def _in_list(lines: Sequence[Line], index: int, style: str) -> bool:
    near = [lines[at] for at in (index - 1, index + 1) if 0 <= at < len(lines)]
    texts = [plain(line.text) for line in near]
    # A sign is repeated for every item; another one makes another list.
    mark = plain(lines[index].text)[0] if style == "mark" else ""
    return any(_style(text) == style and text.startswith(mark) for text in texts)


def _style(text: str) -> str | None:
    found = _STYLE.match(text)
    return found.lastgroup if found else None


def _split_line(line: Line, title: str | None) -> list[Line]:
    """Cut a repeated title off the start of a line, and items that run on in one line apart."""
    if line.place or line.level:
        return [line]
    parts: list[Line] = []
    rest = line.text
    if title and rest.startswith(f"【{title}】") and len(rest) > len(title) + 2:
        parts.append(replace(line, text=rest[: len(title) + 2], tag="h2"))
        rest = rest[len(title) + 2 :].strip()
    colons = rest.count("：") + rest.count(":")
    turns = [match.start() for match in _TURNS.finditer(rest)] if colons > 1 else []
    if len(turns) > 1:
        spoken = [rest[start:end].strip() for start, end in pairwise([0, *turns, len(rest)])]
        return parts + [replace(line, text=text) for text in spoken if text]
    cuts = _cuts(rest)
    if not cuts:
        return [*parts, replace(line, text=rest)] if parts else [line]
    texts = [rest[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(rest)], strict=True)]
    lead, items = texts[0], texts[1:]
    parts += [replace(line, text=lead)] if lead else []
    return parts + [replace(line, text=text, tag="li") for text in items]


def _cuts(text: str) -> list[int]:
    """Where the items of a run-on list begin: marks that count up from one."""
    if not _COUNTED.search(text):
        return _tick_cuts(text)
    best: list[int] = []
    for pattern, least in _RUNS:
        starts: list[int] = []
        for match in pattern.finditer(text):
            if _number(match[0]) == len(starts) + 1:
                starts.append(match.start())
        if len(starts) >= least and len(starts) > len(best):
            best = starts
    return best or _tick_cuts(text)


def _tick_cuts(text: str) -> list[int]:
    """Where the items of a run-on list begin that one sign ticks off, three times or more."""
    starts: dict[str, list[int]] = {}
    for match in _TICK_RUN.finditer(text):
        starts.setdefault(match[1], []).append(match.start())
    best = max(starts.values(), key=len, default=[])
    return best if len(best) >= 3 else []


def _number(mark: str) -> int:
    if mark == "🔟":
        return 10
    if mark in _NUMBERS:
        return _NUMBERS[mark]
    digits = "".join(char for char in mark if char.isdecimal())
    if digits:
        return int(digits)
    chinese = "".join(char for char in mark if char in _CHINESE)
    tens, _, ones = chinese.rpartition("十")
    if "十" not in chinese:
        return _CHINESE.find(chinese) + 1
    return (_CHINESE.find(tens) + 1 if tens else 1) * 10 + (_CHINESE.find(ones) + 1 if ones else 0)
