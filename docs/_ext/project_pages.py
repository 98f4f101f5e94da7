"""What the site is built from: the project's own pages, and a reference out of its docstrings.

Links are made to lead somewhere in the site: a linked file comes along, a folder is the README in
it or above it, and the name of a data file becomes a link to that.
"""

import ast
import os
import re
import sys
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import read_text

# The modules in the order in which data pass through them; the others come after.
FLOW = "cleaning article segmentation tokenization measures themes readings plots explore widgets"
NUMBER = re.compile(r"[-−+]?[\d,.]+%?|NaN|–|&lt;NA&gt;")


def write_sources(root: Path, source: Path) -> None:
    """Write the pages as Sphinx takes them, and every file that they link to or show."""
    import nbformat

    front = root / "README.md"
    if not front.is_file():
        raise InputError(f"{front}: not there; it is the front page of the site")
    texts = [path for name in ("figures", "data") if (path := root / name / "README.md").is_file()]
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
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "markdown":
                cell.source = prose(cell.source, path)
            _describe(cell, f"{path}: cell {number}")
            for output in cell.get("outputs", ()):
                if "dataframe" in (html := output.get("data", {}).get("text/html", "")):
                    output["data"]["text/html"] = _align(html)
        _write(source / path.relative_to(root), nbformat.writes(notebook))
    for path in texts:  # which grows by those that are linked
        _write(source / path.relative_to(root), prose(read_text(path), path))
    contents = {
        "Notebooks": [_way(path, front) for path in notebooks],
        "Figures and data": [_way(path, front) for path in texts],
        "Library": ["api/index.rst", *_write_reference(source / "api")],
    }
    trees = (
        "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```"])
        for caption, pages in contents.items()
    )
    _write(source / "index.md", "\n\n".join([index, *trees]))


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
        if "image/png" in output.get("data", {}):
            alt = output.metadata.get("image/png", {}).get("alt")
            if not alt:
                raise InputError(f"{where}: an image has no description (metadata image/png: alt)")
            alts.append(alt)
    if alts:
        cell.metadata["mystnb"] = {"image": {"alt": " ".join(alts)}}


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


def _write_reference(folder: Path) -> list[str]:
    """A page for each module that `analysis` takes public names from; return their paths."""
    import analysis

    pages, overview = [], ["Reference\n=========\n\n.. automodule:: analysis"]
    stub = ast.parse(read_text(Path(analysis.__file__).with_suffix(".pyi")))
    parts = {n.module or n.names[0].name: n for n in stub.body if isinstance(n, ast.ImportFrom)}
    for module in sorted(parts, key=[*FLOW.split(), *parts].index):
        part, prefix = parts[module], ""
        names = [alias.name for alias in part.names]
        if not part.module:  # a module that is public as a whole
            prefix, names = f"{module}.", getattr(analysis, module).__all__
        home = sys.modules["analysis." + module] if prefix else analysis
        title = module.capitalize()
        entries = [f"{title}\n{'=' * len(title)}\n\n.. automodule:: analysis.{module}"]
        for name in names:
            value, options = getattr(home, name), ""
            if is_class := isinstance(value, type):
                fields = ", ".join(getattr(value, "_fields", ()))  # of a named tuple: undescribed
                options = "\n   :members:" + f"\n   :exclude-members: {fields}" * bool(fields)
            kind = "class" if is_class else "function"
            entries.append(f".. auto{kind}:: analysis.{prefix}{name}{options}")
        _write(folder / f"{module}.rst", "\n\n".join(entries) + "\n")
        pages.append(f"api/{module}.rst")
        listed = "".join(f"\n   {prefix}{name}" for name in names)
        heading = f":doc:`{module}`\n{'-' * 60}"
        overview.append(f"{heading}\n\n.. autosummary::\n   :nosignatures:\n{listed}")
    _write(folder / "index.rst", "\n\n".join(overview) + "\n")
    return pages
