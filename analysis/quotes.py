"""A piece of evidence in the sentence that it stands in, for whoever shows it without the page around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from analysis.model import Document, Sentence
from analysis.segment import sentences

CUT = "…"


class Quoted(NamedTuple):
    """A sentence in three parts: what stands before the quote, the quote, what stands after it."""

    before: str
    quote: str
    after: str

    @property
    def text(self) -> str:
        """The sentence in one piece."""
        return self.before + self.quote + self.after

    def within(self, length: int) -> Quoted:
        """The sentence in about `length` characters: what surrounds the quote gives way, never the quote."""
        spare = max(length - len(self.quote), 0)
        # A short side leaves its share to the other.
        left = max(spare // 2, spare - len(self.after))
        right = max(spare - min(left, len(self.before)), 0)
        before, after = self.before, self.after
        if len(before) > left:
            before = CUT + before[len(before) - left :]
        if len(after) > right:
            after = after[:right] + CUT
        return Quoted(before, self.quote, after)


class Quotes:
    """The sentences of pages, cut when they are first asked for; white space in them is one blank."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.page: document for document in documents}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    def around(self, page: str, start: int, end: int) -> Quoted:
        """The evidence `text[start:end]` of a page in its sentence, or in those that it spans.

        Where no sentence holds it the quote stands alone; KeyError for a page that is not there.
        """
        document = self._documents[page]
        if page not in self._sentences:
            self._sentences[page] = sentences(document)
        said = self._sentences[page]
        at = bisect_right(said, start, key=lambda sentence: sentence.start) - 1
        low = said[at].start if at >= 0 and said[at].end > start else start
        over = next((sentence for sentence in said[max(at, 0) :] if sentence.end >= end), None)
        high = over.end if over and over.start < end else end
        parts = (document.text[a:b] for a, b in ((low, start), (start, end), (end, high)))
        before, quote, after = map(_one_line, parts)
        return Quoted(before.lstrip(), quote, after.rstrip())


def _one_line(text: str) -> str:
    """The text with every run of white space as one blank, also at its ends."""
    words = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{words}{' ' if words and text[-1:].isspace() else ''}"
