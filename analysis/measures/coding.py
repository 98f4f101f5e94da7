"""How well a codebook fits a text: compared with a coding by hand, and with the words in it."""

import re
from collections import Counter
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd

from ..article import Article
from ..errors import InputError, checked, require, shown, texts
from ..lexicon.codebook import PATTERN, Codebook
from .clauses import code_clauses, coded_tokens, word_worth
from .concordance import running_text

from .counts import (  # isort: skip
    By, Tokens, at_least, each_row, names, resample, rounded, score_bound, token_rows, wilson,
    word_rows,
)  # fmt: skip
from .themes import theme_shares

MARKS, NEVER = ["by_hand", "by_codebook", "both"], "never occurs"


@checked
def theme_differences(gold: pd.DataFrame, tokens: Tokens) -> pd.DataFrame:
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
    tokens = coded_tokens(tokens, "start")
    for place in (gold["start"], gold["end"], tokens["start"]):
        if not pd.api.types.is_numeric_dtype(place):
            raise InputError(f"{place.name} should be offsets, not {shown(place.iloc[0])}")
    coded = tokens.dropna(subset="theme")
    starts, themes = coded["start"].to_numpy(), tokens["theme"].astype("category").cat.categories
    bearers, rows = list(zip(coded["theme"], coded["token"], strict=True)), []
    for unit, row in enumerate(each_row(gold)):
        by_hand = row.themes.split() if isinstance(row.themes, str) else []
        if unknown := set(by_hand) - set(themes):
            known = ", ".join(map(str, themes))
            raise InputError(f"unit {unit}: theme {min(unknown)!r} (known: {known})")
        inside = np.flatnonzero((starts >= row.start) & (starts < row.end))
        for theme in themes:
            terms = " ".join(bearers[at][1] for at in inside if bearers[at][0] == theme)
            rows.append((unit, theme, theme in by_hand, bool(terms), terms))
    return pd.DataFrame(rows, columns=["unit", "theme", "by_hand", "by_codebook", "terms"])


@checked
def theme_score(gold: pd.DataFrame, tokens: Tokens, by: By = None) -> pd.DataFrame:
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
    keys = names(by, "theme by_hand by_codebook both precision recall f1")
    marked = _marked(gold, tokens, keys)
    table = marked.groupby(keys or "theme", sort=bool(keys), observed=True)[MARKS].sum()
    if not keys:
        table.loc["all"] = table.sum()
    either = table["by_hand"] + table["by_codebook"] - table["both"]
    totals = {"precision": table["by_codebook"], "recall": table["by_hand"], "f1": either}
    for name, total in totals.items():
        ends = table["both"] / total, *wilson(table["both"], total)
        for end, share in zip(("", "_low", "_high"), ends, strict=True):
            table[name + end] = 2 * share / (1 + share) if name == "f1" else share
    return rounded(table.reset_index())


@checked
def corrected_shares(
    gold: pd.DataFrame, tokens: Tokens, by: By = "section", seed: int = 0
) -> pd.DataFrame:
    """Shares of themes beside what is left of them once miscoded words are taken out.

    A section's words of a theme are multiplied by the codebook's precision there, divided by its
    recall in the whole text, and made shares again (calibration by a validated sample, Tenenbein
    1970, JASA 65: 1350-1361). Precision in a section is drawn towards that of the theme in the
    text, which weighs as one unit.

    The interval is the middle 95% of 2,000 draws: of both rates from Beta distributions, and of the
    share from what its Wilson interval with an effective size (see `theme_shares`) says at each
    level. In simulated texts it covers the share in 90% or more, and the rates alone in under half.
    It takes the coding by hand as right.

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
    at_least(0, seed=seed)
    keys = names(by, "theme share precision recall corrected low high", needed=True)
    cells, table = _marked(gold, tokens, keys), theme_shares(tokens, keys)
    table = table[[*keys, "theme", "n", "share"]]
    own = cells.groupby([*keys, "theme"], observed=True)[MARKS].sum().reset_index()
    found, right = table.merge(own, "left")[["by_codebook", "both"]].fillna(0).to_numpy().T
    text = cells.groupby("theme")[MARKS].sum().loc[table["theme"].unique().tolist()]
    by_hand, by_codebook, hits = text.to_numpy().T
    themes, size = len(text), len(table) // len(text)
    prior, random = np.tile((hits + 0.5) / (by_codebook + 1), size), np.random.default_rng(seed)
    recall = (hits + 0.5) / (by_hand + 1)
    table["precision"], table["recall"] = (right + prior) / (found + 1), np.tile(recall, size)
    worth = word_worth(code_clauses(tokens, keys).counts())
    n = table["n"].to_numpy().reshape(size, themes)
    # The recall is one for all sections, so their draws share it.
    shared = random.beta(hits + 0.5, by_hand - hits + 0.5, (2000, themes))
    ends = []
    for at, words in enumerate(n):
        rows = slice(at * themes, (at + 1) * themes)
        true, false = right[rows] + prior[rows], (found - right)[rows] + 1 - prior[rows]
        rate = random.beta(true, false, (2000, themes)) / shared
        share, level = words / max(words.sum(), 1), random.standard_normal(rate.shape)
        drawn = score_bound(words * worth, max(words.sum(), 1) * worth, level) * rate
        # A share changes with the rate of its own words against that of all others.
        rest = (share * rate).sum(axis=1, keepdims=True) - share * rate
        others = np.where(share < 1, rest / np.where(share < 1, 1 - share, 1), rate)
        drawn /= drawn + (1 - drawn / rate) * others
        ends.append(np.percentile(drawn, [2.5, 97.5], axis=0))
    table["corrected"] = table["n"] * table["precision"] / table["recall"]
    whole = table.groupby(keys, observed=True)["corrected"].transform("sum")
    table["corrected"] /= whole.where(whole > 0)
    table["low"], table["high"] = np.hstack(ends)
    return rounded(table)


@checked
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
    at_least(0, seed=seed)
    require(one, "themes")
    require(other, "themes")
    if len(one) != len(other) or not len(one):
        raise InputError(f"{len(one)} and {len(other)} units; both must code the same ones")
    # As objects: of Arrow's strings an empty one would become a theme.
    coded = [texts(table, "themes").fillna("").astype(object) for table in (one, other)]
    marks = [themes.str.get_dummies(" ") for themes in coded]
    themes = marks[0].columns.union(marks[1].columns)
    ours, theirs = (mark.reindex(columns=themes, fill_value=0).to_numpy() for mark in marks)
    units = len(one)
    both = np.hstack([ours + theirs, ours != theirs])
    weights = [np.ones((1, units)), *resample(units, np.full(units, 1 / units), seed)]
    present, differ = np.hsplit(np.vstack([weight @ both for weight in weights]), 2)
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


def _marked(gold: pd.DataFrame, tokens: Tokens, keys: list[str]) -> pd.DataFrame:
    """The table of `theme_differences` with `both`, and keys at the first token of each unit."""
    cells, tokens = theme_differences(gold, tokens), coded_tokens(tokens, *keys)
    cells["both"] = cells["by_hand"] & cells["by_codebook"]
    first = tokens["start"].searchsorted(gold["start"])
    for key in keys:
        cells[key] = tokens[key].array.take(first[cells["unit"]])
    return cells


@checked
def check_codebook(
    data: Tokens, min_n: int = 2, *, codebook: Codebook | None = None, column: str = "text"
) -> pd.DataFrame:
    """Where a codebook does not fit the text of an article, or the texts of a token table.

    Problems are `uncoded` (a content word that occurs `min_n` times and is neither coded nor listed
    as uncoded), `never occurs` (a term that no sentence has) and `split into A B` (a term that the
    segmenter cuts; put it on the term list).

    >>> book = Codebook.from_dict({"land": ["山", "水田"]})
    >>> check_codebook("山有水。山有水。", codebook=book)[["term", "theme", "problem", "n"]]
      term theme       problem  n
    0    水   NaN       uncoded  2
    1   水田  land  never occurs  0

    Parameters
    ----------
    codebook
        By default that of the article. Without one, what the column `theme` of the tokens codes;
        then a term that never occurs, or is cut, is not known.

    Returns
    -------
    DataFrame of one row per problem, the most frequent first
        * `term`, `theme`: the term and its theme, if it has one
        * `problem`, `n`: what is wrong, and how often
    """
    book = data.codebook if codebook is None and isinstance(data, Article) else codebook
    tokens = token_rows(data, column)
    rows = word_rows(tokens, marks=True, ordered="a term")
    if book is None:
        if isinstance(data, Article) or "theme" not in rows or rows["theme"].isna().all():
            raise InputError("there is no codebook to check; give one by codebook=")
        themes = coded_tokens(rows).dropna(subset="theme")
        theme_of: dict[str, Any] = dict(zip(themes["token"], themes["theme"], strict=True))
    else:
        theme_of = {**dict.fromkeys(book.uncoded), **book.theme_of}
    patterns = [term for term in theme_of if PATTERN.search(term)]
    text, at, stops, _ = running_text(rows)
    words = word_rows(tokens)
    words = words[~words["stop"].astype(bool)] if "stop" in words else words
    content = Counter(words["token"])
    known = {word for term in theme_of for word in term.split()}
    found: list[tuple[Any, ...]] = [
        (word, None, "uncoded", n)
        for word, n in content.items()
        if n >= min_n and word not in known and not any(fnmatchcase(word, p) for p in patterns)
    ]
    first, last = ({place: i for i, place in enumerate(ends)} for ends in (at, stops))
    token = rows["token"].tolist()
    for term, theme in theme_of.items():
        if term in patterns:
            found += [] if any(fnmatchcase(w, term) for w in content) else [(term, theme, NEVER, 0)]
            continue
        places = occurrences(text, plain := term.replace(" ", ""))
        spans = [(start, start + len(plain)) for start in places]
        whole = [(first[a], last[b] + 1) for a, b in spans if a in first and b in last]
        splits = Counter(" ".join(token[a:b]) for a, b in whole)
        splits.pop(term, None)
        found += [(term, theme, f"split into {pieces}", n) for pieces, n in splits.items()]
        found += [] if whole else [(term, theme, NEVER, 0)]
    table = pd.DataFrame(found, columns=["term", "theme", "problem", "n"])
    return table.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def occurrences(text: str, part: str) -> list[int]:
    """Where each occurrence of a part begins, including those that overlap; none if it is empty.

    >>> occurrences("山山山", "山山"), occurrences("山", "")
    ([0, 1], [])
    """
    return [found.start() for found in re.finditer(f"(?={re.escape(part)})", text) if part]
