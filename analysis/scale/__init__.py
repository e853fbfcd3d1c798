"""Past one machine: the same rooms over archives and clusters, and a Parquet dataset instead of tables.

    plan         an input → partitions, each a bounded number of pages
    gate         which pages speak of certification at all
    readers      a partition → its pages, one at a time
    signatures   what copies are found by
    parts        the dataset: what it holds, and how a part of it is written
    own          what a user adds to the vocabulary, kept with the dataset
    work         what a worker does with a partition
    manifest     what a batch was begun with
    run          all partitions, on this machine or a cluster
    told         a finished batch in a few lines
    dataset      a finished batch as tables of a database
    origins      which of its pages are one source
    sums         what is counted over all claims
    reported     the Report on it

The libraries that it needs beyond the others are the extra `scale` of the project.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from analysis.errors import UsageError

EXTRA = ("dask", "distributed", "duckdb", "fastwarc")
MANIFEST = "manifest.json"


def is_batch(folder: str | Path) -> bool:
    """True for a folder that a batch was written to."""
    return (Path(folder) / MANIFEST).is_file()


def need_extra() -> None:
    """UsageError, saying how to get them, where the libraries of the extra `scale` are missing."""
    if missing := [name for name in EXTRA if find_spec(name) is None]:
        raise UsageError(
            f"batches need {', '.join(missing)}, which are not installed: they are the extra 'scale'; "
            "in the project's folder run: pip install -e '.[scale]'"
        )
