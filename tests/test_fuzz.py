"""Whatever comes in, the rooms keep their promises: on bytes, on trees of HTML, on Chinese-like text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutate import DEFECT, run
from mutations import NAUGHTY, originals, spoilt

from analysis.claims import extract
from analysis.clean import clean
from analysis.errors import AnalysisError
from analysis.model import Claim, Document, Page
from analysis.pipeline import find_claims
from analysis.read import SUFFIXES, page_of
from analysis.segment import sentences, words
from analysis.taxonomy import find_kinds

CASES = sorted((Path(__file__).parent / "fuzz" / "cases").glob("*.*"))
QUICK = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

# Words that rules look for, marks that end and join, what is folded, and anything else.
PIECES = (
    *(
        "企业认证",
        "个人认证",
        "蓝V",
        "抖音",
        "微信公众号",
        "收费",
        "600元",
        "六百元",
        "每年",
        "免费",
        "不退",
        "审核",
    ),
    *(
        "3个工作日",
        "营业执照",
        "需要",
        "不需要",
        "可以",
        "不能",
        "取消",
        "如果",
        "，",
        "。",
        "？",
        "：",
        "；",
        "\n",
    ),
    *(
        "认證",
        "（",
        "）",
        "“",
        "”",
        "\u200b",
        "\u202e",
        " ",
        "\t",
        "1",
        "万",
        "、",
        "和",
        "前者",
        "问：",
        "答：不可以。",
    ),
)
CHINESE = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(NAUGHTY), st.text(max_size=4)), max_size=40
).map("".join)
TAGS = (
    "p",
    "div",
    "h1",
    "h2",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "a",
    "b",
    "span",
    "blockquote",
    "pre",
    "svg",
    "title",
    "x-y",
)


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    heads = st.sampled_from(
        ("", " hidden", ' style="display:none"', ' class="nav"', ' href="x"', " colspan=99999", ' id="')
    )
    return st.builds(
        lambda tag, head, parts, closed: f"<{tag}{head}>{''.join(parts)}{f'</{tag}>' if closed else ''}",
        st.sampled_from(TAGS),
        heads,
        st.lists(inner, max_size=4),
        st.booleans(),
    )


TREES = st.recursive(CHINESE, element, max_leaves=12)


def hold(page: Page) -> tuple[Document, list[Claim]]:
    """All promises on one page: places fit the text, evidence is in it, and a second time gives the same."""
    document = clean(page)
    size = len(document.text)
    assert len(document.offsets) == len(document.folded) + 1
    assert list(document.offsets) == sorted({*document.offsets})
    assert document.offsets[-1] == size
    for block in document.blocks:
        assert 0 <= block.start <= block.end <= size
    for part in (*sentences(document), *words(document)):
        assert 0 <= part.start < part.end <= size
    claims = extract(document)
    for claim in claims:
        assert claim.evidence
        assert all(e.quote and document.text[e.start : e.end] == e.quote for e in claim.evidence)
    for kind in find_kinds(document):
        assert document.text[kind.start : kind.end] == kind.quote
    document.text.encode()
    assert (clean(page), extract(document)) == (document, claims)
    return document, claims


@QUICK
@given(st.binary(max_size=300), st.sampled_from(SUFFIXES))
def test_any_bytes_become_a_page_that_keeps_every_promise_or_an_error_of_ours(
    data: bytes, suffix: str
) -> None:
    try:
        page = page_of(data, "a", suffix)
    except AnalysisError:
        return
    hold(page)


@QUICK
@given(TREES)
def test_any_tree_of_html_keeps_every_promise(source: str) -> None:
    hold(Page("a", "", 1, "utf-8", "html", source))


@QUICK
@given(CHINESE, st.sampled_from(("text", "markdown")))
def test_any_text_keeps_every_promise(source: str, form: str) -> None:
    hold(Page("a", "", 1, "utf-8", form, source))  # type: ignore[arg-type]


@QUICK
@given(
    st.lists(
        st.sampled_from(
            (
                "企业认证的审核费用是600元一年。",
                "需要提交营业执照和法人身份证。",
                "认证不能取消。",
                "审核需要三个工作日。",
            )
        ),
        min_size=1,
        unique=True,
    ),
    st.lists(
        st.sampled_from(("首页", "登录", "注册", "关于我们", "联系我们", "网站地图", "下载APP")),
        min_size=3,
        unique=True,
    ),
    st.sampled_from(('<div class="nav">', "<nav>", '<ul class="menu">', '<div id="header">', "<footer>")),
)
def test_a_menu_around_a_text_loses_no_claim(said: list[str], menu: list[str], box: str) -> None:
    text = "<h1>抖音企业认证怎么收费</h1>" + "".join(f"<p>{sentence}</p>" for sentence in said)
    bar = (
        box
        + "".join(f"<a href=x>{word}</a> " for word in menu)
        + f"</{box[1:].partition(' ')[0].rstrip('>')}>"
    )
    plain = {claim.key for claim in extract(clean(page_of(text.encode(), "a")))}
    assert plain
    for around in (bar + text, text + bar, bar + text + bar):
        assert plain <= {claim.key for claim in extract(clean(page_of(around.encode(), "a")))}


def test_spoilt_pages_go_through_the_whole_build(tmp_path: Path) -> None:
    tally = run(40, seed=2, batch=40, keep=tmp_path)
    assert tally.finds == []
    assert (tally.pages, tally.builds) == (40, 1)
    assert tally.done + tally.skipped == 40
    assert tally.claims
    assert tally.files > 20


def test_a_find_is_counted_and_its_page_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(document: Document) -> list[Claim]:
        raise IndexError(document.page)

    monkeypatch.setattr("analysis.pipeline.extract", breaking)
    tally = run(3, seed=1, batch=3, keep=tmp_path)
    names = {path.name for path in tmp_path.iterdir()} - {"finds.txt"}
    assert len(tally.finds) == len(names) == tally.skipped > 0
    assert all(DEFECT in find for find in tally.finds)
    assert {find.partition(":")[0] for find in tally.finds} == names


def test_a_spoilt_page_can_be_made_again_from_its_number() -> None:
    assert [spoilt(7, number) for number in range(30)] == [spoilt(7, number) for number in range(30)]
    assert len({spoilt(7, number) for number in range(30)}) == 30
    whole = set(originals())
    assert sum(spoilt(7, number) not in whole for number in range(30)) > 25


def test_what_was_found_once_stays_mended() -> None:
    findings = find_claims([CASES[0].parent])
    assert len(findings.found) == len(CASES)
    assert not [skip for skip in findings.skipped if DEFECT in skip.reason]
