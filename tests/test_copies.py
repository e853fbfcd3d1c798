"""Copied pages are found whatever was done to them, and pages that only share the subject are not."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import pytest
from labelled import PAGES, corpus

from analysis.clean import clean
from analysis.copies import SHARE, Link, clusters, copied_passages, find_copies, shingles
from analysis.edits import OPENINGS, curve, edited, sentences
from analysis.model import Block, Document
from analysis.read import read_pages

WRITTEN = PAGES.parent / "written"
# The pairs that retell one page: two by their origin in sources.jsonl, one a repost on another site.
REPOSTS = {
    ("douyin/cancel-enterprise-v-repost.txt", "douyin/enterprise-to-personal.html"),
    ("toutiao/enterprise-cert-before-you-apply.html", "toutiao/enterprise-cert-steps.txt"),
    (
        "xiaohongshu/professional-account-kinds-repost.txt",
        "xiaohongshu/professional-account-kinds.html",
    ),
}


def page(name: str, text: str, address: str | None = None) -> Document:
    block = Block("paragraph", 0, len(text))
    return Document(name, text, (block,), text, tuple(range(len(text) + 1)), address=address)


@lru_cache(maxsize=1)
def unrelated() -> tuple[Document, ...]:
    """More than 70 pages of the one subject, none a copy of another, without the addresses they retell."""
    copied = {other for _, other in REPOSTS}
    shipped = [d for d in corpus()[0] if d.page not in copied]
    # The first three batches were made up, so that none of them can be a copy of anything.
    made_up = [path for batch in "abc" for path in sorted(WRITTEN.glob(f"*/{batch}-*.[htm]*"))]
    written = [clean(p) for p in read_pages(made_up, WRITTEN)[0]]
    # A page of a few words cannot be told from one that quotes it.
    return tuple(page(d.page, d.folded) for d in shipped + written if len(d.folded) > 200)


def recall(share: float, seeds: int) -> float:
    """The share of edited copies that are found among all the pages and all the copies."""
    found = 0
    for seed in range(seeds):
        copies = [page(f"~{d.page}", edited(d.folded, share, seed)) for d in unrelated()]
        links = find_copies([*unrelated(), *copies])
        pairs = {(link.one, link.other) for link in links}
        mine = {(d.page, f"~{d.page}") for d in unrelated()}
        assert pairs <= mine, "an unrelated pair was taken for copies"
        found += len(pairs & mine)
    return found / (seeds * len(unrelated()))


def test_unrelated_pages_of_one_subject_are_no_copies() -> None:
    assert len(unrelated()) > 70
    assert find_copies(unrelated()) == ()


def test_unrelated_pages_stay_far_below_the_threshold() -> None:
    kept = [shingles(d.folded) for d in unrelated()]
    most = max(len(a & b) / min(len(a), len(b)) for a, b in combinations(kept, 2))
    assert most < SHARE / 5


@pytest.mark.parametrize(("share", "least"), [(0.1, 1.0), (0.2, 0.99), (0.3, 0.99), (0.5, 0.95)])
def test_edited_copies_are_found(share: float, least: float) -> None:
    assert recall(share, seeds=2) >= least


def test_an_edited_copy_has_another_title_and_opening_and_reworded_sentences() -> None:
    text = "".join(f"第{n}句说的是，企业用户可以在后台申请认证，费用是每年六百元。" for n in range(20))
    copy = edited(text, 0.3, seed=1)
    assert copy.startswith(tuple(title for title in ("一文", "新手", "干货", "看完")))
    assert any(opening in copy for opening in OPENINGS)
    assert edited(text, 0.3, seed=1) == copy
    kept = set(sentences(text)) & set(sentences(copy))
    assert 12 <= len(kept) <= 16


def test_the_curve_of_a_pile_of_pages_falls_with_the_share_of_edits_and_is_never_wrong() -> None:
    points = curve(corpus()[0], (0.1, 0.3, 0.9))
    assert [point.share for point in points] == [0.1, 0.3, 0.9]
    assert points[0].found == points[1].found == 1.0
    assert points[0].least > points[1].least > points[2].least
    assert {(point.copies, point.wrong) for point in points} == {(points[0].copies, 0)}
    assert curve([]) == []


def test_the_reposts_of_the_corpus_are_found_by_their_words_alone() -> None:
    bare = [replace(document, address=None) for document in corpus()[0]]
    links = find_copies(bare)
    assert {(link.one, link.other) for link in links} == REPOSTS
    assert all(link.reasons == ("near_copy",) for link in links)
    assert min(link.containment for link in links) > 2 * SHARE


def test_pages_of_one_origin_are_one_source_for_a_reason_of_its_own() -> None:
    reasons = {(link.one, link.other): link.reasons for link in find_copies(corpus()[0])}
    assert reasons.keys() == REPOSTS
    assert reasons["douyin/cancel-enterprise-v-repost.txt", "douyin/enterprise-to-personal.html"] == (
        "near_copy",
        "same_address",
    )
    made = [
        page("a", "一篇短文", "https://www.example.com/x/?id=7"),
        page("b", "另一篇", "http://example.com/x?id=7#top"),
        page("c", "第三篇", "http://example.com/x?id=8"),
    ]
    assert find_copies(made) == (Link("a", "b", ("same_address",), 0.0, 0.0),)


def test_a_site_that_names_its_front_page_everywhere_says_nothing() -> None:
    assert find_copies([page(name, f"第{name}篇", "https://example.com/") for name in "ab"]) == ()


def test_a_broken_address_is_no_origin() -> None:
    assert find_copies([page(name, f"第{name}篇", "http://[::1") for name in "ab"]) == ()


@pytest.mark.parametrize("seed", range(3))
def test_an_article_inside_another_is_found(seed: int) -> None:
    chance = random.Random(seed)
    short, long, other = chance.sample([d for d in unrelated() if 500 < len(d.folded) < 900], 3)
    pieces = sentences(long.folded)
    middle = len(pieces) // 2
    around = "".join(pieces[:middle]) + edited(short.folded, 0.2, seed) + "".join(pieces[middle:])
    links = find_copies([page("inner", short.folded), page("outer", around + other.folded)])
    assert [(link.one, link.other) for link in links] == [("inner", "outer")]
    assert links[0].reasons == ("contained",)
    assert links[0].containment > 0.5 > links[0].jaccard


def test_a_quoted_rule_makes_no_copy() -> None:
    rule = "企业认证审核服务费为六百元每年，不论审核是否通过均不予退还。"
    one, other = unrelated()[:2]
    assert find_copies([page("a", one.folded + rule), page("b", other.folded + rule)]) == ()


def test_short_and_empty_pages_are_no_copies() -> None:
    assert find_copies([page("a", "抖音企业认证要六百元。"), page("b", "抖音企业认证要六百元。")]) == ()
    assert find_copies([page("a", ""), page("b", "。。。"), page("c", "费")]) == ()
    assert find_copies([]) == ()


def test_punctuation_and_spaces_make_no_difference() -> None:
    text = unrelated()[0].folded
    spaced = text.replace("，", " ， ").replace("。", "！")
    assert find_copies([page("a", text), page("b", spaced)])[0].jaccard == 1.0


def test_a_cluster_is_named_after_its_smallest_page_and_links_chain() -> None:
    links = [Link("b", "c", ("near_copy",), 0.5, 0.7), Link("a", "c", ("contained",), 0.1, 0.7)]
    assert clusters("dcba", links) == {"a": "a", "b": "a", "c": "a", "d": "d"}
    assert clusters("abcd", reversed(links)) == clusters("dcba", links)


def test_the_order_of_the_pages_changes_nothing() -> None:
    documents = list(corpus()[0])
    expected = find_copies(documents)
    for seed in range(3):
        random.Random(seed).shuffle(documents)
        assert find_copies(documents) == expected


def test_another_process_with_another_hash_seed_finds_the_same() -> None:
    program = (
        "from labelled import corpus; from analysis.copies import find_copies, _candidates;"
        "pages = corpus()[0]; print(find_copies(pages), sorted(_candidates(pages)))"
    )
    shown = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        shown.add(done.stdout)
    assert len(shown) == 1


def test_copied_passages_stand_side_by_side() -> None:
    one = page("a", "费用每年六百元。审核不通过不退费。这句只有这里有。")
    other = page("b", "开头不一样。审核没通过也不退费。每年费用六百元。")
    found = copied_passages(one, other)
    assert [(p.text, p.other_text) for p in found] == [
        ("费用每年六百元。", "每年费用六百元。"),
        ("审核不通过不退费。", "审核没通过也不退费。"),
    ]
    for passage in found:
        assert one.text[passage.start : passage.end] == passage.text
        assert other.text[passage.other_start : passage.other_end] == passage.other_text
        assert 0.5 <= passage.likeness < 1


def test_a_page_shares_all_its_sentences_with_itself_and_none_with_nothing() -> None:
    one = page("a", "费用每年六百元。审核不通过不退费。")
    assert [passage.likeness for passage in copied_passages(one, one)] == [1.0, 1.0]
    assert copied_passages(one, page("b", "")) == ()
