"""Where claims contradict each other: every pair of claims that the vocabulary says cannot both be true.

A contradiction is not yet a disagreement. Its `nature` says what is behind it: `conditions` (the claims hold
under different conditions, or one only sometimes), `dates` (a year or more lies between the pages: the older
one may simply be old), or `real` (neither explains it).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.certainty import limits
from analysis.table import NATURES, Table, checked
from analysis.vocabulary import Clash, Key, load

# What a platform asks and allows changes from year to year; within a year pages should agree.
YEAR = pd.Timedelta(days=365)
CONDITIONAL = "conditional"
GROUP = ["platform", "attribute", "clash", "type", "value", "type_other", "value_other"]


def find_conflicts(claims: pd.DataFrame, sources: Mapping[str, str] | None = None) -> Table:
    """One row per pair of claims that contradict each other, in the vocabulary's order.

    `claims` is a claims table; `sources` maps a page to its independent source (a page not in it is one of
    its own). The columns are those of `conflicts` in `analysis.table`.
    """
    origin = sources or {}
    rows = []
    for one, other, clash in _pairs(claims, origin):
        homes = (origin.get(one.page, one.page), origin.get(other.page, other.page))
        where = "page" if one.page == other.page else "source" if homes[0] == homes[1] else "pages"
        row = [one.platform, one.attribute, clash, one.type, one.value, other.type, other.value]
        row += [where, _nature(one, other)]
        for claim, home in zip((one, other), homes, strict=True):
            row += [claim.page, home, claim.published, claim.condition]
        for claim in (one, other):
            row += [claim.quote, claim.start]
        rows.append(tuple(row))
    return checked("conflicts", rows)


def disagreements(conflicts: pd.DataFrame, sides: Mapping[tuple[Key, Key], int] | None = None) -> Table:
    """What the pages disagree about, the weightiest first: one row per pair of values.

    `conflicts` is a table of `find_conflicts`. A disagreement weighs more the more independent sources stand
    on its weaker side; one that conditions or dates explain weighs less than a real one. The columns are
    those of `disagreements` in `analysis.table`; page and quote are those of the first pair. `sides` says how
    many sources state the first of two values against the second where `conflicts` are only some of all.
    """
    rows = []
    for key, group in conflicts.groupby(GROUP, observed=True, sort=False):
        nature = min(group["nature"], key=NATURES.index)
        first = group[group["nature"] == nature].iloc[0]
        counts = (group["source"].nunique(), group["source_other"].nunique())
        if sides is not None:
            platform, attribute, _, *ends = map(str, key)
            one, other = ((platform, ends[at], attribute, ends[at + 1]) for at in (0, 2))
            counts = (sides[one, other], sides[other, one])
        examples = [first[name] for name in ("page", "quote", "page_other", "quote_other")]
        rows.append((*key, nature, group["where"].eq("page").any(), *counts, *examples))
    rows.sort(key=lambda row: (NATURES.index(row[7]), -min(row[9:11]), -sum(row[9:11])))
    return checked("disagreements", rows)


def badge_meanings(
    claims: pd.DataFrame,
    sources: Mapping[str, str] | None = None,
    counts: Mapping[Key, int] | None = None,
) -> Table:
    """What the badge colours stand for: one row per platform, badge and type.

    Columns: platform, value (the badge), type, n_sources (count), disputed (the same badge is claimed for
    another type that does not share it), pages (sorted tuple), quote (of the first page). `counts` are the
    sources of each value where `claims` are only some of all.
    """
    badges = claims[claims["value"].isin(load().attribute("badge").one_type)]
    clashing = find_conflicts(badges, sources).query("clash == 'badge'")
    disputed = set(clashing[["platform", "value"]].itertuples(index=False, name=None))
    rows = []
    for names, group in badges.groupby(["platform", "value", "type"], observed=True):
        platform, value, type_ = map(str, names)
        pages = tuple(sorted(set(group["page"])))
        count = len({(sources or {}).get(page, page) for page in pages})
        if counts is not None:
            count = counts[platform, type_, "badge", value]
        row = (platform, value, type_, count, (platform, value) in disputed, pages, group["quote"].iloc[0])
        rows.append(row)
    return checked("badges", rows)


def types_told(
    kinds: pd.DataFrame,
    sources: Mapping[str, str] | None = None,
    counts: Mapping[tuple[str, tuple[str, ...]], int] | None = None,
) -> Table:
    """Which types the pages say exist: one row per platform and set of types, the best supported first.

    `kinds` is a table of kinds. Columns: platform, types (tuple in the vocabulary's order), n_sources
    (count), disputed (another page of the platform tells another set), pages (sorted tuple), quote. `counts`
    are the sources of each platform and set (its types sorted by id) where `kinds` are only some of all.
    """
    order = [type_.id for type_ in load().types]
    rows = []
    for platform, group in kinds.groupby("platform", observed=True):
        sets = group["types"].map(lambda types: tuple(sorted(types, key=order.index)))
        told = []
        for types, part in group.groupby(sets, sort=False):
            pages = tuple(sorted(set(part["page"])))
            count = len({(sources or {}).get(page, page) for page in pages})
            if counts is not None:
                count = counts[str(platform), tuple(sorted(types))]
            told.append((str(platform), types, count, sets.nunique() > 1, pages, part["quote"].iloc[0]))
        rows += sorted(told, key=lambda row: (-row[2], row[1]))
    return checked("taxonomy", rows)


def is_disputed(conflicts: pd.DataFrame) -> pd.Series:
    """True for the conflicts that make a cell disputed: of one type, and not explained by conditions."""
    return (conflicts["clash"] == "values") & (conflicts["nature"] != "conditions")


def _pairs(claims: pd.DataFrame, origin: Mapping[str, str]) -> Iterator[tuple[Any, Any, Clash]]:
    """The pairs of claims that clash, the one that the vocabulary names first before the other."""
    types = list(claims["type"].cat.categories)
    attributes = list(claims["attribute"].cat.categories)
    platforms = list(claims["platform"].cat.categories)
    said: dict[tuple[str, str], dict[Key, list[Any]]] = {}
    for claim in claims.itertuples(index=False):
        key = (str(claim.platform), str(claim.type), str(claim.attribute), str(claim.value))
        said.setdefault((key[0], key[2]), {}).setdefault(key, []).append(claim)
    for group in sorted(said, key=lambda names: (platforms.index(names[0]), attributes.index(names[1]))):
        order = sorted(
            said[group], key=lambda key: (types.index(key[1]), load().attribute(key[2]).rank(key[3]))
        )
        for one, other in combinations(order, 2):
            within, between = (load().clash(one, other, apart) for apart in (False, True))
            for a in said[group][one] if within or between else ():
                for b in said[group][other]:
                    same = origin.get(a.page, a.page) == origin.get(b.page, b.page)
                    if clash := within if same else between:
                        yield a, b, clash


def _nature(one: Any, other: Any) -> str:
    if (one.value == CONDITIONAL) != (other.value == CONDITIONAL):
        return "conditions"
    if condition_of(one) != condition_of(other):
        return "conditions"
    if pd.isna(one.published) or pd.isna(other.published):
        return "real"
    return "dates" if abs(one.published - other.published) >= YEAR else "real"


def condition_of(claim: Any) -> str:
    """The condition of a claim (a row of a claims table) as `limits` gives it; "" for none."""
    return "" if pd.isna(claim.condition) else limits(claim.condition)
