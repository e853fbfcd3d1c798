"""The matrix of each platform as the report shows it: bands of rows, and cells with their values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from analysis.charts.words import COMMA, GROUP
from analysis.compare import review_mark
from analysis.report import Report
from analysis.vocabulary import GROUPS, Attribute, Lang, load

# "Not mentioned" has no sign: whatever stood there might be taken for an answer.
SYMBOLS = {"stated": "✓", "denied": "✗", "conflicting": "≠", "not_mentioned": ""}


class Value(NamedTuple):
    """A value of a cell: id, name, how many independent sources state it, whether another contradicts it."""

    id: str
    label: str
    sources: int
    disputed: bool


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, each with its columns as attributes."""
    return iter(table.itertuples(index=False))


def attributes() -> list[Attribute]:
    """The attributes in the order of the matrix: apply, hold, leave."""
    return [attribute for group in GROUPS for attribute in load().attributes if attribute.group == group]


def platforms(report: Report, lang: Lang, words: dict[str, str]) -> list[dict[str, Any]]:
    """One entry a platform: id, name, types (columns), bands of rows, disputes, and what it rests on."""
    return [
        _platform(str(platform), part, lang, words)
        for platform, part in report.cells.groupby("platform", observed=True)
    ]


def values(cell: Any, lang: Lang) -> list[Value]:
    """The values of a row of `cells`, those in dispute first."""
    clashing = {value for pair in cell.disputed for value in pair}
    rows = [
        Value(value, load().value_label(cell.attribute, value, lang), int(count), value in clashing)
        for value, count in zip(cell.values, cell.support, strict=True)
    ]
    return sorted(rows, key=lambda row: not row.disputed)


def _platform(id_: str, part: Any, lang: Lang, words: dict[str, str]) -> dict[str, Any]:
    spoken = part[part["status"] != "not_mentioned"]
    types = [t for t in load().types if (spoken["type"] == t.id).any()]
    lookup = {(cell.attribute, cell.type): cell for cell in rows_of(part)}
    bands = [
        {"name": GROUP[lang][group], **_band(group, [t.id for t in types], lookup, lang)} for group in GROUPS
    ]
    absent = [t.name(lang) for t in load().types if t not in types and t.id != "general"]
    pages = {page for cell in spoken["pages"] for page in cell}
    sources = {source for cell in spoken["sources"] for source in cell}
    basis = words["basis"].format(pages=len(pages), sources=len(sources))
    return {
        "id": id_,
        "name": load().label("platform", id_, lang),
        "types": [(t.id, t.name(lang)) for t in types],
        "bands": bands,
        "basis": basis + (words["absent"].format(types=COMMA[lang].join(absent)) if absent else ""),
        "disputed": int((part["status"] == "conflicting").sum()),
    }


def _band(group: str, types: list[str], lookup: dict[tuple[str, str], Any], lang: Lang) -> dict[str, Any]:
    """The rows of one group of attributes; `silent` are those that no page says anything on."""
    rows, silent = [], []
    for attribute in load().attributes:
        if attribute.group != group:
            continue
        cells = [_cell(lookup[attribute.id, type_], lang) for type_ in types]
        if any(cell["status"] != "not_mentioned" or cell["review"] for cell in cells):
            rows.append({"id": attribute.id, "name": attribute.name(lang), "cells": cells})
        else:
            silent.append((attribute.id, attribute.name(lang)))
    return {"rows": rows, "silent": silent}


def _cell(cell: Any, lang: Lang) -> dict[str, Any]:
    return {
        "key": f"{cell.platform}.{cell.type}.{cell.attribute}",
        "type": cell.type,
        "status": cell.status,
        "symbol": SYMBOLS[cell.status],
        "sources": int(cell.n_sources),
        "values": values(cell, lang),
        "review": review_mark(cell),
    }
