"""What the measures share: the words of a token table, their counts, and intervals."""

import warnings
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, Texts, require
from ..segmentation.sentences import SENTENCE_END
from ..segmentation.tokens import tokens as tokens_of

Z95 = 1.959964  #: The 97.5% point of the standard normal distribution.
Tokens: TypeAlias = "Article | Texts"


def at_least(minimum: int, **options: int | None) -> None:
    """Raise `InputError` if an option is below a minimum; None is allowed."""
    for name, value in options.items():
        if value is not None and value < minimum:
            raise InputError(f"{name} is {value}; it must be {minimum} or more")


def token_rows(tokens: Tokens) -> pd.DataFrame:
    """The token table of an article or of texts; a token table is returned unchanged."""
    if isinstance(tokens, Article):
        return tokens.tokens
    if isinstance(tokens, pd.DataFrame) and ("token" in tokens or "text" not in tokens):
        return tokens
    return tokens_of(tokens)


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, whose values have the types of the columns."""
    return iter(table.itertuples())


def word_rows(
    tokens: Tokens, by: Any = None, terms: Any = None, marks: bool = False
) -> pd.DataFrame:
    """The rows of words with a value of `by`, and the number of their `sentence`.

    `terms` keeps those words only; `marks` keeps punctuation too.
    """
    tokens = token_rows(tokens)
    require(tokens, "token", *([by] if by else []))
    rows = tokens.reset_index(drop=True)
    starts = rows["token"].isin(SENTENCE_END).shift(fill_value=False)
    if "passage" in rows:
        starts = rows["passage"].ne(rows["passage"].shift())
    rows["sentence"] = starts.cumsum()
    if not marks:
        word = rows["pos"] != "w" if "pos" in rows else rows["token"].str.contains(r"\w")
        rows = rows[word]
    rows = rows if terms is None else rows[rows["token"].isin(np.atleast_1d(terms))]
    return rows[rows[by].notna()] if by else rows


def count_table(rows: pd.DataFrame, by: str, *, least: int = 2) -> pd.DataFrame:
    """Counts of each word (a column) for each value of `by`, of which `least` are needed."""
    if 0 < rows[by].nunique() < least:
        raise InputError(f"all words have one {by}, {rows[by].iloc[0]!r}; a comparison needs two")
    return pd.crosstab(rows[by], rows["token"])[rows["token"].unique()]


def tidy(
    table: pd.DataFrame, columns: str, top: str, by: Any = None, weak: str = ""
) -> pd.DataFrame:
    """The columns named, rounded, the largest `top` first; `weak` explains why all are `small`."""
    if weak and len(table) and table["small"].all():
        warnings.warn(f"every row is small: {weak}", UserWarning, stacklevel=3)
    table = table.round(6).sort_values(top, ascending=False, kind="stable", ignore_index=True)
    table = table.sort_values(by, kind="stable", ignore_index=True) if by else table
    return table[[*([by] if by else []), *columns.split()]]


def wilson(n: Any, total: Any) -> tuple[Any, Any]:
    """The 95% score interval of the share `n / total` (Wilson 1927, JASA 22: 209-212).

    >>> low, high = wilson(pd.Series([0, 5]), pd.Series([10, 10]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    share = n / total
    centre = (share + Z95**2 / (2 * total)) / (1 + Z95**2 / total)
    spread = np.sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    half = Z95 * spread / (1 + Z95**2 / total)
    return (centre - half).clip(0), (centre + half).clip(None, 1)


def contingency(n: pd.Series, total: pd.Series, other: pd.Series, rest: pd.Series) -> pd.DataFrame:
    """How far `n` of `total` differs from `other` of `rest`, a two-by-two table for each row.

    >>> contingency(*map(pd.Series, ([20], [100], [10], [100])))["g2"].round(2).item()
    3.99

    Returns
    -------
    DataFrame with the index of `n`
        * `expected`: `n` if both shares were alike
        * `g2`: log-likelihood of all four cells (Dunning 1993)
        * `log_ratio`: binary logarithm of the ratio of shares (Hardie 2014); of a count of 0, one
          occurrence is split between both by size, so the sign is that of the difference
        * `low`, `high`: interval of `log_ratio` by the delta method (Katz 1978)
        * `bic`: `g2 - ln(total + rest)` (Wilson 2013)
        * `small`: a cell is missing, or expected to be under 5
    """
    observed = np.array([n, total - n, other, rest - other], dtype=float)
    rows, columns = np.repeat([total, rest], 2, axis=0), observed[:2] + observed[2:]
    expected = rows * np.tile(columns, (2, 1)) / (total + rest).to_numpy()
    parts = observed * np.log(np.where(observed == 0, 1, observed / expected.clip(1e-300)))
    cells = pd.DataFrame({"expected": expected[0], "g2": 2 * parts.sum(axis=0).clip(0)}, n.index)
    both = total + rest
    here, there = n.where(n != 0, total / both), other.where(other != 0, rest / both)
    cells["log_ratio"] = np.log2(here / total) - np.log2(there / rest)
    half = Z95 * np.sqrt((1 / here - 1 / total + 1 / there - 1 / rest).clip(lower=0)) / np.log(2)
    cells["low"], cells["high"] = cells["log_ratio"] - half, cells["log_ratio"] + half
    cells["bic"], cells["small"] = cells["g2"] - np.log(total + rest), ~(expected.min(axis=0) >= 5)
    return cells


def resample(n: int, shares: np.ndarray, seed: int) -> np.ndarray:
    """How many of `n` items each part gets at random, 2,000 times; a bootstrap has `n` parts."""
    return np.random.default_rng(seed).multinomial(n, shares, size=2000)
