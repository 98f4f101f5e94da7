"""Reading a damaged run again: all that its bytes allow, in any form the damage takes.

A run is read from its beginning with a lead byte that waits for its trail byte, the *carry*: each
raw character gives its first byte to the carry and its second becomes the next one, until something
brings the bytes back in step. What was lost becomes a `Slot`. Which reading is right is not decided
here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from .bytes import MARKS, decode, encode, widen
from .glosses import SYLLABLE, reads
from .page import NEVER, ODD, Page, Slot

FULL = "！，；？"  #: marks that A3 and a lead byte spell: A3A1, A3AC, A3BB, A3BF
LEADS = (b"\xa1", b"\xac", b"\xbb", b"\xbf")  #: those lead bytes
FAULT = 30  #: the cost of one fault
LAX = 40  #: of an unlikely way to show something
LETTER = 80  #: of a wide letter or figure made narrow within a run
UNMARKED = 20  #: of a lost byte without a mark
TRY = 10  #: steps that trying a place for a beginning counts for
REACH = 60  #: how far a run may reach, in characters
LOST = Slot(-1, 0xA3)  #: the character whose lead byte was lost

_GLOSS = re.compile(rf"([(（])({SYLLABLE})([)）])")
_SHUT = re.compile(rf"(?=[{MARKS}(（])[{MARKS}]?([(（]?)({SYLLABLE})([)）])")  # bracket maybe eaten
_OPEN = MARKS + "(（"
_REST = re.compile(rf"{SYLLABLE}[)）]")
_TAG = re.compile(r"/?[a-zA-Z][^<>\n]{0,300}>")
_YEAR = re.compile(r"(?:9\d|0[0-3])\d年")
_CENTURY = {"9": "1", "0": "2"}  #: what stands before the rest of a year
_FIGURE = re.compile("[0-9.%年月日时時个個人万萬亿億余多元名次岁歲号號项項种米公家位届屆]")


class Reading(NamedTuple):
    """One way to read a run: the characters of ``raw[start:end]``, some of them slots."""

    start: int
    end: int = 0
    parts: tuple[str | Slot, ...] = ()
    price: int = FAULT
    glossed: tuple[tuple[int, str], ...] = ()  #: offset in the bytes of the parts, the gloss there
    lost: tuple[int, ...] = ()  #: offsets of the lost bytes
    context: str = ""  #: the character before, where a gloss straddles it
    figure: bool = False  #: whether the mark at `end` hides a figure, too, that cannot be known
    size: int = 0  #: how many bytes the parts take

    def plus(
        self,
        *parts: str | Slot,
        end: int = 0,
        price: int = 0,
        gloss: re.Match[str] | None = None,
        within: int = 0,
        lost: bool = False,
        figure: bool = False,
    ) -> "Reading":
        """The reading carried on: `gloss` comes after the parts, or `within` bytes further.

        With `lost` the last part has lost its lead byte.
        """
        size = self.size
        for part in parts:
            size += 4 if isinstance(part, Slot) and part.across else 2
        glossed = self.glossed
        if gloss:  # shown whole, even if its bracket was eaten
            glossed += ((size + within, (gloss[1] or "(") + gloss[2] + gloss[3]),)
        all_lost = (*self.lost, size - 2) if lost else self.lost
        every, cost = self.parts + parts, self.price + price
        return Reading(self.start, end, every, cost, glossed, all_lost, self.context, figure, size)


def begin(page: Page, i: int, marked: bool) -> Iterator[Reading]:
    """The readings of a run that begins at raw offset `i`: with a gloss, or with a lost byte.

    A lost byte left a mark, or did not.
    """
    text, c = page.text, page.text[i]
    page.steps -= TRY
    if marked and (shut := _SHUT.match(text, i)):
        k = page.at(i)
        before = page.kept[max(0, k - 1) : k]
        two = encode(before)
        for found, more in page.glossable(two[1], shut[2]) if len(two) == 2 else ():
            first = Reading(i, price=FAULT + more + LAX * (c not in MARKS), context=before)
            first = first.plus(gloss=shut, within=1)
            yield from _walk(page, shut.end(), encode(found)[1], first)
    at = i + 1 if marked else i
    mark = widen(text[at : at + 1])
    if mark and mark in FULL and (c in MARKS or not marked):
        first = Reading(i).plus(LOST, price=0 if marked else UNMARKED, lost=True)
        yield from _walk(page, at + 1, encode(mark)[1], first)


def _walk(page: Page, i: int, carry: int, run: Reading) -> Iterator[Reading]:
    """Read on from raw offset `i` to every place where the bytes may be back in step."""
    text, prices = page.text, page.price
    taken = bool(run.glossed) and run.glossed[-1][0] == run.size + 1  # a gloss claims the carry
    while len(run.parts) < REACH and run.price < 3 * NEVER and page.steps > 0:
        page.steps -= 1
        c = text[i : i + 1]
        two, more = encode(c), 0
        if _ends(c):
            yield run.plus(Slot(carry, -1), end=i, price=LAX + ODD * (carry > 0xA9))
            return
        if c in _OPEN and (
            shut := _SHUT.match(text, i)
        ):  # the gloss of the character that the carry begins
            for found, price in page.glossable(carry, shut[2]):
                yield run.plus(found, end=shut.end(), price=price, gloss=shut)
            return
        if c in MARKS:
            yield from _mark(page, i + 1, carry, run)
        if c < "\x80":
            yield from _ascii(page, i, carry, run, taken)
            if not page.narrowed or c < "!" or (c.isalpha() and _REST.match(text, i)):
                return
            two, more = encode(widen(c)), 0 if c in ",:;?!()." else LETTER
        found = decode(carry, two[0]) if len(two) == 2 else ""
        if not found or prices[found] >= NEVER:
            return
        reading = page.pairs.get(two)
        straddling = _GLOSS.match(text, i + 1) if reading else None
        if straddling and straddling[2] != reading:
            straddling = None
        if found in page.table and not (taken or straddling):
            return
        run = run.plus(found, price=more + prices[found])
        if two[1] == 0xA3 and _follows_loss(page, i + 1):
            yield run.plus(LOST, end=i + 1, price=FAULT + UNMARKED, lost=True)
        carry, i, taken = two[1], i + 1, bool(straddling)
        if straddling:
            run, i = run.plus(gloss=straddling, within=1), straddling.end()


def _ends(c: str) -> bool:
    """Whether a run cannot go on over a character: a line ends, or GBK does not have it."""
    return c in ("", "\n") or (not encode(c) and c not in MARKS)


def _follows_loss(page: Page, i: int) -> bool:
    """Whether the raw character at `i`, in step, may stand after a lost byte."""
    c = page.text[i : i + 1]
    return encode(c)[:1] in LEADS and page.price[c] < NEVER


def _ascii(page: Page, i: int, carry: int, run: Reading, taken: bool) -> Iterator[Reading]:
    """The raw ASCII character at `i` is the trail byte: back in step."""
    c = page.text[i]
    found = decode(carry, ord(c)) if c >= "@" else ""
    if found and page.price[found] < NEVER:
        gloss = _GLOSS.match(page.text, i + 1)
        if gloss and reads(found, gloss[2]):
            yield run.plus(found, end=gloss.end(), price=page.price[found], gloss=gloss)
        elif taken or found not in page.table:
            yield run.plus(found, end=i + 1, price=page.price[found])


def _mark(page: Page, i: int, carry: int, run: Reading) -> Iterator[Reading]:
    """The mark before raw offset `i` stands for the trail byte, and for what was eaten with it."""
    text, following, last = page.text, page.text[i : i + 1], Slot(carry, -1)
    if _ends(following):
        yield run.plus(last, end=i, price=ODD * (carry > 0xA9))
        return
    mark = widen(following)
    if mark in FULL:  # another lost byte
        further = run.plus(last, LOST, price=FAULT, lost=True)
        yield from _walk(page, i + 1, encode(mark)[1], further)
    if _follows_loss(page, i):  # the same, the A3 eaten too
        yield run.plus(last, LOST, end=i, price=FAULT + LAX, lost=True)
    if page.given_back:
        yield run.plus(last, end=i)
    elif _TAG.match(text, i):
        yield run.plus(last, "<", end=i)
    elif _YEAR.match(text, i):
        yield run.plus(last, _CENTURY[following], end=i)
    elif _FIGURE.match(text, i):
        yield run.plus(last, end=i - 1, price=LAX, figure=True)
    yield from _across(page, i, carry, run)


def _across(page: Page, i: int, carry: int, run: Reading) -> Iterator[Reading]:
    """The mark before raw offset `i` stands for two bytes, of two characters."""
    c = page.text[i]
    two, letter = encode(c), "@" <= c <= "~"
    shut = _GLOSS.match(page.text, i + 1) if letter else _SHUT.match(page.text, i)
    if shut and (letter or c in MARKS):
        for found in page.read_as(shut[2]):
            if not letter or encode(found)[1] == two[0]:
                slot = Slot(carry, encode(found)[1], True, found)
                yield run.plus(slot, end=shut.end(), price=LAX, gloss=shut)
    elif len(two) == 2:
        further = run.plus(Slot(carry, two[0], True), price=LAX)
        yield from _walk(page, i + 1, two[1], further)
    elif letter:
        yield run.plus(Slot(carry, two[0], True), end=i + 1, price=LAX)
