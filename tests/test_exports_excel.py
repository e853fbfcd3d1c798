from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from told import SMALL, Told, told

from analysis.charts import style
from analysis.exports import pack, sheets
from analysis.exports.excel import render
from analysis.exports.fit import lines, measure
from analysis.model import Skipped
from analysis.report import Report, build_report

FEE = "douyin enterprise fee"
SHEETS = {
    "zh": ["对照表", "证据", "矛盾", "来源", "说明", "测验"],
    "en": ["Comparison", "Evidence", "Disputes", "Sources", "About", "Quiz"],
}


def report_of(*pages: Told, skipped: tuple[Skipped, ...] = ()) -> Report:
    return build_report((p for p, _ in pages), (c for _, claims in pages for c in claims), skipped)


def book_of(report: Report, lang: Any = "zh") -> Any:
    return load_workbook(io.BytesIO(render(report, lang)))


def rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows of a sheet by their heads."""
    heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(*SMALL, skipped=(Skipped("x.pdf", "not a page"),))


@pytest.fixture(scope="module")
def book(report: Report) -> Any:
    return book_of(report)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheets_stand_in_their_order_with_fixed_heads_and_filters(report: Report, lang: str) -> None:
    book = book_of(report, lang)
    assert book.sheetnames == SHEETS[lang]
    for sheet in book:
        assert sheet.freeze_panes == ("C3" if sheet is book.worksheets[0] else "B2")
        assert sheet.auto_filter.ref
        first = sheet[sheet.freeze_panes].offset(row=-1).row
        assert sheet.print_title_rows == f"$1:${first}"
        wrapped = [cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value]
        assert wrapped
        assert all(wrapped)


def test_the_same_pages_in_any_order_give_the_same_bytes(report: Report) -> None:
    again = report_of(*reversed(SMALL), skipped=(Skipped("x.pdf", "not a page"),))
    assert render(again) == render(report)


def test_nothing_in_the_file_tells_when_it_was_made(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(render(report))) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", core)) == {"1980-01-01T00:00:00"}


def test_the_matrix_shows_sign_number_and_words_of_every_status(book: Any) -> None:
    sheet = book["对照表"]
    heads = [cell.value for cell in sheet[2]]
    told = {}
    for row in sheet.iter_rows(min_row=3):
        for at, cell in enumerate(row[2::2]):
            text = row[3 + 2 * at]
            told[row[0].value, row[1].value, heads[3 + 2 * at]] = (cell, text)
    fee = told["抖音", "企业认证", "费用"]
    assert (fee[0].value, fee[0].number_format, fee[1].value) == (2, '"≠ "0', "矛盾：免费 ×1 / 600 元 ×1")
    refund = told["抖音", "企业认证", "退费"]
    assert (refund[0].value, refund[0].number_format, refund[1].value) == (1, '"✗ "0', "不退")
    validity = told["快手", "企业认证", "有效期"]
    assert (validity[0].value, validity[0].number_format, validity[1].value) == (1, '"✓ "0', "1 年")
    silent = told["抖音", "个人认证", "费用"]
    assert (silent[0].value, silent[0].hyperlink, silent[1].value) == (None, None, "未提及")
    grounds = {part[0].fill.start_color.rgb for part in (fee, refund, validity, silent)}
    assert len(grounds) == 4
    assert silent[1].font.italic


def test_every_told_cell_leads_to_its_evidence_and_every_piece_back(book: Any, report: Report) -> None:
    matrix, evidence = book["对照表"], book["证据"]
    heads = [cell.value for cell in matrix[2]]
    seen = 0
    for row in matrix.iter_rows(min_row=3):
        for at in range(2, len(row), 2):
            if row[at].value is None:
                continue
            first, last = re.fullmatch(r"'证据'!A(\d+)(?::O(\d+))?", row[at].hyperlink.location).groups()
            subject = (row[0].value, row[1].value, heads[at + 1])
            for number in range(int(first), int(last) + 1):
                assert tuple(cell.value for cell in evidence[number][1:4]) == subject
                assert evidence[number][0].hyperlink.location == (
                    f"'对照表'!{row[at].coordinate}:{row[at + 1].coordinate}"
                )
                seen += 1
    assert seen == len(report.evidence) == evidence.max_row - 1


def test_a_piece_of_evidence_has_its_sentence_page_date_and_source(book: Any) -> None:
    row = next(row for row in rows_of(book["证据"]) if row["原文"] == "一年六百元")
    assert row["所在句"] == "😀抖音企业认证要先交钱，一年六百元。"
    assert (row["说法"], row["状态"], row["可信度"]) == ("600 元", "≠ 矛盾", "有争议")
    assert (row["页面标题"], row["页面文件"], row["独立来源"]) == ("抖音蓝V收多少钱", "a.html", "S01")
    assert row["发布日期"] == datetime(2023, 5, 1)
    assert row["前提"] is None


def test_only_an_address_of_the_web_is_a_link(book: Any) -> None:
    sheet = book["来源"]
    links = {row[4].value: row[3].hyperlink and row[3].hyperlink.target for row in sheet.iter_rows(min_row=2)}
    assert links == {
        "a.html": "https://a.example/fee?x=1&y=2",
        "b.html": None,
        "c.html": None,
        "x.pdf": None,
    }
    assert sheet["D3"].value == "javascript:alert(1)"


def test_a_dispute_has_both_sides_and_leads_to_both(book: Any) -> None:
    (row,) = rows_of(book["矛盾"])
    assert (row["平台"], row["属性"], row["性质"]) == ("抖音", "费用", "正面矛盾")
    sides = {(row[f"{side}：说法"], row[f"{side}：所在句"]) for side in ("一说", "另一说")}
    assert ("600 元", "😀抖音企业认证要先交钱，一年六百元。") in sides
    assert row["取舍"] == "取舍（按来源多数）：未定"
    for cell, quote in ((book["矛盾"]["E2"], "一分钱不收"), (book["矛盾"]["J2"], "一年六百元")):
        number = re.fullmatch(r"'证据'!A(\d+):O\1", cell.hyperlink.location)[1]
        assert book["证据"][f"G{number}"].value == quote


def test_only_a_dispute_within_a_type_is_settled() -> None:
    leave = "revocable"
    parts = [
        ("能撤", f"douyin personal {leave}", "yes"),
        "。",
        ("撤不了", f"douyin personal {leave}", "no"),
        "。",
    ]
    general = told("b.html", ("一概不能撤", f"douyin general {leave}", "no"))
    rows = rows_of(book_of(report_of(told("a.html", *parts), general))["矛盾"])
    told_of = {row["矛盾在哪里"]: row["取舍"] for row in rows}
    assert told_of == {
        "同一类型，说法相反": "取舍（按来源多数）：未定",
        "笼统的说法与具体类型的说法相反": None,
    }


def test_every_file_that_was_found_is_told_of(book: Any) -> None:
    rows = {row["页面文件"]: row for row in rows_of(book["来源"])}
    assert (rows["a.html"]["读取"], rows["a.html"]["说法数"]) == ("已读", 2)
    assert (rows["x.pdf"]["读取"], rows["x.pdf"]["原因"]) == ("没有读成", "not a page")


NASTY = [
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "12",
    "http://x/",
    "a" * 300,
]


@pytest.mark.parametrize("text", NASTY)
def test_a_text_of_a_page_stays_the_text_that_it_is(text: str) -> None:
    page = told(f"{text}.html", (text, FEE, "free"), title=text, address=text, condition=text)
    book = book_of(report_of(page, skipped=(Skipped(text, text),)))
    shown = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in shown}
    (row,) = rows_of(book["证据"])
    assert row["原文"] == row["前提"] == row["网址"] == text
    assert row["页面标题"] == text.strip()
    cell = book["证据"]["G2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)


@pytest.mark.parametrize("text", ["\x00\x0b\x1f", "\ufffe", "_x0041_", "😀", "]]>&<b>", "a\nb"])
def test_what_a_file_cannot_hold_does_not_break_it(text: str) -> None:
    page = told("a.html", f"前{text}", (f"说{text}", FEE, "free"), title=f"题{text}")
    (row,) = rows_of(book_of(report_of(page))["证据"])
    assert row["原文"] == pack.plain(f"说{text}")


def test_a_text_too_long_for_a_cell_ends_in_a_sign_and_a_long_address_is_no_link() -> None:
    address = f"http://a.example/{'x' * 3000}"
    page = told("a.html", ("长" * 40_000, FEE, "free"), address=address)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = book_of(report_of(page))
    (row,) = rows_of(book["证据"])
    assert row["原文"] == f"{'长' * sheets.LONGEST}…"
    assert row["网址"] == address


def test_where_there_are_too_many_links_texts_stay(monkeypatch: pytest.MonkeyPatch, report: Report) -> None:
    monkeypatch.setattr(sheets, "MOST_LINKS", 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = book_of(report)
    numbers = [cell for (cell,) in book["证据"].iter_rows(min_row=2, max_col=1)]
    assert [cell.value for cell in numbers] == list(range(1, 7))
    assert [bool(cell.hyperlink) for cell in numbers] == [True, True, *([False] * 4)]


def test_a_date_before_1900_is_shown_as_it_is() -> None:
    page = told("a.html", ("免费", FEE, "free"), published="1899-12-31")
    assert rows_of(book_of(report_of(page))["证据"])[0]["发布日期"] == "1899-12-31"


def test_a_run_without_any_claim_still_makes_a_workbook() -> None:
    book = book_of(report_of(told("a.html", "什么也没说。")))
    assert rows_of(book["证据"]) == rows_of(book["测验"]) == []
    assert len(rows_of(book["来源"])) == 1


def test_rows_are_as_high_as_their_texts() -> None:
    short = told("a.html", ("免费", FEE, "free"))
    long = told("b.html", ("免费" * 90, "weibo enterprise fee", "free"))
    sheet = book_of(report_of(short, long))["证据"]
    tall = [sheet.row_dimensions[row].height for row in (2, 3)]
    assert tall[0] < 40 < 150 < tall[1]


def test_in_english_only_the_pages_are_chinese(report: Report) -> None:
    book = book_of(report, "en")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            told = [cell for cell in row if re.search(r"[\u4e00-\u9fff]", str(cell.value))]
            for cell in told:
                head = sheet.cell(1, cell.column).value
                assert head in ("Quote", "Sentence", "Condition", "Page title", "Explanation") or (
                    str(head).endswith((": sentence", ": page"))
                )


def test_slides_and_workbook_look_like_the_charts() -> None:
    from analysis.charts import marks

    assert {status: pack.TINTS[status] for status in ("stated", "denied", "conflicting")} == {
        status: marks.TINTS[status] for status in ("stated", "denied", "conflicting")
    }
    assert (pack.BAR, pack.COLOURS["stated"]) == (marks.BAR, style.STATED)


@pytest.mark.parametrize(
    "text", ["", "抖音企业认证（蓝V），一年六百元。", "hello world, again", "a\nb\n", "x" * 99, "（（「"]
)
@pytest.mark.parametrize("room", [1, 3, 10, 40])
def test_lines_are_the_text_again_and_no_wider_than_the_room(text: str, room: float) -> None:
    broken = lines(text, room)
    assert "".join(broken) == text
    assert all(measure(line.rstrip()) <= room or len(line.rstrip()) == 1 for line in broken)
    assert not any(line.startswith(("，", "。", "）")) for line in broken[1:] if room > 2)
