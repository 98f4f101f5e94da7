"""How well a codebook fits a text: compared with a coding by hand, and with the words in it."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, require
from .clauses import require_coded
from .counts import each_row, resample, wilson
from .themes import theme_shares

MARKS = ["by_hand", "by_codebook", "both"]


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


def theme_score(gold: pd.DataFrame, tokens: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """How well the codebook finds the themes of a coding by hand (see `theme_differences`).

    Intervals are 95% Wilson intervals that treat units as independent. F1 is 2j / (1 + j), where
    `j` is the share of `both` among the units of either; its interval comes from that of `j`.

    >>> gold = pd.DataFrame({"start": [0, 2], "end": [2, 4], "themes": ["land", None]})
    >>> table = pd.DataFrame({"token": ["山", "山"], "start": [0, 2], "theme": "land"})
    >>> theme_score(gold, table)[["theme", "both", "precision", "recall", "f1"]].round(2)
      theme  both  precision  recall    f1
    0  land     1        0.5     1.0  0.67
    1   all     1        0.5     1.0  0.67

    Parameters
    ----------
    by
        A column of ``tokens`` such as `section`; then each of its values has a row.

    Returns
    -------
    DataFrame of one row per theme and one for `all` of them, or of one per value of `by`
        * `theme`, or the `by` column: the theme or the part
        * `by_hand`, `by_codebook`, `both`: the units in which each, or both, find the theme; of
          several themes, units times themes
        * `precision`, `recall`, `f1`: the scores
        * `precision_low`, `precision_high` and so on: their intervals
    """
    table = (
        _marked(gold, tokens, by).groupby(by or "theme", sort=bool(by), observed=True)[MARKS].sum()
    )
    if not by:
        table.loc["all"] = table.sum()
    either = table["by_hand"] + table["by_codebook"] - table["both"]
    totals = {"precision": table["by_codebook"], "recall": table["by_hand"], "f1": either}
    for name, total in totals.items():
        ends = table["both"] / total, *wilson(table["both"], total)
        for end, share in zip(("", "_low", "_high"), ends, strict=True):
            table[name + end] = 2 * share / (1 + share) if name == "f1" else share
    return table.round(6).reset_index()


def corrected_shares(
    gold: pd.DataFrame, tokens: pd.DataFrame, by: str = "section", seed: int = 0
) -> pd.DataFrame:
    """Shares of themes beside what is left of them once miscoded words are taken out.

    A section's words of a theme are multiplied by the codebook's precision there, divided by its
    recall in the whole text, and made shares again (calibration by a validated sample, Tenenbein
    1970, JASA 65: 1350-1361). Precision in a section is drawn towards that of the theme in the
    text, which weighs as one unit. The interval is the middle 95% of 2,000 draws of both rates from
    Beta distributions. It carries the uncertainty of the rates alone, and takes the coding by hand
    as right; for what sentences leave open see `theme_shares`.

    >>> gold = pd.DataFrame({"start": [0, 2], "end": [2, 4], "themes": ["land", "water"]})
    >>> table = pd.DataFrame({"token": list("山水水山"), "start": [0, 1, 2, 3], "section": "a",
    ...                       "theme": ["land", "water", "water", "land"]})
    >>> corrected_shares(gold, table)[["theme", "share", "precision", "corrected"]]
       theme  share  precision  corrected
    0   land    0.5        0.5        0.5
    1  water    0.5        0.5        0.5

    Returns
    -------
    DataFrame of one row per section and theme
        * `theme`, `n`, `share`: as in `theme_shares`
        * `precision`, `recall`: the rates used
        * `corrected`: the share after correction
        * `low`, `high`: interval of `corrected`
    """
    cells, table = _marked(gold, tokens, by), theme_shares(tokens, by)[[by, "theme", "n", "share"]]
    here = table.merge(
        cells.groupby([by, "theme"], observed=True)[MARKS].sum().reset_index(), "left"
    )
    found, right = here[["by_codebook", "both"]].fillna(0).to_numpy().T
    text = cells.groupby("theme")[MARKS].sum().loc[table["theme"].tolist()]
    by_hand, by_codebook, hits = text.to_numpy().T
    prior, random = (hits + 0.5) / (by_codebook + 1), np.random.default_rng(seed)
    themes = table["theme"].nunique()
    own = random.beta(right + prior, found - right + 1 - prior, (2000, len(table)))
    shared = random.beta((hits + 0.5)[:themes], (by_hand - hits + 0.5)[:themes], (2000, themes))
    precision, recall = (right + prior) / (found + 1), (hits + 0.5) / (by_hand + 1)
    rates = np.vstack([precision / recall, own / np.tile(shared, len(table) // themes)])
    words = (rates * table["n"].to_numpy()).reshape(len(rates), -1, themes)
    with np.errstate(invalid="ignore"):  # A section without coded words has no shares.
        corrected = (words / words.sum(axis=2, keepdims=True)).reshape(len(rates), -1)
    table = table.assign(precision=precision, recall=recall, corrected=corrected[0])
    table["low"], table["high"] = np.percentile(corrected[1:], [2.5, 97.5], axis=0)
    return table.round(6)


def coder_agreement(one: pd.DataFrame, other: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """How far two codings of the same units agree on each theme, beyond chance.

    The measure is Krippendorff's alpha for presence or absence: 1 if both are the same, 0 if they
    agree as often as by chance (Krippendorff 2011). Its interval is a percentile bootstrap over
    units. It is rough for themes of few units; resamples without the theme are left out.

    >>> one = pd.DataFrame({"themes": ["land", "land water", None, None]})
    >>> coder_agreement(one, one.assign(themes=["land", "water", None, None])).iloc[:, :4].round(2)
       theme  one  other  alpha
    0   land    2      1   0.53
    1  water    1      1   1.00
    2    all    3      2   0.73

    Returns
    -------
    DataFrame of one row per theme, and one for `all` themes together
        * `theme`: the theme
        * `one`, `other`: the units that each coding gives it
        * `alpha`: the agreement
        * `low`, `high`: its 95% interval
    """
    if len(one) != len(other):
        raise InputError(f"{len(one)} and {len(other)} units; both must code the same ones")
    marks = [table["themes"].fillna("").str.get_dummies(" ") for table in (one, other)]
    themes = marks[0].columns.union(marks[1].columns)
    ours, theirs = (mark.reindex(columns=themes, fill_value=0).to_numpy() for mark in marks)
    units = len(one)
    weights = np.vstack([np.ones(units), resample(units, np.full(units, 1 / units), seed)])
    present, differ = weights @ (ours + theirs), weights @ (ours != theirs)
    present = np.column_stack([present, present.sum(axis=1)])
    differ = np.column_stack([differ, differ.sum(axis=1)])
    values = 2 * units * np.append(np.ones(len(themes)), len(themes))
    with np.errstate(invalid="ignore", divide="ignore"):
        alpha = 1 - (values - 1) * differ / (present * (values - present))
    table = pd.DataFrame({"theme": [*themes, "all"]})
    for name, mark in (("one", ours), ("other", theirs)):
        table[name] = [*mark.sum(axis=0), mark.sum()]
    table["alpha"] = alpha[0]
    table["low"], table["high"] = np.nanpercentile(alpha[1:], [2.5, 97.5], axis=0)
    return table.round(6)


def _marked(gold: pd.DataFrame, tokens: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """The table of `theme_differences` with `both`, and `by` at the first token of each unit."""
    cells = theme_differences(gold, tokens)
    cells["both"] = cells["by_hand"] & cells["by_codebook"]
    if by:
        require(tokens, by)
        first = tokens["start"].searchsorted(gold["start"])
        cells[by] = tokens[by].array.take(first[cells["unit"]])
    return cells


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
