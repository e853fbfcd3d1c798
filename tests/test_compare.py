from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from labelled import corpus
from made import FEES, claim

from analysis.compare import Resolution, cell_text, cells, certainty_words, matrix, values
from analysis.copies import clusters, find_copies
from analysis.errors import TableError, UsageError
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


def test_no_copy_of_any_page_raises_a_count() -> None:
    documents, claims = corpus()
    copies = [replace(d, page=f"~{d.page}") for d in documents]
    repeated = [replace(c, page=f"~{c.page}") for c in claims]
    home = clusters((d.page for d in documents), find_copies(documents))
    doubled = [*documents, *copies]
    twice = clusters((d.page for d in doubled), find_copies(doubled))
    assert set(twice.values()) == set(home.values())
    once, again = (values(claims_table(c), h) for c, h in ((claims, home), ([*claims, *repeated], twice)))
    counted = ["platform", "type", "attribute", "value", "n_sources", "certainty", "reasons", "excluded"]
    pd.testing.assert_frame_equal(once[counted], again[counted])


def test_conditions_make_no_cell_conflicting_and_are_named_as_a_doubt() -> None:
    made = [claim(page, "douyin enterprise refund", "no") for page in "abc"]
    made += [claim("d", "douyin enterprise refund", "yes", condition="若审核不通过")]
    found = cell(made, "douyin enterprise refund")
    assert (found.status, found.disputed) == ("stated", ())
    assert (found.certainty, found.reasons) == ("moderate", ("sources:3", "undated", "conditions"))


def test_what_is_said_in_general_lowers_the_certainty_of_a_type() -> None:
    made = [claim(page, "douyin enterprise revocable", "yes") for page in "ab"]
    made += [claim("c", "douyin general revocable", "no")]
    found = cell(made, "douyin enterprise revocable")
    assert (found.status, found.certainty) == ("stated", "weak")
    assert "general" in found.reasons


def test_a_disputed_cell_says_how_many_stand_on_each_side() -> None:
    found = cell(FEES, "douyin enterprise fee")
    assert found.certainty == "disputed"
    assert found.reasons == ("sources:2", "against:1")


def test_the_certainty_reads_in_words() -> None:
    found = cell(FEES, "douyin enterprise fee")
    assert certainty_words(found) == "有争议：2 个独立来源这样说；1 个独立来源说法相反"
    assert certainty_words(cell(FEES, "kuaishou enterprise refund")) == ""


DATED = [
    claim("a", "weibo personal fee", "free", published="2019-01-01"),
    claim("b", "weibo personal fee", "free", published="2020-01-01"),
    claim("c", "weibo personal fee", "CNY300", published="2024-01-01"),
    claim("d", "weibo personal fee", "paid"),
]


@pytest.mark.parametrize(
    ("claims", "resolution", "resolved"),
    [
        (DATED[:3], "majority", ("free",)),
        (DATED[:3], "newest", ("CNY300",)),
        (DATED[:3], "strict", ()),
        (DATED[1:3], "majority", ()),
        # An undated page decides nothing, and against a dated one nothing is decided.
        ([DATED[0], DATED[3]], "newest", ()),
        (DATED[2:], "strict", ("paid", "CNY300")),
    ],
)
def test_the_reader_chooses_which_value_stands(
    claims: list[Claim], resolution: Resolution, resolved: tuple[str, ...]
) -> None:
    found = cell(claims, "weibo personal fee", resolution=resolution)
    assert (found.resolution, found.resolved) == (resolution, resolved)


def test_an_unknown_resolution_is_refused_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="choose one of majority, newest, strict"):
        cells(claims_table(FEES), resolution="oldest")  # type: ignore[arg-type]


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
