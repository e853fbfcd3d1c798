"""Which groups of wordings a line can hold at all, told by one pass over it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from analysis.sieve import Needs, Sieve, needs_of, numbers


class Groups:
    """Groups of regular expressions, and of words: tells by one pass over a line what it can hold of them.

    Raises re.error, when made, for a broken pattern; compiled are those that a line has what they need of.
    """

    def __init__(self, patterns: Mapping[str, Sequence[str]], words: Mapping[str, frozenset[str]]) -> None:
        self.patterns = tuple(pattern for group in patterns.values() for pattern in group)
        needs = [*map(needs_of, self.patterns), *(Needs(None, (any_of,)) for any_of in words.values())]
        sizes = {name: len(group) for name, group in patterns.items()} | dict.fromkeys(words, 1)
        self._bits: dict[str, int] = {}
        at = 0
        for name, size in sizes.items():
            self._bits[name] = ((1 << size) - 1) << at
            at += size
        # Enough for a page, which asks for each of its lines some ten times.
        self._mask = lru_cache(maxsize=1024)(Sieve(needs).mask)
        self._compiled = cache(lambda number: re.compile(self.patterns[number]))

    def may_be_in(self, line: str, name: str) -> bool:
        """False where nothing of a group can be found in `line` nor in any part of it."""
        return self._mask(line) & self._bits[name] != 0

    def possible(self, line: str, name: str) -> list[re.Pattern[str]]:
        """The patterns of a group that can be found in `line` or in a part of it."""
        return [self._compiled(number) for number in numbers(self._mask(line) & self._bits[name])]

    def search(self, line: str, name: str) -> bool:
        """True where a pattern of a group is found in `line`."""
        mask = self._mask(line) & self._bits[name]
        return mask != 0 and any(self._compiled(number).search(line) for number in numbers(mask))
