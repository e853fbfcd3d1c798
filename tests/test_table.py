from __future__ import annotations

import random
import re
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest
from made import FEES, claim, document

from analysis.errors import TableError
from analysis.model import Claim, Evidence, Skipped
from analysis.report import TABLES, build_report
from analysis.table import Name, Table, claims_table, columns, evidence_table, pages_table
from analysis.vocabulary import load


def test_a_claim_is_one_row_with_its_first_evidence() -> None:
    second = Evidence(50, 53, "第二处", rule="later")
    first = Evidence(7, 10, "第一处", rule="sooner")
    made = Claim("a.html", "weibo", "personal", "fee", "free", "新用户", "2022-02-19", (second, first))
    row = claims_table([made]).iloc[0]
    assert (row["quote"], row["start"], row["end"], row["rule"]) == ("第一处", 7, 10, "sooner")
    assert (row["n_evidence"], row["condition"]) == (2, "新用户")
    assert row["published"] == pd.Timestamp("2022-02-19")


def test_every_piece_of_evidence_is_a_row() -> None:
    pieces = (Evidence(9, 10, "二", "前", "后", "r"), Evidence(1, 2, "一"))
    made = Claim("a.html", "weibo", "personal", "fee", "free", None, None, pieces)
    table = evidence_table([made])
    assert list(table["quote"]) == ["一", "二"]
    assert list(table["prefix"]) == ["", "前"]


def test_rows_are_sorted_by_page_and_position_whatever_the_order_of_the_claims() -> None:
    expected = claims_table(FEES)
    shuffled = list(FEES)
    random.Random(7).shuffle(shuffled)
    pd.testing.assert_frame_equal(claims_table(shuffled), expected)
    assert list(expected["page"]) == sorted(expected["page"])
    assert list(expected.loc[expected["page"] == "a.html", "start"]) == [0, 20, 40, 44]


@pytest.mark.parametrize("make", [claims_table, evidence_table])
def test_an_empty_table_has_the_types_of_a_full_one(make: object) -> None:
    assert callable(make)
    empty, full = make([]), make(FEES)
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


def test_ids_are_categories_in_the_order_of_the_vocabulary() -> None:
    table = claims_table(FEES)
    assert list(table["attribute"].cat.categories) == [a.id for a in load().attributes]
    assert table["platform"].min() == "douyin"


@pytest.mark.parametrize(
    ("subject", "value", "named"),
    [
        ("tiktok enterprise fee", "free", "no platform 'tiktok'"),
        ("douyin gold fee", "free", "no type 'gold'"),
        ("douyin enterprise price", "free", "no attribute 'price'"),
        ("douyin enterprise fee", "cheap", "'cheap' is no value of fee"),
        ("douyin enterprise refund", "CNY600", "'CNY600' is no value of refund"),
    ],
)
def test_what_the_vocabulary_does_not_know_is_refused_by_name(subject: str, value: str, named: str) -> None:
    with pytest.raises(TableError, match=named) as error:
        claims_table([*FEES, claim("z.html", subject, value)])
    assert "z.html" in str(error.value)
    assert "allowed are" in str(error.value)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(TableError, match="published"):
        claims_table([claim("a.html", "douyin enterprise fee", "free", published="last spring")])


def test_every_file_is_accounted_for() -> None:
    table = pages_table([document("b.html", "正文四字", "2024-01-02")], [Skipped("a.png", "not text")])
    assert list(table["page"]) == ["a.png", "b.html"]
    assert list(table["status"]) == ["skipped", "read"]
    assert list(table["characters"]) == [0, 4]
    assert table["reason"].iloc[0] == "not text"
    assert table["published"].iloc[1] == pd.Timestamp("2024-01-02")


def test_a_table_shows_whole_texts_in_a_notebook_and_escapes_them() -> None:
    long = "很长的一句话" * 30
    table = claims_table([claim("a.html", "douyin enterprise fee", "free", quote=f"{long}<script>")])
    html = table._repr_html_()
    assert long in html
    assert "<script>" not in html
    assert isinstance(table.head(1), Table)


def test_every_column_of_every_table_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "tables.md").read_text("utf-8")
    report = build_report([], FEES)
    named = {column for name in get_args(Name) for column in columns(name)}
    named |= set(report.cells.columns) | set(report.values.columns)
    assert not sorted(name for name in named if f"`{name.removesuffix('_other')}`" not in text)
    heads = set(re.findall(r"^## (\w+)$", text, re.MULTILINE))
    assert heads == set(TABLES)
