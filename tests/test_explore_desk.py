"""Deciding in the explorer: what is kept, what the next build makes of it, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pytest
from made import claim, document
from test_explore import ABOUT, buttons, inside, markup, one, press

import analysis as rz
from analysis.errors import UsageError
from analysis.explore import Explorer, explore
from analysis.report import build_report

FEES = "抖音 · 企业认证 · 费用"
FIRST = "抖音企业认证的费用是每年600元。抖音企业认证要营业执照。"
SECOND = "抖音企业认证免费。抖音企业认证的有效期是一年，到期了要续。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("a.txt", FIRST), ("b.txt", SECOND)):
        (tmp_path / name).write_text(f"抖音企业认证怎么办\n\n{text}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def explorer(folder: Path) -> Explorer:
    explorer = rz.build(folder).explore()
    press(explorer, FEES)
    return explorer


def decide(explorer: Explorer, button: str, by: str = "安娜", why: str = "看过原文") -> str:
    """Presses a button of the desk, after giving name and reason, and gives what it says."""
    one(explorer, widgets.Text, "谁").value = by
    one(explorer, widgets.Text, "理由").value = why
    one(explorer, widgets.Button, button).click()
    return said(explorer)


def said(explorer: Explorer) -> str:
    return next(html for html in markup(explorer) if 'role="status"' in html)


def about(explorer: Explorer) -> str:
    return next(html for html in markup(explorer) if ABOUT in html)


def again(explorer: Explorer) -> str:
    one(explorer, widgets.Button, "重新生成").click()
    return said(explorer)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "review.jsonl").read_text("utf-8").splitlines()]


def test_the_desk_is_closed_until_it_is_opened(explorer: Explorer) -> None:
    toggle = one(explorer, widgets.ToggleButton, "复核：确认、驳回、改正、补充")
    form = next(
        w for w in inside(explorer.widget) if one(explorer, widgets.Text, "谁") in getattr(w, "children", ())
    )
    assert form.layout.display == "none"
    toggle.value = True
    assert not form.layout.display


def test_a_rejected_claim_is_gone_after_building_again_and_its_cell_marked(
    explorer: Explorer, folder: Path
) -> None:
    assert explorer.cell["status"].tolist() == ["conflicting"]
    rejected = explorer.evidence.iloc[0]
    assert "已记下" in decide(explorer, "驳回", why="说的是别的事")
    (line,) = lines(folder)
    assert (line["what"], line["by"], line["why"]) == ("reject", "安娜", "说的是别的事")
    assert line["claim"]["value"] == rejected["value"]
    assert explorer.cell["status"].tolist() == ["conflicting"], "nothing changes before it is built again"
    assert "已重新生成" in again(explorer)
    assert explorer.cell["status"].tolist() == ["stated"]
    assert rejected["value"] not in explorer.evidence["value"].tolist()
    title, button = next((t, b) for t, b in buttons(explorer).items() if t.startswith(FEES))
    assert "有人复核过" in title
    assert button.description.endswith("※")
    assert "安娜" in about(explorer)
    assert "说的是别的事" in about(explorer)
    assert explorer.decisions[["what", "by", "status"]].values.tolist() == [["reject", "安娜", "applied"]]


def test_it_is_there_for_whoever_builds_the_same_pages_later(explorer: Explorer, folder: Path) -> None:
    decide(explorer, "驳回")
    later = rz.build(folder).explore().choose("douyin", "enterprise", "fee")
    assert later.cell["status"].tolist() == ["stated"]
    assert "安娜" in about(later)


def test_a_confirmed_claim_stays_and_is_marked(explorer: Explorer) -> None:
    decide(explorer, "确认")
    again(explorer)
    assert explorer.decisions["what"].tolist() == ["confirm"]
    assert any("有人复核过" in title for title in buttons(explorer) if title.startswith(FEES))


def test_a_correction_gives_another_value_and_type(explorer: Explorer, folder: Path) -> None:
    pieces = one(explorer, widgets.Select, "原文 2 处")
    pieces.index = explorer.evidence["value"].tolist().index("CNY600")
    fields = [w for w in inside(explorer.widget) if isinstance(w, widgets.Dropdown)]
    next(field for field in reversed(fields) if field.description == "认证类型").value = "personal"
    value = one(explorer, widgets.Combobox, "说法")
    assert value.value == "CNY600"
    assert "free" in value.options
    value.value = "CNY300"
    assert "已记下" in decide(explorer, "改正")
    assert lines(folder)[0]["to"] == {"type": "personal", "value": "CNY300"}
    again(explorer)
    moved = explorer.choose("douyin", "personal", "fee")
    assert moved.evidence["value"].tolist() == ["CNY300"]
    assert moved.decisions["what"].tolist() == ["correct"]


def test_a_missing_claim_is_added_by_marking_its_sentence(explorer: Explorer, folder: Path) -> None:
    next(
        w for w in inside(explorer.widget) if isinstance(w, widgets.Dropdown) and w.description == "属性"
    ).value = "renewal"
    one(explorer, widgets.Combobox, "说法").value = "required"
    page = one(explorer, widgets.Dropdown, "页面")
    page.value = next(value for _, value in page.options if value.endswith("b.txt"))
    sentence = one(explorer, widgets.Select, "句子")
    sentence.index = [label.startswith("抖音企业认证的有效期") for label, _ in sentence.options].index(True)
    quote = one(explorer, widgets.Text, "原文")
    assert quote.value == "抖音企业认证的有效期是一年，到期了要续。"
    quote.value = "到期了要续"
    assert "已记下" in decide(explorer, "补充")
    (line,) = lines(folder)
    assert line["target"][0]["selector"][0]["exact"] == "到期了要续"
    again(explorer)
    added = explorer.choose("douyin", "enterprise", "renewal")
    assert "到期了要续" in added.evidence["quote"].tolist()


def test_without_a_name_or_a_reason_nothing_is_kept(explorer: Explorer, folder: Path) -> None:
    assert "请先写上您的名字和理由" in decide(explorer, "驳回", by=" ")
    assert "请先写上您的名字和理由" in decide(explorer, "驳回", why="")
    assert not (folder / "review.jsonl").exists()


def test_what_cannot_be_kept_is_said_in_place(explorer: Explorer, folder: Path) -> None:
    one(explorer, widgets.Combobox, "说法").value = "<b>nonsense</b>"
    told = decide(explorer, "改正")
    assert "没有记下" in told
    assert "&lt;b&gt;nonsense" in told
    assert not (folder / "review.jsonl").exists()


def test_pages_that_are_gone_are_said_in_place(explorer: Explorer, folder: Path) -> None:
    for page in folder.glob("*.txt"):
        page.unlink()
    before = explorer.report
    assert "没有重新生成" in again(explorer)
    assert explorer.report is before


def test_a_cell_without_evidence_can_be_added_to_but_not_judged(explorer: Explorer) -> None:
    explorer.choose("douyin", "personal", "fee")
    assert [one(explorer, widgets.Button, name).disabled for name in ("确认", "驳回", "改正", "补充")] == [
        *([True] * 3),
        False,
    ]


def test_the_page_that_the_search_has_open_is_the_one_to_mark_a_sentence_on(explorer: Explorer) -> None:
    explorer.search("到期了要续")
    assert one(explorer, widgets.Dropdown, "页面").value.endswith("b.txt")


def test_a_report_that_was_not_made_from_files_is_not_built_again() -> None:
    report = build_report([document("a.html", "x" * 30)], [claim("a.html", "douyin enterprise fee", "free")])
    explorer = explore(report)
    with pytest.raises(UsageError, match=r"not made from files.*rz.build"):
        explorer.build_again()


def test_building_again_reads_what_is_there_now(explorer: Explorer, folder: Path) -> None:
    (folder / "c.txt").write_text("快手企业认证\n\n快手企业认证的费用是300元。\n", encoding="utf-8")
    again(explorer)
    assert len(explorer.report.documents) == 3
    assert "kuaishou" in [value for _, value in one(explorer, widgets.Dropdown, "平台").options]
    assert explorer.cell["attribute"].tolist() == ["fee"], "the cell that was open stays open"
