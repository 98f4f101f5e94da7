"""The project as a site to read in a browser, from the file system and without a network.

Sphinx with MyST-NB and the theme Furo builds it: one search and one navigation over prose,
notebooks and docstrings, faults in them as errors, and nothing loaded from elsewhere. The pages of
nbconvert load MathJax and require.js and stand alone; mystmd fetches its theme to build.

Not good for seeing what a notebook does now: its stored outputs are shown, nothing is executed.
"""

import logging
import os
import re
import shutil
import tempfile
import warnings
from io import StringIO
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..files import RESOURCES, read_text
from ..reproduce import project_folder

SETTINGS: dict[str, Any] = {
    "extensions": [
        "myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"
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
    "nb_ipywidgets_js": {},  # would be loaded from the network; a widget's HTML is shown instead
    "html_theme": "furo",
    "html_search_language": "zh",
    "html_show_search_summary": False,  # the browser may not fetch pages from disk
    "html_show_sphinx": False,
    "html_show_copyright": False,
    "html_copy_source": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_static_path": [str(RESOURCES / "book" / "static")],
    "html_css_files": ["site.css", "font.css"],
    "templates_path": [str(RESOURCES / "book" / "templates")],
}  # fmt: skip
ACCENTED = ("color-brand-primary", "color-brand-content", "color-api-name", "color-api-pre-name")
SYSTEM = "-apple-system, BlinkMacSystemFont, Segoe UI, Helvetica, Arial, sans-serif"
MONOSPACE = "SFMono-Regular, Menlo, Consolas, Liberation Mono, monospace"


def book(output: str | Path | None = None) -> Path:
    """Build the site of the checkout; return its folder, by default `_site`.

    A site that is there already is replaced when the new one is whole. Raises `InputError` outside
    a checkout, without the extra `book`, for a folder that holds anything but a site, and for each
    broken link, missing image, image without a description or docstring that does not render.
    """
    root = project_folder()
    target = Path(output) if output else root / "_site"
    earlier = (target / ".buildinfo").is_file() or not any(target.glob("*"))
    if not earlier or target.is_file():
        raise InputError(f"{target}: not a site built earlier; name a new or an empty folder")
    try:
        import furo  # noqa: F401
        import myst_nb  # noqa: F401
        import sphinx  # noqa: F401
    except ImportError as error:
        raise InputError(f"{error.name} is missing; pip install five-moves[book]") from None
    from .chinese import finish
    from .sources import write_sources

    with tempfile.TemporaryDirectory(prefix="five-moves-") as temporary:
        source, site = Path(temporary).resolve() / "source", Path(temporary) / "site"
        write_sources(root, source)
        _build(source, site)
        finish(site)
        _put(site, target)
    return target


def _build(source: Path, site: Path) -> None:
    """Run Sphinx; whatever it warns of is an `InputError`."""
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from ..house import PALETTE
    from ..plots.style import FONT
    from .chinese import Search

    title = read_text(source / "index.md").partition("\n")[0].removeprefix("# ")
    light, dark = PALETTE[1], f"color-mix(in srgb, {PALETTE[1]} 50%, white)"
    fonts = {"font-stack": SYSTEM, "font-stack--monospace": MONOSPACE}
    fonts = {name: f'"{FONT}", {stack}' for name, stack in fonts.items()}
    theme = {
        "light_css_variables": fonts | dict.fromkeys(ACCENTED, light),
        "dark_css_variables": dict.fromkeys(ACCENTED, dark),
    }
    own = {"project": title, "html_title": title, "html_theme_options": theme}
    said, trees = StringIO(), source.with_name("trees")
    quiet = logging.NullHandler()
    with warnings.catch_warnings(), patch_docutils(), docutils_namespace():
        warnings.simplefilter("ignore")  # those of Sphinx and its extensions about each other
        logging.root.addHandler(quiet)  # or a style of Pygments sets up logging for everyone
        try:
            app = Sphinx(source, None, site, trees, "html", SETTINGS | own, None, said)
            app.add_search_language(Search)
            app.connect("autodoc-process-signature", _parsable)
            app.build()
        except SphinxError as error:
            raise InputError(f"the site cannot be built ({error})") from error
        finally:
            logging.root.removeHandler(quiet)
    colorless = re.sub(r"\x1b\[[\d;]*m", "", said.getvalue())
    named = colorless.replace(f"{source}{os.sep}index.md", "README.md")
    if faults := named.replace(f"{source}{os.sep}", "").splitlines():
        raise InputError("; ".join(faults))


def _parsable(*event: Any) -> tuple[str | None, str | None]:
    """A signature that can be parsed: `{}` for `<factory>`, one comma after a Chinese default.

    Sphinx cuts a default out of its line by bytes, so that of `"部分",` takes the comma along.
    """
    signature, returned = event[-2:]
    return signature and signature.replace("<factory>", "{}").replace(",,", ","), returned


def _put(site: Path, target: Path) -> None:
    """Move the site into place in one step."""
    part = target.with_name(target.name + ".part")
    try:
        shutil.copytree(site, part, dirs_exist_ok=True)
        if target.exists():
            shutil.rmtree(target)
        part.rename(target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror})") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
