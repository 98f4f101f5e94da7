"""The published figures: each one file, which looks like what is drawn today."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import analysis as an
from analysis import plots
from analysis.figures import FIGURES, gallery
from analysis.plots.style import image
from tests.conftest import ROOT
from tests.likeness import TOLERANCE, squares

from .conftest import Seen, other_article

PUBLISHED = ROOT / "figures"
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


def picture(figure: Figure, width: int) -> np.ndarray:
    """The means of squares of 8 pixels of a figure so many pixels wide, in grey."""
    file = BytesIO()
    with plots.style():
        figure.savefig(file, format="png", dpi=width / figure.get_figwidth())
    return squares(Image.open(file))


def outlines(svg: bytes) -> list[tuple[str, list[float]]]:
    """Every element of an SVG in order, with the numbers that say where and how it is drawn."""
    found = []
    for element in ElementTree.fromstring(svg).iter():
        shape = " ".join(element.get(key, "") for key in ("d", "x", "y", "transform", "style"))
        found.append((element.tag, [float(n) for n in NUMBER.findall(shape)]))
    return found


def alike(one: bytes, other: bytes) -> bool:
    """Whether two SVG files have the same elements, each drawn within a point of the other's."""
    first, second = outlines(one), outlines(other)
    return [(tag, len(n)) for tag, n in first] == [(tag, len(n)) for tag, n in second] and all(
        np.allclose(a, b, atol=1) for (_, a), (_, b) in zip(first, second, strict=True)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_looks_like_the_published_one_which_a_missing_label_would_not(
    name: str, article: an.Article, tables: dict[str, Any]
) -> None:
    drawn = FIGURES[name](article, tables)
    # A lone dash can fall between two squares and darken neither enough.
    labels = [text for ax in drawn.figure.axes for text in ax.texts if text.get_text().strip(" –")]
    gone = min(labels, key=lambda text: len(text.get_text()), default=drawn.figure.texts[-1])
    said = drawn.description, drawn.title
    if (svg := PUBLISHED / f"{name}.svg").is_file():
        assert alike(svg.read_bytes(), image(drawn.figure, "svg", *said))
        gone.set_text("")
        assert not alike(svg.read_bytes(), image(drawn.figure, "svg", *said))
        return
    with Image.open(PUBLISHED / f"{name}.png") as found:
        published, width = squares(found), found.width
    assert (now := picture(drawn.figure, width)).shape == published.shape
    assert np.abs(now - published).max() < TOLERANCE
    gone.set_text("")
    assert np.abs(picture(drawn.figure, width) - published).max() > TOLERANCE


def test_each_figure_is_one_file_small_enough_for_a_page(look: Callable[[str, Any], Seen]) -> None:
    files = sorted(PUBLISHED.glob("*.[sp][vn]g"))
    assert [path.stem for path in files] == sorted(FIGURES)
    assert all(path.stat().st_size <= gallery.LARGEST for path in files if path.suffix == ".svg")


NAMES = ("top_terms", "article_cloud")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A gallery of two figures of another article."""
    article, folder = other_article(2), tmp_path / "figures"
    chosen = {name: FIGURES[name] for name in NAMES}
    gallery.write_gallery(
        chosen, article, {"term_frequency": an.term_frequency(article.tokens)}, folder,
        name='my "own"', table_folder="../tables", labels="zh", done=lambda path: None,
    )  # fmt: skip
    return folder


def test_a_gallery_is_in_the_language_of_its_figures(built: Path) -> None:
    text = (built / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# 图\n")
    assert 'load_article("my \\"own\\"")' in text
    assert [name for name in NAMES if f'`figures.{name}(article, labels="zh")`' in text] == [*NAMES]
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links.count("../tables/term_frequency.csv") == 2
    assert all((built / link).is_file() for link in links if not link.startswith("../"))


def test_a_figure_is_an_svg_unless_that_is_large(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sorted(path.name for path in built.iterdir()) == [
        "README.md", "article_cloud.svg", "top_terms.svg",
    ]  # fmt: skip
    monkeypatch.setattr(gallery, "LARGEST", (built / "top_terms.svg").stat().st_size - 1)
    drawn = FIGURES["top_terms"](other_article(2), labels="zh")
    path = gallery._write(drawn, tmp_path / "top_terms")
    assert path.name == "top_terms.png"
    with Image.open(path) as found:
        assert found.info["Description"] == drawn.description
        assert found.width == round(gallery.DPI * drawn.figure.get_figwidth())
