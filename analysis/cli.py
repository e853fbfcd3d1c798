"""The command line: wires the stages, and turns whatever a user can mend into one clear line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

from analysis.errors import AnalysisError, UsageError
from analysis.output import visible

# Every stage is imported by the command that needs it: help has to come at once.
if TYPE_CHECKING:
    from analysis.compare import Resolution
    from analysis.pipeline import Findings
    from analysis.report import Report
    from analysis.score import Tally

T = TypeVar("T")

DONE, SOME_SKIPPED, REFUSED, PIPE_CLOSED = 0, 1, 2, 141
# What a run says that is ended from outside; its status is 128 and the number of the signal, as in a shell.
SIGNALLED = 128
ENDED = {signal.SIGINT: "interrupted", signal.SIGTERM: "ended by the system"}
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
RESOLUTIONS: tuple[Resolution, ...] = ("majority", "newest", "strict")
BY = ("attribute", "type", "platform", "value", "page")


class _Ended(KeyboardInterrupt):
    """The program is ended from outside. Of the plain kind Python itself may end with a status of its own."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command (`sys.argv` without one given) and return its exit status."""
    _write_any_character(sys.stdout, sys.stderr)
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
        _tell("; ".join([ENDED[number], *getattr(stop, "__notes__", [])]))
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

    build = _command(
        commands, "build", "make everything: claims as JSON lines and CSV, and the comparison charts"
    )
    build.add_argument(
        "paths", nargs="*", metavar="PATH", help=f"{PATHS}; or the one folder that a batch was written to"
    )
    build.add_argument(
        "--out", metavar="DIR", default="output", help="folder for the files (default: output)"
    )
    build.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of charts and summary")
    build.add_argument(
        "--resolve",
        choices=RESOLUTIONS,
        default="majority",
        help="which of several contradictory values stands: that of more independent sources (default), "
        "the newest, or none",
    )
    build.add_argument(
        "--platform",
        action="append",
        default=[],
        metavar="ID",
        help="only what is said of this platform, such as douyin; may be given several times (default: all)",
    )
    _limit(build)
    _add_review(build)
    _add_vocabulary(build)
    build.set_defaults(run=_build)

    extract = _command(commands, "extract", "print the claims as JSON lines, sorted by page and position")
    extract.add_argument("paths", nargs="*", metavar="PATH", help=PATHS)
    extract.add_argument(
        "--out", metavar="FILE", help="write to a file, whole or not at all (default: stdout)"
    )
    _limit(extract)
    _add_review(extract)
    _add_vocabulary(extract)
    extract.set_defaults(run=_extract)

    score = _command(
        commands, "score", "hold found claims against labelled ones (NAME.claims.jsonl beside a page)"
    )
    score.add_argument("paths", nargs="*", metavar="PATH", help=PATHS)
    score.add_argument("--by", choices=BY, help="one line for each attribute, type, ..., before the total")
    score.add_argument("--errors", action="store_true", help="list every wrong and every missed claim")
    _limit(score)
    _add_vocabulary(score)
    score.set_defaults(run=_score)

    explain = _command(
        commands, "explain", "tell for every claim of a page which words state it, by which rule"
    )
    explain.add_argument("paths", nargs="+", metavar="PAGE", help=PATHS.partition(";")[0])
    explain.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the names")
    _limit(explain)
    _add_vocabulary(explain)
    explain.set_defaults(run=_explain)

    batch = _command(commands, "batch", "find the claims of archives and large folders, on many processes")
    batch.add_argument(
        "input",
        metavar="INPUT",
        help="a folder of pages, a web archive (.warc.gz), a Parquet or JSON lines file with a column "
        "html or text (id, url and date may stand beside it), or a folder of such files",
    )
    batch.add_argument(
        "--out",
        metavar="DIR",
        required=True,
        help="folder of the dataset; one that was begun is gone on with",
    )
    batch.add_argument(
        "--workers", type=int, metavar="N", help="processes on this machine (default: one a core)"
    )
    batch.add_argument(
        "--scheduler", metavar="ADDRESS", help="work on the Dask cluster with this scheduler instead"
    )
    batch.add_argument(
        "--pages", type=int, default=1000, metavar="N", help="most pages in a partition (default: 1000)"
    )
    batch.add_argument(
        "--megabytes", type=int, default=64, metavar="N", help="most source in a partition (default: 64)"
    )
    _add_vocabulary(batch)
    batch.set_defaults(run=_batch)

    review = _command(commands, "review", "list what people decided on claims, and what became of it")
    review.add_argument("paths", nargs="*", metavar="PATH", help=PATHS)
    review.add_argument("--review", metavar="FILE", default=True, help=REVIEW)
    review.add_argument("--stale", action="store_true", help="only those whose words or page are gone")
    review.add_argument(
        "--labels",
        metavar="DIR",
        help="copy the pages that were decided on into this folder, with labels as they are after review, "
        "for 'renzheng score DIR'",
    )
    _limit(review)
    review.set_defaults(run=_review)
    return parser


def _limit(command: argparse.ArgumentParser) -> None:
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


def _add_vocabulary(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--vocabulary",
        metavar="FILE",
        help="TOML file that adds platforms, types, attributes, values and words (docs/vocabulary.md)",
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, what: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=what,
        description=f"{what[0].upper()}{what[1:]}.",
        epilog=STATUS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_review(parser: argparse.ArgumentParser) -> None:
    decisions = parser.add_mutually_exclusive_group()
    decisions.add_argument("--review", metavar="FILE", default=True, help=REVIEW)
    decisions.add_argument(
        "--no-review",
        dest="review",
        action="store_false",
        help="tell what the rules found, without what people decided on it",
    )


def _build(arguments: argparse.Namespace) -> int:
    out = Path(arguments.out)
    if out.exists() and not out.is_dir():
        raise UsageError(f"--out {out} is not a folder; name one, it is made where it is missing")
    from analysis.workers import workers

    _use_that_of_batch(arguments)
    with _as_it_was(out), workers("analysis.charts.book") as pool:
        report = _report(arguments)
        from analysis.exports import write

        if arguments.platform:
            report = report.only(*arguments.platform)
        files = write(report, out, arguments.lang, _track, pool)
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
        findings = _findings(arguments.paths, arguments.max_bytes, review=arguments.review)
        from analysis.exports import FORMATS
        from analysis.pipeline import report_on

        _refuse_pages([Path(arguments.out) / name for name in FORMATS], arguments.paths)
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


def _extract(arguments: argparse.Namespace) -> int:
    if arguments.out is not None:
        _refuse_unfit_file(Path(arguments.out), arguments.paths, arguments.review)
    with _as_it_was(arguments.out):
        findings = _findings(arguments.paths, arguments.max_bytes, review=arguments.review)
        from analysis.output import write_whole
        from analysis.records import claims_jsonl

        # Bytes, since a terminal's encoding and line ends are no part of the format.
        lines = claims_jsonl(findings.claims).encode()
        if arguments.out is not None:
            write_whole(arguments.out, lines)
    if arguments.out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(lines)
    return _status(findings)


def _score(arguments: argparse.Namespace) -> int:
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
    findings = _findings([page.path for page in labelled], arguments.max_bytes, root)
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
    return _status(findings)


def _explain(arguments: argparse.Namespace) -> int:
    from analysis.vocabulary import load

    findings = _findings(arguments.paths, arguments.max_bytes)
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
                print(f"  {evidence.start}-{evidence.end}  {evidence.rule}  「{_one_line(evidence.quote)}」")
    return _status(findings)


def _batch(arguments: argparse.Namespace) -> int:
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
        _track,
        _tell,
        vocabulary=arguments.vocabulary,
    )
    for line in skips(arguments.out):
        _tell(line)
    print(summary(counts, arguments.out))
    return SOME_SKIPPED if counts.skipped else DONE


def _review(arguments: argparse.Namespace) -> int:
    from analysis.review import export_labels, listing

    findings = _findings(arguments.paths, arguments.max_bytes, review=arguments.review, tell=False)
    if not findings.judged:
        looked = ", ".join(map(findings.ledger.told, findings.ledger.files))
        raise UsageError(f"no decisions in {looked}; report.confirm and its like in Python keep some there")
    for line in listing(findings.judged, arguments.stale).split("\n"):
        print(visible(line))
    if arguments.labels is not None:
        for labelled in export_labels(findings.claims, findings.judged, findings.ledger, arguments.labels):
            counted = f"{labelled.claims} claims, {labelled.judged} of them judged"
            print(f"{visible(labelled.path.as_posix())}: {counted}")
    return _status(findings)


def _findings(
    paths: Sequence[str | Path],
    max_bytes: int,
    root: Path | None = None,
    review: bool | str = False,
    tell: bool = True,
) -> Findings:
    """The findings; what was left out is named on stderr, decisions only with `tell`.

    Raises UsageError where no page is left.
    """
    from analysis.pipeline import find_claims

    if isinstance(review, str) and not Path(review).is_file():
        raise UsageError(f"--review {review}: no such file; name one that holds decisions")
    findings = find_claims(paths, root, _track, max_bytes, review, processes=None)
    done, skipped = len(findings.documents), len(findings.skipped)
    for skip in findings.skipped:
        _tell(f"skipped {skip.page}: {skip.reason}")
    if skipped:
        _tell(f"{len(findings.found)} pages in = {done} done + {skipped} skipped")
    for judged in findings.judged:
        if tell and (judged.status in ("lost", "unusable") or judged.line.flaw):
            _tell(f"{judged.line.name}, line {judged.line.number}: {judged.status}: {judged.reason}")
    if not findings.documents:
        raise UsageError("nothing to read: not one of these files is a page that can be read; name others")
    return findings


def _track(items: list[T]) -> Iterable[T]:
    """The items behind a progress bar: on a terminal only, and only where it takes more than a second."""
    from tqdm import tqdm

    return tqdm(items, delay=1, leave=False, disable=None)


def _status(findings: Findings) -> int:
    unread = any(judged.status == "unusable" for judged in findings.judged)
    return SOME_SKIPPED if findings.skipped or unread else DONE


def _refuse(reason: str) -> int:
    _tell(reason)
    return REFUSED


def _tell(line: str) -> None:
    print(f"renzheng: {_one_line(line)}", file=sys.stderr)


def _refuse_unfit_file(out: Path, paths: Sequence[str], review: bool | str) -> None:
    """UsageError where writing `out` would replace a folder, a device, one of the pages or decisions."""
    if out.exists() and not out.is_file():
        raise UsageError(f"--out {out} is not a regular file; name a file, or leave --out away for stdout")
    _refuse_pages([out], paths, review)


def _refuse_pages(files: Sequence[Path], paths: Sequence[str], review: bool | str = True) -> None:
    """UsageError where writing one of the files would replace a page that is read, or decisions of people."""
    from analysis.pipeline import shipped_corpus
    from analysis.read import find_pages
    from analysis.review import find_ledger

    there = [file for file in files if file.exists()]
    if not there:
        return
    read = list(map(Path, paths)) or [shipped_corpus()]
    pages = find_pages(read)
    ledgers = (find_ledger(read), find_ledger(read, file=None if isinstance(review, bool) else review))
    kept = [file for ledger in ledgers for file in ledger.files if file.exists()]
    for file in there:
        if any(page.path.exists() and file.samefile(page.path) for page in pages):
            raise UsageError(f"--out: {file} is one of the pages to be read; name another place")
        if any(file.samefile(decisions) for decisions in kept):
            raise UsageError(f"--out: {file} holds decisions of people; name another place")


@contextmanager
def _as_it_was(out: str | Path | None) -> Iterator[None]:
    """Whoever ends the run inside this block is told that the files of the last one are still there."""
    try:
        yield
    except KeyboardInterrupt as stop:
        if out is not None:
            stop.add_note(f"what was in {out} is as it was")
        raise


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


def _table(tallies: dict[str, Tally], head: str) -> str:
    tallies = {visible(name): tally for name, tally in tallies.items()}
    width = max(map(len, (*tallies, head)))
    lines = [f"{head:{width}}  precision  recall     F1  right  wrong  missed"]
    for name, t in tallies.items():
        rates = f"{t.precision:9.3f}  {t.recall:6.3f}  {t.f1:5.3f}"
        lines.append(f"{name:{width}}  {rates}  {t.right:5}  {t.wrong:5}  {t.missed:6}")
    return "\n".join(lines)


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))
