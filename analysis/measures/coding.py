"""How well a codebook fits a text: compared with a coding by hand, and with the words in it."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, require
from .clauses import require_coded
from .counts import each_row, wilson


def theme_differences(gold: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """Whether a coding by hand and the codebook find each theme in each unit of a text.

    The codebook finds a theme in a unit if a token that starts there bears it. `gold` has one unit
    a row: `start, end` (offsets) and `themes` (keys, joined by spaces).

    >>> gold = pd.DataFrame({"start": [0, 2], "end": [2, 4], "themes": ["land", None]})
    >>> table = pd.DataFrame({"token": list("山。山。"), "start": [0, 1, 2, 3]})
    >>> theme_differences(gold, table.assign(theme=["land", None] * 2))
       unit theme  by_hand  by_codebook terms
    0     0  land     True         True     山
    1     1  land    False         True     山

    Returns
    -------
    DataFrame of one row per unit and theme
        * `unit`: number of the row in `gold`, from 0
        * `theme`: the theme
        * `by_hand`, `by_codebook`: whether each finds it
        * `terms`: the tokens that bear it
    """
    require(gold, "start", "end", "themes")
    require_coded(tokens, "start")
    coded = tokens.dropna(subset="theme")
    starts, themes = coded["start"].to_numpy(), tokens["theme"].astype("category").cat.categories
    bearers, rows = list(zip(coded["theme"], coded["token"], strict=True)), []
    for unit, row in enumerate(each_row(gold)):
        by_hand = row.themes.split() if isinstance(row.themes, str) else []
        if unknown := set(by_hand) - set(themes):
            raise InputError(f"unit {unit}: theme {min(unknown)!r} (known: {', '.join(themes)})")
        inside = np.flatnonzero((starts >= row.start) & (starts < row.end))
        for theme in themes:
            terms = " ".join(bearers[at][1] for at in inside if bearers[at][0] == theme)
            rows.append((unit, theme, theme in by_hand, bool(terms), terms))
    return pd.DataFrame(rows, columns=["unit", "theme", "by_hand", "by_codebook", "terms"])


def theme_score(gold: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """How well the codebook finds the themes of a coding by hand (see `theme_differences`).

    Intervals are 95% Wilson intervals over units. F1 is 2j / (1 + j), where `j` is the share of
    `both` among the units of either; its interval comes from that of `j`.

    >>> gold = pd.DataFrame({"start": [0, 2], "end": [2, 4], "themes": ["land", None]})
    >>> table = pd.DataFrame({"token": ["山", "山"], "start": [0, 2], "theme": "land"})
    >>> theme_score(gold, table)[["theme", "both", "precision", "recall", "f1"]].round(2)
      theme  both  precision  recall    f1
    0  land     1        0.5     1.0  0.67
    1   all     1        0.5     1.0  0.67

    Returns
    -------
    DataFrame of one row per theme, and one for `all` themes together
        * `theme`: the theme
        * `by_hand`, `by_codebook`, `both`: the units in which each, or both, find it
        * `precision`, `recall`, `f1`: the scores
        * `precision_low`, `precision_high` and so on: their intervals
    """
    cells = theme_differences(gold, tokens)
    cells["both"] = cells["by_hand"] & cells["by_codebook"]
    table = cells.groupby("theme", sort=False)[["by_hand", "by_codebook", "both"]].sum()
    table.loc["all"] = table.sum()
    either = table["by_hand"] + table["by_codebook"] - table["both"]
    totals = {"precision": table["by_codebook"], "recall": table["by_hand"], "f1": either}
    for name, total in totals.items():
        ends = table["both"] / total, *wilson(table["both"], total)
        for end, share in zip(("", "_low", "_high"), ends, strict=True):
            table[name + end] = 2 * share / (1 + share) if name == "f1" else share
    return table.round(6).reset_index()


def check_codebook(article: Article, min_n: int = 2) -> pd.DataFrame:
    """Where the codebook of an article does not fit its text.

    Problems are `uncoded` (a content word that occurs `min_n` times and is neither coded nor listed
    as uncoded), `never occurs` (a term that no sentence has) and `split into A B` (a term that the
    segmenter cuts; put it on the article's term list).

    Returns
    -------
    DataFrame of one row per problem, the most frequent first
        * `term`, `theme`: the term and its theme, if it has one
        * `problem`, `n`: what is wrong, and how often
    """
    if not (book := article.codebook):
        raise InputError("the article has no codebook to check")
    tokens, text = article.tokens, article.cleaned.text
    theme_of: dict[str, str | None] = {**dict.fromkeys(book.uncoded), **book.theme_of}
    content = Counter(tokens.loc[~tokens["stop"], "token"])
    often = [word for word, n in content.items() if n >= min_n and word not in theme_of]
    rows: list[tuple[Any, ...]] = [(word, None, "uncoded", content[word]) for word in often]
    first = {start: at for at, start in enumerate(tokens["start"])}
    last = {end: at for at, end in enumerate(tokens["end"], 1)}
    for term, theme in theme_of.items():
        spans = [(at, at + len(term)) for at in occurrences(text, term)]
        whole = [(first[a], last[b]) for a, b in spans if a in first and b in last]
        splits = Counter(" ".join(tokens["token"][a:b]) for a, b in whole if b - a > 1)
        rows += [(term, theme, f"split into {pieces}", n) for pieces, n in splits.items()]
        rows += [] if whole else [(term, theme, "never occurs", 0)]
    table = pd.DataFrame(rows, columns=["term", "theme", "problem", "n"])
    return table.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def occurrences(text: str, part: str) -> list[int]:
    """Where each occurrence of a part begins, including those that overlap; none if it is empty.

    >>> occurrences("山山山", "山山"), occurrences("山", "")
    ([0, 1], [])
    """
    return [at for at in range(len(text)) if part and text.startswith(part, at)]
