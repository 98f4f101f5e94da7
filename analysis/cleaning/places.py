"""What the raw text has at one place: looked at once, for all paths that come by out of step."""

import re
from typing import NamedTuple

from .channel import MARKS, encode, widen
from .evidence import NEVER, Page
from .glosses import GLOSS, SHUT, SYLLABLE
from .paths import Paths

# Costs are in tenths of a nat, set by hand.
LAX = 40  #: Cost of a step that real pages seldom show, beside that of the fault.
LETTER = 30  #: Cost of a wide letter or figure made narrow within a run.

#: Lead bytes that A3 before them turns into a mark: A3A1 ！, A3AC ，, A3BB ；, A3BF ？.
LEADS = (b"\xa1", b"\xac", b"\xbb", b"\xbf")
OPEN = MARKS + "(（"  #: What a gloss may begin with; a mark may have eaten its bracket.
SHUT_GLOSS = re.compile(rf"(?=[{OPEN}])[{MARKS}]?([(（]?)({SYLLABLE}){SHUT}")
_REST = re.compile(rf"{SYLLABLE}{SHUT}")


class Place(NamedTuple):
    """What the raw text has at one offset."""

    ends: bool  #: Whether a run cannot go on over it.
    shut: re.Match[str] | None  #: A gloss, its bracket perhaps eaten.
    mark: bool
    byte: int  #: The one byte, if it can be a trail byte, else 0.
    own: re.Match[str] | None  #: The gloss after that byte.
    two: bytes  #: The two bytes of a character, or of a wide mark that was narrowed.
    price: int  #: Cost of such a mark.
    reading: str  #: The reading that the table has for the two bytes.
    gloss: re.Match[str] | None  #: The gloss with that reading that parts them.
    lost: bool  #: Whether the character after it may come after a lost byte.


class Places(Paths):
    """The places of one page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._places: dict[int, Place] = {}

    def place(self, i: int) -> Place:
        """What is at raw offset `i`."""
        found = self._places.get(i)
        if not found:
            found = self._places[i] = self._place(i)
        return found

    def _place(self, i: int) -> Place:
        page, text, c = self.page, self.text, self.text[i : i + 1]
        shut = SHUT_GLOSS.match(text, i) if c and c in OPEN else None
        if ends(c) or shut:
            return Place(not shut, shut, False, 0, None, b"", 0, "", None, False)
        two, byte, own, price = encode(c), 0, None, 0
        if c < "\x80":
            rest = _REST.match(text, i)
            if c >= "@" and not (rest and text[i - 1] in MARKS):
                byte, own = ord(c), GLOSS.match(text, i + 1)
            two = encode(widen(c)) if "!" <= c <= "~" and not (c.isalpha() and rest) else b""
            price = (c not in ",:;?!().") * LETTER + (not page.narrowed_at(i)) * LAX
        if len(two) < 2:
            two = b""
        reading = page.pairs.get(two, "")
        gloss = GLOSS.match(text, i + 1) if reading else None
        if gloss and gloss[2] != reading:
            gloss = None
        lost = two[1:] == b"\xa3" and self.follows_loss(i + 1)
        return Place(False, None, c in MARKS, byte, own, two, price, reading, gloss, lost)

    def follows_loss(self, i: int) -> bool:
        """Whether the raw character at `i`, in step, may come after a lost byte."""
        c = self.text[i : i + 1]
        return encode(c)[:1] in LEADS and self.page.price[c] < NEVER


def ends(c: str) -> bool:
    """Whether a run cannot go on over a character: a line ends, or GBK does not have it."""
    return c in ("", "\n") or (not encode(c) and c not in MARKS)
