"""Which reading of a damaged run is taken, how sure that is, and what is left alone.

`search` finds the paths over each sign of damage. The cheapest one is taken, once marks that do not
match have been added to its cost. The gap to the cheapest path that reads a run otherwise is the
margin of that run; a small one makes it doubtful, and so do characters that make no words.
"""

import re
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter, itemgetter

from .channel import MARKS, encode
from .evidence import MARKS_IN_A_ROW, NEVER, Page
from .glosses import HALVES, SHUT, SYLLABLE, TAG
from .language import OUT, words
from .moves import FULL, IN_STEP
from .result import Choice, Cut, Run, Unresolved
from .script import flat
from .search import AFTER, BEFORE, REACH, Search, Trace, ways

MISMATCH = 50  #: Cost, set by hand, of a mark without its partner, or of a line without an end.
QUOTED = 1000  #: Characters before a run in which a quotation may have been opened.
MANY = 5  #: Signs on a page of which at least one should be a private-use character.
SHOWN = 10  #: Readings of a run that are recorded.
DOUBT = 6.0  #: Margin, in nats, below which a reading is doubtful.

HIDDEN = "a figure was lost with the byte before it"
UNREAD = "no reading of the bytes is likelier than this"
_MARK = f"[{MARKS}]"
_ANY_FULL = "[!,;?！，；？]"
_LETTER = r"[A-Za-z\[\]\\^_`@{|}~]"
_STRANGE = "\uffff"  #: Stands for a character that the page cannot have.
_SIGNS = re.compile(
    f"{_MARK}(?:[(（]?{SYLLABLE}{SHUT}|{_ANY_FULL})|"  # a gloss, its bracket eaten; a lost byte
    f"[(（]{SYLLABLE}{SHUT}|"  # a gloss; one that is in its place is passed over
    rf"{_MARK}(?={TAG})|"  # a tag whose < was swallowed
    f"(?<=[ \u3000\xa0]){_MARK}(?=[一-龥])|"  # a blank that GBK does not have
    rf"{_ANY_FULL}{_MARK}(?=\n|\Z)|"  # a line that ends amid a character
    f"{HALVES}|"
    rf"{_LETTER}(?<=[^\x00-\x7f!,;?].|[!,;?].)(?=[^\x00-\x7f]|[!,;:?\n])|"  # a lone trail byte
    rf"{_LETTER}(?<=[^\x00-\x7f].)(?=[(（]{SYLLABLE}{SHUT})|"  # the same, with a gloss
    f"[\ue000-\uf8ff{_STRANGE}]"  # a character that the page cannot have
)
_PAIRS = {"”": "“", "’": "‘", "》": "《", "）": "（"}
_PAIRED = re.compile("[“”‘’《》（）]")
_ENDLESS = re.compile(r"[一-龥，、][”’]?\n?\Z")
_AWKWARD = re.compile(
    r"“[^“”。！？，；\n]{0,9}[。；，]”(?![\n“])|[。！？；，]”[，。、；：]|[。；！？，]”[的和与等之]"
    r"|《[^《》\n]{0,20}[。；](?!》)"
)
_PRIVATE = re.compile("[\ue000-\ue4c5]")

Ranked = tuple[float, list[Run]]  #: The cost of a path and the runs on it.


def find(page: Page, first: int) -> tuple[list[Cut], list[Unresolved]]:
    """The damaged runs from raw offset `first` on: those read again, and those left alone."""
    search = Search(page)
    repairs: list[Cut] = []
    unresolved: list[Unresolved] = []
    done = first
    signs = list(_signs(page, first))
    # Editors drop private-use characters. Where a page has none, each of its runs may lack some.
    dropped = len(signs) >= MANY and not _PRIVATE.search(page.raw)
    for n, sign in enumerate(signs):
        if sign.start() < done:
            continue
        together = list(_cluster(page, signs, n))
        settled = together[-1].end()
        ranked = _ranked(search, sign.start(), settled, done)
        runs = list(_choices(page, ranked, dropped)) if ranked else []
        for choice in runs:
            run = choice.run
            repairs.append(Cut(run.start, run.end, run.text, "damage", choice))
            if run.hidden:
                unresolved.append(_left(page, run.end, run.end + 1, HIDDEN))
        read = [(choice.run.start, choice.run.end + choice.run.hidden) for choice in runs]
        for other in together:
            likely = _nearly(other, ranked)
            start, end = likely or _with_marks(page, other)
            apart = not any(first < end and start < last for first, last in read)
            if apart and (likely or not ranked or _is_damage(other)):
                unresolved.append(_left(page, start, end, UNREAD))
                read.append((start, end))
        done = max([settled, *(end for _, end in read)])
    for row in MARKS_IN_A_ROW.finditer(page.raw, first):
        if len(row[0]) < 5:
            unresolved.append(_left(page, *row.span(), UNREAD))
    return repairs, sorted(unresolved, key=attrgetter("start"))


def _nearly(sign: re.Match[str], ranked: list[Ranked]) -> tuple[int, int] | None:
    """The run that a sign belongs to in a reading that is nearly as likely, if any."""
    for cost, runs in ranked:
        for run in runs if cost - ranked[0][0] < 10 * DOUBT else ():
            if run.start < sign.end() and sign.start() < run.end:
                return run.start, run.end
    return None


def _with_marks(page: Page, sign: re.Match[str]) -> tuple[int, int]:
    """A sign with the marks that follow it at once, if it begins with one."""
    start, end = sign.span()
    while sign[0][0] in MARKS and page.text[end] in MARKS:
        end += 1
    return start, end


def _left(page: Page, start: int, end: int, reason: str) -> Unresolved:
    """A stretch of the raw text that is left as it is."""
    return Unresolved(start, end, page.raw[start:end], reason)


def _cluster(page: Page, signs: list[re.Match[str]], n: int) -> Iterator[re.Match[str]]:
    """The sign with this number and those close after it, which one search reads together."""
    start = end = signs[n].start()
    for sign in islice(signs, n, None):
        apart = sign.start() >= end + AFTER or "\n" in page.text[end : sign.start()]
        if sign is not signs[n] and (apart or sign.end() > start + REACH):
            return
        yield sign
        end = sign.end()


def _is_damage(sign: re.Match[str]) -> bool:
    """Whether a sign is no text that a writer may have written."""
    first, rest = sign[0][0], sign[0][1:]
    private = "\ue000" <= first <= "\uf8ff"
    return len(rest) > 1 or private or (first in MARKS and rest in FULL + MARKS)


def _ranked(search: Search, at: int, settled: int, done: int) -> list[Ranked]:
    """The readings of some signs, by their cost with that of marks."""
    page = search.page
    start, end, paths = search.read(at, settled, done)
    first, last = page.at(start), page.at(end)
    opened = _opened(page.plain[max(0, first - QUOTED) : first], [])[0]
    left = page.plain[max(page.plain.rfind("\n", 0, first) + 1, first - BEFORE) : first]
    after = page.plain[last : last + AFTER] if page.plain[last - 1 : last] != "\n" else ""
    right = after[: after.find("\n") + 1 or AFTER]
    found: dict[tuple[tuple[int, str], ...], Ranked] = {}
    for cost, steps in islice(ways(paths), 3 * SHOWN):
        runs = _runs(steps)
        key = tuple((run.start, flat(run.text)) for run in runs)
        if key not in found:
            pieces, i = [], start
            for run in runs:
                pieces += [page.plain[page.at(i) : page.at(run.start)], flat(run.text)]
                i = run.end
            text = "".join([*pieces, page.plain[page.at(i) : last], right])
            found[key] = cost + _mismatch(left, text, opened), runs
    return sorted(found.values(), key=itemgetter(0))


def _runs(traces: list[Trace]) -> list[Run]:
    """The damaged runs that some moves make up."""
    runs: list[Run] = []
    closed, size = True, 0
    for _, move, text, _ in traces:
        assert move
        if closed:
            runs.append(Run(move.start, move.end, context=move.context))
            size = 0
        run = runs[-1]
        lost = (size,) * move.lost
        size += len(encode(text))
        gloss = ((size + move.within, move.gloss),) if move.gloss else ()
        runs[-1] = run._replace(
            end=move.end, text=run.text + text, glosses=run.glosses + gloss, lost=run.lost + lost,
            hidden=move.hidden,
        )  # fmt: skip
        closed = move.carry == IN_STEP
    return runs


def _choices(page: Page, ranked: list[Ranked], dropped: bool) -> Iterator[Choice]:
    """The runs on the cheapest path, each with the readings that were considered."""
    least = ranked[0][0]
    for run in ranked[0][1]:
        readings: dict[str, float] = {}
        margin = float("inf")
        for cost, runs in ranked:
            same = [other for other in runs if other.start == run.start]
            for other in same:
                if len(readings) < SHOWN:
                    readings.setdefault(flat(other.text), round(-cost / 10, 2))
            if not any(flat(o.text) == flat(run.text) and o.end == run.end for o in same):
                margin = min(margin, round((cost - least) / 10, 2))
        data = b"".join(map(encode, page.raw[run.start : run.end])).hex(" ")
        decision = "frequency" if len(readings) > 1 else "forced"
        doubtful = dropped or margin < DOUBT or not _makes_words(page, run)
        yield Choice(
            data, tuple(readings), tuple(readings.values()), decision, margin, doubtful, run
        )


def _makes_words(page: Page, run: Run) -> bool:
    """Whether a word has a character of the run in it, unless the run has nothing but marks.

    Editors drop private-use characters, and a run that lacks one reads as what makes no words.
    """
    if not any("一" <= character <= "龥" for character in run.text):
        return True
    before = page.plain[max(0, page.at(run.start) - 3) : page.at(run.start)]
    text = before + flat(run.text) + page.plain[page.at(run.end) : page.at(run.end) + 3]
    first, end = len(before), len(before) + len(run.text)
    return any(
        words[text[i : i + n]] < OUT
        for n in (2, 3, 4)
        for i in range(max(0, first - n + 1), min(end, len(text) - n + 1))
    )


def _signs(page: Page, first: int) -> Iterator[re.Match[str]]:
    """Where the raw text shows that something is wrong, or may be."""
    never = {ord(c) for c in page.counts if c > "\x7f" and page.price[c] >= NEVER}
    strange = dict.fromkeys(never.difference(range(0xE000, 0xF900)), _STRANGE)
    for sign in _SIGNS.finditer(page.text.translate(strange), first):
        if sign.start() not in page.good:
            yield sign


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
