"""No text of a page becomes markup, script, a request or a dialog; `open_report` fails on any of these."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from conftest import Open
from payloads import ADDRESSES, PAYLOADS, fee_quote, hostile_report
from playwright.sync_api import Page, expect

from analysis.exports.html import render

# What a script that slipped through would try; Trusted Types refuse some of it even before the policy does.
ADD_SCRIPT = """() => {
  const script = document.createElement("script");
  try { script.text = "window.got = 1"; } catch { return; }
  document.body.append(script);
}"""
ADD = """([name, attribute, address]) => {
  const element = document.createElement(name);
  try { element.setAttribute(attribute, address); } catch { return; }
  document.body.append(element);
}"""


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on pages that hold a payload wherever a page can hold text: also in titles and file names."""
    report = hostile_report()
    path = tmp_path_factory.mktemp("hostile") / "report.html"
    path.write_bytes(render(report))
    return path


def show_all(page: Page, section: str) -> None:
    """Makes a list whole, without scrolling, which would lengthen it by itself."""
    page.evaluate(
        "section => { const more = document.querySelector(`#${section} .more`);"
        " while (!more.hidden) more.click(); }",
        section,
    )


def test_every_payload_is_shown_as_text_and_does_nothing(open_report: Open, hostile: Path) -> None:
    page = open_report(path=hostile)
    before = page.locator("script, style, iframe, object, embed, img, svg, base, meta").count()
    show_all(page, "evidence")
    show_all(page, "sources")
    page.locator("#evidence .open").first.click()
    seen = 1
    while page.locator("#next").is_enabled():
        page.keyboard.press("ArrowRight")
        seen += 1
    assert seen == 2 * len(PAYLOADS) + len(ADDRESSES)
    assert page.locator("script, style, iframe, object, embed, img, svg, base, meta").count() == before
    attributes = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
    assert not [name for name in page.evaluate(attributes) if name.startswith("on")]


def test_the_words_of_a_payload_are_all_on_the_screen(open_report: Open, hostile: Path) -> None:
    page = open_report(path=hostile)
    show_all(page, "evidence")
    shown = page.locator("#evidence blockquote").evaluate_all("all => all.map(one => one.textContent)")
    assert {fee_quote(payload) for payload in PAYLOADS if payload.isprintable()} <= set(shown)


def test_only_addresses_of_the_web_are_links(open_report: Open, hostile: Path) -> None:
    page = open_report(path=hostile)
    show_all(page, "sources")
    links = page.locator("a[target]").evaluate_all("all => all.map(one => [one.protocol, one.host])")
    assert links
    assert {tuple(link) for link in links} == {("https:", "a.example")}


def test_searching_and_printing_do_nothing_either(open_report: Open, hostile: Path, tmp_path: Path) -> None:
    page = open_report(path=hostile)
    for payload in ("<script>", "</", "${alert(1)}", "(", "\\", "[", "__proto__"):
        page.locator("#text").fill(payload)
        expect(page.locator("#shown")).to_contain_text("符合筛选")
    page.locator("#text").fill("")
    page.pdf(path=tmp_path / "x.pdf")


@pytest.mark.parametrize(
    "payload", ["#<img src=x onerror=alert(1)>", "#douyin.enterprise.fee.<script>", "#%3Cscript%3E"]
)
def test_the_address_bar_cannot_put_anything_into_the_page(open_report: Open, payload: str) -> None:
    page = open_report(payload)
    assert page.locator("img").count() == 0
    page.evaluate("location.hash = '#javascript:alert(1)'")


def test_signs_that_cannot_be_seen_are_shown_by_their_number(open_report: Open, hostile: Path) -> None:
    page = open_report(path=hostile)
    page.locator("#text").fill("trela")
    expect(page.locator("#evidence blockquote")).to_have_count(2)
    shown = fee_quote("\u202e)1(trela\u202c").replace("\u202e", "U+202E").replace("\u202c", "U+202C")
    expect(page.locator("#evidence blockquote").first).to_have_text(shown)
    assert page.locator("#evidence blockquote .sign").first.get_attribute("title") == "看不见的字符 U+202E"


def test_the_policy_stops_what_got_in(open_report: Open, trouble: list[str]) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    Thread(target=server.serve_forever, daemon=True).start()
    outside = f"http://127.0.0.1:{server.server_port}"
    page = open_report()
    page.evaluate(ADD_SCRIPT)
    for name, attribute in (("img", "src"), ("iframe", "src"), ("object", "data"), ("script", "src")):
        page.evaluate(ADD, [name, attribute, f"{outside}/{name}"])
    page.evaluate("address => fetch(address).catch(() => 0)", f"{outside}/fetch")
    page.wait_for_timeout(200)
    server.shutdown()
    server.server_close()
    assert not asked
    assert not page.evaluate("window.got")
    # The browser names everything that it refused.
    assert [what for what in trouble if what.startswith("console")]
    trouble.clear()
