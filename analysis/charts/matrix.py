"""The comparison matrix of one platform, and a few attributes over all platforms, in the same cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analysis.charts import words
from analysis.charts.grid import Band, Cell, Grid, draw
from analysis.charts.parts import refuse_empty, rows, spoken_of
from analysis.charts.style import Chart
from analysis.compare import of_platform, review_mark
from analysis.vocabulary import GROUPS, Lang, load


def comparison_matrix(cells: pd.DataFrame, platform: str, lang: Lang = "zh") -> Chart:
    """All that the pages say of one platform: attributes in three groups (apply, hold, leave) × types.

    `cells` is a table of `compare.cells`. Raises TableError for a platform of which there are no cells.
    """
    part = of_platform(cells, platform)
    types = spoken_of(part, "type")
    lookup = {(cell.attribute, cell.type): cell for cell in rows(part)}
    bands = tuple(
        _band(
            words.GROUP[lang][group],
            [(a.name(lang), [lookup[a.id, t] for t in types]) for a in load().attributes if a.group == group],
            lang,
        )
        for group in GROUPS
    )
    grid = Grid(
        title=words.matrix_title(part, platform, lang),
        columns=tuple(load().label("type", t, lang) for t in types),
        bands=bands,
        key=_key(part, lang),
        notes=(
            words.basis(part, lang) + words.times(part, lang) + words.absent_types(types, lang),
            *words.review(part, lang),
        ),
        lang=lang,
    )
    return draw(grid)


def across_platforms(
    cells: pd.DataFrame, attributes: Sequence[str] = ("fee", "validity"), lang: Lang = "zh"
) -> Chart:
    """A few attributes over all platforms: for each attribute platforms × types.

    `cells` is a table of `compare.cells`. Raises TableError where the table is empty, VocabularyError for an
    attribute that is not in the vocabulary.
    """
    refuse_empty(cells)
    known = [load().attribute(attribute) for attribute in attributes]
    parts = [(attribute, cells[cells["attribute"] == attribute.id]) for attribute in known]
    shown = pd.concat([part for _, part in parts])
    types = spoken_of(shown, "type")
    bands = []
    for attribute, part in parts:
        lookup = {(cell.platform, cell.type): cell for cell in rows(part)}
        said = [
            (load().label("platform", platform, lang), [lookup[platform, t] for t in types])
            for platform in part["platform"].unique()
        ]
        bands.append(_band(attribute.name(lang), said, lang))
    grid = Grid(
        title=words.across_title(parts, lang),
        columns=tuple(load().label("type", t, lang) for t in types),
        bands=tuple(bands),
        key=_key(shown, lang),
        notes=(words.basis(shown, lang) + words.times(shown, lang), *words.review(shown, lang)),
        lang=lang,
    )
    return draw(grid)


def _key(part: pd.DataFrame, lang: Lang) -> tuple[tuple[Cell, str], ...]:
    """The key to the statuses that occur in these cells."""
    there = set(part["status"])
    return tuple((Cell(status), text) for status, text in words.KEY[lang].items() if status in there)


def _band(label: str, rows: Iterable[tuple[str, Sequence[Any]]], lang: Lang) -> Band:
    """A band of what any page speaks of; what none does is named in one row instead of drawn in many."""
    rows = list(rows)
    told = [any(cell.status != "not_mentioned" or review_mark(cell) for cell in row) for _, row in rows]
    said = [row for row, shown in zip(rows, told, strict=True) if shown]
    silent = tuple(name for (name, _), shown in zip(rows, told, strict=True) if not shown)
    return Band(label, tuple((name, tuple(_cell(cell, lang) for cell in row)) for name, row in said), silent)


def _cell(cell: Any, lang: Lang) -> Cell:
    """A row of `cells` as it is drawn: disputed values with the number of their sources, then the others."""
    labels = {value: load().value_label(cell.attribute, value, lang) for value in cell.values}
    clashing = {value for pair in cell.disputed for value in pair}
    support = dict(zip(cell.values, cell.support, strict=True))
    disputed = [f"{labels[value]} ×{support[value]}" for value in cell.values if value in clashing]
    others = [labels[v] for v in cell.values if v not in clashing]
    if mark := review_mark(cell):
        last = others or disputed or [""]
        last[-1] = f"{last[-1]} {mark}".strip()
        others = others or ([] if disputed else last)
    return Cell(cell.status, tuple(others), tuple(disputed), cell.n_sources)
