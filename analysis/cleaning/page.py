"""What one polluted page tells of itself: its glosses, its characters, the company they keep.

It says how a gap of a byte or two can be filled, and at what cost (in the unit of `frequency`). It
knows nothing of where the gaps are: that is for `runs` and `damage`.
"""

from collections import Counter
from functools import cache
from math import log
from operator import add
from typing import NamedTuple

from . import glosses, width
from .bytes import decode, encode
from .frequency import commonness, costs
from .script import simplified, simplify

NEVER = 100  #: the cost of what is out of the question
UNKNOWN = 60  #: of a glossed character that the page does not gloss elsewhere
ODD = 40  #: of a character that the page is not likely to have
RARE = 150  #: the commonness beyond which no character is guessed
HABIT = 60  #: the most that the page's own habits count for a character; a quarter against it
WIDEST = 100  #: how many characters are tried in a gap (of pairs, six times as many)
PRIOR = 20  #: how many observations the general frequency is worth against the page's own
STEPS = 10  #: steps of search granted for each character of the page, so that time stays linear
START = 100_000  #: and to any page
EACH = 20_000  #: to any one sign of damage; half as many whenever they did not suffice

SIGNS = "，。、；：？！“”‘’（）《》〈〉—…·〔〕【】\u3000"  #: marks that a gap may hold


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
    """One polluted text, its table of glosses, and how much searching it is still granted."""

    def __init__(self, text: str, table: dict[str, str]) -> None:
        self.text, self.table = text, table
        self.pairs = {encode(character): reading for character, reading in table.items()}
        self.narrowed = width.narrowed(text)
        self.steps = START + STEPS * len(text)
        self.each = EACH
        self.counts = Counter(text)
        plain = self.plain(text)
        self.single = Counter(plain)
        self.double = Counter(map(add, plain, plain[1:]))
        self._prices: dict[str, int] = {}
        self._fillings: dict[Slot, list[Filling]] = {}

    def plain(self, raw: str) -> str:
        """Raw text in step as it will read: without glosses, simplified, its marks wide."""
        text = simplify(glosses.without(raw))
        return text.translate(width.WIDE) if self.narrowed else text

    def price(self, character: str) -> int:
        """How unlikely the page is to have the character; from `NEVER` on, it cannot."""
        if character not in self._prices:
            self._prices[character] = self._price(character)
        return self._prices[character]

    def _price(self, character: str) -> int:
        n = self.counts[character]
        if "Ａ" <= character <= "ｚ":
            return 0 if n > 3 else NEVER
        if not "一" <= character <= "龥":
            private = "\ue000" <= character <= "\uf8ff"
            return 0 if character in SIGNS else 2 * NEVER if private else ODD
        if only_simplified(character):
            left_alone = several_forms()[character] > 1  # by tables that shun a choice
            return 0 if n > 3 else ODD if n > 1 or left_alone else NEVER
        plain = simplified().get(character)
        return ODD if plain and not n and self.counts[plain[0]] > 3 else 0

    def habit(self, pair: str) -> int:
        """What the page's own use of one character after another takes off, or adds to, a cost."""
        first, second = pair[0], pair[1]
        usual = self.single[second] / len(self.text) or 1e-5
        follows = max(0, self.double[pair] - 0.9) + PRIOR * usual
        surprise = round(-10 * log(follows / (self.single[first] + PRIOR) / usual))
        return max(-HABIT, min(HABIT // 4, surprise))

    def fillings(self, slot: Slot) -> list[Filling]:
        """What the page may have in a slot, commonest first: never a character left unglossed."""
        if slot not in self._fillings:
            glossed = self.table.keys() - {slot.second}
            rows = (Filling(c, s, sum(map(self.price, c)), rarity(s)) for c, s in fitting(slot))
            fair = [row for row in rows if row.price < NEVER and not glossed & set(row.text)]
            self._fillings[slot] = fair[: WIDEST * (6 if slot.across else 1)]
        return self._fillings[slot]

    def read_as(self, reading: str) -> list[str]:
        """The characters of the table with that reading."""
        return [character for character, its in self.table.items() if its == reading]

    def glossable(self, lead: int, reading: str) -> list[tuple[str, int]]:
        """The characters with this lead byte that a gloss may belong to, and their price.

        Those of the table, and any with that reading that the page has nowhere else.
        """
        others = glosses.readings().get(reading, "")
        new = [c for c in others if not self.counts[c] and self.price(c) < NEVER]
        rows = [(c, 0) for c in self.read_as(reading)]
        rows += [(c, UNKNOWN) for c in new if c not in self.table]
        return [(c, price) for c, price in rows if encode(c)[0] == lead]


@cache
def only_simplified(character: str) -> bool:
    """Whether no traditional text has the character: Big5, for one, does not.

    >>> only_simplified("县"), only_simplified("后")
    (True, False)
    """
    return not character.encode("big5", "ignore") and character not in simplified()


@cache
def several_forms() -> Counter[str]:
    """How many traditional characters each simplified one stands for.

    >>> several_forms()["获"], several_forms()["学"]
    (2, 1)
    """
    return Counter(forms[0] for forms in simplified().values())


@cache
def fitting(slot: Slot) -> list[tuple[str, str]]:
    """All that fits a slot, and the same simplified, but for rare characters; commonest first.

    >>> [c for c, _ in fitting(Slot(-1, 0xA3))][:4]
    ['。', '海', '常', '保']
    """
    if slot.across:
        two = ((decode(slot.lead, a), decode(b, slot.trail)) for a, b in _undefined())
        found = [a + b for a, b in two if a and b and slot.second in ("", b)]
    else:
        leads = [slot.lead] if slot.lead >= 0 else range(0x81, 0xFF)
        trails = [slot.trail] if slot.trail >= 0 else [b for b in range(0x40, 0xFF) if b != 0x7F]
        found = [c for a in leads for b in trails if (c := decode(a, b))]
    pairs = [(c, simplify(c)) for c in found]
    return sorted((pair for pair in pairs if rarity(pair[1]) < RARE), key=lambda p: rarity(p[1]))


def rarity(text: str) -> int:
    """The cost of the least common of some characters."""
    return max((costs() if c in SIGNS else commonness()).get(c, RARE) for c in text)


@cache
def _undefined() -> list[tuple[int, int]]:
    """The pairs of a trail byte and a lead byte that make no character."""
    high = range(0x81, 0xFF)
    return [(a, b) for a in range(0x80, 0xFF) for b in high if not decode(a, b)]
