"""The report as one HTML file: no network, no foreign code, and no text of a page that could become markup.

Texts of pages travel as JSON inside the file and are put on the screen as text only. The Content-Security-
Policy allows exactly the style and the scripts below, by their hashes, and nothing else.
"""

from __future__ import annotations

import json
import re
import tomllib
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from analysis.charts.words import review_marks
from analysis.compare import STATUS_LABELS
from analysis.exports.matrix import platforms
from analysis.exports.payload import payload
from analysis.exports.reviews import reviews
from analysis.report import Report
from analysis.vocabulary import Lang, load

SCRIPTS = ("base.js", "filters.js", "matrix.js", "lists.js", "dialog.js", "review.js", "start.js")
# What would end the script element, or be read as a line's end by older browsers.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
SURROGATE = re.compile("[\ud800-\udfff]")


def render(report: Report, lang: Lang = "zh") -> bytes:
    """The report as the bytes of a self-contained HTML page in UTF-8; same report, same bytes."""
    words = wording(lang)
    reviewed = reviews(report, lang)
    # A report without a review is not made any larger by what could be.
    style, theme = read("report.css") + (read("review.css") if reviewed else ""), read("theme.js")
    script = "".join(read(name) for name in SCRIPTS if reviewed or name != "review.js")
    data = payload(report, lang, words["data"])
    data |= {"reviews": {".".join(key): told for key, told in reviewed.items()}} if reviewed else {}
    text = _template().render(
        lang={"zh": "zh-CN", "en": "en"}[lang],
        style=style,
        theme=theme,
        script=script,
        policy=policy([style], [theme, script]),
        data=as_json({**data, "words": words["script"], "statuses": _statuses(lang)}),
        words=words["page"],
        facts=_facts(report, words["page"]),
        marks=review_marks(report.cells, lang),
        statuses=_statuses(lang),
        platforms=platforms(report, lang, words["page"]),
        types=[(term.id, term.name(lang)) for term in load().types],
        attributes=[(term.id, term.name(lang)) for term in load().attributes],
    )
    # Nothing of a page is in the markup, and in the data a lone surrogate is escaped: this cannot fail.
    return text.encode("utf-8")


def as_json(value: Any) -> str:
    """JSON that may stand inside a script element, whatever the texts in it are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def policy(styles: list[str], scripts: list[str]) -> str:
    """The Content-Security-Policy that allows these styles and scripts and nothing else."""
    allowed = {"style-src": styles, "script-src": scripts}
    rules = ["default-src 'none'"]
    rules += [f"{name} {' '.join(map(_hash, texts))}" for name, texts in allowed.items()]
    return "; ".join([*rules, "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"])


def wording(lang: Lang) -> dict[str, dict[str, str]]:
    """The report's own words in one language: `page` for the markup, `script`, `data`."""
    texts: dict[str, dict[str, dict[str, str]]] = tomllib.loads(read("words.toml"))
    return texts[lang]


@lru_cache
def read(name: str) -> str:
    """A file of the page: its markup, style, scripts and words."""
    return (files("analysis.exports") / "page" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    house = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return house.from_string(read("report.html"))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _statuses(lang: Lang) -> dict[str, str]:
    return {status: labels[lang] for status, labels in STATUS_LABELS.items()}


def _facts(report: Report, words: dict[str, str]) -> list[tuple[str, str]]:
    """The run in numbers: (number, what it counts)."""
    counts = {
        "pages": report.totals.pages,
        "sources": report.totals.sources,
        "claims": report.totals.claims,
        "pieces": report.totals.quotes,
        "disputed": int((report.cells["status"] == "conflicting").sum()),
    }
    if len(report.evidence) < report.totals.quotes:
        counts["shown"] = len(report.evidence)
    facts = [(f"{count:,}", words[f"count_{name}"]) for name, count in counts.items()]
    newest = report.pages["published"].max()
    return facts + ([(f"{newest:%Y-%m-%d}", words["count_newest"])] if newest == newest else [])
