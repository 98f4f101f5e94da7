"""How themes are distributed over the parts of a text, and how sure that is.

* A theme is a list of terms in a codebook (`analysis.Codebook`); a token that is such a term bears
  it. `tokens` has one token a row in the order of the text: `token, theme`, the `by` column that
  divides it (rows without a value are left out), and `passage` if it knows its sentences. Of texts
  it is `an.tokens(data, codebook=book)`, of an article with a codebook `article.tokens`.
* A clause is the stretch between two commas, stops or the like. Words within one go together, so
  intervals and tests draw clauses, not words. `seed` fixes what is random.
* A missing column, no token with a theme, or nothing to compare with: `InputError`.

Not good for: irony, negation, or themes that a text treats without naming them; nor for telling
whom a clause is about from whom it merely names (`theme_score` shows what that costs).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, require
from .counts import resample, wilson, words

CLAUSE_END = frozenset("，。；：！？…")  # not 、, which joins the items of one clause
FEW_CLAUSES = 10
PERMUTATIONS = 20_000
LEADS = ["theme", "n", "share", "next", "next_n", "next_share", "lead", "low", "high", "clear"]


def theme_shares(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The share of each theme among the theme-bearing words of each section.

    Returns a row for every section that occurs and every theme (every category, if the column is
    categorical): the `by` column, `theme`, `n` (tokens), `share` (of the section's theme-bearing
    tokens; missing if it has none), `low`, `high`, `per_1000` (of all words of the section),
    `jeffreys_low`, `jeffreys_high`, `small` (fewer than 10 clauses bear a theme, too few to rely on
    `low` and `high`).

    `low`, `high`: 95% percentile bootstrap over clauses. Where every resample must come out alike
    (a theme that does not occur or has no rival, a single clause), the end that would be sure is
    that of the binomial Jeffreys interval (Brown, Cai and DasGupta 2001, Statistical Science 16:
    101-133). `jeffreys_low`, `jeffreys_high`: from the multinomial Jeffreys prior, a Dirichlet of
    1/2 for each of `k` themes, whose marginal is Beta(n + 1/2, N - n + (k - 1)/2); the end is 0 or
    1 where `n` is 0 or all, as in that paper. It takes words as independent and draws shares to
    1/k: with few words and many themes, the share itself may lie outside.

    >>> table = pd.DataFrame({"token": list("山，水，水，人"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "water", None, "water", None, None]})
    >>> theme_shares(table).round(2).iloc[:, :6]
      section  theme  n  share  low  high
    0       a   land  1   0.33  0.0   1.0
    1       a  water  2   0.67  0.0   1.0
    """
    require_coded(tokens, by)
    parts, sizes = [], words(tokens, by)[by].value_counts()
    for section, counts in _clause_counts(tokens, by):
        part = _shares(counts.to_numpy(), seed)
        part.insert(4, "per_1000", (1000 * part["n"] / sizes.get(section, np.nan)).round(6))
        part.insert(0, "theme", counts.columns)
        part.insert(0, by, section)
        parts.append(part.assign(small=len(counts) < FEW_CLAUSES))
    return pd.concat(parts, ignore_index=True).astype({by: tokens[by].dtype})


def coverage(tokens: pd.DataFrame, by: str | None = "section") -> pd.DataFrame:
    """How much of each section, or with `by=None` of the text, the codebook reaches.

    Returns the `by` column, `words`, `content` (words that are not `stop`, if there is that
    column), `coded` (of these, with a theme), ``coverage`` (`coded / content`), `low`, `high` (95%
    Wilson interval, which takes words as independent).

    >>> table = pd.DataFrame({"token": list("山水人。"), "pos": list("nnnw"),
    ...                       "theme": ["land", "water", None, None]})
    >>> coverage(table, by=None)[["words", "content", "coded", "coverage"]].round(2)
       words  content  coded  coverage
    0      3        3      2      0.67
    """
    require_coded(tokens)
    rows = words(tokens, by).assign(whole=0)
    content = ~rows["stop"].astype(bool) if "stop" in rows else rows["token"].notna()
    marks = pd.DataFrame({"words": 1, "content": content, "coded": content & rows["theme"].notna()})
    table = marks.astype(int).groupby(rows[by or "whole"], observed=True).sum().reset_index()
    table["coverage"] = table["coded"] / table["content"]
    table["low"], table["high"] = wilson(table["coded"], table["content"])
    return table.round(6).drop(columns=[] if by else "whole")


def leading_themes(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """The largest theme of each section, the next, and whether the lead is clear.

    The lead is the difference of the two shares, its interval a bootstrap over clauses; it is
    `clear` where that lies above zero. Returns, for each section with any theme, the `by` column,
    `theme`, `n`, `share`, `next` (the theme that comes second; of equal ones the first in the
    codebook; missing where one stands alone, and then there is no interval), `next_n`,
    `next_share`, `lead`, `low`, `high`, `clear`.

    >>> table = pd.DataFrame({"token": list("山，山，水，山"), "section": ["a"] * 7,
    ...                       "theme": ["land", None, "land", None, "water", None, "land"]})
    >>> leading_themes(table)[["section", "theme", "next", "lead", "clear"]]
      section theme   next  lead  clear
    0       a  land  water   0.5  False
    """
    rows: list[tuple[Any, ...]] = []
    for section, counts in _clause_counts(tokens, by):
        ranked = counts.sum().sort_values(ascending=False, kind="stable")
        ranked = ranked[ranked > 0]
        shares = (ranked / ranked.sum()).round(6)
        ranks = list(zip(ranked.index, ranked, shares, strict=True))
        if len(ranks) == 1:
            rows.append((section, *ranks[0], None, 0, 0.0, 1.0, np.nan, np.nan, False))
        elif ranks:
            pair = counts[ranked.index[:2]].to_numpy()
            draws = _bootstrap(pair, counts.sum(axis=1).to_numpy(), seed)
            low, high = np.percentile(draws[:, 0] - draws[:, 1], [2.5, 97.5]).round(6)
            lead = round(shares.iloc[0] - shares.iloc[1], 6)
            rows.append((section, *ranks[0], *ranks[1], lead, low, high, bool(low > 0)))
    return pd.DataFrame(rows, columns=[by, *LEADS]).astype({by: tokens[by].dtype})


def theme_residuals(tokens: pd.DataFrame, by: str = "section", seed: int = 0) -> pd.DataFrame:
    """Which themes a section has more or less of than the sizes of both lead one to expect.

    Returns a row for every section and theme: the `by` column, `theme`, `n`, `expected`, `residual`
    (adjusted standardised, Haberman 1973, Biometrics 29: 205-220), `p` (share of 20,000
    permutations in which it is as far from 0, the text itself counted as one: Phipson and Smyth
    2010), `p_adjusted`, `clear` (`p_adjusted` below 0.05). A permutation deals the clauses that
    bear a theme to the sections anew, each getting as many as it has. `p_adjusted` corrects for the
    number of cells after Holm (1979, Scandinavian Journal of Statistics 6: 65-70), which holds
    however they depend on each other; with the largest residual of all (Westfall and Young's max T)
    the erratic ones of the shortest section would decide. A theme that does not occur has none.

    >>> table = pd.DataFrame({"token": list("山，" * 6 + "水，" * 6), "section": ["a", "b"] * 12,
    ...                       "theme": ["land", None] * 6 + ["water", None] * 6})
    >>> table["section"] = sorted(table["section"])
    >>> theme_residuals(table)[["section", "theme", "n", "expected", "residual", "clear"]].round(2)
      section  theme  n  expected  residual  clear
    0       a   land  6       3.0      3.46   True
    1       a  water  0       3.0     -3.46   True
    2       b   land  0       3.0     -3.46   True
    3       b  water  6       3.0      3.46   True
    """
    parts = dict(_clause_counts(tokens, by))
    if len(parts) < 2:
        raise InputError(f"all words have one {by}, {next(iter(parts))!r}; a comparison needs two")
    clauses, labels = pd.concat(parts.values()), np.arange(len(parts))
    observed = np.array([counts.sum() for counts in parts.values()])
    expected, residual = _residuals(observed)
    sizes = [len(counts) for counts in parts.values()]
    dealt = np.tile(labels.repeat(sizes), (PERMUTATIONS, 1))
    dealt = np.random.default_rng(seed).permuted(dealt, axis=1)
    matrix = clauses.to_numpy(dtype="float32")  # which is many times as fast as integers
    drawn = np.stack([(dealt == at).astype("float32") @ matrix for at in labels], axis=1)
    far = np.abs(_residuals(drawn)[1]) >= np.abs(residual) - 1e-4  # as far, but for rounding
    p = np.where(np.isnan(residual), np.nan, (1 + far.sum(axis=0)) / (1 + PERMUTATIONS))
    table = pd.DataFrame({by: np.repeat(list(parts), len(clauses.columns))})
    table["theme"], table["n"] = np.tile(clauses.columns, len(parts)), observed.ravel()
    table["expected"], table["residual"], table["p"] = expected.ravel(), residual.ravel(), p.ravel()
    ranked = table["p"].dropna().sort_values(kind="stable")
    table["p_adjusted"] = (ranked * np.arange(len(ranked), 0, -1)).cummax().clip(upper=1)
    table["clear"] = table["p_adjusted"] < 0.05
    return table.astype({by: tokens[by].dtype}).round(6)


def theme_sentences(
    residuals: pd.DataFrame, names: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """What a table of `theme_residuals` says, in a sentence for each section and each theme.

    `names` are those of sections and themes by key. Returns `of` (`theme`, or the `by` column's
    name), `key`, `sentence`.

    >>> table = pd.DataFrame({"section": ["a", "b"], "theme": "land", "n": [6, 2],
    ...                       "expected": 4.0, "residual": [3.5, -3.5], "clear": [True, False]})
    >>> print(*theme_sentences(table, {"a": "The hills"})["sentence"], sep="\\n")
    The hills: more land than expected (6, not 4.0).
    b: no clear difference.
    land: more in The hills than expected (6, not 4.0); no clear difference elsewhere.
    """
    by, names, rows = str(residuals.columns[0]), names or {}, []
    for of, other, link in ((by, "theme", ""), ("theme", by, "in ")):
        for key, cells in residuals.groupby(of, sort=False, observed=True):
            said = [
                f"{'more' if row.residual > 0 else 'less'} {link}{names.get(place, place)} "
                f"than expected ({row.n}, not {row.expected:.1f})"
                for row, place in zip(cells.itertuples(), cells[other], strict=True)
                if row.clear
            ]
            if len(said) < len(cells):
                said.append("no clear difference" + (" elsewhere" if said else ""))
            if not cells["n"].any():
                said = [f"occurs in no {by}" if link else "none of the themes"]
            rows.append((of, key, f"{names.get(key, key)}: {'; '.join(said)}."))
    return pd.DataFrame(rows, columns=["of", "key", "sentence"])


def with_clauses(tokens: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows that have a section, with the number of their `clause`."""
    require_coded(tokens, by)
    rows = words(tokens, by, marks=True)
    starts = rows["token"].isin(CLAUSE_END).shift(fill_value=False)
    return rows.assign(clause=(starts | rows["sentence"].diff().ne(0)).cumsum())


def _clause_counts(tokens: pd.DataFrame, by: str) -> Iterator[tuple[Any, pd.DataFrame]]:
    """For each section the tokens of each theme (a column each) in each clause that has any."""
    rows = with_clauses(tokens, by)
    if not rows["theme"].notna().any():
        raise InputError("no token carries a theme; is the codebook made for this text?")
    coded = rows.dropna(subset="theme")
    marks = pd.get_dummies(coded["theme"], dtype=int)
    counts = marks.groupby([coded[by], coded["clause"]], observed=True).sum()
    for section in rows[by].drop_duplicates().sort_values():
        yield section, counts[counts.index.get_level_values(0) == section]


def _bootstrap(counts: np.ndarray, totals: np.ndarray, seed: int) -> np.ndarray:
    """Shares in resamples of the clauses: resamples x themes, from clauses x themes."""
    draws = resample(len(counts), np.full(len(counts), 1 / len(counts)), seed)
    shares: np.ndarray = draws @ counts / (draws @ totals)[:, None]
    return shares


def _shares(counts: np.ndarray, seed: int) -> pd.DataFrame:
    """Counts, shares and intervals from a matrix of clauses x themes."""
    from scipy.special import betaincinv

    n, names = counts.sum(axis=0), ["share", "low", "high", "jeffreys_low", "jeffreys_high"]
    if (total := n.sum()) == 0:
        return pd.DataFrame({"n": n} | dict.fromkeys(names, np.nan))

    def jeffreys(rest: float) -> list[np.ndarray]:
        """Both ends under a prior weight of 1/2 for each theme, and of `rest` for the others."""
        others = (total - n + rest).clip(1e-9)  # none, where the codebook has but one theme
        low, high = (betaincinv(n + 0.5, others, end) for end in (0.025, 0.975))
        return [np.where(n == 0, 0, low), np.where(n == total, 1, high)]

    ends = np.percentile(_bootstrap(counts, counts.sum(axis=1), seed), [2.5, 97.5], axis=0)
    alike = np.array([n == total, n == 0]) | (len(counts) == 1)
    ends = np.where(alike, jeffreys(0.5), ends)
    columns = [n / total, *ends, *jeffreys((len(n) - 1) / 2)]
    return pd.DataFrame({"n": n} | dict(zip(names, columns, strict=True))).round(6)


def _residuals(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Expected counts and adjusted residuals of one or many tables of sections x themes."""
    rows, columns = table.sum(axis=-1, keepdims=True), table.sum(axis=-2, keepdims=True)
    total = rows.sum(axis=-2, keepdims=True)
    expected = rows * columns / total
    spread = np.sqrt(expected * (1 - rows / total) * (1 - columns / total))
    spread = np.where(spread > 0, spread, np.nan)
    return expected, (table - expected) / spread


def require_coded(tokens: pd.DataFrame, *columns: str) -> None:
    """Raise `InputError` if these are no tokens with a theme and the columns."""
    if not isinstance(tokens, pd.DataFrame) or ("token" not in tokens and "text" in tokens):
        message = "texts bear no themes yet; cut them by tokens(data, codebook=…) and give that"
        raise InputError(message)
    require(tokens, "token", "theme", *columns)
