"""Charts look as they did when somebody last looked at them; stored pictures are drawn by `baselines.py`."""

from __future__ import annotations

import numpy as np
import pytest
from baselines import FOLDER, picture
from drawn import SOME, every_chart
from made import claim
from PIL import Image

CHARTS = every_chart(SOME)
# Squares of so many pixels: a changed word is lost in a whole picture, and fills one of these.
SQUARE = 25
# Mean difference of a colour (0 to 255): smoothed edges stay below it, a changed word or sign does not.
MOST = 25


def worst_difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of colours in the square that differs most; endless for pictures of other sizes."""
    if one.size != other.size:
        return float("inf")
    difference = np.abs(np.asarray(one, int) - np.asarray(other, int)).mean(axis=2)
    height, width = (length // SQUARE * SQUARE for length in difference.shape)
    squares = difference[:height, :width].reshape(height // SQUARE, SQUARE, width // SQUARE, SQUARE)
    return float(squares.mean(axis=(1, 3)).max())


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_looks_like_its_stored_picture(name: str) -> None:
    stored = Image.open(FOLDER / f"{name}.png").convert("RGB")
    drawn = picture(CHARTS[name]())
    worst = worst_difference(stored, drawn)
    assert worst < MOST, f"{name} differs by {worst:.0f}: look at it, then run 'python tests/baselines.py'"


def test_every_stored_picture_is_of_a_chart_and_all_are_small() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(CHARTS)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_000_000


@pytest.mark.parametrize(
    ("value", "why"),
    [("no", "a yes became a no"), ("conditional", "the words of one cell changed")],
)
def test_the_comparison_sees_one_changed_cell(value: str, why: str) -> None:
    changed = [c for c in SOME if c.key != ("douyin", "enterprise", "revocable", "yes")]
    changed.append(claim("d.html", "douyin enterprise revocable", value))
    other = picture(every_chart(changed)["comparison_matrix"]())
    stored = Image.open(FOLDER / "comparison_matrix.png").convert("RGB")
    assert other.size == stored.size
    assert worst_difference(stored, other) > MOST, why


def test_a_picture_that_is_smoothed_otherwise_is_still_the_same() -> None:
    stored = Image.open(FOLDER / "comparison_matrix.png").convert("RGB")
    finer = stored.resize((stored.width * 2, stored.height * 2), Image.Resampling.BICUBIC)
    again = finer.resize(stored.size, Image.Resampling.BILINEAR)
    assert 0 < worst_difference(stored, again) < MOST
