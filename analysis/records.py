"""Claims as records: the line format of `renzheng extract` and of `claims.jsonl`, and files written whole."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.model import Claim


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
    """Claims as JSON lines, sorted by page and position: the same claims in any order give the same text."""
    records = map(claim_record, sorted(claims, key=claim_order))
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records)


def write_whole(path: str | Path, content: bytes) -> Path:
    """Writes a file whole or not at all: a reader never sees half of it, a failure leaves the old one.

    Folders that are missing are made. Raises OSError where the place cannot be written to.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # A temporary file is private to its maker; the finished one gets the usual permissions.
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path


def _umask() -> int:
    # The mask can only be read by setting it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
