"""The settings of the site for Sphinx.

MyST-NB reads the notebooks with their stored outputs, autodoc reads the docstrings, and Furo shows
both. Nothing is loaded from the network, so the site can be read from disk.
"""

import sys
from pathlib import Path
from typing import Any

from analysis.files import read_text
from analysis.house import PALETTE
from analysis.plots.style import FONT

HERE = Path(__file__).parent
ACCENTED = ("color-brand-primary", "color-brand-content", "color-api-name", "color-api-pre-name")
FONTS = {
    "font-stack": "-apple-system, BlinkMacSystemFont, Segoe UI, Helvetica, Arial, sans-serif",
    "font-stack--monospace": "SFMono-Regular, Menlo, Consolas, Liberation Mono, monospace",
}

sys.path.insert(0, str(HERE / "_ext"))
project = html_title = read_text(HERE.parent / "README.md").partition("\n")[0].removeprefix("# ")
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon",
              "sphinx_copybutton", "five_moves_site"]  # fmt: skip
copybutton_prompt_text, copybutton_prompt_is_regexp = r">>> |\.\.\. |\$ ", True
exclude_patterns = ["original"]  # notebooks as they are, to be downloaded
default_role = "py:obj"
napoleon_google_docstring = False
napoleon_use_ivar = True  # Attributes that are properties too are described once.
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 70
myst_heading_anchors = 3
nb_execution_mode = "off"
nb_render_markdown_format = "myst"
nb_ipywidgets_js: dict[str, Any] = {}  # No notebook has widgets; their scripts are on the network.

html_theme = "furo"
html_search_language = "zh"
html_show_search_summary = False  # A browser may not fetch pages from disk: see excerpts.js.
html_show_sphinx = html_show_copyright = html_copy_source = False
html_use_index = html_domain_indices = False
html_static_path = [str(HERE / "_static")]
html_css_files, html_js_files = ["site.css", "font.css"], ["site.js"]
templates_path = [str(HERE / "_templates")]
html_theme_options = {
    "light_css_variables": {name: f'"{FONT}", {stack}' for name, stack in FONTS.items()}
    | dict.fromkeys(ACCENTED, PALETTE[1]),
    "dark_css_variables": dict.fromkeys(ACCENTED, f"color-mix(in srgb, {PALETTE[1]} 50%, white)"),
}
