"""A quotation in a page that may have changed: remembered with its surroundings, and found again by them.

The selectors of the W3C Web Annotation model: the quoted text with what stands before and after it, and its
place in characters of the page's main text.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.model import Document, Evidence

CONTEXT_CHARS = 16
# What a hand-made file remembers beyond this decides nothing, and would take long to compare.
_MOST_COMPARED = 64

Found = tuple[str, int | None, int | None]


def evidence_at(document: Document, start: int, end: int, rule: str) -> Evidence:
    """The words `document.text[start:end]` as evidence, with what stands around them."""
    text = document.text
    around = text[max(0, start - CONTEXT_CHARS) : start], text[end : end + CONTEXT_CHARS]
    return Evidence(start, end, text[start:end], *around, rule)


def find_again(evidence: Evidence, page: Document) -> Found:
    """Where the words of an evidence stand in a page that may have changed: (state, start, end).

    Of several places the one counts whose surroundings are most like those that the evidence remembers, and
    of these the nearest to where it was. White space counts only as long as the words are found with it.
    """
    before, after = evidence.prefix[-_MOST_COMPARED:], evidence.suffix[:_MOST_COMPARED]
    at = max(evidence.start - len(before), 0)
    if page.text.startswith(before + evidence.quote + after, at) and at + len(before) == evidence.start:
        # Nothing could be more like it, or nearer.
        return ("found", evidence.start, evidence.start + len(evidence.quote))
    found = []
    for start, end in places(evidence.quote, page.text):
        around = _common(page.text[max(0, start - len(before)) : start][::-1], before[::-1])
        around += _common(page.text[end : end + len(after)], after)
        found.append((-around, abs(start - evidence.start), start, end))
    if not found:
        return ("lost", None, None)
    _, away, start, end = min(found)
    return ("moved" if away else "found", start, end)


def places(quote: str, text: str) -> list[tuple[int, int]]:
    """Every stretch (start, end) of a text that reads like the quote; failing that, in other white space."""
    exact = [(at, at + len(quote)) for at in _occurrences(quote, text)]
    words = "".join(quote.split())
    if exact or not words:
        return exact
    # Where a sign of the text without white space stands in the text itself.
    kept = [at for at, sign in enumerate(text) if not sign.isspace()]
    squeezed = "".join(text[at] for at in kept)
    return [(kept[at], kept[at + len(words) - 1] + 1) for at in _occurrences(words, squeezed)]


def _occurrences(part: str, text: str) -> Iterator[int]:
    at = text.find(part)
    while part and at >= 0:
        yield at
        at = text.find(part, at + 1)


def _common(text: str, other: str) -> int:
    """How many characters two texts have in common from their start on."""
    count = 0
    for a, b in zip(text, other, strict=False):
        if a != b:
            break
        count += 1
    return count
