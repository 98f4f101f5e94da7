"""What several test modules share: the article, a small project of another article, the command."""

import contextlib
import os
import pickle
import resource
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import matplotlib
import pandas as pd
import pytest
from filelock import FileLock
from hypothesis import settings

import analysis as an
from analysis.cli import main

matplotlib.use("agg")
# nbformat loads it to check IRIs, which no notebook has; building its grammars takes seconds.
sys.modules["rfc3987_syntax"] = None

# The same cases on every run and every machine; the machine's speed is not under test.
settings.register_profile("same", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("same")

NAME = "baoshan-2022-06-17"
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def article() -> an.Article:
    """The interview, as the checkout configures it."""
    return an.load_article(ROOT / "data" / "articles" / f"{NAME}.toml")


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def made_once(path: Path, make: Callable[[Path], object]) -> Path:
    """What `make` puts at this path: the first worker to ask makes it, the others wait for it."""
    with FileLock(f"{path}.lock"):
        if not path.exists():
            part = path.with_name(f"{path.name}.part")
            make(part)
            part.rename(path)
    return path


@pytest.fixture(scope="session")
def tables(article: an.Article, shared: Path) -> dict[str, pd.DataFrame]:
    """Every table of the interview, built once a run."""
    from analysis.measures.tables import TablesOf

    def make(path: Path) -> None:
        path.write_bytes(pickle.dumps(dict(TablesOf(article))))

    return pickle.loads(made_once(shared / "tables.pickle", make).read_bytes())


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The folder of the site of the checkout, built once a run."""
    from analysis.cli import book

    with contextlib.chdir(ROOT):
        return made_once(shared / "site", book)


# A worker has what these fixtures give for itself, so all tests that ask for one go to one worker.
COSTLY = {"lab": "lab", "site": "site", "wheel": "wheel", "fresh": "notebooks"}


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what opens a browser, and what is slow because of what it asks for."""
    for item in items:
        asks = [fixture for fixture in COSTLY if fixture in getattr(item, "fixturenames", ())]
        if asks:
            item.add_marker(pytest.mark.xdist_group(COSTLY[asks[0]]))
            item.add_marker("slow")
        if Path(__file__).with_name("browser") in item.path.parents:
            item.add_marker("browser")


VILLAGE = {
    "pyproject.toml": '[tool.five-moves]\narticle = "village"\n',
    "data/raw/village.txt": """村里的两件事
2024-05-01 10:00:00  来源：某报  作者：某人

记者：村里做了哪些事？

村长：先修水渠。水渠通了，田里有水。

再修公路。公路通了，货物出山。

责编：某人
""",
    "data/articles/village.toml": """raw = "../raw/village.txt"
terms = "../lexicon/terms.csv"
stopwords = "../lexicon/stopwords.txt"
themes = "../lexicon/themes.toml"
glossary = "../lexicon/glossary.csv"

[speakers]
"记者" = "question"
"村长" = "answer"

[[sections]]
key = "canal"
number = 1
zh = "水渠"
en = "The canal"
begins = "先修水渠"

[[sections]]
key = "road"
number = 2
zh = "公路"
en = "The road"
begins = "再修公路"
""",
    "data/lexicon/terms.csv": "term,pos\n水渠,n\n",
    "data/lexicon/stopwords.txt": "通  # what canals and roads do\n",
    "data/lexicon/themes.toml": """[themes.water]
zh = "水"
en = "Water"
terms = ["水渠", "水", "田"]

[themes.traffic]
zh = "交通"
en = "Traffic"
terms = ["公路", "货物"]

[uncoded]
"修" = "serves both"
""",
    "data/lexicon/glossary.csv": "term,en\n水渠,canal\n公路,road\n",
}


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project about a short interview of another village; the current folder is in it."""
    root = tmp_path / "village"
    for name, text in VILLAGE.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the checkout needs to be rebuilt; the current folder is in it."""
    root = tmp_path / "checkout"
    for folder in ("articles", "gold", "lexicon", "raw"):
        shutil.copytree(ROOT / "data" / folder, root / "data" / folder)
    shutil.copy(ROOT / "pyproject.toml", root)
    monkeypatch.chdir(root)
    return root


class Result(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def command(capsysbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Result]:
    """Runs `five-moves` with the arguments of a shell."""

    def run(*arguments: str | Path) -> Result:
        code = main([str(argument) for argument in arguments])
        captured = capsysbinary.readouterr()
        return Result(code, captured.out.decode(), captured.err.decode())

    return run


@pytest.fixture
def full_disk() -> Iterator[Callable[[], None]]:
    """Makes every file that is written from then on end after a few bytes, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
