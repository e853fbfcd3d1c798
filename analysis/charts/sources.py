"""How many independent sources speak of each attribute on each platform."""

from __future__ import annotations

import pandas as pd

from analysis.charts import words
from analysis.charts.grid import Band, Cell, Grid, draw
from analysis.charts.parts import refuse_empty
from analysis.charts.style import Chart
from analysis.vocabulary import GROUPS, Lang, load


def evidence_counts(cells: pd.DataFrame, lang: Lang = "zh") -> Chart:
    """How many sources speak of each attribute on each platform: attributes in three groups × platforms.

    `cells` is a table of `compare.cells`. Raises TableError where the table is empty.
    """
    refuse_empty(cells)
    counts: dict[tuple[str, str], int] = {}
    disputed: set[tuple[str, str]] = set()
    for key, group in cells.groupby(["platform", "attribute"], observed=True):
        platform, attribute = map(str, key)
        counts[platform, attribute] = len({source for sources in group["sources"] for source in sources})
        if (group["status"] == "conflicting").any():
            disputed.add((platform, attribute))
    platforms = [str(platform) for platform in cells["platform"].unique()]
    most = max(counts.values(), default=0) or 1

    def cell(platform: str, attribute: str) -> Cell:
        count = counts[platform, attribute]
        status = (
            "conflicting" if (platform, attribute) in disputed else "stated" if count else "not_mentioned"
        )
        return Cell(status, count=count, shade=count / most)

    samples = (Cell("conflicting", count=2, shade=0.3), Cell("not_mentioned", shade=0.0))
    bands = tuple(
        Band(
            words.GROUP[lang][group],
            tuple(
                (a.name(lang), tuple(cell(p, a.id) for p in platforms))
                for a in load().attributes
                if a.group == group
            ),
        )
        for group in GROUPS
    )
    grid = Grid(
        title=words.counts_title(counts, lang),
        columns=tuple(load().label("platform", platform, lang) for platform in platforms),
        bands=bands,
        key=tuple((sample, words.KEY[lang][sample.status]) for sample in samples),
        notes=(words.basis(cells, lang),),
        lang=lang,
        narrowest=1.05,
    )
    return draw(grid)
