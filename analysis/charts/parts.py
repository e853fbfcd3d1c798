"""Parts of a table of cells, as the charts need them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.errors import TableError


def refuse_empty(cells: pd.DataFrame) -> None:
    """TableError where there is not one cell."""
    if cells.empty:
        raise TableError(
            "no cells to draw: the table of cells is empty; build it from pages that make claims"
        )


def spoken_of(part: pd.DataFrame, kind: str) -> list[str]:
    """The types (or platforms) that any page says something on, in the vocabulary's order."""
    said = part[part["status"] != "not_mentioned"][kind].unique()
    return [id_ for id_ in part[kind].cat.categories if id_ in said]


def grouped(part: pd.DataFrame, *kinds: str) -> dict[tuple[str, ...], list[Any]]:
    """The rows of a table by their ids of these kinds, in the order of the table.

    One walk over the rows: pandas takes longer to part a table than to tell its rows.
    """
    groups: dict[tuple[str, ...], list[Any]] = {}
    for row in rows(part):
        groups.setdefault(tuple(str(getattr(row, kind)) for kind in kinds), []).append(row)
    return groups


def rows(part: pd.DataFrame) -> Iterable[Any]:
    """The rows of a table, each with its columns as attributes."""
    return part.itertuples(index=False)
