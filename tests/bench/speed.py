"""Times the way from bytes to claims stage by stage, beside what an analyst would write (`make bench`).

Processor time of one process, the best of some rounds: what else the machine does counts little. Both are
warmed up first (dictionaries loaded, patterns compiled) on the pages that are then timed.
"""

from __future__ import annotations

import logging
import os
import platform
import resource
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import peer
import rjieba
from generate import made_pages

from analysis.claims import extract
from analysis.clean import clean
from analysis.pipeline import shipped_corpus
from analysis.read import page_of, seek_pages
from analysis.scale.gate import speaks_of_certification
from analysis.scale.readers import DroppedError, keep_silent_out
from analysis.segment import cut

ROUNDS = 3
# Made-up pages, of which every fifth says nothing of certification; shares of a crawl that do.
SILENT_AMONG = 1500
SHARES = (1.0, 0.1, 0.02, 0.01, 0.001)


def seconds(work: Callable[[], object]) -> float:
    """The least processor time of `ROUNDS` runs of `work`, after one that does not count."""
    work()
    return min(_timed(work) for _ in range(ROUNDS))


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def walk(data: list[tuple[Path, bytes]]) -> dict[str, float]:
    """Processor time of each stage, summed over the pages, each page walking through all of them."""
    stages = dict.fromkeys(("read", "clean", "claims"), 0.0)
    for path, content in data:
        times = [time.process_time()]
        page = page_of(content, path.name, path.suffix)
        times.append(time.process_time())
        document = clean(page)
        times.append(time.process_time())
        extract(document)
        times.append(time.process_time())
        for stage, begun, ended in zip(stages, times, times[1:], strict=False):
            stages[stage] += ended - begun
    return stages


def passed_over() -> tuple[float, float]:
    """Processor time of a page on another subject: to drop it as a batch does, and the peer's to read it."""
    made = [page.html for page in made_pages(SILENT_AMONG) if not speaks_of_certification(page.html)]
    data = [html.encode() for html in made]
    own = seconds(lambda: [_dropped(content) for content in data])
    return own / len(data), seconds(lambda: [peer.facts(html) for html in made]) / len(data)


def _dropped(content: bytes) -> bool:
    try:
        page_of(content, "page", check=keep_silent_out)
    except DroppedError:
        return True
    raise ValueError("a page that is silent by its source was kept")


def main() -> None:
    """Print pages a second, the share of each stage, memory, and jieba against its fast engine."""
    jieba.setLogLevel(logging.ERROR)
    files = [Path(f.path) for f in seek_pages([shipped_corpus(), shipped_corpus().parent / "written"])]
    data = [(path, path.read_bytes()) for path in files]
    walk(data)
    stages = min((walk(data) for _ in range(ROUNDS)), key=lambda found: sum(found.values()))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = [page_of(content, path.name, path.suffix) for path, content in data]
    other = seconds(lambda: [peer.facts(page.source) for page in pages])
    total = sum(stages.values())
    print(f"{platform.python_version()}, {os.cpu_count()} cores, {len(pages)} pages, processor time")
    print(f"peer      {len(pages) / other:8.0f} pages/s")
    print(f"renzheng  {len(pages) / total:8.0f} pages/s   {other / total:.2f} times the peer")
    for name, taken in stages.items():
        print(f"  {name:7} {1000 * taken / len(pages):8.2f} ms/page  {taken / total:4.0%}")
    own_silent, other_silent = passed_over()
    print("pages on another subject")
    print(f"  peer {1 / other_silent:.0f} pages/s, renzheng {1 / own_silent:.0f} pages/s")
    for share in SHARES:
        mixed = share * other / len(pages) + (1 - share) * other_silent
        ratio = mixed / (share * total / len(pages) + (1 - share) * own_silent)
        print(f"  {share:6.1%} of all pages on the subject: {ratio:5.1f} times the peer")
    print(f"peak memory before the peer {own / 1024:.0f} MB")
    texts = [clean(page).folded for page in pages]
    size = len("".join(texts).encode()) / 1e6
    engines: dict[str, Callable[[str], list[str]]] = {
        "jieba": lambda text: cut(text, domain_words=False, fast=False),
        "with rjieba": lambda text: cut(text, domain_words=False),
        "rjieba alone": rjieba.Jieba().cut,
    }
    expected = [engines["jieba"](text) for text in texts]
    print("words of all pages")
    for name, engine in engines.items():
        taken = seconds(lambda engine=engine: [engine(text) for text in texts])
        same = [engine(text) for text in texts] == expected
        print(f"  {name:12} {size / taken:6.1f} MB/s   {'the same words' if same else 'other words'}")


if __name__ == "__main__":
    main()
