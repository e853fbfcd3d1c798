"""What each chart of the set says: its data, its title, and how it says what is disputed or not mentioned."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from drawn import PAGES, SOME, every_chart, words
from made import claim

from analysis import charts
from analysis.changes import timeline
from analysis.charts.style import Chart
from analysis.compare import cells
from analysis.errors import TableError, VocabularyError
from analysis.model import Claim
from analysis.table import Table, claims_table, evidence_table
from analysis.words import by_type, keyness


def compared(*claims: Claim) -> Table:
    return cells(claims_table(claims))


def told(subject: str, *values: str, page: str = "a.html") -> list[Claim]:
    return [claim(f"{number}{page}", subject, value) for number, value in enumerate(values)]


def rows(chart: Chart, **where: Any) -> pd.DataFrame:
    """The rows of what a chart shows that have these values."""
    data = chart.data
    for column, value in where.items():
        data = data[data[column] == value]
    return data


# ---- cost


@pytest.mark.parametrize(
    ("fee", "validity", "basis", "low", "high", "label"),
    [
        ("CNY600", ["1y"], "year", 600, 600, "600 元/年"),
        ("CNY600", ["6m"], "year", 1200, 1200, "1,200 元/年"),
        ("CNY300-600", ["2y"], "year", 150, 300, "150–300 元/年"),
        ("CNY600", ["1-2y"], "year", 300, 600, "300–600 元/年"),
        ("CNY600", ["permanent"], "once", 600, 600, "600 元，一次"),
        ("CNY600", [], "untold", 600, 600, "600 元/次"),
        ("CNY600", ["1y", "2y"], "untold", 600, 600, "600 元/次"),
        ("free", ["1y"], "year", 0, 0, "免费"),
    ],
)
def test_a_fee_is_told_by_the_year_where_its_validity_is_settled(
    fee: str, validity: list[str], basis: str, low: float, high: float, label: str
) -> None:
    claims = told("weibo personal fee", fee) + told("weibo personal validity", *validity)
    (point,) = rows(charts.cost(compared(*claims)), attribute=basis).itertuples()
    assert (point.low, point.high, point.value) == (pytest.approx(low), pytest.approx(high), label)


def test_disputed_fees_are_told_apart_and_what_has_no_amount_has_no_place_on_the_scale() -> None:
    chart = every_chart(SOME)["cost"]()
    amounts = rows(chart, platform="抖音", attribute="year")
    assert amounts["value"].tolist() == ["≠ 免费", "≠ 1,200 元/年"]
    assert set(amounts["status"]) == {"conflicting"}
    assert rows(chart, platform="微信公众号")["low"].isna().all()
    assert {"数额未提及", "≠ 1,200 元/年", "未提及"} <= set(words(chart))


def test_the_title_of_cost_tells_span_disputes_and_refunds() -> None:
    chart = every_chart(SOME)["cost"]()
    assert (
        chart.message == "认证多少钱：3 个平台说到，300–1,200 元，1 处矛盾；退不退费：1 个平台说到，都说不退"
    )
    silent = charts.cost(compared(claim("a.html", "weibo personal validity", "1y")), "en")
    assert silent.message == "What it costs: no page says; refund: no page says"


# ---- ways out


def test_a_way_out_leads_from_the_type_over_its_channels_to_what_happens() -> None:
    way = rows(every_chart(SOME)["ways_out"](), type="企业认证")
    assert way[["attribute", "status", "value", "n_sources"]].to_numpy().tolist() == [
        ["revocable", "stated", "可以取消", 1],
        ["revoke_channel", "stated", "App/后台申请", 1],
        ["revoke_channel", "stated", "找客服", 1],
        ["revoke_effect", "stated", "标识消失", 1],
        ["advice", "denied", "不建议取消", 1],
    ]


def test_a_disputed_way_shows_both_sides_and_a_silent_one_says_so() -> None:
    chart = every_chart(SOME)["ways_out"]()
    disputed = rows(chart, type="个人认证", attribute="revocable")
    assert disputed[["status", "value"]].to_numpy().tolist() == [
        ["conflicting", "可以取消"],
        ["conflicting", "不能取消"],
    ]
    assert rows(chart, type="个人认证", attribute="advice")["status"].tolist() == ["not_mentioned"]
    assert any("没有页面说到：快手、微信公众号。" in text for text in words(chart))


def test_the_title_of_ways_out_counts_what_can_be_left() -> None:
    assert every_chart(SOME)["ways_out"]().message == (
        "怎样退出认证：1 个平台的 3 类里 1 类能取消、1 类不能、1 类说法矛盾；"
        "说得最多的路：App/后台申请、找客服"
    )
    english = charts.ways_out(compared(*SOME), "douyin", "en")
    assert english.message.startswith("Ways out on Douyin, 3 types: 1 can be given up, 1 cannot, 1 disputed;")
    nowhere = charts.ways_out(compared(claim("a.html", "weibo personal fee", "free")))
    assert nowhere.message == "怎样退出认证：没有页面说到"


def test_many_ways_are_told_in_one_box_for_each_status() -> None:
    platforms = ("douyin", "kuaishou", "xiaohongshu", "weibo", "wechat", "channels", "bilibili")
    claims = [
        made
        for platform in platforms
        for type_ in ("personal", "enterprise")
        for made in told(f"{platform} {type_} revoke_channel", "in_app", "lapse")
    ]
    shown = words(charts.ways_out(compared(*claims)))
    assert shown.count("App/后台申请 ×1、到期不续 ×1") == 14
    few = words(charts.ways_out(compared(*claims[:4])))
    assert few.count("App/后台申请") == few.count("到期不续") == 2


# ---- how sure


def test_how_sure_tells_level_and_sources_of_each_cell() -> None:
    chart = every_chart(SOME)["how_sure"]()
    fee = rows(chart, platform="抖音", type="企业认证", attribute="fee")
    assert fee[["certainty", "n_sources"]].to_numpy().tolist() == [["disputed", 3]]
    assert (
        rows(chart, platform="抖音", type="企业认证", attribute="badge")["certainty"].item()
        == "not_mentioned"
    )
    assert chart.message == "有多可信：页面说到的 16 格里，14 格低、2 格有争议"


def test_the_levels_look_different_in_more_than_colour() -> None:
    sure = [claim(f"{n}.html", "weibo personal fee", "free") for n in range(3)]
    middling = [claim(f"{n}.html", "weibo personal badge", "yellow_v") for n in range(2)]
    chart = charts.how_sure(compared(*sure, *middling, claim("a.html", "weibo personal validity", "1y")))
    assert chart.message == "有多可信：页面说到的 3 格里，1 格可信度高、1 格中、1 格低"
    assert {"可信度高", "可信度中", "可信度低", "没有页面提到，不等于“不”"} <= set(words(chart))


# ---- one attribute


def test_small_multiples_have_the_same_values_and_types_in_every_panel() -> None:
    data = every_chart(SOME)["one_attribute"]().data
    shapes = {
        name: (list(p["type"].unique()), list(p["value"].unique())) for name, p in data.groupby("platform")
    }
    assert set(shapes) == {"douyin", "wechat"}
    assert shapes["douyin"] == shapes["wechat"]
    there = data[data["n_sources"] > 0][["platform", "type", "value", "status"]].to_numpy().tolist()
    assert there == [
        ["douyin", "enterprise", "business_licence", "stated"],
        ["douyin", "enterprise", "id_card", "stated"],
        ["douyin", "personal", "not:business_licence", "denied"],
        ["wechat", "institution", "authorization_letter", "stated"],
    ]


def test_a_value_that_nobody_states_is_blank_and_a_silent_type_is_dotted() -> None:
    data = every_chart(SOME)["one_attribute"]().data
    blank = data[(data["platform"] == "douyin") & (data["type"] == "personal") & (data["value"] == "id_card")]
    silent = data[(data["platform"] == "wechat") & (data["type"] == "personal")]
    assert blank["status"].tolist() == [""]
    assert set(silent["status"]) == {"not_mentioned"}


def test_an_attribute_that_no_page_speaks_of_says_so_and_an_unknown_one_is_refused() -> None:
    chart = charts.one_attribute(compared(*SOME), "badge")
    assert chart.message == "标识：没有页面说到"
    with pytest.raises(VocabularyError, match="no attribute 'price'"):
        charts.one_attribute(compared(*SOME), "price")


# ---- over time


def drawn_over_time(*claims: Claim, lang: Any = "zh") -> Chart:
    table = claims_table(claims)
    return charts.over_time(table, timeline(table), lang)


def test_undated_claims_stand_beside_the_scale_and_are_never_put_on_it() -> None:
    chart = drawn_over_time(*SOME)
    undated = rows(chart, published="")
    assert undated["n_claims"].tolist() == [8, 3, 2]
    assert chart.message.startswith("什么时候说的：7 个页面里只有 3 个有日期（2021–2023 年），其余看不出先后")
    assert "日期只取页面自己写明的，没有的不推测。" in words(chart)


def test_what_a_later_page_contradicts_has_a_lane_of_its_own() -> None:
    lane = rows(drawn_over_time(*SOME), lane="抖音 · 企业认证 · 费用")
    assert lane[["published", "text", "contradicts"]].to_numpy().tolist() == [
        ["2021-03-01", "600 元", False],
        ["2022-08-15", "≠ 免费", True],
        ["2023-05-01", "600 元", False],
    ]


def test_without_any_date_the_title_says_so() -> None:
    chart = drawn_over_time(claim("a.html", "weibo personal fee", "free"))
    assert chart.message == "什么时候说的：1 个页面都没有日期，看不出先后"
    english = drawn_over_time(claim("a.html", "weibo personal fee", "free"), lang="en")
    assert english.message == "When it was said: none of 1 page tells a date"


def test_many_dates_are_counted_by_the_year() -> None:
    claims = [
        claim(f"{n}.html", "weibo personal fee", "free", published=f"2022-{n:02}-01") for n in range(1, 13)
    ]
    marks = rows(drawn_over_time(*claims), lane="微博")
    assert marks[["published", "n_claims"]].to_numpy().tolist() == [["2022-07-01", 12]]


# ---- telling words


def test_words_are_shown_with_counts_measure_and_lines() -> None:
    chart = every_chart(SOME)["telling_words"]()
    first = rows(chart, type="personal").iloc[0]
    assert (first["word"], first["count"], first["elsewhere"]) == ("个人认证", 8, 0)
    lines = chart.data[chart.data["page"].notna()]
    assert len(lines) == 2
    assert lines["page"].nunique() == 2
    assert any("对数似然比 G²（Dunning 1993）" in text for text in words(chart))


def test_a_sign_without_a_glyph_is_told_instead_of_lost() -> None:
    shown = words(every_chart(SOME)["telling_words"]())
    assert any("先说□" in text for text in shown)
    assert any("□：字体里没有的符号。" in text for text in shown)


def test_words_that_chance_explains_are_not_in_the_title() -> None:
    _, claims = PAGES[0]
    few = by_type([PAGES[0][0]], evidence_table(claims[-1:]))
    assert charts.telling_words(keyness(few)).message == "各类认证的用词没有明显的差别"


# ---- nothing to draw


@pytest.mark.parametrize("chart", [charts.cost, charts.ways_out, charts.how_sure, charts.evidence_counts])
def test_no_cells_are_an_error_that_says_what_to_do(chart: Any) -> None:
    with pytest.raises(TableError, match="build it from pages that make claims"):
        chart(compared())


def test_no_claims_and_no_words_are_errors_as_well() -> None:
    with pytest.raises(TableError, match="no claims to draw"):
        drawn_over_time()
    with pytest.raises(TableError, match="no words to draw"):
        charts.telling_words(keyness(by_type([], evidence_table([]))))
