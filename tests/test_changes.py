"""What changed over time, and between two runs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import claim, document
from stated import TEXT, stated

from analysis.anchors import find_again
from analysis.changes import compare_runs, timeline
from analysis.model import Claim, Document, Evidence
from analysis.report import Report, build_report
from analysis.table import claims_table

FEE = stated("a", "douyin enterprise fee", "CNY600", "每年六百元")
REFUND = stated("a", "douyin enterprise refund", "no", "审核不通过不退费")


def run(pages: dict[str, str], *claims: Claim) -> Report:
    return build_report([document(name, text) for name, text in pages.items()], claims)


def changes(old: Report, new: Report) -> list[tuple[object, ...]]:
    columns = ["attribute", "page", "change", "cause", "evidence"]
    return list(compare_runs(old, new)[columns].itertuples(index=False, name=None))


# ---- over time


def test_the_timeline_tells_when_which_value_was_claimed() -> None:
    subject = "weibo personal fee"
    made = [
        claim("c", subject, "CNY300", published="2024-05-01"),
        claim("a", subject, "free", published="2019-05-01"),
        claim("b", subject, "free", published="2021-05-01"),
        claim("d", subject, "paid", published="2025-05-01"),
        claim("e", subject, "CNY600"),
        claim("f", "weibo personal materials", "phone", published="2019-05-01"),
        claim("g", "weibo personal materials", "email", published="2020-05-01"),
    ]
    table = timeline(claims_table(made), {"b": "a"})
    assert table[["attribute", "value", "change", "page", "source"]].to_numpy().tolist() == [
        ["fee", "free", "first", "a", "a"],
        ["fee", "free", "same", "b", "a"],
        ["fee", "CNY300", "contradicts", "c", "c"],
        ["fee", "paid", "contradicts", "d", "d"],
        ["materials", "phone", "first", "f", "f"],
        ["materials", "email", "added", "g", "g"],
    ]


# ---- two runs


def test_the_same_run_twice_differs_in_nothing() -> None:
    report = run({"a": TEXT}, FEE, REFUND)
    assert compare_runs(report, report).empty


def test_a_page_that_came_brings_its_claims() -> None:
    free = stated("b", "douyin enterprise fee", "free", "不要钱", "认证不要钱。")
    old, new = run({"a": TEXT}, FEE), run({"a": TEXT, "b": "认证不要钱。"}, FEE, free)
    (row,) = compare_runs(old, new).itertuples(index=False)
    assert (row.change, row.cause, row.value, row.page) == ("gained", "page_added", "free", "b")
    assert (row.status_old, row.status_new) == ("stated", "conflicting")
    assert (row.evidence, row.start, row.end) == ("found", 2, 5)


def test_a_page_that_went_takes_its_claims_along() -> None:
    old, new = run({"a": TEXT, "b": "空"}, FEE), run({"b": "空"})
    (row,) = compare_runs(old, new).itertuples(index=False)
    assert (row.change, row.cause, row.evidence) == ("lost", "page_gone", "gone")
    assert (row.status_old, row.status_new, row.quote) == ("stated", "not_mentioned", "每年六百元")


def test_evidence_that_a_changed_page_has_no_more_is_reported_as_lost() -> None:
    text = TEXT.replace("每年六百元", "已经免费")
    free = stated("a", "douyin enterprise fee", "free", "已经免费", text)
    old, new = run({"a": TEXT}, FEE), run({"a": text}, free)
    assert changes(old, new) == [
        ("fee", "a", "lost", "page_changed", "lost"),
        ("fee", "a", "gained", "page_changed", "found"),
    ]


def test_a_claim_that_stands_on_other_words_still_reports_the_words_that_are_gone() -> None:
    text = TEXT.replace("每年六百元", "一年要600块")
    again = stated("a", "douyin enterprise fee", "CNY600", "一年要600块", text)
    assert changes(run({"a": TEXT}, FEE), run({"a": text}, again)) == [
        ("fee", "a", "kept", "page_changed", "lost")
    ]


def test_a_claim_whose_words_only_moved_is_no_change() -> None:
    text = f"新的开头。{TEXT}"
    moved = stated("a", "douyin enterprise fee", "CNY600", "每年六百元", text)
    assert changes(run({"a": TEXT}, FEE), run({"a": text}, moved)) == []


def test_a_claim_that_the_rules_read_no_more_in_the_same_text_is_told_apart() -> None:
    assert changes(run({"a": TEXT}, FEE, REFUND), run({"a": TEXT}, FEE)) == [
        ("refund", "a", "lost", "reading_changed", "found")
    ]


def test_words_that_moved_are_found_where_they_are_now() -> None:
    (row,) = compare_runs(run({"a": TEXT}, FEE), run({"a": f"新的。{TEXT}"})).itertuples(index=False)
    assert (row.evidence, row.start, row.end) == ("moved", 9, 14)


def test_a_page_under_another_name_is_the_same_page() -> None:
    assert changes(run({"a": TEXT}, FEE), run({"b": TEXT}, replace(FEE, page="b"))) == []


# ---- searching again


def test_of_several_places_the_one_with_the_same_surroundings_counts() -> None:
    text = "个人认证要三百元，机构认证要三百元。"
    evidence = Evidence(13, 17, "要三百元", "个人认证要三百元，机构认证"[-16:], "。")
    page = Document("a", text, (), text, tuple(range(len(text) + 1)))
    assert find_again(evidence, page) == ("found", 13, 17)
    first = replace(evidence, prefix="个人认证", suffix="，机构")
    assert find_again(first, page) == ("moved", 4, 8)


@given(
    st.text("甲乙丙丁", max_size=12),
    st.text("甲乙丙丁", max_size=12),
    st.text("甲乙", min_size=1, max_size=4),
)
def test_words_that_are_there_are_always_found_and_others_never(before: str, after: str, quote: str) -> None:
    page = document("a", before + quote + after)
    state, start, end = find_again(Evidence(len(before), len(before) + len(quote), quote), page)
    assert state in ("found", "moved")
    assert page.text[start:end] == quote
    assert find_again(Evidence(0, 1, "戊"), page) == ("lost", None, None)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_pages_and_claims_changes_nothing(seed: int) -> None:
    pages = {"a": TEXT, "b": "认证不要钱。"}
    free = stated("b", "douyin enterprise fee", "free", "不要钱", "认证不要钱。")
    claims = [FEE, REFUND, free] if seed else [free, REFUND, FEE]
    turned = dict(reversed(pages.items())) if seed else pages
    expected = compare_runs(run({}), run(pages, FEE, REFUND, free))
    assert compare_runs(run({}), run(turned, *claims)).equals(expected)
    assert len(expected) == 3
