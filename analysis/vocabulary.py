"""The vocabulary: what can be claimed and by which words, as data in `vocabulary/*.toml`, loaded and checked.

Everything here is frozen; a vocabulary that is empty or contradicts itself is refused with a VocabularyError.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Any, Literal, cast

from analysis.errors import VocabularyError
from analysis.measures import Lang, figure_label
from analysis.terms import NOT, Attribute, Pairs, Term, check_opposition, opposed

__all__ = [
    "GROUPS",
    "NOT",
    "Attribute",
    "Lang",
    "Polarity",
    "Question",
    "Rule",
    "Term",
    "Topic",
    "Vocabulary",
    "load",
    "shipped",
    "use",
    "using",
]

Polarity = Literal["state", "deny"]
Clash = Literal["values", "general", "badge"]
# Platform, type, attribute, value: what makes two claims the same claim.
Key = tuple[str, str, str, str]
GENERAL = "general"
GROUPS = ("apply", "hold", "leave")


@dataclass(frozen=True, slots=True)
class Topic:
    """What a heading, a lead-in or a column head announces, and by which words (a regular expression)."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A way of stating a claim.

    `when` are patterns of the rule language (any one suffices), `unless` patterns that forbid it in the same
    clause and `forbid` such that do so anywhere in the sentence. It speaks only where one of `topics` is open
    or one of the `given` patterns stands in the clause or before the sentence's colon (anywhere where both
    are empty), and never under one of `not_topics` alone. `value` may hold `{money}`, `{duration}` or
    `{count}`: the figure that the pattern caught. `type` overrides the subject's type. `negation` says what a
    negation makes of the match: `not` (the `not:` value), `skip` it, or `keep` it.
    """

    id: str
    attribute: str
    value: str
    when: tuple[str, ...]
    unless: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    type: str | None = None
    negation: str = "keep"
    skip_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question (a pattern of the rule language) and the claims that a bare yes or no to it makes."""

    id: str
    asks: str
    yes: str
    no: str


# Told apart by what it is, not by what it holds: results are kept by it.
@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Everything that the package knows of the subject, in the order in which it is shown."""

    platforms: tuple[Term, ...]
    types: tuple[Term, ...]
    attributes: tuple[Attribute, ...]
    platform_words: Mapping[str, str] = field(repr=False)
    type_words: Mapping[str, str] = field(repr=False)
    weak_type_words: Mapping[str, str] = field(repr=False)
    holders: Mapping[tuple[str, str], tuple[str, ...]] = field(repr=False)
    families: Mapping[str, str] = field(repr=False)
    topics: tuple[Topic, ...] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    questions: tuple[Question, ...] = field(repr=False)
    words: tuple[str, ...] = field(repr=False)

    @cached_property
    def _attributes(self) -> dict[str, Attribute]:
        return {a.id: a for a in self.attributes}

    def attribute(self, id_: str) -> Attribute:
        """The attribute with this id; VocabularyError where there is none."""
        try:
            return self._attributes[id_]
        except KeyError:
            raise VocabularyError(
                f"no attribute {id_!r} in the vocabulary: allowed are {', '.join(self._attributes)}"
            ) from None

    def label(self, kind: str, id_: str, lang: Lang = "zh") -> str:
        """The name of a platform, type or attribute (`kind`) in `lang`."""
        terms: dict[str, tuple[Term | Attribute, ...]] = {
            "platform": self.platforms,
            "type": self.types,
            "attribute": self.attributes,
        }
        return next((t.name(lang) for t in terms[kind] if t.id == id_), id_)

    def value_label(self, attribute: str, value: str, lang: Lang = "zh") -> str:
        """A value as people read it: `CNY600` is `600 元`, `1-3wd` is `1–3 个工作日`."""
        known = self.attribute(attribute)
        if value.startswith(NOT):
            plain = self.value_label(attribute, value.removeprefix(NOT), lang)
            return f"不需要{plain}" if lang == "zh" else f"no {plain} needed"
        for term in known.values:
            if term.id == value:
                return term.name(lang)
        return figure_label(value, lang)

    def polarity(self, attribute: str, value: str) -> Polarity:
        """`deny` for a value that answers the attribute's question with no, else `state`."""
        return "deny" if value.startswith(NOT) or value in self.attribute(attribute).deny else "state"

    def excludes(self, attribute: str, one: str, other: str, apart: bool = False) -> bool:
        """True where two values of `attribute` cannot both be true of one certification type.

        `apart` for values of two independent sources: what one page states of both it has thought together
        ("no channel, save deleting the account").
        """
        known = self.attribute(attribute)
        if known.negatable and one != other and one.removeprefix(NOT) == other.removeprefix(NOT):
            return True
        return opposed(known, known.opposed + (known.opposed_apart if apart else ()), one, other)

    def clash(self, one: Key, other: Key, apart: bool = False) -> Clash | None:
        """In which way two claims (`Claim.key`) contradict each other, None where they do not.

        `values`: of one type, by values that exclude each other; `general`: one says it of certification in
        general, the other of a type; `badge`: two sources give one badge to two types that do not share it.
        """
        if one[0] != other[0] or one[2] != other[2]:
            return None
        known, types = self.attribute(one[2]), (one[1], other[1])
        if types[0] == types[1]:
            return "values" if self.excludes(one[2], one[3], other[3], apart) else None
        if GENERAL in types:
            return "general" if opposed(known, known.opposed_general, one[3], other[3]) else None
        # A page that gives a badge to two types has thought them together.
        shared = not apart or types in known.kin or types[::-1] in known.kin
        return "badge" if one[3] == other[3] and one[3] in known.one_type and not shared else None


_used: Vocabulary | None = None


def load() -> Vocabulary:
    """The vocabulary in use: that of the last `use`, or the shipped one."""
    return _used or shipped()


def use(vocabulary: Vocabulary | None) -> None:
    """Makes a vocabulary the one in use in this process; None stands for the shipped one."""
    global _used
    _used = vocabulary


@contextmanager
def using(vocabulary: Vocabulary | None) -> Iterator[None]:
    """A vocabulary in use inside a `with` block; before and after it is the one that was."""
    before = _used
    use(vocabulary)
    try:
        yield
    finally:
        use(before)


@lru_cache(maxsize=1)
def shipped() -> Vocabulary:
    """The vocabulary that ships with the package, read and checked once; VocabularyError as `built`."""
    return built(shipped_data())


def shipped_data() -> dict[str, dict[str, Any]]:
    """The files of the shipped vocabulary as they stand, by their names; VocabularyError for a broken one."""
    folder = files("analysis") / "vocabulary"
    data: dict[str, dict[str, Any]] = {}
    for name in sorted(f.name for f in folder.iterdir() if f.name.endswith(".toml")):
        try:
            data[name] = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise VocabularyError(f"vocabulary/{name} is not valid TOML: {error}; mend that line") from None
    return data


def built(data: Mapping[str, dict[str, Any]]) -> Vocabulary:
    """A vocabulary made of its files, by their names.

    Raises VocabularyError, naming file and entry, where a file is empty, an id unknown or a pattern broken.
    """
    terms, subjects = data["terms.toml"], data["subjects.toml"]
    attributes = tuple(_attribute(a) for a in terms["attribute"])
    rules = tuple(
        rule
        for name, content in data.items()
        for number, row in enumerate(content.get("rule", ()), 1)
        for rule in _rules(row, name, number)
    )
    vocabulary = Vocabulary(
        platforms=tuple(Term(**t) for t in terms["platform"]),
        types=tuple(Term(**t) for t in terms["type"]),
        attributes=attributes,
        platform_words=subjects["platform"],
        type_words=subjects["type"],
        weak_type_words=subjects["weak_type"],
        holders={
            (attribute, value): tuple(types)
            for attribute, values in subjects.get("holders", {}).items()
            for value, types in values.items()
        },
        families=data["words.toml"]["family"],
        topics=tuple(Topic(id_, words) for id_, words in data["words.toml"]["topic"].items()),
        rules=rules,
        questions=tuple(
            Question(f"questions#{n}", **row) for n, row in enumerate(data["questions.toml"]["question"], 1)
        ),
        words=tuple(sorted(set(data["words.toml"]["words"]))),
    )
    _check(vocabulary)
    return vocabulary


def _attribute(row: dict[str, Any]) -> Attribute:
    return Attribute(
        id=row["id"],
        zh=row["zh"],
        en=row["en"],
        group=row["group"],
        values=tuple(Term(**v) for v in row["values"]),
        opposed=_pairs(row, "opposed"),
        opposed_apart=_pairs(row, "opposed_apart"),
        opposed_general=_pairs(row, "opposed_general"),
        one_type=frozenset(row.get("one_type", ())),
        kin=_pairs(row, "kin"),
        deny=frozenset(row.get("deny", ())),
        open=row.get("open"),
        negatable=row.get("negatable", False),
    )


def _pairs(row: dict[str, Any], key: str) -> Pairs:
    return tuple(cast("tuple[str, str]", tuple(pair)) for pair in row.get(key, ()))


_RULE_KEYS = frozenset(
    {
        "claim",
        "values",
        "when",
        "unless",
        "forbid",
        "given",
        "topics",
        "not_topics",
        "type",
        "negation",
        "skip_types",
    }
)


def _rules(row: dict[str, Any], file: str, number: int) -> Iterable[Rule]:
    """The rules of one entry: one for `claim` with `when`, or one a value for `claim` with `values`."""
    where = f"vocabulary/{file}, rule {number}"
    if unknown := row.keys() - _RULE_KEYS:
        raise VocabularyError(
            f"{where}: unknown key {', '.join(sorted(unknown))}; allowed are {', '.join(sorted(_RULE_KEYS))}"
        )
    attribute, _, value = str(row.get("claim", "")).partition("=")
    values: dict[str, list[str]] = row.get("values") or {value: row.get("when", [])}
    if not attribute or not all(v and patterns for v, patterns in values.items()):
        raise VocabularyError(
            f'{where}: needs claim = "attribute=value" with when = [patterns], '
            f'or claim = "attribute" with values = {{value = [patterns]}}, got {row}'
        )
    for value, patterns in values.items():
        yield Rule(
            id=f"{file.removesuffix('.toml')}/{attribute}={value}#{number}",
            attribute=attribute,
            value=value,
            when=tuple(patterns),
            unless=tuple(row.get("unless", ())),
            forbid=tuple(row.get("forbid", ())),
            topics=tuple(row.get("topics", ())),
            not_topics=tuple(row.get("not_topics", ())),
            given=tuple(row.get("given", ())),
            type=row.get("type"),
            negation=row.get("negation", "keep"),
            skip_types=tuple(row.get("skip_types", ())),
        )


def _check(v: Vocabulary) -> None:
    for name in ("platforms", "types", "attributes", "rules", "topics", "words"):
        if not getattr(v, name):
            raise VocabularyError(f"the vocabulary has no {name}: at least one is needed")
    topics, types = {t.id for t in v.topics}, {t.id for t in v.types}
    for (attribute_id, value), holders in v.holders.items():
        v.attribute(attribute_id)
        if unknown := set(holders) - types:
            raise VocabularyError(
                f"holders of {attribute_id}={value}: unknown type {', '.join(sorted(unknown))}; "
                f"allowed are {', '.join(sorted(types))}"
            )
    for attribute in v.attributes:
        if attribute.group not in GROUPS:
            raise VocabularyError(
                f"attribute {attribute.id}: group {attribute.group!r}; allowed are {', '.join(GROUPS)}"
            )
        check_opposition(attribute, [t.id for t in v.types])
    for rule in v.rules:
        attribute = v.attribute(rule.attribute)
        if "{" not in rule.value and not attribute.allows(rule.value):
            raise VocabularyError(
                f"{rule.id}: {rule.value!r} is no value of {rule.attribute}; "
                f"allowed are {', '.join(t.id for t in attribute.values)}"
            )
        if unknown := set(rule.topics + rule.not_topics) - topics:
            raise VocabularyError(f"{rule.id}: unknown topic {', '.join(sorted(unknown))}")
