"""The words of the article and of its sections."""

import pandas as pd

from .. import plots
from ..house import FAINT
from ..plots.style import column, text_color
from .of_article import figure_of
from .sheet import Drawing, Sheet, Tables, often, whole_ranks


@figure_of("term_frequency")
def top_terms(sheet: Sheet, tables: Tables) -> Drawing:
    """The most frequent content words, and which section has more of their uses than any other."""
    table = whole_ranks(tables["term_frequency"].query("~stop"), 25)
    tokens = sheet.article.tokens
    homes = [_home(tokens.loc[tokens["token"] == term, "section"]) for term in table["token"]]
    colors = [text_color(sheet.colors[home[0]]) if home else FAINT for home in homes]
    left = 0.25 + sheet.room(table["token"])
    fig, ax = sheet.canvas(0.26 * len(table), left=left, right=1.3, foot=0.42)
    plots.term_frequency(table, ax, color=colors, **sheet.options)
    notes = [sheet.entry(sheet.part(home[0]), home[1]) if home else "" for home in homes]
    column(ax, notes, left=26, colors=colors)
    first = table.iloc[0]
    return fig, {
        "title": table["n"].eq(first.n).sum(), "word": sheet.quoted(first.token), "n": first.n,
        "uses": first.n, "total": tokens["pos"].ne("w").sum(), "colored": any(homes),
        "pale": any(homes), "table": table, "main": sheet.counts(table),
    }  # fmt: skip


def _home(sections: pd.Series) -> tuple[str, int] | None:
    """The section that has more of a word's uses than any other place, and how many."""
    found = sections.astype(object).fillna("").value_counts()
    alone = len(found) == 1 or found.iloc[0] > found.iloc[1]
    return (found.index[0], int(found.iloc[0])) if alone and found.index[0] else None


@figure_of("term_frequency_by_section")
def section_terms(sheet: Sheet, tables: Tables) -> Drawing:
    """The content words of each section on one scale; a section whose words all tie is left out."""
    table = tables["term_frequency_by_section"]
    content = often(table.query("~stop") if "stop" in table else table, 2)
    groups = [whole_ranks(rows, 8) for _, rows in content.groupby("section", observed=True)]
    telling = [rows for rows in groups if rows["n"].nunique() > 1] or groups
    shown = pd.concat(telling)
    words = (1000 * shown["n"] / shown["per_1000"]).groupby(shown["section"], observed=True)
    sizes = dict(words.max().round().astype(int))
    fig, axs = sheet.terms_by_section(shown, plots.term_frequency, sizes)
    axs[0].set_xlim(0, 1.02 * shown["high"].max())
    widest = max(telling, key=lambda rows: rows["n"].iloc[0] - rows["n"].iloc[1:2].sum())
    first = widest.iloc[0]
    return fig, {
        "title": len(widest) > 1 and widest["n"].nunique() > 1, "word": sheet.quoted(first.token),
        "part": sheet.where(first.section), "most": first.n,
        "next_most": widest["n"].iloc[1:2].sum(),
        "tied": sheet.missing(shown, "tied"), "table": shown,
        "main": sheet.leads(shown, "token", "n"),
    }  # fmt: skip


@figure_of("distinctive_terms")
def distinctive_terms(sheet: Sheet, tables: Tables) -> Drawing:
    """The content words that mark each section against the others, on one scale."""
    table = often(tables["distinctive_terms"].query("log_odds > 0"), 2)
    groups = table.groupby("section", observed=True)
    shown = pd.concat([whole_ranks(rows, 6, "z") for _, rows in groups])
    fig, axs = sheet.terms_by_section(shown, plots.log_odds, {})
    axs[0].set_xlim(shown["low"].min() - 0.1, 1.02 * shown["high"].max())
    names = [sheet.quoted(term) for term in shown.loc[shown["low"] > 0, "token"]]
    first, second, *_ = [*names, "", ""]
    return fig, {
        "title": len(names), "first": first, "second": second, "missing": sheet.missing(table),
        "table": shown, "main": sheet.leads(shown, "token", "n"),
    }  # fmt: skip
