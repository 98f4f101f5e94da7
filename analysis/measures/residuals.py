"""Which themes a section has more or less of than expected, and sentences that say so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, checked, require
from .clauses import Coding, code_clauses
from .counts import By, Tokens, at_least, each_row, rounded

PERMUTATIONS = 20_000
AT_ONCE = 2**18  #: Units that are dealt in one step; it bounds the memory.


@checked
def theme_residuals(
    tokens: Tokens, by: By = "section", seed: int = 0, *, unit: str | int = "sentence"
) -> pd.DataFrame:
    """Which themes a section has more or less of than its size and theirs predict.

    The test deals the sentences that bear a theme to the sections anew, 20,000 times; each section
    gets as many as it has. It takes sentences as exchangeable. In simulated texts it keeps its
    level of 5% even if neighbouring clauses share a theme half the time; dealing clauses does not.

    Every cell is tried, so this explores; `announced_cells` tests what was asked beforehand. Holm's
    correction holds however the cells depend on each other.

    >>> table = pd.DataFrame({"token": list("山。" * 6 + "水。" * 6), "section": ["a", "b"] * 12,
    ...                       "theme": ["land", None] * 6 + ["water", None] * 6})
    >>> table["section"] = sorted(table["section"])
    >>> theme_residuals(table)[["section", "theme", "n", "expected", "residual", "clear"]].round(2)
      section  theme  n  expected  residual  clear
    0       a   land  6       3.0      3.46   True
    1       a  water  0       3.0     -3.46   True
    2       b   land  0       3.0     -3.46   True
    3       b  water  6       3.0      3.46   True

    Parameters
    ----------
    unit
        What is dealt: a `"sentence"` (a `passage`, or what ends at 。！？ or …), a `"clause"`, or a
        block of so many clauses. Of counts, documents are dealt, which a column `document` names.

    Returns
    -------
    DataFrame of one row per section and theme; a theme that does not occur has counts only
        * `theme`, `n`: the theme and its tokens in the section
        * `expected`: the `n` that independence of sections and themes predicts
        * `residual`: adjusted standardised residual (Haberman 1973, Biometrics 29: 205-220)
        * `p`: share of deals as far from zero, the text itself included (Phipson and Smyth 2010)
        * `p_adjusted`: `p` corrected for the number of cells (Holm 1979, Scandinavian Journal of
          Statistics 6: 65-70); of 1,000 cells none can be clear
        * `clear`: `p_adjusted` is below 0.05
    """
    (table,) = residual_tables([code_clauses(tokens, by)], seed, unit)
    return table


def units_of(coding: Coding, unit: str | int) -> list[np.ndarray]:
    """The units to deal, each section's; `InputError` if a coding has none of the kind."""
    if not coding.units or (coding.units == "documents" and unit != "sentence"):
        raise InputError(f"counts have no {unit}; give tokens, or documents in a column 'document'")
    return coding.counts(unit)


def residual_tables(
    codings: Sequence[Coding], seed: int, unit: str | int = "sentence"
) -> list[pd.DataFrame]:
    """The table of `theme_residuals` for each coding; codings of one size share their deals."""
    at_least(0, seed=seed)
    units = [units_of(coding, unit) for coding in codings]
    for sections in (coding.sections for coding in codings):
        if len(sections) < 2:
            by, only = " and ".join(map(str, sections)), ", ".join(map(repr, sections.iloc[0]))
            raise InputError(f"all words have one {by}, {only}; a comparison needs two")
    tables = []
    for coding, (observed, far) in zip(codings, _deal_all(units, seed), strict=True):
        expected, residual = _residuals(observed)
        p = np.where(np.isnan(residual), np.nan, (1 + far) / (1 + PERMUTATIONS))
        values = {"n": observed, "expected": expected, "residual": residual, "p": p}
        tables.append(with_holm(coding.each(values)))
    return tables


def with_holm(table: pd.DataFrame) -> pd.DataFrame:
    """The table with `p_adjusted` and `clear` from its column `p`, rounded."""
    ranked = table["p"].dropna().sort_values(kind="stable")
    adjusted = (ranked * np.arange(len(ranked), 0, -1)).cummax().clip(upper=1)
    clear = adjusted.reindex(table.index) < 0.05
    return rounded(table.assign(p_adjusted=adjusted, clear=clear))


def _deal_all(codings: list[list[np.ndarray]], seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each coding the counts observed, and in how many deals each residual is as far from 0."""
    observed = [np.array([matrix.sum(axis=0) for matrix in sections]) for sections in codings]
    far = [np.zeros_like(counts) for counts in observed]
    alike = defaultdict(list)
    for at, sections in enumerate(codings):
        alike[tuple(map(len, sections))].append(at)
    for sizes, members in alike.items():
        # Most codings differ in one column, and each column is dealt once.
        stacked = np.vstack([np.concatenate(codings[at]).T for at in members])
        columns, place = np.unique(stacked, axis=0, return_inverse=True)
        widths = [observed[at].shape[1] for at in members]
        places = np.split(place, np.cumsum(widths)[:-1])
        for drawn in deal(sizes, columns, seed):
            for at, own in zip(members, places, strict=True):
                far[at] += _is_far(drawn[own].astype("float32"), observed[at]).sum(axis=2).T
    return list(zip(observed, far, strict=True))


def _is_far(drawn: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Whether residuals of dealt tables are at least as far from zero as those observed.

    The totals of the themes are the same in every deal, so their part of a residual is worked out
    once. A slack of 1e-4 allows for rounding.
    """
    total, sizes = float(observed.sum()), drawn.sum(axis=0)
    share = observed.sum(axis=0) / total
    limit = (np.abs(_residuals(observed)[1]) - 1e-4) * np.sqrt(share * (1 - share))
    share, limit = (part.T[..., None].astype("float32") for part in (share[None], limit))
    far: np.ndarray = np.abs(drawn - sizes * share) >= np.sqrt(sizes * (1 - sizes / total)) * limit
    return far


def deal(sizes: Sequence[int], columns: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """The sums of each column over the units that each section gets, a block of deals at a time.

    `columns` has a row per column and a place per unit; a block is columns by sections by deals.
    """
    random, labels = np.random.default_rng(seed), np.arange(len(sizes)).repeat(sizes)
    labels = labels.astype(np.min_scalar_type(len(sizes)))
    step = max(1, AT_ONCE // max(len(labels), 1))
    having = [np.flatnonzero(column) for column in columns]
    for done in range(0, PERMUTATIONS, step):
        count = min(step, PERMUTATIONS - done)
        dealt = random.permuted(np.tile(labels, (count, 1)), axis=1)
        place, sums = np.arange(count)[:, None], np.empty((len(columns), len(sizes), count))
        for column, units, total in zip(columns, having, sums, strict=True):
            at = dealt[:, units].astype(int) * count + place
            found = np.bincount(at.ravel(), np.tile(column[units], count), len(sizes) * count)
            total[:] = found.reshape(len(sizes), count)
        yield sums


def expected_counts(table: np.ndarray) -> np.ndarray:
    """The counts of a table of sections by themes if the two were independent."""
    expected: np.ndarray = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    return expected


def _residuals(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected counts and adjusted residuals of a table of sections by themes."""
    rows, columns, total = table.sum(axis=1, keepdims=True), table.sum(axis=0), table.sum()
    expected = expected_counts(table)
    spread = np.sqrt(expected * (1 - rows / total) * (1 - columns / total))
    return expected, (table - expected) / np.where(spread > 0, spread, np.nan)


@checked
def theme_sentences(
    residuals: pd.DataFrame, names: Mapping[Any, str] | None = None
) -> pd.DataFrame:
    """A sentence for each section and each theme of a table of `theme_residuals`.

    `names` are what to call sections and themes, by key.

    >>> table = pd.DataFrame({"section": ["a", "b"], "theme": "land", "n": [6, 2],
    ...                       "expected": 4.0, "residual": [3.5, -3.5], "clear": [True, False]})
    >>> print(*theme_sentences(table, {"a": "The hills"})["sentence"], sep="\\n")
    The hills: more land than expected (6, not 4.0).
    b: no clear difference.
    land: more in The hills than expected (6, not 4.0); no clear difference elsewhere.

    Returns
    -------
    DataFrame of one row per section, then one per theme
        * `of`: `theme`, or the name of the table's first column
        * `key`: the section or the theme
        * `sentence`: its clear residuals in words
    """
    require(residuals, "theme", "n", "expected", "residual", "clear")
    keys = [*residuals][: [*residuals].index("theme")]
    if not keys:
        raise InputError("the table has no column before 'theme'; give that of theme_residuals")
    by, names, rows = " and ".join(map(str, keys)), names or {}, []
    if len(keys) > 1:
        residuals = residuals.assign(
            **{by: list(map(" ".join, residuals[keys].astype(str).values))}
        )
    for of, other, link in ((by, "theme", ""), ("theme", by, "in ")):
        for key, cells in residuals.groupby(of, sort=False, observed=True):
            said = [
                f"{'more' if row.residual > 0 else 'less'} {link}{names.get(place, place)} "
                f"than expected ({row.n}, not {row.expected:.1f})"
                for row, place in zip(each_row(cells), cells[other], strict=True)
                if row.clear
            ]
            if len(said) < len(cells):
                said.append("no clear difference" + (" elsewhere" if said else ""))
            if not cells["n"].any():
                said = [f"occurs in no {by}" if link else "none of the themes"]
            rows.append((of, key, f"{names.get(key, key)}: {'; '.join(said)}."))
    return pd.DataFrame(rows, columns=["of", "key", "sentence"])
