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

import math
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from ..errors import InputError, require
from ..house import (
    DAMAGE,
    FAINT,
    GRID,
    HOUSE,
    INK,
    KINDS,
    ROLE_COLORS,
    SIGNS,
    SOFT,
    Glossary,
    Labels,
    numeral,
    one_line,
    section_colors,
    words,
)
from .style import (
    FONT,
    On,
    axes,
    check_glyphs,
    column,
    font_files,
    label_rows,
    save,
    style,
    styled,
    use_style,
    visible,
)

__all__ = [
    "article_plan",
    "damaged_run",
    "distinctive_terms",
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

SHADE = "#16283f"  # of a whole share
CAPTION: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False}
GLOSS = 0.42  # the size of a gloss in a word cloud, its word being 1
NARROW = 3  # blocks as high as a word stand for it, so many times narrower than high
MIDDLE: dict[str, Any] = {"ha": "center", "va": "center_baseline", "clip_on": True}


@styled
def term_frequency(
    table: pd.DataFrame,
    ax: On = None,
    *,
    glossary: Glossary = None,
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
    _rows(ax, list(table["token"]), map(str, table["n"]), glossary, labels)
    ax.set_xlim(left=0)
    ax.set_xlabel(one_line("每千词次数", HOUSE, labels) if labels else "")
    return ax


@styled
def distinctive_terms(
    table: pd.DataFrame,
    ax: On = None,
    *,
    glossary: Glossary = None,
    labels: Labels = "both",
    color: str = INK,
) -> Axes:
    """A dot for each term's log-odds ratio, with its interval: right of 0 marks the part.

    Hollow where the interval spans 0: such a term may mark the part by chance.

    `table` needs `token, n, log_odds, low, high`: rows of one part from `analysis.log_odds`.
    """
    require(table, "token", "n", "log_odds", "low", "high")
    ax = axes(ax)
    clear = (table["low"] > 0) | (table["high"] < 0)
    fills = np.where(clear, color, "white")
    _dots(ax, table["log_odds"], table["low"], table["high"], color, fills)
    _rows(ax, list(table["token"]), map(str, table["n"]), glossary, labels)
    ax.axvline(0, color=SOFT, linewidth=0.8)
    ax.set_xlabel(one_line("对数优势比", HOUSE, labels) if labels else "")
    return ax


@styled
def theme_shares(
    table: pd.DataFrame,
    ax: On = None,
    *,
    glossary: Glossary = None,
    labels: Labels = "both",
    color: str = INK,
) -> Axes:
    """A dot for each theme's share in one section, with its interval; the first row on top.

    A theme that does not occur is a hollow dot; the interval of a `small` row is dashed.

    `table` needs `theme, n, share, low, high`: the rows of one section from
    `analysis.theme_shares`.
    """
    require(table, "theme", "n", "share", "low", "high")
    ax = axes(ax)
    fills = np.where(table["n"] > 0, color, "white")
    small = bool(table.get("small", pd.Series(False)).any())
    _dots(ax, table["share"], table["low"], table["high"], color, fills, dashed=small)
    shown = (f"{row.share:.0%}" if row.n else "–" for row in table.itertuples())
    _rows(ax, list(table["theme"]), shown, glossary, labels)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    return ax


@styled
def theme_map(
    table: pd.DataFrame,
    sections: pd.DataFrame,
    ax: On = None,
    *,
    glossary: Glossary = None,
    labels: Labels = "both",
) -> Axes:
    """Themes by sections: each cell a share and its interval in per cent, darker the larger.

    ▲ and ▼ mark cells that clearly hold more, or less, than expected; the interval of a `small` one
    is in brackets. Sections without a number stand apart.

    `table` needs `section, theme, n, share, low, high, residual, clear`, as from
    `analysis.theme_shares` joined by `analysis.theme_residuals`; `sections` those of
    `Article.sections`.
    """
    require(table, "section", "theme", "n", "share", "low", "high", "residual", "clear")
    require(sections, "section", "number", "zh", "en")
    ax = axes(ax)
    themes, apart = list(dict.fromkeys(table["theme"])), sections["number"].isna()
    colors = section_colors(list(sections["section"]), list(~apart))
    head: dict[str, Any] = {"ha": "center", **CAPTION}
    deep = {"zh": 14, "en": 37}.get(labels or "", 47)  # points that the names take
    for left, section in zip(
        np.arange(len(apart)) + 0.2 * apart, sections.itertuples(), strict=True
    ):
        ax.hlines(-0.62, left, left + 0.96, color=colors[section.section], lw=3, clip_on=False)
        number = "" if pd.isna(section.number) else numeral(section.number, labels)
        chinese, english = words(section.zh, {section.zh: section.en}, labels)
        name = "\n".join(filter(None, [chinese, textwrap.fill(english, 15)]))
        ax.annotate(number, (left + 0.48, -0.62), xytext=(0, deep + 3), weight="bold", **head)
        ax.annotate(
            name, (left + 0.48, -0.62), xytext=(0, deep), size=8, color=SOFT, va="top", **head
        )
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
                ends = f"({ends})" if getattr(row, "small", False) else ends
                ax.text(left + 0.48, y + 0.25, ends, size=7, **middle)
    ax.set(xlim=(0, len(apart) + 0.2 * apart.any()), ylim=(len(themes) - 0.5, -0.5), xticks=[])
    label_rows(ax, themes, glossary, labels)
    ax.spines[:].set_visible(False)
    return ax


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
    for x, y, row in zip(xs, ys, table.itertuples(), strict=True):
        if row.tried > 1:
            look: dict[str, Any] = {"size": 7.5, "color": SOFT, "va": "center"}
            box = {"fc": "white", "ec": "none", "pad": 1}
            ax.text(x + 0.14, y, f"{row.held}/{row.tried}", bbox=box, **look)
    for x, (section, finding, theme) in enumerate(findings):
        chinese, english = words(theme, glossary, labels)
        lines = [f"{section} {SIGNS[finding]}", chinese, textwrap.fill(english, 13)]
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
    ax: On = None,
    *,
    terms: Sequence[str],
    glossary: Glossary = None,
    labels: Labels = "both",
) -> Axes:
    """A tick wherever a term occurs along the article, over bands that mark the sections.

    `tokens` needs `token, start`; `sections` needs `section, number, zh, start, end`, as from
    `Article.sections`. One row a term, in the order given.
    """
    require(tokens, "token", "start")
    require(sections, "section", "number", "zh", "start", "end")
    ax = axes(ax)
    _bands(ax, sections, labels)
    for row, term in enumerate(terms):
        places = tokens.loc[tokens["token"] == term, "start"]
        ax.vlines(places, row - 0.33, row + 0.33, color=INK, linewidth=1.1)
    counts = (str((tokens["token"] == term).sum()) for term in terms)
    _rows(ax, list(terms), counts, glossary, labels)
    _along(ax, tokens["start"].max() + 1, labels)
    return ax


@styled
def article_plan(
    passages: pd.DataFrame,
    sections: pd.DataFrame,
    ax: On = None,
    *,
    glossary: Glossary = None,
    labels: Labels = "both",
) -> Axes:
    """Who speaks where: a bar for each passage in the row of its speaker, over the sections.

    At the right, each speaker's share of the characters. `passages` needs `speaker, section, start,
    end`, `sections` what `term_positions` asks for, both as from the article.
    """
    require(passages, "speaker", "section", "start", "end")
    require(sections, "section", "number", "zh", "start", "end")
    ax = axes(ax)
    colors = _bands(ax, sections, labels)
    rows = passages.assign(speaker=passages["speaker"].fillna("非发言"))
    rows["length"] = rows["end"] - rows["start"]
    speakers = list(dict.fromkeys(rows["speaker"]))
    for row in rows.itertuples():
        place = (row.start, speakers.index(row.speaker) - 0.3)
        ax.add_patch(Rectangle(place, row.length, 0.6, lw=0, fc=colors.get(row.section, FAINT)))
    shares = rows.groupby("speaker")["length"].sum() / rows["length"].sum()
    parts = (f"{shares[speaker]:.0%}" for speaker in speakers)
    _rows(ax, speakers, parts, {**HOUSE, **(glossary or {})}, labels)
    _along(ax, rows["end"].max(), labels)
    return ax


def _bands(ax: Axes, sections: pd.DataFrame, labels: Labels) -> dict[str, str]:
    """A band for each section along the article, its number above; returns its colour."""
    colors = section_colors(list(sections["section"]), list(sections["number"].notna()))
    for section in sections.itertuples():
        color = colors[section.section]
        ax.axvspan(section.start, section.end, color=color, alpha=0.2, linewidth=0)
        ax.axvspan(section.start, section.end, 0, 0.012, color=color, linewidth=0)
        plain = pd.isna(section.number)
        name = one_line(section.zh, {section.zh: getattr(section, "en", "")}, labels)
        number = "" if plain else numeral(section.number, "zh" if labels == "zh" else "en")
        middle = (section.start + section.end) / 2
        place: dict[str, Any] = {
            "xycoords": ax.get_xaxis_transform(),
            "xytext": (0, 4),
            "ha": "center",
        }
        ax.annotate(number or name, (middle, 1), weight="bold", **place, **CAPTION)
    return colors


def _along(ax: Axes, length: int, labels: Labels) -> None:
    """The x axis of what runs along the article."""
    ax.grid(False)
    ax.set_xlim(0, length)
    ax.set_xlabel(one_line("自全文开头起的字数", HOUSE, labels) if labels else "")


@styled
def word_cloud(
    table: pd.DataFrame,
    ax: On = None,
    *,
    glossary: Glossary = None,
    labels: Labels = "both",
    color: str | Mapping[str, str] = INK,
    max_words: int = 60,
    seed: int = 0,
) -> Axes:
    """The terms in sizes that grow with their counts: an impression, not a measurement.

    `table` needs `token, n`, the most frequent first. `color` is one colour, or a colour by term.
    With `labels="both"` each has its gloss below. No word is turned, none smaller than 7 points,
    and the same seed gives the same cloud. Words for which there is no room are left out: those
    last in the table. Give the Axes their final size first: words are fitted to it.

    Raises
    ------
    InputError
        If the table is empty or the font lacks a character.
    """
    from wordcloud import WordCloud

    require(table, "token", "n")
    if table.empty:
        raise InputError("a word cloud needs at least one term")
    ax = axes(ax)
    pairs = {term: words(term, glossary, labels) for term in table["token"].head(max_words)}
    check_glyphs(map("".join, pairs.values()))
    page = np.array(ax.get_window_extent().size) / ax.figure.dpi * 72
    tall = 1 + 1.3 * GLOSS * any(map(all, pairs.values()))  # a word and its gloss, the word being 1
    blocks = {_Block(_width(*pair) / tall): term for term, pair in pairs.items()}
    counts = dict(zip(blocks, table["n"], strict=False))
    least = tall * (7 / GLOSS if tall > 1 else 8)
    found: list[Any] = []
    for largest in (3.4, 2.6, 2, 1.6, 1.3):  # the first that has room for all words
        cloud = WordCloud(
            font_path=str(font_files()["bold"]),
            width=int(page[0] * NARROW),
            height=int(page[1]),
            max_words=max_words,
            min_font_size=math.ceil(least),
            max_font_size=int(least * largest),
            prefer_horizontal=1,
            relative_scaling=0.5,
            font_step=2,
            margin=2,
            random_state=seed,
        )
        with suppress(ValueError):  # no word at all has room
            found = max(found, cloud.generate_from_frequencies(counts).layout_, key=len)
        if len(found) == len(counts):
            break
    sizes: dict[float, float] = {}  # the layout may shrink a word to fit it in; not so its equals
    for (_, share), height, *_ in found:
        sizes[share] = min(height / tall, sizes.get(share, height))
    for (block, share), height, (top, left), *_ in found:
        term, size = blocks[block], sizes[share]
        x = left / NARROW + block.wide * height / 2
        y = page[1] - top - (height - tall * size) / 2
        chinese, english = pairs[term]
        fill = color if isinstance(color, str) else color.get(term, FAINT)
        _letters(ax, chinese or english, (x, y - size / 2), size, fill, "bold")
        if chinese and english:
            _letters(ax, english, (x, y - 1.25 * size), GLOSS * size, SOFT, "regular")
    ax.set(xlim=(0, page[0]), ylim=(0, page[1]), aspect="equal")
    ax.axis("off")
    return ax


class _Block(str):
    """A row of full blocks that stands for a word while a cloud is laid out.

    The layout sets text, and one word in the gaps of another; blocks are as wide as asked for, and
    have no gaps. Equal only to itself, so that two words of one width can both be keys.
    """

    wide: float  # in units of its height

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __new__(cls, wide: float) -> "_Block":
        block = super().__new__(cls, "█" * math.ceil(wide * NARROW))
        block.wide = len(block) / NARROW
        return block


def _outline(text: str, size: float, weight: str) -> TextPath:
    return TextPath((0, 0), text, size=size, prop=FontProperties(family=FONT, weight=weight))


def _width(chinese: str, english: str) -> float:
    """The width of a word with its gloss, if it is 1 high without."""
    lines = [(chinese or english, 1.0, "bold"), (english if chinese else "", GLOSS, "regular")]
    outlines = (_outline(text, 100 * size, weight) for text, size, weight in lines if text)
    return max(float(outline.get_extents().width) for outline in outlines) / 100


def _letters(
    ax: Axes, text: str, centre: tuple[float, float], size: float, color: str, weight: str
) -> PathPatch:
    """Set a word as outlines around a point; `size` is in the units of the Axes."""
    outline = _outline(text, size, weight)
    box = outline.get_extents()
    move = Affine2D().translate(*(np.array(centre) - (box.p0 + box.p1) / 2))
    ax.add_patch(word := PathPatch(move.transform_path(outline), color=color, linewidth=0))
    return word


@styled
def pollution(edits: pd.DataFrame, length: int, ax: On = None, *, columns: int = 120) -> Axes:
    """Every character of the raw text as a square, in reading order, coloured by what became of it.

    `edits` needs `start, end, kind` (raw offsets), as from `Cleaned.explain()`; `length` is the
    length of the raw text.
    """
    require(edits, "start", "end", "kind")
    ax = axes(ax)
    lines = -(-length // columns)
    cells = np.full(lines * columns, np.nan)
    cells[:length] = list(KINDS).index("kept")
    for edit in edits.itertuples():
        cells[edit.start : edit.end] = list(KINDS).index(edit.kind)
    ax.pcolormesh(
        np.ma.masked_invalid(cells.reshape(lines, columns)),
        cmap=ListedColormap([to_rgb(color) for color, _ in KINDS.values()]),
        vmin=-0.5,
        vmax=len(KINDS) - 0.5,
        edgecolors="white",
        linewidth=0.5,
    )
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
    for part, text, begun, goes_on in written(rows):
        first = part.iloc[0]
        text = text if pd.isna(first.number) else visible(text)
        _tile(ax, part["x"], -0.45, 1.8, text, first.fill, int(goes_on) - int(begun))
        if first.role == "misplaced":
            ax.hlines(1.24, first.x - 1.8, first.x - 0.2, color=INK, linewidth=1.4)
    for row in rows.itertuples():
        box = {"fc": "white", "ec": INK, "lw": 0.8, "ls": (0, (2, 2)), "boxstyle": "square,pad=0.4"}
        ax.text(
            row.x + 0.5, 0.95, row.byte, size=8, bbox=box if row.role == "lost" else None, **MIDDLE
        )
    for _, part in rows.groupby("place"):
        first = part.iloc[0]
        fill = first.fill if first.in_step else DAMAGE
        _tile(ax, part["x"], 1.53, 0.92, visible(first.shown), fill)
    label_rows(ax, ["应为", "字节", "页面"], HOUSE, labels)
    ax.set(xlim=(0, len(table)), ylim=(2.5, -0.5), xticks=[])
    ax.spines[:].set_visible(False)
    return ax


def written(run: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, str, bool, bool]]:
    """What the bytes of a damaged run were meant to be, character by character and gloss by gloss.

    Yields the rows of each, its text, and whether it began before them and goes on after them: a
    gloss inside a character tears that apart.
    """
    numbers = run["number"].fillna(-1).astype(float)
    for _, part in run.groupby(numbers.diff().ne(0).cumsum()):
        first = part.iloc[0]
        if pd.isna(first.number):
            yield part, bytes.fromhex("".join(part["byte"])).decode("gb18030"), False, False
        else:
            at = run.index[numbers == first.number]
            begun, goes_on = at.min() < part.index[0], at.max() > part.index[-1]
            yield part, first.character, bool(begun), bool(goes_on)


def _tile(
    ax: Axes, xs: pd.Series, top: float, height: float, text: str, fill: str, torn: int = 0
) -> None:
    """A box over some bytes with a text, or with half of one, cut at the right (1) or left (-1)."""
    left, right = xs.min() + 0.06, xs.max() + 0.94
    box = Rectangle((left, top), right - left, height, fc=fill, ec=SOFT, linewidth=0.7)
    ax.add_patch(box)
    size = 15 if len(text) == 1 else 7.5 if text.startswith("U+") else 10.5
    color = "white" if fill == DAMAGE else INK
    middle = (left + right + torn * (right - left)) / 2
    ax.text(middle, top + 0.45, text, size=size, color=color, **MIDDLE).set_clip_path(box)


def _rows(
    ax: Axes, terms: Sequence[str], values: Iterable[str], glossary: Glossary, labels: Labels
) -> None:
    """Rows from top to bottom, labelled, a value at the right, with a light grid to read off."""
    column(ax, values)
    label_rows(ax, terms, glossary, labels)
    ax.set_ylim(len(terms) - 0.4, -0.6)
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
    dashed: bool = False,
) -> None:
    """A dot a row, on a line that is its interval."""
    rows, dash = np.arange(len(values)), (0, (3, 2)) if dashed else "solid"
    ax.hlines(rows, low, high, color=color, linewidth=1.3, linestyle=dash, clip_on=False)
    look: dict[str, Any] = {"s": 26, "linewidths": 1.1, "zorder": 3, "clip_on": False}
    ax.scatter(values, rows, edgecolors=color, facecolors=color if fills is None else fills, **look)
