"""Decisions made on a report and carried out by the next build, in Python and on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made import FEES, document

import analysis as rz
from analysis import cli
from analysis.errors import ReviewError, UsageError
from analysis.report import Report, build_report

PAGE = """抖音企业认证怎么收费
企业认证的审核费用是600元一年。
需要提交营业执照和法人身份证。
审核不通过，费用不予退还。
客服每天八点上班。
"""
WHO: dict[str, Any] = {"by": "安娜", "why": "看过原文", "when": "2026-03-01T08:00:00+08:00"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "fee.txt").write_text(PAGE, encoding="utf-8")
    (folder / "other.txt").write_text(PAGE.replace("600", "300"), encoding="utf-8")
    return folder


@pytest.fixture
def report(pages: Path) -> Report:
    return rz.build(pages)


def stated(report: Report, attribute: str, page: str = "fee.txt") -> list[str]:
    claims = report.claims[report.claims["page"].str.endswith(page)]
    return list(claims.loc[claims["attribute"] == attribute, "value"])


def row(report: Report, attribute: str, table: str = "claims") -> pd.DataFrame:
    rows: pd.DataFrame = getattr(report, table)
    return rows[rows["page"].str.endswith("fee.txt") & (rows["attribute"] == attribute)]


def lines(pages: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (pages / "review.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "named",
    [
        lambda report: row(report, "fee"),
        lambda report: row(report, "fee").iloc[0],
        lambda report: row(report, "fee", "evidence").iloc[0],
        lambda report: next(row(report, "fee").itertuples()),
        lambda report: row(report, "fee").iloc[0].to_dict(),
        lambda report: next(
            c for c in report.claims_list if c.page.endswith("fee.txt") and c.attribute == "fee"
        ),
    ],
)
def test_a_claim_can_be_named_by_any_row_of_it(report: Report, pages: Path, named: Any) -> None:
    said = report.reject(named(report), **WHO)
    assert said.startswith(f"{pages.as_posix()}/review.jsonl: 安娜: reject douyin enterprise fee CNY600 in ")
    assert said.endswith("」; build again to see it")
    assert [line["what"] for line in lines(pages)] == ["reject"]
    assert lines(pages)[0]["target"][0]["source"] == "fee.txt"
    assert stated(report, "fee") == ["CNY600"], "a report does not change"
    again = rz.build(pages)
    assert (stated(again, "fee"), stated(again, "fee", "other.txt")) == ([], ["CNY300"])


def test_a_correction_an_addition_and_a_confirmation_are_carried_out(report: Report, pages: Path) -> None:
    report.correct(row(report, "fee"), value="CNY800", type="general", condition="旺季", **WHO)
    report.add(
        row(report, "fee")["page"].iloc[0],
        "每天八点",
        "douyin",
        "enterprise",
        "revoke_channel",
        "support",
        **WHO,
    )
    report.confirm(row(report, "refund"), **WHO)
    again = rz.build(pages)
    assert stated(again, "fee") == ["CNY800"]
    changed = row(again, "fee").iloc[0]
    assert (changed["type"], changed["condition"], changed["rule"]) == ("general", "旺季", "review")
    assert stated(again, "revoke_channel") == ["support"]
    assert stated(again, "refund") == ["no"]
    assert list(again.decisions["status"]) == ["applied"] * 3
    assert list(again.decisions["what"]) == ["correct", "add", "confirm"]
    assert list(again.decisions["value_new"].fillna("")) == ["CNY800", "", ""]


def test_a_condition_can_be_taken_away(pages: Path) -> None:
    (pages / "fee.txt").write_text("抖音企业认证\n若审核不通过，费用不予退还。\n", encoding="utf-8")
    report = rz.build(pages)
    assert row(report, "refund")["condition"].notna().all()
    report.correct(row(report, "refund"), condition="", **WHO)
    assert row(rz.build(pages), "refund")["condition"].isna().all()


def test_the_decisions_table_tells_what_became_of_each_line(report: Report, pages: Path) -> None:
    report.reject(row(report, "fee"), **WHO)
    report.confirm(row(report, "fee"), **{**WHO, "by": "本", "when": "2026-03-02"})
    report.reject(row(report, "refund"), **WHO)
    report.reject(row(report, "materials").iloc[0], **WHO)
    with (pages / "review.jsonl").open("a", encoding="utf-8") as file:
        file.write("{")
    (pages / "fee.txt").write_text(PAGE.replace("费用不予退还", "就到这里"), encoding="utf-8")
    again = rz.build(pages)
    table = again.decisions[["what", "value", "status", "stands", "line"]]
    assert table.iloc[:4].to_numpy().tolist() == [
        ["reject", "CNY600", "disputed", False, 1],
        ["confirm", "CNY600", "disputed", True, 2],
        ["reject", "no", "lost", False, 3],
        ["reject", "business_licence", "applied", True, 4],
    ]
    assert (again.decisions["status"].iloc[4], again.decisions["line"].iloc[4]) == ("unusable", 5)
    assert again.decisions["reason"].str.len().gt(0).tolist() == [True, True, True, False, True]
    assert set(again.decisions["file"]) == {f"{pages.as_posix()}/review.jsonl"}
    assert stated(again, "fee") == ["CNY600"]


def test_the_review_can_be_left_out_or_taken_from_elsewhere(report: Report, pages: Path) -> None:
    report.reject(row(report, "fee"), **WHO)
    other = pages.parent / "my.jsonl"
    mine = rz.build(pages, review=other)
    assert stated(mine, "fee") == ["CNY600"]
    mine.correct(row(mine, "fee"), value="free", **WHO)
    assert stated(rz.build(pages, review=other), "fee") == ["free"]
    assert stated(rz.build(pages, review=False), "fee") == ["CNY600"]
    assert stated(rz.build(pages), "fee") == []


def test_a_review_is_no_page_and_without_one_there_is_no_table(report: Report, pages: Path) -> None:
    assert report.decisions.empty
    report.reject(row(report, "fee"), **WHO)
    again = rz.build(pages)
    assert [document.page for document in again.documents] == [d.page for d in report.documents]
    assert again.skipped == ()


def test_wishes_that_cannot_be_kept_are_refused_and_leave_no_line(report: Report, pages: Path) -> None:
    fee, page = row(report, "fee").iloc[0], row(report, "fee")["page"].iloc[0]
    new = ("douyin", "enterprise", "fee")
    refused: list[tuple[Any, str]] = [
        (lambda: report.reject(report.claims, **WHO), "a table of .* rows"),
        (lambda: report.reject({"page": "x"}, **WHO), "platform, type, attribute, value missing"),
        (lambda: report.reject({**fee, "value": "free"}, **WHO), "no claim douyin enterprise fee free"),
        (lambda: report.reject({**fee.drop("n_evidence"), "start": 0}, **WHO), "no evidence at 0"),
        (lambda: report.correct(fee, **WHO), "changes nothing"),
        (lambda: report.correct(fee, value="blue_v", **WHO), "'blue_v' is no value of fee; allowed are free"),
        (lambda: report.confirm(fee, by="", why="x"), "say who decides"),
        (lambda: report.confirm(fee, by="x", why=" "), "for which reason"),
        (lambda: report.add("none.txt", "客服", *new, "free", **WHO), "no page 'none.txt'"),
        (lambda: report.add(page, "没有这句", *new, "free", **WHO), "does not stand in its main text"),
        (
            lambda: report.add(page, "企业认证", *new, "free", **WHO),
            "stands at 2, 11; say which one",
        ),
        (lambda: report.add(page, "客服", *new, "dear", **WHO), "'dear' is no value of fee"),
    ]
    for wish, reason in refused:
        with pytest.raises((UsageError, ReviewError), match=reason):
            wish()
    assert not (pages / "review.jsonl").exists()
    with pytest.raises(UsageError, match=r"use rz\.build"):
        build_report([document("a.html")], FEES).reject(FEES[0], **WHO)


def test_words_that_occur_twice_are_told_apart_by_their_place(report: Report, pages: Path) -> None:
    page = row(report, "fee")["page"].iloc[0]
    report.add(page, "企业认证", "douyin", "enterprise", "audience", "company", start=11, **WHO)
    piece = row(rz.build(pages), "audience", "evidence").iloc[0]
    assert (piece["start"], piece["quote"]) == (11, "企业认证")


def test_a_folder_can_be_named_otherwise_and_moved(
    report: Report, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.reject(row(report, "fee"), **WHO)
    moved = pages.rename(pages.with_name("moved"))
    monkeypatch.chdir(moved.parent)
    for name in ("moved", "./moved/../moved", moved, "moved/fee.txt"):
        assert stated(rz.build(name), "fee") == []


def test_a_report_keeps_its_place_when_the_working_folder_changes(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pages.parent)
    report = rz.build("pages")
    (pages.parent / "elsewhere").mkdir()
    monkeypatch.chdir(pages.parent / "elsewhere")
    assert report.reject(row(report, "fee"), **WHO).startswith("pages/review.jsonl: ")
    assert len(lines(pages)) == 1


# ---- on the command line


def extracted(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str | Path) -> tuple[int, bytes, str]:
    capfdbinary.readouterr()
    status = cli.main(["extract", *map(str, arguments)])
    out, err = capfdbinary.readouterr()
    return status, out, err.decode()


def test_extract_and_build_carry_decisions_out_unless_told_not_to(
    report: Report, pages: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = extracted(capfdbinary, pages)
    report.reject(row(report, "fee"), **WHO)
    status, out, err = extracted(capfdbinary, pages)
    assert (status, err) == (0, "")
    assert out.count(b'"fee"') == before[1].count(b'"fee"') - 1
    assert extracted(capfdbinary, pages, "--no-review") == before
    away = (pages / "review.jsonl").rename(tmp_path / "my.jsonl")
    assert extracted(capfdbinary, pages) == before
    assert extracted(capfdbinary, pages, "--review", away)[1] == out
    assert cli.main(["build", str(pages), "--out", str(tmp_path / "out"), "--review", str(away)]) == 0
    assert (tmp_path / "out" / "claims.jsonl").read_bytes() == out
    assert (tmp_path / "out" / "decisions.csv").is_file()
    assert (tmp_path / "out" / "decisions.parquet").is_file()


def test_lost_and_broken_decisions_are_named_and_the_rest_is_done(
    report: Report, pages: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    report.reject(row(report, "fee"), **WHO)
    entry = {**lines(pages)[0], "mood": "good"}
    entry["target"] = [{**entry["target"][0], "source": "gone.txt"}]
    with (pages / "review.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")
    status, out, err = extracted(capfdbinary, pages)
    name = f"{pages.as_posix()}/review.jsonl"
    assert status == 0
    assert err.startswith(f"renzheng: {name}, line 2: lost: its page is gone; unknown key mood passed over")
    with (pages / "review.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"when"')
    status, same, err = extracted(capfdbinary, pages)
    assert (status, same) == (1, out)
    assert err.splitlines()[1].startswith(f"renzheng: {name}, line 3: unusable: cut short")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--review", "none.jsonl"], "no such file"),
        (["--review", "pages/fee.txt"], "ends in .jsonl"),
        (["--out", "pages/review.jsonl"], "holds decisions of people"),
        (["--out", "pages/review.jsonl", "--no-review"], "holds decisions of people"),
        (["--out", "my.jsonl", "--review", "my.jsonl"], "holds decisions of people"),
    ],
)
def test_decisions_are_never_written_over(
    report: Report,
    pages: Path,
    arguments: list[str],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    report.reject(row(report, "fee"), **WHO)
    kept = (pages / "review.jsonl").read_bytes()
    (pages.parent / "my.jsonl").write_bytes(kept)
    monkeypatch.chdir(pages.parent)
    assert cli.main(["extract", "pages", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert (pages / "review.jsonl").read_bytes() == (pages.parent / "my.jsonl").read_bytes() == kept


def listed(pages: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[list[str], str]:
    capsys.readouterr()
    assert cli.main(["review", str(pages), *options]) == 0
    out, err = capsys.readouterr()
    return out.splitlines(), err


def test_review_lists_every_decision_with_what_became_of_it(
    report: Report, pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    report.reject(row(report, "fee"), **WHO)
    report.correct(row(report, "fee"), value="free", by="本", why="如今\n不收", when="2026-03-02")
    report.reject(row(report, "refund"), **WHO)
    (pages / "fee.txt").write_text(PAGE.replace("费用不予退还", "就到这里"), encoding="utf-8")
    monkeypatch.chdir(pages.parent)
    lost = [
        "pages/review.jsonl, line 3: lost",
        "  reject douyin enterprise refund no [审核不通过]",
        "  pages/fee.txt 「费用不予退还」",
        "  安娜, 2026-03-01T08:00:00+08:00: 看过原文",
        "  (its quote is on the page no more)",
        "",
        "3 decisions: 2 disputed, 1 lost",
    ]
    whole, err = listed(Path("pages"), capsys)
    assert whole == [
        "pages/review.jsonl, line 1: disputed",
        "  reject douyin enterprise fee CNY600",
        "  pages/fee.txt 「企业认证的审核费用是600元一年」",
        "  安娜, 2026-03-01T08:00:00+08:00: 看过原文",
        "  (本 says otherwise, and later (pages/review.jsonl, line 2))",
        "pages/review.jsonl, line 2: disputed, stands",
        "  correct douyin enterprise fee CNY600 → douyin enterprise fee free",
        "  pages/fee.txt 「企业认证的审核费用是600元一年」",
        "  本, 2026-03-02T00:00:00+00:00: 如今 不收",
        "  (安娜 said otherwise (pages/review.jsonl, line 1))",
        *lost,
    ]
    assert listed(Path("pages"), capsys, "--stale")[0] == lost
    assert err == "", "what is listed is not told twice"


def test_review_without_a_decision_says_where_it_looked(
    pages: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(pages.parent)
    assert cli.main(["review", "pages"]) == 2
    assert "no decisions in pages/review.jsonl" in capsys.readouterr().err


def test_reviewed_pages_become_labelled_ones_that_score_measures_by(
    report: Report, pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report.reject(row(report, "fee"), **WHO)
    report.correct(row(report, "refund"), value="yes", **WHO)
    page = row(report, "fee")["page"].iloc[0]
    report.add(page, "客服每天八点上班", "douyin", "enterprise", "revoke_channel", "support", **WHO)
    report.confirm(row(report, "materials").iloc[0], **WHO)
    labels = tmp_path / "labels"
    out, _ = listed(pages, capsys, "--labels", str(labels))
    claims = len(rz.build(pages).claims.query("page.str.endswith('fee.txt')"))
    assert out[-1] == f"{labels.as_posix()}/fee.claims.jsonl: {claims} claims, 3 of them judged"
    assert sorted(path.name for path in labels.iterdir()) == ["fee.claims.jsonl", "fee.txt"]
    assert (labels / "fee.txt").read_bytes() == (pages / "fee.txt").read_bytes()
    assert cli.main(["score", str(labels), "--errors"]) == 0
    scored = capsys.readouterr().out.splitlines()
    assert [line[:6].strip() for line in scored[:4]] == ["wrong", "wrong", "missed", "missed"]
    assert [line.split(": ")[1].split("  ")[0] for line in scored[:4]] == [
        "douyin enterprise fee CNY600",
        "douyin enterprise refund no",
        "douyin enterprise refund yes",
        "douyin enterprise revoke_channel support",
    ]
    assert listed(pages, capsys, "--labels", str(labels))[0] == out, "and again, over what was written"


def test_labels_are_not_written_over_those_beside_the_pages(
    report: Report, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report.reject(row(report, "fee"), **WHO)
    assert cli.main(["review", str(pages), "--labels", str(pages)]) == 2
    assert "holds the pages themselves" in capsys.readouterr().err
    (pages / "fee.md").write_text(PAGE, encoding="utf-8")
    again = rz.build(pages)
    again.reject(again.claims[again.claims["page"].str.endswith("fee.md")].iloc[0], **WHO)
    assert cli.main(["review", str(pages), "--labels", str(pages.parent / "new")]) == 2
    assert "would share one label file" in capsys.readouterr().err
    assert not (pages.parent / "new").exists()


def test_a_build_does_not_tell_the_time(report: Report, pages: Path, tmp_path: Path) -> None:
    report.reject(row(report, "fee"), by="安娜", why="看过原文")
    for name in ("one", "two"):
        assert cli.main(["extract", str(pages), "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert rz.build(pages).decisions.equals(replace(rz.build(pages)).decisions)
