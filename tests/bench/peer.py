"""What an analyst writes in an afternoon: trafilatura, jieba and a dozen regular expressions."""

from __future__ import annotations

import re

import jieba
import trafilatura

PATTERNS = {
    "fee": re.compile(r"(?:费用|收费|认证费|服务费)[^。]{0,12}?(\d+)\s?元"),
    "free": re.compile(r"免费|不收费|无需(?:付费|缴费)"),
    "refund": re.compile(r"不(?:予|会)?退(?:还|款|费)|概不退"),
    "review_time": re.compile(r"审核[^。]{0,12}?(\d+(?:[-~至到]\d+)?)\s?个?(?:工作日|天|小时)"),
    "validity": re.compile(r"有效期[^。]{0,6}?(?:一年|1年|12个月|永久)"),
    "renewal": re.compile(r"年审|续费|重新认证"),
    "licence": re.compile(r"营业执照"),
    "id_card": re.compile(r"身份证"),
    "letter": re.compile(r"认证公函|授权书|申请函"),
    "badge": re.compile(r"[蓝黄橙金红]色?[vV]"),
    "followers": re.compile(r"粉丝[^。]{0,8}?(\d+万?)"),
    "revocable": re.compile(r"(?:不能|无法|可以|能)(?:取消|撤销|注销)认证"),
}


def facts(source: str) -> list[tuple[str, str]]:
    """(attribute, words) that a page's HTML or text states, and its words cut on the way."""
    text = trafilatura.extract(source) if "<" in source else source
    words = jieba.lcut(text or "")
    return [(name, m[0]) for name, p in PATTERNS.items() for m in p.finditer("".join(words))]
