"""One frozen Report: the tables of a run, its summary in words, and its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from analysis.changes import compare_runs, timeline
from analysis.charts.book import Drawing, drawings
from analysis.compare import Resolution, cells, matrix, values, with_review
from analysis.conflicts import badge_meanings, disagreements, find_conflicts, types_told
from analysis.copies import Link, clusters, copied_passages, find_copies
from analysis.edits import curve
from analysis.errors import UsageError
from analysis.model import Claim, Document, Skipped
from analysis.output import replaced, write_whole
from analysis.records import claim_order, claims_jsonl
from analysis.report.narrow import narrowed
from analysis.report.summary import LISTED, Totals, summary
from analysis.review import Judged, Ledger, Statement, What, addition, decision_on, keep
from analysis.store import csv_text, parquet_bytes
from analysis.table import (
    Table,
    claims_table,
    curve_table,
    decisions_table,
    evidence_table,
    kinds_table,
    pages_table,
    passages_table,
    sources_table,
)
from analysis.taxonomy import find_kinds
from analysis.vocabulary import Lang, Vocabulary, load, using

# Methods of a report that lead to rooms on its right. Such a room is loaded when its door is opened, not
# before: so the rooms keep their order, and who only wants the tables waits for no writer library.
DOORS: Mapping[str, str] = {"explore": "analysis.explore", "write": "analysis.exports"}
# What names a claim: itself, or a row of a table.
Named = Claim | pd.Series | pd.DataFrame | Mapping[str, Any] | tuple[Any, ...]
When = str | datetime | None
NOTHING: Mapping[str, str] = MappingProxyType({})
TABLES = (
    *("claims", "cells", "values", "conflicts", "disagreements"),
    *("sources", "kinds", "taxonomy", "badges", "changes"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What a pile of pages says: claims, evidence, the pages they come from, and the comparison.

    `claims`, `evidence`, `pages`, `sources`, `conflicts`, `disagreements`, `kinds`, `taxonomy`, `badges` and
    `changes` are tables whose columns `analysis.table` tells, `cells` and `values` are those of
    `analysis.compare`, and `comparison` shows (platform, type) × attribute as short texts. `copies` are the
    pairs of pages that are one source. `decisions` is the table of what people decided on the claims, which
    are told as they are after that; `confirm`, `reject`, `correct` and `add` keep a new decision in the
    `ledger`, for the next build. `whole` is given where there is more than can be shown: then pages, claims,
    evidence and what is told page by page are only some of it, and all counts of sources are right.
    """

    documents: tuple[Document, ...]
    claims_list: tuple[Claim, ...]
    skipped: tuple[Skipped, ...]
    copies: tuple[Link, ...]
    claims: Table
    evidence: Table
    pages: Table
    sources: Table
    cells: Table
    values: Table
    conflicts: Table
    disagreements: Table
    kinds: Table
    taxonomy: Table
    badges: Table
    changes: Table
    comparison: Table
    decisions: Table
    vocabulary: Vocabulary
    ledger: Ledger | None = None
    whole: Totals | None = None

    @property
    def totals(self) -> Totals:
        """How much the report is on, shown here or not."""
        return self.whole or Totals(
            pages=len(self.documents),
            silent=len(self.documents) - self.claims["page"].nunique(),
            dated=int(self.pages["published"].notna().sum()),
            sources=self.sources["cluster"].nunique(),
            skipped=len(self.skipped),
            claims=len(self.claims),
            quotes=len(self.evidence),
        )

    def summary(self, lang: Lang = "zh", files: Sequence[Path] = ()) -> str:
        """The run in a few lines: pages read, skipped and why, claims, conflicts, and where the files are."""
        with using(self.vocabulary):
            return summary(self, lang, files)

    def platforms(self) -> list[str]:
        """The platforms on which anything is claimed, in the vocabulary's order."""
        return [str(platform) for platform in self.cells["platform"].unique()]

    def only(self, *platforms: str) -> Report:
        """This report narrowed to some platforms (ids): their rows of every table, and their pages.

        Nothing is judged anew: which pages are copies, what is disputed and how sure a cell is, all pages
        together decide, so that `sources` may name pages that are left out here. Files that could not be
        read stay. Raises UsageError for no platform, or one of which nothing is claimed.
        """
        with using(self.vocabulary):
            return narrowed(self, platforms, TABLES)

    def write(self, folder: str | Path, lang: Lang = "zh") -> list[Path]:
        """Writes all that `renzheng build` does, the same bytes, into a folder, and gives the paths.

        Report, slides, workbook and quiz come first, then the tables and charts. Raises OutputError where
        the folder cannot be written to: what was in it is then as it was.
        """
        with using(self.vocabulary):
            written: list[Path] = _door("write")(self, folder, lang)
        return written

    def explore(self, lang: Lang = "zh") -> Any:
        """An `analysis.explore.Explorer`: the report to look through in a notebook, down to the sentences."""
        with using(self.vocabulary):
            return _door("explore")(self, lang)

    def since(self, old: Report) -> Table:
        """What differs from an earlier report: one row per piece of evidence of a claim that changed.

        Columns as `docs/tables.md` tells (`change` is gained, lost or moved on in other words); see
        `analysis.changes.compare_runs`.
        """
        with using(self.vocabulary):
            return compare_runs(old, self)

    def passages(self, page: str, other: str) -> Table:
        """The sentences of `page` that stand in `other`, side by side; UsageError for a page not read."""
        return passages_table(copied_passages(_document(self, page), _document(self, other)))

    def copy_curve(self, shares: Sequence[float] = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)) -> Table:
        """How well copies of these pages would be found with such a share of their sentences edited."""
        return curve_table(curve(self.documents, shares))

    def confirm(self, claim: Named, *, by: str, why: str, when: When = None) -> str:
        """Keeps the decision that a claim is right, and tells what was written where.

        `claim` is a row of `claims` (all that states it is meant) or of `evidence` (this piece alone), a
        table of one such row, or a Claim; `by` is who decides, `when` a moment (now if not given). The
        next build carries it out. Raises UsageError where the report has no such claim, ReviewError where a
        name or a reason is missing, OSError where the file cannot be written to.
        """
        return self._keep(claim, "confirm", by, why, when)

    def reject(self, claim: Named, *, by: str, why: str, when: When = None) -> str:
        """Keeps the decision that the page does not say so; as `confirm`."""
        return self._keep(claim, "reject", by, why, when)

    def correct(
        self,
        claim: Named,
        *,
        value: str | None = None,
        type: str | None = None,
        platform: str | None = None,
        condition: str | None = None,
        by: str,
        why: str,
        when: When = None,
    ) -> str:
        """Keeps the decision that the page says something else there; as `confirm`.

        What is not given stays; a `condition` of "" takes the condition away. Raises ReviewError as well for
        an id or a value that the vocabulary does not know, or where nothing is changed.
        """
        given = {"value": value, "type": type, "platform": platform, "condition": condition}
        changed = {name: new for name, new in given.items() if new is not None}
        return self._keep(claim, "correct", by, why, when, changed)

    def add(
        self,
        page: str,
        quote: str,
        platform: str,
        type: str,
        attribute: str,
        value: str,
        *,
        condition: str | None = None,
        start: int | None = None,
        by: str,
        why: str,
        when: When = None,
    ) -> str:
        """Keeps the decision that the words `quote` of a page state a claim that was not found; as `confirm`.

        Where the words occur several times, `start` says which (characters of the main text). Raises
        UsageError for a page that was not read or words that are not on it, ReviewError as `correct`.
        """
        said = Statement(platform, type, attribute, value, condition or None)
        with using(self.vocabulary):
            return keep(self.ledger, addition(_document(self, page), quote, said, by, why, when, start))

    def _keep(
        self,
        claim: Named,
        what: What,
        by: str,
        why: str,
        when: When,
        changed: Mapping[str, str] | None = None,
    ) -> str:
        if isinstance(claim, pd.DataFrame):
            if len(claim) != 1:
                raise UsageError(f"a table of {len(claim)} rows; give one row of it: table.iloc[0]")
            claim = claim.iloc[0]
        row = claim if isinstance(claim, Claim) else dict(getattr(claim, "_asdict", lambda: claim)())
        with using(self.vocabulary):
            return keep(self.ledger, decision_on(self.claims_list, row, what, by, why, when, changed))

    def __repr__(self) -> str:
        return f"<Report: {self.totals.pages} pages, {self.totals.claims} claims>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>{self.comparison._repr_html_()}"


def build_report(
    documents: Iterable[Document],
    claims: Iterable[Claim],
    skipped: Iterable[Skipped] = (),
    resolution: Resolution = "majority",
    judged: Iterable[Judged] = (),
    ledger: Ledger | None = None,
) -> Report:
    """The report on these pages and claims; their order does not matter.

    `resolution` says which of several values that contradict each other stands (see `analysis.compare`).
    `judged` are the decisions that were carried out on the claims, `ledger` is where new ones are kept.
    Raises TableError for a claim that the vocabulary does not allow, UsageError for an unknown resolution.
    """
    pages = tuple(sorted(documents, key=lambda document: document.page))
    found = tuple(sorted(claims, key=claim_order))
    left_out = tuple(sorted(skipped, key=lambda skip: (skip.page, skip.reason)))
    copies = find_copies(pages)
    sources = clusters((document.page for document in pages), copies)
    table = claims_table(found)
    conflicts = find_conflicts(table, sources)
    stated = values(table, sources, conflicts)
    decisions = decisions_table(judged)
    compared = with_review(cells(table, sources, resolution=resolution, stated=stated), decisions)
    kinds = kinds_table(kind for document in pages for kind in find_kinds(document))
    return Report(
        documents=pages,
        claims_list=found,
        skipped=left_out,
        copies=copies,
        claims=table,
        evidence=evidence_table(found),
        pages=pages_table(pages, left_out),
        sources=sources_table(pages, copies),
        cells=compared,
        values=stated,
        conflicts=conflicts,
        disagreements=disagreements(conflicts),
        kinds=kinds,
        taxonomy=types_told(kinds, sources),
        badges=badge_meanings(table, sources),
        changes=timeline(table, sources),
        comparison=matrix(compared),
        decisions=decisions,
        vocabulary=load(),
        ledger=ledger,
    )


def write(
    report: Report,
    out_dir: str | Path,
    lang: Lang = "zh",
    track: Callable[[list[str]], Iterable[str]] = iter,
    pool: Executor | None = None,
    others: Mapping[str, Callable[[], bytes]] = MappingProxyType({}),
) -> list[Path]:
    """Writes the report's files into a folder, all of them or none, and gives their paths.

    `claims.jsonl`; every table of `TABLES` as `.csv` (for Excel: with a byte order mark) and `.parquet`;
    every chart of `charts.book` as `.png` and `.svg`, and all in `charts.pdf`. `others` are further files by
    name, which come first. Charts are drawn in the processes of `pool` while the rest is written; `track`
    wraps their names, for a progress bar. Files of the last run that this one does not make go. Raises
    OutputError where the folder cannot be written to: what was in it is then as it was.
    """
    with replaced(out_dir) as draft, Drawing(drawings(report, lang), draft, pool) as drawing:
        written = [write_whole(draft / name, render()) for name, render in others.items()]
        written.append(write_whole(draft / "claims.jsonl", claims_jsonl(report.claims_list).encode()))
        for name in (*TABLES, *(["decisions"] if len(report.decisions) else [])):
            table: Table = getattr(report, name)
            written.append(write_whole(draft / f"{name}.csv", csv_text(table).encode("utf-8-sig")))
            written.append(write_whole(draft / f"{name}.parquet", parquet_bytes(table)))
        written += drawing.finish(track)
    return [Path(out_dir) / path.name for path in written]


def _door(name: str) -> Callable[..., Any]:
    """The function of a room on the right that a method of Report with its name leads to."""
    opened: Callable[..., Any] = getattr(import_module(DOORS[name]), name)
    return opened


def _document(report: Report, page: str) -> Document:
    for document in report.documents:
        if document.page == page:
            return document
    there = ", ".join(document.page for document in report.documents[:LISTED])
    raise UsageError(f"no page {page!r} in this report: choose one of report.pages ({there} …)")
