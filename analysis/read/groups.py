"""Which groups of wordings a line can hold at all, told by one pass over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from analysis.sieve import Needs, Sieve


class Groups:
    """Groups of patterns and words: tells by one pass over a line which of them it can hold."""

    def __init__(self, groups: Mapping[str, Sequence[Needs]]) -> None:
        sieve = Sieve([needs for group in groups.values() for needs in group])
        self._bits: dict[str, int] = {}
        at = 0
        for name, group in groups.items():
            self._bits[name] = ((1 << len(group)) - 1) << at
            at += len(group)
        # Enough for a page, which asks for each of its lines some ten times.
        self._mask = lru_cache(maxsize=1024)(sieve.mask)

    def may_be_in(self, line: str, name: str) -> bool:
        """False where nothing of a group can be found in `line` nor in any part of it."""
        return self._mask(line) & self._bits[name] != 0
