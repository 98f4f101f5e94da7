"""What one polluted page tells of itself: its glosses, its characters, the company they keep.

It says what stands in step around an offset, how a gap of a byte or two can be filled, and at what
cost (in the unit of `frequency`). It knows nothing of where the gaps are: that is for `runs` and
`damage`.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from math import log
from operator import itemgetter
from typing import NamedTuple

from . import width
from .bytes import MARKS, decode, encode, misread, widen
from .frequency import commonness, costs
from .glosses import SYLLABLE, Glosses, readings
from .script import flat, only_simplified, rare, simplified

NEVER = 100  #: the cost of what is out of the question
UNKNOWN = 60  #: of a glossed character that the page does not gloss elsewhere
ODD = 40  #: of a character that the page is not likely to have
RARE = 150  #: the commonness beyond which no character is guessed
HABIT = 60  #: the most that the page's own habits count for a character; a quarter against it
WIDEST = 48  #: how many characters are tried in a gap (of pairs, eight times as many)
STEPS = 10  #: steps of search granted for each character of the page, so that time stays linear
START = 100_000  #: and to any page
EACH = 20_000  #: to any one sign of damage; half as many whenever they did not suffice
PRIOR = 20  #: how many observations the general frequency is worth against the page's own

SIGNS = "，。、；：？！“”‘’（）《》〈〉—…·〔〕【】\u3000"  #: marks that a gap may hold
_MANY_MARKS = re.compile(f"[{MARKS}]{{5,}}")  # more in a row than damage makes: a writer's own
_WHOLE = re.compile(f"[{MARKS}][(（]{SYLLABLE}[)）]")  # a mark that left the bracket alone


class Slot(NamedTuple):
    """A character of which the lead or the trail byte is known (the other is -1).

    With `across`, two characters: the lead byte of the first and the trail byte of the second are
    known (or all of the second), and the two bytes between make no character.
    """

    lead: int
    trail: int
    across: bool = False
    second: str = ""


class Filling(NamedTuple):
    """What may fill a slot: as the page has it, simplified, its price, its rarity."""

    text: str
    plain: str
    price: int
    rarity: int


class Page:
    """One polluted text and its glosses.

    `raw` is the text as given, `text` the same with glosses in wide brackets made regular, `kept`
    that without what may be glosses and its marks wide, `plain` the same simplified. `given_back`
    tells how the page was read: that a mark stands for one byte, and the next is read anew.
    """

    def __init__(self, raw: str, found: Glosses) -> None:
        self.raw, self.table, self.counts = raw, found.table, found.counts
        self.pairs = {encode(character): reading for character, reading in self.table.items()}
        self.price = _Prices(self.counts)
        self.narrowed = width.narrowed(raw)
        self.given_back = len(_WHOLE.findall(raw)) > found.eaten
        own = _MANY_MARKS.sub(lambda marks: " " * len(marks[0]), raw)
        self.text = text = _regular(own, found.table)
        self.steps, self.each = START + STEPS * len(text), EACH
        self._ends = [0, *(end for _, end in found.spans)]
        self._gone = [0, *accumulate(end - start for start, end in found.spans)]
        starts = [*(start for start, _ in found.spans), len(text)]
        kept = "".join([text[i:j] for i, j in zip(self._ends, starts, strict=True)]) + "\n"
        self.kept = width.wide(kept) if self.narrowed else kept
        self.plain = flat(self.kept).replace("\xa0", "\n")
        self._fillings: dict[Slot, list[Filling]] = {}
        self._glossable: dict[tuple[int, str], list[tuple[str, int]]] = {}

    def at(self, i: int) -> int:
        """Where in `kept` and `plain` the raw offset `i` is."""
        return i - self._gone[bisect_right(self._ends, i) - 1]

    @cached_property
    def _single(self) -> Counter[str]:
        """How often the page has each character, simplified."""
        seen = flat("".join(self.counts))
        single: Counter[str] = Counter()
        for character, n in zip(
            width.wide(seen) if self.narrowed else seen, self.counts.values(), strict=True
        ):
            single[character] += n
        return single

    @cached_property
    def _double(self) -> Counter[int]:
        """How often each two characters stand side by side; numbers are counted faster."""
        units = self.plain.encode("utf-16-le", "replace")
        double = Counter(array("I", units[: len(units) // 4 * 4]))
        double.update(array("I", units[2 : (len(units) - 2) // 4 * 4 + 2]))
        return double

    def habit(self, pair: str) -> int:
        """What the page's own use of one character after another takes off, or adds to, a cost."""
        usual = self._single[pair[1]] / len(self.plain) or 1e-5
        n = self._double[ord(pair[0]) + (ord(pair[1]) << 16)]
        follows = max(0, n - 0.9) + PRIOR * usual
        surprise = round(-10 * log(follows / (self._single[pair[0]] + PRIOR) / usual))
        return max(-HABIT, min(HABIT // 4, surprise))

    def fillings(self, slot: Slot) -> list[Filling]:
        """What the page may have in a slot, commonest first: never a character left unglossed."""
        if slot not in self._fillings:
            best: dict[str, Filling] = {}
            for text, plain, rarity in fitting(slot):
                if text[0] in self.table or (text[-1] in self.table and not slot.second):
                    continue
                price = sum([self.price[c] for c in text])
                if price < NEVER and (plain not in best or price < best[plain].price):
                    best[plain] = Filling(text, plain, price, rarity)
                    if len(best) == WIDEST * (8 if slot.across else 1):
                        break
            self._fillings[slot] = list(best.values())
        return self._fillings[slot]

    def read_as(self, reading: str) -> list[str]:
        """The characters of the table with that reading."""
        return [c for c, its in self.table.items() if its == reading]

    def glossable(self, lead: int, reading: str) -> list[tuple[str, int]]:
        """The characters with this lead byte that a gloss may belong to, and their price.

        Those of the table, and any with that reading that the page has nowhere else.
        """
        if (lead, reading) not in self._glossable:
            likely = [(c, 0) for c in self.read_as(reading) if encode(c)[0] == lead]
            for c in _beginning_with(lead, reading):
                if c not in self.table and not self.counts[c] and self.price[c] < NEVER:
                    likely.append((c, UNKNOWN))
            self._glossable[lead, reading] = likely
        return self._glossable[lead, reading]


@cache
def _beginning_with(lead: int, reading: str) -> list[str]:
    """The characters with this lead byte and this reading."""
    return [c for c in readings().get(reading, "") if encode(c)[:1] == bytes((lead,))]


class _Prices(dict[str, int]):
    """How unlikely the page is to have a character; from `NEVER` on, it cannot."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts = counts

    def __missing__(self, character: str) -> int:
        price = self[character] = self._price(character, self.counts[character])
        return price

    def _price(self, character: str, n: int) -> int:
        if "Ａ" <= character <= "ｚ":
            return 0 if n > 3 else NEVER
        if not "一" <= character <= "龥":
            private = "\ue000" <= character <= "\uf8ff"
            return 0 if character in SIGNS else 2 * NEVER if private else ODD
        if n > 3:
            return 0
        if only_simplified(character):
            return ODD if n > 1 else NEVER
        plain = simplified().get(character)
        if not plain or n:
            return 0
        left_alone = self.counts[plain[0]] > 3
        return 2 * ODD if character in rare() else ODD if left_alone else 0


def _regular(text: str, table: dict[str, str]) -> str:
    """Glosses in wide brackets within a pair, shown as those in narrow brackets would be.

    The bracket, A3A8, is read as the second half of one character and the first of another, which
    is mostly a box-drawing one: 郑▂òu） is D6, the bracket, and ``zòu``.
    """
    forms = _boxed(frozenset(readings())) | _boxed(frozenset(table.values()))

    def regular(split: re.Match[str]) -> str:
        before, reading = split[1], forms.get(split[2])
        halved = before in MARKS or encode(widen(before))[1:] == b"\xa3"
        return "?" + reading if halved and reading else split[0]

    firsts = "".join({seen[0] for seen in forms})
    return re.sub(rf"([^a-z(（])([{firsts}][^)）\n]{{0,6}})(?=[)）])", regular, text)


@lru_cache(maxsize=2)
def _boxed(syllables: frozenset[str]) -> dict[str, str]:
    """Syllables by how they show after half a wide bracket, if in as many characters."""
    shown = {misread(b"\xa8" + one.encode("gb18030") + b"\xa3\xa9"): one for one in syllables}
    return {a[:-1]: b for a, b in shown.items() if len(a) == len(b) + 1 and a[-1] == "）"}


@cache
def fitting(slot: Slot) -> list[tuple[str, str, int]]:
    """All that fits a slot, the same simplified, its rarity; commonest first, the rare left out.

    >>> [c for c, _, _ in fitting(Slot(-1, 0xA3))][:4]
    ['。', '海', '常', '保']
    """
    if slot.across:
        two = ((decode(slot.lead, a), decode(b, slot.trail)) for a, b in _undefined())
        found = [a + b for a, b in two if a and b and slot.second in ("", b)]
    else:
        leads = [slot.lead] if slot.lead >= 0 else range(0x81, 0xFF)
        trails = [slot.trail] if slot.trail >= 0 else [b for b in range(0x40, 0xFF) if b != 0x7F]
        found = [c for a in leads for b in trails if (c := decode(a, b))]
    rows = [(c, plain := flat(c), max(map(_rarity, plain))) for c in found]
    return sorted([row for row in rows if row[2] < RARE], key=itemgetter(2))


def _rarity(c: str) -> int:
    return (costs() if c in SIGNS else commonness()).get(c, RARE)


@cache
def _undefined() -> list[tuple[int, int]]:
    """The pairs of a trail byte and a lead byte that make no character."""
    return [(a, b) for a in range(0x80, 0xFF) for b in range(0x81, 0xFF) if not decode(a, b)]
