"""The rule language of `vocabulary/*.toml`, compiled to regular expressions.

A pattern is a regular expression with `{family}` for a word family, `{money}`, `{duration}` and `{count}` for
figures, `…` for a gap of up to 18 characters inside a sentence and `~` for one of up to 12 inside a clause.
A group `(?P<at>…)` marks the part to quote and to take the subject from, where the rest is only its frame.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.claims.figures import PATTERNS
from analysis.errors import VocabularyError
from analysis.vocabulary import Rule, Vocabulary, load

_GAPS = {"…": r"[^。！？；]{0,18}?", "~": r"[^，。！？；：]{0,12}?"}
_NAME = re.compile(r"\{([^\W\d]\w*)\}")


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule with its patterns compiled: `when` and `given` to be found, `unless` and `forbid` not to be."""

    rule: Rule
    when: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str] | None
    forbid: re.Pattern[str] | None
    given: re.Pattern[str] | None


def expand(pattern: str, families: Mapping[str, str], where: str) -> str:
    """`pattern` as a plain regular expression; VocabularyError for a family that does not exist."""
    for sign, gap in _GAPS.items():
        pattern = pattern.replace(sign, gap)

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name in PATTERNS:
            return PATTERNS[name]
        if name not in families:
            raise VocabularyError(
                f"{where}: no family {{{name}}}; allowed are {', '.join([*PATTERNS, *families])}"
            )
        return expand(families[name], families, where)

    return _NAME.sub(replace, pattern)


def compile_pattern(pattern: str, families: Mapping[str, str], where: str) -> re.Pattern[str]:
    """A pattern of the rule language, compiled; VocabularyError, naming `where`, if it is broken."""
    try:
        return re.compile(expand(pattern, families, where))
    except re.error as error:
        raise VocabularyError(f"{where}: pattern {pattern!r} is broken: {error}; mend it") from None


def family(name: str) -> re.Pattern[str]:
    """The words of a family of `vocabulary/words.toml`, compiled."""
    return _family(load(), name)


@lru_cache(maxsize=256)
def _family(vocabulary: Vocabulary, name: str) -> re.Pattern[str]:
    return compile_pattern("{" + name + "}", vocabulary.families, f"family {name}")


def compile_rule(rule: Rule, families: Mapping[str, str]) -> CompiledRule:
    """All patterns of `rule`, compiled."""

    def any_of(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
        return compile_pattern("|".join(patterns), families, rule.id) if patterns else None

    return CompiledRule(
        rule=rule,
        when=tuple(compile_pattern(p, families, rule.id) for p in rule.when),
        unless=any_of(rule.unless),
        forbid=any_of(rule.forbid),
        given=any_of(rule.given),
    )
