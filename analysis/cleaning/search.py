"""Damaged runs: text read one byte out of step, such as 擔當(dāng) shown as ?lián) and so on.

What went wrong: a gloss was put between the halves of two characters, or a lead byte before A3 was
lost, and from there the bytes were paired wrongly until something brought them back in step. All
bytes but one or two are still there, so the run can be read again.

One beam search does it. A path goes through the raw text from left to right. It knows how far it
is, which lead byte waits for its trail byte (the *carry*), and what it has read. Each transition is
one method of `Search`: `as_it_is` reads on in step (nothing is wrong here), `straddling_gloss` and
`lost_byte` begin a run, the others carry it on or end it. A path costs what its text costs
(`language`, `evidence`) and what its faults cost. The cheapest path that is in step at the end is
the reading. The gap to the cheapest one that reads a run otherwise is the margin of that run.
"""

import os
import re
from collections.abc import Iterator
from operator import itemgetter
from typing import NamedTuple

from .channel import MARKS, decode, encode, widen
from .evidence import NEVER, ODD, Page
from .glosses import GLOSS, SHUT, SYLLABLE, TAG, reads
from .language import FULL as FULL_MEMORY, LINKS, OUT, alone, ngrams, words
from .result import Choice, Run, Span, Unresolved
from .script import flat, plain_form

FAULT = int(os.environ.get('FAULT',30))
LAX = int(os.environ.get('LAX',40))

LETTER = int(os.environ.get('LETTER',30))
UNMARKED = int(os.environ.get('UNMARKED',20))
MISMATCH = int(os.environ.get('MISMATCH',50))
WORDS = float(os.environ.get('WORDS',.5))
NGRAMS = float(os.environ.get('NGRAMS',.5))
BEAM = int(os.environ.get('BEAM',40))
WIDTH = int(os.environ.get('WIDTH',100))
NARROW = tuple(map(int, os.environ.get("NARROW", "8 60").split()))
CLEAR = int(os.environ.get("CLEAR", 40))
HALVES = 12
CONTINUED = 10
BEFORE, AFTER = 4, 5
REACH = 60
STRETCH = 150
QUOTED = 1000
SHOWN = 10
DOUBT = 4.0
SENSELESS = 70

FULL = "！，；？"  #: Marks that A3 and a lead byte spell: A3A1, A3AC, A3BB, A3BF.
LEADS = (b"\xa1", b"\xac", b"\xbb", b"\xbf")  #: Those lead bytes.
_MARK = f"[{MARKS}]"
_ANY_FULL = "[!,;?！，；？]"
_LETTER = r"[A-Za-z\[\]\\^_`@{|}~]"
_SIGNS = (
    f"{_MARK}(?:[(（]?{SYLLABLE}{SHUT}|{_ANY_FULL})",  # a gloss whose bracket was eaten; a lost byte
    f"[(（]{SYLLABLE}{SHUT}",  # a gloss; one that is in its place is passed over
    rf"{_MARK}(?={TAG})",  # a tag whose < was swallowed
    rf"{_ANY_FULL}{_MARK}(?=\n|\Z)",  # a line that ends amid a character
    "[!！][\u2160-\u216b\u2460-\u249b\u3220-\u3229]",  # 、 read as two halves
    rf"{_LETTER}(?<=[^\x00-\x7f!,;?].|[!,;?].)(?=[^\x00-\x7f]|[!,;:?\n])",  # a lone trail byte
    rf"{_LETTER}(?<=[^\x00-\x7f].)(?=[(（]{SYLLABLE}{SHUT})",  # the same, with a gloss
)
_SHUT = re.compile(rf"(?=[{MARKS}(（])[{MARKS}]?([(（]?)({SYLLABLE}){SHUT}")  # bracket maybe eaten
_OPEN = MARKS + "(（"
_REST = re.compile(rf"{SYLLABLE}{SHUT}")
_TAG = re.compile(TAG)
_YEAR = re.compile(r"(?:9\d|0[0-3])\d年")
_CENTURY = {"9": "1", "0": "2"}  #: The figure before the rest of a year.
_FIGURE = re.compile("[0-9.%年月日时時个個人万萬亿億余多元名次岁歲号號项項种米公家位届屆]")
_PAIRS = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_PAIRED = re.compile("[“”‘’《》（）]")
_ENDLESS = re.compile(r"[一-龥，、][”’]?\n?\Z")
_AWKWARD = re.compile(
    r"“[^“”。！？，；\n]{0,9}[。；，]”(?![\n“])|[。！？；，]”[，。、；：]|[。；！？，]”[的和与等之]"
)
_BLANKS = " \u3000\xa0"


class _Forms(dict[str, str]):
    """Character to its normal form for `language`; a blank to nothing."""

    def __missing__(self, character: str) -> str:
        form = "" if character in _BLANKS else "\n" if character == "<" else plain_form(character)
        self[character] = form
        return form


class _Costs(dict[str, tuple[float, ...]]):
    """Up to four characters in normal form to the costs of the last.

    As a word by itself, as the end of a word of two, three and four; after the two before it.
    """

    def __missing__(self, four: str) -> tuple[float, ...]:
        link, three, two = LINKS.get(four[-2:], 0), four[-3:], four[-2:]
        ends = [words[end] + link if len(end) == n else OUT for n, end in ((2, two), (3, three), (4, four))]
        one = CONTINUED if two in ("aa", "##") else alone(four[-1])
        found = self[four] = (one + link, *ends, NGRAMS * ngrams[three])
        if len(self) > FULL_MEMORY:
            self.clear()
        return found


_form, _costs = _Forms(), _Costs()


class Step(NamedTuple):
    """One character within a run, or the gloss that begins it, and the step before it."""

    before: "Step | None"
    start: int
    end: int
    text: str = ""
    gloss: str = ""
    within: int = 0
    lost: bool = False
    closed: bool = False  #: Whether the bytes are back in step after it.
    context: str = ""
    hidden: bool = False


class Path(NamedTuple):
    """One way to read the raw text up to raw offset `at`."""

    cost: float  #: Cost of its text and its faults.
    at: int
    carry: int  #: The lead byte that waits, -1 in step.
    claimed: bool  #: Whether a gloss took the waiting byte.
    last: str  #: The last character, as the page has it.
    glossed: bool  #: Whether a gloss follows that one.
    tail: str  #: The last three characters in normal form.
    split: tuple[float, float, float, float]  #: Cost of the best words up to each of the last four.
    other: float  #: Cost of all but the words.
    step: Step | None = None


class Search:
    """The search for damaged runs on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.text = page, page.text
        self.bound: dict[tuple[int, bool], float] = {}

    def put(
        self,
        path: Path,
        character: str,
        end: int,
        carry: int = -1,
        price: float = 0,
        gloss: str = "",
        *,
        sound: bool = False,
        lost: bool = False,
        hidden: bool = False,
    ) -> Path | None:
        """The path with one more character; None where the page would have a gloss and has not."""
        page, tail, split = self.page, path.tail, path.split
        if not (sound or path.claimed or gloss):
            if character in page.table:
                return None
            if not path.glossed and (last := encode(path.last)[1:]):
                if last + encode(character)[:1] in page.pairs:
                    return None
        form = _form[character]
        best = split[3]
        other = path.other + price
        if form:
            one, two, three, four, gram = _costs[tail + form]
            best = min(best + one, split[2] + two, split[1] + three, split[0] + four)
            tail = tail[-2:] + form
            other += gram + page.habits[tail[-2:]]
            split = (split[1], split[2], split[3], best)
        cost, at = other + WORDS * best, end + hidden
        if not sound and cost > self.bound.get((at, carry < 0), cost):
            return None
        step = path.step
        if not sound:
            step = Step(step, path.at, end, character, gloss, 0, lost, carry < 0, "", hidden)
        return Path(cost, at, carry, False, character, bool(gloss), tail, split, other, step)

    def fill(
        self, path: Path, lead: int, trail: int, end: int, carry: int = -1, price: float = 0,
        *, lost: bool = False, hidden: bool = False,
    ) -> Iterator[Path]:
        """The path with each character that has these bytes (-1: unknown)."""
        for text, more in self.page.fillings(lead, trail):
            found = self.put(path, text, end, carry, price + more, lost=lost, hidden=hidden)
            if found:
                yield found

    # In step.

    def as_it_is(self, path: Path) -> Path:
        """Nothing is wrong with the next character."""
        page, i = self.page, path.at
        c = self.text[i]
        if i in page.good:
            return path._replace(at=page.good[i], glossed=True)
        tag = _TAG.match(self.text, i + 1) if c == "<" else None
        price = page.price[c] if c > "\x7f" else 0
        if c in ",:;?!" and page.narrowed_at(i):
            c = widen(c)
        elif c == "?":
            price = NEVER  # a page with wide marks has no other use for this one
        found = self.put(path, c, tag.end() if tag else i + 1, price=price, sound=True)
        return found or path

    def straddling_gloss(self, path: Path) -> Iterator[Path]:
        """A gloss comes between the bytes of the next character: 新?lián) and so on."""
        shut = _SHUT.match(self.text, path.at)
        trail = encode(path.last)[1:]
        if not shut or not trail or self.page.table.get(path.last) == shut[2]:
            return
        whole = self.text[path.at] not in MARKS
        for found, more in self.page.glossable(trail[0], shut[2]):
            price = FAULT + more + LAX * whole
            step = Step(path.step, path.at, shut.end(), "", _gloss(shut), 1, context=path.last)
            yield path._replace(
                cost=path.cost + price, other=path.other + price, at=shut.end(),
                carry=encode(found)[1], claimed=True, step=step,
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

    def onward(self, path: Path) -> Iterator[Path | None]:
        """All that may come next where a lead byte waits."""
        c = self.text[path.at : path.at + 1]
        if _ends(c):
            yield from self.end_of_line(path, path.at, LAX)
        elif c in _OPEN and (shut := _SHUT.match(self.text, path.at)):
            yield from self.own_gloss(path, shut)
        else:
            if c in MARKS:
                yield from self.invalid_pair(path)
            if c < "\x80":
                yield from self.ascii_trail(path)
            yield from self.misread_pair(path)

    def end_of_line(self, path: Path, end: int, price: float) -> Iterator[Path]:
        """The trail byte is lost at the end of a line."""
        yield from self.fill(path, path.carry, -1, end, price=price + ODD * (path.carry > 0xA9))

    def own_gloss(self, path: Path, shut: re.Match[str]) -> Iterator[Path | None]:
        """The gloss of the character that the carry begins took its trail byte along."""
        for found, price in self.page.glossable(path.carry, shut[2]):
            yield self.put(path, found, shut.end(), price=price, gloss=_gloss(shut))

    def ascii_trail(self, path: Path) -> Iterator[Path | None]:
        """An ASCII character is the trail byte: back in step."""
        c = self.text[path.at]
        found = decode(path.carry, ord(c)) if c >= "@" else ""
        if found and self.page.price[found] < NEVER:
            gloss, price = GLOSS.match(self.text, path.at + 1), self.page.price[found]
            if gloss and (self.page.table.get(found) == gloss[2] or reads(found, gloss[2])):
                yield self.put(path, found, gloss.end(), price=price, gloss=_gloss(gloss))
            else:
                yield self.put(path, found, path.at + 1, price=price)

    def misread_pair(self, path: Path) -> Iterator[Path | None]:
        """A character is a trail byte and the next lead byte; perhaps a gloss parts these two."""
        page, c, end = self.page, self.text[path.at], path.at + 1
        two, price = encode(c), 0
        if c < "\x80":  # a wide mark that was narrowed
            if not "!" <= c <= "~" or (c.isalpha() and _REST.match(self.text, path.at)):
                return
            two = encode(widen(c))
            price = (c not in ",:;?!().") * LETTER + (not page.narrowed_at(path.at)) * LAX
        found = decode(path.carry, two[0]) if len(two) == 2 else ""
        if not found or page.price[found] >= NEVER:
            return
        price += page.price[found]
        reading = page.pairs.get(two)
        gloss = GLOSS.match(self.text, end) if reading else None
        if gloss and gloss[2] == reading:
            if further := self.put(path, found, end, two[1], price, _gloss(gloss)):
                step = further.step
                assert step
                step = step._replace(gloss="")
                step = Step(step, end, gloss.end(), "", _gloss(gloss), 1)
                yield further._replace(at=gloss.end(), glossed=False, claimed=True, step=step)
        elif not reading or path.claimed:
            yield (further := self.put(path, found, end, two[1], price))
            if further and two[1] == 0xA3 and self._follows_loss(end):
                price = FAULT + UNMARKED
                yield from self.fill(further, -1, 0xA3, end, price=price, lost=True)

    def _follows_loss(self, i: int) -> bool:
        """Whether the raw character at `i`, in step, may come after a lost byte."""
        c = self.text[i : i + 1]
        return encode(c)[:1] in LEADS and self.page.price[c] < NEVER

    def invalid_pair(self, path: Path) -> Iterator[Path | None]:
        """A mark is the trail byte, and perhaps another byte that was swallowed with it."""
        page, carry, i = self.page, path.carry, path.at + 1
        following = self.text[i : i + 1]
        if _ends(following):
            yield from self.end_of_line(path, i, 0)
            return
        yield from self.second_loss(path, i)
        if page.given_back or following < "@":
            yield from self.fill(path, carry, -1, i, price=0 if page.given_back else 2 * LAX)
        if not page.given_back:
            yield from self.swallowed(path, i)
        yield from self.two_halves(path, i)

    def second_loss(self, path: Path, i: int) -> Iterator[Path | None]:
        """Another lead byte is lost right after: its mark, or its A3, was swallowed."""
        mark = widen(self.text[i : i + 1])
        after = self._follows_loss(i)
        if (mark and mark in FULL) or after:
            for first in self._likeliest(self.fill(path, path.carry, -1, i, 0xA3)):
                if mark and mark in FULL:
                    lead = encode(mark)[1]
                    yield from self.fill(first, -1, 0xA3, i + 1, lead, FAULT, lost=True)
                if after:
                    yield from self.fill(first, -1, 0xA3, i, -1, FAULT + LAX, lost=True)

    def swallowed(self, path: Path, i: int) -> Iterator[Path | None]:
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
        for filling, leads in self.page.halves(path.carry):
            if first := self.put(path, filling.text, i, 0, LAX + filling.price):
                for lead in leads:
                    if self._may_go_on(lead, i):
                        yield first._replace(carry=lead)

    def _likeliest(self, paths: Iterator[Path]) -> list[Path]:
        return sorted(paths, key=itemgetter(0))[:HALVES]

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

    def read(self, sign: re.Match[str], done: int, beam: int, width: int) -> tuple[int, list[Path]]:
        """Where the paths over a sign begin, and all that are in step at its end."""
        page, text = self.page, self.text
        start = self._beginning(sign.start(), done)
        k = page.at(start)
        self.bound = bound = {}
        line = page.plain.rfind("\n", max(0, k - BEFORE), k) + 1
        split = (1e6, 1e6, 1e6, 0.0)
        path = Path(0, start, -1, False, "", False, "", split, 0)
        for c in page.plain[max(line, k - BEFORE) : k]:
            path = self.put(path, c, start, sound=True) or path
        last = page.kept[k - 1 : k] if line < k else ""
        path = path._replace(cost=0, other=-WORDS * path.split[3], last=last)
        frontier, finished = {start: [path]}, []
        settled = latest = sign.end()
        while frontier:
            i = min(frontier)
            paths = _pruned(frontier.pop(i), beam, width)
            ended = text[i : i + 1] in ("", "\n")
            if i >= settled and not frontier and all(p.carry < 0 for p in paths):
                if ended or i >= min(latest + AFTER, start + STRETCH):
                    finished += paths
                    break
            if i > start + 2 * STRETCH:
                break
            for p in paths:
                if p.carry < 0 and ended:
                    finished.append(p)
                    continue
                for q in self._from(p, i < settled):
                    if q is not None:
                        key = q.at, q.carry < 0
                        limit = q.cost + width
                        if limit < bound.get(key, 1e9):
                            bound[key] = limit
                        frontier.setdefault(q.at, []).append(q)
                        if q.step is not p.step:
                            latest = max(latest, q.at)
        return start, [self.as_it_is(p) if text[p.at : p.at + 1] == "\n" else p for p in finished]

    def _from(self, path: Path, may_begin: bool) -> Iterator[Path | None]:
        if path.carry >= 0:
            yield from self.onward(path)
        else:
            yield self.as_it_is(path)
            if may_begin:
                yield from self.straddling_gloss(path)
                yield from self.lost_byte(path)


def _pruned(paths: list[Path], beam: int, width: int) -> list[Path]:
    """The cheapest paths, no more than the beam takes, none much dearer than the first."""
    paths.sort(key=itemgetter(0))
    limit = paths[0].cost + width
    return [path for path in paths[:beam] if path.cost <= limit]


def find(page: Page, first: int) -> tuple[list[Span], list[Unresolved]]:
    """The damaged runs from raw offset `first` on: those read again, and those left alone."""
    search = Search(page)
    repairs: list[Span] = []
    unresolved: list[Unresolved] = []
    done = first
    for sign in _signs(page, first):
        if sign.start() < done:
            continue
        ranked = _ranked(search, sign, done, *NARROW)
        if not ranked or not ranked[0][1] or (len(ranked) > 1 and ranked[1][0] < ranked[0][0] + CLEAR):
            ranked = _ranked(search, sign, done, BEAM, WIDTH)
        if ranked and ranked[0][1]:
            for choice in _choices(page, ranked):
                run = choice.run
                done = run.end + run.hidden
                repairs.append((run.start, run.end, run.text, "damage", choice))
                if run.hidden:
                    reason = "a figure was lost with the byte before it"
                    unresolved.append(Unresolved(run.end, done, page.raw[run.end : done], reason))
        elif len(sign[0]) > 2 or "\ue000" <= sign[0] <= "\uf8ff" or _TAG.match(page.text, sign.end()):
            start, done = sign.span()
            reason = "no reading of the bytes is likelier than this"
            unresolved.append(Unresolved(start, done, page.raw[start:done], reason))
    return repairs, unresolved


Ranked = tuple[float, list[Run]]  #: The cost of a path and the runs on it.


def _ranked(
    search: Search, sign: re.Match[str], done: int, beam: int, width: int
) -> list[Ranked]:
    """The paths over a sign by their cost, marks that do not match included; one for each text."""
    page = search.page
    start, paths = search.read(sign, done, beam, width)
    k = page.at(start)
    opened = _opened(page.plain[max(0, k - QUOTED) : k], [])[0]
    left = page.plain[max(page.plain.rfind("\n", 0, k) + 1, k - BEFORE) : k]
    found: dict[tuple[tuple[int, str], ...], Ranked] = {}
    for path in sorted(paths, key=itemgetter(0))[: 3 * SHOWN]:
        runs = _runs(path.step)
        key = tuple((run.start, flat(run.text)) for run in runs)
        if key not in found:
            pieces, at = [], start
            for run in runs:
                pieces += [page.plain[page.at(at) : page.at(run.start)], flat(run.text)]
                at = run.end
            text = "".join([*pieces, page.plain[page.at(at) : page.at(path.at)]])
            found[key] = path.cost + _mismatch(left, text, opened), runs
    return sorted(found.values(), key=itemgetter(0))


def _runs(step: Step | None) -> list[Run]:
    """The damaged runs of a path, from its steps."""
    steps = []
    while step:
        steps.append(step)
        step = step.before
    runs: list[Run] = []
    run, size = None, 0
    for step in reversed(steps):
        if run is None:
            run, size = Run(step.start, step.end, "", context=step.context), 0
        lost = (*run.lost, size) if step.lost else run.lost
        size += len(encode(step.text))
        glosses = run.glosses
        if step.gloss:
            glosses = (*glosses, (size + step.within, step.gloss))
        run = Run(
            run.start, step.end, run.text + step.text, glosses, lost, run.context, step.hidden
        )
        if step.closed:
            runs.append(run)
            run = None
    return runs


def _choices(page: Page, ranked: list[Ranked]) -> Iterator[Choice]:
    """The runs on the cheapest path, each with the readings that were considered."""
    least = ranked[0][0]
    for run in ranked[0][1]:
        readings: dict[str, float] = {}
        margin = float("inf")
        for cost, runs in ranked:
            same = [other for other in runs if other.start == run.start]
            for other in same:
                if len(readings) < SHOWN:
                    readings.setdefault(flat(other.text), -cost / 10)
            if not any(flat(o.text) == flat(run.text) and o.end == run.end for o in same):
                margin = min(margin, (cost - least) / 10)
        data = b"".join(map(encode, page.raw[run.start : run.end])).hex(" ")
        decision = "frequency" if len(readings) > 1 else "forced"
        doubtful = margin < DOUBT
        yield Choice(
            data, tuple(readings), tuple(readings.values()), decision, margin, doubtful, run
        )


def _signs(page: Page, first: int) -> Iterator[re.Match[str]]:
    """Where the raw text shows that something is wrong, or may be."""
    strange = "".join([c for c in page.counts if c > "\x7f" and page.price[c] >= NEVER])
    signs = [*_SIGNS, f"[{strange}]"] if strange else _SIGNS
    for sign in re.compile("|".join(signs)).finditer(page.text, first):
        if sign.start() not in page.good:
            yield sign


def _gloss(shut: re.Match[str]) -> str:
    """The gloss as it was before its bracket was eaten."""
    return (shut[1] or "(") + shut[0].lstrip(_OPEN)


def _ends(c: str) -> bool:
    """Whether a run cannot go on over a character: a line ends, or GBK does not have it."""
    return c in ("", "\n") or (not encode(c) and c not in MARKS)


def _mismatch(left: str, text: str, opened: list[str]) -> int:
    """The cost of marks that do not match, and of a line that ends without a stop."""
    stack, n = _opened(text, opened)
    if text[-1:] == "\n":
        n += (stack[-1:] in (["“"], ["（"])) + bool(_ENDLESS.search(text))
    return MISMATCH * (n + len(_AWKWARD.findall(left + text)))


def _opened(text: str, before: list[str]) -> tuple[list[str], int]:
    """What is open after a text, and how many of its closing marks have no opening one."""
    stack, unpaired = list(before), 0
    for mark in _PAIRED.findall(text):
        if mark not in _PAIRS:
            stack.append(mark)
        elif stack[-1:] == [_PAIRS[mark]]:
            stack.pop()
        else:
            unpaired += 1
    return stack, unpaired
