"""How themes are distributed over the parts of a text.

A theme is a list of terms in a codebook (`analysis.Codebook`); a token that is such a term carries
the theme. The shares say how the theme-bearing words of a section are divided, not how much of it
the theme fills.

Not good for: irony, negation, or themes that a text treats without naming them.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from .errors import InputError
from .measures import require

CLAUSE_END = frozenset("，。；：！？…")  # not 、, which joins the items of one clause
RESAMPLES = 2000


def theme_shares(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The share of each theme among the theme-bearing words of each section.

    The interval is a 95% percentile bootstrap over clauses (the stretches between two commas, stops
    or the like), since words within one clause go together. Where every resample must come out
    alike (a theme that does not occur or has no rival, a single clause), the end that would be
    sure is that of the Jeffreys interval instead (Brown, Cai and DasGupta 2001, Statistical Science
    16: 101-133).

    Parameters
    ----------
    tokens
        One token a row, in the order of the text: `token, theme`, and the `by` column; `passage`
        if clauses must not run over the end of a sentence without punctuation.
    by
        The column that divides the text. Rows without a value are left out.
    seed
        Of the bootstrap; the same seed gives the same interval.

    Returns
    -------
    DataFrame
        The `by` column, `theme`, `n` (tokens), `share` (of the section's theme-bearing tokens; they
        add up to 1 in each section that has any, and are missing in one that has none), `low`,
        `high`. One row for every section that occurs and every theme (every category, if the theme
        column is categorical), also where `n` is 0.

    Raises
    ------
    InputError
        If a column is missing, or no token carries a theme.

    Examples
    --------
    >>> table = pd.DataFrame({"token": list("山，水，水，人"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "water", None, "water", None, None]})
    >>> theme_shares(table).round(2)
      section  theme  n  share  low  high
    0       a   land  1   0.33  0.0   1.0
    1       a  water  2   0.67  0.0   1.0
    """
    parts = []
    for section, counts in _clause_counts(tokens, by):
        part = _shares(counts.to_numpy(), seed)
        part.insert(0, "theme", counts.columns)
        part.insert(0, by, section)
        parts.append(part)
    return pd.concat(parts, ignore_index=True).astype({by: tokens[by].dtype})


def leading_themes(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The largest theme of each section, the next, and whether the lead is clear.

    The lead is the difference of the two shares, its interval a bootstrap over clauses as in
    `theme_shares`; it is called clear where that interval lies above zero.

    Parameters
    ----------
    tokens, by, seed
        As for `theme_shares`.

    Returns
    -------
    DataFrame
        One row a section that has any theme: the `by` column, `theme`, `n`, `share`, `next` (the
        theme that comes second; of equal ones the first in the codebook; missing where one theme
        stands alone, and then there is no interval), `next_n`, `next_share`, `lead`
        (`share - next_share`), `low`, `high`, `clear`.

    Raises
    ------
    InputError
        As for `theme_shares`.

    Examples
    --------
    >>> table = pd.DataFrame({"token": list("山，山，水，山"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "land", None, "water", None, "land"]})
    >>> leading_themes(table)[["section", "theme", "next", "lead", "clear"]]
      section theme   next  lead  clear
    0       a  land  water   0.5  False
    """
    rows = []
    for section, counts in _clause_counts(tokens, by):
        ranked = counts.sum().sort_values(ascending=False, kind="stable")
        ranked = ranked[ranked > 0]
        if ranked.empty:
            continue
        shares = (ranked / ranked.sum()).round(6)
        first = ranked.index[0]
        row = (section, first, ranked[first], shares[first])
        if len(ranked) == 1:
            rows.append((*row, None, 0, 0.0, 1.0, np.nan, np.nan, False))
            continue
        second = ranked.index[1]
        draws = _resample(counts[[first, second]].to_numpy(), counts.sum(axis=1).to_numpy(), seed)
        low, high = np.percentile(draws[:, 0] - draws[:, 1], [2.5, 97.5]).round(6)
        lead = round(shares[first] - shares[second], 6)
        rows.append((*row, second, ranked[second], shares[second], lead, low, high, bool(low > 0)))
    columns = [
        "theme",
        "n",
        "share",
        "next",
        "next_n",
        "next_share",
        "lead",
        "low",
        "high",
        "clear",
    ]
    return pd.DataFrame(rows, columns=[by, *columns]).astype({by: tokens[by].dtype})


def _clause_counts(tokens: pd.DataFrame, by: str) -> Iterator[tuple[Any, pd.DataFrame]]:
    """For each section the tokens of each theme (a column each) in each clause that has any."""
    require(tokens, "token", "theme", by)
    rows = tokens[tokens[by].notna()].reset_index(drop=True)
    if not rows["theme"].notna().any():
        raise InputError("no token carries a theme; is the codebook made for this text?")
    if not isinstance(rows["theme"].dtype, pd.CategoricalDtype):
        rows = rows.astype({"theme": "category"})
    themes = rows["theme"].cat.categories
    starts = rows["token"].isin(CLAUSE_END).shift(fill_value=False)
    if "passage" in rows:
        starts |= rows["passage"].ne(rows["passage"].shift())
    clause = starts.cumsum()
    for section, group in rows.groupby(by, sort=True, observed=True):
        counts = pd.crosstab(clause[group.index], group["theme"])
        yield section, counts.reindex(columns=themes, fill_value=0)


def _resample(counts: np.ndarray, totals: np.ndarray, seed: int) -> np.ndarray:
    """Shares in resamples of the clauses: resamples x themes, from clauses x themes."""
    clauses = len(counts)
    draws = np.random.default_rng(seed).multinomial(
        clauses, np.full(clauses, 1 / clauses), size=RESAMPLES
    )
    shares: np.ndarray = draws @ counts / (draws @ totals)[:, None]
    return shares


def _shares(counts: np.ndarray, seed: int) -> pd.DataFrame:
    """Counts, shares and intervals from a matrix of clauses x themes."""
    from scipy.special import betaincinv

    n = counts.sum(axis=0)
    total = n.sum()
    if total == 0:
        return pd.DataFrame({"n": n, "share": np.nan, "low": np.nan, "high": np.nan})
    low, high = np.percentile(_resample(counts, counts.sum(axis=1), seed), [2.5, 97.5], axis=0)
    single = len(counts) == 1
    low = np.where((n == total) | single, betaincinv(n + 0.5, total - n + 0.5, 0.025), low)
    high = np.where((n == 0) | single, betaincinv(n + 0.5, total - n + 0.5, 0.975), high)
    low, high = np.where(n == 0, 0, low), np.where(n == total, 1, high)
    return pd.DataFrame({"n": n, "share": n / total, "low": low, "high": high}).round(6)
