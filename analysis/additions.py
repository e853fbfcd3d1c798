"""What a user adds to the vocabulary: a TOML file of platforms, types, attributes and words, merged in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from analysis.backtracking import is_endless, slow_text
from analysis.errors import VocabularyError
from analysis.vocabulary import GENERAL, Vocabulary, built, shipped_data

# A file beyond these is no vocabulary that somebody wrote, and would keep the program busy for long.
MOST_BYTES = 1_000_000
MOST_ENTRIES = 2_000
LONGEST_PATTERN = 4_000
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OTHER = "other"
_BOUND = "write * as {0,6} and + as {1,6}"

Data = dict[str, dict[str, Any]]
Row = dict[str, Any]
# (pattern, families, where) → the pattern, compiled.
Compile = Callable[[str, Mapping[str, str], str], re.Pattern[str]]
# What an entry must and what it may hold; rules and questions are checked where the shipped ones are.
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "platform": ({"id", "zh", "en", "words"}, set()),
    "type": ({"id", "zh", "en", "words"}, {"weak_words"}),
    "attribute": ({"id", "zh", "en", "group", "values"}, {"deny", "opposed", "negatable", "open"}),
    "value": ({"attribute", "id", "zh", "en"}, set()),
    "rule": (
        {"claim"},
        {"values", "when", "unless", "forbid", "topics", "not_topics", "given", "type", "negation"},
    ),
    "question": ({"asks", "yes", "no"}, set()),
}
_TABLES = {"family", "topic"}
_LISTS = {"words"}


def read_additions(path: str | Path, compile_pattern: Compile) -> Vocabulary:
    """The shipped vocabulary with what a file adds to it; `compile_pattern` is that of the rule language.

    Raises VocabularyError, naming file, line and key, what was allowed and what was got, where the file
    cannot be read, is too large, adds what does not fit in, or a pattern that may take very long.
    """
    path = Path(path)
    text = _text(path)
    try:
        added = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"{path}: not valid TOML: {error}; mend that line") from None
    places = _Places(path, text)
    _check(added, places)
    data = deepcopy(shipped_data())
    for kind, put in _PUTTERS.items():
        for number, row in enumerate(added.get(kind, ()), 1):
            with places.told(kind, number):
                put(data, row)
    _extend(data["words.toml"]["family"], added.get("family", {}))
    _extend(data["words.toml"]["topic"], added.get("topic", {}))
    data["words.toml"]["words"] += added.get("words", [])
    families = data["words.toml"]["family"]
    for kind, key, number, pattern in _all_patterns(added):
        with places.told(kind, number, key):
            _refuse_slow(compile_pattern(pattern, families, repr(key)), pattern, key)
    for name in added.get("family", {}).keys() & shipped_data()["words.toml"]["family"].keys():
        with places.told("family", 0, name):
            _refuse_endless(added["family"][name], name)
    attributes = [attribute["id"] for attribute in data["terms.toml"]["attribute"]]
    for number, row in enumerate(added.get("rule", ()), 1):
        if (attribute := row["claim"].partition("=")[0]) not in attributes:
            raise VocabularyError(
                f"{places.entry('rule', number, 'claim')}: no attribute {attribute!r}; "
                f"allowed are {', '.join(attributes)}"
            )
    # The name of a rule in results tells the file: one that is called as a shipped one gets another.
    name = path.name if path.name not in data else f"own-{path.name}"
    try:
        return built({**data, name: {"rule": added.get("rule", [])}})
    except VocabularyError as error:
        at = re.search(r"(?:#|, rule )(\d+)", str(error))
        where = places.entry("rule", int(at[1])) if at else str(path)
        raise VocabularyError(f"{where}: {error}") from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        raise VocabularyError(f"{path}: {reason}; name a TOML file that adds to the vocabulary") from None
    if len(content) > MOST_BYTES:
        raise VocabularyError(
            f"{path}: more than {MOST_BYTES} bytes, the most that is allowed; leave out what is not needed"
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise VocabularyError(f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8") from None


class _Places:
    """Where in a file something stands, for messages."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._lines = path, text.splitlines()

    def entry(self, kind: str, number: int, key: str | None = None) -> str:
        """`FILE, line N` of a key of the `number`th `[[kind]]`, or of the entry itself."""
        head = re.compile(rf"\s*\[\[\s*{kind}\s*\]\]")
        begins = [at for at, line in enumerate(self._lines) if head.match(line)]
        if number > len(begins):
            return f"{self._path}, [[{kind}]] {number}"
        at = begins[number - 1]
        if key is not None:
            for offset, line in enumerate(self._lines[at + 1 :], at + 1):
                if re.match(r"\s*\[\[", line):
                    break
                if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                    at = offset
                    break
        return f"{self._path}, line {at + 1}"

    @contextmanager
    def told(self, kind: str, number: int, key: str | None = None) -> Iterator[None]:
        """Puts the place of an entry before the error that is raised inside a `with` block."""
        try:
            yield
        except VocabularyError as error:
            where = self.entry(kind, number, key) if number else self.key(key or kind)
            raise VocabularyError(f"{where}: {error}") from None

    def key(self, key: str) -> str:
        """`FILE, line N` of the first line that sets a key or opens a table."""
        setting = re.compile(rf"\s*(?:\[+\s*{re.escape(key)}\b|[\"']?{re.escape(key)}[\"']?\s*=)")
        at = next((at for at, line in enumerate(self._lines, 1) if setting.match(line)), None)
        return f"{self._path}, line {at}" if at else str(self._path)


def _check(added: Row, places: _Places) -> None:
    known = {*_KEYS, *_TABLES, *_LISTS}
    for key in added.keys() - known:
        raise VocabularyError(
            f"{places.key(key)}: unknown key {key!r}; allowed are {', '.join(sorted(known))}"
        )
    entries = sum(len(value) for value in added.values() if isinstance(value, list | dict))
    if entries > MOST_ENTRIES:
        raise VocabularyError(f"{places.key('')}: {entries} entries, at most {MOST_ENTRIES} are allowed")
    for kind, (must, may) in _KEYS.items():
        rows = added.get(kind, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise VocabularyError(f"{places.key(kind)}: {kind!r} must be written as [[{kind}]]")
        for number, row in enumerate(rows, 1):
            _check_entry(kind, number, row, must, may, places)
    for kind in _TABLES:
        table = added.get(kind, {})
        if not isinstance(table, dict) or not all(isinstance(words, str) for words in table.values()):
            raise VocabularyError(f"{places.key(kind)}: [{kind}] must hold name = 'pattern' lines")
        for name, pattern in table.items():
            _check_pattern(pattern, places.key(name), name)
    words = added.get("words", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise VocabularyError(f"{places.key('words')}: words must be a list of texts, none of them empty")


def _check_entry(kind: str, number: int, row: Row, must: set[str], may: set[str], places: _Places) -> None:
    if unknown := sorted(row.keys() - must - may):
        raise VocabularyError(
            f"{places.entry(kind, number, unknown[0])}: unknown key {unknown[0]!r} in [[{kind}]]; "
            f"allowed are {', '.join(sorted(must | may))}"
        )
    if missing := sorted(must - row.keys()):
        raise VocabularyError(
            f"{places.entry(kind, number)}: [[{kind}]] needs {', '.join(missing)}; "
            f"got {', '.join(sorted(row)) or 'nothing'}"
        )
    for key, value in row.items():
        where = places.entry(kind, number, key)
        if key == "id" and not (isinstance(value, str) and _ID.fullmatch(value)):
            raise VocabularyError(
                f"{where}: id = {value!r}; allowed are small letters, digits and _, a letter first"
            )
        if key in ("zh", "en", "claim", "group") and not (isinstance(value, str) and value.strip()):
            raise VocabularyError(f"{where}: {key} = {value!r}; a text that is not empty is needed")
        for pattern in _patterns(key, value, where):
            _check_pattern(pattern, where, key)


def _patterns(key: str, value: Any, where: str) -> list[str]:
    """The patterns that an entry holds under a key."""
    if key in ("words", "weak_words", "asks"):
        found = [value]
    elif key in ("when", "unless", "forbid", "given"):
        found = value
    elif key == "values" and isinstance(value, dict):
        found = [pattern for patterns in value.values() for pattern in patterns]
    else:
        return []
    if not isinstance(found, list) or not all(isinstance(pattern, str) and pattern for pattern in found):
        raise VocabularyError(f"{where}: {key} must hold patterns as texts, got {value!r}")
    return found


def _all_patterns(added: Row) -> Iterator[tuple[str, str, int, str]]:
    """(kind, key, number of the entry, pattern) of all that is added; the entries of tables have number 0."""
    for kind in _KEYS:
        for number, row in enumerate(added.get(kind, ()), 1):
            for key, value in row.items():
                yield from ((kind, key, number, pattern) for pattern in _patterns(key, value, kind))
    for kind in _TABLES:
        yield from ((kind, name, 0, pattern) for name, pattern in added.get(kind, {}).items())


def _check_pattern(pattern: str, where: str, key: str) -> None:
    if len(pattern) > LONGEST_PATTERN:
        raise VocabularyError(
            f"{where}: {key!r}: a pattern of {len(pattern)} characters, at most {LONGEST_PATTERN} are allowed"
        )


def _refuse_slow(compiled: re.Pattern[str], pattern: str, key: str) -> None:
    if text := slow_text(compiled.pattern):
        raise VocabularyError(
            f"{key!r}: pattern {pattern!r} may take ever longer: the more often a text repeats {text!r}, the "
            f"more ways its repeats have to share that out; {_BOUND}, or let no text fit two of its repeats"
        )


def _refuse_endless(pattern: str, name: str) -> None:
    # What the shipped rules make of it together with their own repeats is not looked at.
    if is_endless(pattern):
        raise VocabularyError(
            f"{name!r}: pattern {pattern!r} repeats without end, which words added to a shipped family must "
            f"not, since rules put them beside repeats of their own; {_BOUND}"
        )


def _put_platform(data: Data, row: Row) -> None:
    _new(data["terms.toml"]["platform"], row, "platform", before=_OTHER)
    # Before `other`, whose words may hold the new name.
    data["subjects.toml"]["platform"] = {row["id"]: row["words"], **data["subjects.toml"]["platform"]}


def _put_type(data: Data, row: Row) -> None:
    _new(data["terms.toml"]["type"], row, "type", before=GENERAL)
    data["subjects.toml"]["type"] = {row["id"]: row["words"], **data["subjects.toml"]["type"]}
    if "weak_words" in row:
        weak = data["subjects.toml"]["weak_type"]
        data["subjects.toml"]["weak_type"] = {row["id"]: row["weak_words"], **weak}


def _put_attribute(data: Data, row: Row) -> None:
    _refuse_known(data["terms.toml"]["attribute"], row["id"], "attribute")
    data["terms.toml"]["attribute"].append(row)


def _put_value(data: Data, row: Row) -> None:
    attributes = {attribute["id"]: attribute for attribute in data["terms.toml"]["attribute"]}
    if row["attribute"] not in attributes:
        raise VocabularyError(
            f"[[value]] {row['id']}: no attribute {row['attribute']!r}; allowed are {', '.join(attributes)}"
        )
    values = attributes[row["attribute"]]["values"]
    _refuse_known(values, row["id"], f"value of {row['attribute']}")
    values.append({key: row[key] for key in ("id", "zh", "en")})


def _put_question(data: Data, row: Row) -> None:
    data["questions.toml"]["question"].append(row)


_PUTTERS: Mapping[str, Callable[[Data, Row], None]] = {
    "platform": _put_platform,
    "type": _put_type,
    "attribute": _put_attribute,
    "value": _put_value,
    "question": _put_question,
}


def _new(rows: list[Row], row: Row, kind: str, before: str) -> None:
    _refuse_known(rows, row["id"], kind)
    at = next(number for number, known in enumerate(rows) if known["id"] == before)
    rows.insert(at, {key: row[key] for key in ("id", "zh", "en")})


def _refuse_known(rows: list[Row], id_: str, kind: str) -> None:
    if id_ in (known["id"] for known in rows):
        raise VocabularyError(f"[[{kind}]] {id_}: there is one already; add to it, or choose another id")


def _extend(known: dict[str, str], added: Mapping[str, str]) -> None:
    """New words under a name, beside those that stand under it already."""
    for name, words in added.items():
        known[name] = f"(?:{known[name]}|{words})" if name in known else f"(?:{words})"
