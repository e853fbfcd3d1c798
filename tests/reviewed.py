"""The three small pages of `told` with decisions of two people on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from told import SMALL

from analysis.report import Report, build_report
from analysis.review import find_ledger, review

EVIL = "</script><img src=x onerror=alert(1)>"


def reviewed_report(folder: Path) -> Report:
    """The fee corrected, the refund disputed, the only material rejected, one claim added."""
    documents = [page for page, _ in SMALL]
    claims = [claim for _, claims in SMALL for claim in claims]
    ledger = find_ledger([folder], folder)
    report = build_report(documents, claims, ledger=ledger)

    def claim(attribute: str, value: str) -> Any:
        table = report.claims
        return table[(table["attribute"] == attribute) & (table["value"] == value)]

    anna = {"by": "安娜", "when": "2026-03-01T08:00:00+08:00"}
    ben = {"by": "<b>Ben</b>", "when": "2026-03-02T08:00:00+08:00"}
    report.correct(claim("fee", "CNY600"), value="CNY300", type="personal", why="看错了一行", **anna)
    report.reject(claim("refund", "no"), why="说的不是它", **anna)
    report.confirm(claim("refund", "no"), why=EVIL, **ben)
    report.reject(claim("materials", "id_card"), why="与认证无关", **anna)
    report.add("b.html", "不要被骗", "douyin", "general", "advice", "fine", why="漏了", **ben)
    after = review(documents, claims, ledger)
    return build_report(documents, after.claims, judged=after.judged, ledger=ledger)
