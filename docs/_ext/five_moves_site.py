"""What the site needs beyond Sphinx: Chinese marked, shown and found; images loaded when seen."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from analysis.explorer.font import font_faces
from analysis.plots.style import FONT

HAN = "[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]"
MARK = "[\u3000-\u303f\uff01-\uff65]"
PAIR = f"(?=({HAN}{{2}}))"
# An image; other markup, which may hold Chinese that is no text of the page; Chinese.
PARTS = re.compile(
    rf"<img (?P<img>[^>]*)>|<(head|script|style|svg)\b.*?</\2>|<[^>]*>|(?P<zh>(?:{HAN}|{MARK})+)",
    re.S,
)


# What the theme and pandas leave to be guessed: levels of headings, names of parts, empty heads,
# lists of parameters that define nothing.
UNCLEAR = {
    r'role="heading">': 'role="heading" aria-level="2">',
    r'<aside class="sidebar-drawer"': r'\g<0> aria-label="All pages"',
    r'<aside class="toc-drawer': r'<aside aria-label="On this page" class="toc-drawer',
    r'<th(?: class="[^"]*")?></th>': "<td></td>",
    r'<dl>(\s*(?:<dd><em class="sig-param">.*?</dd>\s*)+)</dl>': r'<ul class="parameters">\1</ul>',
    r'<dd>(<em class="sig-param">.*?)</dd>': r"<li>\1</li>",
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Add all of it to a run of Sphinx."""
    app.add_search_language(Search)
    app.connect("autodoc-process-signature", _parsable)
    app.connect("build-finished", _finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class Search(SearchEnglish):
    """Finds English words by their stems, and Chinese of any length by each two characters.

    Words would not do: a reader may look for more than one, or for a name that no dictionary has.
    """

    lang = "zh"
    js_splitter_code = rf"""
splitQuery = function (query) {{
  const alone = /(?<!{HAN}){HAN}(?!{HAN})/gu;
  const others = /(?:(?!{HAN})[\p{{L}}\p{{N}}_])+/gu;
  const pairs = Array.from(query.matchAll(/{PAIR}/gu), function (found) {{ return found[1]; }});
  return pairs.concat(query.match(alone) || [], query.match(others) || []);
}};
"""

    def split(self, input: str) -> list[str]:
        """The words that are not Chinese; each Chinese character, and each two."""
        return re.findall(rf"(?:(?!{HAN})\w)+|{HAN}", input) + re.findall(PAIR, input)


def _parsable(*event: Any) -> tuple[str | None, str | None]:
    """A signature that can be parsed: `{}` for `<factory>`, one comma after a Chinese default.

    Sphinx cuts a default out of its line by bytes, so that of `"部分",` takes the comma along.
    """
    signature, returned = event[-2:]
    return signature and signature.replace("<factory>", "{}").replace(",,", ","), returned


def _finish(app: Sphinx, fault: Exception | None) -> None:
    """Mark the Chinese, load images when they are seen, write a style sheet with a font."""
    if fault or app.builder.format != "html":
        return
    site, shown = Path(app.outdir), set[str]()

    def marked(match: re.Match[str]) -> str:
        if match["zh"]:  # No span: the styles of a notebook's own HTML would take it for theirs.
            return f'<bdi lang="zh">{match["zh"]}</bdi>'
        return f'<img loading="lazy" {_size(page, match["img"])}>' if match["img"] else match[0]

    for name in [*app.env.found_docs, "search"]:
        page = Path(app.builder.get_outfilename(name))
        text = page.read_text(encoding="utf-8")
        for unclear, clear in UNCLEAR.items():
            text = re.sub(unclear, clear, text)
        shown.update(text)
        page.write_bytes(PARTS.sub(marked, text).encode())
    style = f'bdi[lang="zh"] {{ font-family: "{FONT}", sans-serif; }}\n{font_faces(shown)}'
    (site / "_static" / "font.css").write_text(style, encoding="utf-8", newline="\n")
    texts = {f"{name}.html": _sections(app.env.get_doctree(name)) for name in app.env.found_docs}
    said = json.dumps(texts, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    script = f"const TEXTS = {said};\n"
    (site / "_static" / "texts.js").write_text(script, encoding="utf-8", newline="\n")


def _size(page: Path, image: str) -> str:
    """The attributes of an image with its size, so that it has its place before it is loaded."""
    source = re.search('src="([^":]+)"', image)
    file = page.parent / unquote(source[1]) if source else page
    if "width=" in image or file == page or not file.is_file():
        return image
    data = file.read_bytes()
    if data.startswith(b"\x89PNG"):
        width, height = (int.from_bytes(data[at : at + 4]) for at in (16, 20))
    elif box := re.search(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"', data[:2000]):
        width, height = (round(float(side)) for side in box.groups())
    else:
        return image
    return f'{image.rstrip(" /")} width="{width}" height="{height}"'


def _sections(page: nodes.document) -> list[tuple[str, ...]]:
    """The anchor, heading, prose and other text of each section of a page, to quote from."""
    for unsaid in [*page.findall(nodes.raw), *page.findall(nodes.image)]:
        unsaid.parent.remove(unsaid)
    found = []
    for section in page.findall(nodes.section):
        title, *parts = section.children
        texts = {True: list[str](), False: list[str]()}
        for part in parts:
            if not isinstance(part, nodes.section):
                is_prose = not isinstance(part, nodes.container | nodes.literal_block | nodes.table)
                texts[is_prose] += part.astext().split()
        found.append((section["ids"][0], title.astext(), *map(" ".join, texts.values())))
    return found
