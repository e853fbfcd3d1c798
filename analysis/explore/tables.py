"""What is chosen in the explorer, as rows of the report's own tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

import pandas as pd

from analysis.compare import cell_text, decided_cells
from analysis.exports.matrix import attributes, rows_of
from analysis.report import Report
from analysis.table import KEY, Table
from analysis.vocabulary import Attribute, Lang, Term, load


class Key(NamedTuple):
    """A cell of the comparison by its ids."""

    platform: str
    type: str
    attribute: str


class Rows:
    """The rows of a report's tables by cell; where they stand is found out once, so that a click is quick."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._cells = _places(report.cells, KEY)
        self._claims = _places(report.claims, KEY)
        self._evidence = _places(report.evidence, KEY)
        self._conflicts = _places(report.conflicts, ["platform", "attribute"])

    def shown(
        self,
        platform: str | None,
        types: Collection[str] = (),
        attributes: Collection[str] = (),
        statuses: Collection[str] = (),
    ) -> Table:
        """The cells of a platform that pass the filters; an empty filter lets all pass."""
        cells = self._report.cells
        fits = cells["platform"] == platform
        for name, wanted in (("type", types), ("attribute", attributes), ("status", statuses)):
            if wanted:
                fits &= cells[name].isin(wanted)
        return _table(cells[fits])

    def cell(self, key: Key) -> Table:
        """The one row of `report.cells` that a key names; without rows where there is none."""
        return _table(self._report.cells.iloc[self._cells.get(key, [])])

    def evidence(self, key: Key) -> Table:
        """Every piece of evidence of a cell, with condition, date and source of its claim.

        In the order of the cell's values, the newest page first, undated ones last.
        """
        claims = self._report.claims.iloc[self._claims.get(key, [])]
        pieces = self._report.evidence.iloc[self._evidence.get(key, [])]
        limits = claims[["page", "value", "condition", "published"]]
        pieces = pieces.merge(limits, on=["page", "value"], how="left")
        pieces = pieces.merge(self._report.sources[["page", "cluster"]], on="page", how="left")
        order = [value for values in self.cell(key)["values"] for value in values]
        rank = pieces["value"].map({value: place for place, value in enumerate(order)})
        pieces = pieces.assign(rank=rank).sort_values(
            ["rank", "published", "page", "start"], ascending=[True, False, True, True], na_position="last"
        )
        return _table(pieces.drop(columns="rank"))

    def conflicts(self, key: Key) -> Table:
        """The conflicts in which a claim of a cell is one of the two sides."""
        rows = self._report.conflicts.iloc[self._conflicts.get((key.platform, key.attribute), [])]
        return _table(rows[(rows["type"] == key.type) | (rows["type_other"] == key.type)])

    def decisions(self, key: Key) -> Table:
        """What people decided on a cell, also what is lost; a correction may be on two cells."""
        table = self._report.decisions
        # An empty list would choose columns.
        return _table(table[pd.Series([key in decided_cells(row) for row in rows_of(table)], dtype=bool)])

    def copies(self, key: Key) -> Table:
        """The pages that are one source with a page of a cell, those pages among them."""
        table = self._report.sources
        own = {page for pages in self.cell(key)["pages"] for page in pages}
        clusters = table.loc[table["page"].isin(own) & (table["n_pages"] > 1), "cluster"]
        return _table(table[table["cluster"].isin(clusters)])


def axes(cells: pd.DataFrame) -> tuple[list[Attribute], list[Term]]:
    """Rows and columns of the matrix of some cells: without those of which no page speaks.

    Where only what is not mentioned was asked for, that is what there is to see. What people decided on is
    always to be seen.
    """
    told = cells["status"] != "not_mentioned"
    spoken = cells[told | (cells["review"] != "") if "review" in cells else told]
    seen = spoken if len(spoken) else cells
    rows = [attribute for attribute in attributes() if (seen["attribute"] == attribute.id).any()]
    return rows, [type_ for type_ in load().types if (seen["type"] == type_.id).any()]


def as_texts(cells: pd.DataFrame, lang: Lang) -> Table:
    """The matrix of some cells of one platform as texts: attributes down, types across."""
    rows, columns = axes(cells)
    texts = {(cell.attribute, cell.type): cell_text(cell, lang) for cell in rows_of(cells)}
    wide = [[texts.get((row.id, column.id), "") for column in columns] for row in rows]
    names = [row.name(lang) for row in rows]
    return Table(pd.DataFrame(wide, index=names, columns=[column.name(lang) for column in columns]))


def _places(table: pd.DataFrame, columns: list[str]) -> dict[Any, Any]:
    """The positions of rows by what stands in some columns."""
    return dict(table.groupby(columns, observed=True).indices)


def _table(rows: pd.DataFrame) -> Table:
    return Table(rows.reset_index(drop=True))
