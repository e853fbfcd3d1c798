"""The rule language of `vocabulary/*.toml`, compiled to regular expressions.

A pattern is a regular expression with `{family}` for a word family, `{money}`, `{duration}` and `{count}` for
figures, `…` for a gap of up to 18 characters inside a sentence and `~` for one of up to 12 inside a clause.
A group `(?P<at>…)` marks the part to quote and to take the subject from, where the rest is only its frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from analysis.claims.figures import PATTERNS
from analysis.errors import VocabularyError
from analysis.sieve import FAMILY
from analysis.vocabulary import Rule, Vocabulary, load

# No family that leads up to a word is longer.
_LEAD = 40
_GAPS = {"…": r"[^。！？；]{0,18}?", "~": r"[^，。！？；：]{0,12}?"}


@dataclass(frozen=True, eq=False)
class CompiledRule:
    """A rule whose patterns are compiled when they are first asked for: few pages need more than a few."""

    rule: Rule
    families: Mapping[str, str]

    @cached_property
    def when(self) -> tuple[Callable[[], re.Pattern[str]], ...]:
        """The patterns of which one has to be found, compiled by calling them."""
        return tuple(self._once(p) for p in self.rule.when)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        """What must not be found in the clause."""
        return self._any_of(self.rule.unless)

    @cached_property
    def forbid(self) -> re.Pattern[str] | None:
        """What must not be found in the sentence."""
        return self._any_of(self.rule.forbid)

    @cached_property
    def given(self) -> tuple[Callable[[], re.Pattern[str]], ...]:
        """The patterns of which one has to be found where no topic is open, compiled by calling them."""
        return tuple(self._once(p) for p in self.rule.given)

    def _once(self, pattern: str) -> Callable[[], re.Pattern[str]]:
        return lru_cache(maxsize=1)(lambda: compile_pattern(pattern, self.families, self.rule.id))

    def _any_of(self, patterns: tuple[str, ...]) -> re.Pattern[str] | None:
        return compile_pattern("|".join(patterns), self.families, self.rule.id) if patterns else None


def expand(pattern: str, families: Mapping[str, str], where: str) -> str:
    """`pattern` as a plain regular expression; VocabularyError for a family that does not exist."""
    pattern = put_gaps(pattern)

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name in PATTERNS:
            return PATTERNS[name]
        if name not in families:
            raise VocabularyError(
                f"{where}: no family {{{name}}}; allowed are {', '.join([*PATTERNS, *families])}"
            )
        return expand(families[name], families, where)

    return FAMILY.sub(replace, pattern)


def put_gaps(pattern: str) -> str:
    """`pattern` with its gaps (`…`, `~`) as regular expressions; families stay."""
    for sign, gap in _GAPS.items():
        pattern = pattern.replace(sign, gap)
    return pattern


def compile_pattern(pattern: str, families: Mapping[str, str], where: str) -> re.Pattern[str]:
    """A pattern of the rule language, compiled; VocabularyError, naming `where`, if it is broken."""
    try:
        return re.compile(expand(pattern, families, where))
    except re.error as error:
        raise VocabularyError(f"{where}: pattern {pattern!r} is broken: {error}; mend it") from None
    except RecursionError:
        raise VocabularyError(
            f"{where}: pattern {pattern!r} holds a family that holds itself; mend it"
        ) from None


def family(name: str) -> re.Pattern[str]:
    """The words of a family of `vocabulary/words.toml`, compiled."""
    return _family(load(), name)


def leads_to(name: str, text: str, place: int) -> bool:
    """True where words of a family whose pattern ends with `$` lead up to a place in `text`."""
    return family(name).search(text[max(0, place - _LEAD) : place]) is not None


@lru_cache(maxsize=256)
def _family(vocabulary: Vocabulary, name: str) -> re.Pattern[str]:
    return compile_pattern("{" + name + "}", vocabulary.families, f"family {name}")
