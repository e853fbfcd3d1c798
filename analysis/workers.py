"""Other processes to work in, so that charts are drawn on every core."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context

from analysis.vocabulary import Vocabulary, load, use

# Beyond so many the processes take longer to start than they save.
MOST = 8


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def workers(module: str, processes: int | None = None) -> Iterator[Executor | None]:
    """Processes to hand work to inside a `with` block; None where there is one core, or no way to start them.

    They use the vocabulary that this process uses when they are started.

    `processes` is their number (None: one a core). Those that can load `module` at once, while the caller is
    still busy with other things. What was handed over and not begun is dropped when the block is left.
    """
    number = min(processes or cores(), MOST)
    pool = _pool(module, number) if number > 1 else None
    try:
        yield pool
    finally:
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(module: str, number: int) -> Executor | None:
    try:
        # Forking this process would copy its threads' locks; a server of its own has no threads yet.
        if "forkserver" not in get_all_start_methods():
            return ProcessPoolExecutor(number, get_context("spawn"), initializer=_begin, initargs=(load(),))
        from multiprocessing import forkserver

        forkserver.set_forkserver_preload([module])
        forkserver.ensure_running()
        return ProcessPoolExecutor(number, get_context("forkserver"), initializer=_begin, initargs=(load(),))
    except (OSError, NotImplementedError, ImportError):
        return None


def _begin(vocabulary: Vocabulary) -> None:
    use(vocabulary)
    # Ctrl-C is for the process that the user started; it ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
