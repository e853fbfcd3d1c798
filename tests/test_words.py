"""Words are counted where they stand, and what sets a type apart is told by a published measure."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis as rz
from analysis.clean import clean
from analysis.errors import TableError
from analysis.model import Claim, Document, Evidence, Page
from analysis.table import evidence_table
from analysis.words import by_type, concordance, cut, frequencies, keyness, log_likelihood


def page(id_: str, text: str) -> Document:
    return clean(Page(id_, "0" * 64, len(text), "utf-8", "text", text))


FIRST = page("a.txt", "蓝V怎么弄\n\n企业认证要营业执照。企业认证收费600元。个人认证看粉丝，企业认证看执照。")
SECOND = page("b.txt", "說說個人認證\n\n個人認證要看粉絲。")


def told(document: Document, *pieces: tuple[str, str]) -> list[Claim]:
    """Claims of types (`audience` of each) whose evidence is the first place of a quote."""
    claims = []
    for type_, quote in pieces:
        start = document.text.index(quote)
        evidence = (Evidence(start, start + len(quote), quote),)
        claims.append(Claim(document.page, "douyin", type_, "audience", "any_user", None, None, evidence))
    return claims


EVIDENCE = evidence_table(
    told(FIRST, ("enterprise", "要营业执照"), ("enterprise", "看执照"), ("personal", "看粉丝"))
    + told(SECOND, ("personal", "要看粉絲"))
)


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    """The one row of a table with these values."""
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_words_are_counted_over_pages_in_one_spelling() -> None:
    found = frequencies([FIRST, SECOND])
    assert found.columns.tolist() == ["word", "count", "per_thousand", "pages"]
    personal, enterprise = row(found, word="个人认证"), row(found, word="企业认证")
    assert (personal["count"], personal["pages"]) == (3, 2)
    assert (enterprise["count"], enterprise["pages"]) == (3, 1)
    assert found["per_thousand"].sum() == pytest.approx(1000)
    assert personal["per_thousand"] == pytest.approx(3000 / found["count"].sum())


def test_the_most_frequent_comes_first_whatever_the_order_of_pages() -> None:
    found = frequencies([FIRST, SECOND])
    assert found["count"].is_monotonic_decreasing
    pd.testing.assert_frame_equal(found, frequencies([SECOND, FIRST]))


def test_without_domain_words_certification_falls_apart() -> None:
    found = set(frequencies([FIRST], domain_words=False)["word"])
    assert {"企业", "认证"} <= found
    assert not {"企业认证", "蓝v"} & found
    assert "企业认证" in set(frequencies([FIRST])["word"])


def test_figures_marks_and_single_characters_are_left_out_of_counts() -> None:
    found = set(frequencies([FIRST])["word"])
    assert not {"600", "。", "要", "看"} & found
    assert {"要", "看"} <= set(frequencies([FIRST], shortest=1)["word"])
    assert not {"600", "。"} & set(frequencies([FIRST], shortest=1)["word"])


def test_no_pages_give_an_empty_table_of_the_same_columns() -> None:
    found = frequencies([])
    assert found.empty
    assert found.dtypes.to_dict() == frequencies([FIRST]).dtypes.to_dict()


def test_a_sentence_counts_for_the_one_type_that_it_claims_something_of() -> None:
    found = by_type([FIRST, SECOND], EVIDENCE)
    enterprise = row(found, type="enterprise", word="企业认证")
    assert (enterprise["count"], enterprise["pages"]) == (1, 1), "the sentence on both types counts for none"
    assert row(found, type="personal", word="粉丝")["count"] == 1
    assert set(found["type"]) == {"enterprise", "personal"}
    assert "收费" not in set(found["word"]), "a sentence that claims nothing counts for none"
    assert row(found, type="enterprise", word="营业执照")["count"] == 1


def test_evidence_of_unknown_pages_is_refused() -> None:
    with pytest.raises(TableError, match=r"not among the 1 documents, the first is b\.txt; give"):
        by_type([FIRST], EVIDENCE)


def test_log_likelihood_is_that_of_the_paper() -> None:
    # Dunning 1993, first line of his table of bigrams: "the swiss", 110 2442 111 29114, 270.72.
    assert log_likelihood(110, 111, 110 + 2442, 111 + 29114) == pytest.approx(270.72, abs=0.005)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(50, 500), st.integers(50, 500))
def test_log_likelihood_tells_the_direction_and_is_nothing_for_equal_shares(
    one: int, other: int, size: int, other_size: int
) -> None:
    there = log_likelihood(one, other, size, other_size)
    assert there == pytest.approx(-log_likelihood(other, one, other_size, size), abs=1e-6)
    assert log_likelihood(one, one, size, size) == pytest.approx(0, abs=1e-6)
    if one * other_size < other * size:
        assert there <= 0


def test_the_words_of_a_type_come_before_what_all_types_share() -> None:
    counts = pd.DataFrame(
        [
            ("enterprise", "认证", 10, 2),
            ("enterprise", "执照", 9, 2),
            ("enterprise", "粉丝", 1, 1),
            ("personal", "认证", 10, 2),
            ("personal", "粉丝", 8, 2),
        ],
        columns=["type", "word", "count", "pages"],
    )
    found = keyness(counts)
    enterprise = found[found["type"] == "enterprise"]
    assert enterprise["word"].tolist() == ["执照", "认证", "粉丝"]
    licence = enterprise.iloc[0]
    assert (licence["elsewhere"], licence["per_thousand"], licence["per_thousand_elsewhere"]) == (0, 450, 0)
    assert licence["g2"] == pytest.approx(log_likelihood(9, 0, 20, 18))
    assert enterprise.iloc[2]["g2"] < -5
    assert found[found["type"] == "personal"]["word"].tolist() == ["粉丝", "认证"]


def test_one_type_alone_is_set_apart_by_nothing() -> None:
    found = keyness(by_type([SECOND], evidence_table(told(SECOND, ("personal", "要看粉絲")))))
    assert len(found) > 0
    assert (found["g2"] == 0).all()


def test_lines_show_a_word_in_the_spelling_of_its_page() -> None:
    lines = concordance([SECOND, FIRST], "粉丝", width=6)
    assert lines[["page", "word"]].to_numpy().tolist() == [["a.txt", "粉丝"], ["b.txt", "粉絲"]]
    assert lines["left"].tolist() == ["。个人认证看", "個人認證要看"]
    assert lines["right"].tolist() == ["，企业认证看", "。"]
    assert SECOND.text[lines["start"][1] :].startswith("粉絲")


def test_lines_stand_in_a_column_also_where_a_text_begins() -> None:
    line = concordance([FIRST], "蓝Ｖ", width=6).iloc[0]
    assert (line["left"], line["word"]) == ("　" * 6, "蓝V")
    assert "\n" not in line["right"]


def test_a_word_that_stands_nowhere_has_no_lines() -> None:
    assert concordance([FIRST], "小黄车").empty


def test_any_stretch_of_text_has_lines_where_words_need_not_be_whole() -> None:
    found = concordance([SECOND, FIRST], "证看粉", whole=False, width=4)
    assert found[["page", "left", "word", "right"]].to_numpy().tolist() == [
        ["a.txt", "。个人认", "证看粉", "丝，企业"]
    ]
    assert concordance([SECOND, FIRST], "认证", whole=False)["word"].tolist() == ["认证"] * 4 + ["認證"] * 2
    assert concordance([FIRST], "证看粉").empty
    assert concordance([FIRST], " ", whole=False).empty


def test_what_is_left_out_of_the_folded_text_is_not_part_of_a_line() -> None:
    text = "办认证（rèn zhèng）要钱。"
    line = concordance([page("c.txt", f"怎么办\n\n{text}")], "认证", whole=False).iloc[0]
    assert (line["word"], line["right"][0]) == ("认证", "（")


def test_the_words_of_the_public_room_are_those_of_the_segmenter() -> None:
    assert rz.words.cut is cut
    assert [word.text for word in cut(FIRST)][:2] == ["蓝v", "怎么弄"]
