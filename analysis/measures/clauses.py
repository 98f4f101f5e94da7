"""The sentences and clauses of a text, and how often each theme occurs in each.

A clause is the stretch between two commas, stops or similar marks. Words of one clause depend on
each other, and neighbouring clauses tend to share a theme. Intervals and tests draw sentences.
Counts have no sentences; their units are documents, if a column `document` tells these apart.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, require
from ..segmentation.sentences import CLAUSE_END
from .counts import Z95, By, Tokens, are_counts, names, parts_of, word_rows

UNITS = ("sentence", "clause")
#: The columns of the measures of themes.
RESULT = "theme share per_1000 low high small next lead clear expected residual p p_adjusted"


class Coding(NamedTuple):
    """The tokens that bear a theme, and the sections and themes that number them.

    * `sections`: a table with the keys of each section in order, also of those without a theme
    * `themes`: their keys in order, also of those that bear no token
    * `tokens`, `n`: each coded token, and how often it counts
    * `places`: four rows, the number of each token's section, sentence, clause and theme
    * `units`: `sentences`, `documents`, or nothing if neither is known
    """

    sections: pd.DataFrame
    themes: "pd.Index[Any]"
    tokens: np.ndarray
    n: np.ndarray
    places: np.ndarray
    units: str

    def without(self, term: str) -> "Coding":
        """The coding if one term signalled no theme."""
        kept = self.tokens != term
        return self._replace(tokens=self.tokens[kept], n=self.n[kept], places=self.places[:, kept])

    def counts(self, unit: str | int = "sentence") -> list[np.ndarray]:
        """A matrix of units by themes for each section; units without a theme have no row.

        A unit is a `sentence`, a `clause`, or a block of so many clauses.
        """
        if unit not in UNITS and not (isinstance(unit, int) and unit > 0):
            raise InputError(f"unit {unit!r}: give 'sentence', 'clause' or a number of clauses")
        if not len(self.tokens):
            raise InputError("no token carries a theme; is the codebook made for this text?")
        keys = self.places[[0, 1 if unit == "sentence" else 2]]
        (section, _), row = np.unique(keys, axis=1, return_inverse=True)
        if isinstance(unit, int):
            rank = np.arange(len(section)) - np.searchsorted(section, section)
            keys = np.array([section, rank // unit])[:, row]
            (section, _), row = np.unique(keys, axis=1, return_inverse=True)
        counts = np.zeros((len(section), len(self.themes)), dtype=int)
        np.add.at(counts, (row, self.places[3]), self.n)
        return np.split(counts, np.searchsorted(section, np.arange(1, len(self.sections))))

    def each(self, values: Any) -> pd.DataFrame:
        """A table of one row per section and theme, with columns of values of that shape."""
        rows = np.repeat(np.arange(len(self.sections)), len(self.themes))
        table = self.sections.iloc[rows].reset_index(drop=True)
        table["theme"] = np.tile(self.themes, len(self.sections))
        return table.assign(**{name: np.ravel(value) for name, value in values.items()})


def code_clauses(tokens: Tokens, by: By) -> Coding:
    """The coding of a token table whose sections are the values of `by`."""
    tokens, keys = coded_tokens(tokens), names(by, RESULT, needed=True)
    rows = with_clauses(tokens, keys)
    numbers, sections = parts_of(rows, keys)
    coded = rows["theme"].notna().to_numpy()
    kept, themes = rows[coded], rows.loc[coded, "theme"].astype("category").cat
    places = np.array([numbers[coded], kept["sentence"], kept["clause"], themes.codes])
    known = "documents" if "document" in tokens else ""
    units = known if are_counts(tokens) else "sentences"
    bearers = kept["token"].to_numpy(), kept["n"].to_numpy()
    return Coding(sections, themes.categories, *bearers, places, units)


def with_clauses(tokens: pd.DataFrame, keys: Iterable[str]) -> pd.DataFrame:
    """The rows that have a value of each key, with the number of their `clause`."""
    rows = word_rows(tokens, keys, marks=True)
    if are_counts(tokens):
        if "document" in rows:
            rows["sentence"] = rows.groupby("document", observed=True).ngroup()
        return rows.assign(clause=rows["sentence"])
    starts = rows["token"].isin(CLAUSE_END).shift(fill_value=False)
    return rows.assign(clause=(starts | rows["sentence"].diff().ne(0)).cumsum())


def word_worth(sections: list[np.ndarray]) -> float:
    """How many independent words a theme-bearing word is worth, from sentences by themes.

    The inverse of the design effect, estimated from how shares vary between the sentences of a
    section, with all sections and themes pooled and at least 1. The factor `(z / t)**2` carries the
    degrees of freedom, sentences less sections (Korn and Graubard 1998, Survey Methodology 24:
    193-201). It is near 0 if no section has two sentences.
    """
    from scipy.special import stdtrit

    spread, even, freedom = 0.0, 0.0, 0
    for counts in (counts for counts in sections if len(counts) > 1):
        sizes, n = counts.sum(axis=1, keepdims=True), len(counts)
        share = counts.sum(axis=0) / sizes.sum()
        spread += ((counts - sizes * share) ** 2).sum() * n / (n - 1) / sizes.sum()
        even, freedom = even + (share * (1 - share)).sum(), freedom + n - 1
    sizes = np.concatenate(sections).sum(axis=1)
    # No section varies if each has one theme. Then a sentence counts as one draw.
    effect = max(1.0, spread / even) if even > 0 else (sizes**2).sum() / sizes.sum()
    t = stdtrit(freedom, 0.975) if freedom else np.inf
    return max(float((Z95 / t) ** 2 / effect), 1e-9)


def coded_tokens(tokens: Tokens, *columns: str) -> pd.DataFrame:
    """The token table of an article, or this one; `InputError` unless it has themes."""
    if isinstance(tokens, Article):
        tokens = tokens.tokens
    if not isinstance(tokens, pd.DataFrame) or ("token" not in tokens and "text" in tokens):
        message = "texts bear no themes yet; cut them by tokens(data, codebook=…) and give that"
        raise InputError(message)
    require(tokens, "token", "theme", *columns)
    return tokens
