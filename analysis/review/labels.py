"""Reviewed pages as labelled ones: every correction becomes data that `renzheng score` measures by."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UsageError
from analysis.model import Claim
from analysis.output import write_whole
from analysis.review.apply import Judged
from analysis.review.ledger import Ledger
from analysis.score import FIELDS, labels_path


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label file that was written: of so many claims, of which a person has judged so many."""

    path: Path
    claims: int
    judged: int


def export_labels(
    claims: Iterable[Claim], judged: Iterable[Judged], ledger: Ledger, folder: str | Path
) -> list[Labelled]:
    """Writes each page that a decision is on into a folder, with its claims after review as labels beside it.

    `claims` are those after review: what nobody has judged is taken as it was found. Pages are copied byte
    for byte, under the names that decisions call them by. Raises UsageError, before anything is written,
    where the folder is that of the pages (labels made by hand could be there) or two pages would share a
    label file, OSError where it cannot be written to.
    """
    held: dict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
    for one in judged:
        if one.page and one.decision and one.spans:
            outcome = one.decision.outcome if one.stands else None
            held[one.page] |= {outcome.key} if outcome else set()
    stated: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        stated[claim.page].append(claim)
    copies = {page: Path(folder) / ledger.name_of(page) for page in sorted(held)}
    _refuse_unfit(copies, ledger)
    written = []
    for page, copy in copies.items():
        write_whole(copy, ledger.place(page).read_bytes())
        path = write_whole(labels_path(copy), _labels(stated[page]).encode())
        known = {claim.key for claim in stated[page]} & held[page]
        written.append(Labelled(path, len(stated[page]), len(known)))
    return written


def _refuse_unfit(copies: dict[str, Path], ledger: Ledger) -> None:
    taken: dict[Path, str] = {}
    for page, copy in copies.items():
        if copy.exists() and copy.samefile(ledger.place(page)):
            raise UsageError(
                f"{copy.parent} holds the pages themselves, and maybe labels; name another folder"
            )
        other = taken.setdefault(labels_path(copy), page)
        if other != page:
            raise UsageError(f"{other} and {page} would share one label file; rename one of them")


def _labels(claims: Iterable[Claim]) -> str:
    rows = (
        {
            **dict(zip(FIELDS, claim.key, strict=True)),
            "evidence": [piece.quote for piece in sorted(claim.evidence)],
        }
        for claim in claims
    )
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
