"""Edited copies made by rule: what a reposter does so that a page does not look like a copy.

By them `curve` measures how well copies are found in a given pile of pages. Everything is seeded: the same
text, share and seed give the same copy.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from analysis.copies import find_copies, shingles
from analysis.model import Document

# Words that rewriters swap; every pair works in both directions.
SYNONYMS = (
    *(
        ("可以", "能够"),
        ("需要", "必须"),
        ("如果", "要是"),
        ("因为", "由于"),
        ("所以", "因此"),
        ("但是", "不过"),
    ),
    *(
        ("以及", "还有"),
        ("进行", "去做"),
        ("取消", "撤掉"),
        ("申请", "报名"),
        ("提交", "上交"),
        ("审核", "审查"),
    ),
    *(
        ("费用", "花费"),
        ("用户", "使用者"),
        ("平台", "网站"),
        ("账号", "帐户"),
        ("点击", "轻点"),
        ("页面", "界面"),
    ),
    *(
        ("我们", "咱们"),
        ("内容", "东西"),
        ("时间", "时候"),
        ("选择", "挑选"),
        ("认证", "加V"),
        ("企业", "公司"),
    ),
    *(
        ("个人", "私人"),
        ("官方", "平台方"),
        ("资料", "材料"),
        ("显示", "出现"),
        ("标识", "标志"),
        ("然后", "接着"),
    ),
    *(
        ("没有", "并无"),
        ("不能", "无法"),
        ("就是", "便是"),
        ("一般", "通常"),
        ("目前", "眼下"),
        ("通过", "过关"),
    ),
    *(
        ("获得", "拿到"),
        ("使用", "运用"),
        ("成为", "变成"),
        ("主要", "主体上"),
        ("问题", "疑问"),
        ("方法", "办法"),
    ),
    *(
        ("之后", "以后"),
        ("相关", "有关"),
        ("提供", "给出"),
        ("信息", "讯息"),
        ("开通", "打开"),
        ("支持", "允许"),
    ),
    *(
        ("例如", "比如"),
        ("非常", "相当"),
        ("很多", "许多"),
        ("大家", "各位"),
        ("直接", "径直"),
        ("完成", "做完"),
    ),
    *(
        ("的", "之"),
        ("和", "与"),
        ("是", "为"),
        ("在", "于"),
        ("都", "全"),
        ("会", "将"),
        ("了", "啦"),
        ("有", "具备"),
    ),
)
SWAPS = {one: other for pair in SYNONYMS for one, other in (pair, pair[::-1])}
_WORD = re.compile("|".join(sorted(map(re.escape, SWAPS), key=len, reverse=True)))
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?\n*")
# A page of a few words cannot be told from one that quotes it.
LEAST = 200
LEADS = ("其实呢，", "这里要说的是，", "要注意，", "简单讲，", "据了解，", "")
TITLES = ("一文讲清楚这件事", "新手必看：常见疑问一次说完", "干货整理，建议收藏", "看完这篇就够了")
OPENINGS = (
    "最近后台收到不少朋友留言，今天小编就来和大家仔细聊聊。\n",
    "这个话题一直很热，下面这篇文章为你逐一解答，感兴趣的话就往下看吧。\n",
    "做新媒体的朋友多半都碰到过，下面就由本站编辑为您整理。\n",
)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the curve: of copies with `share` of their sentences edited, which share is `found`.

    `least` and `median` are the shares of the shorter page's shingles that copy and original have in common
    (0 to 1), `wrong` counts the pairs that are taken for copies and are none.
    """

    share: float
    copies: int
    found: float
    least: float
    median: float
    wrong: int


def curve(
    documents: Iterable[Document], shares: Sequence[float] = (0.1, 0.2, 0.3, 0.5, 0.7, 0.9), seed: int = 0
) -> list[Point]:
    """How well an edited copy of each page would be found among all of them, by the share of its edits.

    Left out are pages of less than `LEAST` characters and those that are copies of another already.
    """
    pages = sorted((d for d in documents if len(d.folded) >= LEAST), key=lambda d: d.page)
    known = {link.other for link in find_copies(pages)}
    pages = [replace(d, address=None) for d in pages if d.page not in known]
    kept = [shingles(d.folded) for d in pages]
    points = []
    for share in shares:
        copies = [replace(d, page=f"copy of {d.page}", folded=edited(d.folded, share, seed)) for d in pages]
        pairs = {frozenset((link.one, link.other)) for link in find_copies([*pages, *copies])}
        right = {frozenset((d.page, c.page)) for d, c in zip(pages, copies, strict=True)}
        likeness = sorted(
            len(mine & theirs) / max(1, min(len(mine), len(theirs)))
            for mine, theirs in zip(kept, (shingles(c.folded) for c in copies), strict=True)
        )
        if likeness:
            found = len(pairs & right) / len(right)
            middle = likeness[len(likeness) // 2]
            points.append(Point(share, len(copies), found, likeness[0], middle, len(pairs - right)))
    return points


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its end mark and the line breaks after it."""
    return _SENTENCE.findall(text)


def reworded(sentence: str, chance: random.Random) -> str:
    """The sentence in other words: known words swapped, clauses in another order, a lead before it."""
    mark = re.search(r"[。！？!?]?(?<!\n)\n*$", sentence)
    end = mark[0] if mark else ""
    clauses = re.split(r"[，,]", sentence.removesuffix(end))
    turn = chance.randrange(len(clauses))
    clauses = clauses[turn:] + clauses[:turn]
    body = _WORD.sub(lambda m: SWAPS[m[0]] if chance.random() < 0.85 else m[0], "，".join(clauses))
    return chance.choice(LEADS) + body + end


def edited(text: str, share: float, seed: int) -> str:
    """A copy with another title and opening, and `share` of its sentences reworded, dropped or moved."""
    chance = random.Random(f"{seed} {share}")
    body = sentences(text)[2:]
    chosen = sorted(chance.sample(range(len(body)), round(share * len(body))))
    moved: list[str] = []
    for at in chosen:
        match chance.choice(("reword", "drop", "move")):
            case "reword":
                body[at] = reworded(body[at], chance)
            case "drop":
                body[at] = ""
            case _:
                moved.append(body[at])
                body[at] = ""
    body = [sentence for sentence in body if sentence]
    for sentence in moved:
        body.insert(chance.randrange(len(body) + 1), sentence)
    return chance.choice(TITLES) + "\n" + chance.choice(OPENINGS) + "".join(body)
