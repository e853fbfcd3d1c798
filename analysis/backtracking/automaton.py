"""The automaton of a regular expression: its characters as states, and which one can follow which."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")
# The largest pattern of the shipped vocabulary has 6,000.
MOST_STATES = 40_000
# Characters that stand for all others: letters, digits, marks and spaces of several kinds.
_SAMPLES = "aZ0_ \n\t!.,，。、（认证é٣\x00\U0001f34a"
_CATEGORIES: Mapping[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda char: char.isalnum() or char == "_",
}


@dataclass(frozen=True, slots=True)
class Edge:
    """The next character to take, `to`, where the one before is in `before` and itself in `after`."""

    to: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class _Guard:
    """What must stand around a place where nothing is taken; `exact` where that is all there is to it."""

    before: int
    after: int
    exact: bool = True

    def both(self, other: _Guard) -> _Guard:
        return _Guard(self.before & other.before, self.after & other.after, self.exact and other.exact)


# Characters of a part that can come first or last, with what must stand around.
_Ends = list[tuple[int, _Guard]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern; `empty` is what must stand around where it matches nothing, None if it cannot."""

    first: _Ends
    last: _Ends
    empty: _Guard | None


class Automaton:
    """The characters of a pattern as numbered states; a set of characters is a number, with a bit for each.

    State 0 is the loop in which `search` looks for the beginning of a match. `takes` are the characters of
    each state, `next` what can follow it, `ends` the states after which nothing can fail. Repeats of
    `endless` and more are loops, and where `short` those of single characters too; others are taken to go
    round three times at most. Raises OverflowError for more than `MOST_STATES`: repeats inside repeats
    multiply.
    """

    def __init__(self, tree: Any, endless: int, short: bool = False) -> None:
        self._flags = int(tree.state.flags)
        self._endless, self._short = endless, short
        self._groups: dict[int, Any] = {}
        self._alphabet = sorted({*_SAMPLES, *_bounds(tree)})
        self._bits = {char: 1 << number for number, char in enumerate(self._alphabet)}
        self._known: dict[tuple[str, str], int] = {}
        self.all = (1 << len(self._alphabet)) - 1
        self._free = _Guard(self.all, self.all)
        self.takes = [self.all]
        self.next: list[list[Edge]] = [[Edge(0, self.all, self.all)]]
        whole = self._sequence(tree)
        self._join([(0, self._free)], whole.first)
        self.ends = self._sure_ends(whole.last)

    def shown(self, chars: int) -> str:
        """One of a set of characters, one that can be read if there is any."""
        members = (char for char, bit in self._bits.items() if chars & bit)
        return str(max(members, key=lambda char: (char.isalnum(), char.isprintable(), char)))

    def _sure_ends(self, last: _Ends) -> set[int]:
        """Where a match ends whatever follows, be it one character earlier."""
        sure = {state for state, guard in last if guard == self._free}
        fits = [(state, guard.after) for state, guard in last if guard.exact]
        fits += [
            (state, edge.after & self.takes[edge.to])
            for state, edges in enumerate(self.next)
            for edge in edges
            if edge.to in sure
        ]
        again = {state for state, edges in enumerate(self.next) if any(e.to == state for e in edges)}
        return sure | {state for state, after in fits if state in again and not self.takes[state] & ~after}

    def _state(self, chars: int) -> _Part:
        if len(self.takes) > MOST_STATES:
            raise OverflowError
        self.takes.append(chars)
        self.next.append([])
        ends: _Ends = [(len(self.takes) - 1, self._free)]
        return _Part(ends, ends, None)

    def _join(self, last: _Ends, first: _Ends) -> None:
        for state, left in last:
            for to, right in first:
                guard = left.both(right)
                if guard.before & self.takes[state] and guard.after & self.takes[to]:
                    self.next[state].append(Edge(to, guard.before, guard.after))

    def _nothing(self, guard: _Guard | None = None) -> _Part:
        return _Part([], [], guard or self._free)

    def _sequence(self, tree: Iterable[tuple[Any, Any]]) -> _Part:
        return reduce(self._then, (self._piece(str(op), argument) for op, argument in tree), self._nothing())

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._join(one.last, other.first)
        first, last, empty = list(one.first), list(other.last), None
        if one.empty is not None:
            first += [(state, one.empty.both(guard)) for state, guard in other.first]
        if other.empty is not None:
            last += [(state, guard.both(other.empty)) for state, guard in one.last]
        if one.empty is not None and other.empty is not None:
            empty = one.empty.both(other.empty)
        return _Part(first, last, empty)

    def _piece(self, operator: str, argument: Any) -> _Part:
        if operator in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return self._state(self._chars(operator, argument))
        if operator == "BRANCH":
            return self._either([self._sequence(tree) for tree in argument[1]])
        if operator == "SUBPATTERN":
            self._groups[argument[0]] = argument[-1]
            return self._sequence(argument[-1])
        if operator == "ATOMIC_GROUP":
            return self._sequence(argument)
        if operator in REPEATS:
            return self._repeat(operator, *argument)
        if operator == "GROUPREF":
            return self._sequence(self._groups.get(argument, ()))
        if operator == "GROUPREF_EXISTS":
            return self._either([self._sequence(tree or ()) for tree in argument[1:]])
        if operator in ("ASSERT", "ASSERT_NOT"):
            return self._around(operator == "ASSERT", *argument)
        return self._nothing(self._at(str(argument)) if operator == "AT" else None)

    def _either(self, parts: list[_Part]) -> _Part:
        empty = [part.empty for part in parts if part.empty is not None]
        weakest = max(empty, key=lambda g: (g.exact, g.before.bit_count(), g.after.bit_count()), default=None)
        return _Part([e for p in parts for e in p.first], [e for p in parts for e in p.last], weakest)

    def _repeat(self, operator: str, least: int, most: int, tree: Any) -> _Part:
        # Two of many are enough to tell whether it matters where one ends and the next begins.
        parts = [self._sequence(tree) for _ in range(min(least, 2))]
        if self._goes_round(least, most, tree):
            parts = [*parts[:1], self._loop(operator, self._sequence(tree), least == 0)]
        elif most > least:
            more = self._optional(self._sequence(tree))
            once = least > 0 or most == 1
            parts.append(more if once else self._optional(self._then(self._sequence(tree), more)))
        return reduce(self._then, parts, self._nothing())

    def _goes_round(self, least: int, most: int, tree: Any) -> bool:
        if not self._short:
            return most >= self._endless
        if is_single(tree):
            return most > max(least, 2)
        # What a round can share out in three ways, six rounds can in 729.
        inside = (argument[1] - argument[0] for name, argument in parts(tree) if name in REPEATS)
        return most * max(inside, default=1) >= self._endless

    def _optional(self, part: _Part) -> _Part:
        return _Part(part.first, part.last, self._free)

    def _loop(self, operator: str, part: _Part, optional: bool) -> _Part:
        self._join(part.last, part.first)
        kept = self._free
        if operator == "POSSESSIVE_REPEAT" and part.first == part.last and len(part.first) == 1:
            # It gives nothing back: what follows it begins with another character.
            kept = _Guard(self.all, self.all & ~self.takes[part.first[0][0]])
        last = [(state, guard.both(kept)) for state, guard in part.last]
        return _Part(part.first, last, kept if optional else part.empty)

    def _around(self, wanted: bool, direction: int, tree: Any) -> _Part:
        single = is_single(tree)
        # Of what is wanted, the character that is next to the place is wanted in any case.
        near = tree[-1:] if direction < 0 else tree[:1]
        chars = self.all
        if single or (wanted and is_single(near)):
            chars = self._chars(str(near[0][0]), near[0][1])
        if single and not wanted:
            chars = self.all & ~chars
        if direction < 0:
            return self._nothing(_Guard(chars, self.all, exact=single))
        # A look ahead goes its own way through the text, and that way ends with it.
        first = [] if single else self._sequence(tree).first
        return _Part(first, [], _Guard(self.all, chars, exact=single))

    def _at(self, where: str) -> _Guard:
        breaks = self._bits["\n"]
        if where == "AT_BEGINNING_STRING" or (where == "AT_BEGINNING" and not self._flags & re.M):
            return _Guard(0, self.all, exact=False)
        if where == "AT_BEGINNING":
            return _Guard(breaks, self.all, exact=False)
        return _Guard(self.all, breaks if where.startswith("AT_END") else self.all, exact=False)

    def _chars(self, operator: str, argument: Any) -> int:
        if operator == "LITERAL" and not self._flags & re.I:
            return self._bits[chr(argument)]
        key = (operator, str(argument))
        if key not in self._known:
            self._known[key] = self._looked_up(operator, argument)
        return self._known[key]

    def _looked_up(self, operator: str, argument: Any) -> int:
        chosen = 0
        for char, bit in self._bits.items():
            forms = {char, char.lower(), char.upper()} if self._flags & re.I else {char}
            if any(len(form) == 1 and _is_in(form, operator, argument, self._flags) for form in forms):
                chosen |= bit
        return chosen


def is_single(tree: Any) -> bool:
    """True for a parsed pattern that takes one character, whichever way."""
    return len(tree) == 1 and str(tree[0][0]) in ("LITERAL", "NOT_LITERAL", "ANY", "IN")


def _is_in(char: str, operator: str, argument: Any, flags: int) -> bool:
    if operator == "LITERAL":
        return ord(char) == int(argument)
    if operator == "NOT_LITERAL":
        return ord(char) != int(argument)
    if operator == "ANY":
        return bool(flags & re.S) or char != "\n"
    if operator == "RANGE":
        return bool(argument[0] <= ord(char) <= argument[1])
    if operator == "CATEGORY":
        name = str(argument).replace("_NOT_", "_")
        return _CATEGORIES[name](char) != (name != str(argument))
    negated = str(argument[0][0]) == "NEGATE"
    return any(_is_in(char, str(op), value, flags) for op, value in argument[negated:]) != negated


def _bounds(tree: Any) -> Iterator[str]:
    """The characters at which the sets of characters of a pattern begin and end."""
    for operator, argument in parts(tree):
        if operator in ("LITERAL", "NOT_LITERAL"):
            yield chr(argument)
        elif operator == "RANGE":
            yield from map(chr, {max(argument[0] - 1, 0), *argument, min(argument[1] + 1, 0x10FFFF)})


def parts(tree: Any) -> Iterator[tuple[str, Any]]:
    """All pieces of a parsed pattern, with those that they hold."""
    for operator, argument in tree:
        yield str(operator), argument
        for inner in inner_parts(str(operator), argument):
            yield from parts(inner)


def inner_parts(operator: str, argument: Any) -> list[Any]:
    """The patterns that a piece of a parsed pattern holds."""
    if operator == "BRANCH":
        return list(argument[1])
    if operator in ("IN", "ATOMIC_GROUP"):
        return [argument]
    if operator in ("SUBPATTERN", *REPEATS):
        return [argument[-1]]
    if operator in ("ASSERT", "ASSERT_NOT"):
        return [argument[1]]
    return [tree for tree in argument[1:] if tree] if operator == "GROUPREF_EXISTS" else []
