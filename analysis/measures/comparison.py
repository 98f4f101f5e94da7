"""Which words mark a text or its parts. Not why they do: for that see `concordance`."""

from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, require
from .counts import Z95, Tokens, contingency, count_table, tidy, word_rows

COLUMNS = ["kind", "name", "n", "x", "y", "x_error", "y_error", "contribution", "quality", "small"]
WEAK = "each has a cell that is expected to hold less than 5 words"


def keyness(
    tokens: Tokens, by: str | None = "section", *, target: Any = None, reference: Any = "rest"
) -> pd.DataFrame:
    """How much more, or less, often words occur in a part of the text than in a reference.

    The target is one value of `by`, or each in turn, or with `by=None` the whole text. The
    reference is the rest, or a table of `token, n`: the `term_frequency` of another article, or
    `general_chinese(tokens)`. A word that it lacks counts 0; one with no `n` is not compared.
    Returns the `by` column, `token`, `n`, `reference_n`, `per_1000`, `reference_per_1000`, `g2` (of
    four cells; Rayson and Garside 2000 take two), `log_ratio` (1 is twice as often), its `low`,
    `high`, `bic`, `small`: see `measures.counts.contingency`. A row for each part and word, also
    where `n` is 0; largest `g2` first. Of so many rows some are large by chance.

    >>> table = pd.DataFrame({"token": list("山山山水" * 9 + "山水水水" * 9)})
    >>> keyness(table.assign(part=["a"] * 36 + ["b"] * 36), "part")["log_ratio"].round(2).tolist()
    [1.58, -1.58, -1.58, 1.58]
    """
    table = _compared(tokens, by, reference)
    if target is not None:
        if target not in (known := table[by].unique().tolist() if by else []):
            raise InputError(f"no word has the {by} {target!r} (words have: {known})")
        table = table[table[by] == target]
    table["per_1000"] = 1000 * table["n"] / table["total"]
    table["reference_per_1000"] = 1000 * table["reference_n"] / table["rest"]
    columns = "token n reference_n per_1000 reference_per_1000 g2 log_ratio low high bic small"
    return tidy(table, columns, by=by, top="g2", weak=WEAK)


def _compared(tokens: Tokens, by: str | None, reference: Any = "rest") -> pd.DataFrame:
    """Each part and word with its count there and in the reference, and what these say."""
    if (rest := isinstance(reference, str)) and (reference != "rest" or not by):
        raise InputError(f"reference {reference!r}: give a table, or 'rest' and a column for by")
    cells = count_table(word_rows(tokens, by).assign(whole=0), by or "whole", least=1 + rest)
    table = cells.stack().rename("n").reset_index()
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
    """Which words mark each part against the rest, rare ones held back by a prior.

    The log-odds ratio with a Dirichlet prior (Monroe, Colaresi and Quinn 2008, Political Analysis
    16: 372-403). By default each word gets one more occurrence, split between part and rest by
    size. Then `z` has a standard deviation near 1 for frequent words scattered at random, less for
    rare ones, and exceeds 1.96 no more often than it should. It treats words as independent; a
    slogan repeated in one part is not.

    Parameters
    ----------
    prior : a table of `token, n` added to both sides, 0.5 for a word that it lacks; a large one,
        such as the counts of the text itself, makes `z` too small to compare with 1.96

    Returns
    -------
    One row per part and word, the largest `z` first.

    token, n : the word and its count in the part
    log_odds : natural logarithm; above 0 is more often than in the rest
    z : `log_odds` divided by its standard error
    low, high : 95% interval of `log_odds`
    small : as in `keyness`

    Examples
    --------
    >>> table = pd.DataFrame({"token": list("山山山水" * 9 + "山水水水" * 9)})
    >>> log_odds(table.assign(part=["a"] * 36 + ["b"] * 36), "part")["z"].round(2).tolist()
    [5.65, -5.65, 5.65, -5.65]
    """
    table = _compared(tokens, by)
    if prior is None:
        weights = [table[side] / (table["total"] + table["rest"]) for side in ("total", "rest")]
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
    """Chinese at large, as a reference for `keyness`: the word list of wordfreq (Speer 2022).

    It blends subtitles, Wikipedia, news, books, web pages and social media up to 2021, cut by jieba
    with its own dictionary. Compounds of a term list (乡村振兴) and most numbers are absent; a word
    that the text has mostly inside longer terms looks rarer than it is. Returns `token`, `n` (per
    10^8 words; missing for words of the text that it lacks). Needs the extra `reference`.

    >>> general_chinese(pd.DataFrame({"token": ["乡村振兴"]}))["n"].round().iloc[[0, -1]].tolist()
    [6165950.0, nan]
    """
    try:
        from wordfreq import get_frequency_dict
    except ImportError:
        raise InputError("wordfreq is missing; pip install five-moves[reference]") from None
    known = pd.Series(get_frequency_dict("zh", wordlist="large")) * 10**8
    every = known.index.union(word_rows(tokens)["token"].unique(), sort=False).rename("token")
    return known.reindex(every).reset_index(name="n")


def correspondence(
    tokens: Tokens, by: str = "section", *, terms: Any = None, min_n: int = 5
) -> pd.DataFrame:
    """Which words draw which parts apart: correspondence analysis (Greenacre 2017).

    All words, or some `terms`, that occur `min_n` times or more are used, and the parts with any.
    Returns `kind` (`row`: a part, `column`: a word), `name`, `n`, `x`, `y` (principal coordinates
    on the two strongest axes; the part farthest from the average is positive), `x_error`, `y_error`
    (standard errors from sampling the profile, one average word added; axes fixed), `contribution`
    (share of the inertia of all parts, or of all words), `quality` (cos2: share of its own inertia
    that the axes show), `small` (`n` below 5). `attrs["explained"]`: the axes' shares of inertia.

    >>> table = pd.DataFrame({"token": list("山山山水" * 9 + "山水水水" * 9)})
    >>> correspondence(table.assign(part=["a"] * 36 + ["b"] * 36), "part")["x"].tolist()
    [0.5, -0.5, 0.5, -0.5]
    """
    rows = word_rows(tokens, by, terms=terms)
    rows = rows[rows.groupby("token")["token"].transform("size") >= min_n]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    if rows["token"].nunique() == 1:
        raise InputError(f"only {rows['token'].iloc[0]!r} is left; a map needs two words")
    cells = count_table(rows, by)
    shares = cells.to_numpy() / len(rows)
    masses = shares.sum(axis=1, keepdims=True), shares.sum(axis=0)[:, None]
    average = masses[0] @ masses[1].T
    standard = (shares - average) / np.sqrt(average)
    left, sizes, right = np.linalg.svd(standard, full_matrices=False)
    axes, sizes = (left / masses[0] ** 0.5, right.T / masses[1] ** 0.5), sizes[:2].round(12)
    farthest = np.abs(axes[0][:, :2]).round(9).argmax(axis=0)
    turn, sides = np.sign(axes[0][farthest, [0, 1]]) * (sizes > 0), []
    for own, table in enumerate((cells, cells.T)):
        n, place = table.sum(axis=1).to_numpy()[:, None], axes[own][:, :2] * turn * sizes
        square = (table.to_numpy() @ axes[1 - own][:, :2] ** 2 + 1) * turn**2 / (n + 1)
        error = np.sqrt((square - (n * place / (n + 1)) ** 2).clip(0) / (n + 1))
        inertia = pd.Series((standard**2).sum(axis=1 - own))
        side = pd.DataFrame(np.hstack([n, place, error]), columns=COLUMNS[2:7]).astype({"n": int})
        side["kind"], side["name"] = ("row", "column")[own], table.index.tolist()
        side["contribution"], side["small"] = inertia / inertia.sum(), side["n"] < 5
        shown = pd.Series((masses[own] * place**2).sum(axis=1))
        sides.append(side.assign(quality=shown / inertia.where(inertia > 1e-12)))
    table = pd.concat(sides, ignore_index=True)[COLUMNS].round(6)
    table.attrs["explained"] = tuple((sizes**2 / ((standard**2).sum() or np.nan)).round(6).tolist())
    return table
