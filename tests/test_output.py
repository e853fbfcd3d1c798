"""Output is written whole or not at all: whatever stops a run, the files of the last one are as they were."""

from __future__ import annotations

import resource
import signal
import stat
import subprocess
import sys
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from analysis import cli, output
from analysis.errors import OutputError
from analysis.output import LOCK, OWN, RECORD, left_behind, replaced, write_whole
from analysis.read import find_pages

HOUSE = Path(__file__).parent.parent
PAGE = """抖音企业认证怎么收费
企业认证的审核费用是600元一年。
需要提交营业执照和法人身份证。
审核不通过，费用不予退还。
"""
Files = dict[str, tuple[str, str]]


def tree(folder: Path) -> Files:
    """Every file and link under a folder with its content, without the lock, which stays."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.name != LOCK and (path.is_symlink() or path.is_file()):
            told = str(path.readlink()) if path.is_symlink() else sha256(path.read_bytes()).hexdigest()
            files[path.relative_to(folder).as_posix()] = ("link" if path.is_symlink() else "file", told)
    return files


def fill(folder: Path, **files: str) -> None:
    with replaced(folder) as draft:
        for name, text in files.items():
            write_whole(draft / f"{name}.txt", text.encode())


def texts(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text() for path in folder.glob("*.txt")}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "fee.txt").write_text(PAGE, encoding="utf-8")
    return tmp_path / "pages"


@pytest.fixture
def built(pages: Path) -> Path:
    """The folder of a first build."""
    out = pages.parent / "out"
    assert cli.main(["build", str(pages), "--out", str(out)]) == 0
    return out


# ---- one file


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_whole(tmp_path / "a.txt", b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output.os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device") as error:
        write_whole(path, b"new")
    assert error.value.filename == str(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_written_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    ours = write_whole(tmp_path / "ours", b"x")
    assert stat.S_IMODE(ours.stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)


# ---- a folder of files


def test_files_of_the_last_run_are_replaced_or_go_and_others_stay(tmp_path: Path) -> None:
    fill(tmp_path, one="1", two="2", mine="2")
    (tmp_path / "mine.txt").write_text("changed by hand")
    (tmp_path / "notes.txt").write_text("never ours")
    fill(tmp_path, two="22", three="3")
    assert texts(tmp_path) == {"two": "22", "three": "3", "mine": "changed by hand", "notes": "never ours"}
    assert left_behind(tmp_path) == {"two.txt", "three.txt"}
    assert {path.name for path in (tmp_path / OWN).iterdir()} == {LOCK, RECORD}


def test_a_failure_inside_leaves_the_former_files(tmp_path: Path) -> None:
    fill(tmp_path, one="1", two="2")
    before = tree(tmp_path)
    with pytest.raises(ZeroDivisionError), replaced(tmp_path) as draft:
        write_whole(draft / "one.txt", b"new" * (1 // 0))
    assert tree(tmp_path) == before


@pytest.mark.parametrize("number", range(6))
def test_a_failure_at_any_move_puts_back_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fill(tmp_path, a="1", b="2", old="3")
    before = tree(tmp_path)
    moves = iter(range(100))
    move, remove = Path.replace, Path.unlink

    def fail_at(place: Path) -> None:
        if next(moves) == number:
            raise PermissionError(13, "Permission denied", str(place))

    def moved(path: Path, target: Path) -> Path:
        # What puts things back must not fail here.
        if (target == tmp_path / OWN / RECORD or target.parent == tmp_path) and "former" not in path.parts:
            fail_at(target)
        return move(path, target)

    def removed(path: Path, missing_ok: bool = False) -> None:
        if path.parent == tmp_path and not missing_ok:
            fail_at(path)
        remove(path, missing_ok)

    monkeypatch.setattr(Path, "replace", moved)
    monkeypatch.setattr(Path, "unlink", removed)
    if number < 5:
        with pytest.raises(OutputError, match=r"cannot be written \(Permission denied\); what was in .* is"):
            fill(tmp_path, a="11", b="22", c="33")
        assert tree(tmp_path) == before
    else:
        # Three files come, one goes, the record is replaced: there is no sixth.
        fill(tmp_path, a="11", b="22", c="33")
        assert texts(tmp_path) == {"a": "11", "b": "22", "c": "33"}


def test_a_folder_where_a_file_belongs_is_told_and_nothing_moves(tmp_path: Path) -> None:
    fill(tmp_path, a="1")
    (tmp_path / "b.txt").mkdir()
    with pytest.raises(OutputError, match=r"b\.txt: cannot be written"):
        fill(tmp_path, a="2", b="2")
    (tmp_path / "b.txt").rmdir()
    assert texts(tmp_path) == {"a": "1"}


def test_a_file_is_no_folder_to_write_to_and_stays(tmp_path: Path) -> None:
    (tmp_path / "pack").write_text("own")
    with pytest.raises(OutputError, match="pack: is not a folder; name one"), replaced(tmp_path / "pack"):
        pytest.fail("there is nothing to write to")
    assert (tmp_path / "pack").read_text() == "own"


def test_links_in_the_folder_are_replaced_and_never_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    (outside / "precious.txt").write_text("precious")
    (folder / OWN).mkdir(parents=True)
    for place in (folder / "a.txt", folder / OWN / RECORD):
        place.symlink_to(outside / "precious.txt")
    before = tree(outside)
    fill(folder, a="1")
    assert tree(outside) == before
    assert not (folder / "a.txt").is_symlink()
    assert texts(folder) == {"a": "1"}


@pytest.mark.parametrize("name", [OWN, f"{OWN}/{LOCK}"])
def test_a_link_in_place_of_the_hidden_folder_or_its_lock_is_refused(tmp_path: Path, name: str) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "out"
    outside.mkdir()
    (outside / "precious").write_text("precious")
    place = folder / name
    place.parent.mkdir(parents=True)
    place.symlink_to(outside if name == OWN else outside / "precious")
    before = tree(outside)
    with pytest.raises(OutputError):
        fill(folder, a="1")
    assert tree(outside) == before
    assert texts(folder) == {}


# ---- what an earlier run left is no page of the next


def test_a_page_that_an_earlier_run_wrote_is_passed_over_until_it_is_changed(tmp_path: Path) -> None:
    fill(tmp_path, quiz="1")
    (tmp_path / "page.txt").write_text(PAGE)
    assert [found.path.name for found in find_pages([tmp_path])] == ["page.txt"]
    (tmp_path / "quiz.txt").write_text("a page after all")
    assert [found.path.name for found in find_pages([tmp_path])] == ["page.txt", "quiz.txt"]


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'["page.txt"]',
        b'{"page.txt": 1, "": "", "..": "", ".": "", "/": ""}',
        b'{"../page.txt": "%s", "a\\u0000b": ""}' % sha256(PAGE.encode()).hexdigest().encode(),
        b'{"page.txt": "' + b"0" * output.LARGEST_RECORD + b'"}',
    ],
)
def test_a_record_that_is_none_hides_and_removes_nothing(tmp_path: Path, record: bytes) -> None:
    folder = tmp_path / "pages"
    (folder / OWN).mkdir(parents=True)
    (folder / OWN / RECORD).write_bytes(record)
    for place in (tmp_path, folder):
        (place / "page.txt").write_text(PAGE)
    assert left_behind(folder) == frozenset()
    fill(folder, a="1")
    assert (tmp_path / "page.txt").is_file()
    assert (folder / "page.txt").is_file()


def test_building_into_the_folder_of_the_pages_gives_the_same_twice(pages: Path) -> None:
    command = ["build", str(pages), "--out", str(pages)]
    assert cli.main(command) == 0
    first = tree(pages)
    assert cli.main(command) == 0
    assert tree(pages) == first
    assert {"fee.txt", "report.html", "quiz.gift.txt"} <= set(first)


def test_a_build_never_replaces_a_page_that_it_reads(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pages / "report.html").write_text(f"<p>{PAGE}</p>", encoding="utf-8")
    before = tree(pages)
    assert cli.main(["build", str(pages), "--out", str(pages)]) == 2
    assert "report.html is one of the pages to be read; name another place" in capsys.readouterr().err
    assert tree(pages) == before


# ---- two at once


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    with replaced(tmp_path) as draft:
        write_whole(draft / "a.txt", b"first")
        with pytest.raises(OutputError, match="another run is writing to this folder; wait until it is done"):
            fill(tmp_path, a="second")
    assert texts(tmp_path) == {"a": "first"}


HOLD = """
import sys, time
from analysis.output import replaced, write_whole
with replaced(sys.argv[1]) as draft:
    write_whole(draft / "a.txt", b"half")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that is in the middle of writing to the folder."""
    fill(tmp_path, a="former")
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=HOUSE,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_a_killed_run_leaves_the_former_files_and_no_lock(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(OutputError, match="another run is writing"):
        fill(tmp_path, a="other")
    holder.kill()
    holder.communicate()
    assert texts(tmp_path) == {"a": "former"}
    assert list((tmp_path / OWN).glob(f"{output.DRAFT}*"))
    fill(tmp_path, a="next")
    assert texts(tmp_path) == {"a": "next"}
    assert not list((tmp_path / OWN).glob(f"{output.DRAFT}*"))


# ---- whole builds that are stopped


def build(pages: Path, out: Path, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "analysis", "build", str(pages), "--out", str(out), "--lang", "en"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=HOUSE, **more
    )  # type: ignore[call-overload,no-any-return]


def wait_for_a_draft(out: Path) -> None:
    for _ in range(6000):
        with suppress(FileNotFoundError):
            if list(out.glob(f"{OWN}/{output.DRAFT}*/*.html")):
                return
        time.sleep(0.01)
    pytest.fail("the build never began to write")


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "ended by the system")],
)
def test_a_build_that_is_ended_says_in_one_line_that_the_former_files_are_there(
    pages: Path, built: Path, number: int, status: int, words: str
) -> None:
    before = tree(built)
    (pages / "more.txt").write_text(PAGE.replace("600", "900"), encoding="utf-8")
    process = build(pages, built)
    wait_for_a_draft(built)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (status, "")
    assert err == f"renzheng: {words}; what was in {built} is as it was\n"
    assert tree(built) == before


def test_a_build_that_is_killed_leaves_the_former_files(pages: Path, built: Path) -> None:
    before = tree(built)
    (pages / "more.txt").write_text(PAGE.replace("600", "900"), encoding="utf-8")
    process = build(pages, built)
    wait_for_a_draft(built)
    process.kill()
    # Both streams end when the last of the processes that draw has gone.
    process.communicate(timeout=120)
    now = tree(built)
    assert {name: now[name] for name in now if not name.startswith(f"{OWN}/{output.DRAFT}")} == before
    assert cli.main(["build", str(pages), "--out", str(built)]) == 0
    after = tree(built)
    assert after != before
    assert after.keys() == before.keys()


@pytest.mark.parametrize("limit", [1_000, 30_000, 100_000])
def test_a_full_disk_leaves_the_former_files(pages: Path, built: Path, limit: int) -> None:
    """The system refuses larger files: the first that does not fit is a table, a picture or the slides."""
    before = tree(built)
    (pages / "more.txt").write_text(PAGE.replace("600", "900"), encoding="utf-8")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    process = build(pages, built, preexec_fn=little_room)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith(f"renzheng: {built}/")
    assert f"cannot be written (File too large); what was in {built} is as it was; make room" in line
    assert tree(built) == before


def test_a_screen_that_takes_nothing_is_one_line(pages: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a device that is always full")
    command = [sys.executable, "-m", "analysis", "extract", str(pages)]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=HOUSE, check=False
        )
    assert result.returncode == 2
    assert result.stderr == "renzheng: output: No space left on device; check place and rights\n"


def test_an_extract_that_has_no_room_leaves_the_former_file(pages: Path, tmp_path: Path) -> None:
    target = tmp_path / "claims.jsonl"
    target.write_text("former")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    command = [sys.executable, "-m", "analysis", "extract", str(pages), "--out", str(target)]
    result = subprocess.run(
        command, capture_output=True, text=True, cwd=HOUSE, check=False, preexec_fn=little_room
    )
    assert result.returncode == 2
    assert result.stderr == f"renzheng: {target}: File too large; check place and rights\n"
    assert target.read_text() == "former"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.jsonl", "pages"]


# ---- nothing outside is touched


def test_titles_and_names_of_pages_never_become_paths(tmp_path: Path) -> None:
    pages, out = tmp_path / "pages", tmp_path / "deep" / "out"
    pages.mkdir()
    for number, title in enumerate(["../../../evil", "/tmp/evil", "..\\..\\evil", "C:\\evil", "~/evil"]):
        page = f"<title>{title}</title><p>{title}：{PAGE}</p>"
        (pages / f"{number}…..%2f..%2fevil.html").write_text(page, encoding="utf-8")
    before = tree(pages)
    assert cli.main(["build", str(pages), "--out", str(out)]) == 0
    assert tree(pages) == before
    assert {path.name for path in tmp_path.iterdir()} == {"pages", "deep"}
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]
    assert not [path for path in tree(out) if "evil" in path]
