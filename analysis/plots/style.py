"""The house style: font, sizes, colours, bilingual labels, the frame of a figure, and saving.

Chinese is set in a font that comes with the library, so a figure looks the same on every machine,
and a character that the font lacks is an error rather than an empty box.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.offsetbox import AnnotationBbox, HPacker, TextArea

from ..errors import InputError
from ..house import FAINT, GRID, INK, PALETTE, SOFT, Glossary, Labels, label_parts, printable

On = Axes | None

P = ParamSpec("P")
R = TypeVar("R")

FONT = "Five Moves Sans SC"
CAPTION: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False}

RC: dict[Any, Any] = {
    "font.family": FONT, "font.size": 9, "text.color": INK, "axes.labelcolor": SOFT,
    "axes.labelsize": 8.5, "axes.edgecolor": FAINT, "axes.linewidth": 0.6, "axes.axisbelow": True,
    "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 9.5,
    "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.prop_cycle": cycler(color=PALETTE), "xtick.color": SOFT, "ytick.color": SOFT,
    "xtick.labelsize": 8, "ytick.labelsize": 9, "xtick.major.size": 0, "ytick.major.size": 0,
    "grid.color": GRID, "grid.linewidth": 0.6, "figure.facecolor": "white", "figure.dpi": 110,
    "savefig.dpi": 200, "svg.fonttype": "path", "svg.hashsalt": "five-moves",
    "text.parse_math": False,
}  # fmt: skip


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
def _covered() -> frozenset[str]:
    """The characters that the font has."""
    return frozenset(map(chr, FT2Font(font_files()["regular"]).get_charmap()))


def visible(character: str) -> str:
    """The character, or its code point where the font lacks it.

    >>> visible("擔"), visible("\ue2fd")
    ('擔', 'U+E2FD')
    """
    return character if character in _covered() else f"U+{ord(character):04X}"


def check_glyphs(texts: Iterable[str]) -> None:
    """Raise `InputError` for a character that the font does not have, naming it."""
    missing = sorted(set("".join(texts)) - _covered())
    if missing:
        raise InputError(f"{'、'.join(missing)}: missing from the font; leave these terms out")


def _missing_glyph_is_an_error() -> None:
    warnings.filterwarnings("error", message=r"Glyph \d+ .* missing from font")


def use_style() -> None:
    """Draw everything from here on in the house style."""
    font_files()
    _missing_glyph_is_an_error()
    mpl.rcParams.update(RC)


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style within a `with` block, and leave matplotlib as it was."""
    font_files()
    with warnings.catch_warnings(), mpl.rc_context(RC):
        _missing_glyph_is_an_error()
        yield


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Make a function draw in the house style, whatever the style around it."""

    @wraps(draw)
    def drawn(*arguments: P.args, **options: P.kwargs) -> R:
        with style():
            return draw(*arguments, **options)

    return drawn


def axes(ax: On) -> Axes:
    """The Axes to draw on: the one given, or a new one."""
    return plt.subplots()[1] if ax is None else ax


def text_color(color: str) -> str:
    """The colour, darkened where words set in it would be too pale to read on white."""
    red, green, blue = to_rgb(color)
    pale = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5
    return to_hex((red * 0.62, green * 0.62, blue * 0.62)) if pale else color


def label_rows(ax: Axes, terms: Sequence[str], glossary: Glossary, labels: Labels) -> None:
    """Label rows 0, 1, 2 … of the y axis: the Chinese in ink, its English gloss lighter."""
    ax.set_yticks(range(len(terms)), [""] * len(terms))
    if labels is None:
        return
    pairs = [label_parts(term, glossary, labels) for term in terms]
    check_glyphs(map("".join, pairs))
    for row, (chinese, english) in enumerate(pairs):
        parts: list[Artist] = [
            TextArea(text, textprops={"color": color, "size": size})
            for text, color, size in ((english, SOFT, 8), (chinese, INK, 9.5))
            if text
        ]
        box = AnnotationBbox(
            HPacker(children=parts, pad=0, sep=5, align="baseline"), (0, row), xybox=(-6, 0),
            xycoords=ax.get_yaxis_transform(), boxcoords="offset points", box_alignment=(1, 0.5),
            frameon=False, pad=0, annotation_clip=False,
        )  # fmt: skip
        ax.add_artist(box)


def column(ax: Axes, entries: Iterable[str], left: float = 4, colors: Any = None) -> None:
    """A text right of each row, so many points away."""
    for row, text in enumerate(entries):
        look: dict[str, Any] = {"size": 8, "color": colors[row] if colors else SOFT}
        place: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "xytext": (left, 0)}
        ax.annotate(text, (1, row), va="center", **place, **look, **CAPTION)


def rows(
    ax: Axes, terms: Sequence[str], values: Iterable[str], glossary: Glossary, labels: Labels
) -> None:
    """Rows from top to bottom, labelled, a value at the right, with a light grid to read off."""
    column(ax, values)
    label_rows(ax, terms, glossary, labels)
    ax.set_ylim(len(terms) - 0.4, -0.6)
    ax.grid(axis="x", color=GRID)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_visible(False)


def dots(
    ax: Axes, table: pd.DataFrame, value: str, color: str | Sequence[str], fills: Any = None,
    dashed: bool = False,
) -> None:  # fmt: skip
    """A dot for the value in each row of a table, on a line that is its interval."""
    at, dash = np.arange(len(table)), (0, (3, 2)) if dashed else "solid"
    line: dict[str, Any] = {"color": color, "linewidth": 1.3, "linestyle": dash}
    ax.hlines(at, table["low"], table["high"], clip_on=False, **line)
    look: dict[str, Any] = {"s": 26, "linewidths": 1.1, "zorder": 3, "clip_on": False}
    fills = color if fills is None else fills
    ax.scatter(table[value], at, edgecolors=color, facecolors=fills, **look)


def headline(fig: Figure, title: str, subtitle: str, note: str) -> None:
    """The frame of a figure: what it shows, what is measured, where it comes from.

    Placed in inches from the edges, so it looks the same at every size.
    """
    width, height = fig.get_size_inches()
    left = 0.25 / width
    fig.text(left, 1 - 0.22 / height, title, size=13, weight="bold", va="top")
    fig.text(left, 1 - 0.50 / height, subtitle, size=9, color=SOFT, va="top", linespacing=1.35)
    fig.text(left, 0.14 / height, note, size=7.5, color=SOFT, va="bottom", linespacing=1.35)


def image(fig: Figure, kind: str, description: str, title: str, dpi: int = 200) -> bytes:
    """A figure as `svg` or `png`, title and description inside; same figure, same bytes."""
    title, description = printable(title), printable(description)
    about = {"Title": title, "Description": description} | ({"Date": None} if kind == "svg" else {})
    file = BytesIO()
    with style():
        fig.savefig(file, format=kind, metadata=about, dpi=dpi)
    if kind != "svg":
        return file.getvalue()
    # A screen reader takes these two, not the metadata.
    head, tag, rest = file.getvalue().decode().partition("<svg ")
    opening, end, rest = rest.partition(">")
    told = f"\n <title>{escape(title)}</title>\n <desc>{escape(description)}</desc>"
    return f'{head}{tag}role="img" {opening}{end}{told}{rest}'.encode()


def save(fig: Figure, stem: Path, description: str, title: str = "") -> list[Path]:
    """Write a figure as SVG and PNG, with its title and description inside."""
    images = {kind: image(fig, kind, description, title or stem.name) for kind in ("svg", "png")}
    for kind, data in images.items():
        stem.with_suffix(f".{kind}").write_bytes(data)
    return [stem.with_suffix(f".{kind}") for kind in images]
