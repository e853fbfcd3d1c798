"""A partition → its pages, one at a time, each still to be read: nothing is held that was worked on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from fastwarc.warc import ArchiveIterator, WarcRecord

from analysis.errors import AnalysisError, ReadError
from analysis.model import Page
from analysis.read import MAX_BYTES, page_of, read_page
from analysis.read.dates import stamp_date
from analysis.scale.gate import speaks_of_certification
from analysis.scale.plan import BESIDE, RECORDS, Partition, content_column

# Rows of a Parquet file that are decoded at once.
_BATCH = 64
_HTML = ("", "text/html", "application/xhtml+xml", "application/xml", "text/xml")
SILENT = "says nothing of certification"
NO_PAGE = "neither HTML nor text"
NO_ANSWER = "the server did not answer with a page (status other than 200)"

Read = Callable[[], Page]


class DroppedError(AnalysisError):
    """A page that is not looked at any further, and not kept: its reason is one of a few."""


def unread_pages(partition: Partition) -> Iterator[tuple[str, Read]]:
    """The pages of a partition in order: each one's id, and how to read it.

    To read one raises ReadError where it cannot be read, DroppedError where it is none that is looked for.
    """
    readers = {"pages": _files, "archive": _records, "parquet": _rows, "lines": _lines}
    yield from readers[partition.kind](partition)


def keep_silent_out(text: str) -> None:
    """DroppedError for the text of a page that does not speak of certification."""
    if not speaks_of_certification(text):
        raise DroppedError(SILENT)


def _files(partition: Partition) -> Iterator[tuple[str, Read]]:
    for id_, path, reason in partition.files:

        def read(id_: str = id_, path: str = path, reason: str = reason) -> Page:
            if reason:
                raise ReadError(reason)
            return read_page(path, id_, check=keep_silent_out)

        yield id_, read


def _records(partition: Partition) -> Iterator[tuple[str, Read]]:
    with Path(partition.file).open("rb") as file:
        file.seek(partition.start)
        records = ArchiveIterator(file, record_types=RECORDS, parse_http=True, auto_decode="all")
        for record in islice(records, partition.count):
            id_ = f"{partition.source}#{record.stream_pos}"
            yield id_, lambda record=record, id_=id_: _read_record(record, id_)  # type: ignore[misc]


def _read_record(record: WarcRecord, id_: str) -> Page:
    if record.is_http and (record.http_headers is None or record.http_headers.status_code != 200):
        raise DroppedError(NO_ANSWER)
    kind = (record.http_content_type if record.is_http else record.headers.get("Content-Type")) or ""
    kind = kind.partition(";")[0].strip().lower()
    if kind not in (*_HTML, "text/plain"):
        raise DroppedError(NO_PAGE)
    if record.content_length > MAX_BYTES:
        raise ReadError(f"too large: {record.content_length} bytes, allowed are {MAX_BYTES}")
    return page_of(
        record.reader.read(),
        id_,
        ".txt" if kind == "text/plain" else ".html",
        record.http_charset,
        record.headers.get("WARC-Target-URI"),
        check=keep_silent_out,
    )


def _rows(partition: Partition) -> Iterator[tuple[str, Read]]:
    path = Path(partition.file)
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        content = content_column(names, path)
        wanted = [content, *(name for name in BESIDE if name in names)]
        at, group = 0, 0
        while at + file.metadata.row_group(group).num_rows <= partition.start:
            at += file.metadata.row_group(group).num_rows
            group += 1
        end = partition.start + partition.count
        for batch in file.iter_batches(_BATCH, [group], wanted):
            low, high = max(partition.start - at, 0), min(end - at, batch.num_rows)
            for number, row in enumerate(batch.slice(low, max(high - low, 0)).to_pylist(), at + low):
                yield _row(row, content, f"{partition.source}#{number}")
            at += batch.num_rows
            if at >= end:
                return


def _lines(partition: Partition) -> Iterator[tuple[str, Read]]:
    with Path(partition.file).open("rb") as file:
        file.seek(partition.start)
        at = partition.start
        found = 0
        for line in file:
            here, at = at, at + len(line)
            if not line.strip():
                continue
            yield _line(line, f"{partition.source}#{here}", Path(partition.file))
            found += 1
            if found == partition.count:
                return


def _line(line: bytes, place: str, file: Path) -> tuple[str, Read]:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return place, _refusal(f"not JSON ({error}); write one object a line")
    if not isinstance(row, dict):
        return place, _refusal("not an object; write one object a line")
    try:
        content = content_column(list(row), file)
    except AnalysisError as error:
        return place, _refusal(str(error))
    return _row(row, content, place)


def _row(row: dict[str, Any], content: str, place: str) -> tuple[str, Read]:
    """One page of a table; without an id of its own it is told by its place."""
    id_ = place if row.get("id") is None else str(row["id"])
    address, date = row.get("url"), row.get("date")
    value = row[content]

    def read() -> Page:
        if not isinstance(value, str | bytes):
            raise ReadError(f"no page in column {content}: {type(value).__name__}; leave the row out")
        data = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
        return page_of(
            data,
            id_,
            ".txt" if content == "text" else ".html",
            address=None if address is None else str(address),
            published=None if date is None else stamp_date(str(date)),
            check=keep_silent_out,
        )

    return id_, read


def _refusal(reason: str) -> Read:
    def read() -> Page:
        raise ReadError(reason)

    return read
