"""No text of a page becomes markup, script, a request or a dialog; `open_report` fails on any of these."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from conftest import Open
from playwright.sync_api import Page, expect
from told import told

from analysis.exports.html import render
from analysis.model import Skipped
from analysis.report import build_report

FEE = "douyin enterprise fee"
BEACON = "https://evil.example/x"
PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</script ><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title></textarea></noscript><script>alert(1)</script>",
    "<!--<script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    f"<img src={BEACON} onerror=alert(1)>",
    f"<img srcset='{BEACON} 2x'>",
    f"<link rel=stylesheet href={BEACON}>",
    f"<link rel=prefetch href={BEACON}>",
    f"<style>@import '{BEACON}'</style>",
    f"<div style=\"background:url('{BEACON}')\">",
    f"<iframe src={BEACON}></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    f"<object data={BEACON}></object>",
    f"<embed src={BEACON}>",
    f"<video poster={BEACON}><source src={BEACON}></video>",
    f"<meta http-equiv=refresh content='0;url={BEACON}'>",
    f"<base href={BEACON}>",
    f"<form action={BEACON}><button autofocus onfocus=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<x onmouseover=alert(1) style=position:fixed;inset:0>",
    '" onmouseover="alert(1)" x="',
    "' onmouseover='alert(1)' x='",
    "` onmouseover=`alert(1)`",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cscript\\x3ealert(1)",
    "{{7*7}}{% raw %}{{ config }}",
    "${alert(1)}#{alert(1)}<%= 1 %>",
    '","x":alert(1),"y":"',
    '\\";alert(1);//',
    "\u2028alert(1)\u2029",
    "__proto__",
    "constructor.prototype",
    "{page} {reasons} {values} {0}",
    "\u202e)1(trela\u202c",
    "认\u200b证\ufeff费\u00ad用",
    "\x00<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    '=HYPERLINK("https://evil.example")',
    "![x](https://evil.example/x)",
]
ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)//https://a.example",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    'https://a.example/" onclick="alert(1)',
    "https://a.example/'><script>alert(1)</script>",
    "https://user:pass@a.example/",
    "file:///etc/passwd",
    "//evil.example/x",
]


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
    pages = [
        told(
            f"{number:02}{payload}.html",
            f"前文{payload}。",
            (f"收{payload}元", FEE, "CNY600" if number % 2 else "free"),
            f"。后文{payload}。",
            title=payload,
            address=payload,
            condition=payload,
        )
        for number, payload in enumerate(PAYLOADS)
    ]
    pages += [
        told(f"x{number:02}.html", ("收钱", FEE, "paid"), title="地址", address=address)
        for number, address in enumerate(ADDRESSES)
    ]
    skipped = [Skipped(payload, payload) for payload in PAYLOADS]
    report = build_report((page for page, _ in pages), (c for _, claims in pages for c in claims), skipped)
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
    assert seen == len(PAYLOADS) + len(ADDRESSES)
    assert page.locator("script, style, iframe, object, embed, img, svg, base, meta").count() == before
    attributes = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
    assert not [name for name in page.evaluate(attributes) if name.startswith("on")]


def test_the_words_of_a_payload_are_all_on_the_screen(open_report: Open, hostile: Path) -> None:
    page = open_report(path=hostile)
    show_all(page, "evidence")
    shown = page.locator("#evidence blockquote").evaluate_all("all => all.map(one => one.textContent)")
    assert {f"收{payload}元" for payload in PAYLOADS if payload.isprintable()} <= set(shown)


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
    expect(page.locator("#evidence blockquote")).to_have_count(1)
    expect(page.locator("#evidence blockquote")).to_have_text("收U+202E)1(trelaU+202C元")
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
