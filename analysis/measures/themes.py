"""How themes are distributed over the sections of a text, and how certain that is.

A codebook (`analysis.Codebook`) lists the terms that signal each theme. A token that is such a term
bears the theme. The measures take an article or a table of tokens or counts with a column `theme`,
such as `an.tokens(data, codebook=book)`. They raise `InputError` if no token has a theme.

Not good for irony or negation, nor for themes that a text treats without naming them. A count
cannot tell whom a clause is about from whom it only mentions; `theme_score` measures the cost.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..errors import checked
from .clauses import Coding, code_clauses, coded_tokens, word_worth
from .counts import By, Tokens, names, parts_of, rounded, wilson, word_rows

FEW_CLAUSES = 10
LEADING = "theme n share next next_n next_share lead low high clear"


@checked
def theme_shares(tokens: Tokens, by: By = "section") -> pd.DataFrame:
    """The share of each theme among the theme-bearing words of each section.

    The 95% interval is Wilson's with an effective sample size: words that depend on each other
    within a sentence count for fewer (Korn and Graubard 1998, Survey Methodology 24: 193-201;
    Franco et al. 2019, J. Survey Statistics and Methodology 7: 334-364). It assumes that sections
    vary alike between their sentences, and that sentences are independent. In simulated texts it
    covers the share in 90% or more, even if neighbouring clauses share a theme half the time.

    Without a column `passage` a sentence ends at 。！？ or …. Counts have documents in the place of
    sentences and clauses. If no section has two, the interval runs from 0 to 1.

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
    sentences, keys = coding.counts(), names(by)
    n = np.array([counts.sum(axis=0) for counts in sentences])
    table, worth = coding.each({"n": n}), word_worth(sentences)
    total = pd.Series(n.sum(axis=1).repeat(n.shape[1]))
    table["share"] = table["n"] / total
    table["low"], table["high"] = wilson(table["n"] * worth, total * worth)
    words = word_rows(coded_tokens(tokens), keys)
    sizes = words.groupby(keys, observed=True)["n"].sum().rename("words").reset_index()
    table["per_1000"] = 1000 * table["n"] / table.merge(sizes, "left", keys)["words"]
    clauses = [len(counts) for counts in coding.counts("clause")]
    table["small"] = np.repeat(clauses, n.shape[1]) < FEW_CLAUSES
    return rounded(table)


@checked
def coverage(tokens: Tokens, by: By = "section") -> pd.DataFrame:
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
    keys = names(by, "words content coded coverage low high theme stop")
    rows = word_rows(coded_tokens(tokens), keys)
    numbers, parts = parts_of(rows, keys)
    content = ~rows["stop"].astype(bool) if "stop" in rows else rows["token"].notna()
    marks = pd.DataFrame({"words": 1, "content": content, "coded": content & rows["theme"].notna()})
    sums = marks.astype(int).mul(rows["n"], axis=0).groupby(numbers).sum().reset_index(drop=True)
    table = pd.concat([parts, sums], axis=1)
    table["coverage"] = table["coded"] / table["content"]
    table["low"], table["high"] = wilson(table["coded"], table["content"])
    return rounded(table)


@checked
def leading_themes(tokens: Tokens, by: By = "section") -> pd.DataFrame:
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
    return leads(code_clauses(tokens, by))


def leads(coding: Coding) -> pd.DataFrame:
    """The table of `leading_themes` from a coding."""
    rows: list[tuple[Any, ...]] = []
    worth = word_worth(sentences := coding.counts())
    n_each = [counts.sum(axis=0) for counts in sentences]
    for n in (n for n in n_each if n.any()):
        order = np.argsort(-n, kind="stable")
        shares = (n[order] / n.sum()).round(6)
        ranks = list(zip(coding.themes[order], n[order], shares, strict=True))
        if len(ranks) > 1 and ranks[1][1]:
            both = n[order[:2]].sum()
            ends = np.array(wilson(n[order[0]] * worth, both * worth))
            low, high = ((2 * ends - 1) * both / n.sum()).round(6)
            lead = round(shares[0] - shares[1], 6)
            rows.append((*ranks[0], *ranks[1], lead, low, high, bool(low > 0)))
        else:
            rows.append((*ranks[0], None, 0, 0.0, 1.0, np.nan, np.nan, False))
    sections = coding.sections[[bool(n.any()) for n in n_each]].reset_index(drop=True)
    return pd.concat([sections, pd.DataFrame(rows, columns=LEADING.split())], axis=1)
