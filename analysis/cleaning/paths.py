"""Paths through the raw text: what has been read so far, and what it costs.

A path grows by one character at a time. Its cost, in tenths of a nat, is that of its faults and of
its text: of the best split into words, and of each character after the two before it. The page's
own pairs of characters count for the latter as well.
"""

from collections.abc import Iterator
from functools import partial
from math import exp, log
from typing import NamedTuple

from .channel import encode
from .evidence import Page
from .language import FULL, LINKS, OUT, alone, ngrams, words
from .script import plain_form

#: Weight of the cost of words in the cost of a text. Half and half was the best of three mixes that
#: were compared on an early version.
WORDS = 0.5
NGRAMS = 0.5  #: Weight of the cost of characters after characters.
PATIENCE = 40_000  #: Characters that may be tried in one search.
CONTINUED = 10  #: Cost, as a word, of a Latin letter or figure after another one.
BLANKS = " \u3000\xa0"  #: Characters that the language model leaves out.


class _Forms(dict[str, str]):
    """Character to its normal form for `language`; a blank to nothing, a tag to a line break."""

    def __missing__(self, character: str) -> str:
        form = "" if character in BLANKS else "\n" if character == "<" else plain_form(character)
        self[character] = form
        return form


class _Costs(dict[str, tuple[float, ...]]):
    """Up to four characters in normal form to the costs of the last.

    As a word by itself, as the end of a word of two, three and four; after the two before it,
    weighted.
    """

    def __missing__(self, four: str) -> tuple[float, ...]:
        link, three, two = LINKS.get(four[-2:], 0), four[-3:], four[-2:]
        one = CONTINUED if two in ("aa", "##") else alone(four[-1])
        ends = [
            words[end] + link if len(end) == n else OUT
            for n, end in ((2, two), (3, three), (4, four))
        ]
        if len(self) > FULL:
            self.clear()
        found = self[four] = (one + link, *ends, NGRAMS * ngrams[three])
        return found


_form, _costs = _Forms(), _Costs()
_NOTHING = 0, OUT, OUT, OUT, 0  #: What a blank costs.


class Step(NamedTuple):
    """One character within a run, or the gloss that begins it, and the step before it."""

    before: "Step | None"
    start: int
    end: int
    text: str = ""
    gloss: str = ""
    within: int = 0
    lost: bool = False
    closed: bool = False  #: Whether the bytes are back in step after it.
    context: str = ""
    hidden: bool = False


class Path(NamedTuple):
    """One way to read the raw text up to raw offset `at`."""

    cost: float  #: Cost of its text and its faults.
    at: int
    carry: int  #: The lead byte that waits, -1 in step.
    claimed: bool  #: Whether a gloss took the waiting byte.
    last: str  #: The last character, as the page has it.
    glossed: bool  #: Whether a gloss follows that one.
    tail: str  #: The last three characters in normal form.
    split: tuple[float, float, float, float]  #: Cost of the best words up to each of the last four.
    other: float  #: Cost of all but the words.
    step: Step | None = None


#: The same from all fields at once, as there are many.
_step, _path = partial(tuple.__new__, Step), partial(tuple.__new__, Path)


class Paths:
    """How paths grow on one page.

    `bound` is the cost, by raw offset, beyond which a path is given up;
    `patience` how many more characters may be tried, which grows as the search reaches further.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.text = page, page.text
        self.habits = page.habits
        self.bound: dict[int, float] = {}
        self.patience, self.reached = PATIENCE, 0
        self._likely: dict[tuple[str, int, int], list[tuple[str, float, tuple[float, ...]]]] = {}

    def put(
        self,
        path: Path,
        character: str,
        end: int,
        carry: int = -1,
        price: float = 0,
        gloss: str = "",
        *,
        sound: bool = False,
        lost: bool = False,
        hidden: bool = False,
    ) -> Path | None:
        """The path with one more character; None where the page would have a gloss and has not."""
        self.patience -= 1
        _, start, _, claimed, last, glossed, tail, split, other, step = path
        if not (sound or claimed or gloss):
            if character in self.page.table:
                return None
            if not glossed and encode(last)[1:] + encode(character)[:1] in self.page.pairs:
                return None
        other += price
        best = split[3]
        if form := _form[character]:
            one, two, three, four, gram = _costs[tail + form]
            if share := self.habits.get(tail[-1:] + form):
                gram = _mixed(gram, share)
            best = min(best + one, split[2] + two, split[1] + three, split[0] + four)
            tail = tail[-2:] + form
            other += gram
            split = (split[1], split[2], split[3], best)
        cost, at = other + WORDS * best, end + hidden
        if not sound:
            if cost > self.bound.get(at, cost):
                return None
            step = _step((step, start, end, character, gloss, 0, lost, carry < 0, "", hidden))
        return _path((cost, at, carry, False, character, bool(gloss), tail, split, other, step))

    def fill(
        self,
        path: Path,
        lead: int,
        trail: int,
        end: int,
        carry: int = -1,
        price: float = 0,
        *,
        lost: bool = False,
        hidden: bool = False,
    ) -> Iterator[Path]:
        """The path with each character that has these bytes (-1: unknown)."""
        limit = self.bound.get(end + hidden, 1e9) - path.other - price
        a, b, c, d = path.split
        likely = self._likely.get((path.tail, lead, trail)) or self.likely(path.tail, lead, trail)
        for text, more, (one, two, three, four, gram) in likely:
            best = min(d + one, c + two, b + three, a + four)
            if more + gram + WORDS * best <= limit:
                found = self.put(path, text, end, carry, price + more, lost=lost, hidden=hidden)
                if found:
                    yield found
            else:
                self.patience -= 1

    def likely(
        self, tail: str, lead: int, trail: int
    ) -> list[tuple[str, float, tuple[float, ...]]]:
        """The characters with these bytes, their price and their costs after a tail."""
        found = self._likely[tail, lead, trail] = []
        for text, price in self.page.fillings(lead, trail):
            form = _form[text]
            costs = _costs[tail + form] if form else _NOTHING
            if share := self.habits.get(tail[-1:] + form):
                costs = (*costs[:4], _mixed(costs[4], share))
            found.append((text, price, costs))
        return found


def _mixed(gram: float, share: float) -> float:
    """The weighted cost of a character after others, the page's own use of it added."""
    return NGRAMS * -10 * log(exp(-gram / NGRAMS / 10) + share)
