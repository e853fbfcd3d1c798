"""A folder of pages through all the rooms: read, cleaned, their claims found, and put into one Report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.claims import extract
from analysis.claims.rules import compile_pattern
from analysis.clean import clean
from analysis.errors import AnalysisError, InternalError, UsageError, defect
from analysis.model import Claim, Document, Skipped
from analysis.read import MAX_BYTES, Found, read_found, seek_pages
from analysis.review import Judged, Ledger, Reviewed, find_ledger
from analysis.review import review as carry_out
from analysis.vocabulary import use, using

if TYPE_CHECKING:
    from analysis.compare import Resolution
    from analysis.report import Report
    from analysis.vocabulary import Lang

Studied = tuple[Document, list[Claim]] | Skipped

_HERE = Path(__file__).parent
# Fewer pages are done sooner in one process: two others take a second of processor time to start, as much as
# some 200 pages of usual length, and save half of the rest (measured on 2 cores).
SPREAD = 500


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a pile of pages: their documents, the claims, and the files left out; all sorted.

    `found` are the ids of all files that were found: each of them is a document or was skipped. `judged` are
    the decisions of people that the claims were changed by, `ledger` is where such are kept.
    """

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    skipped: tuple[Skipped, ...]
    found: tuple[str, ...]
    ledger: Ledger
    judged: tuple[Judged, ...] = ()


def shipped_corpus() -> Path:
    """The folder of the pages that come with the project: beside the package, or inside an installed one."""
    places = (_HERE / "corpus", _HERE.parent / "corpus" / "pages")
    for folder in places:
        if folder.is_dir():
            return folder
    looked = " and ".join(map(str, places))
    raise UsageError(f"the shipped corpus is missing: looked in {looked}; name the pages to read")


def find_claims(
    paths: Iterable[str | Path] = (),
    root: str | Path | None = None,
    track: Callable[[list[Found]], Iterable[Found]] = iter,
    max_bytes: int = MAX_BYTES,
    review: bool | str | Path = False,
    processes: int | None = 1,
) -> Findings:
    """Find the claims in files and folders; without any path, in the shipped corpus.

    Page ids are told relative to `root` where it is given, and to the corpus where that is read. `track`
    wraps the files that are gone through, for a progress bar. A file of more than `max_bytes` bytes is
    skipped, and so is whatever cannot be read or breaks a room: the rest goes on. `review` says whether
    decisions of people are carried out: those in the `review.jsonl` beside the pages (True), in that file, or
    none (False). From `SPREAD` files on that many `processes` work on them (None: one a core). Raises
    UsageError where a path does not exist or where no page is found, ReviewError where the decisions cannot
    be read, InternalError where a page got lost on the way.
    """
    paths = list(paths)
    if not paths:
        root = shipped_corpus()
        paths = [root]
    found = seek_pages(paths, root)
    documents: list[Document] = []
    claims: list[Claim] = []
    skipped: list[Skipped] = []
    with closing(_study_all(found, track, max_bytes, processes)) as results:
        for result in results:
            if isinstance(result, Skipped):
                skipped.append(result)
            else:
                documents.append(result[0])
                claims += result[1]
    ids = tuple(file.id for file in found)
    _account(ids, [*(d.page for d in documents), *(s.page for s in skipped)])
    ledger = find_ledger(paths, root, None if isinstance(review, bool) else review)
    reviewed = carry_out(documents, claims, ledger) if review is not False else Reviewed(tuple(claims), ())
    return Findings(tuple(documents), reviewed.claims, tuple(skipped), ids, ledger, reviewed.judged)


def _study_all(
    found: list[Found],
    track: Callable[[list[Found]], Iterable[Found]],
    max_bytes: int,
    processes: int | None,
) -> Generator[Studied]:
    if processes == 1 or len(found) < SPREAD:
        for file in track(found):
            yield study(file, max_bytes)
        return
    from analysis.workers import KILLED, spread

    work = partial(_study_some, max_bytes=max_bytes)
    with closing(spread(__name__, work, found, lambda file: Skipped(file.id, KILLED), processes)) as results:
        for _, result in zip(track(found), results, strict=False):
            yield result


def _study_some(files: Sequence[Found], max_bytes: int) -> list[Studied]:
    return [study(file, max_bytes) for file in files]


def study(file: Found, max_bytes: int = MAX_BYTES) -> Studied:
    """One file through the rooms of text: its document and claims, or the reason why there are none.

    An error that nobody foresaw costs this one page. Raises AnalysisError where it is not the page that is to
    blame (a broken vocabulary).
    """
    page = read_found(file, max_bytes)
    if isinstance(page, Skipped):
        return page
    try:
        document = clean(page)
        return document, extract(document)
    except AnalysisError:
        raise
    except Exception as error:
        return Skipped(page.id, defect(error))


def _account(found: Sequence[str], accounted: Iterable[str]) -> None:
    """InternalError unless every page in came out once: pages in = pages done + pages skipped."""
    pages_in, pages_out = Counter(found), Counter(accounted)
    if pages_in != pages_out:
        wrong = sorted((pages_in - pages_out) | (pages_out - pages_in))
        raise InternalError(
            f"{pages_in.total()} pages in, {pages_out.total()} done or skipped; not accounted for once each: "
            f"{', '.join(wrong[:5])}; this is a defect of Renzheng: report this line with the command"
        )


def build(
    path: str | Path | Sequence[str | Path] | None = None,
    lang: Lang = "zh",
    resolution: Resolution = "majority",
    max_bytes: int = MAX_BYTES,
    review: bool | str | Path = True,
    vocabulary: str | Path | None = None,
) -> Report:
    """Build the report on a file, a folder or several of them; without any, on the shipped corpus.

    `lang` (zh or en) is the language of `report.comparison`; `resolution` (majority, newest or strict) says
    which of several values that contradict each other stands; files of more than `max_bytes` bytes are
    skipped; `review` carries out the decisions of people that are kept in the `review.jsonl` beside the pages
    (True), in another such file, or none (False). `vocabulary` names a TOML file that adds to the vocabulary;
    it stays in use, for charts and tables of what was built, until the next build. Raises UsageError where
    nothing can be read, ReviewError where the decisions cannot be, VocabularyError where the file does not
    fit in.

    In a notebook many pages are read on all cores, as by the command; a script would be run again by every
    process that it starts, so there one has to do.
    """
    use_additions(vocabulary)
    paths = [] if path is None else [path] if isinstance(path, str | Path) else list(path)
    if path is not None and not paths:
        raise UsageError("an empty list of paths: name at least one file or folder, or none for the corpus")
    findings = find_claims(paths, max_bytes=max_bytes, review=review, processes=_at_hand())
    if not findings.documents:
        reasons = "; ".join(f"{skip.page}: {skip.reason}" for skip in findings.skipped[:3])
        raise UsageError(f"nothing to read: all {len(findings.skipped)} files had to be left out: {reasons}")
    return report_on(findings, lang, resolution)


def build_again(report: Report) -> Report:
    """The report on the same paths as they are now, with every decision that is kept beside them by now.

    Raises UsageError for a report that was not made from files, or whose files are gone.
    """
    ledger = report.ledger
    if ledger is None or not ledger.paths:
        raise UsageError("this report was not made from files, which could be read again; use rz.build(path)")
    with using(report.vocabulary):
        findings = find_claims(ledger.paths, ledger.root, review=ledger.file or True, processes=_at_hand())
        return report_on(findings, resolution=next(iter(report.cells["resolution"]), "majority"))


def _at_hand() -> int | None:
    """How many processes may read pages for who calls from Python."""
    from analysis.workers import may_start

    return None if may_start() else 1


def use_additions(path: str | Path | None) -> None:
    """Puts the vocabulary with a file's additions into use; without one the shipped vocabulary.

    Raises VocabularyError where the file does not fit in, or a pattern of it is broken.
    """
    if path is None:
        use(None)
        return
    from analysis.additions import read_additions

    use(read_additions(path, compile_pattern))


def report_on(findings: Findings, lang: Lang = "zh", resolution: Resolution = "majority") -> Report:
    """The report on what was found, its comparison in `lang`, its disputes settled by `resolution`."""
    # Pandas takes longer to load than all the pages to read: only who builds a report waits for it.
    from analysis.compare import matrix
    from analysis.report import build_report

    found = (findings.documents, findings.claims, findings.skipped)
    report = build_report(*found, resolution, findings.judged, findings.ledger)
    _account(findings.found, report.pages["page"])
    return report if lang == "zh" else replace(report, comparison=matrix(report.cells, lang=lang))
