"""The command line: its records, exit statuses and messages, and that the READMEs show its help as it is."""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as rz
from analysis import cli, pipeline

HOUSE = Path(__file__).parent.parent
COMMANDS = ("", "build", "extract", "score", "explain", "batch", "review")
PAGE = """抖音企业认证怎么收费
企业认证的审核费用是600元一年。
需要提交营业执照和法人身份证。
审核不通过，费用不予退还。
"""


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "fee.txt").write_text(PAGE, encoding="utf-8")
    (folder / "deep" / "again.md").write_text(PAGE, encoding="utf-8")
    return folder


def run(*arguments: str | Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "analysis", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, **{"cwd": HOUSE, **more})


def records(output: bytes | str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


# ---- help


def help_text(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as stop:
        cli.main([*command.split(), "--help"])
    assert stop.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_the_help_as_it_is(
    readme: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = help_text(command, capsys)
    prompt = f"$ renzheng {command} --help".replace("  ", " ")
    assert f"```text\n{prompt}\n{shown}```\n" in (HOUSE / readme).read_text("utf-8")


def test_help_loads_no_stage() -> None:
    program = (
        "import sys\nfrom analysis.cli import main\n"
        "try: main(['build', '--help'])\nexcept SystemExit: print(*sys.modules)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=HOUSE, check=True
    )
    loaded = set(shown.stdout.split())
    assert {"argparse", "analysis.cli", "analysis.errors"} <= loaded
    rooms = {name for name in loaded if name.startswith("analysis.") and not name.startswith("analysis.cli.")}
    assert rooms == {"analysis.cli", "analysis.errors", "analysis.output"}
    assert not loaded & {"pandas", "matplotlib", "jieba", "tqdm"}


# ---- extract


def test_extract_prints_one_record_a_line_in_order(
    pages: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main(["extract", str(pages)]) == 0
    out = capfdbinary.readouterr().out
    lines = records(out)
    keys = ["page", "platform", "type", "attribute", "value", "condition", "published", "evidence"]
    assert lines
    assert all(list(line) == keys for line in lines)
    assert all(list(e) == ["start", "end", "text"] for line in lines for e in line["evidence"])
    places = [(line["page"], line["evidence"][0]["start"]) for line in lines]
    assert places == sorted(places)
    assert {line["page"] for line in lines} == {f"{pages}/fee.txt", f"{pages}/deep/again.md"}
    assert "审核费用".encode() in out, "characters are written as they are, not as numbers"
    stated = {(line["platform"], line["type"], line["attribute"], line["value"]) for line in lines}
    assert ("douyin", "enterprise", "fee", "CNY600") in stated


def test_evidence_is_found_at_its_place(pages: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    cli.main(["extract", str(pages / "fee.txt")])
    text = rz.clean_page(rz.read_page(pages / "fee.txt")).text
    evidence = [e for line in records(capfdbinary.readouterr().out) for e in line["evidence"]]
    assert evidence
    assert all(text[e["start"] : e["end"]] == e["text"] for e in evidence)


def test_the_same_pages_give_the_same_bytes_in_any_order_and_any_run(pages: Path) -> None:
    one, other = pages / "fee.txt", pages / "deep"
    runs = [
        run("extract", *paths, env={**os.environ, "PYTHONHASHSEED": seed})
        for paths, seed in (((one, other), "1"), ((other, one, other, pages), "2"))
    ]
    assert [result.returncode for result in runs] == [0, 0]
    assert runs[0].stdout
    assert runs[0].stdout == runs[1].stdout


def test_pages_are_named_as_they_were_given(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pages / "deep")
    found = pipeline.find_claims(["../fee.txt", "./again.md"])
    assert [document.page for document in found.documents] == ["../fee.txt", "again.md"]


def test_without_a_path_the_shipped_corpus_is_read_wherever_one_stands(tmp_path: Path) -> None:
    result = run("extract", cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(HOUSE)})
    assert (result.returncode, result.stderr) == (0, b"")
    named = {line["page"] for line in records(result.stdout)}
    assert len(named) > 20
    assert all((HOUSE / "corpus" / "pages" / page).is_file() for page in named)


def test_extract_into_a_file_writes_what_it_would_print(pages: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "claims.jsonl"
    assert run("extract", pages, "--out", out).stdout == b""
    assert out.read_bytes() == run("extract", pages).stdout


@pytest.mark.parametrize(
    ("out", "reason"),
    [
        ("pages", "not a regular file"),
        ("pages/fee.txt", "one of the pages"),
        ("pages/fee.txt/new", "fee.txt"),
    ],
)
def test_extract_refuses_a_file_that_it_must_not_or_cannot_write(
    pages: Path, out: str, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["extract", str(pages), "--out", str(pages.parent / out)]) == 2
    message = capsys.readouterr().err
    assert reason in message
    assert message.count("\n") == 1
    assert (pages / "fee.txt").read_text("utf-8") == PAGE


# ---- exit statuses and messages


def test_a_page_that_cannot_be_read_is_named_and_the_rest_is_done(
    pages: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (pages / "empty.html").write_bytes(b" \n")
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert cli.main(["extract", str(pages)]) == 1
    out, err = capfdbinary.readouterr()
    assert {line["page"].rsplit("/", 1)[1] for line in records(out)} == {"fee.txt", "again.md"}
    *named, account = err.decode().splitlines()
    assert [line.split(": ")[:2] for line in named] == [
        ["renzheng", f"skipped {pages.as_posix()}/empty.html"],
        ["renzheng", f"skipped {pages.as_posix()}/picture.txt"],
    ]
    assert "empty" in named[0]
    assert account == "renzheng: 4 pages in = 2 done + 2 skipped"


@pytest.mark.parametrize("command", ["build", "extract", "score", "explain", "review"])
@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing", "no such file or folder"),
        ("pages/none", "no page found"),
        ("pages/empty.txt", "nothing to read"),
    ],
)
def test_wrong_paths_and_nothing_to_read_are_one_clear_line(
    pages: Path,
    command: str,
    path: str,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(pages.parent)
    (pages / "none").mkdir()
    (pages / "empty.txt").touch()
    (pages / "empty.claims.jsonl").touch()
    assert cli.main([command, path]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    last = err.splitlines()[-1]
    assert last.startswith("renzheng: ")
    assert path in err
    assert reason in last or (command == "score" and "no labelled page" in last)
    assert not Path("output").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["build", "--lang", "fr"],
        ["score", "--by", "colour"],
        ["extract", "--nonsense"],
        ["explain"],
        ["build", "--max-bytes", "0"],
        ["extract", "--max-bytes", "2MB"],
        ["extract", "--max-bytes", "²"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert "usage: renzheng" in capsys.readouterr().err


def test_build_refuses_a_file_as_its_folder(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build", str(pages), "--out", str(pages / "fee.txt")]) == 2
    assert "is not a folder" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_traceback() -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "analysis", "extract"]
    result = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, cwd=HOUSE, check=False)
    os.close(write)
    assert (result.returncode, result.stderr) == (cli.PIPE_CLOSED, b"")


def test_an_interrupt_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "find_claims", interrupted)
    assert cli.main(["extract"]) == 130
    assert capsys.readouterr().err == "renzheng: interrupted\n"


def test_a_terminal_that_lacks_characters_is_no_crash(pages: Path) -> None:
    result = run("explain", pages, env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"fee CNY600" in result.stdout


# ---- the progress bar


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def slowly(seconds: float) -> Iterator[float]:
    for pause in cli.shared.track([seconds, seconds, 0.0]):
        time.sleep(pause)
        yield pause


@pytest.mark.parametrize(
    ("stderr", "seconds", "shown"),
    [(Terminal, 0.55, True), (Terminal, 0.0, False), (io.StringIO, 0.55, False)],
)
def test_progress_is_shown_on_a_terminal_after_a_second(
    stderr: type[io.StringIO], seconds: float, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = stderr()
    monkeypatch.setattr(sys, "stderr", screen)
    assert len(list(slowly(seconds))) == 3
    assert ("3" in screen.getvalue()) is shown


# ---- score and explain


def label(pages: Path, page: str, wrong: bool = False) -> None:
    """Labels that are just what is found, with one more claim that no page states."""
    rows = records(run("extract", pages / page).stdout)
    for row in rows:
        row["evidence"] = [e["text"] for e in row["evidence"]]
    rows += [{**rows[0], "attribute": "fee", "value": "CNY123456789"}] if wrong else []
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (pages / page).with_suffix(".claims.jsonl").write_text(lines, encoding="utf-8")


def test_score_counts_labelled_pages_only(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label(pages, "fee.txt")
    assert cli.main(["score", str(pages)]) == 0
    head, total, note = capsys.readouterr().out.splitlines()
    assert head.split() == ["precision", "recall", "F1", "right", "wrong", "missed"]
    name, *rates, right, wrong, missed = total.split()
    assert (name, rates, wrong, missed) == ("all", ["1.000", "1.000", "1.000"], "0", "0")
    assert note == f"1 pages, {right} labelled claims; evidence right 1.000"


def test_score_lists_errors_and_tells_groups_apart(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label(pages, "fee.txt", wrong=True)
    assert cli.main(["score", str(pages), "--by", "attribute", "--errors"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"missed {pages}/fee.txt: douyin enterprise fee CNY123456789  ")
    assert lines[1] == ""
    groups = {line.split()[0]: line.split()[1:] for line in lines[3:-1]}
    assert groups["materials"][:3] == ["1.000", "1.000", "1.000"]
    assert (groups["fee"][-1], groups["all"][-1]) == ("1", "1")


def test_score_of_the_shipped_corpus_needs_no_path() -> None:
    labels = sorted((HOUSE / "corpus" / "pages").rglob("*.claims.jsonl"))
    claims = sum(len(path.read_text("utf-8").splitlines()) for path in labels)
    result = run("score", "--by", "platform", cwd=HOUSE)
    assert result.returncode == 0
    last = result.stdout.decode().splitlines()[-1]
    assert last.startswith(f"{len(labels)} pages, {claims} labelled claims; evidence right ")


def test_explain_tells_claim_words_and_rule(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", str(pages / "fee.txt"), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    document = rz.clean_page(rz.read_page(pages / "fee.txt"))
    claims = rz.extract(document)
    assert claims
    for claim in claims:
        assert f"  {' '.join(claim.key)}\n" in shown
        for e in claim.evidence:
            assert f"  {e.start}-{e.end}  {e.rule}  「{e.quote}」\n" in shown
    assert "\nDouyin · Enterprise · Fee: CNY 600\n" in shown


# ---- build


def test_build_leaves_everything_and_tells_where(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pages / "broken.html").touch()
    out = pages.parent / "out"
    assert cli.main(["build", str(pages), "--out", str(out), "--lang", "en"]) == 1
    written = {"claims.jsonl", "claims.csv", "matrix-douyin.png", "matrix-douyin.svg", "charts.pdf"}
    assert written <= {path.name for path in out.iterdir()}
    assert (out / "claims.jsonl").read_bytes() == run("extract", pages).stdout
    shown, err = capsys.readouterr()
    assert shown.startswith("Pages in: 3 = 2 done + 1 skipped\nPages read: 2")
    assert "broken.html" in shown
    assert "broken.html" in err
    assert "*.csv, *.parquet (claims, cells" in shown


def test_build_of_some_platforms_writes_what_a_report_on_them_does(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, same = pages.parent / "out", pages.parent / "same"
    (pages / "two.txt").write_text("快手的企业认证要300元。微博的企业认证要980元。", encoding="utf-8")
    narrow = ["--platform", "kuaishou", "--platform", "weibo"]
    assert cli.main(["build", str(pages), "--out", str(out), *narrow]) == 0
    assert "2 个平台" in capsys.readouterr().out
    written = rz.build(pages).only("weibo", "kuaishou").write(same)
    assert [path.read_bytes() for path in written] == [(out / path.name).read_bytes() for path in written]
    assert len(list(out.glob("[!.]*"))) == len(written)


def test_build_refuses_a_platform_that_no_page_tells_of(
    pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = pages.parent / "out"
    assert cli.main(["build", str(pages), "--out", str(out), "--platform", "tiktok"]) == 2
    assert capsys.readouterr().err == "renzheng: nothing is claimed of tiktok: choose from douyin\n"
    assert not out.exists()


def test_build_from_python_gives_a_report_with_tables(pages: Path) -> None:
    report = rz.build(pages)
    assert isinstance(report.claims, pd.DataFrame)
    assert isinstance(report.comparison, pd.DataFrame)
    assert "费用" in report.comparison.columns
    english = rz.build([str(pages / "fee.txt"), pages / "deep"], lang="en")
    assert "Fee" in english.comparison.columns
    assert english.claims.equals(report.claims)


@pytest.mark.parametrize("paths", [[], ["missing"], ["empty.txt"]])
def test_build_from_python_refuses_what_holds_nothing(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.txt").touch()
    with pytest.raises(rz.AnalysisError, match=r"empty list|no such file|empty\.txt: .*empty"):
        rz.build(paths)
