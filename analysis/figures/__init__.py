"""The figures of an article: each composes functions of `analysis.plots`, and says what it shows.

A figure is drawn from an article; it works out the tables it needs, unless it is given them. Its
title is a finding put into words from the table, and changes when the table does; its description
serves those who cannot see it. What it says is in `messages`, one file a language: Chinese for
`labels="zh"`, else English. Figures of several documents are drawn of a table.

>>> list(FIGURES)
['pollution_map', 'damaged_bytes', 'article_plan', 'top_terms', 'section_terms', ...]
"""

from pathlib import Path

from ..article import Article
from ..errors import InputError
from ..house import Labels
from ..plots.style import FORMATS
from .clouds import THEME_COLORS, article_cloud, section_clouds
from .drawn import Drawn
from .frequency import distinctive_terms, section_terms, top_terms
from .of_article import FigureOf
from .raw import damaged_bytes, pollution_map
from .several import distinctive_terms_by, frequency_over_time, themes_by, top_terms_by
from .structure import article_plan, term_places
from .themes import sensitivity, theme_distribution, theme_map

FIGURES: dict[str, FigureOf] = {
    figure.__name__: figure
    for figure in (
        pollution_map, damaged_bytes, article_plan, top_terms, section_terms, distinctive_terms,
        term_places, theme_distribution, theme_map, sensitivity, article_cloud, section_clouds,
    )
}  # fmt: skip

__all__ = [
    "FIGURES", "FORMATS", "THEME_COLORS", "Drawn", "FigureOf", *FIGURES, "distinctive_terms_by",
    "frequency_over_time", "save", "themes_by", "top_terms_by",
]  # fmt: skip


def save(
    article: Article, name: str, path: str | Path, *, labels: Labels = "both",
    editable: bool = False,
) -> Path:  # fmt: skip
    """Draw a figure of an article by its name and write it, in the format of the suffix.

    See `Drawn.save` for `editable`. Raises `InputError` if no figure has the name, if the article
    lacks what the figure needs, or if the suffix is none of `FORMATS`.
    """
    if name not in FIGURES:
        raise InputError(f"no figure is called {name!r} (known: {', '.join(FIGURES)})")
    return FIGURES[name](article, labels=labels).save(path, editable=editable)
