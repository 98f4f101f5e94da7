"""Themes by section, and which findings on them hold."""

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from ..errors import require
from ..house import GRID, INK, SIGNS, SOFT, Glossary, Labels, label_parts, numeral, section_colors
from ..measures.counts import each_row
from .style import CAPTION, LEAST, On, axes, dots, label_rows, rows, styled

SHADE = "#16283f"  # of a whole share


@styled
def theme_shares(
    table: pd.DataFrame, ax: On = None, *, glossary: Glossary = None, labels: Labels = "both",
    color: str = INK,
) -> Axes:  # fmt: skip
    """A dot for each theme's share in one section, with its interval; the first row on top.

    A theme that does not occur is a hollow dot; the interval of a `small` row is dashed.

    `table` needs `theme, n, share, low, high`: the rows of one section from
    `analysis.theme_shares`.
    """
    require(table, "theme", "n", "share", "low", "high")
    ax = axes(ax)
    fills = np.where(table["n"] > 0, color, "white")
    small = bool(table.get("small", pd.Series(False)).any())
    dots(ax, table, "share", color, fills, dashed=small)
    shown = (f"{row.share:.0%}" if row.n else "–" for row in each_row(table))
    rows(ax, list(table["theme"]), shown, glossary, labels)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return ax


@styled
def theme_heatmap(
    table: pd.DataFrame, sections: pd.DataFrame, ax: On = None, *, glossary: Glossary = None,
    labels: Labels = "both",
) -> Axes:  # fmt: skip
    """Themes by sections: each cell a share and its interval in per cent, darker the larger.

    ▲ and ▼ mark cells that clearly hold more, or less, than expected; the interval of a `small` one
    is in brackets. `announced` cells have a frame. Sections without a number stand apart.

    `table` needs `section, theme, n, share, low, high, residual, clear`, as from
    `analysis.theme_shares` joined by `analysis.theme_residuals`; `sections` those of
    `Article.sections`.
    """
    require(table, "section", "theme", "n", "share", "low", "high", "residual", "clear")
    require(sections, "section", "number", "zh", "en")
    ax = axes(ax)
    themes, numbered = list(dict.fromkeys(table["theme"])), sections["number"].notna()
    apart = ~numbered & bool(numbered.any())
    colors = section_colors(list(sections["section"]), list(~apart))
    head: dict[str, Any] = {"ha": "center", **CAPTION}
    names = [heading(section, labels) for section in each_row(sections)]
    deep = 4 + 10.5 * max(name.count("\n") + 1 for name in names)  # points that the names take
    lefts = np.arange(len(apart)) + 0.2 * apart
    for left, section, name in zip(lefts, each_row(sections), names, strict=True):
        ax.hlines(-0.62, left, left + 0.96, color=colors[section.section], lw=3, clip_on=False)
        number = "" if pd.isna(section.number) else numeral(section.number, labels)
        ax.annotate(number, (left + 0.48, -0.62), xytext=(0, deep + 3), weight="bold", **head)
        small: dict[str, Any] = {"size": 8, "color": SOFT, "va": "top", **head}
        ax.annotate(name, (left + 0.48, -0.62), xytext=(0, deep), **small)
        for row in each_row(table[table["section"] == section.section]):
            y, share = themes.index(row.theme), 0 if pd.isna(row.share) else row.share
            shade = tuple(1 - share * (1 - part) for part in to_rgb(SHADE))
            look: dict[str, Any] = {"ec": GRID, "lw": 0.6}
            if getattr(row, "announced", False):
                look = {"ec": INK, "lw": 2.2, "zorder": 2, "clip_on": False}
            ax.add_patch(Rectangle((left, y - 0.47), 0.96, 0.94, fc=shade, **look))
            sign = SIGNS["more" if row.residual > 0 else "less"] if row.clear else ""
            ink = "white" if share > 0.4 else INK
            middle: dict[str, Any] = {"color": ink, "ha": "center", "va": "center"}
            value = f"{sign} {share:.0%}" if row.n else f"{sign} –"
            weight = "bold" if sign else "normal"
            ax.text(left + 0.48, y - 0.16, value.strip(), size=9, weight=weight, **middle)
            if pd.notna(row.low):
                ends = f"{100 * row.low:.0f} – {100 * row.high:.0f}"
                ends = f"({ends})" if getattr(row, "small", False) else ends
                ax.text(left + 0.48, y + 0.25, ends, size=LEAST, **middle)
    ax.set(xlim=(0, len(apart) + 0.2 * apart.any()), ylim=(len(themes) - 0.5, -0.5), xticks=[])
    label_rows(ax, themes, glossary, labels)
    ax.spines[:].set_visible(False)
    return ax


def heading(section: Any, labels: Labels) -> str:
    """The name of a section above a column, in lines."""
    chinese, english = label_parts(section.zh, {section.zh: section.en}, labels)
    return "\n".join(filter(None, [chinese, textwrap.fill(english, 15)]))


@styled
def sensitivity(
    table: pd.DataFrame, ax: On = None, *, glossary: Glossary = None, labels: Labels = "both"
) -> Axes:
    """Readings of the text by findings: a full dot where a finding holds, a hollow one where not.

    Beside a reading that is many stands in how many of them it holds. `table` needs `finding,
    section, theme, reading, tried, held, holds`, as from `analysis.sensitivity`, the sections
    named; `glossary` gives the English of a theme.
    """
    require(table, "finding", "section", "theme", "reading", "tried", "held", "holds")
    ax = axes(ax)
    keys = list(zip(table["section"], table["finding"], table["theme"], strict=True))
    findings, readings = list(dict.fromkeys(keys)), list(dict.fromkeys(table["reading"]))
    xs, ys = [findings.index(key) for key in keys], table["reading"].map(readings.index)
    ax.hlines(range(len(readings)), 0, len(findings) - 1, color=GRID, linewidth=0.8)
    fills = np.where(table["holds"], INK, "white")
    ax.scatter(xs, ys, s=64, facecolors=fills, edgecolors=INK, linewidths=1.3, zorder=3)
    for x, y, row in zip(xs, ys, each_row(table), strict=True):
        if row.tried > 1:
            look: dict[str, Any] = {"size": LEAST, "color": SOFT, "va": "center"}
            box = {"fc": "white", "ec": "none", "pad": 1}
            ax.text(x + 0.14, y, f"{row.held}/{row.tried}", bbox=box, **look)
    for x, (section, finding, theme) in enumerate(findings):
        chinese, english = label_parts(theme, glossary, labels)
        lines = [f"{section} {SIGNS[finding]}", chinese, textwrap.fill(english, 13)]
        name = "\n".join(filter(None, lines))
        ax.text(x, -0.7, name, size=8, ha="center", va="bottom", linespacing=1.3)
    ends = max(1, len(findings)) - 0.4, max(1, len(readings)) - 0.5
    ax.set(xlim=(-0.5, ends[0]), ylim=(ends[1], -0.5), xticks=[])
    label_rows(ax, readings, None, "zh")
    ax.spines[:].set_visible(False)
    return ax
