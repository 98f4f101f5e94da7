"""How often terms occur, and what marks a part."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from ..errors import require
from ..house import INK, SOFT, Glossary, Labels, house_word
from .style import On, axes, dots, rows, styled


@styled
def term_frequency(
    table: pd.DataFrame, ax: On = None, *, glossary: Glossary = None, labels: Labels = "both",
    color: str | Sequence[str] = INK,
) -> Axes:  # fmt: skip
    """A dot for each term's rate, with its interval and its count; the first row on top.

    `table` needs `token, n, per_1000, low, high`, as from `analysis.term_frequency`. `color` is one
    colour, or one a row.
    """
    require(table, "token", "n", "per_1000", "low", "high")
    ax = axes(ax)
    dots(ax, table, "per_1000", color)
    rows(ax, list(table["token"]), map(str, table["n"]), glossary, labels)
    ax.set_xlim(left=0)
    ax.set_xlabel(house_word("per_1000", labels))
    return ax


@styled
def log_odds(
    table: pd.DataFrame, ax: On = None, *, glossary: Glossary = None, labels: Labels = "both",
    color: str = INK,
) -> Axes:  # fmt: skip
    """A dot for each term's log-odds ratio, with its interval: right of 0 marks the part.

    Hollow where the interval spans 0: such a term may mark the part by chance.

    `table` needs `token, n, log_odds, low, high`: rows of one part from `analysis.log_odds`.
    """
    require(table, "token", "n", "log_odds", "low", "high")
    ax = axes(ax)
    clear = (table["low"] > 0) | (table["high"] < 0)
    fills = np.where(clear, color, "white")
    dots(ax, table, "log_odds", color, fills)
    rows(ax, list(table["token"]), map(str, table["n"]), glossary, labels)
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ax.set_xlabel(house_word("log_odds", labels))
    return ax
