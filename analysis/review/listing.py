"""Decisions as lines of text, for the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from analysis.review.apply import Judged


def listing(judged: Iterable[Judged], stale: bool = False) -> str:
    """Who decided what and why, and what became of it; with `stale` only the lost ones. Then counts."""
    judged = list(judged)
    shown = [one for one in judged if one.status == "lost" or not stale]
    lines = [line for one in shown for line in _lines(one)]
    return "\n".join([*lines, *([""] if lines else []), _counts(judged)])


def _lines(one: Judged) -> Iterator[str]:
    decision = one.decision
    status = f"{one.status}, stands" if one.status == "disputed" and one.stands else one.status
    yield f"{one.line.name}, line {one.line.number}: {status}"
    if decision:
        new = f" → {decision.to}" if decision.to else ""
        yield f"  {decision.what} {decision.claim}{new}"
        quotes = "".join(f"「{' '.join(quote.quote.split())}」" for quote in decision.quotes)
        yield f"  {one.page or decision.page} {quotes}"
        yield f"  {decision.by}, {decision.when}: {' '.join(decision.why.split())}"
    if one.reason:
        yield f"  ({' '.join(one.reason.split())})"


def _counts(judged: list[Judged]) -> str:
    counts = Counter(one.status for one in judged)
    told = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    return f"{len(judged)} decisions: {told}"
