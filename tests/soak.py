"""Many builds in one process, to see whether memory or open files grow.

    python tests/soak.py 20000 --whole 20 --log soak.log

Each build writes one to three random pages, reads them back, cleans them, finds their claims, and writes
these in place of those of the build before. A whole one (by default each) goes on through all rooms to the
report, slides, workbook, quiz, and every table as CSV and Parquet; every thousandth draws its charts as well.
A line of the log, tabs between: builds, seconds, MB of memory, open files, pages, claims.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analysis.exports import FORMATS, write
from analysis.model import Claim
from analysis.output import replaced, write_whole
from analysis.pipeline import find_claims, report_on, shipped_corpus
from analysis.records import claims_jsonl
from analysis.report import TABLES, Report
from analysis.store import csv_text, parquet_bytes

# What a run may grow by after its first tenth, in which libraries load and caches fill.
MEGABYTES, FILES = 40.0, 0
CHARTS_EVERY = 1_000
SUFFIXES, ENCODINGS = (".html", ".txt", ".md"), ("utf-8", "gb18030", "utf-16")


class Sample(NamedTuple):
    """Where a run stands: builds done, seconds, megabytes of memory, open files, pages and claims so far."""

    builds: int
    seconds: float
    megabytes: float
    files: int
    pages: int
    claims: int


def soak(
    builds: int, folder: Path, every: int, whole_every: int = 1, charts_every: int = CHARTS_EVERY
) -> Iterator[Sample]:
    """A sample before the first build, after every so many, and after the last."""
    chance, began, pages, claims = random.Random(8), time.monotonic(), 0, 0
    yield _sample(0, began, 0, 0)
    for number in range(1, builds + 1):
        findings = find_claims([_write_pages(folder / "pages", chance)])
        if number % charts_every == 0:
            write(report_on(findings), folder / "out")
        elif number % whole_every == 0:
            _write_all_but_charts(report_on(findings), folder / "out")
        else:
            _write_claims(findings.claims, folder / "out")
        pages, claims = pages + len(findings.documents), claims + len(findings.claims)
        if number % every == 0 or number == builds:
            yield _sample(number, began, pages, claims)


def growth(samples: list[Sample]) -> tuple[float, int]:
    """Megabytes and open files more at the end than after the first tenth of the builds."""
    warm = next(sample for sample in samples if sample.builds >= samples[-1].builds / 10)
    return samples[-1].megabytes - warm.megabytes, samples[-1].files - warm.files


def _sample(number: int, began: float, pages: int, claims: int) -> Sample:
    gc.collect()
    resident = int(Path("/proc/self/statm").read_text().split()[1])
    megabytes = resident * os.sysconf("SC_PAGE_SIZE") / 1e6
    files = len(list(Path("/proc/self/fd").iterdir()))
    return Sample(number, round(time.monotonic() - began, 1), round(megabytes, 1), files, pages, claims)


def _write_pages(folder: Path, chance: random.Random) -> Path:
    """One to three pages of random lines of the shipped ones, of all kinds and encodings, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for number in range(chance.randint(1, 3)):
        lines = chance.sample(_lines(), chance.randint(5, 30))
        suffix = chance.choice(SUFFIXES)
        if suffix == ".html":
            body = "".join(f"<p>{line}</p>" for line in lines)
            text = f"<title>{lines[0]}</title><body>{body}</body>"
        else:
            text = "\n\n".join(lines)
        # Names of their own each time: what is kept by name would grow.
        name = f"{chance.getrandbits(64):x}-{number}{suffix}"
        (folder / name).write_bytes(text.encode(chance.choice(ENCODINGS)))
    return folder


@lru_cache(maxsize=1)
def _lines() -> list[str]:
    pages = sorted(shipped_corpus().rglob("*.txt"))
    return [line.strip() for page in pages for line in page.read_text("utf-8").splitlines() if line.strip()]


def _write_claims(claims: Iterable[Claim], folder: Path) -> None:
    with replaced(folder) as draft:
        write_whole(draft / "claims.jsonl", claims_jsonl(claims).encode())


def _write_all_but_charts(report: Report, folder: Path) -> None:
    with replaced(folder) as draft:
        for name, render in FORMATS.items():
            write_whole(draft / name, render(report, "zh"))
        write_whole(draft / "claims.jsonl", claims_jsonl(report.claims_list).encode())
        for name in TABLES:
            table = getattr(report, name)
            write_whole(draft / f"{name}.csv", csv_text(table).encode())
            write_whole(draft / f"{name}.parquet", parquet_bytes(table))


def main() -> int:
    """Runs the builds and tells whether they stayed within the bound: 0 yes, 1 no."""
    parser = argparse.ArgumentParser(description="Build many times in one process; watch memory and files.")
    parser.add_argument("builds", type=int)
    parser.add_argument("--whole", type=int, default=1, help="how many builds to a whole one (default: 1)")
    parser.add_argument("--log", type=Path, help="file that the samples are added to, line by line")
    arguments = parser.parse_args()
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory() as folder:
        for sample in soak(arguments.builds, Path(folder), max(1, arguments.builds // 200), arguments.whole):
            samples.append(sample)
            line = "\t".join(map(str, sample))
            print(line, flush=True)
            if arguments.log:
                with arguments.log.open("a") as log:
                    log.write(line + "\n")
    megabytes, files = growth(samples)
    print(f"grown by {megabytes:.1f} MB (allowed: {MEGABYTES}) and {files} open files (allowed: {FILES})")
    return int(megabytes > MEGABYTES or files > FILES)


if __name__ == "__main__":
    sys.exit(main())
