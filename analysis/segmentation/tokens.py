"""Texts cut into a table of tokens that keeps the index of the texts.

Not good for polluted text, which `clean` mends first, nor for a whole web page: an `Article` tells
its headline, furniture and speakers apart.
"""

import warnings
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from ..errors import InputError, checked, texts
from ..lexicon import Codebook, Term, all_stopwords
from ..partitions import by_partition
from . import Segmenter, Token
from .engines import Engine
from .sentences import sentences
from .words import is_stop

pd.set_option("display.html.use_mathjax", False)  # A formula in a text would act.
TOKEN_COLUMNS = ["passage", "position", *Token._fields, "stop", "theme"]
BATCH = 20_000  #: Characters cut at once: fewer take more calls, more do not fit into a cache.


@by_partition
@checked
def tokens(
    data: Any,
    *,
    column: str = "text",
    terms: Iterable[Any] | None = None,
    stopwords: Iterable[Any] = (),
    codebook: Codebook | None = None,
    engine: Engine = "jieba",
    ignore_case: bool = False,
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
    ignore_case
        As for `Segmenter`.

    Returns
    -------
    DataFrame of one row per token, punctuation included
        * the other columns of the table
        * `passage`, `position`: numbers of the sentence and the token among all texts, from 0
        * `token`, `pos`: the word and its part of speech
        * `start`, `end`: offsets in its own text
        * `stop`, `theme`: as in `Article.tokens`

        Its `attrs["cut_with"]` is equal for tables that were cut with the same terms.

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
    rows, filled = np.flatnonzero(pages.notna()), pages.dropna().to_list()
    spans = [[*sentences(page)] for page in filled]
    found = [page[a:b] for page, places in zip(filled, spans, strict=True) for a, b in places]
    if not found:
        raise InputError("there is no text: all rows are empty or missing")
    starts = np.fromiter((start for start, _ in chain.from_iterable(spans)), int, len(found))
    segmenter = segmenter_for(terms, engine, codebook, ignore_case)
    words = codebook.words if codebook else []
    if lost := "、".join(word for word in words if len(segmenter.cut(word)) > 1):
        message = f"the term list cuts {lost} of the codebook, so no token bears the theme"
        warnings.warn(message, stacklevel=2)
    table = token_table(found, starts, segmenter, all_stopwords(stopwords), codebook)
    if isinstance(data, str):
        return table
    rows = np.repeat(rows, [*map(len, spans)])[table["passage"]]
    others = others.take(rows)
    joined = pd.concat([others, table.set_axis(others.index)], axis=1)
    joined.attrs = {**others.attrs, **table.attrs}
    return joined


def segmenter_for(
    terms: Iterable[Any] | None,
    engine: Engine,
    codebook: Codebook | None,
    ignore_case: bool = False,
) -> Segmenter:
    """A segmenter with a term list, and with the words of a codebook that it would cut.

    What the term list itself cuts stays cut.
    """
    segmenter = Segmenter(terms, engine, ignore_case=ignore_case)
    barred = {term.term.replace(" ", "") for term in segmenter.terms if term.is_cut}
    words = [word for word in codebook.words if word not in barred] if codebook else []
    if more := [Term(word, whole=True) for word in words if len(segmenter.cut(word)) > 1]:
        return Segmenter([*segmenter.terms, *more], engine, ignore_case=ignore_case)
    return segmenter


def token_table(
    passages: Sequence[str],
    starts: "Sequence[int] | np.ndarray",
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
    numbers = _Numbers()
    parts = [_cut(text, segmenter, numbers) for text in _batches(passages)]
    word, form = (np.concatenate(part) for part in zip(*parts, strict=True))
    known, line = [*numbers], form == numbers["\n"]
    tags, length = segmenter.tags(known), np.fromiter(map(len, known), int, len(known))[word]
    end, passage = length.cumsum(), line.cumsum() - line
    before = np.array([0, *end[line]])  # where each passage begins in all of them together
    start = end - length - before[passage] + np.asarray(starts)[passage]
    full = np.flatnonzero(np.array([*map(bool, tags)])[form])  # White space has no tag.
    word, form, passage, start, length = (a[full] for a in (word, form, passage, start, length))
    stops = np.array([is_stop(w, tag, stopwords) for w, tag in zip(known, tags, strict=True)])
    theme = pd.Series(codebook.code(known, form, passage) if codebook else -1, range(len(form)))
    columns = {
        "passage": passage,
        "position": np.arange(len(word)),
        "token": pd.array(known, dtype="str").take(word),
        "pos": pd.array(tags, dtype="str").take(form),
        "start": start,
        "end": start + length,
        "stop": stops[form],
        "theme": pd.Categorical.from_codes(theme, pd.Index([*codebook.themes] if codebook else [])),
    }
    table = pd.DataFrame(columns, copy=False)
    table.attrs["cut_with"] = segmenter.digest
    return table


class _Numbers(dict[str, int]):
    """Words by the order in which they first occur."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _batches(passages: Sequence[str]) -> Iterator[str]:
    """The passages one a line, many in one text; a last line break ends each batch."""
    size, batch = 0, list[str]()
    for passage in passages:
        batch.append(passage)
        size += len(passage)
        if size > BATCH:
            yield "\n".join([*batch, ""])
            size, batch = 0, []
    yield "\n".join(batch)


def _cut(text: str, segmenter: Segmenter, numbers: _Numbers) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the words of a text, and of the forms in which they are looked up."""
    words, forms = segmenter.pieces(text)
    form = np.fromiter(map(numbers.__getitem__, forms), np.int32, len(forms))
    if words is forms:
        return form, form
    return np.fromiter(map(numbers.__getitem__, words), np.int32, len(words)), form
