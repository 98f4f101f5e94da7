"""What may come next on a page, in step or one byte out of step.

From a place in the raw text and the *carry*, the lead byte that waits for its trail byte, the bytes
that follow allow a few moves. Each kind of move is one method, and its docstring says what went
wrong. Costs are in tenths of a nat, set by hand: 23 make something ten times less likely.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from .channel import MARKS, decode, encode, widen
from .evidence import NEVER, ODD, Filling, Page, is_rare
from .glosses import GLOSS, SHUT, SYLLABLE, TAG, reads

FAULT = 30  #: Cost of one fault: a run begins, or a byte is lost.
UNMARKED = 20  #: Cost of a lost byte without a mark, beside that of the fault.
LAX = 40  #: Cost of a step that real pages seldom show, beside that of the fault.
LETTER = 30  #: Cost of a wide letter or figure made narrow within a run.
IN_STEP = -1  #: The carry where no lead byte waits. Below it are numbers of moves that must follow.

FULL = "！，；？"  #: Marks that A3 and a lead byte spell.
LEADS = (b"\xa1", b"\xac", b"\xbb", b"\xbf")  #: The lead bytes in these, in the same order.
OPEN = MARKS + "(（"  #: What a gloss may begin with; a mark may have eaten its bracket.
SHUT_GLOSS = re.compile(rf"(?=[{OPEN}])[{MARKS}]?([(（]?)({SYLLABLE}){SHUT}")
_REST, _TAG = re.compile(f"{SYLLABLE}{SHUT}"), re.compile(TAG)
_YEAR, _CENTURY = re.compile(r"(?:9\d|0[0-3])\d年"), {"9": "1", "0": "2"}
_FIGURE = re.compile("[0-9.%年月日时時个個人万萬亿億余多元名次岁歲号號项項种米公家位届屆]")


class Move(NamedTuple):
    """One way on: any of the `fillings`, then the raw offset `at` with that carry."""

    fillings: list[Filling]
    at: float  #: Half an offset before the end where more must follow.
    carry: int
    price: float
    gloss: str = ""  #: The gloss that comes with the character,
    within: int = 0  #: and how many bytes after it: 1 where it took the waiting byte.
    start: int = -1  #: The move adds ``raw[start:end]`` to a run; below 0 nothing is wrong.
    end: int = 0
    lost: bool = False  #: Whether the lead byte was lost.
    hidden: bool = False  #: Whether the mark at the end hides a figure.
    context: str = ""  #: The character of which the gloss makes use.


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

    def after(self, at: float, carry: int, flag: bool, last: str = "") -> list[Move]:
        """All that may come next at raw offset `at`, after the character `last`.

        In step, `flag` tells whether a run may begin; else, whether a gloss took the waiting byte.
        """
        key = at, carry, flag, last if carry == IN_STEP else ""
        found = self._known.get(key)
        if found is None:
            moves: Iterable[Move]
            if carry == IN_STEP:
                moves = self._in_step(int(at), last, flag)
            elif carry < IN_STEP:
                moves = self._following[IN_STEP - 1 - carry]()
            else:
                moves = self._onward(int(at), carry, flag)
            found = self._known[key] = list(moves)
        return found

    def _on(
        self, fillings: list[Filling], start: int, end: int, carry: int = IN_STEP, price: float = 0,
        gloss: re.Match[str] | None = None, within: int = 0, **how: Any,
    ) -> Move:  # fmt: skip
        """A move within a run."""
        written = (gloss[1] or "(") + gloss[0].lstrip(OPEN) if gloss else ""
        at = end + how.get("hidden", 0)
        return Move(fillings, at, carry, price, written, within, start, end, **how)

    def _then(self, first: Move, following: Callable[[], Iterable[Move]]) -> Move:
        """A move after which one of some others must follow; they are worked out when needed."""
        self._following.append(following)
        return Move(first[0], first.at - 0.5, IN_STEP - len(self._following), *first[3:])

    # In step.

    def _in_step(self, i: int, last: str, may_begin: bool) -> Iterator[Move]:
        """All that may come next where no byte waits; first, that nothing is wrong."""
        page, c = self.page, self.text[i]
        if i in page.good:
            yield Move(page.known(""), page.good[i], IN_STEP, 0, "()")
        else:
            tag = _TAG.match(self.text, i + 1) if c == "<" else None
            price: float = page.price[c] if c > "\x7f" else ODD * (c in "@[\\]^`{}")
            if c in ",:;?!" and page.narrowed_at(i):
                c = widen(c)
            elif c == "?":
                price = NEVER  # a page with wide marks has no other use for this one
            yield Move(page.known(c), tag.end() if tag else i + 1, IN_STEP, price)
        if may_begin:
            if self.text[i] in OPEN and (shut := SHUT_GLOSS.match(self.text, i)):
                yield from self._straddling_gloss(i, last, shut)
            for start, end, price in self.losses(i):
                fillings, lead = page.fillings(-1, 0xA3), _lead(self.text[start])
                yield self._on(fillings, i, end, lead, price, lost=True)

    def _straddling_gloss(self, i: int, last: str, shut: re.Match[str]) -> Iterator[Move]:
        """A gloss comes between the bytes of the next character: 新?lián) and so on."""
        trail, nothing = encode(last)[1:], self.page.known("")
        if trail and self.page.table.get(last) != shut[2]:
            for found, more in self.page.glossable(trail[0], shut[2]):
                price = FAULT + more + LAX * (self.text[i] not in MARKS)
                carry = encode(found)[1]
                yield self._on(nothing, i, shut.end(), carry, price, shut, 1, context=last)

    def losses(self, i: int) -> Iterator[tuple[int, int, float]]:
        """Where the lead byte before A3 may be lost, with a mark or without one: ?!保 and so on.

        The offset of the mark that A3 became, that after it, and the price.
        """
        after_mark = [(i + 1, i + 2, FAULT)] if self.text[i] in MARKS else []
        for start, end, price in [*after_mark, (i, i + 1, FAULT + UNMARKED)]:
            if (lead := _lead(self.text[start:end])) and self._may_go_on(lead, end):
                yield start, end, price

    def _may_go_on(self, carry: int, i: int, *, guessed: bool = False) -> bool:
        """Whether what is at raw offset `i` may begin with the trail byte of the carry."""
        c = self.text[i : i + 1]
        two = encode(c)
        if c < "\x80" or c == "（" or not two:
            return True
        found = decode(carry, two[0])
        return bool(found) and self.page.price[found] < NEVER and not (guessed and is_rare(found))

    # Out of step.

    def _ends(self, i: int) -> bool:
        """Whether a run cannot go on over raw offset `i`: a line ends, or GBK does not have it."""
        c = self.text[i : i + 1]
        return c in ("", "\n") or (not encode(c) and c not in MARKS)

    def _onward(self, i: int, carry: int, claimed: bool) -> Iterator[Move]:
        """All that may come next where a lead byte waits."""
        text, c = self.text, self.text[i : i + 1]
        if self._ends(i):
            yield self._end_of_line(i, i, carry, LAX)
        elif c in OPEN and (shut := SHUT_GLOSS.match(text, i)):
            for character, price in self.page.glossable(carry, shut[2]):
                yield self._on(self.page.known(character), i, shut.end(), price=price, gloss=shut)
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
        price += ODD * (carry > 0xA9)
        return self._on(self.page.fillings(carry, -1), i, end, price=price)

    def _ascii_trail(self, i: int, carry: int) -> Iterator[Move]:
        """An ASCII character is the trail byte: back in step."""
        found = decode(carry, ord(self.text[i]))
        if found and (price := self.page.price[found]) < NEVER:
            own = GLOSS.match(self.text, i + 1)
            if own and self.page.table.get(found) != own[2] and not reads(found, own[2]):
                own = None
            end = own.end() if own else i + 1
            yield self._on(self.page.known(found), i, end, price=price, gloss=own)

    def _misread_pair(self, i: int, carry: int, claimed: bool) -> Iterator[Move]:
        """A character is a trail byte and the next lead byte; perhaps a gloss parts these two."""
        page, c = self.page, self.text[i]
        two = encode(widen(c))
        found = decode(carry, two[0]) if len(two) == 2 else ""
        if not found or (price := page.price[found]) >= NEVER:
            return
        if c < "\x80":
            price += (c not in ",:;?!().") * LETTER + (not page.narrowed_at(i)) * LAX
        fillings, reading = page.known(found), page.pairs.get(two)
        gloss = GLOSS.match(self.text, i + 1) if reading else None
        if gloss and gloss[2] == reading:
            yield self._on(fillings, i, gloss.end(), two[1], price, gloss, 1)
        elif not reading or claimed:
            yield (move := self._on(fillings, i, i + 1, two[1], price))
            if two[1] == 0xA3 and self._follows_loss(i + 1):
                yield self._then(move, partial(self._loss, i + 1, i + 1, FAULT + UNMARKED))

    def _loss(self, start: int, end: int, price: float, carry: int = IN_STEP) -> list[Move]:
        """A lead byte before A3 was lost."""
        return [self._on(self.page.fillings(-1, 0xA3), start, end, carry, price, lost=True)]

    def _follows_loss(self, i: int) -> bool:
        """Whether the raw character at `i`, in step, may come after a lost byte."""
        c = self.text[i : i + 1]
        return encode(c)[:1] in LEADS and self.page.price[c] < NEVER

    def _invalid_pair(self, i: int, carry: int) -> Iterator[Move]:
        """A mark is the trail byte, and perhaps another byte that was swallowed with it."""
        page, j = self.page, i + 1
        if self._ends(j):
            yield self._end_of_line(i, j, carry, 0)
            return
        following, fillings = self.text[j], page.fillings(carry, -1)
        first = self._on(fillings, i, j)
        if lead := _lead(following):  # A lead byte is lost right after; its mark was swallowed,
            yield self._then(first, partial(self._loss, j, j + 1, FAULT, lead))
        if self._follows_loss(j):  # or its A3 was.
            yield self._then(first, partial(self._loss, j, j, FAULT + LAX))
        if page.given_back or following < "@":
            byte, price = encode(following)[0], 0 if page.given_back else 2 * LAX
            torn = [one for one in fillings if not decode(encode(one.text)[1], byte)]
            yield self._on(torn, i, j, price=price)
        if not page.given_back:
            yield from self._swallowed(i, first)
        # The mark may also be the trail byte of one character and the lead byte of the next.
        dead = following in MARKS and not SHUT_GLOSS.match(self.text, j)
        for halves, leads in page.halves(carry):
            both = leads & {0xA1} if dead else leads  # two marks in a row: only punctuation
            half = self._on(halves, i, j, price=LAX)
            yield self._then(half, partial(self._second_half, both, j))

    def _swallowed(self, i: int, first: Move) -> Iterator[Move]:
        """An ASCII character was swallowed: what begins a tag, a year or a figure, or a blank."""
        j, c = i + 1, self.text[i + 1]
        if tag := _TAG.match(self.text, j):
            known, end = "<", tag.end()
        elif _YEAR.match(self.text, j):
            known, end = _CENTURY[c], j
        else:
            known, end = " " * (self.page.spaced and c.isascii() and c.isalnum()), j
        if known:
            second = self._on(self.page.known(known), j, j)._replace(at=end)
            yield self._then(first, lambda: [second])
        elif _FIGURE.match(self.text, j):
            yield self._on(first.fillings, i, i, price=LAX, hidden=True)

    def _second_half(self, leads: Iterable[int], j: int) -> Iterator[Move]:
        """All that may come next where any of some lead bytes may wait."""
        for lead in leads:
            if self._may_go_on(lead, j, guessed=True):
                yield from self.after(j, lead, False)


def _lead(mark: str) -> int:
    """The lead byte that A3 before it turned into this mark, wide or narrow; 0 if none."""
    wide = widen(mark)
    return LEADS[FULL.index(wide)][0] if wide and wide in FULL else 0
