"""Which patterns can match a sentence at all, told by one pass over its characters.

Whatever a pattern matches holds some of a few literals: `取消|撤[销回]` needs 取消, 撤销 or 撤回. An
automaton (Aho, Corasick 1975) finds all literals of all patterns in one pass, and only the patterns that have
what they need are tried. What a pattern needs is read off its syntax as in Cox, "Regular Expression Matching
with a Trigram Index" (2012): where anything is not understood there is no need, and it is always tried.
"""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from ahocorasick_rs import AhoCorasick

# All of the words of which one is in whatever matches.
Need = frozenset[str]
_NOTHING = frozenset({""})
# More words than that are not told apart: the alternatives of two neighbours multiply.
_MOST_JOINED, _MOST_WORDS, _LONGEST = 24, 160, 6
_PLACEHOLDERS = range(0xE000, 0xF900)
# How the rule language names a family.
FAMILY = re.compile(r"\{([^\W\d]\w*)\}")
_IN_CLASS = re.compile(r"\[[^\]]*\{[^\W\d]")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a piece of a pattern matches: all strings there are (`exact`), if few, else its `needs`."""

    exact: Need | None
    needs: tuple[Need, ...] = ()


_UNKNOWN = Needs(None)
_EMPTY = Needs(_NOTHING)
# The needs of a piece that a private character stands for, None where there is none.
Known = Callable[[str], Needs | None]


def needs_of(pattern: str, known: Known = lambda _: None) -> Needs:
    """The needs of a regular expression; `known` gives those of characters that stand for a part of it."""
    tree = parser.parse(pattern)
    # Under any flag (as with upper and lower case alike) letters do not stand for themselves.
    return _sequence(tree, known) if tree.state.flags == parser.SRE_FLAG_UNICODE else _UNKNOWN


def _sequence(tree: Iterable[tuple[Any, Any]], known: Known) -> Needs:
    """Neighbours joined to longer words for as long as they are few."""
    needs: list[Need] = []
    run, whole = _NOTHING, True
    for operator, argument in tree:
        part = _piece(str(operator), argument, known)
        joined = _joined(run, part.exact) if part.exact is not None else None
        if joined is not None:
            run = joined
            continue
        whole = False
        needs += _need(run)
        if part.exact is None:
            needs += part.needs
            run = _NOTHING
        else:
            run = part.exact
    return Needs(run, ()) if whole else Needs(None, (*needs, *_need(run)))


def _joined(one: Need, other: Need) -> Need | None:
    if len(one) * len(other) > _MOST_JOINED and one != _NOTHING and other != _NOTHING:
        return None
    words = frozenset(a + b for a, b in product(one, other))
    return words if max(map(len, words)) <= _LONGEST or _NOTHING in (one, other) else None


def _need(words: Need) -> tuple[Need, ...]:
    # A text that holds 认证费用 holds 认证费.
    least = frozenset(w for w in words if not any(o != w and o in w for o in words))
    return (least,) if "" not in words and len(least) <= _MOST_WORDS else ()


def _piece(operator: str, argument: Any, known: Known) -> Needs:
    if operator == "LITERAL":
        char = chr(argument)
        return known(char) or Needs(frozenset({char}))
    if operator in ("AT", "ASSERT", "ASSERT_NOT"):
        # What stands around a match takes none of its characters.
        return _EMPTY
    if operator == "IN":
        chars = {chr(value) if str(kind) == "LITERAL" else "" for kind, value in argument}
        plain = "" not in chars and not any(known(char) for char in chars)
        return Needs(frozenset(chars)) if plain and len(chars) <= _MOST_JOINED else _UNKNOWN
    if operator == "BRANCH":
        return _branch([_sequence(tree, known) for tree in argument[1]])
    if operator == "SUBPATTERN":
        _, added, removed, tree = argument
        return _UNKNOWN if added or removed else _sequence(tree, known)
    if operator == "ATOMIC_GROUP":
        return _sequence(argument, known)
    if operator in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, tree = argument
        part = _sequence(tree, known)
        if least == 0:
            return Needs(part.exact | _NOTHING) if most == 1 and part.exact is not None else _UNKNOWN
        if most == 1:
            return part
        return Needs(None, _all(part))
    return _UNKNOWN


def _all(part: Needs) -> tuple[Need, ...]:
    return part.needs if part.exact is None else _need(part.exact)


def _branch(parts: Sequence[Needs]) -> Needs:
    exact = [part.exact for part in parts if part.exact is not None]
    if len(exact) == len(parts) and sum(map(len, exact)) <= _MOST_WORDS:
        return Needs(frozenset().union(*exact))
    best = [_best(_all(part)) for part in parts]
    if not all(best):
        return _UNKNOWN
    return Needs(None, _need(frozenset().union(*best)))


def _best(needs: Iterable[Need]) -> Need:
    """The need that the fewest texts have: of long words, and few of them; empty where there is none."""
    return max(
        needs, key=lambda need: (min(min(map(len, need)), 2), -len(need), sorted(need)), default=Need()
    )


class Sieve:
    """Sorts out the patterns that a text cannot match; each is told by its number in `patterns`."""

    def __init__(self, patterns: Iterable[Needs]) -> None:
        always = 0
        by_word: dict[str, int] = {}
        others: list[tuple[Need, ...]] = []
        for number, pattern in enumerate(patterns):
            needs = _all(pattern)
            key = _best(needs)
            always |= 0 if key else 1 << number
            for word in key:
                by_word[word] = by_word.get(word, 0) | 1 << number
            others.append(tuple(need for need in needs if need is not key))
        self._others = others
        self._always = always
        words = sorted({*by_word, *(word for needs in others for need in needs for word in need)})
        self._words = words
        self._found = [by_word.get(word, 0) for word in words]
        self._automaton = AhoCorasick(words) if words else None

    def candidates(self, text: str) -> list[int]:
        """The numbers of the patterns that `text` has all needs of, in order."""
        if self._automaton is None:
            return _bits(self._always)
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        at = {index for index, _, _ in found}
        mask = self._always
        for index in at:
            mask |= self._found[index]
        has = {self._words[index] for index in at}
        return [n for n in _bits(mask) if not any(has.isdisjoint(need) for need in self._others[n])]


def _bits(mask: int) -> list[int]:
    numbers = []
    while mask:
        low = mask & -mask
        numbers.append(low.bit_length() - 1)
        mask ^= low
    return numbers


def needs_by_family(families: Mapping[str, str], plain: Callable[[str], str]) -> Callable[[str], Needs]:
    """A function from patterns of the rule language to their needs, which looks into each family only once.

    `plain` makes a regular expression of all of a pattern but its families. Broken patterns have no needs:
    they are tried, and complain then.
    """
    # A family is one private character in the patterns that it stands in, unless those are in use.
    used = any("\ue000" <= char <= "\uf8ff" for text in families.values() for char in text)
    signs = {} if used else {name: chr(code) for name, code in zip(families, _PLACEHOLDERS, strict=False)}
    names = {sign: name for name, sign in signs.items()}

    @cache
    def known(char: str) -> Needs | None:
        return needs(families[names[char]]) if char in names else None

    def shortened(pattern: str) -> str:
        text = plain(pattern)
        in_class = _IN_CLASS.search(text)
        # Only what is one group can be looked at alone: in a|b the parts belong to what is around it.
        return FAMILY.sub(
            lambda m: (
                signs[m[1]]
                if m[1] in signs and not in_class and _is_group(families[m[1]])
                else shortened(families[m[1]])
            ),
            text,
        )

    def needs(pattern: str) -> Needs:
        if any("\ue000" <= char <= "\uf8ff" for char in pattern):
            return _UNKNOWN
        try:
            return needs_of(shortened(pattern), known)
        except (KeyError, re.error):
            return _UNKNOWN

    return needs


def _is_group(text: str) -> bool:
    """True where the bracket that opens `text` closes at its end."""
    depth, in_class, at = 0, False, 0
    while at < len(text):
        char = text[at]
        at += 2 if char == "\\" else 1
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            # A bracket that closes at once is a member: []a], [^]a].
            at += 2 if text.startswith("^]", at) else 1 if text.startswith("]", at) else 0
        elif char in "()":
            depth += 1 if char == "(" else -1
            if depth == 0:
                return at == len(text)
        elif depth == 0:
            return False
    return False
