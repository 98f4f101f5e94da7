"""Steps of a corpus as tables: texts to cleaned texts, tokens to counts; pandas or Dask."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from ..article.corpus import REPAIRS
from ..cleaning import Cleaned, clean
from ..errors import checked, require, texts
from ..measures.counts import are_words
from ..partitions import by_partition


@by_partition
@checked
def clean_table(table: pd.DataFrame, *, column: str = "text") -> pd.DataFrame:
    """Clean each text of a table, and count what was repaired in it and what was not.

    >>> clean_table(pd.DataFrame({"text": ["一切都好。", None], "year": [2021, 2022]}))
        text  year  characters  edits  doubtful  unresolved
    0  一切都好。  2021           5      0         0           0
    1    NaN  2022           0      0         0           0

    Parameters
    ----------
    table
        A pandas or Dask DataFrame. A Dask DataFrame is cleaned partition by partition.
    column
        The column of the texts.

    Returns
    -------
    DataFrame, of the kind given: a copy of the table with
        * the cleaned texts in `column`; missing texts stay missing
        * `characters`: length of the cleaned text
        * `edits`: changes made
        * `doubtful`: repairs that may well be wrong
        * `unresolved`: damaged places left as they are

    Raises
    ------
    InputError
        If the column is missing or a value is no text.
    """
    pages = texts(table, column)
    cleaned = pages.astype(object).map(clean, na_action="ignore")

    def each(read: Callable[[Cleaned], object]) -> pd.Series:
        return cleaned.map(read, na_action="ignore")

    text = each(lambda page: page.text).astype(pages.dtype)
    numbers = {name: each(read).fillna(0).astype(int) for name, read in REPAIRS.items()}
    return table.assign(**{column: text, **numbers})


@checked
def counts(tokens: Any, by: str | Iterable[str] | None = None) -> Any:
    """How often each word occurs, in all or in each part: all that most measures need.

    The result stands in for the tokens wherever their order does not matter, such as in
    `term_frequency` or `keyness`. Tables of counts add up: concatenate them, group and sum.

    >>> table = pd.DataFrame({"token": list("山水山"), "document": list("aab")})
    >>> counts(table)
      token  n  documents
    0     山  2          2
    1     水  1          1

    Parameters
    ----------
    tokens
        A table of tokens, pandas or Dask; or anything that has tokens: a `Corpus`, an `Article`.
    by
        The column or columns to count by.

    Returns
    -------
    DataFrame, of the kind given, of one row per part and word, the most frequent first
        * the columns of `by`; a missing value is a part of its own
        * `token`: the word; punctuation is left out
        * `stop`, `theme`: as in the tokens, if they have them
        * `n`: its occurrences
        * `documents`: documents with the word, if the tokens have a column `document`; a document
          must not be divided between partitions

    Raises
    ------
    InputError
        If a column is missing.
    """
    tokens = getattr(tokens, "tokens", tokens)
    named = [by] if isinstance(by, str) else [*(by or ())]
    require(tokens, "token", *named)
    marks = (name for name in ("stop", "theme") if name in tokens.columns)
    keys = [*dict.fromkeys([*named, "token", *marks])]
    if not hasattr(tokens, "map_partitions"):
        return _counted(tokens, keys).sort_values(
            "n", ascending=False, kind="stable", ignore_index=True
        )
    parts = tokens.map_partitions(_counted, keys, meta=_counted(tokens._meta, keys))
    return add_up(parts, keys)


def add_up(parts: Any, keys: list[str]) -> Any:
    """The sum of the counts of many parts, a Dask DataFrame."""
    return parts.groupby(keys, dropna=False, observed=True, sort=False).sum().reset_index()


def _counted(tokens: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The counts of one table."""
    groups = tokens[are_words(tokens)].groupby(keys, dropna=False, observed=True, sort=False)
    table = groups.size().rename("n").to_frame()
    if "document" in tokens:
        table["documents"] = 1 if "document" in keys else groups["document"].nunique()
    table.attrs.update(tokens.attrs)
    return table.reset_index()
