"""The words around each piece of evidence, by which a reader sees that it says what it is said to say.

Windows of a few sentences; those of one page that overlap become one excerpt, so that no text travels twice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.model import Block, Claim, Document, Evidence
from analysis.segment import sentences

# How far the context goes on either side: whole sentences, and not beyond so many characters.
SENTENCES, CHARACTERS = 2, 150


class Place(NamedTuple):
    """Where a piece of evidence stands in an excerpt, and the part of it that is its context.

    Offsets count UTF-16 code units of the excerpt; `heading` is a number in `Excerpts.headings`, -1 for none.
    """

    excerpt: int
    start: int
    end: int
    context_start: int
    context_end: int
    heading: int


class Excerpts:
    """The excerpts of all pages that evidence needs.

    `texts` are (text, begins its page, ends its page), `headings` the headings that evidence stands under.
    """

    def __init__(self, documents: Iterable[Document], claims: Iterable[Claim]) -> None:
        self.texts: list[tuple[str, bool, bool]] = []
        self.headings: list[str] = []
        self._numbers: dict[str, int] = {}
        self._places: dict[tuple[str, int, int], Place] = {}
        needed: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for claim in claims:
            needed[claim.page].update((piece.start, piece.end) for piece in claim.evidence)
        for document in documents:
            if spans := sorted(needed.get(document.page, ())):
                self._add(document, spans)

    def place(self, page: str, piece: Evidence) -> Place:
        """Where a piece of evidence of a page stands."""
        return self._places[page, piece.start, piece.end]

    def _add(self, document: Document, spans: Sequence[tuple[int, int]]) -> None:
        windows = list(_windows(document, spans))
        merged = _merged(sorted(windows))
        before = len(self.texts)
        for low, high in merged:
            self.texts.append((document.text[low:high], low == 0, high == len(document.text)))
        units, lows = _Units(document.text), [low for low, _ in merged]
        headings = [block for block in document.blocks if block.kind == "heading"]
        ends = [block.end for block in headings]
        for span, window in zip(spans, windows, strict=True):
            excerpt = bisect_right(lows, window[0]) - 1
            start, end, left, right = (units(at) - units(lows[excerpt]) for at in (*span, *window))
            over = bisect_right(ends, span[0]) - 1
            heading = self._heading(document, headings[over]) if over >= 0 else -1
            place = Place(before + excerpt, start, end, left, right, heading)
            self._places[document.page, *span] = place

    def _heading(self, document: Document, block: Block) -> int:
        """The number of a heading in the list of all."""
        text = document.text[block.start : block.end].strip()
        if text not in self._numbers:
            self._numbers[text] = len(self.headings)
            self.headings.append(text)
        return self._numbers[text]


def _windows(document: Document, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """For each span of a document the stretch that is its context."""
    parts = sentences(document)
    starts, ends = [part.start for part in parts], [part.end for part in parts]
    for start, end in spans:
        first, last = bisect_right(starts, start) - 1, bisect_left(ends, end)
        low = starts[max(first - SENTENCES, 0) : first + 1]
        high = ends[last : last + SENTENCES + 1]
        yield (
            min((at for at in low if start - at <= CHARACTERS), default=max(start - CHARACTERS, 0)),
            max(
                (at for at in high if at - end <= CHARACTERS),
                default=min(end + CHARACTERS, len(document.text)),
            ),
        )


def _merged(windows: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in windows:
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


class _Units:
    """Offsets of a text in UTF-16 code units: a character beyond U+FFFF counts as two."""

    def __init__(self, text: str) -> None:
        self._double = [place for place, sign in enumerate(text) if sign > "\uffff"]

    def __call__(self, offset: int) -> int:
        return offset + bisect_left(self._double, offset)
