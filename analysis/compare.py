"""From the claim table to cells: what the pages together say on one attribute of one type on one platform.

A cell is *stated*, *denied*, *conflicting* or *not_mentioned*. "Not mentioned" says that no page speaks of it
and nothing else; it is never shown as a no. It is conflicting where two values exclude each other and no
condition explains why. How much to believe it is graded by `analysis.certainty`; which of the values stands
is the reader's choice of `resolution`:

majority  the value that more independent sources state than any that it excludes
newest    the value whose newest date is later than that of any that it excludes; undated pages decide nothing
strict    none: what is disputed stays disputed
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal, get_args

import pandas as pd

from analysis.certainty import LEVELS, Support, certainty_text, grade
from analysis.conflicts import condition_of, find_conflicts, is_disputed
from analysis.errors import TableError, UsageError
from analysis.table import DATE, KEY, Table, category
from analysis.vocabulary import Lang, load

Resolution = Literal["majority", "newest", "strict"]
RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)
Value = tuple[str, str, str, str]

STATUSES = ("stated", "denied", "conflicting", "not_mentioned")
STATUS_LABELS: Mapping[str, Mapping[Lang, str]] = {
    "stated": {"zh": "有说明", "en": "stated"},
    "denied": {"zh": "否", "en": "no"},
    "conflicting": {"zh": "矛盾", "en": "disputed"},
    "not_mentioned": {"zh": "未提及", "en": "not mentioned"},
}
# What stands after the values of a cell that people decided on, and where their decisions differ.
REVIEW_MARKS: Mapping[str, str] = {"reviewed": "※", "disputed": "※?"}
AXES: Mapping[Lang, tuple[str, str, str]] = {
    "zh": ("平台", "认证类型", "属性"),
    "en": ("platform", "type", "attribute"),
}


@dataclass(frozen=True, slots=True)
class Sum:
    """What all claims of a value say together, where a table holds only some of them.

    `against` counts the sources that contradict it, `excluded` are their values; `conditional` is True where
    every claim holds under a condition only; `newest` is the newest date.
    """

    n_pages: int
    n_sources: int
    against: int
    conditional: bool
    newest: date | None
    excluded: frozenset[str]


def values(
    claims: pd.DataFrame,
    sources: Mapping[str, str] | None = None,
    conflicts: pd.DataFrame | None = None,
    sums: Mapping[Value, Sum] | None = None,
) -> Table:
    """One row per (platform, type, attribute, value) that any page states, the best supported value first.

    `claims` is a claims table; `sources` maps a page to the independent source that it belongs to (a page not
    in it is a source of its own); `conflicts` are those of `find_conflicts` where they are known already;
    `sums` say for every value what counts where `claims` are only some of all: then `pages`, `sources` are.
    Columns: platform, type, attribute, value, polarity (`state` or `deny`), n_sources (count), newest (date
    or NaT), certainty and its reasons (of `analysis.certainty`), excluded (values that contradict it, sorted
    tuple), quote (of the first page), pages and sources (sorted tuples of ids).
    """
    excluded, against, elsewhere = _contradictions(
        find_conflicts(claims, sources) if conflicts is None else conflicts
    )
    as_of = _date(claims["published"].max())
    if sums is not None:
        as_of = _date(max((found.newest for found in sums.values() if found.newest), default=None))
    groups: dict[Value, list[Any]] = defaultdict(list)
    # One walk over the rows: a group-by makes a table of each of several hundred groups.
    for claim in claims.itertuples(index=False):
        groups[claim.platform, claim.type, claim.attribute, claim.value].append(claim)  # type: ignore[index]
    rows = []
    for key, group in groups.items():
        pages = sorted({claim.page for claim in group})
        origins = sorted({(sources or {}).get(page, page) for page in pages})
        found = _sum(group, pages, origins, excluded[key], against[key]) if sums is None else sums[key]
        newest, clashes = _date(found.newest), frozenset(elsewhere[key])
        support = (found.n_sources, found.against, found.conditional, newest, as_of, clashes)
        level, reasons = grade(Support(*support))
        rows.append(
            {
                **dict(zip([*KEY, "value"], key, strict=True)),
                "polarity": load().polarity(*key[2:]),
                "n_sources": found.n_sources,
                "newest": newest,
                "certainty": level,
                "reasons": reasons,
                "excluded": tuple(sorted(found.excluded)),
                "quote": group[0].quote,
                "pages": tuple(pages),
                "sources": tuple(origins),
                "rank": load().attribute(key[2]).rank(key[3]),
            }
        )
    columns = [*KEY, "value", "polarity", "n_sources", "newest", "certainty", "reasons", "excluded", "quote"]
    frame = _typed(pd.DataFrame(rows, columns=[*columns, "pages", "sources", "rank"]))
    order = frame.sort_values([*KEY, "n_sources", "rank"], ascending=[True, True, True, False, True])
    return Table(order.drop(columns="rank").reset_index(drop=True).astype({"n_sources": "int64"}))


def cells(
    claims: pd.DataFrame,
    sources: Mapping[str, str] | None = None,
    platforms: Iterable[str] | None = None,
    resolution: Resolution = "majority",
    stated: pd.DataFrame | None = None,
) -> Table:
    """One row per (platform, type, attribute), also where no page mentions it, in the vocabulary's order.

    `claims` is a claims table, `sources` as in `values`, `platforms` are those to compare (None: all with a
    claim), `stated` is the table of `values` where it is known already. Columns: platform, type, attribute,
    status, values (tuple of ids, the best supported first), support (number of independent sources of each
    value), quotes (one of each value), disputed (pairs of values that contradict each other), certainty and
    reasons (those of the best supported value; disputed where the cell is), resolution (as given), resolved
    (values that stand by it: all that nothing contradicts, and those that win), n_pages, n_sources (counts),
    newest (date or NaT), pages, sources (tuples of ids). Raises TableError for a platform that is not in the
    vocabulary, UsageError for an unknown resolution.
    """
    if resolution not in RESOLUTIONS:
        raise UsageError(f"no resolution {resolution!r}: choose one of {', '.join(RESOLUTIONS)}")
    known = list(category("platform").categories)
    wanted = set(claims["platform"] if platforms is None else platforms)
    if unknown := sorted(wanted.difference(known)):
        raise TableError(
            f"no platform {', '.join(unknown)} in the vocabulary; allowed are {', '.join(known)}"
        )
    said: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in (values(claims, sources) if stated is None else stated).itertuples(index=False):
        said[row.platform, row.type, row.attribute].append(row)  # type: ignore[index]
    rows = [
        (*key, *_cell(said[key], resolution))
        for key in (
            (platform, type_.id, attribute.id)
            for platform in known
            if platform in wanted
            for type_ in load().types
            for attribute in load().attributes
        )
    ]
    columns = [*KEY, "status", "values", "support", "quotes", "disputed", "certainty", "reasons"]
    columns += ["resolution", "resolved", "n_pages", "n_sources", "newest", "pages", "sources"]
    statuses: dict[str, Any] = {"status": pd.CategoricalDtype(list(STATUSES)), "resolution": "str"}
    counts = {"n_pages": "int64", "n_sources": "int64"}
    return Table(_typed(pd.DataFrame(rows, columns=columns)).astype({**statuses, **counts}))


def with_review(cells: pd.DataFrame, decisions: pd.DataFrame) -> Table:
    """The cells with a column `review`: "reviewed" where people decided, "disputed" where they differ, or "".

    `decisions` is a decisions table; lost and unusable ones do not count, and without any the cells have no
    such column.
    """
    marks: dict[tuple[str, str, str], str] = {}
    rows: Iterable[Any] = decisions[~decisions["status"].isin(["lost", "unusable"])].itertuples(index=False)
    for row in rows:
        mark = "disputed" if row.status == "disputed" else "reviewed"
        for key in decided_cells(row):
            marks[key] = min(mark, marks.get(key, mark))
    if not marks:
        return Table(cells)
    keys = zip(*(cells[kind] for kind in KEY), strict=True)
    return Table(cells.assign(review=pd.Series([marks.get(key, "") for key in keys], cells.index, "str")))


def decided_cells(decision: Any) -> list[tuple[str, str, str]]:
    """The cells that a decision (a row of a decisions table) is on: a correction may touch two."""
    old = (decision.platform, decision.type, decision.attribute)
    given = (decision.platform_new, decision.type_new)
    new = [before if pd.isna(after) else after for before, after in zip(old, given, strict=False)]
    return list(dict.fromkeys([old, (new[0], new[1], decision.attribute)]))


def review_mark(cell: Any) -> str:
    """What is set after the values of a cell (a row of `cells`) that people decided on; else ""."""
    return REVIEW_MARKS.get(getattr(cell, "review", ""), "")


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
    return f"{_cell_text(cell, lang)} {review_mark(cell)}".rstrip()


def _cell_text(cell: Any, lang: Lang) -> str:
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


def certainty_words(row: Any, lang: Lang = "zh") -> str:
    """How sure a cell or a value (a row of `cells` or `values`) is, and why; "" where no page mentions it."""
    return certainty_text(row.certainty, row.reasons, lang) if row.reasons else ""


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    dtypes: dict[str, Any] = {kind: category(kind) for kind in KEY}
    dtypes |= dict.fromkeys({"value", "polarity", "quote"} & set(frame.columns), "str")
    levels = pd.CategoricalDtype(list(LEVELS), ordered=True)
    return frame.astype({**dtypes, "newest": DATE, "certainty": levels})


def _contradictions(
    conflicts: pd.DataFrame,
) -> tuple[dict[Value, set[str]], dict[Value, set[str]], dict[Value, set[str]]]:
    """For each value: the values and the sources that dispute it, and the doubts that others raise."""
    excluded: dict[Value, set[str]] = defaultdict(set)
    against: dict[Value, set[str]] = defaultdict(set)
    elsewhere: dict[Value, set[str]] = defaultdict(set)
    rows: Iterable[Any] = conflicts.itertuples(index=False)
    for row, disputed in zip(rows, is_disputed(conflicts), strict=True):
        one = (row.platform, row.type, row.attribute, row.value)
        other = (row.platform, row.type_other, row.attribute, row.value_other)
        if disputed:
            excluded[one].add(row.value_other)
            excluded[other].add(row.value)
            against[one].add(row.source_other)
            against[other].add(row.source)
        elif row.clash == "values" or row.nature != "conditions":
            doubt = "conditions" if row.clash == "values" else row.clash
            elsewhere[one].add(doubt)
            elsewhere[other].add(doubt)
    return excluded, against, elsewhere


def _date(found: Any) -> pd.Timestamp | None:
    return None if pd.isna(found) else pd.Timestamp(found)


def _sum(
    group: list[Any], pages: list[str], origins: list[str], excluded: set[str], against: set[str]
) -> Sum:
    """What the claims of a value (rows of a claims table, all of them) say together."""
    newest = max((claim.published for claim in group if not pd.isna(claim.published)), default=None)
    conditional = all(condition_of(claim) for claim in group)
    return Sum(len(pages), len(origins), len(against), conditional, newest, frozenset(excluded))


def _cell(rows: list[Any], resolution: Resolution) -> tuple[Any, ...]:
    """What a cell holds after its key; `rows` are those of `values`, none where no page mentions it."""
    if not rows:
        return ("not_mentioned", (), (), (), (), None, (), resolution, (), 0, 0, None, (), ())
    disputed = tuple(
        (one.value, other.value) for one, other in combinations(rows, 2) if other.value in one.excluded
    )
    agreed = "denied" if all(row.polarity == "deny" for row in rows) else "stated"
    # Where the best supported value is not in dispute, another one of the cell is.
    speaks = next((row for row in rows if row.certainty == "disputed"), rows[0])
    pages = tuple(sorted({page for row in rows for page in row.pages}))
    sources = tuple(sorted({source for row in rows for source in row.sources}))
    return (
        "conflicting" if disputed else agreed,
        *(tuple(row.value for row in rows), tuple(row.n_sources for row in rows)),
        *(tuple(row.quote for row in rows), disputed),
        *(speaks.certainty, speaks.reasons, resolution, _resolved(rows, resolution)),
        *(len(pages), len(sources)),
        *(max((row.newest for row in rows if not pd.isna(row.newest)), default=None), pages, sources),
    )


def _resolved(rows: list[Any], resolution: Resolution) -> tuple[str, ...]:
    """The values that stand: those that nothing contradicts, and those that win against all that do."""

    def wins(row: Any, rival: Any) -> bool:
        if resolution == "majority":
            return bool(row.n_sources > rival.n_sources)
        # A missing date (NaT) is neither later nor earlier.
        return resolution == "newest" and bool(row.newest > rival.newest)

    by_value = {row.value: row for row in rows}
    return tuple(row.value for row in rows if all(wins(row, by_value[rival]) for rival in row.excluded))
