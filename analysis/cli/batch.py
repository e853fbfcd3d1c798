"""`renzheng batch`: archives and large folders."""

from __future__ import annotations

import argparse

from analysis.cli.options import Commands, add_command, add_vocabulary
from analysis.cli.shared import DONE, SOME_SKIPPED, say, track
from analysis.errors import UsageError


def add(commands: Commands) -> None:
    """What the command takes."""
    command = add_command(
        commands, "batch", "find the claims of archives and large folders, on many processes"
    )
    command.add_argument(
        "input",
        metavar="INPUT",
        help="a folder of pages, a web archive (.warc.gz), a Parquet or JSON lines file with a column "
        "html or text (id, url and date may stand beside it), or a folder of such files",
    )
    command.add_argument(
        "--out",
        metavar="DIR",
        required=True,
        help="folder of the dataset; one that was begun is gone on with",
    )
    command.add_argument(
        "--workers", type=int, metavar="N", help="processes on this machine (default: one a core)"
    )
    command.add_argument(
        "--scheduler", metavar="ADDRESS", help="work on the Dask cluster with this scheduler instead"
    )
    command.add_argument(
        "--pages", type=int, default=1000, metavar="N", help="most pages in a partition (default: 1000)"
    )
    command.add_argument(
        "--megabytes", type=int, default=64, metavar="N", help="most source in a partition (default: 64)"
    )
    add_vocabulary(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write a dataset, or the rest of it; the exit status."""
    from analysis.scale import need_extra

    need_extra()
    from analysis.scale.plan import Bounds
    from analysis.scale.run import run_batch
    from analysis.scale.told import skips, summary
    from analysis.workers import cores

    for name in ("workers", "pages", "megabytes"):
        if (number := getattr(arguments, name)) is not None and number < 1:
            raise UsageError(f"--{name} {number}: at least 1 is needed")
    counts = run_batch(
        arguments.input,
        arguments.out,
        arguments.workers or cores(),
        arguments.scheduler,
        Bounds(arguments.pages, arguments.megabytes * 1_000_000),
        track,
        say,
        vocabulary=arguments.vocabulary,
    )
    for line in skips(arguments.out):
        say(line)
    print(summary(counts, arguments.out))
    return SOME_SKIPPED if counts.skipped else DONE
