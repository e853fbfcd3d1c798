"""What decisions make of the claims that were found, and what became of each decision."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from analysis.anchors import evidence_at, find_again
from analysis.model import Claim, Document, Evidence
from analysis.records import claim_order
from analysis.review.decisions import RULE, Decision
from analysis.review.ledger import Ledger, Line

Status = Literal["applied", "superseded", "disputed", "lost", "unusable"]
Key = tuple[str, str, str, str]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of a review file and what became of it.

    applied     what it says holds; where others said the same before, for them as well
    superseded  whoever said it said otherwise later
    disputed    somebody else says otherwise; `stands` is True for the later of them
    lost        its quote is on the page no more, or its page is not among those read
    unusable    the line cannot be read; `decision` is None

    `page` is the page in this run, `spans` where the quotes stand in it now. `reason` says why, or what else
    is to be told.
    """

    line: Line
    status: Status
    stands: bool
    reason: str = ""
    page: str | None = None
    spans: tuple[Span, ...] = ()

    @property
    def decision(self) -> Decision | None:
        """The decision, None where the line could not be read."""
        return self.line.decision


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Claims as they are after review, sorted, and every line of the review files with what became of it."""

    claims: tuple[Claim, ...]
    judged: tuple[Judged, ...]


class _Said(NamedTuple):
    """What the latest decision on some words says of a claim: right (with its condition) or wrong."""

    right: bool
    condition: str | None
    by: int


def review(documents: Iterable[Document], claims: Iterable[Claim], ledger: Ledger) -> Reviewed:
    """Claims with the decisions of a ledger carried out: the latest on the same words stands.

    A decision is one on the words that it quotes, wherever these stand in the page now: a piece of evidence
    that shares a character with them is meant. What a decision says is right is claimed, also where no rule
    finds it; what it says is wrong is not. Raises ReviewError for a file that cannot be read.
    """
    lines = ledger.read()
    pages = {ledger.place(document.page): document for document in documents}
    anchored = [_anchored(line, pages, ledger) for line in lines]
    order = sorted(
        (number for number, judged in enumerate(anchored) if judged.status == "applied"),
        key=lambda number: (_decision(anchored[number]).moment, number),
    )
    by_page: dict[str, list[int]] = defaultdict(list)
    for number in order:
        by_page[str(anchored[number].page)].append(number)
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.page].append(claim)
    for document in pages.values():
        if numbers := by_page.get(document.page):
            held: dict[Key, dict[Span, _Said]] = defaultdict(dict)
            for together in _on_same_words(anchored, numbers):
                _judge(anchored, together)
                for key, words in _settle(anchored, together).items():
                    held[key] |= words
            found[document.page] = _carry_out(document, found[document.page], held)
    after = sorted((claim for group in found.values() for claim in group), key=claim_order)
    return Reviewed(tuple(after), tuple(anchored))


def _anchored(line: Line, pages: dict[Path, Document], ledger: Ledger) -> Judged:
    """A line with its quotes found again in the page as it is now."""
    decision = line.decision
    if decision is None:
        return Judged(line, "unusable", False, line.flaw)
    places = ledger.places_of(line)
    document = next((pages[place] for place in places if place in pages), None)
    if document is None:
        there = any(os.path.lexists(place) for place in places)
        gone = "its page is there, but not among those read" if there else "its page is gone"
        return Judged(line, "lost", False, _joined(gone, line.flaw))
    again = [find_again(quote, document) for quote in decision.quotes]
    spans = tuple((start, end) for _, start, end in again if start is not None and end is not None)
    if not spans:
        return Judged(
            line, "lost", False, _joined("its quote is on the page no more", line.flaw), document.page
        )
    gone = f"{len(again) - len(spans)} of {len(again)} quotes gone" if len(spans) < len(again) else ""
    moved = "found again elsewhere on the page" if any(state == "moved" for state, _, _ in again) else ""
    return Judged(line, "applied", True, _joined(gone, moved, line.flaw), document.page, spans)


def _on_same_words(anchored: Sequence[Judged], numbers: Sequence[int]) -> list[list[int]]:
    """The decisions on one page parted into those that share words, directly or by others; in their order."""
    home = {number: number for number in numbers}

    def first(number: int) -> int:
        while home[number] != number:
            home[number] = number = home[home[number]]
        return number

    reach, last = 0, -1
    spans = sorted((*span, number) for number in numbers for span in anchored[number].spans)
    for start, end, holder in spans:
        if start < reach:
            home[first(holder)] = first(last)
        if end > reach:
            reach, last = end, holder
    groups: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        groups[first(number)].append(number)
    return list(groups.values())


def _judge(anchored: list[Judged], numbers: Sequence[int]) -> None:
    """Marks which decisions on the same words are overruled: by who made them, or by somebody else."""
    rivals = _rivals(anchored, numbers)
    for later, earlier in rivals:
        new, old = _decision(anchored[later]), _decision(anchored[earlier])
        if new.by == old.by:
            reason = _joined(f"{new.by} decided otherwise later ({new.where})", anchored[earlier].line.flaw)
            anchored[earlier] = replace(anchored[earlier], status="superseded", stands=False, reason=reason)
    for later, earlier in rivals:
        sides = anchored[later], anchored[earlier]
        if "superseded" in (sides[0].status, sides[1].status):
            continue
        new, old = map(_decision, sides)
        anchored[earlier] = _disputed(sides[1], f"{new.by} says otherwise, and later ({new.where})", False)
        anchored[later] = _disputed(sides[0], f"{old.by} said otherwise ({old.where})", sides[0].stands)


def _rivals(anchored: Sequence[Judged], numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The pairs (later, earlier) of decisions on the same words that say different things."""
    mentions: dict[Key, list[int]] = defaultdict(list)
    pairs = []
    for number in numbers:
        decision, spans = _decision(anchored[number]), anchored[number].spans
        keys = decision.verdicts().keys()
        for earlier in sorted({other for key in keys for other in mentions[key]}):
            same_words = any(_meet(a, b) for a in anchored[earlier].spans for b in spans)
            if same_words and _decision(anchored[earlier]).differs(decision):
                pairs.append((number, earlier))
        for key in keys:
            mentions[key].append(number)
    return pairs


def _disputed(judged: Judged, note: str, stands: bool) -> Judged:
    return replace(judged, status="disputed", stands=stands, reason=_joined(note, judged.reason))


def _settle(anchored: Sequence[Judged], numbers: Sequence[int]) -> dict[Key, dict[Span, _Said]]:
    """What holds of each claim on which words, the decisions gone through from the earliest on."""
    said: dict[Key, dict[Span, _Said]] = defaultdict(dict)
    # Which claims the decisions on a claim spoke of: a correction speaks of two.
    spoke_of: dict[Key, set[Key]] = defaultdict(set)
    for number in numbers:
        decision, spans = _decision(anchored[number]), anchored[number].spans
        verdicts, outcome = decision.verdicts(), decision.outcome
        for key in verdicts.keys() | spoke_of[decision.claim.key]:
            for span, old in list(said[key].items()):
                # A new decision on a claim takes back what an earlier correction of it put in its place.
                takes_back = _decision(anchored[old.by]).claim.key == decision.claim.key
                if (takes_back or key in verdicts) and any(_meet(span, other) for other in spans):
                    del said[key][span]
        for key, right in verdicts.items():
            condition = outcome.condition if outcome and right else None
            said[key].update(dict.fromkeys(spans, _Said(right, condition, number)))
        spoke_of[decision.claim.key] |= verdicts.keys()
    return said


def _carry_out(
    document: Document, claims: Sequence[Claim], said: Mapping[Key, Mapping[Span, _Said]]
) -> list[Claim]:
    """The claims of one page as the decisions leave them."""
    pieces: dict[Key, list[Evidence]] = {}
    conditions: dict[Key, str | None] = {}
    for claim in claims:
        wrong = [span for span, word in said.get(claim.key, {}).items() if not word.right]
        kept = [p for p in claim.evidence if not any(_meet(span, (p.start, p.end)) for span in wrong)]
        if kept:
            pieces[claim.key], conditions[claim.key] = kept, claim.condition
    for key, words in said.items():
        for span, word in sorted(words.items()):
            if word.right:
                own = pieces.setdefault(key, [])
                if not any(_meet(span, (piece.start, piece.end)) for piece in own):
                    own.append(evidence_at(document, *span, RULE))
                conditions[key] = word.condition
    return [
        Claim(document.page, *key, conditions[key], document.published, tuple(sorted(own)))
        for key, own in pieces.items()
    ]


def _decision(judged: Judged) -> Decision:
    assert judged.decision is not None
    return judged.decision


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
