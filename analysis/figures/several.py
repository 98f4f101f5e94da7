"""Figures of several documents, or of other groups: each is drawn of one table.

They are drawn as those of an article are; what is a section there is a document here, or any other
value of the column `by`.
"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from .. import plots
from ..errors import InputError, checked, require
from ..house import Glossary, Labels, check_labels
from ..plots.style import style
from .drawn import Drawn
from .frequency import distinctive_terms, section_terms
from .of_article import FigureOf
from .sheet import Names, Sheet
from .themes import theme_map


@checked
def top_terms_by(table: pd.DataFrame, by: str = "document", **options: Any) -> Drawn:
    """The most frequent words of each document, as small multiples on one scale.

    Parameters
    ----------
    table
        Needs `token, n, per_1000, low, high` and the column `by`: `an.term_frequency(tokens, by)`.
    by
        The column with the documents, or other groups.
    labels
        `"zh"`, `"en"` or `"both"`.
    glossary
        Chinese to English: of terms, and of documents if their names are Chinese.
    title, subtitle, note
        What to write there in place of what the figure says.

    Raises
    ------
    InputError
        If a column is missing or the table is empty.

    Examples
    --------
    >>> import analysis as an
    >>> tokens = an.tokens(pd.DataFrame({"text": ["山上有山。", "水里有水。"], "year": [1, 2]}))
    >>> top_terms_by(an.term_frequency(tokens, by="year"), "year", labels="zh").title
    '各部分的用词不相上下'
    """
    columns = ("token", "n", "per_1000", "low", "high")
    return _by(section_terms, "term_frequency_by_section", table, columns, by, **options)


@checked
def distinctive_terms_by(table: pd.DataFrame, by: str = "document", **options: Any) -> Drawn:
    """The words that mark each document against the others, on one scale.

    `table` needs `token, n, log_odds, z, low, high` and the column `by`, as from
    `an.log_odds(tokens.query("~stop"), by)`. Other parameters are those of `top_terms_by`.
    """
    columns = ("token", "n", "log_odds", "z", "low", "high")
    return _by(distinctive_terms, "distinctive_terms", table, columns, by, **options)


@checked
def themes_by(table: pd.DataFrame, by: str = "document", **options: Any) -> Drawn:
    """Themes by documents as a heat map of shares.

    `table` needs `theme, n, share, low, high` and the column `by`, as from
    `an.theme_shares(tokens, by)`. If it has `residual, clear` of `an.theme_residuals` too, cells
    that clearly hold more or less than expected are marked. Other parameters are those of
    `top_terms_by`.
    """
    columns = ("theme", "n", "share", "low", "high")
    return _by(theme_map, "theme_shares", table, columns, by, **options)


@checked
def frequency_over_time(
    table: pd.DataFrame, *, time: str = "year", labels: Labels = "both", glossary: Glossary = None,
    **given: Any,
) -> Drawn:  # fmt: skip
    """How often terms occur over time, a line with its interval for each.

    `table` needs `term, n, words, per_1000, low, high` and the column `time`, as from
    `an.frequency_over_time`. Other parameters are those of `top_terms_by`.
    """
    require(table, "term", time, "n", "words", "per_1000", "low", "high")
    sheet = _sheet(table, "term", labels, glossary)
    with style():
        room = sheet.room(table["term"])
        fig, ax = sheet.canvas(3.2, left=0.6, right=room, head=0.1, foot=0.3)
        plots.frequency_over_time(table, ax, time=time, **sheet.options)
        values = _change(sheet, table.sort_values(time), time)
        return sheet.finish("frequency_over_time", fig, values, **given)


def _change(sheet: Sheet, table: pd.DataFrame, time: str) -> dict[str, Any]:
    """What a figure over time says: the term that changes most from the first time to the last."""
    ends = table.groupby("term", sort=False).agg(["first", "last"])
    apart = (ends["low"]["last"] > ends["high"]["first"]) | (
        ends["high"]["last"] < ends["low"]["first"]
    )
    change = (ends["per_1000"]["last"] - ends["per_1000"]["first"])[apart]
    term = change.abs().idxmax() if len(change) else ""
    rate = ends["per_1000"].loc[term] if term else {"first": 0.0, "last": 0.0}
    told = ends["per_1000"].itertuples()
    return {
        "title": "none" if not term else "up" if change[term] > 0 else "down", "time": time,
        "word": sheet.quoted(term) if term else "", "start": rate["first"], "end": rate["last"],
        "first": table[time].iloc[0], "last": table[time].iloc[-1], "table": table,
        "main": [f"{sheet.name(row.Index)} {row.first:.1f} → {row.last:.1f}" for row in told],
    }  # fmt: skip


def _sheet(
    table: pd.DataFrame, by: str, labels: Labels, glossary: Glossary, metadata: Any = None
) -> Sheet:
    """A sheet on which the groups of a table are what sections are to an article."""
    check_labels(labels)
    if table.empty:
        raise InputError("the table has no rows to draw")
    glossary = glossary or {}

    def named(values: pd.Series, column: str) -> pd.DataFrame:
        names = list(dict.fromkeys(values.astype(str)))
        english = [glossary.get(name, "") for name in names]
        return pd.DataFrame({column: names, "zh": names, "en": english}, dtype=object)

    sections = named(table[by], "section").assign(number=None)
    themes = named(table.get("theme", pd.Series(dtype=object)), "theme")
    return Sheet(Names(sections, themes, glossary, (by, by)), labels)


@checked
def _by(
    figure: FigureOf, name: str, table: pd.DataFrame, columns: Iterable[str], by: str, *,
    labels: Labels = "both", glossary: Glossary = None, **given: Any,
) -> Drawn:  # fmt: skip
    """A figure of an article, drawn of a table of other groups than its sections."""
    require(table, by, *columns)
    sheet = _sheet(table, by, labels, glossary)
    tables = {name: table.assign(section=table[by].astype(str))}
    if {"residual", "clear"} <= set(table):
        tables["theme_residuals"] = tables[name]
    with style():
        fig, values = figure.draw(sheet, tables)
        return sheet.finish(figure.__name__, fig, values, **given)
