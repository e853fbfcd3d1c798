"""A batch from its plan to its dataset: partitions handed to Dask's workers, what is done left as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

from analysis.errors import UsageError
from analysis.scale.manifest import begin
from analysis.scale.parts import Counts, done_path, read_counts
from analysis.scale.plan import Bounds, Partition
from analysis.scale.work import RUNNING, crumb_path, fingerprint, is_done, work

# Handed over for each thread of the cluster: one that is worked on, and the next.
_AHEAD = 2
# A lost worker's partition is tried once more, on another; then it is suspected.
_FAILURES = 1
_HOST = "127.0.0.1"
_LOOK_EVERY = 10.0
_GONE = ("closed", "failed")
# In seconds. A nanny takes long to bring its worker back on a busy machine, and must not be closed meanwhile.
_WAIT_FOR_LOST = 1_000_000

Track = Callable[[list[Any]], Iterable[Any]]
Work = Callable[..., Counts]


def run_batch(
    where: str,
    out: str | Path,
    workers: int = 1,
    scheduler: str | None = None,
    bounds: Bounds = Bounds(),  # noqa: B008 - frozen
    track: Track = iter,
    tell: Callable[[str], object] = lambda _: None,
    do: Work = work,
    vocabulary: str | Path | None = None,
) -> Counts:
    """Find the claims of an input of any size, and write them as a Parquet dataset into the folder `out`.

    `workers` processes of this machine work on it (0: this process alone, without Dask), or the cluster whose
    `scheduler` is named by its address. A batch that was stopped goes on where it was. `track` wraps the
    partitions, for a progress bar; `tell` gets a line on where to watch; `do` works on one partition;
    `vocabulary` names a file that adds to the vocabulary. Raises UsageError and VocabularyError as `begin`
    does, UsageError where a cluster cannot be reached.
    """
    out = Path(out)
    partitions = begin(where, out, bounds, None if vocabulary is None else Path(vocabulary))
    todo = [partition for partition in partitions if not is_done(out, partition.number)]
    if todo and workers < 1 and scheduler is None:
        for partition in track(todo):
            do(partition, str(out), fingerprint())
    elif todo:
        with _cluster(workers, scheduler) as client:
            tell(f"watch it at {client.dashboard_link}")
            _spread(client, todo, out, track, do)
    with suppress(OSError):
        (out / RUNNING).rmdir()
    total = Counts()
    for partition in partitions:
        total.add(read_counts(done_path(out, partition.number)))
    planned = sum(partition.count for partition in partitions)
    if total.pages != planned or not total.adds_up():
        raise UsageError(
            f"{out}: {total.pages} of {planned} pages are told of; the folder {done_path(out, 0).parent} "
            "is damaged; name another folder with --out"
        )
    return total


@contextmanager
def _cluster(workers: int, scheduler: str | None) -> Iterator[Any]:
    import dask
    from distributed import Client, LocalCluster

    if scheduler is not None:
        try:
            client = Client(scheduler)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"no scheduler at {scheduler} ({error}); start one with 'dask scheduler' and name its "
                "address, as in tcp://10.0.0.1:8786"
            ) from None
        with client:
            yield client
        return
    told = {
        "distributed.scheduler.allowed-failures": _FAILURES,
        "distributed.deploy.lost-worker-timeout": f"{_WAIT_FOR_LOST}s",
        # It keeps each second's call stacks for hours: 90 MB a worker by the 250,000th page.
        "distributed.worker.profile.enabled": False,
    }
    with (
        dask.config.set(told),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, host=_HOST, dashboard_address=f"{_HOST}:0"
        ) as cluster,
        Client(cluster) as client,
        _kept_up(cluster, workers),
    ):
        yield client


@contextmanager
def _kept_up(cluster: Any, workers: int) -> Iterator[None]:
    """Has all workers of a local cluster started afresh where none is left, and none on its way.

    Each has a nanny, which starts it anew when it is lost; one that fails at that leaves nobody to work, and
    with the last of them a batch would never end.
    """
    over = Event()

    def look() -> None:
        while not over.wait(_LOOK_EVERY):
            nannies = [*cluster.workers.values()]
            if nannies and all(nanny.status.name in _GONE for nanny in nannies):
                cluster.scale(0)
                cluster.scale(workers)

    looking = Thread(target=look, daemon=True)
    looking.start()
    try:
        yield
    finally:
        over.set()
        looking.join()


def _spread(client: Any, todo: Sequence[Partition], out: Path, track: Track, do: Work) -> None:
    """Have all partitions done; those that kill workers last, one by one, without the page that does it."""
    from distributed import KilledWorker, as_completed

    waiting = iter(todo)
    places: dict[str, Partition] = {}

    def submit() -> Any:
        partition = next(waiting, None)
        if partition is None:
            return None
        future = client.submit(do, partition, str(out), fingerprint(), pure=False)
        places[future.key] = partition
        return future

    threads = max(sum(client.nthreads().values()), 1)
    running = as_completed([future for _ in range(_AHEAD * threads) if (future := submit())])
    suspects = []
    for _, future in zip(track(list(todo)), running, strict=True):
        partition = places.pop(future.key)
        try:
            future.result()
        except KilledWorker:
            # All that waited at a worker are blamed for its end: only alone it shows which one does it.
            suspects.append(partition)
        if following := submit():
            running.add(following)
    for partition in suspects:
        _do_alone(client, partition, out, do)


def _do_alone(client: Any, partition: Partition, out: Path, do: Work) -> None:
    """Have one partition done while nothing else is, setting aside every page at which its workers end."""
    from distributed import KilledWorker

    without: set[int] = set()
    while True:
        future = client.submit(do, partition, str(out), fingerprint(), sorted(without), pure=False)
        try:
            future.result()
            return
        except KilledWorker:
            crumb = crumb_path(out, partition.number)
            told = crumb.read_bytes() if crumb.is_file() else b""
            if not told or int(told) in without:
                raise UsageError(
                    f"partition {partition.number} ({partition.source}, {partition.count} pages from "
                    f"{partition.start} on) ends its workers before a page of it is read; give them more "
                    "memory, or smaller partitions with --pages"
                ) from None
            without.add(int(told))
