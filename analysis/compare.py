"""From the claim table to cells: what the pages together say on one attribute of one type on one platform.

A cell is *stated*, *denied*, *conflicting* or *not_mentioned*. "Not mentioned" says that no page speaks of it
and nothing else; it is never shown as a no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.errors import TableError
from analysis.table import DATE, KEY, Table, category
from analysis.vocabulary import NOT, Lang, load

STATUSES = ("stated", "denied", "conflicting", "not_mentioned")
STATUS_LABELS: Mapping[str, Mapping[Lang, str]] = {
    "stated": {"zh": "有说明", "en": "stated"},
    "denied": {"zh": "否", "en": "no"},
    "conflicting": {"zh": "矛盾", "en": "disputed"},
    "not_mentioned": {"zh": "未提及", "en": "not mentioned"},
}
AXES: Mapping[Lang, tuple[str, str, str]] = {
    "zh": ("平台", "认证类型", "属性"),
    "en": ("platform", "type", "attribute"),
}


def values(claims: pd.DataFrame, sources: Mapping[str, str] | None = None) -> Table:
    """One row per (platform, type, attribute, value) that any page states, the best supported value first.

    `claims` is a claims table; `sources` maps a page to the independent source that it belongs to (a page not
    in it is a source of its own). Columns: platform, type, attribute, value, polarity (`state` or `deny`),
    n_sources (count), newest (date or NaT), quote (of the first page), pages and sources
    (sorted tuples of ids).
    """
    rows = []
    for key, group in claims.groupby([*KEY, "value"], observed=True):
        platform, type_, attribute, value = map(str, key)
        pages = sorted(set(group["page"]))
        origins = sorted({(sources or {}).get(page, page) for page in pages})
        rows.append(
            {
                "platform": platform,
                "type": type_,
                "attribute": attribute,
                "value": value,
                "polarity": load().polarity(attribute, value),
                "n_sources": len(origins),
                "newest": group["published"].max(),
                "quote": group["quote"].iloc[0],
                "pages": tuple(pages),
                "sources": tuple(origins),
                "rank": _rank(attribute, value),
            }
        )
    columns = [*KEY, "value", "polarity", "n_sources", "newest", "quote", "pages", "sources", "rank"]
    frame = _typed(pd.DataFrame(rows, columns=columns))
    order = frame.sort_values([*KEY, "n_sources", "rank"], ascending=[True, True, True, False, True])
    return Table(order.drop(columns="rank").reset_index(drop=True))


def cells(
    claims: pd.DataFrame,
    sources: Mapping[str, str] | None = None,
    platforms: Iterable[str] | None = None,
) -> Table:
    """One row per (platform, type, attribute), also where no page mentions it, in the vocabulary's order.

    `claims` is a claims table, `sources` as in `values`, `platforms` are those to compare (None: all with
    a claim). Columns: platform, type, attribute, status, values (tuple of ids, the best supported first),
    support (number of sources of each value), quotes (one of each value), disputed (pairs of values that
    exclude each other), n_pages, n_sources (counts), newest (date or NaT), pages, sources (tuples of ids).
    Raises TableError for a platform that is not in the vocabulary.
    """
    known = list(category("platform").categories)
    wanted = set(claims["platform"] if platforms is None else platforms)
    if unknown := sorted(wanted.difference(known)):
        raise TableError(
            f"no platform {', '.join(unknown)} in the vocabulary; allowed are {', '.join(known)}"
        )
    stated: dict[Any, pd.DataFrame] = dict(list(values(claims, sources).groupby(KEY, observed=True)))
    rows = [
        (
            platform,
            type_.id,
            attribute.id,
            *_cell(attribute.id, stated.get((platform, type_.id, attribute.id))),
        )
        for platform in known
        if platform in wanted
        for type_ in load().types
        for attribute in load().attributes
    ]
    columns = [*KEY, "status", "values", "support", "quotes", "disputed"]
    columns += ["n_pages", "n_sources", "newest", "pages", "sources"]
    frame = _typed(pd.DataFrame(rows, columns=columns))
    return Table(
        frame.astype(
            {"status": pd.CategoricalDtype(list(STATUSES)), "n_pages": "int64", "n_sources": "int64"}
        )
    )


def matrix(cells: pd.DataFrame, platform: str | None = None, lang: Lang = "zh") -> Table:
    """Types × attributes as short readable strings: of one platform, or of all (index: platform and type).

    `cells` is a table of `cells`. A type of which no page says anything has no row; a disputed cell names
    every value with its number of sources. Raises TableError for a platform of which there are no cells.
    """
    part = cells if platform is None else of_platform(cells, platform)
    index, rows = [], []
    for key, group in part.groupby(KEY[:2], observed=True):
        if (group["status"] != "not_mentioned").any():
            platform_, type_ = map(str, key)
            index.append((load().label("platform", platform_, lang), load().label("type", type_, lang)))
            rows.append([cell_text(cell, lang) for cell in group.itertuples(index=False)])
    wide = pd.DataFrame(rows, columns=pd.Index([a.name(lang) for a in load().attributes], name=AXES[lang][2]))
    wide.index = pd.MultiIndex.from_tuples(index, names=AXES[lang][:2])
    return Table(wide if platform is None else wide.droplevel(0))


def of_platform(cells: pd.DataFrame, platform: str) -> pd.DataFrame:
    """The cells of one platform; TableError where there are none."""
    part = cells[cells["platform"] == platform]
    if part.empty:
        there = ", ".join(cells["platform"].unique()) or "none"
        raise TableError(f"no cells of platform {platform!r}: the table has {there}; choose one of these")
    return part


def cell_text(cell: Any, lang: Lang = "zh") -> str:
    """One cell (a row of `cells`, as `itertuples` gives it) as a short readable string."""
    match cell.status:
        case "not_mentioned":
            return STATUS_LABELS[cell.status][lang]
        case "conflicting":
            return (
                f"{STATUS_LABELS[cell.status][lang]}{'：' if lang == 'zh' else ': '}{values_text(cell, lang)}"
            )
        case "denied":
            return f"✗ {values_text(cell, lang)}"
        case _:
            return values_text(cell, lang)


def values_text(cell: Any, lang: Lang = "zh") -> str:
    """The values of a cell; where they exclude each other, each with its number of sources."""
    labels = [load().value_label(cell.attribute, value, lang) for value in cell.values]
    if not cell.disputed:
        return ("、" if lang == "zh" else ", ").join(labels)
    return " / ".join(f"{label} ×{count}" for label, count in zip(labels, cell.support, strict=True))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    dtypes: dict[str, Any] = {kind: category(kind) for kind in KEY}
    return frame.astype({**dtypes, "newest": DATE})


def _rank(attribute: str, value: str) -> tuple[int, float, str]:
    """Where a value stands in the vocabulary's order; figures come after the named values, by their size."""
    named = [known.id for known in load().attribute(attribute).values]
    plain = value.removeprefix(NOT)
    if plain in named:
        return (named.index(plain), 0.0, value)
    first = re.search(r"\d+(\.\d+)?", plain)
    return (len(named), float(first[0]) if first else 0.0, value)


def _cell(attribute: str, stated: pd.DataFrame | None) -> tuple[Any, ...]:
    """What a cell holds after its key; `stated` are its rows of `values`, None where no page mentions it."""
    if stated is None:
        return ("not_mentioned", (), (), (), (), 0, 0, None, (), ())
    said = tuple(stated["value"])
    disputed = tuple(pair for pair in combinations(said, 2) if load().excludes(attribute, *pair))
    agreed = "denied" if (stated["polarity"] == "deny").all() else "stated"
    status = "conflicting" if disputed else agreed
    pages, sources = (tuple(sorted(set().union(*stated[name]))) for name in ("pages", "sources"))
    details = (status, said, tuple(stated["n_sources"]), tuple(stated["quote"]), disputed)
    return (*details, len(pages), len(sources), stated["newest"].max(), pages, sources)
