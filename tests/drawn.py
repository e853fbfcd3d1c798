"""What tests of charts look at: the words of a figure, where they stand, and figures as full as can be."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from made import claim
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from told import Told, told

from analysis import charts
from analysis.changes import timeline
from analysis.charts.style import Chart
from analysis.compare import cells
from analysis.model import Claim
from analysis.table import claims_table, evidence_table
from analysis.vocabulary import Lang, load
from analysis.words import by_type, concordance, keyness

FIGURES = {
    "fee": ("CNY300", "CNY600", "CNY300-600"),
    "review_time": ("1-3wd", "24h", "7d"),
    "validity": ("1y", "6m"),
    "requirement": ("followers>=10000", "posts>=3", "reads>=10000000"),
    "materials": ("not:business_licence", "not:id_card"),
}


def everything(platforms: tuple[str, ...] = ("wechat",)) -> list[Claim]:
    """Three pages a platform that claim every value of every attribute of every type: as full as can be."""
    made: list[Claim] = []
    for platform in platforms:
        for type_ in load().types:
            for attribute in load().attributes:
                values = [value.id for value in attribute.values] + list(FIGURES.get(attribute.id, ()))
                made += [
                    claim(
                        f"{platform}{number % 3}.html",
                        f"{platform} {type_.id} {attribute.id}",
                        value,
                        published=(None, "2019-03-01", "2023-11-30")[number % 3],
                    )
                    for number, value in enumerate(values)
                ]
    return made


SOME = (
    claim("a.html", "douyin enterprise fee", "CNY600", published="2021-03-01"),
    claim("b.html", "douyin enterprise fee", "CNY600", published="2023-05-01"),
    claim("c.html", "douyin enterprise fee", "free", published="2022-08-15"),
    claim("a.html", "douyin enterprise validity", "6m", published="2021-03-01"),
    claim("a.html", "douyin enterprise refund", "no", published="2021-03-01"),
    claim("a.html", "douyin enterprise materials", "business_licence", published="2021-03-01"),
    claim("b.html", "douyin enterprise materials", "id_card", published="2023-05-01"),
    claim("a.html", "douyin personal materials", "not:business_licence", published="2021-03-01"),
    claim("d.html", "douyin enterprise revocable", "yes"),
    claim("d.html", "douyin enterprise revoke_channel", "in_app"),
    claim("e.html", "douyin enterprise revoke_channel", "support"),
    claim("d.html", "douyin enterprise revoke_effect", "badge_removed"),
    claim("d.html", "douyin enterprise advice", "discouraged"),
    claim("d.html", "douyin personal revocable", "yes"),
    claim("e.html", "douyin personal revocable", "no"),
    claim("d.html", "douyin real_name revocable", "no"),
    claim("f.html", "kuaishou enterprise fee", "CNY300-500"),
    claim("f.html", "kuaishou personal fee", "free"),
    claim("f.html", "kuaishou personal validity", "permanent"),
    claim("g.html", "wechat institution fee", "paid"),
    claim("g.html", "wechat institution materials", "authorization_letter"),
)
"""Claims in which everything occurs that a chart can show: yes, no, disputes, silence, dates and none."""

PAGES: tuple[Told, ...] = (
    told(
        "a.html",
        "关于企业号的说明。",
        *[("企业号要提交营业执照，企业号按年付费", "douyin enterprise materials", "business_licence"), "。"]
        * 3,
        ("个人认证看粉丝，个人认证不用交钱", "douyin personal fee", "free"),
        "。",
    ),
    told(
        "very/long/folder-name/for-a-page-that-was-saved-by-somebody/个人认证怎么弄.html",
        "先说👍个人认证。",
        *[("个人认证要绑定手机，个人认证看原创", "douyin personal requirement", "phone_bound"), "。"] * 3,
    ),
)
"""Pages whose words tell two types apart, one with a sign that no font has."""


def every_chart(claims: tuple[Claim, ...] | list[Claim], lang: Lang = "zh") -> dict[str, Callable[[], Chart]]:
    """Each chart of these claims by its name; the words are those of PAGES."""
    table = claims_table(claims)
    compared = cells(table)
    platform = str(compared["platform"].iloc[0])
    documents = [document for document, _ in PAGES]
    telling = keyness(by_type(documents, evidence_table([c for _, claims in PAGES for c in claims])))
    lines = concordance(documents, "个人认证")
    return {
        "comparison_matrix": partial(charts.comparison_matrix, compared, platform, lang),
        "across_platforms": partial(charts.across_platforms, compared, ("fee", "materials"), lang),
        "evidence_counts": partial(charts.evidence_counts, compared, lang),
        "cost": partial(charts.cost, compared, lang),
        "ways_out": partial(charts.ways_out, compared, None, lang),
        "how_sure": partial(charts.how_sure, compared, lang),
        "one_attribute": partial(charts.one_attribute, compared, "materials", lang),
        "over_time": partial(charts.over_time, table, timeline(table), lang),
        "telling_words": partial(charts.telling_words, telling, lines, lang),
    }


ALL_PLATFORMS = tuple(platform.id for platform in load().platforms)


def words(figure: Figure) -> list[str]:
    """All texts of a figure, in the order in which they were drawn."""
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """All texts of a figure, each with the box that it fills."""
    renderer = FigureCanvasAgg(figure).get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip()]
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts]


def assert_nothing_cut_or_overlapping(figure: Figure) -> None:
    """Every text is on the figure, inside the smallest box that it begins in, and over no other text."""
    placed = boxes(figure)
    fields = np.array([patch.get_window_extent().extents for patch in figure.findobj(Rectangle)])
    # Lines and bars are no boxes to write in.
    fields = fields[np.minimum(fields[:, 2] - fields[:, 0], fields[:, 3] - fields[:, 1]) > 12]
    for text, box in placed:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
        # Of the boxes around the text's beginning the narrowest is the one that it was written into.
        x, y = box.x0 + 1, (box.y0 + box.y1) / 2
        inside = (fields[:, 0] <= x) & (x <= fields[:, 2]) & (fields[:, 1] <= y) & (y <= fields[:, 3])
        around = fields[inside]
        _, y0, x1, y1 = around[np.argmin(around[:, 2] - around[:, 0])]
        assert box.x1 <= x1 + 1, f"{text} runs out of its box"
        assert y0 - 2 <= box.y0, f"{text} runs out of its box"
        assert box.y1 <= y1 + 2, f"{text} runs out of its box"
    # All pairs at once: a full chart has a thousand texts and more.
    sides = np.array([box.extents for _, box in placed])
    low = np.maximum(sides[:, None, :2], sides[None, :, :2])
    high = np.minimum(sides[:, None, 2:], sides[None, :, 2:])
    over = np.argwhere(np.triu((high - low).min(axis=2) >= 2, k=1))
    assert not len(over), f"{placed[over[0][0]][0]} over {placed[over[0][1]][0]}"
