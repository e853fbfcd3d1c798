"""One frozen Report: the tables of a run, its summary in words, and its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from html import escape
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

import pandas as pd

from analysis.changes import timeline
from analysis.charts.book import FAMILIES, Drawing, drawings
from analysis.compare import Resolution, cells, matrix, values, values_text
from analysis.conflicts import badge_meanings, disagreements, find_conflicts, types_told
from analysis.copies import Link, clusters, copied_passages, find_copies
from analysis.edits import curve
from analysis.errors import UsageError
from analysis.model import Claim, Document, Skipped
from analysis.records import claim_order, claims_jsonl, write_whole
from analysis.store import csv_text, parquet_bytes
from analysis.table import (
    KEY,
    Table,
    claims_table,
    curve_table,
    evidence_table,
    kinds_table,
    pages_table,
    passages_table,
    sources_table,
)
from analysis.taxonomy import find_kinds
from analysis.vocabulary import Lang, load

# Methods of a report that lead to rooms on its right. Such a room is loaded when its door is opened, not
# before: so the rooms keep their order, and who only wants the tables waits for no writer library.
DOORS: Mapping[str, str] = {"explore": "analysis.explore", "write": "analysis.exports"}
LISTED = 10
TABLES = (
    *("claims", "cells", "values", "conflicts", "disagreements"),
    *("sources", "kinds", "taxonomy", "badges", "changes"),
)
RESOLVED: Mapping[str, Mapping[Lang, str]] = {
    "majority": {"zh": "按来源多数", "en": "by majority of sources"},
    "newest": {"zh": "按最新日期", "en": "by the newest date"},
    "strict": {"zh": "矛盾保留不定", "en": "left disputed"},
}


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What a pile of pages says: claims, evidence, the pages they come from, and the comparison.

    `claims`, `evidence`, `pages`, `sources`, `conflicts`, `disagreements`, `kinds`, `taxonomy`, `badges` and
    `changes` are tables whose columns `analysis.table` tells, `cells` and `values` are those of
    `analysis.compare`, and `comparison` shows (platform, type) × attribute as short texts. `copies` are the
    pairs of pages that are one source.
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

    def summary(self, lang: Lang = "zh", files: Sequence[Path] = ()) -> str:
        """The run in a few lines: pages read, skipped and why, claims, conflicts, and where the files are."""
        return _summary(self, lang, files)

    def platforms(self) -> list[str]:
        """The platforms on which anything is claimed, in the vocabulary's order."""
        return [str(platform) for platform in self.cells["platform"].unique()]

    def only(self, *platforms: str) -> Report:
        """This report narrowed to some platforms (ids): their rows of every table, and their pages.

        Nothing is judged anew: which pages are copies, what is disputed and how sure a cell is, all pages
        together decide, so that `sources` may name pages that are left out here. Files that could not be
        read stay. Raises UsageError for no platform, or one of which nothing is claimed.
        """
        return _only(self, platforms)

    def write(self, folder: str | Path, lang: Lang = "zh") -> list[Path]:
        """Writes all that `renzheng build` does, the same bytes, into a folder, and gives the paths.

        Report, slides, workbook and quiz come first, then the tables and charts. Raises OSError where the
        folder cannot be written to.
        """
        written: list[Path] = _door("write")(self, folder, lang)
        return written

    def explore(self, lang: Lang = "zh") -> Any:
        """An `analysis.explore.Explorer`: the report to look through in a notebook, down to the sentences."""
        return _door("explore")(self, lang)

    def passages(self, page: str, other: str) -> Table:
        """The sentences of `page` that stand in `other`, side by side; UsageError for a page not read."""
        return passages_table(copied_passages(_document(self, page), _document(self, other)))

    def copy_curve(self, shares: Sequence[float] = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9)) -> Table:
        """How well copies of these pages would be found with such a share of their sentences edited."""
        return curve_table(curve(self.documents, shares))

    def __repr__(self) -> str:
        return f"<Report: {len(self.documents)} pages, {len(self.claims)} claims>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>{self.comparison._repr_html_()}"


def build_report(
    documents: Iterable[Document],
    claims: Iterable[Claim],
    skipped: Iterable[Skipped] = (),
    resolution: Resolution = "majority",
) -> Report:
    """The report on these pages and claims; their order does not matter.

    `resolution` says which of several values that contradict each other stands (see `analysis.compare`).
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
    compared = cells(table, sources, resolution=resolution, stated=stated)
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
    )


def write(
    report: Report,
    out_dir: str | Path,
    lang: Lang = "zh",
    track: Callable[[list[str]], Iterable[str]] = iter,
    pool: Executor | None = None,
    others: Mapping[str, Callable[[], bytes]] = MappingProxyType({}),
) -> list[Path]:
    """Writes the report's files into a folder, each whole or not at all, and gives their paths.

    `claims.jsonl`; every table of `TABLES` as `.csv` (for Excel: with a byte order mark) and `.parquet`;
    every chart of `charts.book` as `.png` and `.svg`, and all in `charts.pdf`. `others` are further files by
    name, which come first. Charts are drawn in the processes of `pool` while the rest is written; `track`
    wraps their names, for a progress bar. Raises OSError where the folder cannot be written to.
    """
    folder = Path(out_dir)
    drawing = Drawing(drawings(report, lang), folder, pool)
    written = [write_whole(folder / name, render()) for name, render in others.items()]
    written.append(write_whole(folder / "claims.jsonl", claims_jsonl(report.claims_list).encode()))
    for name in TABLES:
        table: Table = getattr(report, name)
        written.append(write_whole(folder / f"{name}.csv", csv_text(table).encode("utf-8-sig")))
        written.append(write_whole(folder / f"{name}.parquet", parquet_bytes(table)))
    return written + drawing.finish(track)


def _door(name: str) -> Callable[..., Any]:
    """The function of a room on the right that a method of Report with its name leads to."""
    opened: Callable[..., Any] = getattr(import_module(DOORS[name]), name)
    return opened


def _only(report: Report, platforms: Sequence[str]) -> Report:
    there = report.platforms()
    if missing := [platform for platform in platforms if platform not in there]:
        raise UsageError(
            f"nothing is claimed of {', '.join(missing)}: choose from {', '.join(there) or 'none'}"
        )
    if not platforms:
        raise UsageError(f"no platform is named: choose from {', '.join(there) or 'none'}")
    by_platform = (name for name in ("evidence", *TABLES) if name != "sources")
    tables: dict[str, Any] = {n: _rows(getattr(report, n), "platform", platforms) for n in by_platform}
    pages = {*tables["claims"]["page"], *tables["kinds"]["page"]}
    # The comparison is the one table that is indexed by what a platform is called, in one language or other.
    names = {load().label("platform", platform, lang) for platform in platforms for lang in get_args(Lang)}
    return replace(
        report,
        **tables,
        documents=tuple(document for document in report.documents if document.page in pages),
        claims_list=tuple(claim for claim in report.claims_list if claim.platform in platforms),
        copies=tuple(link for link in report.copies if pages & {link.one, link.other}),
        pages=_rows(report.pages, "page", pages.union(skip.page for skip in report.skipped)),
        sources=_rows(report.sources, "page", pages),
        comparison=report.comparison[report.comparison.index.get_level_values(0).isin(names)],
    )


def _rows(table: Table, column: str, wanted: Collection[str]) -> Table:
    return Table(table[table[column].isin(wanted)].reset_index(drop=True))


def _document(report: Report, page: str) -> Document:
    for document in report.documents:
        if document.page == page:
            return document
    there = ", ".join(document.page for document in report.documents[:LISTED])
    raise UsageError(f"no page {page!r} in this report: choose one of report.pages ({there} …)")


def _summary(report: Report, lang: Lang, files: Sequence[Path]) -> str:
    read, claims = len(report.documents), len(report.claims)
    sources = report.sources["cluster"].nunique()
    silent = read - report.claims["page"].nunique()
    disputed = report.cells[report.cells["status"] == "conflicting"]
    settled = RESOLVED[disputed["resolution"].iloc[0]][lang] if len(disputed) else ""
    skipped, found = len(report.skipped), len(report.pages)
    if lang == "zh":
        lines = [f"收到 {found} 个页面 = 读完 {read} 个 + 跳过 {skipped} 个"]
        lines += [f"读了 {read} 个页面" + (f"（其中 {silent} 个没有可用的说法）" if silent else "")]
        lines += [
            f"独立来源 {sources} 个" + (f"（{read - sources} 个页面是转载或同源）" if sources < read else "")
        ]
        lines += _listed(f"跳过 {skipped} 个页面", _skips(report, "："), "……另有 {} 个")
        lines += [
            f"找到 {claims} 条说法，{len(report.evidence)} 处原文为证，{len(report.platforms())} 个平台"
        ]
        head = f"说法矛盾 {len(disputed)} 处" + (f"（→ {settled}）" if settled else "")
        lines += _listed(head, _disputes(disputed, lang), "……另有 {} 处")
    else:
        lines = [f"Pages in: {found} = {read} done + {skipped} skipped"]
        lines += [f"Pages read: {read}" + (f" ({silent} without a claim)" if silent else "")]
        copied = f" (pages copied or of one origin: {read - sources})" if sources < read else ""
        lines += [f"Independent sources: {sources}{copied}"]
        lines += _listed(f"Pages skipped: {skipped}", _skips(report, ": "), "… and {} more")
        lines += [
            f"Claims found: {claims}; quotes: {len(report.evidence)}; platforms: {len(report.platforms())}"
        ]
        head = f"Cells disputed: {len(disputed)}" + (f" (→ {settled})" if settled else "")
        lines += _listed(head, _disputes(disputed, lang), "… and {} more")
    return "\n".join([*lines, *_places(files, lang)])


def _listed(head: str, items: Sequence[str], more: str) -> list[str]:
    """A head line with its items under it, at most ten of them; nothing is dropped without a word."""
    lines = [head, *(f"  {item}" for item in items[:LISTED])]
    return lines + ([f"  {more.format(len(items) - LISTED)}"] if len(items) > LISTED else [])


def _skips(report: Report, colon: str) -> list[str]:
    return [f"{skip.page}{colon}{skip.reason}" for skip in report.skipped]


def _disputes(disputed: pd.DataFrame, lang: Lang) -> list[str]:
    lines = []
    for cell in disputed.itertuples(index=False):
        names = [load().label(kind, str(getattr(cell, kind)), lang) for kind in KEY]
        text = f"{' · '.join(names)}{'：' if lang == 'zh' else ': '}{values_text(cell, lang)}"
        lines.append(f"{text} → {_settled(cell, lang)}")
    return lines


def _settled(cell: Any, lang: Lang) -> str:
    """The values that win a dispute by the report's resolution, or that none does."""
    clashing = {value for pair in cell.disputed for value in pair}
    winners = [load().value_label(cell.attribute, v, lang) for v in cell.resolved if v in clashing]
    return " / ".join(winners) or {"zh": "未定", "en": "open"}[lang]


def _places(files: Sequence[Path], lang: Lang) -> list[str]:
    """The files by folder; tables and pictures, of which there are many, in one line for all of a family."""
    lines = []
    for folder in dict.fromkeys(file.parent for file in files):
        lines.append(f"{'文件在' if lang == 'zh' else 'Files in'} {folder.as_posix()}/")
        inside = [file for file in files if file.parent == folder]
        tables = dict.fromkeys(f.stem for f in inside if f.suffix in (".csv", ".parquet"))
        drawn = dict.fromkeys(f.stem for f in inside if f.suffix in (".png", ".svg"))
        grouped = (".csv", ".parquet", ".png", ".svg")
        lines += [f"  {f.name}" for f in inside if f.suffix not in grouped]
        if tables:
            lines.append(f"  *.csv, *.parquet ({', '.join(tables)})")
        for family in FAMILIES:
            if members := [stem for stem in drawn if stem.startswith(family)]:
                names = ", ".join(stem.removeprefix(family) for stem in members)
                lines.append(f"  {family}*.png, {family}*.svg ({names})")
        if single := [stem for stem in drawn if not stem.startswith(FAMILIES)]:
            lines.append(f"  *.png, *.svg ({', '.join(single)})")
    return lines
