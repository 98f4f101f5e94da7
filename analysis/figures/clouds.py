"""Word clouds of the article and of its sections, coloured by theme."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import plots
from ..house import FAINT, INK, house_word
from .sheet import Drawing, Sheet, Tables, figure_of, often


@figure_of("term_frequency")
def article_cloud(sheet: Sheet, tables: Tables) -> Drawing:
    """A word cloud of the article, coloured by theme."""
    table = often(tables["term_frequency"].query("~stop"), 3)
    fig, ax = sheet.canvas(7.2, left=0.25, right=0.25, top=0.95, bottom=1.65)
    _cloud(sheet, table, ax)
    themes = _theme_key(sheet, fig, table)
    coded = themes.value_counts()
    return fig, {
        "title": len(coded) > 0, "count": len(table), "coded": coded.sum(), "often": coded.max(),
        "theme": sheet.theme(themes.mode().iloc[0]) if len(coded) else "",
        "least": table["n"].min(), "values": sheet.counts(table),
    }  # fmt: skip


@figure_of("term_frequency_by_section")
def section_clouds(sheet: Sheet, tables: Tables) -> Drawing:
    """A word cloud for each section, coloured by theme."""
    content = often(tables["term_frequency_by_section"].query("~stop"), 2)
    parts = sheet.by_section(content)
    fig, axs = sheet.panels(
        len(parts), 2, 2.7, left=0.25, right=0.25, top=1.5, bottom=1.65, wspace=0.06, hspace=0.26
    )
    for ax, (section, rows, _) in zip(axs, parts, strict=True):
        _cloud(sheet, rows, ax, max_words=20)
        sheet.panel_title(ax, section, color=INK)
    _theme_key(sheet, fig, content)
    firsts = [rows.loc[rows["n"] == rows["n"].max(), "token"] for _, rows, _ in parts]
    tops = pd.concat(firsts).value_counts(sort=False).sort_values(ascending=False, kind="stable")
    return fig, {
        "word": sheet.quoted(tops.index[0]), "often": tops.iloc[0], "count": len(parts),
        "least": content["n"].min(),
        "values": sheet.told(content.groupby("section", observed=True).head(3), sheet.counts),
    }  # fmt: skip


def _cloud(sheet: Sheet, table: pd.DataFrame, ax: Axes, **options: Any) -> None:
    """A word cloud in the colours of the themes."""
    fill, themes = sheet.theme_colors, sheet.theme_of.items()
    color = {term: fill[theme] for term, theme in themes if theme in fill}
    plots.word_cloud(table, ax, color=color, **sheet.options, **options)


def _theme_key(sheet: Sheet, fig: Figure, table: pd.DataFrame) -> pd.Series:
    """Which colour is which theme, of those in the table; returns the theme of each row."""
    themes = table["token"].map(sheet.theme_of).map(sheet.theme_names)
    named, there = sheet.theme_names, set(themes)
    colors = sheet.theme_colors.items()
    entries = [(color, sheet.theme(named[key])) for key, color in colors if named[key] in there]
    entries.append((FAINT, house_word("no_theme", sheet.labels)))
    sheet.key(fig, entries, top=1.3, wide=3)
    return themes
