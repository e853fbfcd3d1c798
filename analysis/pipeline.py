"""A folder of pages through all the rooms: read, cleaned, their claims found, and put into one Report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.claims import extract
from analysis.clean import clean
from analysis.errors import UsageError
from analysis.model import Claim, Document, Page, Skipped
from analysis.read import read_pages

if TYPE_CHECKING:
    from analysis.compare import Resolution
    from analysis.report import Report
    from analysis.vocabulary import Lang

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a pile of pages: their documents, the claims, and the files left out; all sorted."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    skipped: tuple[Skipped, ...]


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
    track: Callable[[list[Page]], Iterable[Page]] = iter,
) -> Findings:
    """Find the claims in files and folders; without any path, in the shipped corpus.

    Page ids are told relative to `root` where it is given, and to the corpus where that is read. `track`
    wraps the pages that are gone through, for a progress bar. Raises UsageError where a path does not exist
    or where no page is found.
    """
    paths = list(paths)
    if not paths:
        root = shipped_corpus()
        paths = [root]
    pages, skipped = read_pages(paths, root)
    documents: list[Document] = []
    claims: list[Claim] = []
    for page in track(pages):
        documents.append(clean(page))
        claims += extract(documents[-1])
    return Findings(tuple(documents), tuple(claims), tuple(skipped))


def build(
    path: str | Path | Sequence[str | Path] | None = None,
    lang: Lang = "zh",
    resolution: Resolution = "majority",
) -> Report:
    """Build the report on a file, a folder or several of them; without any, on the shipped corpus.

    `lang` (zh or en) is the language of `report.comparison`; `resolution` (majority, newest or strict) says
    which of several values that contradict each other stands. Raises UsageError where nothing can be read.
    """
    paths = [] if path is None else [path] if isinstance(path, str | Path) else list(path)
    if path is not None and not paths:
        raise UsageError("an empty list of paths: name at least one file or folder, or none for the corpus")
    findings = find_claims(paths)
    if not findings.documents:
        reasons = "; ".join(f"{skip.page}: {skip.reason}" for skip in findings.skipped[:3])
        raise UsageError(f"nothing to read: all {len(findings.skipped)} files had to be left out: {reasons}")
    return report_on(findings, lang, resolution)


def report_on(findings: Findings, lang: Lang = "zh", resolution: Resolution = "majority") -> Report:
    """The report on what was found, its comparison in `lang`, its disputes settled by `resolution`."""
    # Pandas takes longer to load than all the pages to read: only who builds a report waits for it.
    from analysis.compare import matrix
    from analysis.report import build_report

    report = build_report(findings.documents, findings.claims, findings.skipped, resolution)
    return report if lang == "zh" else replace(report, comparison=matrix(report.cells, lang=lang))
