"""The clauses of a text, and how often each theme occurs in each.

A clause is the stretch between two commas, stops or similar marks. The words of one clause depend
on each other, so intervals and tests draw whole clauses, not words.
"""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..errors import InputError, require
from .counts import resample, word_rows

CLAUSE_END = frozenset("，。；：！？…")  # The mark 、 is missing: it joins items within a clause.


class Coding(NamedTuple):
    """The tokens that bear a theme, and the sections and themes that number them.

    * `sections`, `themes`: their keys in order, also of those that bear no token
    * `tokens`: each coded token
    * `places`: three rows, the number of each token's section, clause and theme
    """

    sections: "pd.Series[Any]"
    themes: "pd.Index[Any]"
    tokens: np.ndarray
    places: np.ndarray

    def without(self, term: str) -> "Coding":
        """The coding if one term signalled no theme."""
        kept = self.tokens != term
        return self._replace(tokens=self.tokens[kept], places=self.places[:, kept])

    def clause_counts(self) -> list[np.ndarray]:
        """A matrix of clauses by themes for each section; clauses without a theme have no row."""
        if not len(self.tokens):
            raise InputError("no token carries a theme; is the codebook made for this text?")
        (section, _), row = np.unique(self.places[:2], axis=1, return_inverse=True)
        counts = np.zeros((len(section), len(self.themes)), dtype=int)
        np.add.at(counts, (row, self.places[2]), 1)
        return [counts[section == number] for number in range(len(self.sections))]


def code_clauses(tokens: pd.DataFrame, by: str) -> Coding:
    """The coding of a token table whose sections are the values of `by`."""
    rows = with_clauses(tokens, by)
    coded = rows.dropna(subset="theme")
    sections = rows[by].drop_duplicates().sort_values()
    themes = coded["theme"].astype("category").cat
    numbers = pd.Index(sections).get_indexer(coded[by]), coded["clause"], themes.codes
    return Coding(sections, themes.categories, coded["token"].to_numpy(), np.array(numbers))


def with_clauses(tokens: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows that have a value of `by`, with the number of their `clause`."""
    require_coded(tokens, by)
    rows = word_rows(tokens, by, marks=True)
    starts = rows["token"].isin(CLAUSE_END).shift(fill_value=False)
    return rows.assign(clause=(starts | rows["sentence"].diff().ne(0)).cumsum())


def bootstrap_shares(counts: np.ndarray, totals: np.ndarray, seed: int) -> np.ndarray:
    """Shares of themes in resamples of the clauses: resamples by themes."""
    draws = resample(len(counts), np.full(len(counts), 1 / len(counts)), seed)
    shares: np.ndarray = draws @ counts / (draws @ totals)[:, None]
    return shares


def require_coded(tokens: pd.DataFrame, *columns: str) -> None:
    """Raise `InputError` unless this is a token table with themes and the columns named."""
    if not isinstance(tokens, pd.DataFrame) or ("token" not in tokens and "text" in tokens):
        message = "texts bear no themes yet; cut them by tokens(data, codebook=…) and give that"
        raise InputError(message)
    require(tokens, "token", "theme", *columns)
