"""The report as a workbook: the comparison, and behind every cell of it the very words.

Sheets: comparison, evidence, disputes, sources, what it all means, and the quiz.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from analysis.certainty import LEVEL_LABELS
from analysis.charts.words import GROUP, review_marks
from analysis.compare import STATUS_LABELS
from analysis.exports.matrix import SYMBOLS, attributes, rows_of, values
from analysis.exports.pack import Pages, name, settled, words, words_of
from analysis.exports.payload import web_address
from analysis.exports.reviews import reviews
from analysis.exports.sheets import HEAD, LONGEST_LINK, SIDE, STRIP, Book, Content, Link, Toned, place
from analysis.model import Claim, Evidence
from analysis.quiz import questions
from analysis.quotes import Quotes
from analysis.report import Report
from analysis.report.summary import RESOLVED
from analysis.table import KEY
from analysis.vocabulary import GROUPS, Lang, load

# Only in a workbook of a report that people decided on.
REVIEW = "review"
PARTS = ("matrix", "evidence", "disputes", "sources", "about", "quiz")
# Columns and their widths in characters.
PAGE = {"page_title": 26, "published": 12, "source": 9, "address": 28, "page": 26}
EVIDENCE = {
    **{"number": 7, "platform": 11, "type": 12, "attribute": 11, "value": 18, "status": 11},
    **{"quote": 34, "sentence": 52, "condition": 16, **PAGE, "certainty": 11},
}
DISPUTES = {
    **{"platform": 11, "attribute": 11, "one_type": 12, "one_value": 16, "one_sources": 9},
    **{"one_quote": 44, "one_page": 24, "other_type": 12, "other_value": 16, "other_sources": 9},
    **{"other_quote": 44, "other_page": 24, "nature": 14, "kind": 18, "settled_head": 24},
}
SOURCES = {**PAGE, "copied": 26, "reasons": 20, "claims": 9, "state": 10, "reason": 30}
REVIEWS = {
    **{
        "platform": 11,
        "type": 12,
        "attribute": 11,
        "what": 28,
        "why": 40,
        "by": 12,
        "when": 22,
        "became": 20,
    },
    **{"quote": 44, "page": 26},
}
QUIZ = {
    **{"number": 7, "platform": 11, "type": 12, "attribute": 11, "question": 36},
    **{"A": 18, "B": 18, "C": 18, "D": 18, "answer": 8, "explanation": 60, "page": 26},
}
LETTERS = "ABCD"
Key = tuple[str, str, str]


def render(report: Report, lang: Lang = "zh") -> bytes:
    """The report as the bytes of an .xlsx file; the same report gives the same bytes."""
    return _Workbook(report, lang).render()


class _Workbook:
    """What the sheets share while they are made."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self.report, self.lang, self.own = report, lang, words("book", lang)
        self.book = Book(self.own["title"])
        self.reviews = reviews(report, lang)
        self.parts = (*PARTS, REVIEW) if self.reviews else PARTS
        self.sheets = {part: self.book.sheet(self.own[f"sheet_{part}"]) for part in self.parts}
        self.pages, self.quotes = Pages(report, lang), Quotes(report.documents)
        self.cells: dict[Key, Any] = {
            (row.platform, row.type, row.attribute): row for row in rows_of(report.cells)
        }
        spoken = (key for key, cell in self.cells.items() if cell.status != "not_mentioned")
        self.subjects = list(dict.fromkeys((platform, type_) for platform, type_, _ in spoken))
        # The rows of the sheet of evidence: first and last of a cell, and that of each quote in its sentence.
        self.spans: dict[Key, tuple[int, int]] = {}
        self.found: dict[tuple[Key, str, str, str], tuple[int, str]] = {}

    def render(self) -> bytes:
        self._table("evidence", EVIDENCE, list(self._evidence()))
        self._matrix()
        self._table("disputes", DISPUTES, list(self._disputes()))
        self._table("sources", SOURCES, list(self._sources()))
        self._about()
        self._table("quiz", QUIZ, list(self._quiz()))
        if self.reviews:
            self._table(REVIEW, REVIEWS, list(self._review()))
        return self.book.bytes()

    def _table(self, part: str, columns: dict[str, int], rows: list[list[Content]]) -> None:
        heads = [(self.own.get(head, head), width) for head, width in columns.items()]
        self.book.table(self.sheets[part], heads, rows)

    def _matrix(self) -> None:
        """Platforms and types down, attributes across in three groups: a strip with sign and number, a text.

        The number says how many independent sources speak of the cell, and leads to the evidence.
        """
        book, sheet, columns = self.book, self.sheets["matrix"], attributes()
        widths = [13, 13] + [6, 22] * len(columns)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        book.span(sheet, 0, 0, 1, "")
        starts = []
        for group in GROUPS:
            inside = [2 + 2 * at for at, attribute in enumerate(columns) if attribute.group == group]
            book.span(sheet, 0, inside[0], inside[-1] + 1, GROUP[self.lang][group])
            starts.append(inside[0])
        heads = [self.own["platform"], self.own["type"]]
        for attribute in columns:
            heads += ["", attribute.name(self.lang)]
        rows: list[list[Content]] = [
            [
                Toned(name("platform", platform, self.lang), SIDE),
                Toned(name("type", type_, self.lang), SIDE),
                *(part for a in columns for part in self._cell((platform, type_, a.id))),
            ]
            for platform, type_ in self.subjects
        ]
        book.rows(sheet, 1, [[Toned(head, HEAD) for head in heads], *rows], widths)
        book.finish(sheet, (2, 2), (1, 0, 1 + len(rows), len(widths) - 1))
        # One group of attributes to a printed page.
        sheet.repeat_columns(0, 1)
        sheet.set_print_scale(52)
        sheet.set_v_pagebreaks(starts[1:])

    def _cell(self, key: Key) -> tuple[Toned, Toned]:
        cell = self.cells[key]
        text, strip = words_of(cell, self.lang, self.own), f"{cell.status}{STRIP}"
        if cell.status == "not_mentioned":
            return Toned("", strip), Toned(text, cell.status)
        target = place(self.sheets["evidence"], *self.spans[key], (0, len(EVIDENCE) - 1))
        link = Link(int(cell.n_sources), target, self.own["to_evidence"])
        return Toned(link, strip), Toned(text, cell.status)

    def _evidence(self) -> Iterator[list[Content]]:
        """One row for each piece of evidence: in the order of the comparison, within a cell by value."""
        claims: dict[Key, list[Claim]] = defaultdict(list)
        for claim in self.report.claims_list:
            claims[claim.platform, claim.type, claim.attribute].append(claim)
        levels = {
            (row.platform, row.type, row.attribute, row.value): LEVEL_LABELS[row.certainty][self.lang]
            for row in rows_of(self.report.values)
        }
        number = 0
        for down, (platform, type_) in enumerate(self.subjects, 2):
            for at, attribute in enumerate(attributes()):
                key = (platform, type_, attribute.id)
                back = place(self.sheets["matrix"], down, down, (2 + 2 * at, 3 + 2 * at))
                first = number + 1
                for claim, piece in self._pieces(claims[key], key):
                    number += 1
                    sentence = self.quotes.around(claim.page, piece.start, piece.end).text
                    self.found.setdefault((key, claim.value, claim.page, piece.quote), (number, sentence))
                    yield [
                        Link(number, back, self.own["to_matrix"]),
                        *self._piece(claim, piece.quote, sentence),
                        levels[claim.key],
                    ]
                self.spans[key] = (first, number)

    def _pieces(self, claims: list[Claim], key: Key) -> list[tuple[Claim, Evidence]]:
        """The evidence of a cell: by value as the cell shows them, the newest first, undated ones last."""
        rank = {value.id: at for at, value in enumerate(values(self.cells[key], self.lang))}
        pieces = [(claim, piece) for claim in claims for piece in claim.evidence]
        pieces.sort(key=lambda one: (one[0].page, one[1]))
        pieces.sort(key=lambda one: one[0].published or "", reverse=True)
        return sorted(pieces, key=lambda one: rank[one[0].value])

    def _piece(self, claim: Claim, quote: str, sentence: str) -> list[Content]:
        """A piece of evidence in the columns from platform to page file."""
        status = self.cells[claim.platform, claim.type, claim.attribute].status
        return [
            *(name(kind, getattr(claim, kind), self.lang) for kind in ("platform", "type", "attribute")),
            load().value_label(claim.attribute, claim.value, self.lang),
            Toned(self._sign(status), status),
            quote,
            sentence,
            claim.condition or "",
            *self._page(claim.page),
        ]

    def _sign(self, status: str) -> str:
        return f"{SYMBOLS[status]} {STATUS_LABELS[status][self.lang]}".strip()

    def _page(self, page: str) -> list[Content]:
        """A page in the columns title, date, source, address, file; only an address of the web is a link."""
        published, address = self.pages.date(page), self.pages.address(page)
        linked = web_address(address) and len(address) <= LONGEST_LINK
        return [
            self.pages.title(page),
            # Excel knows no day before 1900.
            date.fromisoformat(published) if published >= "1900-01-01" else published,
            self.pages.source(page),
            Link(address, address) if linked else address,
            page,
        ]

    def _disputes(self) -> Iterator[list[Content]]:
        """One row for each pair of values that exclude each other, the weightiest first."""
        for row in rows_of(self.report.disagreements):
            sides: list[Content] = []
            for end in ("", "_other"):
                type_, value, count, page, quote = (
                    getattr(row, f"{part}{end}") for part in ("type", "value", "n_sources", "page", "quote")
                )
                key = (row.platform, type_, row.attribute)
                at, sentence = self.found[key, value, page, quote]
                target = place(self.sheets["evidence"], at, at, (0, len(EVIDENCE) - 1))
                sides += [
                    name("type", type_, self.lang),
                    load().value_label(row.attribute, value, self.lang),
                    Link(int(count), target, self.own["to_evidence"]),
                    sentence,
                    self.pages.title(page),
                ]
            cell = self.cells[row.platform, row.type, row.attribute]
            # What is said of other types decides nothing in this cell.
            own = row.clash == "values" and cell.status == "conflicting"
            yield [
                name("platform", row.platform, self.lang),
                name("attribute", row.attribute, self.lang),
                *sides,
                self.own[f"nature_{row.nature}"],
                self.own[f"clash_{row.clash}"],
                settled(cell, self.lang, self.own) if own else "",
            ]

    def _sources(self) -> Iterator[list[Content]]:
        """Every file that was found: the pages that were read, with their sources, then what was skipped."""
        counts = self.report.claims["page"].value_counts()
        for row in rows_of(self.report.sources):
            copied = "" if pd.isna(row.linked_to) else row.linked_to
            why = [self.own[reason] for reason in row.reasons.split("+")] if copied else []
            yield [
                *self._page(row.page),
                *(copied, self.own["comma"].join(why), int(counts.get(row.page, 0)), self.own["read"], ""),
            ]
        for skip in self.report.skipped:
            yield [*([""] * 4), skip.page, "", "", 0, self.own["skipped"], skip.reason]

    def _about(self) -> None:
        """What the workbook is and how to read it, with the key to the colours."""
        own, report = self.own, self.report
        disputed = report.cells[report.cells["status"] == "conflicting"]
        how = RESOLVED[report.cells["resolution"].iloc[0]][self.lang] if len(report.cells) else ""
        numbers = own["about_numbers_text"].format(
            pages=report.totals.pages,
            sources=report.totals.sources,
            claims=report.totals.claims,
            pieces=report.totals.quotes,
            disputed=len(disputed),
        )
        if len(report.claims) < report.totals.claims:
            numbers += "\n" + own["shown"].format(claims=len(report.claims), pieces=len(report.evidence))
        rows: list[list[Content]] = [
            [own["about_what"], own["about_what_text"]],
            [own["about_rules"], own["not_rules"]],
            [own["about_numbers"], numbers],
        ]
        rows += [[own[f"sheet_{part}"], own[f"about_{part}_text"]] for part in self.parts if part != "about"]
        rows += [[Toned(self._sign(status), status), own[status]] for status in SYMBOLS]
        rows += [[own["about_times"], own["about_times_text"]]]
        rows += [[mark, says] for mark, says in review_marks(report.cells, self.lang).items()]
        rows += [[own["about_certainty"], own["about_certainty_text"]]]
        rows += [[own["about_settled"], how]] if how else []
        self._table("about", {"about_head": 18, "about_text": 100}, rows)

    def _review(self) -> Iterator[list[Content]]:
        """One row for each decision of a person and cell that it is on."""
        for key, decisions in self.reviews.items():
            names = [name(kind, id_, self.lang) for kind, id_ in zip(KEY, key, strict=True)]
            for told in decisions:
                who = (told.why, told.by, told.when, told.became)
                yield [*names, told.what, *who, told.quote, told.page]

    def _quiz(self) -> Iterator[list[Content]]:
        for number, question in enumerate(questions(self.report, self.lang), 1):
            options = [*question.options, *([""] * (len(LETTERS) - len(question.options)))]
            yield [
                number,
                *(
                    name(kind, getattr(question, kind), self.lang)
                    for kind in ("platform", "type", "attribute")
                ),
                question.prompt,
                *options,
                LETTERS[question.right],
                question.explanation,
                question.page,
            ]
