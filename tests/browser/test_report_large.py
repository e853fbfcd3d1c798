"""Two thousand pages: still usable; how long it takes is told, not asserted (run with -s to see it)."""

from __future__ import annotations

from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from conftest import Open
from playwright.sync_api import expect
from told import Told, told

from analysis.exports.html import render
from analysis.report import build_report
from analysis.vocabulary import load

PAGES = 2000
SHOWN_AT_ONCE = 200


def page_of(number: int) -> Told:
    """A page on one type of one platform that states a value of each attribute, in words of its own."""
    v, draw = load(), Random(number)
    platform, type_ = v.platforms[number % 10], v.types[number // 10 % 4]
    parts: list[str | tuple[str, str, str]] = []
    for attribute in v.attributes:
        value = attribute.values[0].id if attribute.values else "1-3d"
        subject = f"{platform.id} {type_.id} {attribute.id}"
        parts += [words(draw), (f"{number}号说{words(draw)}", subject, value), "。"]
    return told(f"{number:04}.html", *parts, title=f"第 {number} 页", address=f"https://a.example/{number}")


def words(draw: Random) -> str:
    """Twenty characters that no other page has in this order: no two pages are copies."""
    return "".join(chr(draw.randrange(0x4E00, 0x8E00)) for _ in range(20))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pages = [page_of(number) for number in range(PAGES)]
    report = build_report((page for page, _ in pages), (c for _, claims in pages for c in claims))
    started = perf_counter()
    html = render(report)
    seconds = perf_counter() - started
    print(f"\n{PAGES} pages, {len(report.evidence)} quotes: {len(html) / 1e6:.1f} MB in {seconds:.1f} s")
    path = tmp_path_factory.mktemp("large") / "report.html"
    path.write_bytes(html)
    return path


def test_two_thousand_pages_open_search_and_step(open_report: Open, large: Path) -> None:
    started = perf_counter()
    page = open_report("#douyin.enterprise.fee.3", path=large)
    expect(page.locator("#at")).to_contain_text(f"/{PAGES * len(load().attributes)}")
    opened = perf_counter()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#at")).to_contain_text("本格 4/")
    stepped = perf_counter()
    page.keyboard.press("Escape")
    page.locator("#text").fill("1999号")
    expect(page.locator("#evidence blockquote")).to_have_count(len(load().attributes))
    searched = perf_counter()
    print(
        f"\nopen {opened - started:.1f} s, next {stepped - opened:.2f} s, search {searched - stepped:.1f} s"
    )
    page.locator("#text").fill("")
    expect(page.locator("#shown")).to_contain_text("共 ")
    # Of thirty thousand quotes only those are made that a reader may see.
    assert page.locator("#evidence .item").count() <= SHOWN_AT_ONCE
