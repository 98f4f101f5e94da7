"""Which words distinguish a text or its parts.

Not good for why they do: read them in context with `concordance`.
"""

import warnings
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ..errors import InputError, checked, require, shown

from .counts import (  # isort: skip
    MOST_ROWS, Z95, By, Tokens, check_counts, contingency, count_words, names, tidy, token_rows,
    word_rows,
)  # fmt: skip

WEAK = "each has a cell that is expected to hold less than 5 words"
COMPARED = "token n reference_n per_1000 reference_per_1000 g2 log_ratio low high bic small"
WordCounts: TypeAlias = pd.DataFrame | pd.Series | Mapping[str, Any]


@checked
def keyness(
    tokens: Tokens, by: By = "section", *, target: Any = None, reference: Any = "rest", column: str
    = "text",
) -> pd.DataFrame:  # fmt: skip
    """How much more or less often words occur in a part of the text than in a reference.

    Every part and word has a row, even if `n` is 0. Among so many rows some are large by chance.

    >>> table = pd.DataFrame({"token": list("山山山水" * 9 + "山水水水" * 9)})
    >>> keyness(table.assign(part=["a"] * 36 + ["b"] * 36), "part")["log_ratio"].round(2).tolist()
    [1.58, -1.58, -1.58, 1.58]

    Parameters
    ----------
    target
        The value of `by` to compare, or a tuple of values if `by` names several columns. The
        default compares each in turn; `by=None`, the whole text.
    reference
        `"rest"`, the rest of the text; another value of `by`; or counts: a table with columns
        `token, n` such as the `term_frequency` of another article or `general_chinese`, or a Series
        or mapping of `n` by word. Words it lacks count 0; a missing `n` stays missing.

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
    keys, tokens = names(by, COMPARED), token_rows(tokens, column)
    table = _compared(tokens, keys, target, reference)
    table["per_1000"] = 1000 * table["n"] / table["total"]
    table["reference_per_1000"] = 1000 * table["reference_n"] / table["rest"]
    return tidy(table, COMPARED, "g2", keys, weak=WEAK)


def _compared(
    tokens: pd.DataFrame, keys: list[str], target: Any = None, reference: Any = "rest"
) -> pd.DataFrame:
    """Each part and word with its counts in the part and in the reference, compared."""
    outside = isinstance(reference, pd.DataFrame | pd.Series | Mapping)
    if not outside and not keys:
        raise InputError(f"reference is {shown(reference)}; give counts, or a column for by")
    matrix, parts, words = count_words(word_rows(tokens, keys), keys, least=1 if outside else 2)
    given = _word_counts(reference, "reference", tokens) if outside else None
    chosen = np.arange(matrix.shape[0])
    if target is not None:
        chosen = np.array([_number(parts, keys, target)])
    beside_rest = isinstance(reference, str) and reference == "rest"
    against = None if outside or beside_rest else _number(parts, keys, reference)
    chosen = chosen[chosen != against]
    if len(chosen) * len(words) > MOST_ROWS:
        size = f"{len(chosen):,} parts by {len(words):,} words make too large a table"
        raise InputError(f"{size}; name a target, or leave rare words out")
    here = matrix[chosen].toarray()
    if given is not None:
        other = pd.Series(words).map(given).where(words.isin(given.index), 0).to_numpy()
    else:
        other = matrix.sum(axis=0) - here if beside_rest else matrix[[against]].toarray()
    other = np.broadcast_to(other, here.shape)
    table = parts.iloc[chosen.repeat(len(words))].reset_index(drop=True) if keys else pd.DataFrame()
    table["token"], table["n"] = np.tile(words, len(chosen)), here.ravel()
    table["total"] = here.sum(axis=1).repeat(len(words))
    table["reference_n"] = other.ravel()
    table["rest"] = other.sum(axis=1).repeat(len(words)) if given is None else given.sum()
    return table.join(contingency(*(table[c] for c in ("n", "total", "reference_n", "rest"))))


def _number(parts: pd.DataFrame, keys: list[str], value: Any) -> int:
    """The number of the part with this value of `by`."""
    wanted = tuple(value) if len(keys) > 1 and isinstance(value, tuple | list) else (value,)
    known = list(parts.itertuples(index=False, name=None))
    if not all(map(pd.api.types.is_scalar, wanted)) or wanted not in known:
        having = shown([values[0] if len(values) == 1 else values for values in known])
        by = " and ".join(keys) or "by"
        raise InputError(f"no word has the {by} {shown(value)} (words have: {having})")
    return known.index(wanted)


def _word_counts(table: WordCounts, name: str, tokens: pd.DataFrame) -> "pd.Series[Any]":
    """The `n` of each word of a table or Series, none negative and not all zero."""
    if not isinstance(table, pd.DataFrame):
        table = pd.Series(table).rename("n").rename_axis("token").reset_index()
    require(table, "token", "n")
    cuts = [data.attrs.get("cut_with") for data in (table, tokens)]
    if all(cuts) and cuts[0] != cuts[1]:
        message = f"the {name} was cut by other terms than the tokens, so words may differ by that"
        warnings.warn(message, UserWarning, stacklevel=5)
    check_counts(table, name)
    known = table.groupby("token")["n"].sum(min_count=1)
    if not known.sum() > 0:
        raise InputError(f"the {name} has no words; give a table whose n add up to more than 0")
    return known


@checked
def log_odds(
    tokens: Tokens, by: By = "section", *, prior: WordCounts | None = None, column: str = "text"
) -> pd.DataFrame:
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
        Counts, as a `reference` of `keyness`, that are added to both sides; a word it lacks has
        0.5. A large one, such as the counts of the text itself, shrinks `z` far below its scale.

    Returns
    -------
    DataFrame of one row per part and word, the largest `z` first
        * `token`, `n`: the word and its occurrences in the part
        * ``log_odds``: natural logarithm; above 0 is more often than in the rest
        * `z`: ``log_odds`` divided by its standard error
        * `low`, `high`, `small`: as in `keyness`
    """
    columns = "token n log_odds z low high small"
    keys, tokens = names(by, columns, needed=True), token_rows(tokens, column)
    table = _compared(tokens, keys)
    if prior is None:
        both = table["total"] + table["rest"]
        weights = [2 * table[side] / both for side in ("total", "rest")]
    else:
        known = _word_counts(prior, "prior", tokens)
        weights = [table["token"].map(known[known > 0]).fillna(0.5)] * 2
    part = np.arange(len(table)) // max(table["token"].nunique(), 1)
    sides = []
    for n, size, weight in zip(("n", "reference_n"), ("total", "rest"), weights, strict=True):
        own = table[n] + weight
        whole = table[size] + weight.groupby(part).transform("sum")
        sides.append((own, own / (whole - own)))
    (here, odds), (there, other_odds) = sides
    ratio, error = np.log(odds / other_odds), np.sqrt(1 / here + 1 / there)
    table = table.assign(log_odds=ratio, z=ratio / error)
    table["low"], table["high"] = ratio - Z95 * error, ratio + Z95 * error
    return tidy(table, columns, "z", keys, weak=WEAK)


@checked
def general_chinese(tokens: Tokens, *, column: str = "text") -> pd.DataFrame:
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
    own = pd.Index(word_rows(token_rows(tokens, column))["token"].unique())
    every = known.index.union(own, sort=False).rename("token")
    return known.reindex(every).reset_index(name="n")
