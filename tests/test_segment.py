"""Sentences and words keep their place in the text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clean import clean
from analysis.model import Document, Page
from analysis.segment import cut, sentences, words


def document(text: str) -> Document:
    return clean(Page("p", "0" * 64, len(text), "utf-8", "text", f"标题在这里\n\n{text}"))


def test_a_sentence_ends_at_its_mark_and_the_closing_quote() -> None:
    found = [s.text for s in sentences(document("他说“不退。”大家注意！还有吗？")) if s.block]
    assert found == ["他说“不退。”", "大家注意！", "还有吗？"]


def test_domain_words_stay_whole() -> None:
    assert cut("企业蓝v到期") == ["企业", "蓝v", "到期"]
    assert cut("企业蓝v到期", domain_words=False) == ["企业", "蓝", "v", "到期"]


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
