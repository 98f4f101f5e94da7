"""How likely a character is after the two before it, in Chinese newspapers.

A trigram model of characters, marks and line breaks, smoothed by the method of Kneser and Ney.
It tells 每个人 from 每个了, and a comma from a full stop. It was counted on one month of one
newspaper, so it is NOT good for newer words, for names, or for prose of other kinds: mix it with
the cost of words. Costs are ten times the negative natural logarithm of a probability.
"""

import re
from functools import cache
from pathlib import Path

from .script import flat

DATA = Path(__file__).with_name("data")
UNKNOWN = 160  #: Cost of a character that the newspaper never has, in tenths of a nat.
FULL = 400_000  #: N-grams that are remembered before the memory is cleared, about 40 MB.
_END = "¶"  #: A line break in the data file.

_NORMAL = {ord(mark): ord(mark) + 0xFEE0 for mark in ",:;?!()"}
_NORMAL |= {code: ord("#") for low in (0x30, 0xFF10) for code in range(low, low + 10)}
_NORMAL |= {low + k: ord("a") for low in (0x41, 0x61, 0xFF21, 0xFF41) for k in range(26)}
_NORMAL |= dict(zip(map(ord, "『』「」∶％．－／"), map(ord, "‘’“”：%.-/"), strict=True))
_NUMBER = re.compile(rb"\d+")


def plain_form(text: str) -> str:
    """The text as the model counts it: one character for one.

    Characters are simplified and marks wide; each figure is ``#``, each Latin letter ``a``. The
    model has no blanks, so leave them out.

    >>> plain_form("2017年,國有GDP")
    '####年，国有aaa'
    """
    return flat(text).translate(_NORMAL)


def _written(character: str) -> bytes:
    """A character as the data file writes it."""
    return character.replace("\n", _END).encode("utf-8", "surrogatepass")


@cache
def _lines() -> dict[bytes, bytes]:
    """The lines of the data file by their first character, undecoded since few are needed."""
    lines = (DATA / "ngrams.txt").read_bytes().rstrip(b"\n").split(b"\n")
    return {line[: line.index(b"\t")]: line for line in lines}


@cache
def _following(context: str) -> tuple[int, bytes]:
    """What backing off from a context costs, and what follows it: characters, then their cost."""
    first, second = _written(context[:1]), _written(context[1:])
    line = _lines().get(first, b"")
    at = line.find(b"\t%b\t" % second) + 1 if second else 0
    if not line or (second and not at):
        return 0, b""
    back = line.index(b"\t", at) + 1
    start = line.index(b"\t", back) + 1
    end = line.find(b"\t", start)
    return int(line[back : start - 1]), line[start : None if end < 0 else end]


class _Costs(dict[str, int]):
    """N-gram of one to three characters in normal form to the cost of the last, worked out once."""

    def __missing__(self, gram: str) -> int:
        back, costs = _following(gram[:-1])
        at = costs.find(_written(gram[-1]))
        found = _NUMBER.search(costs, at) if at >= 0 else None
        if found:
            cost = int(found[0])
        elif len(gram) > 1:
            cost = back + self[gram[1:]]
        else:
            cost = UNKNOWN
        if len(self) >= FULL:
            self.clear()
        self[gram] = cost
        return cost


ngrams = _Costs()


def ngram_cost(context: str, character: str) -> int:
    """The cost of a character after the last two of a context, all in normal form.

    >>> ngram_cost("每个", "人") < ngram_cost("每个", "了")
    True
    """
    return ngrams[context[-2:] + character]
