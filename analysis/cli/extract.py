"""`renzheng extract`: the claims as JSON lines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.cli.options import PATHS, Commands, add_command, add_limit, add_review, add_vocabulary
from analysis.cli.shared import as_it_was, find, refuse_unfit_file, status


def add(commands: Commands) -> None:
    """What the command takes."""
    command = add_command(commands, "extract", "print the claims as JSON lines, sorted by page and position")
    command.add_argument("paths", nargs="*", metavar="PATH", help=PATHS)
    command.add_argument(
        "--out", metavar="FILE", help="write to a file, whole or not at all (default: stdout)"
    )
    add_limit(command)
    add_review(command)
    add_vocabulary(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print or write the claims; the exit status."""
    if arguments.out is not None:
        refuse_unfit_file(Path(arguments.out), arguments.paths, arguments.review)
    with as_it_was(arguments.out):
        findings = find(arguments.paths, arguments.max_bytes, review=arguments.review)
        from analysis.output import write_whole
        from analysis.records import claims_jsonl

        # Bytes, since a terminal's encoding and line ends are no part of the format.
        lines = claims_jsonl(findings.claims).encode()
        if arguments.out is not None:
            write_whole(arguments.out, lines)
    if arguments.out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(lines)
    return status(findings)
