"""Figures in folded text: money, durations and counts, written with Arabic or Chinese numerals."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

# With the capitals of invoices (陆佰元整) and 俩 and 仨, which hold a 个.
_CN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟俩仨"
_PLAIN = str.maketrans("〇壹贰叁肆伍陆柒捌玖拾佰仟俩仨", "零一二三四五六七八九十百千两三")
NUMBER = rf"(?:\d[\d,]{{0,14}}(?:\.\d{{1,3}})?\s?(?:万|w|千|k|百|亿)?|[{_CN}]{{1,12}})"
_TO = r"\s?(?:-+|~+|—+|–|至|到|或)\s?"
# 几百块, 数十天 and 第三天 hold no number of their own.
_START = r"(?<![几第\d.])(?!(?<=数)[十百千万亿])"
# A range told in two clauses: 快则一天，慢则三天.
_LEAST = (
    r"(?:最[快短少低](?:的话)?|[快短少低]则|[快短少低]的(?:话|时候)?|不低于|不少于)"
    r"(?:只?是|也?要|只要|也得)?\s?"
)
_MOST = (
    r"，?(?:最[慢长多高迟](?:的话)?|[慢长多高]则|[慢长多高]的(?:话|时候)?|不高于|不超过)"
    r"(?:是|也?要|也就|也得|也?不超过)?\s?"
)


def _forms(number: str, unit: str) -> str:
    """All ways to write one figure or a range of `number` and `unit`."""
    return (
        rf"{_LEAST}{number}\s?{unit}{_MOST}{number}\s?{unit}"
        rf"|{_START}{number}\s?{unit}起，?{number}\s?{unit}(?:止|封顶)"
        rf"|{_START}{number}\s?(?:{unit})?(?:与|和){number}\s?{unit}之间"
        rf"|{_START}{number}\s?(?:{unit})?{_TO}{number}\s?{unit}|{_START}{number}\s?{unit}"
    )


# What a figure begins with, looked at before any of its many forms is tried: most characters begin none.
_BEGINS = rf"\d{_CN}最快短少低不"

# Each is a regular expression with one named group, to be put into a rule's pattern.
_YUAN = r"(?:元|块|rmb|人民币|圆|大洋|¥|￥|个?大元)"
MONEY = (
    rf"(?P<money>(?=[{_BEGINS}¥￥r人])"
    rf"(?:(?:¥|￥|rmb|人民币)\s?{NUMBER}(?:{_TO}(?:¥|￥)?{NUMBER})?(?:元|块)?|{_forms(NUMBER, _YUAN)}))"
)
# A sum without its 元 (一年600, 收费四百五), for patterns whose words say that money is meant. No years.
_HUNDREDS = (
    r"(?:(?!(?:19\d|20[012])[1-9])[1-9]\d{2,4}(?![\d.,万千百wk%])"
    r"|[一两二三四五六七八九壹贰叁肆伍陆柒捌玖][百佰千仟][零一二两三四五六七八九百十]{0,12})"
)
SUM = rf"(?P<sum>(?=[{_BEGINS}])(?:{_forms(_HUNDREDS, '')}))"
# 月 and 日 alone are dates (7月18日) unless 个 or 内 says otherwise.
_NAMES = r"(?:个)?(?:工作日|工作天|自然日|小时|钟头|星期|礼拜|周年|自然年|年|周|天|月|日|h)"
_UNIT = (
    r"(?:(?:个)?(?:工作日|工作天|自然日|小时|钟头|星期|礼拜|周年|自然年|年|周|天)|个月|月(?=内|以内|之内)"
    r"|日(?=内|以内|之内|左右|以上)|(?<=[一二三四五六七八九十])日(?![期常前电晚早上下])|h(?![a-z]))"
    r"(?!级|底|初|前的|\d|度|份|来|多)"
)
DURATION = (
    rf"(?P<duration>(?=[{_BEGINS}第半次翌隔])(?:(?<!月)(?:{_forms(NUMBER, _UNIT)})"
    rf"|{_START}(?<!月){NUMBER}(?:-|~|至|到){NUMBER}日(?![期常])"
    r"|半(?:个)?(?:年|月)|第二[天日]|次日|翌日|隔(?:了?一)?[天日]|第二个工作日))"
)
COUNT = rf"(?P<count>{_START}{NUMBER})"

_SCALE = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百": 100, "亿": 100_000_000}
_UNITS = {
    "工作日": ("wd", 1),
    "工作天": ("wd", 1),
    "自然日": ("d", 1),
    "天": ("d", 1),
    "日": ("d", 1),
    "小时": ("h", 1),
    "钟头": ("h", 1),
    "h": ("h", 1),
    "星期": ("d", 7),
    "礼拜": ("d", 7),
    "周": ("d", 7),
    "月": ("m", 1),
    "年": ("y", 1),
    "周年": ("y", 1),
    "自然年": ("y", 1),
}
_WORDS = {
    "半年": "6m",
    "半个年": "6m",
    "半月": "15d",
    "半个月": "15d",
    "第二天": "1d",
    "次日": "1d",
    "隔天": "1d",
    "隔日": "1d",
    "第二日": "1d",
    "翌日": "1d",
    "隔一天": "1d",
    "隔了一天": "1d",
    "第二个工作日": "1wd",
}
# 三五天, 两三百: two neighbouring digits are a range, and not a number.
_APPROXIMATE = re.compile(r"^([一二两三四五六七八九])([一二两三四五六七八九])([十百千万]*)$")


@lru_cache(maxsize=4096)
def number(text: str) -> float | None:
    """The number that `text` writes (`1.5万`, `六百`, `10w`), or None where it writes none."""
    text = text.replace(",", "").replace(" ", "").removesuffix("+").translate(_PLAIN)
    if re.fullmatch(r"\d+(?:\.\d+)?[万w千k百亿]?", text):
        scale = _SCALE.get(text[-1], 1)
        return float(text[:-1] if text[-1] in _SCALE else text) * scale
    if len(text) == 1 and (value := unicodedata.numeric(text, math.inf)) <= 10:
        return value
    # Imported here because that takes longer than to read a page, and many have no numeral of two characters.
    import cn2an

    try:
        return float(cn2an.cn2an(text, "smart"))
    except (ValueError, KeyError):
        # It falls over numerals that nobody writes: 零十五.
        return None


def _numbers(text: str) -> tuple[float, ...] | None:
    """One number, or the two ends of a range; None where `text` is neither."""
    parts = re.findall(NUMBER, text)
    if len(parts) == 1 and (match := _APPROXIMATE.match(parts[0])):
        parts = [match[1] + match[3], match[2] + match[3]]
    values = [number(p) for p in parts]
    if not values or len(values) > 2 or any(v is None for v in values):
        return None
    known = [v for v in values if v is not None]
    # "1-3千" is 1000 to 3000: the first end takes the scale of the second.
    if len(known) == 2 and parts[0][-1:].isdigit() and parts[1][-1:] in _SCALE and known[0] < 100:
        known[0] *= _SCALE[parts[1][-1]]
    return tuple(known)


def _joined(values: tuple[float, ...]) -> str | None:
    if len(values) == 2 and not values[0] < values[1]:
        return None
    return "-".join(f"{v:g}" if v < 1e6 else f"{v:.0f}" for v in values)


def money(text: str) -> str | None:
    """A sum as the vocabulary writes it: `600元` is `CNY600`, `300-600元` is `CNY300-600`."""
    values = _numbers(re.sub(r"\s", "", text))
    if values is None or (amount := _joined(values)) is None or values[0] < 9:
        return None
    return f"CNY{amount}"


def duration(text: str) -> str | None:
    """A duration as the vocabulary writes it: `一至三个工作日` is `1-3wd`, `12个月` `1y`, `一周` `7d`."""
    text = text.replace(" ", "")
    if text in _WORDS:
        return _WORDS[text]
    # 第五天收到通知: the fifth day is reached after five.
    text = text.removeprefix("第")
    names = {name.removeprefix("个") for name in re.findall(_NAMES, text)}
    if len(names) != 1:
        return None
    unit, factor = _UNITS[names.pop()]
    values = _numbers(re.sub(_NAMES, "", text))
    if values is None or not 0 < values[-1] < 1000:
        return None
    values = tuple(v * factor for v in values)
    if unit == "m" and all(v % 12 == 0 for v in values):
        unit, values = "y", tuple(v / 12 for v in values)
    if unit == "d" and values == (365,):
        unit, values = "y", (1,)
    amount = _joined(values)
    return f"{amount}{unit}" if amount else None


def count(text: str) -> str | None:
    """A threshold as a plain integer: `1万` is `10000`, `两千` is `2000`, and the 万 of 破万 `10000`."""
    text = text.strip()
    value = number("一" + text if text[:1] in ("百", "千", "万", "亿") else text)
    return f"{value:.0f}" if value is not None and value >= 1 and value == int(value) else None


READERS = {"money": money, "sum": money, "duration": duration, "count": count}
PATTERNS = {"money": MONEY, "sum": SUM, "duration": DURATION, "count": COUNT}
