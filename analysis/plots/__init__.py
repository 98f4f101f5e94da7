"""Drawing tidy tables: one function a kind of picture.

Every function takes a table and `ax=None`, draws, and returns the Axes; it computes nothing, shows
nothing and saves nothing, and its options are keyword-only. Each draws in the house style, in which
Chinese appears; `with style():` or `use_style()` gives it to what you draw yourself.

>>> import analysis as an
>>> tokens = an.Article("山里有山，山外有山。").tokens
>>> ax = an.plots.term_frequency(an.term_frequency(tokens), labels="zh")
>>> ax.get_xlabel()
'每千词次数'
"""

import warnings
from importlib import import_module
from typing import Any

from ..house import section_colors
from .clouds import word_cloud
from .frequency import frequency_over_time, log_odds, term_frequency
from .raw import damaged_run, pollution
from .structure import passages, term_positions
from .style import save, style, use_style
from .themes import sensitivity, theme_heatmap, theme_shares

__all__ = [
    "damaged_run", "frequency_over_time", "log_odds", "passages", "pollution", "save",
    "section_colors", "sensitivity", "style", "term_frequency", "term_positions", "theme_heatmap",
    "theme_shares", "use_style", "word_cloud",
]  # fmt: skip

RENAMED = {  # what had the name of a figure
    "article_plan": "plots.passages",
    "distinctive_terms": "plots.log_odds",
    "figures": "figures",
    "theme_map": "plots.theme_heatmap",
}


def __getattr__(name: str) -> Any:
    if name not in RENAMED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    new = RENAMED[name]
    warnings.warn(f"analysis.plots.{name} is now analysis.{new}", DeprecationWarning, stacklevel=2)
    return import_module("..figures", __name__) if name == new else globals()[new.split(".")[1]]
