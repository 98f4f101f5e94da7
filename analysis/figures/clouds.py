"""Word clouds of the article and of its sections, coloured by theme."""

from typing import Any

import pandas as pd

from .. import plots
from ..house import INK, SOFT
from .of_article import figure_of
from .sheet import Drawing, Sheet, Tables, often
from .wording import ems

THEME_COLORS = ("#4e0728", "#1d4106", "#601ed9", "#3780b1", "#b98842")  # by lightness as by hue
ENOUGH = 8  # words of a cloud


@figure_of("term_frequency")
def article_cloud(sheet: Sheet, tables: Tables) -> Drawing:
    """A word cloud of the article, coloured by theme."""
    table = often(tables["term_frequency"].query("~stop"), 3)
    fig, ax = sheet.canvas(4.5, left=0.25, right=0.25)
    color = _theme_key(sheet, table)
    plots.word_cloud(table, ax, color=color, **sheet.options)
    return fig, {
        "title": min(3, len(table)), "colored": bool(color),
        "terms": sheet.listed(table["token"].head(3)), "least": table["n"].min(), "table": table,
        "main": sheet.counts(table),
    }  # fmt: skip


@figure_of("term_frequency_by_section")
def section_clouds(sheet: Sheet, tables: Tables) -> Drawing:
    """A word cloud for each section that has words enough, coloured by theme."""
    content = often(tables["term_frequency_by_section"].query("~stop"), 2)
    sizes = content.groupby("section", observed=True)["token"].transform("size")
    content = content[sizes >= min(ENOUGH, sizes.max())]
    parts = sheet.by_section(content)
    columns = min(2, len(parts))
    fig, axs = sheet.panels(
        [2.6] * len(parts), columns, left=0.25, right=0.25, head=0.5, across=0.3, down=0.6
    )
    color = _theme_key(sheet, content)
    for ax, (section, rows, _) in zip(axs, parts, strict=True):
        plots.word_cloud(rows, ax, color=color, max_words=30, **sheet.options)
        sheet.panel_title(ax, section, color=INK)
    firsts = [rows.sort_values("n", ascending=False, kind="stable") for _, rows, _ in parts]
    tops = list(dict.fromkeys(rows["token"].iloc[0] for rows in firsts))
    return fig, {
        "title": len(tops), "colored": bool(color), "terms": sheet.listed(tops),
        "least": content["n"].min(),
        "dropped": sheet.missing(content, "too_few"), "table": content,
        "main": sheet.leads(content, "token", "n"),
    }  # fmt: skip


def _theme_key(sheet: Sheet, table: pd.DataFrame) -> dict[str, str]:
    """Colour the terms of the article's five most frequent themes, and name these below.

    A theme has the same colour in every cloud of an article.
    """
    coded = sheet.article.tokens.dropna(subset="theme")
    counts = coded["theme"].astype(object).value_counts(sort=False)
    most = counts.sort_values(ascending=False, kind="stable").index
    theme_of = coded.drop_duplicates("token").set_index("token")["theme"].astype(object)
    themes = table["token"].map(theme_of)
    colors = {theme: color for theme, color in zip(most, THEME_COLORS, strict=False)
              if themes.eq(theme).any()}  # fmt: skip
    entries: list[Any] = []
    for theme, color in colors.items():
        most = table[themes == theme].groupby("token", sort=False, observed=True)["n"].sum()
        first = most.sort_values(ascending=False, kind="stable").index[:3]
        name = sheet.theme(sheet.theme_names[theme])
        words = [sheet.short(term, "en" if sheet.labels == "en" else "zh") for term in first]
        told = [sheet.entry(name, sheet.joined(words[:count])) for count in range(1, 4)]
        entries.append(
            (color, max((text for text in told if ems(text) < 34), default=name, key=len))
        )
    sheet.key([*entries, (SOFT, sheet.say("other_words"))] if entries else [], 2)
    return {term: colors[theme] for term, theme in zip(table["token"], themes, strict=True)
            if theme in colors}  # fmt: skip
