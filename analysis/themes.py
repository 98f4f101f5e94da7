"""How themes are distributed over the parts of a text.

A theme is a list of terms in a codebook (`analysis.Codebook`); a token that is such a term carries
the theme. The shares say how the theme-bearing words of a section are divided, not how much of it
the theme fills.

Not good for: irony, negation, or themes that a text treats without naming them.
"""

import numpy as np
import pandas as pd

from .errors import InputError
from .measures import require

CLAUSE_END = frozenset("，。；：！？…")  # not 、, which joins the items of one clause
RESAMPLES = 2000


def theme_shares(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The share of each theme among the theme-bearing words of each section.

    The interval is a 95% percentile bootstrap over clauses (the stretches between two commas,
    stops or the like), since words within one clause go together; where a theme does not occur at
    all, no resample can contain it, and the upper end is that of the Jeffreys interval instead
    (Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133).

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
    require(tokens, "token", "theme", by)
    rows = tokens[tokens[by].notna()]
    if not rows["theme"].notna().any():
        raise InputError("no token carries a theme; is the codebook made for this text?")
    if not isinstance(rows["theme"].dtype, pd.CategoricalDtype):
        rows = rows.astype({"theme": "category"})
    themes = rows["theme"].cat.categories
    clause = _clauses(rows)
    generator = np.random.default_rng(seed)
    parts = []
    for section, group in rows.groupby(by, sort=True, observed=True):
        counts = pd.crosstab(clause[group.index], group["theme"]).reindex(
            columns=themes, fill_value=0
        )
        part = _shares(counts.to_numpy(), generator)
        part.insert(0, "theme", themes)
        part.insert(0, by, section)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    return table.astype({by: rows[by].dtype})


def leading_themes(shares: pd.DataFrame) -> pd.DataFrame:
    """The largest theme of each section, the next, and whether the lead is clear.

    A lead is called clear where the lower end of its interval lies above the next theme's share.

    Parameters
    ----------
    shares
        As from `theme_shares`; its first column is what divides the text.

    Returns
    -------
    DataFrame
        One row a section that has any theme: its column, `theme, share, low, high`, `next`,
        `next_share` (missing where there is one theme only), `clear`.

    Examples
    --------
    >>> table = pd.DataFrame({"section": ["a", "a"], "theme": ["land", "water"], "n": [3, 1],
    ...                       "share": [0.75, 0.25], "low": [0.5, 0.0], "high": [1.0, 0.5]})
    >>> leading_themes(table)[["section", "theme", "next", "clear"]]
      section theme   next  clear
    0       a  land  water   True
    """
    by = shares.columns[0]
    require(shares, "theme", "share", "low", "high")
    ranked = shares.dropna(subset="share").sort_values("share", ascending=False, kind="stable")
    groups = ranked.groupby(by, observed=True)
    table = groups.nth(0)[[by, "theme", "share", "low", "high"]].set_index(by)
    after = groups.nth(1).set_index(by)
    table["next"], table["next_share"] = after["theme"], after["share"]
    table["clear"] = ~(table["low"] <= table["next_share"])
    return table.sort_index().reset_index()


def _clauses(rows: pd.DataFrame) -> pd.Series:
    """A number for the clause that each token stands in."""
    starts = rows["token"].isin(CLAUSE_END).shift(fill_value=False)
    if "passage" in rows:
        starts |= rows["passage"].ne(rows["passage"].shift())
    return starts.cumsum()


def _shares(counts: np.ndarray, generator: np.random.Generator) -> pd.DataFrame:
    """Counts, shares and intervals from a matrix of clauses x themes."""
    from scipy.special import betaincinv

    n = counts.sum(axis=0)
    total = n.sum()
    if total == 0:
        return pd.DataFrame({"n": n, "share": np.nan, "low": np.nan, "high": np.nan})
    clauses = len(counts)
    weights = generator.multinomial(clauses, np.full(clauses, 1 / clauses), size=RESAMPLES)
    resampled = weights @ counts
    sums = resampled.sum(axis=1, keepdims=True)
    shares = resampled[sums[:, 0] > 0] / sums[sums[:, 0] > 0]
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    high = np.where(n == 0, betaincinv(0.5, total + 0.5, 0.975), high)
    table = {"n": n, "share": n / total, "low": low, "high": high}
    return pd.DataFrame(table).round(6)
