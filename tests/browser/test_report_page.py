"""The report as a reader uses it, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Open
from playwright.sync_api import Browser, Page, expect
from reviewed import EVIL, reviewed_report
from told import told

from analysis.exports.html import render
from analysis.report import build_report
from analysis.vocabulary import load

FEE = "#douyin.enterprise.fee"
MARKED = "#piece mark"


def name(page: Page) -> str:
    # A link opens its cell by the address changing, which the browser tells a moment later.
    expect(page.locator("dialog")).to_be_visible()
    return page.locator("#cell-name").inner_text()


def test_a_click_opens_the_evidence_with_its_sentence_marked_in_its_context(open_report: Open) -> None:
    page = open_report()
    page.locator(f"a[href='{FEE}']").click()
    page.locator("#cell-facts button", has_text="600 元").click()
    dialog = page.get_by_role("dialog", name="抖音 · 企业认证 · 费用")
    expect(dialog).to_be_visible()
    expect(dialog.locator("mark")).to_have_text("一年六百元")
    expect(dialog.locator("blockquote")).to_have_text(
        "先说说怎么办。😀抖音企业认证要先交钱，一年六百元。交了之后，概不退还。最后等结果就行。"
    )
    link = dialog.get_by_role("link", name="https://a.example/fee?x=1&y=2")
    assert link.get_attribute("href") == "https://a.example/fee?x=1&y=2"
    assert "noopener" in str(link.get_attribute("rel"))
    expect(dialog).to_contain_text("发布 2023-05-01")
    expect(dialog).to_contain_text("2 个页面，2 个独立来源")
    expect(dialog).to_contain_text("600 元 · 有争议：1 个独立来源这样说")
    expect(dialog).to_contain_text("本格 2/2 · 全部 2/6")


def test_the_keyboard_alone_reaches_every_cell_and_every_quote(open_report: Open) -> None:
    page = open_report()
    table = page.locator("table").first
    # One stop of the tab key a table; inside it the arrows move.
    assert table.locator("a[tabindex='0']").count() == 1
    while not page.evaluate("document.activeElement.matches('td > a')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert name(page) == "抖音 · 企业认证 · 费用"
    seen = [page.locator(MARKED).inner_text()]
    while page.locator("#next").is_enabled():
        page.keyboard.press("ArrowRight")
        seen.append(page.locator(MARKED).inner_text())
    assert seen == ["一分钱不收", "一年六百元", "概不退还", "要身份证", "没有标识", "有效期一年"]
    page.keyboard.press("ArrowLeft")
    assert page.locator(MARKED).inner_text() == seen[4]
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).not_to_be_visible()
    assert page.evaluate("document.activeElement.hash") == "#kuaishou.real_name.badge"
    assert page.evaluate("location.hash") == ""


def test_arrows_walk_the_table_and_stop_at_its_edges(open_report: Open) -> None:
    page = open_report()

    def place() -> str:
        return str(page.evaluate("document.activeElement.hash"))

    page.locator(f"a[href='{FEE}']").focus()
    page.keyboard.press("ArrowDown")
    assert place() == "#douyin.enterprise.refund"
    page.keyboard.press("ArrowRight")
    assert place() == "#douyin.personal.refund"
    page.keyboard.press("End")
    assert place() == "#douyin.personal.refund"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    assert place() == FEE


def test_the_buttons_move_too_and_tell_where_one_is(open_report: Open) -> None:
    page = open_report(f"{FEE}.1")
    expect(page.locator("#previous")).to_be_disabled()
    page.locator("#next").click()
    expect(page.locator("#at")).to_have_text("本格 2/2 · 全部 2/6")
    assert page.evaluate("location.hash") == f"{FEE}.2"
    page.locator("#next").click()
    assert name(page) == "抖音 · 企业认证 · 退费"
    page.locator("#previous").click()
    expect(page.locator("#at")).to_have_text("本格 2/2 · 全部 2/6")


def test_a_value_leads_to_its_first_quote(open_report: Open) -> None:
    page = open_report(FEE)
    for label, words in (("免费", "一分钱不收"), ("600 元", "一年六百元")):
        page.locator("#cell-facts button", has_text=label).click()
        expect(page.locator(MARKED)).to_have_text(words)
        expect(page.locator("#cell-facts button[aria-current='true']")).to_contain_text(label)


@pytest.mark.parametrize(
    ("place", "title", "marked"),
    [
        ("#kuaishou.real_name.badge", "快手 · 实名认证 · 标识", "没有标识"),
        ("#douyin.enterprise.fee.2", "抖音 · 企业认证 · 费用", None),
        ("#douyin.enterprise.fee.99", "抖音 · 企业认证 · 费用", None),
        ("#douyin%2Eenterprise%2Efee", "抖音 · 企业认证 · 费用", None),
    ],
)
def test_a_link_opens_its_cell(open_report: Open, place: str, title: str, marked: str | None) -> None:
    page = open_report(place)
    assert name(page) == title
    if marked:
        expect(page.locator(MARKED)).to_have_text(marked)


def test_a_link_to_what_no_page_mentions_says_so_and_not_no(open_report: Open) -> None:
    page = open_report("#zhihu.institution.fee")
    assert name(page) == "知乎 · 机构认证 · 费用"
    expect(page.locator("dialog")).to_contain_text("这不等于“不”")
    expect(page.locator("#piece")).to_be_hidden()
    assert "✗" not in page.locator("dialog .state").inner_text()


@pytest.mark.parametrize(
    "place", ["#nonsense", "#a.b.c", "#douyin.enterprise", "#%", "#__proto__.x.y", "#matrix"]
)
def test_any_other_address_opens_nothing(open_report: Open, place: str) -> None:
    page = open_report(place)
    expect(page.locator("dialog")).not_to_be_visible()


def test_a_link_followed_while_a_cell_is_open_goes_there(open_report: Open) -> None:
    page = open_report(FEE)
    page.evaluate("location.hash = '#douyin.personal.materials'")
    expect(page.locator("#cell-name")).to_have_text("抖音 · 个人认证 · 所需资料")
    page.locator("#close").click()
    expect(page.locator("dialog")).not_to_be_visible()


def test_disputes_stand_side_by_side_with_both_sentences(open_report: Open) -> None:
    page = open_report()
    card = page.locator(".card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("正面矛盾")
    assert sorted(card.locator("mark").all_inner_texts()) == ["一分钱不收", "一年六百元"]
    left, right = (side.bounding_box() for side in card.locator(".side").all())
    assert left
    assert right
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]


def test_filters_leave_what_fits_and_say_how_much(open_report: Open) -> None:
    page = open_report()
    expect(page.locator("#shown")).to_have_text("共 5 格有说法，6 处原文")
    page.locator("label", has_text="快手").click()
    expect(page.locator("#shown")).to_have_text("符合筛选：2 格，2 处原文")
    assert page.locator(".platform:visible h3").all_inner_texts() == ["快手"]
    assert page.locator("#evidence blockquote").all_inner_texts() == ["没有标识", "有效期一年"]
    page.locator("#type").select_option(label="实名认证")
    assert page.locator(".platform:visible thead th:visible").all_inner_texts() == ["实名认证"]
    page.get_by_role("button", name="清除筛选").click()
    expect(page.locator("#shown")).to_have_text("共 5 格有说法，6 处原文")


def test_an_attribute_leaves_its_rows(open_report: Open) -> None:
    page = open_report()
    page.locator("#attribute").select_option(label="费用")
    expect(page.locator("#shown")).to_have_text("符合筛选：1 格，2 处原文")
    rows = page.locator(".platform[data-platform='douyin'] tr[data-attribute]:visible")
    assert rows.locator("th").all_inner_texts() == ["费用"]


def test_a_status_leaves_its_cells_and_fades_the_others(open_report: Open) -> None:
    page = open_report()
    page.locator("#status").select_option(label="矛盾")
    expect(page.locator("#shown")).to_have_text("符合筛选：1 格，2 处原文")
    assert page.locator("tbody td:visible:not(.dim)").count() == 1
    assert "矛盾" in page.locator("tbody td:visible:not(.dim)").inner_text()
    page.locator("#status").select_option(label="未提及")
    expect(page.locator("#shown")).to_have_text("符合筛选：0 格，0 处原文")
    assert page.locator("td[data-status='not_mentioned']:visible:not(.dim)").count() > 3
    assert not page.locator("td[data-status='stated']:visible:not(.dim)").count()


def test_free_text_looks_into_quotes_titles_and_names(open_report: Open) -> None:
    page = open_report()
    for words, quotes in (
        ("六百", ["一年六百元"]),
        ("抖音蓝v 不退", ["概不退还"]),
        ("认证免费吗 身份证", ["要身份证"]),
        ("政府类", ["没有标识", "有效期一年"]),
        ("ＣＮＹ無", []),
    ):
        page.locator("#text").fill(words)
        expect(page.locator("#evidence blockquote")).to_have_text(quotes)
        expect(page.locator("#shown")).to_contain_text(f"，{len(quotes)} 处原文")
    expect(page.locator("#nothing")).to_be_visible()


def test_next_goes_through_what_the_filters_leave(open_report: Open) -> None:
    page = open_report()
    page.locator("#text").fill("抖音蓝V")
    expect(page.locator("#shown")).to_have_text("符合筛选：2 格，2 处原文")
    page.locator("#evidence .open").first.click()
    assert page.locator(MARKED).inner_text() == "一年六百元"
    expect(page.locator("#at")).to_contain_text("筛选后 1/2")
    page.keyboard.press("ArrowRight")
    assert page.locator(MARKED).inner_text() == "概不退还"
    expect(page.locator("#next")).to_be_disabled()


def test_slash_goes_to_the_search(open_report: Open) -> None:
    page = open_report()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "text"
    assert page.locator("#text").input_value() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("state", ["whole", "filtered", "open"])
def test_axe_finds_nothing_serious(open_report: Open, scheme: str, width: int, state: str) -> None:
    page = open_report(FEE if state == "open" else "", width=width, scheme=scheme, bypass=True)
    if state == "filtered":
        page.locator("#status").select_option(label="矛盾")
        expect(page.locator("#shown")).to_contain_text("1 格")
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], [n["html"] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert not serious


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_system_and_the_button_turns_it(open_report: Open, scheme: str) -> None:
    page = open_report(scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = "rgb(20, 24, 29)"
    assert (page.evaluate(ground) == dark) is (scheme == "dark")
    page.locator("#theme").click()
    assert (page.evaluate(ground) == dark) is (scheme == "light")


def test_on_a_phone_nothing_is_wider_than_the_screen(open_report: Open) -> None:
    page = open_report(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    said = page.locator(f"td:has(a[href='{FEE}'])")
    # Without a head over the column the cell names its type itself.
    assert (
        page.evaluate("td => getComputedStyle(td, '::before').content", said.element_handle()) == '"企业认证"'
    )
    said.locator("a").click()
    box = page.locator("dialog").bounding_box()
    assert box
    assert box["width"] <= 390
    expect(page.locator("#next")).to_be_in_viewport()


def test_on_a_phone_a_report_on_every_platform_is_no_wider_either(open_report: Open, tmp_path: Path) -> None:
    pages = [told(f"{p.id}.html", ("免费", f"{p.id} enterprise fee", "free")) for p in load().platforms]
    report = build_report((page for page, _ in pages), (c for _, claims in pages for c in claims))
    path = tmp_path / "report.html"
    path.write_bytes(render(report))
    page = open_report(path=path, width=390)
    assert page.locator(".chips label").count() == len(pages) + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_link_to_a_section_shows_its_head_near_the_top(open_report: Open) -> None:
    page = open_report("#evidence", width=390)
    expect(page.locator("#evidence-head")).to_be_in_viewport()
    box = page.locator("#evidence").bounding_box()
    assert box
    assert box["y"] < 100


def test_what_a_table_rests_on_stands_between_its_name_and_the_table(open_report: Open) -> None:
    page = open_report()
    tables = page.locator(".platform table").count()
    assert page.locator(".platform > h3 + .note + .scroll table").count() == tables > 0


def test_on_paper_all_quotes_and_sources_are_there_in_light_colours(
    open_report: Open, tmp_path: Path
) -> None:
    page = open_report(scheme="dark")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#evidence .item").count() == 6
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for hidden in ("#filters", "nav", ".tools", ".more", ".open"):
        assert page.locator(f"{hidden}:visible").count() == 0
    expect(page.locator("#sources")).to_contain_text("https://a.example/fee?x=1&y=2")
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_without_scripts_the_matrix_can_be_read(small: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(small.as_uri())
    assert "600 元" in page.locator("table").first.inner_text()
    assert page.locator("noscript p").bounding_box()
    context.close()


def test_a_reviewed_cell_tells_who_decided_when_and_why(open_report: Open, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(render(reviewed_report(tmp_path)))
    page = open_report("#douyin.enterprise.refund", path=path)
    dialog = page.get_by_role("dialog", name="抖音 · 企业认证 · 退费")
    decisions = dialog.locator(".reviews li")
    expect(decisions).to_have_count(2)
    expect(decisions.nth(0)).to_contain_text("驳回 不退 有人意见不同，未采用")
    expect(decisions.nth(0)).to_contain_text("安娜 · 2026-03-01T08:00:00+08:00：说的不是它")
    expect(decisions.nth(1)).to_contain_text(f"<b>Ben</b> · 2026-03-02T08:00:00+08:00：{EVIL}")
    expect(dialog.locator("mark")).to_have_text("概不退还")
    page.keyboard.press("Escape")
    page.locator("a[href='#douyin.enterprise.fee']").click()
    expect(page.locator(".reviews li")).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("a[href='#douyin.personal.materials']").click()
    expect(page.locator("#cell-facts")).to_contain_text("未提及")
    expect(page.locator(".reviews li")).to_contain_text("驳回 身份证")
    page.keyboard.press("Escape")
    page.locator("a[href='#kuaishou.enterprise.validity']").click()
    expect(page.locator("#cell-name")).to_have_text("快手 · 企业认证 · 有效期")
    expect(page.locator(".reviews")).to_have_count(0)
