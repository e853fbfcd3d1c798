"""Other processes to work in, so that charts are drawn on every core."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pipe, get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait

from analysis.vocabulary import Vocabulary, load, use

# Beyond so many the processes take longer to start than they save.
MOST = 8


class Workers(ProcessPoolExecutor):
    """Processes that end with this one, also where it is killed, and at once where `end` is called."""

    def __init__(self, processes: int, start: str) -> None:
        # Nothing is ever sent: when this end is closed, by whomever, those who hold the other one see it.
        held, self._here = Pipe(duplex=False)
        super().__init__(processes, get_context(start), initializer=_serve, initargs=(held, load()))

    def end(self) -> None:
        """Ends the processes in the middle of what they do: nobody needs it any more."""
        self._here.close()


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def workers(module: str, processes: int | None = None) -> Iterator[Workers | None]:
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


def _pool(module: str, number: int) -> Workers | None:
    try:
        # Forking this process would copy its threads' locks; a server of its own has no threads yet.
        if "forkserver" not in get_all_start_methods():
            return Workers(number, "spawn")
        from multiprocessing import forkserver

        forkserver.set_forkserver_preload([module])
        forkserver.ensure_running()
        return Workers(number, "forkserver")
    except (OSError, NotImplementedError, ImportError):
        return None


def _serve(held: Connection, vocabulary: Vocabulary) -> None:
    """Makes this process end with the one that the user started, and only then: Ctrl-C is for that one."""
    use(vocabulary)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(held,), daemon=True).start()


def _follow(held: Connection) -> None:
    wait([held])
    os._exit(1)
