"""`renzheng review`: what people decided on claims."""

from __future__ import annotations

import argparse

from analysis.cli.options import PATHS, REVIEW, Commands, add_command, add_limit
from analysis.cli.shared import find, status
from analysis.errors import UsageError
from analysis.output import visible


def add(commands: Commands) -> None:
    """What the command takes."""
    command = add_command(commands, "review", "list what people decided on claims, and what became of it")
    command.add_argument("paths", nargs="*", metavar="PATH", help=PATHS)
    command.add_argument("--review", metavar="FILE", default=True, help=REVIEW)
    command.add_argument("--stale", action="store_true", help="only those whose words or page are gone")
    command.add_argument(
        "--labels",
        metavar="DIR",
        help="copy the pages that were decided on into this folder, with labels as they are after review, "
        "for 'renzheng score DIR'",
    )
    add_limit(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the decisions; the exit status."""
    from analysis.review import export_labels, listing

    findings = find(arguments.paths, arguments.max_bytes, review=arguments.review, tell=False)
    if not findings.judged:
        looked = ", ".join(map(findings.ledger.told, findings.ledger.files))
        raise UsageError(f"no decisions in {looked}; report.confirm and its like in Python keep some there")
    for line in listing(findings.judged, arguments.stale).split("\n"):
        print(visible(line))
    if arguments.labels is not None:
        for labelled in export_labels(findings.claims, findings.judged, findings.ledger, arguments.labels):
            counted = f"{labelled.claims} claims, {labelled.judged} of them judged"
            print(f"{visible(labelled.path.as_posix())}: {counted}")
    return status(findings)
