"""The house's font, cut down to the characters that a page shows."""

from base64 import b64encode
from collections.abc import Iterable
from io import BytesIO

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from ..plots.font import FONT, font_files


def font_faces(shown: Iterable[str]) -> str:
    """Style rules that hold the font itself, with the Chinese and the signs among `shown`.

    A browser may refuse to load a font from disk, so the rules contain it.

    >>> font_faces("山水").count("unicode-range: U+5C71, U+6C34;")
    2
    """
    wanted, rules = {ord(c) for c in shown if c > "\u2100"}, []
    for weight, file in font_files().items():
        font, cut = TTFont(file, recalcTimestamp=False), BytesIO()
        kept = sorted(wanted & font.getBestCmap().keys())
        subsetter = Subsetter(Options(hinting=False, layout_features=[]))
        subsetter.populate(unicodes=kept)
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(cut)
        data, ranges = b64encode(cut.getvalue()).decode(), ", ".join(f"U+{c:X}" for c in kept)
        rules.append(f"""@font-face {{
  font-family: "{FONT}"; font-weight: {weight.replace("regular", "normal")};
  src: url("data:font/woff;base64,{data}") format("woff");
  unicode-range: {ranges};
}}""")
    return "\n".join(rules)
