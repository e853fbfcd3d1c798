"""What several commands do: find the claims, name what was left out, and leave no file half replaced."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from analysis.errors import UsageError
from analysis.output import visible

if TYPE_CHECKING:
    from analysis.pipeline import Findings

T = TypeVar("T")

DONE, SOME_SKIPPED = 0, 1


def find(
    paths: Sequence[str | Path],
    max_bytes: int,
    root: Path | None = None,
    review: bool | str = False,
    tell: bool = True,
) -> Findings:
    """The findings; what was left out is named on stderr, decisions only with `tell`.

    Raises UsageError where no page is left.
    """
    from analysis.pipeline import find_claims

    if isinstance(review, str) and not Path(review).is_file():
        raise UsageError(f"--review {review}: no such file; name one that holds decisions")
    findings = find_claims(paths, root, track, max_bytes, review, processes=None)
    done, skipped = len(findings.documents), len(findings.skipped)
    for skip in findings.skipped:
        say(f"skipped {skip.page}: {skip.reason}")
    if skipped:
        say(f"{len(findings.found)} pages in = {done} done + {skipped} skipped")
    for judged in findings.judged:
        if tell and (judged.status in ("lost", "unusable") or judged.line.flaw):
            say(f"{judged.line.name}, line {judged.line.number}: {judged.status}: {judged.reason}")
    if not findings.documents:
        raise UsageError("nothing to read: not one of these files is a page that can be read; name others")
    return findings


def track(items: list[T]) -> Iterable[T]:
    """The items behind a progress bar: on a terminal only, and only where it takes more than a second."""
    from tqdm import tqdm

    return tqdm(items, delay=1, leave=False, disable=None)


def status(findings: Findings) -> int:
    """The exit status of what was found: whether all was read."""
    unread = any(judged.status == "unusable" for judged in findings.judged)
    return SOME_SKIPPED if findings.skipped or unread else DONE


def say(line: str) -> None:
    """One line on the terminal, beside what is printed."""
    print(f"renzheng: {one_line(line)}", file=sys.stderr)


def one_line(text: str) -> str:
    """Text that stays what it is, on one line."""
    return visible(" ".join(text.split()))


def refuse_unfit_file(out: Path, paths: Sequence[str], review: bool | str) -> None:
    """UsageError where writing `out` would replace a folder, a device, one of the pages or decisions."""
    if out.exists() and not out.is_file():
        raise UsageError(f"--out {out} is not a regular file; name a file, or leave --out away for stdout")
    refuse_pages([out], paths, review)


def refuse_pages(files: Sequence[Path], paths: Sequence[str], review: bool | str = True) -> None:
    """UsageError where writing one of the files would replace a page that is read, or decisions of people."""
    from analysis.pipeline import shipped_corpus
    from analysis.read import find_pages
    from analysis.review import find_ledger

    there = [file for file in files if file.exists()]
    if not there:
        return
    read = list(map(Path, paths)) or [shipped_corpus()]
    pages = find_pages(read)
    ledgers = (find_ledger(read), find_ledger(read, file=None if isinstance(review, bool) else review))
    kept = [file for ledger in ledgers for file in ledger.files if file.exists()]
    for file in there:
        if any(page.path.exists() and file.samefile(page.path) for page in pages):
            raise UsageError(f"--out: {file} is one of the pages to be read; name another place")
        if any(file.samefile(decisions) for decisions in kept):
            raise UsageError(f"--out: {file} holds decisions of people; name another place")


@contextmanager
def as_it_was(out: str | Path | None) -> Iterator[None]:
    """Whoever ends the run inside this block is told that the files of the last one are still there."""
    try:
        yield
    except KeyboardInterrupt as stop:
        if out is not None:
            stop.add_note(f"what was in {out} is as it was")
        raise
