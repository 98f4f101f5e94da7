"""Texts cut into a table of tokens that keeps the index of the texts.

Not good for polluted text, which `clean` mends first, nor for a whole web page: an `Article` tells
its headline, furniture and speakers apart.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, Texts, texts
from ..lexicon import Codebook, general_stopwords
from ..partitions import by_partition
from . import Segmenter, Token
from .sentences import sentences

pd.set_option("display.html.use_mathjax", False)  # A formula in a text would act.
TOKEN_COLUMNS = ["passage", "position", *Token._fields, "stop", "theme"]


@by_partition
def tokens(
    data: Texts,
    *,
    column: str = "text",
    terms: Iterable[str | tuple[str, str]] = (),
    stopwords: Iterable[str] = (),
    codebook: Codebook | None = None,
    engine: str = "jieba",
) -> pd.DataFrame:
    """The tokens of a string, of a Series of strings, or of the texts in a column of a table.

    Each row keeps the index of its text, as with `Series.explode`, so `data.loc` finds the text
    again. The tokens of a string are numbered. A missing or empty text has no tokens.

    >>> table = pd.DataFrame({"text": ["山里有水。", None, "好山"], "year": [1, 2, 3]}, list("abc"))
    >>> tokens(table)[["year", "passage", "position", "token", "start", "end"]]
       year  passage  position token  start  end
    a     1        0         0    山里      0    2
    a     1        0         1     有      2    3
    a     1        0         2     水      3    4
    a     1        0         3     。      4    5
    c     3        1         4     好      0    1
    c     3        1         5     山      1    2

    Parameters
    ----------
    column
        The column of a table that holds the texts.
    terms, stopwords, codebook, engine
        As for `Article`.

    Returns
    -------
    DataFrame of one row per token, punctuation included
        * the other columns of the table
        * `passage`, `position`: numbers of the sentence and the token among all texts, from 0
        * `token`, `pos`: the word and its part of speech
        * `start`, `end`: offsets in its own text
        * `stop`, `theme`: as in `Article.tokens`

    Raises
    ------
    InputError
        If there is no text, a value is no string, the column is missing, or another column has the
        name of one above; also as for `Segmenter`.
    """
    pages = texts(data, column)
    others = data.drop(columns=column) if isinstance(data, pd.DataFrame) else pages.to_frame()[[]]
    if taken := ", ".join(repr(column) for column in TOKEN_COLUMNS if column in others):
        raise InputError(f"tokens have columns of their own called {taken}; rename those of data")
    found = [
        (row, page[start:end], start)
        for row, page in zip(np.flatnonzero(pages.notna()), pages.dropna(), strict=True)
        for start, end in sentences(page)
    ]
    if not found:
        raise InputError("there is no text: all rows are empty or missing")
    rows, passages, starts = zip(*found, strict=True)
    stops = general_stopwords() | frozenset(stopwords)
    table = token_table(passages, starts, Segmenter(terms, engine), stops, codebook)
    if isinstance(data, str):
        return table
    others = others.take(np.array(rows)[table["passage"]])
    return pd.concat([others, table.set_axis(others.index)], axis=1)


def token_table(
    passages: Sequence[str],
    starts: Sequence[int],
    segmenter: Segmenter,
    stopwords: Container[str],
    codebook: Codebook | None,
) -> pd.DataFrame:
    """The token table of sentences, given where each begins in its text.

    >>> token_table(["山。", "水"], [0, 3], Segmenter(), {"水"}, None)[["token", "start", "stop"]]
      token  start   stop
    0     山      0  False
    1     。      1   True
    2     水      3   True
    """
    sizes = np.zeros(len(passages), dtype=int)
    columns: dict[str, list[Any]] = {field: [] for field in Token._fields}
    for number, passage in enumerate(passages):
        found = segmenter.tokenize(passage)  # Keeping all of these would take twice the time.
        sizes[number] = len(found)
        for column, values in zip(columns.values(), zip(*found, strict=True), strict=False):
            column += values
    table = pd.DataFrame(columns).astype({"token": "str", "pos": "str", "start": int, "end": int})
    begins = np.repeat(np.array(starts, dtype=int), sizes)
    table["start"], table["end"] = table["start"] + begins, table["end"] + begins
    tags = dict(zip(columns["token"], columns["pos"], strict=True))
    stop = {token: Token(token, tag, 0, 0).is_stop(stopwords) for token, tag in tags.items()}
    table["stop"] = table["token"].map(stop).astype(bool)
    theme_of, themes = (codebook.theme_of, [*codebook.themes]) if codebook else ({}, [])
    table["theme"] = pd.Categorical(table["token"].map(theme_of), themes)
    table["passage"], table["position"] = np.arange(len(sizes)).repeat(sizes), np.arange(len(table))
    return table[TOKEN_COLUMNS]
