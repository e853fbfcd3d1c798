"""Pages read in other processes: the same results in the same order, and nothing lost with a process."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis import cli, pipeline, workers
from analysis.errors import VocabularyError
from analysis.model import Skipped
from analysis.pipeline import Studied, find_claims, shipped_corpus, use_additions
from analysis.read import Found
from analysis.vocabulary import use
from analysis.workers import KILLED, spread

CORPUS = shipped_corpus()
STUDY_SOME = pipeline._study_some


@pytest.fixture(autouse=True)
def spread_few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So many pages as the corpus has are spread, and no process stays behind."""
    monkeypatch.setattr(pipeline, "SPREAD", 2)
    monkeypatch.setattr(workers, "GROUP", 4)
    yield
    assert not multiprocessing.active_children()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Three pages that state a fee, an empty file between them."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "d.txt"):
        (folder / name).write_text("抖音企业认证怎么收费\n企业认证的审核费用是600元一年。\n", "utf-8")
    (folder / "c.txt").touch()
    return folder


@pytest.mark.parametrize("start", ["forkserver", "spawn"])
def test_several_processes_find_what_one_finds(start: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if start not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {start} on this system")
    monkeypatch.setattr(workers, "get_all_start_methods", lambda: [start])
    monkeypatch.setattr(pipeline, "study", lambda *_: 1 / 0)
    tracked: list[str] = []

    def track(files: list[Found]) -> Iterator[Found]:
        for file in files:
            tracked.append(file.id)
            yield file

    found = find_claims([CORPUS], track=track, processes=2)
    monkeypatch.undo()
    assert found == find_claims([CORPUS])
    assert tuple(tracked) == found.found


def test_the_words_of_a_user_reach_the_processes(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(
        '[[platform]]\nid = "yunbo"\nzh = "云播"\nen = "Yunbo"\nwords = "云播"\n', "utf-8"
    )
    (pages / "e.txt").write_text("云播企业认证怎么收费\n云播企业认证的审核费用是600元一年。\n", "utf-8")
    use_additions(tmp_path / "own.toml")
    try:
        found = find_claims([pages], processes=2)
    finally:
        use(None)
    assert {claim.platform for claim in found.claims} == {"douyin", "yunbo"}


def deadly(files: Sequence[Found], max_bytes: int) -> list[Studied]:
    """The work on some pages, in a process that ends at the page b.txt."""
    if any(file.path.name == "b.txt" for file in files):
        os._exit(1)
    return STUDY_SOME(files, max_bytes)


def test_a_page_that_kills_its_process_is_named_and_the_rest_is_done(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(20):
        (pages / f"e{number}.txt").write_bytes((pages / "a.txt").read_bytes())
    monkeypatch.setattr(pipeline, "_study_some", deadly)
    found = find_claims([pages], root=pages, processes=2)
    assert [skip.page for skip in found.skipped] == ["b.txt", "c.txt"]
    assert found.skipped[0] == Skipped("b.txt", KILLED)
    assert [document.page for document in found.documents] == [
        id_ for id_ in found.found if id_ not in ("b.txt", "c.txt")
    ]
    monkeypatch.setattr(workers, "cores", lambda: 2)
    out = str(pages.parent / "claims.jsonl")
    assert cli.main(["extract", str(pages), "--out", out]) == cli.shared.SOME_SKIPPED
    err = capsys.readouterr().err
    assert f"renzheng: skipped {pages.as_posix()}/b.txt: {KILLED}\n" in err
    assert "24 pages in = 22 done + 2 skipped" in err


def broken(files: Sequence[Found], max_bytes: int) -> list[Studied]:
    raise VocabularyError(f"rule 3 is broken, {len(files)} pages of at most {max_bytes}")


def test_what_is_no_pages_fault_ends_the_run(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_study_some", broken)
    with pytest.raises(VocabularyError, match="rule 3 is broken, 4 pages of at most 900"):
        find_claims([pages], max_bytes=900, processes=2)


def test_whoever_stops_the_run_leaves_no_process_behind() -> None:
    def track(files: list[Found]) -> Iterator[Found]:
        yield from files[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_claims([CORPUS], track=track, processes=2)


def test_processes_that_cannot_begin_cost_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(workers.Workers, "submit", refuse)
    assert [*spread("os", doubled, range(20), str, 2)] == [number * 2 for number in range(20)]


def doubled(numbers: Sequence[int]) -> list[int]:
    return [number * 2 for number in numbers]


def test_few_pages_start_no_process(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "SPREAD", 5)
    monkeypatch.setattr(workers, "spread", lambda *_: 1 / 0)
    assert len(find_claims([pages], processes=2).documents) == 3


def test_a_script_starts_no_process_that_would_run_it_again(tmp_path: Path) -> None:
    program = "from analysis.workers import may_start; print(may_start())"
    script = tmp_path / "script.py"
    script.write_text(program, "utf-8")
    told = [
        subprocess.run([sys.executable, *how], capture_output=True, text=True, check=True).stdout.strip()
        for how in (["-c", program], [str(script)])
    ]
    assert told == ["True", "False"]
