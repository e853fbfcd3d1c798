"""From a row of a table to the decision on it: which claim is meant, and on which of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from analysis.anchors import evidence_at, places
from analysis.errors import ReviewError, UsageError
from analysis.model import Claim, Document, Evidence
from analysis.review.decisions import FIELDS, RULE, Decision, Statement, What, checked, corrected, moment_text
from analysis.review.ledger import Ledger

_SHOWN = 40


def decision_on(
    claims: Iterable[Claim],
    row: Claim | Mapping[str, Any],
    what: What,
    by: str,
    why: str,
    when: str | datetime | None = None,
    changed: Mapping[str, Any] | None = None,
) -> Decision:
    """The decision on a claim, given as itself or as a row with its page, platform, type, attribute, value.

    It is on all words that state the claim; on one piece of evidence alone where the row is of one (it has
    a `start`, and no `n_evidence`). `changed` are platform, type, value or condition of a correction. Raises
    UsageError where the claims hold no such one, ReviewError for a decision that cannot be kept.
    """
    claim, start = (row, None) if isinstance(row, Claim) else _named(row)
    whole = next((c for c in claims if (c.page, c.key) == (claim.page, claim.key)), None)
    if whole is None:
        raise UsageError(
            f"no claim {' '.join(claim.key)} of page {claim.page} in this report; "
            "give a row of report.claims or report.evidence"
        )
    pieces = tuple(piece for piece in whole.evidence if start is None or piece.start == start)
    if not pieces:
        raise UsageError(
            f"no evidence at {start} for {' '.join(claim.key)} of page {claim.page}; "
            "give a row of report.evidence"
        )
    said = Statement(*whole.key, whole.condition)
    to = corrected(said, changed or {}) if what == "correct" else None
    who, moment, reason = _person(by, why, when)
    return Decision(what, who, moment, reason, whole.page, said, pieces, to)


def addition(
    document: Document,
    quote: str,
    said: Statement,
    by: str,
    why: str,
    when: str | datetime | None = None,
    start: int | None = None,
) -> Decision:
    """The decision that the words `quote` of a page state a claim that no rule found there.

    Where they occur more than once `start` (in characters of the main text) says which are meant. Raises
    UsageError where they do not occur, or no `start` tells them apart, ReviewError as `decision_on`.
    """
    there = places(quote.strip(), document.text)
    at = [str(place) for place, _ in there]
    if not there:
        raise UsageError(
            f"{document.page}: 「{quote[:_SHOWN]}」 does not stand in its main text; "
            "copy the words from the page (report.documents has the text)"
        )
    chosen = [place for place in there if start in (None, place[0])]
    if len(chosen) != 1:
        raise UsageError(
            f"{document.page}: 「{quote[:_SHOWN]}」 stands at {', '.join(at[:10])}; say which one by start="
        )
    words = evidence_at(document, *chosen[0], RULE)
    who, moment, reason = _person(by, why, when)
    return Decision("add", who, moment, reason, document.page, checked(said), (words,))


def keep(ledger: Ledger | None, decision: Decision) -> str:
    """Keeps a decision beside the pages, and tells what was written where.

    Raises UsageError without a ledger, OSError where its file cannot be written to.
    """
    if ledger is None:
        raise UsageError(
            "this report was not made from files, so there is no place for decisions; use rz.build(path)"
        )
    file = ledger.append(decision, decision.page)
    new = f" → {decision.to}" if decision.to else ""
    quotes = "".join(f"「{_short(quote)}」" for quote in decision.quotes)
    return (
        f"{ledger.told(file)}: {decision.by}: {decision.what} {decision.claim}{new} "
        f"in {decision.page} {quotes}; build again to see it"
    )


def _named(row: Mapping[str, Any]) -> tuple[Claim, int | None]:
    """The claim that a row names, and where the only piece of evidence begins that it is on, if so."""
    missing = [name for name in ("page", *FIELDS) if name not in row]
    if missing:
        raise UsageError(
            f"this names no claim: {', '.join(missing)} missing; "
            "give a row of report.claims or report.evidence"
        )
    page, *key = (str(row[name]) for name in ("page", *FIELDS))
    one_piece = "start" in row and "n_evidence" not in row
    claim = Claim(page, key[0], key[1], key[2], key[3], None, None, ())
    return claim, int(row["start"]) if one_piece else None


def _person(by: str, why: str, when: str | datetime | None) -> tuple[str, str, str]:
    for name, text in (("by", by), ("why", why)):
        if not isinstance(text, str) or not text.strip():
            raise ReviewError(f"{name} is {text!r}; say who decides (by=) and for which reason (why=)")
    return (by.strip(), moment_text(when), why.strip())


def _short(quote: Evidence) -> str:
    words = " ".join(quote.quote.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
