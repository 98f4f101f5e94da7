"""Word clouds."""

import math
from collections.abc import Mapping
from functools import lru_cache, partial
from itertools import pairwise
from random import Random
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from PIL import Image, ImageDraw

from ..errors import InputError, require
from ..house import INK, SOFT, Glossary, Labels, label_parts
from .font import fitted
from .style import LEAST, On, axes, check_colors, check_counts, styled

GLOSS = 0.42  # the largest a gloss may be, its word being 1
SPREAD = 0.9  # how far sizes follow counts: 1 in proportion, 0 not at all
GAP = 3, 4  # points between words, up and across
TRIES = 10  # free places that are looked at for each word; the one nearest the middle is taken

Pair = tuple[str, str]


class Letters(NamedTuple):
    """A text of size 1 as outlines, its ink beginning at (0, 0)."""

    outline: Outline
    polygons: list[np.ndarray]
    width: float
    height: float


Piece = tuple[Letters, float, float, float]  # letters, their size, their left and lower end


@styled
def word_cloud(
    table: pd.DataFrame, ax: On = None, *, glossary: Glossary = None, labels: Labels = "both",
    color: str | Mapping[str, str] = INK, max_words: int = 60, seed: int = 0,
) -> Axes:  # fmt: skip
    """The terms in sizes that grow with their counts: an impression, not a measurement.

    The most frequent is in the middle. All are as large as there is room for. Equal counts have
    equal sizes. With `labels="both"` a gloss is below each word that is wide enough for it. No word
    is turned, none smaller than 7.8 points. The rarest are left out if there is no room for them.

    Parameters
    ----------
    table
        Needs `token, n`; a token in several rows is added up.
    ax
        Give it its final size first: words are fitted to it.
    color
        One colour, or a colour by term; other terms are grey.
    max_words
        How many of the most frequent terms are tried.
    seed
        The same seed gives the same cloud.

    Raises
    ------
    InputError
        If the table is empty, a count is missing, zero or negative, or the Axes have no room.

    Examples
    --------
    >>> ax = word_cloud(pd.DataFrame({"token": ["乡村", "乡村", "振兴"], "n": [50, 40, 1]}))
    >>> len(ax.patches)
    2
    """
    require(table, "token", "n")
    if table.empty:
        raise InputError("a word cloud needs at least one term")
    check_colors([color] if isinstance(color, str) else color.values())
    counts = check_counts(table, zero=False)
    counts = counts.groupby(table["token"].astype(object), sort=False).sum()
    counts = counts.sort_values(ascending=False, kind="stable").head(max_words)
    pairs = [label_parts(str(term), glossary, labels) for term in counts.index]
    ax = axes(ax)
    page = np.array(ax.get_window_extent().size) / ax.figure.dpi * 72
    found = _largest(pairs, _scales(list(counts)), page, seed)
    for pieces, term in zip(found, counts.index, strict=False):
        fill = color if isinstance(color, str) else color.get(term, SOFT)
        for (letters, size, x, y), ink in zip(pieces, (fill, SOFT), strict=False):
            place = Affine2D().scale(size).translate(x, y)
            ax.add_artist(PathPatch(place.transform_path(letters.outline), color=ink, linewidth=0))
    ax.set(xlim=(0, page[0]), ylim=(0, page[1]), aspect="equal")
    ax.axis("off")
    return ax


def _scales(counts: list[float]) -> list[float]:
    """The size of each word, the first being 1."""
    scales = [1.0]
    for before, count in pairwise(counts):
        scales.append(scales[-1] * (SPREAD * count / before + 1 - SPREAD))
    return scales


def _largest(
    pairs: list[Pair], scales: list[float], page: np.ndarray, seed: int
) -> list[list[Piece]]:
    """The words in the largest sizes at which all have room; the last go if none does."""
    placed = partial(_placed, page=page, seed=seed)
    while len(found := placed(pairs, scales, LEAST / scales[-1])) < len(pairs):
        if not found:
            raise InputError("the Axes have no room for a word: make them larger")
        pairs, scales = pairs[: len(found)], scales[: len(found)]
    fits, fails = LEAST / scales[-1], float(page.max())
    while fails > 1.03 * fits:
        size = math.sqrt(fits * fails)
        if len(larger := placed(pairs, scales, size)) == len(pairs):
            fits, found = size, larger
        else:
            fails = size
    return found


def _placed(
    pairs: list[Pair], scales: list[float], size: float, page: np.ndarray, seed: int
) -> list[list[Piece]]:
    """Words on a page, the first in its middle and so large, until one has no room."""
    from wordcloud.wordcloud import IntegralOccupancyMap

    wide, high = map(int, page)
    taken, random = IntegralOccupancyMap(high, wide, None), Random(seed)
    pencil = ImageDraw.Draw(ink := Image.new("L", (wide, high)))
    found: list[list[Piece]] = []
    for pair, scale in zip(pairs, scales, strict=True):
        width, height, pieces = _pieces(*pair, scale * size)
        box = math.ceil(height) + GAP[0], math.ceil(width) + GAP[1]
        middle = (high - box[0]) // 2, (wide - box[1]) // 2
        if min(middle) < 0:
            break
        tries = [taken.sample_position(*box, random) for _ in range(TRIES)] if found else [middle]
        if not (free := [place for place in tries if place]):
            break
        place = min(free, key=lambda at: np.hypot(*(np.subtract(at, middle) / (high, wide))))
        left, top = place[1] + GAP[1] / 2, place[0] + GAP[0] / 2 + height
        for letters, scale, x, y in pieces:
            for polygon in letters.polygons:
                corners = polygon * (scale, -scale) + (left + x, top - y)
                pencil.polygon(list(corners.ravel()), fill=255)
        taken.update(np.asarray(ink), *place)
        found.append([(letters, size, left + x, high - top + y) for letters, size, x, y in pieces])
    return found


def _pieces(chinese: str, english: str, size: float) -> tuple[float, float, list[Piece]]:
    """A word so large and, where it can be read at the width of the word, its gloss below.

    First come the width and the height of both.
    """
    word = _letters(chinese or english, "bold")
    width, height = word.width * size, word.height * size
    if chinese and english:
        gloss = _letters(english, "regular")
        small = min(GLOSS * size, width / gloss.width)
        if small >= LEAST:
            rise = small * gloss.height + 0.1 * size
            under = (gloss, small, (width - small * gloss.width) / 2, 0.0)
            return width, height + rise, [(word, size, 0.0, rise), under]
    return width, height, [(word, size, 0.0, 0.0)]


@lru_cache(maxsize=2000)
def _letters(text: str, weight: str) -> Letters:
    """A text as outlines."""
    text, families = fitted(text)
    outline = TextPath((0, 0), text, size=100, prop=FontProperties(family=families, weight=weight))
    polygons = outline.to_polygons()
    low, high = (end(np.concatenate(polygons), axis=0) for end in (np.min, np.max))
    move = Affine2D().translate(*-low).scale(0.01)
    return Letters(
        move.transform_path(outline), [(p - low) / 100 for p in polygons], *(high - low) / 100
    )
