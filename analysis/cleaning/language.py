"""How likely a character is after the two before it, in Chinese newspapers.

A trigram model of characters, marks and line breaks, smoothed by the method of Kneser and Ney.
It tells 每个人 from 每个了, and a comma from a full stop. It was counted on one month of one
newspaper, so it is NOT good for newer words, for names, or for prose of other kinds: mix it with
the cost of words. Costs are ten times the negative natural logarithm of a probability.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")
DATA = Path(__file__).with_name("data")
# The costs are set by hand, in tenths of a nat.
UNSEEN, FOREIGN, LATIN = 190, 240, 50  #: Cost of a rare Chinese character, of others, of ASCII.
CLASH = 100  #: Cost of two marks that do not occur side by side, beside their own.
UNKNOWN = 160  #: Cost of a character that the newspaper never has.
OUT = 9999  #: Cost of what is ruled out, above all others.
FULL = 400_000  #: Costs that are remembered before the memory is cleared, about 40 MB.
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
#: What two characters side by side add to the cost, or take off, set by hand: marks, and words that
#: do not end a clause or begin one.
LINKS = dict.fromkeys(_CLASHES, CLASH) | {
    "。“": -12, "，“": -5, "：“": -25, "。”": -15, "！”": -25, "？”": -25, "”，": -10, "”。": -10,
    "。\n": -25, "”\n": -10, "！\n": -20, "？\n": -20, "：\n": -15,
}  # fmt: skip
LINKS |= {a + b: 30 for a in _NOT_LAST for b in "。；！？，"}
LINKS |= {a + b: 30 for a in "。；！？，" for b in _NOT_FIRST}

_END = "¶"  #: A line break in the data file.

_NUMBER = re.compile(rb"\d+")
_GROUP = re.compile(r"([^\d\t]*)(\d+)")
_MARKS = dict(
    zip(
        "，。、；：？！“”‘’（）《》—…·\n ",
        (28, 38, 39, 55, 50, 60, 60, 45, 45, 60, 60, 55, 55, 55, 55, 60, 70, 75, 50, 60),
        strict=True,
    )
)  #: Cost of a mark, and of a line break or blank, among words, set by hand.


def _written(character: str) -> bytes:
    """A character as the data file writes it."""
    return character.replace("\n", _END).encode("utf-8", "surrogatepass")


@cache
def _data(name: str) -> bytes:
    """A data file, its lines in the order of their bytes; undecoded, since few are needed."""
    return (DATA / name).read_bytes()


def _line(name: str, first: str) -> bytes:
    """The line of a data file that begins with a character, empty if there is none."""
    data, key = _data(name), _written(first) + b"\t"
    low, high = 0, len(data)
    while low < high:
        start = max(low, data.rfind(b"\n", low, (low + high) // 2) + 1)
        if data[start : start + len(key)] < key:
            low = data.index(b"\n", start) + 1
        else:
            high = start
    return data[low : data.index(b"\n", low)] if data.startswith(key, low) else b""


@cache
def _following(context: str) -> tuple[int, bytes]:
    """What backing off from a context costs, and what follows it: characters, then their cost."""
    line, second = _line("ngrams.txt", context[:1]), _written(context[1:])
    at = line.find(b"\t%b\t" % second) + 1 if second else 0
    if not line or (second and not at):
        return 0, b""
    back = line.index(b"\t", at) + 1
    start = line.index(b"\t", back) + 1
    end = line.find(b"\t", start)
    return int(line[back : start - 1]), line[start : None if end < 0 else end]


@cache
def commonness() -> dict[str, int]:
    """Character to its cost in whatever word it occurs."""
    found: dict[str, int] = {}
    for group, cost in _GROUP.findall(_line("words.txt", "").decode()):
        found.update(dict.fromkeys(group, int(cost)))
    return found


@cache
def _words_with(first: str) -> dict[str, int]:
    """What follows a character in the words that begin with it, and their costs."""
    found: dict[str, int] = {}
    for group, cost in _GROUP.findall(_line("words.txt", first).partition(b"\t")[2].decode()):
        found.update(dict.fromkeys(group.split(" "), int(cost)))
    return found


class Memory(dict[K, T]):
    """What a function makes of a key, worked out once, and forgotten when there is too much."""

    def __init__(self, function: Callable[[K], T]) -> None:
        self._function = function

    def __missing__(self, key: K) -> T:
        found = self._function(key)
        if len(self) >= FULL:
            self.clear()
        self[key] = found
        return found


def _word(word: str) -> int:
    return _words_with(word[:1]).get(word[1:]) or _MARKS.get(word, OUT)


def _ngram(gram: str) -> int:
    back, costs = _following(gram[:-1])
    at = costs.find(_written(gram[-1]))
    if at >= 0 and (found := _NUMBER.search(costs, at)):
        return int(found[0])
    return back + ngrams[gram[1:]] if len(gram) > 1 else UNKNOWN


#: N-gram of one to three characters in normal form to the cost of the last.
ngrams = Memory(_ngram)
words = Memory(_word)  #: Word, or mark, to its cost; `OUT` for what is neither.


@cache
def rows(name: str) -> list[list[str]]:
    """The rows of one data file of the cleaning: a key and its value, and perhaps a remark.

    >>> rows("script.txt")[0]
    ['丟', '丢']
    """
    text = (DATA / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]


@cache
def alone(character: str) -> int:
    """The cost of a character that is part of no word.

    >>> alone("的") < alone("力") < alone("鷸")
    True
    """
    found = words[character]
    if found == OUT:
        han = "一" <= character <= "龥"
        found = UNSEEN if han else LATIN if character.isascii() else FOREIGN
    return found


def cost(text: str) -> int:
    """The cost of the best split of a short text into words.

    >>> cost("着力推动") < cost("著力推动")
    True
    """
    return splits(text)[-1]


def splits(text: str) -> list[int]:
    """The cost of the best split into words of what is before each character, and of all."""
    best = [0]
    for end in range(1, len(text) + 1):
        least = best[-1] + alone(text[end - 1])
        for start in range(max(0, end - 4), end - 1):
            least = min(least, best[start] + words[text[start:end]])
        best.append(least)
    return best
