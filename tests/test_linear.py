"""Time grows with the text, whatever the text is: twice as much of it takes about twice as long."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache, partial
from itertools import count

import pytest
from timed import seconds, times_as_long

from analysis.claims import extract
from analysis.clean import clean
from analysis.read import page_of

HEAD = "<title>抖音企业认证怎么收费</title><h1>抖音企业认证</h1><p>抖音企业认证的审核费用是600元一年。</p>"
SIZE = 8_000
# These took n² once, which only long texts show.
LONG = {"ways out": 20_000, "one heading": 20_000, "## 企业认证\n": 20_000}
LONG |= {"attributes": 100_000, "bodies": 100_000}
# Twice the text; what is above 2 leaves room for noise, and what grows with its square would take 4 times.
TWICE = 3.2
# As long as ordinary text of the same length at most.
ORDINARY = 2.0
SENTENCES = (
    "企业认证需要提交营业执照和法人身份证，审核费用一年一交。",
    "审核大约三到五个工作日，结果会发到账号里。",
    "如果资料不全，平台会打回来重新提交。",
    "认证通过以后头像旁边会有蓝色的标识。",
    "到期前一个月可以续费，过期后标识会消失。",
    "很多商家问我这个要不要办，我觉得看需要。",
    "先打开手机上的软件，点右下角的我，再点设置。",
)

Make = Callable[[int], str]
UNIQUE = count()


def ordinary(size: int) -> str:
    chance, text = random.Random(1), HEAD
    while len(text) < size:
        text += f"<p>{''.join(chance.choice(SENTENCES) for _ in range(4))}</p>\n"
    return text


def inside(unit: str, before: str = "<p>", after: str = "</p>") -> Make:
    """A page with one part that says `unit` again and again."""
    return lambda size: HEAD + before + unit * (size // len(unit)) + after


def opened(unit: str) -> Make:
    return inside(unit, "", "")


def markdown(unit: str) -> Make:
    text = "# 抖音企业认证怎么收费\n\n抖音企业认证的审核费用是600元一年。\n\n"
    return lambda size: text + unit * (size // len(unit))


HTML: dict[str, Make] = {
    # One line without an end, of one sign or word.
    **{
        unit: inside(unit)
        for unit in ("、", "，", "。", "？", "：", "（", "）", "（）", "(1)", "“", "”", "「」")
    },
    **{
        unit: inside(unit)
        for unit in ("1", "1,", "1-", "-", "—", "一", "六百", "600元", "1、认证", "①", "字", "a")
    },
    **{
        unit: inside(unit)
        for unit in ("不", "没", "非", "不需要", "认证", "企业认证个人认证", "企业认证、个人认证、")
    },
    **{
        unit: inside(unit)
        for unit in ("抖音", "抖音微信，", "蓝v", "取消认证", "前者后者，", "的整个原", "是是须")
    },
    **{
        unit: inside(unit)
        for unit in ("而因验验", "因验而的", "涨粉", "粉丝高于", "向要要再", "、配配", "页面的页面")
    },
    **{
        unit: inside(unit)
        for unit in ("审核费用600元。", "审核费用600元，", "可以取消吗？可以。", "<", "&", "&amp;")
    },
    # Many statements, of which some give way to others.
    "ways out": inside("没有取消入口。可以取消认证。如果不满足条件可以取消。"),
    "spaces": inside(" 证", "<pre>", "</pre>"),
    "blanks": inside(" ", "<pre>证", "证</pre>"),
    "tabs": inside("\t", "<pre>证", "证</pre>"),
    "line breaks": inside("\n", "<pre>证", "证</pre>"),
    # Structure.
    "nested": lambda size: "<div>" * (size // 5) + HEAD,
    "nested items": opened("<ul><li>认证"),
    "nested tables": opened("<table><tr><td>认证"),
    "breaks": inside("认证<br>"),
    "paragraphs": opened("<p>认证</p>"),
    "headings": opened("<h2>企业认证</h2>"),
    "headings with text": opened("<h2>取消企业认证</h2><p>不退费。</p>"),
    "one heading": inside("抖音企业认证_", "<h1>", "</h1>"),
    "one title": lambda size: f"<title>{'抖音企业认证_' * (size // 7)}</title>" + HEAD,
    "links": opened("<a href=x>首页</a>"),
    "items": inside("<li>企业认证</li>", "<ul>", "</ul>"),
    "rows": inside("<tr><td>企业认证</td><td>600元</td></tr>", "<table>", "</table>"),
    "cells": inside("<td>企业认证</td>", "<table><tr>", "</tr></table>"),
    "tables": opened("<table><tr><td>企业认证</td></tr></table>"),
    "attributes": lambda size: HEAD + "<p " + " ".join(f"a{n}=1" for n in range(size // 8)) + ">",
    "bodies": lambda size: "".join(f"<body a{n}=1>" for n in range(size // 12)) + HEAD,
    "a long attribute": lambda size: f'{HEAD}<p class="{"a " * (size // 2)}">',
    "heads of pages": opened('<meta name="a" content="b">'),
    "heads that never close": opened("<meta "),
    "comments": opened("<!---->"),
}
MARKDOWN = {
    unit: markdown(unit)
    for unit in (
        *(
            "# a\n",
            "## 企业认证\n",
            "## 企业认证\n\n600元\n\n",
            "#",
            "- 企业认证\n",
            "1. 认证\n",
            "> 企业认证\n",
        ),
        *(
            "| 企业认证 | 600元 |\n",
            "**认证**",
            "*",
            "_",
            "[",
            "[a](b)",
            "[a](",
            "![a](b)",
            "```\n",
            "---\n",
            "\t认证\n",
        ),
    )
}
CASES = [(name, make, ".html") for name, make in HTML.items()]
CASES += [(name, make, ".md") for name, make in MARKDOWN.items()]


def way(text: str, suffix: str) -> None:
    """From bytes to claims; no two texts are the same, since what was seen before is kept."""
    mark = f"<!--{next(UNIQUE)}-->" if suffix == ".html" else f"\n\n{next(UNIQUE)}"
    extract(clean(page_of((text + mark).encode(), "x", suffix)))


@cache
def usual(size: int) -> float:
    """The seconds that ordinary text of a size takes."""
    return min(seconds(partial(way, ordinary(size), ".html")) for _ in range(3))


@pytest.mark.parametrize(("name", "make", "suffix"), CASES, ids=[repr(case[0]) for case in CASES])
def test_time_grows_as_the_text_does(name: str, make: Make, suffix: str) -> None:
    size = LONG.get(name, SIZE)
    way(ordinary(500), ".html")
    once, twice = (partial(way, make(times * size), suffix) for times in (1, 2))
    assert times_as_long(twice, once, TWICE) < TWICE
    if seconds(twice) > ORDINARY * usual(2 * size):
        assert times_as_long(twice, partial(way, ordinary(2 * size), ".html"), ORDINARY) < ORDINARY
