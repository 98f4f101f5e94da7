"""What the site is built from: the project's own pages, and a reference out of its docstrings.

Links are made to lead somewhere in the site: a linked file comes along, a folder is the README in
it or above it, and the name of a data file becomes a link to that.
"""

import ast
import inspect
import json
import os
import re
from collections import defaultdict
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from analysis.article import load_article
from analysis.errors import InputError
from analysis.explorer.page import save_explorer
from analysis.files import read_text, read_toml

# Rooms of the library in the order in which data pass through them; the others come after.
FLOW = ["cleaning", "article", "lexicon", "segmentation", "measures", "plots", "figures",
        "explorer", "starter"]  # fmt: skip
FRAME = """<iframe class="explorer" title="Explorer {shown}" src="{way}explorer.html{at}"
sandbox="allow-scripts"></iframe>"""
EXPLORE = """# Explore the article

Every row, tick, cell and word is a link. It opens the sentence beside it, and from there the bytes
that the sentence came from. Type a word in Chinese or in English.

```{raw} html
{frame}
<p><a href="explorer.html">Open it on a page of its own</a>, where the address keeps what you see,
or <a href="explorer.html" download>save it</a>: one file that works offline.</p>
```
"""
GUIDES = """# Behind the analysis

How the cleaning works, how far the numbers can be trusted, and how the project is built.

"""
NUMBER = re.compile(r"[-−+]?[\d,.]+%?|NaN|–|&lt;NA&gt;")


def write_sources(root: Path, source: Path, explorer: Path) -> None:
    """Write the pages as Sphinx takes them, and every file that they link to or show.

    Where a notebook shows the explorer of the project's article, its page shows that very file.
    """
    import nbformat

    front = root / "README.md"
    if not front.is_file():
        raise InputError(f"{front}: not there; it is the front page of the site")
    readmes = [
        path for name in ("figures", "data") if (path := root / name / "README.md").is_file()
    ]
    guides = [*sorted((root / "docs").glob("*.md")), *sorted(root.glob("C*.md"))]
    texts = [*readmes, *guides]
    data = {path.name: path for path in (root / "data").rglob("*.*") if path.name != "README.md"}

    def prose(text: str, page: Path) -> str:
        """Text whose links lead into the site; what they lead to comes along."""

        def named(match: re.Match[str]) -> str:
            file = data.get(match[1].rpartition("/")[2])
            return f"[{match[0]}]({_way(file, page)})" if file else match[0]

        def linked(match: re.Match[str]) -> str:
            file = (page.parent / match[1]).resolve()
            if not file.is_relative_to(root):
                return match[0]  # which Sphinx does not find
            if file.is_dir():
                readmes = (folder / "README.md" for folder in (file, *file.parents))
                file = next(filter(Path.is_file, readmes))
            if file == front:
                file = root / "index.md"
            elif file.suffix == ".md" and file.is_file() and file not in texts:
                texts.append(file)
            elif file.suffix not in (".md", ".ipynb") and file.is_file():
                _write(source / file.relative_to(root), file.read_bytes())
            return f"]({_way(file, page)}"

        text = re.sub(r"(?<![\[`])`([^`\s]+\.\w+)`(?!`)", named, text)
        return re.sub(r"\]\(([^)\s#:]+)", linked, text)

    index = prose(read_text(front), front)
    own = _explorer_data(explorer.read_text(encoding="utf-8"))
    del own["start"]
    listed = []
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "markdown":
                cell.source = prose(cell.source, path)
            _describe(cell, f"{path}: cell {number}")
            for output in cell.get("outputs", ()):
                html = output.get("data", {}).get("text/html", "")
                if "dataframe" in html:
                    output["data"]["text/html"] = _align(html)
                if (fed := _explorer_data(unescape(html))) and fed.items() >= own.items():
                    output["data"]["text/html"] = FRAME.format(
                        way="../", at=fed["start"], shown=escape(unquote(fed["start"]))
                    )
        listed.append(_numbered(path, notebook))
        _write(source / "original" / path.name, path.read_bytes())
        _offer(notebook, path.name)
        _write(source / path.relative_to(root), nbformat.writes(notebook))
    for path in texts:  # which grows by those that are linked
        _write(source / path.relative_to(root), prose(read_text(path), path))
    if guides:
        _write(source / "guides.md", GUIDES + _tree([_way(path, front) for path in guides]))
    _write_reference(source / "api")
    _write(source / "explore.md", EXPLORE.replace("{frame}", FRAME.format(way="", at="", shown="")))
    contents = {
        "Notebooks": listed,
        "The article": ["explore", *[_way(path, front) for path in texts if path not in guides]],
        "For more": ["guides.md"] * bool(guides) + ["api/index.rst"],
    }
    trees = (
        _tree(pages, ":hidden:", f":caption: {name}") for name, pages in contents.items() if pages
    )
    _write(source / "index.md", "\n\n".join([index, *trees]))


def _explorer_data(page: str) -> dict[str, Any]:
    """What a page of the explorer is fed; nothing if it is none."""
    found = re.search('<script type="application/json" id="data">(.*?)</script>', page, re.S)
    return json.loads(found[1]) if found else {}


def write_explorer(root: Path, path: Path) -> None:
    """Write the explorer of the project's article."""
    name = read_toml(root / "pyproject.toml")["tool"]["five-moves"]["article"]
    path.parent.mkdir()
    save_explorer(load_article(root / "data" / "articles" / f"{name}.toml"), path)


def _tree(pages: list[str], *options: str) -> str:
    """A table of contents."""
    return "\n".join(["```{toctree}", *options, "", *pages, "```"])


def _numbered(path: Path, notebook: Any) -> str:
    """A notebook in the contents: its number, its title and where it is."""
    number, title = (
        re.match(r"0*(\d+[a-z]?)", path.name),
        re.match("# ([^\n<]+)", notebook.cells[0].source),
    )
    way = f"notebooks/{path.name}"
    return f"{number[1]}\u2002{title[1]} <{way}>" if number and title else way


def _offer(notebook: Any, name: str) -> None:
    """Say below the title of a notebook's page where its file is."""
    title, line, rest = notebook.cells[0].source.partition("\n")
    if title.startswith("# "):
        link = f"{{download}}`Download this notebook <../original/{name}>`"
        notebook.cells[0].source = f"{title}\n\n{link}\n{line}{rest}"


def _way(file: Path, page: Path) -> str:
    """A file as a page links to it."""
    return Path(os.path.relpath(file, page.parent)).as_posix()


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _describe(cell: Any, where: str) -> None:
    """Hand the descriptions that a cell's images carry to MyST-NB, as their `alt`."""
    alts = []
    for output in cell.get("outputs", ()):
        for kind in {"image/svg+xml", "image/png"} & output.get("data", {}).keys():
            if not (alt := output.metadata.get(kind, {}).get("alt")):
                raise InputError(f"{where}: an image has no description (metadata {kind}: alt)")
            alts.append(alt)
    if alts:
        cell.metadata["mystnb"] = {"image": {"alt": " ".join(dict.fromkeys(alts))}}


def _align(html: str) -> str:
    """A table of pandas with its columns of numbers, which stand last in a row, to the right."""
    rows = re.findall("<tr>.*?</tr>", html.partition("<tbody>")[2], re.S)
    columns = zip(*(re.findall("<td>(.*?)</td>", row, re.S) for row in rows), strict=True)
    right = [all(map(NUMBER.fullmatch, column)) for column in columns]

    def aligned(row: re.Match[str]) -> str:
        indices = len(re.findall("<t[hd]>", row[0])) - len(right)
        sides = iter([*[False] * indices, *right])
        return re.sub(
            "<(t[hd])>", lambda c: f'<{c[1]} class="text-right">' if next(sides) else c[0], row[0]
        )

    return re.sub("<tr.*?</tr>", aligned, html, flags=re.S)


def _write_reference(folder: Path) -> None:
    """A page for each room that `analysis` takes public names from, and one that lists them."""
    import analysis

    rooms: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    stub = ast.parse(read_text(Path(analysis.__file__).with_suffix(".pyi")))
    for part in [node for node in stub.body if isinstance(node, ast.ImportFrom)]:
        names, module = [alias.name for alias in part.names], part.module
        if not module:  # a room that is public as a whole
            (module,) = names
            home = getattr(analysis, module)
            public = [name for name in home.__all__ if _is_documented(getattr(home, name))]
            names = [f"{module}.{name}" for name in public]
        rooms[module.partition(".")[0]].append((module, names))
    pages, overview = [], ["Reference\n=========\n\n.. automodule:: analysis"]
    for room in sorted(rooms, key=[*FLOW, *rooms].index):
        entries = [_heading(room.capitalize(), "="), f".. automodule:: analysis.{room}"]
        for module, names in sorted(rooms[room], key=lambda part: part[0] != room):
            if module != room:
                entries += [_heading(module.rpartition(".")[2].capitalize(), "-")]
                entries += [f".. automodule:: analysis.{module}"]
            entries += map(_entry, names)
        _write(folder / f"{room}.rst", "\n\n".join(entries) + "\n")
        pages.append(f"   {room}")
        listed = "".join(f"\n   {name}" for _, names in rooms[room] for name in names)
        overview.append(
            f"{_heading(f':doc:`{room}`', '-')}\n\n.. autosummary::\n   :nosignatures:\n{listed}"
        )
    contents = "\n".join([".. toctree::", "   :hidden:", "", *pages])
    _write(folder / "index.rst", "\n\n".join([*overview, contents]) + "\n")


def _is_documented(value: Any) -> bool:
    return inspect.isclass(value) or inspect.isfunction(value)


def _heading(text: str, line: str) -> str:
    return f"{text}\n{line * 60}"


def _entry(name: str) -> str:
    """The directive that documents a public name."""
    import analysis

    value: Any = analysis
    for part in name.split("."):
        value = getattr(value, part)
    if not inspect.isclass(value):
        return f".. autofunction:: analysis.{name}"
    fields = ", ".join(getattr(value, "_fields", ()))  # Those of a named tuple have no docstrings.
    hidden = f"\n   :exclude-members: {fields}" * bool(fields)
    return f".. autoclass:: analysis.{name}\n   :members:{hidden}"
