"""Words that occur near each other.

Not good for grammar: neighbouring words need not belong together.
"""

import numpy as np
import pandas as pd

from ..errors import checked

from .counts import (  # isort: skip
    Z95, Terms, Tokens, at_least, contingency, tidy, token_rows, warn_unknown, word_rows,
)  # fmt: skip

COLUMNS = "node collocate n sentences node_n collocate_n expected log_dice mi low high t g2 small"


@checked
def collocations(
    tokens: Tokens, node: Terms | None = None, *, window: int | None = 5, min_n: int = 2, column:
    str = "text",
) -> pd.DataFrame:  # fmt: skip
    """Which words occur near which, and how much more often than by chance.

    A word has one slot for each other word of its sentence within the window. By chance, the slots
    of `node` would be filled as all slots are (Evert 2008), those it fills itself included; so `n`
    averages `expected` in random text, however frequent the node. Stop words count; drop them
    beforehand if they should not.

    >>> table = pd.DataFrame({"token": list("青山绿水。" * 6), "pos": list("nnnnw" * 6)})
    >>> collocations(table, "水", window=1)[["node", "collocate", "n", "expected", "mi"]].round(2)
      node collocate  n  expected    mi
    0    水         绿  6       2.0  1.58

    Parameters
    ----------
    node
        Keep the pairs of this word, or of each of several. The default keeps all, each pair once.
    window
        How many words away a collocate may be; None allows the whole sentence.
    min_n
        Drop the pairs that occur less often.

    Returns
    -------
    DataFrame of one row per pair, the largest `log_dice` first
        * `node`, `collocate`: the two words
        * `n`: slots of the one that hold the other; small below 5
        * `sentences`: the sentences in which that happens
        * `node_n`, `collocate_n`: how often each occurs in the text
        * `expected`: the `n` that chance predicts
        * `log_dice`: one more is twice as strong; 14 if always together (Rychlý 2008)
        * `mi`: `log2(n / expected)` (Church and Hanks 1990)
        * `low`, `high`: interval of `mi` if `n` is a Poisson count
        * `t`: t-score (Church et al. 1991)
        * `g2`: log-likelihood of the four cells (Dunning 1993)
    """
    at_least(1, window=window)
    rows = word_rows(token_rows(tokens, column), ordered="a pair of words")
    table = _pairs(rows, window)
    ours, theirs = (table.groupby(side)["n"].transform("sum") for side in ("node", "collocate"))
    cells = contingency(table["n"], ours, theirs - table["n"], table["n"].sum() - ours)
    table = table.join(cells[["expected", "g2"]])
    if node is None:
        table = table[table["once"]]
    else:
        warn_unknown(node, rows["token"])
        nodes = [node] if isinstance(node, str) else list(node)
        table = table[table["node"].isin(nodes) & table["node"].ne(table["collocate"])]
    table = table[table["n"].ge(min_n)]
    table["mi"] = np.log2(table["n"] / table["expected"])
    half = Z95 / np.sqrt(table["n"]) / np.log(2)
    table["low"], table["high"] = table["mi"] - half, table["mi"] + half
    table["t"] = (table["n"] - table["expected"]) / np.sqrt(table["n"])
    return tidy(table, COLUMNS, "log_dice", weak="no pair occurs 5 times")


def _pairs(rows: pd.DataFrame, window: int | None) -> pd.DataFrame:
    """The pairs of words near each other, in both orders; `once` marks one of the two."""
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
    table["node"], table["collocate"], table["once"] = names[a], names[b], a < b
    table["node_n"], table["collocate_n"] = totals[a], totals[b]
    log_dice = 14 + np.log2(2 * table["n"] / (totals[a] + totals[b]))
    return table.assign(log_dice=log_dice, small=table["n"] < 5)
