"""What the report's script needs: the cells, every piece of evidence in its context, pages and disputes.

Lists of lists instead of records, since a thousand pages make ten thousand pieces; `page/base.js` names their
places. Offsets count UTF-16 code units, as a browser does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.certainty import LEVEL_LABELS, reason_text
from analysis.charts.words import COMMA
from analysis.exports.context import Excerpts
from analysis.exports.matrix import Value, attributes, rows_of, values
from analysis.model import Claim, Document, Evidence
from analysis.report import Report
from analysis.vocabulary import Lang, load

Key = tuple[str, str, str]
Words = Mapping[str, str]


def payload(report: Report, lang: Lang, words: Words) -> dict[str, Any]:
    """Everything that the script shows, JSON-ready.

    `cells` are those that any page speaks of, platform by platform and row by row, as the matrix is read:
    key, status, values each with its certainty, the cell's own, numbers of pages and sources, the first
    piece, the number of pieces, and which value stands where there is a dispute. `pieces` of evidence stand
    in the same order, within a cell by value, then the newest page first.
    """
    rows = {(row.platform, row.type, row.attribute): row for row in rows_of(report.cells)}
    claims: dict[Key, list[Claim]] = defaultdict(list)
    for claim in report.claims_list:
        claims[claim.platform, claim.type, claim.attribute].append(claim)
    places = {document.page: number for number, document in enumerate(report.documents)}
    excerpts, sure = Excerpts(report.documents, report.claims_list), _certainties(report, lang)
    cells: list[list[Any]] = []
    pieces: list[list[Any]] = []
    found: dict[tuple[Key, str, str, str], int] = {}
    for key in filter(claims.__contains__, _reading_order()):
        said = values(rows[key], lang)
        own = _sorted_pieces(claims[key], said)
        shown = [[value.label, value.sources, value.disputed, sure[key, value.id]] for value in said]
        row = rows[key]
        counts = [int(row.n_pages), int(row.n_sources), len(pieces), len(own)]
        level = LEVEL_LABELS[str(row.certainty)][lang]
        cells.append([key, row.status, shown, level, *counts, _standing(row, said, lang, words)])
        for value, claim, evidence in own:
            found.setdefault((key, claim.value, claim.page, evidence.quote), len(pieces))
            number = places[claim.page]
            place = excerpts.place(claim.page, evidence)
            folded = _folded(report.documents[number], evidence)
            pieces.append([len(cells) - 1, value, number, *place, claim.condition, folded])
    kinds: dict[str, Sequence[Any]] = {
        "platform": load().platforms,
        "type": load().types,
        "attribute": load().attributes,
    }
    return {
        "names": {kind: {term.id: term.name(lang) for term in terms} for kind, terms in kinds.items()},
        "cells": cells,
        "pieces": pieces,
        "excerpts": excerpts.texts,
        "headings": excerpts.headings,
        "pages": list(_pages(report, lang, words)),
        "skipped": [[skip.page, skip.reason] for skip in report.skipped],
        "disputes": list(_disputes(report, found, lang, words)),
    }


def web_address(address: str | None) -> bool:
    """True for an address of the web (http or https, with a host): no other ever becomes a link."""
    try:
        parts = urlsplit(address or "")
        # A browser drops white space and control characters from a scheme; splitting drops some of them too.
        clean = all(sign > " " and sign != "\x7f" for sign in address or "")
        return clean and parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _reading_order() -> Iterator[Key]:
    for platform in load().platforms:
        for attribute in attributes():
            for type_ in load().types:
                yield (platform.id, type_.id, attribute.id)


def _sorted_pieces(claims: Sequence[Claim], said: Sequence[Value]) -> list[tuple[int, Claim, Evidence]]:
    """The pieces of a cell with the place of their value: by value, the newest first, undated ones last."""
    place = {value.id: number for number, value in enumerate(said)}
    rows = [(place[claim.value], claim, piece) for claim in claims for piece in claim.evidence]

    def order(row: tuple[int, Claim, Evidence]) -> tuple[int, int, str, Evidence]:
        published = row[1].published
        age = -date.fromisoformat(published).toordinal() if published else 0
        return (row[0], age, row[1].page, row[2])

    return sorted(rows, key=order)


def _folded(document: Document, piece: Evidence) -> str:
    """The quote in the form that is searched, where that differs: 藍Ｖ認證 is found as 蓝v认证."""
    start, end = (bisect_left(document.offsets, at) for at in (piece.start, piece.end))
    folded = document.folded[start:end]
    return "" if folded == piece.quote.lower() else folded


def _certainties(report: Report, lang: Lang) -> dict[tuple[Key, str], list[Any]]:
    """How far each value of each cell is to be believed, and why: (name of the level, reasons)."""
    return {
        ((row.platform, row.type, row.attribute), row.value): [
            LEVEL_LABELS[str(row.certainty)][lang],
            [reason_text(reason, lang) for reason in row.reasons],
        ]
        for row in rows_of(report.values)
    }


def _standing(row: Any, said: Sequence[Value], lang: Lang, words: Words) -> str:
    """Which of the disputed values stands by the report's resolution; "" where there is no dispute."""
    if row.status != "conflicting":
        return ""
    winners = [value.label for value in said if value.disputed and value.id in row.resolved]
    if not winners:
        return words[f"open_{row.resolution}"]
    return words[f"by_{row.resolution}"].format(values=COMMA[lang].join(winners))


def _pages(report: Report, lang: Lang, words: Words) -> Iterator[list[Any]]:
    """The pages that were read: id, title, address, may it be a link, date, whose copy it is."""
    for document, source in zip(report.documents, rows_of(report.sources), strict=True):
        same = ""
        if not pd.isna(source.linked_to):
            reasons = COMMA[lang].join(words[reason] for reason in source.reasons.split("+"))
            same = words["same_source"].format(page=source.linked_to, reasons=reasons)
        address = document.address or ""
        yield [
            document.page,
            document.title or "",
            address,
            web_address(address),
            document.published or "",
            same,
        ]


def _disputes(
    report: Report, found: Mapping[tuple[Key, str, str, str], int], lang: Lang, words: Words
) -> Iterator[list[Any]]:
    """What pages disagree about: platform, attribute, nature, kinds, sides (type, value, sources, piece)."""
    for row in rows_of(report.disagreements):
        kinds = [words[f"clash_{row.clash}"]] if row.clash != "values" else []
        kinds.append(words[f"nature_{row.nature}"])
        kinds += [words["within_page"]] if row.within_page else []
        sides = []
        for end in ("", "_other"):
            type_, value, count, page, quote = (
                getattr(row, f"{name}{end}") for name in ("type", "value", "n_sources", "page", "quote")
            )
            label = load().value_label(row.attribute, value, lang)
            key = (row.platform, type_, row.attribute)
            sides.append([type_, label, int(count), found[key, value, page, quote]])
        yield [row.platform, row.attribute, row.nature, kinds, *sides]
