"""Chinese in the finished pages: marked as such, shown on every machine, found by the search."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from sphinx.search.en import SearchEnglish

from ..files import read_text

HAN = "[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff]"
MARK = "[\u3000-\u303f\uff01-\uff65]"
PAIR = f"(?=({HAN}{{2}}))"
# Chinese; or what is no text of the page, and may hold some.
CHINESE = re.compile(rf"<(head|script|style|svg)\b.*?</\1>|<[^>]*>|(?P<zh>(?:{HAN}|{MARK})+)", re.S)


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


def finish(site: Path) -> None:
    """Mark Chinese in the pages as such, and write a style sheet with a font that has it."""
    shown: set[str] = set()

    def marked(match: re.Match[str]) -> str:
        # No span: the styles of a notebook's own HTML would take it for one of theirs.
        return f'<bdi lang="zh">{match["zh"]}</bdi>' if match["zh"] else match[0]

    for page in site.rglob("*.html"):
        text = read_text(page)
        shown.update(text)
        page.write_bytes(CHINESE.sub(marked, text).encode())
    style = "\n".join(_font_faces(shown))
    (site / "_static" / "font.css").write_text(style, encoding="utf-8", newline="\n")


def _font_faces(shown: Iterable[str]) -> Iterator[str]:
    """The bundled font, cut down to the Chinese and the signs that are shown.

    It stands in the style sheet itself: not every browser lets a page from disk load a font.
    """
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    from ..plots.style import FONT, font_files

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
