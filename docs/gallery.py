"""Draw every chart from the shipped corpus for the gallery page: `make gallery`.

The page names the data of each chart by their hash, and so does each picture: the tests tell when what is
shown is no longer what the pages say. Pictures are never compared, since another machine may smooth a letter
otherwise.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import analysis as rz
from analysis.charts.book import words_of
from analysis.charts.style import Chart
from analysis.report import Report

FOLDER = Path(__file__).parent / "gallery"
PAGE = FOLDER / "index.md"
WIDTH, COLOURS, MOST_BYTES = 1400, 128, 200_000
HEAD = """\
# Gallery of charts

What `renzheng build` draws, from the pages that ship with the project. Each chart has one message, and its
title says it. Blue with ✓ is what pages state, red with × what they deny, hatched amber with ≠ what they
contradict each other on, and dotted is what no page mentions, which is never a no. The numbers count
independent sources: a page that was copied counts once. Every chart is a PNG and an SVG in `output/`, and a
page of `output/charts.pdf`.

    import analysis as rz

    report = rz.build()

All take `lang="en"`; `chart.data` is the table that a chart shows.
"""


@dataclass(frozen=True)
class Entry:
    """A chart of the gallery: its file, the question it answers, how to draw and how to read it."""

    file: str
    question: str
    code: str
    reading: str
    draw: Callable[[Report], Chart | None]


ENTRIES = (
    Entry(
        "matrix-douyin",
        "What do the pages say of one platform?",
        'rz.charts.comparison_matrix(report.cells, "douyin")',
        "Types across, attributes down in three groups: applying (申请), holding (持有), leaving (退出). A "
        "disputed cell names both sides, each with the number of its sources.",
        lambda report: rz.charts.comparison_matrix(report.cells, "douyin"),
    ),
    Entry(
        "cost",
        "What does it cost a year, how long does it hold, is the fee paid back?",
        "rz.charts.cost(report.cells)",
        "A full dot is the cost of a year, the fee divided by the validity; a hollow one the cost of one "
        "time, where pages do not settle for how long. The scale is logarithmic: the same distance is the "
        "same factor.",
        lambda report: rz.charts.cost(report.cells),
    ),
    Entry(
        "ways-out",
        "How can a certification be given up, and what happens then?",
        'rz.charts.ways_out(report.cells)  # or: ways_out(report.cells, "douyin")',
        "To be followed from the left: can it be given up, by which way, what happens then, what do pages "
        "advise. A red bar ends a way. Arrows show the order only, since no page ties an effect to a way.",
        lambda report: rz.charts.ways_out(report.cells),
    ),
    Entry(
        "how-sure",
        "How sure are we of each cell?",
        "rz.charts.how_sure(report.cells)",
        "Three bars are strong, two moderate, one weak; the number tells how many independent sources "
        "speak of the cell. Most cells rest on one source: that is the message.",
        lambda report: rz.charts.how_sure(report.cells),
    ),
    Entry(
        "telling-words",
        "Which words set the types apart?",
        "telling = rz.words.keyness(rz.words.by_type(report.documents, report.evidence))\n"
        'rz.charts.telling_words(telling, rz.words.concordance(report.documents, "企业号"))',
        "The longer the bar the less it is chance: log-likelihood ratio G² (Dunning 1993). Pale bars may "
        "be chance. Below, the first word of each type in the lines that it stands in (keyword in "
        "context).",
        lambda report: words_of(report.documents, report.evidence),
    ),
    Entry(
        "attribute-materials",
        "How does one attribute compare over all platforms?",
        'rz.charts.one_attribute(report.cells, "materials")',
        "A panel for each platform, all with the same rows and columns, so that the eye can go from one "
        "to the next. Blank: pages speak of it, and do not say this.",
        lambda report: rz.charts.one_attribute(report.cells, "materials"),
    ),
    Entry(
        "over-time",
        "When was it said?",
        "rz.charts.over_time(report.claims, report.changes)",
        "Most pages tell no date, and none is guessed: their claims stand beside the scale. Where a later "
        "page contradicts an earlier one the cell gets a lane of its own.",
        lambda report: rz.charts.over_time(report.claims, report.changes),
    ),
    Entry(
        "sources",
        "Where do the pages say much, and where nothing?",
        "rz.charts.evidence_counts(report.cells)",
        "The darker the more independent sources; an amber frame marks a dispute.",
        lambda report: rz.charts.evidence_counts(report.cells),
    ),
    Entry(
        "across-platforms",
        "What do the pages say of a few attributes on every platform?",
        'rz.charts.across_platforms(report.cells, ["revocable", "revoke_channel"])',
        "The cells of the matrix, with the platforms down instead of the attributes.",
        lambda report: rz.charts.across_platforms(report.cells, ["revocable", "revoke_channel"]),
    ),
)


def main() -> None:
    """Draw all charts, and write the page."""
    charts = drawn()
    FOLDER.mkdir(exist_ok=True)
    for entry, chart in zip(ENTRIES, charts, strict=True):
        path = FOLDER / f"{entry.file}.png"
        path.write_bytes(picture(chart))
        print(f"{path.name} {path.stat().st_size // 1000} kB")
    PAGE.write_text(page(charts), encoding="utf-8", newline="\n")


def drawn() -> list[Chart]:
    """All charts, of the shipped corpus."""
    report = rz.build()
    charts = [entry.draw(report) for entry in ENTRIES]
    return [chart for chart in charts if chart is not None]


def page(charts: Iterable[Chart]) -> str:
    """The gallery page in Markdown."""
    parts = [HEAD]
    for entry, chart in zip(ENTRIES, charts, strict=True):
        code = "\n".join(f"    {line}" for line in entry.code.splitlines())
        parts.append(
            f"## {entry.question}\n\n![{chart.message}]({entry.file}.png)\n\n{entry.reading}\n\n{code}\n\n"
            f"<!-- data: {digest(chart)} -->\n"
        )
    return "\n".join(parts)


def digest(chart: Chart) -> str:
    """A short hash of what a chart shows: its title and its data."""
    shown = chart.message + chart.data.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def picture(chart: Chart) -> bytes:
    """A chart as a PNG that is small enough for a page and knows of which data it is."""
    buffer = io.BytesIO()
    with rz.charts.house_style():
        chart.savefig(buffer, format="png", dpi=2 * WIDTH / chart.get_figwidth())
    whole = Image.open(buffer).convert("RGB")
    small = whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS)
    known = PngInfo()
    known.add_text("data", digest(chart))
    buffer = io.BytesIO()
    # Of the ways to choose colours this one keeps rare ones, like the red of a single no, as they are.
    few = small.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(buffer, "png", optimize=True, pnginfo=known)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
