"""The command line, one file a command: runs it, and turns whatever a user can mend into one clear line."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn, TextIO

# Every stage is imported inside the command that needs it: help has to come at once.
from analysis.cli import batch, build, explain, extract, review, score
from analysis.cli.options import STATUS
from analysis.cli.shared import say
from analysis.errors import AnalysisError
from analysis.output import visible

# In the order in which help tells of them.
COMMANDS = (build, extract, score, explain, batch, review)
REFUSED, PIPE_CLOSED = 2, 141
# What a run says that is ended from outside; its status is 128 and the number of the signal, as in a shell.
SIGNALLED = 128
# So many new objects are looked through at once; Python looks after 700.
_GARBAGE = 50_000
ENDED = {signal.SIGINT: "interrupted", signal.SIGTERM: "ended by the system"}


class _Ended(KeyboardInterrupt):
    """The program is ended from outside. Of the plain kind Python itself may end with a status of its own."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command (`sys.argv` without one given) and return its exit status."""
    _write_any_character(sys.stdout, sys.stderr)
    # Nearly all that is made stays: to look it through for garbage took a third of a build.
    gc.set_threshold(_GARBAGE)
    try:
        try:
            with _tidy_end():
                arguments = _parser().parse_args(argv)
                if getattr(arguments, "vocabulary", None) is not None:
                    from analysis.pipeline import use_additions

                    use_additions(arguments.vocabulary)
                return int(arguments.run(arguments))
        finally:
            # A reader that went away has to show here, not in the interpreter's last breath.
            sys.stdout.flush()
    except AnalysisError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        return _refuse(f"{error.filename or 'output'}: {error.strerror or error}; check place and rights")
    except KeyboardInterrupt as stop:
        number = stop.args[0] if stop.args else signal.SIGINT
        say("; ".join([ENDED[number], *getattr(stop, "__notes__", [])]))
        return SIGNALLED + number


class _Parser(argparse.ArgumentParser):
    """A parser that quotes what it was given without obeying it: `*` may stand for any names of files."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = _Parser(
        prog="renzheng",
        description="Turn web pages on platform account certification into a comparison with its evidence.",
        epilog=STATUS + "\n'renzheng COMMAND --help' tells more of a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    for command in COMMANDS:
        command.add(commands)
    return parser


def _refuse(reason: str) -> int:
    say(reason)
    return REFUSED


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Whoever ends the program, by Ctrl-C or with SIGTERM, lets it tidy up first."""
    # Only the first thread of a program may say what happens at a signal.
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: object) -> None:
        raise _Ended(number)

    former = {number: signal.signal(number, end) for number in ENDED}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _write_any_character(*streams: TextIO) -> None:
    """A terminal that cannot show a character shows its number: names of pages may hold anything."""
    for stream in streams:
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
