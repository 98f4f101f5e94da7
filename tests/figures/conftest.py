"""Figures as a reader sees them, and articles other than the interview."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox

import analysis as an
from analysis import plots
from analysis.article import Section
from analysis.figures import FIGURES, Drawn
from analysis.plots import clouds

LABELS = ("zh", "en", "both")
DPI = 200
SHOWN = 700  # pixels that a page gives a figure
SMALLEST = 9  # pixels of text there


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """What a test drew is gone after it."""
    yield
    plt.close("all")


class Ink(NamedTuple):
    """Text on a figure: its size in pixels, the box of its ink, and the box it belongs in."""

    text: str
    size: float
    box: Bbox
    frame: Bbox


class Seen(NamedTuple):
    """A figure as drawn, every line of text on it, and its words set as outlines."""

    drawn: Drawn
    ink: list[Ink]
    outlines: list[Ink]

    @property
    def texts(self) -> list[str]:
        """Every text on the figure."""
        return [text.get_text() for text in self.drawn.figure.findobj(Text) if text.get_text()]


def seen(
    name: str, article: an.Article, tables: Mapping[str, pd.DataFrame] | None = None,
    labels: Any = "both",
) -> Seen:  # fmt: skip
    """Draw a figure at the size of print and note where each word comes to stand."""
    ink: list[Ink] = []
    clouds_found: list[list[tuple[str, float]]] = []
    largest = clouds._largest

    def noted(
        self: Any, gc: Any, x: float, y: float, s: str, prop: Any, *more: Any, **o: Any
    ) -> None:
        if s.strip():
            page = Bbox([(0, 0), (self.width, self.height)])
            pixels = self.points_to_pixels(prop.get_size_in_points())
            outline = TextPath((x, self.height - y), s, size=pixels, prop=prop)
            ink.append(Ink(s, pixels * SHOWN / self.width, outline.get_extents(), page))

    def laid(pairs: Any, *more: Any) -> Any:
        found = largest(pairs, *more)
        texts = [(chinese or english, english) for chinese, english in pairs]
        placed = zip(texts, found, strict=False)
        words = [zip(pair, pieces, strict=False) for pair, pieces in placed]
        clouds_found.append([(text, piece[1]) for word in words for text, piece in word])
        return found

    with pytest.MonkeyPatch.context() as patch, plots.style():
        patch.setattr(RendererAgg, "draw_text", noted)
        patch.setattr(clouds, "_largest", laid)
        drawn = FIGURES[name](article, tables, labels)
        drawn.figure.set_dpi(DPI)
        FigureCanvasAgg(drawn.figure).draw()
    outlines = []
    shrink = SHOWN / 72 / drawn.figure.get_figwidth()
    for words, ax in zip(clouds_found, drawn.figure.axes, strict=False):
        for (text, size), word in zip(words, ax.patches, strict=True):
            box = word.get_window_extent()
            outlines.append(Ink(text, size * shrink, box, ax.get_window_extent()))
    return Seen(drawn, ink, outlines)


def overlaps(ones: list[Ink], others: list[Ink], more_than: float = 0) -> list[tuple[str, str]]:
    """Pairs whose boxes share more than this part of the smaller."""
    if not ones or not others:
        return []
    a, b = (np.array([line.box.extents for line in lines]) for lines in (ones, others))
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    smaller = np.minimum(*np.meshgrid(*(np.prod(c[:, 2:] - c[:, :2], axis=1) for c in (a, b)),
                                      indexing="ij"))  # fmt: skip
    found = np.argwhere(shared > more_than * smaller)
    return [(ones[i].text, others[j].text) for i, j in found if ones is not others or i < j]


@pytest.fixture(scope="session")
def look(article: an.Article, tables: dict[str, pd.DataFrame]) -> Callable[[str, Any], Seen]:
    """A figure of the interview in a language, drawn once."""
    return cache(lambda name, labels: seen(name, article, tables, labels))


#: Figures that draw in a second or so; the fast tests look at these in both languages.
QUICK = ("top_terms", "theme_map", "damaged_bytes", "article_plan", "sensitivity", "term_places")

# All tests of one picture go to one worker, which draws it once.
PICTURES = [
    pytest.param(
        (name, labels),
        id=f"{name}-{labels}",
        marks=[
            pytest.mark.xdist_group(name),
            *[pytest.mark.slow] * (labels != "both" or name not in QUICK),
        ],
    )
    for name in FIGURES
    for labels in LABELS
]


@pytest.fixture(params=PICTURES)
def shown(request: pytest.FixtureRequest, look: Callable[[str, Any], Seen]) -> Seen:
    """Each figure of the interview in each language."""
    return look(*request.param)


CODEBOOK = an.Codebook.from_dict({"水": ["水渠", "水", "田"], "路": ["公路", "货物"]})


@cache
def other_article(sections: int) -> an.Article:
    """An article of so many sections, without title, date or speakers."""
    numerals = "一二三四五六七八"
    lines = [f"第{numerals[i]}条修水渠，水到田里。公路通了，货物出山。" for i in range(sections)]
    parts = [
        Section(key=f"part{i}", begins=f"第{numerals[i]}条", number=i + 1, zh=f"第{numerals[i]}条")
        for i in range(sections)
    ]
    return an.Article("\n".join(lines), sections=parts, terms=["水渠"], codebook=CODEBOOK)
