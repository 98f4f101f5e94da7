"""How likely a piece of simplified Chinese is, by the frequency of its words.

A unigram model: a text is as likely as its best split into words, each at its frequency, with
punctuation marks beside them and a price on marks that do not stand side by side. It tells 着力
from 著力 and 党校 from 党福. It is NOT good for grammar, names, or more than a line.
Costs are ten times the negative natural logarithm of a probability; lower is likelier.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from math import exp, log
from pathlib import Path

DATA = Path(__file__).with_name("data")  #: the tables of the cleaning, beside its code

LONGEST = 4  #: the most characters in a word of the dictionary
UNSEEN, FOREIGN, LATIN = 190, 240, 50  #: of a rare Chinese character, of others, of ASCII
OUT = 9999  #: of what is ruled out
WEIGHED = 12  #: how many pairs of characters are weighed
CLASH = 60  #: of two marks that do not stand side by side, beside their own
_SPANS = [(i, j) for i in range(LONGEST) for j in range(LONGEST - i) if i + j]  # around a character

_MARKS = "，。、；：？！“”‘’（）《》—…·\n "
_MARK_COSTS = (28, 38, 39, 55, 50, 60, 60, 45, 45, 60, 60, 55, 55, 55, 55, 60, 70, 75, 50, 60)
_STOPS, _OPENING, _CLOSING = "，。、；：？！", "“‘（《", "”’）》"
_NOT_LAST = "和与及或把被从向由将使让是就也又并而但以该其此各每这那第最更很不未已还再只却则若因且虽"
_NOT_FIRST = "的了着过们吗呢吧里之化性者型式率度等"
_CLASHES = (
    {a + b for a in _STOPS + _OPENING + "\n" for b in _STOPS + _CLOSING}
    - {a + b for a in "。，？！；" for b in "”’）"}
    | {a + "\n" for a in _OPENING + "，、"}
    | {a + b for a, b in zip(_CLOSING, _OPENING, strict=True)}
    | {a + b for a in _STOPS for b in "—…·"}
    | {"”“"}
)
#: What two characters side by side add to the cost, or take off: marks, and words that do not end
#: a clause or begin one.
LINKS = dict.fromkeys(_CLASHES, CLASH) | {
    "。“": -12, "，“": -5, "：“": -25, "。”": -15, "！”": -25, "？”": -25, "”，": -10, "”。": -10,
    "。\n": -25, "”\n": -10, "！\n": -20, "？\n": -20, "：\n": -15,
}  # fmt: skip
LINKS |= {a + b: 30 for a in _NOT_LAST for b in "。；！？，"}
LINKS |= {a + b: 30 for a in "。；！？，" for b in _NOT_FIRST}


def rows(name: str) -> list[list[str]]:
    """The rows of one data file of the cleaning: a key and its value, and perhaps a remark.

    >>> rows("script.txt")[0]
    ['丟', '丢']
    """
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


@cache
def costs() -> dict[str, int]:
    """Word, or mark, to its cost."""
    table = dict(zip(_MARKS, _MARK_COSTS, strict=True))
    for cost_, group in rows("words.txt"):
        table.update(dict.fromkeys(group.split(" "), int(cost_)))
    return table


@cache
def commonness() -> dict[str, int]:
    """Character to its cost in whatever word it stands."""
    share: dict[str, float] = defaultdict(float)
    for word, cost_ in costs().items():
        for character in word:
            share[character] += exp(-cost_ / 10)
    return {character: round(-10 * log(p)) for character, p in share.items()}


@cache
def alone(character: str) -> int:
    """The cost of a character that is part of no word.

    >>> alone("的") < alone("力") < alone("鷸")
    True
    """
    found = costs().get(character)
    if found is None:
        han = "一" <= character <= "龥"
        found = UNSEEN if han else LATIN if character.isascii() else FOREIGN
    return found


def cost(text: str) -> int:
    """The cost of the best split of `text` into words.

    >>> cost("着力推动") < cost("著力推动")
    True
    """
    return _beginnings(text)[-1]


@lru_cache(maxsize=4096)
def _beginnings(text: str, step: int = 1) -> list[int]:
    """The cost of each beginning of `text`; with step -1 the text is read backward."""
    known, best = costs(), [0]
    for end in range(1, len(text) + 1):
        least = best[-1] + alone(text[end - 1])
        for start in range(max(0, end - LONGEST), end - 1):
            word = known.get(text[start:end][::step])
            if word is not None and best[start] + word < least:
                least = best[start] + word
        best.append(least + LINKS.get(text[max(0, end - 2) : end][::step], 0))
    return best


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """The first two characters of all longer words, and the last two."""
    longer = [word for word in costs() if len(word) > 2]
    return frozenset({word[:2] for word in longer}), frozenset({word[-2:] for word in longer})


def between(left: str, candidates: Sequence[str], right: str) -> list[int]:
    """The cost of ``left + candidate + right`` for each candidate, a character.

    Candidates may also be pairs: the likeliest by their words with their neighbours are weighed,
    the others ruled out.

    >>> between("党", "校福", "，") == [cost("党校，"), cost("党福，")]
    True
    """
    known, (heads, tails), last, first = costs(), _edges(), left[-1:], right[:1]
    if candidates and len(candidates[0]) > 1:
        before, after = alone(last) if last else 0, alone(first) if first else 0

        def estimate(pair: str) -> int:
            one = min(alone(pair[0]), known.get(last + pair[0], OUT) - before)
            two = min(alone(pair[1]), known.get(pair[1] + first, OUT) - after)
            return min(one + two, known.get(pair, OUT))

        likely = set(nsmallest(WEIGHED, candidates, key=estimate))
        return [cost(left + pair + right) if pair in likely else OUT for pair in candidates]
    starts, stops = _beginnings(left), _beginnings(right[::-1], -1)[::-1]
    found = [starts[-1] + stops[0] + alone(character) for character in candidates]
    for i, j in _SPANS:
        head, tail = left[max(0, len(left) - i) :], right[:j]
        if len(head) < i or len(tail) < j:
            continue
        if (i > 1 and head[:2] not in heads) or (j > 1 and tail[-2:] not in tails):
            continue
        outside = starts[len(left) - i] + stops[j]
        for k, character in enumerate(candidates):
            word = known.get(head + character + tail)
            if word is not None and outside + word < found[k]:
                found[k] = outside + word
    links = LINKS.get
    return [
        price + links(last + character, 0) + links(character + first, 0)
        for price, character in zip(found, candidates, strict=True)
    ]
