"""The words of the charts, in Chinese and English: titles that say the message, keys and foot notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.compare import REVIEW_MARKS
from analysis.vocabulary import Attribute, Lang, load

UNMENTIONED: Mapping[Lang, str] = {"zh": "未提及", "en": "not mentioned"}
COMMA: Mapping[Lang, str] = {"zh": "、", "en": ", "}
ALSO: Mapping[Lang, str] = {"zh": "另有：", "en": "also: "}
DISPUTED_LEAD: Mapping[Lang, str] = {"zh": "矛盾：", "en": "disputed: "}
GROUP: Mapping[Lang, Mapping[str, str]] = {
    "zh": {"apply": "申请", "hold": "持有", "leave": "退出"},
    "en": {"apply": "Apply", "hold": "Hold", "leave": "Leave"},
}
REVIEW: Mapping[Lang, Mapping[str, str]] = {
    "zh": {"reviewed": "有人复核过", "disputed": "复核的人意见不一，以后说的为准"},
    "en": {"reviewed": "a person reviewed it", "disputed": "reviewers differ, the later one stands"},
}
NUMBERS: Mapping[Lang, str] = {
    "zh": "。格中的数字：有几个来源说到。",
    "en": ". The number in a cell: how many sources speak of it. ",
}
KEY: Mapping[Lang, Mapping[str, str]] = {
    "zh": {
        "stated": "有页面这样说",
        "denied": "页面说“不”或“没有”",
        "conflicting": "页面说法互相矛盾",
        "not_mentioned": "没有页面提到，不等于“不”",
    },
    "en": {
        "stated": "pages say so",
        "denied": "pages say no or none",
        "conflicting": "pages contradict each other",
        "not_mentioned": "no page mentions it, which is not a no",
    },
}


def join(names: Sequence[str], lang: Lang) -> str:
    """Names as a list in running text."""
    return COMMA[lang].join(names)


def number(figure: int, what: str, lang: Lang) -> str:
    """A number of pages or sources (`what`) in words."""
    if lang == "zh":
        return f"{figure} 个{'页面' if what == 'page' else '来源'}"
    return plural(figure, what)


def disputes(part: pd.DataFrame, lang: Lang) -> str:
    """How many of these cells are disputed."""
    count = int((part["status"] == "conflicting").sum())
    if lang == "zh":
        return f"{count} 处说法矛盾" if count else "没有互相矛盾的说法"
    return f"{count} disputed" if count else "nothing disputed"


def matrix_title(part: pd.DataFrame, platform: str, lang: Lang) -> str:
    """What one platform's matrix shows: how many types, which is covered best, how much is disputed."""
    name = load().label("platform", platform, lang)
    named = part[(part["status"] != "not_mentioned") & (part["type"] != "general")]
    counts = (
        named.groupby("type", observed=True)["attribute"]
        .nunique()
        .sort_values(ascending=False, kind="stable")
    )
    best = load().label("type", str(counts.index[0]), lang) if len(counts) else ""
    # Of two types that are covered equally well neither is the best.
    leads = len(counts) > 1 and counts.iloc[0] > counts.iloc[1]
    if lang == "zh":
        kinds = f"页面说到 {len(counts)} 类认证" if len(counts) > 1 else f"页面只说到{best or '笼统的认证'}"
        return f"{name}：{kinds}{f'，{best}说得最全' if leads else ''}；{disputes(part, lang)}"
    kinds = (
        f"{len(counts)} types on the pages"
        if len(counts) > 1
        else f"only {best or 'certification in general'}"
    )
    return f"{name}: {kinds}{f', {best} covered best' if leads else ''}; {disputes(part, lang)}"


def across_title(parts: Sequence[tuple[Attribute, pd.DataFrame]], lang: Lang) -> str:
    """For each attribute, on how many platforms it is spoken of and how much of that is disputed."""
    said = []
    for attribute, part in parts:
        count = part.loc[part["status"] != "not_mentioned", "platform"].nunique()
        if lang == "zh":
            said.append(f"{attribute.zh}：{count} 个平台有说法，{disputes(part, lang)}")
        else:
            where = "1 platform" if count == 1 else f"{count} platforms"
            said.append(f"{attribute.en}: {where}, {disputes(part, lang)}")
    return "；".join(said) if lang == "zh" else "; ".join(said)


def counts_title(counts: Mapping[tuple[str, str], int], lang: Lang) -> str:
    """Which platform and attribute the pages speak of most, and how much no page mentions.

    `counts` is the number of sources by (platform, attribute).
    """
    platform, attribute = max(counts, key=lambda key: counts[key])
    place = load().label("platform", platform, lang)
    topic = load().attribute(attribute).name(lang)
    most, silent = number(max(counts.values()), "source", lang), list(counts.values()).count(0)
    if lang == "zh":
        gaps = f"{len(counts)} 格里 {silent} 格没有页面提到" if silent else "每一格都有页面提到"
        return f"说得最多的是{place}的{topic}（{most}）；{gaps}"
    gaps = f"no page mentions {silent} of {len(counts)} cells" if silent else "every cell is mentioned"
    return f"Most is said on {place}: {topic} ({most}); {gaps}"


def plural(number: int, what: str) -> str:
    """A number of things in English words."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def basis(part: pd.DataFrame, lang: Lang, figures: str | None = None) -> str:
    """On how many pages and independent sources a chart rests, how new the newest is, what figures mean."""
    read = {page for cell in part["pages"] for page in cell}
    sources = {source for cell in part["sources"] for source in cell}
    newest = part["newest"].max()
    note = {"zh": "依据 {}，{}", "en": "From {}, {}"}[lang]
    independent = number(len(sources), "source", lang).replace("source", "independent source")
    note = note.format(number(len(read), "page", lang), independent.replace("来源", "独立来源"))
    if not pd.isna(newest):
        note += f"；最新的发布于 {newest:%Y-%m-%d}" if lang == "zh" else f"; the newest of {newest:%Y-%m-%d}"
    if figures is None:
        return note + NUMBERS[lang]
    return f"{note}。{figures}" if lang == "zh" else f"{note}. {figures}"


def times(part: pd.DataFrame, lang: Lang) -> str:
    """What the number after a disputed value means, where there is one."""
    if not (part["status"] == "conflicting").any():
        return ""
    return "×2：有 2 个来源这样说。" if lang == "zh" else "×2: two sources say so. "


def review_marks(part: pd.DataFrame, lang: Lang) -> dict[str, str]:
    """The marks of reviewed cells that there are, with what they mean."""
    there = set(part["review"]) if "review" in part else set()
    return {mark: REVIEW[lang][name] for name, mark in REVIEW_MARKS.items() if name in there}


def review(part: pd.DataFrame, lang: Lang) -> tuple[str, ...]:
    """What the marks of reviewed cells mean, as a foot note; none where none is marked."""
    colon, semicolon, stop = ("：", "；", "。") if lang == "zh" else (": ", "; ", ".")
    said = [f"{mark}{colon}{says}" for mark, says in review_marks(part, lang).items()]
    return (semicolon.join(said) + stop,) if said else ()


def absent_types(types: Sequence[str], lang: Lang) -> str:
    """The types that no page mentions, or nothing."""
    absent = [t.name(lang) for t in load().types if t.id not in types and t.id != "general"]
    if not absent:
        return ""
    return (
        f"没有页面提到：{join(absent, lang)}。"
        if lang == "zh"
        else f"No page mentions: {join(absent, lang)}."
    )


def silence(platforms: Sequence[str], lang: Lang) -> str:
    """The platforms (their names) of which no page speaks of what a chart shows, or nothing."""
    if not platforms:
        return ""
    names = join(platforms, lang)
    return f"没有页面说到：{names}。" if lang == "zh" else f"No page speaks of it on: {names}."
