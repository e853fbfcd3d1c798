"""What a user adds to the vocabulary, kept in the dataset: its workers and its report use that."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from analysis.additions import read_additions
from analysis.claims.rules import compile_pattern
from analysis.errors import UsageError
from analysis.output import write_whole
from analysis.vocabulary import Vocabulary

FOLDER = "vocabulary"
NONE = "none added"


def told(path: Path | None) -> str:
    """A file of additions by its name and content; VocabularyError where it does not fit in."""
    if path is None:
        return NONE
    read_additions(path, compile_pattern)
    return f"{path.name} (sha256 {hashlib.sha256(path.read_bytes()).hexdigest()})"


def keep(path: Path | None, out: Path) -> None:
    """Copy a file of additions into the folder of a batch; results name its rules by its name."""
    if path is not None:
        write_whole(out / FOLDER / path.name, path.read_bytes())


def kept(out: Path) -> Path | None:
    """The file of additions that a batch was begun with; None where it was begun without."""
    return next(iter(sorted((out / FOLDER).glob("[!.]*"))), None)


def vocabulary_of(out: Path) -> Vocabulary | None:
    """The vocabulary that a batch was begun with; None for the shipped one."""
    path = kept(out)
    return None if path is None else _read(path, path.read_bytes())


def refuse_another(path: Path, out: Path) -> None:
    """UsageError where a file of additions is not the one that a batch was begun with."""
    if (given := told(path)) != (begun := told(kept(out))):
        raise UsageError(
            f"--vocabulary: {given}, but the batch in {out} was begun with {begun}; leave it out (a "
            "report is made with what the batch was begun with), or run the batch with it into another folder"
        )


@lru_cache(maxsize=2)
def _read(path: Path, content: bytes) -> Vocabulary:  # noqa: ARG001 - kept by it
    """Read once for all partitions, and again only where the content differs."""
    return read_additions(path, compile_pattern)
