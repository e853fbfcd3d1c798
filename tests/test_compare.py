from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest
from made import FEES, claim

from analysis.compare import cell_text, cells, matrix, values
from analysis.errors import TableError
from analysis.model import Claim
from analysis.table import claims_table
from analysis.vocabulary import load


def cell(claims: list[Claim], subject: str, **options: Any) -> Any:
    platform, type_, attribute = subject.split()
    table = cells(claims_table(claims), **options)
    chosen = (table["platform"] == platform) & (table["type"] == type_) & (table["attribute"] == attribute)
    (row,) = table[chosen].itertuples(index=False)
    return row


def test_one_value_is_stated() -> None:
    found = cell(FEES, "kuaishou enterprise validity")
    assert (found.status, found.values, found.support, found.n_pages) == ("stated", ("1y",), (1,), 1)


def test_only_values_that_say_no_are_a_denial() -> None:
    assert cell(FEES, "douyin enterprise refund").status == "denied"
    mixed = cell(FEES, "douyin personal materials")
    assert (mixed.status, mixed.disputed) == ("stated", ())


def test_values_that_exclude_each_other_are_a_conflict_and_both_are_kept() -> None:
    found = cell(FEES, "douyin enterprise fee")
    assert found.status == "conflicting"
    assert found.values == ("CNY600", "free")
    assert found.support == (2, 1)
    assert found.disputed == (("CNY600", "free"),)
    assert found.quotes == ("每年六百元", "不要钱")
    assert (found.n_pages, found.newest) == (3, pd.Timestamp("2023-05-01"))


def test_a_material_that_is_needed_and_not_needed_is_a_conflict() -> None:
    made = [
        claim("a.html", "weibo personal materials", "phone"),
        claim("b.html", "weibo personal materials", "not:phone"),
    ]
    assert cell(made, "weibo personal materials").status == "conflicting"


def test_what_no_page_mentions_is_not_a_no() -> None:
    found = cell(FEES, "kuaishou enterprise refund")
    assert (found.status, found.values, found.n_pages) == ("not_mentioned", (), 0)
    assert pd.isna(found.newest)
    for lang, text in (("zh", "未提及"), ("en", "not mentioned")):
        assert cell_text(found, lang) == text


def test_every_cell_of_a_platform_has_exactly_one_row() -> None:
    table = cells(claims_table(FEES))
    assert list(table["platform"].unique()) == ["douyin", "kuaishou"]
    assert len(table) == 2 * len(load().types) * len(load().attributes)
    assert not table.duplicated(["platform", "type", "attribute"]).any()
    assert table.equals(table.sort_values(["platform", "type", "attribute"]))


def test_platforms_to_compare_can_be_named() -> None:
    table = cells(claims_table(FEES), platforms=["zhihu"])
    assert set(table["status"]) == {"not_mentioned"}
    with pytest.raises(TableError, match="no platform tiktok"):
        cells(claims_table(FEES), platforms=["tiktok"])


def test_copies_of_one_page_count_once() -> None:
    found = cell(FEES, "douyin enterprise fee", sources={"a.html": "one", "b.html": "one"})
    assert (found.n_pages, found.n_sources) == (3, 2)
    assert found.support == (1, 1)
    assert found.sources == ("c.html", "one")


def test_the_same_page_saying_it_twice_counts_once() -> None:
    twice = [*FEES, claim("a.html", "douyin enterprise refund", "no", at=90, condition="若审核不通过")]
    assert cell(twice, "douyin enterprise refund").support == (1,)


def test_values_lists_each_value_with_its_pages() -> None:
    table = values(claims_table(FEES))
    row = table[table["value"] == "CNY600"].iloc[0]
    assert row["pages"] == ("a.html", "b.html")
    assert row["polarity"] == "state"


def test_figures_of_equal_support_stand_by_size() -> None:
    made = [claim(f"{n}.html", "weibo personal fee", f"CNY{n}") for n in (1200, 300, 98)]
    assert cell(made, "weibo personal fee").values == ("CNY98", "CNY300", "CNY1200")


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_claims_changes_nothing(seed: int) -> None:
    shuffled = random.Random(seed).sample(FEES, len(FEES))
    pd.testing.assert_frame_equal(cells(claims_table(shuffled)), cells(claims_table(FEES)))


def test_the_matrix_reads_as_a_table_of_short_texts() -> None:
    table = matrix(cells(claims_table(FEES)), "douyin")
    assert list(table.index) == ["企业认证", "个人认证"]
    assert table.loc["企业认证", "费用"] == "矛盾：600 元 ×2 / 免费 ×1"
    assert table.loc["企业认证", "退费"] == "✗ 不退"
    assert table.loc["个人认证", "费用"] == "未提及"
    assert table.loc["个人认证", "所需资料"] == "不需要营业执照、身份证"


def test_the_whole_matrix_has_platform_and_type_before_each_row() -> None:
    table = matrix(cells(claims_table(FEES)), lang="en")
    assert list(table.index.names) == ["platform", "type"]
    assert table.loc[("Kuaishou", "Enterprise"), "Validity"] == "1 year"
    assert list(table.columns) == [a.en for a in load().attributes]


def test_the_matrix_of_nothing_is_empty_and_of_an_unknown_platform_an_error() -> None:
    nothing = cells(claims_table([]))
    assert matrix(nothing).empty
    with pytest.raises(TableError, match="the table has none"):
        matrix(nothing, "douyin")
