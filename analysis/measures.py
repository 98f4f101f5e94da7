"""Counting words: tidy tables in, tidy tables out.

Each function takes a token table (see `Article.tokens`; only the columns named in the docstring are
needed) and returns a new table. Nothing here reads a file or draws.

Not good for: claims about Chinese at large. A rate from one short text has a wide interval, which
is why every rate comes with one.
"""

import numpy as np
import pandas as pd

from .cleaning import Cleaned
from .errors import InputError

Z95 = 1.959964  # the 97.5% point of the standard normal distribution


def require(table: pd.DataFrame, *columns: str) -> None:
    """Raise `InputError` if a table lacks a column, naming those it has."""
    missing = [column for column in columns if column not in table.columns]
    if missing:
        have = ", ".join(map(str, table.columns))
        raise InputError(
            f"the table has no column {', '.join(map(repr, missing))} (it has: {have})"
        )


def wilson(n: pd.Series, total: pd.Series) -> tuple[pd.Series, pd.Series]:
    """The 95% score interval of the share `n / total` (Wilson 1927, JASA 22: 209-212).

    It treats the counted items as independent, which words in running text are not quite: read it
    as a lower limit of the uncertainty.

    >>> low, high = wilson(pd.Series([0, 5]), pd.Series([10, 10]))
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    share = n / total
    centre = (share + Z95**2 / (2 * total)) / (1 + Z95**2 / total)
    spread = np.sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    half = Z95 * spread / (1 + Z95**2 / total)
    return (centre - half).clip(lower=0), (centre + half).clip(upper=1)


def term_frequency(tokens: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How often each word occurs, and how often in a thousand.

    Parameters
    ----------
    tokens
        One token a row: `token`; `pos` if punctuation (`w`) is to be left out; `stop` if stop words
        are to be marked.
    by
        A column, such as `section` or `speaker`: count within each of its values. Rows without a
        value are left out.

    Returns
    -------
    DataFrame
        The `by` column, `token`, `n`, `per_1000` (occurrences per 1,000 words, stop words counted
        among the words, punctuation not), `low` and `high` (its 95% Wilson score interval), and
        `stop` where the input has it. Most frequent first, ties in the order of first occurrence.

    Raises
    ------
    InputError
        If a column is missing.

    Examples
    --------
    >>> table = pd.DataFrame({"token": list("山水山。"), "pos": list("nnnw"), "part": list("aabb")})
    >>> term_frequency(table)[["token", "n", "per_1000"]]
      token  n  per_1000
    0     山  2   666.667
    1     水  1   333.333
    >>> term_frequency(table, by="part")[["part", "token", "n", "per_1000"]]
      part token  n  per_1000
    0    a     山  1     500.0
    1    a     水  1     500.0
    2    b     山  1    1000.0
    """
    keys = [by] if by else []
    require(tokens, "token", *keys)
    words = tokens[tokens["pos"] != "w"] if "pos" in tokens else tokens
    if by:
        words = words[words[by].notna()]
    extra = {"stop": ("stop", "first")} if "stop" in words else {}
    groups = words.groupby([*keys, "token"], sort=False, observed=True)
    table = groups.agg(n=("token", "size"), **extra).reset_index()
    whole = pd.Series(table["n"].sum(), index=table.index)
    total = table.groupby(by, observed=True)["n"].transform("sum") if by else whole
    table["per_1000"] = (1000 * table["n"] / total).round(3)
    low, high = wilson(table["n"], total)
    table["low"], table["high"] = (1000 * low).round(3), (1000 * high).round(3)
    table = table.sort_values([*keys, "n"], ascending=[True] * len(keys) + [False], kind="stable")
    columns = [*keys, "token", "n", "per_1000", "low", "high", *extra]
    return table[columns].reset_index(drop=True)


def pollution(cleaned: Cleaned) -> pd.DataFrame:
    """How much of a raw text each kind of pollution made up.

    Returns
    -------
    DataFrame
        `kind` (`kept` for what was left as it was, then each kind of edit that occurs), `edits`,
        `characters` of the raw text, `share` of it. The characters add up to the raw text's length.

    Examples
    --------
    >>> from analysis import clean
    >>> pollution(clean("清白的文字。"))
       kind  edits  characters  share
    0  kept      0           6    1.0
    """
    edits = pd.DataFrame(
        [(edit.kind, edit.end - edit.start) for edit in cleaned.edits],
        columns=["kind", "characters"],
    )
    table = edits.groupby("kind", sort=False)["characters"].agg(["size", "sum"]).reset_index()
    table.columns = pd.Index(["kind", "edits", "characters"])
    table = table.sort_values("characters", ascending=False, kind="stable")
    kept = len(cleaned.raw) - int(table["characters"].sum())
    table = pd.concat([pd.DataFrame([("kept", 0, kept)], columns=table.columns), table])
    table["share"] = (table["characters"] / max(len(cleaned.raw), 1)).round(6)
    return table.reset_index(drop=True)
