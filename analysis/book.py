"""The project as a site to read in a browser, from the file system and without a network.

Sphinx with MyST-NB and the theme Furo builds it: one search and one navigation over prose,
notebooks and docstrings, broken links as errors, and nothing loaded from elsewhere, which the pages
of nbconvert (MathJax, require.js) and mystmd (its theme is fetched) do not give.

Not good for showing what a notebook does now: its stored outputs are shown, nothing is executed.
"""

import ast
import os
import re
import shutil
import sys
import tempfile
import warnings
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from .errors import InputError
from .files import RESOURCES, read_text
from .reproduce import project_folder

SETTINGS: dict[str, Any] = {
    "extensions": [
        "myst_nb",
        "sphinx.ext.autodoc",
        "sphinx.ext.autosummary",
        "sphinx.ext.napoleon",
    ],
    "default_role": "py:obj",
    "napoleon_google_docstring": False,
    "autodoc_preserve_defaults": True,
    "autodoc_typehints_format": "short",
    "python_maximum_signature_line_length": 70,
    "myst_heading_anchors": 3,
    "nb_execution_mode": "off",
    "nb_render_markdown_format": "myst",
    "nb_mime_priority_overrides": [("html", "application/vnd.jupyter.widget-view+json", None)],
    "nb_ipywidgets_js": {},
    "html_theme": "furo",
    "html_search_language": "zh",
    "html_show_search_summary": False,  # fetched by the browser, which file:// forbids
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_copy_source": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_static_path": [str(RESOURCES / "book")],
    "html_css_files": ["book.css", "font.css"],
}
ACCENTED = ("color-brand-primary", "color-brand-content", "color-api-name", "color-api-pre-name")
HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
# What is no text of the page, in which Chinese is left alone; or Chinese.
CHINESE = re.compile(
    rf"<(head|script|style|svg)\b.*?</\1>|<[^>]*>|(?P<zh>[{HAN}][{HAN}\u3000-\u303f\uff01-\uff65]*)",
    re.S,
)


def book(output: str | Path | None = None) -> Path:
    """Build the site of the checkout; return its folder, by default `_site`.

    A site that is there already is replaced when the new one is whole. Raises `InputError` if the
    folder holds anything else, if the extra `book` is not installed, outside a checkout, and for a
    broken link, a missing image, an image without a description or a docstring that does not
    render, naming the file.
    """
    root = project_folder()
    target = Path(output) if output else root / "_site"
    if target.exists() and not (target / ".buildinfo").is_file() and any(target.iterdir()):
        raise InputError(f"{target}: not a site built earlier; name a new or an empty folder")
    with tempfile.TemporaryDirectory(prefix="five-moves-") as temporary:
        source, site = Path(temporary) / "source", Path(temporary) / "site"
        _write_sources(root, source)
        _build(source, site)
        _finish(site)
        part = target.with_name(target.name + ".part")
        try:
            shutil.copytree(site, part)
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
        except OSError as error:
            raise InputError(f"{target}: cannot be written ({error.strerror})") from None
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return target


def _write_sources(root: Path, source: Path) -> None:
    """The pages as Sphinx takes them, and every file of the project that they link to or show."""
    import nbformat

    data = {path.name: path for path in (root / "data").rglob("*.*") if path.name != "README.md"}
    notebooks = sorted((root / "notebooks").glob("*.ipynb"))
    front, *texts = [
        root / "README.md",
        root / "figures" / "README.md",
        root / "data" / "README.md",
    ]
    texts = [path for path in texts if path.is_file()]  # and what they link to

    def prose(text: str, page: Path) -> str:
        """Text in which names of data files are links, and every link leads into the site."""

        def named(match: re.Match[str]) -> str:
            file = data.get(match[1].rpartition("/")[2])
            return f"[{match[0]}]({_way(file, page)})" if file else match[0]

        def linked(match: re.Match[str]) -> str:
            file = (page.parent / match[1]).resolve()
            if file.is_dir():  # a folder is described by the README in it or above it
                there = (folder / "README.md" for folder in (file, *file.parents))
                file = next(readme for readme in there if readme.is_file())
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
    for path in notebooks:
        notebook = nbformat.read(path, as_version=4)
        for number, cell in enumerate(notebook.cells):
            if cell.cell_type == "markdown":
                cell.source = prose(cell.source, path)
            _describe(cell, f"{path}: cell {number}")
        _write(source / path.relative_to(root), nbformat.writes(notebook))
    for path in texts:
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
    return Path(os.path.relpath(file, page.parent)).as_posix()


def _write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _describe(cell: Any, where: str) -> None:
    """Hand the description that an image of a cell carries to MyST-NB, as its `alt`."""
    for output in cell.get("outputs", ()):
        if "image/png" in output.get("data", {}):
            alt = output.metadata.get("image/png", {}).get("alt")
            said = re.search(r"description=(['\"])(.+)\1", output.data.get("text/plain", ""), re.S)
            alt = alt or (said and said[2])
            if not alt:
                raise InputError(f"{where}: the image has no description (metadata image/png, alt)")
            cell.metadata["mystnb"] = {"image": {"alt": alt}}


def _write_reference(folder: Path) -> list[str]:
    """A page for each module that `__init__.pyi` takes names from; return the pages."""
    import analysis

    pages, overview = [], ["Library\n=======\n\n.. automodule:: analysis"]
    for part in ast.parse(read_text(Path(__file__).with_name("__init__.pyi"))).body:
        assert isinstance(part, ast.ImportFrom)
        names = [alias.name for alias in part.names]
        home, module = (
            ("analysis", part.module) if part.module else (f"analysis.{names[0]}", names[0])
        )
        names = names if part.module else getattr(analysis, names[0]).__all__
        title = module.capitalize()
        entries = [f"{title}\n{'=' * len(title)}\n\n.. automodule:: analysis.{module}"]
        for name in names:
            value = getattr(sys.modules[home], name)
            kind = "class" if isinstance(value, type) else "function"
            entries.append(f".. auto{kind}:: {home}.{name}" + "\n   :members:" * (kind == "class"))
        _write(folder / f"{module}.rst", "\n\n".join(entries) + "\n")
        pages.append(f"api/{module}.rst")
        listed = "\n   ".join(f"{home}.{name}".removeprefix("analysis.") for name in names)
        overview.append(
            f":doc:`{module}`\n{'-' * 80}\n\n.. autosummary::\n   :nosignatures:\n\n   {listed}"
        )
    _write(folder / "index.rst", "\n\n".join(overview) + "\n")
    return pages


def _build(source: Path, site: Path) -> None:
    """Run Sphinx; whatever it warns of is an `InputError`."""
    try:
        import furo  # noqa: F401
        import myst_nb  # noqa: F401
        from sphinx.application import Sphinx
        from sphinx.util.docutils import docutils_namespace, patch_docutils
    except ImportError as error:
        raise InputError(f"{error.name} is missing; pip install five-moves[book]") from None
    from .plots.style import FONT, PALETTE

    title = re.search(r"^# (.+)$", read_text(source / "index.md"), re.M)
    light, dark = PALETTE[1], f"color-mix(in srgb, {PALETTE[1]} 50%, white)"
    fonts = {
        "font-stack": f'"{FONT}", system-ui, sans-serif',
        "font-stack--monospace": f'ui-monospace, Menlo, Consolas, "{FONT}", monospace',
    }
    settings = SETTINGS | {
        "project": title[1] if title else source.name,
        "html_title": title[1] if title else source.name,
        "html_theme_options": {
            "light_css_variables": fonts | dict.fromkeys(ACCENTED, light),
            "dark_css_variables": dict.fromkeys(ACCENTED, dark),
        },
    }
    said = StringIO()
    with warnings.catch_warnings(), patch_docutils(), docutils_namespace():
        warnings.simplefilter("ignore")  # of Sphinx and its extensions, about each other
        trees = source.with_name("trees")
        app = Sphinx(source, None, site, trees, "html", settings, None, said, freshenv=True)
        app.build()
    faults = re.sub(r"\x1b\[[\d;]*m", "", said.getvalue()).replace(f"{source}/", "").splitlines()
    if faults:
        raise InputError("\n  ".join(faults))


def _finish(site: Path) -> None:
    """Mark Chinese as such, and give the pages a font that has what they show."""
    shown: set[str] = set()

    def mark(match: re.Match[str]) -> str:
        return f'<span lang="zh">{match["zh"]}</span>' if match["zh"] else match[0]

    for page in site.rglob("*.html"):
        text = read_text(page)
        shown.update(text)
        _write(page, CHINESE.sub(mark, text))
    _write(site / "_static" / "font.css", "\n".join(_font(shown)))


def _font(shown: set[str]) -> Iterator[str]:
    """CSS with the bundled font in it, cut down to the characters shown that are not Latin.

    In the style sheet itself, as browsers differ on whether a page from disk may load a font.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    from .plots.style import FONT, font_files

    for weight, file in font_files().items():
        font, cut = TTFont(file), BytesIO()
        kept = sorted(code for code in font.getBestCmap() if code > 0x2100 and chr(code) in shown)
        subsetter = Subsetter(Options(hinting=False, layout_features=[]))
        subsetter.populate(unicodes=kept)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(cut)
        ranges = ", ".join(f"U+{code:X}" for code in kept)
        data = b64encode(cut.getvalue()).decode()
        yield f'@font-face {{ font-family: "{FONT}"; font-weight: {weight}; unicode-range: {ranges};'
        yield f'  src: url("data:font/woff;base64,{data}") format("woff"); }}'
