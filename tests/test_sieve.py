"""The sieve never keeps a pattern back that would match, and keeps back most of those that would not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.claims.rules import FAMILY, compile_pattern, expand
from analysis.read.groups import Groups
from analysis.sieve import Sieve, needs_by_family, needs_of, numbers

LETTERS = st.sampled_from(["a", "b", "ab", "bc", ".", "[ab]", "[^a]", "[a-c]", r"\w", "^", "$", r"\b", ""])
PATTERNS = st.recursive(
    LETTERS,
    lambda inner: st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}|{}|)".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}", "{1,3}?", "??"])),
        st.builds("({}{}){}".format, st.sampled_from(["?=", "?!", "?>", "?i:"]), inner, inner),
        st.builds("(?<{}(?<{}{})c){}".format, *[st.sampled_from("=!")] * 2, st.sampled_from("ab"), inner),
    ),
    max_leaves=8,
)
TEXTS = st.text("abcAB", max_size=8)


@settings(max_examples=600, deadline=None)
@given(PATTERNS, TEXTS)
def test_a_pattern_that_matches_is_never_kept_back(pattern, text):
    if re.search(pattern, text):
        assert Sieve([needs_of(pattern)]).mask(text)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(PATTERNS, min_size=2, max_size=3),
    st.sampled_from(["x{a}y?", "{a}", "{a}{b}?", "(?:{b}|a{a})", "{a}*b{b}"]),
    TEXTS,
)
def test_families_are_looked_at_alone_only_where_that_is_the_same(bodies, pattern, text):
    families = dict(zip("abc", bodies, strict=False))
    try:
        compiled = compile_pattern(pattern, families, "here")
    except Exception:
        return
    needs = needs_by_family(families)
    if compiled.search(text):
        assert Sieve([needs(pattern)]).mask(text)


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        ("取消|撤[销回]", {"取消", "撤销", "撤回"}),
        ("(?:的)?认证(?!号)", {"认证"}),
        ("a(?:b|c)d", {"abd", "acd"}),
        ("(?:费用){1,3}", {"费用"}),
    ],
)
def test_needs_are_the_literals_of_which_one_is_in_every_match(pattern, needs):
    found = needs_of(pattern)
    words = found.exact if found.exact is not None else found.needs[0]
    assert {word for word in words if not any(o != word and o in word for o in words)} == needs


@pytest.mark.parametrize("pattern", ["a?", "(?i:ab)", "(?i)ab", "[^a]", ".*", "(?:a|)", r"(.)\1", "(?=ab)"])
def test_what_is_not_understood_needs_nothing(pattern):
    assert Sieve([needs_of(pattern)]).mask("zz")


@settings(max_examples=300, deadline=None)
@given(st.lists(PATTERNS, min_size=1, max_size=4), TEXTS)
def test_each_pattern_of_several_has_its_own_bit(patterns, text):
    mask = Sieve(map(needs_of, patterns)).mask(text)
    assert all(mask >> number & 1 for number, pattern in enumerate(patterns) if re.search(pattern, text))
    assert mask < 1 << len(patterns)
    assert list(numbers(mask)) == [number for number in range(len(patterns)) if mask >> number & 1]


@settings(max_examples=300, deadline=None)
@given(st.lists(PATTERNS, max_size=3), st.lists(PATTERNS, max_size=3), TEXTS)
def test_a_group_of_wordings_is_found_as_its_alternation_is(one, other, text):
    groups = Groups({"one": one, "other": other}, {"words": frozenset({"ab", "cA"})})
    for name, patterns in (("one", one), ("other", other)):
        found = {pattern for pattern in patterns if re.search(pattern, text)}
        assert groups.search(text, name) == bool(found)
        assert found <= {pattern.pattern for pattern in groups.possible(text, name)}
        assert groups.may_be_in(f"a{text}b", name) or not found
    assert groups.may_be_in(text, "words") == ("ab" in text or "cA" in text)


def test_a_text_must_meet_every_need():
    sieve = Sieve([needs_of("费用.*退"), needs_of("取消"), needs_of(".")])
    assert [list(numbers(sieve.mask(text))) for text in ("费用不退", "退", "费用", "取消", "")] == [
        [0, 2],
        [2],
        [2],
        [1, 2],
        [2],
    ]


def test_a_broken_pattern_is_left_to_the_compiler_to_complain_about():
    needs = needs_by_family({"a": "x"})
    assert all(Sieve([needs(pattern)]).mask("") for pattern in ("{none}", "(", "[a"))
    assert FAMILY.findall("{a}{2}") == ["a"]
    assert expand("{a}{2}", {"a": "x"}, "here") == "x{2}"
