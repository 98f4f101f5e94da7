"""What cleaning did to a page, character by character and byte by byte."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.patches import Rectangle

from ..errors import InputError, require
from ..house import DAMAGE, INK, KINDS, NAMES, ROLE_COLORS, SOFT, Labels, house_words
from ..measures.counts import each_row
from ..measures.pollution import spelled
from .font import visible
from .style import LEAST, On, axes, label_rows, styled

MIDDLE: dict[str, Any] = {"ha": "center", "va": "center_baseline", "clip_on": True}


@styled
def pollution(edits: pd.DataFrame, length: int, ax: On = None, *, columns: int = 120) -> Axes:
    """Every character of the raw text as a square, in reading order, coloured by what became of it.

    `edits` needs `start, end, kind` (raw offsets), as from `Cleaned.explain()`; `length` is the
    length of the raw text.
    """
    require(edits, "start", "end", "kind")
    if min(columns, length) < 1:
        raise InputError(f"{length} characters in {columns} columns: give at least 1 of each")
    ax = axes(ax)
    lines = -(-length // columns)
    cells = np.full(lines * columns, np.nan)
    cells[:length] = list(KINDS).index("kept")
    for edit in each_row(edits):
        cells[edit.start : edit.end] = list(KINDS).index(edit.kind)
    colors = ListedColormap([to_rgb(color) for color, _ in KINDS.values()])
    scale: dict[str, Any] = {"cmap": colors, "vmin": -0.5, "vmax": len(KINDS) - 0.5}
    grid = np.ma.masked_invalid(cells.reshape(lines, columns))
    ax.pcolormesh(grid, edgecolors="white", linewidth=0.5, **scale)
    ax.set(xlim=(0, columns), ylim=(lines, 0), aspect="equal")
    ax.axis("off")
    return ax


@styled
def damaged_run(table: pd.DataFrame, ax: On = None, *, labels: Labels = "both") -> Axes:
    """Each character over its bytes; below, a box for all bytes that the page read as one.

    A dark box was read out of step. A gloss is tinted, more so inside a character: that one is
    drawn in halves, and the bytes that called for the gloss are underlined. A lost byte is dashed.

    `table` needs `byte, role, character, number, place, shown, in_step`: one run, as from
    `Cleaned.bytes`.
    """
    require(table, "byte", "role", "character", "number", "place", "shown", "in_step")
    ax = axes(ax)
    rows = table.reset_index(drop=True)
    rows = rows.assign(x=range(len(rows)), fill=rows["role"].map(ROLE_COLORS).fillna("white"))
    for part, text, begun, goes_on in spelled(rows):
        first = part.iloc[0]
        text = text if pd.isna(first.number) else visible(text)
        _tile(ax, part["x"], -0.45, 1.8, text, first.fill, int(goes_on) - int(begun))
        if first.role == "misplaced":
            ax.hlines(1.24, first.x - 1.8, first.x - 0.2, color=INK, linewidth=1.4)
    for row in each_row(rows):
        box = {"fc": "white", "ec": INK, "lw": 0.8, "ls": (0, (2, 2)), "boxstyle": "square,pad=0.4"}
        dashed = box if row.role == "lost" else None
        ax.text(row.x + 0.5, 0.95, row.byte, size=8, bbox=dashed, **MIDDLE)
    for _, part in rows.groupby("place"):
        first = part.iloc[0]
        fill = first.fill if first.in_step else DAMAGE
        _tile(ax, part["x"], 1.53, 0.92, visible(first.shown), fill)
    names = [NAMES[key] for key in ("meant", "bytes", "shown")]
    label_rows(ax, names, house_words(labels), labels)
    ax.set(xlim=(0, len(table)), ylim=(2.5, -0.5), xticks=[])
    ax.spines[:].set_visible(False)
    return ax


def _tile(
    ax: Axes, xs: pd.Series, top: float, height: float, text: str, fill: str, torn: int = 0
) -> None:
    """A box over some bytes with a text, or with half of one, cut at the right (1) or left (-1)."""
    left, right = xs.min() + 0.06, xs.max() + 0.94
    box = Rectangle((left, top), right - left, height, fc=fill, ec=SOFT, linewidth=0.7)
    ax.add_patch(box)
    size = 15 if len(text) == 1 else LEAST if text.startswith("U+") else 10.5
    color = "white" if fill == DAMAGE else INK
    middle = (left + right + torn * (right - left)) / 2
    ax.text(middle, top + 0.45, text, size=size, color=color, **MIDDLE).set_clip_path(box)
