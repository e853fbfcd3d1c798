"""The report as slides for a training: what each type is, how types compare, ways out, disputes, a quiz.

A deck is for a room: the platforms of which pages say enough to compare types come in full, the others in one
overview, so that it grows with what there is to teach and not with the number of platforms.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from analysis import charts
from analysis.certainty import LEVEL_LABELS
from analysis.charts.style import DENIED, INK, QUIET, STATED
from analysis.charts.words import GROUP
from analysis.compare import STATUS_LABELS
from analysis.exports.layout import WHITE, Cell, Row, Run
from analysis.exports.matrix import SYMBOLS, attributes, rows_of
from analysis.exports.pack import SIDE_GROUND, TINTS, Pages, name, settled, words, words_of
from analysis.exports.slides import Deck
from analysis.quiz import Question, questions, selection
from analysis.quotes import Quotes
from analysis.report import Report
from analysis.vocabulary import GENERAL, Lang, load

# A platform in full has two types with so many attributes each; a type slide needs so many of its own.
LEAST, LEAST_OF_TYPE, MOST_IN_FULL = 6, 3, 3
OVERVIEW = ("audience", "fee", "badge", "benefit")
DISPUTES, MORE_DISPUTES, QUESTIONS, LONGEST_QUOTE = 6, 10, 6, 150
# Sizes of letters where there is room for larger ones.
KEY, QUOTE, QUIZ = 26, 24, 26
LETTERS = "ABCD"
# Widths of columns; words are longer in English.
TYPE_WIDTHS = {"zh": (0.9, 1.8, 7.3, 1.0, 1.4), "en": (1.1, 2.5, 5.9, 1.35, 1.5)}
COMPARE_WIDTHS = {"zh": (0.9, 1.5, 9.8), "en": (1.1, 2.0, 9.1)}
OVERVIEW_WIDTHS = {"zh": (2.3, 2.7, 2.0, 1.7, 3.4), "en": (3.0, 2.5, 1.9, 1.6, 3.1)}
LEAVE_WIDTHS = {"zh": (2.1, 2.5, 2.8, 2.8, 2.0), "en": (2.4, 2.2, 2.7, 2.6, 2.3)}
Key = tuple[str, str, str]


def render(report: Report, lang: Lang = "zh") -> bytes:
    """The report as the bytes of a .pptx file; the same report gives the same bytes."""
    return _Training(report, lang).render()


class _Training:
    """The slides of one report in the making."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self.report, self.lang, self.own = report, lang, words("slides", lang)
        self.pages, self.quotes = Pages(report, lang), Quotes(report.documents)
        self.cells: dict[Key, Any] = {
            (row.platform, row.type, row.attribute): row for row in rows_of(report.cells)
        }
        self.told = {key for key, cell in self.cells.items() if cell.status != "not_mentioned"}
        self.evidence: dict[Key, list[Any]] = defaultdict(list)
        for piece in rows_of(report.evidence):
            self.evidence[piece.platform, piece.type, piece.attribute].append(piece)
        self.numbers = {
            "pages": len(report.documents),
            "sources": report.sources["cluster"].nunique(),
            "claims": len(report.claims),
            "disputed": sum(cell.status == "conflicting" for cell in self.cells.values()),
        }
        self.questions = questions(report, lang)
        self.shown = selection(self.questions, QUESTIONS)
        foot = self.own["foot"].format(**self.numbers)
        self.deck = Deck(self.own["title"], lang, foot, self.own["continued"])

    def render(self) -> bytes:
        self._cover()
        if self.told:
            self._key()
            self._pictures()
            full = self._in_full()
            for platform in full:
                for type_ in self._types(platform, LEAST_OF_TYPE):
                    self._type(platform, type_)
                self._comparison(platform)
            self._overview([p for p in self.report.platforms() if p not in full])
            self._ways_out()
            self._disputes()
        self._quiz()
        self._end()
        return self.deck.bytes()

    def _cover(self) -> None:
        own, newest = self.own, self.report.pages["published"].max()
        texts = [own["lead"], own["facts"].format(**self.numbers)]
        texts += [own["newest"].format(date=f"{newest:%Y-%m-%d}")] if newest == newest else []
        chosen = own["chosen"].format(least=LEAST)
        self.deck.cover(own["title"], [*texts, own["not_rules"]], f"{own['not_rules']}\n{chosen}")

    def _key(self) -> None:
        """What the signs mean, before any table shows them."""
        rows = []
        for status, sign in SYMBOLS.items():
            own = {part: self.own[f"{part}_{status}"] for part in ("means", "example")}
            look = _look(status)
            label = Run(f"{sign} {self._status(status)}".strip(), True, look.colour)
            example = look._replace(text=own["example"])
            cells = (Cell((label,), TINTS[status]), _text(own["means"]), Cell((example,), TINTS[status]))
            rows.append(Row(cells, f"{self._status(status)}{self.own['colon']}{own['means']}"))
        heads = [self.own[head] for head in ("sign", "means", "example")]
        self.deck.table(self.own["how"], heads, (2.2, 6.2, 4.8), rows, KEY)

    def _pictures(self) -> None:
        cells = self.report.cells
        drawn = {
            "coverage": charts.evidence_counts(cells, self.lang),
            "fees": charts.across_platforms(cells, ("fee",), self.lang),
        }
        for title, chart in drawn.items():
            picture = io.BytesIO()
            with charts.house_style():
                chart.savefig(picture, format="png", dpi=130, metadata={"Software": None})
            own = self.own
            self.deck.picture(own[title], picture.getvalue(), own[f"{title}_alt"], own[f"{title}_alt"])

    def _in_full(self) -> list[str]:
        """The platforms that are shown in full: the best covered one, and others with types to compare."""
        platforms = sorted(
            self.report.platforms(), key=lambda p: -sum(platform == p for platform, _, _ in self.told)
        )
        rich = [p for p in platforms if len(self._types(p, LEAST, general=False)) > 1]
        return (rich or platforms[:1])[:MOST_IN_FULL]

    def _types(self, platform: str, least: int = 1, general: bool = True) -> list[str]:
        """The types of a platform of which so many attributes are told."""
        return [
            type_.id
            for type_ in load().types
            if sum(key[:2] == (platform, type_.id) for key in self.told) >= least
            and (general or type_.id != GENERAL)
        ]

    def _type(self, platform: str, type_: str) -> None:
        """All that is told of one type, attribute by attribute, with the sources and how sure it is."""
        own, rows = self.own, []
        cells = [self.cells[platform, type_, attribute.id] for attribute in attributes()]
        told = [cell for cell in cells if cell.status != "not_mentioned"]
        for cell in told:
            level = LEVEL_LABELS[cell.certainty][self.lang]
            shown = (self._cell(cell), _text(str(cell.n_sources), centred=True), _text(level))
            rows.append(Row((*self._heads(cell.attribute), *shown), self._note([cell])))
        rows += self._silent([cell.attribute for cell in cells if cell not in told])
        disputed = sum(cell.status == "conflicting" for cell in told)
        title = own["type_title"].format(
            platform=name("platform", platform, self.lang),
            type=name("type", type_, self.lang),
            said=len(told),
            disputes=own["type_disputes"].format(count=disputed) if disputed else "",
        )
        heads = ["", own["attribute"], own["says"], own["sources"], own["certainty"]]
        self.deck.table(title, heads, TYPE_WIDTHS[self.lang], rows, bands=True)

    def _comparison(self, platform: str) -> None:
        """The types of a platform side by side."""
        types = self._types(platform, LEAST_OF_TYPE) or self._types(platform)
        rows: list[Row] = []
        silent: list[str] = []
        for attribute in attributes():
            cells = [self.cells[platform, type_, attribute.id] for type_ in types]
            if all(cell.status == "not_mentioned" for cell in cells):
                # What a type without a column tells is not silent either.
                if not any(key[::2] == (platform, attribute.id) for key in self.told):
                    silent.append(attribute.id)
                continue
            note = self._note([cell for cell in cells if cell.status != "not_mentioned"])
            rows.append(Row((*self._heads(attribute.id), *map(self._cell, cells)), note))
        title = self.own["compare_title"].format(platform=name("platform", platform, self.lang))
        heads = ["", self.own["attribute"], *(name("type", type_, self.lang) for type_ in types)]
        *labels, room = COMPARE_WIDTHS[self.lang]
        widths = [*labels, *([room / len(types)] * len(types))]
        self.deck.table(
            title, heads, widths, [*rows, *self._thin(platform, types), *self._silent(silent)], bands=True
        )

    def _thin(self, platform: str, shown: Sequence[str]) -> list[Row]:
        """The row that says the little that is told of the types without a column of their own."""
        rest = [type_ for type_ in self._types(platform) if type_ not in shown]
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
            told = _text(self.own["semicolon"].join(texts))
            rows.append(
                Row((Cell((Run(self.own["rest"], True),), SIDE_GROUND, True), label, told), self._note(own))
            )
        return rows

    def _overview(self, platforms: Sequence[str]) -> None:
        """The platforms that are not shown in full: what is asked first, one row for each type."""
        rows = self._subject_rows(platforms, OVERVIEW)
        if rows:
            heads = [self.own["subject"], *(name("attribute", a, self.lang) for a in OVERVIEW)]
            self.deck.table(self.own["others_title"], heads, OVERVIEW_WIDTHS[self.lang], rows)

    def _ways_out(self) -> None:
        """Whether, how, and what then: for every type of which that is told."""
        leave = [attribute.id for attribute in attributes() if attribute.group == "leave"]
        rows = self._subject_rows(self.report.platforms(), leave)
        if rows:
            heads = [self.own["subject"], *(self.own[f"leave_{attribute}"] for attribute in leave)]
            self.deck.table(self.own["leave_title"], heads, LEAVE_WIDTHS[self.lang], rows)

    def _subject_rows(self, platforms: Sequence[str], columns: Sequence[str]) -> list[Row]:
        """One row for each type of these platforms of which any of these attributes is told."""
        rows = []
        for platform in platforms:
            for type_ in self._types(platform):
                cells = [self.cells[platform, type_, attribute] for attribute in columns]
                told = [cell for cell in cells if cell.status != "not_mentioned"]
                if told:
                    names = [name("platform", platform, self.lang), name("type", type_, self.lang)]
                    subject = Cell((Run(names[0], True), Run(f"\n{names[1]}")), SIDE_GROUND)
                    note = f"{self.own['separator'].join(names)}\n{self._note(told)}"
                    rows.append(Row((subject, *map(self._cell, cells)), note))
        return rows

    def _disputes(self) -> None:
        """The weightiest disputes, each with both sentences; of the others what stands against what."""
        first: dict[tuple[str, str, str], Any] = {}
        more = []
        for row in rows_of(self.report.disagreements):
            topic = (row.platform, row.attribute, row.clash)
            if row.nature != "conditions" and topic not in first and len(first) < DISPUTES:
                first[topic] = row
            else:
                more.append(row)
        for row in first.values():
            self._dispute(row)
        rows = []
        for row in more[:MORE_DISPUTES]:
            subject = (name("platform", row.platform, self.lang), name("attribute", row.attribute, self.lang))
            cells = [Cell((Run(subject[0], True), Run(f"\n{subject[1]}")), SIDE_GROUND)]
            cells += [_text(self._side(row, end), TINTS["conflicting"]) for end in ("", "_other")]
            cells.append(_text(self.own[f"nature_{row.nature}"]))
            rows.append(Row(tuple(cells), "\n".join(self._quoted(row, end) for end in ("", "_other"))))
        heads = [self.own["topic"], *(self.own[h] for h in ("one_side", "other_side", "kind"))]
        if rows:
            self.deck.table(self.own["more_disputes"], heads, (2.2, 4, 4, 2.2), rows)

    def _dispute(self, row: Any) -> None:
        own, platform, attribute = self.own, row.platform, row.attribute
        title = own["dispute_title"].format(
            platform=name("platform", platform, self.lang), attribute=name("attribute", attribute, self.lang)
        )
        sides = [self._side(row, end) for end in ("", "_other")]
        sentences, sources = [], []
        for end in ("", "_other"):
            page = getattr(row, f"page{end}")
            quoted = self._sentence(row, end).within(LONGEST_QUOTE)
            runs = (Run(f"“{quoted.before}"), Run(quoted.quote, True, DENIED), Run(f"{quoted.after}”"))
            sentences.append(Cell(runs))
            date = self.pages.date(page) or own["undated"]
            source = own["dated"].format(title=self.pages.title(page), date=date)
            sources.append(Cell((Run(source, False, QUIET),)))
        cell = self.cells[platform, row.type, attribute]
        verdict = own[f"nature_{row.nature}"] + own["semicolon"] + own[f"clash_{row.clash}"]
        if cell.status == "conflicting" and row.clash == "values":
            verdict += f"\n{settled(cell, self.lang, own)}"
        last = Cell((Run(verdict, True), Run(f"\n{own['in_class']}")), SIDE_GROUND)
        notes = "\n".join(self._quoted(row, end) for end in ("", "_other"))
        rows = [Row(tuple(sentences), notes), Row(tuple(sources)), Row((last,))]
        self.deck.table(title, sides, (1, 1), rows, QUOTE)

    def _side(self, row: Any, end: str) -> str:
        """One side of a dispute: type, value, number of sources."""
        type_, value, count = (getattr(row, f"{part}{end}") for part in ("type", "value", "n_sources"))
        label = load().value_label(row.attribute, value, self.lang)
        sources = self.own["sources_of"].format(count=count)
        bracket = f"（{sources}）" if self.lang == "zh" else f" ({sources})"
        return f"{name('type', type_, self.lang)}{self.own['colon']}{label}{bracket}"

    def _sentence(self, row: Any, end: str) -> Any:
        """The sentence in which the quote of one side of a dispute stands."""
        page, quote, type_, value = (getattr(row, f"{p}{end}") for p in ("page", "quote", "type", "value"))
        for piece in self.evidence[row.platform, type_, row.attribute]:
            if (piece.page, piece.value, piece.quote) == (page, value, quote):
                return self.quotes.around(page, piece.start, piece.end)
        raise LookupError(f"no evidence {quote!r} in {page}")

    def _quoted(self, row: Any, end: str) -> str:
        """One side of a dispute for the notes: the whole sentence and its page."""
        page = getattr(row, f"page{end}")
        return f"{self._side(row, end)}\n“{self._sentence(row, end).text}” {self.pages.named(page)}"

    def _quiz(self) -> None:
        for number, question in enumerate(self.shown, 1):
            notes = f"{LETTERS[question.right]}. {question.explanation}\n{self.pages.named(question.page)}"
            for part in ("quiz", "answer"):
                first, *others = _options(question, part == "answer")
                rows = [first._replace(note=notes), *others]
                if part == "answer":
                    rows.append(Row((_text(question.explanation, SIDE_GROUND),)))
                heads = [self.own[part].format(at=number, of=len(self.shown))]
                self.deck.table(question.prompt, heads, (1.2, 11), rows, QUIZ)

    def _end(self) -> None:
        own = self.own
        dated = int(self.report.pages["published"].notna().sum())
        texts = [own["end_pages"].format(dated=dated, **self.numbers), own["end_more"], own["end_notes"]]
        told = own["end_questions"].format(count=len(self.questions), shown=len(self.shown))
        texts += [told] if self.questions else []
        texts += [] if self.told else [own["nothing"]]
        skipped = len(self.report.skipped)
        texts += [own["notes_skipped"].format(count=skipped)] if skipped else []
        self.deck.texts(own["end"], [(Run(text),) for text in [*texts, own["not_rules"]]], own["not_rules"])

    def _heads(self, attribute: str) -> tuple[Cell, Cell]:
        """Group and name of an attribute, as every row of it begins."""
        group = GROUP[self.lang][load().attribute(attribute).group]
        label = Run(name("attribute", attribute, self.lang), True)
        return Cell((Run(group, True),), SIDE_GROUND, True), Cell((label,), SIDE_GROUND)

    def _silent(self, silent: Sequence[str]) -> list[Row]:
        """The row of the attributes that no page mentions."""
        if not silent:
            return []
        names = self.own["comma"].join(name("attribute", attribute, self.lang) for attribute in silent)
        label = Run(self.own["silent"], False, QUIET)
        return [
            Row(
                (
                    Cell(
                        (
                            Run(
                                "",
                            ),
                        )
                    ),
                    Cell((label,)),
                    Cell((Run(names, False, QUIET),)),
                )
            )
        ]

    def _cell(self, cell: Any) -> Cell:
        """A cell of the comparison: sign and words, on the ground of its status."""
        look = _look(cell.status)
        sign = (Run(f"{SYMBOLS[cell.status]} ", True, look.colour),) if SYMBOLS[cell.status] else ()
        text = words_of(cell, self.lang, self.own)
        return Cell((*sign, Run(text, look.bold, QUIET if not sign else INK)), TINTS[cell.status], not sign)

    def _note(self, cells: Sequence[Any]) -> str:
        """What stands in the notes for some cells: every quote with its page."""
        said: Iterator[str] = (
            f"{name('type', cell.type, self.lang)}{self.own['separator']}"
            f"{name('attribute', cell.attribute, self.lang)}{self.own['separator']}"
            f"{load().value_label(cell.attribute, piece.value, self.lang)}{self.own['colon']}"
            f"“{' '.join(piece.quote.split())}” {self.pages.named(piece.page)}"
            for cell in cells
            for piece in self.evidence[cell.platform, cell.type, cell.attribute]
        )
        return "\n".join(said)

    def _status(self, status: str) -> str:
        return STATUS_LABELS[status][self.lang]


def _options(question: Question, answered: bool) -> Iterator[Row]:
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


def _look(status: str) -> Run:
    """How a status is written."""
    colours = {"stated": STATED, "denied": DENIED, "conflicting": INK, "not_mentioned": QUIET}
    return Run("", status in ("denied", "conflicting"), colours[status])


def _text(text: str, ground: str = WHITE, centred: bool = False) -> Cell:
    return Cell((Run(text),), ground, centred)
