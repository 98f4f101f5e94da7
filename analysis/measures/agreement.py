"""How far a segmentation agrees with one made by hand.

A segmentation is a list of the words of a text, or of several texts one after another, in order and
without white space.

Not good for choosing the segmentation that serves an analysis better: standards differ on where a
phrase becomes a word.
"""

from collections.abc import Container, Iterable
from itertools import accumulate, pairwise

import pandas as pd

from ..errors import InputError, checked
from ..segmentation.engines import parts_of_speech


@checked
def segmentation_score(
    gold: Iterable[str], found: Iterable[str], known: Container[str] | None = None
) -> dict[str, float]:
    """How many words were found, counted as in the SIGHAN bakeoffs (Emerson 2005).

    A word is right if `gold`, made by hand, has a word with the same start and end. `known` is the
    vocabulary, by default jieba's dictionary. Words of different texts raise `InputError`.

    >>> segmentation_score(["我们", "要", "筑牢"], ["我们", "要筑牢"])["f1"]
    0.4

    Returns
    -------
    dict
        * `words`: words in `gold`
        * `precision`: share of the words found that are right
        * `recall`: share of the words in `gold` that were found
        * `margin`: two standard errors of the recall (Sproat and Emerson 2003)
        * `f1`: harmonic mean of precision and recall
        * `oov`: words in `gold` that `known` lacks; marks never count
        * `oov_recall`: share of these that were found; missing if there are none
    """
    gold, found = list(gold), list(found)
    known = parts_of_speech() if known is None else known
    ours, theirs = _spans(gold, found)
    right = theirs.keys() & ours.keys()
    oov = [at for at, i in ours.items() if gold[i] not in known and any(map(str.isalnum, gold[i]))]
    recall = len(right) / len(ours)
    return {
        "words": len(ours),
        "precision": len(right) / len(theirs),
        "recall": recall,
        "margin": 2 * (recall * (1 - recall) / len(ours)) ** 0.5,
        "f1": 2 * len(right) / (len(ours) + len(theirs)),
        "oov": len(oov),
        "oov_recall": len(right.intersection(oov)) / len(oov) if oov else float("nan"),
    }


@checked
def segmentation_differences(gold: Iterable[str], found: Iterable[str]) -> pd.DataFrame:
    """The smallest stretches that two segmentations of a text cut differently.

    >>> segmentation_differences(["我们", "要", "筑牢"], ["我们", "要筑牢"])
       gold found  n
    0  要 筑牢   要筑牢  1

    Returns
    -------
    DataFrame of one row per difference, the most frequent first
        * `gold`, `found`: the words of each, joined by spaces
        * `n`: how often the difference occurs
    """
    gold, found = list(gold), list(found)
    ours, theirs = ({end: i + 1 for (_, end), i in at.items()} for at in _spans(gold, found))
    rows, i, j = [], 0, 0
    for end in sorted(ours.keys() & theirs.keys()):
        rows.append((" ".join(gold[i : ours[end]]), " ".join(found[j : theirs[end]])))
        i, j = ours[end], theirs[end]
    table = pd.DataFrame(rows, columns=["gold", "found"]).query("gold != found")
    table = table.groupby(["gold", "found"], sort=False).size().rename("n").reset_index()
    return table.sort_values("n", ascending=False, kind="stable", ignore_index=True)


def _spans(*segmentations: Iterable[str]) -> list[dict[tuple[int, int], int]]:
    """For each segmentation, the number of each word by its start and end."""
    gold, found = map("".join, segmentations)
    if gold != found or not gold:
        at = next((i for i, char in enumerate(gold) if char != found[i : i + 1]), len(gold))
        both = f"{gold[at : at + 20]!r} in gold, {found[at : at + 20]!r} in found"
        raise InputError(f"not the words of one text: from character {at} on {both}")
    return [
        {at: i for i, at in enumerate(pairwise(accumulate(map(len, words), initial=0)))}
        for words in segmentations
    ]
