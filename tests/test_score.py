"""Scoring holds the found claims of labelled pages against their labels."""

import json
from pathlib import Path

import pytest

from analysis.errors import ReadError
from analysis.model import Claim, Evidence
from analysis.score import Tally, judge, labels_path, read_labels, shares_words, tally, tally_by

FEE = ("douyin", "enterprise", "fee", "CNY600")
FREE = ("douyin", "enterprise", "fee", "free")
LICENCE = ("douyin", "enterprise", "materials", "business_licence")
FINAL = ("douyin", "personal", "revocable", "no")
BADGE = ("weibo", "personal", "badge", "shown")


def claim(page: str, key: tuple[str, str, str, str], *quotes: str) -> Claim:
    evidence = tuple(Evidence(at, at + len(quote), quote) for at, quote in enumerate(quotes))
    return Claim(page, *key, None, None, evidence)


def label(**fields: object) -> str:
    """A line of a file of labels, with some of its fields set otherwise."""
    named = dict(zip(("platform", "type", "attribute", "value"), FEE, strict=True))
    return json.dumps({**named, "evidence": ["600元"], **fields}, ensure_ascii=False)


LABELS = {
    "a.html": {FEE: ["认证费用600元"], LICENCE: ["营业执照的照片"], FINAL: ["个人认证不能撤销"]},
    "b.txt": {},
}
FOUND = [
    claim("a.html", FEE, "企业的认证费用600元/年", "每年都是六百"),
    claim("a.html", LICENCE, "一段毫不相干的话"),
    claim("a.html", FREE, "不收钱"),
    claim("b.txt", BADGE, "有标志"),
    claim("unlabelled.txt", BADGE, "有标志"),
]


def test_each_claim_of_a_labelled_page_is_right_wrong_or_missed() -> None:
    verdicts = [(v.page, v.key, v.result, v.grounded) for v in judge(FOUND, LABELS)]
    assert verdicts == [
        ("a.html", FEE, "right", True),
        ("a.html", FREE, "wrong", False),
        ("a.html", LICENCE, "right", False),
        ("a.html", FINAL, "missed", False),
        ("b.txt", BADGE, "wrong", False),
    ]


def test_the_figures_are_those_reckoned_by_hand() -> None:
    total = tally(judge(FOUND, LABELS))
    assert total == Tally(right=2, wrong=2, missed=1, grounded=1)
    assert total.precision == pytest.approx(2 / 4)
    assert total.recall == pytest.approx(2 / 3)
    assert total.f1 == pytest.approx(4 / 7)
    assert total.evidence == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "attribute",
            {
                "badge": Tally(wrong=1),
                "fee": Tally(right=1, wrong=1, grounded=1),
                "materials": Tally(right=1),
                "revocable": Tally(missed=1),
            },
        ),
        ("platform", {"douyin": Tally(2, 1, 1, 1), "weibo": Tally(wrong=1)}),
        ("type", {"enterprise": Tally(2, 1, 0, 1), "personal": Tally(wrong=1, missed=1)}),
        ("page", {"a.html": Tally(2, 1, 1, 1), "b.txt": Tally(wrong=1)}),
    ],
)
def test_figures_can_be_told_apart(field: str, expected: dict[str, Tally]) -> None:
    assert tally_by(judge(FOUND, LABELS), field) == expected


def test_nothing_found_is_precise_and_nothing_labelled_is_complete() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1, Tally().evidence) == (1, 1, 1, 1)
    assert (Tally(missed=3).precision, Tally(missed=3).recall, Tally(missed=3).f1) == (1, 0, 0)
    assert (Tally(wrong=3).precision, Tally(wrong=3).recall, Tally(wrong=3).f1) == (0, 1, 0)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("认证费用600元", "每年的认证费用600元，不退", True),
        ("企业(yè)认证 要交600元", "企业认证要交600元", True),
        ("先交费，再由第三方来审核资料", "平台会委托第三方来审核资料是否齐全", True),
        ("需要营业执照", "需要身份证件", False),
        ("执照", "营业执照", True),
        ("", "营业执照", False),
        ("\n ", "营业执照", False),
    ],
)
def test_evidence_overlaps_where_half_of_the_shorter_is_shared(one: str, other: str, shared: bool) -> None:
    assert shares_words(one, other) is shared
    assert shares_words(other, one) is shared


def test_labels_lie_beside_the_page_and_evidence_of_one_claim_adds_up(tmp_path: Path) -> None:
    path = labels_path(tmp_path / "a.b.html")
    assert path == tmp_path / "a.b.claims.jsonl"
    path.write_text(f"{label(evidence=['600元'])}\n\n{label(evidence=['六百元'])}\n", encoding="utf-8")
    assert read_labels(path) == {FEE: ["600元", "六百元"]}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[1]",
        label(value=None),
        label(value=600),
        label(evidence="600元"),
        label(evidence=[600]),
    ],
)
def test_a_broken_label_is_refused_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.claims.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"a\.claims\.jsonl, line 2: "):
        read_labels(path)


def test_labels_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_labels(tmp_path / "none.claims.jsonl")
