"""Rebuilding every table, figure and notebook of a project from its raw article.

All of it is built in a folder of its own first and moved into place when it is whole. A fault at
any time leaves the project as it was. The same lock file gives the same bytes.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..article import load_article
from ..errors import InputError
from ..files import (
    MADE,
    check_name,
    listing,
    nearest,
    put,
    read_toml,
    unchanged,
    workshop,
    write_csv,
)
from .notebooks import finish, run_notebooks
from .readme import readme

# Folders of derived files. One that an earlier run made and this one does not is stale.
DERIVED = {"data/tables": "*.csv", "figures": "*.[sp][vn]g"}


def project_folder() -> Path:
    """The nearest folder with `data/articles`: the current one or one above."""
    if folder := nearest("data/articles"):
        return folder
    raise InputError(
        f"{Path.cwd()}: no data/articles, here or in a folder above where only you may write; "
        "go to a checkout of the project, or begin with five-moves new NAME FILE"
    )


def reproduce(
    name: str | None = None, *, labels: Any = "both", notebooks: bool = True, check: bool = False,
    excel: bool = False,
) -> list[str]:  # fmt: skip
    """Rebuild a project's tables, figures and notebooks; return the files that changed.

    Removes stale tables and figures that an earlier run made. Others stay, and are named on
    standard error.

    Parameters
    ----------
    name
        The article; by default the one named in `pyproject.toml` under `tool.five-moves.article`,
        or the only one. The tables and figures of any but the first go into folders of its name;
        of the notebooks, only that of its name is run.
    labels
        `"zh"`, `"en"` or `"both"`, in the figures.
    notebooks
        Whether to execute the notebooks too.
    check
        Change nothing, only say what would change.
    excel
        Begin the tables with the mark by which Excel knows UTF-8.
    """
    from tqdm import tqdm

    root = project_folder()
    config, apart = _article(root, name)
    with tqdm(unit="file", desc="reading", leave=False) as bar:
        from ..figures import FIGURES
        from ..figures.gallery import write_gallery
        from ..measures.tables import TablesOf

        def done(path: Path) -> None:
            bar.set_postfix_str(path.name)
            bar.update()

        article = load_article(config)
        made, data = TablesOf(article), {}
        draws = {figure: draw for figure, draw in FIGURES.items() if draw.needs <= made.keys()}
        sources = sorted((root / "notebooks").glob(f"{apart or '*'}.ipynb")) if notebooks else []
        bar.total = len(made) + len(draws) + 1 + len(sources)
        with (
            tempfile.TemporaryDirectory(prefix="five-moves-") if check else workshop(root) as place
        ):
            build = Path(place)
            folder = build / "data" / "tables" / apart
            folder.mkdir(parents=True)
            for table in made:
                bar.set_description_str(f"table {table}")
                data[table] = made[table]
                write_csv(data[table], folder / f"{table}.csv", excel)
                done(folder / f"{table}.csv")
            bar.set_description_str("figures")
            write_gallery(
                draws,
                article,
                data,
                build / "figures" / apart,
                name=config.stem,
                table_folder=os.path.relpath(f"data/tables/{apart}", f"figures/{apart}"),
                labels=labels,
                done=done,
            )
            (folder / MADE).write_text(listing(build), encoding="utf-8", newline="\n")
            if not apart and (root / "data" / "readme.toml").is_file():
                text = readme(root, article, data)
                (build / "README.md").write_text(text, encoding="utf-8", newline="")
            if sources:
                bar.set_description_str("notebooks")
                stage = _stage(root, build)
                finish(run_notebooks(sources, build / "notebooks", done, stage))
                shutil.rmtree(stage.parent)
            changed = _finish(build, root, apart, check)
        bar.leave = True
    return changed


def draw(
    name: str | None = None, only: Sequence[str] = (), *, out: str | Path = ".",
    form: str = "svg", labels: Any = "both",
) -> list[Path]:  # fmt: skip
    """Draw figures of an article, by default all it has data for, into a folder of one's own.

    `form` is `svg`, `png` or `pdf`. Returns the files, which replace others of these names. Raises
    `InputError` for a figure that does not exist or that the article lacks the data for.
    """
    from ..figures import FIGURES
    from ..measures.tables import TablesOf, lacking

    config, _ = _article(project_folder(), name)
    data, folder = TablesOf(article := load_article(config)), Path(out)
    for figure in only:
        if figure not in FIGURES:
            raise InputError(f"no figure {figure!r} (there are: {', '.join(FIGURES)})")
        for need in FIGURES[figure].needs - data.keys():
            raise InputError(f"{config}: no {lacking(article, need)} for the figure {figure}")
    images = {}
    for figure in only or [name for name in FIGURES if FIGURES[name].needs <= data.keys()]:
        images[Path(f"{figure}.{form}")] = FIGURES[figure](article, data, labels).image(form)
    folder.mkdir(parents=True, exist_ok=True)
    with workshop(folder) as build:
        for path, content in images.items():
            (build / path).write_bytes(content)
        put(build, folder, images)
    return [folder / path for path in images]


def _article(root: Path, name: str | None) -> tuple[Path, str]:
    """The file of an article, and the folder of what is made of it: none for the project's own."""
    there = sorted(path.stem for path in (root / "data" / "articles").glob("*.toml"))
    known = f"(there are: {', '.join(there) or 'none; see five-moves new'})"
    own = _own_article(root / "pyproject.toml")
    if not (name := name or own or (there[0] if len(there) == 1 else "")):
        raise InputError(f"{root}/data/articles: not one article; name one {known}")
    path = Path(name) if name.endswith(".toml") else root / "data" / "articles" / f"{name}.toml"
    check_name(path.stem)
    if not path.is_file():
        raise InputError(f"{root}: no article {name!r} {known}")
    return path, "" if path.stem == own else path.stem


def _own_article(path: Path) -> str:
    """What `tool.five-moves.article` names in a `pyproject.toml`; empty if nothing does."""
    found: Any = read_toml(path) if path.is_file() else {}
    for key in ("tool", "five-moves", "article"):
        kind = str if key == "article" else dict
        found = found.get(key, kind())
        if not isinstance(found, kind):
            raise InputError(f"{path}: {key} = {found!r} should be a {kind.__name__}")
    return str(found)


def _stage(root: Path, build: Path) -> Path:
    """A folder for notebooks to run in: what they read is not what the last rebuild left."""
    place = build / "stage" / "notebooks"
    place.mkdir(parents=True)
    old = shutil.ignore_patterns("tables")
    try:
        shutil.copytree(root / "data", place.parent / "data", ignore=old)
        shutil.copytree(build / "data", place.parent / "data", dirs_exist_ok=True)
    except shutil.Error as error:
        source, _, why = error.args[0][0]
        raise InputError(f"{source}: cannot be copied ({why})") from None
    return place


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
