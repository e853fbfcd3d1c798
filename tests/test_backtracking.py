"""No pattern takes more time than a text is long: told from the syntax of each, ours and the user's."""

from __future__ import annotations

import ast
import dataclasses
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import analysis as rz
from analysis.backtracking import is_endless, slow_text
from analysis.claims.rules import expand
from analysis.read.cues import cues
from analysis.vocabulary import load

HOUSE = Path(__file__).parent.parent
# Patterns that the check takes for slow and that are not, each with the reason.
EXEMPT = {
    "analysis.read.cues.word_run": "words in atomic groups, for whole lines of at most 140 characters",
    "analysis.read.markup._ATTRIBUTE": "possessive throughout: no part gives back what it took",
    "analysis.read.markup._TAG": "possessive throughout: no part gives back what it took",
    "analysis.charts.page.PARTS": "for labels of charts, which hold no line break",
    "analysis.charts.page.ITEMS": "for labels of charts, which hold no line break",
}

SLOW = [
    # Two ways through one round of a loop.
    r"(?:a+)+b",
    r"^(?:a|ab|b)*c",
    r"^(?:a|aa)+$",
    r"^(?:a*)*c",
    r"^(?:a?b?)*c",
    r"(?:x+x+)+y",
    r"^(?:\w+\s?)*$",
    r"^(?:a{1,5})*b",
    r"(?:a{1,5}){1,50}b",
    r"(?:a{1,50}){1,9}b",
    r"粉丝(?:要|得|[^，]{0,3}?){0,6}万",
    r"^(?:因[^，]{1,9}而|的)*退",
    # Two loops that take the same, next to each other or with what they take between them.
    r"^a*a*b",
    r"^\d+(?:\.\d+)?\d+x",
    r"^(.*),(.*)z",
    r"^a-+-*b",
    r"^(?P<x>a*)a*$",
    r"^(a+)\1b",
    r"(?i)^A+a+b",
    r"^[^，]*费[^，]*退",
    # A loop that may begin anywhere.
    r"\s*x",
    r"a+b",
    r"\s+$",
    r"(?m)^\s+x",
    r"(?!.*x)a",
    r"x(?:.*c)?",
    r"a++b",
    # Neighbours that share out one stretch.
    r".{0,100}.{0,100}.{0,100}x",
    r"[^。]{0,18}(?:很)?[^。]{0,18}[^。]{0,18}[^。]{0,18}费",
    # Too many repeats inside repeats to be looked through.
    "(?:" * 10 + "a{2,9}b" + "){2,9}" * 9 + "){2,10}",
]
QUICK = [
    r"[^。]{0,18}?费[^。]{0,18}?退",
    r"a.{0,18}b.{0,18}c.{0,18}d.{0,18}e",
    r"^(?:[^，、]{1,8}、){0,40}x",
    r"^(?:a|ab|c)*d",
    r"^(?:a{2})*b",
    r"^(?:a?)*c",
    r"^(?:[^，]+，)*x",
    r"^(?:(?:a|a)b)*",
    r"^(?:号|认证|的|\s|（[^）]{0,12}）)*$",
    r"^\d+(?:\.\d+)?x",
    r"^a++b",
    r"^(?:a++)+b",
    r"^\s+$",
    r"^(?!.*x)a",
    r"(?<!b)b+c",
    r"(?<!\s)\s+$",
    r"x(?:ab)*ac",
    r"x\s+$",
    r"a-+-?b",
    r"a+",
    r"[\s|·/]+",
    r"[A-Z]+(?![a-z])",
    r"[（「]*(?:[a-z]+|[^\n])",
    r"(?m)^[^\n]+x",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_pattern_that_shares_out_a_text_in_ever_more_ways_is_slow(pattern: str) -> None:
    re.compile(pattern)
    assert slow_text(pattern)


@pytest.mark.parametrize("pattern", QUICK)
def test_a_pattern_that_knows_what_takes_what_is_quick(pattern: str) -> None:
    assert slow_text(pattern) is None


@pytest.mark.parametrize("round_", ["a|ab|b", "a+", r"\w+\s?", "a?b?", "a{1,5}", "因[^，]{1,9}而|的"])
def test_the_text_that_is_told_is_shared_out_in_ever_more_ways(round_: str) -> None:
    text = slow_text(f"^(?:{round_})*退")
    assert text
    # Ways are counted, since time would take too long.
    turned = (text[at:] + text[:at] for at in range(len(text)))
    few, more, most = max([_ways(round_, turn * times) for times in (3, 6, 9)] for turn in turned)
    assert most > 3 * more > 9 * few > 0


def _ways(round_: str, text: str) -> int:
    """In how many ways rounds of a loop take all of a text."""
    piece = re.compile(round_)
    ways = [1] + [0] * len(text)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            ways[end] += ways[start] * bool(piece.fullmatch(text, start, end))
    return ways[-1]


def test_what_may_go_on_is_endless() -> None:
    assert is_endless("免+")
    assert is_endless("(?:免.{0,200})?")
    assert not is_endless("(?:免费){0,6}")


# --- the shipped patterns


@cache
def checked(pattern: str | bytes, flags: int = 0) -> str | None:
    return slow_text(pattern, flags)


def vocabulary_patterns() -> Iterator[tuple[str, str]]:
    vocabulary = load()
    families = vocabulary.families
    for rule in vocabulary.rules:
        for pattern in (*rule.when, *rule.unless, *rule.forbid, *rule.given):
            yield rule.id, expand(pattern, families, rule.id)
    yield from ((f"family {name}", expand(text, families, name)) for name, text in families.items())
    yield from ((q.id, expand(q.asks, families, q.id)) for q in vocabulary.questions)
    yield from ((f"topic {topic.id}", topic.words) for topic in vocabulary.topics)
    for words in (vocabulary.platform_words, vocabulary.type_words, vocabulary.weak_type_words):
        yield from words.items()


def _exempt() -> set[str]:
    """Anchored, and five rounds at most, in each of which a name can be one of two kinds: 32 ways."""
    start = r"^(?=[^，。；]{0,40}[、和与或及])(?:{人}(?:、|和|与|或|及)){1,5}{人}"
    given = {p for rule in load().rules for p in rule.given if p.startswith(start)}
    assert len(given) == 1
    return {expand(pattern, load().families, "given") for pattern in given}


def test_no_pattern_of_the_vocabulary_is_slow() -> None:
    found = {
        where: text
        for where, pattern in vocabulary_patterns()
        if (text := checked(pattern)) and pattern not in _exempt()
    }
    assert not found, "bound their repeats: write * as {0,6} and + as {1,6}"


def test_no_cue_of_chrome_is_slow() -> None:
    patterns = {
        f"analysis.read.cues.{field.name}": pattern
        for field in dataclasses.fields(cues())
        if isinstance(pattern := getattr(cues(), field.name), re.Pattern)
    }
    assert len(patterns) > 5
    assert EXEMPT.keys() >= {where for where, p in patterns.items() if checked(p.pattern, p.flags)}


def test_no_wording_of_chrome_is_slow() -> None:
    patterns = cues().groups.patterns
    assert len(patterns) > 100
    assert not {pattern: text for pattern in patterns if (text := checked(pattern))}


def code_patterns() -> Iterator[tuple[str, str | bytes, int]]:
    """The patterns that stand in the code: in calls of `re`, and by name in its modules."""
    for path in sorted((HOUSE / "analysis").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Attribute(ast.Name("re"), name), [ast.Constant(pattern), *_]):
                    # What must stand at the beginning is not looked for anywhere.
                    anchor = r"\A" if name in ("match", "fullmatch") else ""
                    if name != "compile":
                        yield f"{path.name}:{node.lineno}", anchor + pattern, 0
    for module in pkgutil.walk_packages(rz.__path__, "analysis."):
        if not module.name.endswith("__main__"):
            for name, value in vars(import_module(module.name)).items():
                for pattern in _patterns_in(value):
                    yield f"{module.name}.{name}", pattern.pattern, pattern.flags


def _patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _patterns_in(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _patterns_in(part)


def test_no_pattern_in_the_code_is_slow() -> None:
    patterns = list(code_patterns())
    assert len(patterns) > 100
    slow = {where for where, pattern, flags in patterns if checked(pattern, flags)}
    assert slow <= EXEMPT.keys()


def test_each_exemption_is_needed() -> None:
    named = {where: (pattern, flags) for where, pattern, flags in code_patterns()}
    run = cues().word_run
    named["analysis.read.cues.word_run"] = (run.pattern, run.flags)
    assert all(checked(*named[where]) for where in EXEMPT)


def test_the_own_vocabulary_of_the_lesson_holds_no_slow_pattern() -> None:
    data = tomllib.loads((HOUSE / "notebooks" / "data" / "own_vocabulary.toml").read_text("utf-8"))
    assert not any(is_endless(words) for words in data["family"].values())
