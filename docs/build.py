"""Build the site of the checkout: its own pages, the notebooks, a reference from the docstrings.

Sphinx with MyST-NB and the theme Furo builds it: one search and one navigation over prose,
notebooks and docstrings, faults in them as errors, and nothing loaded from elsewhere. The pages of
nbconvert load MathJax and require.js and stand alone; mystmd fetches its theme to build.

The site shows the stored outputs of the notebooks and executes nothing.
"""

import logging
import os
import re
import sys
import tempfile
import warnings
from io import StringIO
from pathlib import Path

from analysis.errors import InputError
from analysis.files import check_replaceable, replace_folder

HERE = Path(__file__).resolve().parent


def build(target: Path) -> None:
    """Build the site in a folder of its own; put it in place of an earlier one when it is whole.

    Raises `InputError` without the extra `book`, for a folder that holds anything but a site, and
    for each broken link, missing image, image without a description or docstring that does not
    render.
    """
    check_replaceable(target)
    try:
        import furo  # noqa: F401
        import myst_nb  # noqa: F401
        import sphinx  # noqa: F401
        import sphinx_copybutton  # noqa: F401
    except ImportError as error:
        missing = str(error.name).partition(".")[0]
        raise InputError(f"{missing} is missing; pip install five-moves[book]") from None
    if (extensions := str(HERE / "_ext")) not in sys.path:
        sys.path.insert(0, extensions)
    from project_pages import write_explorer, write_sources

    with tempfile.TemporaryDirectory(prefix="five-moves-") as temporary:
        source, site = Path(temporary).resolve() / "source", Path(temporary) / "site"
        write_explorer(HERE.parent, explorer := source.with_name("alone") / "explorer.html")
        write_sources(HERE.parent, source, explorer)
        _run_sphinx(source, site)
        replace_folder(site, target)


def _run_sphinx(source: Path, site: Path) -> None:
    """Run Sphinx; whatever it warns of is an `InputError`.

    Files in the folder `alone` beside the sources come along as they are.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    said, trees = StringIO(), source.with_name("trees")
    quiet = logging.NullHandler()
    with warnings.catch_warnings(), patch_docutils(), docutils_namespace():
        warnings.simplefilter("ignore")  # Sphinx and its extensions warn of each other.
        logging.root.addHandler(quiet)  # Without one, a style of Pygments sets up logging for all.
        try:
            alone = {"html_extra_path": [str(source.with_name("alone"))]}
            Sphinx(source, HERE, site, trees, "html", alone, None, said).build()
        except SphinxError as error:
            raise InputError(f"the site cannot be built ({error})") from error
        finally:
            logging.root.removeHandler(quiet)
    colorless = re.sub(r"\x1b\[[\d;]*m", "", said.getvalue())
    named = colorless.replace(f"{source}{os.sep}index.md", "README.md")
    if faults := named.replace(f"{source}{os.sep}", "").splitlines():
        raise InputError("; ".join(faults))
