"""Which claims contradict each other, and what is behind it."""

from __future__ import annotations

import random
from collections import Counter
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from labelled import corpus
from made import claim

from analysis.claims import extract
from analysis.conflicts import badge_meanings, disagreements, find_conflicts, types_told
from analysis.copies import clusters, find_copies
from analysis.model import Claim
from analysis.table import claims_table, kinds_table
from analysis.taxonomy import Kinds
from analysis.vocabulary import load

ARTICLE = "douyin/revoking-certification.txt"


def conflicts(*claims: Claim, sources: dict[str, str] | None = None) -> Any:
    return find_conflicts(claims_table(claims), sources)


def only(*claims: Claim, sources: dict[str, str] | None = None) -> Any:
    (row,) = conflicts(*claims, sources=sources).itertuples(index=False)
    return row


def told(platform: str, page: str, types: str) -> Kinds:
    kinds = tuple(types.split())
    return Kinds(page, platform, len(kinds), kinds, kinds, None, "分为几种", 0, 4)


# ---- what is a conflict, and of which kind


def test_two_pages_that_say_the_opposite_contradict_each_other() -> None:
    row = only(
        claim("a", "douyin enterprise refund", "no", quote="概不退还"),
        claim("b", "douyin enterprise refund", "yes", quote="可以退"),
    )
    assert (row.clash, row.where, row.nature) == ("values", "pages", "real")
    assert (row.value, row.value_other) == ("no", "yes")
    assert (row.page, row.quote, row.page_other, row.quote_other) == ("a", "概不退还", "b", "可以退")


def test_a_page_can_contradict_itself() -> None:
    row = only(
        claim("a", "douyin enterprise revocable", "yes", at=3),
        claim("a", "douyin enterprise revocable", "no", at=90),
    )
    assert (row.where, row.start, row.start_other) == ("page", 3, 90)


def test_two_copies_of_one_source_that_differ_are_told_apart_from_two_sources() -> None:
    pair = (claim("a", "weibo personal fee", "free"), claim("b", "weibo personal fee", "CNY300"))
    assert only(*pair, sources={"a": "a", "b": "a"}).where == "source"


@pytest.mark.parametrize(
    ("condition", "other", "nature"),
    [
        (None, None, "real"),
        ("若审核不通过", None, "conditions"),
        (None, "若审核不通过", "conditions"),
        ("若审核不通过", "若审核通过", "conditions"),
        ("若审核不通过，", "若审核不通过", "real"),
        ("一般情况下，", None, "real"),
        ("在大多数情况下", "通常来说", "real"),
        ("一般纳税人", None, "conditions"),
    ],
)
def test_different_conditions_explain_a_contradiction(
    condition: str | None, other: str | None, nature: str
) -> None:
    row = only(
        claim("a", "douyin enterprise refund", "no", condition=condition),
        claim("b", "douyin enterprise refund", "yes", condition=other),
    )
    assert row.nature == nature


def test_sometimes_is_not_forced_into_conflict_with_always() -> None:
    row = only(
        claim("a", "douyin enterprise refund", "no"), claim("b", "douyin enterprise refund", "conditional")
    )
    assert row.nature == "conditions"


@pytest.mark.parametrize(
    ("date", "other", "nature"),
    [
        ("2019-03-01", "2023-05-01", "dates"),
        ("2023-05-01", "2019-03-01", "dates"),
        ("2023-01-01", "2024-01-01", "dates"),
        ("2023-01-02", "2024-01-01", "real"),
        (None, "2019-03-01", "real"),
        (None, None, "real"),
    ],
)
def test_a_year_between_two_pages_may_explain_it(date: str | None, other: str | None, nature: str) -> None:
    row = only(
        claim("a", "douyin enterprise fee", "CNY300", published=date),
        claim("b", "douyin enterprise fee", "CNY600", published=other),
    )
    assert row.nature == nature


def test_what_is_said_in_general_stands_against_what_is_said_of_a_type() -> None:
    row = only(
        claim("a", "douyin enterprise revocable", "yes"), claim("a", "douyin general revocable", "no", at=60)
    )
    assert (row.clash, row.type, row.type_other) == ("general", "enterprise", "general")


def test_a_badge_that_two_pages_claim_for_different_types_is_a_conflict() -> None:
    row = only(
        claim("a", "douyin enterprise badge", "yellow_v"), claim("b", "douyin personal badge", "yellow_v")
    )
    assert (row.clash, row.value, row.value_other) == ("badge", "yellow_v", "yellow_v")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("douyin enterprise refund yes", "douyin enterprise refund yes"),
        ("douyin enterprise refund yes", "kuaishou enterprise refund no"),
        ("douyin enterprise refund yes", "douyin personal refund no"),
        ("douyin enterprise materials phone", "douyin enterprise materials email"),
        ("douyin enterprise review_time 24h", "douyin enterprise review_time 1d"),
        ("weibo enterprise badge blue_v", "weibo institution badge blue_v"),
    ],
)
def test_what_can_both_be_true_is_no_conflict(one: str, other: str) -> None:
    made = [claim(page, *text.rsplit(" ", 1)) for page, text in (("a", one), ("b", other))]
    assert conflicts(*made).empty


def test_no_claims_make_an_empty_table_with_its_columns() -> None:
    assert list(conflicts().columns[:3]) == ["platform", "attribute", "clash"]
    assert disagreements(conflicts()).empty
    assert badge_meanings(claims_table([])).empty
    assert types_told(kinds_table([])).empty


# ---- the weight of a disagreement


def test_disagreements_are_ranked_by_the_sources_on_their_weaker_side() -> None:
    made = [claim(page, "douyin enterprise refund", "no") for page in "abcde"]
    made += [claim("f", "douyin enterprise refund", "yes")]
    made += [claim(page, "weibo personal fee", "free") for page in "ab"]
    made += [claim(page, "weibo personal fee", "CNY300") for page in "cd"]
    table = disagreements(conflicts(*made))
    assert list(table["platform"]) == ["weibo", "douyin"]
    assert list(table[["n_sources", "n_sources_other"]].iloc[1]) == [5, 1]


def test_what_conditions_explain_weighs_less_than_a_real_disagreement() -> None:
    made = [claim(page, "douyin enterprise refund", "no") for page in "ab"]
    made += [claim(page, "douyin enterprise refund", "conditional") for page in "cd"]
    made += [claim("a", "weibo personal fee", "free"), claim("b", "weibo personal fee", "CNY300")]
    assert list(disagreements(conflicts(*made))["nature"]) == ["real", "conditions"]


def test_copies_add_no_weight() -> None:
    made = [claim(page, "weibo personal fee", "free") for page in "abc"]
    made += [claim("d", "weibo personal fee", "CNY300")]
    home = {"a": "a", "b": "a", "c": "a"}
    row = disagreements(conflicts(*made, sources=home)).iloc[0]
    assert (row["n_sources"], row["n_sources_other"]) == (1, 1)


# ---- badges and kinds


def test_pages_that_disagree_about_a_badge_are_shown() -> None:
    made = [
        claim("a", "douyin enterprise badge", "yellow_v"),
        claim("b", "douyin personal badge", "yellow_v"),
    ]
    made += [claim("a", "douyin enterprise badge", "blue_v"), claim("b", "douyin personal badge", "shown")]
    table = badge_meanings(claims_table(made))
    assert table[["value", "type", "disputed"]].to_numpy().tolist() == [
        ["blue_v", "enterprise", False],
        ["yellow_v", "enterprise", True],
        ["yellow_v", "personal", True],
    ]


def test_pages_that_disagree_about_the_types_are_shown() -> None:
    table = types_told(
        kinds_table(
            [
                told("douyin", "a", "enterprise personal real_name"),
                told("douyin", "b", "personal enterprise"),
                told("douyin", "c", "enterprise personal"),
                told("weibo", "a", "personal enterprise"),
            ]
        ),
        sources={"b": "b", "c": "b"},
    )
    assert table[["platform", "types", "n_sources", "disputed"]].to_numpy().tolist() == [
        ["douyin", ("enterprise", "personal"), 1, True],
        ["douyin", ("enterprise", "personal", "real_name"), 1, True],
        ["weibo", ("enterprise", "personal"), 1, False],
    ]


# ---- on the labels of the corpus


def found_on_corpus() -> pd.DataFrame:
    documents, claims = corpus()
    home = clusters((d.page for d in documents), find_copies(documents))
    return find_conflicts(claims_table(claims), home)


def test_on_the_labels_every_pair_that_excludes_each_other_is_reported_and_none_else() -> None:
    home = clusters((d.page for d in corpus()[0]), find_copies(corpus()[0]))
    expected: Counter[frozenset[tuple[str, ...]]] = Counter()
    for one, other in combinations(corpus()[1], 2):
        if load().clash(one.key, other.key, apart=home[one.page] != home[other.page]):
            expected[frozenset({(one.page, *one.key), (other.page, *other.key)})] += 1
    found: Counter[frozenset[tuple[str, ...]]] = Counter()
    for row in found_on_corpus().itertuples(index=False):
        one_key = (row.page, row.platform, row.type, row.attribute, row.value)
        other_key = (row.page_other, row.platform, row.type_other, row.attribute, row.value_other)
        found[frozenset({one_key, other_key})] += 1  # type: ignore[arg-type]
    assert found == expected
    assert max(found.values()) == 1
    assert len(found) > 25


def test_on_the_labels_the_article_contradicts_itself_where_readers_would_say_so() -> None:
    table = found_on_corpus().query(f"page == '{ARTICLE}' and page_other == '{ARTICLE}'")
    said = set(
        table[["attribute", "type", "value", "type_other", "value_other"]].itertuples(index=False, name=None)
    )
    assert {
        ("revoke_channel", "personal", "in_app", "personal", "none"),
        ("revoke_channel", "personal", "support", "personal", "none"),
        ("revocable", "enterprise", "yes", "general", "no"),
        ("revocable", "personal", "yes", "general", "no"),
    } <= said


def test_on_the_labels_no_repost_raises_a_count() -> None:
    documents, claims = corpus()
    home = clusters((d.page for d in documents), find_copies(documents))
    assert sum(page != first for page, first in home.items()) == 3
    told = claims_table(claims)
    told["source"] = told["page"].map(home)
    key = ["platform", "type", "attribute", "value"]
    sources = told.groupby(key, observed=True)["source"].nunique().to_dict()
    for row in disagreements(find_conflicts(told, home)).itertuples(index=False):
        assert row.n_sources <= sources[row.platform, row.type, row.attribute, row.value]
        assert row.n_sources_other <= sources[row.platform, row.type_other, row.attribute, row.value_other]


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_the_claims_changes_nothing(seed: int) -> None:
    claims = list(corpus()[1])
    random.Random(seed).shuffle(claims)
    pd.testing.assert_frame_equal(
        find_conflicts(claims_table(claims)), find_conflicts(claims_table(corpus()[1]))
    )


# ---- from the page to the conflict


def test_the_article_read_by_the_program_contradicts_itself_as_its_labels_do() -> None:
    (document,) = [d for d in corpus()[0] if d.page == ARTICLE]
    table = find_conflicts(claims_table(extract(document)))
    said = table[["attribute", "type", "value", "type_other", "value_other", "where", "nature"]]
    assert {
        ("revoke_channel", "personal", "in_app", "personal", "none", "page", "real"),
        ("revoke_channel", "personal", "support", "personal", "none", "page", "real"),
        ("revocable", "enterprise", "yes", "general", "no", "page", "real"),
        ("revocable", "personal", "yes", "general", "no", "page", "real"),
    } <= set(said.itertuples(index=False, name=None))
