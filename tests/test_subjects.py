"""Whose a claim is: the type and platform that a sentence speaks of, named near it, far off or nowhere."""

from __future__ import annotations

import pytest

from analysis.claims import extract
from analysis.claims.figures import duration
from analysis.claims.subject import compared, type_mentions
from analysis.clean import clean
from analysis.model import Page
from analysis.vocabulary import load


def stated(body: str, title: str, format: str = "text") -> set[str]:
    source = body if format == "html" else f"{title}\n\n{body}\n"
    page = Page("p", "0" * 64, len(source), "utf-8", format, source)  # type: ignore[arg-type]
    return {" ".join(c.key) for c in extract(clean(page))}


def test_a_value_goes_to_the_nearest_type_that_can_have_it() -> None:
    found = stated("企业认证的人多，个人要有1万粉丝才能申请。", "抖音企业认证和个人认证说明")
    assert "douyin personal requirement followers>=10000" in found
    assert "douyin enterprise requirement followers>=10000" not in found


def test_a_page_on_real_names_speaks_of_nobodys_followers() -> None:
    assert not [c for c in stated("实名以后粉丝满1万才行。", "抖音实名认证怎么做") if "followers" in c]


def test_a_text_on_persons_that_names_no_type_is_about_persons() -> None:
    body = "粉丝量达到1万以上；作品要清晰。\n\n很多主播都加了，粉丝一看就知道。审核要7天。"
    assert "kuaishou personal review_time 7d" in stated(body, "快手怎么加v")


def test_a_text_that_sorts_the_kinds_there_are_stays_general() -> None:
    body = "粉丝、作品、职业、主播都看。\n\n审核要7天。"
    assert "kuaishou general review_time 7d" in stated(body, "快手加v有哪几种")


@pytest.mark.parametrize("said", ["权益比个人认证多一些", "费用与个人认证一样", "不像个人认证那么简单"])
def test_a_type_that_is_only_compared_with_is_not_the_subject(said: str) -> None:
    mention = next(m for m in type_mentions(said) if m.id == "personal")
    assert compared(said, mention)


@pytest.mark.parametrize("said", ["个人认证和企业认证都要交", "比如个人认证要交"])
def test_types_named_together_are_no_comparison(said: str) -> None:
    mention = next(m for m in type_mentions(said) if m.id == "personal")
    assert not compared(said, mention)


def test_headings_of_nothing_but_a_platform_part_the_page() -> None:
    body = (
        "<h1>几个平台的认证哪些能撤</h1><h3>微博</h3><p>企业认证可以取消。</p>"
        "<h3>知乎</h3><p>机构认证不能取消。</p>"
    )
    found = stated(body, "", "html")
    assert "weibo enterprise revocable yes" in found
    assert "zhihu institution revocable no" in found


def test_the_next_platforms_part_does_not_inherit_a_type() -> None:
    body = (
        "<h1>抖音和公众号的认证</h1><h2>抖音企业认证</h2><p>600元一年。</p>"
        "<h2>公众号</h2><p>认证费300元一年。</p>"
    )
    found = stated(body, "", "html")
    assert "wechat general fee CNY300" in found
    assert "wechat enterprise fee CNY300" not in found


def test_the_path_over_a_text_tells_its_platform() -> None:
    body = (
        "<div class='crumb'>抖音帮助中心 / 企业认证</div><h1>企业认证常见问题</h1>"
        "<p>每次申请收取600元认证费用，提交以后请耐心等待平台的审核。</p>"
    )
    assert "douyin enterprise fee CNY600" in stated(body, "", "html")


def test_the_first_platform_named_counts_where_none_prevails() -> None:
    body = "知乎的读者很挑剔。同样的话发在微博没人理。\n\n机构认证每年收300元。"
    assert "zhihu institution fee CNY300" in stated(body, "机构认证怎么开")


def test_a_paragraph_that_opens_with_a_platform_is_about_it() -> None:
    body = (
        "我们问了几家平台的客服。\n\n抖音。客服说，企业认证可以取消。\n\n"
        "微博。企业认证也能取消。它每年收费300元。\n\n知乎。机构认证无法取消。"
    )
    found = stated(body, "加了认证以后还能退吗")
    assert {"douyin enterprise revocable yes", "weibo enterprise fee CNY300"} <= found
    assert "zhihu institution revocable no" in found
    assert not [claim for claim in found if claim.startswith("other")]


@pytest.mark.parametrize(
    "title",
    ["视频号怎么做企业认证，没有公众号能做吗", "用公众号给视频号做企业认证", "视频号企业认证（公众号搬运）"],
)
def test_a_platform_only_borrowed_in_a_title_is_not_its_subject(title: str) -> None:
    body = "公众号要先认证，公众号要同主体，公众号一个管一个。\n\n审核费是300元。"
    assert "channels enterprise fee CNY300" in stated(body, title)


def test_a_word_beside_a_colour_says_whose_a_part_is() -> None:
    body = "<h1>B站闪电怎么拿</h1><h2>机构：蓝闪电</h2><p>要交一份盖章的申请函。</p>"
    assert "bilibili institution materials authorization_letter" in stated(body, "", "html")


def test_a_page_says_itself_whose_its_colours_are() -> None:
    body = "蓝色闪电归机构认证。\n\n蓝闪电每年收费300元。"
    assert "bilibili institution fee CNY300" in stated(body, "B站的闪电是什么")


@pytest.mark.parametrize(
    ("said", "type"),
    [
        ("企业这边", "enterprise"),
        ("公司那档", "enterprise"),
        ("机构那边", "institution"),
        ("个人这条路", "personal"),
    ],
)
def test_a_side_or_way_of_a_holder_names_his_type(said: str, type: str) -> None:
    assert f"douyin {type} fee CNY300" in stated(f"{said}每年收费300元。", "抖音认证说明")


@pytest.mark.parametrize("turn", ["公司的话，", "如果是企业，", "企业用户则"])
def test_plain_words_turn_a_paragraph_to_a_type_where_the_page_has_none(turn: str) -> None:
    assert "douyin enterprise fee CNY300" in stated(f"{turn}要多准备几天。每年收费300元。", "抖音认证说明")


def test_a_paragraph_on_real_names_goes_on_so_on_a_page_on_persons() -> None:
    found = stated("实名认证是另一回事。要取消只能注销账号。", "抖音个人认证怎么取消")
    assert "douyin real_name revoke_channel delete_account" in found


def test_a_remark_in_brackets_goes_on_with_the_item_above() -> None:
    body = (
        "<h1>小红书专业号说明</h1><h2>哪些人能申请</h2><ul><li>企业身份，公司都行；</li>"
        "<li>职业身份，律师、医生；</li></ul><p>（这一类每年收费300元）</p>"
    )
    assert "xiaohongshu personal fee CNY300" in stated(body, "", "html")


def test_a_colour_may_be_the_badge_of_several_owners() -> None:
    found = stated("企业认证和机构认证的头像上都会显示蓝V标识。", "微博认证说明")
    assert {"weibo enterprise badge blue_v", "weibo institution badge blue_v"} <= found


def test_the_corner_of_a_table_may_be_empty() -> None:
    body = (
        "<h1>小红书认证对比</h1><table><tr><td></td><td>个人</td><td>企业</td></tr>"
        "<tr><td>费用</td><td>免费</td><td>600元</td></tr><tr><td>审核时间</td><td>1天</td><td>3天</td></tr></table>"
    )
    found = stated(body, "", "html")
    assert {"xiaohongshu personal fee free", "xiaohongshu enterprise fee CNY600"} <= found


@pytest.mark.parametrize(
    ("text", "days"), [("第五天", "5d"), ("第二天", "1d"), ("第3天", "3d"), ("第五个工作日", "5wd")]
)
def test_an_ordinal_day_is_a_duration(text: str, days: str) -> None:
    assert duration(text) == days


def test_holders_are_types_of_the_vocabulary() -> None:
    types = {t.id for t in load().types}
    assert load().holders
    assert all(set(holders) <= types and holders for holders in load().holders.values())
