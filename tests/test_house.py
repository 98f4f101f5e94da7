"""Labels in the languages asked for; colours that are told apart."""

from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

from analysis import house
from analysis.figures import THEME_COLORS
from analysis.house import INK, NEUTRAL, PALETTE, SOFT, label_parts, section_colors
from analysis.plots.style import text_color

LABELS = ("zh", "en", "both")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [("zh", ("党员", "")), ("en", ("", "member")), ("both", ("党员", "member"))],
)
def test_a_label_has_the_languages_asked_for(labels: Any, expected: tuple[str, str]) -> None:
    assert label_parts("党员", {"党员": "member"}, labels) == expected


@pytest.mark.parametrize("labels", LABELS)
def test_a_term_without_a_gloss_is_labelled_in_chinese(labels: Any) -> None:
    assert label_parts("党员", {}, labels) == label_parts("党员", None, labels) == ("党员", "")


# Colours

# The matrices of Machado, Oliveira and Fernandes 2009 (IEEE TVCG 15: 1291-1298) for severity 1.
SIGHT = {
    "all colours": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "no blue cones": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip


def lab(color: str, sight: str = "all colours") -> np.ndarray:
    """CIE L*a*b* (white D65) of an sRGB colour as an eye with that sight has it."""
    rgb = np.array(mpl.colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear, 0, 1) / (TO_XYZ @ np.ones(3))
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def luminance(color: str) -> float:
    rgb = np.array(mpl.colors.to_rgb(color))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(TO_XYZ[1] @ linear)


def contrast_on_white(color: str) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    return 1.05 / (luminance(color) + 0.05)


def closest(colors: tuple[str, ...], sight: str) -> tuple[float, str, str]:
    """The two colours nearest each other, and the distance between them (CIE 1976)."""
    return min(
        (float(np.linalg.norm(lab(a, sight) - lab(b, sight))), a, b)
        for a, b in combinations(colors, 2)
    )


# Differences of about 2 can just be seen side by side (Mahy et al. 1994, Color Research and
# Application 19: 105-121); colours that are told apart at a distance, from a key, need several
# times that.
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(
    ("colors", "distance"),
    [
        ((*PALETTE, NEUTRAL), 15),
        (tuple(color for color, _ in house.KINDS.values()), 12),
        (THEME_COLORS, 8),
    ],
    ids=["sections", "kinds", "themes"],
)
def test_colours_are_told_apart_by_every_eye(
    colors: tuple[str, ...], distance: float, sight: str
) -> None:
    found, one, other = closest(colors, sight)
    assert found >= distance, f"{one} and {other}"


def test_the_colours_of_sections_are_told_apart_by_lightness_alone() -> None:
    lightness = sorted(float(lab(color)[0]) for color in PALETTE)
    assert min(np.diff(lightness)) >= 5


@pytest.mark.parametrize("color", [INK, SOFT])
def test_text_has_the_contrast_that_reading_needs(color: str) -> None:
    assert contrast_on_white(color) >= 4.5


def test_the_boxes_of_a_damaged_run_are_told_apart_by_lightness_alone() -> None:
    fills = ["white", *house.ROLE_COLORS.values(), house.DAMAGE]
    lightness = sorted(float(lab(color)[0]) for color in fills)
    assert min(np.diff(lightness)) >= 5
    assert contrast_on_white(house.DAMAGE) >= 4.5


@pytest.mark.parametrize("color", [*map(text_color, (*PALETTE, NEUTRAL)), *THEME_COLORS])
def test_words_in_colour_have_the_contrast_that_large_text_needs(color: str) -> None:
    assert contrast_on_white(color) >= 3


def test_each_section_has_a_colour_of_its_own_and_those_without_a_number_are_grey() -> None:
    colors = section_colors(list("abcdef"), [True] * 5 + [False])
    assert list(colors.values()) == [*PALETTE, NEUTRAL]
    assert section_colors(["x", "y"], [False, True]) == {"x": NEUTRAL, "y": PALETTE[0]}
    assert len(section_colors(list("abcdefgh"))) == 8
