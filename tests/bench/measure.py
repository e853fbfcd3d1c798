"""What a batch costs, and whether it survives: `python tests/bench/measure.py 10000 100000`.

For each number of pages an archive is made (see `generate.py`) and worked on by one process and by two. Told
are the CPU time of a page, which other programs on the machine change least, the pages per second, and the
most memory that a worker held. Of the first number a worker is killed in the middle, then the whole run, and
both are gone on with: the dataset has to have the same bytes every time. Last the report is made of it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from generate import made_pages, write

from analysis.scale.parts import Counts
from analysis.scale.plan import Bounds, Partition
from analysis.scale.run import run_batch
from analysis.scale.work import work


def timed(partition: Partition, out: str, rules: str, without: tuple[int, ...] = ()) -> Counts:
    """Work on a partition, and tell beside the dataset what that took."""
    begin = time.process_time()
    counts = work(partition, out, rules, without)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told = {"pages": counts.pages, "cpu": time.process_time() - begin, "most": most, "worker": os.getpid()}
    with Path(f"{out}.told").open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(told)}\n")
    return counts


def run(archive: Path, out: Path, workers: int, pages: int) -> dict[str, float]:
    """One batch and what it took."""
    begin = time.perf_counter()
    counts = run_batch(str(archive), out, workers, bounds=Bounds(pages), do=timed)
    wall = time.perf_counter() - begin
    rows = [json.loads(line) for line in Path(f"{out}.told").read_text("utf-8").splitlines()]
    # The first partition of a worker loads vocabulary and dictionaries.
    seen: set[int] = set()
    warm = [row for row in rows if row["worker"] in seen or seen.add(row["worker"])] or rows
    cpu = sum(row["cpu"] for row in warm) / sum(row["pages"] for row in warm)
    most = max(row["most"] for row in rows) / 1024
    return {
        "cpu": cpu * 1000,
        "rate": counts.pages / wall,
        "wall": wall,
        "most": most,
        "claims": counts.claims,
    }


def digest(out: Path) -> str:
    """One hash of all bytes of a dataset but its manifest, which tells when the input was made."""
    told = hashlib.sha256()
    for path in sorted(path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"):
        told.update(path.relative_to(out).as_posix().encode() + path.read_bytes())
    return told.hexdigest()[:16]


def broken(archive: Path, out: Path, whole: bool, pages: int) -> str:
    """Run the command, kill a worker or all of it in the middle, let it go on; the dataset's hash."""
    command = [sys.executable, "-m", "analysis", "batch", str(archive), "--out", str(out), "--workers", "2"]
    command += ["--pages", str(pages)]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as process:
        planned = None
        while process.poll() is None:
            time.sleep(0.05)
            if planned is None and (out / "plan.jsonl").is_file():
                planned = len((out / "plan.jsonl").read_text("utf-8").splitlines())
            if planned and len(list((out / "done").glob("*"))) >= planned // 2:
                if whole:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    os.kill(working(process.pid), signal.SIGKILL)
                break
        process.wait()
    if whole:
        done = len(list((out / "done").glob("*")))
        print(f"  killed with {done} of {planned} partitions done", flush=True)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return digest(out)


def working(parent: int) -> int:
    """The process below another one that has used the most CPU: a worker of its cluster."""
    used = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = status.read_text().rsplit(")", 1)
        except OSError:
            continue
        fields = rest.split()
        if int(fields[3]) == parent and int(name.split()[0]) != parent:
            used[int(name.split()[0])] = int(fields[11])
    return max(used, key=lambda process: used[process])


def main() -> None:
    """Measure for each number of pages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=int, nargs="+", help="how many pages")
    parser.add_argument("--folder", type=Path, required=True, help="where archives and datasets are put")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--partition", type=int, default=1000, help="pages in a partition")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for number in arguments.pages:
        archive = arguments.folder / f"{number}.warc.gz"
        if not archive.is_file():
            write(made_pages(number), archive)
        print(f"{number} pages, {archive.stat().st_size / 1e6:.0f} MB", flush=True)
        hashes = set()
        for workers in arguments.workers:
            out = arguments.folder / f"{number}-{workers}"
            told = run(archive, out, workers, arguments.partition)
            hashes.add(digest(out))
            print(
                f"  {workers} workers: {told['cpu']:.2f} ms CPU a page, {told['rate']:.0f} pages/s "
                f"({told['wall']:.0f} s), {told['most']:.0f} MB a worker, {told['claims']} claims",
                flush=True,
            )
        if number == arguments.pages[0]:
            for whole in (False, True):
                out = arguments.folder / f"{number}-killed-{'run' if whole else 'worker'}"
                hashes.add(broken(archive, out, whole, arguments.partition))
        print(f"  the same bytes each time: {len(hashes) == 1} ({', '.join(sorted(hashes))})", flush=True)
        begin = time.perf_counter()
        report = [
            sys.executable,
            "-m",
            "analysis",
            "build",
            str(out),
            "--out",
            f"{out}-report",
            "--lang",
            "en",
        ]
        built = subprocess.run(
            ["/usr/bin/env", "time", "-v", *report], check=True, capture_output=True, text=True
        )
        held = next(line for line in built.stderr.splitlines() if "Maximum resident" in line).split()[-1]
        print(f"  report: {time.perf_counter() - begin:.0f} s, {int(held) / 1024:.0f} MB", flush=True)
        print("    " + built.stdout.split("Files in")[0].replace("\n", "\n    "), flush=True)


if __name__ == "__main__":
    main()
