"""Texts that an automaton can read in ever more ways."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial, reduce

from analysis.backtracking.automaton import Automaton

# Where several paths through the automaton are that read one text.
_Here = tuple[int, ...]


def loops_of(automaton: Automaton) -> list[set[int]]:
    """The sets of states that lead to each other, leaving out those after which nothing can fail."""
    states = [state for state in range(len(automaton.next)) if state not in automaton.ends]
    onward = {s: {e.to for e in automaton.next[s] if e.to not in automaton.ends} for s in states}
    backward: dict[int, set[int]] = {state: set() for state in states}
    for state in states:
        for to in onward[state]:
            backward[to].add(state)
    # Kosaraju: the last to be left comes first, and takes all that lead to it.
    left, found = set(states), []
    for state in reversed(_order(onward)):
        if state in left:
            group = _reached([state], backward, left)
            left -= group
            if len(group) > 1 or state in onward[state]:
                found.append(group)
    return found


def _order(onward: Mapping[int, set[int]]) -> list[int]:
    """The states in the order in which a walk in depth leaves them."""
    order: list[int] = []
    seen: set[int] = set()
    for root in onward:
        stack = [(root, iter(onward[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            state, rest = stack[-1]
            to = next((t for t in rest if t not in seen), None)
            if to is None:
                order.append(state)
                stack.pop()
            else:
                seen.add(to)
                stack.append((to, iter(onward[to])))
    return order


def _reached(begin: Iterable[int], onward: Mapping[int, set[int]], inside: set[int]) -> set[int]:
    found, todo = set(begin), list(begin)
    while todo:
        for to in onward[todo.pop()] & inside - found:
            found.add(to)
            todo.append(to)
    return found


def doubling(automaton: Automaton, loop: set[int]) -> str | None:
    """A text that leads from a state of `loop` back to it in two ways."""
    for state in loop:
        for (to,), chars in _moves(automaton, (state,), (loop,)):
            if sum(bool(e.after & chars) for e in automaton.next[state] if e.to == to) > 1:
                return automaton.shown(chars) + _back(automaton, loop, to, state)
    found = _together(
        automaton,
        [(state, state) for state in loop],
        (loop, loop),
        lambda here, there: here[0] != here[1] and there[0] == there[1],
    )
    return found and found[2] + _back(automaton, loop, found[1][0], found[0][0])


def _back(automaton: Automaton, loop: set[int], begin: int, end: int) -> str:
    found = _together(automaton, [(begin,)], (loop,), partial(_is_at, (end,)))
    return found[2] if found and begin != end else ""


def growing(automaton: Automaton, loops: list[set[int]]) -> str | None:
    """A text that a loop, the way from it to another, and that other can all read, and so share out."""
    everywhere = {state: {e.to for e in edges} for state, edges in enumerate(automaton.next)}
    for one in loops:
        after = _reached(one, everywhere, set(everywhere))
        for other in loops:
            if other is one or not other <= after:
                continue
            for p in one:
                for q in (state for state in other if automaton.takes[state] & automaton.takes[p]):
                    at_goal = partial(_is_at, (p, q, q))
                    if found := _together(automaton, [(p, q, p)], (one, other, after), at_goal):
                        return found[2]
    return None


def _is_at(goal: _Here, _: _Here, there: _Here) -> bool:
    return there == goal


def _together(
    automaton: Automaton,
    begin: Iterable[_Here],
    allowed: tuple[set[int], ...],
    done: Callable[[_Here, _Here], bool],
) -> tuple[_Here, _Here, str] | None:
    """Where paths of one text begin and end, and the text, the last step of which is `done`; None without."""
    came: dict[_Here, tuple[_Here, int] | None] = dict.fromkeys(begin)
    todo = deque(came)
    while todo:
        here = todo.popleft()
        for there, chars in _moves(automaton, here, allowed):
            if done(here, there):
                text, at = automaton.shown(chars), here
                while step := came[at]:
                    at, text = step[0], automaton.shown(step[1]) + text
                return at, there, text
            if there not in came:
                came[there] = (here, chars)
                todo.append(there)
    return None


def _moves(automaton: Automaton, here: _Here, allowed: tuple[set[int], ...]) -> Iterator[tuple[_Here, int]]:
    """Where all paths can be after a character, each inside what it is allowed, and which characters do."""
    before = reduce(int.__and__, (automaton.takes[state] for state in here))
    found: list[tuple[_Here, int, int]] = [((), before, automaton.all)]
    for state, inside in zip(here, allowed, strict=True):
        edges = [(e.to, e.before, e.after & automaton.takes[e.to]) for e in automaton.next[state]]
        found = [
            ((*there, to), last & before, chars & after)
            for there, last, chars in found
            for to, before, after in edges
            if to in inside and last & before and chars & after
        ]
    return ((there, chars) for there, _, chars in found)
