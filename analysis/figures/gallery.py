"""The figures of an article as files, with a page that describes them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from ..article import Article
from ..house import Labels, inert, messages
from .drawn import Drawn
from .of_article import FigureOf
from .sheet import Tables
from .wording import Wording

LARGEST = 300_000  # bytes of an SVG; what would be larger is a PNG
DPI = 150  # of a PNG: sharp at the width of a page


def write_gallery(
    figures: Mapping[str, FigureOf], article: Article, tables: Tables, folder: Path, *, name: str,
    table_folder: str, labels: Labels, done: Callable[[Path], None],
) -> None:  # fmt: skip
    """Draw figures into a folder, each as one file, and a `README.md` that shows them.

    Parameters
    ----------
    figures
        The figures to draw, by name.
    article, tables
        What they are drawn from.
    folder
        Where they go; it is made.
    name
        The article's, as `load_article` takes it.
    table_folder
        Where the tables are, seen from `folder`.
    labels
        `"zh"`, `"en"` or `"both"`.
    done
        Called with the path of each file.
    """
    folder.mkdir(parents=True)
    said = messages(labels)["gallery"]
    option = "" if labels == "both" else f', labels="{labels}"'
    parts = [Wording(said, {"name": json.dumps(name, ensure_ascii=False)})["head"]]
    for figure, draw in figures.items():
        drawn = draw(article, tables, labels)
        done(path := _write(drawn, folder / figure))
        links = (
            f"[{need}]({table_folder}/{need}.csv)" for need in sorted(draw.uses & tables.keys())
        )
        values = {
            "title": inert(drawn.title),
            "alt": inert(drawn.description),
            "file": path.name,
            "caption": inert(drawn.caption),
            "values": markdown(drawn.values),
            "tables": ", ".join(links),
            "call": f"figures.{figure}(article{option})",
        }
        parts.append(Wording(said, values)["entry"])
    page = folder / "README.md"
    text = "\n\n".join([*parts, said["not_drawn"]])
    page.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    done(page)


def markdown(table: pd.DataFrame) -> str:
    """A table in Markdown; its columns of text on the left, and nothing in it active.

    >>> print(markdown(pd.DataFrame({"term": ["a|b"], "rate": [0.12345]})))
    | term | rate |
    | :--- | ---: |
    | a&#124;b | 0.123 |
    """
    right = [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]
    cells = [
        [f"{cell:.3g}" if isinstance(cell, float) else inert(cell) for cell in row]
        for row in table.itertuples(index=False)
    ]
    head = [inert(name) for name in table.columns]
    lines = [head, ["---:" if number else ":---" for number in right], *cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _write(drawn: Drawn, stem: Path) -> Path:
    """Write a figure as SVG, or as PNG where that would be too large; return its path."""
    path, data = stem.with_suffix(".svg"), drawn.image("svg")
    if len(data) > LARGEST:
        path, data = stem.with_suffix(".png"), drawn.image("png", dpi=DPI)
    path.write_bytes(data)
    return path
