"""Which files are pages: a deterministic walk over the paths that a user names; and their bytes."""

from __future__ import annotations

import io
import os
import posixpath
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import ReadError, UsageError
from analysis.output import left_behind

MAX_BYTES = 20_000_000
SUFFIXES = (".html", ".htm", ".mhtml", ".txt", ".md")
_AT_ONCE = 1_000_000
# What would break up a message or turn it around: controls, separators of lines, marks of direction.
_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A file to be read as a page; a `reason` that is not empty says why it will not be."""

    id: str
    path: Path
    reason: str = ""


def find_pages(paths: Iterable[str | Path], root: str | Path | None = None) -> list[Found]:
    """Find the pages among files and folders (at any depth), each file once, sorted by id.

    Inside folders hidden files, READMEs, files of other kinds and what an earlier run left there are passed
    over. Links in there are not followed: one that leads to no page of these has a reason. With `root`, ids
    are told relative to it. Raises UsageError for a path that is empty or does not exist.
    """
    every: list[Found] = []
    for given in paths:
        # As a path it would be the folder one happens to be in.
        if not str(given):
            raise UsageError("an empty path: name a file or a folder")
        path = Path(given)
        if not os.path.lexists(path):
            raise UsageError(f"no such file or folder: '{path}'; check the path")
        every.extend(_walk(path, root) if path.is_dir() else [_named(path, root)])
    chosen: dict[str, Found] = {}
    # What can be read comes before a link to it.
    for found in sorted(every, key=lambda found: (bool(found.reason), found)):
        chosen.setdefault(os.path.realpath(found.path), found)
    return sorted(chosen.values())


def page_id(path: Path, root: str | Path | None = None) -> str:
    """The id of a page: its path as given (or relative to `root`), normalised, with forward slashes."""
    shown = os.path.relpath(path, root) if root is not None else path.as_posix()
    text = posixpath.normpath(shown.replace(os.sep, "/"))
    # A name in another encoding reaches Python as lone surrogates, which no output could be written with.
    whole = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _BREAKING.sub(lambda found: ascii(found[0])[1:-1], whole)


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The bytes of a regular file, at most `max_bytes`, read without ever waiting for a writer.

    Raises ReadError where it is missing, too large, no regular file, unreadable, or changes meanwhile.
    """
    try:
        # Opening what is no file (a pipe, a device) may block or set something off: look at it before.
        _check_file(path.stat(), max_bytes)
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            before = os.fstat(file.fileno())
            _check_file(before, max_bytes)
            data = _read_most(file, max_bytes + 1)
            after = os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ReadError(f"cannot be read ({reason}); check that it exists and may be read") from None
    if len(data) > max_bytes:
        raise ReadError(too_large(len(data), max_bytes))
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ReadError("changed while it was read; read it again when whatever writes it has finished")
    return data


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _check_file(status: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise ReadError("not a regular file; only files can be read as pages")
    if status.st_size > max_bytes:
        raise ReadError(too_large(status.st_size, max_bytes))


def _read_most(file: io.FileIO, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := file.read(min(most, _AT_ONCE))):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def too_large(size: int, max_bytes: int) -> str:
    """What to say of a page of `size` bytes where `max_bytes` are allowed."""
    default = ", the default" if max_bytes == MAX_BYTES else ""
    return f"too large: {size} bytes, allowed are {max_bytes}{default}; split it, or raise --max-bytes"


def _named(path: Path, root: str | Path | None) -> Found:
    suffix = path.suffix.lower()
    allowed = f"allowed are {', '.join(SUFFIXES)}"
    reason = (
        "" if suffix in SUFFIXES else f"unknown kind of file '{suffix}': {allowed}; save it as one of them"
    )
    return Found(page_id(path, root), path, reason)


def _walk(top: Path, root: str | Path | None) -> Iterator[Found]:
    home = os.path.realpath(top)
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            reason = f"the folder cannot be opened ({error.strerror}); check that it may be read"
            yield Found(page_id(folder, root), folder, reason)
            continue
        ours = left_behind(folder)
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith(".") or entry.name in ours:
                continue
            if entry.is_symlink():
                yield from _link(path, root, home)
            elif entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif _is_page(path):
                yield Found(page_id(path, root), path)


def _is_page(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.lower().startswith("readme.")


def _link(path: Path, root: str | Path | None, home: str) -> Iterator[Found]:
    """A link, unless it leads nowhere but into its own folder: what is in there is found without it."""
    leads_to = os.path.realpath(path)
    if os.path.isdir(leads_to):  # noqa: PTH112 - as the walk tells folders, without an error for what is gone
        if not f"{leads_to}{os.sep}".startswith(f"{home}{os.sep}"):
            reason = "a link to a folder elsewhere is not followed; name that folder itself"
            yield Found(page_id(path, root), path, reason)
    elif _is_page(path):
        reason = (
            "a link that leads to no file of its folder that is read is not followed; name the file itself"
            if os.path.lexists(leads_to) and not os.path.islink(leads_to)  # noqa: PTH114
            else "a link that leads nowhere; remove it, or mend it"
        )
        yield Found(page_id(path, root), path, reason)
