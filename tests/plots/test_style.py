"""The house style: it holds within its block, lacks no character, and saves the same bytes."""

import subprocess
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text
from PIL import Image

from analysis import InputError, plots
from analysis.plots import clouds, font
from analysis.plots.font import FONT
from analysis.plots.style import FORMATS, image

from .examples import TERMS, texts_of


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
        assert mpl.rcParams["figure.facecolor"] == "white"


LACKING = TERMS.assign(token=["乡村振兴", "朱镕基", "人"])
SAID = "镕 U\\+9555: no font .* has it, .* install the package fonts-noto-cjk"


@pytest.fixture
def no_system_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without fonts of its own."""
    monkeypatch.setattr(font, "_system_fonts", lambda: iter(()))
    font._fallback.cache_clear()
    clouds._letters.cache_clear()
    yield
    font._fallback.cache_clear()
    clouds._letters.cache_clear()


@pytest.fixture
def one_system_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine with a font that has 镕 (drawn as 金 here)."""
    from fontTools.ttLib import TTFont

    made = TTFont(font.font_files()["regular"])
    for table in made["cmap"].tables:
        table.cmap[ord("镕")] = table.cmap[ord("金")]
    for name in made["name"].names:
        made["name"].setName("Rare Han", name.nameID, name.platformID, name.platEncID, name.langID)
    made.save(path := tmp_path / "RareHan.ttf")
    monkeypatch.setattr(font.font_manager, "findSystemFonts", lambda: [str(path)])
    font._fallback.cache_clear()
    clouds._letters.cache_clear()
    before = list(font.font_manager.fontManager.ttflist)
    yield "Rare Han"
    font._fallback.cache_clear()
    clouds._letters.cache_clear()
    font.font_manager.fontManager.ttflist[:] = before


@pytest.mark.parametrize("draw", [plots.term_frequency, plots.word_cloud])
def test_a_character_that_no_font_has_is_drawn_as_its_code_point(
    draw: Any, no_system_font: None
) -> None:
    with pytest.warns(UserWarning, match=SAID):
        ax = draw(LACKING, labels="zh")
    ax.figure.canvas.draw()
    assert draw is plots.word_cloud or "朱[U+9555]基" in texts_of(ax)


def test_a_character_that_the_system_has_is_drawn_in_its_font(one_system_font: str) -> None:
    ax = plots.term_frequency(LACKING, labels="zh")
    ax.figure.canvas.draw()  # no warning that a glyph is missing
    (name,) = (text for text in ax.findobj(Text) if text.get_text() == "朱镕基")
    assert name.get_fontfamily() == [font.FONT, one_system_font]
    assert len(plots.word_cloud(LACKING, labels="zh").patches) == 3


def test_a_figure_of_the_user_is_saved_with_every_character(
    tmp_path: Path, no_system_font: None
) -> None:
    figure = plt.figure()
    text = figure.text(0, 0, "朱镕基")
    with pytest.warns(UserWarning, match=SAID):
        plots.save(figure, tmp_path / "figure", "a description")
    assert text.get_text() == "朱[U+9555]基"


@pytest.mark.parametrize(
    ("character", "package"),
    [("㎡", "noto-cjk"), ("𠮷", "noto-cjk"), ("🀄", "symbola"), ("\u0f00", "noto-core")],
)
def test_a_warning_names_the_package_with_the_font(
    character: str, package: str, no_system_font: None
) -> None:
    with pytest.warns(UserWarning, match=f"install the package fonts-{package}"):
        assert font.fitted(character)[0] == f"[U+{ord(character):04X}]"


def test_what_joins_an_emoji_is_not_drawn() -> None:
    assert font.fitted("甲\u200d乙\ufe0f") == ("甲乙", [font.FONT])


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_font_has_every_character_of_gb_2312_and_of_pinyin(weight: str) -> None:
    from fontTools.ttLib import TTFont

    # Rows 4 to 8 (kana, Greek, Cyrillic) and the box drawings of row 9 are no part of Chinese text.
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xF8)]
    wanted = {
        char
        for lead in rows
        for trail in range(0xA1, 0xFF)
        if (char := bytes([lead, trail]).decode("gb2312", "ignore"))
    }
    wanted |= set("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ") | {chr(code) for code in range(0x20, 0x7F)}
    covered = {chr(code) for code in TTFont(font.font_files()[weight]).getBestCmap()}
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


def test_an_editable_svg_keeps_its_text_as_text() -> None:
    figure = plt.figure()
    figure.text(0, 0, "乡村振兴")
    assert ">乡村振兴</text>" in image(figure, "svg", "told", "title", editable=True).decode()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.slow
def test_a_figure_is_the_same_bytes_in_every_format(kind: str) -> None:
    figure = plots.term_frequency(TERMS).figure
    first = image(figure, kind, "told", "title")
    assert first == image(figure, kind, "told", "title")
    assert first.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind])


def test_another_format_is_refused() -> None:
    with pytest.raises(InputError, match=r"'jpg' \(known: png, svg, pdf\)"):
        image(plt.figure(), "jpg", "told", "title")
