"""What people decided on the claims of each cell, in words, for whoever shows a cell."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import pandas as pd

from analysis.compare import decided_cells
from analysis.exports.matrix import rows_of
from analysis.exports.pack import name, words
from analysis.report import Report
from analysis.vocabulary import Lang, load

Key = tuple[str, str, str]


class Told(NamedTuple):
    """A decision in words: what, on which quote and page, by whom, when, why; `became` is "" if it holds."""

    what: str
    quote: str
    page: str
    by: str
    when: str
    why: str
    became: str

    def line(self, own: dict[str, str]) -> str:
        """The decision in one line, without quote and page."""
        became = f"{own['open_bracket']}{self.became}{own['close_bracket']}" if self.became else ""
        who = f"{self.by}{own['comma']}{self.when[:10]}{own['colon']}"
        return f"{who}{self.what}{became}{own['semicolon']}{self.why}"


def reviews(report: Report, lang: Lang) -> dict[Key, list[Told]]:
    """The decisions on each cell, in the order of the file; lost and unusable ones are not on any cell."""
    own = words("review", lang)
    told: dict[Key, list[Told]] = defaultdict(list)
    for row in rows_of(report.decisions):
        if row.status not in ("lost", "unusable"):
            for key in decided_cells(row):
                told[key].append(_told(row, lang, own))
    return dict(told)


def _told(row: Any, lang: Lang, own: dict[str, str]) -> Told:
    value = load().value_label(row.attribute, row.value, lang)
    what = own[row.what].format(value=value, new=_new(row, lang, own))
    became = own[f"{row.status}_{'stands' if row.stands else 'yields'}"] if row.status != "applied" else ""
    return Told(
        what, " ".join(row.quote.split()), row.page, row.by, row.when, " ".join(row.why.split()), became
    )


def _new(row: Any, lang: Lang, own: dict[str, str]) -> str:
    """What a correction gives, as far as it differs from what was found."""
    if row.what != "correct":
        return ""
    parts = [
        name(kind, new, lang)
        for kind in ("platform", "type")
        if (new := getattr(row, f"{kind}_new")) != getattr(row, kind)
    ]
    if row.value_new != row.value or not (parts or _differs(row)):
        parts.append(load().value_label(row.attribute, row.value_new, lang))
    if _differs(row):
        parts.append(
            own["unconditional"]
            if pd.isna(row.condition_new)
            else own["condition"].format(condition=row.condition_new)
        )
    return own["separator"].join(parts)


def _differs(row: Any) -> bool:
    before, after = ("" if pd.isna(text) else text for text in (row.condition, row.condition_new))
    return bool(before != after)
