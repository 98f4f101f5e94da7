"""The themes of the sections, and how far the findings on them hold."""

from typing import Any

import pandas as pd

from .. import plots
from ..house import SIGNS
from ..measures.counts import each_row
from ..plots.themes import heading
from .of_article import figure_of
from .sheet import Drawing, Sheet, Tables


@figure_of("theme_shares", "leading_themes")
def theme_distribution(sheet: Sheet, tables: Tables) -> Drawing:
    """The share of each theme that occurs in a section, section by section."""
    shares = sheet.named(tables["theme_shares"])
    shown = shares[shares["n"] > 0]
    sizes = shares.groupby("section", observed=True)["n"].sum()
    look = {"glossary": sheet.theme_glossary, "labels": sheet.labels}
    fig, axs = sheet.terms_by_section(shown, plots.theme_shares, dict(sizes), look)
    axs[0].set(xlim=(0, 1), xticks=[0, 0.5, 1])
    leads = sheet.named(tables["leading_themes"])
    leads = leads[leads["section"].isin(sheet.numbered)] if sheet.numbered else leads
    ahead = leads[leads["clear"]]
    only = len(ahead) == 1 < len(leads)
    return fig, {
        "title": "one" if only else "many" if len(ahead) else "none",
        "part": sheet.where(ahead["section"].iloc[0]) if only else "",
        "theme": sheet.theme(ahead["theme"].iloc[0]) if only else "", "ahead": len(ahead),
        "parts": sheet.parts(len(leads)), "table": shown,
        "main": sheet.leads(shown, "theme", "share"),
    }  # fmt: skip


@figure_of("theme_shares", "theme_residuals", uses=["announced", "announced_cells"])
def theme_map(sheet: Sheet, tables: Tables) -> Drawing:
    """Themes by sections as a heat map, marked where a section holds more or less than expected.

    The cells that the names of sections announce are framed, and tested apart from the others.
    """
    keys, shares = ["section", "theme"], tables["theme_shares"]
    compared = "theme_residuals" in tables
    if compared:
        residuals = tables["theme_residuals"][[*keys, "residual", "clear"]]
    else:
        residuals = shares[keys].assign(residual=0.0, clear=False)
    both = shares[[name for name in shares if name not in ("residual", "clear")]]
    both = both.merge(residuals, how="left", on=keys)
    planned = tables["announced_cells"] if "announced_cells" in tables else pd.DataFrame()
    verdict = {(row.section, row.theme): row.clear for row in each_row(planned)}
    cells = list(zip(both["section"], both["theme"], strict=True))
    clear = [verdict.get(cell, found) for cell, found in zip(cells, both["clear"], strict=True)]
    both = both.assign(clear=clear, announced=[cell in verdict for cell in cells])
    table = sheet.named(both.assign(clear=both["clear"].eq(True)))
    look: dict[str, Any] = {"glossary": sheet.theme_glossary, "labels": sheet.labels}
    lines = max(heading(row, sheet.labels).count("\n") for row in each_row(sheet.sections)) + 1
    left = 0.25 + sheet.room(sheet.themes["zh"], sheet.theme_glossary)
    fig, ax = sheet.canvas(
        0.44 * len(sheet.themes), left=left, right=0.2, head=0.48 + 0.14 * lines, foot=0
    )
    plots.theme_heatmap(table, sheet.sections, ax, **look)
    marked = table[table["clear"]]
    leaning = marked.loc[marked["residual"] > 0, "section"].nunique()
    largest = table.sort_values("share", ascending=False, kind="stable").iloc[0]
    values: dict[str, Any] = {
        "title": "one" if leaning == 1 else "many" if compared else "none", "leaning": leaning,
        "theme": sheet.theme(largest.theme), "part": sheet.where(largest.section),
        "share": largest.share,
    }  # fmt: skip
    if verdict and "announced" in tables:
        test = tables["announced"].iloc[0]
        values |= {"title": "announced", **test[["n", "total", "expected"]]}
    return fig, values | {
        "parts": sheet.parts(residuals["section"].nunique()), "framed": bool(verdict),
        "tested": bool(verdict), "less": marked["residual"].lt(0).any(), "compared": compared,
        "signs": compared, "missing": sheet.missing(residuals), "table": table,
        "main": sheet.leads(table, "theme", "share"),
    }  # fmt: skip


@figure_of("sensitivity")
def sensitivity(sheet: Sheet, tables: Tables) -> Drawing:
    """Which findings on themes hold under other readings of the text."""
    table = sheet.named(tables["sensitivity"])
    table["section"] = table["section"].map(sheet.part)
    variants = {variant.name: variant.zh for variant in sheet.article.variants if variant.zh}
    table["reading"] = table["reading"].replace(
        sheet.messages["readings"] | (variants if sheet.zh else {})
    )
    rows = table.groupby(["section", "finding", "theme"], sort=False)["holds"].agg(["sum", "size"])
    height = 0.3 * max(1, table["reading"].nunique())
    head = 0.6 if sheet.zh else 0.85
    left = 0.25 + sheet.room(table["reading"])
    fig, ax = sheet.canvas(height, left=left, right=0.4, head=head, foot=0)
    plots.sensitivity(table, ax, glossary=sheet.theme_glossary, labels=sheet.labels)
    whole, count = int(rows["sum"].eq(rows["size"]).sum()), len(rows)
    holds = [
        f"{part} {SIGNS[finding]} {sheet.theme(theme)} {held}/{size}"
        for (part, finding, theme), (held, size) in zip(rows.index, rows.to_numpy(), strict=True)
    ]
    return fig, {
        "title": {0: "none", 1: "one"}.get(count, "many"), "whole": whole, "count": count,
        "held": int(rows["sum"].max()) if count else 0, "ways": table["reading"].nunique(),
        "table": table, "main": holds,
    }  # fmt: skip
