"""Every label of a published figure can be read: none small, cut off or under another."""

import matplotlib.pyplot as plt

from .conftest import SMALLEST, Seen, overlaps


def test_no_text_is_smaller_than_7_points(shown: Seen) -> None:
    assert len(shown.ink) >= 4  # title, subtitle, note, something in the figure
    assert [line for line in shown.ink if line.size < SMALLEST] == []


def test_no_word_of_a_cloud_is_smaller_than_7_points(shown: Seen) -> None:
    assert [word for word in shown.outlines if word.size < SMALLEST] == []


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


def test_no_two_words_of_a_cloud_share_more_than_a_sliver(shown: Seen) -> None:
    """Boxes of words may touch at a corner where their strokes do not."""
    assert overlaps(shown.outlines, shown.outlines, more_than=0.1) == []


def test_the_figure_is_closed_and_the_caller_s(shown: Seen) -> None:
    assert plt.get_fignums() == []
