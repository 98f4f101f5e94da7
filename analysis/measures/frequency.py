"""How often words occur, in how many documents, and when."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from ..errors import checked

from .counts import (  # isort: skip
    Z95, By, TermMatrix, Terms, Tokens, at_least, count_words, names, rounded, tidy, token_rows,
    warn_unknown, wilson, word_rows,
)  # fmt: skip


@checked
def term_frequency(
    tokens: Tokens, by: By = None, *, ngram: int = 1, column: str = "text"
) -> pd.DataFrame:
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
    keys, tokens = names(by, "per_1000 low high stop"), token_rows(tokens, column)
    rows = word_rows(tokens, keys, marks=ngram > 1, ordered="an n-gram" if ngram > 1 else "")
    rows = rows if ngram == 1 else _ngrams(rows, keys, ngram)
    extra = {"stop": ("stop", "first")} if "stop" in rows else {}
    groups = rows.groupby([*keys, "token"], sort=False, observed=True)
    table = groups.agg(n=("n", "sum"), **extra).reset_index()
    total = table.groupby(keys or (lambda _: 0), observed=True)["n"].transform("sum")
    table["per_1000"] = (1000 * table["n"] / total).round(3)
    table["low"], table["high"] = ((1000 * end).round(3) for end in wilson(table["n"], total))
    table = tidy(table, " ".join(["token n per_1000 low high", *extra]), "n", keys)
    table.attrs |= {key: tokens.attrs[key] for key in ("cut_with",) if key in tokens.attrs}
    return table


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


@checked
def tf_idf(
    tokens: Tokens, by: By = "section", *, tf: Literal["share", "count", "log"] = "share", idf:
    Literal["plain", "smooth"] = "plain", column: str = "text",
) -> pd.DataFrame:  # fmt: skip
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
    keys = names(by, "tf idf tf_idf", needed=True)
    table = term_frequency(token_rows(tokens, column), keys)
    n, total = table["n"], table.groupby(keys, observed=True)["n"].transform("sum")
    parts, having = (
        len(table[keys].drop_duplicates()),
        table.groupby("token")["n"].transform("size"),
    )
    table["tf"] = {"share": n / total, "count": n.astype(float), "log": 1 + np.log(n)}[tf]
    ratio = parts / having if idf == "plain" else (1 + parts) / (1 + having)
    table["idf"] = np.log(ratio.astype(float)) + (idf == "smooth")
    table["tf_idf"] = table["tf"] * table["idf"]
    return tidy(table, "token n tf idf tf_idf", "tf_idf", keys)


@checked
def document_frequency(
    tokens: Tokens, by: By = "document", *, column: str = "text"
) -> pd.DataFrame:
    """In how many documents each word occurs.

    >>> table = pd.DataFrame({"token": list("山山水"), "document": list("aab")})
    >>> document_frequency(table)
      token  n  documents  share
    0     山  2          1    0.5
    1     水  1          1    0.5

    Parameters
    ----------
    by
        The column, or columns, whose values tell documents apart.

    Returns
    -------
    DataFrame of one row per word, that of most documents first
        * `token`, `n`: the word and its occurrences
        * `documents`: the documents that have it
        * `share`: their share of all documents
    """
    counts = document_term_matrix(tokens, by, column=column)
    n, documents = (np.asarray(m.sum(axis=0)).ravel() for m in (counts.matrix, counts.matrix > 0))
    table = pd.DataFrame({"token": counts.vocabulary, "n": n, "documents": documents})
    table["share"] = documents / max(len(counts.documents), 1)
    return tidy(table, "token n documents share", "documents")


@checked
def document_term_matrix(
    tokens: Tokens, by: By = "document", *, column: str = "text"
) -> TermMatrix:
    """How often each word occurs in each document, as a sparse matrix for other libraries.

    >>> table = pd.DataFrame({"token": list("山山水"), "document": list("aab")})
    >>> found = document_term_matrix(table)
    >>> found.matrix.toarray().tolist(), [*found.documents["document"]], [*found.vocabulary]
    ([[2, 0], [0, 1]], ['a', 'b'], ['山', '水'])

    Returns
    -------
    TermMatrix
        * `matrix`: the counts, a `scipy.sparse.csr_array` of documents by words
        * `documents`: a table of the `by` columns, a row a document
        * `vocabulary`: the words, in the order in which they first occur
    """
    keys = names(by, needed=True)
    return count_words(word_rows(token_rows(tokens, column), keys), keys)


@checked
def frequency_over_time(
    tokens: Tokens, terms: Terms, time: str = "year", *, document: str = "document", column: str =
    "text",
) -> pd.DataFrame:  # fmt: skip
    """How often terms occur in each year, or whatever else dates the texts.

    Words bunch in documents, so the interval is Wilson's with an effective size: the words divided
    by the dispersion of the counts of documents (Pearson's chi-square by its degrees of freedom, at
    least 1; McCullagh and Nelder 1989), over all times. Without a column of documents each word
    counts as independent, and the interval is too short.

    >>> table = pd.DataFrame({"token": list("山水山人"), "year": [2021, 2021, 2022, 2022]})
    >>> frequency_over_time(table, "山").iloc[:, :5]
      term  year  n  words  per_1000
    0    山  2021  1      2     500.0
    1    山  2022  1      2     500.0

    Parameters
    ----------
    terms
        A word, or a list of words.
    time
        The column of years, dates or whatever has an order.
    document
        The column that tells documents apart, if the table has it.

    Returns
    -------
    DataFrame of one row per term and value of `time`, terms in the order given
        * `term`: the word
        * the column of `time`
        * `n`, `words`: its occurrences and all words of that time
        * `per_1000`: occurrences per 1,000 words
        * `low`, `high`: interval of `per_1000`
    """
    terms = list(dict.fromkeys([terms] if isinstance(terms, str) else terms))
    keys, tokens = names(time, "term words per_1000 low high"), token_rows(tokens, column)
    units = [*keys, *[key for key in names(document) if key in tokens and key != time]]
    rows = word_rows(tokens, units)
    warn_unknown(terms, rows["token"])
    matrix, documents, vocabulary = count_words(rows, units)
    words = np.asarray(matrix.sum(axis=1)).ravel()
    when, times = documents.groupby(keys, observed=True).ngroup(), documents[keys].drop_duplicates()
    size, tables = np.bincount(when, words), []
    for term in terms:
        at = vocabulary.get_indexer(pd.Index([term]))[0]
        own = matrix[:, [at]].toarray().ravel() if at >= 0 else np.zeros(len(words), dtype=int)
        n = np.bincount(when, own, len(size))
        effect = _dispersion(own, words * (n / size)[when], len(words) - len(size))
        low, high = wilson(n / effect, size / effect)
        table = times.sort_values(keys, ignore_index=True).assign(term=term, n=n.astype(own.dtype))
        table["words"], table["per_1000"] = size.astype(own.dtype), 1000 * n / size
        tables.append(table.assign(low=1000 * low, high=1000 * high))
    columns = ["term", *keys, "n", "words", "per_1000", "low", "high"]
    found = pd.concat(tables, ignore_index=True) if tables else times.reindex(columns=columns)[:0]
    return rounded(found[columns], 3)


def _dispersion(n: Any, expected: Any, freedom: int) -> float:
    """How far counts scatter about what is expected, as a multiple of Poisson's law; at least 1."""
    if freedom < 1 or not n.any():
        return 1.0
    from scipy.special import stdtrit

    known = expected > 0
    scatter = ((n[known] - expected[known]) ** 2 / expected[known]).sum() / freedom
    return max(1.0, float(scatter)) * float(stdtrit(freedom, 0.975) / Z95) ** 2
