"""The report as slides for a training: what each type is, how types compare, ways out, disputes, a quiz.

A deck is for a room: the platforms of which pages say enough to compare types come in full, the others in one
overview, so that it grows with what there is to teach and not with the number of platforms.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from analysis import charts
from analysis.certainty import LEVEL_LABELS
from analysis.charts.style import DENIED, QUIET, Chart
from analysis.charts.words import review_marks
from analysis.compare import STATUS_LABELS
from analysis.exports.layout import Cell, Row, Run
from analysis.exports.matrix import SYMBOLS, attributes, rows_of
from analysis.exports.pack import SIDE_GROUND, TINTS, name, settled, words
from analysis.exports.rows import LETTERS, Rows, look_of, options, text_cell
from analysis.exports.slides import Deck
from analysis.quiz import questions, selection
from analysis.report import Report
from analysis.vocabulary import Lang

# A platform in full has two types with so many attributes each; a type slide needs so many of its own.
LEAST, LEAST_OF_TYPE, MOST_IN_FULL = 6, 3, 2
OVERVIEW = ("audience", "fee", "badge", "benefit")
DISPUTES, MORE_DISPUTES, QUESTIONS, LONGEST_QUOTE = 6, 10, 6, 150
# Sizes of letters where there is room for larger ones.
KEY, QUOTE, QUIZ = 24, 24, 26
DPI = 120
# Widths of columns; words are longer in English.
KEY_WIDTHS = {"zh": (2.4, 6.2, 4.6), "en": (3.2, 5.9, 4.1)}
TYPE_WIDTHS = {"zh": (0.9, 1.8, 7.3, 1.0, 1.4), "en": (1.1, 2.5, 5.7, 1.4, 1.65)}
COMPARE_WIDTHS = {"zh": (0.9, 1.5, 9.8), "en": (1.1, 2.3, 8.8)}
OVERVIEW_WIDTHS = {"zh": (2.3, 2.7, 2.0, 1.7, 3.4), "en": (3.0, 2.5, 1.9, 1.6, 3.1)}
LEAVE_WIDTHS = {"zh": (2.1, 2.5, 2.8, 2.8, 2.0), "en": (2.4, 2.2, 2.7, 2.6, 2.3)}


def render(report: Report, lang: Lang = "zh") -> bytes:
    """The report as the bytes of a .pptx file; the same report gives the same bytes."""
    return _Training(report, lang).render()


class _Training:
    """The slides of one report in the making."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self.report, self.lang, self.own = report, lang, words("slides", lang)
        self.rows = Rows(report, lang, self.own)
        self.cells, self.told, self.pages = self.rows.cells, self.rows.told, self.rows.pages
        self.numbers = {
            "pages": report.totals.pages,
            "sources": report.totals.sources,
            "claims": report.totals.claims,
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
            self._coverage()
            full = self._in_full()
            for platform in full:
                for type_ in self.rows.types(platform, LEAST_OF_TYPE):
                    self._type(platform, type_)
                self._comparison(platform)
            self._overview([p for p in self.report.platforms() if p not in full])
            self._ways_out(full[0])
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
            look = look_of(status)
            label = Run(f"{sign} {STATUS_LABELS[status][self.lang]}".strip(), True, look.colour)
            example = look._replace(text=own["example"])
            cells = (Cell((label,), TINTS[status]), text_cell(own["means"]), Cell((example,), TINTS[status]))
            rows.append(Row(cells, f"{STATUS_LABELS[status][self.lang]}{self.own['colon']}{own['means']}"))
        for mark, says in review_marks(self.report.cells, self.lang).items():
            cells = (text_cell(mark), text_cell(says), text_cell(f"{self.own['example_stated']} {mark}"))
            rows.append(Row(cells, f"{mark}{self.own['colon']}{says}"))
        heads = [self.own[head] for head in ("sign", "means", "example")]
        self.deck.table(self.own["how"], heads, KEY_WIDTHS[self.lang], rows, KEY)

    def _coverage(self) -> None:
        """How much is told at all, and what a certification costs: the two pictures that open a training."""
        cells, lang = self.report.cells, self.lang
        self._picture("coverage", charts.evidence_counts(cells, lang))
        if any(attribute == "fee" for _, _, attribute in self.told):
            self._picture("fees", charts.across_platforms(cells, ("fee",), lang))

    def _picture(self, title: str, chart: Chart, **names: str) -> None:
        png = io.BytesIO()
        with charts.house_style():
            chart.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
        says = self.own[f"{title}_alt"].format(**names)
        self.deck.picture(self.own[title].format(**names), png.getvalue(), says, says)

    def _in_full(self) -> list[str]:
        """The platforms that are shown in full: the best covered one, and others with types to compare."""
        platforms = sorted(
            self.report.platforms(), key=lambda p: -sum(platform == p for platform, _, _ in self.told)
        )
        rich = [p for p in platforms if len(self.rows.types(p, LEAST, general=False)) > 1]
        return (rich or platforms[:1])[:MOST_IN_FULL]

    def _type(self, platform: str, type_: str) -> None:
        """All that is told of one type, attribute by attribute, with the sources and how sure it is."""
        own, rows = self.own, []
        cells = [self.cells[platform, type_, attribute.id] for attribute in attributes()]
        told = [cell for cell in cells if cell.status != "not_mentioned"]
        for cell in told:
            level = LEVEL_LABELS[cell.certainty][self.lang]
            shown = (self.rows.cell(cell), text_cell(str(cell.n_sources), centred=True), text_cell(level))
            rows.append(Row((*self.rows.heads(cell.attribute), *shown), self.rows.note([cell])))
        rows += self.rows.silent([cell.attribute for cell in cells if cell not in told])
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
        types = self.rows.types(platform, LEAST_OF_TYPE) or self.rows.types(platform)
        rows: list[Row] = []
        silent: list[str] = []
        for attribute in attributes():
            cells = [self.cells[platform, type_, attribute.id] for type_ in types]
            if all(cell.status == "not_mentioned" for cell in cells):
                # What a type without a column tells is not silent either.
                if not any(key[::2] == (platform, attribute.id) for key in self.told):
                    silent.append(attribute.id)
                continue
            note = self.rows.note([cell for cell in cells if cell.status != "not_mentioned"])
            rows.append(Row((*self.rows.heads(attribute.id), *map(self.rows.cell, cells)), note))
        title = self.own["compare_title"].format(platform=name("platform", platform, self.lang))
        heads = ["", self.own["attribute"], *(name("type", type_, self.lang) for type_ in types)]
        *labels, room = COMPARE_WIDTHS[self.lang]
        widths = [*labels, *([room / len(types)] * len(types))]
        self.deck.table(
            title,
            heads,
            widths,
            [*rows, *self.rows.thin(platform, types), *self.rows.silent(silent)],
            bands=True,
        )

    def _overview(self, platforms: Sequence[str]) -> None:
        """The platforms that are not shown in full: what is asked first, one row for each type."""
        rows = self.rows.subjects(platforms, OVERVIEW)
        if rows:
            heads = [self.own["subject"], *(name("attribute", a, self.lang) for a in OVERVIEW)]
            self.deck.table(self.own["others_title"], heads, OVERVIEW_WIDTHS[self.lang], rows)

    def _ways_out(self, best: str) -> None:
        """Whether, how, and what then: on one platform as a picture, then for every type as a table."""
        leave = [attribute.id for attribute in attributes() if attribute.group == "leave"]
        if any(platform == best and attribute in leave for platform, _, attribute in self.told):
            chart = charts.ways_out(self.report.cells, best, self.lang)
            self._picture("ways", chart, platform=name("platform", best, self.lang))
        rows = self.rows.subjects(self.report.platforms(), leave)
        if rows:
            heads = [self.own["subject"], *(self.own[f"leave_{attribute}"] for attribute in leave)]
            self.deck.table(self.own["leave_title"], heads, LEAVE_WIDTHS[self.lang], rows)

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
            cells += [text_cell(self.rows.side(row, end), TINTS["conflicting"]) for end in ("", "_other")]
            cells.append(text_cell(self.own[f"nature_{row.nature}"]))
            rows.append(Row(tuple(cells), "\n".join(self.rows.quoted(row, end) for end in ("", "_other"))))
        heads = [self.own["topic"], *(self.own[h] for h in ("one_side", "other_side", "kind"))]
        if rows:
            self.deck.table(self.own["more_disputes"], heads, (2.2, 4, 4, 2.2), rows)

    def _dispute(self, row: Any) -> None:
        own, platform, attribute = self.own, row.platform, row.attribute
        title = own["dispute_title"].format(
            platform=name("platform", platform, self.lang), attribute=name("attribute", attribute, self.lang)
        )
        sides = [self.rows.side(row, end) for end in ("", "_other")]
        sentences, sources = [], []
        for end in ("", "_other"):
            page = getattr(row, f"page{end}")
            quoted = self.rows.sentence(row, end).within(LONGEST_QUOTE)
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
        notes = "\n".join(self.rows.quoted(row, end) for end in ("", "_other"))
        rows = [Row(tuple(sentences), notes), Row(tuple(sources)), Row((last,))]
        self.deck.table(title, sides, (1, 1), rows, QUOTE)

    def _quiz(self) -> None:
        for number, question in enumerate(self.shown, 1):
            notes = f"{LETTERS[question.right]}. {question.explanation}\n{self.pages.named(question.page)}"
            for part in ("quiz", "answer"):
                first, *others = options(question, part == "answer")
                rows = [first._replace(note=notes), *others]
                if part == "answer":
                    rows.append(Row((text_cell(question.explanation, SIDE_GROUND),)))
                heads = [self.own[part].format(at=number, of=len(self.shown))]
                self.deck.table(question.prompt, heads, (1.2, 11), rows, QUIZ)

    def _end(self) -> None:
        own = self.own
        dated = self.report.totals.dated
        texts = [own["end_pages"].format(dated=dated, **self.numbers), own["end_more"], own["end_notes"]]
        told = own["end_questions"].format(count=len(self.questions), shown=len(self.shown))
        texts += [told] if self.questions else []
        texts += [] if self.told else [own["nothing"]]
        skipped = self.report.totals.skipped
        texts += [own["notes_skipped"].format(count=skipped)] if skipped else []
        self.deck.texts(own["end"], [(Run(text),) for text in [*texts, own["not_rules"]]], own["not_rules"])
