"""A report narrowed to some platforms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from analysis.errors import UsageError
from analysis.table import Table
from analysis.vocabulary import Lang, load

if TYPE_CHECKING:
    from analysis.report import Report


def narrowed(report: Report, platforms: Sequence[str], tables: Iterable[str]) -> Report:
    """The report with the rows of some platforms; `tables` are those of it that a platform column narrows."""
    there = report.platforms()
    if missing := [platform for platform in platforms if platform not in there]:
        raise UsageError(
            f"nothing is claimed of {', '.join(missing)}: choose from {', '.join(there) or 'none'}"
        )
    if not platforms:
        raise UsageError(f"no platform is named: choose from {', '.join(there) or 'none'}")
    by_platform = (name for name in ("evidence", *tables) if name != "sources")
    rows: dict[str, Any] = {n: _rows(getattr(report, n), "platform", platforms) for n in by_platform}
    pages = {*rows["claims"]["page"], *rows["kinds"]["page"]}
    # The comparison is the one table that is indexed by what a platform is called, in one language or other.
    names = {load().label("platform", platform, lang) for platform in platforms for lang in get_args(Lang)}
    decided = report.decisions
    kept = decided["platform"].isin(platforms) | decided["platform_new"].isin(platforms)
    return replace(
        report,
        **rows,
        decisions=Table(decided[kept].reset_index(drop=True)),
        documents=tuple(document for document in report.documents if document.page in pages),
        claims_list=tuple(claim for claim in report.claims_list if claim.platform in platforms),
        copies=tuple(link for link in report.copies if pages & {link.one, link.other}),
        pages=_rows(report.pages, "page", pages.union(skip.page for skip in report.skipped)),
        sources=_rows(report.sources, "page", pages),
        comparison=report.comparison[report.comparison.index.get_level_values(0).isin(names)],
    )


def _rows(table: Table, column: str, wanted: Collection[str]) -> Table:
    return Table(table[table[column].isin(wanted)].reset_index(drop=True))
