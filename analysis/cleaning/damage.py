"""Runs of text read one byte out of step: 擔當 became ?lián) and so on.

What went wrong: a gloss was put between the halves of two characters, or a lead byte before A3 was
lost, and from there the bytes were paired wrongly until something brought them back in step. All
bytes but one or two are still there, so the run can be read again. Safe because a reading must be
made of characters the page can have, must have a gloss wherever the page's table asks for one, and
must show as the raw text when it goes through the same steps; among the few that do, the words
decide, and a close call is left alone and reported. It would be wrong to look for such runs in a
text without the fingerprint.
"""

import re
from collections.abc import Iterator, Sequence
from operator import add, itemgetter

from .bytes import MARKS, encode, narrow, shows
from .frequency import between, cost
from .glosses import SYLLABLE
from .page import NEVER, Page, Slot
from .record import Choice, Span, Unresolved
from .runs import FULL, LAX, REACH, Reading, begin
from .script import flat

AROUND = 5  #: characters of context on either side
MARGIN = 1  #: how much likelier the best reading must be; this and the costs as in `frequency`
MISMATCH = 50  #: the cost of a mark without its partner, or of a line without an end
SLACK = 50  #: how far above the best a candidate is still followed up
QUOTED = 1000  #: how far back a quotation may have been opened
KEPT = 6  #: fillings kept from one slot to the next
SHOWN = 10  #: candidates that are recorded
SEARCH = 150  #: steps that weighing a reading counts for, and ten times that filling a slot

_MARK = f"[{MARKS}]"
_FULL = "[!,;?！，；？]"
_LETTER = r"[A-Za-z\[\]\\^_`@{|}~]"
_SIGNS = (
    f"{_MARK}(?:[(（]?{SYLLABLE}[)）]|{_FULL})",  # a gloss whose bracket was eaten; a lost byte
    f"[(（]{SYLLABLE}[)）]",  # a gloss; one that is in its place is passed over
    rf"{_FULL}{_MARK}(?=\n|\Z)",  # a line that ends amid a character
    "[!！][\u2160-\u216b\u2460-\u249b\u3220-\u3229]",  # 、 read as two halves
    rf"{_LETTER}(?<=[^\x00-\x7f!,;?].|[!,;?].)(?=[^\x00-\x7f]|[!,;:?\n])",  # a lone trail byte
    rf"{_LETTER}(?<=[^\x00-\x7f].)(?=[(（]{SYLLABLE}[)）])",  # the same, with a gloss
)
_GLOSS_BEFORE = re.compile(rf"[(（]{SYLLABLE}[)）]\Z")
_STRAY = re.compile(rf"{_LETTER}[^\x00-\x7f]")
_PAIRS = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_PAIRED = re.compile("[“”‘’《》（）]")
_ENDLESS = re.compile(r"[一-龥，、][”’]?\Z")
_AWKWARD = re.compile(
    r"“[^“”。！？，；\n]{0,9}[。；，]”(?![\n“])|[。！？；，]”[，。、；：]|[。；！？，]”[的和与等之]"
)

Row = tuple[int, str, Reading]  #: a reading with its slots filled: cost, text, reading


def find(page: Page, first: int) -> tuple[list[Span], list[Unresolved]]:
    """The damaged runs from raw offset `first` on: those read again, and those left alone."""
    repairs: list[Span] = []
    unresolved: list[Unresolved] = []
    done = first
    for sign in _signs(page, first):
        if sign.start() < done:
            continue
        verdict = _choose(page, sign, done)
        if isinstance(verdict, str):
            start, done = sign.span()
            unresolved.append(Unresolved(start, done, page.raw[start:done], verdict))
        elif verdict:
            reading = verdict.reading
            end = reading.end
            repairs.append((reading.start, end, str(*reading.parts), "damage", verdict))
            done = end + reading.figure
            if reading.figure:
                reason = "a figure was lost with the byte before it"
                unresolved.append(Unresolved(end, done, page.raw[end:done], reason))
    return repairs, unresolved


def _signs(page: Page, first: int) -> Iterator[re.Match[str]]:
    """Where the raw text shows that something is wrong, or may be."""
    strange = "".join([c for c in page.counts if c > "\x7f" and page.price[c] >= NEVER])
    signs = [*_SIGNS, f"[{strange}]"] if strange else _SIGNS
    text, reading = page.text, page.table.get
    for sign in re.compile("|".join(signs)).finditer(text, first):
        start, end = sign.span()
        if (
            text[start] not in "(（"
            or reading(text[start - 1 : start]) != text[start + 1 : end - 1]
        ):
            yield sign


def _readings(page: Page, sign: re.Match[str], done: int, marked: bool) -> list[Reading]:
    """The readings of all runs that may have begun at the sign, or before, and that reach it."""
    text, at, reached = page.text, sign.start(), sign.end() - 1
    lowest = max(done, text.rfind("\n", max(0, at - REACH), at) + 1, at - REACH)
    found: list[Reading] = []
    kept = max(0, page.steps - page.each)
    page.steps -= kept
    starts = MARKS + "(（" if marked else "!,;?" + FULL
    i = min(sign.end(), len(text))
    while (i := i - 1) >= lowest:
        c = text[i]
        if c in starts:
            found += begin(page, i, marked)
        elif c in ")）" and (gloss := _GLOSS_BEFORE.search(text, max(lowest, i - 7), i + 1)):
            i = gloss.start() + 1
            i -= page.table.get(text[i - 2 : i - 1]) == gloss[0][1:-1]  # in its place
        elif i < at - 1 and c < "\x80" and c not in "!,;?(":
            break
    if page.steps <= 0:
        page.each //= 2
    page.steps = max(0, page.steps) + kept
    return [r for r in found if r.end + r.figure >= reached and r.end > at]


def _choose(page: Page, sign: re.Match[str], done: int) -> Choice | str | None:
    """How the run around a sign reads, and how that was chosen.

    A string is the reason to leave a run alone; None means that nothing is wrong.
    """
    sure = len(sign[0]) > 2 or "\ue000" <= sign[0] <= "\uf8ff"
    for marked in (True, False):
        readings = _readings(page, sign, done, marked) if page.steps > 0 else []
        page.steps -= SEARCH * (1 + len(readings))
        if page.steps <= 0:
            return "there is too much damage to search it all" if sure else None
        low = min([sign.start(), *[r.start for r in readings]])
        high = max([sign.end(), *[r.end for r in readings]])
        if rows := _ranked(page, readings, low, high):
            break
    else:
        return "no reading of the bytes shows as this text" if sure else None
    score, body, reading = rows[0]
    if not sure and _cost_as_it_is(page, sign, low, high) < score + MARGIN:
        return None
    if len(rows) > 1 and rows[1][0] - score < MARGIN:
        return f"two readings are about as likely: {body} and {rows[1][1]}"
    return Choice(
        b"".join(map(encode, page.raw[reading.start : reading.end])).hex(" "),
        tuple(flat(text) for _, text, _ in rows),
        tuple(-points / 10 for points, _, _ in rows),
        "frequency" if len(rows) > 1 else "forced",
        reading._replace(parts=(body,)),
    )


def _window(page: Page, low: int, high: int) -> tuple[int, int]:
    """The part of `page.plain` that holds a stretch and some characters around it, on one line."""
    plain, start, end = page.plain, page.at(low), page.at(high)
    first = max(start - AROUND, 0)
    stop = plain.find("\n", end, end + AROUND) + 1
    return max(first, plain.rfind("\n", first, start) + 1), stop or end + AROUND


def _cost_as_it_is(page: Page, sign: re.Match[str], low: int, high: int) -> int:
    """The cost of a stretch if nothing is wrong with it."""
    first, last = _window(page, low, high)
    price = cost(page.plain[first:last])
    if "?" in sign[0] and not page.narrowed:
        price += NEVER  # a page with wide marks has no other use for this one
    return price + 2 * LAX * (sign[0].isascii() and sign[0].isalpha())


def _ranked(page: Page, readings: list[Reading], low: int, high: int) -> list[Row]:
    """The readings with their slots filled that show as the raw text, likeliest first."""
    plain, least = page.plain, 99 * NEVER
    first, last = _window(page, low, high)
    opened = _opened(plain[max(0, first - QUOTED) : page.at(low)])[0]
    bounded = []
    for reading in readings:
        left, right = plain[first : page.at(reading.start)], plain[page.at(reading.end) : last]
        bound = _bound(page, reading, left, right) if len(readings) > 1 else 0
        bounded.append((bound, reading, left, right))
    rows: list[tuple[int, str, Reading]] = []
    for bound, reading, left, right in sorted(bounded, key=itemgetter(0)):
        if bound > least + SLACK:
            break
        page.steps -= 10 * SEARCH * sum(isinstance(part, Slot) for part in reading.parts)
        stray = 2 * LAX * bool(_STRAY.match(right))
        for price, body in _filled(page, reading, left, right):
            if price < least + 2 * SLACK:
                price += stray + _mismatch(left, body, right, opened)
                rows.append((price, body, reading))
                least = min(least, price)
    found: dict[str, Row] = {}
    for price, body, reading in sorted(rows, key=itemgetter(0)):
        if len(found) == SHOWN or (found and price > least + 2 * SLACK):
            break
        shown = page.text[low : reading.start] + body + page.text[reading.end : high]
        if shown not in found and _replays(page, body, reading):
            least = least if found else price
            found[shown] = price, body, reading
    return list(found.values())


def _split(reading: Reading) -> tuple[list[str], list[Slot]]:
    """The characters of a reading before, between and after its slots, and the slots."""
    slots = [part for part in reading.parts if isinstance(part, Slot)]
    fixed = "".join([part if isinstance(part, str) else "\0" for part in reading.parts])
    return fixed.split("\0"), slots


def _bound(page: Page, reading: Reading, left: str, right: str) -> int:
    """About the least that a reading can cost, whatever fills its slots."""
    fixed, slots = _split(reading)
    pieces = (left + flat("\0".join(fixed)) + right).split("\0")
    rows = [page.fillings(slot) for slot in slots]
    least = sum([options[0].rarity if options else 9 * NEVER for options in rows])
    return reading.price + sum(map(cost, pieces)) + least


def _filled(page: Page, reading: Reading, left: str, right: str) -> list[tuple[int, str]]:
    """The reading with its slots filled in the likeliest ways: costs and texts."""
    fixed, slots = _split(reading)
    plain = [*map(flat, fixed[:-1]), flat(fixed[-1]) + right]
    if not slots:
        return [(cost(left + plain[0]) + reading.price, fixed[0])]
    # Cost so far, of which for prices and habits, text, the same simplified, with what is before.
    ways = [(0, reading.price, fixed[0], left + plain[0])]
    for slot, shown, following in zip(slots, fixed[1:], plain[1:], strict=True):
        rows, further = page.fillings(slot), []
        candidates = [row.plain for row in rows]
        for _, extra, body, before in ways:
            found = between(before, candidates, following)
            close = min(found, default=0) + SLACK
            for price, row in zip(found, rows, strict=True):
                if price < close:
                    near = before[-1:] + row.plain
                    more = extra + row.price + sum(map(page.habit, map(add, near, near[1:])))
                    text, after = body + row.text + shown, before + row.plain + following
                    further.append((price + more, more, text, after))
        ways = sorted(further, key=itemgetter(0))[:KEPT]
    return [(price, body) for price, _, body, _ in ways]


def _mismatch(left: str, body: str, right: str, opened: list[str]) -> int:
    """The cost of marks that do not match, and of a line that ends without a stop."""
    stack, n = _opened(body, opened)
    if right[:1] == "\n":
        n += (stack[-1:] in (["“"], ["（"])) + bool(_ENDLESS.search(body))
    return MISMATCH * (n + len(_AWKWARD.findall(left + body + right)))


def _opened(text: str, before: Sequence[str] = ()) -> tuple[list[str], int]:
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


def _replays(page: Page, body: str, reading: Reading) -> bool:
    """Whether a reading, put through the steps of the pollution, shows as the raw text.

    Every pair of bytes that the table asks to gloss has its gloss, unless the gloss of a pair that
    overlaps it came first.
    """
    before = encode(reading.context)
    data, offset = before + b"".join(map(encode, body)), len(before)
    placed = {place + offset for place, _ in reading.glossed}
    for k in range(2, len(data) + 1):
        if data[k - 2 : k] in page.pairs and placed.isdisjoint((k - 1, k, k + 1)):
            return False
    context = narrow(reading.context) if page.narrowed else reading.context
    run = slice(reading.start, reading.end + reading.figure)
    raw = context + page.raw[run]
    bracket = "(" if page.raw[run] == page.text[run] else "（"
    glosses = [(place, gloss.replace("(", bracket)) for place, gloss in reading.glossed]
    added = [(place, gloss.encode("gb18030"), 0) for place, gloss in glosses]
    for mark in (b"?", b"")[: 1 + bool(reading.lost)]:  # what stands for a lost byte
        polluted, at = before, 0
        for place, more, gone in sorted([*added, *[(place, mark, 1) for place in reading.lost]]):
            polluted += data[at + offset : place + offset] + more
            at = place + gone
        polluted += data[at + offset :] + b"0" * reading.figure
        if shows(polluted, raw, page.narrowed):
            return True
    return False
