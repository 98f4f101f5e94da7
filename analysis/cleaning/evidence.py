"""What one polluted page tells of itself: its glosses, its characters, the company they keep.

It says what is in step around an offset, which characters the page can have, and at what cost (in
the unit of `language`, tenths of a nat). Where the damage is, is a matter of `search`.
"""

import re
from bisect import bisect_right
from collections import Counter
from functools import cache, cached_property, lru_cache
from itertools import accumulate
from operator import add
from typing import NamedTuple

from .channel import MARKS, decode, encode, misread, widen
from .glosses import SYLLABLE, Glosses, readings
from .language import Memory, commonness, words
from .punctuation import narrowed_lines, wide
from .script import flat, only_simplified, plain_form, rare, simplified

# The costs are set by hand, in tenths of a nat.
NEVER = 100  #: Cost of what is out of the question.
UNKNOWN = 60  #: Cost of a glossed character that the page does not gloss elsewhere.
ODD = 40  #: Cost of a character that the page is not likely to have.
RARE = 150  #: The commonness, a cost, beyond which no character is guessed.
OWN = 0.3  #: Weight of the page's own pairs of characters beside the general likelihood.
SEEN = 2  #: Times that any character of the page counts as followed by something unknown.
WIDEST = 24  #: Characters that are tried where a byte is unknown, commonest first.

GAPS = b"\x80\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xd7\xfe"  #: Lead bytes with undefined pairs.
BLANKS = " \u3000\xa0"  #: Characters that the language model leaves out.
SIGNS = "，。、；：？！“”‘’（）《》〈〉—…·〔〕【】\u3000"  #: Marks whose bytes may be lost.
#: More marks in a row than damage makes, or than it can be told from at the end of a clause.
MARKS_IN_A_ROW = re.compile(rf"[{MARKS}]{{5,}}|[{MARKS}]{{3,}}(?=[\s。”’」』]|\Z)")
_WHOLE = re.compile(f"[{MARKS}][(（]{SYLLABLE}[)）]")  # a mark that left the bracket alone
_HALF_BRACKET = re.compile("[^a-z(（][═-▃è][^)）\n]{0,6}[)）]")  # A8 and what a gloss begins with
_SPACED, _UNSPACED = re.compile("[一-龥] [0-9A-Z]"), re.compile("[一-龥][0-9A-Z]")


class Filling(NamedTuple):
    """What may be at a place: as the page has it, in the normal form of `language`, its price."""

    text: str
    form: str
    price: float


class Page:
    """One polluted text and its glosses.

    `raw` is the text as given; `text` the same with glosses in wide brackets made regular and a
    line break at the end; `kept` that without what may be glosses, its marks wide; `plain` that
    simplified. `given_back` tells that a mark stands for one byte, and the next was read anew;
    `spaced`, that the page sets a blank between Chinese and a figure.
    """

    def __init__(self, raw: str, found: Glosses) -> None:
        self.raw, self.table, self.counts = raw, found.table, found.counts
        self.pairs = {encode(character): reading for character, reading in self.table.items()}
        self.good = dict(found.good)
        self.price = Memory(self._price)
        self.given_back = len(_WHOLE.findall(raw)) > found.eaten
        self.spaced = len(_SPACED.findall(raw)) > len(_UNSPACED.findall(raw))
        own = MARKS_IN_A_ROW.sub(lambda marks: " " * len(marks[0]), raw)
        self.text = text = _regular(own, found.table) + "\n"
        self._ends = [0, *(end for _, end in found.spans)]
        self._gone = [0, *accumulate(end - start for start, end in found.spans)]
        starts = [*(start for start, _ in found.spans), len(text)]
        kept = "".join([text[i:j] for i, j in zip(self._ends, starts, strict=True)])
        self.narrowed = narrowed_lines(kept)
        self._lines = [0, *accumulate(len(line) + 1 for line in kept.split("\n"))]
        self.kept = wide(kept) if any(self.narrowed) else kept
        self.plain = flat(self.kept).replace("\xa0", "\n")
        self._fillings: dict[tuple[int, int], list[Filling]] = {}
        self._glossable: dict[tuple[int, str], list[tuple[str, int]]] = {}

    def _price(self, character: str) -> int:
        """How unlikely the page is to have a character; from `NEVER` on, it cannot."""
        n = self.counts[character]
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

    def known(self, text: str) -> list[Filling]:
        """The one filling where all bytes are known."""
        return [Filling(text, normal(text), 0)]

    def lacks_gloss(self, last: str, character: str, glossed: bool) -> bool:
        """Whether a gloss should follow a character, or part it from the last one."""
        if character in self.table:
            return True
        return not glossed and encode(last)[1:] + encode(character)[:1] in self.pairs

    def at(self, i: int) -> int:
        """Where in `kept` and `plain` the raw offset `i` is."""
        return i - self._gone[bisect_right(self._ends, i) - 1]

    def narrowed_at(self, i: int) -> bool:
        """Whether the wide marks of the line at raw offset `i` were made narrow."""
        line = bisect_right(self._lines, self.at(i)) - 1
        return self.narrowed[min(line, len(self.narrowed) - 1)]

    @cached_property
    def habits(self) -> dict[str, float]:
        """Two characters to how likely the second is after the first by the page's own use."""
        single, double = Counter(self.plain), Counter(map(add, self.plain, self.plain[1:]))
        return {two: OWN * n / (single[two[0]] + SEEN) for two, n in double.items()}

    def fillings(self, lead: int, trail: int) -> list[Filling]:
        """What the page may have with these bytes (-1: unknown), never a character left unglossed.

        The commonest first, one for each simplified character.
        """
        if (lead, trail) not in self._fillings:
            best: dict[str, Filling] = {}
            for text, plain in fitting(lead, trail):
                price = self.price[text]
                odd = price >= ODD and only_simplified(text)
                if text not in self.table and price < NEVER and not odd:
                    if plain not in best or price < best[plain].price:
                        best[plain] = Filling(text, normal(text), price)
                    if len(best) == WIDEST:
                        break
            self._fillings[lead, trail] = list(best.values())
        return self._fillings[lead, trail]

    def halves(self, lead: int) -> list[tuple[list[Filling], frozenset[int]]]:
        """The characters with this lead byte whose trail byte makes no character with the next.

        With each comes what the next lead byte may be.
        """
        alike: dict[int, list[Filling]] = {}
        for filling in self.fillings(lead, -1):
            alike.setdefault(encode(filling.text)[1], []).append(filling)
        return [(same, _undefined(trail)) for trail, same in alike.items() if trail in GAPS]

    def glossable(self, lead: int, reading: str) -> list[tuple[str, int]]:
        """The characters with this lead byte that a gloss may belong to, and their price.

        Those of the table, and any with that reading that the page has nowhere else.
        """
        if (lead, reading) not in self._glossable:
            likely = [(c, 0) for c, its in self.table.items() if its == reading]
            for c in readings().get(reading, ""):
                if c not in self.table and not self.counts[c] and self.price[c] < NEVER:
                    likely.append((c, UNKNOWN))
            found = [one for one in likely if encode(one[0])[:1] == bytes((lead,))]
            self._glossable[lead, reading] = found
        return self._glossable[lead, reading]


@lru_cache(maxsize=30_000)
def normal(character: str) -> str:
    """A character in the normal form of `language`: a blank as nothing, a tag as a line break."""
    return "" if character in BLANKS else "\n" if character == "<" else plain_form(character)


def _regular(text: str, table: dict[str, str]) -> str:
    """Glosses in wide brackets within a pair, shown as those in narrow brackets would be.

    The bracket, A3A8, is read as the second half of one character and the first of another, which
    is mostly a box-drawing one: 郑▂òu） is D6, the bracket, and ``zòu``.
    """
    if not _HALF_BRACKET.search(text):
        return text
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
def fitting(lead: int, trail: int) -> list[tuple[str, str]]:
    """The characters with these bytes (-1: unknown), and simplified; the rare ones left out.

    >>> [c for c, _ in fitting(-1, 0xA3)][:4]
    ['。', '海', '常', '保']
    """
    leads = [lead] if lead >= 0 else range(0x81, 0xFF)
    trails = [trail] if trail >= 0 else range(0x80, 0xFF)  # an ASCII byte shows as what it is
    found = [c for a in leads for b in trails if (c := decode(a, b)) and not is_rare(c)]
    return [(c, flat(c)) for c in sorted(found, key=_rarity)]


def is_rare(character: str) -> bool:
    """Whether a character is too rare to be guessed."""
    return _rarity(character) >= RARE


@lru_cache(maxsize=30_000)
def _rarity(character: str) -> int:
    plain = flat(character)
    return words[plain] if plain in SIGNS else commonness().get(plain, RARE)


@cache
def _undefined(lead: int) -> frozenset[int]:
    """The second bytes, of those that begin a character, with which a first byte is none."""
    return frozenset(trail for trail in range(0x81, 0xFF) if not decode(lead, trail))
