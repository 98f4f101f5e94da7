"""Where words occur in a text, how evenly, and how varied its vocabulary is.

Not good for rare words, nor for short texts.
"""

from typing import Any

import numpy as np
import pandas as pd

from .counts import Tokens, at_least, count_table, resample, tidy, token_rows, word_rows


def dispersion(
    tokens: Tokens, by: str = "section", *, parts: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """How unevenly each word is spread over the values of `by`, or over equal `parts` of the text.

    >>> table = pd.DataFrame({"token": list("山人" * 5 + "山水" * 5)})
    >>> dispersion(table, parts=2)[["token", "n", "dp", "dp_norm", "range"]][1:2]
      token  n   dp  dp_norm  range
    1     人  5  0.5      1.0      1

    Returns
    -------
    DataFrame of one row per word, the most frequent first
        * `token`, `n`: the word and its occurrences
        * `dp`: deviation of proportions, from 0 (spread like all words) to near 1 (Gries 2008)
        * `dp_norm`: `dp` divided by its largest possible value (Lijffijt and Gries 2012)
        * `range`: in how many parts the word occurs
        * `low`, `high`: middle 95% of `dp` if the word were scattered at random; `dp` above it
          means that the word is concentrated
        * `small`: `n` is below 5, or below the number of parts
    """
    at_least(2, parts=parts)
    rows = word_rows(tokens, None if parts else by)
    if parts:
        by, rows = "part", rows.assign(part=np.arange(len(rows)) * parts // max(len(rows), 1))
    cells = count_table(rows, by)
    shares = (cells.sum(axis=1) / len(rows)).to_numpy()
    table = pd.DataFrame({"n": cells.sum(), "range": cells.gt(0).sum()}).reset_index()
    table["dp"] = np.abs(cells / cells.sum() - shares[:, None]).sum().to_numpy() / 2
    table["dp_norm"] = table["dp"] / (1 - shares.min(initial=1))
    scattered = {n: np.abs(resample(n, shares, seed) / n - shares) for n in set(table["n"])}
    chance = {n: np.percentile(gaps.sum(axis=1) / 2, [2.5, 97.5]) for n, gaps in scattered.items()}
    table["low"], table["high"] = ([chance[n][end] for n in table["n"]] for end in (0, 1))
    table["small"] = table["n"] < max(5, len(shares))
    return tidy(table, "token n dp dp_norm range low high small", "n", weak="no word is frequent")


def positions(tokens: Tokens, terms: str | list[str]) -> pd.DataFrame:
    """Where words occur: their rows, term by term, each with its index.

    >>> positions(pd.DataFrame({"token": list("山水人山")}), ["山", "天"])["place"].tolist()
    [0.0, 0.75]

    Returns
    -------
    DataFrame of one row per occurrence
        * the columns of `tokens`
        * `place`: share of all words that come before it
    """
    tokens = token_rows(tokens)
    rows = word_rows(tokens)
    rows["place"] = np.arange(len(rows)) / max(len(rows), 1)
    order = rows["token"].map({term: at for at, term in enumerate(np.atleast_1d(terms))})
    rows = rows.loc[order.dropna().sort_values(kind="stable").index, [*tokens, "place"]]
    return rows.round({"place": 6}).set_index(tokens.index[rows.index])


def lexical_diversity(tokens: Tokens, by: str | None = None, *, window: int = 50) -> pd.DataFrame:
    """How many different words a text uses, how many only once, and how their frequencies fall.

    The law of Zipf and Mandelbrot says that frequency falls as `(rank + b) ** -a`. Maximum
    likelihood fits it, with `a` up to 5 and `b` up to 100. Below some 50,000 words `a` is biased
    low: a true 1.0 comes out near 0.6 in 1,000 words. Compare it between texts of one length.

    >>> table = pd.DataFrame({"token": list("山水人水") * 250})
    >>> lexical_diversity(table, window=3)[["tokens", "types", "ttr", "mattr", "hapax"]].round(3)
       tokens  types    ttr  mattr  hapax
    0    1000      3  0.003  0.833      0

    Returns
    -------
    DataFrame of one row per part
        * `tokens`, `types`: words, and different words
        * `ttr`: type-token ratio, which falls with length
        * `mattr`: its mean over all windows of `window` words, which does not (Covington and
          McFall 2010)
        * `low`, `high`: interval of `mattr` from moving blocks of three windows, with Student's t
          for their number (Künsch 1989, Annals of Statistics 17: 1217-1241); missing below two
        * `hapax`, `hapax_share`: types that occur once, and their share of the types
        * `a`, `b`: exponent and shift of the law; missing if all frequencies are alike
        * `r2`: share of the variance of log frequency that the law explains
        * `small`: the part has fewer than 1,000 words, or fewer than a window
    """
    at_least(1, window=window)
    rows, enough, found = word_rows(tokens, by).assign(whole=0), max(1000, window), []
    for key, group in rows.groupby(by or "whole", observed=True):
        n = group["token"].value_counts().to_numpy()
        size, once, mattr = len(group), (n == 1).sum(), _mattr(group, window)
        row = (key, size, len(n), len(n) / size, *mattr, once, once / len(n), *_zipf_mandelbrot(n))
        found.append((*row, size < enough))
    columns = "tokens types ttr mattr low high hapax hapax_share a b r2 small"
    table = pd.DataFrame(found, columns=[by or "whole", *columns.split()])
    table = table.astype({by or "whole": rows[by or "whole"].dtype})
    return tidy(table, columns, by=by, top="tokens", weak=f"a text needs {enough} words")


def _mattr(rows: pd.DataFrame, window: int) -> tuple[float, ...]:
    """The mean type-token ratio of all windows, and its interval."""
    from scipy.special import stdtrit

    if len(rows) < window:
        return (np.nan,) * 3
    windows = np.lib.stride_tricks.sliding_window_view(pd.factorize(rows["token"])[0], window)
    ratios = ((np.diff(np.sort(windows)) > 0).sum(axis=1) + 1) / window
    mean, n, block = ratios.mean(), len(ratios), 3 * window
    if n < 2 * block:
        return mean, np.nan, np.nan
    sums = np.concatenate([[0], ratios.cumsum()])
    blocks = (sums[block:] - sums[:-block]) / block
    # The variance of a moving-block bootstrap, which needs no draws, freed of its bias.
    error = np.sqrt(((blocks - mean) ** 2).mean() * block / (n - block))
    half = stdtrit(n / block - 1, 0.975) * error
    return mean, max(0.0, mean - half), min(1.0, mean + half)


def _zipf_mandelbrot(n: np.ndarray) -> tuple[float, ...]:
    """Exponent, shift and r2 of the law for frequencies in falling order."""
    from scipy.optimize import minimize

    if np.ptp(n) == 0:
        return (np.nan,) * 3
    ranks, logs, bounds = np.arange(1, len(n) + 1), np.log(n), [(0, 5), (0, 100)]

    def law(p: Any) -> Any:
        return -p[0] * np.log(ranks + p[1]) - np.log(((ranks + p[1]) ** -p[0]).sum())

    def surprise(p: Any, *_: Any) -> Any:
        return -law(p) @ n / n.sum()

    best = minimize(surprise, (1, 1), method="L-BFGS-B", bounds=bounds).x
    misses = logs - np.log(n.sum()) - law(best)
    return *best.round(3), 1 - misses @ misses / ((logs - logs.mean()) ** 2).sum()
