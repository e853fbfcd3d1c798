"""Which patterns can match a sentence at all, told by one pass over its characters.

Whatever a pattern matches holds some of a few literals: `取消|撤[销回]` needs 取消, 撤销 or 撤回. An
automaton (Aho, Corasick 1975) finds all literals of all patterns in one pass, and only the patterns that have
what they need are tried. What a pattern needs is read off its syntax as in Cox, "Regular Expression Matching
with a Trigram Index" (2012): where anything is not understood there is no need, and it is always tried.
"""

from __future__ import annotations

import re
import re._constants as _op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

from ahocorasick_rs import AhoCorasick

# All of the words of which one is in whatever matches.
Need = frozenset[str]
_NOTHING = frozenset({""})
# More words than that are not told apart: the alternatives of two neighbours multiply.
_MOST_JOINED, _MOST_WORDS, _LONGEST = 24, 160, 6
# Of a pattern's needs the hardest to meet: more of them let hardly fewer patterns through, but take time.
_MOST_NEEDS = 3
_PLACEHOLDERS = range(0xE000, 0xF900)
# How the rule language names a family.
FAMILY = re.compile(r"\{([^\W\d]\w*)\}")
_IN_CLASS = re.compile(r"\[[^\[\]]*\{[^\W\d]")


class Needs(NamedTuple):
    """What a piece of a pattern matches: all strings there are (`exact`), if few, else its `needs`."""

    exact: Need | None
    needs: tuple[Need, ...] = ()

    def hardest(self) -> tuple[Need, ...]:
        """The needs that the fewest texts meet, the hardest first."""
        return tuple(sorted(_all(self), key=_rank, reverse=True)[:_MOST_NEEDS])


_AROUND = (_op.AT, _op.ASSERT, _op.ASSERT_NOT)
_REPEATS = (_op.MAX_REPEAT, _op.MIN_REPEAT, _op.POSSESSIVE_REPEAT)
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
    for part in _parts(tree, known):
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


def _parts(tree: Iterable[tuple[Any, Any]], known: Known) -> Iterator[Needs]:
    """The needs of each piece; plain characters side by side are one."""
    letters = ""
    for operator, argument in tree:
        part = known(chr(argument)) if operator is _op.LITERAL else _piece(operator, argument, known)
        if part is None:
            letters += chr(argument)
            continue
        if letters:
            yield Needs(frozenset({letters}))
            letters = ""
        yield part
    if letters:
        yield Needs(frozenset({letters}))


def _joined(one: Need, other: Need) -> Need | None:
    if one == _NOTHING or other == _NOTHING:
        return other if one == _NOTHING else one
    if len(one) * len(other) > _MOST_JOINED:
        return None
    words = frozenset([a + b for a, b in product(one, other)])
    return words if max(map(len, words)) <= _LONGEST else None


def _need(words: Need) -> tuple[Need, ...]:
    if "" in words:
        return ()
    # A text that holds 认证费用 holds 认证费.
    least = frozenset(word for word in words if not _holds_another(word, words))
    return (least,) if len(least) <= _MOST_WORDS else ()


def _holds_another(word: str, words: Need) -> bool:
    size = len(word)
    starts = range(size)
    return any(
        word[at : at + length] in words for length in range(1, size) for at in starts[: size - length + 1]
    )


def _piece(operator: Any, argument: Any, known: Known) -> Needs:
    if operator in _AROUND:
        # What stands around a match takes none of its characters.
        return _EMPTY
    if operator is _op.IN:
        chars = _members(argument)
        return Needs(chars) if chars and not any(known(char) for char in chars) else _UNKNOWN
    if operator is _op.BRANCH:
        return _branch([_sequence(tree, known) for tree in argument[1]])
    if operator is _op.SUBPATTERN:
        _, added, removed, tree = argument
        return _UNKNOWN if added or removed else _sequence(tree, known)
    if operator is _op.ATOMIC_GROUP:
        return _sequence(argument, known)
    if operator in _REPEATS:
        least, most, tree = argument
        part = _sequence(tree, known)
        if least == 0:
            return Needs(part.exact | _NOTHING) if most == 1 and part.exact is not None else _UNKNOWN
        if most == 1:
            return part
        return Needs(None, _all(part))
    return _UNKNOWN


def _members(group: Iterable[tuple[Any, Any]]) -> Need:
    """The characters of a class, if they are few and all told; else none."""
    chars: set[str] = set()
    for kind, value in group:
        if kind not in (_op.LITERAL, _op.RANGE):
            return Need()
        low, high = (value, value) if kind is _op.LITERAL else value
        if high - low >= _MOST_JOINED:
            return Need()
        chars.update(map(chr, range(low, high + 1)))
    return frozenset(chars) if len(chars) <= _MOST_JOINED else Need()


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
    """The need that the fewest texts have; empty where there is none."""
    return max(needs, key=_rank, default=Need())


@lru_cache(maxsize=8192)
def _rank(need: Need) -> tuple[int, int, list[str]]:
    """The higher, the fewer texts have it: of long words, and few of them."""
    return (min(min(map(len, need)), 2), -len(need), sorted(need))


class Sieve:
    """Sorts out the patterns that a text cannot match; each is a bit, by its number in `patterns`."""

    def __init__(self, patterns: Iterable[Needs]) -> None:
        needs = [pattern.hardest() for pattern in patterns]
        self._size = len(needs)
        self._depth = max(map(len, needs), default=0)
        # In layer n (of `_size` bits) a pattern is met by each word of its n-th need, or by nothing where it
        # has no n needs: what all layers meet, a text may match.
        met_by: dict[Need, int] = defaultdict(int)
        self._always = 0
        for number, pattern in enumerate(needs):
            for layer in range(self._depth):
                bit = 1 << (layer * self._size + number)
                if layer < len(pattern):
                    met_by[pattern[layer]] |= bit
                else:
                    self._always |= bit
        met: dict[str, int] = defaultdict(int)
        for need, bits in met_by.items():
            for word in need:
                met[word] |= bits
        self._met = met
        self._automaton = AhoCorasick(sorted(met), store_patterns=True) if met else None

    def mask(self, text: str) -> int:
        """One bit a pattern that `text` has all needs of."""
        if self._automaton is None:
            return (1 << self._size) - 1
        met = self._always
        for word in set(self._automaton.find_matches_as_strings(text, overlapping=True)):
            met |= self._met[word]
        mask = (1 << self._size) - 1
        for _ in range(self._depth):
            mask &= met
            met >>= self._size
        return mask


def numbers(mask: int) -> Iterator[int]:
    """The bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def needs_by_family(families: Mapping[str, str]) -> Callable[[str], Needs]:
    """A function from regular expressions with `{family}` in them to needs; it looks into a family only once.

    Broken patterns have no needs: they are tried, and complain then.
    """
    # A family is one private character in the patterns that it stands in, unless those are in use.
    used = any("\ue000" <= char <= "\uf8ff" for text in families.values() for char in text)
    signs = {} if used else {name: chr(code) for name, code in zip(families, _PLACEHOLDERS, strict=False)}
    names = {sign: name for name, sign in signs.items()}

    @cache
    def known(char: str) -> Needs | None:
        return needs(families[names[char]]) if char in names else None

    def shortened(text: str) -> str:
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
