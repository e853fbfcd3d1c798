"""First room: files, folders and web archives become Pages (bytes decoded, title, address and date found).

Nothing is lost on the way: what `find_pages` finds comes out of `read_pages` as a Page or as a Skipped.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.errors import ReadError, UsageError
from analysis.model import Page, PageFormat, Skipped
from analysis.read.archive import open_archive
from analysis.read.decode import decode
from analysis.read.files import SUFFIXES, Found, find_pages, page_id
from analysis.read.metadata import find_metadata
from analysis.read.sources import Source, listed_source

__all__ = ["MAX_BYTES", "SUFFIXES", "Found", "find_pages", "page_id", "page_of", "read_page", "read_pages"]

MAX_BYTES = 20_000_000
# Looks at the decoded text before anything else is done with it; may raise to leave the page out.
Check = Callable[[str], object]


def read_pages(
    paths: Iterable[str | Path], root: str | Path | None = None, max_bytes: int = MAX_BYTES
) -> tuple[list[Page], list[Skipped]]:
    """Read files and folders: the pages and what had to be left out, both sorted by page id.

    Raises UsageError where a path does not exist or where no page is found at all.
    """
    pages: list[Page] = []
    skipped: list[Skipped] = []
    found = find_pages(paths, root)
    if not found:
        named = ", ".join(f"'{path}'" for path in paths) or "no path"
        raise UsageError(
            f"no page found in {named}: pages end in {', '.join(SUFFIXES)}; name a folder that holds some"
        )
    for item in found:
        if item.reason:
            skipped.append(Skipped(item.id, item.reason))
            continue
        try:
            pages.append(read_page(item.path, item.id, max_bytes))
        except ReadError as error:
            skipped.append(Skipped(item.id, str(error).removeprefix(f"{item.id}: ")))
    return pages, skipped


def read_page(
    path: str | Path, id: str | None = None, max_bytes: int = MAX_BYTES, check: Check | None = None
) -> Page:
    """Read one file into a Page of at most `max_bytes` bytes.

    `check` is called with the decoded text; what it raises is raised here. Raises ReadError (`id: reason`)
    where the file is missing, too large, empty, binary, of an unknown kind or in no encoding that makes
    sense.
    """
    path = Path(path)
    name = page_id(path) if id is None else id
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ReadError(
            f"{name}: unknown kind of file '{suffix}': allowed are {', '.join(SUFFIXES)}; save it as one"
        )
    data = _read_bytes(path, name, max_bytes)
    return _build_page(name, suffix, data, None, listed_source(path), check)


def page_of(
    data: bytes,
    id: str,
    suffix: str = ".html",
    charset: str | None = None,
    address: str | None = None,
    published: str | None = None,
    max_bytes: int = MAX_BYTES,
    check: Check | None = None,
) -> Page:
    """The Page of what is in memory already; `suffix` (one of `SUFFIXES`) says of which kind it is.

    `charset` is what it was sent as, `address` and `published` (ISO date) are told beside it: they count
    where the page itself tells none. `check` and what is raised as in `read_page`.
    """
    if len(data) > max_bytes:
        raise ReadError(_too_large(id, len(data), max_bytes))
    return _build_page(id, suffix, data, charset, Source(address, published), check)


def _build_page(
    name: str, suffix: str, data: bytes, charset: str | None, beside: Source, check: Check | None
) -> Page:
    try:
        content, address = data, None
        if suffix == ".mhtml":
            content, charset, address = open_archive(data)
        text, encoding = decode(content, charset)
        if not text.strip("\ufeff\ufffd \t\r\n\v\f\u3000\xa0"):
            raise ReadError("the file is empty or holds white space only; save the page again")
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from None
    if check is not None:
        check(text)
    kind: PageFormat = "text" if suffix == ".txt" else "markdown" if suffix == ".md" else "html"
    found = find_metadata(text, kind)
    return Page(
        id=name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=encoding,
        format=kind,
        source=text,
        title=found.title,
        address=found.address or address or beside.address,
        published=found.published or beside.published,
    )


def _read_bytes(path: Path, name: str, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(f"{name}: not a regular file; only files can be read as pages")
        if status.st_size > max_bytes:
            raise ReadError(_too_large(name, status.st_size, max_bytes))
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"{name}: cannot be read ({reason}); check that it exists and may be read") from None
    if len(data) > max_bytes:
        raise ReadError(_too_large(name, len(data), max_bytes))
    return data


def _too_large(name: str, size: int, max_bytes: int) -> str:
    return f"{name}: too large: {size} bytes, allowed are {max_bytes}; split it, or raise --max-bytes"
