"""The quiz as files that learning platforms import: Moodle's GIFT, and Aiken, which many others read too.

Both are UTF-8 without a byte order mark, one question a paragraph. GIFT carries the explanation, which is
shown after the answer; Aiken has no place for one.
"""

from __future__ import annotations

from analysis.output import visible
from analysis.quiz import Question, questions
from analysis.report import Report
from analysis.vocabulary import Lang

# GIFT takes these for its own unless a backslash stands before them; the backslash is one of them.
CONTROL = {ord(sign): f"\\{sign}" for sign in "\\~=#{}:"}
LETTERS = "ABCDEFGH"
LEAD = {
    "zh": (
        "平台账号认证测验：题目来自网页上的说法，不是平台的规则。",
        "导入到 Moodle：题库，导入，GIFT 格式。",
    ),
    "en": (
        "Quiz on account certification: made of what web pages say, not of the platforms' rules.",
        "To import it into Moodle: question bank, import, GIFT format.",
    ),
}


def gift(report: Report, lang: Lang = "zh") -> bytes:
    """All questions of a report as a GIFT file; the explanation is the general feedback of each."""
    lead = "".join(f"// {line}\n" for line in LEAD[lang])
    return "\n".join([lead, *map(_gift, questions(report, lang))]).encode()


def aiken(report: Report, lang: Lang = "zh") -> bytes:
    """All questions of a report as an Aiken file, which is empty where there is none."""
    return "\n".join(map(_aiken, questions(report, lang))).encode()


def _gift(question: Question) -> str:
    """One question; `[plain]` keeps Moodle from taking anything in it for markup."""
    options = "".join(
        f"\t{'=' if place == question.right else '~'}{escaped(option)}\n"
        for place, option in enumerate(question.options)
    )
    title, prompt = escaped(question.id), escaped(question.prompt)
    return f"::{title}::[plain]{prompt}{{\n{options}\t####{escaped(question.explanation)}\n}}\n"


def _aiken(question: Question) -> str:
    options = "".join(
        f"{letter}. {one_line(option)}\n" for letter, option in zip(LETTERS, question.options, strict=False)
    )
    return f"{one_line(question.prompt)}\n{options}ANSWER: {LETTERS[question.right]}\n"


def escaped(text: str) -> str:
    """A text that GIFT shows as it is; in one line, since an empty one would end the question."""
    return one_line(text).translate(CONTROL)


def one_line(text: str) -> str:
    """A text without line ends, and with signs that nobody sees told by their numbers."""
    return visible(" ".join(text.split()))
