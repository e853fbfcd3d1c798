"""What tests of charts look at: the words of a figure, where they stand, and figures as full as can be."""

from __future__ import annotations

from itertools import combinations

from made import claim
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.model import Claim
from analysis.vocabulary import load

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
    fields = [patch.get_window_extent() for patch in figure.findobj(Rectangle)]
    for text, box in placed:
        assert figure.bbox.x0 <= box.x0, text
        assert box.x1 <= figure.bbox.x1, text
        assert figure.bbox.y0 <= box.y0, text
        assert box.y1 <= figure.bbox.y1, text
        # Of the boxes around the text's beginning; lines and bars are no boxes to write in.
        around = [
            field
            for field in fields
            if min(field.width, field.height) > 12 and field.contains(box.x0 + 1, (box.y0 + box.y1) / 2)
        ]
        smallest = min(around, key=lambda field: field.width)
        assert box.x1 <= smallest.x1 + 1, f"{text} runs out of its box"
        assert smallest.y0 - 2 <= box.y0, f"{text} runs out of its box"
        assert box.y1 <= smallest.y1 + 2, f"{text} runs out of its box"
    for (one, a), (other, b) in combinations(placed, 2):
        overlap = Bbox.intersection(a, b)
        assert overlap is None or min(overlap.width, overlap.height) < 2, f"{one} over {other}"
