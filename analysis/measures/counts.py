"""What the measures share: the words of a token table, their counts, and intervals."""

import warnings
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pandas as pd

from ..article import Article
from ..article.corpus import Corpus
from ..errors import InputError, require, shown, texts
from ..segmentation.sentences import SENTENCE_END
from ..segmentation.tokens import tokens as tokens_of

Z95 = 1.959964  #: The 97.5% point of the standard normal distribution.
MOST_ROWS = 20_000_000  #: A table of more would not fit into the memory of a small machine.
Tokens: TypeAlias = Article | Corpus | str | pd.Series | pd.DataFrame
By: TypeAlias = str | Iterable[str] | None
Terms: TypeAlias = str | Iterable[str]


def at_least(minimum: int, **options: int | None) -> None:
    """Raise `InputError` if an option is below a minimum; None is allowed."""
    for name, value in options.items():
        if value is not None and value < minimum:
            raise InputError(f"{name} is {value}; it must be {minimum} or more")


def token_rows(tokens: Tokens, column: str = "text") -> pd.DataFrame:
    """The tokens of an article, a corpus or texts; tokens and counts are returned unchanged."""
    if isinstance(tokens, Article | Corpus):
        return tokens.tokens
    if not isinstance(tokens, pd.DataFrame):
        return tokens_of(tokens)
    if "token" in tokens and (column == "text" or column not in tokens):
        return tokens
    if column in tokens:
        return tokens_of(tokens, column=column)
    have = ", ".join(map(str, tokens.columns))
    raise InputError(
        f"the table has no column 'token' (it has: {have}) and no texts in {column!r}; "
        "name the column of texts by column="
    )


def are_counts(tokens: pd.DataFrame) -> bool:
    """Whether each row counts a word: it has an `n`, and no place in a text."""
    return "n" in tokens and "start" not in tokens and "position" not in tokens


def names(by: By, result: str = "", *, needed: bool = False) -> list[str]:
    """The names of the columns that divide the text; those of a result are taken."""
    keys = [by] if isinstance(by, str) else list(dict.fromkeys(by or ()))
    if taken := {"token", "n", "sentence", "clause", *result.split()}.intersection(keys):
        raise InputError(f"by={min(taken)!r} is a column of the measure itself; rename yours")
    if needed and not keys:
        raise InputError(f"by is {shown(by)}; name the column that divides the text")
    return keys


def word_rows(
    tokens: pd.DataFrame, keys: Iterable[str] = (), *, marks: bool = False, ordered: str = ""
) -> pd.DataFrame:
    """The rows of words with a value of each key, their `n`, and the number of their `sentence`.

    `marks` keeps punctuation too. `ordered` names what needs words in order, so no counts.
    """
    require(tokens, "token", *keys)
    rows = tokens.reset_index(drop=True)
    rows["token"] = texts(rows, "token")
    if rows["token"].isna().any():
        raise InputError(f"row {rows['token'].isna().argmax()} has no token; leave it out")
    if are_counts(tokens):
        if ordered:
            raise InputError(f"{ordered} needs words in order; give tokens instead of counts")
        check_counts(rows, "table")
        rows = rows[rows["n"] > 0].assign(sentence=0)
    else:
        starts = rows["token"].isin(SENTENCE_END).shift(fill_value=False)
        if "passage" in rows:
            starts = rows["passage"].ne(rows["passage"].shift())
        rows["sentence"], rows["n"] = starts.cumsum(), 1
    rows = rows if marks else rows[are_words(rows)]
    for key in keys:
        rows = rows[rows[key].notna()]
        try:
            rows[key].drop_duplicates().sort_values()
        except TypeError:
            message = f"column {key!r} mixes kinds of values, which have no order; use one kind"
            raise InputError(message) from None
    return rows


def are_words(tokens: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each token is a word: by its part of speech, or else by its characters."""
    if "pos" in tokens:
        return tokens["pos"] != "w"
    once = texts(tokens[["token"]].drop_duplicates(), "token")  # A word may occur a million times.
    return ~tokens["token"].isin(once[~once.str.contains(r"\w", na=False)])


def check_counts(table: pd.DataFrame, name: str) -> None:
    """Raise `InputError` unless the column `n` of a table has counts, or missing values."""
    n = table["n"]
    if not pd.api.types.is_numeric_dtype(n) or pd.api.types.is_bool_dtype(n):
        raise InputError(f"the {name} has no numbers in its column n; give counts")
    if n.lt(0).any() or np.isinf(n.astype(float)).any():
        word = table["token"].iloc[int((n.lt(0) | np.isinf(n.astype(float))).argmax())]
        raise InputError(
            f"the {name} has a negative n for {word!r}, or an infinite one; give counts"
        )


def parts_of(rows: pd.DataFrame, keys: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each row's part, and the keys of the parts in their order."""
    if not keys or rows.empty:
        return np.zeros(len(rows), dtype=int), rows[keys][:1].reset_index(drop=True)
    numbers = rows.groupby(keys, observed=True).ngroup().to_numpy()
    _, first = np.unique(numbers, return_index=True)
    return numbers, rows[keys].iloc[first].reset_index(drop=True)


class TermMatrix(NamedTuple):
    """How often each word occurs in each document, or part of a text.

    * `matrix`: the counts, a `scipy.sparse.csr_array` of documents by words
    * `documents`: a table with the keys of each document
    * `vocabulary`: the words, in the order in which they first occur
    """

    matrix: Any
    documents: pd.DataFrame
    vocabulary: "pd.Index[Any]"


def count_words(rows: pd.DataFrame, keys: list[str], least: int = 0) -> TermMatrix:
    """The counts of the rows; parts of which at least so many are needed."""
    from scipy.sparse import coo_array

    numbers, parts = parts_of(rows, keys)
    if 0 < len(parts) < least:
        only = ", ".join(repr(value) for value in parts.iloc[0])
        raise InputError(f"all words have one {' and '.join(keys)}, {only}; a comparison needs two")
    codes, words = pd.factorize(rows["token"])
    shape = (len(parts) if keys else 1, len(words))
    matrix = coo_array((rows["n"].to_numpy(), (numbers, codes)), shape=shape).tocsr()
    return TermMatrix(matrix, parts, pd.Index(words, name="token"))


def warn_unknown(wanted: Terms, known: "pd.Series[Any]") -> None:
    """Warn of terms that are no token of a text; the table has no rows for them."""
    terms = [wanted] if isinstance(wanted, str) else list(wanted)
    having = set(known)
    if (missing := [term for term in terms if term not in having]) and having:
        message = f"no token is {shown(missing)[1:-1]}; give words as the text is cut into"
        warnings.warn(message, UserWarning, stacklevel=4)


def each_row(table: pd.DataFrame) -> Iterator[Any]:
    """The rows as named tuples, whose values have the types of the columns."""
    return iter(table.itertuples())


def rounded(table: pd.DataFrame, digits: int = 6) -> pd.DataFrame:
    """The table with its fractions rounded; dates, for one, stay as they are."""
    return table.round(dict.fromkeys(table.select_dtypes("float"), digits))


def tidy(
    table: pd.DataFrame, columns: str, top: str, keys: Iterable[str] = (), weak: str = ""
) -> pd.DataFrame:
    """The columns named, rounded, the largest `top` first; `weak` explains why all are `small`."""
    if weak and len(table) and table["small"].all():
        warnings.warn(f"every row is small: {weak}", UserWarning, stacklevel=4)
    table = rounded(table).sort_values(top, ascending=False, kind="stable", ignore_index=True)
    if keys := list(keys):
        table = table.sort_values(keys, kind="stable", ignore_index=True)
    return table[[*keys, *columns.split()]]


def wilson(n: Any, total: Any) -> tuple[Any, Any]:
    """The 95% score interval of the share `n / total` (Wilson 1927, JASA 22: 209-212).

    >>> low, high = wilson(pd.Series([0, 5]), pd.Series([10, 10]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    return score_bound(n, total, -Z95).clip(0), score_bound(n, total, Z95).clip(None, 1)


def score_bound(n: Any, total: Any, z: Any) -> Any:
    """The share whose distance from `n / total` is `z` of its own standard errors."""
    share = n / total
    spread = np.sqrt(share * (1 - share) / total + z**2 / (4 * total**2))
    return (share + z**2 / (2 * total) + z * spread) / (1 + z**2 / total)


def contingency(n: pd.Series, total: pd.Series, other: pd.Series, rest: pd.Series) -> pd.DataFrame:
    """How far `n` of `total` differs from `other` of `rest`, a two-by-two table for each row.

    >>> contingency(*map(pd.Series, ([20], [100], [10], [100])))["g2"].round(2).item()
    3.99

    Returns
    -------
    DataFrame with the index of `n`
        * `expected`: `n` if both shares were alike
        * `g2`: log-likelihood of all four cells (Dunning 1993)
        * `log_ratio`: binary logarithm of the ratio of shares (Hardie 2014); of a count of 0, one
          occurrence is split between both by size, so the sign is that of the difference
        * `low`, `high`: interval of `log_ratio` by the delta method (Katz 1978)
        * `bic`: `g2 - ln(total + rest)` (Wilson 2013)
        * `small`: a cell is missing, or expected to be under 5
    """
    observed = np.array([n, total - n, other, rest - other], dtype=float)
    rows, columns = np.repeat([total, rest], 2, axis=0), observed[:2] + observed[2:]
    expected = rows * np.tile(columns, (2, 1)) / (total + rest).to_numpy()
    parts = observed * np.log(np.where(observed == 0, 1, observed / expected.clip(1e-300)))
    cells = pd.DataFrame({"expected": expected[0], "g2": 2 * parts.sum(axis=0).clip(0)}, n.index)
    both = total + rest
    here, there = n.where(n != 0, total / both), other.where(other != 0, rest / both)
    cells["log_ratio"] = np.log2(here / total) - np.log2(there / rest)
    half = Z95 * np.sqrt((1 / here - 1 / total + 1 / there - 1 / rest).clip(lower=0)) / np.log(2)
    cells["low"], cells["high"] = cells["log_ratio"] - half, cells["log_ratio"] + half
    cells["bic"], cells["small"] = cells["g2"] - np.log(total + rest), ~(expected.min(axis=0) >= 5)
    return cells


def resample(n: int, shares: np.ndarray, seed: int) -> Iterator[np.ndarray]:
    """How many of `n` items each part gets at random, 2,000 times; a bootstrap has `n` parts.

    They come in blocks, so that no more than one is in memory.
    """
    random = np.random.default_rng(seed)
    return (random.multinomial(n, shares, size=100) for _ in range(20))
