"""Title, address and date of publication, where a page tells them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser

from analysis.model import PageFormat
from analysis.read.cues import cues, plain
from analysis.read.dates import DATE, first_date, may_be_dated, stamp_date
from analysis.read.markup import Line, collapse
from analysis.read.page_lines import page_lines

_DATED = (
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "bytedance:published_time",
    "weibo:article:create_at",
    "apub:time",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "datepublished",
    "dc.date",
    "dcterms.date",
    "date",
)
_DATA_DATE = re.compile(r'"(?:datePublished|pubDate|uploadDate)"\s{0,5}:\s{0,5}"([^"]{8,40})"')
_SAVED_FROM = re.compile(r"<!--\s{0,5}saved from url=\(\d{1,5}\)(https?://[^\s<>]{1,2000})")
_QUOTED_ADDRESS = re.compile(
    r"(?:本文|原文|文章|本页|转载自|轉載自|来源|來源|原帖|转载请注明|轉載請註明)[^\n：:]{0,12}[：:]\s{0,3}(https?://[A-Za-z0-9_./?=&%#~:+@!$,;-]{4,500})"
)
_SEPARATOR = re.compile(
    r"\s{0,9}[_|｜–—]{1,9}\s{0,9}|\s{1,9}[-·»]\s{1,9}"
    r"|(?<=[^\x00-\x7f])\s{0,9}-\s{0,9}(?=[^\x00-\x7f])|-(?=[^-]{2,10}$)"
)
_ASKS = re.compile("怎么|如何|多少|什么|哪|吗|？|方法|流程|条件")
_ORDINAL = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、，.步]|（[一二三四五六七八九十]{1,2}）|\d{1,2}[、.])"
)
_SITE_LENGTH, _NAME_LENGTH = 12, 16
_SENTENCE = re.compile("^.{20,}[。！；]")
_CLAUSES = re.compile("[。！；，]")
_LIMIT = re.compile("有效|截止|到期|期限|以前|之前|起|至")
_CHANGED = re.compile("更新|修改|编辑时间")
_BEFORE, _AFTER, _TOP = 6, 8, 20


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page tells about itself; None where it tells nothing."""

    title: str | None = None
    address: str | None = None
    published: str | None = None


def find_metadata(source: str, kind: PageFormat) -> Metadata:
    """Title (without the site's name), http address and ISO date of a decoded page."""
    tree, lines = page_lines(source, kind)
    if tree is None:
        title = text_title(lines)
        return Metadata(title, _quoted_address(source), _visible_date(lines, title))
    title = html_title(tree, lines)
    published = _stated_date(tree, source) or _visible_date(lines, title)
    return Metadata(title, _linked_address(tree, source), published)


def html_title(tree: LexborHTMLParser, lines: Sequence[Line]) -> str | None:
    """The headline: the page's line that `<title>` starts with, or its `<h1>`; else `<title>` itself."""
    raw = _head_title(tree) or _metas(tree).get("og:title", "")
    whole, bare = _key(raw), _key(without_site(raw))
    # A shorter line is the name of a section that the title begins with.
    keys = [(line, key) for line in lines if len(key := _key(line.text)) > (3 if line.tag == "h1" else 5)]
    starts = [(len(key), line.tag == "h1") for line, key in keys if whole.startswith(key)]
    if starts and 2 * max(starts)[0] >= len(bare):
        best = max(starts)
        return next(
            line.text for line, key in keys if (len(key), line.tag == "h1") == best and whole.startswith(key)
        )
    heads = [(line.text, key) for line, key in keys if line.tag == "h1"]
    named = [text for text, key in heads if key in whole or _overlap(key, whole) > 0.5]
    if named or (len(heads) == 1 and len(heads[0][1]) > 7):
        return (named or [heads[0][0]])[0]
    return without_site(raw) or next((text for text, _ in heads), None) or text_title(lines)


def text_title(lines: Sequence[Line]) -> str | None:
    """The headline of a text: its first line that is neither chrome nor too short to be one.

    A text of one line has none where that line is a sentence (it costs 600元，不退): it is all that is said.
    """
    if len(lines) == 1 and lines[0].tag != "h1" and _CLAUSES.search(plain(lines[0].text)):
        return None
    known = cues()
    sentences = 0
    site: str | None = None
    for line in _near_top(lines):
        short = 6 <= len(line.text) <= 80 and line.tag != "li" and not _ORDINAL.search(plain(line.text))
        if line.tag == "h1" or (short and not known.is_lead(line.text)):
            if site is None and len(line.text) <= _NAME_LENGTH and line in _above_trail(lines):
                site = line.text
                continue
            return line.text
        sentences += known.is_lead(line.text) and len(line.text) > 20
        if sentences > (site is None):
            break
    return site


def _near_top(lines: Sequence[Line]) -> Iterator[Line]:
    """The first lines without chrome; most pages need one or two of them."""
    listing = False
    for line in lines[:_TOP]:
        # A list of other pages lasts until the page sets something apart.
        listing = cues().is_related(line.text) or (listing and not line.gap)
        if not (listing or line.place or cues().is_chrome(line.text, True)):
            yield line


def _above_trail(lines: Sequence[Line]) -> list[Line]:
    """What stands above the trail that leads to the page, as the site's own name does; no questions."""
    for at, line in enumerate(lines[:_TOP]):
        if cues().is_trail(line.text):
            above = [found for found in _near_top(lines[:at]) if not _ASKS.search(plain(found.text))]
            if above:
                return above
    return []


def without_site(title: str) -> str:
    """A `<title>` without the names of site and section that follow a separator at its end."""
    while True:
        cuts = [cut for cut in _SEPARATOR.finditer(title) if cut.start() >= 4]
        tail = plain(title[cuts[-1].end() :]) if cuts else ""
        if not cuts or len(tail) > _SITE_LENGTH or _ASKS.search(tail):
            return title
        title = title[: cuts[-1].start()]


def _head_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    text = node.text() if node is not None else ""
    # A page glued together from two holds a second head inside its title.
    text = re.split(r"<title[^<>]{0,100}>", text, flags=re.I)[-1]
    return collapse(re.sub(r"<[^<>]{0,300}>", " ", text))[:300]


def _stated_date(tree: LexborHTMLParser, source: str) -> str | None:
    metas = _metas(tree)
    values: list[str | None] = [metas.get(name) for name in _DATED]
    values += [html.unescape(value) for value in _DATA_DATE.findall(source[:2_000_000])]
    for node in tree.css("time[datetime], [itemprop=datePublished]")[:3]:
        values.append(node.attributes.get("datetime") or node.attributes.get("content"))
    return next((found for value in values if value and (found := stamp_date(value))), None)


def _visible_date(lines: Sequence[Line], title: str | None) -> str | None:
    """A date beside the title in a line that holds little else; one in a sentence tells of something else."""
    at = next((index for index, line in enumerate(lines) if line.text == title), None)
    below = lines[:_TOP] if at is None else lines[at + 1 : at + 1 + _AFTER]
    above = [] if at is None else lines[max(0, at - _BEFORE) : at][::-1]
    if not any(may_be_dated(line.text) for line in (*below, *above)):
        return None
    near = [*takewhile(lambda line: not _SENTENCE.match(plain(line.text)), below), *above]
    near = [line for line in near if may_be_dated(line.text)]
    dated = [line.text for line in near if cues().is_dated(DATE.sub("", line.text), line.text)]
    dated = [text for text in dated if not _LIMIT.search(plain(text))]
    dated.sort(key=lambda text: bool(_CHANGED.search(plain(text))))
    return next((found for text in dated if (found := first_date(text))), None)


def _linked_address(tree: LexborHTMLParser, source: str) -> str | None:
    link = tree.css_first("link[rel=canonical]")
    saved = _SAVED_FROM.search(source[:5000])
    stated = [
        link.attributes.get("href") if link is not None else None,
        _metas(tree).get("og:url"),
        saved and saved[1],
    ]
    told = next(
        (value.strip() for value in stated if value and value.strip().startswith(("http://", "https://"))),
        None,
    )
    return told or _quoted_address(re.sub(r"<[^<>]{0,2000}>", " ", source[:2_000_000]))


def _quoted_address(text: str) -> str | None:
    found = _QUOTED_ADDRESS.search(text)
    return found[1].rstrip(".,;!") if found else None


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """What the `<meta>` elements say, the first of each name, names in lower case."""
    found: dict[str, str] = {}
    for node in tree.css("meta")[:200]:
        attributes = node.attributes
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        content = collapse(attributes.get("content") or "")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _key(text: str) -> str:
    return "".join(plain(text).split())


def _overlap(text: str, other: str) -> float:
    pairs = {text[at : at + 2] for at in range(len(text) - 1)}
    return sum(pair in other for pair in pairs) / len(pairs) if pairs else 0.0
