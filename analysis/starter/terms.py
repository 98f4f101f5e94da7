"""Candidates for a term list: what the segmenter cuts though it may be one word.

Not good for: words that occur once, and deciding. A candidate holds together inside and moves
freely outside; whether it is a word, a name or a habit of the text is for a reader to say.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from ..article import Article
from ..errors import InputError, checked, texts
from ..lexicon import general_stopwords
from ..segmentation.engines import parts_of_speech
from ..segmentation.words import Segmenter, Token

Words = tuple[str, ...]


@checked
def suggest_terms(
    source: Article | str | pd.Series | pd.DataFrame | Iterable[str],
    terms: Iterable[Any] | None = None,
    *,
    min_n: int = 2,
    longest: int = 4,
    column: str = "text",
) -> pd.DataFrame:
    """Runs of 2 to `longest` words that occur `min_n` times or more and may each be one term.

    `source` is an `Article`, a text, texts, or a table with a `column` of them; no run holds a
    mark, a space, a figure or a stop word. `terms` is the term list so far (by default the
    article's): neither its terms nor what it says to cut are suggested, nor what jieba's dictionary
    lists. A bound below 2: `InputError`.

    Returns `term`, `parts` (as it is cut now), `n`, `pmi`, `entropy`, `score` (their product),
    highest score first. `pmi`, in bits: pointwise mutual information (Church and Hanks 1990) of the
    two sides of the weakest joint. `entropy`, in bits: the lower of the branching entropies (Jin
    and Tanaka-Ishii 2006) of the characters before and after it, where each mark or end of a text
    is a character of its own. What has none is a piece of something longer: left out.

    >>> suggest_terms(["甲村修水渠。", "我在甲村。", "水通甲村的路。"]).round(2)
      term parts  n   pmi  entropy  score
    0   甲村   甲 村  3  1.87     1.58   2.97
    """
    if min(min_n, longest) < 2:
        raise InputError(f"min_n is {min_n} and longest {longest}; make both 2 or more")
    stopwords = general_stopwords()
    if isinstance(source, Article):
        terms = source.terms if terms is None else terms
        stopwords, source = source.stopwords, list(source.passages["text"])
    segmenter = Segmenter(terms)
    if isinstance(source, str | pd.Series | pd.DataFrame):
        source = texts(source, column).dropna()
    cut = [(page, segmenter.tokenize(page)) for page in source]
    counts = Counter(words for words, _, _ in _runs(cut, stopwords, longest))
    known = parts_of_speech().keys() | {term.term.replace(" ", "") for term in segmenter.terms}
    often = [w for w, n in counts.items() if len(w) > 1 and n >= min_n and "".join(w) not in known]
    sides: dict[Words, tuple[Counter[object], ...]] = {w: (Counter(), Counter()) for w in often}
    for words, *around in _runs(cut, stopwords, longest):
        for side, char in zip(sides.get(words, ()), around, strict=False):
            side[char] += 1
    total = sum(n for words, n in counts.items() if len(words) == 1)
    rows = [
        ("".join(w), " ".join(w), counts[w], _pmi(w, counts, total), min(map(_entropy, sides[w])))
        for w in often
    ]
    table = pd.DataFrame(rows, columns=["term", "parts", "n", "pmi", "entropy"])
    table["score"] = table["pmi"] * table["entropy"]
    table = table[table["entropy"] > 0]
    return table.sort_values("score", ascending=False, kind="stable", ignore_index=True)


def _runs(
    texts: list[tuple[str, list[Token]]], stopwords: frozenset[str], longest: int
) -> Iterator[tuple[Words, object, object]]:
    """Each run of up to `longest` words, and the characters before and after it."""
    for text, tokens in texts:
        around = [char if char.isalnum() else object() for char in f" {text} "]
        run: list[Token] = []
        for token in tokens:
            if run and run[-1].end < token.start:
                run = []
            run = [] if token.is_stop(stopwords) else [*run[1 - longest :], token]
            for at, first in enumerate(run):
                yield tuple(t.token for t in run[at:]), around[first.start], around[token.end + 1]


def _pmi(words: Words, counts: Counter[Words], total: int) -> float:
    """The lowest pointwise mutual information of the two sides of a joint."""
    sides = max(counts[words[:at]] * counts[words[at:]] for at in range(1, len(words)))
    return math.log2(counts[words] * total / sides)


def _entropy(neighbours: Counter[object]) -> float:
    shares = [n / neighbours.total() for n in neighbours.values()]
    return -sum(share * math.log2(share) for share in shares)
