"""Cells that people decided on are marked wherever cells are shown, with who, when and why at hand."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from drawn import words
from openpyxl import load_workbook
from pptx import Presentation
from reviewed import EVIL, reviewed_report
from told import SMALL

from analysis import exports
from analysis.charts import comparison_matrix
from analysis.compare import matrix
from analysis.exports.html import render
from analysis.report import Report, build_report
from analysis.store import csv_text


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return reviewed_report(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def plain() -> Report:
    return build_report((page for page, _ in SMALL), (c for _, claims in SMALL for c in claims))


def test_cells_tell_whether_people_decided_and_whether_they_differ(report: Report) -> None:
    marked = report.cells[report.cells["review"] != ""]
    assert marked[["platform", "type", "attribute", "status", "review"]].to_numpy().tolist() == [
        ["douyin", "enterprise", "fee", "stated", "reviewed"],
        ["douyin", "enterprise", "refund", "denied", "disputed"],
        ["douyin", "personal", "fee", "stated", "reviewed"],
        ["douyin", "personal", "materials", "not_mentioned", "reviewed"],
        ["douyin", "general", "advice", "stated", "reviewed"],
    ]


def test_the_comparison_shows_the_marks(report: Report) -> None:
    shown = matrix(report.cells, "douyin")
    assert shown.loc["企业认证", "费用"] == "免费 ※"
    assert shown.loc["企业认证", "退费"] == "✗ 不退 ※?"
    assert shown.loc["个人认证", "费用"] == "300 元 ※"
    assert shown.loc["个人认证", "退费"] == "未提及"


@pytest.mark.parametrize(
    ("lang", "note"), [("zh", "※：有人复核过；※?：复核的人"), ("en", "※: a person reviewed")]
)
def test_the_matrix_chart_marks_them_and_says_what_the_marks_mean(
    report: Report, plain: Report, lang: Any, note: str
) -> None:
    chart = comparison_matrix(report.cells, "douyin", lang)
    items = {(r.row, r.column): r.items for r in chart.data.itertuples() if "※" in r.items}
    assert len(items) == 5
    assert any(note in text for text in words(chart))
    assert not [text for text in words(comparison_matrix(plain.cells, "douyin", lang)) if "※" in text]


def test_a_cell_that_a_rejection_left_empty_is_shown_with_its_mark(report: Report) -> None:
    drawn = comparison_matrix(report.cells, "douyin").data
    row = drawn[(drawn["row"] == "所需资料") & (drawn["column"] == "个人认证")].iloc[0]
    assert (row["status"], row["items"]) == ("not_mentioned", "※")
    assert "未提及 ※" in words(comparison_matrix(report.cells, "douyin"))
    assert matrix(report.cells, "douyin").loc["个人认证", "所需资料"] == "未提及 ※"


def test_the_summary_counts_decisions_and_names_what_is_disputed(report: Report, plain: Report) -> None:
    said = report.summary("en").splitlines()
    at = said.index("Decisions of people: 5 (applied 3, disputed 2)")
    assert said[at + 1] == (
        "  review.jsonl:3: <b>Ben</b>: confirm douyin enterprise refund no: 安娜 said otherwise "
        "(review.jsonl, line 2)"
    )
    assert "人工复核 5 条（已采用 3，意见不一 2）" in report.summary()
    assert "复核" not in plain.summary()


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_report_marks_cells_and_holds_who_decided_when_and_why(report: Report, plain: Report) -> None:
    html = render(report).decode()
    assert html.count('<span class="review"') == 5
    assert EVIL not in html
    assert "<b>Ben</b>" not in html
    told = data_of(html)["reviews"]
    assert told["douyin.enterprise.fee"] == told["douyin.personal.fee"]
    assert told["douyin.enterprise.fee"] == [
        [
            *("更正 600 元 → 个人认证 · 300 元", "一年六百元", "a.html"),
            *("安娜", "2026-03-01T08:00:00+08:00", "看错了一行", ""),
        ]
    ]
    assert [(one[0], one[3], one[6]) for one in told["douyin.enterprise.refund"]] == [
        ("驳回 不退", "安娜", "有人意见不同，未采用"),
        ("确认 不退", "<b>Ben</b>", "有人意见不同，以此为准"),
    ]
    without = render(plain).decode()
    assert not re.search("reviews|※", without), "a report without a review knows nothing of one"


def test_the_workbook_marks_cells_and_lists_the_decisions(report: Report, plain: Report) -> None:
    book = load_workbook(io.BytesIO(exports.FORMATS["comparison.xlsx"](report, "zh")))
    cells = [cell for row in book["对照表"].iter_rows(values_only=True) for cell in row if cell]
    assert {"免费 ※", "不退 ※?", "300 元 ※"} <= set(cells)
    heads, *rows = book["复核"].iter_rows(values_only=True)
    assert heads[:8] == ("平台", "认证类型", "属性", "决定", "理由", "谁", "何时", "结果")
    assert len(rows) == 6, "a correction to another type is on two cells"
    assert ("抖音", "企业认证", "退费", "驳回 不退", "说的不是它", "安娜") in [row[:6] for row in rows]
    about = [row[0] for row in book["说明"].iter_rows(values_only=True)]
    assert {"※", "※?", "复核"} <= set(about)
    without = load_workbook(io.BytesIO(exports.FORMATS["comparison.xlsx"](plain, "zh")))
    assert "复核" not in without.sheetnames


def test_slides_mark_cells_and_their_notes_tell_the_decisions(report: Report) -> None:
    deck = Presentation(io.BytesIO(exports.FORMATS["training.pptx"](report, "zh")))
    notes = "\n".join(s.notes_slide.notes_text_frame.text for s in deck.slides if s.has_notes_slide)
    assert "※ 企业认证 · 费用 · 安娜、2026-03-01：更正 600 元 → 个人认证 · 300 元；看错了一行" in notes
    assert "※? 企业认证 · 退费 · 安娜、2026-03-01：驳回 不退（有人意见不同，未采用）；说的不是它" in notes
    texts = [
        cell.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    assert "✗ 不退 ※?" in texts
    assert {"※", "有人复核过", "✓ 营业执照 ※"} <= set(texts), "and say before what the marks mean"


def test_every_kind_of_decision_has_its_words(report: Report) -> None:
    for lang in ("zh", "en"):
        told = [one[0] for many in data_of(render(report, lang).decode())["reviews"].values() for one in many]
        starts = {"zh": "确认 驳回 更正 补充", "en": "confirmed rejected corrected added"}[lang].split()
        assert all(any(text.startswith(word) for text in told) for word in starts)


def test_a_narrowed_report_keeps_the_decisions_on_its_platform(report: Report) -> None:
    assert report.only("kuaishou").decisions.empty
    assert len(report.only("douyin").decisions) == 5


def test_the_same_decisions_give_the_same_files(report: Report, tmp_path: Path) -> None:
    again = reviewed_report(tmp_path)
    assert csv_text(again.decisions) == csv_text(report.decisions)
    for name, form in exports.FORMATS.items():
        assert form(again, "zh") == form(report, "zh"), name
