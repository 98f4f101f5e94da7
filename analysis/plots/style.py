"""The house style: sizes, colours, bilingual labels, the frame of a figure, and saving."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
import pandas as pd
from cycler import cycler
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import is_color_like, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, HPacker, TextArea

from ..errors import InputError, checked
from ..house import FAINT, GRID, INK, PALETTE, SOFT, Glossary, Labels, label_parts, printable
from .font import FONT, fit_texts, font_files

On = Axes | None

P = ParamSpec("P")

FORMATS = ("png", "svg", "pdf")
WIDTH = 8.4  # inches of a figure
LEAST = 7.8  # points: 9 pixels, where a figure of 8.4 inches is shown 700 pixels wide
NAME, VALUE = 9.5, 8  # points of a name and of what stands beside it
CAPTION: dict[str, Any] = {"textcoords": "offset points", "annotation_clip": False}

RC: dict[Any, Any] = {
    "font.family": FONT, "font.size": 9, "text.color": INK, "axes.labelcolor": SOFT,
    "axes.labelsize": 8.5, "axes.edgecolor": FAINT, "axes.linewidth": 0.6, "axes.axisbelow": True,
    "axes.spines.top": False, "axes.spines.right": False, "axes.titlesize": 9.5,
    "axes.titleweight": "bold", "axes.titlelocation": "left",
    "axes.prop_cycle": cycler(color=PALETTE), "xtick.color": SOFT, "ytick.color": SOFT,
    "xtick.labelsize": 8, "ytick.labelsize": 9, "xtick.major.size": 0, "ytick.major.size": 0,
    "grid.color": GRID, "grid.linewidth": 0.6, "figure.facecolor": "white", "figure.dpi": 110,
    "savefig.dpi": 200, "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "five-moves",
    "text.parse_math": False,
}  # fmt: skip


def use_style() -> None:
    """Draw everything from here on in the house style."""
    font_files()
    plt.style.use(["default", RC])


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style within a `with` block, and leave matplotlib as it was."""
    font_files()
    with plt.style.context(["default", RC]):
        yield


def styled(draw: Callable[P, Axes]) -> Callable[P, Axes]:
    """Make a function draw in the house style, whatever the style of the Axes and around it."""

    sure = checked(draw)

    @wraps(draw)
    def drawn(*arguments: P.args, **options: P.kwargs) -> Axes:
        with style():
            ax = sure(*arguments, **options)
        ax.figure.patch.set_facecolor("white")
        ax.set_facecolor("white")
        ax.spines[:].set_color(FAINT)
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(colors=SOFT, labelfontfamily=FONT)
        for text, color in ((ax.xaxis.label, SOFT), (ax.yaxis.label, SOFT), (ax.title, INK)):
            text.set_color(color)
        fit_texts(ax)
        return ax

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
    for row, term in enumerate(terms):
        chinese, english = label_parts(str(term), glossary, labels)
        gloss = (SOFT, VALUE) if chinese else (INK, NAME)
        parts: list[Artist] = [
            TextArea(text, textprops={"color": color, "size": size})
            for text, (color, size) in ((english, gloss), (chinese, (INK, NAME)))
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
        look: dict[str, Any] = {"size": VALUE, "color": colors[row] if colors else SOFT}
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
    colors = [color] if isinstance(color, str) else list(color)
    check_colors(colors)
    if not isinstance(color, str) and len(colors) != len(table):
        raise InputError(f"{len(colors)} colours for {len(table)} rows: give one, or one a row")
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
    line = fig.text(left, 1 - 0.22 / height, title, size=13, weight="bold", va="top")
    line.set_fontsize(13 * min(1, 0.95 * fig.bbox.width / line.get_window_extent().width))
    fig.text(left, 1 - 0.50 / height, subtitle, size=9, color=SOFT, va="top", linespacing=1.35)
    fig.text(left, 0.14 / height, note, size=LEAST, color=SOFT, va="bottom", linespacing=1.35)


def image(
    fig: Figure, kind: str, description: str, title: str, dpi: int = 200, editable: bool = False
) -> bytes:
    """A figure as one of `FORMATS`, title and description inside; same figure, same bytes.

    The text of an SVG is outlines, so that it needs no font; text, if it is to be `editable`.
    """
    if kind not in FORMATS:
        raise InputError(f"no figure is written as {kind!r} (known: {', '.join(FORMATS)})")
    title, description = printable(title), printable(description)
    about = {"Title": title, "Subject" if kind == "pdf" else "Description": description}
    undated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    file = BytesIO()
    with style(), mpl.rc_context({"svg.fonttype": "none" if editable else "path"}):
        fit_texts(fig)
        fig.savefig(file, format=kind, metadata={**about, **undated}, dpi=dpi)
    if kind != "svg":
        return file.getvalue()
    # A screen reader takes these two, not the metadata.
    head, tag, rest = file.getvalue().decode().partition("<svg ")
    opening, end, rest = rest.partition(">")
    told = f"\n <title>{escape(title)}</title>\n <desc>{escape(description)}</desc>"
    return f'{head}{tag}role="img" {opening}{end}{told}{rest}'.encode()


@checked
def save(fig: Figure, stem: Path, description: str, title: str = "") -> list[Path]:
    """Write a figure as SVG and PNG, with its title and description inside."""
    images = {kind: image(fig, kind, description, title or stem.name) for kind in ("svg", "png")}
    return [write(stem.with_suffix(f".{kind}"), data) for kind, data in images.items()]


def write(path: Path, data: bytes) -> Path:
    """Write an image, or raise `InputError` if its folder is missing."""
    if not path.parent.is_dir():
        raise InputError(f"{path}: there is no folder {path.parent}; make it first")
    path.write_bytes(data)
    return path


def check_colors(colors: Iterable[str]) -> None:
    """Raise `InputError` for what is no colour, naming it."""
    for wrong in (color for color in colors if not is_color_like(color)):
        raise InputError(f"{wrong!r} is no colour: give a name or a code such as '#20599a'")


def check_counts(table: pd.DataFrame, zero: bool = True) -> "pd.Series[float]":
    """The counts of terms; `InputError` names the row of one that is none, or of no term."""
    counts = pd.to_numeric(table["n"], errors="coerce")
    fits = np.isfinite(counts) & (counts.ge(0) if zero else counts.gt(0))
    for row, term, count in zip(
        table.index[~fits], *(table[~fits][k] for k in ("token", "n")), strict=True
    ):
        raise InputError(f"row {row!r} ({term}): n is {count!r}, which is no count: leave it out")
    for row in table.index[table["token"].isna()]:
        raise InputError(f"row {row!r} has no token: leave it out")
    return counts


def check_once(table: pd.DataFrame) -> None:
    """Raise `InputError` for a term in several rows, naming it."""
    if (again := table["token"].duplicated()).any():
        term = table.loc[again, "token"].iloc[0]
        raise InputError(f"{term!r} is in several rows: draw the rows of one group at a time")
