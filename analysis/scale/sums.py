"""What is counted over all claims of a dataset: each value's pages and sources, and who speaks against it.

Pairs of claims cannot be gone through when there are millions. Whether two claims contradict each other hangs
on their values, their conditions and whether their sources differ; so it is asked of each source that states
a value under a condition whether any other source states, under the same condition, a value that clashes.
The answers are those of `analysis.conflicts`, pair by pair.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import duckdb
import pyarrow as pa

from analysis.compare import Sum, Value
from analysis.conflicts import CONDITIONAL
from analysis.vocabulary import load

_STATED = """
CREATE TABLE stated AS
    SELECT row_number() OVER (ORDER BY platform, type, attribute, value) AS key, *
    FROM (SELECT DISTINCT platform, type, attribute, value FROM claims);
CREATE TABLE said AS
    SELECT k.key, n, source, limits, CAST(published AS DATE) AS published, c.page,
        c.evidence[1].start AS start
    FROM claims c JOIN stated k USING (platform, type, attribute, value) JOIN sourced s ON s.page = c.page;
CREATE TABLE under AS SELECT DISTINCT key, limits, source FROM said;
"""
# A source speaks against a value where it states another one that clashes with it, under the same condition:
# between sources where any other source states the value so, within one where it does itself.
_AGAINST = """
CREATE TABLE against AS
    SELECT DISTINCT p.one, p.other, u.source
    FROM clashing p
    JOIN under u ON u.key = p.other
    JOIN (SELECT key, limits, count(*) AS n FROM under GROUP BY ALL) c
        ON c.key = p.one AND c.limits = u.limits
    LEFT JOIN under own ON own.key = p.one AND own.limits = u.limits AND own.source = u.source
    WHERE p.disputes AND (
        p.between AND c.n > (own.key IS NOT NULL)::INT OR p.within AND own.key IS NOT NULL
    );
"""
# The same whatever the conditions: how many sources stand on either side of a disagreement.
_SIDES = """
    WITH sources AS (SELECT DISTINCT key, source FROM said),
    many AS (SELECT key, count(*) AS n FROM sources GROUP BY key)
    SELECT p.one, p.other, count(*)
    FROM clashing p
    JOIN sources s ON s.key = p.one
    JOIN many m ON m.key = p.other
    LEFT JOIN sources own ON own.key = p.other AND own.source = s.source
    WHERE p.between AND m.n > (own.key IS NOT NULL)::INT OR p.within AND own.key IS NOT NULL
    GROUP BY ALL
"""
_VALUES = """
    SELECT s.key, count(DISTINCT n), count(DISTINCT source), max(published), bool_and(limits <> ''),
        (SELECT count(DISTINCT source) FROM against a WHERE a.one = s.key)
    FROM said s GROUP BY s.key
"""


class Sums:
    """The counts over all claims of the dataset in `db`; its tables `stated` and `said` stay for others."""

    def __init__(self, db: duckdb.DuckDBPyConnection) -> None:
        db.execute(_STATED)
        rows = db.execute("SELECT key, platform, type, attribute, value FROM stated ORDER BY key").fetchall()
        self.keys: dict[int, Value] = {number: tuple(names) for number, *names in rows}
        db.register("clashes", _clashes(self.keys))
        db.execute("CREATE TABLE clashing AS SELECT * FROM clashes")
        db.unregister("clashes")
        db.execute(_AGAINST)
        self._db = db

    def values(self) -> dict[Value, Sum]:
        """For each value what all claims together say of it."""
        excluded: dict[int, set[str]] = defaultdict(set)
        for one, other in self._db.execute("SELECT DISTINCT one, other FROM against").fetchall():
            excluded[one].add(self.keys[other][3])
        return {
            self.keys[key]: Sum(pages, sources, against, conditional, newest, frozenset(excluded[key]))
            for key, pages, sources, newest, conditional, against in self._db.execute(_VALUES).fetchall()
        }

    def cells(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """For each (platform, type, attribute) its number of pages and of independent sources."""
        rows = self._db.execute(
            "SELECT platform, type, attribute, count(DISTINCT n), count(DISTINCT source) "
            "FROM said JOIN stated USING (key) GROUP BY ALL"
        ).fetchall()
        return {(platform, type_, attribute): (n, m) for platform, type_, attribute, n, m in rows}

    def sides(self) -> dict[tuple[Value, Value], int]:
        """For each pair of values that contradict each other: how many sources state the first one."""
        rows = self._db.execute(_SIDES).fetchall()
        return {(self.keys[one], self.keys[other]): count for one, other, count in rows}


def _clashes(keys: dict[int, Value]) -> pa.Table:
    """Every pair of values that clash, in both directions, with where they do and whether they dispute."""
    groups: dict[tuple[str, str], list[tuple[int, Value]]] = defaultdict(list)
    for number, key in keys.items():
        groups[key[0], key[2]].append((number, key))
    rows = []
    for group in groups.values():
        for (a, one), (b, other) in combinations(group, 2):
            within, between = (load().clash(one, other, apart) for apart in (False, True))
            if within or between:
                plain = (one[3] == CONDITIONAL) == (other[3] == CONDITIONAL) and "values" in (within, between)
                told = {"within": within is not None, "between": between is not None, "disputes": plain}
                rows += [{"one": a, "other": b, **told}, {"one": b, "other": a, **told}]
    names = ("within", "between", "disputes")
    fields = [("one", pa.int64()), ("other", pa.int64()), *((name, pa.bool_()) for name in names)]
    return pa.Table.from_pylist(rows, pa.schema(fields))
