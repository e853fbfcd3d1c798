"""Lesson 05 run by papermill on a folder of pages, as from a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import analysis as rz
from analysis.exports import FORMATS

HOUSE = Path(__file__).parent.parent
TOLD = "抖音企业认证收费600元，不退费。抖音个人认证免费。快手企业认证每年300元。"
OTHER = "说说抖音认证\n\n抖音企业认证免费。"


def papermill(place: Path, **parameters: str) -> subprocess.CompletedProcess[str]:
    """Run the lesson in `place`, which leaves `ran.ipynb` there."""
    lesson = HOUSE / "notebooks" / "05_training_pack.ipynb"
    command = [sys.executable, "-m", "papermill", str(lesson), "ran.ipynb", "--no-progress-bar"]
    for name, value in parameters.items():
        command += ["-p", name, value]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, encoding="utf-8", check=False)


def outputs(place: Path) -> list[dict[str, Any]]:
    notebook = json.loads((place / "ran.ipynb").read_text("utf-8"))
    return [output for cell in notebook["cells"] for output in cell.get("outputs", ())]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a folder of pages, `pages`, and an empty one, `empty`."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.txt").write_text(TOLD, encoding="utf-8")
    (tmp_path / "pages" / "two.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "pages" / "broken.html").touch()
    return tmp_path


def test_papermill_makes_the_pack_for_one_platform_of_a_folder(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = papermill(place, pages="pages", platform="douyin", out="pack", lang="en")
    assert done.returncode == 0, done.stderr
    made = {path.name: path.read_bytes() for path in (place / "pack").iterdir() if path.is_file()}
    assert {*FORMATS, "charts.pdf", "matrix-douyin.png"} <= set(made)
    assert "matrix-kuaishou.png" not in made
    monkeypatch.chdir(place)
    report = rz.build("pages", lang="en").only("douyin")
    assert {name: render(report, "en") for name, render in FORMATS.items()} == {n: made[n] for n in FORMATS}
    shown = "".join("".join(output.get("text", ())) for output in outputs(place))
    assert "Pages skipped: 1\n  pages/broken.html: the file is empty" in shown
    assert "2 pages, 2 sources, 4 claims" in shown


@pytest.mark.parametrize(
    ("pages", "platform", "reason"),
    [
        ("empty", "douyin", "no page found in 'empty': pages end in .html, .htm, .mhtml, .txt, .md; name a"),
        ("missing", "douyin", "no such file or folder: 'missing'; check the path"),
        ("pages", "zhihu", "nothing is claimed of zhihu: choose from douyin, kuaishou"),
    ],
)
def test_what_cannot_be_done_ends_it_with_one_line_that_says_why(
    place: Path, pages: str, platform: str, reason: str
) -> None:
    done = papermill(place, pages=pages, platform=platform, out="pack")
    assert done.returncode == 1
    assert done.stderr.rstrip().splitlines()[-1].startswith(f"UsageError: {reason}")
    (error,) = (output for output in outputs(place) if output["output_type"] == "error")
    (line,) = error["traceback"]
    assert line.startswith(f"UsageError: {reason}")
    assert "\n" not in line
    assert not (place / "pack").exists()
