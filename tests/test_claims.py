"""What a page states, and what it only seems to state."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.claims import extract
from analysis.claims.figures import number
from analysis.clean import clean
from analysis.model import Claim, Page

TITLE = "抖音企业认证说明"


def page(source: str, format: str = "text") -> Page:
    return Page("p", "0" * 64, len(source), "utf-8", format, source)  # type: ignore[arg-type]


def claims(body: str, title: str = TITLE) -> list[Claim]:
    return extract(clean(page(f"{title}\n\n{body}\n")))


def stated(body: str, title: str = TITLE) -> set[str]:
    return {" ".join(c.key) for c in claims(body, title)}


def values(body: str, title: str = TITLE) -> set[str]:
    return {f"{c.attribute}={c.value}" for c in claims(body, title)}


@pytest.mark.parametrize("end", ["", "。", "。\n", "。谢谢大家。"])
def test_a_text_of_one_sentence_states_it(end: str) -> None:
    found = extract(clean(page(f"抖音企业认证费用是600元，不退{end}")))
    said = {" ".join(claim.key) for claim in found}
    assert said == {"douyin enterprise fee CNY600", "douyin enterprise refund no"}


@pytest.mark.parametrize(
    "line", ["抖音企业认证要收600元吗？", "抖音企业认证怎么收费", "视频会员每年600元，不退。"]
)
def test_a_text_of_one_line_that_asks_or_is_on_something_else_states_nothing(line: str) -> None:
    assert not extract(clean(page(line)))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("认证费用每年600元。", "fee=CNY600"),
        ("审核服务费六百元一年。", "fee=CNY600"),
        ("认证费６００元/年。", "fee=CNY600"),
        ("年费大约600~1200元。", "fee=CNY600-1200"),
        ("申请认证完全免费。", "fee=free"),
        ("审核没过，费用也不退。", "refund=no"),
        ("不管通不通过，钱都概不退还。", "refund=no"),
        ("审核一般需要1-3个工作日。", "review_time=1-3wd"),
        ("审核要三到五个工作日。", "review_time=3-5wd"),
        ("认证有效期为12个月。", "validity=1y"),
        ("认证通过后永久有效。", "validity=permanent"),
        ("认证每年都要年审。", "renewal=required"),
        ("认证到期不续，标识会被摘掉。", "expiry_effect=badge_removed"),
        ("企业认证可以取消。", "revocable=yes"),
        ("企业认证一旦通过就撤不掉。", "revocable=no"),
        ("想取消认证，联系官方客服处理。", "revoke_channel=support"),
        ("目前没有开放取消认证的通道。", "revoke_channel=none"),
        ("不建议取消企业认证。", "advice=discouraged"),
        ("申请需要提交营业执照。", "materials=business_licence"),
        ("申请不需要营业执照。", "materials=not:business_licence"),
        ("申请要求粉丝数达到1万。", "requirement=followers>=10000"),
    ],
)
def test_a_sentence_states_its_claim(sentence: str, expected: str) -> None:
    assert expected in values(sentence)


@pytest.mark.parametrize(
    ("sentence", "never"),
    [
        ("企业认证可以取消吗？", "revocable"),
        ("认证费用是多少钱？", "fee"),
        ("开店要交保证金2000元，退店时保证金可退。", "refund"),
        ("开店要交保证金2000元，退店时保证金可退。", "fee"),
        ("产品单价长期有效。", "validity"),
        ("账号要有30天内发布的视频。", "validity"),
        ("费用以官方规定为准。", "fee"),
        ("取消认证要提交营业执照和解绑公函。", "materials"),
    ],
)
def test_what_only_looks_like_a_claim_is_none(sentence: str, never: str) -> None:
    assert not [v for v in values(sentence) if v.startswith(f"{never}=")]


def test_the_type_named_in_the_clause_beats_the_heading() -> None:
    found = stated("一、实名认证\n\n实名认证不收费，企业认证每年600元。", "抖音认证说明")
    assert "douyin enterprise fee CNY600" in found
    assert "douyin real_name fee free" in found
    assert "douyin real_name fee CNY600" not in found


def test_the_heading_gives_the_type_where_the_clause_names_none() -> None:
    found = stated("一、企业认证\n\n费用是600元。\n\n二、个人认证\n\n不收任何费用。", "抖音认证要多少钱")
    assert {"douyin enterprise fee CNY600", "douyin personal fee free"} <= found


def test_each_platform_on_a_page_bears_its_own_claim() -> None:
    found = stated("微博蓝V认证每年300元，快手蓝V认证每年600元。", "各平台蓝V收费对比")
    assert {"weibo enterprise fee CNY300", "kuaishou enterprise fee CNY600"} <= found


def test_a_bare_answer_speaks_to_the_question_before_it() -> None:
    assert "revocable=yes" in values("问：企业认证能取消吗？\n\n答：可以的。")
    assert "revocable=no" in values("问：企业认证能取消吗？\n\n答：不可以。")


def test_former_and_latter_point_back_to_the_types_named_last() -> None:
    found = stated("抖音有个人认证和企业认证。前者不收费，后者每年600元。", "抖音认证有哪几种")
    assert {"douyin personal fee free", "douyin enterprise fee CNY600"} <= found


def test_a_table_cell_takes_its_type_from_the_row_and_its_topic_from_the_column() -> None:
    html = (
        "<html><head><title>抖音认证收费</title></head><body><h1>抖音认证收费</h1><table>"
        "<tr><th>类型</th><th>费用</th><th>有效期</th></tr>"
        "<tr><td>企业认证</td><td>600元</td><td>一年</td></tr>"
        "<tr><td>个人认证</td><td>免费</td><td>永久</td></tr></table></body></html>"
    )
    found = {" ".join(c.key) for c in extract(clean(page(html, "html")))}
    assert {
        "douyin enterprise fee CNY600",
        "douyin enterprise validity 1y",
        "douyin personal fee free",
        "douyin personal validity permanent",
    } <= found


def test_the_condition_is_kept_with_the_claim() -> None:
    (refund,) = [c for c in claims("如果审核没通过，认证费可以退还。") if c.attribute == "refund"]
    assert refund.value == "conditional"
    assert refund.condition == "如果审核没通过"


def test_the_same_claim_twice_is_one_claim_with_two_pieces_of_evidence() -> None:
    (fee,) = [c for c in claims("认证费每年600元。\n\n再说一遍，认证费是600元。") if c.attribute == "fee"]
    assert [e.quote for e in fee.evidence] == ["认证费每年600元", "认证费是600元"]


def test_evidence_is_the_clause_and_not_the_paragraph() -> None:
    (refund,) = [
        c for c in claims("很多人关心钱的问题，认证费一概不退，大家注意。") if c.attribute == "refund"
    ]
    assert refund.evidence[0].quote == "认证费一概不退"


def test_a_badge_colour_follows_what_the_page_says_it_is() -> None:
    found = stated("机构认证用的是蓝色V标。\n\n蓝V要交营业执照。", "知乎认证说明")
    assert "zhihu institution badge blue_v" in found
    assert "zhihu institution materials business_licence" in found


WORDS = [
    "企业认证",
    "个人认证",
    "抖音",
    "可以",
    "不能",
    "取消",
    "费用",
    "600元",
    "不退",
    "营业执照",
    "一年",
    "到期",
]
MARKS = ["，", "。", "？", "：", "、", "（", "）", "粉丝", "1万", "企業(yè)", "\u200b", " ", "９", "\n"]


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS + MARKS), max_size=60).map("".join)))
def test_every_quote_stands_in_the_text_and_the_answer_is_always_the_same(text: str) -> None:
    document = clean(page(f"{TITLE}\n\n{text}"))
    found = extract(document)
    for claim in found:
        for evidence in claim.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
            assert evidence.quote
    assert extract(document) == found


BODY = (
    "一、企业认证\n\n认证费用每年600元，审核不通过也不退。认证有效期为一年，到期要续费。"
    "\n\n二、个人认证\n\n个人认证可以取消，联系客服就行。"
)


def test_traditional_characters_state_the_same() -> None:
    from opencc import OpenCC

    assert stated(OpenCC("s2t").convert(BODY), OpenCC("s2t").convert(TITLE)) == stated(BODY)


def test_full_width_and_chinese_figures_state_the_same() -> None:
    assert stated(BODY.replace("600", "６００")) == stated(BODY)
    assert stated(BODY.replace("600", "六百")) == stated(BODY)


def test_plain_text_and_html_state_the_same() -> None:
    html = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>" + "".join(
        f"<h2>{line}</h2>" if line[1] == "、" else f"<p>{line}</p>" for line in BODY.split("\n\n")
    )
    found = {" ".join(c.key) for c in extract(clean(page(html + "</body></html>", "html")))}
    assert found == stated(BODY)


def test_chrome_around_the_text_adds_and_loses_nothing() -> None:
    around = (
        "首页 | 攻略 | 关于我们\n\n{}\n\n相关文章\n抖音蓝V认证费用300元一年\n视频号认证能取消吗\n版权所有"
    )
    assert stated(around.format(BODY)) == stated(BODY)


def test_what_writes_no_number_is_none():
    """Every string of up to three numerals: the library raises more than one kind of error for some."""
    numerals = "零〇一二两三九十百千万亿壹拾佰仟俩仨"
    texts = ("".join(t) for n in (1, 2, 3) for t in itertools.product(numerals, repeat=n))
    read = {text: number(text) for text in texts}
    assert read["零十一"] is None
    assert (read["三百"], read["十二"], read["三万"]) == (300, 12, 30000)
