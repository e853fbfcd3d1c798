"""Renzheng: from a pile of web pages on account certification to a comparison with its evidence.

A page walks through these rooms once and is handed on as a frozen value of `analysis.model`:

    read        files, folders and web archives → Page
    clean       Page → Document: the main text in blocks, frozen from here on
    segment     Document → sentences and words (the only room that knows jieba)
    claims      Document → Claims, each with the words that state it
    score       found claims against labelled ones
    records     claims as JSON lines
    table       claims → DataFrames (no pandas before this room, no HTML and no jieba after it)
    words       documents → tables of words: frequencies, keyness by type, concordance
    compare     claim table → cells: stated, denied, conflicting, not mentioned
    charts      cells → figures
    report      one frozen Report of it all, and its files
    pipeline    a folder of pages through all the rooms
    cli         the command line

Beside them stand `model` (the values), `errors` and `vocabulary` (what can be claimed, and in which words).
A room imports from those above it only. The whole way is one call:

    import analysis as rz

    report = rz.build("pages/")
    report.comparison

and step by step: `rz.read_page(path)`, `rz.clean_page(page)`, `rz.words.cut(document)`, `rz.extract(document)`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis import charts, compare, score, vocabulary, words
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
    "score",
    "vocabulary",
    "words",
]

_HOMES = {
    "AnalysisError": "analysis.errors:AnalysisError",
    "build": "analysis.pipeline:build",
    "clean_page": "analysis.clean:clean",
    "extract": "analysis.claims:extract",
    "read_page": "analysis.read:read_page",
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
