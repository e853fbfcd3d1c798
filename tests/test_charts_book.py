"""A run draws every chart, here or in other processes, and the files are the same bytes."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from drawn import PAGES, SOME
from made import document

from analysis import workers
from analysis.charts.book import Drawing, drawings
from analysis.charts.style import booklet, save
from analysis.report import Report, build_report
from analysis.workers import cores
from analysis.workers import workers as start


@pytest.fixture(scope="module")
def report() -> Report:
    pages = [document(f"{name}.html") for name in "bcdefg"] + [page for page, _ in PAGES]
    return build_report(pages, [*SOME, *(claim for _, claims in PAGES for claim in claims)])


def contents(files: list[Path]) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files}


class Broken(Executor):
    """A pool whose processes are killed as soon as they begin."""

    def submit(self, job: Callable[..., Any], /, *_: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(BrokenProcessPool(f"killed: {job.__name__}"))
        return future


def test_every_chart_has_its_name(report: Report) -> None:
    assert list(drawings(report)) == [
        *("matrix-douyin", "matrix-kuaishou", "matrix-wechat"),
        *("cost", "ways-out", "ways-out-douyin", "how-sure", "sources", "over-time", "telling-words"),
        *("attribute-fee", "attribute-materials", "attribute-validity"),
    ]


def test_files_are_the_same_bytes_on_every_run_and_from_every_process(report: Report, tmp_path: Path) -> None:
    drawn = drawings(report)
    here = Drawing(drawn, tmp_path / "here").finish()
    with start("analysis.charts.book", 2) as pool:
        assert pool is not None
        there = Drawing(drawn, tmp_path / "there", pool).finish()
    assert [path.name for path in there] == [path.name for path in here]
    assert contents(there) == contents(here)
    assert here[-1].name == "charts.pdf"
    assert {path.suffix for path in here[:-1]} == {".png", ".svg"}
    assert len(here) == 2 * len(drawn) + 1


def test_charts_are_drawn_here_where_the_other_processes_die(report: Report, tmp_path: Path) -> None:
    few = dict(list(drawings(report).items())[:2])
    files = Drawing(few, tmp_path, Broken()).finish()
    names = ["matrix-douyin.png", "matrix-douyin.svg", "matrix-kuaishou.png", "matrix-kuaishou.svg"]
    assert [path.name for path in files] == [*names, "charts.pdf"]


def test_a_progress_bar_sees_every_chart(report: Report, tmp_path: Path) -> None:
    seen: list[str] = []

    def track(names: list[str]) -> list[str]:
        seen.extend(names)
        return names

    few = dict(list(drawings(report).items())[:2])
    Drawing(few, tmp_path).finish(track)
    assert seen == ["matrix-douyin", "matrix-kuaishou"]


def test_nothing_claimed_is_nothing_drawn(tmp_path: Path) -> None:
    assert drawings(build_report([document("a.html")], [])) == {}
    assert Drawing({}, tmp_path).finish() == []
    assert list(tmp_path.iterdir()) == []


def test_pages_whose_sentences_tell_no_type_apart_have_no_chart_of_words(tmp_path: Path) -> None:
    lone = build_report([document("f.html", "字")], [c for c in SOME if c.page == "f.html"])
    files = Drawing({"telling-words": drawings(lone)["telling-words"]}, tmp_path).finish()
    assert files == []


def test_the_booklet_has_a_page_for_each_chart_and_no_dates(report: Report) -> None:
    charts = [draw() for draw in list(drawings(report).values())[:3]]
    book = booklet(chart for chart in charts if chart)
    assert book.startswith(b"%PDF-")
    assert book.count(b"/Type /Page ") == 3
    for word in (b"CreationDate", b"/Producer", b"/Creator"):
        assert word not in book


def test_a_picture_has_200_dpi_where_it_fits_a_slide(report: Report, tmp_path: Path) -> None:
    from PIL import Image

    chart = drawings(report)["how-sure"]()
    assert chart is not None
    width, height = chart.get_size_inches()
    picture = Image.open(save(chart, tmp_path / "sure")[0])
    assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    shown = min(1, 13.33 / width, 7.5 / height)
    assert picture.width == pytest.approx(200 * shown * width, abs=2)


def test_one_core_or_no_way_to_start_processes_means_to_work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with start("analysis.charts.book", 1) as pool:
        assert pool is None

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("no semaphores here")

    monkeypatch.setattr(workers, "Workers", refuse)
    with start("analysis.charts.book", 2) as pool:
        assert pool is None


def test_cores_are_those_that_this_process_may_use() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
