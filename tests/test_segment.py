"""Sentences and words keep their place in the text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import PAGES

from analysis.clean import clean
from analysis.model import Document, Page
from analysis.read import find_pages, read_page
from analysis.segment import _engines, cut, sentences, words


def document(text: str) -> Document:
    return clean(Page("p", "0" * 64, len(text), "utf-8", "text", f"标题在这里\n\n{text}"))


def test_a_sentence_ends_at_its_mark_and_the_closing_quote() -> None:
    found = [s.text for s in sentences(document("他说“不退。”大家注意！还有吗？")) if s.block]
    assert found == ["他说“不退。”", "大家注意！", "还有吗？"]


def test_domain_words_stay_whole() -> None:
    assert cut("企业蓝v到期") == ["企业", "蓝v", "到期"]
    assert cut("企业蓝v到期", domain_words=False) == ["企业", "蓝", "v", "到期"]


def test_both_engines_are_installed_here() -> None:
    assert _engines(None)[1] is not None


def test_both_engines_cut_all_pages_of_the_corpus_into_the_same_words() -> None:
    folders = [PAGES, PAGES.parent / "written"]
    texts = [clean(read_page(page.path, page.id)).folded for page in find_pages(folders)]
    assert sum(map(len, texts)) > 100_000
    for text in texts:
        for domain_words in (True, False):
            assert cut(text, domain_words) == cut(text, domain_words, fast=False)


# Words of the domain in any order; signs that the engines take for different things when left to themselves
# (ideographs that jieba does not know, half a surrogate pair, line ends, wide and narrow spaces).
_WORDS = st.lists(
    st.sampled_from(
        [*"的了人一不年费元蓝V", "企业认证", "认证费", "有效期", "到期", "600元", "1-3个", "2024.05"]
    )
).map("".join)
_SIGNS = st.text(
    alphabet="企业认证蓝V费。，！ a1\r\n（）.%-_+&#﹒\u9fd6㐀𠀀\ud800豈\u3000\x0b\x1c\u2028é①", max_size=40
)


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(_WORDS, _SIGNS, st.text(max_size=40)), domain_words=st.booleans())
def test_both_engines_cut_any_text_into_the_same_words(text: str, domain_words: bool) -> None:
    found = cut(text, domain_words)
    assert found == cut(text, domain_words, fast=False)
    assert "".join(found) == text


@pytest.mark.parametrize("domain_words", [True, False])
def test_both_engines_cut_what_is_said_again_and_again_into_the_same_words(domain_words: bool) -> None:
    for said in ("费", "冲", "南", "哈", "滴答", "哗啦", "考虑"):
        for times in range(1, 9):
            text = f"{said * times}的{said * times}了吧"
            assert cut(text, domain_words) == cut(text, domain_words, fast=False)


def test_without_the_fast_engine_jieba_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = cut("企业蓝v到期，1-3个工作日")
    monkeypatch.setitem(sys.modules, "rjieba", None)
    _engines.cache_clear()
    try:
        assert _engines(None)[1] is None
        assert cut("企业蓝v到期，1-3个工作日") == expected
    finally:
        _engines.cache_clear()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="企业认证蓝V费用不退。，！？ a1\n（）", max_size=80))
def test_offsets_point_to_the_words_in_the_text(text: str) -> None:
    doc = document(text)
    from analysis.clean import fold

    for word in words(doc):
        assert fold(doc.text[word.start : word.end])[0].strip() == word.text.strip()
    ends = [0]
    for sentence in sentences(doc):
        assert ends[-1] <= sentence.start < sentence.end <= len(doc.text)
        ends.append(sentence.end)
