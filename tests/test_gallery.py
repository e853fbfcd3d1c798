"""The gallery shows what the charts show now: compared by the data of each chart, not by pixels."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import analysis as rz

HOUSE = Path(__file__).parent.parent
STALE = "the charts say something else now: run 'make gallery' and look at it"


@pytest.fixture(scope="module")
def gallery() -> Any:
    spec = importlib.util.spec_from_file_location("gallery", HOUSE / "docs" / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclass looks its module up by name.
    import sys

    sys.modules["gallery"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def charts(gallery: Any) -> Any:
    return gallery.drawn()


def test_the_page_says_what_the_charts_show_now(gallery: Any, charts: Any) -> None:
    assert gallery.PAGE.read_text("utf-8") == gallery.page(charts), STALE


def test_every_picture_is_of_the_data_and_small(gallery: Any, charts: Any) -> None:
    for entry, chart in zip(gallery.ENTRIES, charts, strict=True):
        path = gallery.FOLDER / f"{entry.file}.png"
        assert Image.open(path).info["data"] == gallery.digest(chart), f"{path.name}: {STALE}"
        assert path.stat().st_size <= gallery.MOST_BYTES, path.name


def test_other_data_are_seen(gallery: Any, charts: Any) -> None:
    chart = charts[0]
    before = gallery.digest(chart)
    chart.data = chart.data.iloc[1:]
    assert gallery.digest(chart) != before


def test_every_public_chart_is_shown_and_no_picture_is_left_over(gallery: Any) -> None:
    named = set(re.findall(r"rz\.charts\.(\w+)\(", " ".join(entry.code for entry in gallery.ENTRIES)))
    assert named == set(rz.charts.__all__) - {"house_style", "save", "use_house_style"}
    files = {path.name for path in gallery.FOLDER.iterdir()}
    assert files == {f"{entry.file}.png" for entry in gallery.ENTRIES} | {"index.md"}
