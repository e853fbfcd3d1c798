"""Draws the pictures that charts are compared with: `python tests/baselines.py`; look at what changed."""

from __future__ import annotations

import io
from pathlib import Path

from drawn import SOME, every_chart
from PIL import Image

from analysis.charts import house_style
from analysis.charts.style import Chart

FOLDER = Path(__file__).parent / "baselines"
DPI = 60


def picture(chart: Chart) -> Image.Image:
    """A chart as a small picture, in the colours that its stored picture has."""
    buffer = io.BytesIO()
    with house_style():
        chart.savefig(buffer, format="png", dpi=DPI)
    return Image.open(buffer).convert("RGB")


def main() -> None:
    """Draw all of them anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, draw in every_chart(SOME).items():
        small = picture(draw()).quantize(64, dither=Image.Dither.NONE)
        small.save(FOLDER / f"{name}.png", optimize=True)
        print(name, small.size, (FOLDER / f"{name}.png").stat().st_size)


if __name__ == "__main__":
    main()
