"""Drawing tidy tables: one function a kind of picture.

Every function takes a table and `ax=None`, draws, and returns the Axes; it computes nothing, shows
nothing and saves nothing, and its options are keyword-only. Each draws in the house style, in which
Chinese appears; `with style():` or `use_style()` gives it to what you draw yourself.

>>> import analysis as an
>>> tokens = an.Article("山里有山，山外有山。").tokens
>>> ax = an.plots.term_frequency(an.term_frequency(tokens), labels="zh")
>>> ax.get_xlabel()
'per 1,000 words'
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from ..errors import InputError
from ..measures import require
from .style import (
    FAINT,
    FONT,
    GRID,
    INK,
    SOFT,
    Labels,
    axes,
    check_glyphs,
    font_files,
    label_rows,
    numeral,
    save,
    section_colors,
    style,
    styled,
    use_style,
    words,
)

__all__ = [
    "pollution",
    "save",
    "section_colors",
    "style",
    "term_frequency",
    "term_positions",
    "theme_shares",
    "use_style",
    "word_cloud",
]

KIND_COLORS = {
    "kept": "#e8e8e8",
    "gloss": "#f2b84b",
    "script": "#5b93cc",
    "width": "#111111",
    "damage": "#d4003f",
    "spam": "#7b4a1e",
}
KIND_NAMES = {
    "kept": "left as it was",
    "gloss": "pinyin glosses, dropped",
    "script": "traditional forms, turned back",
    "width": "narrowed marks, widened",
    "damage": "damaged, read back",
    "spam": "place-name spam, dropped",
}


@styled
def term_frequency(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    glossary: Mapping[str, str] | None = None,
    labels: Labels = "both",
    color: str | Sequence[str] = INK,
) -> Axes:
    """A dot for each term's rate, with its interval and its count; the first row on top.

    `table` needs `token, n, per_1000, low, high`, as from `analysis.term_frequency`. `color` is one
    colour, or one a row.
    """
    require(table, "token", "n", "per_1000", "low", "high")
    ax = axes(ax)
    _dots(ax, table["per_1000"], table["low"], table["high"], color)
    _column(ax, map(str, table["n"]))
    _rows(ax, list(table["token"]), glossary, labels)
    ax.set_xlabel("per 1,000 words")
    return ax


@styled
def theme_shares(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    glossary: Mapping[str, str] | None = None,
    labels: Labels = "both",
    color: str = INK,
) -> Axes:
    """A dot for each theme's share in one section, with its interval; the first row on top.

    A theme that does not occur is a hollow dot.

    `table` needs `theme, n, share, low, high`: the rows of one section from
    `analysis.theme_shares`.
    """
    require(table, "theme", "n", "share", "low", "high")
    ax = axes(ax)
    fills = np.where(table["n"] > 0, color, "white")
    _dots(ax, table["share"], table["low"], table["high"], color, fills)
    _column(ax, (f"{row.share:.0%}" if row.n else "–" for row in table.itertuples()))
    _rows(ax, list(table["theme"]), glossary, labels)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return ax


@styled
def term_positions(
    tokens: pd.DataFrame,
    sections: pd.DataFrame,
    ax: Axes | None = None,
    *,
    terms: Sequence[str],
    glossary: Mapping[str, str] | None = None,
    labels: Labels = "both",
) -> Axes:
    """A tick wherever a term occurs along the article, over bands that mark the sections.

    `tokens` needs `token, start`; `sections` needs `section, number, zh, start, end`, as from
    `Article.sections`. One row a term, in the order given.
    """
    require(tokens, "token", "start")
    require(sections, "section", "number", "zh", "start", "end")
    ax = axes(ax)
    colors = section_colors(list(sections["section"]), list(sections["number"].notna()))
    for section in sections.itertuples():
        color = colors[section.section]
        ax.axvspan(section.start, section.end, color=color, alpha=0.16, linewidth=0)
        ax.axvspan(section.start, section.end, 0, 0.012, color=color, linewidth=0)
        ax.annotate(
            section.zh if pd.isna(section.number) else numeral(section.number),
            ((section.start + section.end) / 2, 1),
            xycoords=ax.get_xaxis_transform(),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            weight="bold",
        )
    for row, term in enumerate(terms):
        places = tokens.loc[tokens["token"] == term, "start"]
        ax.vlines(places, row - 0.33, row + 0.33, color=INK, linewidth=1.1)
    _column(ax, (str((tokens["token"] == term).sum()) for term in terms))
    _rows(ax, list(terms), glossary, labels)
    ax.grid(False)
    ax.set_xlim(0, tokens["start"].max() + 1)
    ax.set_xlabel("characters from the beginning of the cleaned text")
    return ax


@styled
def word_cloud(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    glossary: Mapping[str, str] | None = None,
    labels: Labels = "zh",
    color: str | Mapping[str, str] = INK,
    max_words: int = 60,
    size: tuple[int, int] = (900, 560),
    seed: int = 0,
) -> Axes:
    """The terms in sizes that follow their counts: an impression, not a measurement.

    `table` needs `token, n`. `color` is one colour, or a colour by term. No word is turned, none is
    smaller than 1/19 of the height, and the same seed gives the same cloud.

    Raises
    ------
    InputError
        If the table is empty, the font lacks a character, or `labels` is `"both"`: a cloud has no
        room for two languages.
    """
    from PIL import ImageFont
    from wordcloud import WordCloud

    require(table, "token", "n")
    if table.empty:
        raise InputError("a word cloud needs at least one term")
    if labels == "both":
        raise InputError("a word cloud has one language: labels='zh' or labels='en'")
    ax = axes(ax)
    font = ImageFont.truetype(str(font_files()["bold"]), 100)
    shown = {}
    for row in table.itertuples():
        text = "".join(words(row.token, glossary, labels))
        shown[_Block("█" * math.ceil(font.getlength(text) / 100))] = (text, row)
    check_glyphs(text for text, _ in shown.values())
    cloud = WordCloud(
        font_path=str(font_files()["bold"]),
        width=size[0],
        height=size[1],
        max_words=max_words,
        min_font_size=size[1] // 19,
        max_font_size=size[1] // 5,
        prefer_horizontal=1,
        relative_scaling=0.5,
        margin=4,
        random_state=seed,
    ).generate_from_frequencies({block: row.n for block, (_, row) in shown.items()})
    for (block, _), height, (top, left), _, _ in cloud.layout_:
        text, row = shown[block]
        fill = color if isinstance(color, str) else color.get(row.token, FAINT)
        _letters(ax, text, (left + len(block) * height / 2, top + height / 2), height, fill)
    ax.set(xlim=(0, size[0]), ylim=(size[1], 0), aspect="equal")
    ax.axis("off")
    return ax


class _Block(str):
    """A row of full blocks that stands for a word while a cloud is laid out.

    The layout fits words into the gaps of others; blocks have none. Equal only to itself, so that
    two words of one length can both be keys.
    """

    __eq__ = object.__eq__
    __hash__ = object.__hash__


def _letters(ax: Axes, text: str, centre: tuple[float, float], size: float, color: str) -> None:
    """Set a word as outlines around a point, on Axes whose y points down."""
    bold = FontProperties(family=FONT, weight="bold")
    outline = TextPath((0, 0), text, size=size, prop=bold)
    box = outline.get_extents()
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    place = Affine2D().translate(-middle[0], -middle[1]).scale(1, -1).translate(*centre)
    ax.add_patch(PathPatch(place.transform_path(outline), color=color, linewidth=0))


@styled
def pollution(
    edits: pd.DataFrame, length: int, ax: Axes | None = None, *, columns: int = 120
) -> Axes:
    """Every character of the raw text as a square, in reading order, coloured by what became of it.

    `edits` needs `start, end, kind` (raw offsets), as from `Cleaned.explain()`; `length` is the
    length of the raw text.
    """
    require(edits, "start", "end", "kind")
    ax = axes(ax)
    kinds = list(KIND_COLORS)
    lines = -(-length // columns)
    cells = np.full(lines * columns, np.nan)
    cells[:length] = 0
    for edit in edits.itertuples():
        cells[edit.start : edit.end] = kinds.index(edit.kind)
    ax.pcolormesh(
        np.ma.masked_invalid(cells.reshape(lines, columns)),
        cmap=ListedColormap([to_rgb(color) for color in KIND_COLORS.values()]),
        vmin=-0.5,
        vmax=len(kinds) - 0.5,
        edgecolors="white",
        linewidth=0.5,
    )
    ax.set(xlim=(0, columns), ylim=(lines, 0), aspect="equal")
    ax.axis("off")
    return ax


def _rows(
    ax: Axes, terms: Sequence[str], glossary: Mapping[str, str] | None, labels: Labels
) -> None:
    """Rows from top to bottom, labelled, with a light grid to read values off."""
    label_rows(ax, terms, glossary, labels)
    ax.set_ylim(len(terms) - 0.4, -0.6)
    ax.set_xlim(left=0)
    ax.grid(axis="x", color=GRID)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)


def _dots(
    ax: Axes,
    values: pd.Series,
    low: pd.Series,
    high: pd.Series,
    color: str | Sequence[str],
    fills: Any = None,
) -> None:
    """A dot a row, on a line that is its interval."""
    rows = np.arange(len(values))
    ax.hlines(rows, low, high, color=color, linewidth=1.3, clip_on=False)
    look: dict[str, Any] = {"s": 26, "linewidths": 1.1, "zorder": 3, "clip_on": False}
    ax.scatter(values, rows, edgecolors=color, facecolors=color if fills is None else fills, **look)


def _column(ax: Axes, entries: Iterable[str]) -> None:
    """A column of figures right of the rows."""
    for row, text in enumerate(entries):
        ax.annotate(
            text,
            (1, row),
            xytext=(4, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            size=8,
            color=SOFT,
            annotation_clip=False,
        )
