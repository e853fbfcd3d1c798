"""The file in which decisions are kept: found beside the pages, read with every flaw told, only added to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.errors import ReviewError, UsageError
from analysis.review.decisions import RECORD, Decision, decision_of, record

NAME = "review.jsonl"
MAX_LINE_BYTES = 200_000
MAX_FILE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a review file: its decision, or None and the flaw; a decision may have a flaw as well.

    `name` is the file as it is told: from where page ids are told from, if it lies there.
    """

    file: Path
    name: str
    number: int
    decision: Decision | None
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Where the decisions on a run's pages are kept.

    By default in the `review.jsonl` of each folder that was given, and of the folder of each file that was:
    `homes`. With `file` in that one alone. A page is named by its path from the file that tells of it, or,
    where it does not lie below that, from its home. `base` is what page ids are told from. `paths` and `root`
    are as they were given, to read the same pages once more.
    """

    base: Path
    homes: tuple[Path, ...]
    file: Path | None = None
    paths: tuple[Path, ...] = ()
    root: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The review files, whether or not they are there."""
        return (self.file,) if self.file else tuple(home / NAME for home in self.homes)

    def read(self) -> list[Line]:
        """Every line that is not blank, file by file; ReviewError for a file that cannot be read."""
        return [
            line for file in self.files if os.path.lexists(file) for line in _lines(file, self.told(file))
        ]

    def file_of(self, page: str) -> Path:
        """The file that a decision on this page goes into."""
        return self.file or self._home(page) / NAME

    def name_of(self, page: str) -> str:
        """What a decision calls this page."""
        place, file = self.place(page), self.file_of(page)
        root = file.parent if place.is_relative_to(file.parent) else self._home(page)
        return Path(os.path.relpath(place, root)).as_posix()

    def places_of(self, line: Line) -> list[Path]:
        """Where the page of a line may lie, the likeliest place first."""
        if line.decision is None:
            return []
        roots = dict.fromkeys((line.file.parent, *self.homes))
        return [_whole(root / line.decision.page) for root in roots]

    def told(self, file: Path) -> str:
        """A review file as it is told."""
        return (file.relative_to(self.base) if file.is_relative_to(self.base) else file).as_posix()

    def place(self, page: str) -> Path:
        """The absolute path of a page of the run."""
        return _whole(self.base / page)

    def append(self, decision: Decision, page: str) -> Path:
        """Adds a decision on a page of the run to its file, and gives the file back once it is on the disk.

        Raises ReviewError for a decision that is too long, OSError where the file cannot be written to.
        """
        file = self.file_of(page)
        entry = record(replace(decision, page=self.name_of(page)))
        line = (json.dumps(entry, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")
        if len(line) > MAX_LINE_BYTES:
            raise ReviewError(
                f"the decision takes {len(line)} bytes, allowed are {MAX_LINE_BYTES}; "
                "shorten the reason or the quote"
            )
        _append(file, line)
        return file

    def _home(self, page: str) -> Path:
        """The folder given that holds the page; of several the one that holds the others."""
        place = self.place(page)
        return next((home for home in self.homes if place.is_relative_to(home)), place.parent)


def find_ledger(
    paths: Iterable[str | Path], root: str | Path | None = None, file: str | Path | None = None
) -> Ledger:
    """Where the decisions on these files and folders are kept; `root` as in `read.find_pages`.

    Raises UsageError for a `file` that does not end in .jsonl (it could be taken for a page) or is a folder.
    """
    given = tuple(map(Path, paths))
    whole = [_whole(path) for path in given]
    # The shorter path first: a folder before what it holds.
    homes = sorted(
        {path if path.is_dir() else path.parent for path in whole}, key=lambda p: (len(p.parts), p)
    )
    named = None if file is None else _whole(file)
    if named and (named.suffix != ".jsonl" or named.is_dir()):
        raise UsageError(f"review file '{file}': decisions are kept in a file that ends in .jsonl; name one")
    start = None if root is None else Path(root)
    return Ledger(_whole(root or "."), tuple(homes), named, given, start)


def _whole(path: str | Path) -> Path:
    """The absolute path without any `..`; links in it stay, since pages are named by them."""
    return Path(os.path.normpath(Path(path).absolute()))


def _lines(file: Path, name: str) -> Iterator[Line]:
    if not file.is_file():
        raise ReviewError(f"{file} is not a regular file; decisions are kept in one: move it away")
    read = number = 0
    try:
        with file.open("rb") as source:
            while raw := source.readline(MAX_LINE_BYTES + 1):
                number += 1
                size = len(raw)
                while not raw.endswith(b"\n") and (more := source.readline(MAX_LINE_BYTES + 1)):
                    size, raw = size + len(more), more
                read += size
                if read > MAX_FILE_BYTES:
                    flaw = f"the file is longer than {MAX_FILE_BYTES} bytes: from here on it is not read"
                    yield Line(file, name, number, None, flaw)
                    return
                if size > MAX_LINE_BYTES:
                    flaw = f"too long: {size} bytes, allowed are {MAX_LINE_BYTES}; shorten it"
                    yield Line(file, name, number, None, flaw)
                elif raw.strip():
                    yield _line(file, name, number, raw)
    except OSError as error:
        raise ReviewError(
            f"{file}: cannot be read ({error.strerror or error}); check that it may be read"
        ) from None


def _line(file: Path, name: str, number: int, raw: bytes) -> Line:
    try:
        entry = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as error:
        cut = "" if raw.endswith(b"\n") else "cut short, as by a machine that was switched off: "
        why = str(error) or type(error).__name__
        return Line(file, name, number, None, f"{cut}not JSON ({why}); write one object a line")
    try:
        decision, strange = decision_of(entry, f"{name}, line {number}")
    except ReviewError as error:
        return Line(file, name, number, None, str(error))
    flaw = f"unknown key {', '.join(strange)} passed over; known are {', '.join(RECORD)}" if strange else ""
    return Line(file, name, number, decision, flaw)


def _append(file: Path, line: bytes) -> None:
    """One write at the end of the file, on the disk when it returns.

    After a line that was cut short the new one begins on a line of its own.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        if size:
            os.lseek(handle, size - 1, os.SEEK_SET)
            line = line if os.read(handle, 1) == b"\n" else b"\n" + line
        written = os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)
    if written < len(line):
        raise ReviewError(
            f"{file}: only {written} of {len(line)} bytes could be written; make room on the disk"
        )
