from __future__ import annotations

import re

import pytest
from made import claim, document
from told import SMALL

from analysis.exports.quizzes import aiken, escaped, gift, one_line
from analysis.model import Document
from analysis.quiz import questions
from analysis.report import Report, build_report

NASTY = "50% {x} = ~y #1: 先\\后 ::name:: \\\\ -> // [html]<b>粗</b>"
# How Moodle's importer takes escapes: first the double backslash, then each sign with one before it.
PLACES = {
    "\\:": "&&058;",
    "\\#": "&&035;",
    "\\=": "&&061;",
    "\\{": "&&123;",
    "\\}": "&&125;",
    "\\~": "&&126;",
}


def read_gift(text: str) -> list[tuple[str, str, list[tuple[bool, str]], str]]:
    """Title, prompt, (right, option)s and feedback of every question, by the rules of Moodle's importer."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line for line in paragraph.splitlines() if not line.strip().startswith("//")]
        body = "\n".join(lines).strip()
        if not body:
            continue
        body = body.replace("\\\\", "&&092;")
        for sign, place in PLACES.items():
            body = body.replace(sign, place)
        body = body.replace("&&092;", "\\")
        match = re.fullmatch(r"::(.*?)::\[plain\](.*?)\{(.*)\}", body, re.DOTALL)
        assert match, body
        assert not set("{}") & set(match[3]), body
        answers, _, feedback = match[3].rpartition("####")
        options = [part.strip() for part in answers.replace("=", "~=").split("~") if part.strip()]
        parts = [match[1], match[2], feedback.strip(), *options]
        for sign, place in PLACES.items():
            parts = [part.replace(place, sign[1]) for part in parts]
        right = [part.startswith("=") for part in options]
        shown = [part[1:] if first else part for part, first in zip(parts[3:], right, strict=True)]
        found.append((parts[0], parts[1], list(zip(right, shown, strict=True)), parts[2]))
    return found


@pytest.fixture
def report() -> Report:
    page = document("a.html", f"一年六百元，{NASTY}")
    titled = Document(**{**{n: getattr(page, n) for n in page.__slots__}, "title": f"题目\n{NASTY}"})
    claims = [
        claim("a.html", "douyin enterprise fee", "CNY600", quote=f"六百\n\n{NASTY}"),
        claim("b.html", "douyin personal fee", "free"),
        claim("b.html", "weibo personal fee", "CNY300"),
    ]
    return build_report([titled, document("b.html", "原文如此" * 9)], claims)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_gift_file_reads_back_as_the_questions(report: Report, lang: str) -> None:
    asked = questions(report, lang)  # type: ignore[arg-type]
    assert any(NASTY in " ".join(one.explanation.split()) for one in asked)
    told = read_gift(gift(report, lang).decode())  # type: ignore[arg-type]
    assert told == [
        (
            one.id,
            one.prompt,
            [(at == one.right, option) for at, option in enumerate(one.options)],
            " ".join(one.explanation.split()),
        )
        for one in asked
    ]


def test_an_aiken_file_has_a_line_for_each_option_and_one_for_the_answer(report: Report) -> None:
    paragraphs = aiken(report).decode().strip().split("\n\n")
    asked = questions(report)
    assert len(paragraphs) == len(asked) > 1
    for paragraph, one in zip(paragraphs, asked, strict=True):
        prompt, *options, answer = paragraph.splitlines()
        assert prompt == one.prompt
        assert options == [f"{letter}. {text}" for letter, text in zip("ABCD", one.options, strict=False)]
        assert answer == f"ANSWER: {'ABCD'[one.right]}"


@pytest.mark.parametrize("text", [NASTY, "~=#{}:\\", "\\", "a\r\n\n\tb", "：＝", "//不是注释", "\ud800"])
def test_what_gift_would_take_for_its_own_is_escaped(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    shown.encode()
    assert not re.search(r"(?<!\\)(?:\\\\)*[~=#{}:]", shown)
    assert re.sub(r"\\(.)", r"\1", shown) == one_line(text)


def test_files_have_no_byte_order_mark_and_are_empty_without_questions() -> None:
    nothing = build_report([document("a.html")], [])
    assert aiken(nothing) == b""
    assert read_gift(gift(nothing).decode()) == []
    assert gift(nothing).startswith(b"// ")


def test_the_same_pages_in_any_order_give_the_same_bytes() -> None:
    def small(pages: list[tuple[Document, list]]) -> Report:  # type: ignore[type-arg]
        return build_report((p for p, _ in pages), (c for _, claims in pages for c in claims))

    one, other = small(list(SMALL)), small(list(reversed(SMALL)))
    assert (gift(one), aiken(one)) == (gift(other), aiken(other))
