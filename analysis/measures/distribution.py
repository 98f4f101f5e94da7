"""Where words occur in a text, how evenly, and how varied its vocabulary is.

Not good for rare words, nor for short texts.
"""

from typing import Any

import numpy as np
import pandas as pd

from ..errors import checked

from .counts import (  # isort: skip
    By, Terms, Tokens, at_least, count_words, names, parts_of, resample, tidy, token_rows,
    warn_unknown, word_rows,
)  # fmt: skip

FEW_PARTS = 100  #: Up to so many parts the scatter of chance is simulated.
SIZES = "tokens types ttr mattr low high hapax hapax_share a b r2 small"


@checked
def dispersion(
    tokens: Tokens, by: By = "section", *, parts: int | None = None, seed: int = 0, column: str =
    "text",
) -> pd.DataFrame:  # fmt: skip
    """How unevenly each word is spread over the values of `by`, or over equal `parts` of the text.

    The range of chance is simulated for up to 100 parts. For more it follows from the normal
    distribution, with the exact mean and the variance of Holst (1972, Biometrika 59: 137-145).

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
    at_least(0, seed=seed)
    keys, tokens = [] if parts else names(by, needed=True), token_rows(tokens, column)
    rows = word_rows(tokens, keys, ordered="dispersion over equal parts" if parts else "")
    if parts:
        keys, place = ["part"], np.arange(len(rows)) * parts // max(len(rows), 1)
        rows = rows.assign(part=place)
    matrix, _, words = count_words(rows, keys, least=2)
    cells, n = matrix.tocoo(), matrix.sum(axis=0)
    shares = matrix.sum(axis=1) / max(n.sum(), 1)
    own = cells.data / n[cells.col]
    # A part without the word deviates by its share, and all shares add up to 1.
    gaps = np.abs(own - shares[cells.row]) - shares[cells.row]
    table = pd.DataFrame({"token": words, "n": n})
    table["range"] = np.bincount(cells.col, minlength=len(n))
    table["dp"] = (1 + np.bincount(cells.col, gaps, len(n))) / 2
    table["dp_norm"] = table["dp"] / (1 - shares.min(initial=1))
    chance = {count: _scattered(count, shares, seed) for count in set(table["n"])}
    table["low"], table["high"] = ([chance[count][end] for count in table["n"]] for end in (0, 1))
    table["small"] = table["n"] < max(5, len(shares))
    return tidy(table, "token n dp dp_norm range low high small", "n", weak="no word is frequent")


def _scattered(n: Any, shares: np.ndarray, seed: int) -> Any:
    """The middle 95% of `dp` for a word that is scattered at random `n` times."""
    if len(shares) <= FEW_PARTS:
        drawn = np.vstack([*resample(n, shares, seed)])
        return np.percentile(np.abs(drawn / n - shares).sum(axis=1) / 2, [2.5, 97.5])
    from scipy.stats import binom, norm, poisson

    sizes, times = np.unique(shares, return_counts=True)
    mean, first = n * sizes, np.floor(n * sizes) + 1
    # The mean deviation of a binomial count (De Moivre), then that of a Poisson count.
    exact = 2 * first * (1 - sizes) * binom.pmf(first, n, sizes)
    rough = 2 * first * poisson.pmf(first, mean)
    above = poisson.sf(first - 1, mean) + (first - mean) * poisson.pmf(first - 1, mean)
    shared = times @ (mean * (2 * above - 1))
    spread = np.sqrt(max(times @ (mean - rough**2) - shared**2 / n, 0)) / (2 * n)
    return np.clip(norm.ppf([0.025, 0.975], times @ exact / (2 * n), max(spread, 1e-12)), 0, 1)


@checked
def positions(tokens: Tokens, terms: Terms, *, column: str = "text") -> pd.DataFrame:
    """Where words occur: their rows, term by term, each with its index.

    >>> positions(pd.DataFrame({"token": list("山水人山")}), ["山", "水"])["place"].tolist()
    [0.0, 0.75, 0.25]

    Returns
    -------
    DataFrame of one row per occurrence
        * the columns of `tokens`
        * `place`: share of all words that come before it
    """
    tokens = token_rows(tokens, column)
    rows = word_rows(tokens, ordered="a place")
    warn_unknown(terms, tokens["token"] if len(rows) else rows["token"])
    terms = [terms] if isinstance(terms, str) else terms
    order = rows["token"].map({term: at for at, term in enumerate(terms)})
    places = pd.Series(np.arange(len(rows)) / max(len(rows), 1), rows.index).round(6)
    at = order.dropna().sort_values(kind="stable").index
    return tokens.iloc[at].assign(place=places[at].to_numpy())


@checked
def lexical_diversity(
    tokens: Tokens, by: By = None, *, window: int = 50, column: str = "text"
) -> pd.DataFrame:
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
    keys, enough, found = names(by, SIZES), max(1000, window), []
    rows = word_rows(token_rows(tokens, column), keys, ordered="mattr")
    numbers, parts = parts_of(rows, keys)
    for _, group in rows.groupby(numbers):
        n = group["token"].value_counts().to_numpy()
        size, once, mattr = len(group), (n == 1).sum(), _mattr(group, window)
        row = (size, len(n), len(n) / size, *mattr, once, once / len(n), *_zipf_mandelbrot(n))
        found.append((*row, size < enough))
    table = pd.concat([parts, pd.DataFrame(found, columns=SIZES.split())], axis=1)
    return tidy(table, SIZES, "tokens", keys, weak=f"a text needs {enough} words")


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
