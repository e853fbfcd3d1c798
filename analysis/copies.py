"""Which pages are copies of each other: a page that was copied ten times is one independent source.

Chinese has no spaces to cut words at, so pages are compared by their runs of five characters (shingles), of
the folded main text without punctuation. MinHash signatures of short passages, gathered by locality-sensitive
hashing (rensa), name the pairs that may share text; each is then checked exactly on all of its shingles.
"Passages" means that an article inside a longer page is found as well as a whole copy.

Two pages are copies where they share at least `SHARE` of the shorter one's shingles: near-copies where that
is as much of the longer one, else the shorter one is contained in the longer. Measured on 71 pages of this
one subject, four copies of each: unrelated pages share 0.03 of the shorter one at most; copies with another
title and opening and with 10 % of the sentences reworded, dropped or moved share at least 0.80, with 20 %
0.70, with 30 % 0.60, with half 0.47. So 0.3 takes no unrelated pair for copies and finds all of these; of
copies with 90 % changed it finds 98 in 100. An article told anew in other words shares less and is not found
by its words: two pages that name the same address as their origin are one source too, for that reason alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal
from urllib.parse import urlsplit

from rensa import RMinHash, RMinHashLSH

from analysis.model import Document
from analysis.segment import sentences

Reason = Literal["near_copy", "contained", "same_address"]

SHINGLE = 5
SHARE = 0.3
# A quoted rule, or the opening that a site puts before all of its pages, makes no copy.
LEAST_SHARED = 80
# A passage is long enough to be told from others, and short enough to stay whole in a copy.
PASSAGE = 80
# Of two passages that share half of their shingles this finds 996 in 1,000; there are many in a page.
BANDS, ROWS = 42, 3
SEED = 4
# Sentences are the same in other words from this share of their pairs of characters on (Dice).
ALIKE = 0.5

_NO_LETTER = re.compile(r"[\W_]+")
_SENTENCE = re.compile(r"[^。！？；!?;\n]+")


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """Two pages that are one source, and why.

    `jaccard` is the share of the shingles of both that both have, `containment` that of the shorter page's
    (0 to 1).
    """

    one: str
    other: str
    reasons: tuple[Reason, ...]
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A sentence of one page and what became of it in another; offsets into the texts of both documents."""

    start: int
    end: int
    text: str
    other_start: int
    other_end: int
    other_text: str
    likeness: float


def shingles(text: str, size: int = SHINGLE) -> frozenset[str]:
    """All runs of `size` characters of a folded text, punctuation and white space left out."""
    letters = _NO_LETTER.sub("", text)
    return frozenset(letters[at : at + size] for at in range(len(letters) - size + 1))


def find_copies(documents: Iterable[Document]) -> tuple[Link, ...]:
    """The pairs of pages that are one source, sorted; the order of the documents does not matter."""
    pages = sorted(documents, key=lambda document: document.page)
    kept = [shingles(document.folded) for document in pages]
    links = []
    same_origin = _same_address(pages)
    for a, b in sorted(_candidates(pages) | same_origin):
        shared = len(kept[a] & kept[b])
        shorter, longer = sorted((len(kept[a]), len(kept[b])))
        containment = shared / shorter if shorter else 0.0
        jaccard = shared / (shorter + longer - shared) if shorter else 0.0
        reasons: list[Reason] = []
        if shared >= LEAST_SHARED and containment >= SHARE:
            reasons.append("near_copy" if shared >= SHARE * longer else "contained")
        if (a, b) in same_origin:
            reasons.append("same_address")
        if reasons:
            links.append(
                Link(pages[a].page, pages[b].page, tuple(reasons), round(jaccard, 3), round(containment, 3))
            )
    return tuple(links)


def clusters(pages: Iterable[str], links: Iterable[Link]) -> dict[str, str]:
    """For each page the independent source it belongs to: the smallest id of all pages linked to it."""
    home = {page: page for page in sorted(pages)}

    def root(page: str) -> str:
        while home[page] != page:
            page = home[page]
        return page

    for link in links:
        low, high = sorted((root(link.one), root(link.other)))
        home[high] = low
    return {page: root(page) for page in home}


def copied_passages(one: Document, other: Document) -> tuple[Passage, ...]:
    """The sentences of `one` that stand in `other`, word for word or reworded, in the order of `one`.

    `likeness` is the share of pairs of characters that both sentences have (Dice coefficient, 0 to 1).
    """
    there = [(sentence, shingles(sentence.text, 2)) for sentence in sentences(other)]
    found = []
    for sentence in sentences(one):
        here = shingles(sentence.text, 2)
        likeness, match = max(
            ((_dice(here, pairs), candidate) for candidate, pairs in there),
            key=lambda scored: (scored[0], -scored[1].start),
            default=(0.0, sentence),
        )
        if likeness >= ALIKE:
            place, there_place = (sentence.start, sentence.end), (match.start, match.end)
            found.append(
                Passage(
                    *(*place, one.text[slice(*place)], *there_place, other.text[slice(*there_place)]),
                    round(likeness, 2),
                )
            )
    return tuple(found)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _candidates(pages: Sequence[Document]) -> set[tuple[int, int]]:
    """The pairs of pages (by place in the list) of which some passage has a like one in the other."""
    owners: list[int] = []
    tokens: list[list[str]] = []
    for number, document in enumerate(pages):
        for passage in _passages(document.folded):
            owners.append(number)
            tokens.append(sorted(shingles(passage)))
    if not tokens:
        return set()
    signatures = RMinHash.from_token_sets(tokens, num_perm=BANDS * ROWS, seed=SEED)
    index = RMinHashLSH(threshold=0.5, num_perm=BANDS * ROWS, num_bands=BANDS)
    index.insert_many(signatures)
    return {
        (owners[place], owners[hit])
        for place, hits in enumerate(index.query_all(signatures))
        for hit in hits
        if owners[place] < owners[hit]
    }


def _passages(text: str) -> Iterator[str]:
    """Runs of whole sentences of some 80 characters, one from each sentence on: they overlap.

    So a passage stays the same wherever it is pasted, and whatever was put before it.
    """
    pieces = [letters for piece in _SENTENCE.findall(text) if (letters := _NO_LETTER.sub("", piece))]
    for first in range(len(pieces)):
        passage = ""
        for piece in pieces[first:]:
            passage += piece
            if len(passage) >= PASSAGE:
                break
        # What is left at the end of a page is part of the passage before.
        if len(passage) >= PASSAGE or (first == 0 and len(passage) >= SHINGLE):
            yield passage


def _same_address(pages: Sequence[Document]) -> set[tuple[int, int]]:
    groups: Mapping[str, list[int]] = defaultdict(list)
    for number, document in enumerate(pages):
        if document.address and (address := canonical_address(document.address)):
            groups[address].append(number)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def canonical_address(address: str) -> str:
    """An address without what varies between copies of a link; "" for the front page of a site.

    Many sites name their front page as the origin of every page, which says nothing.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{path}{query}" if path or query else ""
