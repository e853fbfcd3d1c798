"""What a batch costs, and whether it survives: `python tests/bench/measure.py 10000 100000 --folder DIR`.

For each number of pages an archive is made (see `generate.py`), and these parts are measured:

    batch   by one process and by two: CPU and wall time of a page, most memory of a worker, how much faster
    worker  a worker is killed in the middle, and the run goes on (first number only)
    run     all of it is killed with SIGKILL in the middle, and gone on with (first number only)
    report  `renzheng build` on the dataset: time and memory

All datasets of one archive have to have the same bytes. Each result is a JSON line in DIR/results.jsonl, with
the load of the machine, written when it is there; what has a line is not measured again, and a batch that was
interrupted goes on, so that the same command may be given again at any time. At the end the lines are
summed up. On disk lie the archives (a kilobyte a page) and one dataset at a time (two kilobytes a page).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from generate import made_pages, write

from analysis.scale.parts import Counts
from analysis.scale.plan import Bounds, Partition
from analysis.scale.run import run_batch
from analysis.scale.work import work

PARTS = ("batch", "worker", "run", "report")
RESULTS = "results.jsonl"
# How much the time of a page may differ between numbers of pages; how much faster two processes are to be.
CONSTANT, FASTER = 0.15, 1.7
Row = dict[str, Any]


def timed(
    partition: Partition, out: str, rules: str, without: tuple[int, ...] = (), session: str = ""
) -> Counts:
    """Work on a partition, and tell beside the dataset what that took; `session` names the run that asked."""
    begin, cpu = time.time(), time.process_time()
    counts = work(partition, out, rules, without)
    told = {
        "session": session,
        "worker": os.getpid(),
        "pages": counts.pages,
        "begin": begin,
        "end": time.time(),
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    with beside(Path(out)).open("a", encoding="utf-8") as file:
        file.write(f"{json.dumps(told)}\n")
    return counts


def beside(out: Path) -> Path:
    """Where a batch's partitions tell what they took."""
    return out.with_name(f"{out.name}.told")


def batch(archive: Path, out: Path, workers: int, pages: int) -> Row:
    """One batch, or the rest of it where it was interrupted, and what all of it took."""
    do = partial(timed, session=f"{os.getpid()} {time.time()}")
    counts = run_batch(str(archive), out, workers, bounds=Bounds(pages), do=do)
    rows = [json.loads(line) for line in beside(out).read_text("utf-8").splitlines()]
    sessions: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        sessions[row["session"]].append(row)
    wall = sum(max(row["end"] for row in run) - min(row["begin"] for row in run) for run in sessions.values())
    # The first partition of a worker loads vocabulary and dictionaries.
    seen: set[tuple[str, int]] = set()
    warm = []
    for row in rows:
        if (worker := (row["session"], row["worker"])) in seen:
            warm.append(row)
        seen.add(worker)
    warm = warm or rows
    return {
        "workers": workers,
        "cpu_ms_a_page": round(1000 * sum(row["cpu"] for row in warm) / sum(row["pages"] for row in warm), 3),
        "wall_ms_a_page": round(1000 * wall / sum(row["pages"] for row in rows), 3),
        "wall_s": round(wall, 1),
        "memory_mb": round(max(row["memory"] for row in rows)),
        "claims": counts.claims,
        "bytes": digest(out),
    }


def digest(out: Path) -> str:
    """One hash of all bytes of a dataset but its manifest, which tells when the input was made."""
    told = hashlib.sha256()
    for path in sorted(path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"):
        told.update(path.relative_to(out).as_posix().encode())
        with path.open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()[:16]


def broken(archive: Path, out: Path, pages: int, whole: bool) -> Row:
    """Run the command, kill a worker or all of it in the middle, and let it be done."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "analysis", "batch", str(archive), "--out", str(out), "--workers", "2"]
    command += ["--pages", str(pages)]
    done = planned = 0
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(0.05)
            if not planned and (out / "manifest.json").is_file():
                planned = len((out / "plan.jsonl").read_text("utf-8").splitlines())
            done = len(list((out / "done").glob("*.json")))
            if planned and 2 * done >= planned:
                if whole:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    os.kill(working(process.pid), signal.SIGKILL)
                break
        process.wait()
    if whole:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {"killed_after": f"{done} of {planned} partitions", "bytes": digest(out)}


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


def report(out: Path) -> Row:
    """The report on a dataset."""
    made = out.with_name(f"{out.name}-report")
    command = [sys.executable, "-m", "analysis", "build", str(out), "--out", str(made), "--lang", "en"]
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    shutil.rmtree(made)
    return {
        "wall_s": round(time.perf_counter() - begin, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "memory_mb": round(used.ru_maxrss / 1024),
        "said": said.split("Files in")[0].splitlines()[:12],
    }


class Results:
    """The lines of results: what was measured in earlier runs, and what this one adds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rows: list[Row] = []
        if path.is_file():
            self.rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def find(self, pages: int, part: str) -> Row | None:
        """The line of a part, where it was measured."""
        return next((row for row in self.rows if (row["pages"], row["part"]) == (pages, part)), None)

    def add(self, pages: int, part: str, told: Row) -> None:
        """Write one more line, and show it."""
        load = [round(number, 1) for number in os.getloadavg()]
        row = {"pages": pages, "part": part, **told, "load": load, "cores": os.cpu_count()}
        self.rows.append(row)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps(row, ensure_ascii=False)}\n")
        print(json.dumps(row, ensure_ascii=False), flush=True)


def measure(number: int, parts: list[str], arguments: argparse.Namespace, results: Results) -> None:
    """What was not measured yet of one number of pages."""
    folder, size = arguments.folder, arguments.partition
    archive = folder / f"{number}.warc.gz"
    if not archive.is_file():
        begin, draft = time.perf_counter(), folder / f"draft-{number}.warc.gz"
        write(made_pages(number), draft)
        draft.replace(archive)
        told = {
            "megabytes": round(archive.stat().st_size / 1e6),
            "wall_s": round(time.perf_counter() - begin, 1),
        }
        results.add(number, "archive", told)
    for part in parts:
        each = (
            [(f"batch-{workers}", workers) for workers in arguments.workers]
            if part == "batch"
            else [(part, 0)]
        )
        for name, workers in each:
            if results.find(number, name):
                continue
            out = folder / f"{number}-{name}"
            if part == "batch":
                told = batch(archive, out, workers, size)
            elif part == "report":
                # Of the batch that was just done, or of one more.
                out = next((folder / f"{number}-batch-{n}" for n in arguments.workers[::-1]), out)
                run_batch(str(archive), out, arguments.workers[-1], bounds=Bounds(size))
                told = report(out)
            else:
                told = broken(archive, out, size, part == "run")
            results.add(number, name, told)
            # The last batch stays until its report is made.
            if not ("report" in parts and name == f"batch-{arguments.workers[-1]}"):
                shutil.rmtree(out, ignore_errors=True)
                beside(out).unlink(missing_ok=True)


def summed_up(results: Results) -> str:
    """Whether what was promised holds, as far as it was measured."""
    batches = [row for row in results.rows if row["part"].startswith("batch-")]
    lines = []
    for workers in sorted({row["workers"] for row in batches}):
        rows = sorted((row for row in batches if row["workers"] == workers), key=lambda row: row["pages"])
        for unit in ("cpu_ms_a_page", "wall_ms_a_page", "memory_mb"):
            told = ", ".join(f"{row['pages']}: {row[unit]}" for row in rows)
            spread = max(row[unit] for row in rows) / min(row[unit] for row in rows) - 1
            verdict = f"{spread:.0%} apart, {'within' if spread <= CONSTANT else 'beyond'} {CONSTANT:.0%}"
            lines.append(f"{workers} workers, {unit}: {told} ({verdict})")
    for one in (row for row in batches if row["workers"] == 1):
        if two := results.find(one["pages"], "batch-2"):
            faster = one["wall_s"] / two["wall_s"]
            lines.append(f"{one['pages']} pages: 2 workers {faster:.2f} times 1 (at least {FASTER} wanted)")
    for pages in sorted({row["pages"] for row in results.rows}):
        hashes = {
            row["part"]: row["bytes"] for row in results.rows if row["pages"] == pages and "bytes" in row
        }
        if len(hashes) > 1:
            same = "the same bytes" if len(set(hashes.values())) == 1 else f"DIFFERENT bytes {hashes}"
            lines.append(f"{pages} pages: {same} from {', '.join(hashes)}")
    return "\n".join(lines)


def main() -> None:
    """Measure what is asked for and was not measured yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", type=int, nargs="+", help="how many pages, the smallest number first")
    parser.add_argument(
        "--folder", type=Path, required=True, help="where archives, datasets and results are put"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="these parts (default: all)")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="processes (default: 1 2)")
    parser.add_argument("--partition", type=int, default=1000, help="pages in a partition (default: 1000)")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    results = Results(arguments.folder / RESULTS)
    for number in arguments.pages:
        first = number == arguments.pages[0]
        parts = [part for part in PARTS if part in arguments.only and (first or part in ("batch", "report"))]
        measure(number, parts, arguments, results)
    print(summed_up(results))


if __name__ == "__main__":
    main()
