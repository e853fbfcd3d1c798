"""What a batch was begun with, so that a later run goes on with the same and nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from analysis.errors import UsageError
from analysis.output import write_whole
from analysis.read import find_pages
from analysis.scale import MANIFEST, is_batch, own
from analysis.scale.plan import Bounds, Partition, find_inputs, plan
from analysis.scale.work import fingerprint

PLAN = "plan.jsonl"
FORMAT = "renzheng batch 1"
# What each entry of the manifest is called in an error.
_CALLED = {
    "format": "form of the dataset",
    "input": "input",
    "files": "files of the input (names, sizes, times of change)",
    "bounds": "size of a partition",
    "vocabulary": "vocabulary",
    "rules": "version of renzheng, of its vocabulary or of a library",
}


def begin(where: str, out: Path, bounds: Bounds, vocabulary: Path | None = None) -> list[Partition]:
    """The partitions of a batch; those of an earlier run in the same folder, where there was one.

    `vocabulary` is a file that adds to the vocabulary. Raises UsageError where the folder holds something
    else, or a batch of another input, plan, vocabulary or version, VocabularyError where that file does not
    fit in.
    """
    # The files are looked at first: a path that does not exist has to be told as such.
    now = {"format": FORMAT, "input": where, "files": _files(where), "bounds": asdict(bounds)}
    now |= {"vocabulary": own.told(vocabulary), "rules": fingerprint()}
    if is_batch(out):
        _compare(read_manifest(out), now, out)
        return [_partition(line) for line in (out / PLAN).read_text("utf-8").splitlines()]
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(
            f"--out {out} is not empty and holds no batch; name a folder that does not exist yet"
        )
    partitions = list(plan(where, bounds))
    write_whole(out / PLAN, _lines(partitions))
    own.keep(vocabulary, out)
    # Last: with it the folder is a batch, and the plan is whole.
    write_whole(out / MANIFEST, json.dumps(now, ensure_ascii=False, indent=1).encode())
    return partitions


def read_manifest(out: Path) -> dict[str, Any]:
    """The manifest of a batch; UsageError where it is damaged."""
    try:
        found = json.loads((out / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{out / MANIFEST} is damaged ({error}); name another folder with --out") from None
    return found if isinstance(found, dict) else {}


def _compare(was: dict[str, Any], now: dict[str, Any], out: Path) -> None:
    for name, called in _CALLED.items():
        if was.get(name) != now[name]:
            told = "" if name in ("files", "rules") else f" ({was.get(name)} then, {now[name]} now)"
            raise UsageError(
                f"{out} holds a batch that was begun otherwise: the {called} differs{told}; go on with what "
                "it was begun with, or name another folder with --out"
            )


def _files(where: str) -> str:
    """One hash of the names, sizes and times of all files that are read."""
    told = hashlib.sha256()
    for path in find_inputs(where) or [found.path for found in find_pages([where])]:
        try:
            status = path.stat()
            told.update(f"{path.as_posix()}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
        except OSError:
            told.update(f"{path.as_posix()}\0unreadable\n".encode())
    return told.hexdigest()


def _lines(partitions: Iterable[Partition]) -> bytes:
    return "".join(f"{json.dumps(asdict(one), ensure_ascii=False)}\n" for one in partitions).encode()


def _partition(line: str) -> Partition:
    told = json.loads(line)
    return Partition(**{**told, "files": tuple(map(tuple, told["files"]))})
