"""What a worker does with a partition: every page through the rooms, and its part of the dataset written."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from analysis.claims import extract
from analysis.clean import clean
from analysis.errors import ReadError, UsageError, defect
from analysis.model import Skipped
from analysis.scale import own
from analysis.scale.parts import Counts, Part, done_path
from analysis.scale.plan import Partition
from analysis.scale.readers import DroppedError, Read, unread_pages
from analysis.scale.signatures import sign
from analysis.taxonomy import find_kinds
from analysis.vocabulary import using
from analysis.workers import KILLED

RUNNING = "running"
# Whose code, and which libraries, decide what is found on a page and with which bytes it is written.
_ROOMS = ("additions", "read", "clean", "claims", "scale", "vocabulary")
_LIBRARIES = ("ahocorasick_rs", "cn2an", "fastwarc", "jieba", "numpy", "opencc", "pyarrow", "selectolax")


def work(partition: Partition, out: str, rules: str, without: Collection[int] = ()) -> Counts:
    """Work on one partition and write its part into the folder `out`, which all workers have to see.

    `without` are the places of pages to set aside. While it runs, `running/` tells the place of the page
    that is worked on: that one is to blame where the worker does not come back. Raises UsageError where this
    process has other `rules` than the one that sent the partition.
    """
    if rules != fingerprint():
        raise UsageError(
            "this worker has another version of renzheng or of its vocabulary than the command has; "
            "install the same one on all machines"
        )
    folder = Path(out)
    part = Part()
    crumb = crumb_path(folder, partition.number)
    crumb.parent.mkdir(parents=True, exist_ok=True)
    with using(own.vocabulary_of(folder)), crumb.open("wb", buffering=0) as file:
        for place, (id_, read) in enumerate(unread_pages(partition)):
            part.counts.pages += 1
            if place in without:
                part.add_skipped(Skipped(id_, KILLED), "set_aside")
                continue
            file.seek(0)
            file.write(b"%09d" % place)
            _add_page(part, id_, read)
    if part.counts.pages != partition.count or not part.counts.adds_up():
        raise UsageError(
            f"{partition.source}: {part.counts.pages} pages where {partition.count} were when the batch was "
            "planned: the input has changed; name another folder with --out to begin anew"
        )
    part.write(folder, partition.number)
    crumb.unlink(missing_ok=True)
    return part.counts


def crumb_path(out: Path, number: int) -> Path:
    """Where a partition that is worked on tells how far it is."""
    return out / RUNNING / f"part-{number:06}"


def is_done(out: Path, number: int) -> bool:
    """True where a partition was written to its end."""
    return done_path(out, number).is_file()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """What decides the result besides the input: code, vocabulary and libraries, as one hash."""
    here = Path(__file__).parent.parent
    told = hashlib.sha256()
    for path in sorted(p for p in here.rglob("*") if p.suffix in (".py", ".toml")):
        name = path.relative_to(here).as_posix()
        if name.split("/")[0].removesuffix(".py") in (*_ROOMS, "segment", "taxonomy", "terms", "measures"):
            told.update(name.encode() + path.read_bytes())
    told.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return told.hexdigest()


def _add_page(part: Part, id_: str, read: Read) -> None:
    try:
        document = clean(read())
        claims = extract(document)
        part.add_read(document, claims, find_kinds(document), sign(document.folded))
    except DroppedError as dropped:
        part.add_dropped(str(dropped))
    except ReadError as error:
        part.add_skipped(Skipped(id_, str(error).removeprefix(f"{id_}: ")))
    except Exception as error:  # one page in millions must not stop the others, whatever is wrong with it
        part.add_skipped(Skipped(id_, defect(error)))
