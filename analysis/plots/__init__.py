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
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
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
    visible,
    words,
)

SIGNS = {"more": "▲", "less": "▼", "leads": "★"}
SHADE = "#16283f"

__all__ = [
    "damaged_run",
    "pollution",
    "save",
    "section_colors",
    "sensitivity",
    "style",
    "term_frequency",
    "term_positions",
    "theme_map",
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
ROLE_COLORS = {"misplaced": KIND_COLORS["gloss"], "gloss": "#fbe8c3"}
BYTE_ROWS = {"原字": "characters", "字节": "bytes", "页面": "on the page"}
MIDDLE: dict[str, Any] = {"ha": "center", "va": "center_baseline", "clip_on": True}


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
def theme_map(
    table: pd.DataFrame,
    sections: pd.DataFrame,
    ax: Axes | None = None,
    *,
    glossary: Mapping[str, str] | None = None,
    labels: Labels = "both",
) -> Axes:
    """Themes by sections: each cell a share and its interval in per cent, darker the larger.

    ▲ and ▼ mark cells that clearly hold more, or less, than expected. Sections without a number
    stand apart. `table` needs `section, theme, n, share, low, high, residual, clear`, as from
    `analysis.theme_shares` joined by `analysis.theme_residuals`; `sections` those of
    `Article.sections`.
    """
    require(table, "section", "theme", "n", "share", "low", "high", "residual", "clear")
    require(sections, "section", "number", "zh", "en")
    ax = axes(ax)
    themes, apart = list(dict.fromkeys(table["theme"])), sections["number"].isna()
    colors = section_colors(list(sections["section"]), list(~apart))
    for left, section in zip(
        np.arange(len(apart)) + 0.2 * apart, sections.itertuples(), strict=True
    ):
        ax.hlines(-0.62, left, left + 0.96, color=colors[section.section], lw=3, clip_on=False)
        number = "" if pd.isna(section.number) else numeral(section.number)
        names = [number] if labels == "zh" else [number, textwrap.fill(section.en, 15)]
        heading = "\n".join(filter(None, names)) or section.zh
        ax.text(left + 0.48, -0.75, heading, size=8, color=SOFT, ha="center", va="bottom")
        for row in table[table["section"] == section.section].itertuples():
            y, share = themes.index(row.theme), 0 if pd.isna(row.share) else row.share
            shade = tuple(1 - share * (1 - part) for part in to_rgb(SHADE))
            ax.add_patch(Rectangle((left, y - 0.47), 0.96, 0.94, fc=shade, ec=GRID, lw=0.6))
            sign = SIGNS["more" if row.residual > 0 else "less"] if row.clear else ""
            ink = "white" if share > 0.4 else INK
            middle: dict[str, Any] = {"color": ink, "ha": "center", "va": "center"}
            value = f"{sign} {share:.0%}" if row.n else f"{sign} –"
            weight = "bold" if sign else "normal"
            ax.text(left + 0.48, y - 0.16, value.strip(), size=9, weight=weight, **middle)
            if pd.notna(row.low):
                ends = f"{100 * row.low:.0f} – {100 * row.high:.0f}"
                ax.text(left + 0.48, y + 0.25, ends, size=7, **middle)
    ax.set(xlim=(0, len(apart) + 0.2 * apart.any()), ylim=(len(themes) - 0.5, -0.5), xticks=[])
    label_rows(ax, themes, glossary, labels)
    ax.spines[:].set_visible(False)
    return ax


@styled
def sensitivity(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    glossary: Mapping[str, str] | None = None,
    labels: Labels = "both",
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
    for x, y, row in zip(xs, ys, table.itertuples(), strict=True):
        if row.tried > 1:
            ax.text(x + 0.13, y, f"{row.held}/{row.tried}", size=7.5, color=SOFT, va="center")
    for x, (section, finding, theme) in enumerate(findings):
        chinese, english = words(theme, glossary, labels)
        lines = [f"{section} {SIGNS[finding]}", chinese, textwrap.fill(english, 16)]
        name = "\n".join(filter(None, lines))
        ax.text(x, -0.7, name, size=8, ha="center", va="bottom", linespacing=1.3)
    ends = max(1, len(findings)) - 0.4, max(1, len(readings)) - 0.5
    ax.set(xlim=(-0.5, ends[0]), ylim=(ends[1], -0.5), xticks=[])
    label_rows(ax, readings, None, "zh")
    ax.spines[:].set_visible(False)
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


@styled
def damaged_run(table: pd.DataFrame, ax: Axes | None = None, *, labels: Labels = "both") -> Axes:
    """Each character over its bytes; below, a box for all bytes that the page read as one.

    A dark box was read out of step. A gloss is tinted, more so inside a character: that one is
    drawn in halves, and the bytes that called for the gloss are underlined. A lost byte is dashed.

    `table` needs `byte, role, character, number, place, shown, in_step`: one run, as from
    `Cleaned.bytes`.
    """
    require(table, "byte", "role", "character", "number", "place", "shown", "in_step")
    ax = axes(ax)
    rows = table.assign(x=range(len(table)), fill=table["role"].map(ROLE_COLORS).fillna("white"))
    numbers = rows["number"].fillna(-1).astype(float)
    for _, part in rows.groupby(numbers.diff().ne(0).cumsum()):
        first, torn = part.iloc[0], 0
        if pd.isna(first.number):
            text = bytes.fromhex("".join(part["byte"])).decode("gb18030")
        else:
            text, xs = visible(first.character), rows["x"][numbers == first.number]
            torn = int(xs.max() > part["x"].max()) - int(xs.min() < first.x)
        _tile(ax, part["x"], -0.45, 1.8, text, first.fill, torn)
        if first.role == "misplaced":
            ax.hlines(1.24, first.x - 1.8, first.x - 0.2, color=INK, linewidth=1.4)
    for row in rows.itertuples():
        box = {"fc": "white", "ec": INK, "lw": 0.8, "ls": (0, (2, 2)), "boxstyle": "square,pad=0.4"}
        ax.text(
            row.x + 0.5, 0.95, row.byte, size=8, bbox=box if row.role == "lost" else None, **MIDDLE
        )
    for _, part in rows.groupby("place"):
        first = part.iloc[0]
        fill = first.fill if first.in_step else KIND_COLORS["damage"]
        _tile(ax, part["x"], 1.53, 0.92, visible(first.shown), fill)
    label_rows(ax, list(BYTE_ROWS), BYTE_ROWS, labels)
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
    size = 15 if len(text) == 1 else 7.5 if text.startswith("U+") else 10.5
    color = "white" if fill == KIND_COLORS["damage"] else INK
    middle = (left + right + torn * (right - left)) / 2
    ax.text(middle, top + 0.45, text, size=size, color=color, **MIDDLE).set_clip_path(box)


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
