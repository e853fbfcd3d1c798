"""One frozen Report: the tables of a run, its summary in words, and its files."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from analysis.charts import comparison_matrix, save
from analysis.compare import cells, matrix, values_text
from analysis.model import Claim, Document, Skipped
from analysis.records import claim_order, claims_jsonl, write_whole
from analysis.table import KEY, Table, claims_table, evidence_table, pages_table
from analysis.vocabulary import Lang, load

LISTED = 10
MATRIX = "matrix-"
# A spreadsheet takes a cell that begins with one of these for a formula; the full-width forms as well.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What a pile of pages says: claims, evidence, the pages they come from, and the comparison.

    `claims`, `evidence` and `pages` are tables of `analysis.table`, `cells` is one of `compare.cells`, and
    `comparison` shows (platform, type) × attribute as short texts.
    """

    documents: tuple[Document, ...]
    claims_list: tuple[Claim, ...]
    skipped: tuple[Skipped, ...]
    claims: Table
    evidence: Table
    pages: Table
    cells: Table
    comparison: Table

    def summary(self, lang: Lang = "zh", files: Sequence[Path] = ()) -> str:
        """The run in a few lines: pages read, skipped and why, claims, conflicts, and where the files are."""
        return _summary(self, lang, files)

    def platforms(self) -> list[str]:
        """The platforms on which anything is claimed, in the vocabulary's order."""
        return [str(platform) for platform in self.cells["platform"].unique()]

    def __repr__(self) -> str:
        return f"<Report: {len(self.documents)} pages, {len(self.claims)} claims>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>{self.comparison._repr_html_()}"


def build_report(
    documents: Iterable[Document], claims: Iterable[Claim], skipped: Iterable[Skipped] = ()
) -> Report:
    """The report on these pages and claims; their order does not matter.

    Raises TableError for a claim that the vocabulary does not allow.
    """
    pages = tuple(sorted(documents, key=lambda document: document.page))
    found = tuple(sorted(claims, key=claim_order))
    left_out = tuple(sorted(skipped, key=lambda skip: (skip.page, skip.reason)))
    table = claims_table(found)
    compared = cells(table)
    return Report(
        documents=pages,
        claims_list=found,
        skipped=left_out,
        claims=table,
        evidence=evidence_table(found),
        pages=pages_table(pages, left_out),
        cells=compared,
        comparison=matrix(compared),
    )


def write(
    report: Report,
    out_dir: str | Path,
    lang: Lang = "zh",
    track: Callable[[list[str]], Iterable[str]] = iter,
) -> list[Path]:
    """Writes the report's files into a folder, each whole or not at all, and gives their paths.

    `claims.jsonl`, `claims.csv` (for Excel: with a byte order mark), and `matrix-PLATFORM.png` and `.svg` for
    every platform with claims. `track` wraps the platforms that are drawn, for a progress bar. Raises OSError
    where the folder cannot be written to.
    """
    folder = Path(out_dir)
    written = [
        write_whole(folder / "claims.jsonl", claims_jsonl(report.claims_list).encode()),
        write_whole(folder / "claims.csv", claims_csv(report.claims).encode("utf-8-sig")),
    ]
    for platform in track(report.platforms()):
        written += save(comparison_matrix(report.cells, platform, lang), folder / f"{MATRIX}{platform}")
    return written


def claims_csv(claims: pd.DataFrame) -> str:
    """A claims table as CSV text with a head; a text that a spreadsheet would compute gets a ' before it."""
    safe = claims.copy()
    for column in [name for name, dtype in safe.dtypes.items() if dtype == "str"]:
        computed = safe[column].str.startswith(FORMULA, na=False)
        safe[column] = safe[column].mask(computed, "'" + safe[column])
    buffer = io.StringIO()
    safe.to_csv(buffer, index=False, date_format="%Y-%m-%d", lineterminator="\r\n")
    return buffer.getvalue()


def _summary(report: Report, lang: Lang, files: Sequence[Path]) -> str:
    read, claims = len(report.documents), len(report.claims)
    silent = read - report.claims["page"].nunique()
    disputed = report.cells[report.cells["status"] == "conflicting"]
    if lang == "zh":
        lines = [f"读了 {read} 个页面" + (f"（其中 {silent} 个没有可用的说法）" if silent else "")]
        lines += _listed(f"跳过 {len(report.skipped)} 个页面", _skips(report, "："), "……另有 {} 个")
        lines += [
            f"找到 {claims} 条说法，{len(report.evidence)} 处原文为证，{len(report.platforms())} 个平台"
        ]
        lines += _listed(f"说法矛盾 {len(disputed)} 处", _disputes(disputed, lang), "……另有 {} 处")
    else:
        lines = [f"Pages read: {read}" + (f" ({silent} without a claim)" if silent else "")]
        lines += _listed(f"Pages skipped: {len(report.skipped)}", _skips(report, ": "), "… and {} more")
        lines += [
            f"Claims found: {claims}; quotes: {len(report.evidence)}; platforms: {len(report.platforms())}"
        ]
        lines += _listed(f"Cells disputed: {len(disputed)}", _disputes(disputed, lang), "… and {} more")
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
        lines.append(f"{' · '.join(names)}{'：' if lang == 'zh' else ': '}{values_text(cell, lang)}")
    return lines


def _places(files: Sequence[Path], lang: Lang) -> list[str]:
    """The files by folder; the pictures of all platforms, of which there are many, in one line."""
    lines = []
    for folder in dict.fromkeys(file.parent for file in files):
        lines.append(f"{'文件在' if lang == 'zh' else 'Files in'} {folder.as_posix()}/")
        names = [file.name for file in files if file.parent == folder]
        lines += [f"  {name}" for name in names if not name.startswith(MATRIX)]
        drawn = dict.fromkeys(
            Path(name).stem.removeprefix(MATRIX) for name in names if name.startswith(MATRIX)
        )
        if drawn:
            lines.append(f"  {MATRIX}*.png, {MATRIX}*.svg ({', '.join(drawn)})")
    return lines
