"""The explorer: look through a report in a notebook, cell by cell, down to the sentence on its page.

tables      what is chosen, as rows of the report's tables
markup      texts of pages as HTML that can do nothing
grid        the matrix of one platform, a button a cell
reader      a list of places, and the page around the chosen one
desk        decisions on what is shown, kept beside the pages
explorer    all of these as one

It computes nothing that the report could tell: it selects and shows, and keeps what its reader decides.
`report.explore()` opens it.
"""

from __future__ import annotations

from analysis.explore.explorer import Explorer
from analysis.report import Report
from analysis.vocabulary import Lang

__all__ = ["Explorer", "explore"]


def explore(report: Report, lang: Lang = "zh") -> Explorer:
    """An explorer of this report, in Chinese or English; the last line of a notebook's cell shows it."""
    return Explorer(report, lang)
