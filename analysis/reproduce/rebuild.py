"""Rebuilding every table, figure and notebook of a project from its raw article.

All of it is built in a folder of its own first and moved into place when it is whole. A fault at
any time leaves the project as it was. The same lock file gives the same bytes.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..article import load_article
from ..errors import InputError
from ..files import MADE, listing, nearest, put, read_toml, unchanged, workshop
from .notebooks import Done, run_notebooks
from .readme import readme
from .tables import tables

if TYPE_CHECKING:
    import pandas as pd


# Folders of derived files. One that an earlier run made and this one does not is stale.
DERIVED = {"data/tables": "*.csv", "figures": "*.[sp][vn]g"}


def project_folder() -> Path:
    """The checkout that the current folder is in."""
    if folder := nearest("data/articles", "pyproject.toml"):
        return folder
    raise InputError(
        f"{Path.cwd()}: no pyproject.toml with data/articles beside it, here or in a folder above "
        "where only you may write; run this in a checkout of the project"
    )


def reproduce(
    name: str | None = None, *, labels: Any = "both", notebooks: bool = True, check: bool = False
) -> list[str]:
    """Rebuild the project's tables, figures and notebooks; return the files that changed.

    Removes stale tables and figures that an earlier run made. Others stay, and are named on
    standard error.

    Parameters
    ----------
    name
        The article; by default the one named in `pyproject.toml` under `tool.five-moves.article`.
        The tables and figures of another go into folders of its name; of the notebooks, only that
        of its name is run.
    labels
        `"zh"`, `"en"` or `"both"`, in the figures.
    notebooks
        Whether to execute the notebooks too.
    check
        Change nothing, only say what would change.
    """
    from tqdm import tqdm

    from ..figures import FIGURES
    from ..figures.gallery import write_gallery

    root = project_folder()
    settings = read_toml(root / "pyproject.toml").get("tool", {}).get("five-moves", {})
    own = settings.get("article")
    if not (name := name or own):
        raise InputError(f"{root}/pyproject.toml: no tool.five-moves.article; name the article")
    data = tables(article := load_article(name))
    called = Path(name).name.removesuffix(".toml")
    apart = "" if called == own else called
    draws = {figure: draw for figure, draw in FIGURES.items() if draw.needs <= data.keys()}
    sources = sorted((root / "notebooks").glob(f"{apart or '*'}.ipynb")) if notebooks else []
    total = len(data) + len(draws) + 1 + len(sources)
    place = tempfile.TemporaryDirectory(prefix="five-moves-") if check else workshop(root)
    with place as temporary, tqdm(total=total, unit="file") as bar:
        build = Path(temporary)

        def done(path: Path) -> None:
            bar.set_postfix_str(path.name)
            bar.update()

        _write_tables(data, build / "data" / "tables" / apart, done)
        write_gallery(
            draws,
            article,
            data,
            build / "figures" / apart,
            name=name,
            table_folder=os.path.relpath(f"data/tables/{apart}", f"figures/{apart}"),
            labels=labels,
            done=done,
        )
        made = build / "data" / "tables" / apart / MADE
        made.write_text(listing(build), encoding="utf-8", newline="\n")
        if not apart and (root / "data" / "readme.toml").is_file():
            text = readme(root, article, data)
            (build / "README.md").write_text(text, encoding="utf-8", newline="")
        if sources:
            stage = _stage(root, build)
            asyncio.run(run_notebooks(sources, build / "notebooks", done, stage))
            shutil.rmtree(stage.parent)
        return _finish(build, root, apart, check)


def _stage(root: Path, build: Path) -> Path:
    """A folder for notebooks to run in: what they read is not what the last rebuild left."""
    place = build / "stage" / "notebooks"
    place.mkdir(parents=True)
    old = shutil.ignore_patterns("tables")
    shutil.copytree(root / "data", place.parent / "data", ignore=old)
    shutil.copytree(build / "data", place.parent / "data", dirs_exist_ok=True)
    return place


def _write_tables(data: "dict[str, pd.DataFrame]", folder: Path, done: Done) -> None:
    folder.mkdir(parents=True)
    for name, table in data.items():
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
        done(path)


def _finish(build: Path, root: Path, apart: str, check: bool) -> list[str]:
    """Put what was built in place; return what differs from it, or is stale."""
    built = {path.relative_to(build) for path in build.rglob("*") if path.is_file()}
    there = {
        path.relative_to(root)
        for folder, pattern in DERIVED.items()
        for path in (root / folder / apart).glob(pattern)
    }
    fresh = sorted(path for path in built if not _same(build / path, root / path))
    stale = sorted((there - built) & unchanged(root, root / "data" / "tables" / apart / MADE))
    if strangers := ", ".join(map(str, sorted(there - built - {*stale}))):
        print(f"five-moves: left alone, since no run made it: {strangers}", file=sys.stderr)
    if not check:
        put(build, root, fresh, stale)
    return [path.as_posix() for path in fresh + stale]


def _same(first: Path, second: Path) -> bool:
    return second.is_file() and first.read_bytes() == second.read_bytes()
