"""Sentences → claims, each with the clause that states it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

from analysis.anchors import evidence_at
from analysis.claims.statements import Hit, statements
from analysis.claims.subject import USUAL_COLOURS, type_mentions
from analysis.model import Claim, Document, Evidence

__all__ = ["extract"]


def extract(document: Document) -> list[Claim]:
    """The claims that a document states, sorted by the place of their first evidence.

    Every evidence is a stretch of `document.text`; the same claim stated again adds evidence, not a claim.
    """
    hits = statements(document, USUAL_COLOURS)
    if own := _own_colours(document, hits):
        hits = statements(document, USUAL_COLOURS | own)
    return _claims(document, _settle(hits))


def _own_colours(document: Document, hits: list[Hit]) -> dict[str, tuple[str, ...]]:
    """What badge colours stand for on this page, where it says otherwise than usual (蓝V of 机构)."""
    said: dict[str, set[str]] = defaultdict(set)
    for hit in hits:
        if hit.attribute != "badge" or hit.value not in USUAL_COLOURS:
            continue
        # Only words that name the type beside the colour define it; what a sentence inherits may be wrong.
        beside = type_mentions(document.folded[hit.start : hit.end])
        if any(m.id == hit.type and m.colour is None for m in beside):
            said[hit.value].add(hit.type)
    return {c: tuple(sorted(t)) for c, t in said.items() if not t & set(USUAL_COLOURS[c])}


def _settle(hits: list[Hit]) -> list[Hit]:
    """What a page says of one type, read as a whole: the vague gives way to the exact.

    `paid` gives way to a figure and `shown` to a colour anywhere on the page, `yes` and `no` to a
    `conditional` in the same words, and a `no` that only tells of a missing channel to a `yes` elsewhere.
    """
    told = {
        (h.platform, h.type, h.attribute)
        for h in hits
        if (h.attribute == "fee" and h.value.startswith("CNY"))
        or (h.attribute == "badge" and h.value not in ("shown", "none"))
    }
    conditional = {
        attribute: _Stretches(h for h in hits if h.attribute == attribute and h.value == "conditional")
        for attribute in {h.attribute for h in hits if h.value == "conditional"}
    }
    channelless = _Stretches(h for h in hits if (h.attribute, h.value) == ("revoke_channel", "none"))
    revocable = {(h.platform, h.type) for h in hits if (h.attribute, h.value) == ("revocable", "yes")}

    def gives_way(hit: Hit) -> bool:
        if hit.value in ("paid", "shown"):
            return (hit.platform, hit.type, hit.attribute) in told
        if hit.value not in ("yes", "no"):
            return False
        if hit.attribute in conditional and conditional[hit.attribute].meet(hit):
            return True
        only_channel = hit.attribute == "revocable" and channelless.meet(hit)
        return hit.value == "no" and only_channel and (hit.platform, hit.type) in revocable

    return [h for h in hits if not gives_way(h)]


class _Stretches:
    """The stretches of text that some statements take, asked for one that shares words with another."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        ordered = sorted((hit.start, hit.end) for hit in hits)
        self._starts = [start for start, _ in ordered]
        # How far those reach that begin there or before.
        self._reach = list(accumulate((end for _, end in ordered), max))

    def meet(self, hit: Hit) -> bool:
        """True where a stretch shares words with a statement."""
        before = bisect_left(self._starts, hit.end)
        return before > 0 and self._reach[before - 1] > hit.start


def _claims(document: Document, hits: list[Hit]) -> list[Claim]:
    by_key: dict[tuple[str, str, str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        by_key[hit.platform, hit.type, hit.attribute, hit.value].append(hit)
    claims = []
    for (platform, type_, attribute, value), group in by_key.items():
        group.sort(key=lambda h: (h.start, h.end, h.rule))
        evidence: list[Evidence] = []
        for hit in group:
            start, end = document.offsets[hit.start], document.offsets[hit.end - 1] + 1
            # By start and without overlaps: only the last one can reach as far as this.
            if evidence and start < evidence[-1].end:
                continue
            evidence.append(evidence_at(document, start, end, hit.rule))
        # A claim stated once without a condition holds without it.
        condition = None if any(h.condition is None for h in group) else group[0].condition
        claims.append(
            Claim(
                document.page,
                platform,
                type_,
                attribute,
                value,
                condition,
                document.published,
                tuple(evidence),
            )
        )
    return sorted(claims, key=lambda c: (c.evidence[0].start, c.evidence[0].end, c.key))
