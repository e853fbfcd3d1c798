"""Which values exclude each other, and which claims contradict each other, is data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.errors import VocabularyError
from analysis.measures import agree
from analysis.terms import check_opposition
from analysis.vocabulary import Key, load

V = load()


def key(text: str) -> Key:
    platform, type_, attribute, value = text.split()
    return (platform, type_, attribute, value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("24h", "1d", True),
        ("12m", "1y", True),
        ("180d", "6m", True),
        ("5wd", "7d", True),
        ("3wd", "3d", True),
        ("3wd", "1-3wd", True),
        ("1-3wd", "1d", True),
        ("3wd", "7d", False),
        ("CNY600", "CNY300-600", True),
        ("CNY600", "CNY600.00", True),
        ("CNY300", "CNY600", False),
        ("1-3wd", "2-5wd", False),
        ("1-3d", "7d", False),
        ("followers>=1000", "followers>=1000", True),
        ("followers>=1000", "followers>=5000", False),
        ("1y", "CNY365", False),
    ],
)
def test_figures_agree_that_can_both_be_true(one: str, other: str, same: bool) -> None:
    assert agree(one, other) is same
    assert agree(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("douyin enterprise refund yes", "douyin enterprise refund no", "values"),
        ("douyin enterprise fee CNY600", "douyin enterprise fee CNY300", "values"),
        ("douyin enterprise review_time 24h", "douyin enterprise review_time 1d", None),
        ("douyin enterprise materials phone", "douyin enterprise materials not:phone", "values"),
        ("douyin enterprise refund yes", "kuaishou enterprise refund no", None),
        ("douyin enterprise refund yes", "douyin personal refund no", None),
        ("douyin general revocable no", "douyin personal revocable yes", "general"),
        ("douyin general revocable conditional", "douyin personal revocable no", None),
        ("douyin general fee free", "douyin enterprise fee CNY600", None),
        ("douyin enterprise badge yellow_v", "douyin personal badge yellow_v", "badge"),
        ("weibo enterprise badge blue_v", "weibo institution badge blue_v", None),
        ("weibo general badge blue_v", "weibo personal badge blue_v", None),
        ("douyin enterprise badge shown", "douyin personal badge shown", None),
        ("douyin enterprise badge blue_v", "douyin personal badge yellow_v", None),
        ("douyin personal revoke_channel none", "douyin personal revoke_channel in_app", "values"),
    ],
)
def test_claims_clash_by_value_by_generality_or_by_badge(one: str, other: str, clash: str | None) -> None:
    assert V.clash(key(one), key(other), apart=True) == clash
    assert V.clash(key(other), key(one), apart=True) == clash


@pytest.mark.parametrize("way", ["delete_account", "lapse"])
def test_one_page_may_know_no_way_save_one_but_two_pages_contradict_each_other(way: str) -> None:
    one, other = key("douyin real_name revoke_channel none"), key(f"douyin real_name revoke_channel {way}")
    assert V.clash(one, other) is None
    assert V.clash(one, other, apart=True) == "values"


def test_one_page_may_give_a_badge_to_two_types() -> None:
    assert V.clash(key("zhihu personal badge blue_v"), key("zhihu institution badge blue_v")) is None


def test_a_value_or_type_that_is_none_is_refused_with_what_is_allowed() -> None:
    refund = V.attribute("refund")
    with pytest.raises(
        VocabularyError, match=r"refund: never in opposed or one_type .* no, yes, conditional"
    ):
        check_opposition(replace(refund, opposed=(("never", "yes"),)), ["personal"])
    with pytest.raises(VocabularyError, match="no type robot in kin; allowed are personal"):
        check_opposition(replace(refund, kin=(("robot", "personal"),)), ["personal"])
