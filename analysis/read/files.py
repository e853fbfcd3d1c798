"""Which files are pages: a deterministic walk over the paths that a user names."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UsageError

SUFFIXES = (".html", ".htm", ".mhtml", ".txt", ".md")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A file to be read as a page; a `reason` that is not empty says why it will not be."""

    id: str
    path: Path
    reason: str = ""


def find_pages(paths: Iterable[str | Path], root: str | Path | None = None) -> list[Found]:
    """Find the pages among files and folders (at any depth), each file once, sorted by id.

    Inside folders hidden files, READMEs and files of other kinds are passed over; links are not followed.
    With `root`, ids are told relative to it. Raises UsageError for a path that does not exist.
    """
    every: list[Found] = []
    for path in map(Path, paths):
        if not os.path.lexists(path):
            raise UsageError(f"no such file or folder: '{path}'; check the path")
        every.extend(_walk(path, root) if path.is_dir() else [_named(path, root)])
    chosen: dict[str, Found] = {}
    for found in sorted(every):
        chosen.setdefault(os.path.realpath(found.path), found)
    return sorted(chosen.values())


def page_id(path: Path, root: str | Path | None = None) -> str:
    """The id of a page: its path as given (or relative to `root`), normalised, with forward slashes."""
    shown = os.path.relpath(path, root) if root is not None else path.as_posix()
    text = posixpath.normpath(shown.replace(os.sep, "/"))
    # A name in another encoding reaches Python as lone surrogates, which no output could be written with.
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


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
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif path.suffix.lower() in SUFFIXES and not entry.name.lower().startswith("readme"):
                if not entry.is_symlink():
                    yield Found(page_id(path, root), path)
                elif not os.path.realpath(path).startswith(home + os.sep):
                    reason = "a link that leaves its folder is not followed; name the file itself"
                    yield Found(page_id(path, root), path, reason)
