"""Other processes to work in, so that pages are read and charts are drawn on every core."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from analysis.vocabulary import Vocabulary, load, use

T = TypeVar("T")
R = TypeVar("R")

# Beyond so many the processes take longer to start than they save.
MOST = 8
# Items handed over together, and such groups begun for each process: what it works on, and the next.
GROUP, AHEAD = 16, 2
KILLED = "killed the process that worked on it, as a page does that takes too much memory; try it alone"


class Workers(ProcessPoolExecutor):
    """Processes that end with this one, also where it is killed, and at once where `end` is called."""

    def __init__(self, processes: int, start: str) -> None:
        # Nothing is ever sent: when this end is closed, by whomever, those who hold the other one see it.
        self.number = processes
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
    still busy with other things. What is not done when the block is left is dropped.
    """
    number = min(processes or cores(), MOST)
    pool = _pool(module, number) if number > 1 else None
    try:
        yield pool
    finally:
        if pool is not None:
            # A broken pool would wait forever for a process that began while it broke.
            pool.end()
            pool.shutdown(wait=True, cancel_futures=True)


def may_start() -> bool:
    """True in a notebook or a console: a script would be run once more by each process that it starts."""
    return not hasattr(sys.modules["__main__"], "__file__")


def spread(
    module: str,
    work: Callable[[Sequence[T]], list[R]],
    items: Sequence[T],
    killed: Callable[[T], R],
    processes: int | None = None,
) -> Generator[R]:
    """The results of all items in their order, groups of them worked on in other processes.

    `work` makes a list of results from some items; it and they are pickled, and `module` is where it is from.
    An item at which its process ends has the result `killed(item)`. Without other processes (see `workers`)
    all is done in this one.
    """
    waiting = deque(items[at : at + GROUP] for at in range(0, len(items), GROUP))
    while waiting:
        begun: deque[tuple[Sequence[T], Future[list[R]]]] = deque()
        with suppress(BrokenProcessPool), workers(module, processes) as pool:
            while pool is not None and (waiting or begun):
                while waiting and len(begun) < AHEAD * pool.number:
                    begun.append((waiting[0], _hand(pool, work, waiting[0])))
                    waiting.popleft()
                yield from begun[0][1].result()
                begun.popleft()
        # Which of those that were begun together is to blame cannot be told: alone each item shows it.
        alone = deque(item for group, _ in begun for item in group)
        while alone:
            with suppress(BrokenProcessPool), workers(module, processes) as pool:
                yield from _one_by_one(pool, work, alone, killed)
        if waiting and not begun:
            yield from work(waiting.popleft())


def _hand(pool: Workers, work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> Future[list[R]]:
    try:
        return pool.submit(work, items)
    except OSError as error:
        raise BrokenProcessPool(f"no process to be had: {error}") from error


def _one_by_one(
    pool: Workers | None, work: Callable[[Sequence[T]], list[R]], items: deque[T], killed: Callable[[T], R]
) -> Iterator[R]:
    """Results of `items`, which are taken away, up to the first that breaks the pool."""
    able = pool is not None and _answers(pool)
    while items:
        item = items.popleft()
        if pool is None or not able:
            yield from work([item])
            continue
        try:
            yield from _hand(pool, work, [item]).result()
        except BrokenProcessPool:
            yield killed(item)
            raise


def _answers(pool: Workers) -> bool:
    """False where processes end before they are given anything: that is no item's fault."""
    try:
        return _hand(pool, list, []).result() == []
    except BrokenProcessPool:
        return False


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
