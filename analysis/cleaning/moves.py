"""What may come next on a page, in step or one byte out of step.

From a place in the raw text and the *carry*, the lead byte that waits for its trail byte, the bytes
that follow allow a few moves. Each kind of move is one method, and its docstring says what went
wrong. Costs are in tenths of a nat, set by hand: 23 make something ten times less likely.
`python -m tests.evaluate_cleaning constants` shows how much the accuracy depends on each.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from .channel import MARKS, decode, encode, widen
from .evidence import NEVER, ODD, Filling, Page, is_rare
from .glosses import GLOSS, SHUT, SYLLABLE, TAG, reads

FAULT = 30  #: Cost of one fault: a run begins, or a byte is lost.
UNMARKED = 20  #: Cost of a lost byte without a mark, beside that of the fault.
LAX = 40  #: Cost of a step that real pages seldom show, beside that of the fault.
LETTER = 30  #: Cost of a wide letter or figure made narrow within a run.
IN_STEP = -1  #: The carry where no lead byte waits. Below it are numbers of moves that must follow.

FULL = "！，；？"  #: Marks that A3 and a lead byte spell.
LEADS = (b"\xa1", b"\xac", b"\xbb", b"\xbf")  #: The lead bytes in these, the same order.
OPEN = MARKS + "(（"  #: What a gloss may begin with; a mark may have eaten its bracket.
SHUT_GLOSS = re.compile(rf"(?=[{OPEN}])[{MARKS}]?([(（]?)({SYLLABLE}){SHUT}")
_REST = re.compile(rf"{SYLLABLE}{SHUT}")
_TAG = re.compile(TAG)
_YEAR = re.compile(r"(?:9\d|0[0-3])\d年")
_CENTURY = {"9": "1", "0": "2"}  #: The figure before the rest of a year.
_FIGURE = re.compile("[0-9.%年月日时時个個人万萬亿億余多元名次岁歲号號项項种米公家位届屆]")


class Step(NamedTuple):
    """What a move adds to a run: ``raw[start:end]``, and the gloss so many bytes after its text."""

    start: int
    end: int
    gloss: str = ""
    within: int = 0
    lost: bool = False
    hidden: bool = False
    context: str = ""


class Move(NamedTuple):
    """One way on: any of the `fillings`, then the raw offset `at` with that carry."""

    fillings: list[Filling]
    at: float  #: Half an offset before the end where more must follow.
    carry: int
    price: float = 0
    glossed: bool = False  #: Whether a gloss follows the character.
    claimed: bool = False  #: Whether a gloss took the waiting byte.
    step: Step | None = None  #: None where nothing is wrong.


class Moves:
    """The moves on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.text = page, page.text
        self._known: dict[tuple[float, int, bool, str], list[Move]] = {}
        self._following: list[Callable[[], Iterable[Move]]] = []

    def forget(self) -> None:
        """Drop what was worked out for the last stretch of the page."""
        self._known.clear()
        self._following.clear()

    def ends(self, i: int) -> bool:
        """Whether a run cannot go on over raw offset `i`: a line ends, or GBK does not have it."""
        c = self.text[i : i + 1]
        return c in ("", "\n") or (not encode(c) and c not in MARKS)

    def after(self, at: float, carry: int, flag: bool, last: str = "") -> list[Move]:
        """All that may come next at raw offset `at`, after the character `last`.

        In step, `flag` tells whether a run may begin; else, whether a gloss took the waiting byte.
        """
        key = at, carry, flag, last if carry == IN_STEP else ""
        found = self._known.get(key)
        if found is None:
            i = int(at)
            if carry < IN_STEP:
                moves = self._following[IN_STEP - 1 - carry]()
            else:
                moves = self._onward(i, carry, flag) if carry >= 0 else self._in_step(i, last, flag)
            found = self._known[key] = list(moves)
        return found

    def _move(
        self,
        text: str,
        start: int,
        end: int,
        carry: int = IN_STEP,
        price: float = 0,
        gloss: re.Match[str] | None = None,
        within: int = 0,
    ) -> Move:
        """The move that adds a known character, if any."""
        step = Step(start, end, _gloss(gloss) if gloss else "", within)
        return Move(
            [self.page.known(text)], end, carry, price, bool(gloss and not within), within > 0, step
        )

    def _fill(
        self,
        fillings: list[Filling],
        start: int,
        end: int,
        carry: int = IN_STEP,
        price: float = 0,
        *,
        lost: bool = False,
        hidden: bool = False,
    ) -> Move:
        """The move that adds one of several characters, since a byte is unknown."""
        step = Step(start, end, lost=lost, hidden=hidden)
        return Move(fillings, end + hidden, carry, price, step=step)

    def _then(self, first: Move, following: Callable[[], Iterable[Move]]) -> Move:
        """A move after which one of some others must follow; they are worked out when needed."""
        self._following.append(following)
        return first._replace(at=first.at - 0.5, carry=IN_STEP - len(self._following))

    # In step.

    def _in_step(self, i: int, last: str, may_begin: bool) -> Iterator[Move]:
        yield self.as_it_is(i)
        if may_begin:
            yield from self._straddling_gloss(i, last)
            yield from self._lost_byte(i)

    def as_it_is(self, i: int) -> Move:
        """Nothing is wrong with the next character."""
        if i in self.page.good:
            return Move([self.page.known("")], self.page.good[i], IN_STEP, glossed=True)
        c = self.text[i]
        tag = _TAG.match(self.text, i + 1) if c == "<" else None
        price = self.page.price[c] if c > "\x7f" else 0
        if c in ",:;?!" and self.page.narrowed_at(i):
            c = widen(c)
        elif c == "?":
            price = NEVER  # a page with wide marks has no other use for this one
        return Move([self.page.known(c)], tag.end() if tag else i + 1, IN_STEP, price)

    def _straddling_gloss(self, i: int, last: str) -> Iterator[Move]:
        """A gloss comes between the bytes of the next character: 新?lián) and so on."""
        shut = SHUT_GLOSS.match(self.text, i) if self.text[i] in OPEN else None
        trail = encode(last)[1:]
        if shut and trail and self.page.table.get(last) != shut[2]:
            lax = LAX * (self.text[i] not in MARKS)
            step = Step(i, shut.end(), _gloss(shut), 1, context=last)
            for found, more in self.page.glossable(trail[0], shut[2]):
                move = self._move("", i, shut.end(), encode(found)[1], FAULT + more + lax, shut, 1)
                yield move._replace(step=step)

    def _lost_byte(self, i: int) -> Iterator[Move]:
        """The lead byte before A3 was lost, with a mark or without one: ?!保 and so on."""
        c, following = self.text[i], self.text[i + 1 : i + 2]
        if c in MARKS and (lead := _lead(following)) and self._may_go_on(lead, i + 2):
            yield self._fill(self.page.fillings(-1, 0xA3), i, i + 2, lead, FAULT, lost=True)
        if (lead := _lead(c)) and self._may_go_on(lead, i + 1):
            price = FAULT + UNMARKED
            yield self._fill(self.page.fillings(-1, 0xA3), i, i + 1, lead, price, lost=True)

    def begins(self, i: int) -> bool:
        """Whether a byte may have been lost at raw offset `i`."""
        c = self.text[i]
        return c in MARKS or (0 < _lead(c) and self._may_go_on(_lead(c), i + 1))

    def _may_go_on(self, carry: int, i: int, *, guessed: bool = False) -> bool:
        """Whether what is at raw offset `i` may begin with the trail byte of the carry."""
        c = self.text[i : i + 1]
        two = encode(c)
        if c < "\x80" or c == "（" or not two:
            return True
        found = decode(carry, two[0])
        return bool(found) and self.page.price[found] < NEVER and not (guessed and is_rare(found))

    # Out of step.

    def _onward(self, i: int, carry: int, claimed: bool) -> Iterator[Move]:
        """All that may come next where a lead byte waits."""
        text, c = self.text, self.text[i : i + 1]
        if self.ends(i):
            yield self._end_of_line(i, i, carry, LAX)
        elif c in OPEN and (shut := SHUT_GLOSS.match(text, i)):
            for character, price in self.page.glossable(carry, shut[2]):
                yield self._move(character, i, shut.end(), price=price, gloss=shut)
        else:
            if c in MARKS:
                yield from self._invalid_pair(i, carry)
            rest = _REST.match(text, i) if c < "\x80" else None
            if "@" <= c < "\x80" and not (rest and text[i - 1] in MARKS):
                yield from self._ascii_trail(i, carry)
            if not (rest and c.isalpha()):
                yield from self._misread_pair(i, carry, claimed)

    def _end_of_line(self, i: int, end: int, carry: int, price: float) -> Move:
        """The trail byte is lost at the end of a line."""
        fillings = self.page.fillings(carry, -1)
        return self._fill(fillings, i, end, price=price + ODD * (carry > 0xA9))

    def _ascii_trail(self, i: int, carry: int) -> Iterator[Move]:
        """An ASCII character is the trail byte: back in step."""
        found = decode(carry, ord(self.text[i]))
        if found and (price := self.page.price[found]) < NEVER:
            own = GLOSS.match(self.text, i + 1)
            if own and (self.page.table.get(found) == own[2] or reads(found, own[2])):
                yield self._move(found, i, own.end(), price=price, gloss=own)
            else:
                yield self._move(found, i, i + 1, price=price)

    def _misread_pair(self, i: int, carry: int, claimed: bool) -> Iterator[Move]:
        """A character is a trail byte and the next lead byte; perhaps a gloss parts these two."""
        c = self.text[i]
        two = encode(widen(c))
        found = decode(carry, two[0]) if len(two) == 2 else ""
        if not found or (price := self.page.price[found]) >= NEVER:
            return
        if c < "\x80":
            price += (c not in ",:;?!().") * LETTER + (not self.page.narrowed_at(i)) * LAX
        reading = self.page.pairs.get(two)
        gloss = GLOSS.match(self.text, i + 1) if reading else None
        if gloss and gloss[2] == reading:
            yield self._move(found, i, gloss.end(), two[1], price, gloss, 1)
            return
        if reading and not claimed:
            return  # the rewriters would have put a gloss here
        move = self._move(found, i, i + 1, two[1], price)
        yield move
        if two[1] == 0xA3 and self._follows_loss(i + 1):
            loss = FAULT + UNMARKED
            lost = self._fill(self.page.fillings(-1, 0xA3), i + 1, i + 1, price=loss, lost=True)
            yield self._then(move, lambda: [lost])

    def _follows_loss(self, i: int) -> bool:
        """Whether the raw character at `i`, in step, may come after a lost byte."""
        c = self.text[i : i + 1]
        return encode(c)[:1] in LEADS and self.page.price[c] < NEVER

    def _invalid_pair(self, i: int, carry: int) -> Iterator[Move]:
        """A mark is the trail byte, and perhaps another byte that was swallowed with it."""
        page, j = self.page, i + 1
        following, back = self.text[j : j + 1], page.given_back
        if self.ends(j):
            yield self._end_of_line(i, j, carry, 0)
            return
        fillings = page.fillings(carry, -1)
        if _lead(following) or self._follows_loss(j):
            yield self._then(self._fill(fillings, i, j), partial(self._second_loss, j))
        if back or following < "@":
            byte = encode(following)[0]
            torn = [f for f in fillings if not decode(encode(f.text)[1], byte)]
            yield self._fill(torn, i, j, price=0 if back else 2 * LAX)
        if not back:
            yield from self._swallowed(i, fillings)
        yield from self._two_halves(i, carry)

    def _second_loss(self, j: int) -> Iterator[Move]:
        """Another lead byte is lost right after: its mark, or its A3, was swallowed."""
        fillings = self.page.fillings(-1, 0xA3)
        if lead := _lead(self.text[j]):
            yield self._fill(fillings, j, j + 1, lead, FAULT, lost=True)
        if self._follows_loss(j):
            yield self._fill(fillings, j, j, price=FAULT + LAX, lost=True)

    def _swallowed(self, i: int, fillings: list[Filling]) -> Iterator[Move]:
        """An ASCII character was swallowed: what begins a tag, a year or a figure, or a blank."""
        j, c = i + 1, self.text[i + 1]
        if tag := _TAG.match(self.text, j):
            known, end = "<", tag.end()
        elif _YEAR.match(self.text, j):
            known, end = _CENTURY[c], j
        else:
            known, end = " " * (self.page.spaced and c.isascii() and c.isalnum()), j
        if known:
            second = self._move(known, j, j)._replace(at=end)
            yield self._then(self._fill(fillings, i, j), lambda: [second])
        elif _FIGURE.match(self.text, j):
            yield self._fill(fillings, i, i, price=LAX, hidden=True)

    def _two_halves(self, i: int, carry: int) -> Iterator[Move]:
        """The mark is the trail byte of one character and the lead byte of the next."""
        j = i + 1
        dead = self.text[j] in MARKS and not SHUT_GLOSS.match(self.text, j)
        for fillings, leads in self.page.halves(carry):
            # Of two marks in a row only punctuation is likely.
            first = self._fill(fillings, i, j, price=LAX)
            yield self._then(
                first, partial(self._second_half, leads & {0xA1} if dead else leads, j)
            )

    def _second_half(self, leads: Collection[int], j: int) -> Iterator[Move]:
        """What may come next where any of some lead bytes may wait."""
        for lead in leads:
            if self._may_go_on(lead, j, guessed=True):
                yield from self.after(j, lead, False)


def _lead(mark: str) -> int:
    """The lead byte that A3 before it turned into this mark, wide or narrow; 0 if none."""
    wide = widen(mark)
    return LEADS[FULL.index(wide)][0] if wide and wide in FULL else 0


def _gloss(shut: re.Match[str]) -> str:
    """The gloss as it was before its bracket was eaten."""
    return (shut[1] or "(") + shut[0].lstrip(OPEN)
