"""How sure a value is, and why."""

from __future__ import annotations

from datetime import datetime

import pytest

from analysis.certainty import (
    LEVEL_LABELS,
    LEVELS,
    REASON_LABELS,
    Support,
    certainty_text,
    grade,
    reason_text,
)
from analysis.vocabulary import Lang

DATE = datetime(2023, 5, 1)


@pytest.mark.parametrize(("sources", "level"), [(1, "weak"), (2, "moderate"), (3, "strong"), (9, "strong")])
def test_independent_sources_set_where_a_value_starts(sources: int, level: str) -> None:
    assert grade(Support(sources, newest=DATE)) == (level, (f"sources:{sources}",))


@pytest.mark.parametrize(
    ("doubt", "reason"),
    [
        (Support(3, newest=DATE, conditional=True), "conditional"),
        (Support(3, newest=DATE, as_of=datetime(2026, 5, 2)), "old:2023-05-01"),
        (Support(3, newest=DATE, elsewhere=frozenset({"general"})), "general"),
        (Support(3, newest=DATE, elsewhere=frozenset({"badge"})), "badge"),
        (Support(3, newest=DATE, elsewhere=frozenset({"conditions"})), "conditions"),
    ],
)
def test_each_doubt_lowers_it_by_one_step_and_is_named(doubt: Support, reason: str) -> None:
    assert grade(doubt) == ("moderate", ("sources:3", reason))


def test_three_years_are_not_yet_old() -> None:
    assert grade(Support(3, newest=DATE, as_of=datetime(2026, 4, 30)))[0] == "strong"


def test_doubts_add_up_and_nothing_is_less_than_weak() -> None:
    doubts = frozenset({"general", "badge"})
    assert grade(Support(3, newest=DATE, elsewhere=doubts)) == ("weak", ("sources:3", "badge", "general"))
    assert grade(Support(1, newest=DATE, conditional=True, elsewhere=doubts))[0] == "weak"


def test_missing_dates_are_named_and_lower_nothing() -> None:
    assert grade(Support(3)) == ("strong", ("sources:3", "undated"))


def test_a_contradiction_makes_it_disputed_however_many_say_it() -> None:
    assert grade(Support(9, against=1, newest=DATE)) == ("disputed", ("sources:9", "against:1"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_level_and_reason_has_its_words(lang: Lang) -> None:
    assert set(LEVEL_LABELS) == set(LEVELS)
    for name in REASON_LABELS:
        text = reason_text(f"{name}:7", lang)
        assert text
        assert "{" not in text


def test_a_level_reads_as_a_sentence_with_its_reasons() -> None:
    assert (
        certainty_text("weak", ("sources:1", "undated")) == "可信度低：1 个独立来源这样说；没有页面注明日期"
    )
    english = certainty_text("disputed", ("sources:3", "against:1"), "en")
    assert (
        english
        == "disputed: independent sources that say so: 3; independent sources that say the opposite: 1"
    )
