"""Claims as records: the line format of `renzheng extract` and of `claims.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from analysis.model import Claim
from analysis.output import UNSEEN


def claim_record(claim: Claim) -> dict[str, Any]:
    """A claim as a JSON-ready record.

    Keys in this order: page, platform, type, attribute, value, condition, published, evidence; `evidence` is
    a list of `{"start", "end", "text"}` by position, offsets in characters of the page's main text.
    """
    return {
        "page": claim.page,
        "platform": claim.platform,
        "type": claim.type,
        "attribute": claim.attribute,
        "value": claim.value,
        "condition": claim.condition,
        "published": claim.published,
        "evidence": [{"start": e.start, "end": e.end, "text": e.quote} for e in sorted(claim.evidence)],
    }


def claim_order(claim: Claim) -> tuple[str, int, int, tuple[str, str, str, str], str]:
    """The sort key of every list of claims: page, position of the first evidence, then the claim itself."""
    first = min(claim.evidence)
    return (claim.page, first.start, first.end, claim.key, claim.condition or "")


def claims_jsonl(claims: Iterable[Claim]) -> str:
    """Claims as JSON lines, sorted by page and position: the same claims in any order give the same text.

    Signs that nobody sees are told by their numbers: terminals obey some, and some end a line.
    """
    records = map(claim_record, sorted(claims, key=claim_order))
    return "".join(f"{_unseen_told(json.dumps(record, ensure_ascii=False))}\n" for record in records)


def _unseen_told(line: str) -> str:
    # All that a line of JSON holds of these stands inside its texts.
    return UNSEEN.sub(lambda sign: json.dumps(sign[0])[1:-1], line)
