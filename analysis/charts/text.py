"""Text in charts: measured, wrapped and written line by line, so that nothing is cut or overlaps.

Lengths are inches, font sizes points; y runs downwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from matplotlib.font_manager import findfont, get_font
from matplotlib.textpath import text_to_path

from analysis.charts.style import INK, Paper, house_font

LEADING, PAD = 1.3, 0.08
# Where the middle of a Chinese character lies above the base line, in parts of the font size.
MIDDLE = 0.38
# What is not broken: a word with the blank after it; closing punctuation of Chinese never begins a line.
UNBROKEN = re.compile(r"(?:[A-Za-z0-9.,:;/'()≥×–-]+ ?(?:×\d+)?|.)[、，。：；）]*")


@lru_cache(maxsize=50_000)
def width_of(text: str, size: float) -> float:
    """The width of one line of text in inches."""
    font = house_font().copy()
    font.set_size(size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / 72 * 1.005


def writable(text: str) -> str:
    """Words of a page, of which the house font has every character: □ stands for one that it has not."""
    seen = (sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf", "Mn", "Me"))
    return "".join(sign if ord(sign) in _charmap() else "□" for sign in seen)


@lru_cache(maxsize=1)
def _charmap() -> frozenset[int]:
    return frozenset(get_font(findfont(house_font(), fallback_to_default=False)).get_charmap())


def height_of(lines: int, size: float, pad: float = 0.09) -> float:
    """The height in inches of so many lines of text with `pad` above and below."""
    return lines * size / 72 * LEADING + 2 * pad


def wrap(items: Sequence[str], width: float, size: float, comma: str = "、", lead: str = "") -> list[str]:
    """Items, joined by `comma` and led in by `lead`, in lines of at most `width` inches.

    An item is broken only where it is wider than a line.
    """
    lines = [lead]
    for number, item in enumerate(items, 1):
        ending = comma if number < len(items) else ""
        *first, last = _pieces(item, width - width_of(ending.rstrip(), size), size)
        # A blank at the end of an item would count where the comma follows it.
        for piece in (*first, last.rstrip() + ending if ending else last):
            if lines[-1] and width_of((lines[-1] + piece).rstrip(), size) > width:
                lines.append("")
            lines[-1] += piece
    return [line.rstrip() for line in lines]


def longest_word(text: str, size: float) -> float:
    """The width in inches of the longest part of a text that is not broken."""
    return max((width_of(word.rstrip(), size) for word in UNBROKEN.findall(text)), default=0.0)


def _pieces(item: str, width: float, size: float) -> list[str]:
    if not item or width_of(item.rstrip(), size) <= width:
        return [item]
    words = UNBROKEN.findall(item)
    return [part for word in words for part in ([word] if width_of(word.rstrip(), size) <= width else word)]


def write(
    paper: Paper,
    box: tuple[float, float, float, float],
    lines: Sequence[str],
    size: float,
    colour: str = INK,
    align: str = "left",
) -> None:
    """Writes lines into a box (x, y, width, height), centred from top to bottom."""
    x, y, width, height = box
    step = size / 72 * LEADING
    top = y + (height - step * len(lines)) / 2
    across = x if align == "left" else x + width / 2
    for number, line in enumerate(lines):
        base = top + (number + 0.5) * step + MIDDLE * size / 72
        paper.text(across, base, line, size=size, color=colour, ha=align, va="baseline")
