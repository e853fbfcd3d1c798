"""Lesson 06 in a real JupyterLab: a cell is doubted, a claim rejected, and a new kernel still knows."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

HOUSE = Path(__file__).parent.parent.parent
LESSON = "06_explore.ipynb"
PAGES = (
    *("douyin/blue-v-fee-refund.txt", "douyin/blue-v-steps-2025.txt"),
    *("toutiao/enterprise-cert-before-you-apply.html", "toutiao/enterprise-cert-steps.txt"),
)
FEE = ".rz-cell[title^='抖音 · 企业认证 · 费用']"
WHY = "活动价，不是常价"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"
# A kernel that starts and loads everything on a busy machine.
PATIENCE = 120_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lesson beside a few pages of its own, instead of the shipped ones."""
    folder = tmp_path_factory.mktemp("lab")
    for page in PAGES:
        (folder / "pages" / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HOUSE / "corpus" / "pages" / page, folder / "pages" / page)
    lesson = (HOUSE / "notebooks" / LESSON).read_text("utf-8")
    assert lesson.count("rz.build()") == 1
    (folder / LESSON).write_text(lesson.replace("rz.build()", "rz.build('pages')"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def lab(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab as `make lab` opens it, of a user who has never opened one."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"HOME": str(home), "JUPYTER_CONFIG_PATH": str(HOUSE / "notebooks" / "lab")}
    command = [sys.executable, "-m", "jupyterlab", str(folder), "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token="]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=HOUSE)
    said: list[str] = []
    up = Event()
    # All that it says is read to the end: nobody would hear of a full pipe, and it would stand still.
    Thread(target=listen, args=(server, said, up), daemon=True).start()
    try:
        if not up.wait(PATIENCE / 1000):
            pytest.fail(f"JupyterLab did not start: {''.join(said)}")
        yield f"http://127.0.0.1:{port}"
    finally:
        # Kernels end by themselves when their server is gone; to stop it politely takes it long.
        server.kill()
        server.wait()


def listen(server: subprocess.Popen[str], said: list[str], up: Event) -> None:
    for line in server.stderr or ():
        said.append(line)
        if "is running at" in line:
            up.set()


@pytest.fixture
def page(browser: Browser, lab: str) -> Iterator[Page]:
    """A new window on the lesson; the test fails where anything outside of this machine is asked for."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    outside: list[str] = []
    page = context.new_page()
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((lab, "data:", "blob:")) else outside.append(sent.url),
    )
    page.goto(f"{lab}/lab/tree/{LESSON}")
    expect(page.locator(IDLE)).to_be_attached(timeout=PATIENCE)
    yield page
    expect.set_options(timeout=None)
    context.close()
    assert not outside


def run_all(page: Page) -> Locator:
    """Runs the lesson from its first cell to its last, and gives the explorer, on 抖音."""
    command(page, "Run", "runmenu:run-all")
    last = page.locator(".jp-CodeCell .jp-InputPrompt").last
    expect(last).to_have_text("[*]:")
    expect(last).to_have_text(re.compile(r"\[\d+\]:"))
    explorer = page.locator(".rz-explorer").first
    explorer.get_by_label("平台").first.select_option("抖音")
    return explorer


def command(page: Page, menu: str, name: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.locator(f".lm-Menu [data-command='{name}']").click()


def test_the_lesson_opens_without_a_question_and_tells_its_contents(page: Page) -> None:
    expect(page.get_by_role("heading", name="06 · Explore")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("tab", name="Table of Contents").click()
    contents = page.locator(".jp-TableOfContents-tree")
    expect(contents).to_contain_text("1 · How do I look through a whole report?")
    expect(contents).to_contain_text("Where to go on")
    contents.get_by_text("Quiz").click()
    expect(page.get_by_role("heading", name="Quiz")).to_be_in_viewport()
    assert not page.locator(".jp-Dialog, .Toastify__toast").count()


def test_a_claim_is_doubted_rejected_and_stays_so_in_another_kernel(page: Page, folder: Path) -> None:
    explorer = run_all(page)
    fee = explorer.locator(FEE)
    expect(fee).to_contain_text("矛盾")
    fee.click()
    quotes = explorer.get_by_label("原文 ", exact=False).first
    expect(quotes).to_be_focused()
    free = quotes.locator("option", has_text="偶尔也能免费办")
    quotes.select_option(index=free.evaluate("option => option.index"))
    mark = explorer.locator("mark.rz-here").first
    expect(mark).to_have_text("偶尔也能免费办")
    expect(mark).to_be_in_viewport()

    explorer.get_by_role("button", name="复核：").click()
    explorer.get_by_label("谁", exact=True).fill("安娜")
    # What JupyterLab puts around it is its own; a table of pandas has an empty corner.
    found = Axe().run(page, context=".rz-explorer").response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found if one["id"] != "empty-table-header"]
    explorer.get_by_label("理由", exact=True).fill(WHY)
    explorer.get_by_role("button", name="驳回", exact=True).click()
    expect(explorer.get_by_role("status")).to_contain_text("已记下")
    assert WHY in (folder / "pages" / "review.jsonl").read_text("utf-8")
    explorer.get_by_role("button", name="重新生成", exact=True).click()
    expect(explorer.get_by_role("status")).to_contain_text("已重新生成")
    expect(fee).not_to_contain_text("矛盾")
    expect(fee).to_contain_text("※")
    expect(explorer).to_contain_text(WHY)

    command(page, "Kernel", "kernelmenu:restart")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    explorer = run_all(page)
    expect(explorer.locator(FEE)).to_contain_text("※")
    expect(explorer.locator(FEE)).not_to_contain_text("矛盾")
    explorer.locator(FEE).click()
    expect(explorer).to_contain_text(WHY)
