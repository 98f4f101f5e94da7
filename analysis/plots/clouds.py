"""Word clouds."""

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from ..errors import InputError, require
from ..house import FAINT, INK, SOFT, Glossary, Labels, label_parts
from .style import FONT, On, axes, check_glyphs, font_files, styled

GLOSS = 0.42  # the size of a gloss in a word cloud, its word being 1
NARROW = 3  # blocks as high as a word stand for it, so many times narrower than high


@styled
def word_cloud(
    table: pd.DataFrame, ax: On = None, *, glossary: Glossary = None, labels: Labels = "both",
    color: str | Mapping[str, str] = INK, max_words: int = 60, seed: int = 0,
) -> Axes:  # fmt: skip
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
    pairs = {term: label_parts(term, glossary, labels) for term in table["token"].head(max_words)}
    check_glyphs(map("".join, pairs.values()))
    page = np.array(ax.get_window_extent().size) / ax.figure.dpi * 72
    tall = 1 + 1.3 * GLOSS * any(map(all, pairs.values()))  # a word and its gloss, the word being 1
    blocks = {_Block(_width(*pair) / tall): term for term, pair in pairs.items()}
    counts = dict(zip(blocks, table["n"], strict=False))
    least = tall * (7 / GLOSS if tall > 1 else 8)
    found: list[Any] = []
    for largest in (3.4, 2.6, 2, 1.6, 1.3):  # the first that has room for all words
        cloud = WordCloud(
            font_path=str(font_files()["bold"]), width=int(page[0] * NARROW), height=int(page[1]),
            max_words=max_words, min_font_size=math.ceil(least), max_font_size=int(least * largest),
            prefer_horizontal=1, relative_scaling=0.5, font_step=2, margin=2, random_state=seed,
        )  # fmt: skip
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
