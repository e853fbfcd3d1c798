"""The terms of the vocabulary: their names, the values of attributes, and which exclude each other."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.errors import VocabularyError
from analysis.measures import OPEN, Lang, agree

Pairs = tuple[tuple[str, str], ...]
NOT = "not:"


@dataclass(frozen=True, slots=True)
class Term:
    """An id with the names that people read."""

    id: str
    zh: str
    en: str

    def name(self, lang: Lang) -> str:
        """The name in `lang`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a certification type: its names, its values, and which of them exclude each other.

    `opposed` are pairs of values that exclude each other, `opposed_apart` such as do so in two sources only,
    `opposed_general` such as do so where one is said of certification in general and the other of one type.
    `one_type` are values that mark one type out, save that the types of a pair in `kin` may share them.
    """

    id: str
    zh: str
    en: str
    group: str
    values: tuple[Term, ...]
    opposed: Pairs = ()
    opposed_apart: Pairs = ()
    opposed_general: Pairs = ()
    one_type: frozenset[str] = frozenset()
    kin: Pairs = ()
    deny: frozenset[str] = frozenset()
    open: str | None = None
    negatable: bool = False

    def name(self, lang: Lang) -> str:
        """The name in `lang`."""
        return self.zh if lang == "zh" else self.en

    def is_open(self, value: str) -> bool:
        """True for a figure (`CNY600`, `1-3wd`, `followers>=1000`) that this attribute takes."""
        return self.open is not None and OPEN[self.open].fullmatch(value) is not None

    def allows(self, value: str) -> bool:
        """True where `value` is one that the vocabulary knows for this attribute."""
        base = value.removeprefix(NOT) if self.negatable else value
        return any(base == v.id for v in self.values) or self.is_open(value)

    def rank(self, value: str) -> tuple[int, float, str]:
        """Where a value stands in the vocabulary's order; figures come last, by their size."""
        named = [known.id for known in self.values]
        plain = value.removeprefix(NOT)
        if plain in named:
            return (named.index(plain), 0.0, value)
        first = re.search(r"\d+(\.\d+)?", plain)
        return (len(named), float(first[0]) if first else 0.0, value)


def opposed(known: Attribute, pairs: Pairs, one: str, other: str) -> bool:
    """True where one of `pairs` says that the two values exclude each other."""
    if one == other or (known.is_open(one) and known.is_open(other) and agree(one, other)):
        return False

    def fits(value: str, side: str) -> bool:
        return value == side or side == "*" or (side == "figures" and known.is_open(value))

    return any((fits(one, a) and fits(other, b)) or (fits(one, b) and fits(other, a)) for a, b in pairs)


def check_opposition(attribute: Attribute, types: list[str]) -> None:
    """VocabularyError where what is said to exclude each other are no values, or no `types`."""
    pairs = attribute.opposed + attribute.opposed_apart + attribute.opposed_general
    values = [value.id for value in attribute.values]
    named = {side for pair in pairs for side in pair} - {"*", "figures"} | attribute.one_type
    if unknown := sorted(named - set(values)):
        raise VocabularyError(
            f"attribute {attribute.id}: {', '.join(unknown)} in opposed or one_type is no value of it; "
            f"allowed are {', '.join(values)}, figures and *"
        )
    if unknown := sorted({side for pair in attribute.kin for side in pair} - set(types)):
        raise VocabularyError(
            f"attribute {attribute.id}: no type {', '.join(unknown)} in kin; allowed are {', '.join(types)}"
        )
