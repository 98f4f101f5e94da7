"""Which words distinguish a text or its parts.

Not good for why they do: read them in context with `concordance`.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, require
from .counts import Z95, Tokens, contingency, count_table, tidy, word_rows

WEAK = "each has a cell that is expected to hold less than 5 words"


def keyness(
    tokens: Tokens, by: str | None = "section", *, target: Any = None, reference: Any = "rest"
) -> pd.DataFrame:
    """How much more or less often words occur in a part of the text than in a reference.

    Every part and word has a row, even if `n` is 0. Among so many rows some are large by chance.

    >>> table = pd.DataFrame({"token": list("山山山水" * 9 + "山水水水" * 9)})
    >>> keyness(table.assign(part=["a"] * 36 + ["b"] * 36), "part")["log_ratio"].round(2).tolist()
    [1.58, -1.58, -1.58, 1.58]

    Parameters
    ----------
    target
        The value of `by` to compare. The default compares each in turn; `by=None`, the whole text.
    reference
        `"rest"`, the rest of the text, or a table with columns `token, n`: the `term_frequency` of
        another article, or `general_chinese`. Words it lacks count 0; a missing `n` stays missing.

    Returns
    -------
    DataFrame of one row per part and word, the largest `g2` first
        * `token`: the word
        * `n`, `reference_n`: its occurrences in the part and in the reference
        * `per_1000`, `reference_per_1000`: the same per 1,000 words
        * `g2`: log-likelihood of four cells (Dunning 1993; Rayson and Garside 2000 take two)
        * `log_ratio`: 1 is twice as often (Hardie 2014)
        * `low`, `high`: interval of `log_ratio` (Katz 1978)
        * `bic`: above 2 is some evidence, above 6 strong (Wilson 2013)
        * `small`: a cell is missing, or expected to hold fewer than 5 words
    """
    table = _beside_reference(tokens, by, reference)
    if target is not None:
        if target not in (known := table[by].unique().tolist() if by else []):
            raise InputError(f"no word has the {by} {target!r} (words have: {known})")
        table = table[table[by] == target]
    table["per_1000"] = 1000 * table["n"] / table["total"]
    table["reference_per_1000"] = 1000 * table["reference_n"] / table["rest"]
    columns = "token n reference_n per_1000 reference_per_1000 g2 log_ratio low high bic small"
    return tidy(table, columns, by=by, top="g2", weak=WEAK)


def _beside_reference(tokens: Tokens, by: str | None, reference: Any = "rest") -> pd.DataFrame:
    """Each part and word with its counts in the part and in the reference, compared."""
    if (rest := isinstance(reference, str)) and (reference != "rest" or not by):
        raise InputError(f"reference {reference!r}: give a table, or 'rest' and a column for by")
    cells = count_table(word_rows(tokens, by).assign(whole=0), by or "whole", least=1 + rest)
    table = pd.Series(cells.stack(), name="n").reset_index()
    table["total"] = table.groupby(by or "whole", observed=True)["n"].transform("sum")
    if rest:
        table["reference_n"] = table.groupby("token")["n"].transform("sum") - table["n"]
        table["rest"] = table["n"].sum() - table["total"]
    else:
        known = _word_counts(reference, "reference")
        table["reference_n"] = table["token"].map(known).where(table["token"].isin(known.index), 0)
        table["rest"] = known.sum()
    return table.join(contingency(*(table[c] for c in ("n", "total", "reference_n", "rest"))))


def _word_counts(table: pd.DataFrame, name: str) -> Any:
    """The `n` of each `token` of a table, none negative and not all zero."""
    require(table, "token", "n")
    known = table.groupby("token")["n"].sum(min_count=1)
    if known.lt(0).any():
        raise InputError(f"the {name} has a negative n for {known.idxmin()!r}; give counts")
    if not known.sum() > 0:
        raise InputError(f"the {name} has no words; give a table whose n add up to more than 0")
    return known


def log_odds(tokens: Tokens, by: str = "section", *, prior: Any = None) -> pd.DataFrame:
    """Which words distinguish each part from the rest; a prior restrains rare words.

    The log-odds ratio has a Dirichlet prior (Monroe, Colaresi and Quinn 2008). By default it is two
    more occurrences of each word, split between part and rest by size. Of words scattered at
    random, `z` then has a standard deviation near 1, less if they are rare. Words count as
    independent, which a slogan repeated in one part is not.

    >>> table = pd.DataFrame({"token": list("山山山水" * 9 + "山水水水" * 9)})
    >>> log_odds(table.assign(part=["a"] * 36 + ["b"] * 36), "part")["z"].round(2).tolist()
    [5.59, -5.59, 5.59, -5.59]

    Parameters
    ----------
    prior
        A table with columns `token, n` that is added to both sides; a word it lacks has 0.5. A
        large one, such as the counts of the text itself, shrinks `z` far below its scale.

    Returns
    -------
    DataFrame of one row per part and word, the largest `z` first
        * `token`, `n`: the word and its occurrences in the part
        * ``log_odds``: natural logarithm; above 0 is more often than in the rest
        * `z`: ``log_odds`` divided by its standard error
        * `low`, `high`, `small`: as in `keyness`
    """
    table = _beside_reference(tokens, by)
    if prior is None:
        both = table["total"] + table["rest"]
        weights = [2 * table[side] / both for side in ("total", "rest")]
    else:
        known = _word_counts(prior, "prior")
        weights = [table["token"].map(known[known > 0]).fillna(0.5)] * 2
    sides = []
    for n, size, weight in zip(("n", "reference_n"), ("total", "rest"), weights, strict=True):
        own = table[n] + weight
        whole = table[size] + weight.groupby(table[by], observed=True).transform("sum")
        sides.append((own, own / (whole - own)))
    (here, odds), (there, other_odds) = sides
    ratio, error = np.log(odds / other_odds), np.sqrt(1 / here + 1 / there)
    table = table.assign(log_odds=ratio, z=ratio / error)
    table["low"], table["high"] = ratio - Z95 * error, ratio + Z95 * error
    return tidy(table, "token n log_odds z low high small", by=by, top="z", weak=WEAK)


def general_chinese(tokens: Tokens) -> pd.DataFrame:
    """Word frequencies of Chinese at large, from wordfreq (Speer 2022), as a `keyness` reference.

    The list blends subtitles, Wikipedia, news, books, web pages and social media up to 2021, cut by
    jieba with its own dictionary. It lacks most numbers and the compounds of a term list, such as
    乡村振兴. A word that the text has mostly inside longer terms looks rarer than it is. Without
    wordfreq (`pip install five-moves[reference]`) it raises `InputError`.

    >>> general_chinese(pd.DataFrame({"token": ["乡村振兴"]}))["n"].round().iloc[[0, -1]].tolist()
    [6165950.0, nan]

    Returns
    -------
    DataFrame of one row per word of the list or of the text
        * `token`: the word
        * `n`: occurrences in 10^8 words; missing if the list lacks the word
    """
    try:
        from wordfreq import get_frequency_dict
    except ImportError:
        raise InputError("wordfreq is missing; pip install five-moves[reference]") from None
    known = pd.Series(get_frequency_dict("zh", wordlist="large")) * 10**8
    every = known.index.union(pd.Index(word_rows(tokens)["token"].unique()), sort=False).rename(
        "token"
    )
    return known.reindex(every).reset_index(name="n")
