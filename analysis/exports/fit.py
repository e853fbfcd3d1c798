"""How much room a text takes, without asking a font: slides and sheets are opened where nobody can look.

Widths are in em (the width of a Chinese character), and rather too large than too small.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import east_asian_width

NARROW, CAPITAL, THIN = 0.54, 0.7, 0.3
# A word with what follows it; closing punctuation never begins a line, opening brackets never end one. After
# Chinese punctuation some programs do not break before a Latin word either (号、App): none is taken to.
PIECE = re.compile(
    r"[（「『“《]*(?:[!-~\u00a1-\u024f–]+|[^\n])(?:[、，。：；！？）」』”》…]+[!-~\u00a1-\u024f–]*)*\s?|\n"
)


@lru_cache(maxsize=4096)
def width(sign: str) -> float:
    """The width of one character."""
    if east_asian_width(sign) in "WFA":
        return 1.0
    if sign in " .,:;|!ijltf'":
        return THIN
    return CAPITAL if sign.isupper() or sign in "mw@%&≥" else NARROW


def measure(text: str) -> float:
    """The width of a text in one line."""
    return sum(map(width, text))


def lines(text: str, room: float) -> list[str]:
    """The text in lines of at most `room` em; joined they are the text again."""
    broken = [""]
    used = 0.0
    for piece in _pieces(text, room):
        wide = measure(piece.rstrip())
        if broken[-1] and used + wide > room:
            broken.append("")
            used = 0.0
        broken[-1] += piece
        used += measure(piece)
        if piece.endswith("\n"):
            broken.append("")
            used = 0.0
    return broken


def _pieces(text: str, room: float) -> Iterator[str]:
    """What is not broken; a word that is wider than a line falls into its characters."""
    for match in PIECE.finditer(text):
        piece = match[0]
        if measure(piece.rstrip()) <= room:
            yield piece
        else:
            yield from piece
