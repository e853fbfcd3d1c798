"""A finished report as files: each format is one room over one writer library, and computes nothing.

A new format is a function (report, language) → bytes and a line in `FORMATS`; no other room hears of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from analysis import report as tables
from analysis.exports import excel, html, pptx, quizzes
from analysis.report import Report
from analysis.vocabulary import Lang

__all__ = ["FORMATS", "write"]

FORMATS: Mapping[str, Callable[[Report, Lang], bytes]] = {
    "report.html": html.render,
    "training.pptx": pptx.render,
    "comparison.xlsx": excel.render,
    "quiz.gift.txt": quizzes.gift,
    "quiz.aiken.txt": quizzes.aiken,
}


def write(
    report: Report,
    out_dir: str | Path,
    lang: Lang = "zh",
    track: Callable[[list[str]], Iterable[str]] = iter,
    pool: Executor | None = None,
) -> list[Path]:
    """Writes everything a run makes into a folder: the files of `report.write` and one for each of `FORMATS`.

    All of them are written or none; the paths are given back, the formats first. `track` and `pool` as in
    `report.write`. Raises OutputError where the folder cannot be written to.
    """
    formats = {name: partial(render, report, lang) for name, render in FORMATS.items()}
    return tables.write(report, out_dir, lang, track, pool, formats)
