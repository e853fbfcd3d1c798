"""The labelled claims of the corpus as the extractor would give them, so that no test hangs on its rules."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from analysis.clean import clean
from analysis.model import Claim, Document, Evidence
from analysis.read import find_pages, read_page
from analysis.score import labels_path

PAGES = Path(__file__).parent.parent / "corpus" / "pages"


@lru_cache(maxsize=1)
def corpus() -> tuple[tuple[Document, ...], tuple[Claim, ...]]:
    """The documents of the shipped corpus and their labelled claims, all unconditional."""
    documents, claims = [], []
    for found in find_pages([PAGES], PAGES):
        document = clean(read_page(found.path, found.id))
        documents.append(document)
        for line in labels_path(found.path).read_text("utf-8").splitlines():
            row = json.loads(line)
            key = (row["platform"], row["type"], row["attribute"], row["value"])
            evidence = tuple(_evidence(document, text) for text in row["evidence"])
            claims.append(Claim(document.page, *key, None, document.published, evidence))
    return tuple(documents), tuple(claims)


def _evidence(document: Document, text: str) -> Evidence:
    # Where the page sets spaces or pinyin into the words they are not found as they stand.
    start = max(0, document.text.find(text))
    return Evidence(start, start + len(text), text, "", "", "label")
