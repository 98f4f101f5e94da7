"""Damaged runs: text read one byte out of step, such as 擔當(dāng) shown as ?lián) and so on.

What went wrong: a gloss was put between the halves of two characters, or a lead byte before A3 was
lost, and from there the bytes were paired wrongly until something brought them back in step. All
bytes but one or two are still there, so the run can be read again.

One beam search does it. A path goes through the raw text from left to right. It knows how far it
is, which lead byte waits for its trail byte (the *carry*), and what it has read (`paths`). Each
transition is one method: `as_it_is` reads on in step (nothing is wrong here), `straddling_gloss`
and `lost_byte` begin a run, the others carry it on or end it. `repairs` decides among the paths
that are in step at the end.
"""

import re
from collections.abc import Iterator
from operator import itemgetter

from .channel import MARKS, decode, encode, widen
from .evidence import NEVER, ODD, Filling, Page
from .glosses import TAG, reads
from .paths import PATIENCE, WORDS, Path, Step
from .places import LAX, OPEN, SHUT_GLOSS, Place, Places, ends

# Costs are in tenths of a nat: 23 make something ten times less likely. All are set by hand.
# `python -m tests.evaluate_cleaning constants` shows how much the accuracy depends on each.
FAULT = 30  #: Cost of one fault: a run begins, or a byte is lost.
UNMARKED = 20  #: Cost of a lost byte without a mark, beside that of the fault.
BEAM = 30  #: Paths that are followed up at one place. More find more, and take longer.
WIDTH = 90  #: How much dearer than the cheapest path another may be, 9 nats.
SECOND = 12  #: Fillings of one place that are followed up where a second byte is unknown, too.
BEFORE, AFTER = 4, 5  #: Characters before and after a run that are read along with it.
REACH = 60  #: Characters before a sign of damage in which its run may have begun.
GRANTED = 25  #: Characters that may be tried, on average, for one of the raw text: time is linear.
STRETCH = 150  #: Characters after which a search comes to an end, in step or not.

FULL = "！，；？"  #: Marks that A3 and a lead byte spell.
_TAG = re.compile(TAG)
_YEAR = re.compile(r"(?:9\d|0[0-3])\d年")
_CENTURY = {"9": "1", "0": "2"}  #: The figure before the rest of a year.
_FIGURE = re.compile("[0-9.%年月日时時个個人万萬亿億余多元名次岁歲号號项項种米公家位届屆]")


class Search(Places):
    """The search for damaged runs on one page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._sound: dict[int, tuple[str, int, int]] = {}
        self._halves: dict[tuple[int, int], list[tuple[Filling, list[int]]]] = {}

    # In step.

    def as_it_is(self, path: Path) -> Path:
        """Nothing is wrong with the next character."""
        i = path.at
        if i in self.page.good:
            return path._replace(at=self.page.good[i], glossed=True)
        c, end, price = self._sound.get(i) or self._in_step(i)
        return self.put(path, c, end, price=price, sound=True) or path

    def _in_step(self, i: int) -> tuple[str, int, int]:
        """The character at raw offset `i` if nothing is wrong, where it ends, its price."""
        c = self.text[i]
        tag = _TAG.match(self.text, i + 1) if c == "<" else None
        price = self.page.price[c] if c > "\x7f" else 0
        if c in ",:;?!" and self.page.narrowed_at(i):
            c = widen(c)
        elif c == "?":
            price = NEVER  # a page with wide marks has no other use for this one
        found = self._sound[i] = c, tag.end() if tag else i + 1, price
        return found

    def in_step(self, path: Path, may_begin: bool) -> Iterator[Path]:
        """All that may come next where no byte waits."""
        yield self.as_it_is(path)
        if may_begin:
            yield from self.straddling_gloss(path)
            yield from self.lost_byte(path)

    def straddling_gloss(self, path: Path) -> Iterator[Path]:
        """A gloss comes between the bytes of the next character: 新?lián) and so on."""
        shut = SHUT_GLOSS.match(self.text, path.at)
        trail = encode(path.last)[1:]
        if not shut or not trail or self.page.table.get(path.last) == shut[2]:
            return
        whole = self.text[path.at] not in MARKS
        for found, more in self.page.glossable(trail[0], shut[2]):
            price = FAULT + more + LAX * whole
            step = Step(path.step, path.at, shut.end(), "", _gloss(shut), 1, context=path.last)
            yield path._replace(
                cost=path.cost + price,
                other=path.other + price,
                at=shut.end(),
                carry=encode(found)[1],
                claimed=True,
                step=step,
            )

    def lost_byte(self, path: Path) -> Iterator[Path]:
        """The lead byte before A3 was lost, with a mark or without one: ?!保 and so on."""
        i, c = path.at, self.text[path.at]
        for mark, end, price in (
            (widen(self.text[i + 1 : i + 2]) if c in MARKS else "", i + 2, FAULT),
            (widen(c), i + 1, FAULT + UNMARKED),
        ):
            if mark and mark in FULL and self._may_go_on(encode(mark)[1], end):
                yield from self.fill(path, -1, 0xA3, end, encode(mark)[1], price, lost=True)

    def _may_go_on(self, carry: int, i: int) -> bool:
        """Whether what is at raw offset `i` may begin with the trail byte of the carry."""
        c = self.text[i : i + 1]
        two = encode(c)
        if c < "\x80" or c == "（" or not two:
            return True
        found = decode(carry, two[0])
        return bool(found) and self.page.price[found] < NEVER

    # Out of step.

    def onward(self, path: Path) -> Iterator[Path]:
        """All that may come next where a lead byte waits."""
        here = self.place(path.at)
        if here.ends:
            yield from self.end_of_line(path, path.at, LAX)
        elif here.shut:
            yield from self.own_gloss(path, here.shut)
        else:
            if here.mark:
                yield from self.invalid_pair(path)
            if here.byte and (found := self.ascii_trail(path, here)):
                yield found
            if here.two:
                yield from self.misread_pair(path, here)

    def end_of_line(self, path: Path, end: int, price: float) -> Iterator[Path]:
        """The trail byte is lost at the end of a line."""
        yield from self.fill(path, path.carry, -1, end, price=price + ODD * (path.carry > 0xA9))

    def own_gloss(self, path: Path, shut: re.Match[str]) -> Iterator[Path]:
        """The gloss of the character that the carry begins took its trail byte along."""
        for character, price in self.page.glossable(path.carry, shut[2]):
            if found := self.put(path, character, shut.end(), price=price, gloss=_gloss(shut)):
                yield found

    def ascii_trail(self, path: Path, here: Place) -> Path | None:
        """An ASCII character is the trail byte: back in step."""
        found, gloss = decode(path.carry, here.byte), here.own
        if not found or (price := self.page.price[found]) >= NEVER:
            return None
        if gloss and (self.page.table.get(found) == gloss[2] or reads(found, gloss[2])):
            return self.put(path, found, gloss.end(), price=price, gloss=_gloss(gloss))
        return self.put(path, found, path.at + 1, price=price)

    def misread_pair(self, path: Path, here: Place) -> Iterator[Path]:
        """A character is a trail byte and the next lead byte; perhaps a gloss parts these two."""
        end, carry, gloss = path.at + 1, here.two[1], here.gloss
        found = decode(path.carry, here.two[0])
        if not found or (price := self.page.price[found]) >= NEVER:
            return
        price += here.price
        if gloss:
            if further := self.put(path, found, end, carry, price, _gloss(gloss)):
                step = further.step
                assert step
                step = Step(step._replace(gloss=""), end, gloss.end(), "", _gloss(gloss), 1)
                yield further._replace(at=gloss.end(), glossed=False, claimed=True, step=step)
        elif (not here.reading or path.claimed) and (
            further := self.put(path, found, end, carry, price)
        ):
            yield further
            if here.lost:
                price = FAULT + UNMARKED
                yield from self.fill(further, -1, 0xA3, end, price=price, lost=True)

    def invalid_pair(self, path: Path) -> Iterator[Path]:
        """A mark is the trail byte, and perhaps another byte that was swallowed with it."""
        page, carry, i = self.page, path.carry, path.at + 1
        following = self.text[i : i + 1]
        if ends(following):
            yield from self.end_of_line(path, i, 0)
            return
        yield from self.second_loss(path, i)
        if page.given_back or following < "@":
            byte = encode(following)[0]
            for found in self.fill(path, carry, -1, i, price=0 if page.given_back else 2 * LAX):
                if not decode(encode(found.last)[1], byte):
                    yield found
        if not page.given_back:
            yield from self.swallowed(path, i)
        yield from self.two_halves(path, i)

    def second_loss(self, path: Path, i: int) -> Iterator[Path]:
        """Another lead byte is lost right after: its mark, or its A3, was swallowed."""
        mark = widen(self.text[i : i + 1])
        after = self.follows_loss(i)
        if (mark and mark in FULL) or after:
            for first in self._likeliest(self.fill(path, path.carry, -1, i, 0xA3)):
                if mark and mark in FULL:
                    lead = encode(mark)[1]
                    yield from self.fill(first, -1, 0xA3, i + 1, lead, FAULT, lost=True)
                if after:
                    yield from self.fill(first, -1, 0xA3, i, -1, FAULT + LAX, lost=True)

    def swallowed(self, path: Path, i: int) -> Iterator[Path]:
        """An ASCII character was swallowed: what begins a tag, a year or a figure, or a blank."""
        c = self.text[i]
        if tag := _TAG.match(self.text, i):
            known, end = "<", tag.end()
        elif _YEAR.match(self.text, i):
            known, end = _CENTURY[c], i
        else:
            known, end = " " * (self.page.spaced and c.isascii() and c.isalnum()), i
        if known:
            for first in self.fill(path, path.carry, -1, i, 0):
                if further := self.put(first, known, i):
                    yield further._replace(at=end)
        elif _FIGURE.match(self.text, i):
            yield from self.fill(path, path.carry, -1, i - 1, price=LAX, hidden=True)

    def two_halves(self, path: Path, i: int) -> Iterator[Path]:
        """The mark is the trail byte of one character and the lead byte of the next."""
        key = path.carry, i
        if key not in self._halves:
            halves = [(one, self._next_halves(leads, i)) for one, leads in self.page.halves(key[0])]
            self._halves[key] = [(one, leads) for one, leads in halves if leads]
        dead = self.text[i] in MARKS and not self.place(i).shut
        for filling, leads in self._halves[key]:
            if first := self.put(path, filling.text, i, 0, LAX + filling.price):
                for lead in leads:
                    second = Path(first.cost, first.at, lead, *first[3:])
                    if dead:
                        yield second
                    else:
                        yield from self.onward(second)  # at once, so that their costs differ

    def _next_halves(self, leads: frozenset[int], i: int) -> list[int]:
        """The lead bytes with which raw offset `i` may go on."""
        if self.text[i] in MARKS and not self.place(i).shut:
            return [0xA1] * (0xA1 in leads)  # two marks in a row: only punctuation is likely
        return [lead for lead in leads if self._may_go_on(lead, i)]

    def _likeliest(self, paths: Iterator[Path]) -> list[Path]:
        return sorted(paths, key=itemgetter(0))[:SECOND]

    # The beam.

    def _beginning(self, at: int, done: int) -> int:
        """The raw offset at which a run that reaches raw offset `at` can begin at the earliest."""
        text = self.text
        lowest = max(done, text.rfind("\n", max(0, at - REACH), at) + 1, at - REACH)
        first, i = at, at
        while i > lowest:
            i -= 1
            c = text[i]
            if c in ")）":
                i = max(text.rfind("(", lowest, i), text.rfind("（", lowest, i), lowest)
            elif c in "!,;?！，；？" + MARKS:
                if c in MARKS or self._may_go_on(encode(widen(c) or c)[1], i + 1):
                    first = i
            elif c < "\x80":
                break
        return first

    def read(self, at: int, settled: int, done: int) -> tuple[int, list[Path]]:
        """Where the paths over raw offset `at` begin, and all in step some way after `settled`."""
        page, text = self.page, self.text
        start = self._beginning(at, done)
        self.patience = min(PATIENCE, self.patience + GRANTED * (settled - self.reached))
        self.reached = settled
        k = page.at(start)
        bound = self.bound = {}
        line = page.plain.rfind("\n", max(0, k - BEFORE), k) + 1
        split = (1e6, 1e6, 1e6, 0.0)
        path = Path(0, start, -1, False, "", False, "", split, 0)
        for c in page.plain[max(line, k - BEFORE) : k]:
            path = self.put(path, c, start, sound=True) or path
        last = page.kept[k - 1 : k] if line < k else ""
        path = path._replace(cost=0, other=-WORDS * path.split[3], last=last)
        frontier, finished = {start: [path]}, []
        latest = settled
        while frontier:
            i = min(frontier)
            paths = self._pruned(frontier.pop(i))
            ended = text[i : i + 1] in ("", "\n")
            far = ended or i >= min(latest + AFTER, start + STRETCH)
            if far and i >= settled and not frontier and all(p.carry < 0 for p in paths):
                finished += paths
                break
            if i > start + 2 * STRETCH or self.patience < 0:
                break
            for p in paths:
                if p.carry < 0 and ended:
                    finished.append(p)
                    continue
                for q in self.onward(p) if p.carry >= 0 else self.in_step(p, i < settled):
                    at = q.at
                    limit = q.cost + WIDTH
                    if at not in frontier:
                        frontier[at] = [q]
                        bound[at] = limit
                    else:
                        frontier[at].append(q)
                        if limit < bound[at]:
                            bound[at] = limit
                    if at > latest and q.step is not p.step:
                        latest = at
        return start, [self.as_it_is(p) if text[p.at : p.at + 1] == "\n" else p for p in finished]

    def _pruned(self, paths: list[Path]) -> list[Path]:
        """The cheapest paths, no more than the beam takes, none much dearer than the first."""
        paths.sort(key=itemgetter(0))
        limit = paths[0].cost + WIDTH
        return [path for path in paths[:BEAM] if path.cost <= limit]


def _gloss(shut: re.Match[str]) -> str:
    """The gloss as it was before its bracket was eaten."""
    return (shut[1] or "(") + shut[0].lstrip(OPEN)
