"""The values that walk through the house: frozen dataclasses, handed on and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PageFormat = Literal["html", "text", "markdown"]
BlockKind = Literal["title", "heading", "paragraph", "item", "cell", "question"]


@dataclass(frozen=True, slots=True)
class Page:
    """One file as it came in, decoded.

    `id` is the path as the user gave it, with forward slashes; `source` is the decoded text with its markup;
    `published` is an ISO date (`2022-02-19`) or None where the page tells none.
    """

    id: str
    sha256: str
    size: int
    encoding: str
    format: PageFormat
    source: str = field(repr=False)
    title: str | None = None
    address: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Skipped:
    """A file that could not become a page: its id and the reason, so that every page in is accounted for."""

    page: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch `text[start:end]` of a document with one function on the page.

    `level` is the depth (1 to 6) of a heading or of a question that heads a section, else 0. For a table cell
    `row` and `column` are the texts of its row head and column head, `caption` what stands over the table.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    row: str = ""
    column: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The main text of a page, frozen: every offset from here on counts characters of `text`.

    `folded` is `text` made uniform for matching (Simplified characters, half-width digits and letters in
    lower case, no pinyin in brackets, no zero-width characters); `offsets[i]` is the place in `text` of
    `folded[i]`, with one more entry for the end: `len(offsets) == len(folded) + 1`. `above` is what stood
    over the main text (the site's name, the path to the page), folded.
    """

    page: str
    text: str
    blocks: tuple[Block, ...]
    folded: str = field(repr=False)
    offsets: tuple[int, ...] = field(repr=False)
    title: str | None = None
    address: str | None = None
    published: str | None = None
    encoding: str = "utf-8"
    sha256: str = ""
    above: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block: `text` is its folded form, `start` and `end` offsets into `Document.text`."""

    start: int
    end: int
    text: str
    block: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word that jieba cut: `text` folded, `start` and `end` offsets into `Document.text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The words of a page that state a claim: `document.text[start:end] == quote`, always.

    `prefix` and `suffix` are up to 16 characters before and after, so that the quote can be found again in a
    changed page (W3C Web Annotation, text quote selector).
    """

    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a page states about a platform's account certification, with the words that state it."""

    page: str
    platform: str
    type: str
    attribute: str
    value: str
    condition: str | None
    published: str | None
    evidence: tuple[Evidence, ...]

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two claims the same claim: platform, type, attribute, value."""
        return (self.platform, self.type, self.attribute, self.value)
