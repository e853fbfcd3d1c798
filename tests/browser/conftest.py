"""A real browser for the tests of the report: the machine's Chromium or Chrome, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from told import SMALL

from analysis.exports.html import render
from analysis.report import build_report

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no browser: none of {', '.join(NAMES)} is on the path; on Debian: apt-get install chromium"
        # Where everything has to be tested, a missing browser is no excuse.
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, headless=True, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the three small pages of `told`."""
    claims = [claim for _, claims in SMALL for claim in claims]
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_bytes(render(build_report((page for page, _ in SMALL), claims)))
    return path


@pytest.fixture
def trouble() -> list[str]:
    """What a page must never do: errors, dialogs, requests, windows; the test fails where there is any."""
    return []


@pytest.fixture
def open_report(browser: Browser, small: Path, trouble: list[str]) -> Iterator[Open]:
    """Opens a report (by default the small one) as from a USB stick: `open_report("#place", width=390)`."""
    contexts: list[BrowserContext] = []

    def opened(
        place: str = "",
        path: Path = small,
        width: int = 1280,
        scheme: str = "light",
        bypass: bool = False,
    ) -> Page:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=bypass)
        contexts.append(context)
        page = context.new_page()
        address = path.as_uri()

        def request(url: str) -> None:
            if url.split("#")[0] != address:
                trouble.append(f"request {url}")

        context.on("request", lambda sent: request(sent.url))
        context.on("page", lambda other: trouble.append(f"window {other.url}"))
        page.on("dialog", lambda dialog: (trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on("pageerror", lambda error: trouble.append(f"error {error}"))
        page.on("console", lambda said: trouble.append(f"console {said.text}"))
        page.goto(address + place)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble
