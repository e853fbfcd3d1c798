"""First room: files, folders and web archives become Pages (bytes decoded, title, address and date found).

Nothing is lost on the way: what `find_pages` finds comes out of `read_found` as a Page or as a Skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.errors import ReadError, UsageError, defect
from analysis.model import Page, PageFormat, Skipped
from analysis.read.archive import open_archive
from analysis.read.decode import decode, tidy
from analysis.read.files import MAX_BYTES, SUFFIXES, Found, find_pages, page_id, read_bytes, too_large
from analysis.read.metadata import find_metadata
from analysis.read.sources import Source, listed_source

__all__ = [
    "MAX_BYTES",
    "SUFFIXES",
    "Found",
    "find_pages",
    "page_id",
    "page_of",
    "read_found",
    "read_page",
    "read_pages",
    "seek_pages",
]

# Looks at the decoded text before anything else is done with it; may raise to leave the page out.
Check = Callable[[str], object]


def read_pages(
    paths: Iterable[str | Path], root: str | Path | None = None, max_bytes: int = MAX_BYTES
) -> tuple[list[Page], list[Skipped]]:
    """Read files and folders: the pages and what had to be left out, both sorted by page id.

    Raises UsageError where a path does not exist or where no page is found at all.
    """
    results = [read_found(found, max_bytes) for found in seek_pages(paths, root)]
    pages = [result for result in results if isinstance(result, Page)]
    return pages, [result for result in results if isinstance(result, Skipped)]


def seek_pages(paths: Iterable[str | Path], root: str | Path | None = None) -> list[Found]:
    """The pages of `find_pages`; UsageError where there is none."""
    paths = list(paths)
    found = find_pages(paths, root)
    if not found:
        named = ", ".join(f"'{path}'" for path in paths) or "no path"
        raise UsageError(
            f"no page found in {named}: pages end in {', '.join(SUFFIXES)}; name a folder that holds some"
        )
    return found


def read_found(found: Found, max_bytes: int = MAX_BYTES) -> Page | Skipped:
    """Read a file that was found; whatever is wrong with it becomes the reason to skip it."""
    if found.reason:
        return Skipped(found.id, found.reason)
    try:
        return read_page(found.path, found.id, max_bytes)
    except ReadError as error:
        return Skipped(found.id, str(error).removeprefix(f"{found.id}: "))
    except Exception as error:
        return Skipped(found.id, defect(error))


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
    try:
        data = read_bytes(path, max_bytes)
    except ReadError as error:
        raise ReadError(f"{name}: {error}") from None
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
        raise ReadError(f"{id}: {too_large(len(data), max_bytes)}")
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
    told = found.address or address or beside.address
    return Page(
        id=tidy(name),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=encoding,
        format=kind,
        source=text,
        title=found.title,
        # What stands beside a page (a list, a header) did not come through the decoder.
        address=told and tidy(told),
        published=found.published or beside.published,
    )
