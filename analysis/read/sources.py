"""What a `sources.jsonl` beside a page tells about it: address and date of the page that it retells."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.errors import ReadError
from analysis.read.dates import first_date
from analysis.read.files import MAX_BYTES, read_bytes


@dataclass(frozen=True, slots=True)
class Source:
    """Address and ISO date of a page's origin, None where they are not listed."""

    address: str | None = None
    published: str | None = None


def listed_source(path: Path) -> Source:
    """Look a page up in the `sources.jsonl` of its folder, passing over lines that are not JSON objects."""
    listing = path.parent / "sources.jsonl"
    try:
        status = listing.stat()
        entries = _load(listing, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError, ReadError):
        return Source()
    return entries.get(path.name, Source())


@lru_cache(maxsize=64)
def _load(listing: Path, modified: int, size: int) -> dict[str, Source]:  # noqa: ARG001 - they are the cache's key
    entries: dict[str, Source] = {}
    for line in read_bytes(listing, MAX_BYTES).decode("utf-8-sig").splitlines():
        try:
            entry: Any = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict) and isinstance(entry.get("page"), str):
            address, published = entry.get("retells"), entry.get("published")
            entries[entry["page"]] = Source(
                address if isinstance(address, str) and address.startswith(("http://", "https://")) else None,
                first_date(published) if isinstance(published, str) else None,
            )
    return entries
