"""A run in a few lines: what was read, found and disputed, and where its files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.book import FAMILIES
from analysis.compare import values_text
from analysis.output import visible
from analysis.table import KEY
from analysis.vocabulary import Lang, load

if TYPE_CHECKING:
    from analysis.report import Report

LISTED = 10
RESOLVED: Mapping[str, Mapping[Lang, str]] = {
    "majority": {"zh": "按来源多数", "en": "by majority of sources"},
    "newest": {"zh": "按最新日期", "en": "by the newest date"},
    "strict": {"zh": "矛盾保留不定", "en": "left disputed"},
}


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a report is on: counts of pages, claims and quotes.

    `silent` pages were read and claim nothing, `dated` ones tell a date.
    """

    pages: int
    silent: int
    dated: int
    sources: int
    skipped: int
    claims: int
    quotes: int


# What became of decisions, in words.
DECIDED: Mapping[str, Mapping[Lang, str]] = {
    "applied": {"zh": "已采用", "en": "applied"},
    "disputed": {"zh": "意见不一", "en": "disputed"},
    "superseded": {"zh": "已改主意", "en": "superseded"},
    "lost": {"zh": "原文已不在", "en": "lost"},
    "unusable": {"zh": "无法读取", "en": "unusable"},
}


def summary(report: Report, lang: Lang, files: Sequence[Path]) -> str:
    """The run in a few lines: pages read, skipped and why, claims, disputes, decisions, and its files."""
    totals = report.totals
    read, claims, sources, silent = totals.pages, totals.claims, totals.sources, totals.silent
    disputed = report.cells[report.cells["status"] == "conflicting"]
    settled = RESOLVED[disputed["resolution"].iloc[0]][lang] if len(disputed) else ""
    skipped = totals.skipped
    found = read + skipped if report.whole else len(report.pages)
    if lang == "zh":
        lines = [f"收到 {found} 个页面 = 读完 {read} 个 + 跳过 {skipped} 个"]
        lines += [f"读了 {read} 个页面" + (f"（其中 {silent} 个没有可用的说法）" if silent else "")]
        lines += [
            f"独立来源 {sources} 个" + (f"（{read - sources} 个页面是转载或同源）" if sources < read else "")
        ]
        lines += _listed(f"跳过 {skipped} 个页面", _skips(report, "："), "……另有 {} 个", skipped)
        lines += [f"找到 {claims} 条说法，{totals.quotes} 处原文为证，{len(report.platforms())} 个平台"]
        if len(report.claims) < claims:
            lines += [f"  其中列出 {len(report.claims)} 条：每个取值只列几个来源"]
        head = f"说法矛盾 {len(disputed)} 处" + (f"（→ {settled}）" if settled else "")
        lines += _listed(head, _disputes(disputed, lang), "……另有 {} 处")
    else:
        lines = [f"Pages in: {found} = {read} done + {skipped} skipped"]
        lines += [f"Pages read: {read}" + (f" ({silent} without a claim)" if silent else "")]
        copied = f" (pages copied or of one origin: {read - sources})" if sources < read else ""
        lines += [f"Independent sources: {sources}{copied}"]
        lines += _listed(f"Pages skipped: {skipped}", _skips(report, ": "), "… and {} more", skipped)
        lines += [f"Claims found: {claims}; quotes: {totals.quotes}; platforms: {len(report.platforms())}"]
        if len(report.claims) < claims:
            lines += [f"  shown of these: {len(report.claims)}, from a few sources for each value"]
        head = f"Cells disputed: {len(disputed)}" + (f" (→ {settled})" if settled else "")
        lines += _listed(head, _disputes(disputed, lang), "… and {} more")
    return "\n".join([*lines, *_decisions(report, lang), *_places(files, lang)])


def _listed(head: str, items: Sequence[str], more: str, count: int = 0) -> list[str]:
    """A head line with at most ten of its items under it (of `count`); nothing is dropped without a word."""
    lines = [head, *(f"  {item}" for item in items[:LISTED])]
    left = max(count, len(items)) - len(lines) + 1
    return lines + ([f"  {more.format(left)}"] if left else [])


def _skips(report: Report, colon: str) -> list[str]:
    return [visible(f"{skip.page}{colon}{skip.reason}") for skip in report.skipped]


def _disputes(disputed: pd.DataFrame, lang: Lang) -> list[str]:
    lines = []
    for cell in disputed.itertuples(index=False):
        names = [load().label(kind, str(getattr(cell, kind)), lang) for kind in KEY]
        text = f"{' · '.join(names)}{'：' if lang == 'zh' else ': '}{values_text(cell, lang)}"
        lines.append(f"{text} → {_settled(cell, lang)}")
    return lines


def _decisions(report: Report, lang: Lang) -> list[str]:
    """How many decisions of people there are, and those that are lost, unusable or disputed; else nothing."""
    table = report.decisions
    if table.empty:
        return []
    counts = [(status, int((table["status"] == status).sum())) for status in DECIDED]
    parts = [f"{DECIDED[status][lang]} {count}" for status, count in counts if count]
    whole = f"人工复核 {len(table)} 条" if lang == "zh" else f"Decisions of people: {len(table)}"
    head = f"{whole}（{'，'.join(parts)}）" if lang == "zh" else f"{whole} ({', '.join(parts)})"
    told = table[
        table["status"].isin(["lost", "unusable"]) | ((table["status"] == "disputed") & table["stands"])
    ]
    items = [f"{row.file}:{row.line}: {_subject(row)}{row.reason}" for row in told.itertuples(index=False)]
    return _listed(head, items, "……另有 {} 条" if lang == "zh" else "… and {} more")


def _subject(decision: Any) -> str:
    """Who decided what on which claim, where the line could be read."""
    if decision.status == "unusable":
        return ""
    claim = " ".join(getattr(decision, kind) for kind in (*KEY, "value"))
    return f"{decision.by}: {decision.what} {claim}: "


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
