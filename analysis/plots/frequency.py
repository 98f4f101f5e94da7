"""How often terms occur, what marks a part, and what changes over time."""

import math
from collections.abc import Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from ..errors import require
from ..house import GRID, INK, PALETTE, SOFT, Glossary, Labels, house_word, one_line
from .style import (
    CAPTION,
    NAME,
    On,
    axes,
    check_counts,
    check_once,
    dots,
    rows,
    styled,
    text_color,
)  # fmt: skip


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
    check_counts(table)
    check_once(table)
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
    check_counts(table)
    check_once(table)
    ax = axes(ax)
    clear = (table["low"] > 0) | (table["high"] < 0)
    fills = np.where(clear, color, "white")
    dots(ax, table, "log_odds", color, fills)
    rows(ax, list(table["token"]), map(str, table["n"]), glossary, labels)
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ax.set_xlabel(house_word("log_odds", labels))
    return ax


@styled
def frequency_over_time(
    table: pd.DataFrame, ax: On = None, *, time: str = "year", glossary: Glossary = None,
    labels: Labels = "both",
) -> Axes:  # fmt: skip
    """A line for each term's rate over time, in a band that is its interval.

    The name of a term is at the end of its line. `table` needs `term, per_1000, low, high` and the
    column `time`, numbers or dates, as from `analysis.frequency_over_time`.
    """
    require(table, "term", time, "per_1000", "low", "high")
    ax = axes(ax)
    ends = []
    for color, (term, line) in zip(cycle(PALETTE), table.groupby("term", sort=False), strict=False):
        line, color = line.sort_values(time), text_color(color)
        ax.fill_between(line[time], line["low"], line["high"], color=color, alpha=0.12, linewidth=0)
        ax.plot(line[time], line["per_1000"], color=color, marker="o", markersize=4, linewidth=1.5)
        ends.append((line["per_1000"].iloc[-1], one_line(str(term), glossary, labels), color))
    ax.set_ylim(bottom=0)
    top, place = ax.get_ylim()[1], ax.get_yaxis_transform()
    high = ax.get_window_extent().height / ax.figure.dpi * 72
    before = -math.inf
    for rate, name, color in sorted(ends):
        before = max(rate, before + 12 / high * top)  # names that would overlap move up
        look: dict[str, Any] = {"size": NAME, "color": color, "va": "center", **CAPTION}
        ax.annotate(name if labels else "", (1, before), xycoords=place, xytext=(8, 0), **look)
    if pd.api.types.is_integer_dtype(table[time]):
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.grid(axis="y", color=GRID)
    ax.spines["left"].set_visible(False)
    ax.set_ylabel(house_word("per_1000", labels))
    return ax
