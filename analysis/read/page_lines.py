"""A decoded page → its Lines, of whatever kind it is: parsed once for all who ask."""

from __future__ import annotations

from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from analysis.model import PageFormat
from analysis.read.markup import Line, parse_html, read_lines
from analysis.read.textlines import text_lines


# Title and date are looked for in the same lines that the main text is taken from right after.
@lru_cache(maxsize=1)
def page_lines(source: str, kind: PageFormat) -> tuple[LexborHTMLParser | None, tuple[Line, ...]]:
    """The lines of a page, and the tree that they were read from where it is HTML."""
    if kind != "html":
        return None, tuple(text_lines(source, kind == "markdown"))
    tree = parse_html(source)
    return tree, tuple(read_lines(tree))
