"""Whatever a folder holds: each file becomes a page or is skipped with its reason, and nothing waits."""

from __future__ import annotations

import json
import os
import socket
import sys
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from timed import times_as_long

import analysis as rz
from analysis.claims import extract
from analysis.clean import clean
from analysis.errors import ReadError
from analysis.model import Claim, Document, Page, Skipped
from analysis.pipeline import find_claims, study
from analysis.read import MAX_BYTES, Found, page_of, read_page

LINES = ("抖音企业认证怎么收费", "企业认证的审核费用是600元一年。", "需要提交营业执照和法人身份证。")
TEXT = "\n".join(LINES)
HTML = f"<title>{LINES[0]}</title><h1>{LINES[0]}</h1><p>{LINES[1]}<p>{LINES[2]}"
STATED = {"CNY600", "business_licence", "id_card"}


def worked(data: bytes | str, name: str = "page.html") -> tuple[Document, list[Claim]]:
    """What is found in the bytes of a page, with every evidence looked at."""
    content = data if isinstance(data, bytes) else data.encode()
    document = clean(page_of(content, name, Path(name).suffix))
    claims = extract(document)
    assert all(document.text[e.start : e.end] == e.quote for claim in claims for e in claim.evidence)
    return document, claims


def stated(data: bytes | str, name: str = "page.html") -> set[str]:
    return {claim.value for claim in worked(data, name)[1]}


def reason(path: Path, max_bytes: int = MAX_BYTES) -> str:
    result = study(Found(path.name, path), max_bytes)
    assert isinstance(result, Skipped)
    assert "defect" not in result.reason
    return result.reason


# --- files that hold no text


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n", "\u3000\xa0\ufeff".encode(), b"\xef\xbb\xbf", b"\xff\xfe", b"\0"]
)
def test_an_empty_file_or_white_space_is_skipped_as_empty(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(content)
    assert "empty" in reason(path) or "binary" in reason(path)


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"PK\x03\x04", "ZIP"), (b"\0" * 99, "binary")],
)
def test_a_picture_a_paper_or_nuls_named_html_are_skipped_as_what_they_are(
    start: bytes, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(start + bytes(range(256)) * 40)
    assert kind in reason(path)


def test_a_few_nuls_in_a_page_cost_nothing() -> None:
    page = f"{HTML}<p>{'认证要看清楚。' * 50}".encode() + b"\0\0"
    assert stated(page) == STATED


# --- pages that are too much


def test_a_page_of_100_mb_is_skipped_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.html"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr("analysis.read.files._read_most", lambda *_: pytest.fail("it was read"))
    told = reason(path)
    assert "too large: 100000000 bytes, allowed are 20000000, the default" in told
    assert "--max-bytes" in told
    assert "allowed are 5;" in reason(path, 5)


def test_a_file_without_a_size_is_read_no_further_than_allowed() -> None:
    endless = Path("/proc/kallsyms")
    if not endless.is_file() or endless.stat().st_size:
        pytest.skip("no such file on this system")
    from analysis.read.files import read_bytes

    with pytest.raises(ReadError, match="too large: 1001 bytes, allowed are 1000"):
        read_bytes(endless, 1000)


@pytest.mark.parametrize("opening", ["<div>", "<ul><li>", "<x-y>", "<font color=1>", "<blockquote><p>"])
def test_a_hundred_thousand_nested_elements_hide_nothing(opening: str) -> None:
    def nested(times: int) -> None:
        # What was seen before is kept: no two pages are the same.
        assert stated(f"{opening * times}{HTML}<!--{next(pages)}-->") == STATED

    pages = count()
    nested(1)
    assert times_as_long(partial(nested, 100_000), partial(nested, 50_000), 3.2, tries=3) < 3.2


@pytest.mark.parametrize(
    "head",
    [
        f'<p class="{"a " * 500_000}" id="{"b" * 1_000_000}" style="{"c:d;" * 250_000}">',
        "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">",
        "<!---->" * 100_000,
        "<" * 300_000,
        "&" * 300_000,
    ],
    ids=["a megabyte", "many", "comments", "angles", "ampersands"],
)
def test_attributes_of_a_megabyte_and_other_lumps_hide_nothing(head: str) -> None:
    assert stated(head + HTML) == STATED


def test_attributes_beyond_a_thousand_are_left_out_and_nothing_else() -> None:
    many = " ".join(f"a{n}='>' b{n}=<" for n in range(5_000))
    assert stated(f"{'<p>字</p>' * 5_000}<p class=x {many} hidden>{HTML}") == STATED
    hidden = f"<div hidden {many}>审核费用是900元一年。</div>"
    assert stated(HTML + hidden) == STATED
    assert stated("<body " + "><body ".join(f"a{n}" for n in range(5_000)) + ">" + HTML) == STATED


def test_tags_that_are_never_closed_hide_nothing_before_them() -> None:
    for tail in (
        "<p <b <i",
        "<!-- never closed",
        '<a href="never closed',
        "<table><tr><td>",
        "<textarea>",
        "<title>",
    ):
        assert stated(HTML + tail) == STATED
    assert stated(HTML.replace("</h1>", "")) >= {"CNY600", "business_licence"}


def test_the_same_said_twenty_times_as_often_takes_about_twenty_times_as_long() -> None:
    def said(times: int) -> None:
        assert stated(HTML + f"<p>{LINES[1]}{LINES[2]}</p>" * times + f"<!--{next(pages)}-->") == STATED

    pages = count()
    said(10)
    assert times_as_long(partial(said, 2000), partial(said, 100), 40) < 40


# --- encodings


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "hz", "utf-7"]
)
@pytest.mark.parametrize(
    "charset", ["", "utf-8", "gb2312", "utf-16", "big5", "iso-8859-1", "x-none", "base64"]
)
def test_a_missing_wrong_or_contradictory_charset_loses_no_claim(codec: str, charset: str) -> None:
    # In UTF-7 nothing but its name tells it from ASCII.
    named = {"utf-7": "utf-7", "hz": "hz-gb-2312"}.get(codec, charset)
    head = f'<?xml version="1.0" encoding="{charset}"?><meta charset="{named}">' if charset else ""
    if codec == "utf-7" and not charset:
        head = '<meta charset="utf-7">'
    body = HTML.encode(codec)
    data = head.encode() + body if codec in ("utf-7", "hz") else (head + HTML).encode(codec)
    assert stated(data) == STATED


def test_big5_is_read_and_evidence_is_in_its_own_characters() -> None:
    page = "<title>抖音企業認證怎麼收費</title><p>企業認證的審核費用是600元一年。"
    page += "<p>需要提交營業執照和法人身份證。"
    document, claims = worked(page.encode("big5"))
    assert document.encoding == "big5"
    assert {claim.value for claim in claims} == STATED
    assert any("審核費用" in e.quote for claim in claims for e in claim.evidence)


def test_of_mixed_encodings_in_one_file_the_larger_part_is_read() -> None:
    other = "<p>小红书机构认证免费。".encode("gb18030")
    assert stated((HTML + f"<p>{TEXT}" * 3).encode() + other) >= STATED


# --- characters that are no text, or cannot be seen


@pytest.mark.parametrize("form", ["html", "text", "markdown"])
def test_lone_surrogates_reach_no_table(form: str) -> None:
    source = (HTML if form == "html" else TEXT).replace("怎么", "\ud800怎\udfff么")
    page = Page("a", "", 1, "utf-8", form, source, "抖音\ud800认证", "http://x/\udc00")  # type: ignore[arg-type]
    document = clean(page)
    for text in (document.text, document.folded, document.title or "", document.address or ""):
        text.encode()
    assert {claim.value for claim in extract(document)} == STATED


def test_surrogates_in_entities_and_beside_a_page_do_not_stop_the_tables(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text("&#xD800;&#xDFFF;&#0;&#x110000;" + HTML, "utf-8")
    (folder / "b.txt").write_bytes(TEXT.encode() + b"\xed\xa0\x80 \xed\xbf\xbf")
    listed = {"page": "a.html", "retells": "http://x/\ud800", "published": "2020-01-02"}
    (folder / "sources.jsonl").write_text(json.dumps(listed), "utf-8")
    report = rz.build(folder)
    assert set(report.claims["value"]) == STATED
    from analysis.store import csv_text, parquet_bytes

    for table in (report.claims, report.evidence, report.pages, report.sources):
        csv_text(table).encode()
        assert parquet_bytes(table)


def test_what_cannot_be_seen_inside_words_is_folded_away_and_kept_in_the_evidence() -> None:
    hidden = HTML.replace("600元", "6\u202e00\u202c元").replace("营业执照", "营\u200b业\u200d执\ufeff照")
    hidden = hidden.replace("身份证", "身\u00ad份\u2060证")
    _, claims = worked(hidden)
    assert {claim.value for claim in claims} == STATED
    quotes = "".join(e.quote for claim in claims for e in claim.evidence)
    assert all(words in quotes for words in ("6\u202e00\u202c元", "营\u200b业\u200d执", "身\u00ad份\u2060证"))


# --- names and places of files


def test_names_of_every_kind_are_read_and_told_on_one_line(tmp_path: Path) -> None:
    names = [
        "a b.html",
        "认证 页.html",
        "new\nline.html",
        "x" * 250 + ".html",
        "中" * 83 + ".html",
        "-rf.html",
    ]
    names += ["quote\"'<b>&.html", "\x1b[31mred.html", "\u202ecba.html", "%s{}$HOME.html"]
    for name in names:
        (tmp_path / name).write_text(HTML, "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.html")).write_text(HTML, "utf-8")
    findings = find_claims([tmp_path], root=tmp_path)
    assert len(findings.documents) == len(names) + 1
    assert all(document.page.isprintable() for document in findings.documents)
    assert {"new\\nline.html", "\\xff\\xfe.html", "\\u202ecba.html", "认证 页.html"} <= set(findings.found)


def test_links_out_of_the_folder_in_loops_and_to_nowhere_are_named_or_found_without_them(
    tmp_path: Path,
) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "page.html").write_text(HTML, "utf-8")
    (inside / "data.json").write_text("{}")
    for name, target in {
        "again.html": inside / "page.html",
        "elsewhere.html": outside / "page.html",
        "folder": outside,
        "up": tmp_path,
        "loop": inside,
        "self.html": inside / "self.html",
        "nowhere.html": inside / "gone.html",
        "kind.html": inside / "data.json",
    }.items():
        (inside / name).symlink_to(target)
    findings = find_claims([inside], root=inside)
    assert [document.page for document in findings.documents] == ["page.html"]
    told = {skip.page: skip.reason for skip in findings.skipped}
    assert set(told) == {"elsewhere.html", "folder", "up", "self.html", "nowhere.html", "kind.html"}
    assert "nowhere" in told["nowhere.html"]
    assert "nowhere" in told["self.html"]
    assert "folder elsewhere" in told["folder"]
    # A link that is named itself is followed.
    assert {claim.value for claim in find_claims([inside / "elsewhere.html"]).claims} == STATED


def test_pipes_and_sockets_are_skipped_without_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.html").write_text(HTML, "utf-8")
    os.mkfifo(tmp_path / "pipe.html")
    os.mkfifo(tmp_path / "sources.jsonl")
    monkeypatch.chdir(tmp_path)  # the name of a socket has to be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.html")
        findings = find_claims([tmp_path], root=tmp_path)
    assert [document.page for document in findings.documents] == ["a.html"]
    assert {skip.page: skip.reason[:18] for skip in findings.skipped} == {
        "pipe.html": "not a regular file",
        "socket.html": "not a regular file",
    }


def test_a_pipe_that_takes_a_files_place_at_the_last_moment_does_not_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, whole = tmp_path / "a.html", Path.stat
    os.mkfifo(path)
    (tmp_path / "was.html").write_text(HTML, "utf-8")
    monkeypatch.setattr(
        Path, "stat", lambda self, **more: whole(tmp_path / "was.html" if self == path else self, **more)
    )
    assert reason(path).startswith("not a regular file")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes a file that only Linux has")
def test_a_file_that_cannot_be_read_is_skipped_with_the_reason_of_the_system(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("/proc/self/mem")
    assert reason(tmp_path / "a.html").startswith("cannot be read (Input/output error)")


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may read everything is refused nothing")
def test_a_file_and_a_folder_without_rights_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(0o000)
    (tmp_path / "a.html").touch(0o000)
    told = {skip.page: skip.reason for skip in find_claims([tmp_path], root=tmp_path).skipped}
    (tmp_path / "shut").chmod(0o700)
    assert set(told) == {"a.html", "shut"}
    assert all("ermission denied" in words for words in told.values())


def test_a_folder_named_like_a_page_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.html").mkdir()
    (tmp_path / "x.html" / "in.txt").write_text(TEXT, "utf-8")
    assert find_claims([tmp_path], root=tmp_path).found == ("x.html/in.txt",)
    assert "not a regular file" in reason(tmp_path / "x.html")


def test_the_same_file_twice_is_one_page_and_its_copy_one_source(tmp_path: Path) -> None:
    page = HTML + "".join(f"<p>第{n}步要看清楚第{n * 7}页上的说明和图片，再往下走。" for n in range(40))
    (tmp_path / "a.html").write_text(page, "utf-8")
    twice = [tmp_path, tmp_path / "a.html", f"{tmp_path}/./a.html"]
    assert len(find_claims(twice).found) == 1
    (tmp_path / "b.html").write_text(page, "utf-8")
    report = rz.build(tmp_path)
    assert (len(report.pages), report.sources["cluster"].nunique()) == (2, 1)


def test_a_file_that_grows_while_it_is_read_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.html"
    path.write_text(HTML, "utf-8")
    from analysis.read import files

    whole = files._read_most

    def growing(file: object, most: int) -> bytes:
        data = whole(file, most)  # type: ignore[arg-type]
        with path.open("a", encoding="utf-8") as more:
            more.write("<p>免费")
        return data

    monkeypatch.setattr(files, "_read_most", growing)
    assert reason(path).startswith("changed while it was read")


def test_a_file_that_vanishes_before_it_is_read_is_skipped(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")

    def vanishing(files: list[Found]) -> list[Found]:
        files[0].path.unlink()
        return files

    findings = find_claims([tmp_path], root=tmp_path, track=vanishing)
    assert [document.page for document in findings.documents] == ["b.txt"]
    assert findings.skipped[0].reason.startswith("cannot be read (No such file or directory)")


def test_a_readme_is_passed_over_and_a_page_that_begins_like_one_is_not(tmp_path: Path) -> None:
    for name in ("README.md", "readme.zh-CN.md", "readme-of-douyin.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    assert find_claims([tmp_path], root=tmp_path).found == ("readme-of-douyin.txt",)
    assert read_page(tmp_path / "README.md").title == LINES[0]
