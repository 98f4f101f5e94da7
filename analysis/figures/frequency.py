"""The words of the article and of its sections."""

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .. import plots
from ..house import FAINT
from ..plots.style import column, text_color
from .sheet import Drawing, Sheet, Tables, figure_of, often, whole_ranks


@figure_of("term_frequency")
def top_terms(sheet: Sheet, tables: Tables) -> Drawing:
    """The most frequent content words, and which section has more of their uses than any other."""
    table = whole_ranks(tables["term_frequency"].query("~stop"), 25)
    tokens = sheet.article.tokens
    homes = [_home(tokens.loc[tokens["token"] == term, "section"]) for term in table["token"]]
    colors = [text_color(sheet.colors[home[0]]) if home else FAINT for home in homes]
    fig, ax = sheet.canvas(0.26 * len(table) + 1.75, left=2.5, right=1.3, top=1.15, bottom=0.9)
    plots.term_frequency(table, ax, color=colors, **sheet.options)
    notes = [sheet.entry(sheet.part(home[0]), home[1]) if home else "" for home in homes]
    column(ax, notes, left=26, colors=colors)
    first = table.iloc[0]
    return fig, {
        "title": table["n"].eq(first.n).sum(), "word": sheet.quoted(first.token), "n": first.n,
        "uses": first.n, "total": tokens["pos"].ne("w").sum(), "colored": any(homes),
        "pale": any(homes), "values": sheet.counts(table),
    }  # fmt: skip


def _home(sections: pd.Series) -> tuple[str, int] | None:
    """The section that has more of a word's uses than any other place, and how many."""
    found = sections.astype(object).fillna("").value_counts()
    alone = len(found) == 1 or found.iloc[0] > found.iloc[1]
    return (found.index[0], int(found.iloc[0])) if alone and found.index[0] else None


@figure_of("term_frequency_by_section")
def section_terms(sheet: Sheet, tables: Tables) -> Drawing:
    """The content words of each section on one scale."""
    content = often(tables["term_frequency_by_section"].query("~stop"), 2)
    groups = content.groupby("section", observed=True)
    shown = pd.concat([whole_ranks(rows, 8) for _, rows in groups])
    fig = _panels(sheet, shown, plots.term_frequency, 0)
    leads = [rows.head(2) for _, rows in groups if len(rows) > 1]
    widest = max(leads, key=lambda two: two["n"].iloc[0] - two["n"].iloc[1], default=shown.head(1))
    first = widest.iloc[0]
    return fig, {
        "title": widest["n"].nunique() > 1, "word": sheet.quoted(first.token),
        "part": sheet.where(first.section), "most": first.n, "next_most": widest["n"].iloc[-1],
        "values": sheet.told(shown, sheet.counts),
    }  # fmt: skip


@figure_of("distinctive_terms")
def distinctive_terms(sheet: Sheet, tables: Tables) -> Drawing:
    """The content words that mark each section against the others, on one scale."""
    table = often(tables["distinctive_terms"].query("log_odds > 0"), 2)
    groups = table.groupby("section", observed=True)
    shown = pd.concat([whole_ranks(rows, 6, "z") for _, rows in groups])
    fig = _panels(sheet, shown, plots.log_odds, shown["low"].min() - 0.1)
    names = [sheet.quoted(term) for term in shown.loc[shown["low"] > 0, "token"]]
    first, second, *_ = [*names, "", ""]
    return fig, {
        "title": len(names), "first": first, "second": second, "missing": sheet.missing(table),
        "values": sheet.told(shown, sheet.counts),
    }  # fmt: skip


def _panels(sheet: Sheet, shown: pd.DataFrame, draw: Callable[..., Axes], low: float) -> Figure:
    """Terms by section, as small multiples on one scale."""
    parts, most = sheet.by_section(shown), shown["section"].value_counts().max()
    fig, axs = sheet.panels(
        len(parts), 2, 0.21 * most + 0.6, left=2.1, right=0.5, top=1.45, bottom=1.15, wspace=1.15,
        hspace=0.6 / (0.21 * most),
    )  # fmt: skip
    sizes = sheet.article.tokens.query("pos != 'w'")["section"].value_counts()
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        draw(rows, ax, color=color, **sheet.options)
        sheet.panel_title(ax, section, f"n = {sizes[section.section]}")
        ax.set(ylim=(most - 0.4, -0.6), xlabel=ax.get_xlabel() if at >= len(parts) - 2 else "")
        ax.tick_params(labelbottom=at >= len(parts) - 2)
    axs[0].set_xlim(low, 1.02 * shown["high"].max())
    return fig
