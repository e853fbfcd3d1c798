from __future__ import annotations

from typing import Any

import pytest
from made import claim, document
from told import told

from analysis import quiz
from analysis.model import Claim, Document
from analysis.quiz import ASKED, NEAR, Question, questions, selection
from analysis.quotes import Quoted, Quotes
from analysis.report import Report, build_report
from analysis.vocabulary import load

FEE, OTHER = "douyin enterprise fee", "douyin personal fee"


def report_of(*claims: Claim, documents: tuple[Document, ...] = ()) -> Report:
    known = {page.page for page in documents}
    made = {one.page: document(one.page, "原文如此" * 30) for one in claims if one.page not in known}
    return build_report([*documents, *made.values()], claims)


def asked(*claims: Claim, **options: Any) -> dict[str, Question]:
    return {question.id: question for question in questions(report_of(*claims), **options)}


TWO_TYPES = (claim("a.html", FEE, "CNY600"), claim("b.html", OTHER, "free"))


def test_a_cell_is_asked_for_with_an_answer_of_another_type_beside_its_own() -> None:
    found = asked(*TWO_TYPES)
    one = found["douyin.enterprise.fee"]
    assert one.prompt == "按页面的说法，抖音的企业认证收多少费用？"
    assert (sorted(one.options), one.answer, one.value) == (["600 元", "免费"], "600 元", "CNY600")
    assert (found["douyin.personal.fee"].answer, one.page, one.sources) == ("免费", "a.html", 1)


def test_the_question_is_put_in_english_as_well() -> None:
    one = asked(*TWO_TYPES, lang="en")["douyin.enterprise.fee"]
    assert one.prompt == "According to the pages, what does enterprise certification on Douyin cost?"
    assert sorted(one.options) == ["CNY 600", "free"]


def test_the_explanation_quotes_the_evidence_in_its_sentence_and_names_the_page() -> None:
    page, claims = told(
        "a.html",
        *("先说别的。", "要交钱，", ("一年六百元", FEE, "CNY600"), "，别忘了。", "再说别的。"),
        title="收多少钱",
        published="2023-05-01",
    )
    report = report_of(*claims, claim("b.html", OTHER, "free"), documents=(page,))
    first = questions(report)[0]
    assert "“要交钱，一年六百元，别忘了。”（收多少钱，2023-05-01）" in first.explanation
    assert first.explanation.startswith("600 元。")
    assert first.quote == "一年六百元"


def test_a_disputed_cell_is_not_asked_for() -> None:
    found = asked(*TWO_TYPES, claim("c.html", FEE, "free"))
    assert list(found) == ["douyin.personal.fee"]


def test_what_another_type_or_certification_in_general_contradicts_is_not_asked_for() -> None:
    leave = "revocable"
    claims = [
        claim("a.html", f"douyin enterprise {leave}", "yes"),
        claim("b.html", f"weibo personal {leave}", "no"),
    ]
    assert "douyin.enterprise.revocable" in asked(*claims)
    general = claim("c.html", f"douyin general {leave}", "no")
    assert "douyin.enterprise.revocable" not in asked(*claims, general)


def test_certification_in_general_is_no_type_to_ask_for() -> None:
    assert "douyin.general.fee" not in asked(*TWO_TYPES, claim("c.html", "douyin general fee", "CNY600"))


def test_what_is_only_said_under_a_condition_is_not_asked_for() -> None:
    limited = claim("a.html", FEE, "CNY600", condition="政府类账号除外")
    assert list(asked(limited, TWO_TYPES[1])) == ["douyin.personal.fee"]


@pytest.mark.parametrize(
    ("attribute", "own", "others"),
    [
        # Two answers of which one holds the other, or that agree, or that both are true.
        ("fee", ["CNY600"], ["paid", "CNY300-600"]),
        ("review_time", ["24h"], ["1d"]),
        ("revocable", ["yes"], ["conditional"]),
        ("audience", ["company"], ["any_user", "sole_trader", "celebrity"]),
        ("badge", ["blue_v"], ["shown", "yellow_v"]),
        ("requirement", ["followers>=10000"], ["followers>=1000", "original"]),
        ("materials", ["id_card"], ["photo", "not:business_licence", "email"]),
        # A right answer that asks for what it is called.
        ("requirement", ["real_name"], ["original", "profile"]),
    ],
)
def test_no_answer_is_offered_that_is_not_plainly_wrong(
    attribute: str, own: list[str], others: list[str]
) -> None:
    type_ = "real_name" if own == ["real_name"] else "enterprise"
    claims = [claim("a.html", f"douyin {type_} {attribute}", value) for value in own]
    claims += [claim("b.html", f"douyin personal {attribute}", value) for value in others]
    assert f"douyin.{type_}.{attribute}" not in asked(*claims)


def test_a_value_that_the_type_has_itself_or_in_general_is_no_wrong_answer() -> None:
    subject = "douyin {} benefit"
    claims = [claim("a.html", subject.format("enterprise"), v, at=n) for n, v in enumerate(("shop", "live"))]
    claims += [claim("b.html", subject.format("personal"), v) for v in ("live", "poi", "trust", "pay")]
    claims += [claim("c.html", subject.format("general"), "pay")]
    one = asked(*claims)["douyin.enterprise.benefit"]
    assert set(one.options) == {one.answer, "门店认领", "公信力"}


def test_values_of_the_same_platform_come_before_those_of_others() -> None:
    claims = [claim("a.html", "douyin enterprise benefit", "shop")]
    claims += [claim("b.html", "douyin personal benefit", v) for v in ("poi", "trust", "pay")]
    claims += [claim("c.html", "weibo personal benefit", v) for v in ("name", "interface", "analytics")]
    assert set(asked(*claims)["douyin.enterprise.benefit"].options) == {
        "橱窗小店",
        "门店认领",
        "公信力",
        "支付/收益",
    }


def test_the_same_report_and_seed_give_the_same_questions_and_another_seed_other_ones() -> None:
    values = ("traffic", "shop", "poi", "trust", "pay", "name", "interface", "analytics")
    claims = [claim("a.html", "douyin enterprise benefit", "live")]
    claims += [claim("b.html", "douyin personal benefit", value) for value in values]
    assert asked(*claims) == asked(*reversed(claims))
    seeds = {tuple(one.options for one in asked(*claims, seed=seed).values()) for seed in range(8)}
    assert len(seeds) > 4


def test_the_right_answer_stands_anywhere() -> None:
    claims = [claim("a.html", f"{p.id} enterprise fee", "CNY600") for p in load().platforms]
    claims += [claim("b.html", f"{p.id} personal fee", "free") for p in load().platforms]
    places = [one.right for one in asked(*claims).values()]
    assert 4 < sum(places) < len(places) - 4


def test_every_attribute_can_be_asked_for_in_both_languages() -> None:
    assert set(ASKED) == {attribute.id for attribute in load().attributes}
    for one in ASKED.values():
        assert all(text.count("{platform}") == text.count("{type}") == 1 for text in one[:2])


def test_values_that_are_near_each_other_are_values() -> None:
    for attribute, pairs in NEAR.items():
        known = {value.id for value in load().attribute(attribute).values} | {"*"}
        assert {value for pair in pairs for value in pair} <= known


def test_a_selection_goes_over_many_attributes_and_keeps_the_order() -> None:
    claims = []
    for platform in ("douyin", "weibo", "zhihu"):
        claims += [claim("a.html", f"{platform} enterprise fee", "CNY600")]
        claims += [claim("b.html", f"{platform} personal fee", "free")]
    claims += [
        claim("a.html", "zhihu enterprise validity", "1y"),
        claim("b.html", "zhihu personal validity", "2y"),
    ]
    every = questions(report_of(*claims))
    chosen = selection(every, 2)
    assert {one.attribute for one in chosen} == {"fee", "validity"}
    assert [every.index(one) for one in chosen] == sorted(every.index(one) for one in chosen)
    assert selection(every, 99) == every


def test_no_claims_are_no_questions() -> None:
    assert questions(build_report([document("a.html")], [])) == ()


def test_options_never_say_the_same_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [claim("a.html", "douyin enterprise benefit", "shop")]
    claims += [claim("b.html", "douyin personal benefit", v) for v in ("poi", "trust", "pay", "name", "live")]
    monkeypatch.setattr(quiz, "WRONG", 5)
    options = asked(*claims)["douyin.enterprise.benefit"].options
    assert len(options) == len(set(options)) == 6


def test_a_quote_is_shown_in_its_sentence() -> None:
    page, claims = told("a.html", "一句。", "前\n半，", ("要 钱", FEE, "paid"), "，后半。", "尾句。")
    (piece,) = claims[0].evidence
    around = Quotes([page]).around("a.html", piece.start, piece.end)
    assert around == Quoted("半，", "要 钱", "，后半。")


def test_a_quote_over_two_sentences_is_shown_in_both() -> None:
    page, claims = told("a.html", "甲，", ("不退。也不还", FEE, "paid"), "，乙。丙。")
    (piece,) = claims[0].evidence
    assert Quotes([page]).around("a.html", piece.start, piece.end).text == "甲，不退。也不还，乙。"


def test_a_quote_outside_of_every_sentence_stands_alone() -> None:
    bare = document("a.html", "没有段落")
    assert Quotes([bare]).around("a.html", 1, 3) == Quoted("", "有段", "")


@pytest.mark.parametrize("length", [0, 3, 8, 12, 20, 99])
def test_a_long_sentence_gives_way_around_its_quote(length: int) -> None:
    whole = Quoted("一二三四五六七", "重要", "八九十")
    short = whole.within(length)
    assert short.quote == "重要"
    assert whole.before.endswith(short.before.removeprefix("…"))
    assert whole.after.startswith(short.after.removesuffix("…"))
    assert len(short.text) <= max(length, 2) + 2
    assert (short == whole) == (length >= len(whole.text))
