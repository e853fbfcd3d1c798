"""Pages made up for the tests, with their claims at the very words that state them."""

from __future__ import annotations

from analysis.model import Block, Claim, Document, Evidence

Part = str | tuple[str, str, str]
Told = tuple[Document, list[Claim]]


def told(
    page: str,
    *parts: Part,
    title: str | None = None,
    address: str | None = None,
    published: str | None = None,
    condition: str | None = None,
) -> Told:
    """A page of one paragraph; a part `(words, "douyin enterprise fee", "CNY600")` is evidence of a claim."""
    text, claims = "", []
    for part in parts:
        words = part if isinstance(part, str) else part[0]
        start, text = len(text), text + words
        if not isinstance(part, str):
            platform, type_, attribute = part[1].split()
            evidence = (Evidence(start, len(text), words, "", "", "test"),)
            claims.append(Claim(page, platform, type_, attribute, part[2], condition, published, evidence))
    blocks = (Block("paragraph", 0, len(text)),)
    offsets = tuple(range(len(text) + 1))
    return Document(page, text, blocks, text, offsets, title, address, published), claims


SMALL = (
    told(
        "a.html",
        "先说说怎么办。😀抖音企业认证要先交钱，",
        ("一年六百元", "douyin enterprise fee", "CNY600"),
        "。交了之后，",
        ("概不退还", "douyin enterprise refund", "no"),
        "。最后等结果就行。",
        title="抖音蓝V收多少钱",
        address="https://a.example/fee?x=1&y=2",
        published="2023-05-01",
    ),
    told(
        "b.html",
        "很多人问费用。其实",
        ("一分钱不收", "douyin enterprise fee", "free"),
        "，不要被骗。个人认证呢？",
        ("要身份证", "douyin personal materials", "id_card"),
        "。",
        title="认证免费吗",
        address="javascript:alert(1)",
    ),
    told(
        "c.html",
        "快手这边，",
        ("有效期一年", "kuaishou enterprise validity", "1y"),
        "，实名认证",
        ("没有标识", "kuaishou real_name badge", "none"),
        "。",
        condition="政府类账号除外",
    ),
)
