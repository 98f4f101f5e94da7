"""Every label of a published figure can be read: none small, cut off or under another."""

from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image, ImageDraw

from .conftest import SMALLEST, Seen, overlaps


@pytest.mark.slow
def test_no_text_is_smaller_than_9_pixels_on_a_page(shown: Seen) -> None:
    assert len(shown.ink) >= 4  # title, subtitle, note, something in the figure
    assert [line for line in shown.ink if line.size < SMALLEST] == []
    assert [word for word in shown.outlines if word.size < SMALLEST] == []


@pytest.mark.slow
@pytest.mark.parametrize(("labels", "least"), [("both", 0.3), ("zh", 0.35), ("en", 0.25)])
@pytest.mark.parametrize("dpi", [700 / 8.4, 150])
def test_a_cloud_fills_its_room(
    labels: Any, least: float, dpi: float, look: Callable[[str, Any], Seen]
) -> None:
    figure = look("article_cloud", labels).drawn.figure
    canvas, before = FigureCanvasAgg(figure), figure.dpi
    figure.set_dpi(dpi)
    canvas.draw()
    left, low, right, high = map(round, figure.axes[0].get_window_extent().extents)
    page = np.asarray(canvas.buffer_rgba())[::-1][low:high, left:right, :3]
    figure.set_dpi(before)
    assert (page.min(axis=2) < 250).mean() >= least


@pytest.mark.slow
def test_the_most_frequent_word_of_a_cloud_is_in_its_middle(
    look: Callable[[str, Any], Seen],
) -> None:
    word, *_ = look("article_cloud", "zh").outlines
    middles = [(box.min + box.max) / 2 for box in (word.box, word.frame)]
    assert word.text == "乡村振兴"
    assert np.abs(middles[0] - middles[1]).max() < 20


def test_all_text_is_inside_the_figure_and_the_words_of_a_cloud_inside_its_axes(
    shown: Seen,
) -> None:
    outside = [
        line
        for line in shown.ink + shown.outlines
        if (line.box.min < line.frame.min - 1).any() or (line.box.max > line.frame.max + 1).any()
    ]
    assert outside == []


def test_no_two_texts_overlap(shown: Seen) -> None:
    """The boxes are those of the ink, so any overlap at all is seen."""
    assert overlaps(shown.ink, shown.ink) == []


def test_no_text_stands_on_a_word_of_a_cloud(shown: Seen) -> None:
    assert overlaps(shown.ink, shown.outlines) == []


def test_no_two_words_of_a_cloud_touch(shown: Seen) -> None:
    """A small word may be in a gap of a large one, so strokes are compared, not boxes."""
    for ax in shown.drawn.figure.axes if shown.outlines else []:
        taken = np.zeros((int(2 * ax.get_ylim()[1]) + 1, int(2 * ax.get_xlim()[1]) + 1), bool)
        for word in ax.patches:
            pencil = ImageDraw.Draw(page := Image.new("1", taken.shape[::-1]))
            for polygon in word.get_path().to_polygons():
                pencil.polygon(list((2 * polygon).ravel()), fill=1)
            assert not (taken & np.asarray(page)).any()
            taken |= np.asarray(page)


def test_the_figure_is_closed_and_the_caller_s(shown: Seen) -> None:
    assert plt.get_fignums() == []
