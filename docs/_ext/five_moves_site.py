"""What the site needs beyond Sphinx: Chinese marked, shown and found; images loaded when seen."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from analysis.files import read_text

HAN = "[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]"
MARK = "[\u3000-\u303f\uff01-\uff65]"
PAIR = f"(?=({HAN}{{2}}))"
# An image; other markup, which may hold Chinese that is no text of the page; Chinese.
PARTS = re.compile(
    rf"<img (?P<img>[^>]*)>|<(head|script|style|svg)\b.*?</\2>|<[^>]*>|(?P<zh>(?:{HAN}|{MARK})+)",
    re.S,
)


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
        return f'<img loading="lazy" {match["img"]}>' if match["img"] else match[0]

    for page in site.rglob("*.html"):
        text = read_text(page)
        shown.update(text)
        page.write_bytes(PARTS.sub(marked, text).encode())
    style = "\n".join(_font_faces(shown))
    (site / "_static" / "font.css").write_text(style, encoding="utf-8", newline="\n")


def _font_faces(shown: Iterable[str]) -> Iterator[str]:
    """The bundled font, cut down to the Chinese and the signs that are shown.

    The style sheet itself holds it: not every browser lets a page from disk load a font.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    from analysis.plots.style import FONT, font_files

    yield f'bdi[lang="zh"] {{ font-family: "{FONT}", sans-serif; }}'
    for weight, file in font_files().items():
        font, cut = TTFont(file, recalcTimestamp=False), BytesIO()
        kept = sorted({ord(c) for c in shown if c > "\u2100"} & font.getBestCmap().keys())
        subsetter = Subsetter(Options(hinting=False, layout_features=[]))
        subsetter.populate(unicodes=kept)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(cut)
        data, ranges = b64encode(cut.getvalue()).decode(), ", ".join(f"U+{c:X}" for c in kept)
        yield f"""@font-face {{
  font-family: "{FONT}"; font-weight: {weight.replace("regular", "normal")};
  src: url("data:font/woff;base64,{data}") format("woff");
  unicode-range: {ranges};
}}"""
