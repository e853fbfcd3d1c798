"""The whole walk: every page in is done or skipped with a reason, whatever happens to one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import analysis as rz
from analysis import cli, pipeline
from analysis.errors import InternalError, VocabularyError
from analysis.model import Claim, Document, Page
from analysis.pipeline import find_claims
from analysis.read import MAX_BYTES

PAGE = "抖音企业认证怎么收费\n企业认证的审核费用是600元一年。\n需要提交营业执照和法人身份证。\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(PAGE, encoding="utf-8")
    (folder / "empty.txt").touch()
    return folder


def broken(name: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes a room raise `error` on the page b.txt."""
    whole: Any = getattr(pipeline, name)

    def room(value: Page | Document) -> Any:
        if "b.txt" in (value.id if isinstance(value, Page) else value.page):
            raise error
        return whole(value)

    monkeypatch.setattr(pipeline, name, room)


@pytest.mark.parametrize("room", ["clean", "extract"])
@pytest.mark.parametrize("error", [IndexError("out of range"), RecursionError(), MemoryError()])
def test_a_page_that_breaks_a_room_is_skipped_and_the_rest_is_done(
    room: str, error: Exception, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(room, error, monkeypatch)
    findings = find_claims([pages], root=pages)
    assert [document.page for document in findings.documents] == ["a.txt", "c.txt"]
    assert {claim.page for claim in findings.claims} == {"a.txt", "c.txt"}
    reasons = {skip.page: skip.reason for skip in findings.skipped}
    assert set(reasons) == {"b.txt", "empty.txt"}
    assert "a defect of Renzheng" in reasons["b.txt"]
    assert type(error).__name__ in reasons["b.txt"]
    assert str(error) in reasons["b.txt"]
    assert "pipeline.py:" in reasons["b.txt"]
    assert findings.found == ("a.txt", "b.txt", "c.txt", "empty.txt")


def test_the_command_names_such_a_page_and_ends_with_status_1(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken("clean", ValueError("two\nlines"), monkeypatch)
    assert cli.main(["build", str(pages), "--out", str(pages.parent / "out"), "--lang", "en"]) == 1
    shown, err = capsys.readouterr()
    first, second, account = err.splitlines()
    assert first.startswith(f"renzheng: skipped {pages}/b.txt: a defect of Renzheng")
    assert "ValueError: two lines" in first
    assert second.startswith(f"renzheng: skipped {pages}/empty.txt: ")
    assert account == "renzheng: 4 pages in = 2 done + 2 skipped"
    assert shown.startswith("Pages in: 4 = 2 done + 2 skipped\n")


def test_what_breaks_while_a_page_is_read_costs_that_page_only(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, max_bytes: int) -> bytes:
        raise AttributeError(f"{path.name} of {max_bytes}")

    monkeypatch.setattr("analysis.read.read_bytes", read)
    with pytest.raises(
        rz.AnalysisError, match=r"all 4 files .*a\.txt: .*AttributeError: a\.txt of 9 at read"
    ):
        rz.build(pages, max_bytes=9)


def test_a_broken_vocabulary_is_no_pages_fault(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken("extract", VocabularyError("rule 3 is broken"), monkeypatch)
    with pytest.raises(VocabularyError, match="rule 3"):
        find_claims([pages])


@pytest.mark.parametrize("lost", [True, False])
def test_a_page_that_gets_lost_or_doubled_is_an_internal_error(
    lost: bool, pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def forgetful(files: list[Any]) -> list[Any]:
        return files[1:] if lost else [*files, files[0]]

    with pytest.raises(InternalError, match=r"^4 pages in, [35] done or skipped; .* a\.txt; .*report"):
        find_claims([pages], root=pages, track=forgetful)
    monkeypatch.setattr("analysis.cli.shared.track", forgetful)
    assert cli.main(["extract", str(pages)]) == cli.REFUSED
    assert capsys.readouterr().err.count("\n") == 1


def test_a_page_that_a_report_loses_is_an_internal_error(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis import report

    whole = report.build_report

    def forgetful(documents: tuple[Document, ...], claims: tuple[Claim, ...], *others: Any) -> report.Report:
        return whole(documents[1:], [claim for claim in claims if claim.page != documents[0].page], *others)

    monkeypatch.setattr(report, "build_report", forgetful)
    with pytest.raises(InternalError, match=r"^4 pages in, 3 done or skipped; .*a\.txt"):
        rz.build(pages)


def test_the_summary_says_that_every_page_is_accounted_for(pages: Path) -> None:
    report = rz.build(pages)
    assert report.summary("en").splitlines()[0] == "Pages in: 4 = 3 done + 1 skipped"
    assert report.summary("zh").splitlines()[0] == "收到 4 个页面 = 读完 3 个 + 跳过 1 个"
    assert len(report.documents) + len(report.skipped) == len(report.pages) == 4


def test_the_limit_of_the_command_is_that_of_reading(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.options.MAX_BYTES == MAX_BYTES
    size = (pages / "a.txt").stat().st_size
    (pages / "large.txt").write_text(PAGE + "字", encoding="utf-8")
    assert cli.main(["extract", str(pages), "--max-bytes", str(size)]) == 1
    err = capsys.readouterr().err
    assert (
        f"large.txt: too large: {size + 3} bytes, allowed are {size}; split it, or raise --max-bytes" in err
    )
    assert "a.txt" not in err
