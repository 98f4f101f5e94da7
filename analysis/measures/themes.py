"""How themes are distributed over the sections of a text, and how certain that is.

A codebook (`analysis.Codebook`) lists the terms that signal each theme. A token that is such a term
bears the theme. The measures take a token table with a column `theme`: `article.tokens`, or
`an.tokens(data, codebook=book)` for other texts. They raise `InputError` if no token has a theme.

Not good for irony or negation, nor for themes that a text treats without naming them. A count
cannot tell whom a clause is about from whom it only mentions; `theme_score` measures the cost.
"""

from typing import Any

import numpy as np
import pandas as pd

from .clauses import Coding, bootstrap_shares, code_clauses, require_coded
from .counts import wilson, word_rows

FEW_CLAUSES = 10
LEADING = "section theme n share next next_n next_share lead low high clear"


def theme_shares(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The share of each theme among the theme-bearing words of each section.

    The interval is a 95% percentile bootstrap over clauses. If every resample must agree (the theme
    is absent or has no rival, or there is one clause), the end that would be certain comes from the
    binomial Jeffreys interval (Brown, Cai and DasGupta 2001, Statistical Science 16: 101-133).

    The multinomial Jeffreys interval treats words as independent. Its prior gives each of `k`
    themes a weight of 1/2, so with few words and many themes it can miss the share itself.

    >>> table = pd.DataFrame({"token": list("山，水，水，人"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "water", None, "water", None, None]})
    >>> theme_shares(table).round(2).iloc[:, :6]
      section  theme  n  share  low  high
    0       a   land  1   0.33  0.0   1.0
    1       a  water  2   0.67  0.0   1.0

    Returns
    -------
    DataFrame of one row per section and theme; every category of the themes has a row
        * `theme`, `n`: the theme and the tokens that bear it
        * `share`: share of the section's theme-bearing tokens; missing if there are none
        * `low`, `high`: bootstrap interval of the share
        * `per_1000`: `n` per 1,000 words of the section
        * `jeffreys_low`, `jeffreys_high`: interval from Beta(n + 1/2, N - n + (k - 1)/2)
        * `small`: fewer than 10 clauses bear a theme, too few to rely on `low` and `high`
    """
    coding, parts = code_clauses(tokens, by), []
    sizes = word_rows(tokens, by)[by].value_counts()
    for section, counts in zip(coding.sections, coding.clause_counts(), strict=True):
        part = _shares(counts, seed)
        part.insert(4, "per_1000", (1000 * part["n"] / sizes.get(section, np.nan)).round(6))
        part.insert(0, "theme", coding.themes)
        part.insert(0, by, section)
        parts.append(part.assign(small=len(counts) < FEW_CLAUSES))
    return pd.concat(parts, ignore_index=True).astype({by: tokens[by].dtype})


def _shares(counts: np.ndarray, seed: int) -> pd.DataFrame:
    """Counts, shares and intervals from a matrix of clauses by themes."""
    from scipy.special import betaincinv

    n, names = counts.sum(axis=0), ["share", "low", "high", "jeffreys_low", "jeffreys_high"]
    if (total := n.sum()) == 0:
        return pd.DataFrame({"n": n} | dict.fromkeys(names, np.nan))

    def jeffreys(rest: float) -> list[np.ndarray]:
        """Both ends if each theme has the prior weight 1/2 and all others together `rest`."""
        others = (total - n + rest).clip(1e-9)  # A codebook of one theme has no others.
        low, high = (betaincinv(n + 0.5, others, end) for end in (0.025, 0.975))
        return [np.where(n == 0, 0, low), np.where(n == total, 1, high)]

    draws = bootstrap_shares(counts, counts.sum(axis=1), seed)
    ends = np.percentile(draws, [2.5, 97.5], axis=0)
    alike = np.array([n == total, n == 0]) | (len(counts) == 1)
    ends = np.where(alike, jeffreys(0.5), ends)
    columns = [n / total, *ends, *jeffreys((len(n) - 1) / 2)]
    return pd.DataFrame({"n": n} | dict(zip(names, columns, strict=True))).round(6)


def coverage(tokens: pd.DataFrame, by: str | None = "section") -> pd.DataFrame:
    """How many content words of each section, or of the whole text, the codebook codes.

    >>> table = pd.DataFrame({"token": list("山水人。"), "pos": list("nnnw"),
    ...                       "theme": ["land", "water", None, None]})
    >>> coverage(table, by=None)[["words", "content", "coded", "coverage"]].round(2)
       words  content  coded  coverage
    0      3        3      2      0.67

    Returns
    -------
    DataFrame of one row per section, or with `by=None` one row for the text
        * `words`: its words
        * `content`: words that are not stop words, if the table has a column `stop`
        * `coded`: content words with a theme
        * `coverage`: `coded / content`
        * `low`, `high`: Wilson interval of the coverage
    """
    require_coded(tokens)
    rows = word_rows(tokens, by).assign(whole=0)
    content = ~rows["stop"].astype(bool) if "stop" in rows else rows["token"].notna()
    marks = pd.DataFrame({"words": 1, "content": content, "coded": content & rows["theme"].notna()})
    table = marks.astype(int).groupby(rows[by or "whole"], observed=True).sum().reset_index()
    table["coverage"] = table["coded"] / table["content"]
    table["low"], table["high"] = wilson(table["coded"], table["content"])
    return table.round(6).drop(columns=[] if by else "whole")


def leading_themes(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The largest theme of each section, the second largest, and whether the lead is clear.

    >>> table = pd.DataFrame({"token": list("山，山，水，山"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "land", None, "water", None, "land"]})
    >>> leading_themes(table)[["section", "theme", "next", "lead", "clear"]]
      section theme   next  lead  clear
    0       a  land  water   0.5  False

    Returns
    -------
    DataFrame of one row per section that has any theme
        * `theme`, `n`, `share`: the first theme, its tokens, and their share of all with a theme
        * `next`, `next_n`, `next_share`: the second theme, if any; of equals, the codebook's first
        * `lead`: difference of the two shares
        * `low`, `high`: bootstrap interval of the lead, over clauses; missing without a second
        * `clear`: the interval is above zero
    """
    table = leads(code_clauses(tokens, by), seed).rename(columns={"section": by})
    return table.astype({by: tokens[by].dtype})


def leads(coding: Coding, seed: int) -> pd.DataFrame:
    """The table of `leading_themes` from a coding."""
    rows: list[tuple[Any, ...]] = []
    for section, counts in zip(coding.sections, coding.clause_counts(), strict=True):
        n = counts.sum(axis=0)
        order = np.argsort(-n, kind="stable")
        shares = (n[order] / max(n.sum(), 1)).round(6)
        ranks = list(zip(coding.themes[order], n[order], shares, strict=True))
        if len(ranks) > 1 and ranks[1][1]:
            draws = bootstrap_shares(counts[:, order[:2]], counts.sum(axis=1), seed)
            low, high = np.percentile(draws[:, 0] - draws[:, 1], [2.5, 97.5]).round(6)
            lead = round(shares[0] - shares[1], 6)
            rows.append((section, *ranks[0], *ranks[1], lead, low, high, bool(low > 0)))
        elif n.any():
            rows.append((section, *ranks[0], None, 0, 0.0, 1.0, np.nan, np.nan, False))
    return pd.DataFrame(rows, columns=LEADING.split())
