"""Drive spoilt pages through the whole build: `python tests/fuzz/mutate.py --count 50000 --seed 1`.

Every batch of pages is one `renzheng build` in this process: read, cleaned, claims found, report built and
every file written. A page that is lost, that breaks a room, that takes seconds or whose evidence is not in
its text is a find: it is kept in `--keep`, from where it moves to `tests/fuzz/cases/` when it is mended.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mutations import spoilt

from analysis.errors import AnalysisError, InternalError, UsageError
from analysis.exports import write
from analysis.model import Skipped
from analysis.pipeline import Findings, find_claims, report_on, study
from analysis.read import find_pages

DEFECT = "a defect of Renzheng"
# Seconds of this process's time that a page may take: pages of the corpora take a hundredth of one.
SLOW = 5.0


@dataclass
class Tally:
    """What became of the pages of a run; `finds` are what must not happen, each with its page."""

    pages: int = 0
    done: int = 0
    skipped: int = 0
    claims: int = 0
    files: int = 0
    builds: int = 0
    slowest: float = 0.0
    slowest_page: str = ""
    finds: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.pages} pages in = {self.done} done + {self.skipped} skipped; {self.claims} claims, "
            f"{self.files} files in {self.builds} builds; "
            f"slowest page {self.slowest:.1f} s ({self.slowest_page}); {len(self.finds)} finds"
        )


def run(
    count: int,
    seed: int,
    batch: int,
    keep: Path | None = None,
    lang: Sequence[str] = ("zh", "en"),
    first: int = 0,
    told: bool = False,
) -> Tally:
    """Build `count` spoilt pages from number `first` on, `batch` at a time, and count what came of them."""
    tally = Tally()
    started = time.monotonic()
    for start in range(first, first + count, batch):
        numbers = range(start, min(start + batch, first + count))
        with tempfile.TemporaryDirectory() as folder:
            pages = Path(folder) / "pages"
            pages.mkdir()
            for number in numbers:
                suffix, data = spoilt(seed, number)
                (pages / f"{seed}-{number:06}{suffix}").write_bytes(data)
            before = len(tally.finds)
            _build(pages, Path(folder) / "out", lang[tally.builds % len(lang)], tally)
            for find in tally.finds[before:]:
                print(f"FOUND {find}", flush=True)
                if keep is not None:
                    _keep(find, pages, keep)
        if told:
            print(f"{time.monotonic() - started:6.0f} s  {tally}", flush=True)
    return tally


def _build(pages: Path, out: Path, lang: str, tally: Tally) -> None:
    """One build as the command does it, with every promise about it looked at."""
    last = [time.process_time(), ""]

    def watched(files: list) -> object:
        for file in files:
            last[:] = [time.process_time(), file.id]
            yield file
            took = time.process_time() - last[0]
            if took > tally.slowest:
                tally.slowest, tally.slowest_page = took, file.id
            if took > SLOW:
                tally.finds.append(f"{file.id}: takes {took:.1f} s")

    tally.builds += 1
    tally.pages += len(list(pages.iterdir()))
    try:
        findings = find_claims([pages], root=pages, track=watched)
        _look_at(findings, tally)
        # As in the command: a pile without a single page that can be read is not built.
        if findings.documents:
            files = write(report_on(findings, lang), out, lang)
            _look_at_files(findings, files, tally)
    except Exception as error:
        if isinstance(error, UsageError) and not isinstance(error, InternalError):
            raise
        tally.finds.append(f"{_smallest(pages)}: the build ends with {type(error).__name__}: {error}")


def _look_at(findings: Findings, tally: Tally) -> None:
    tally.done += len(findings.documents)
    tally.skipped += len(findings.skipped)
    tally.claims += len(findings.claims)
    tally.finds += [f"{skip.page}: {skip.reason}" for skip in findings.skipped if DEFECT in skip.reason]
    texts = {document.page: document.text for document in findings.documents}
    for claim in findings.claims:
        if any(texts[claim.page][e.start : e.end] != e.quote for e in claim.evidence):
            tally.finds.append(f"{claim.page}: evidence of {claim.key} is not in the text")
    for document in findings.documents:
        if len(document.offsets) != len(document.folded) + 1:
            tally.finds.append(f"{document.page}: offsets do not fit the folded text")


def _look_at_files(findings: Findings, files: Sequence[Path], tally: Tally) -> None:
    tally.files += len(files)
    empty = [file.name for file in files if not file.stat().st_size and findings.claims]
    lines = next(file for file in files if file.name == "claims.jsonl").read_text("utf-8").split("\n")[:-1]
    if empty or len(list(map(json.loads, lines))) != len(findings.claims):
        tally.finds.append(f"?: files are empty or short: {empty}")


def _smallest(pages: Path) -> str:
    """Of a folder whose build fails, a page whose build fails alone; else "?"."""
    for found in find_pages([pages], pages):
        try:
            result = study(found)
            if not isinstance(result, Skipped):
                report = report_on(Findings((result[0],), tuple(result[1]), (), (found.id,)))
                with tempfile.TemporaryDirectory() as out:
                    write(report, out)
        except Exception:
            return found.id
    return "?"


def _keep(find: str, pages: Path, keep: Path) -> None:
    name = find.partition(":")[0]
    wanted = [pages / name] if (pages / name).is_file() else sorted(pages.iterdir())
    keep.mkdir(parents=True, exist_ok=True)
    for page in wanted:
        (keep / page.name).write_bytes(page.read_bytes())
    with (keep / "finds.txt").open("a", encoding="utf-8") as notes:
        notes.write(f"{find}\n")


def main() -> int:
    """Run from the command line; exit status 1 where anything was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000, help="pages (default: 1000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first page (default: 0)")
    parser.add_argument("--batch", type=int, default=1000, help="pages in a build (default: 1000)")
    parser.add_argument("--keep", type=Path, default=Path("output/finds"), help="where finds are kept")
    chosen = parser.parse_args()
    try:
        tally = run(chosen.count, chosen.seed, chosen.batch, chosen.keep, first=chosen.first, told=True)
    except AnalysisError as error:
        print(error, file=sys.stderr)
        return 2
    return int(bool(tally.finds))


if __name__ == "__main__":
    sys.exit(main())
