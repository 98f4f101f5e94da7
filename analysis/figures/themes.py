"""The themes of the sections, and how far the findings on them hold."""

from typing import Any

import pandas as pd

from .. import plots
from ..house import SIGNS
from ..measures.counts import each_row
from .sheet import Drawing, Sheet, Tables, figure_of


@figure_of("theme_shares", "leading_themes")
def theme_distribution(sheet: Sheet, tables: Tables) -> Drawing:
    """The share of each theme in each section."""
    shares = sheet.named(tables["theme_shares"])
    parts = sheet.by_section(shares)
    fig, axs = sheet.panels(
        len(parts), 3, 2.4, share=True, left=2.6, right=0.5, top=1.55, bottom=0.95, wspace=0.36,
        hspace=0.36,
    )  # fmt: skip
    for at, (ax, (section, rows, color)) in enumerate(zip(axs, parts, strict=True)):
        labels = sheet.labels if at % 3 == 0 else None
        look: dict[str, Any] = {"glossary": sheet.theme_glossary, "color": color}
        plots.theme_shares(rows, ax, labels=labels, **look)
        sheet.panel_title(ax, section, f"n = {rows['n'].sum()}")
    axs[0].set(xlim=(0, 1), xticks=[0, 0.5, 1])
    leads = sheet.named(tables["leading_themes"])
    leads = leads[leads["section"].isin(sheet.numbered)] if sheet.numbered else leads
    ahead = leads[leads["clear"]]
    only = len(ahead) == 1 < len(leads)
    return fig, {
        "title": "one" if only else "many" if len(ahead) else "none",
        "part": sheet.where(ahead["section"].iloc[0]) if only else "",
        "theme": sheet.theme(ahead["theme"].iloc[0]) if only else "", "ahead": len(ahead),
        "parts": sheet.parts(len(leads)), "values": sheet.told(shares, sheet.shares),
    }  # fmt: skip


@figure_of("theme_shares", "theme_residuals", uses=["announced", "announced_cells"])
def theme_map(sheet: Sheet, tables: Tables) -> Drawing:
    """Themes by sections as a heat map, marked where a section holds more or less than expected.

    The cells that the names of sections announce are framed, and tested apart from the others.
    """
    keys = ["section", "theme"]
    residuals = tables["theme_residuals"][[*keys, "residual", "clear"]]
    both = tables["theme_shares"].merge(residuals, how="left", on=keys)
    planned = tables["announced_cells"] if "announced_cells" in tables else pd.DataFrame()
    verdict = {(row.section, row.theme): row.clear for row in each_row(planned)}
    cells = list(zip(both["section"], both["theme"], strict=True))
    clear = [verdict.get(cell, found) for cell, found in zip(cells, both["clear"], strict=True)]
    both = both.assign(clear=clear, announced=[cell in verdict for cell in cells])
    table = sheet.named(both.assign(clear=both["clear"].eq(True)))
    top = {"zh": 1.6, "en": 1.9}.get(sheet.labels or "", 2.05)
    bottom = 1.2 if verdict else 0.9
    height = 0.42 * len(sheet.themes) + top + bottom
    fig, ax = sheet.canvas(height, left=2.65, right=0.2, top=top, bottom=bottom)
    look: dict[str, Any] = {"glossary": sheet.theme_glossary, "labels": sheet.labels}
    plots.theme_heatmap(table, sheet.sections, ax, **look)
    marked = table[table["clear"]]
    leaning = marked.loc[marked["residual"] > 0, "section"].nunique()
    values: dict[str, Any] = {"title": "one" if leaning == 1 else "many", "leaning": leaning}
    if verdict and "announced" in tables:
        test = tables["announced"].iloc[0]
        values |= {"title": "announced", **test[["n", "total", "expected"]]}
    return fig, values | {
        "parts": sheet.parts(residuals["section"].nunique()), "framed": bool(verdict),
        "tested": bool(verdict), "less": marked["residual"].lt(0).any(),
        "missing": sheet.missing(residuals), "values": sheet.told(table, sheet.shares),
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
    top = 1.65 if sheet.zh else 2.0
    height = 0.3 * max(1, table["reading"].nunique()) + top + 0.6
    fig, ax = sheet.canvas(height, left=2.6, right=0.4, top=top, bottom=0.6)
    plots.sensitivity(table, ax, glossary=sheet.theme_glossary, labels=sheet.labels)
    whole, count = int(rows["sum"].eq(rows["size"]).sum()), len(rows)
    holds = (
        f"{part} {SIGNS[finding]} {sheet.theme(theme)} {held}/{size}"
        for (part, finding, theme), (held, size) in zip(rows.index, rows.to_numpy(), strict=True)
    )
    return fig, {
        "title": {0: "none", 1: "one"}.get(count, "many"), "whole": whole, "count": count,
        "held": int(rows["sum"].max()) if count else 0, "ways": table["reading"].nunique(),
        "values": sheet.joined(holds, "semicolon"),
    }  # fmt: skip
