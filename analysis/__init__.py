"""Renzheng: from a pile of web pages on account certification to a comparison with its evidence.

A page walks through these rooms once and is handed on as a frozen value of `analysis.model`:

    read        files, folders and web archives → Page
    clean       Page → Document: the main text in blocks, frozen from here on
    segment     Document → sentences and words (the only room that knows jieba)
    quotes      a piece of evidence in the sentence that it stands in
    anchors     a quotation found again in a page that changed
    claims      Document → Claims, each with the words that state it
    taxonomy    Document → the types that a page says exist
    copies      documents → which pages are copies of each other
    edits       edited copies, to measure by
    score       found claims against labelled ones
    records     claims as JSON lines
    review      decisions of people on claims, kept beside the pages
    workers     other processes to work in
    table       claims → DataFrames (no pandas before this room, no HTML and no jieba after it)
    store       tables → CSV and Parquet
    words       documents → tables of words: frequencies, keyness by type, concordance
    conflicts   claim table → which claims contradict each other, and why
    certainty   how much to believe a value, with reasons
    compare     claim table → cells: stated, denied, conflicting, not mentioned
    changes     what was claimed when, and what differs between two runs
    charts      cells → figures, one by one or as a booklet
    report      one frozen Report of it all, and its files
    quiz        Report → questions with answers
    exports     Report → the report to click through, slides, workbook, quiz files
    pipeline    a folder of pages through all the rooms
    scale       archives and large folders, on many processes or machines, into a Parquet dataset
    explore     Report → widgets to look through in a notebook
    cli         the command line

Beside them stand `model` (the values), `errors`, `output` (files written whole) and `vocabulary` with its
`terms`, `measures`, `additions` and `backtracking` (what can be claimed, in which words, what contradicts
what, what a user adds, which patterns take too long). A room imports from those above it only. The
whole way is one call:

    import analysis as rz

    report = rz.build("pages/")
    report.comparison

and step by step: `rz.read_page(path)`, `rz.clean_page(page)`, `rz.words.cut(document)`,
`rz.extract(document)`; `new.since(old)` tells what differs between two reports. `rz.style()` gives one's own
figures the house style.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import charts, compare, vocabulary, words
    from analysis.charts.style import style
    from analysis.claims import extract
    from analysis.clean import clean as clean_page
    from analysis.errors import AnalysisError
    from analysis.pipeline import build
    from analysis.read import read_page

__all__ = [
    "AnalysisError",
    "build",
    "charts",
    "clean_page",
    "compare",
    "extract",
    "read_page",
    "style",
    "vocabulary",
    "words",
]

_HOMES = {
    "AnalysisError": "analysis.errors:AnalysisError",
    "build": "analysis.pipeline:build",
    "clean_page": "analysis.clean:clean",
    "extract": "analysis.claims:extract",
    "read_page": "analysis.read:read_page",
    "style": "analysis.charts.style:style",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: importing the package costs next to nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'analysis' has no {name!r}; its public names are {', '.join(__all__)}")
    home, _, attribute = _HOMES.get(name, f"analysis.{name}").partition(":")
    module = import_module(home)
    return getattr(module, attribute) if attribute else module


def __dir__() -> list[str]:
    return __all__
