"""Claims and pages made up for the tests."""

from __future__ import annotations

from analysis.model import Claim, Document, Evidence


def claim(
    page: str,
    subject: str,
    value: str,
    *,
    at: int = 0,
    quote: str = "原文如此",
    published: str | None = None,
    condition: str | None = None,
) -> Claim:
    """`claim("a.html", "douyin enterprise fee", "CNY600")`, with one piece of evidence at `at`."""
    platform, type_, attribute = subject.split()
    evidence = Evidence(at, at + len(quote), quote, "前", "后", "test")
    return Claim(page, platform, type_, attribute, value, condition, published, (evidence,))


def document(page: str, text: str = "正文", published: str | None = None) -> Document:
    offsets = tuple(range(len(text) + 1))
    return Document(page, text, (), text, offsets, title=f"{page} 的标题", published=published)


FEES = [
    claim("a.html", "douyin enterprise fee", "CNY600", published="2022-03-01", quote="每年六百元"),
    claim("b.html", "douyin enterprise fee", "CNY600", published="2023-05-01", quote="收 600"),
    claim("c.html", "douyin enterprise fee", "free", quote="不要钱"),
    claim("a.html", "douyin enterprise refund", "no", at=20, quote="概不退还"),
    claim("a.html", "douyin personal materials", "id_card", at=40, quote="身份证"),
    claim("a.html", "douyin personal materials", "not:business_licence", at=44, quote="不用营业执照"),
    claim("k.html", "kuaishou enterprise validity", "1y", quote="管一年"),
]
