"""How often words occur."""

import numpy as np
import pandas as pd

from ..errors import InputError
from .counts import Tokens, at_least, tidy, wilson, word_rows


def term_frequency(tokens: Tokens, by: str | None = None, *, ngram: int = 1) -> pd.DataFrame:
    """How often each word, or sequence of `ngram` words, occurs in the text or in each part.

    Spaces join the words of an n-gram. It crosses no mark, no end of a sentence, and no gap in a
    column `position`.

    >>> term_frequency(pd.DataFrame({"token": list("山水。山水")}), ngram=2)[["token", "n"]]
      token  n
    0   山 水  2

    Returns
    -------
    DataFrame of one row per part and word, the most frequent first, ties in the order of the text
        * `token`: the word or n-gram
        * `n`: its occurrences
        * `per_1000`: occurrences per 1,000 words, stop words included, or per 1,000 n-grams
        * `low`, `high`: Wilson interval of `per_1000`
        * `stop`: it is or contains a stop word, if the input has that column
    """
    at_least(1, ngram=ngram)
    keys = [by] if by else []
    rows = word_rows(tokens, by, marks=ngram > 1)
    rows = rows if ngram == 1 else _ngrams(rows, keys, ngram)
    extra = {"stop": ("stop", "first")} if "stop" in rows else {}
    groups = rows.groupby([*keys, "token"], sort=False, observed=True)
    table = groups.agg(n=("token", "size"), **extra).reset_index()
    total = table.groupby(by or (lambda _: 0), observed=True)["n"].transform("sum")
    table["per_1000"] = (1000 * table["n"] / total).round(3)
    table["low"], table["high"] = ((1000 * end).round(3) for end in wilson(table["n"], total))
    return tidy(table, " ".join(["token n per_1000 low high", *extra]), by=by, top="n")


def _ngrams(rows: pd.DataFrame, keys: list[str], ngram: int) -> pd.DataFrame:
    """The sequences of rows that are all words and follow each other directly."""
    word = rows["token"].str.contains(r"\w")
    word &= rows["pos"].ne("w") if "pos" in rows else True
    place = rows.get("position", rows.index.to_series())
    same, keep, found = ["sentence", *keys], word, rows.copy()
    for k in range(1, ngram):
        later = rows.shift(-k)
        near = word.shift(-k, fill_value=False) & place.shift(-k).eq(place + k)
        keep = keep & near & later[same].eq(rows[same]).all(axis=1)
        found["token"] += " " + later["token"]
        if "stop" in rows:
            found["stop"] |= later["stop"].eq(True)
    return found[keep]


def tf_idf(
    tokens: Tokens, by: str = "section", *, tf: str = "share", idf: str = "plain"
) -> pd.DataFrame:
    """Which words are frequent in one part and rare in others (Salton and Buckley 1988).

    It ranks words and estimates nothing. With the plain `idf` a word that every part has gets 0,
    however uneven it is. The weights of a part are not normalised to unit length.

    >>> tf_idf(pd.DataFrame({"token": list("山水人"), "part": list("aab")}), "part").round(2)[:1]
      part token  n   tf   idf  tf_idf
    0    a     山  1  0.5  0.69    0.35

    Parameters
    ----------
    tf
        `"share"` of the part's words, `"count"`, or `"log"` (1 + ln `n`).
    idf
        `"plain"` (ln of the parts by those with the word) or `"smooth"` (1 + ln of the same, each
        plus one, as in scikit-learn; no word gets 0).

    Returns
    -------
    DataFrame of one row per part and word that it has, the largest weight first
        * `token`, `n`: the word and its occurrences in the part
        * `tf`, `idf`: the two factors
        * ``tf_idf``: their product
    """
    table = term_frequency(tokens, by)
    n, total = table["n"], table.groupby(by, observed=True)["n"].transform("sum")
    parts, having = table[by].nunique(), table.groupby("token")["n"].transform("size").astype(float)
    variants = {
        "tf": (tf, {"share": n / total, "count": n.astype(float), "log": 1 + np.log(n)}),
        "idf": (idf, {"plain": np.log(parts / having),
                      "smooth": 1 + np.log((1 + parts) / (1 + having))}),
    }  # fmt: skip
    for name, (variant, known) in variants.items():
        if variant not in known:
            raise InputError(f"{name} {variant!r}: give one of {', '.join(known)}")
        table[name] = known[variant]
    table["tf_idf"] = table["tf"] * table["idf"]
    return tidy(table, "token n tf idf tf_idf", by=by, top="tf_idf")
