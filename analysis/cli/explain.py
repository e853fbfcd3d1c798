"""`renzheng explain`: which words state a claim, by which rule."""

from __future__ import annotations

import argparse

from analysis.cli.options import PATHS, Commands, add_command, add_limit, add_vocabulary
from analysis.cli.shared import find, one_line, status
from analysis.output import visible


def add(commands: Commands) -> None:
    """What the command takes."""
    command = add_command(
        commands, "explain", "tell for every claim of a page which words state it, by which rule"
    )
    command.add_argument("paths", nargs="+", metavar="PAGE", help=PATHS.partition(";")[0])
    command.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the names")
    add_limit(command)
    add_vocabulary(command)
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the claims of pages with their rules; the exit status."""
    from analysis.vocabulary import load

    findings = find(arguments.paths, arguments.max_bytes)
    names, lang = load(), arguments.lang
    colon = "：" if lang == "zh" else ": "
    for number, document in enumerate(findings.documents):
        claims = [claim for claim in findings.claims if claim.page == document.page]
        print(f"{chr(10) if number else ''}{visible(document.page)}  ({len(claims)})")
        for claim in claims:
            subject = [
                names.label(kind, getattr(claim, kind), lang) for kind in ("platform", "type", "attribute")
            ]
            value = names.value_label(claim.attribute, claim.value, lang)
            limit = f"  [{visible(claim.condition)}]" if claim.condition else ""
            print(f"\n{' · '.join(subject)}{colon}{value}{limit}")
            print(f"  {' '.join(claim.key)}")
            for evidence in claim.evidence:
                print(f"  {evidence.start}-{evidence.end}  {evidence.rule}  「{one_line(evidence.quote)}」")
    return status(findings)
