"""The sieve never keeps a pattern back that would match, and keeps back most of those that would not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.claims.rules import FAMILY, compile_pattern, expand, rules_for
from analysis.claims.sieve import Sieve, needs_by_family, needs_of
from analysis.clean import clean
from analysis.pipeline import shipped_corpus
from analysis.read import read_pages
from analysis.segment import sentences
from analysis.vocabulary import load

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
        assert Sieve([needs_of(pattern)]).candidates(text) == [0]


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
    needs = needs_by_family(families, lambda text: text)
    if compiled.search(text):
        assert Sieve([needs(pattern)]).candidates(text) == [0]


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
    assert Sieve([needs_of(pattern)]).candidates("zz") == [0]


def test_all_rules_that_match_a_sentence_of_the_corpus_pass_the_sieve():
    families = load().families
    whole = [
        (rule.id, compile_pattern(when, families, rule.id)) for rule in load().rules for when in rule.when
    ]
    pages, _ = read_pages([shipped_corpus()])
    texts = {s.text for page in pages[::9] for s in sentences(clean(page))}
    tried = 0
    for text in sorted(texts):
        passed = [(rule.rule.id, p.pattern) for rule, patterns in rules_for(text) for p in patterns]
        tried += len(passed)
        assert {(id_, p.pattern) for id_, p in whole if p.search(text)} <= set(passed)
    # Most are kept back, or there would be no use in a sieve.
    assert tried < 0.05 * len(texts) * len(whole)


def test_a_broken_pattern_is_left_to_the_compiler_to_complain_about():
    needs = needs_by_family({"a": "x"}, lambda text: text)
    assert all(Sieve([needs(pattern)]).candidates("") == [0] for pattern in ("{none}", "(", "[a"))
    assert FAMILY.findall("{a}{2}") == ["a"]
    assert expand("{a}{2}", {"a": "x"}, "here") == "x{2}"
