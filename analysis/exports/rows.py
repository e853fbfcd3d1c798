"""The rows of the slides' tables: what each cell shows, and the sources that go into the notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from analysis.charts.style import DENIED, INK, QUIET, STATED
from analysis.charts.words import GROUP
from analysis.compare import review_mark
from analysis.exports.layout import WHITE, Cell, Row, Run
from analysis.exports.matrix import SYMBOLS, rows_of
from analysis.exports.pack import SIDE_GROUND, TINTS, Pages, name, words, words_of
from analysis.exports.reviews import reviews
from analysis.quiz import Question
from analysis.quotes import Quoted, Quotes
from analysis.report import Report
from analysis.vocabulary import GENERAL, Lang, load

LETTERS = "ABCD"
Key = tuple[str, str, str]


class Rows:
    """What a report tells, cell by cell, as it stands on slides; `own` are the words of the slides."""

    def __init__(self, report: Report, lang: Lang, own: dict[str, str]) -> None:
        self.lang, self.own = lang, own
        self.pages, self._quotes = Pages(report, lang), Quotes(report.documents)
        self.cells: dict[Key, Any] = {
            (row.platform, row.type, row.attribute): row for row in rows_of(report.cells)
        }
        self._reviews, self._review_words = reviews(report, lang), words("review", lang)
        self.told = {key for key, cell in self.cells.items() if cell.status != "not_mentioned"}
        self._evidence: dict[Key, list[Any]] = defaultdict(list)
        for piece in rows_of(report.evidence):
            self._evidence[piece.platform, piece.type, piece.attribute].append(piece)

    def types(self, platform: str, least: int = 1, general: bool = True) -> list[str]:
        """The types of a platform of which so many attributes are told."""
        return [
            type_.id
            for type_ in load().types
            if sum(key[:2] == (platform, type_.id) for key in self.told) >= least
            and (general or type_.id != GENERAL)
        ]

    def thin(self, platform: str, shown: Sequence[str]) -> list[Row]:
        """The row that says the little that is told of the types without a column of their own."""
        rest = [type_ for type_ in self.types(platform) if type_ not in shown]
        cells = [self.cells[key] for key in self.cells if key in self.told and key[0] == platform]
        rows = []
        for type_ in rest:
            own = [cell for cell in cells if cell.type == type_]
            texts = [
                f"{name('attribute', cell.attribute, self.lang)}{self.own['colon']}"
                f"{SYMBOLS[cell.status]} {words_of(cell, self.lang, self.own)}"
                for cell in own
            ]
            label = Cell((Run(name("type", type_, self.lang), True),), SIDE_GROUND)
            told = text_cell(self.own["semicolon"].join(texts))
            rows.append(
                Row((Cell((Run(self.own["rest"], True),), SIDE_GROUND, True), label, told), self.note(own))
            )
        return rows

    def subjects(self, platforms: Sequence[str], columns: Sequence[str]) -> list[Row]:
        """One row for each type of these platforms of which any of these attributes is told."""
        rows = []
        for platform in platforms:
            for type_ in self.types(platform):
                cells = [self.cells[platform, type_, attribute] for attribute in columns]
                told = [cell for cell in cells if cell.status != "not_mentioned"]
                if told:
                    names = [name("platform", platform, self.lang), name("type", type_, self.lang)]
                    subject = Cell((Run(names[0], True), Run(f"\n{names[1]}")), SIDE_GROUND)
                    note = f"{self.own['separator'].join(names)}\n{self.note(told)}"
                    rows.append(Row((subject, *map(self.cell, cells)), note))
        return rows

    def side(self, row: Any, end: str) -> str:
        """One side of a dispute: type, value, number of sources."""
        type_, value, count = (getattr(row, f"{part}{end}") for part in ("type", "value", "n_sources"))
        label = load().value_label(row.attribute, value, self.lang)
        sources = self.own["sources_of"].format(count=count)
        bracket = f"（{sources}）" if self.lang == "zh" else f" ({sources})"
        return f"{name('type', type_, self.lang)}{self.own['colon']}{label}{bracket}"

    def sentence(self, row: Any, end: str) -> Quoted:
        """The sentence in which the quote of one side of a dispute stands."""
        page, quote, type_, value = (getattr(row, f"{p}{end}") for p in ("page", "quote", "type", "value"))
        for piece in self._evidence[row.platform, type_, row.attribute]:
            if (piece.page, piece.value, piece.quote) == (page, value, quote):
                return self._quotes.around(page, piece.start, piece.end)
        raise LookupError(f"no evidence {quote!r} in {page}")

    def quoted(self, row: Any, end: str) -> str:
        """One side of a dispute for the notes: the whole sentence and its page."""
        page = getattr(row, f"page{end}")
        return f"{self.side(row, end)}\n“{self.sentence(row, end).text}” {self.pages.named(page)}"

    def heads(self, attribute: str) -> tuple[Cell, Cell]:
        """Group and name of an attribute, as every row of it begins."""
        group = GROUP[self.lang][load().attribute(attribute).group]
        label = Run(name("attribute", attribute, self.lang), True)
        return Cell((Run(group, True),), SIDE_GROUND, True), Cell((label,), SIDE_GROUND)

    def silent(self, silent: Sequence[str]) -> list[Row]:
        """The row of the attributes that no page mentions."""
        if not silent:
            return []
        names = self.own["comma"].join(name("attribute", attribute, self.lang) for attribute in silent)
        label = Run(self.own["silent"], False, QUIET)
        return [Row((Cell((Run(""),)), Cell((label,)), Cell((Run(names, False, QUIET),))))]

    def cell(self, cell: Any) -> Cell:
        """A cell of the comparison: sign and words, on the ground of its status."""
        look = look_of(cell.status)
        sign = (Run(f"{SYMBOLS[cell.status]} ", True, look.colour),) if SYMBOLS[cell.status] else ()
        text = words_of(cell, self.lang, self.own)
        return Cell((*sign, Run(text, look.bold, QUIET if not sign else INK)), TINTS[cell.status], not sign)

    def note(self, cells: Sequence[Any]) -> str:
        """What stands in the notes for some cells: every quote with its page, then what people decided."""
        said: Iterator[str] = (
            f"{name('type', cell.type, self.lang)}{self.own['separator']}"
            f"{name('attribute', cell.attribute, self.lang)}{self.own['separator']}"
            f"{load().value_label(cell.attribute, piece.value, self.lang)}{self.own['colon']}"
            f"“{' '.join(piece.quote.split())}” {self.pages.named(piece.page)}"
            for cell in cells
            for piece in self._evidence[cell.platform, cell.type, cell.attribute]
        )
        decided = (
            f"{review_mark(cell)} {name('type', cell.type, self.lang)}{self.own['separator']}"
            f"{name('attribute', cell.attribute, self.lang)}{self.own['separator']}"
            f"{told.line(self._review_words)}"
            for cell in cells
            for told in self._reviews.get((cell.platform, cell.type, cell.attribute), ())
        )
        return "\n".join([*said, *decided])


def options(question: Question, answered: bool) -> Iterator[Row]:
    """The answers to a question, the right one marked once it is answered."""
    for place, option in enumerate(question.options):
        right = answered and place == question.right
        ground = TINTS["stated"] if right else WHITE
        letter = f"{LETTERS[place]} ✓" if right else LETTERS[place]
        colour = STATED if right else QUIET if answered else INK
        cells = (
            Cell((Run(letter, True, colour),), ground, True),
            Cell((Run(option, right, colour),), ground),
        )
        yield Row(cells, least=0.6 if answered else 0.85)


def look_of(status: str) -> Run:
    """How a status is written."""
    colours = {"stated": STATED, "denied": DENIED, "conflicting": INK, "not_mentioned": QUIET}
    return Run("", status in ("denied", "conflicting"), colours[status])


def text_cell(text: str, ground: str = WHITE, centred: bool = False) -> Cell:
    """A cell of plain text."""
    return Cell((Run(text),), ground, centred)
