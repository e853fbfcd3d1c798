"""HTML → Lines: what stands on a page, block by block, without a judgement on what of it matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from analysis.read.decode import parsable


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SKIPPED = _names(
    "script style noscript template iframe frame object embed applet svg math canvas audio video map"
    " select option textarea button input datalist dialog head title rt rp"
)
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q ruby rb s"
    " samp small span strike strong sub sup time tt u var wbr"
)
_BOLD = _names("b strong h1 h2 h3 h4 h5 h6")
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|font-size\s{0,3}:\s{0,3}0(?:px|pt|em)?\s{0,3}(?:;|$)"
    r"|(?:left|top|right|text-indent|margin-left)\s{0,3}:\s{0,3}-\d{3,}|opacity\s{0,3}:\s{0,3}0\s{0,3}(?:;|$)",
    re.I,
)
_BREAKS = re.compile(r"white-space\s{0,3}:\s{0,3}(?:pre|break-spaces)", re.I)
_BLOCK = re.compile(r"display\s{0,3}:\s{0,3}(?:block|flex|grid|list-item|table)", re.I)
# Elements that nest as deep as they are written; p, li, tr and td close each other.
_NESTING = re.compile(
    r"<(/?)(div|section|article|ul|ol|dl|blockquote|center|table|span|font|b|i|em|strong|u)\b[^<>]*>", re.I
)
_DEEPEST = 400
# A tag as browsers read it: its name, then attributes, in quotes or not, up to a > that no quotes hold.
_ATTRIBUTE = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>"'][^\s>]*+)?+)?+""")
_TAG = re.compile(rf"<([a-z][^\s/>]*+)(?:[\s/=]++|{_ATTRIBUTE.pattern})*+", re.I)
# Each attribute is compared with those before it. Pages shorter than that have no time to lose by it.
_MOST_ATTRIBUTES, _LARGE = 1_000, 20_000
_UNNAMED: frozenset[str] = frozenset()
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(eq=False, slots=True)
class Box:
    """A block-level element: tag, words of class and id, and the lines `first` to `last - 1` inside it."""

    tag: str
    names: frozenset[str]
    parent: Box | None
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table cell stands; `spans` are its rows and columns."""

    table: int
    row: int
    column: int
    head: bool
    spans: tuple[int, int]


@dataclass(eq=False, slots=True)
class Line:
    """A stretch of text without a break in it, as it stands on the page.

    `tag` is the element that makes it (h1…h6, p, li, td, caption …); `bold` and `linked` are shares of its
    characters from 0 to 1; `gap` tells that the page sets it apart from the line before.
    """

    text: str
    tag: str = "p"
    bold: float = 0.0
    linked: float = 0.0
    gap: bool = False
    box: Box | None = None
    place: Place | None = None

    @property
    def level(self) -> int:
        """1 to 6 for a heading, 0 for any other line."""
        return _LEVELS.get(self.tag, 0)


@dataclass(slots=True)
class _Frame:
    node: LexborNode
    box: Box
    tag: str
    bold: bool
    linked: bool
    place: Place | None
    breaks: bool = False


@dataclass(slots=True)
class _Walk:
    lines: list[Line] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    bold: int = 0
    linked: int = 0
    size: int = 0
    box: Box | None = None
    tables: int = 0
    # For each open table: its number, the row and the column that come next.
    cursor: list[list[int]] = field(default_factory=list)

    def flush(self, frame: _Frame) -> None:
        if not self.parts:
            return
        text = collapse("".join(self.parts))
        if text and not text.isspace():
            size = max(1, self.size)
            gap = self.box is not frame.box
            self.box = frame.box
            line = Line(text, frame.tag, self.bold / size, self.linked / size, gap, frame.box, frame.place)
            self.lines.append(line)
        self.parts.clear()
        self.bold = self.linked = self.size = 0

    def take(self, text: str, frame: _Frame) -> None:
        """Text of an element; where line breaks show on the page they end lines."""
        if not frame.breaks or "\n" not in text:
            self.add(text, frame)
            return
        first, *rest = text.splitlines()
        self.add(first, frame)
        for part in rest:
            self.flush(frame)
            self.add(part, frame)
        if text.endswith(("\n", "\r")):
            self.flush(frame)

    def add(self, text: str, frame: _Frame) -> None:
        self.parts.append(text)
        size = len(text) - text.count(" ") - text.count("\n")
        self.size += size
        self.bold += size * frame.bold
        self.linked += size * frame.linked


def parse_html(source: str) -> LexborHTMLParser:
    """Parse HTML; a few hundred levels and a thousand attributes of a tag are kept: more take n² steps."""
    source = parsable(source)
    return LexborHTMLParser(_flatten(source if len(source) < _LARGE else _thinned(source)))


def read_lines(tree: LexborHTMLParser, hidden: bool = False) -> list[Line]:
    """The lines of a page in reading order; `hidden` takes in what the page does not show."""
    root = tree.body or tree.root
    walk = _Walk()
    if root is None:
        return []
    frames = [_Frame(root, Box("body", frozenset(), None), "p", False, False, None)]
    node = root.first_child
    while True:
        if node is None:
            frame = frames[-1]
            _leave(walk, frame, frames[-2] if len(frames) > 1 else frame)
            frames.pop()
            if not frames:
                return walk.lines
            node = frame.node.next
            continue
        tag = node.tag or ""
        if node.is_text_node:
            walk.take(node.text_content or "", frames[-1])
        elif tag == "br":
            walk.flush(frames[-1])
        elif tag not in _SKIPPED and node.is_element_node:
            attributes = node.attributes
            if hidden or not _is_hidden(attributes):
                frames.append(_enter(walk, node, tag, attributes, frames[-1]))
                node = node.first_child
                continue
        node = node.next


def _enter(
    walk: _Walk, node: LexborNode, tag: str, attributes: Mapping[str, str | None], outer: _Frame
) -> _Frame:
    bold = outer.bold or tag in _BOLD
    linked = outer.linked or (tag == "a" and "href" in attributes)
    style = (attributes.get("style") or "")[:2000]
    breaks = outer.breaks or tag == "pre" or bool(style and _BREAKS.search(style))
    if tag in _INLINE and not (style and _BLOCK.search(style)):
        return _Frame(node, outer.box, outer.tag, bold, linked, outer.place, breaks)
    walk.flush(outer)
    names = _named(attributes) if attributes else _UNNAMED
    box = Box(tag, names, outer.box, len(walk.lines))
    place = outer.place
    if tag == "table":
        walk.tables += 1
        walk.cursor.append([walk.tables, -1, 0])
    elif tag == "tr" and walk.cursor:
        walk.cursor[-1][1:] = [walk.cursor[-1][1] + 1, 0]
    elif tag in ("td", "th") and walk.cursor:
        table, row, column = walk.cursor[-1]
        spans = (_span(attributes.get("rowspan"), 100), _span(attributes.get("colspan"), 20))
        place = Place(table, max(row, 0), column, tag == "th" or _within(outer.box, "thead"), spans)
        walk.cursor[-1][2] += 1
    inherits = outer.tag in ("li", "dt", "dd", "td", "th", "blockquote") or outer.tag in _LEVELS
    keeps = tag in ("div", "p", "section", "center") and inherits
    kind = outer.tag if keeps else "p" if tag in _INLINE else tag
    return _Frame(node, box, kind, bold, linked, place, breaks)


def _named(attributes: Mapping[str, str | None]) -> frozenset[str]:
    """The words of class and id."""
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:300]
    return frozenset([word.lower() for word in _WORD.findall(names)])


def _within(box: Box, tag: str) -> bool:
    return box.tag == tag or bool(box.parent and box.parent.tag == tag)


def _leave(walk: _Walk, frame: _Frame, outer: _Frame) -> None:
    if frame.box is outer.box and frame is not outer:
        return
    walk.flush(frame)
    frame.box.last = len(walk.lines)
    if frame.box.tag == "table" and walk.cursor:
        walk.cursor.pop()


def _span(value: str | None, most: int) -> int:
    return min(int(value), most) if value and value.isascii() and value.isdigit() and value.strip("0") else 1


def _is_hidden(attributes: Mapping[str, str | None]) -> bool:
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style[:2000]))


def _thinned(source: str) -> str:
    """Without the attributes of a tag beyond a thousand; all `<html>` and `<body>` are one element."""
    of_page = 0

    def thin(match: re.Match[str]) -> str:
        nonlocal of_page
        tag, whole_page = match[0], match[1].lower() in ("html", "body")
        if not whole_page and len(tag) < 2 * _MOST_ATTRIBUTES:
            return tag
        seen = of_page if whole_page else 0
        for attribute in _ATTRIBUTE.finditer(tag, len(match[1]) + 1):
            if seen == _MOST_ATTRIBUTES:
                return tag[: attribute.start()]
            seen += 1
            of_page = seen if whole_page else of_page
        return tag

    return _TAG.sub(thin, source)


def _flatten(source: str) -> str:
    if source.count("<") <= _DEEPEST:
        return source
    depth = deepest = 0
    for match in _NESTING.finditer(source):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    if deepest <= _DEEPEST:
        return source
    depth = 0

    def shallow(match: re.Match[str]) -> str:
        nonlocal depth
        closes = bool(match[1])
        here = depth if closes else depth + 1
        depth = max(0, depth - 1) if closes else depth + 1
        return match[0] if here <= _DEEPEST else "" if match[2].lower() in _INLINE else "<br>"

    return _NESTING.sub(shallow, source)


def collapse(text: str) -> str:
    """Runs of white space become one space, or one tab where they hold tabs only; the ends are bare."""
    if "\t" not in text:
        return " ".join(text.split())
    return _RUNS.sub(lambda run: "\t" if run[0].strip("\t") == "" else " ", text).strip()


_RUNS = re.compile(r"\s+")
