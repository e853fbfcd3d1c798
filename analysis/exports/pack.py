"""What slides and workbook share: their words, texts that fit into XML, pages as readers name them."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd

from analysis.charts.style import DENIED, DISPUTED, QUIET, STATED
from analysis.compare import STATUS_LABELS, review_mark
from analysis.exports.matrix import rows_of, values
from analysis.report import Report
from analysis.report.summary import RESOLVED
from analysis.vocabulary import Lang, Vocabulary, load

# On every Windows, and with every Office for macOS; without Office macOS takes PingFang SC instead.
FONT = "Microsoft YaHei"
# The colours of the charts, and the grounds on which texts stand.
COLOURS = {"stated": STATED, "denied": DENIED, "conflicting": DISPUTED, "not_mentioned": QUIET}
TINTS = {"stated": "#F3F8FD", "denied": "#FDF1EC", "conflicting": "#FFF6D6", "not_mentioned": "#FFFFFF"}
BAR, SIDE_GROUND = "#3A4556", "#EEF1F5"
# The date that every file tells, since the day of the run would make other bytes.
MADE = (1980, 1, 1)
# What XML cannot hold (control characters, lone surrogates, non-characters), and what turns words around.
UNFIT = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


def words(part: str, lang: Lang) -> dict[str, str]:
    """The own words of one part of the pack (`slides`, `book`, `review`) in one language."""
    texts = tomllib.loads((files("analysis.exports") / "pack.toml").read_text(encoding="utf-8"))
    found: dict[str, str] = texts[lang]["both"] | texts[lang][part]
    return found


def plain(text: str) -> str:
    """The text as XML can hold it: what it cannot becomes the sign for an unreadable character."""
    return UNFIT.sub("�", text)


class Pages:
    """The pages of a report by their ids: titles, dates, addresses, and the source that each belongs to."""

    def __init__(self, report: Report, lang: Lang) -> None:
        self.lang = lang
        self._rows: dict[str, Any] = {row.page: row for row in rows_of(report.pages)}
        clusters = {row.page: row.cluster for row in rows_of(report.sources)}
        numbers = {cluster: number for number, cluster in enumerate(sorted(set(clusters.values())), 1)}
        self._numbers = {page: f"S{numbers[cluster]:02}" for page, cluster in clusters.items()}

    def title(self, page: str) -> str:
        """The title of a page, or its id where it has none."""
        title = self._rows[page].title
        return page if pd.isna(title) else " ".join(title.split()) or page

    def date(self, page: str) -> str:
        """When a page was published (2022-02-19), or "" where it does not tell."""
        published = self._rows[page].published
        return "" if pd.isna(published) else f"{published:%Y-%m-%d}"

    def address(self, page: str) -> str:
        """The address that a page tells, or ""."""
        address = self._rows[page].address
        return "" if pd.isna(address) else address

    def source(self, page: str) -> str:
        """The number of the independent source of a page: `S07`; copies have the same."""
        return self._numbers[page]

    def named(self, page: str) -> str:
        """A page in one line: title, date, address."""
        parts = [self.title(page), self.date(page), self.address(page)]
        return ("，" if self.lang == "zh" else ", ").join(part for part in parts if part)


@lru_cache(maxsize=32)
def _terms(vocabulary: Vocabulary, kind: str, lang: Lang) -> dict[str, str]:
    every = {"platform": vocabulary.platforms, "type": vocabulary.types, "attribute": vocabulary.attributes}
    return {term.id: term.name(lang) for term in every[kind]}  # type: ignore[attr-defined]


def name(kind: str, id_: str, lang: Lang) -> str:
    """The name of a platform, type or attribute."""
    return _terms(load(), kind, lang)[id_]


def words_of(cell: Any, lang: Lang, own: dict[str, str]) -> str:
    """What a cell says, in words that tell its status; values in dispute come first, with their sources."""
    return f"{_words_of(cell, lang, own)} {review_mark(cell)}".rstrip()


def _words_of(cell: Any, lang: Lang, own: dict[str, str]) -> str:
    if cell.status == "not_mentioned":
        return STATUS_LABELS[cell.status][lang]
    shown = values(cell, lang)
    disputed = " / ".join(f"{value.label} ×{value.sources}" for value in shown if value.disputed)
    others = own["comma"].join(value.label for value in shown if not value.disputed)
    if not disputed:
        return others
    return own["disputed_lead"] + disputed + (own["semicolon"] + own["also"] + others if others else "")


def settled(cell: Any, lang: Lang, own: dict[str, str]) -> str:
    """Which of the disputed values stands by the report's resolution, or that it is open."""
    winners = [value.label for value in values(cell, lang) if value.disputed and value.id in cell.resolved]
    how = RESOLVED[cell.resolution][lang]
    return own["settled"].format(how=how, values=own["comma"].join(winners) or own["open"])
