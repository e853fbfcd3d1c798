from __future__ import annotations

import csv
import io
import json
import random
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from labelled import corpus
from made import FEES, claim, document

from analysis.compare import matrix
from analysis.errors import UsageError
from analysis.exports import FORMATS
from analysis.model import Claim, Evidence, Skipped
from analysis.records import claim_record, claims_jsonl
from analysis.report import TABLES, Report, build_report, write
from analysis.store import csv_text
from analysis.table import claims_table


@pytest.fixture
def report() -> Report:
    documents = [document(f"{name}.html") for name in "kcbaz"]
    return build_report(documents, FEES, [Skipped("x.pdf", "not a text page")])


def test_a_record_has_the_fields_of_the_format_in_order() -> None:
    pieces = (Evidence(30, 32, "又说"), Evidence(3, 5, "先说"))
    record = claim_record(Claim("a.html", "weibo", "personal", "fee", "free", None, "2022-02-19", pieces))
    assert record == {
        "page": "a.html",
        "platform": "weibo",
        "type": "personal",
        "attribute": "fee",
        "value": "free",
        "condition": None,
        "published": "2022-02-19",
        "evidence": [{"start": 3, "end": 5, "text": "先说"}, {"start": 30, "end": 32, "text": "又说"}],
    }
    keys = ["page", "platform", "type", "attribute", "value", "condition", "published", "evidence"]
    assert list(record) == keys


def test_lines_are_sorted_by_page_and_position_in_any_order_of_claims() -> None:
    text = claims_jsonl(reversed(FEES))
    assert text == claims_jsonl(FEES)
    places = [(line["page"], line["evidence"][0]["start"]) for line in map(json.loads, text.splitlines())]
    assert places == sorted(places)
    assert "不要钱" in text


def test_no_claims_are_no_lines() -> None:
    assert claims_jsonl([]) == ""


def test_the_order_of_the_input_does_not_matter(report: Report, tmp_path: Path) -> None:
    other = build_report(reversed(report.documents), reversed(FEES), report.skipped)
    assert other.summary() == report.summary()
    one, two = write(report, tmp_path / "one"), write(other, tmp_path / "two")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_the_summary_tells_pages_claims_conflicts_and_files(report: Report) -> None:
    names = ("claims.csv", "matrix-douyin.png", "matrix-douyin.svg", "cost.png", "charts.pdf")
    text = report.summary(files=[Path("output") / name for name in names])
    assert text.splitlines() == [
        "收到 6 个页面 = 读完 5 个 + 跳过 1 个",
        "读了 5 个页面（其中 1 个没有可用的说法）",
        "独立来源 5 个",
        "跳过 1 个页面",
        "  x.pdf：not a text page",
        "找到 7 条说法，7 处原文为证，2 个平台",
        "说法矛盾 1 处（→ 按来源多数）",
        "  抖音 · 企业认证 · 费用：600 元 ×2 / 免费 ×1 → 600 元",
        "文件在 output/",
        "  charts.pdf",
        "  *.csv, *.parquet (claims)",
        "  matrix-*.png, matrix-*.svg (douyin)",
        "  *.png, *.svg (cost)",
    ]
    assert (
        report.summary("en").splitlines()[-1] == "  Douyin · Enterprise · Fee: CNY 600 ×2 / free ×1 → CNY 600"
    )


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    many = build_report([], [], [Skipped(f"{n:02}.pdf", "not text") for n in range(13)])
    assert many.summary("en").splitlines()[14] == "  … and 3 more"


def test_the_comparison_shows_itself_in_a_notebook(report: Report) -> None:
    html = report._repr_html_()
    assert "矛盾：600 元 ×2 / 免费 ×1" in html
    assert "读了 5 个页面" in html
    assert repr(report) == "<Report: 5 pages, 7 claims>"


def test_write_leaves_the_tables_and_pictures_of_every_chart(report: Report, tmp_path: Path) -> None:
    drawn: list[str] = []

    def track(charts: list[str]) -> list[str]:
        drawn.extend(charts)
        return charts

    paths = write(report, tmp_path / "new" / "out", track=track, others={"first.txt": lambda: b"first"})
    names = [path.name for path in paths]
    assert names[:2] == ["first.txt", "claims.jsonl"]
    tables = [f"{name}.{suffix}" for name in TABLES for suffix in ("csv", "parquet")]
    assert names[2 : 2 + len(tables)] == tables
    pictures = names[2 + len(tables) :]
    assert pictures[:4] == [
        "matrix-douyin.png",
        "matrix-douyin.svg",
        "matrix-kuaishou.png",
        "matrix-kuaishou.svg",
    ]
    assert pictures[-1] == "charts.pdf"
    assert sorted(paths) == sorted((tmp_path / "new" / "out").glob("[!.]*"))
    assert [
        f"{name}.{kind}" for name in drawn for kind in ("png", "svg") if name != "telling-words"
    ] == pictures[:-1]
    assert paths[1].read_text(encoding="utf-8") == claims_jsonl(FEES)
    # The mark by which Excel knows UTF-8.
    assert paths[2].read_bytes().startswith(b"\xef\xbb\xbfpage,platform,")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_a_quote_that_looks_like_a_formula_stays_text(start: str) -> None:
    quote = f'{start}HYPERLINK("x","y")'
    text = csv_text(claims_table([claim("a.html", "douyin enterprise fee", "free", quote=quote)]))
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["quote"] == f"'{quote}"


def test_a_csv_row_reads_back_as_the_claim() -> None:
    made = claim(
        "a,b.html", "douyin enterprise fee", "CNY600", published="2022-03-01", quote='他说"六百"，\n就六百'
    )
    (row,) = csv.DictReader(io.StringIO(csv_text(claims_table([made])), newline=""))
    assert (row["page"], row["value"], row["quote"]) == ("a,b.html", "CNY600", '他说"六百"，\n就六百')
    assert (row["published"], row["condition"]) == ("2022-03-01", "")


def test_on_the_corpus_the_order_of_pages_and_claims_changes_no_table() -> None:
    documents, claims = (list(part) for part in corpus())
    expected = build_report(documents, claims)
    random.Random(7).shuffle(documents)
    random.Random(8).shuffle(claims)
    shuffled = build_report(documents, claims)
    assert shuffled.copies == expected.copies
    for name in (*TABLES, "evidence", "pages", "comparison"):
        pd.testing.assert_frame_equal(getattr(shuffled, name), getattr(expected, name))


def test_the_summary_counts_a_repost_once_and_says_by_which_rule_a_dispute_is_settled() -> None:
    report = build_report(*corpus(), resolution="strict")
    text = report.summary()
    assert "独立来源 30 个（3 个页面是转载或同源）" in text
    assert "（→ 矛盾保留不定）" in text
    assert "→ 未定" in text
    assert "Independent sources: 30 (pages copied or of one origin: 3)" in report.summary("en")


def test_two_pages_of_a_report_are_set_side_by_side() -> None:
    report = build_report(*corpus())
    one, other = report.copies[0].one, report.copies[0].other
    table = report.passages(one, other)
    assert list(table.columns) == ["text", "text_other", "likeness", "start", "start_other"]
    assert len(table) > 5
    with pytest.raises(UsageError, match=r"no page 'none\.txt' in this report: choose one of report\.pages"):
        report.passages(one, "none.txt")


PLATFORM_TABLES = ("evidence", *(name for name in TABLES if name != "sources"))


def test_a_report_on_some_platforms_has_their_rows_of_every_table_and_judges_nothing_anew() -> None:
    report = build_report(*corpus())
    narrow = report.only("weibo", "douyin")
    assert narrow.platforms() == ["douyin", "weibo"]
    for name in PLATFORM_TABLES:
        whole = getattr(report, name)
        rows = whole[whole["platform"].isin(["douyin", "weibo"])].reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(narrow, name), rows)
    assert narrow.comparison.equals(report.comparison.loc[["抖音", "微博"]])
    assert {claim.platform for claim in narrow.claims_list} == {"douyin", "weibo"}
    assert len(narrow.claims_list) == len(narrow.claims)


def test_a_report_on_one_platform_has_the_pages_that_tell_of_it_and_all_that_were_skipped() -> None:
    documents, claims = corpus()
    narrow = build_report(documents, claims, [Skipped("x.pdf", "not a text page")]).only("douyin")
    pages = {document.page for document in narrow.documents}
    assert pages == {*narrow.claims["page"], *narrow.kinds["page"]}
    assert set(narrow.sources["page"]) == pages
    assert set(narrow.pages["page"]) == {*pages, "x.pdf"}
    assert list(narrow.sources["page"]) == [document.page for document in narrow.documents]
    assert "跳过 1 个页面" in narrow.summary()


def test_copies_are_judged_on_all_pages_also_where_one_platform_is_shown() -> None:
    text = "".join(f"第{n}条说明认证的第{n}种情形与办法。" for n in range(20))
    documents = [document(name, text) for name in ("a.html", "b.html", "c.html")]
    claims = [
        claim("a.html", "kuaishou enterprise fee", "free"),
        claim("b.html", "douyin enterprise fee", "free"),
        claim("c.html", "douyin enterprise fee", "free"),
    ]
    narrow = build_report(documents, claims).only("douyin")
    assert narrow.values["n_sources"].tolist() == [1]
    assert narrow.sources[["page", "cluster", "n_pages"]].to_numpy().tolist() == [
        ["b.html", "a.html", 3],
        ["c.html", "a.html", 3],
    ]
    assert {(link.one, link.other) for link in narrow.copies} >= {("b.html", "c.html")}
    assert "独立来源 1 个（1 个页面是转载或同源）" in narrow.summary()


def test_a_report_in_english_is_narrowed_as_well(report: Report) -> None:
    english = replace(report, comparison=matrix(report.cells, lang="en"))
    assert english.only("kuaishou").comparison.index.tolist() == [("Kuaishou", "Enterprise")]


@pytest.mark.parametrize(
    ("platforms", "message"),
    [
        (("weibo", "kuaishou", "x"), "nothing is claimed of weibo, x: choose from douyin, kuaishou"),
        ((), "no platform is named: choose from douyin, kuaishou"),
    ],
)
def test_a_platform_of_which_nothing_is_claimed_is_refused_with_those_there_are(
    report: Report, platforms: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        report.only(*platforms)
    with pytest.raises(UsageError, match="choose from none"):
        build_report([], []).only("douyin")


def test_a_report_writes_all_that_a_build_writes(report: Report, tmp_path: Path) -> None:
    paths = report.only("kuaishou").write(tmp_path / "pack", lang="en")
    assert sorted(paths) == sorted((tmp_path / "pack").glob("[!.]*"))
    assert [path.name for path in paths[: len(FORMATS)]] == list(FORMATS)
    assert {"claims.jsonl", "matrix-kuaishou.png", "charts.pdf"} <= {path.name for path in paths}


def test_the_copy_curve_of_a_report_is_a_table() -> None:
    curve = build_report(*corpus()).copy_curve((0.2,))
    assert curve[["share", "found", "wrong"]].to_numpy().tolist() == [[0.2, 1.0, 0.0]]
