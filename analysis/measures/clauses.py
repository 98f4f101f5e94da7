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

    Sections and themes that bear no token are listed too.

    * `sections`, `themes`: their keys, in order
    * `tokens`: one coded token a row, with its `token` and the numbers `section`, `clause`, `theme`
    """

    sections: "pd.Series[Any]"
    themes: "pd.Index[Any]"
    tokens: pd.DataFrame

    def without(self, term: str) -> "Coding":
        """The coding if one term signalled no theme."""
        return self._replace(tokens=self.tokens[self.tokens["token"] != term])

    def clause_counts(self) -> list[np.ndarray]:
        """A matrix of clauses by themes for each section; clauses without a theme have no row."""
        if self.tokens.empty:
            raise InputError("no token carries a theme; is the codebook made for this text?")
        matrices = []
        for section in range(len(self.sections)):
            here = self.tokens[self.tokens["section"] == section]
            clauses, row = np.unique(here["clause"], return_inverse=True)
            matrices.append(np.zeros((len(clauses), len(self.themes)), dtype=int))
            np.add.at(matrices[-1], (row, here["theme"].to_numpy()), 1)
        return matrices


def code_clauses(tokens: pd.DataFrame, by: str) -> Coding:
    """The coding of a token table whose sections are the values of `by`."""
    rows = with_clauses(tokens, by)
    coded = rows.dropna(subset="theme")
    sections = rows[by].drop_duplicates().sort_values()
    themes = coded["theme"].astype("category").cat
    numbers = {"section": pd.Index(sections).get_indexer(coded[by]), "theme": themes.codes}
    return Coding(sections, themes.categories, coded[["token", "clause"]].assign(**numbers))


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
