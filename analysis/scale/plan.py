"""What a batch reads, cut into partitions before any page is read.

A partition holds at most so many pages and so many bytes of source (one page more where a single one is
larger), so that the memory to work on one is bounded. The same input is cut the same way, every time: a run
that was stopped finds its partitions again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecordType

from analysis.errors import ReadError, UsageError
from analysis.read import SUFFIXES, Found, find_pages, page_id

Kind = Literal["pages", "archive", "parquet", "lines"]

ENDINGS: dict[str, Kind] = {
    **dict.fromkeys((".warc.gz", ".warc", ".warc.wet.gz"), "archive"),
    ".parquet": "parquet",
    **dict.fromkeys((".jsonl", ".ndjson"), "lines"),
}
# Stands for a stretch of a file that cannot be read: told as one page that is skipped.
DAMAGED = 0
_MEMBER = b"\x1f\x8b\x08"
CONTENT, BESIDE = ("html", "text"), ("id", "url", "date")
# What a page can come as: an answer to a request, a file that was put in, text taken out before (WET).
RECORDS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a partition may grow: in pages and in bytes of source."""

    pages: int = 1000
    size: int = 64_000_000


@dataclass(frozen=True, slots=True)
class Partition:
    """`count` pages of one file from `start` on: a byte (archive, lines) or a row (parquet).

    `source` names the file in the ids of its pages; `files` are the pages where they are files of their own,
    each (id, path, reason why it will be left out or "").
    """

    number: int
    kind: Kind
    file: str
    source: str
    start: int
    count: int
    files: tuple[tuple[str, str, str], ...] = ()


def find_inputs(where: str | Path) -> list[Path]:
    """The archives and data files that a path stands for, sorted; none for a page or a folder of pages.

    Raises UsageError for a path that does not exist, a folder with nothing to read in it, and one that holds
    pages as well as archives.
    """
    top = Path(where)
    if not top.exists():
        raise UsageError(f"no such file or folder: '{top}'; check the path")
    if not top.is_dir():
        if not kind_of(top) and top.suffix.lower() not in SUFFIXES:
            raise UsageError(
                f"'{top}' is of no kind that can be read: a page ({' '.join(SUFFIXES)}), an archive or a "
                f"data file ({' '.join(ENDINGS)}), or a folder of them"
            )
        return [top] if kind_of(top) else []
    inside = sorted(path for path in top.rglob("*") if path.is_file() and not _hidden(path, top))
    data = [path for path in inside if kind_of(path)]
    pages = any(not found.reason for found in find_pages([top]))
    # Beside pages lie JSON lines with their labels and sources.
    archives = [path for path in data if kind_of(path) != "lines"]
    if pages and archives:
        raise UsageError(f"'{top}' holds pages as well as archives ({archives[0].name}): name one of them")
    if not pages and not data:
        raise UsageError(
            f"nothing to read in '{top}': it may hold pages ({' '.join(SUFFIXES)}), archives or "
            f"data files ({' '.join(ENDINGS)})"
        )
    return [] if pages else data


def kind_of(path: Path) -> Kind | None:
    """Of which kind a file is by its name; None for one that is no archive and no data file."""
    name = path.name.lower()
    return next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)


def plan(where: str | Path, bounds: Bounds) -> Iterator[Partition]:
    """The partitions of an input, in order; nothing of a page but its place and size is looked at.

    Raises UsageError as `find_inputs` does, and where a data file lacks a column with pages; ReadError for an
    archive that is compressed as a whole. What is damaged is told as a page that will be skipped.
    """
    number = 0
    inputs = find_inputs(where)
    if not inputs:
        for number, group in enumerate(_grouped(find_pages([where]), bounds)):
            files = tuple((found.id, str(found.path), found.reason) for found in group)
            yield Partition(number, "pages", "", page_id(Path(where)), 0, len(files), files)
        return
    cut = {"archive": _cut_archive, "parquet": _cut_parquet, "lines": _cut_lines}
    for path in inputs:
        if kind := kind_of(path):
            source = page_id(path)
            for start, count in cut[kind](path, bounds):
                if count == DAMAGED:
                    files = ((f"{source}#{start}+", str(path), "damaged after this place; fetch it again"),)
                    yield Partition(number, "pages", str(path), source, start, 1, files)
                else:
                    yield Partition(number, kind, str(path), source, start, count)
                number += 1


def content_column(names: list[str], file: Path) -> str:
    """Which column holds the pages; UsageError, naming those that are there, where none does."""
    for name in CONTENT:
        if name in names:
            return name
    raise UsageError(
        f"{file}: no column with pages: one named {' or '.join(CONTENT)} is needed ({', '.join(BESIDE)} may "
        f"stand beside it); it has {', '.join(names) or 'none'}; rename the one that holds the pages"
    )


def _hidden(path: Path, top: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(top).parts)


def _grouped(files: list[Found], bounds: Bounds) -> Iterator[list[Found]]:
    group: list[Found] = []
    size = 0
    for found in files:
        try:
            length = found.path.stat().st_size
        except OSError:
            length = 0
        if group and (len(group) == bounds.pages or size + length > bounds.size):
            yield group
            group, size = [], 0
        group.append(found)
        size += length
    if group:
        yield group


def _runs(places: Iterator[tuple[int, int]], bounds: Bounds) -> Iterator[tuple[int, int]]:
    """(start, count) of the partitions of a file whose pages are at these places and of these sizes."""
    start = count = size = 0
    for at, length in places:
        if count and (count == bounds.pages or size + length > bounds.size):
            yield start, count
            count = size = 0
        if not count:
            start = at
        count += 1
        size += length
    if count:
        yield start, count


def _cut_archive(path: Path, bounds: Bounds) -> Iterator[tuple[int, int]]:
    at: int | None = 0
    while at is not None:
        hurt: list[int] = []
        yield from _runs(_records(path, at, hurt), bounds)
        if not hurt:
            return
        yield hurt[0], DAMAGED
        at = _next_record(path, hurt[0])


def _records(path: Path, start: int, hurt: list[int]) -> Iterator[tuple[int, int]]:
    """Place and size of the records from `start` on; `hurt` gets the last place before one is damaged."""
    last = -1
    with path.open("rb") as file:
        file.seek(start)
        try:
            for record in ArchiveIterator(file, record_types=RECORDS, parse_http=False):
                if record.stream_pos == last:
                    raise ReadError(
                        f"{path}: compressed as a whole, so that no record can be found by its place; "
                        "compress it record by record ('fastwarc recompress')"
                    )
                last = record.stream_pos
                yield last, record.content_length
        except (OSError, ValueError):
            hurt.append(max(last, start))


def _next_record(path: Path, after: int) -> int | None:
    """Where the next record begins that can be read; None where there is none."""
    packed = path.name.lower().endswith(".gz")
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        mark, skip = (_MEMBER, 0) if packed else (b"\r\n\r\nWARC/1.", 4)
        at = content.find(mark, after + 1)
        while at >= 0:
            if not packed or _begins_record(content[at : at + 500]):
                return at + skip
            at = content.find(mark, at + 1)
    return None


def _begins_record(member: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(member).startswith(b"WARC/1.")
    except zlib.error:
        return False


def _cut_parquet(path: Path, bounds: Bounds) -> Iterator[tuple[int, int]]:
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowInvalid):
        yield 0, DAMAGED
        return
    with file:
        names = file.schema_arrow.names
        column = file.metadata.schema.names.index(content_column(names, path))
        row = 0
        for group in (file.metadata.row_group(number) for number in range(file.num_row_groups)):
            # The mean size of the group's pages has to do: that of each one is only known by reading it.
            mean = group.column(column).total_uncompressed_size / max(group.num_rows, 1)
            most = max(1, min(bounds.pages, int(bounds.size / max(mean, 1))))
            for first in range(0, group.num_rows, most):
                yield row + first, min(most, group.num_rows - first)
            row += group.num_rows


def _cut_lines(path: Path, bounds: Bounds) -> Iterator[tuple[int, int]]:
    def places() -> Iterator[tuple[int, int]]:
        at = 0
        with path.open("rb") as file:
            for line in file:
                if line.strip():
                    if not at:
                        _check_first(line, path)
                    yield at, len(line)
                at += len(line)

    yield from _runs(places(), bounds)


def _check_first(line: bytes, path: Path) -> None:
    """UsageError where the first line has no pages in it: then none of the others will."""
    try:
        row: Any = json.loads(line)
    except ValueError:
        return
    if isinstance(row, dict):
        content_column(list(row), path)
