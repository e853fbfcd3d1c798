"""What several commands take, and how each of them is begun."""

from __future__ import annotations

import argparse
from typing import TypeAlias

# In quotes: only the type checker knows it with brackets.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

STATUS = """\
exit status:
  0  done
  1  some pages or decisions could not be read: each is named on stderr, the rest is done
  2  wrong usage, or nothing to read
"""
PATHS = "pages (.html .htm .mhtml .txt .md) or folders of them; none means the shipped corpus"
# That of `analysis.read`, which takes long to load.
MAX_BYTES = 20_000_000
REVIEW = (
    "decisions of people to carry out (.jsonl); by default those in a review.jsonl in each folder that is "
    "named, or beside a page that is"
)


def add_command(commands: Commands, name: str, what: str) -> argparse.ArgumentParser:
    """A command with its name and what it does, for the help."""
    return commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_limit(command: argparse.ArgumentParser) -> None:
    """The largest file that is read."""
    command.add_argument(
        "--max-bytes",
        type=_size,
        default=MAX_BYTES,
        metavar="N",
        help=f"skip files of more bytes than that (default: {MAX_BYTES})",
    )


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:30]) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of bytes: name a whole one above 0")
    return int(text[:30])


def add_vocabulary(command: argparse.ArgumentParser) -> None:
    """A vocabulary of one's own."""
    command.add_argument(
        "--vocabulary",
        metavar="FILE",
        help="TOML file that adds platforms, types, attributes, values and words (docs/vocabulary.md)",
    )


def add_review(parser: argparse.ArgumentParser) -> None:
    """Which decisions of people are carried out."""
    decisions = parser.add_mutually_exclusive_group()
    decisions.add_argument("--review", metavar="FILE", default=True, help=REVIEW)
    decisions.add_argument(
        "--no-review",
        dest="review",
        action="store_false",
        help="tell what the rules found, without what people decided on it",
    )
