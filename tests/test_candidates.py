"""No rule that could speak is passed over: what is tried on a sentence holds all that would match there."""

import pytest

from analysis.claims.candidates import may_hold, rules_for
from analysis.claims.places import places
from analysis.claims.rules import compile_pattern, family
from analysis.claims.subject import USUAL_COLOURS
from analysis.clean import clean
from analysis.pipeline import shipped_corpus
from analysis.read import read_pages
from analysis.vocabulary import load


@pytest.fixture(scope="module")
def found_places():
    """Every ninth page's sentences, each where it stands."""
    pages, _ = read_pages([shipped_corpus()])
    return [place for page in pages[::9] for place in places(clean(page), USUAL_COLOURS)]


def test_all_patterns_that_match_a_sentence_are_tried_unless_their_rule_cannot_speak(found_places):
    families = load().families
    whole = [(rule, compile_pattern(when, families, rule.id)) for rule in load().rules for when in rule.when]
    tried = 0
    for place in found_places:
        passed = {
            (compiled.rule.id, pattern.pattern)
            for compiled, patterns in rules_for(place.text, place.around)
            for pattern in patterns
        }
        tried += len(passed)
        for rule, pattern in whole:
            opened = place.around.opens(rule)
            waits = bool(rule.topics or rule.given) and not opened
            given = any(compile_pattern(g, families, rule.id).search(place.text) for g in rule.given)
            if (place.around.closes(rule) and not opened) or (waits and not given):
                continue
            assert not pattern.search(place.text) or (rule.id, pattern.pattern) in passed
    # Most are kept back, or there would be no use in it.
    assert 0 < tried < 0.02 * len(found_places) * len(whole)


def test_a_topic_opens_and_closes_rules(found_places):
    rule = next(rule for rule in load().rules if rule.topics)
    around = found_places[0].around._replace(topics=frozenset(), near=frozenset(), title=frozenset())
    assert not around.opens(rule)
    assert around._replace(topics=frozenset(rule.topics[:1])).opens(rule)
    closed = next(rule for rule in load().rules if rule.not_topics and rule.attribute == "materials")
    assert around._replace(near=frozenset(closed.not_topics[:1])).closes(closed)
    assert around._replace(title=frozenset(closed.not_topics[:1])).closes(closed)
    other = next(rule for rule in load().rules if rule.not_topics and rule.attribute == "benefit")
    assert not around._replace(title=frozenset(other.not_topics)).closes(other)


def test_a_family_that_is_in_a_text_may_be_there(found_places):
    texts = [place.text for place in found_places]
    for name in load().families:
        pattern = family(name)
        assert all(may_hold(text, name) for text in texts if pattern.search(text)), name
    assert not may_hold("今天天气很好", "topics")
