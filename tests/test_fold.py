"""Folding: one form for every way to write the same, and the way back to the page."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean import clean, fold, unfold
from analysis.model import Document, Page, PageFormat


def cleaned(source: str, kind: PageFormat = "html") -> Document:
    return clean(Page("page", "", len(source), "utf-8", kind, source))


def test_the_text_is_the_pages_own_words_with_white_space_collapsed() -> None:
    document = cleaned("<h1>企業認證(zhèng)</h1><p>Ｖ&amp;費\n  用 :\u3000６００元 &nbsp; !</p>")
    assert document.text == "企業認證(zhèng)\nＶ&費 用 : ６００元 !"
    assert document.folded == "企业认证\nv&费 用：600元！"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("企業(yè)認(rèn)證(zhèng)，後麼裡發", "企业认证，后么里发"),
        ("他們(men)說(shuō)抖音(app)", "他们说抖音（app）"),
        ("蓝Ｖ ４８０元 ABC", "蓝v 480元 abc"),
        ("费\u200b用\ufeff\u202e", "费用"),
        ("蓝V , 绕不开 。不退 ; 真的 ?", "蓝v，绕不开。不退；真的？"),
        ("费用:3.5万,即35,000元.10:30见http://a.b/c?d=1", "费用：3.5万，即35,000元.10:30见http://a.b/c?d=1"),
        ("认证.第二天(约)", "认证。第二天（约）"),
        ('「橙V」與『金V』和"蓝V"', "“橙v”与“金v”和“蓝v”"),
        ("抖\t音 认证", "抖音 认证"),
        ("3—5天 – 6～7天", "3-5天 - 6~7天"),
        ("帳號帐号", "账号账号"),
    ],
)
def test_folding_gives_one_form_for_every_way_to_write_the_same(text: str, folded: str) -> None:
    assert fold(text)[0] == folded


def test_a_folded_span_leads_back_to_the_words_of_the_page() -> None:
    document = cleaned("企業(yè)認(rèn)證(zhèng)免費", "text")
    start = document.folded.index("认证")
    first, last = unfold(document, start, start + 2)
    assert document.text[first:last] == "認(rèn)證"
    assert unfold(document, start, start) == (first, first)


@given(
    st.one_of(st.text(), st.text(st.sampled_from('认證（）()yèáV蓝，,。.：:？?!"「」 \t\n\u3000\u200b1—')))
)
def test_offsets_rise_from_the_text_to_its_end(text: str) -> None:
    folded, offsets = fold(text)
    assert len(offsets) == len(folded) + 1
    assert offsets[-1] == len(text)
    assert all(first < second for first, second in pairwise(offsets))
