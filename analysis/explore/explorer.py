"""The explorer of a report: filters, the matrix, a cell with its evidence, a search, the tables behind it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import ipywidgets as widgets

from analysis.compare import STATUS_LABELS, STATUSES
from analysis.errors import UsageError
from analysis.explore.desk import Desk
from analysis.explore.grid import Grid
from analysis.explore.markup import cell_head, conflict_list, copy_list, decision_list, safe
from analysis.explore.reader import Place, Reader
from analysis.explore.tables import Key, Rows, as_texts
from analysis.explore.wording import style, wording
from analysis.exports.matrix import attributes, rows_of
from analysis.exports.reviews import reviews
from analysis.model import Document
from analysis.pipeline import build_again
from analysis.quotes import CUT
from analysis.report import Report
from analysis.table import Table
from analysis.vocabulary import Lang, load
from analysis.words import concordance

# How many lines of a search are listed; `lines` has all of them.
MOST_LINES = 200
# How many characters of a quote its line in the list of evidence has.
MOST_OF_QUOTE = 40
FILTER, LABEL = {"width": "15em"}, {"description_width": "5em"}
TABLES = ("cells", "evidence", "conflicts", "copies", "decisions", "lines")
NONE = Key("", "", "")


class Explorer:
    """A report to look through: shows itself as widgets in a notebook, as a plain table without a front end.

    What is on the screen is here as tables too: `cells` of the platform that pass the filters, the chosen
    `cell` with its `evidence`, `conflicts`, `copies` (pages of the same source) and `decisions` (what people
    said of it), and the `lines` of the search. Without a chosen cell, or before a search, these have no rows.
    `report` is the report that is shown: after building again, another one.
    """

    def __init__(self, report: Report, lang: Lang = "zh") -> None:
        self.report, self.lang = report, lang
        self._rows, self._told = Rows(report), reviews(report, lang)
        self._words = words = wording(lang)
        documents = _by_page(report)
        self.lines = concordance((), "")
        self._key = NONE
        platforms = report.platforms()
        self._platform = widgets.Dropdown(
            options=_options("platform", platforms, lang),
            value=platforms[0] if platforms else None,
            description=words["platform"],
            layout=FILTER,
            style=LABEL,
        )
        self._types = _several("type", [t.id for t in load().types], words["types"], lang)
        self._attributes = _several("attribute", [a.id for a in attributes()], words["attributes"], lang)
        self._statuses = widgets.SelectMultiple(
            options=[(STATUS_LABELS[status][lang], status) for status in STATUSES],
            description=words["statuses"],
            rows=5,
            layout=FILTER,
            style=LABEL,
        )
        self._grid = Grid(lang, self._press)
        self._head, self._about = widgets.HTML(), widgets.HTML()
        self._pieces = Reader(documents, words, rows=5)
        self._desk = Desk(lang, self.build_again)
        self._back = widgets.Button(description=words["back"], icon="arrow-up")
        self._search = widgets.Text(
            placeholder=words["find_hint"], description=words["find"], continuous_update=False
        )
        self._search.layout.width = "100%"
        self._found, self._hits = widgets.HTML(), Reader(documents, words, rows=8)
        self._views = widgets.ToggleButtons(
            options=[(words[f"table_{name}"], name) for name in ("none", *TABLES)],
            description=words["as_table"],
        )
        self._table = widgets.HTML()
        self._back.on_click(lambda _: self._grid.focus())
        self._search.observe(lambda change: self._look_up(change["new"]), names="value")
        self._views.observe(lambda _: self._show_table(), names="value")
        filters = [self._platform, self._types, self._attributes, self._statuses]
        for reader in (self._pieces, self._hits):
            reader.list.observe(self._lay_out, names="index")
        for widget in filters:
            widget.observe(self._filtered, names="value")
        parts = [
            widgets.HTML(style()),
            widgets.HBox(filters, layout=widgets.Layout(flex_flow="row wrap")),
            widgets.HTML(f"<small>{safe(words['filters_hint'])}</small>"),
            self._grid.widget,
            *(self._head, self._pieces.widget, self._desk.widget, self._about, self._back),
            *(self._search, self._found, self._hits.widget),
            *(self._views, self._table),
        ]
        self.widget = widgets.VBox(parts).add_class("rz-explorer")
        self._filtered()
        self._show_cell()

    @property
    def cells(self) -> Table:
        """The cells of the platform that pass the filters."""
        return self._rows.shown(
            self._platform.value, self._types.value, self._attributes.value, self._statuses.value
        )

    @property
    def cell(self) -> Table:
        """The chosen cell: one row of `report.cells`."""
        return self._rows.cell(self._key)

    @property
    def evidence(self) -> Table:
        """The evidence of the chosen cell, by value, the newest page first."""
        return self._rows.evidence(self._key)

    @property
    def conflicts(self) -> Table:
        """The conflicts of the chosen cell."""
        return self._rows.conflicts(self._key)

    @property
    def copies(self) -> Table:
        """The pages that are one source with a page of the chosen cell."""
        return self._rows.copies(self._key)

    @property
    def decisions(self) -> Table:
        """What people decided on the chosen cell: rows of `report.decisions`."""
        return self._rows.decisions(self._key)

    def choose(self, platform: str, type: str, attribute: str) -> Explorer:
        """Chooses a cell by its ids, as a click on it does; UsageError for one that is not there."""
        key = Key(platform, type, attribute)
        if self._rows.cell(key).empty:
            there = ", ".join(self.report.platforms()) or "none"
            raise UsageError(
                f"no cell {' '.join(key)!r} in this report: give platform ({there}), type and attribute "
                "by the ids of report.cells"
            )
        self._platform.value = platform
        self._choose(key)
        return self

    def search(self, words: str) -> Explorer:
        """Finds a word or phrase in all pages, in any spelling, as the search box does."""
        self._search.value = words
        return self

    def build_again(self) -> Explorer:
        """Reads the same pages again, carries out all decisions on them, and shows the same cell.

        Raises UsageError for a report that was not made from files.
        """
        self.report = build_again(self.report)
        self._rows, self._told = Rows(self.report), reviews(self.report, self.lang)
        for reader in (self._pieces, self._hits):
            reader.documents = _by_page(self.report)
        self._grid.reset()
        platforms, chosen = self.report.platforms(), self._platform.value
        self._platform.options = _options("platform", platforms, self.lang)
        if chosen in platforms:
            self._platform.value = chosen
        if self.cell.empty:
            self._key = NONE
        self._filtered()
        self._show_cell()
        self._look_up(self._search.value)
        return self

    def __repr__(self) -> str:
        return f"<Explorer: {len(self.report.documents)} pages, {len(self.cells)} cells>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """The widgets, and for paper and other places without a front end the same as a plain table."""
        view: dict[str, Any] = self.widget._repr_mimebundle_(include=include, exclude=exclude)
        return {**view, "text/plain": repr(self), "text/html": self._still()}

    def _still(self) -> str:
        """What is chosen, without widgets: the cell with its quotes, or else the matrix."""
        if self._key == NONE:
            platform = load().label("platform", str(self._platform.value), self.lang)
            return f"<p>{safe(platform)}</p>{as_texts(self.cells, self.lang)._repr_html_()}"
        quotes = self.evidence[["value", "quote", "page", "published", "condition"]]
        return f"{self._head.value}{quotes._repr_html_()}"

    def _filtered(self, _: Any = None) -> None:
        self._grid.show(self.cells)
        self._grid.mark(self._key)
        self._show_table()

    def _choose(self, key: Key) -> None:
        self._key = key
        self._grid.mark(key)
        self._show_cell()
        self._show_table()

    def _press(self, key: Key) -> None:
        self._choose(key)
        # Keys and screen readers go on where there is something new; a button leads back.
        (self._pieces.list if self._pieces.chosen else self._back).focus()

    def _show_cell(self) -> None:
        """Shows the chosen cell: what it says, its evidence in the pages, what is against it, copies."""
        chosen = self._key != NONE
        self._back.layout.display = "" if chosen else "none"
        self._evidence = evidence = self.evidence
        by_page = evidence.groupby("page")
        spans = {page: tuple(zip(rows["start"], rows["end"], strict=True)) for page, rows in by_page}
        places = [
            Place(self._label(row), row.page, (row.start, row.end), spans[row.page])
            for row in rows_of(evidence)
        ]
        self._pieces.show(self._words["pieces"].format(count=len(places)), places)
        self._head.value, self._about.value = f"<p>{safe(self._words['choose_cell'])}</p>", ""
        for cell in rows_of(self.cell):
            self._head.value = cell_head(cell, self.lang, self._words)
            decided = decision_list(self._told.get(self._key, ()), self._words)
            conflicts = conflict_list(self.conflicts, self.lang, self._words)
            self._about.value = decided + conflicts + copy_list(self.copies, cell.pages, self._words)
        self._lay_out()

    def _lay_out(self, _: Any = None) -> None:
        """Puts the open quotation, or the page that the search has open, on the desk to be decided on."""
        piece, hit = self._pieces.chosen, self._hits.chosen
        row = None if piece is None else self._evidence.iloc[self._pieces.list.index]
        page = hit or piece
        self._desk.show(self.report, self._key, row, page.page if page else None)

    def _label(self, row: Any) -> str:
        """A piece of evidence in one line."""
        quote = " ".join(row.quote.split())
        quote = quote if len(quote) <= MOST_OF_QUOTE else quote[:MOST_OF_QUOTE] + CUT
        date = f"{row.published:%Y-%m-%d}" if row.published == row.published else self._words["undated"]
        value = load().value_label(row.attribute, row.value, self.lang)
        return self._words["separator"].join((value, f"“{quote}”", row.page, date))

    def _look_up(self, words: str) -> None:
        self.lines = concordance(self.report.documents, words, whole=False)
        shown = self.lines.head(MOST_LINES)
        counts = {"count": len(self.lines), "pages": self.lines["page"].nunique(), "listed": len(shown)}
        head = "no_lines" if shown.empty else "lines" if len(shown) == len(self.lines) else "lines_cut"
        told = self._words[head].format(word=words, **counts) if words else ""
        self._found.value = f"<p>{safe(told)}</p>"
        self._hits.show(self._words["hits"], [_line(row) for row in rows_of(shown)])
        self._show_table()

    def _show_table(self) -> None:
        name = self._views.value
        self._table.value = "" if name == "none" else getattr(self, name)._repr_html_()


def _by_page(report: Report) -> dict[str, Document]:
    return {document.page: document for document in report.documents}


def _line(row: Any) -> Place:
    """A line of a concordance as a place in its page."""
    return Place(
        f"{row.left}【{row.word}】{row.right}  {row.page}", row.page, (row.start, row.start + len(row.word))
    )


def _options(kind: str, ids: Collection[str], lang: Lang) -> list[tuple[str, str]]:
    return [(load().label(kind, id_, lang), id_) for id_ in ids]


def _several(kind: str, ids: Collection[str], description: str, lang: Lang) -> widgets.SelectMultiple:
    return widgets.SelectMultiple(
        options=_options(kind, ids, lang), description=description, rows=5, layout=FILTER, style=LABEL
    )
