"""A target for coverage-guided fuzzing with atheris, which is not among the project's needs:

    .venv/bin/pip install atheris
    .venv/bin/python tests/fuzz/target_atheris.py -max_total_time=600 output/atheris corpus/written/wechat

The first folder takes what reaches new code, the others are read only. An input on which a promise is broken
stops the run and is written to `crash-…`: it moves to `tests/fuzz/cases/` when it is mended.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["analysis"]):
    from analysis.claims import extract
    from analysis.clean import clean
    from analysis.errors import AnalysisError
    from analysis.read import SUFFIXES, page_of
    from analysis.taxonomy import find_kinds


def one_input(data: bytes) -> None:
    """Drive bytes through the rooms of text: the first one says of which kind the page is."""
    try:
        page = page_of(data[1:], "a", SUFFIXES[data[0] % len(SUFFIXES)] if data else ".html")
    except AnalysisError:
        return
    document = clean(page)
    document.text.encode()
    for claim in extract(document):
        if any(document.text[e.start : e.end] != e.quote for e in claim.evidence):
            raise AssertionError(f"evidence of {claim.key} is not in the text")
    find_kinds(document)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
