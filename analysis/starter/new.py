"""Starting on another article: the files to begin with, and a first analysis that has been run.

Where the form of the text is plain (see `analysis.starter.outline`), the configuration follows it.
The rest is a suggestion, switched off, for a person to confirm. The notebook consists of the cells
of `starter.ipynb` whose tags all apply.
"""

import os
import re
import sys
import warnings
from collections.abc import Mapping
from importlib.util import find_spec
from json import dumps
from pathlib import Path
from typing import Any

import nbformat

from ..article import Article, load_article
from ..errors import InputError
from ..files import (
    check_name,
    decode,
    nearest,
    put,
    read_bytes,
    read_text,
    text_of,
    workshop,
    write_csv,
)
from ..house import printable
from ..measures import collocations
from ..reproduce.notebooks import finish, run_notebook
from .outline import suggest_sections, suggest_speakers
from .terms import suggest_terms

FILES = (
    "data/raw/{name}.txt", "data/articles/{name}.toml", "data/lexicon/{name}-terms.csv",
    "data/lexicon/{name}-themes.toml", "notebooks/{name}.ipynb",
)  # fmt: skip
FREQUENT = 60  # content words that the codebook lists
CHINESE = re.compile("[㐀-鿿]")
FOLDER = Path(__file__).parent


def new(name: str, file: str | Path, encoding: str = "utf-8", *, excel: bool = False) -> list[Path]:
    """Write the files of a new article; return their paths.

    They go into the current folder, or into the nearest above that has `data/articles` and where
    only this user may write:

    * `data/raw/NAME.txt`, the bytes of `file`; of a web page the text of its article, and
      `data/raw/NAME.html`, the page;
    * `data/articles/NAME.toml`;
    * `data/lexicon/NAME-terms.csv` and `NAME-themes.toml`, a term list and a codebook to edit; the
      list begins with the mark that Excel needs, if `excel`;
    * `notebooks/NAME.ipynb`, executed.

    What a person should look at is said on standard error. Raises `InputError`, and writes nothing,
    for a name that is taken or is no plain file name, for a file that cannot be read, and for
    folders that lead out of the project.
    """
    check_name(name)
    data, root = read_bytes(file), nearest("data/articles") or Path.cwd()
    markup = decode(data, file, encoding)
    text = text_of(markup, file)
    raw, *others = (Path(form.format(name=name)) for form in FILES)
    written = {raw: data}
    if text is not markup:
        written, encoding = {raw: text.encode(), raw.with_suffix(".html"): data}, "utf-8"
    with workshop(root) as build:
        names = [path for path in (*written, *others) if _free(root, path, file)]
        for path in (*written, *others):
            (build / path).parent.mkdir(parents=True, exist_ok=True)
        for path, content in written.items():
            (build / path).write_bytes(content)
        _describe(name, text, encoding, build / "data", excel)
        _analyse(name, build)
        put(build, root, names)
    if len(CHINESE.findall(text)) < len(text) / 10:
        print(f"five-moves: warning: {file} has hardly any Chinese characters", file=sys.stderr)
    return [root / path for path in sorted(names)]


def _free(root: Path, name: Path, file: str | Path) -> bool:
    """Whether a file is to be written: false for the raw text itself, in its place already."""
    path = root / name
    if not path.parent.resolve().is_relative_to(root.resolve()):
        raise InputError(f"{path.parent}: leads out of {root}; make it a folder there")
    if not os.path.lexists(path):
        return True
    if path.is_symlink() or not path.samefile(file):
        raise InputError(f"{path}: is there already; choose another name")
    return False


def _describe(name: str, text: str, encoding: str, data: Path, excel: bool) -> None:
    """Write the TOML file of an article, its term list and its codebook."""
    speakers = suggest_speakers(article := Article(text))
    if interview := len(set(speakers.values())) > 1:
        article = Article(text, speakers=speakers)
    terms = suggest_terms(article).assign(pos="n")[["term", "pos", "parts", "n"]]
    write_csv(terms, data / "lexicon" / f"{name}-terms.csv", excel)
    content = article.tokens.loc[~article.tokens["stop"], "token"].value_counts().head(FREQUENT)
    examples = enumerate(content.index[:2] if len(content) else ["…"], 1)
    codebook = read_text(FOLDER / "codebook.txt").format(
        name=name,
        words=printable(" ".join(f"{word} {n}" for word, n in content.items())),
        themes="\n".join(
            _table(f"[themes.theme-{at}]", {"zh": word, "en": "", "terms": [word]})
            for at, word in examples
        ),
    )
    sections, marked = suggest_sections(article)
    config = read_text(FOLDER / "config.txt").format(
        name=name,
        encoding="" if encoding == "utf-8" else _table("", {"encoding": encoding}),
        metadata=_table("[metadata]", article.metadata, off=True),
        speakers=_table("[speakers]", speakers or {"记者": "question"}, off=not interview),
        sections="\n".join(_table("[[sections]]", one, off=not marked) for one in sections),
    )
    for path, written in (
        (f"articles/{name}.toml", config),
        (f"lexicon/{name}-themes.toml", codebook),
    ):
        (data / path).write_text(written.rstrip() + "\n", encoding="utf-8", newline="\n")


def _table(heading: str, values: Mapping[str, Any], off: bool = False) -> str:
    """A TOML table; each line that is switched off begins with a `#`."""
    lines = [heading] if heading else []
    for key, value in values.items():
        if hasattr(value, "isoformat"):
            shown = value.isoformat()
        else:  # TOML reads what JSON writes, but for one control character.
            shown = dumps("" if value is None else value, ensure_ascii=False)
            shown = shown.replace("\x7f", "\\u007f")
        lines.append(f"{key if key.isascii() else dumps(key, ensure_ascii=False)} = {shown}")
    return "".join(f"{'#' * off}{line}\n" for line in lines)


def _analyse(name: str, build: Path) -> None:
    """Write the notebook of the cells that apply to an article, and run it."""
    article = load_article(build / "data" / "articles" / f"{name}.toml")
    template = read_text(FOLDER / "starter.ipynb").replace("NAME", name)
    notebook = nbformat.reads(template, as_version=4)
    applies = _applies(article)
    tags = [set(cell.metadata.pop("tags", ())) for cell in notebook.cells]
    pairs = zip(notebook.cells, tags, strict=True)
    notebook.cells = [cell for cell, needs in pairs if needs <= applies]
    path = build / "notebooks" / f"{name}.ipynb"
    nbformat.write(notebook, path)
    finish(run_notebook(path, path))


def _applies(article: Article) -> set[str]:
    """The tags of the cells that have something to show of an article."""
    content = article.tokens[~article.tokens["stop"]]
    most = content["token"].value_counts().index[:25]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a column of the table says how weak it is
        company = collocations(content, most[0]) if len(most) else ()
    shown = {
        "polluted": article.cleaned.edits,
        "unresolved": article.cleaned.unresolved,
        "furniture": len(article.furniture),
        "speakers": article.passages["speaker"].notna().any(),
        "words": len(content),
        "wordless": not len(content),
        "company": len(company),
        "reference": find_spec("wordfreq"),
        "suggestions": len(suggest_terms(article)),
    }
    return {tag for tag, there in shown.items() if there}
