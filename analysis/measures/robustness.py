"""Whether findings about themes hold under other reasonable readings of a text.

Not good for readings that nobody thought of: a finding that survives all of these may be wrong.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, checked
from .announced import announced_test
from .clauses import Coding, code_clauses, with_clauses
from .coding import occurrences, theme_differences
from .counts import each_row
from .residuals import residual_tables
from .themes import leads


@checked
def theme_readings(article: Article) -> dict[str, pd.DataFrame]:
    """The token table of an article, and what it would be under other readings.

    Returns
    -------
    dict of token tables by the name of the reading
        * `as coded`: the numbered sections; all sections if fewer than two have a number
        * each of the article's `variants`
        * `without words in the names of parts`: words in the names of sections bear no theme
        * `a theme counts once a clause`
        * `a theme counts once a sentence`
        * `coded by hand`: one row per unit and theme, if the article has a coding by hand
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
    # Without the marks, which bear no theme, a clause is known by its number only.
    coded = with_clauses(base, ["section"]).dropna(subset="theme").drop(columns="n")
    readings["a theme counts once a clause"] = coded.drop_duplicates(["clause", "theme"])
    readings["a theme counts once a sentence"] = coded.drop_duplicates(["passage", "theme"])
    if article.gold is not None:
        hand = theme_differences(article.gold, tokens).query("by_hand")
        row = tokens["start"].searchsorted(article.gold["start"])[hand["unit"]]
        theme = pd.Categorical(hand["theme"], tokens["theme"].cat.categories)
        units = pd.DataFrame({"token": hand["theme"].array, "theme": theme})
        places = {column: base[column].array[row] for column in ("passage", "section")}
        readings["coded by hand"] = units.assign(**places)
    return readings


@checked
def announced_readings(
    readings: Mapping[str, pd.DataFrame], announces: Mapping[Any, str], by: str = "section", seed:
    int = 0,
) -> pd.DataFrame:  # fmt: skip
    """The planned answer under each reading of a text: read this before `sensitivity`.

    Readings are not equally good, and they share most words, so their number is no evidence.

    >>> table = pd.DataFrame({"token": list("山。" * 6 + "水。" * 6), "theme": ["land", None] * 6
    ...                       + ["water", None] * 6, "section": ["a"] * 12 + ["b"] * 12})
    >>> announced_readings({"all": table}, {"a": "land", "b": "water"}).iloc[:, :4]
      reading         test   n  total
    0     all    rotations  12     12
    1     all    sentences  12     12
    2     all  assignments  12     12

    Returns
    -------
    DataFrame of the rows of `announced_test` for each reading
        * `reading`: its name
    """
    _require_readings(readings)
    tables = {name: announced_test(table, announces, by, seed) for name, table in readings.items()}
    return pd.concat(tables, names=["reading"]).reset_index("reading").reset_index(drop=True)


@checked
def sensitivity(
    readings: Mapping[str, pd.DataFrame], by: str = "section", seed: int = 0
) -> pd.DataFrame:
    """Which findings that exploring turned up are clear under other readings of the text.

    It gives no verdict: readings are not equally good. `announced_readings` puts the planned
    question to each.

    A section has clearly `more` or `less` of a theme (`theme_residuals`), or a theme clearly
    `leads` in it (`leading_themes`). The `readings` are token tables by name, such as
    `theme_readings(article)`; the first makes the findings. One more is added, `any one term left
    out`: the first reading without each of its terms in turn.

    >>> table = pd.DataFrame({"token": list("山。" * 6 + "水。" * 6), "section": ["a", "b"] * 12,
    ...                       "theme": ["land", None] * 6 + ["water", None] * 6})
    >>> table["section"] = sorted(table["section"])
    >>> fewer = table.assign(theme=table["theme"].where(table.index > 5))
    >>> sensitivity({"all": table, "fewer": fewer}).iloc[:3, :7]
      finding section theme            reading  tried  held  holds
    0    more       a  land                all      1     1   True
    1    more       a  land              fewer      1     1   True
    2    more       a  land  any one term left out      2     0  False

    Returns
    -------
    DataFrame of one row per finding and reading
        * `finding`, `theme`: `more`, `less` or `leads`, and the theme; the `by` column is between
        * `reading`: the name of the reading
        * `tried`: 1, or the number of terms left out in turn
        * `held`, `holds`: in how many of these the finding is clear, and whether in all
        * `estimate`: residual or lead nearest 0; missing if the theme does not occur
        * `broken_by`: the terms without which the finding is not clear
    """
    _require_readings(readings)
    codings = [code_clauses(table, by) for table in readings.values()]
    terms = list(dict.fromkeys(codings[0].tokens))
    left_out = [codings[0].without(term) for term in terms]
    tables = _findings([*codings, *left_out], seed)
    found = {name: {"": table} for name, table in zip(readings, tables, strict=False)}
    found["any one term left out"] = dict(zip(terms, tables[len(codings) :], strict=True))
    rows = []
    for key in (key for key, (_, clear) in tables[0].items() if clear):
        for reading, tried in found.items():
            cells = {term: table.get(key, (np.nan, False)) for term, table in tried.items()}
            broken = [term for term, (_, clear) in cells.items() if not clear]
            least = min((size for size, _ in cells.values()), key=lambda x: np.nan_to_num(abs(x)))
            held = (len(tried), len(tried) - len(broken), not broken)
            rows.append((*key, reading, *held, least, " ".join(broken)))
    columns = ["finding", by, "theme", "reading", "tried", "held", "holds", "estimate", "broken_by"]
    return pd.DataFrame(rows, columns=columns)


def _findings(codings: list[Coding], seed: int) -> list[dict[tuple[str, ...], tuple[float, bool]]]:
    """For each coding the estimate of each finding, section and theme, and whether it is clear."""
    found: list[dict[tuple[str, ...], tuple[float, bool]]] = [{} for _ in codings]
    coded = [at for at, coding in enumerate(codings) if len(coding.tokens)]
    tables = residual_tables([codings[at] for at in coded], seed)
    for at, table in zip(coded, tables, strict=True):
        for section, row in zip(table.iloc[:, 0], each_row(table), strict=True):
            finding = "more" if row.residual > 0 else "less"
            found[at][finding, section, row.theme] = row.residual, row.clear
        ahead = leads(codings[at])
        for section, row in zip(ahead.iloc[:, 0], each_row(ahead), strict=True):
            found[at]["leads", section, row.theme] = row.lead, row.clear
    return found


def _require_readings(readings: Mapping[str, pd.DataFrame]) -> None:
    if not readings:
        raise InputError("there are no readings; give token tables by name, as theme_readings does")
