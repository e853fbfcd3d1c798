"""Charts of the comparison, one function a chart: tables in, a matplotlib Figure out.

Each chart has one message, and its title says it; Chinese by default, `lang="en"` for English. What is
disputed and what no page mentions differ from yes and no by symbol, pattern and words, not by colour alone.
`chart.data` is the table that a chart shows.
"""

from __future__ import annotations

from analysis.charts.matrix import across_platforms, comparison_matrix
from analysis.charts.sources import evidence_counts
from analysis.charts.style import house_style, save, use_house_style

__all__ = [
    "across_platforms",
    "comparison_matrix",
    "evidence_counts",
    "house_style",
    "save",
    "use_house_style",
]
