"""Which words keep company. Not good for grammar: what stands close need not belong together."""

from typing import Any

import numpy as np
import pandas as pd

from .counts import Z95, Tokens, at_least, contingency, tidy, wilson, word_rows


def collocations(
    tokens: Tokens, node: str | None = None, *, window: int | None = 5, min_n: int = 2
) -> pd.DataFrame:
    """Which words occur within a window around which, and how much more often than by chance.

    Each word has a slot for every other that is at most `window` words away in the same sentence.
    Chance fills the slots of the node as all slots are filled (Evert 2008), those that it fills
    itself included; so `n` is `expected` on average in random text, however frequent the node.
    Stop words count unless they are taken out beforehand.

    Parameters
    ----------
    node : the word whose company is asked for; None for all pairs, once each
    window : how far away, in words; None for anywhere in the sentence
    min_n : the least `n` of a row

    Returns
    -------
    One row per pair, the largest `log_dice` first.

    node, collocate : the two words
    n : slots of the node that the collocate fills
    sentences : sentences that have such a pair
    node_n, collocate_n : occurrences in the text
    expected : of `n` by chance
    log_dice : Rychlý 2008; one more is twice as strong; at most 14 if no window has a word twice
    mi : `log2(n / expected)` (Church and Hanks 1990)
    low, high : 95% interval of `mi`, with `n` as a Poisson count
    t, g2 : Church et al. 1991; Dunning 1993
    small : `n` is below 5

    Examples
    --------
    >>> table = pd.DataFrame({"token": list("青山绿水。" * 6), "pos": list("nnnnw" * 6)})
    >>> collocations(table, "水", window=1)[["node", "collocate", "n", "expected", "mi"]].round(2)
      node collocate  n  expected    mi
    0    水         绿  6       2.0  1.58
    """
    at_least(1, window=window)
    table = _pairs(word_rows(tokens), window, "node", "collocate")
    ours, theirs = (table.groupby(side)["n"].transform("sum") for side in ("node", "collocate"))
    cells = contingency(table["n"], ours, theirs - table["n"], table["n"].sum() - ours)
    table = table.join(cells[["expected", "g2"]])
    ours = table["once"] if node is None else table["node"].eq(node) & table["collocate"].ne(node)
    table = table[ours & table["n"].ge(min_n)]
    table["mi"] = np.log2(table["n"] / table["expected"])
    half = Z95 / np.sqrt(table["n"]) / np.log(2)
    table["low"], table["high"] = table["mi"] - half, table["mi"] + half
    table["t"] = (table["n"] - table["expected"]) / np.sqrt(table["n"])
    columns = (
        "node collocate n sentences node_n collocate_n expected log_dice mi low high t g2 small"
    )
    return tidy(table, columns, top="log_dice", weak="no pair occurs 5 times")


def cooccurrence(tokens: Tokens, terms: Any = None, *, min_n: int = 2) -> pd.DataFrame:
    """Which words, or which of some `terms`, stand in the same sentences: the edges of a network.

    Returns `source`, `target` (each pair once), `n` (sentences with both, at least `min_n`),
    `source_n`, `target_n` (sentences with it), `log_dice` (Rychlý 2008; 14 is always together; from
    the top), `jaccard` (`n` by those with either), `low`, `high` (Wilson), `small` (`n` below 5).

    >>> table = pd.DataFrame({"token": list("山水。" * 5 + "山人。" + "水人。" * 2)})
    >>> cooccurrence(table, ["山", "水"])[["source", "target", "n", "source_n", "jaccard"]]
      source target  n  source_n  jaccard
    0      山      水  5         6    0.625
    """
    rows = word_rows(tokens, terms=terms).drop_duplicates(["sentence", "token"])
    table = _pairs(rows, None, "source", "target").query("once and n >= @min_n")
    either = table["source_n"] + table["target_n"] - table["n"]
    table["jaccard"] = table["n"] / either
    table["low"], table["high"] = wilson(table["n"], either)
    columns = "source target n source_n target_n log_dice jaccard low high small"
    return tidy(table, columns, top="log_dice", weak="no pair shares 5 sentences")


def _pairs(rows: pd.DataFrame, window: int | None, one: str, other: str) -> pd.DataFrame:
    """The pairs of words near each other in a sentence, in both orders; one of them is `once`."""
    codes, names = pd.factorize(rows["token"])
    sentence, totals = rows["sentence"].to_numpy(), np.bincount(codes, minlength=len(names))
    longest = rows["sentence"].value_counts().max() if len(rows) else 1
    near = [np.empty((3, 0), dtype=int)]
    for apart in range(1, min(longest - 1, window or longest) + 1):
        pair = np.array([codes[:-apart], codes[apart:], sentence[apart:]])
        pair = pair[:, sentence[apart:] == sentence[:-apart]]
        near += [pair, pair[[1, 0, 2]]]
    table = pd.DataFrame(np.hstack(near).T, columns=["a", "b", "s"])
    table = table.groupby(["a", "b"])["s"].agg(n="size", sentences="nunique").reset_index()
    a, b = table.pop("a"), table.pop("b")
    table[one], table[other], table["once"] = names[a], names[b], a < b
    table[f"{one}_n"], table[f"{other}_n"], table["small"] = totals[a], totals[b], table["n"] < 5
    return table.assign(log_dice=14 + np.log2(2 * table["n"] / (totals[a] + totals[b])))
