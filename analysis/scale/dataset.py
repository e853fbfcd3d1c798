"""A finished batch as tables of a database: whatever is asked of it, memory stays flat."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from analysis.errors import UsageError
from analysis.scale import own
from analysis.scale.manifest import PLAN, read_manifest
from analysis.scale.parts import DONE, SCHEMAS, Counts, read_counts

# What a query holds in memory; beyond that it works on disk.
MEMORY = "2GB"


@contextmanager
def opened(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with a view for each table of the dataset; what is made in it goes with the `with` block.

    Raises UsageError where the batch is not finished, or where several pages have one id.
    """
    _refuse_unfinished(folder)
    with tempfile.TemporaryDirectory(prefix="renzheng-") as place:
        settings = {"memory_limit": MEMORY, "temp_directory": f"{place}/spill"}
        db = duckdb.connect(f"{place}/batch.duckdb", config={**settings, "preserve_insertion_order": "false"})
        try:
            for table in SCHEMAS:
                files = f"{folder.as_posix()}/{table}/*.parquet".replace("'", "''")
                db.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{files}')")
            _refuse_same_ids(db, folder)
            yield db
        finally:
            db.close()


def counted(folder: Path) -> Counts:
    """What became of all pages of a batch."""
    total = Counts()
    for path in sorted((folder / DONE).glob("*.json")):
        total.add(read_counts(path))
    return total


def _refuse_unfinished(folder: Path) -> None:
    where, words = read_manifest(folder).get("input"), own.kept(folder)
    with (folder / PLAN).open(encoding="utf-8") as lines:
        planned = sum(1 for _ in lines)
    done = len(list((folder / DONE).glob("*.json")))
    if done < planned:
        raise UsageError(
            f"the batch in {folder} is not finished: {done} of {planned} partitions are done; go on with "
            f"'renzheng batch {where} --out {folder}{f' --vocabulary {words}' if words else ''}'"
        )


def _refuse_same_ids(db: duckdb.DuckDBPyConnection, folder: Path) -> None:
    twice = db.execute(
        "SELECT page FROM pages GROUP BY page HAVING count(*) > 1 ORDER BY page LIMIT 3"
    ).fetchall()
    if twice:
        raise UsageError(
            f"several pages in {folder} have one id ({', '.join(page for (page,) in twice)} …): make the "
            "column id of the input unique, or leave it out, and run the batch again into another folder"
        )
