"""The library alone, installed from its wheel in an empty folder, on someone else's text."""

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT

SCRIPT = """
import warnings
warnings.simplefilter("error")
import analysis as an
import pandas as pd

article = an.Article(
    "两件事\\n2024-05-01 来源：某报\\n记者：修了什么？\\n"
    "村长：先修水渠，水渠通了。\\n再修公路，货物出山。",
    speakers={"记者": "question", "村长": "answer"},
    terms=["水渠"],
    codebook=an.Codebook.from_dict({"水": ["水渠"], "路": ["公路", "货物"]}),
)
assert an.clean("清白的文字。").text == "清白的文字。"
assert article.metadata["source"] == "某报"
assert list(article.passages["speaker"].dropna().unique()) == ["记者", "村长"]
assert "水渠" in an.Segmenter(["水渠"]).cut("先修水渠")
counts = an.term_frequency(article.tokens)
assert counts.set_index("token").loc["水渠", "n"] == 2
shares = an.theme_shares(article.tokens, by="speaker")
assert round(shares["share"].sum(), 5) == 1

import matplotlib
matplotlib.use("agg")
with an.plots.style():
    figure = an.plots.term_frequency(counts.query("~stop")).figure
    an.plots.theme_shares(shares)
    an.plots.word_cloud(counts.query("~stop"))
from pathlib import Path
an.plots.save(figure, Path("counts"), "Counts of words.")
print(an.__file__)
"""


def pip(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    alone = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    pip("wheel", "--no-deps", *alone, "--wheel-dir", folder, ROOT)
    (found,) = folder.glob("*.whl")
    return found


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"analysis", "five_moves-0.1.0.dist-info"}
    assert not [name for name in names if "__pycache__" in name or "checkpoints" in name]


@pytest.mark.parametrize(
    "name",
    ["analysis/py.typed", "analysis/lexicon/stopwords.txt", "analysis/starter/starter.ipynb",
     "analysis/plots/fonts/OFL.txt",
     "analysis/explorer/static/explorer.css", "analysis/explorer/static/explorer.js",
     "analysis/cleaning/data/README.md", "analysis/cleaning/data/words.txt",
     "analysis/plots/fonts/FiveMovesSansSC-Regular.ttf",
     "analysis/plots/fonts/FiveMovesSansSC-Bold.ttf",
     "analysis/explorer/static/explorer.html"],
)  # fmt: skip
def test_the_wheel_holds_what_every_text_needs(name: str, wheel: Path) -> None:
    assert name in zipfile.ZipFile(wheel).namelist()


@pytest.mark.parametrize("word", ["baoshan", "五招妙手", "杨绍虎", "永丰村", "殷铖君"])
def test_the_wheel_holds_nothing_about_the_interview(word: str, wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    package = [name for name in archive.namelist() if name.startswith("analysis/")]
    assert not [name for name in package if word in name]
    assert not [name for name in package if word.encode() in archive.read(name)]


def test_alone_in_an_empty_folder_it_cleans_segments_measures_and_plots(
    wheel: Path, tmp_path: Path
) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    empty.mkdir()
    pip("install", "--no-deps", "--no-index", "--target", installed, wheel)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).is_relative_to(installed)
    assert sorted(path.name for path in empty.iterdir()) == ["counts.png", "counts.svg"]
