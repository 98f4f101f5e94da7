"""The figures of an article: each composes functions of `analysis.plots`, and says what it shows.

A figure is drawn from an article; it works out the tables it needs, unless it is given them. Its
title is a finding put into words from the table, and changes when the table does; its description
serves those who cannot see it. What it says is in `messages`, one file a language: Chinese for
`labels="zh"`, else English.

>>> list(FIGURES)
['pollution_map', 'damaged_bytes', 'article_plan', 'top_terms', 'section_terms', ...]
"""

from .clouds import article_cloud, section_clouds
from .frequency import distinctive_terms, section_terms, top_terms
from .raw import damaged_bytes, pollution_map
from .sheet import THEME_COLORS, Drawn, FigureOf
from .structure import article_plan, term_places
from .themes import sensitivity, theme_distribution, theme_map

FIGURES: dict[str, FigureOf] = {
    figure.__name__: figure
    for figure in (
        pollution_map, damaged_bytes, article_plan, top_terms, section_terms, distinctive_terms,
        term_places, theme_distribution, theme_map, sensitivity, article_cloud, section_clouds,
    )
}  # fmt: skip

__all__ = ["FIGURES", "THEME_COLORS", "Drawn", "FigureOf", *FIGURES]
