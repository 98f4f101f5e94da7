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

from .clauses import Coding, code_clauses, require_coded, word_worth
from .counts import wilson, word_rows

FEW_CLAUSES = 10
LEADING = "section theme n share next next_n next_share lead low high clear"


def theme_shares(tokens: pd.DataFrame, by: str = "section") -> pd.DataFrame:
    """The share of each theme among the theme-bearing words of each section.

    The 95% interval is Wilson's with an effective sample size: words that depend on each other
    within a sentence count for fewer (Korn and Graubard 1998, Survey Methodology 24: 193-201;
    Franco et al. 2019, J. Survey Statistics and Methodology 7: 334-364). It assumes that sections
    vary alike between their sentences, and that sentences are independent. In simulated texts it
    covers the share in 90% or more, even if neighbouring clauses share a theme half the time.

    Without a column `passage` a sentence ends at 。！？ or …. If no section has two sentences, the
    interval runs from 0 to 1.

    >>> table = pd.DataFrame({"token": list("山，水。水，人"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "water", None, "water", None, None]})
    >>> theme_shares(table).round(2).iloc[:, :6]
      section  theme  n  share   low  high
    0       a   land  1   0.33  0.00  0.99
    1       a  water  2   0.67  0.01  1.00

    Returns
    -------
    DataFrame of one row per section and theme; every category of the themes has a row
        * `theme`, `n`: the theme and the tokens that bear it
        * `share`: share of the section's theme-bearing tokens; missing if there are none
        * `low`, `high`: interval of the share
        * `per_1000`: `n` per 1,000 words of the section
        * `small`: fewer than 10 clauses bear a theme, so the interval leans on other sections
    """
    coding = code_clauses(tokens, by)
    sentences = coding.counts()
    n = np.array([counts.sum(axis=0) for counts in sentences])
    total, worth = pd.Series(n.sum(axis=1).repeat(n.shape[1])), word_worth(sentences)
    table = pd.DataFrame({by: np.repeat(coding.sections.to_numpy(), n.shape[1])})
    table["theme"], table["n"] = np.tile(coding.themes, len(n)), n.ravel()
    table["share"] = table["n"] / total
    table["low"], table["high"] = wilson(table["n"] * worth, total * worth)
    sizes = word_rows(tokens, by)[by].value_counts().reindex(table[by]).to_numpy()
    table["per_1000"] = 1000 * table["n"] / sizes
    clauses = [len(counts) for counts in coding.counts("clause")]
    table["small"] = np.repeat(clauses, n.shape[1]) < FEW_CLAUSES
    return table.round(6).astype({by: tokens[by].dtype})


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
        * ``coverage``: `coded / content`
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


def leading_themes(tokens: pd.DataFrame, by: str = "section") -> pd.DataFrame:
    """The largest theme of each section, the second largest, and whether the lead is clear.

    The interval is that of the first theme's share among the words of these two (see
    `theme_shares`), carried over to the difference of their shares.

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
        * `low`, `high`: interval of the lead; missing without a second theme
        * `clear`: the interval is above zero
    """
    table = leads(code_clauses(tokens, by)).rename(columns={"section": by})
    return table.astype({by: tokens[by].dtype})


def leads(coding: Coding) -> pd.DataFrame:
    """The table of `leading_themes` from a coding."""
    rows: list[tuple[Any, ...]] = []
    worth = word_worth(sentences := coding.counts())
    for section, counts in zip(coding.sections, sentences, strict=True):
        n = counts.sum(axis=0)
        order = np.argsort(-n, kind="stable")
        shares = (n[order] / max(n.sum(), 1)).round(6)
        ranks = list(zip(coding.themes[order], n[order], shares, strict=True))
        if len(ranks) > 1 and ranks[1][1]:
            both = n[order[:2]].sum()
            ends = np.array(wilson(n[order[0]] * worth, both * worth))
            low, high = ((2 * ends - 1) * both / n.sum()).round(6)
            lead = round(shares[0] - shares[1], 6)
            rows.append((section, *ranks[0], *ranks[1], lead, low, high, bool(low > 0)))
        elif n.any():
            rows.append((section, *ranks[0], None, 0, 0.0, 1.0, np.nan, np.nan, False))
    return pd.DataFrame(rows, columns=LEADING.split())
