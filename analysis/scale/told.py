"""A finished batch in a few lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from analysis.scale.parts import SCHEMAS, Counts

LISTED = 10


def summary(counts: Counts, out: str | Path) -> str:
    """What became of the pages, what was found, and where it is."""
    dropped = sum(counts.dropped.values())
    lines = [
        f"Pages in: {counts.pages} = read {counts.read} + skipped {counts.skipped} + dropped {dropped}",
        *(f"  dropped: {count} ({reason})" for reason, count in sorted(counts.dropped.items())),
        *([f"  set aside: {', '.join(counts.set_aside)}"] if counts.set_aside else []),
        f"Claims found: {counts.claims}; quotes: {counts.quotes}",
        f"Dataset in {Path(out).as_posix()}/ ({', '.join(SCHEMAS)})",
    ]
    return "\n".join(lines)


def skips(out: str | Path) -> Iterator[str]:
    """The pages that were skipped, the first ten by name with the reason, and where the others are listed."""
    parts = f"{Path(out).as_posix()}/pages/*.parquet"
    rows = duckdb.execute(
        "SELECT page, reason FROM read_parquet(?) WHERE status <> 'read' ORDER BY page LIMIT ?",
        [parts, LISTED + 1],
    ).fetchall()
    yield from (f"skipped {page}: {reason}" for page, reason in rows[:LISTED])
    if len(rows) > LISTED:
        yield f"skipped more than these {LISTED}: all are in {parts}"
