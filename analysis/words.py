"""Words in numbers: how often they stand, which set one type apart, and the lines they stand in.

Words are folded, as `cut` gives them (蓝V is 蓝v). What holds no letter is left out (figures, marks), and so
are words of fewer characters than `shortest`: most words of one character are grammar (的, 了).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log

import pandas as pd

from analysis.errors import TableError
from analysis.model import Document
from analysis.read.fold import fold
from analysis.segment import sentences
from analysis.segment import words as cut
from analysis.table import COUNT, TEXT, Table, category

__all__ = ["by_type", "concordance", "cut", "frequencies", "keyness"]

SHORTEST = 2


def frequencies(documents: Iterable[Document], domain_words: bool = True, shortest: int = SHORTEST) -> Table:
    """How often each word stands in some documents, the most frequent first.

    Columns: word, count, per_thousand (of all counted words), pages (number of those it stands on).
    """
    found = [
        ("", document.page, word)
        for document in documents
        for word, _ in _counted(document, domain_words, shortest)
    ]
    frame = _added_up(found).drop(columns="type")
    frame.insert(2, "per_thousand", 1000 * frame["count"] / max(len(found), 1))
    return _sorted(frame, ["count", "word"], [False, True])


def by_type(
    documents: Iterable[Document],
    evidence: pd.DataFrame,
    domain_words: bool = True,
    shortest: int = SHORTEST,
) -> Table:
    """How often each word stands in the sentences that claim something of one type, the types in their order.

    `evidence` is an evidence table of these documents; a sentence with evidence for several types counts for
    none. Columns: type, word, count, pages (number of those it stands on). Raises TableError where a page of
    the evidence is not among the documents.
    """
    known = {document.page: document for document in documents}
    if missing := sorted(set(evidence["page"]) - known.keys()):
        raise TableError(
            f"evidence of {len(missing)} pages that are not among the {len(known)} documents, the first is "
            f"{missing[0]}; give the documents that the evidence was found in"
        )
    found: list[tuple[str, str, str]] = []
    for page, rows in evidence.groupby("page"):
        document = known[str(page)]
        owners = _owners(
            document, list(zip(rows["start"], rows["end"], rows["type"].astype(str), strict=True))
        )
        for word, start in _counted(document, domain_words, shortest):
            if owner := owners[start]:
                found.append((owner, document.page, word))
    frame = _added_up(found).astype({"type": category("type")})
    return _sorted(frame, ["type", "count", "word"], [True, False, True])


def keyness(counts: pd.DataFrame) -> Table:
    """Which words set each type apart from all the others together, the most telling first.

    `counts` is a table of `by_type`. Its columns, and after them: elsewhere (count with the other types),
    per_thousand and per_thousand_elsewhere (of the counted words here and there), g2: the log-likelihood
    ratio of the word here and elsewhere, with the sign of the difference (negative: rarer here). From 10.8 on
    (one degree of freedom) chance alone makes such a difference less than once in a thousand words.

    Source: T. Dunning, Accurate Methods for the Statistics of Surprise and Coincidence, Computational
    Linguistics 19 (1993), equation for the binomial case.
    """
    frame = pd.DataFrame(counts)
    here = frame.groupby("type", observed=True)["count"].transform("sum")
    there = frame["count"].sum() - here
    elsewhere = frame.groupby("word")["count"].transform("sum") - frame["count"]
    frame = frame.assign(
        elsewhere=elsewhere,
        per_thousand=1000 * frame["count"] / here,
        per_thousand_elsewhere=1000 * elsewhere / there.where(there > 0, 1),
        g2=[log_likelihood(*row) for row in zip(frame["count"], elsewhere, here, there, strict=True)],
    )
    return _sorted(frame, ["type", "g2", "word"], [True, False, True])


def log_likelihood(one: int, other: int, size: int, other_size: int) -> float:
    """G² of a word that is `one` of `size` words here and `other` of `other_size` there; see `keyness`."""
    words, sizes = one + other, size + other_size
    total = 0.0
    for count, of in ((one, size), (other, other_size)):
        for observed, column in ((count, words), (of - count, sizes - words)):
            if observed:
                total += observed * log(observed * sizes / (of * column))
    # Rounding may leave a hair below nothing where the shares are the same.
    return max(0.0, 2 * total) if one * other_size >= other * size else -2 * total


def concordance(documents: Iterable[Document], word: str, width: int = 16, whole: bool = True) -> Table:
    """Every place of a word with what stands before and after it (keyword in context), in page order.

    `word` is one that `cut` keeps whole, in any spelling; with `whole=False` it may be any stretch of text,
    and also stand inside other words. Columns: page, start (characters of the document's text), left, word,
    right; left and right are `width` characters of the page's own spelling, left filled up with wide spaces
    so that the lines stand in a column.
    """
    wanted = fold(word)[0].strip()
    rows = []
    for document in documents:
        # Most pages do not have it at all, and need not be cut into words.
        if not wanted or wanted not in document.folded:
            continue
        line = document.text.translate({ord("\n"): " ", ord("\r"): " ", ord("\t"): " "})
        for start, end in _places(document, wanted, whole):
            left, right = line[max(0, start - width) : start], line[end:][:width]
            rows.append((document.page, start, left.rjust(width, "\u3000"), line[start:end], right))
    rows.sort()
    frame = pd.DataFrame(rows, columns=["page", "start", "left", "word", "right"])
    return Table(frame.astype({"page": TEXT, "start": COUNT, "left": TEXT, "word": TEXT, "right": TEXT}))


def _places(document: Document, wanted: str, whole: bool) -> Iterator[tuple[int, int]]:
    """Where a folded text stands in a page: as a word, or anywhere."""
    if whole:
        yield from ((word.start, word.end) for word in cut(document) if word.text == wanted)
        return
    at = document.folded.find(wanted)
    while at >= 0:
        last = at + len(wanted) - 1
        yield document.offsets[at], document.offsets[last] + 1
        at = document.folded.find(wanted, at + len(wanted))


def _counted(document: Document, domain_words: bool, shortest: int) -> Iterable[tuple[str, int]]:
    """The words that count, each with where it starts."""
    for word in cut(document, domain_words):
        if len(word.text) >= shortest and any(char.isalpha() for char in word.text):
            yield word.text, word.start


def _owners(document: Document, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    """For each character the type that its sentence has evidence for, "" for none or several of them."""
    owners = [""] * len(document.text)
    for sentence in sentences(document):
        types = {type_ for start, end, type_ in spans if start < sentence.end and sentence.start < end}
        if len(types) == 1:
            owners[sentence.start : sentence.end] = [*types] * (sentence.end - sentence.start)
    return owners


def _added_up(found: Sequence[tuple[str, str, str]]) -> pd.DataFrame:
    """(type, page, word) one by one → type, word, count, pages; unsorted."""
    count = Counter((type_, word) for type_, _, word in found)
    pages = Counter((type_, word) for type_, _, word in set(found))
    rows = [(*key, number, pages[key]) for key, number in count.items()]
    frame = pd.DataFrame(rows, columns=["type", "word", "count", "pages"])
    return frame.astype({"type": TEXT, "word": TEXT, "count": COUNT, "pages": COUNT})


def _sorted(frame: pd.DataFrame, columns: list[str], ascending: list[bool]) -> Table:
    return Table(frame.sort_values(columns, ascending=ascending, kind="stable").reset_index(drop=True))
