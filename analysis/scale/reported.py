"""A dataset → the Report on it: everything counted over all claims, and a few of them shown for each value.

Nothing is made of every claim: sums come from the database, and as many claims become objects as can be
shown. Where the claims are few, all of them are, and the report is that of `analysis.pipeline.build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from analysis.changes import timeline
from analysis.clean import fold
from analysis.compare import Resolution, cells, matrix, values, with_review
from analysis.conflicts import badge_meanings, disagreements, find_conflicts, types_told
from analysis.copies import Link
from analysis.errors import UsageError
from analysis.model import Document, Skipped
from analysis.report import Report
from analysis.report.summary import Totals
from analysis.scale import own
from analysis.scale.dataset import counted, opened
from analysis.scale.origins import find_sources, links_of
from analysis.scale.parts import blocks_of, claim_of
from analysis.scale.sums import Sums
from analysis.table import (
    KEY,
    Table,
    checked,
    claims_table,
    decisions_table,
    evidence_table,
    kinds_table,
    pages_table,
)
from analysis.taxonomy import Kinds
from analysis.vocabulary import Lang, load, using

# What a reader can look through, and charts and workbook can hold.
CLAIMS, PAIRS, EACH, SKIPPED = 10_000, 100_000, 50, 1000
# Two values that clash within one source only need claims of one that states both.
_NEEDED = """
CREATE TABLE needed AS
    WITH states AS (SELECT DISTINCT key, source FROM said),
    both_of AS (
        SELECT one, other, min(a.source) AS source FROM clashing
        JOIN states a ON a.key = one JOIN states b ON b.key = other AND b.source = a.source
        WHERE within GROUP BY ALL
    )
    SELECT key, min(page) AS page FROM both_of b JOIN said s ON s.key = one AND s.source = b.source
    GROUP BY key, s.source
"""
# Of each value first one claim from every source, without a condition before others, the newest first.
_RANKED = """
CREATE TABLE chosen AS
    SELECT key, page, if((key, page) IN (SELECT (key, page) FROM needed), 1, place) AS place FROM (
        SELECT *, row_number() OVER (
            PARTITION BY key ORDER BY turn, limits <> '', published DESC NULLS LAST, page
        ) AS place
        FROM (
            SELECT *, row_number() OVER (
                PARTITION BY key, source ORDER BY limits <> '', published DESC NULLS LAST, page
            ) AS turn
            FROM said
        )
    )
    WHERE place <= ? OR (key, page) IN (SELECT (key, page) FROM needed)
"""
_TOLD = """
CREATE TABLE told AS
    SELECT k.*, s.source, list_sort(types) AS together,
        row_number() OVER (PARTITION BY platform, list_sort(types) ORDER BY k.page, start) AS place
    FROM kinds k JOIN sourced s ON s.page = k.page
"""


def report_on_dataset(folder: str | Path, lang: Lang = "zh", resolution: Resolution = "majority") -> Report:
    """The report on a finished batch, its comparison in `lang`, its disputes settled by `resolution`.

    The vocabulary is that which the batch was begun with. Raises UsageError where the batch is not finished
    or no page was read.
    """
    folder = Path(folder)
    counts = counted(folder)
    if not counts.read:
        raise UsageError(f"nothing to report: the batch in {folder} read no page; look at its pages/ for why")
    with using(own.vocabulary_of(folder)), opened(folder) as db:
        find_sources(db)
        return _report(db, Sums(db), counts.claims, counts.quotes, counts.skipped, lang, resolution)


def _report(
    db: duckdb.DuckDBPyConnection,
    sums: Sums,
    n_claims: int,
    n_quotes: int,
    n_skipped: int,
    lang: Lang,
    resolution: Resolution,
) -> Report:
    many = dict(db.execute("SELECT key, count(*) FROM said GROUP BY key").fetchall())
    db.execute(_NEEDED)
    db.execute(_RANKED, [_most(CLAIMS, lambda each: sum(min(count, each) for count in many.values()))])
    claims = [claim_of(row) for row in _rows(db, _CHOSEN)]
    documents = tuple(map(_document, _rows(db, _DOCUMENTS)))
    sources = dict(db.execute(_SOURCES).fetchall())
    table = claims_table(claims)
    weighed = claims_table(claim_of(row) for row in _rows(db, f"{_CHOSEN} AND place <= {_pairs(db, many)}"))
    conflicts, summed = find_conflicts(weighed, sources), sums.values()
    stated = values(table, sources, conflicts, summed)
    decisions = decisions_table(())
    compared = _counted(cells(table, sources, resolution=resolution, stated=stated), sums)
    compared = with_review(compared, decisions)
    kinds, kinds_counts = _kinds(db)
    links = links_of(db, "chosen")
    skipped = [Skipped(row["page"], row["reason"]) for row in _rows(db, _SKIPPED)]
    by_value = {key: found.n_sources for key, found in summed.items()}
    return Report(
        documents=documents,
        claims_list=tuple(claims),
        skipped=tuple(skipped),
        copies=tuple(sorted({link for link in links.values() if {link.one, link.other} <= sources.keys()})),
        claims=table,
        evidence=evidence_table(claims),
        pages=pages_table(documents, skipped),
        sources=_sources(db, documents, sources, links),
        cells=compared,
        values=stated,
        conflicts=conflicts,
        disagreements=disagreements(conflicts, sums.sides()),
        kinds=kinds,
        taxonomy=types_told(kinds, sources, kinds_counts),
        badges=badge_meanings(weighed, sources, by_value),
        changes=timeline(table, sources),
        comparison=matrix(compared, lang=lang),
        decisions=decisions,
        vocabulary=load(),
        whole=_totals(db, n_claims, n_quotes, n_skipped),
    )


_CHOSEN = """
    SELECT c.* FROM claims c JOIN stated USING (platform, type, attribute, value)
    JOIN chosen USING (key, page)
    WHERE true
"""
_DOCUMENTS = "SELECT * FROM documents WHERE page IN (SELECT page FROM chosen) ORDER BY page"
_SOURCES = """
    SELECT page, cluster FROM sourced
    WHERE page IN (SELECT page FROM chosen) OR page IN (SELECT page FROM kinds)
"""
_SKIPPED = f"SELECT page, reason FROM pages WHERE status <> 'read' ORDER BY page, reason LIMIT {SKIPPED}"


def _rows(db: duckdb.DuckDBPyConnection, query: str) -> Iterable[dict[str, Any]]:
    for batch in db.sql(query).to_arrow_reader(1000):
        yield from batch.to_pylist()


def _most(limit: int, weigh: Any) -> int:
    """The largest number for each value with which no more than `limit` are made.

    Two at the least: of two values that clash between sources, one of them has a claim from another source.
    """
    return next((each for each in range(EACH, 2, -1) if weigh(each) <= limit), 2)


def _pairs(db: duckdb.DuckDBPyConnection, many: Mapping[int, int]) -> int:
    """How many claims of each value may be paired with those that contradict them."""
    clashing = db.execute("SELECT one, other FROM clashing WHERE one < other").fetchall()
    pairs = [(many[one], many[other]) for one, other in clashing]
    return _most(PAIRS, lambda each: sum(min(one, each) * min(other, each) for one, other in pairs))


def _document(row: dict[str, Any]) -> Document:
    folded, offsets = fold(row["text"])
    told = {
        name: row[name] for name in ("page", "text", "title", "address", "published", "encoding", "sha256")
    }
    return Document(**told, blocks=blocks_of(row), folded=folded, offsets=offsets)


def _counted(compared: Table, sums: Sums) -> Table:
    """The cells with the numbers of all their pages and sources."""
    counts = sums.cells()
    rows = [counts.get(key, (0, 0)) for key in compared[KEY].astype(str).itertuples(index=False, name=None)]
    compared["n_pages"], compared["n_sources"] = zip(*rows, strict=True) if rows else ((), ())
    return compared


def _kinds(db: duckdb.DuckDBPyConnection) -> tuple[Table, dict[tuple[str, tuple[str, ...]], int]]:
    """Some of the kinds that pages tell, and how many sources tell each set of them."""
    db.execute(_TOLD)
    counts = db.execute("SELECT platform, together, count(DISTINCT source) FROM told GROUP BY ALL").fetchall()
    shown = []
    for row in _rows(db, f"SELECT * EXCLUDE (source, together, place) FROM told WHERE place <= {EACH}"):
        shown.append(Kinds(**{**row, "names": tuple(row["names"]), "types": tuple(row["types"])}))
    return kinds_table(shown), {(platform, tuple(types)): n for platform, types, n in counts}


def _sources(
    db: duckdb.DuckDBPyConnection,
    documents: Iterable[Document],
    sources: Mapping[str, str],
    links: Mapping[str, Link],
) -> Table:
    sizes = dict(
        db.execute(
            "SELECT cluster, count(*) FROM sourced WHERE source IN "
            "(SELECT source FROM sourced WHERE page IN (SELECT page FROM chosen)) GROUP BY cluster"
        ).fetchall()
    )
    rows = []
    for d in documents:
        why: tuple[str | None, str | None, float | None] = (None, None, None)
        if link := links.get(d.page):
            other = link.other if link.one == d.page else link.one
            why = ("+".join(link.reasons), other, link.containment)
        home = sources[d.page]
        rows.append((d.page, home, sizes[home], *why, d.published, d.address))
    return checked("sources", rows)


def _totals(db: duckdb.DuckDBPyConnection, claims: int, quotes: int, skipped: int) -> Totals:
    query = """
        SELECT count(*), count(*) FILTER (n_claims = 0), count(published),
            (SELECT count(DISTINCT source) FROM sourced)
        FROM pages WHERE status = 'read'
    """
    pages, silent, dated, sources = db.execute(query).fetchall()[0]
    return Totals(pages, silent, dated, sources, skipped, claims, quotes)
