"""Does each section talk about what its name announces? The planned answer.

Which theme a section announces follows from its name alone, so question and cells come before any
count. The tests themselves were chosen after the data were seen: a p here tells how rarely chance
does as well, not that the design was fixed in advance.

Not good for the size of an effect: read `n` and `expected`, or `theme_shares`.
"""

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, checked
from .clauses import Coding, code_clauses, coded_tokens
from .counts import at_least
from .residuals import PERMUTATIONS, deal, expected_counts, units_of, with_holm

ALL_ORDERS = 7  #: Up to so many sections every assignment is tried: 5,040 of them.


@checked
def announced_test(
    data: Article | pd.DataFrame, announces: Mapping[Any, str] | None = None, by: str = "section",
    seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """How many theme words match what their section announces, against three kinds of chance.

    * `rotations` turn the sequence of theme words against the sections, by every number of words.
      Runs of text stay whole but for the seam. It assumes that topics drift alike throughout.
    * `sentences` deals the sentences to the sections anew, 20,000 times. It assumes that sentences
      are exchangeable.
    * `assignments` gives the announced themes to the sections in every other way, and compares how
      far matches exceed those expected. It assumes nothing about neighbours, but that any
      assignment would do as well if names meant nothing. Five sections allow no p below 1/120.

    >>> table = pd.DataFrame({"token": list("山。" * 6 + "水。" * 6), "theme": ["land", None] * 6
    ...                       + ["water", None] * 6, "section": ["a"] * 12 + ["b"] * 12})
    >>> announced_test(table, {"a": "land", "b": "water"}).round(3).iloc[:, :6]
              test   n  total  expected  arrangements      p
    0    rotations  12     12       6.0            12  0.083
    1    sentences  12     12       6.0         20001  0.001
    2  assignments  12     12       6.0             2  0.500

    Parameters
    ----------
    data
        An article whose sections say what they announce, or a token table.
    announces
        The theme that each section announces; other sections are left out.

    Returns
    -------
    DataFrame of one row per kind of chance
        * `test`: `rotations`, `sentences` or `assignments`
        * `n`, `total`: theme words that match, and all theme words
        * `expected`: the matches that independence of sections and themes predicts
        * `arrangements`: how many were compared, the text itself included
        * `p`: share of them with as many matches (Phipson and Smyth 2010)
        * `clear`: `p` is below 0.05

    Raises
    ------
    InputError
        If fewer than two sections announce a theme, or a section or theme does not occur.
    """
    coding, themes = _planned(data, announces, by, seed)
    if coding.units != "sentences":
        raise InputError("turning a text needs words in order; give tokens instead of counts")
    sentences = coding.counts()
    observed = np.array([counts.sum(axis=0) for counts in sentences])
    excess = (observed - expected_counts(observed))[:, themes]
    places = np.arange(len(themes))
    n, total = int(observed[places, themes].sum()), int(observed.sum())
    dealt = [own.sum(axis=0) >= n for own, _ in _dealt(sentences, themes, seed)]
    as_good = {
        "rotations": _rotated(coding, themes).round() >= n,
        "sentences": np.concatenate([*dealt, [True]]),
        "assignments": excess[places, _orders(len(themes), seed)].sum(axis=1)
        >= np.trace(excess) - 1e-9,
    }
    table = pd.DataFrame({"test": list(as_good), "n": n, "total": total})
    table["expected"] = n - np.trace(excess)
    table["arrangements"] = [len(good) for good in as_good.values()]
    table["p"] = [good.mean() for good in as_good.values()]
    return table.assign(clear=table["p"] < 0.05).round(6)


@checked
def announced_cells(
    data: Article | pd.DataFrame, announces: Mapping[Any, str] | None = None, by: str = "section",
    seed: int = 0, *, unit: str | int = "sentence",
) -> pd.DataFrame:  # fmt: skip
    """Whether each section has more of the theme that it announces than its size predicts.

    It tests the announced cells of `theme_residuals` alone, and only for more, so Holm's correction
    has few to correct for.

    >>> table = pd.DataFrame({"token": list("山。" * 6 + "水。" * 6), "theme": ["land", None] * 6
    ...                       + ["water", None] * 6, "section": ["a"] * 12 + ["b"] * 12})
    >>> announced_cells(table, {"a": "land", "b": "water"}).iloc[:, [0, 1, 2, 3, 7]]
      section  theme  n  expected  clear
    0       a   land  6       3.0   True
    1       b  water  6       3.0   True

    Parameters
    ----------
    data, announces
        As in `announced_test`.
    unit
        What is dealt, as in `theme_residuals`.

    Returns
    -------
    DataFrame of one row per section that announces a theme
        * `theme`, `n`: the theme it announces, and its tokens in the section
        * `expected`, `residual`: as in `theme_residuals`
        * `p`: share of deals whose residual is as high
        * `p_adjusted`: `p` after Holm's correction over these cells
        * `clear`: `p_adjusted` is below 0.05
    """
    coding, themes = _planned(data, announces, by, seed)
    units, places = units_of(coding, unit), np.arange(len(themes))
    observed = np.array([counts.sum(axis=0) for counts in units])
    share, total = observed.sum(axis=0)[themes] / observed.sum(), observed.sum()

    def score(n: np.ndarray, size: np.ndarray) -> np.ndarray:
        """The residual but for a factor that is the same in every deal."""
        spread = np.sqrt(size * (1 - size / total))
        ratio: np.ndarray = (n - size * share) / np.where(spread > 0, spread, np.inf)
        return ratio

    n, expected = observed[places, themes], observed.sum(axis=1) * share
    own = score(n, observed.sum(axis=1))
    dealt = (score(n.T, size.T) for n, size in _dealt(units, themes, seed))
    high = np.sum([(scores >= own - 1e-6).sum(axis=0) for scores in dealt], axis=0)
    residual = own / np.sqrt(np.where(share * (1 - share) > 0, share * (1 - share), np.nan))
    table = coding.sections.assign(theme=coding.themes[themes])
    table = table.assign(n=n, expected=expected, residual=residual)
    table["p"] = (1 + high) / (1 + PERMUTATIONS)
    return with_holm(table)


def announced_themes(article: Article) -> dict[str, str]:
    """The theme that each section of an article announces, for those that announce one."""
    return dict(article.sections.set_index("section")["announces"].dropna())


def _planned(
    data: Article | pd.DataFrame, announces: Mapping[Any, str] | None, by: str, seed: int
) -> tuple[Coding, np.ndarray]:
    """The coding of the sections that announce a theme, and the number of each one's theme."""
    at_least(0, seed=seed)
    if announces is None and isinstance(data, Article):
        announces = announced_themes(data)
    tokens, announces = coded_tokens(data, by), dict(announces or {})
    if len(announces) < 2:
        raise InputError("fewer than two sections announce a theme; say which theme each announces")
    coding = code_clauses(tokens[tokens[by].isin(announces)], by)
    if missing := set(announces) - set(coding.sections[by]):
        raise InputError(f"no word has the {by} {min(missing)!r}, which announces a theme")
    for section, theme in announces.items():
        if theme not in coding.themes:
            known = ", ".join(map(str, coding.themes))
            raise InputError(f"{section!r} announces {theme!r}, no theme here (known: {known})")
    wanted = pd.Index([announces[key] for key in coding.sections[by]])
    return coding, coding.themes.get_indexer(wanted)


def _rotated(coding: Coding, themes: np.ndarray) -> np.ndarray:
    """The matches if the sequence of theme words is turned by each number of words."""
    section, *_, bears = coding.places
    wants = themes[section]
    matches = np.zeros(len(section))
    for theme in np.unique(themes):
        turned = np.fft.rfft(bears == theme) * np.fft.rfft(wants == theme).conj()
        matches += np.fft.irfft(turned, len(section))
    return matches


def _dealt(
    units: list[np.ndarray], themes: np.ndarray, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Words of the announced theme, and all words, of sections by deals, a block at a time."""
    counts = np.concatenate(units).T
    for sums in deal([len(rows) for rows in units], np.vstack([counts, counts.sum(axis=0)]), seed):
        yield sums[themes, np.arange(len(themes))], sums[-1]


def _orders(sections: int, seed: int) -> np.ndarray:
    """Every order of the sections, their own first; of many sections a sample."""
    if sections <= ALL_ORDERS:
        return np.array(list(permutations(range(sections))))
    orders = np.tile(np.arange(sections), (PERMUTATIONS + 1, 1))
    np.random.default_rng(seed).permuted(orders[1:], axis=1, out=orders[1:])
    return orders
