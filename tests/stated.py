"""Claims with their evidence where it stands in a text."""

from __future__ import annotations

from made import document

from analysis.anchors import evidence_at
from analysis.model import Claim

TEXT = "抖音企业认证每年六百元。审核不通过不退费。有效期一年。"


def stated(page: str, subject: str, value: str, quote: str, text: str = TEXT) -> Claim:
    """A claim whose evidence is `quote` where it first stands in `text`, with what is around it."""
    at = text.index(quote)
    platform, type_, attribute = subject.split()
    evidence = evidence_at(document(page, text), at, at + len(quote), "made")
    return Claim(page, platform, type_, attribute, value, None, None, (evidence,))
