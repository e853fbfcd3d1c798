"""Bare answers: 问：能取消吗？答：可以。, and table columns whose head asks (能否取消 | 否)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.claims.rules import compile_pattern, family
from analysis.vocabulary import Vocabulary, load


@lru_cache(maxsize=4)
def _questions(vocabulary: Vocabulary) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    families = vocabulary.families
    return tuple((compile_pattern(q.asks, families, q.id), q.yes, q.no) for q in vocabulary.questions)


def answers(asked: str, said: str) -> Iterator[tuple[str, str, str]]:
    """(attribute, value, rule) that the folded clause `said` states as an answer to the question `asked`."""
    verdict = "yes" if family("答是").match(said) else "no" if family("答否").match(said) else ""
    if not verdict:
        return
    for pattern, yes, no in _questions(load()):
        if pattern.search(asked):
            attribute, _, value = (yes if verdict == "yes" else no).partition("=")
            yield attribute, value, f"questions/{attribute}={value}"
            return
