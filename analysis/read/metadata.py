"""Title, address and date of publication, where a page tells them."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from analysis.model import PageFormat
from analysis.read.cues import cues
from analysis.read.dates import DATE, first_date, stamp_date
from analysis.read.markup import Line, collapse, parse_html, read_lines
from analysis.read.textlines import text_lines

_DATED = (
    "article:published_time og:published_time og:release_date bytedance:published_time weibo:article:create_at"
    " apub:time pubdate publishdate publish_date publish-date datepublished dc.date dcterms.date date"
).split()
_DATA_DATE = re.compile(r'"(?:datePublished|pubDate|uploadDate)"\s{0,5}:\s{0,5}"([^"]{8,40})"')
_SAVED_FROM = re.compile(r"<!--\s{0,5}saved from url=\(\d{1,5}\)(https?://[^\s<>]{1,2000})")
_QUOTED_ADDRESS = re.compile(
    r"(?:本文|原文|文章|本页|转载自|轉載自|来源|來源|原帖|转载请注明|轉載請註明)[^\n：:]{0,12}[：:]\s{0,3}(https?://[\w./?=&%#~:+@!$,;-]{4,500})"
)
_SEPARATOR = re.compile(
    r"\s*[_|｜–—]+\s*|\s+[-·»]\s+|(?<=[^\x00-\x7f])\s*-\s*(?=[^\x00-\x7f])|-(?=[^-]{2,10}$)"
)
_SITE_LENGTH = 12
_BEFORE, _AFTER, _TOP = 6, 8, 20


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page tells about itself; None where it tells nothing."""

    title: str | None = None
    address: str | None = None
    published: str | None = None


def find_metadata(source: str, kind: PageFormat) -> Metadata:
    """Title (without the site's name), http address and ISO date of a decoded page."""
    if kind != "html":
        lines = text_lines(source, kind == "markdown")
        title = text_title(lines)
        return Metadata(title, _quoted_address(source), _visible_date(lines, title))
    tree = parse_html(source)
    lines = read_lines(tree)
    title = html_title(tree, lines)
    published = _stated_date(tree, source) or _visible_date(lines, title)
    return Metadata(title, _linked_address(tree, source), published)


def html_title(tree: LexborHTMLParser, lines: Sequence[Line]) -> str | None:
    """The headline: the line of the page that `<title>` starts with or that is its `<h1>`; else `<title>` itself."""
    raw = _head_title(tree) or _meta(tree, "og:title") or ""
    heads = [line.text for line in lines if line.tag == "h1" and len(line.text) > 3]
    squeezed = _squeeze(raw)
    starts = [line.text for line in lines if len(line.text) > 4 and squeezed.startswith(_squeeze(line.text))]
    long = [text for text in starts if 2 * len(_squeeze(text)) >= len(_squeeze(without_site(raw)))]
    named = [text for text in heads if _squeeze(text) in squeezed or _overlap(text, raw) > 0.5]
    if long:
        return max(long, key=len)
    if named:
        return named[0]
    if len(heads) == 1 and len(heads[0]) > 7:
        return heads[0]
    return without_site(raw) or (heads[0] if heads else None)


def text_title(lines: Sequence[Line]) -> str | None:
    """The headline of a text: its first line that is neither chrome nor too short to be one."""
    known = cues()
    top = [line for line in lines[:_TOP] if not line.place and not known.is_chrome(line.text, True)]
    fitting = [
        line.text
        for line in top
        if line.tag != "li" and 6 <= len(line.text) <= 80 and not known.is_lead(line.text)
    ]
    marked = [line.text for line in top if line.tag == "h1"]
    return (marked or fitting or [line.text for line in top] or [None])[0]


def without_site(title: str) -> str:
    """A `<title>` without the names of site and section that follow a separator at its end."""
    while True:
        cuts = [cut for cut in _SEPARATOR.finditer(title) if cut.start() >= 6]
        if not cuts or len(title) - cuts[-1].end() > _SITE_LENGTH:
            return title
        title = title[: cuts[-1].start()]


def _head_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    text = node.text() if node is not None else ""
    # A page glued together from two holds a second head inside its title.
    text = re.split(r"<title[^<>]{0,100}>", text, flags=re.I)[-1]
    return collapse(re.sub(r"<[^<>]{0,300}>", " ", text))


def _stated_date(tree: LexborHTMLParser, source: str) -> str | None:
    values = [_meta(tree, name) for name in _DATED]
    values += [html.unescape(value) for value in _DATA_DATE.findall(source[:2_000_000])]
    for node in tree.css("time[datetime], [itemprop=datePublished]")[:3]:
        values.append(node.attributes.get("datetime") or node.attributes.get("content"))
    return next((found for value in values if value and (found := stamp_date(value))), None)


def _visible_date(lines: Sequence[Line], title: str | None) -> str | None:
    """A date beside the title, in a line that holds little else; a date in a sentence tells of something else."""
    at = next((index for index, line in enumerate(lines) if line.text == title), None)
    near = (
        lines[:_TOP]
        if at is None
        else [*lines[at + 1 : at + 1 + _AFTER], *lines[max(0, at - _BEFORE) : at][::-1]]
    )
    dated = [
        line.text for line in near if not line.place and cues().is_dated(DATE.sub("", line.text), line.text)
    ]
    dated.sort(key=lambda text: bool(re.search("更新|修改|编辑", text)))
    return next((found for text in dated if (found := first_date(text))), None)


def _linked_address(tree: LexborHTMLParser, source: str) -> str | None:
    link = tree.css_first("link[rel=canonical]")
    saved = _SAVED_FROM.search(source[:5000])
    stated = [
        link.attributes.get("href") if link is not None else None,
        _meta(tree, "og:url"),
        saved and saved[1],
    ]
    told = next(
        (value.strip() for value in stated if value and value.strip().startswith(("http://", "https://"))),
        None,
    )
    return told or _quoted_address(re.sub(r"<[^<>]{0,2000}>", "", source[:2_000_000]))


def _quoted_address(text: str) -> str | None:
    found = _QUOTED_ADDRESS.search(text)
    return found[1].rstrip(".,;!") if found else None


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    for node in tree.css("meta"):
        attributes = node.attributes
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if key and key.lower() == name:
            return collapse(attributes.get("content") or "") or None
    return None


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _overlap(text: str, other: str) -> float:
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0
