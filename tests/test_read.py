"""Reading: which files are pages, how their bytes become text, and what they tell about themselves."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ReadError, UsageError
from analysis.model import Page, Skipped
from analysis.read import find_pages, read_page, read_pages
from analysis.read.dates import first_date, stamp_date
from analysis.read.decode import decode
from analysis.read.metadata import find_metadata

CHINESE = "云岛号的企业认证每年收费五百元，审核需要三个工作日，没有通过的话费用不退。"
TRADITIONAL = "雲島號的企業認證每年收費五百元，審核需要三個工作日，沒有通過的話費用不退。"


def write(folder: Path, name: str, content: str | bytes = CHINESE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def ids(found: list[Page]) -> list[str]:
    return [page.id for page in found]


# --- which files are pages ---


def test_folders_are_read_at_any_depth_sorted_and_without_files_of_other_kinds(tmp_path: Path) -> None:
    for name in ("b/c/d.md", "a.TXT", "b/a.htm", "a.claims.jsonl", ".hidden.txt", ".git/x.txt", "README.md"):
        write(tmp_path, name)
    pages, skipped = read_pages([tmp_path], root=tmp_path)
    assert ids(pages) == ["a.TXT", "b/a.htm", "b/c/d.md"]
    assert skipped == []


def test_a_file_named_twice_is_one_page_and_the_order_of_naming_is_nothing(tmp_path: Path) -> None:
    first, second = write(tmp_path, "a.txt"), write(tmp_path, "sub/b.txt")
    once = find_pages([tmp_path])
    assert find_pages([second, tmp_path, first, tmp_path / "sub" / ".." / "a.txt"]) == once
    assert len(once) == 2


def test_an_id_is_the_path_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "pages/x/a.txt")
    monkeypatch.chdir(tmp_path)
    assert ids(read_pages(["./pages//"])[0]) == ["pages/x/a.txt"]
    assert ids(read_pages(["pages"], root="pages")[0]) == ["x/a.txt"]
    monkeypatch.chdir(tmp_path / "pages")
    assert ids(read_pages(["../pages"])[0]) == ["../pages/x/a.txt"]


def test_links_are_not_followed_and_those_that_leave_the_folder_are_named(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.txt")
    write(tmp_path, "in/a.txt")
    (tmp_path / "in" / "out.txt").symlink_to(outside)
    (tmp_path / "in" / "again.txt").symlink_to(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    pages, skipped = read_pages([tmp_path / "in"], root=tmp_path / "in")
    assert ids(pages) == ["a.txt"]
    assert [item.page for item in skipped] == ["out.txt"]
    assert "link" in skipped[0].reason


def test_a_folder_may_be_named_like_a_page(tmp_path: Path) -> None:
    write(tmp_path, "x.html/a.txt")
    assert ids(read_pages([tmp_path], root=tmp_path)[0]) == ["x.html/a.txt"]


def test_a_path_that_is_not_there_and_a_folder_without_pages_are_wrong_usage(tmp_path: Path) -> None:
    # Not the folder that one happens to be in.
    with pytest.raises(UsageError, match="an empty path"):
        read_pages([""])
    with pytest.raises(UsageError, match=r"missing\.txt"):
        find_pages([tmp_path / "missing.txt"])
    with pytest.raises(UsageError, match=r"\.html, \.htm, \.mhtml, \.txt, \.md"):
        read_pages([tmp_path])


def test_every_file_is_accounted_for_with_a_reason(tmp_path: Path) -> None:
    bad = {
        "empty.txt": b"",
        "blank.html": b" \r\n\t\xe3\x80\x80",
        "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(99),
        "paper.html": b"%PDF-1.7 ...",
        "nul.txt": bytes(500),
        "noise.txt": bytes(range(1, 256)) * 9,
        "broken.mhtml": b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx",
        "large.txt": b"x" * 3000,
    }
    for name, content in bad.items():
        write(tmp_path, name, content)
    write(tmp_path, "good.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    pages, skipped = read_pages([tmp_path], root=tmp_path, max_bytes=2999)
    reasons = {item.page: item.reason for item in skipped}
    assert ids(pages) == ["good.txt"]
    assert set(reasons) == {*bad, "pipe.txt"}
    assert "empty" in reasons["empty.txt"]
    assert "empty" in reasons["blank.html"]
    assert "PNG" in reasons["picture.html"]
    assert "PDF" in reasons["paper.html"]
    assert "3000" in reasons["large.txt"]
    assert "2999" in reasons["large.txt"]
    assert "text/html" in reasons["broken.mhtml"]


def test_a_file_of_an_unknown_kind_is_skipped_where_it_is_named(tmp_path: Path) -> None:
    pages, skipped = read_pages([write(tmp_path, "a.docx"), write(tmp_path, "b.txt")], root=tmp_path)
    assert ids(pages) == ["b.txt"]
    assert skipped == [Skipped("a.docx", skipped[0].reason)]
    assert ".docx" in skipped[0].reason


def test_an_error_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"^gone: cannot be read"):
        read_page(tmp_path / "gone.txt", "gone")


# --- how bytes become text ---


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "hz"]
)
def test_encodings_are_recognised_without_a_declaration(codec: str) -> None:
    assert decode(CHINESE.encode(codec))[0] == CHINESE


@pytest.mark.parametrize("codec", ["big5", "gbk", "utf-8", "utf-16-le"])
def test_traditional_text_is_recognised_too(codec: str) -> None:
    assert decode(TRADITIONAL.encode(codec))[0] == TRADITIONAL


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-8"])
def test_the_first_chinese_byte_may_come_late(codec: str) -> None:
    page = "<style>" + "a{b:c}\n" * 30_000 + "</style>" + TRADITIONAL
    assert decode(page.encode(codec))[0] == page


def test_gb2312_is_read_as_gb18030_and_named_so() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">镕堃' + CHINESE
    assert decode(page.encode("gb18030")) == (page, "gb18030")


@pytest.mark.parametrize("declared", ["gb2312", "big5", "utf-16", "x-unknown", "rot13"])
def test_a_wrong_declaration_does_not_win_over_clean_utf8(declared: str) -> None:
    page = f'<meta charset="{declared}">{CHINESE}'
    assert decode(page.encode()) == (page, "utf-8")


@pytest.mark.parametrize("declared", ["utf-8", "big5", "iso-8859-1", "nonsense"])
def test_a_declaration_that_does_not_decode_is_passed_over(declared: str) -> None:
    page = f'<?xml version="1.0" encoding="{declared}"?>{CHINESE}'
    assert decode(page.encode("gb18030")) == (page, "gb18030")


def test_a_page_cut_off_within_a_character_is_still_read() -> None:
    text, encoding = decode((CHINESE * 3).encode()[:-2])
    assert encoding == "utf-8"
    assert text.startswith(CHINESE)


def test_a_stray_nul_does_not_make_a_page_binary() -> None:
    assert decode(CHINESE.encode() * 9 + b"\x00")[0].startswith(CHINESE)


def test_ascii_is_only_taken_for_an_escaped_encoding_where_that_makes_chinese() -> None:
    assert decode(b"a ~{ b ~} c++ d+AGE-")[0] == "a ~{ b ~} c++ d+AGE-"
    page = f'<meta charset="utf-7">{CHINESE}'
    assert decode(b'<meta charset="utf-7">' + CHINESE.encode("utf-7")) == (page, "utf-7")


def test_western_text_is_not_taken_for_chinese() -> None:
    assert decode("Le café est prêt, dit-elle.".encode("cp1252"))[0] == "Le café est prêt, dit-elle."
    assert decode("Le café est prêt.".encode())[0] == "Le café est prêt."


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_a_read_error(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except ReadError:
        return
    text.encode("utf-8")


# --- archives ---


def test_a_web_archive_gives_its_html_part_and_address(tmp_path: Path) -> None:
    html = f"<title>云岛号认证</title><p>{CHINESE}"
    head = (
        "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=cut\r\n"
    )
    part = "--cut\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: 8bit\r\n"
    body = f"{part}Content-Location: https://example.org/rz\r\n\r\n".encode() + html.encode("gbk")
    image = b"\r\n--cut\r\nContent-Type: image/png\r\n\r\nxyz\r\n--cut--\r\n"
    page = read_page(write(tmp_path, "saved.mhtml", head.encode() + b"\r\n" + body + image))
    assert (page.title, page.address, page.encoding) == ("云岛号认证", "https://example.org/rz", "gb18030")
    assert page.source.strip() == html


# --- what pages tell about themselves ---


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("云岛号认证怎么收费？_云岛教程_某某网", "", "云岛号认证怎么收费？"),
        ("云岛号认证怎么收费 - 某某网", "<h1>某某网</h1>", "云岛号认证怎么收费"),
        ("云岛号认证怎么收费，详解-某某网", "<h1>云岛号认证怎么收费</h1>", "云岛号认证怎么收费"),
        ("云岛号认证-某某网", "<div>云岛号认证</div><div>云岛号</div>", "云岛号认证"),
        ("", "<h1>云岛号认证怎么收费</h1>", "云岛号认证怎么收费"),
        ("雲島號認證(zhèng)-某某網(wǎng)", "<div>雲島號認證(zhèng)</div>", "雲島號認證(zhèng)"),
        ("云岛号认证 | 怎么取消企业认证", "", "云岛号认证 | 怎么取消企业认证"),
    ],
)
def test_the_title_is_the_headline_without_the_site(head: str, body: str, title: str) -> None:
    assert find_metadata(f"<title>{head}</title>{body}<p>{CHINESE}", "html").title == title


def test_the_title_of_a_text_is_its_first_line_that_is_no_chrome() -> None:
    chrome = "某某网\n首页 | 手机 | 软件 | 问答\n您的位置：首页 > 正文\n\n"
    text = f"{chrome}云岛号认证怎么收费\n2020-02-03\n{CHINESE}"
    assert find_metadata(text, "text").title == "云岛号认证怎么收费"
    assert find_metadata(CHINESE, "text").title is None


@pytest.mark.parametrize(
    ("source", "published"),
    [
        ('<meta property="article:published_time" content="2023-05-06T08:00:00+08:00">', "2023-05-06"),
        ('<meta name="PubDate" content="20230506">', "2023-05-06"),
        ('<script type="application/ld+json">{"pubDate": "2017-06-15T08:00:01"}</script>', "2017-06-15"),
        ('<h1>云岛号认证</h1><time datetime="2021-01-09">', "2021-01-09"),
        ("<h1>云岛号认证</h1><div>来源：网络 发布时间：2022年2月9日</div>", "2022-02-09"),
        ("<h1>云岛号认证</h1><div>4年前 (2022-02-19) 电商 251</div>", "2022-02-19"),
        ("<div>2019/3/4 10:22</div><h1>云岛号认证</h1>", "2019-03-04"),
        ("<h1>云岛号认证</h1><p>云岛号从2017年12月18日起接受企业认证。", None),
        ("<h1>云岛号认证</h1><div>有效期至2024-12-31</div>", None),
        ("<h1>云岛号认证</h1><div>2021-02-30</div>", None),
        ("<h1>云岛号认证</h1><div>2099-01-01</div>", None),
        (f"<h1>云岛号认证</h1><p>{CHINESE}<p>Copyright 2019-10-11 某某网", None),
    ],
)
def test_the_date_is_one_the_page_gives_for_itself(source: str, published: str | None) -> None:
    assert find_metadata(source, "html").published == published


def test_dates_are_valid_dates() -> None:
    assert first_date("2022-13-01，2022-1-5") == "2022-01-05"
    assert first_date("12022-01-05") is None
    assert stamp_date("20220231") is None


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ('<link rel="canonical" href="https://example.org/a">', "https://example.org/a"),
        (
            '<link rel="canonical" href="/a"><meta property="og:url" content="http://example.org/b">',
            "http://example.org/b",
        ),
        ("<!-- saved from url=(0021)https://example.org/c -->", "https://example.org/c"),
        ("<p>本文链接：http://example.org/d.html，转载请注明</p>", "http://example.org/d.html"),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
    ],
)
def test_the_address_is_an_http_address_that_the_page_names(source: str, address: str | None) -> None:
    assert find_metadata(source, "html").address == address


def test_sources_beside_a_page_serve_where_the_page_is_silent(tmp_path: Path) -> None:
    listed = {"page": "a.txt", "retells": "https://example.org/a", "published": "2020-05-06"}
    other = {"page": "b.txt", "retells": "ftp://example.org/b", "published": None}
    write(tmp_path, "sources.jsonl", f"not json\n{json.dumps(listed)}\n{json.dumps(other)}\n")
    told = "云岛号认证怎么收费\n发布时间：2022-01-02\n原文链接：https://example.org/own\n"
    quiet, silent = read_page(write(tmp_path, "a.txt")), read_page(write(tmp_path, "b.txt"))
    assert (quiet.address, quiet.published) == ("https://example.org/a", "2020-05-06")
    assert (silent.address, silent.published) == (None, None)
    speaking = read_page(write(tmp_path, "a.txt", told + CHINESE))
    assert (speaking.address, speaking.published) == ("https://example.org/own", "2022-01-02")


def test_a_page_keeps_the_hash_and_size_of_its_bytes(tmp_path: Path) -> None:
    page = read_page(write(tmp_path, "a.txt", "认证"))
    assert (page.size, page.format) == (6, "text")
    assert page.sha256 == hashlib.sha256("认证".encode()).hexdigest()
