"""Which rules are worth trying on a sentence: by the words in it and the topics it stands under."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import analysis.sieve
from analysis.claims.figures import PATTERNS
from analysis.claims.rules import CompiledRule, put_gaps
from analysis.kept import kept
from analysis.sieve import Needs, Sieve, needs_by_family, numbers
from analysis.vocabulary import Rule, Vocabulary, load

# What a cancellation has as well as an application.
_HANDLING = frozenset({"materials", "review_time"})


class Around(NamedTuple):
    """The topics that a sentence stands under: those open, and those that close rules (`title`: few)."""

    topics: frozenset[str]
    near: frozenset[str]
    title: frozenset[str]

    def opens(self, rule: Rule) -> bool:
        """True where one of the rule's topics is open."""
        return not self.topics.isdisjoint(rule.topics)

    def closes(self, rule: Rule) -> bool:
        """True where the sentence stands under a topic that the rule is not for."""
        closing = self.near | (self.title if rule.attribute in _HANDLING else frozenset())
        return not closing.isdisjoint(rule.not_topics)


class _Index:
    """All that texts are searched for behind one sieve: the patterns of the rules, then cues by name."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        rules = [CompiledRule(rule, vocabulary.families) for rule in vocabulary.rules]
        self.patterns = [(rule, pattern) for rule in rules for pattern in rule.when]
        texts = [text for rule in rules for text in rule.rule.when]
        self.cues: dict[str, int] = {}
        for name, patterns in _cues(vocabulary).items():
            self.cues[name] = (1 << len(patterns)) - 1 << len(texts)
            texts += patterns
        families = {name: put_gaps(text) for name, text in vocabulary.families.items()} | PATTERNS
        sieve = Sieve(_needs([put_gaps(text) for text in texts], families))
        # A text is asked for many cues, and a block of one sentence is asked as both.
        self.mask = lru_cache(maxsize=4096)(sieve.mask)
        self.admitted = lru_cache(maxsize=1024)(self._admit)

    def _admit(self, around: Around) -> tuple[int, int]:
        """The bits of the patterns that may speak there, and of those that may with what they need given."""
        free = on_condition = 0
        for number, (compiled, _) in enumerate(self.patterns):
            rule = compiled.rule
            if around.opens(rule) or not (around.closes(rule) or rule.topics or rule.given):
                free |= 1 << number
            elif rule.given and not around.closes(rule):
                on_condition |= 1 << number
        return free, on_condition


def _needs(texts: list[str], families: Mapping[str, str]) -> Iterator[Needs]:
    """What each pattern needs, from the cache: to read that off takes as long as a hundred pages."""
    # How needs are read off, and how this module writes them down.
    code = [Path(source).read_text("utf-8") for source in (analysis.sieve.__file__, __file__)]
    key = json.dumps([sys.hexversion, code, texts, families]).encode()
    table = kept("needs", key, lambda: _table(texts, families))
    words = [frozenset(need) for need in table["needs"]]
    return (Needs(None, tuple([words[number] for number in row])) for row in table["patterns"])


def _table(texts: list[str], families: Mapping[str, str]) -> dict[str, list[list[Any]]]:
    """The needs of all patterns, each told once, and the numbers of each pattern's."""
    needs = needs_by_family(families)
    rows = [needs(text).hardest() for text in texts]
    numbers_of = {need: number for number, need in enumerate(dict.fromkeys(chain.from_iterable(rows)))}
    return {
        "needs": [sorted(need) for need in numbers_of],
        "patterns": [[numbers_of[need] for need in row] for row in rows],
    }


def _cues(vocabulary: Vocabulary) -> dict[str, list[str]]:
    return {
        "platforms": list(vocabulary.platform_words.values()),
        "types": list(vocabulary.type_words.values()),
        "weak types": list(vocabulary.weak_type_words.values()),
        "topics": [topic.words for topic in vocabulary.topics],
        **{name: ["{" + name + "}"] for name in vocabulary.families},
        **{_given(rule): list(rule.given) for rule in vocabulary.rules if rule.given},
    }


def _given(rule: Rule) -> str:
    return f"given {rule.id}"


_index = lru_cache(maxsize=4)(_Index)


def may_hold(text: str, cue: str) -> bool:
    """False where a folded text cannot hold a family, `platforms`, `types`, `weak types` or `topics`."""
    index = _index(load())
    return bool(index.mask(text) & index.cues[cue])


def possible(text: str, cue: str) -> Iterator[int]:
    """The numbers of those patterns of a cue that a folded text can hold."""
    index = _index(load())
    bits = index.cues[cue]
    first = (bits & -bits).bit_length() - 1
    return numbers((index.mask(text) & bits) >> first)


def givens_for(text: str, compiled: CompiledRule) -> Iterator[re.Pattern[str]]:
    """Those of a rule's `given` patterns that a folded sentence can hold."""
    if compiled.rule.given:
        for number in possible(text, _given(compiled.rule)):
            yield compiled.given[number]()


def rules_for(text: str, around: Around) -> Iterator[tuple[CompiledRule, list[re.Pattern[str]]]]:
    """The rules that may speak in a folded sentence, in their order, each with those of its patterns."""
    index = _index(load())
    mask = index.mask(text)
    free, on_condition = index.admitted(around)
    last: CompiledRule | None = None
    tried: list[re.Pattern[str]] = []
    for number in numbers(mask & (free | on_condition)):
        rule, pattern = index.patterns[number]
        if on_condition >> number & 1 and not mask & index.cues[_given(rule.rule)]:
            continue
        if rule is not last:
            if last is not None:
                yield last, tried
            last, tried = rule, []
        tried.append(pattern())
    if last is not None:
        yield last, tried
