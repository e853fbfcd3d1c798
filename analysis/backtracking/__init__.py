"""Which regular expressions take more time than a text is long, told from their syntax.

Python's `re` tries one way to match after the other. Where the repeats of a pattern can share out one stretch
of text in ever more ways, a text that almost matches takes n², n³ or 2ⁿ steps. A pattern is taken for the
automaton of its characters (Glushkov 1961), with a loop before it, since `search` begins anywhere; it is slow
where that automaton is ambiguous without bound: Weber, Seidl, "On the degree of ambiguity of finite automata"
(1991); Weideman et al., "Analyzing matching time behavior of backtracking regular expression matchers by
using ambiguity of NFA" (2016). Two states p and q and a text w make it so:

    2ⁿ    w leads from p to p in two ways           (?:a+)+b    w = a
    n²    w leads from p to p, p to q and q to q    a*a*b, and as `search` begins anywhere, a+b

What is bounded costs a factor, no power, but factors multiply: repeats of `MANY` and more, those inside them
counted in, are endless where they could double, and neighbours with nothing between them may share out one
stretch in `MOST_WAYS` ways.

Atomic groups, and what must stand around a match in more than one character, are taken for less than they do:
a pattern may be called slow that is not.
"""

from __future__ import annotations

import re._parser as parser  # type: ignore[import-not-found]
from typing import Any

from analysis.backtracking.ambiguity import doubling, growing, loops_of
from analysis.backtracking.automaton import REPEATS, Automaton, inner_parts, is_single, parts

__all__ = ["LONG", "is_endless", "slow_text"]

# A repeat that may go on for longer is endless: a sentence has 600 characters at most.
LONG = 120
# Two ways for each of so many rounds are more than a thousand.
MANY = 10
# Two gaps of the rule language make 19² ways to share out one stretch, three 6,859.
MOST_WAYS = 20_000
# Stands for a text of nearly any characters.
_ANY = "认"


def slow_text(pattern: str | bytes, flags: int = 0) -> str | None:
    """A text that takes `pattern` ever longer the more often it is repeated, None where there is none.

    The pattern is one that `re` can compile; it is looked at as `search` uses it. One with so many repeats
    inside repeats that it cannot be looked through is slow as well.
    """
    tree = parser.parse(pattern, flags)
    try:
        return _slow_text(tree)
    except (OverflowError, RecursionError):
        return _ANY


def _slow_text(tree: Any) -> str | None:
    repeats = [(int(argument[1]), argument[2]) for name, argument in parts(tree) if name in REPEATS]
    longest = max((most for most, _ in repeats), default=0)
    # A single character goes one way through its repeat.
    if any(most > 1 and not is_single(repeated) for most, repeated in repeats):
        automaton = Automaton(tree, MANY, short=True)
        for loop in loops_of(automaton):
            if text := doubling(automaton, loop):
                return text
    if longest > LONG:
        automaton = Automaton(tree, LONG + 1)
        if text := growing(automaton, loops_of(automaton)):
            return text
    return _ANY if _ways(tree) > MOST_WAYS else None


def is_endless(pattern: str) -> bool:
    """True where a repeat of `pattern` may go on for more than `LONG`."""
    return any(name in REPEATS and argument[1] > LONG for name, argument in parts(parser.parse(pattern)))


def _ways(tree: Any) -> int:
    """In how many ways neighbouring bounded repeats of nearly any character can share out one stretch."""
    most = run = 1
    for operator, argument in tree:
        name = str(operator)
        inner = inner_parts(name, argument) if name != "IN" else []
        if name in REPEATS and argument[1] <= LONG and _is_wide(argument[2]):
            run *= argument[1] - argument[0] + 1
        elif parser.SubPattern(tree.state, [(operator, argument)]).getwidth()[0]:
            run = 1
        most = max([most, run, *map(_ways, inner)])
    return most


def _is_wide(tree: Any) -> bool:
    if len(tree) != 1:
        return False
    name, argument = str(tree[0][0]), tree[0][1]
    return name in ("ANY", "NOT_LITERAL") or (name == "IN" and str(argument[0][0]) == "NEGATE")
