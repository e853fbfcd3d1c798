"""`renzheng score`: found claims against labelled ones."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from analysis.cli.options import PATHS, Commands, add_command, add_limit, add_vocabulary
from analysis.cli.shared import find, status
from analysis.errors import UsageError
from analysis.output import visible

if TYPE_CHECKING:
    from analysis.score import Tally

BY = ("attribute", "type", "platform", "value", "page")


def add(commands: Commands) -> None:
    """What the command takes."""
    command = add_command(
        commands, "score", "hold found claims against labelled ones (NAME.claims.jsonl beside a page)"
    )
    command.add_argument("paths", nargs="*", metavar="PATH", help=PATHS)
    command.add_argument("--by", choices=BY, help="one line for each attribute, type, ..., before the total")
    command.add_argument("--errors", action="store_true", help="list every wrong and every missed claim")
    add_limit(command)
    add_vocabulary(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print how good the claims are; the exit status."""
    from analysis.pipeline import shipped_corpus
    from analysis.read import find_pages
    from analysis.score import judge, labels_path, read_labels, tally, tally_by

    root = None if arguments.paths else shipped_corpus()
    paths = arguments.paths or [root]
    labelled = [page for page in find_pages(paths, root) if labels_path(page.path).is_file()]
    if not labelled:
        raise UsageError(
            f"no labelled page in {', '.join(map(str, paths))}: the labels of NAME.html are looked for in "
            "NAME.claims.jsonl beside it"
        )
    labels = {page.id: read_labels(labels_path(page.path)) for page in labelled}
    findings = find([page.path for page in labelled], arguments.max_bytes, root)
    verdicts = judge(findings.claims, labels)
    if arguments.errors:
        for verdict in verdicts:
            if verdict.result != "right":
                words = " | ".join(verdict.texts[:2])
                print(visible(f"{verdict.result:6} {verdict.page}: {' '.join(verdict.key)}  {words[:90]}"))
        print()
    groups = tally_by(verdicts, arguments.by) if arguments.by else {}
    total = tally(verdicts)
    print(_table({**groups, "all": total}, arguments.by or ""))
    labelled_claims = total.right + total.missed
    print(f"{len(labels)} pages, {labelled_claims} labelled claims; evidence right {total.evidence:.3f}")
    return status(findings)


def _table(tallies: dict[str, Tally], head: str) -> str:
    tallies = {visible(name): tally for name, tally in tallies.items()}
    width = max(map(len, (*tallies, head)))
    lines = [f"{head:{width}}  precision  recall     F1  right  wrong  missed"]
    for name, t in tallies.items():
        rates = f"{t.precision:9.3f}  {t.recall:6.3f}  {t.f1:5.3f}"
        lines.append(f"{name:{width}}  {rates}  {t.right:5}  {t.wrong:5}  {t.missed:6}")
    return "\n".join(lines)
