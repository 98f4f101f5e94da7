"""The house style: it holds within its block, lacks no character, and saves the same bytes."""

import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.figure import Figure
from PIL import Image

import analysis as an
from analysis import plots
from analysis.plots.style import FONT

from .examples import TERMS


@pytest.mark.slow
def test_importing_the_plots_changes_nothing_in_matplotlib() -> None:
    code = (
        "import matplotlib as mpl; before = dict(mpl.rcParams)\n"
        "import warnings; filters = list(warnings.filters)\n"
        "import analysis.plots, analysis.figures\n"
        "print({k: v for k, v in before.items() if mpl.rcParams[k] != v and k != 'backend'},"
        " warnings.filters == filters)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "{} True\n"


def test_the_style_holds_within_its_block_alone() -> None:
    before, filters = dict(mpl.rcParams), list(warnings.filters)
    with plots.style():
        assert mpl.rcParams["font.family"] == [FONT]
        mpl.rcParams["font.size"] = 99
    assert dict(mpl.rcParams) == before
    assert warnings.filters == filters
    with pytest.raises(ZeroDivisionError), plots.style():
        1 / 0  # noqa: B018
    assert dict(mpl.rcParams) == before


def test_the_style_can_be_used_once_and_for_all() -> None:
    with mpl.rc_context(), warnings.catch_warnings():
        plots.use_style()
        assert mpl.rcParams["font.family"] == [FONT]
        with pytest.raises(UserWarning, match="missing from font"):
            draw_text("𠮷")


def draw_text(text: str, **options: Any) -> Figure:
    fig = plt.figure()
    fig.text(0.5, 0.5, text, **options)
    fig.canvas.draw()
    return fig


@pytest.mark.parametrize("weight", ["regular", "bold"])
@pytest.mark.parametrize("text", ["𠮷", "한", "😀", "乡村한"])
def test_a_character_that_the_font_lacks_is_an_error(text: str, weight: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the error does not hang on what the caller does
        with plots.style(), pytest.raises(UserWarning, match="missing from font"):
            draw_text(text, weight=weight)


LACKING = TERMS.assign(token=["乡村振兴", "한국", "人"])


def test_a_character_that_the_font_lacks_is_an_error_in_a_label() -> None:
    with plots.style(), pytest.raises(an.InputError, match="missing from the font"):
        plots.term_frequency(LACKING, labels="zh").figure.canvas.draw()


def test_a_character_that_the_font_lacks_is_an_error_in_a_word_cloud() -> None:
    with plots.style(), pytest.raises((UserWarning, an.InputError), match="missing from"):
        plots.word_cloud(LACKING).figure.canvas.draw()


def test_a_figure_that_lacks_a_character_is_not_saved(tmp_path: Path) -> None:
    with plots.style():
        figure = plt.figure()
        figure.text(0, 0, "한")
    with pytest.raises(UserWarning, match="missing from font"):
        plots.save(figure, tmp_path / "figure", "a description")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_font_has_every_character_of_gb_2312_and_of_pinyin(weight: str) -> None:
    from fontTools.ttLib import TTFont

    from analysis.plots.style import font_files

    # Rows 4 to 8 (kana, Greek, Cyrillic) and the box drawings of row 9 are no part of Chinese text.
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xF8)]
    wanted = {
        char
        for lead in rows
        for trail in range(0xA1, 0xFF)
        if (char := bytes([lead, trail]).decode("gb2312", "ignore"))
    }
    wanted |= set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ") | {chr(code) for code in range(0x20, 0x7F)}
    covered = {chr(code) for code in TTFont(font_files()[weight]).getBestCmap()}
    assert len(wanted) > 7000
    assert sorted(wanted - covered) == []


# Saving


DESCRIPTION = "Three terms & their <counts>: 乡村振兴 3."


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A dot plot beside a word cloud, drawn and saved twice: SVG and PNG, SVG and PNG."""
    found = []
    for _ in "ab":
        with plots.style():
            fig, (left, right) = plt.subplots(1, 2)
            plots.term_frequency(TERMS, left)
            plots.word_cloud(TERMS, right)
        found += plots.save(fig, tmp_path_factory.mktemp("saved") / "terms", DESCRIPTION)
    return found


def test_the_same_figure_gives_the_same_bytes(saved: list[Path]) -> None:
    svg, png, svg_again, png_again = saved
    assert [path.name for path in (svg, png)] == ["terms.svg", "terms.png"]
    assert svg.read_bytes() == svg_again.read_bytes()
    assert png.read_bytes() == png_again.read_bytes()


def test_title_and_description_are_in_both_files(saved: list[Path]) -> None:
    svg, png, *_ = saved
    with Image.open(png) as image:
        assert (image.info["Title"], image.info["Description"]) == ("terms", DESCRIPTION)
    root = ElementTree.parse(svg).getroot()
    dc = "{http://purl.org/dc/elements/1.1/}"
    assert root.find(f".//{dc}description").text == DESCRIPTION
    assert root.find(f".//{dc}title").text == "terms"
    svg_space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{svg_space}title").text == "terms"
    assert root.find(f"{svg_space}desc").text == DESCRIPTION
    assert root.get("role") == "img"


def test_the_files_carry_no_date_and_no_path(saved: list[Path]) -> None:
    svg, png, *_ = saved
    for path in (svg, png):
        assert str(path.parent).encode() not in path.read_bytes()
    assert ElementTree.parse(svg).find(".//{http://purl.org/dc/elements/1.1/}date") is None


def test_an_svg_needs_no_font(saved: list[Path]) -> None:
    assert b"<text" not in saved[0].read_bytes()
