"""Cut the bundled font out of the full Noto Sans SC.

Run by hand when the character set changes, never at run time:

    python data/sources/font.py FULL_REGULAR.ttf FULL_BOLD.ttf

The subset is renamed, so that a Noto Sans SC installed on the machine can never be picked in its
place: a figure would then depend on where it was drawn.
"""

import sys
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "analysis" / "plots" / "fonts"
FAMILY = "Five Moves Sans SC"
STYLES = ("Regular", "Bold")
LATIN = (
    (0x20, 0x7F),  # ASCII
    (0xA0, 0x180),  # Latin-1 and Latin Extended-A
    (0x1CD, 0x1DD),  # caron vowels of pinyin
    (0x2010, 0x2028),  # dashes, quotes, bullet, ellipsis
    (0x2030, 0x203B),  # per mille, primes, angle quotes
    (0x2190, 0x219A),  # arrows
    (0xFF01, 0xFF5F),  # full-width ASCII
)
SIGNS = "█−×÷±≈≠≤≥√∞²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉□■▢▲△▼▽◆◇○●◎★☆✓✗〔〕【】《》「」『』〇"


def double_byte(codec: str, leads: range, trails: list[int]) -> set[str]:
    """Every character that a double-byte codec spells with these lead and trail bytes."""
    pairs = (bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails)
    return {char for char in pairs if len(char) == 1}


def characters() -> set[str]:
    """GB 2312, the 5,401 common characters of Big5, the raw pages', and what else figures use."""
    simplified = double_byte("gb2312", range(0xA1, 0xF8), [*range(0xA1, 0xFF)])
    traditional = double_byte("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
    latin = {chr(code) for first, stop in LATIN for code in range(first, stop)}
    pages = {char for page in ROOT.glob("data/raw/*.txt") for char in page.read_text("utf-8")}
    return simplified | traditional | latin | pages | set(SIGNS)


def cut(source: Path, style: str) -> Path:
    """Write the subset of one weight beside this file and return its path."""
    options = subset.Options(
        hinting=False, layout_features=["kern"], notdef_outline=True, recalc_timestamp=False
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(characters())))
    subsetter.subset(font)
    # The line is as high as the em square, so that the top of a line is the top of its characters:
    # word clouds are laid out by the one and drawn by the other.
    font["hhea"].ascent, font["hhea"].descent = 880, -120
    short = FAMILY.replace(" ", "")
    names = {
        1: FAMILY,
        2: style,
        3: f"{short}-{style}",
        4: f"{FAMILY} {style}",
        6: f"{short}-{style}",
    }
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    target = FOLDER / f"{short}-{style}.ttf"
    font.save(target)
    return target


if __name__ == "__main__":
    for path, style in zip(sys.argv[1:], STYLES, strict=True):
        print(cut(Path(path), style))
