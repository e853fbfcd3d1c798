"""Decisions of people: how they are kept, found again in changed pages, and carried out."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made import document
from stated import TEXT, stated

from analysis.anchors import evidence_at, find_again
from analysis.errors import ReviewError, UsageError
from analysis.model import Claim, Document
from analysis.review import Decision, Judged, Ledger, Reviewed, Statement, find_ledger, review
from analysis.review import ledger as ledger_room
from analysis.review.decisions import corrected, decision_of, moment_text, record

FEE = stated("a.txt", "douyin enterprise fee", "CNY600", "每年六百元")
REFUND = stated("a.txt", "douyin enterprise refund", "no", "审核不通过不退费")
MORNING, NOON, NIGHT = (f"2026-03-01T{hour:02}:00:00+00:00" for hour in (8, 12, 20))
Decide = Callable[..., None]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    (tmp_path / "pages").mkdir()
    return find_ledger([tmp_path / "pages"], tmp_path / "pages")


@pytest.fixture
def decide(ledger: Ledger) -> Decide:
    """Keeps a decision on a claim of page a.txt."""

    def keep(
        what: Any, claim: Claim = FEE, by: str = "安娜", when: str = NOON, **changed: str | None
    ) -> None:
        said = Statement(*claim.key, claim.condition)
        to = corrected(said, changed) if changed else None
        ledger.append(Decision(what, by, when, "看过原文", "", said, claim.evidence, to), claim.page)

    return keep


def after(ledger: Ledger, *claims: Claim, text: str = TEXT) -> Reviewed:
    return review([document("a.txt", text)], claims, ledger)


def keys(reviewed: Reviewed) -> list[str]:
    return [f"{claim.type} {claim.attribute} {claim.value}" for claim in reviewed.claims]


def told(reviewed: Reviewed) -> list[tuple[str, bool]]:
    return [(judged.status, judged.stands) for judged in reviewed.judged]


# ---- the record


def test_a_record_reads_as_it_was_written() -> None:
    claim = Statement(*FEE.key, "企业号")
    to = corrected(claim, {"value": "CNY300", "condition": None})
    decision = Decision("correct", "安娜", NOON, "页面说三百", "a.txt", claim, FEE.evidence, to)
    entry = record(decision)
    assert list(entry) == ["when", "by", "what", "why", "claim", "to", "target"]
    assert entry["to"] == {"value": "CNY300", "condition": None}
    assert entry["target"] == [
        {
            "source": "a.txt",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "每年六百元",
                    "prefix": "抖音企业认证",
                    "suffix": "。审核不通过不退费。有效期一年。",
                },
                {"type": "TextPositionSelector", "start": 6, "end": 11},
            ],
        }
    ]
    read, strange = decision_of(json.loads(json.dumps(entry)), "")
    assert strange == []
    assert read == replace(decision, quotes=tuple(replace(q, rule="review") for q in FEE.evidence))


def line_of(**changed: Any) -> dict[str, Any]:
    said = Statement(*FEE.key)
    whole = record(Decision("reject", "安娜", NOON, "看过原文", "a.txt", said, FEE.evidence))
    return {**whole, **changed}


POINT = [{"source": "a.txt", "selector": [{"type": "TextPositionSelector", "start": 1, "end": 2}]}]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"what": "doubt"}, "what is 'doubt'; allowed are confirm, reject, correct, add"),
        ({"by": " "}, "by is ' '"),
        ({"by": "\ud800"}, "half a character"),
        ({"why": 3}, "why is 3"),
        ({"when": "gestern"}, "write a moment like 2026"),
        ({"claim": None}, "claim is missing; it has to be an object"),
        ({"claim": {**line_of()["claim"], "platform": "tiktok"}}, "no platform 'tiktok'; allowed are douyin"),
        ({"claim": {**line_of()["claim"], "attribute": "colour"}}, "no attribute 'colour'"),
        ({"claim": {**line_of()["claim"], "value": "blue"}}, "'blue' is no value of fee; allowed are free"),
        ({"claim": {**line_of()["claim"], "condition": 1}}, "condition is 1"),
        ({"what": "correct"}, "to is missing"),
        ({"what": "correct", "to": {"value": "CNY600"}}, "changes nothing"),
        ({"target": []}, "at least one"),
        ({"target": POINT}, "TextQuoteSelector"),
        ({"target": line_of()["target"] + [{**line_of()["target"][0], "source": "b.txt"}]}, "several pages"),
    ],
)
def test_a_record_that_is_none_is_refused_with_what_is_allowed(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(ReviewError, match=reason):
        decision_of(line_of(**changed), "")


@pytest.mark.parametrize("start", [-1, 10**12, "6", True])
def test_a_position_that_is_none_is_refused(start: Any) -> None:
    entry = line_of()
    entry["target"][0]["selector"][1]["start"] = start
    with pytest.raises(ReviewError, match="write a count of characters"):
        decision_of(entry, "")


def test_a_moment_is_told_with_its_zone() -> None:
    assert moment_text("2026-03-01") == "2026-03-01T00:00:00+00:00"
    assert moment_text("2026-03-01T09:00:00.25+08:00") == "2026-03-01T09:00:00+08:00"
    assert moment_text(None).endswith("+00:00")


# ---- what a decision does


def test_without_a_file_nothing_changes(ledger: Ledger) -> None:
    reviewed = after(ledger, FEE, REFUND)
    assert reviewed.claims == (FEE, REFUND)
    assert reviewed.judged == ()
    assert not ledger.files[0].exists()


def test_a_rejected_claim_is_gone_and_the_others_stay(ledger: Ledger, decide: Decide) -> None:
    decide("reject")
    reviewed = after(ledger, FEE, REFUND)
    assert reviewed.claims == (REFUND,)
    assert told(reviewed) == [("applied", True)]


def test_a_corrected_claim_has_its_new_value_on_the_same_words(ledger: Ledger, decide: Decide) -> None:
    decide("correct", value="CNY300", type="personal", condition="个人号")
    claim = after(ledger, FEE).claims[0]
    assert claim.key == ("douyin", "personal", "fee", "CNY300")
    assert claim.condition == "个人号"
    assert [(e.start, e.quote, e.prefix, e.rule) for e in claim.evidence] == [
        (6, "每年六百元", "抖音企业认证", "review")
    ]


def test_a_confirmed_claim_stays_as_it_is_and_comes_back_where_no_rule_finds_it(
    ledger: Ledger, decide: Decide
) -> None:
    decide("confirm")
    assert after(ledger, FEE).claims == (FEE,)
    again = after(ledger).claims
    assert [claim.key for claim in again] == [FEE.key]
    assert again[0].evidence[0].rule == "review"


def test_an_added_claim_is_there_once_also_when_a_rule_finds_it_later(ledger: Ledger, decide: Decide) -> None:
    validity = stated("a.txt", "douyin enterprise validity", "1y", "有效期一年")
    decide("add", validity)
    assert keys(after(ledger, FEE)) == ["enterprise fee CNY600", "enterprise validity 1y"]
    assert after(ledger, FEE, validity).claims == (FEE, validity)


def test_one_piece_of_a_claim_can_be_rejected_alone(ledger: Ledger, decide: Decide) -> None:
    text = "每年六百元。另说每年六百元。"
    page = document("a.txt", text)
    pieces = tuple(evidence_at(page, at, at + 5, "made") for at in (0, 8))
    claim = replace(FEE, evidence=pieces)
    decide("reject", replace(claim, evidence=pieces[1:]))
    assert after(ledger, claim, text=text).claims == (replace(claim, evidence=pieces[:1]),)
    decide("reject", claim)
    assert after(ledger, claim, text=text).claims == ()


def test_a_correction_joins_what_the_page_states_of_it_elsewhere(ledger: Ledger, decide: Decide) -> None:
    free = stated("a.txt", "douyin enterprise fee", "free", "有效期一年")
    decide("correct", free, value="CNY600")
    claims = after(ledger, FEE, free).claims
    assert [claim.key for claim in claims] == [FEE.key]
    assert [piece.quote for piece in claims[0].evidence] == ["每年六百元", "有效期一年"]


def test_better_rules_with_other_ends_of_a_quote_are_met_as_well(ledger: Ledger, decide: Decide) -> None:
    decide("reject")
    wider = stated("a.txt", "douyin enterprise fee", "CNY600", "企业认证每年六百元")
    elsewhere = stated("a.txt", "douyin enterprise fee", "CNY600", "有效期一年")
    assert after(ledger, wider, REFUND).claims == (REFUND,)
    assert after(ledger, elsewhere).claims == (elsewhere,), "other words have not been judged"


# ---- several decisions on one claim


def test_of_one_person_the_later_word_counts(ledger: Ledger, decide: Decide) -> None:
    decide("reject", when=NIGHT)
    decide("correct", when=MORNING, value="free")
    reviewed = after(ledger, FEE)
    assert reviewed.claims == ()
    assert told(reviewed) == [("applied", True), ("superseded", False)]
    assert reviewed.judged[1].reason == "安娜 decided otherwise later (review.jsonl, line 1)"


def test_of_two_people_the_later_word_stands_and_both_are_shown(ledger: Ledger, decide: Decide) -> None:
    decide("reject", by="安娜", when=MORNING)
    decide("confirm", by="本", when=NOON)
    reviewed = after(ledger, FEE)
    assert reviewed.claims == (FEE,)
    assert told(reviewed) == [("disputed", False), ("disputed", True)]
    assert [judged.reason for judged in reviewed.judged] == [
        "本 says otherwise, and later (review.jsonl, line 2)",
        "安娜 said otherwise (review.jsonl, line 1)",
    ]


def test_two_people_who_agree_dispute_nothing(ledger: Ledger, decide: Decide) -> None:
    decide("reject", by="安娜")
    decide("reject", by="本", when=NIGHT)
    assert told(after(ledger, FEE)) == [("applied", True), ("applied", True)]


def test_who_comes_round_to_the_other_view_ends_the_dispute(ledger: Ledger, decide: Decide) -> None:
    decide("reject", by="安娜", when=MORNING)
    decide("confirm", by="本", when=NOON)
    decide("confirm", by="安娜", when=NIGHT)
    assert told(after(ledger, FEE)) == [("superseded", False), ("applied", True), ("applied", True)]


def test_what_was_corrected_can_be_confirmed_rejected_and_taken_back(ledger: Ledger, decide: Decide) -> None:
    corrected_fee = replace(FEE, value="free")
    decide("correct", when=MORNING, value="free")
    decide("confirm", corrected_fee, by="本", when=NOON)
    reviewed = after(ledger, FEE)
    assert (keys(reviewed), told(reviewed)) == (["enterprise fee free"], [("applied", True)] * 2)
    decide("reject", corrected_fee, by="本", when=NIGHT)
    assert keys(after(ledger, FEE)) == [], "neither what was found nor what it was corrected to"
    decide("confirm", by="安娜", when="2026-03-02")
    reviewed = after(ledger, FEE)
    assert reviewed.claims == (FEE,)
    assert [status for status, _ in told(reviewed)] == ["superseded", "superseded", "applied", "applied"]


def test_decisions_of_one_moment_count_in_the_order_of_their_lines(ledger: Ledger, decide: Decide) -> None:
    decide("reject", by="安娜")
    decide("confirm", by="本")
    assert [judged.stands for judged in after(ledger, FEE).judged] == [False, True]


def test_decisions_on_other_claims_of_the_same_words_are_left_alone(ledger: Ledger, decide: Decide) -> None:
    free = replace(FEE, value="free")
    decide("reject", by="安娜")
    decide("confirm", free, by="本")
    reviewed = after(ledger, FEE, free)
    assert reviewed.claims == (free,)
    assert told(reviewed) == [("applied", True), ("applied", True)]


# ---- pages that changed


@pytest.mark.parametrize(
    "text",
    [
        "新加的开头一段。" + TEXT,
        "每年六百元是别家的价。" + TEXT + "每年六百元也有人说。",
        TEXT.replace("每年六百元", "每年\n六百元"),
        TEXT.replace("抖音企业认证", "如今的抖音企业号认证"),
    ],
)
def test_moved_words_are_found_again_by_what_stands_around_them(
    ledger: Ledger, decide: Decide, text: str
) -> None:
    decide("correct", value="free")
    place = text.index("六百元。审核")
    here = evidence_at(document("a.txt", text), place - 1, place + 3, "made")
    reviewed = after(ledger, replace(FEE, evidence=(here,)), text=text)
    assert keys(reviewed) == ["enterprise fee free"]
    start, end = reviewed.judged[0].spans[0]
    assert start <= place < end
    assert "".join(text[start:end].split()) == "每年六百元"


def test_of_like_places_the_nearest_one_counts() -> None:
    text = "认证免费。" * 9
    quote = evidence_at(document("a", text), 25, 29, "made")
    assert find_again(quote, document("a", "加。" + text))[1:] == (27, 31)


def test_a_quote_that_is_gone_is_told_and_changes_nothing(ledger: Ledger, decide: Decide) -> None:
    decide("reject")
    reviewed = after(ledger, REFUND, text=TEXT.replace("六百", "三百"))
    assert reviewed.claims == (REFUND,)
    assert told(reviewed) == [("lost", False)]
    assert reviewed.judged[0].reason == "its quote is on the page no more"


def test_of_several_quotes_those_that_are_left_count(ledger: Ledger, decide: Decide) -> None:
    decide("reject", replace(FEE, evidence=FEE.evidence + REFUND.evidence))
    reviewed = after(ledger, FEE, text=TEXT.replace("不退费", "退费"))
    assert (reviewed.claims, told(reviewed)) == ((), [("applied", True)])
    assert reviewed.judged[0].reason == "1 of 2 quotes gone"


def test_a_page_that_is_gone_or_not_read_is_told(ledger: Ledger, decide: Decide) -> None:
    decide("reject", replace(FEE, page="b.txt"))
    decide("reject", replace(FEE, page="c.txt"))
    (ledger.base / "c.txt").touch()
    reviewed = after(ledger, FEE)
    assert reviewed.claims == (FEE,)
    assert [(j.status, j.reason) for j in reviewed.judged] == [
        ("lost", "its page is gone"),
        ("lost", "its page is there, but not among those read"),
    ]


# ---- the file


def flaws(ledger: Ledger) -> list[str]:
    return [f"{line.number}: {line.flaw}" for line in ledger.read() if line.flaw]


def test_a_line_that_was_cut_short_is_told_and_the_next_one_starts_anew(
    ledger: Ledger, decide: Decide
) -> None:
    decide("reject")
    file = ledger.files[0]
    file.write_bytes(file.read_bytes() * 2 + b'{"when": "2026-0')
    before = file.read_bytes()
    assert len(flaws(ledger)) == 1
    assert flaws(ledger)[0].startswith("3: cut short, as by a machine that was switched off: not JSON")
    decide("confirm", when=NIGHT)
    assert file.read_bytes().startswith(before + b"\n"), "what was there stays, byte for byte"
    assert after(ledger, FEE).claims == (FEE,)
    assert [line.decision is not None for line in ledger.read()] == [True, True, False, True]


def test_an_unknown_key_is_told_and_the_decision_used(ledger: Ledger) -> None:
    entry = line_of(mood="angry")
    entry["claim"]["colour"] = "red"
    ledger.files[0].write_text(json.dumps(entry), encoding="utf-8")
    reviewed = after(ledger, FEE)
    assert (reviewed.claims, told(reviewed)) == ((), [("applied", True)])
    assert reviewed.judged[0].reason.startswith("unknown key mood, claim.colour passed over; known are when")


@pytest.mark.parametrize(
    "broken",
    [
        b"nonsense",
        b"[]",
        b"7",
        b'"confirm"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"what": "confirm"}',
        b'{"when": ' + b"9" * 5000 + b"}",
        json.dumps(line_of(when="0001-01-01T00:00:00+23:59", by=["x"])).encode(),
        json.dumps(line_of(by="x" * 300_000)).encode(),
    ],
)
def test_a_broken_line_is_told_with_its_number_and_the_rest_used(ledger: Ledger, broken: bytes) -> None:
    good = json.dumps(line_of()).encode()
    ledger.files[0].write_bytes(b"\xef\xbb\xbf" + good + b"\r\n\r\n" + broken + b"\n" + good)
    reviewed = after(ledger, FEE)
    assert [(j.line.number, j.status) for j in reviewed.judged] == [
        (1, "applied"),
        (3, "unusable"),
        (4, "applied"),
    ]
    assert reviewed.judged[1].reason
    assert len(reviewed.judged[1].reason) < 400
    assert reviewed.claims == ()


def test_strange_but_well_formed_lines_are_harmless(ledger: Ledger) -> None:
    names = ["../../../etc/passwd", "\0", "x" * 5000, "/", ".", "a.txt/../a.txt"]
    lines = [line_of(when="0001-01-01T00:00:00+23:59"), line_of(when="9999-12-31T23:59:59-23:59")]
    for name in names:
        lines.append(line_of(target=[{**line_of()["target"][0], "source": name}]))
    ledger.files[0].write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    statuses = [judged.status for judged in after(ledger, FEE).judged]
    assert statuses == ["applied"] * 2 + ["lost"] * 5 + ["applied"]


def test_of_a_file_without_end_the_beginning_is_used(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps(line_of()) + "\n"
    ledger.files[0].write_text(line * 10, encoding="utf-8")
    monkeypatch.setattr(ledger_room, "MAX_FILE_BYTES", 3 * len(line))
    lines = ledger.read()
    assert [line.decision is not None for line in lines] == [True, True, True, False]
    assert "from here on it is not read" in lines[-1].flaw


def test_many_decisions_on_one_page_are_all_settled(ledger: Ledger) -> None:
    text = "".join(f"第{number}句说每年六百元。" for number in range(2000))
    page = document("a.txt", text)
    whole = []
    at = 0
    for number in range(2000):
        at = text.index("每年", at + 1)
        piece = evidence_at(page, at, at + 5, "made")
        said = Statement(*FEE.key)
        whole.append(record(Decision("reject", str(number % 3), NOON, "", "a.txt", said, (piece,))))
    ledger.files[0].write_text("\n".join(map(json.dumps, whole)), encoding="utf-8")
    assert {judged.status for judged in review([page], [], ledger).judged} == {"applied"}


def test_a_decision_that_is_too_long_is_refused_and_nothing_written(ledger: Ledger, decide: Decide) -> None:
    with pytest.raises(ReviewError, match="shorten the reason or the quote"):
        decide("reject", by="安" * 100_000)
    assert not ledger.files[0].exists()


def test_a_folder_in_its_place_is_refused(ledger: Ledger) -> None:
    ledger.files[0].mkdir()
    with pytest.raises(ReviewError, match=r"review\.jsonl is not a regular file"):
        after(ledger, FEE)


# ---- where it is found


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("one/deep/a.txt", "two/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_file_is_in_each_folder_given_and_beside_each_page(house: Path) -> None:
    assert find_ledger(["one"]).files == (house / "one/review.jsonl",)
    assert find_ledger(["two/b.txt", "one", "two"]).files == (
        house / "one/review.jsonl",
        house / "two/review.jsonl",
    )
    assert find_ledger(["one"], file="my.jsonl").files == (house / "my.jsonl",)


@pytest.mark.parametrize(
    ("paths", "file", "kept_in", "named"),
    [
        (["one"], None, "one/review.jsonl", "deep/a.txt"),
        (["one/deep", "one"], None, "one/review.jsonl", "deep/a.txt"),
        (["one/deep/a.txt"], None, "one/deep/review.jsonl", "a.txt"),
        (["one"], "one/review.jsonl", "one/review.jsonl", "deep/a.txt"),
        (["one/deep"], "one/review.jsonl", "one/review.jsonl", "deep/a.txt"),
        (["one"], "two/my.jsonl", "two/my.jsonl", "deep/a.txt"),
    ],
)
def test_a_page_is_named_so_that_the_folder_can_move(
    house: Path, paths: list[str], file: str | None, kept_in: str, named: str
) -> None:
    ledger = find_ledger(paths, file=file)
    assert ledger.file_of("one/deep/a.txt") == house / kept_in
    assert ledger.name_of("one/deep/a.txt") == named
    claim = replace(FEE, page="one/deep/a.txt")
    decision = Decision("reject", "安娜", NOON, "", "", Statement(*FEE.key), FEE.evidence)
    ledger.append(decision, claim.page)
    pages: list[Document] = [document(claim.page, TEXT)]
    judged: tuple[Judged, ...] = review(pages, [claim], find_ledger(paths, file=file)).judged
    assert [(j.status, j.page) for j in judged] == [("applied", claim.page)]


@pytest.mark.parametrize("file", ["my.txt", "one"])
def test_a_review_file_that_could_be_a_page_is_refused(house: Path, file: str) -> None:
    assert house
    with pytest.raises(UsageError, match=r"ends in \.jsonl"):
        find_ledger(["one"], file=file)


def test_decisions_that_are_kept_at_the_same_time_are_all_whole_lines(ledger: Ledger, decide: Decide) -> None:
    ledger.files[0].write_bytes(b'{"cut')
    with ThreadPoolExecutor(8) as people:
        for done in [people.submit(decide, "reject", by=f"人{number}") for number in range(80)]:
            done.result()
    names = [line.decision.by for line in ledger.read() if line.decision]
    assert sorted(names) == sorted(f"人{number}" for number in range(80))
