"""What one polluted page tells of itself: its glosses, its characters, the company they keep.

It says what stands in step around an offset, how a gap of a byte or two can be filled, and at what
cost (in the unit of `frequency`). It knows nothing of where the gaps are: that is for `runs` and
`damage`.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from math import log
from operator import add
from typing import NamedTuple

from . import glosses, width
from .bytes import MARKS, decode, encode, misread, widen
from .frequency import commonness, costs
from .script import flat, rare, simplified

NEVER = 100  #: the cost of what is out of the question
UNKNOWN = 60  #: of a glossed character that the page does not gloss elsewhere
ODD = 40  #: of a character that the page is not likely to have
RARE = 150  #: the commonness beyond which no character is guessed
HABIT = 60  #: the most that the page's own habits count for a character; a quarter against it
WIDEST = 64  #: how many characters are tried in a gap (of pairs, six times as many)
STEPS = 10  #: steps of search granted for each character of the page, so that time stays linear
START = 100_000  #: and to any page
EACH = 20_000  #: to any one sign of damage; half as many whenever they did not suffice
PRIOR = 20  #: how many observations the general frequency is worth against the page's own

SIGNS = "，。、；：？！“”‘’（）《》〈〉—…·〔〕【】\u3000"  #: marks that a gap may hold
_MANY_MARKS = re.compile(f"[{MARKS}]{{5,}}")  # more in a row than damage makes: a writer's own

_EATEN = re.compile(f"[{MARKS}]{glosses.SYLLABLE}[)）]")  # the mark took the bracket with it
_WHOLE = re.compile(f"[{MARKS}][(（]{glosses.SYLLABLE}[)）]")


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
    """One polluted text and its table of glosses.

    `raw` is the text as given, `text` the same with glosses in wide brackets made regular, `kept`
    that without what may be glosses and its marks wide, `plain` the same simplified. `given_back`
    tells how the page was read: that a mark stands for one byte, and the next is read anew.
    """

    def __init__(self, raw: str, table: dict[str, str], counts: Counter[str]) -> None:
        self.raw, self.table, self.counts = raw, table, counts
        self.narrowed = width.narrowed(raw)
        self.given_back = len(_WHOLE.findall(raw)) > len(_EATEN.findall(raw))
        plain = _MANY_MARKS.sub(lambda marks: " " * len(marks[0]), raw)
        self.text = text = _regular(plain, table.values())
        self.pairs = {encode(character): reading for character, reading in table.items()}
        self.price = _Prices(counts)
        self.steps, self.each = START + STEPS * len(text), EACH
        pieces, at, gone = [], 0, 0
        self._ends, self._gone = [0], [0]
        for start, end in glosses.spans(text):
            pieces.append(text[at:start])
            gone += end - start
            at = end
            self._ends.append(end)
            self._gone.append(gone)
        kept = "".join([*pieces, text[at:], "\n"])
        self.kept = width.wide(kept) if self.narrowed else kept
        self.plain = flat(self.kept).replace("\xa0", "\n")
        self._single: Counter[str] = Counter()
        seen = flat("".join(counts))
        seen = width.wide(seen) if self.narrowed else seen
        for character, n in zip(seen, counts.values(), strict=True):
            self._single[character] += n
        self._double = Counter(map(add, self.plain, self.plain[1:]))
        self._fillings: dict[Slot, list[Filling]] = {}
        self._read_as: defaultdict[str, list[str]] = defaultdict(list)
        for character, reading in table.items():
            self._read_as[reading].append(character)
        self._glossable: dict[tuple[int, str], list[tuple[str, int]]] = {}

    def at(self, i: int) -> int:
        """Where in `kept` and `plain` the raw offset `i` is."""
        return i - self._gone[bisect_right(self._ends, i) - 1]

    def habit(self, pair: str) -> int:
        """What the page's own use of one character after another takes off, or adds to, a cost."""
        usual = self._single[pair[1]] / len(self.plain) or 1e-5
        follows = max(0, self._double[pair] - 0.9) + PRIOR * usual
        surprise = round(-10 * log(follows / (self._single[pair[0]] + PRIOR) / usual))
        return max(-HABIT, min(HABIT // 4, surprise))

    def fillings(self, slot: Slot) -> list[Filling]:
        """What the page may have in a slot, commonest first: never a character left unglossed."""
        found = self._fillings.get(slot)
        if found is None:
            best: dict[str, Filling] = {}
            table, prices = self.table, self.price
            widest = WIDEST * (6 if slot.across else 1)
            for text, plain, rarity in fitting(slot):
                price = prices[text] if len(text) == 1 else prices[text[0]] + prices[text[1]]
                if price >= NEVER or text in table:
                    continue
                if slot.across and (text[0] in table or (text[1] in table and not slot.second)):
                    continue
                if plain not in best or price < best[plain].price:
                    best[plain] = Filling(text, plain, price, rarity)
                    if len(best) == widest:
                        break
            found = self._fillings[slot] = list(best.values())
        return found

    def read_as(self, reading: str) -> list[str]:
        """The characters of the table with that reading."""
        return self._read_as.get(reading, [])

    def glossable(self, lead: int, reading: str) -> list[tuple[str, int]]:
        """The characters with this lead byte that a gloss may belong to, and their price.

        Those of the table, and any with that reading that the page has nowhere else.
        """
        found = self._glossable.get((lead, reading))
        if found is None:
            rows = [(c, 0) for c in self.read_as(reading)]
            for c in glosses.readings().get(reading, ""):
                if not self.counts[c] and c not in self.table and self.price[c] < NEVER:
                    rows.append((c, UNKNOWN))
            found = [row for row in rows if encode(row[0])[0] == lead]
            self._glossable[lead, reading] = found
        return found


class _Prices(dict[str, int]):
    """How unlikely the page is to have a character; from `NEVER` on, it cannot."""

    def __init__(self, counts: Counter[str]) -> None:
        self.counts = counts

    def __missing__(self, character: str) -> int:
        price = self[character] = self._price(character)
        return price

    def _price(self, character: str) -> int:
        n = self.counts[character]
        if "Ａ" <= character <= "ｚ" or "一" <= character <= "龥":
            if n > 3:
                return 0
            if character > "龥":
                return NEVER
        else:
            private = "\ue000" <= character <= "\uf8ff"
            return 0 if character in SIGNS else 2 * NEVER if private else ODD
        if only_simplified(character):
            return ODD if n > 1 or several_forms()[character] > 1 else NEVER
        plain = simplified().get(character)
        if not plain or n:
            return 0
        left_alone = self.counts[plain[0]] > 3
        return 2 * ODD if character in rare() else ODD if left_alone else 0


def _regular(text: str, readings: Iterable[str]) -> str:
    """Glosses in wide brackets within a pair, shown as those in narrow brackets would be.

    The bracket, A3A8, is read as the second half of one character and the first of another, which
    is mostly a box-drawing one: 郑▂òu） is D6, the bracket, and ``yòu``.
    """
    forms = _boxed() | {seen: reading for reading in readings if (seen := _boxed_as(reading))}
    pieces, at = [], 0
    for found in re.finditer(f"(?<=.)[{''.join({seen[0] for seen in forms})}]", text):
        i = found.start()
        seen = re.split("[)）]", text[i : i + 8], maxsplit=1)[0]
        reading, end = forms.get(seen), i + len(seen)
        if reading and (text[i - 1] in MARKS or encode(widen(text[i - 1]))[1:] == b"\xa3"):
            pieces += [text[at : i - 1], "?", reading]
            at = end
    return "".join([*pieces, text[at:]])


@cache
def _boxed() -> dict[str, str]:
    """Syllables by how they show after half a wide bracket."""
    return {seen: reading for reading in glosses.readings() if (seen := _boxed_as(reading))}


def _boxed_as(reading: str) -> str:
    """How a syllable shows there, if it takes up as many characters as it has."""
    seen = misread(b"\xa8" + reading.encode("gb18030") + b"\xa3\xa9")
    return seen[:-1] if len(seen) == len(reading) + 1 and seen[-1] == "）" else ""


@cache
def only_simplified(character: str) -> bool:
    """Whether no traditional text has the character: Big5, for one, does not.

    >>> only_simplified("县"), only_simplified("后")
    (True, False)
    """
    return not character.encode("big5", "ignore") and character not in simplified()


@cache
def several_forms() -> Counter[str]:
    """How many traditional characters each simplified one has: tables may shun the choice.

    >>> several_forms()["获"], several_forms()["学"]
    (2, 1)
    """
    return Counter(found[0] for found in simplified().values())


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
    rows = [(c, s, r) for c in found if (r := rarity(s := flat(c))) < RARE]
    return sorted(rows, key=lambda row: row[2])


def rarity(text: str) -> int:
    """The cost of the least common of some characters."""
    return max((costs() if c in SIGNS else commonness()).get(c, RARE) for c in text)


@cache
def _undefined() -> list[tuple[int, int]]:
    """The pairs of a trail byte and a lead byte that make no character."""
    high = range(0x81, 0xFF)
    return [(a, b) for a in range(0x80, 0xFF) for b in high if not decode(a, b)]
