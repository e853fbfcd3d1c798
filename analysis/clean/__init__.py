"""Second room: a Page becomes a Document, its main text in blocks, frozen from here on.

Chrome is told by where it stands (elements and their names, links, hidden parts) and by how it is worded
(`vocabulary/noise.toml`), so that pages and text copied off pages are cleaned alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.clean.blocks import Piece, build_pieces
from analysis.clean.chrome import keep_main
from analysis.clean.tables import mark_tables
from analysis.model import Block, Document, Page, PageFormat
from analysis.read.decode import tidy
from analysis.read.fold import fold, folded_text
from analysis.read.markup import Line, read_lines
from analysis.read.metadata import html_title, text_title
from analysis.read.page_lines import page_lines

# Enough for a site's name and a path; a whole menu says little about the page under it.
_LONGEST_ABOVE = 400

__all__ = ["clean", "fold", "unfold"]


def clean(page: Page) -> Document:
    """Take the main text out of a page: title, headings, paragraphs, items, cells and questions in order.

    `document.text` is the page's own words, one block a line, white space collapsed. Any text will do: what
    no file could hold (lone surrogates) is replaced.
    """
    lines, title = _page_lines(tidy(page.source), page.format, page.title and tidy(page.title))
    kept = keep_main(lines, title)
    pieces = build_pieces(kept, title)
    text, blocks = _join(pieces)
    folded, offsets = fold(text)
    return Document(
        page=page.id,
        text=text,
        blocks=blocks,
        folded=folded,
        offsets=offsets,
        title=title,
        address=page.address and tidy(page.address),
        published=page.published,
        encoding=page.encoding,
        sha256=page.sha256,
        above=folded_text(_above(lines, kept)),
    )


def _above(lines: Sequence[Line], kept: Sequence[Line]) -> str:
    """What stands over the main text and was left out of it: the site's name, the path to the page."""
    first = next((number for number, line in enumerate(lines) if kept and line is kept[0]), 0)
    return "\n".join(line.text for line in lines[:first])[:_LONGEST_ABOVE]


def unfold(document: Document, start: int, end: int) -> tuple[int, int]:
    """Map `document.folded[start:end]` to offsets in `document.text`, without what was folded after it."""
    if end <= start:
        return document.offsets[start], document.offsets[start]
    return document.offsets[start], document.offsets[end - 1] + 1


def _page_lines(source: str, kind: PageFormat, title: str | None) -> tuple[Sequence[Line], str | None]:
    tree, lines = page_lines(source, kind)
    if tree is None:
        return lines, title or text_title(lines)
    if not lines:
        # Pages that show their text by script only hide all of it in the file.
        lines = tuple(read_lines(tree, hidden=True))
    return mark_tables(lines), title or html_title(tree, lines)


def _join(pieces: Sequence[Piece]) -> tuple[str, tuple[Block, ...]]:
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        blocks.append(Block(piece.kind, at, end, piece.level, piece.row, piece.column, piece.caption))
        at = end + 1
    return "\n".join(piece.text for piece in pieces), tuple(blocks)
