"""Which pages of a dataset are one source: copies met by their bands, and pages of the same address.

Comparing all pairs is out of the question, and so is every pair of a band that ten thousand copies share. In
each band, as in each address, a page is paired with the first page and with the one before it: as many pairs
as pages, and copies of one article still hang together. Each pair of a band is then checked by its sketches.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from analysis.copies import LEAST_SHARED, SHARE, Link, Reason, clusters
from analysis.scale.signatures import KEPT

# Pages are numbered in the order of their ids: the smallest number of a source is its smallest id.
_NUMBERED = """
CREATE TABLE numbered AS
    SELECT row_number() OVER (ORDER BY page) AS n, page, origin FROM pages WHERE status = 'read';
CREATE TABLE signed AS
    SELECT n, sketch, bands FROM signatures JOIN numbered USING (page);
CREATE TABLE banded AS
    WITH every AS (SELECT n, unnest(bands) AS band FROM signed)
    SELECT n, band FROM every WHERE band IN (SELECT band FROM every GROUP BY band HAVING count(*) > 1);
"""
_PAIRS = """
CREATE TABLE paired AS
    WITH met AS (
        SELECT n, first_value(n) OVER every AS first, lag(n) OVER every AS before
        FROM banded WINDOW every AS (PARTITION BY band ORDER BY n)
    ), same AS (
        SELECT n, first_value(n) OVER every AS first, lag(n) OVER every AS before
        FROM numbered WHERE origin IS NOT NULL WINDOW every AS (PARTITION BY origin ORDER BY n)
    ), pairs AS (
        SELECT n, first AS one, false AS address FROM met UNION ALL SELECT n, before, false FROM met
        UNION ALL SELECT n, first, true FROM same UNION ALL SELECT n, before, true FROM same
    )
    SELECT one, n AS other, bool_or(address) AS address FROM pairs WHERE one < n GROUP BY ALL;
"""
_LINKS = f"""
CREATE TABLE linked AS
    WITH measured AS (
        SELECT p.*, len(list_intersect(a.sketch, b.sketch)) AS shared,
            least(len(a.sketch), len(b.sketch)) AS shorter, greatest(len(a.sketch), len(b.sketch)) AS longer
        FROM paired p JOIN signed a ON a.n = p.one JOIN signed b ON b.n = p.other
    )
    SELECT *, shared * {KEPT} >= {LEAST_SHARED} AND shared >= {SHARE} * shorter AS copied FROM measured
    WHERE address OR copied;
"""


def find_sources(db: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `linked` (pairs of pages of one source) and `sourced` (each page's source) in `db`."""
    for statement in (_NUMBERED, _PAIRS, _LINKS):
        db.execute(statement)
    pairs = db.execute(
        "SELECT a.page, b.page FROM linked JOIN numbered a ON a.n = one JOIN numbered b ON b.n = other"
    ).fetchall()
    links = (Link(one, other, (), 0.0, 0.0) for one, other in pairs)
    home = clusters({page for pair in pairs for page in pair}, links)
    homes = pa.table({"page": pa.array(home, pa.string()), "cluster": pa.array(home.values(), pa.string())})
    db.register("homes", homes)
    db.execute(
        "CREATE TABLE sourced AS SELECT a.n, a.page, b.n AS source, b.page AS cluster FROM numbered a "
        "LEFT JOIN homes h USING (page) JOIN numbered b ON b.page = coalesce(h.cluster, a.page)"
    )
    db.unregister("homes")


def links_of(db: duckdb.DuckDBPyConnection, table: str) -> dict[str, Link]:
    """For each page named in a table (column `page`), the link by which it shares most with another page."""
    rows = db.execute(
        f"""
        SELECT a.page, b.page, address, copied, shared, shorter, longer
        FROM linked JOIN numbered a ON a.n = one JOIN numbered b ON b.n = other
        WHERE a.page IN (SELECT page FROM {table}) OR b.page IN (SELECT page FROM {table})
        ORDER BY shared / greatest(shorter, 1), a.page, b.page
        """
    ).fetchall()
    best = {}
    for one, other, address, copied, shared, shorter, longer in rows:
        reasons: list[Reason] = []
        if copied:
            reasons.append("near_copy" if shared >= SHARE * longer else "contained")
        if address:
            reasons.append("same_address")
        jaccard = shared / max(shorter + longer - shared, 1)
        link = Link(one, other, tuple(reasons), round(jaccard, 3), round(shared / max(shorter, 1), 3))
        best[one] = best[other] = link
    return best
