"""Whether findings on themes hold under other reasonable readings of a text.

Not good for: readings nobody thought of. That a finding survives these does not make it true.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..article import Article
from .coding import occurrences, theme_differences
from .themes import leading_themes, theme_residuals, with_clauses

FINDING = ["finding", "section", "theme"]


def theme_readings(article: Article) -> dict[str, pd.DataFrame]:
    """The token table of an article, and what it would be under other readings, by name.

    The first, `as coded`, has the numbered sections only (all, if fewer than two have a number).
    Then come the article's own `variants`; a table without the words of the sections' names; one in
    which a theme counts once a clause; sentences in the place of clauses; a theme once a sentence;
    and its coding by hand, if it has one: a row for each unit and theme.
    """
    tokens, sections, text = article.tokens, article.sections, article.cleaned.text
    numbered = sections.loc[sections["number"].notna(), "section"]
    known = numbered if len(numbered) > 1 else sections["section"]
    base = tokens.assign(section=tokens["section"].where(tokens["section"].isin(known)))
    readings = {"as coded": base}
    for variant in article.variants:
        rows, size = tokens["section"] == variant.section, len(variant.text)
        for at in occurrences(text, variant.text):
            rows |= tokens["start"].between(at, at + size - 1)
        column = "section" if variant.to else "theme"
        changed = base[column].mask(rows, variant.to or None)
        readings[variant.name] = base.assign(**{column: changed})
    named = base["token"].map(lambda token: any(token in name for name in sections["zh"]))
    readings["without words in the names of parts"] = base.assign(theme=base["theme"].mask(named))
    coded = with_clauses(base, "section").dropna(subset="theme")  # no marks, so no clauses
    clauses = coded.assign(passage=coded["clause"])
    readings["a theme counts once a clause"] = clauses.drop_duplicates(["passage", "theme"])
    readings["tested by sentence, not clause"] = coded
    readings["a theme counts once a sentence"] = coded.drop_duplicates(["passage", "theme"])
    if article.gold is not None:
        hand = theme_differences(article.gold, tokens).query("by_hand")
        at = tokens["start"].searchsorted(article.gold["start"])[hand["unit"]]
        theme = pd.Categorical(hand["theme"], tokens["theme"].cat.categories)
        units = pd.DataFrame({"token": "", "theme": theme, "passage": hand["unit"].array})
        readings["coded by hand"] = units.assign(section=base["section"].array[at])
    return readings


def sensitivity(
    readings: Mapping[str, pd.DataFrame], by: str = "section", seed: int = 0
) -> pd.DataFrame:
    """Which findings of one reading of a text hold under others.

    ``readings`` are token tables by name, the one to be judged first: `theme_readings(article)`, or
    any. A finding is that a section has clearly `more` or `less` of a theme (`theme_residuals`), or
    that a theme clearly `leads` in it (`leading_themes`). One reading is added, `any one term
    left out`: the first without each of its terms in turn.

    Returns a row for each finding of the first reading and each reading: `finding`, the `by`
    column, `theme`, `reading`, `tried` (1, or the number of terms), `held` (in how many it is
    clear), `holds` (in all of them), `estimate` (the residual, or the lead; of several the one
    nearest 0; missing if it does not occur), `broken_by` (the terms without which it is not clear).

    >>> table = pd.DataFrame({"token": list("山，" * 6 + "水，" * 6), "section": ["a", "b"] * 12,
    ...                       "theme": ["land", None] * 6 + ["water", None] * 6})
    >>> table["section"] = sorted(table["section"])
    >>> fewer = table.assign(theme=table["theme"].where(table.index > 5))
    >>> sensitivity({"all": table, "fewer": fewer}).iloc[:3, :7]
      finding section theme            reading  tried  held  holds
    0    more       a  land                all      1     1   True
    1    more       a  land              fewer      1     1   True
    2    more       a  land  any one term left out      2     0  False
    """
    first, *_ = readings.values()
    found = {name: {"": _findings(table, by, seed)} for name, table in readings.items()}
    stated = next(iter(found.values()))[""].query("clear").index
    terms = first.loc[first["theme"].notna() & first[by].notna(), "token"].unique()
    found["any one term left out"] = {
        term: _findings(first.assign(theme=first["theme"].mask(first["token"] == term)), by, seed)
        for term in terms
    }
    rows = []
    for key in stated:
        for reading, tables in found.items():
            broken = [term for term, table in tables.items() if not table["clear"].get(key, False)]
            sizes = [table["estimate"].get(key, np.nan) for table in tables.values()]
            least = min(sizes, key=lambda size: np.nan_to_num(abs(size)))
            held = (len(tables), len(tables) - len(broken), not broken)
            rows.append((*key, reading, *held, least, " ".join(broken)))
    columns = [*FINDING, "reading", "tried", "held", "holds", "estimate", "broken_by"]
    return pd.DataFrame(rows, columns=columns).rename(columns={"section": by})


def _findings(tokens: pd.DataFrame, by: str, seed: int) -> pd.DataFrame:
    """`estimate` and `clear` by finding, section and theme; none if no token bears a theme."""
    if tokens.loc[tokens[by].notna(), "theme"].isna().all():
        return pd.DataFrame({"estimate": [], "clear": []})
    cells = theme_residuals(tokens, by, seed).rename(columns={"residual": "estimate"})
    cells["finding"] = np.where(cells["estimate"] > 0, "more", "less")
    leads = leading_themes(tokens, by, seed).rename(columns={"lead": "estimate"})
    table = pd.concat([cells, leads.assign(finding="leads")]).rename(columns={by: "section"})
    table = table.astype(dict.fromkeys(FINDING, object)).set_index(FINDING)
    return table[["estimate", "clear"]]
