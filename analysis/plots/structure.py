"""What occurs where along an article."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ..errors import require
from ..house import (
    FAINT,
    INK,
    NAMES,
    Glossary,
    Labels,
    house_word,
    house_words,
    numeral,
    one_line,
    section_colors,
)  # fmt: skip
from ..measures.counts import each_row
from .style import CAPTION, On, axes, rows, styled


@styled
def term_positions(
    tokens: pd.DataFrame, sections: pd.DataFrame, ax: On = None, *, terms: Sequence[str],
    glossary: Glossary = None, labels: Labels = "both",
) -> Axes:  # fmt: skip
    """A tick wherever a term occurs along the article, over bands that mark the sections.

    `tokens` needs `token, start`; `sections` needs `section, number, zh, start, end`, as from
    `Article.sections`. One row a term, in the order given.
    """
    require(tokens, "token", "start")
    require(sections, "section", "number", "zh", "start", "end")
    ax = axes(ax)
    _bands(ax, sections, labels)
    for row, term in enumerate(terms):
        places = tokens.loc[tokens["token"] == term, "start"]
        ax.vlines(places, row - 0.33, row + 0.33, color=INK, linewidth=1.1)
    counts = (str((tokens["token"] == term).sum()) for term in terms)
    rows(ax, list(terms), counts, glossary, labels)
    _along(ax, tokens["start"].max() + 1, labels)
    return ax


@styled
def passages(
    passages: pd.DataFrame, sections: pd.DataFrame, ax: On = None, *, glossary: Glossary = None,
    labels: Labels = "both",
) -> Axes:  # fmt: skip
    """Who speaks where: a bar for each passage in the row of its speaker, over the sections.

    At the right, each speaker's share of the characters. ``passages`` needs `speaker, section,
    start, end`, ``sections`` what `term_positions` asks for, both as from the article.
    """
    require(passages, "speaker", "section", "start", "end")
    require(sections, "section", "number", "zh", "start", "end")
    ax = axes(ax)
    colors = _bands(ax, sections, labels)
    said = passages.assign(speaker=passages["speaker"].fillna(NAMES["no_speaker"]))
    said["length"] = said["end"] - said["start"]
    speakers = list(dict.fromkeys(said["speaker"]))
    for row in each_row(said):
        place = (row.start, speakers.index(row.speaker) - 0.3)
        ax.add_patch(Rectangle(place, row.length, 0.6, lw=0, fc=colors.get(row.section, FAINT)))
    shares = said.groupby("speaker")["length"].sum() / said["length"].sum()
    parts = (f"{shares[speaker]:.0%}" for speaker in speakers)
    rows(ax, speakers, parts, {**house_words(labels), **(glossary or {})}, labels)
    _along(ax, said["end"].max(), labels)
    return ax


def _bands(ax: Axes, sections: pd.DataFrame, labels: Labels) -> dict[str, str]:
    """A band for each section along the article, its number above; returns its colour."""
    colors = section_colors(list(sections["section"]), list(sections["number"].notna()))
    for section in each_row(sections):
        color = colors[section.section]
        ax.axvspan(section.start, section.end, color=color, alpha=0.2, linewidth=0)
        ax.axvspan(section.start, section.end, 0, 0.012, color=color, linewidth=0)
        plain = pd.isna(section.number)
        name = one_line(section.zh, {section.zh: getattr(section, "en", "")}, labels)
        number = "" if plain else numeral(section.number, "zh" if labels == "zh" else "en")
        middle = (section.start + section.end) / 2
        place: dict[str, Any] = {"xycoords": ax.get_xaxis_transform(), "xytext": (0, 4)}
        ax.annotate(number or name, (middle, 1), weight="bold", ha="center", **place, **CAPTION)
    return colors


def _along(ax: Axes, length: int, labels: Labels) -> None:
    """The x axis of what runs along the article."""
    ax.grid(False)
    ax.set_xlim(0, length)
    ax.set_xlabel(house_word("offset", labels))
