"""Who speaks where in the article, and where its words occur."""

import pandas as pd

from .. import plots
from ..house import numeral, one_line
from ..measures.counts import each_row
from .of_article import figure_of
from .sheet import Drawing, Sheet, Tables
from .wording import which_of


@figure_of("passages", "sections")
def article_plan(sheet: Sheet, tables: Tables) -> Drawing:
    """Who speaks where in the article, and which section is how long."""
    passages, sections = tables["passages"], tables["sections"]
    height = 0.4 * passages["speaker"].nunique(dropna=False)
    fig, ax = sheet.canvas(height, left=1.6, right=0.5, head=0.35, foot=0.5)
    plots.passages(passages, sections, ax, **sheet.options)
    spans = passages["end"] - passages["start"]
    lengths, total = spans.groupby(passages["section"]).sum(), spans.sum()
    entries = []
    for section in each_row(sheet.sections):
        number = "" if pd.isna(section.number) else f"{numeral(section.number, sheet.labels)} "
        name = number + one_line(section.zh, sheet.section_glossary, sheet.labels)
        entries.append((sheet.colors[section.section], sheet.entry(name, lengths[section.section])))
    sheet.key(entries, 2)
    said = spans.groupby(passages["speaker"]).sum()
    ours = list(lengths[lengths.index.isin(sheet.numbered)].sort_values().index)
    short, long = (ours[0], ours[-1]) if len(ours) > 1 else (None, None)
    return fig, {
        "title": which_of(speaker=len(said) > 0, length=long is not None),
        "speaker": sheet.name(str(said.idxmax())) if len(said) else "",
        "share": said.max() / total if len(said) else 0, "long": sheet.where(long) if long else "",
        "short": sheet.where(short) if short else "",
        "short_part": sheet.part(short) if short else "",
        "ratio": lengths[long] / lengths[short] if long and short else 1, "total": total,
        "table": lengths.reindex(list(sheet.colors)).rename("characters").reset_index(),
        "main": [text for _, text in entries],
    }  # fmt: skip


@figure_of("term_frequency", "sections")
def term_places(sheet: Sheet, tables: Tables) -> Drawing:
    """Where the most frequent content words occur along the article."""
    table = tables["term_frequency"].query("~stop").head(16)
    terms = list(table["token"])
    tokens, sections = sheet.article.tokens, tables["sections"]
    left = 0.25 + sheet.room(terms)
    fig, ax = sheet.canvas(0.27 * len(terms), left=left, right=0.55, head=0.35, foot=0.45)
    plots.term_positions(tokens, sections, ax, terms=terms, **sheet.options)
    found = tokens[tokens["section"].notna() & tokens["token"].isin(terms)]
    reach = found.groupby("token")["section"].nunique().reindex(terms, fill_value=0)
    inside = found["token"].value_counts().eq(tokens["token"].value_counts()).reindex(terms)
    several = len(sections) > 1  # else no term can be in one part and not in another
    wide = list(reach[(reach == len(sections)) & several].index)
    narrow = list(reach[(reach == 1) & inside & several].index)
    return fig, {
        "title": which_of(wide=bool(wide), narrow=bool(narrow)), "wide": len(wide),
        "widest": sheet.quoted(wide[0]) if wide else "",
        "narrow": sheet.quoted(narrow[0]) if narrow else "", "count": len(terms), "bands": several,
        "table": table.assign(sections=list(reach)), "main": sheet.counts(table),
    }  # fmt: skip
