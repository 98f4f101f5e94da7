"""The page on changing a figure: every block that can be copied runs, and does what it says."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from analysis.figures import Drawn
from analysis.files import read_text
from tests.conftest import ROOT

PAGE = read_text(ROOT / "docs" / "change-a-figure.md")
FIRST, *BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
TOPICS = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the articles and no figure."""
    place = tmp_path_factory.mktemp("project")
    for name in ("articles", "lexicon", "raw"):
        shutil.copytree(ROOT / "data" / name, place / "data" / name)
    return place


def run(block: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.chdir(folder)
    known: dict[str, Any] = {}
    exec(compile(FIRST + block, "change-a-figure.md", "exec"), known)
    return known


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_a_block_runs_after_the_first(
    block: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = run(block, folder, monkeypatch)
    for name in re.findall(r'"([\w.]+\.(?:png|svg|pdf))"', block):
        assert (folder / name).stat().st_size > 1000
    drawn = known.get("drawn")
    if isinstance(drawn, Drawn):
        drawn.figure.canvas.draw()
        asked = re.search(r'title="([^"]+)"', block)
        assert asked is None or drawn.title == asked[1]


def test_the_page_covers_what_people_change() -> None:
    for word in ("label", "title", "format", "size", "colour", "terms", "stop words", "sections",
                 "themes", "several documents"):  # fmt: skip
        assert any(word in topic.lower() for topic in TOPICS), word
    assert len(BLOCKS) >= 12
