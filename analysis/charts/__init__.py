"""Charts of the comparison, one function a chart: tables in, a matplotlib Figure out.

Each chart has one message, and its title says it; Chinese by default, `lang="en"` for English. What is
disputed and what no page mentions differ from yes and no by symbol, pattern and words, not by colour alone.
`chart.message` is its title, `chart.data` the table that it shows.
"""

from __future__ import annotations

from analysis.charts.cost import cost
from analysis.charts.how_sure import how_sure
from analysis.charts.matrix import across_platforms, comparison_matrix
from analysis.charts.one_attribute import one_attribute
from analysis.charts.over_time import over_time
from analysis.charts.sources import evidence_counts
from analysis.charts.style import house_style, save, use_house_style
from analysis.charts.telling_words import telling_words
from analysis.charts.ways_out import ways_out

__all__ = [
    "across_platforms",
    "comparison_matrix",
    "cost",
    "evidence_counts",
    "house_style",
    "how_sure",
    "one_attribute",
    "over_time",
    "save",
    "telling_words",
    "use_house_style",
    "ways_out",
]
