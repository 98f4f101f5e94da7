"""Reading a damaged run again: all that its bytes allow, in any form the damage takes.

A run is read from its beginning with a lead byte that waits for its trail byte, the *carry*: each
raw character gives its first byte to the carry and its second becomes the next one, until something
brings the bytes back in step. What was lost becomes a `Slot`. Which reading is right is not decided
here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from . import glosses
from .bytes import MARKS, decode, encode, widen
from .page import NEVER, ODD, Page, Slot

FULL = "！，；？"  #: marks that A3 and a lead byte spell: A3A1, A3AC, A3BB, A3BF
LEADS = (b"\xa1", b"\xac", b"\xbb", b"\xbf")  #: those lead bytes
FAULT = 30  #: the cost of one fault
LAX = 40  #: of an unlikely way to show something
LETTER = 80  #: of a wide letter or figure made narrow within a run
UNMARKED = 20  #: of a lost byte without a mark
TRY = 10  #: steps that trying a place for a beginning counts for
REACH = 60  #: how far a run may reach, in characters

SYLLABLE = glosses.SYLLABLE
GLOSS = re.compile(rf"[(（]({SYLLABLE})[)）]")
_CLOSED = re.compile(rf"[(（]?({SYLLABLE})[)）]")
_REST = re.compile(rf"{SYLLABLE}[)）]")
_TAG = re.compile(r"/?[a-zA-Z][^<>\n]{0,300}>")
_YEAR = re.compile(r"(?:9\d|0[0-3])\d年")
_CENTURY = {"9": "1", "0": "2"}  #: what stands before the rest of a year
_FIGURE = re.compile("[0-9.%年月日时個个人万萬亿億余多元名次岁歲号項项种米公家位届屆]")
_OPEN = MARKS + "(（"


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

    def plus(
        self,
        *parts: str | Slot,
        end: int = 0,
        price: int = 0,
        gloss: tuple[int, str] | None = None,
        lost: int | None = None,
        figure: bool = False,
    ) -> "Reading":
        """The reading carried on."""
        return Reading(
            self.start,
            end,
            self.parts + parts,
            self.price + price,
            (*self.glossed, gloss) if gloss else self.glossed,
            self.lost if lost is None else (*self.lost, lost),
            self.context,
            figure,
        )


def begin(page: Page, i: int, marked: bool) -> Iterator[Reading]:
    """The readings of a run that begins at raw offset `i`: with a gloss, or with a lost byte.

    A lost byte left a mark, or did not.
    """
    text, c = page.text, page.text[i]
    page.steps -= TRY
    if not marked:
        mark = widen(c)
        if mark in FULL:
            first = Reading(i, 0, (Slot(-1, 0xA3),), FAULT + UNMARKED, lost=(0,))
            yield from _walk(page, i + 1, encode(mark)[1], first, 2)
        return
    shut = _CLOSED.match(text, i + 1) if c in MARKS else GLOSS.match(text, i)
    if shut:
        k = page.at(i)
        before = page.kept[max(0, k - 1) : k]
        two = encode(before)
        for found, more in page.glossable(two[1], shut[1]) if len(two) == 2 else ():
            price = FAULT + more + LAX * (c not in MARKS)
            first = Reading(i, 0, (), price, ((1, _whole(shut[0])),), context=before)
            yield from _walk(page, shut.end(), encode(found)[1], first, 0)
    mark = widen(text[i + 1 : i + 2])
    if mark and mark in FULL and c in MARKS:
        first = Reading(i, 0, (Slot(-1, 0xA3),), FAULT, lost=(0,))
        yield from _walk(page, i + 2, encode(mark)[1], first, 2)


def _ends(c: str) -> bool:
    """Whether a run cannot go on over a character: a line ends, or GBK does not have it."""
    return c in ("", "\n") or (not encode(c) and c not in MARKS)


def _whole(shown: str) -> str:
    """A gloss whose opening bracket may be eaten, with it."""
    return shown if shown[0] in "(（" else "(" + shown


def _walk(page: Page, i: int, carry: int, run: Reading, size: int) -> Iterator[Reading]:
    """Read on from raw offset `i` to every place where the bytes may be back in step.

    `size` is how many bytes the parts of the run take.
    """
    text, prices = page.text, page.price
    taken = bool(run.glossed) and run.glossed[-1][0] == size + 1  # a gloss claims the carry
    while len(run.parts) < REACH and run.price < 3 * NEVER and page.steps > 0:
        page.steps -= 1
        c = text[i : i + 1]
        if _ends(c):
            yield run.plus(Slot(carry, -1), end=i, price=LAX + ODD * (carry > 0xA9))
            return
        if c in _OPEN:
            shut = _CLOSED.match(text, i + 1) if c in MARKS else GLOSS.match(text, i)
            if shut:  # the gloss of the character that the carry begins
                for found, more in page.glossable(carry, shut[1]):
                    gloss = (size + 2, _whole(shut[0]))
                    yield run.plus(found, end=shut.end(), price=more, gloss=gloss)
                return
        if c in MARKS:
            yield from _mark(page, i, carry, run, size)
        two = encode(c)
        more = 0
        if c < "\x80":
            yield from _ascii(page, i, carry, run, taken, size)
            if not page.narrowed or c < "!" or (c.isalpha() and _REST.match(text, i)):
                return
            two = encode(widen(c))
            more = 0 if c in ",:;?!()." else LETTER
        found = decode(carry, two[0]) if len(two) == 2 else ""
        if not found or prices[found] >= NEVER:
            return
        after = text[i + 1 : i + 2]
        straddling = GLOSS.match(text, i + 1) if after == "(" or after == "（" else None
        if straddling and page.pairs.get(two) != straddling[1]:
            straddling = None
        if found in page.table and not (taken or straddling):
            return
        run = run.plus(found, price=more + prices[found])
        size += 2
        if two[1] == 0xA3 and _follows_loss(page, i + 1):
            yield run.plus(Slot(-1, 0xA3), end=i + 1, price=FAULT + UNMARKED, lost=size)
        carry, i, taken = two[1], i + 1, bool(straddling)
        if straddling:
            run = run.plus(gloss=(size + 1, straddling[0]))
            i = straddling.end()


def _follows_loss(page: Page, i: int) -> bool:
    """Whether the raw character at `i`, in step, may stand after a lost byte."""
    c = page.text[i : i + 1]
    return encode(c)[:1] in LEADS and page.price[c] < NEVER


def _ascii(
    page: Page, i: int, carry: int, run: Reading, taken: bool, size: int
) -> Iterator[Reading]:
    """The raw ASCII character at `i` is the trail byte: back in step."""
    c = page.text[i]
    found = decode(carry, ord(c)) if c >= "@" else ""
    if not found or page.price[found] >= NEVER:
        return
    after = GLOSS.match(page.text, i + 1)
    if after and glosses.reads(found, after[1]):
        gloss = (size + 2, after[0])
        yield run.plus(found, end=after.end(), price=page.price[found], gloss=gloss)
    elif taken or found not in page.table:
        yield run.plus(found, end=i + 1, price=page.price[found])


def _mark(page: Page, i: int, carry: int, run: Reading, size: int) -> Iterator[Reading]:
    """The mark at raw offset `i` stands for the trail byte, and for what was eaten with it."""
    text, rest = page.text, i + 1
    following = text[rest : rest + 1]
    last, lost = Slot(carry, -1), Slot(-1, 0xA3)
    mark = widen(following)
    if _ends(following):
        yield run.plus(last, end=rest, price=ODD * (carry > 0xA9))
        return
    if mark in FULL:  # another lost byte
        further = run.plus(last, lost, price=FAULT, lost=size + 2)
        yield from _walk(page, rest + 1, encode(mark)[1], further, size + 4)
    if _follows_loss(page, rest):  # the same, the A3 eaten too
        yield run.plus(last, lost, end=rest, price=FAULT + LAX, lost=size + 2)
    if page.given_back:
        yield run.plus(last, end=rest)
    elif _TAG.match(text, rest):
        yield run.plus(last, "<", end=rest)
    elif _YEAR.match(text, rest):
        yield run.plus(last, _CENTURY[following], end=rest)
    elif _FIGURE.match(text, rest):
        yield run.plus(last, end=i, price=LAX, figure=True)
    yield from _across(page, rest, carry, run, size)


def _across(page: Page, j: int, carry: int, run: Reading, size: int) -> Iterator[Reading]:
    """The mark before raw offset `j` stands for two bytes, of two characters."""
    c = page.text[j : j + 1]
    two, letter = encode(c), "@" <= c <= "~"
    shut = _CLOSED.match(page.text, j + 1) if c in MARKS else None
    shut = GLOSS.match(page.text, j + 1) if letter else shut
    if shut:
        for found in page.read_as(shut[1]):
            if not letter or encode(found)[1] == two[0]:
                slot = Slot(carry, encode(found)[1], True, found)
                gloss = (size + 4, _whole(shut[0]))
                yield run.plus(slot, end=shut.end(), price=LAX, gloss=gloss)
    elif len(two) == 2:
        further = run.plus(Slot(carry, two[0], True), price=LAX)
        yield from _walk(page, j + 1, two[1], further, size + 4)
    elif letter:
        yield run.plus(Slot(carry, two[0], True), end=j + 1, price=LAX)
