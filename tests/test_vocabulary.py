"""The vocabulary is complete, consistent, and refuses what is not."""

from __future__ import annotations

import pytest

from analysis.claims.rules import compile_pattern
from analysis.errors import VocabularyError
from analysis.vocabulary import _rules, built, load

V = load()


def test_every_rule_claims_a_value_that_the_vocabulary_knows() -> None:
    for rule in V.rules:
        assert "{" in rule.value or V.attribute(rule.attribute).allows(rule.value)


@pytest.mark.parametrize(
    ("attribute", "value", "zh", "en"),
    [
        ("fee", "CNY600", "600 元", "CNY 600"),
        ("fee", "CNY300-600", "300–600 元", "CNY 300–600"),
        ("review_time", "1-3wd", "1–3 个工作日", "1–3 working days"),
        ("validity", "1y", "1 年", "1 year"),
        ("requirement", "followers>=10000", "粉丝 ≥ 1万", "followers ≥ 10,000"),
        ("materials", "not:id_card", "不需要身份证", "no ID card needed"),
    ],
)
def test_values_are_shown_as_people_read_them(attribute: str, value: str, zh: str, en: str) -> None:
    assert V.value_label(attribute, value, "zh") == zh
    assert V.value_label(attribute, value, "en") == en


@pytest.mark.parametrize(
    ("attribute", "one", "other", "excluded"),
    [
        ("refund", "yes", "no", True),
        ("fee", "free", "CNY600", True),
        ("fee", "CNY300", "CNY600", True),
        ("fee", "paid", "CNY600", False),
        ("materials", "not:phone", "phone", True),
        ("materials", "phone", "email", False),
        ("revoke_channel", "none", "support", True),
        ("revoke_channel", "in_app", "support", False),
        ("validity", "permanent", "1y", True),
        ("revocable", "yes", "yes", False),
    ],
)
def test_values_that_cannot_both_be_true_exclude_each_other(
    attribute: str, one: str, other: str, excluded: bool
) -> None:
    assert V.excludes(attribute, one, other) is excluded
    assert V.excludes(attribute, other, one) is excluded


def test_a_rule_with_an_unknown_key_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(VocabularyError, match=r"x\.toml, rule 1: unknown key wen; allowed are .*when"):
        list(_rules({"claim": "fee=free", "wen": ["免费"]}, "x.toml", 1))


def test_a_rule_without_patterns_is_refused() -> None:
    with pytest.raises(VocabularyError, match="rule 3: needs claim"):
        list(_rules({"claim": "fee=free"}, "x.toml", 3))


def test_a_broken_pattern_names_its_place() -> None:
    with pytest.raises(VocabularyError, match=r"here: pattern .* is broken"):
        compile_pattern("(免费", V.families, "here")
    with pytest.raises(VocabularyError, match="no family"):
        compile_pattern("{没有这个}", V.families, "here")


def test_an_empty_vocabulary_is_refused() -> None:
    empty = {
        "terms.toml": {"platform": [], "type": [], "attribute": []},
        "subjects.toml": {"platform": {}, "type": {}, "weak_type": {}},
        "words.toml": {"family": {}, "topic": {}, "words": []},
        "questions.toml": {"question": []},
    }
    with pytest.raises(VocabularyError, match="has no platforms"):
        built(empty)
