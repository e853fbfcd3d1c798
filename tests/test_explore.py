from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import ipywidgets as widgets
import pytest
from made import FEES, claim, document
from payloads import ADDRESSES, PAYLOADS
from told import SMALL, Told, told

from analysis.compare import cells
from analysis.errors import UsageError
from analysis.explore import Explorer, explore
from analysis.explore.markup import AROUND, LISTED, page_view
from analysis.explore.wording import wording
from analysis.report import Report, build_report
from analysis.vocabulary import load

FEE = "douyin enterprise fee"
ID = ("douyin", "enterprise", "fee")
HEAD, ABOUT = 'aria-level="3"', 'aria-level="4"'
TAGS = {"p", "b", "q", "a", "ul", "li", "br", "div", "span", "mark", "small"}


def report_of(*pages: Told) -> Report:
    return build_report((p for p, _ in pages), (c for _, claims in pages for c in claims))


@pytest.fixture
def explorer() -> Explorer:
    return explore(report_of(*SMALL))


def inside(widget: widgets.Widget) -> list[widgets.Widget]:
    """A widget and all that it holds, in reading order."""
    return [widget, *(part for child in getattr(widget, "children", ()) for part in inside(child))]


def buttons(explorer: Explorer) -> dict[str, widgets.Button]:
    """The buttons of the matrix by their titles."""
    found = [w for w in inside(explorer.widget) if isinstance(w, widgets.Button)]
    return {button.tooltip: button for button in found if "rz-cell" in button._dom_classes}


def press(explorer: Explorer, name: str) -> None:
    next(button for title, button in buttons(explorer).items() if title.startswith(name)).click()


def one(explorer: Explorer, kind: type, description: str) -> Any:
    """The first widget of a kind that is so called; those to decide with come after those to choose with."""
    return next(w for w in inside(explorer.widget) if type(w) is kind and w.description == description)


def markup(explorer: Explorer) -> list[str]:
    """The HTML on the screen, without the explorer's own style."""
    return [w.value for w in inside(explorer.widget) if type(w) is widgets.HTML][1:]


def pages_of(explorer: Explorer) -> list[str]:
    return [html for html in markup(explorer) if 'class="rz-page"' in html]


class Elements(HTMLParser):
    """The start tags of some HTML, each with its attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def marked(html: str) -> list[str]:
    return [unescape(part.split("</mark>")[0].split(">", 1)[1]) for part in html.split("<mark")[1:]]


def test_it_opens_on_the_first_platform_with_a_button_for_each_cell(explorer: Explorer) -> None:
    assert set(explorer.cells["platform"]) == {"douyin"}
    titles = list(buttons(explorer))
    assert titles[0] == "抖音 · 企业认证 · 费用：矛盾，2 个来源"
    # Two types and three attributes are spoken of; the other rows and columns are told in words.
    assert len(titles) == 2 * 3
    assert buttons(explorer)["抖音 · 个人认证 · 费用：未提及，0 个来源"].description == "未提及"
    assert buttons(explorer)[titles[0]].description == "≠ 矛盾：免费 ×1 / 600 元 ×1"
    silent = next(html for html in markup(explorer) if "没有页面提到的属性" in html)
    assert "有效期" in silent
    assert "费用" not in silent


def test_a_report_has_a_door_to_it() -> None:
    explorer = report_of(*SMALL).explore("en")
    assert isinstance(explorer, Explorer)
    assert explorer.lang == "en"


def test_nothing_is_chosen_at_first_and_the_tables_are_empty(explorer: Explorer) -> None:
    for table in (explorer.cell, explorer.evidence, explorer.conflicts, explorer.copies, explorer.lines):
        assert table.empty
    assert "点一格，看原话。" in "".join(markup(explorer))
    assert not pages_of(explorer)


def test_a_press_shows_the_evidence_marked_in_its_page(explorer: Explorer) -> None:
    press(explorer, "抖音 · 企业认证 · 费用")
    (page,) = pages_of(explorer)
    assert marked(page) == ["一分钱不收"]
    assert '<span class="rz-at"></span><mark class="rz-here">' in page
    assert SMALL[1][0].text in "".join(Elements(page).text)
    head = next(html for html in markup(explorer) if HEAD in html)
    assert "抖音 · 企业认证 · 费用" in head
    assert "有争议" in head
    assert "独立来源数相当" in head


def test_what_is_chosen_is_there_as_tables_of_the_report(explorer: Explorer) -> None:
    explorer.choose(*ID)
    assert explorer.cell[["platform", "type", "attribute"]].values.tolist() == [list(ID)]
    assert list(explorer.cell.columns) == list(explorer.report.cells.columns)
    assert explorer.evidence["quote"].tolist() == ["一分钱不收", "一年六百元"]
    assert explorer.conflicts[["value", "value_other"]].values.tolist() == [["free", "CNY600"]]
    assert explorer.copies.empty


def test_evidence_comes_by_value_the_newest_first_and_undated_last() -> None:
    ours = [
        claim(page, FEE, value, published=date)
        for page, value, date in (
            ("a", "free", "2024-01-01"),
            ("b", "CNY600", None),
            ("c", "CNY600", "2021-01-01"),
            ("d", "CNY600", "2023-01-01"),
        )
    ]
    report = build_report([document(c.page, f"这是{c.page * 20}原文如此") for c in ours], ours)
    assert explore(report).choose(*ID).evidence["page"].tolist() == ["d", "c", "b", "a"]


def test_another_piece_of_evidence_opens_its_page(explorer: Explorer) -> None:
    press(explorer, "抖音 · 企业认证 · 费用")
    pieces = one(explorer, widgets.Select, "原文 2 处")
    assert [label for label, _ in pieces.options] == [
        "免费 · “一分钱不收” · b.html · 没有注明日期",
        "600 元 · “一年六百元” · a.html · 2023-05-01",
    ]
    pieces.index = 1
    (page,) = pages_of(explorer)
    assert marked(page) == ["一年六百元"]
    assert '<a href="https://a.example/fee?x=1&amp;y=2" ' in page


def test_a_cell_that_no_page_mentions_says_so(explorer: Explorer) -> None:
    press(explorer, "抖音 · 个人认证 · 费用")
    assert "这不等于“不”" in next(html for html in markup(explorer) if HEAD in html)
    assert explorer.cell["status"].tolist() == ["not_mentioned"]
    assert not pages_of(explorer)


def test_filters_leave_the_cells_that_pass_all_of_them(explorer: Explorer) -> None:
    one(explorer, widgets.SelectMultiple, "状态").value = ("conflicting",)
    assert list(buttons(explorer)) == ["抖音 · 企业认证 · 费用：矛盾，2 个来源"]
    one(explorer, widgets.SelectMultiple, "认证类型").value = ("personal",)
    assert not buttons(explorer)
    assert "没有符合筛选条件的格。" in "".join(markup(explorer))
    one(explorer, widgets.SelectMultiple, "状态").value = ()
    one(explorer, widgets.SelectMultiple, "属性").value = ("materials",)
    assert explorer.cells[["type", "attribute"]].values.tolist() == [["personal", "materials"]]
    assert len(buttons(explorer)) == 1


def test_another_platform_shows_its_own_cells(explorer: Explorer) -> None:
    one(explorer, widgets.Dropdown, "平台").value = "kuaishou"
    assert set(explorer.cells["platform"]) == {"kuaishou"}
    assert all(title.startswith("快手") for title in buttons(explorer))


def test_what_is_not_mentioned_can_be_asked_for(explorer: Explorer) -> None:
    one(explorer, widgets.SelectMultiple, "状态").value = ("not_mentioned",)
    assert set(explorer.cells["status"]) == {"not_mentioned"}
    assert all("未提及" in title for title in buttons(explorer))


def test_conflicts_stand_with_the_words_of_both_sides(explorer: Explorer) -> None:
    press(explorer, "抖音 · 企业认证 · 费用")
    html = next(html for html in markup(explorer) if ABOUT in html)
    assert "一年六百元" in html
    assert "一分钱不收" in html
    assert "正面矛盾" in html
    press(explorer, "抖音 · 企业认证 · 退费")
    assert "没有与这一格矛盾的说法。" in next(html for html in markup(explorer) if ABOUT in html)


def test_pages_of_the_same_source_are_named() -> None:
    text = "".join(f"第{n}步看看第{n * n}份材料。" for n in range(50))
    pages = [told(f"{name}.html", text, ("收六百元", FEE, "CNY600")) for name in "ab"]
    explorer = explore(report_of(*pages, told("c.html", "完全不同的另一页，", ("不收钱", FEE, "free"))))
    explorer.choose(*ID)
    assert explorer.copies["page"].tolist() == ["a.html", "b.html"]
    html = next(html for html in markup(explorer) if ABOUT in html)
    assert "<b>a.html</b> <small>与 b.html 算同一个来源：内容几乎相同" in html


def test_a_long_list_says_how_many_more_there_are() -> None:
    yes = [claim(f"y{n:03}", FEE, "free", quote=f"不收{n}") for n in range(LISTED + 2)]
    no = [claim("n", FEE, "CNY600")]
    report = build_report(
        [document(c.page, f"{c.page * 9}{c.evidence[0].quote}") for c in yes + no], yes + no
    )
    explorer = explore(report).choose(*ID)
    html = next(html for html in markup(explorer) if ABOUT in html)
    assert html.count("≠") == LISTED
    assert "另有 2 项" in html


def test_the_search_lists_lines_and_opens_their_pages(explorer: Explorer) -> None:
    explorer.search("企业認證")
    assert explorer.lines[["page", "word", "right"]].values.tolist() == [
        ["a.html", "企业认证", "要先交钱，一年六百元。交了之后，"]
    ]
    assert "“企业認證”：1 处，1 个页面" in "".join(markup(explorer))
    assert len(one(explorer, widgets.Select, "结果").options) == 1
    (page,) = pages_of(explorer)
    assert marked(page) == ["企业认证"]
    one(explorer, widgets.Text, "检索").value = "没有的词"
    assert "哪个页面都没有“没有的词”。" in "".join(markup(explorer))
    assert not pages_of(explorer)


@pytest.mark.parametrize(
    ("button", "table"),
    [
        ("格", "cells"),
        ("原文", "evidence"),
        ("矛盾", "conflicts"),
        ("转载", "copies"),
        ("复核", "decisions"),
        ("检索", "lines"),
    ],
)
def test_each_table_is_one_click_away(explorer: Explorer, button: str, table: str) -> None:
    views = one(explorer, widgets.ToggleButtons, "看成表格")
    views.value = dict(views.options)[button]
    assert markup(explorer)[-1] == getattr(explorer, table)._repr_html_()
    explorer.choose(*ID).search("认证")
    assert markup(explorer)[-1] == getattr(explorer, table)._repr_html_()
    assert not getattr(explorer, table).empty or table in ("copies", "decisions")
    views.value = "none"
    assert markup(explorer)[-1] == ""


def test_without_a_front_end_a_plain_table_tells_the_same(explorer: Explorer) -> None:
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"] == "<Explorer: 3 pages, 75 cells>"
    assert "矛盾：免费 ×1 / 600 元 ×1" in bundle["text/html"]
    chosen = explorer.choose(*ID)._repr_mimebundle_()["text/html"]
    assert "一年六百元" in chosen
    assert "抖音 · 企业认证 · 费用" in chosen
    again = explore(explorer.report).choose(*ID)._repr_mimebundle_()
    assert again["text/html"] == chosen


def test_the_plain_table_follows_the_filters(explorer: Explorer) -> None:
    one(explorer, widgets.SelectMultiple, "状态").value = ("stated",)
    html = explorer._repr_mimebundle_()["text/html"]
    assert "身份证" in html
    assert "600 元" not in html
    assert re.findall(r"<th>(\S+?)</th>", html) == ["个人认证", "所需资料"]


def test_a_cell_that_is_not_there_is_refused_with_what_is(explorer: Explorer) -> None:
    with pytest.raises(UsageError, match=r"no cell 'douyin enterprise colour'.*douyin, kuaishou"):
        explorer.choose("douyin", "enterprise", "colour")


def test_in_english(explorer: Explorer) -> None:
    english = explore(explorer.report, "en")
    english.choose(*ID).search("认证")
    shown = "".join(markup(english))
    assert "Nothing contradicts" not in shown
    assert "outright contradiction" in shown
    assert "Several can be chosen" in shown
    assert set(wording("zh")) == set(wording("en"))


def test_a_report_without_claims_can_be_explored() -> None:
    explorer = explore(build_report([document("a.html")], []))
    assert explorer.cells.empty
    assert explorer.search("正文").lines["page"].tolist() == ["a.html"]
    assert "text/html" in explorer._repr_mimebundle_()


def test_places_that_overlap_are_marked_once_and_the_chosen_one_whole() -> None:
    page = document("a", "零一二三四五六七八九")
    html = page_view(page, (3, 6), [(1, 4), (5, 8), (3, 6), (4, 5), (7, 9)], wording("zh"))
    assert marked(html) == ["一二", "三四五", "六七", "八"]
    assert "".join(Elements(html).text).endswith("零一二三四五六七八九")


def test_of_a_very_long_page_the_part_around_the_place_is_shown() -> None:
    page = document("a", "前" * 3 * AROUND + "这里" + "后" * 3 * AROUND)
    html = page_view(page, (3 * AROUND, 3 * AROUND + 2), [], wording("zh"))
    assert marked(html) == ["这里"]
    assert html.count("没有全部列出") == 2
    assert html.count("前") == html.count("后") == AROUND


def test_texts_of_pages_are_text_and_nothing_else() -> None:
    pages = [
        told(
            f"{n:02}{payload}.html",
            f"前文{payload}。",
            (f"收{payload}元", FEE, "CNY600" if n % 2 else "free"),
            title=payload,
            address=payload,
            condition=payload,
        )
        for n, payload in enumerate(PAYLOADS)
    ]
    explorer = explore(report_of(*pages)).choose(*ID).search("收<")
    pieces = one(explorer, widgets.Select, f"原文 {len(PAYLOADS)} 处")
    for index in range(len(pieces.options)):
        pieces.index = index
        for html in markup(explorer):
            for tag, attributes in Elements(html).tags:
                assert tag in TAGS
                assert set(attributes) <= {"class", "lang", "role", "tabindex", "aria-label", "aria-level"}
    text = "".join(text for html in markup(explorer) for text in Elements(html).text)
    assert "收<script>alert(1)</script>元" in text


def test_only_addresses_of_the_web_are_links() -> None:
    good = ["https://a.example/?a=1&b='\"<x>"]
    pages = [
        told(f"{n:02}.html", (f"收{n}", FEE, "paid"), address=address)
        for n, address in enumerate(ADDRESSES + good)
    ]
    explorer = explore(report_of(*pages)).choose(*ID)
    pieces = one(explorer, widgets.Select, f"原文 {len(pages)} 处")
    links = []
    for index in range(len(pieces.options)):
        pieces.index = index
        tags = Elements(pages_of(explorer)[0]).tags
        links += [attributes for tag, attributes in tags if tag == "a"]
    assert good[0] in [link["href"] for link in links]
    for link in links:
        assert str(link["href"]).startswith("https://")
        assert set(link) == {"href", "target", "rel"}


def test_signs_that_cannot_be_seen_are_told_by_their_number() -> None:
    explorer = explore(report_of(told("a.html", ("收\u202e钱\u200b", FEE, "paid")))).choose(*ID)
    assert marked(pages_of(explorer)[0]) == ["收U+202E钱U+200B"]
    assert "收U+202E钱U+200B" in one(explorer, widgets.Select, "原文 1 处").options[0][0]


def test_it_computes_nothing_that_the_report_tells() -> None:
    report = build_report([document(page) for page in ("a.html", "b.html", "c.html", "k.html")], FEES)
    explorer = explore(report)
    shown = [explorer.cells]
    one(explorer, widgets.Dropdown, "平台").value = "kuaishou"
    shown.append(explorer.cells)
    assert sum(map(len, shown)) == len(report.cells) == len(cells(report.claims))
    assert len(shown[0]) == len(load().types) * len(load().attributes)
