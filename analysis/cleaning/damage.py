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
from collections.abc import Iterator

from .bytes import MARKS, encode, narrow, shows, widen
from .frequency import between, cost
from .page import NEVER, Page, Slot
from .record import Choice, Cut, Unresolved
from .runs import FULL, LAX, REACH, SYLLABLE, Reading, begin
from .script import simplify

AROUND = 5  #: characters of context on either side
MARGIN = 6  #: how much likelier the best reading must be; this and the costs as in `frequency`
MISMATCH = 70  #: the cost of a mark without its partner, or of a line without an end
SLACK = 50  #: how far above the best a candidate is still followed up
KEPT = 12  #: fillings kept from one slot to the next
SEARCH = 150  #: steps that weighing a reading counts for, and ten times that filling its slots

_MARK = f"[{MARKS}]"
_FULL = "[!,;?！，；？]"
_LETTER = r"[A-Za-z\[\]\\^_`@{|}~]"
_SIGNS = (
    f"{_MARK}[(（]?{SYLLABLE}[)）]",  # a gloss whose bracket was eaten
    f"{_MARK}{_FULL}",  # a lost byte that left a mark
    f"[(（]{SYLLABLE}[)）]",  # a gloss; one that is in its place is passed over
    rf"{_FULL}{_MARK}(?=\n|\Z)",  # a line that ends amid a character
    "[!！][\u2160-\u216b\u2460-\u249b\u3220-\u3229]",  # 、 read as two halves
    rf"(?:(?<=[^\x00-\x7f])|(?<=[!,;?])){_LETTER}(?=[^\x00-\x7f])",  # a trail byte on its own
    rf"[^\x00-\x7f]{_LETTER}(?=[(（]{SYLLABLE}[)）])",  # the same, with a gloss
)
_MANY_MARKS = re.compile(f"{_MARK}{{5,}}")  # more in a row than damage makes: a writer's own
_BOXED = re.compile(f"([^\x00-\x7f])([═-╳▁-▔])({SYLLABLE}[)）])")
_PAIRS = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_PAIRED = re.compile("[“”‘’《》（）]")
_ENDLESS = re.compile(r"[一-龥，、][”’]?\Z")
_AWKWARD = re.compile(
    r"“[^“”。！？，；\n]{0,9}[。；，]”(?![\n“])|[。！？；，]”[，。、；：]|[。；！？，]”[的和与等之]"
)


def find(
    text: str, table: dict[str, str], first: int = 0, last: int | None = None
) -> tuple[list[Cut], list[Unresolved]]:
    """The damaged runs of ``text[first:last]``: those read again, and those left alone."""
    plain = _MANY_MARKS.sub(lambda marks: " " * len(marks[0]), text[:last])
    page = Page(_BOXED.sub(_unboxed, plain), table)
    repairs: list[Cut] = []
    unresolved: list[Unresolved] = []
    done = first
    for sign in _signs(page):
        if sign.start() < done:
            continue
        verdict = _choose(page, _readings(page, sign, done), sign)
        if isinstance(verdict, str):
            start, done = sign.span()
            unresolved.append(Unresolved(start, done, text[start:done], verdict))
        elif verdict:
            cut, figure = verdict
            repairs.append(cut)
            done = cut.end + figure
            if figure:
                reason = "a figure was lost with the byte before it"
                unresolved.append(Unresolved(cut.end, done, text[cut.end : done], reason))
    return repairs, unresolved


def _unboxed(found: re.Match[str]) -> str:
    """A gloss in wide brackets within a pair, shown as one in narrow brackets would be.

    The bracket, A3A8, is read as the second half of one character and the first of a box-drawing
    one: 郑▂òu） is D6, the bracket, and ``zòu``.
    """
    letter = chr(encode(found[2])[1])
    wide = encode(found[1])[1:] == b"\xa3" and letter.isalpha()
    return "?" + letter + found[3] if wide else found[0]


def _signs(page: Page) -> Iterator[re.Match[str]]:
    """Where the raw text shows that something is wrong, or may be."""
    strange = "".join(c for c in page.counts if c > "\x7f" and page.price(c) >= NEVER)
    signs = [*_SIGNS, f"[{strange}]"] if strange else _SIGNS
    for sign in re.finditer("|".join(signs), page.text):
        before = page.text[sign.start() - 1 : sign.start()]
        if sign[0][0] not in "(（" or page.table.get(before) != sign[0][1:-1]:
            yield sign


def _readings(page: Page, sign: re.Match[str], done: int) -> list[Reading]:
    """The readings of all runs that may have begun at the sign, or before, and that reach it."""
    text, at = page.text, sign.start()
    lowest = max(done, text.rfind("\n", max(0, at - REACH), at) + 1, at - REACH)
    found: list[Reading] = []
    if page.steps <= 0:
        return found
    kept = max(0, page.steps - page.each)
    page.steps -= kept
    for i in range(min(sign.end(), len(text)) - 1, lowest - 1, -1):
        c = text[i]
        if c in MARKS or widen(c) in FULL or c in "(（":
            found += begin(page, i)
        elif i < at - 1 and c < "\x80":
            break
    if page.steps <= 0:
        page.each //= 2
    page.steps = max(0, page.steps) + kept
    reached = sign.end() - 1
    return [r for r in found if r.end + r.figure >= reached and r.end > at]


def _choose(
    page: Page, readings: list[Reading], sign: re.Match[str]
) -> tuple[Cut, bool] | str | None:
    """The repair of the run around a sign, and whether it leaves a figure unknown.

    A string is the reason to leave a run alone; None means that nothing is wrong.
    """
    sure = len(sign[0]) > 2 or "\ue000" <= sign[0] <= "\uf8ff"
    page.steps -= SEARCH * (1 + len(readings))
    if page.steps <= 0:
        return "there is too much damage to search it all" if sure else None
    if not readings:
        return "no reading of the bytes shows as this text" if sure else None
    low = min([sign.start(), *(r.start for r in readings)])
    high = max([sign.end(), *(r.end for r in readings)])
    best = _ranked(page, readings, low, high)
    nothing = _cost_as_it_is(page, sign, low, high)
    if not best or (best[0][0] > nothing and sure):
        return "no reading of the bytes makes words that show as this text" if sure else None
    score, body, reading = best[0]
    if not sure and nothing < score + MARGIN:
        return None
    wholes = [page.text[low : r.start] + b + page.text[r.end : high] for _, b, r in best]
    rivals = [row for row, whole in zip(best, wholes, strict=True) if whole != wholes[0]]
    if rivals and rivals[0][0] - score < MARGIN:
        return f"two readings are about as likely: {body} and {rivals[0][1]}"
    shown = [best[0], *rivals[:9]]
    choice = Choice(
        b"".join(map(encode, page.text[reading.start : reading.end])).hex(" "),
        tuple(simplify(text) for _, text, _ in shown),
        tuple(-points / 10 for points, _, _ in shown),
        "frequency" if rivals else "forced",
    )
    return Cut(reading.start, reading.end, body, "damage", choice), reading.figure


def _context(page: Page, low: int, high: int) -> tuple[str, str]:
    """What the page says before and after a stretch, on the same line."""
    earlier, later = page.text[max(0, low - REACH) : low], page.text[high : high + REACH]
    line, stop, _ = later.partition("\n")
    right = page.plain(line)[:AROUND]
    if len(right) < AROUND and (stop or len(later) < REACH):
        right += "\n"
    return page.plain(earlier.rpartition("\n")[2]), right


def _cost_as_it_is(page: Page, sign: re.Match[str], low: int, high: int) -> int:
    """The cost of a stretch if nothing is wrong with it."""
    left, right = _context(page, low, high)
    price = cost(left[-AROUND:] + page.plain(page.text[low:high]) + right)
    if "?" in sign[0] and not page.narrowed:
        price += NEVER  # a page with wide marks has no other use for this one
    return price + 2 * LAX * (sign[0].isascii() and sign[0].isalpha())


def _ranked(
    page: Page, readings: list[Reading], low: int, high: int
) -> list[tuple[int, str, Reading]]:
    """The readings with their slots filled, likeliest first: cost, text, reading."""
    text, least = page.text, 99 * NEVER
    earlier, right = _context(page, low, high)
    left, opened = earlier[-AROUND:], _paired(page.plain(text[max(0, low - 300) : low]), [])[0]
    rows: list[tuple[int, str, Reading]] = []
    bounded = []
    for reading in readings:
        sides = left + page.plain(text[low : reading.start]), page.plain(text[reading.end : high])
        bounded.append((_bound(page, reading, *sides, right), reading, *sides))
    for bound, reading, before, after in sorted(bounded, key=lambda row: row[0]):
        if bound > least + SLACK:
            break
        page.steps -= 10 * SEARCH * any(isinstance(part, Slot) for part in reading.parts)
        for price, body in _filled(page, reading, before, after + right):
            price += _mismatch(earlier[:-AROUND] + before, body, after + right, opened)
            rows.append((price, body, reading))
            least = min(least, price)
    rows.sort(key=lambda row: row[0])
    found: list[tuple[int, str, Reading]] = []
    for row in rows:
        if found and row[0] > found[0][0] + 2 * SLACK:
            break
        if _replays(page, row[1], row[2]):
            found.append(row)
    return found


def _bound(page: Page, reading: Reading, before: str, after: str, right: str) -> int:
    """About the least that a reading can cost, whatever fills its slots."""
    fixed = "".join("\0" if isinstance(part, Slot) else part for part in reading.parts)
    pieces = simplify(before + fixed + after + right).split("\0")
    slots = [page.fillings(part) for part in reading.parts if isinstance(part, Slot)]
    least = sum(rows[0].rarity if rows else 9 * NEVER for rows in slots)
    return reading.price + sum(map(cost, pieces)) + least


def _filled(page: Page, reading: Reading, left: str, right: str) -> list[tuple[int, str]]:
    """The reading with its slots filled in the likeliest ways: costs and texts."""
    ways = [(0, 0, "", left)]  # cost so far, of which for prices and habits, text, the same plain
    fixed = ""
    parts = reading.parts
    for k, part in enumerate(parts):
        if isinstance(part, str):
            fixed += part
            continue
        rest = parts[k + 1 :]
        stop = next((j for j, later in enumerate(rest) if isinstance(later, Slot)), len(rest))
        following = simplify("".join(map(str, rest[:stop]))) + right * (stop == len(rest))
        rows, plain, further = page.fillings(part), simplify(fixed), []
        for _, extra, body, before in ways:
            head = before + plain
            found = between(head, [row.plain for row in rows], following)
            close = min(found, default=0) + SLACK
            for price, row in zip(found, rows, strict=True):
                if price < close:
                    habit = page.habit(head[-1] + row.plain[0]) if head else 0
                    within = page.habit(row.plain) if len(row.plain) > 1 else 0
                    more = extra + row.price + habit + within
                    way = (price + more, more, body + fixed + row.text, head + row.plain)
                    further.append(way)
        ways, fixed = sorted(further, key=lambda way: way[0])[:KEPT], ""
    if len(ways) == 1 and not ways[0][2]:
        return [(cost(left + simplify(fixed) + right) + reading.price, fixed)]
    return [(price + reading.price, body + fixed) for price, _, body, _ in ways]


def _paired(text: str, opened: list[str]) -> tuple[list[str], int]:
    """What is open after a text, and how many of its closing marks have no opening one."""
    stack, unpaired = list(opened), 0
    for mark in _PAIRED.findall(text):
        if mark not in _PAIRS:
            stack.append(mark)
        elif stack and stack[-1] == _PAIRS[mark]:
            stack.pop()
        else:
            unpaired += 1
    return stack, unpaired


def _mismatch(before: str, body: str, after: str, opened: list[str]) -> int:
    """The cost of marks that do not match, and of a line that ends without a stop."""
    stack, n = _paired(body, opened)
    if after[:1] == "\n":
        n += (stack[-1:] in (["“"], ["（"])) + bool(_ENDLESS.search(body))
    return MISMATCH * (n + len(_AWKWARD.findall(before + body + after)))


def _replays(page: Page, body: str, reading: Reading) -> bool:
    """Whether a reading, put through the steps of the pollution, shows as the raw text.

    Every pair of bytes that the table asks to gloss has its gloss, unless the gloss of a pair that
    overlaps it came first.
    """
    before = encode(reading.context)
    data, offset = before + b"".join(map(encode, body)), len(before)
    glossed = {place + offset: gloss for place, gloss in reading.glossed}
    lost = {place + offset for place in reading.lost}
    for k in range(2, len(data) + 1):
        if data[k - 2 : k] in page.pairs and not glossed.keys() & {k - 1, k, k + 1}:
            return False
    context = narrow(reading.context) if page.narrowed else reading.context
    raw = context + page.text[reading.start : reading.end + reading.figure]
    for mark in (b"?", b""):  # what stands for a lost byte
        polluted = b""
        for k in range(len(data) + 1):
            polluted += glossed.get(k, "").encode("gb18030")
            polluted += mark if k in lost else data[k : k + 1]
        if shows(polluted + b"0" * reading.figure, raw, page.narrowed):
            return True
    return False
