"""The font of the house, and what becomes of a character that it lacks.

Chinese is set in a font that comes with the library, so a figure looks the same on every machine. A
character that it lacks is set in a font of the system; if none has it, its code point is shown.
"""

import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

FONT = "Five Moves Sans SC"
SUITED = (
    "CJKsc",
    "SansSC",
    "CJK",
    "DejaVuSans.",
    "Symbola",
    "Noto",
    "Regular",
)  # fonts to try first
UNSEEN = dict.fromkeys([0x200D, *range(0xFE00, 0xFE10)])  # joiner and variation selectors


@cache
def font_files() -> dict[str, Path]:
    """The font's files by weight, made known to matplotlib."""
    files = {
        weight: Path(__file__).with_name("fonts") / f"FiveMovesSansSC-{weight.capitalize()}.ttf"
        for weight in ("regular", "bold")
    }
    for file in files.values():
        font_manager.fontManager.addfont(file)
    return files


@cache
def _characters(file: str) -> frozenset[str]:
    """The characters of a font file; none if matplotlib cannot read it, or if it only has boxes."""
    try:
        font = FT2Font(file)
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(() if "Last Resort" in font.family_name else map(chr, font.get_charmap()))


def lacking(text: str) -> list[str]:
    """The characters of a text that the font of the house does not have, each once."""
    return sorted(set(text) - _characters(str(font_files()["regular"])) - set("\n"))


def _system_fonts() -> Iterator[str]:
    """The font files of this machine, those that suit simplified Chinese first."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    files = known.union(font_manager.findSystemFonts())
    yield from sorted(files, key=lambda file: ([part not in file for part in SUITED], file))


@cache
def _fallback(character: str) -> str:
    """The family of a system font that has a character, or nothing."""
    for file in _system_fonts():
        if character in _characters(file):
            font_manager.fontManager.addfont(file)
            return str(font_manager.get_font(file).family_name)
    return ""


def _package(character: str) -> str:
    """The Debian package with a font that has a character."""
    if "\U0001f000" <= character < "\U00020000":
        return "fonts-symbola"
    return "fonts-noto-cjk" if east_asian_width(character) in "WF" else "fonts-noto-core"


def visible(character: str) -> str:
    """The character, or its code point where the font lacks it.

    >>> visible("擔"), visible("\ue2fd")
    ('擔', 'U+E2FD')
    """
    return f"U+{ord(character):04X}" if lacking(character) else character


def fitted(text: str) -> tuple[str, list[str]]:
    """A text as it can be drawn here, and the families of fonts that draw it.

    Warns of a character that no font has, and names the package to install.

    >>> fitted("乡村")
    ('乡村', ['Five Moves Sans SC'])
    """
    text, families = text.translate(UNSEEN), [FONT]
    for character in lacking(text):
        if family := _fallback(character):
            families.append(family)
            continue
        text = text.replace(character, f"[{visible(character)}]")
        say = f"{visible(character)}: no font on this machine has it, so its code point is drawn"
        if character.isprintable():
            package = _package(character)
            say = f"{character} {say}; on Debian and Ubuntu, install the package {package}"
        warnings.warn(say, UserWarning, stacklevel=2)
    return text, list(dict.fromkeys(families))


def fit_texts(artist: Artist) -> None:
    """Set all texts of a figure or an Axes in fonts that have their characters."""
    for found in artist.findobj(Text):
        text, families = fitted(found.get_text())
        found.set(text=text, fontfamily=families)
