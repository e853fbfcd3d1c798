"""What changed: over time on the pages' own dates, and between two runs over a changed pile of pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import pandas as pd

from analysis.anchors import Found, find_again
from analysis.model import Claim, Document, Evidence
from analysis.table import KEY, Table, category, checked
from analysis.vocabulary import load


class Run(Protocol):
    """What two runs are compared by; a Report is one."""

    @property
    def documents(self) -> tuple[Document, ...]:
        """The pages that were read."""

    @property
    def claims_list(self) -> tuple[Claim, ...]:
        """What they claim, with the evidence."""

    @property
    def cells(self) -> Table:
        """What they say together."""


def timeline(claims: pd.DataFrame, sources: Mapping[str, str] | None = None) -> Table:
    """When which value was claimed: one row per dated claim, by platform, type, attribute and date.

    `claims` is a claims table, `sources` maps a page to its independent source. The columns are those of
    `changes` in `analysis.table`; claims of pages without a date are left out.
    """
    dated = claims[claims["published"].notna()]
    dated = dated.sort_values([*KEY, "published", "page", "start"], kind="stable")
    before: dict[tuple[str, ...], list[str]] = {}
    rows = []
    for claim in _rows(dated):
        key = (claim.platform, claim.type, claim.attribute)
        said = before.setdefault(key, [])
        change = _step(claim.attribute, claim.value, said)
        said.append(claim.value)
        source = (sources or {}).get(claim.page, claim.page)
        rows.append((*key, claim.published, claim.value, change, claim.page, source, claim.quote))
    return checked("changes", rows)


def compare_runs(old: Run, new: Run) -> Table:
    """Which claims, and so which cells, changed from the report `old` to the report `new`, and why.

    `change` is `gained`, `lost`, or `kept` for a claim that stands though a piece of its evidence is gone;
    `cause` is `page_added`, `page_gone`, `page_changed` or `reading_changed` (the same text read otherwise).
    Every piece of evidence of the old run is searched again in the page as it is now, by its words and, where
    they occur more than once, by what stands around them: `found` in its place, `moved` elsewhere (`start`
    and `end` say where), `lost` where its words are on the page no more, `gone` with the page. The evidence
    of a gained claim is `found`. A page under another name with the same text is the same page.
    """
    was, now = {d.page: d for d in old.documents}, {d.page: d for d in new.documents}
    renamed = _renamed(was, now)
    before = {(renamed.get(claim.page, claim.page), *claim.key): claim for claim in old.claims_list}
    after = {(claim.page, *claim.key): claim for claim in new.claims_list}
    status = _status(old.cells), _status(new.cells)
    rows: list[tuple[Any, ...]] = []

    def note(claim: Claim, page: str, change: str, cause: str, found: Found, evidence: Evidence) -> None:
        cell = claim.key[:3]
        states = [states.get(cell, "not_mentioned") for states in status]
        row = (*cell, claim.value, page, change, cause, *states, found[0], evidence.quote, *found[1:])
        rows.append(row)

    for key, claim in before.items():
        page = now.get(key[0])
        cause = _cause(was[claim.page], page)
        for evidence in sorted(claim.evidence):
            found = find_again(evidence, page) if page else ("gone", None, None)
            if key not in after:
                note(claim, key[0], "lost", cause, found, evidence)
            elif found[0] == "lost":
                note(claim, key[0], "kept", cause, found, evidence)
    known = {renamed.get(page, page): document for page, document in was.items()}
    for key in after.keys() - before.keys():
        claim = after[key]
        earlier = known.get(claim.page)
        cause = _cause(earlier, now[claim.page]) if earlier else "page_added"
        for evidence in sorted(claim.evidence):
            note(claim, claim.page, "gained", cause, ("found", evidence.start, evidence.end), evidence)
    return checked("revisions", sorted(rows, key=_order))


def _step(attribute: str, value: str, said: list[str]) -> str:
    if not said:
        return "first"
    if value in said:
        return "same"
    return "contradicts" if any(load().excludes(attribute, value, v, apart=True) for v in said) else "added"


def _cause(old: Document | None, new: Document | None) -> str:
    if new is None:
        return "page_gone"
    return "reading_changed" if old is not None and old.text == new.text else "page_changed"


def _renamed(was: Mapping[str, Document], now: Mapping[str, Document]) -> dict[str, str]:
    """Pages of the old run that the new one has under another name: the same text, and both names alone."""
    arrived: dict[str, list[str]] = {}
    for page, document in now.items():
        if page not in was:
            arrived.setdefault(document.text, []).append(page)
    left: dict[str, list[str]] = {}
    for page, document in was.items():
        if page not in now:
            left.setdefault(document.text, []).append(page)
    return {
        pages[0]: arrived[text][0]
        for text, pages in left.items()
        if len(pages) == 1 and len(arrived.get(text, ())) == 1
    }


def _status(cells: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    return {(cell.platform, cell.type, cell.attribute): cell.status for cell in _rows(cells)}


def _rows(table: pd.DataFrame) -> Iterable[Any]:
    return table.itertuples(index=False)


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    ranks = (category(kind).categories.get_loc(id_) for kind, id_ in zip(KEY, row, strict=False))
    return (*ranks, *row[3:6], row[10], -1 if row[11] is None else row[11])
