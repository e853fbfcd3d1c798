"""What the charts are drawn with: grounds, strips, chips and samples, by which a status can be told.

Lengths are inches, font sizes points; y runs downwards from the top of the figure.
"""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.patches import Rectangle

from analysis.charts.style import DENIED, DISPUTED, INK, LINE, QUIET, STATED, Paper
from analysis.charts.text import PAD, height_of, width_of, write

TITLE, HEAD, BODY, NOTE = 27, 18, 16, 13.5
STRIP, GAP = 0.7, 0.07
BAR = "#3A4556"
GROUND = "#EEF1F5"
SYMBOLS: Mapping[str, str] = {"stated": "✓", "denied": "×", "conflicting": "≠", "not_mentioned": ""}
COLOURS: Mapping[str, str] = {
    "stated": STATED,
    "denied": DENIED,
    "conflicting": DISPUTED,
    "not_mentioned": "white",
}
TINTS: Mapping[str, str] = {
    "stated": "#F3F8FD",
    "denied": "#FDF1EC",
    "conflicting": "#FFF6D6",
    "not_mentioned": "white",
}

Box = tuple[float, float, float, float]


def fill(paper: Paper, box: Box, colour: str, edge: str = "none", line: float = 0.8) -> None:
    """A rectangle of one colour."""
    paper.add(Rectangle(box[:2], box[2], box[3], facecolor=colour, edgecolor=edge, linewidth=line))


def hatch(paper: Paper, box: Box, pattern: str = "..", colour: str = "#DDE1E6") -> None:
    """The ground of what no page mentions: white with light dots, unlike any yes or no."""
    patch = Rectangle(
        box[:2], box[2], box[3], facecolor="white", edgecolor=colour, hatch=pattern, linewidth=0
    )
    paper.add(patch)
    fill(paper, box, "none", LINE)


def frame(paper: Paper, box: Box, colour: str = INK, line: float = 2.2) -> None:
    """The thick frame just inside a box, by which a dispute is seen from the back of a room."""
    x, y, width, height = box
    fill(paper, (x + 0.02, y + 0.02, width - 0.04, height - 0.04), "none", colour, line)


def strip(paper: Paper, box: Box, status: str, text: str, size: float) -> None:
    """The coloured strip with the symbol that tells a status; a dispute is hatched as well."""
    fill(paper, box, COLOURS[status])
    if status == "conflicting":
        patch = Rectangle(box[:2], box[2], box[3], facecolor=DISPUTED, edgecolor=INK, hatch="//", linewidth=0)
        paper.add(patch)
        wide = width_of(text, size) + 0.1
        tall = size / 72 * 1.2
        fill(paper, (box[0] + (box[2] - wide) / 2, box[1] + (box[3] - tall) / 2, wide, tall), DISPUTED)
    write(paper, box, [text], size, INK if status == "conflicting" else "white", "center")


def chip(paper: Paper, box: Box, status: str, lines: list[str], count: int = 0) -> None:
    """A box of its own with lines of text: strip and ground tell its status, `count` how many sources."""
    x, y, width, height = box
    if status == "not_mentioned":
        hatch(paper, box)
        write(paper, box, lines, NOTE, QUIET, "center")
        return
    fill(paper, box, TINTS[status], LINE)
    text = f"{SYMBOLS[status]} {count}" if count else SYMBOLS[status]
    strip(paper, (x, y, STRIP, height), status, text, BODY)
    write(paper, (x + STRIP + PAD, y, width, height), lines, BODY)
    if status == "conflicting":
        frame(paper, box)


def chip_height(lines: list[str]) -> float:
    """The height of a chip with these lines."""
    return height_of(len(lines), BODY, PAD)


def sample(paper: Paper, box: Box, status: str) -> None:
    """A status as it is shown in the key."""
    if status == "not_mentioned":
        hatch(paper, box)
    else:
        strip(paper, box, status, SYMBOLS[status], NOTE)


def mix(light: str, dark: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from `light` to `dark` (both `#RRGGBB`)."""
    pairs = [(int(light[i : i + 2], 16), int(dark[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
