"""Figures in folded text: money, durations and counts, written with Arabic or Chinese numerals."""

from __future__ import annotations

import re
from functools import lru_cache

_CN = "零〇一二两三四五六七八九十百千万亿"
NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?\s?(?:万|w|千|k|百|亿)?|[{_CN}]+)"
_TO = r"\s?(?:-+|~+|—+|–|至|到|或)\s?"
_SPAN = rf"{NUMBER}(?:{_TO}{NUMBER})?"

# Each is a regular expression with one named group, to be put into a rule's pattern.
MONEY = (
    rf"(?P<money>(?:¥|￥|rmb|人民币)\s?{NUMBER}(?:{_TO}(?:¥|￥)?{NUMBER})?(?:元|块)?"
    rf"|{NUMBER}(?:元|块)?{_TO}{NUMBER}\s?(?:元|块|rmb|人民币|圆|大洋|¥|￥)"
    rf"|{NUMBER}\s?(?:元|块|rmb|人民币|圆|大洋|¥|￥|(?:个)?大元))"
)
# 月 and 日 alone are dates (7月18日) unless 个 or 内 says otherwise.
_UNIT = (
    r"(?:(?:个)?(?:工作日|工作天|自然日|小时|钟头|星期|礼拜|周年|自然年|年|周|天)|个月|月(?=内|以内|之内)"
    r"|日(?=内|以内|之内|左右)|h(?![a-z]))"
)
DURATION = (
    rf"(?P<duration>{NUMBER}{_UNIT}?{_TO}{NUMBER}\s?{_UNIT}|{NUMBER}\s?{_UNIT}(?!级|底|初|前的|\d|度|份|来|多)"
    r"|半(?:个)?(?:年|月)|第二天|次日|隔天|隔日|第二个工作日)"
)
COUNT = rf"(?P<count>{NUMBER})"

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
    "第二个工作日": "1wd",
}
# 三五天, 两三百: two neighbouring digits are a range, and not a number.
_APPROXIMATE = re.compile(r"^([一二两三四五六七八九])([一二三四五六七八九])([十百千万]*)$")


@lru_cache(maxsize=4096)
def number(text: str) -> float | None:
    """The number that `text` writes (`1.5万`, `六百`, `10w`), or None where it writes none."""
    text = text.replace(",", "").replace(" ", "").removesuffix("+")
    if re.fullmatch(r"\d+(?:\.\d+)?[万w千k百亿]?", text):
        scale = _SCALE.get(text[-1], 1)
        return float(text[:-1] if text[-1] in _SCALE else text) * scale
    # Imported here because it takes a quarter of a second, and many pages have no Chinese numeral.
    import cn2an

    try:
        return float(cn2an.cn2an(text.replace("〇", "零"), "smart"))
    except ValueError:
        return None


def _numbers(text: str) -> tuple[float, ...] | None:
    """One number, or the two ends of a range; None where `text` is neither."""
    parts = [p for p in re.split(_TO, text) if p]
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
    values = _numbers(re.sub(r"元|块|rmb|人民币|圆|大洋|个?大元|[¥￥\s]", "", text))
    if values is None or (amount := _joined(values)) is None or values[0] < 9:
        return None
    return f"CNY{amount}"


def duration(text: str) -> str | None:
    """A duration as the vocabulary writes it: `一至三个工作日` is `1-3wd`, `12个月` `1y`, `一周` `7d`."""
    text = text.replace(" ", "")
    if text in _WORDS:
        return _WORDS[text]
    match = re.search(
        r"(?:个)?(工作日|工作天|自然日|小时|钟头|星期|礼拜|周年|自然年|月|年|周|天|日|h)$", text
    )
    if match is None:
        return None
    unit, factor = _UNITS[match[1]]
    values = _numbers(re.sub(_UNIT, "", text))
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
    """A threshold as a plain integer: `1万` is `10000`, `两千` is `2000`."""
    value = number(text.strip())
    return f"{value:.0f}" if value is not None and value >= 1 and value == int(value) else None


READERS = {"money": money, "duration": duration, "count": count}
PATTERNS = {"money": MONEY, "duration": DURATION, "count": COUNT}
