"""`renzheng build`: everything at once, of pages or of a batch."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.cli.options import PATHS, Commands, add_command, add_limit, add_review, add_vocabulary
from analysis.cli.shared import DONE, SOME_SKIPPED, as_it_was, find, refuse_pages, track
from analysis.errors import UsageError

if TYPE_CHECKING:
    from analysis.compare import Resolution
    from analysis.report import Report

RESOLUTIONS: tuple[Resolution, ...] = ("majority", "newest", "strict")


def add(commands: Commands) -> None:
    """What the command takes."""
    command = add_command(
        commands, "build", "make everything: claims as JSON lines and CSV, and the comparison charts"
    )
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help=f"{PATHS}; or the one folder that a batch was written to"
    )
    command.add_argument(
        "--out", metavar="DIR", default="output", help="folder for the files (default: output)"
    )
    command.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of charts and summary")
    command.add_argument(
        "--resolve",
        choices=RESOLUTIONS,
        default="majority",
        help="which of several contradictory values stands: that of more independent sources (default), "
        "the newest, or none",
    )
    command.add_argument(
        "--platform",
        action="append",
        default=[],
        metavar="ID",
        help="only what is said of this platform, such as douyin; may be given several times (default: all)",
    )
    add_limit(command)
    add_review(command)
    add_vocabulary(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make everything; the exit status."""
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out {out} is not a folder; name one, it is made where it is missing")
    from analysis.workers import workers

    _use_that_of_batch(arguments)
    with as_it_was(out), workers("analysis.charts.book") as pool:
        report = _report(arguments)
        from analysis.exports import write

        if arguments.platform:
            report = report.only(*arguments.platform)
        files = write(report, out, arguments.lang, track, pool)
    print(report.summary(arguments.lang, files))
    return SOME_SKIPPED if report.totals.skipped else DONE


def _use_that_of_batch(arguments: argparse.Namespace) -> None:
    """Puts the vocabulary of the batch to report on into use, before processes take over what is in use."""
    from analysis.scale import is_batch, need_extra

    batches = [Path(path) for path in arguments.paths if is_batch(path)]
    if len(batches) != 1:
        return
    need_extra()
    from analysis.scale.own import refuse_another, vocabulary_of
    from analysis.vocabulary import use

    if arguments.vocabulary is not None:
        refuse_another(Path(arguments.vocabulary), batches[0])
    use(vocabulary_of(batches[0]))


def _report(arguments: argparse.Namespace) -> Report:
    from analysis.scale import is_batch, need_extra

    batches = [path for path in arguments.paths if is_batch(path)]
    if not batches:
        findings = find(arguments.paths, arguments.max_bytes, review=arguments.review)
        from analysis.exports import FORMATS
        from analysis.pipeline import report_on

        refuse_pages([Path(arguments.out) / name for name in FORMATS], arguments.paths)
        return report_on(findings, arguments.lang, arguments.resolve)
    if len(arguments.paths) > 1:
        raise UsageError(
            f"{batches[0]} was written by a batch: a report is on one batch, or on pages; name it alone"
        )
    if arguments.platform:
        raise UsageError(
            f"--platform narrows a report on pages, and {batches[0]} was written by a batch; leave it out"
        )
    need_extra()
    from analysis.scale.reported import report_on_dataset

    return report_on_dataset(batches[0], arguments.lang, arguments.resolve)
