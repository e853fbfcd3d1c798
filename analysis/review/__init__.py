"""Decisions of people on claims, kept apart from what the rules found, and carried out on it.

decisions   one decision, and the record that it is kept as
ledger      the file of records beside the pages: found, read, added to
apply       claims and decisions → claims after review, and what became of each decision
    listing     the same as text
    labels      reviewed pages → labelled pages
"""

from __future__ import annotations

from analysis.review.apply import Judged, Reviewed, Status, review
from analysis.review.choose import addition, decision_on, keep
from analysis.review.decisions import Decision, Statement, What
from analysis.review.labels import Labelled, export_labels
from analysis.review.ledger import NAME, Ledger, Line, find_ledger
from analysis.review.listing import listing

__all__ = [
    "NAME",
    "Decision",
    "Judged",
    "Labelled",
    "Ledger",
    "Line",
    "Reviewed",
    "Statement",
    "Status",
    "What",
    "addition",
    "decision_on",
    "export_labels",
    "find_ledger",
    "keep",
    "listing",
    "review",
]
