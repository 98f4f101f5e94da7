"""How well a segmentation agrees with one made by hand, as the SIGHAN bakeoffs count it.

A word is right where the gold segmentation has a word of the same start and end. Precision is the
share of words found that are right, recall the share of gold words that were found, F1 their
harmonic mean; the recall of gold words that a dictionary lacks (R_OOV) tells how a segmenter fares
with words that it can't know. Punctuation marks are never out of vocabulary.

Emerson, T. (2005): The second international Chinese word segmentation bakeoff. Proceedings of the
Fourth SIGHAN Workshop on Chinese Language Processing, 123-133. The margins are those of Sproat, R.
and Emerson, T. (2003): The first international Chinese word segmentation bakeoff.

Not good for: saying which of two segmentations serves an analysis; standards differ on where a
phrase becomes a word.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import astuple, dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class Score:
    """Counts over one or more texts, and the shares that follow from them."""

    gold: int = 0
    found: int = 0
    right: int = 0
    unknown: int = 0
    unknown_right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    @property
    def precision(self) -> float:
        return _share(self.right, self.found)

    @property
    def recall(self) -> float:
        return _share(self.right, self.gold)

    @property
    def f1(self) -> float:
        return _share(2 * self.right, self.found + self.gold)

    @property
    def oov_recall(self) -> float:
        return _share(self.unknown_right, self.unknown)

    @property
    def margin(self) -> float:
        """Half the 95% interval of the recall: two standard errors of a binomial share."""
        return 2 * (self.recall * (1 - self.recall) / self.gold) ** 0.5 if self.gold else 0.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """Start and end of each word in the words joined.

    >>> spans(["三", "会"]), spans(["三会"])
    ([(0, 1), (1, 2)], [(0, 2)])
    """
    return list(pairwise(accumulate(map(len, words), initial=0)))


def score(gold: Sequence[str], found: Sequence[str], known: Container[str] = ()) -> Score:
    """Compare the words of one text with those of its gold segmentation.

    `known` is the dictionary that tells which gold words are out of vocabulary.

    Raises
    ------
    ValueError
        If the two are not segmentations of one text.
    """
    _check(gold, found)
    right = set(spans(found))
    unknown = [
        at
        for word, at in zip(gold, spans(gold), strict=True)
        if word not in known and any(map(str.isalnum, word))
    ]
    return Score(
        len(gold),
        len(found),
        len(right.intersection(spans(gold))),
        len(unknown),
        len(right.intersection(unknown)),
    )


def differences(
    gold: Sequence[str], found: Sequence[str]
) -> Iterator[tuple[int, list[str], list[str]]]:
    """Each smallest stretch that is divided in two ways: first gold word's number, gold, found.

    >>> list(differences(["我们", "要", "筑牢"], ["我们", "要筑牢"]))
    [(1, ['要', '筑牢'], ['要筑牢'])]
    """
    _check(gold, found)
    ends = [{end: i for i, (_, end) in enumerate(spans(words), 1)} for words in (gold, found)]
    i = j = 0
    for end in sorted(ends[0].keys() & ends[1].keys()):
        to_i, to_j = ends[0][end], ends[1][end]
        if (to_i - i, to_j - j) != (1, 1):
            yield i, list(gold[i:to_i]), list(found[j:to_j])
        i, j = to_i, to_j


def _check(gold: Sequence[str], found: Sequence[str]) -> None:
    if "".join(gold) != "".join(found):
        raise ValueError(f"{''.join(found)[:40]!r} is not the text of {' '.join(gold)[:60]!r}")
