"""Damaged runs: text read one byte out of step, such as 擔當(dāng) shown as ?lián) and so on.

What went wrong: a gloss was put between the halves of two characters, or a lead byte before A3 was
lost, and from there the bytes were paired wrongly until something brought them back in step. All
bytes but one or two are still there, so the run can be read again.

One beam search does it. A path goes through the raw text by the moves that the bytes allow
(`moves`); "nothing is wrong here" is one of them. It costs what its faults and its text cost: the
best split into words, and each character after the two before it, by the newspapers and by the
page's own use. Paths that are at one place with one carry and one last few characters go on alike,
so the cheapest goes on for all of them, and remembers the others.
"""

from collections.abc import Iterator
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import count, islice
from math import exp, inf, log
from operator import itemgetter
from typing import NamedTuple

from .channel import MARKS
from .evidence import Page, normal
from .language import LINKS, OUT, Memory, alone, ngrams, splits, words
from .moves import IN_STEP, Move, Moves

WORDS = 0.5  #: Weight of the cost of words in the cost of a text.
NGRAMS = 0.5  #: Weight of the cost of characters after characters.
CONTINUED = 10  #: Cost, as a word, of a Latin letter or figure after another one.
BEAM = 12  #: Paths that are followed up at one place. More find more, and take longer.
WIDTH = 75  #: How much dearer than the cheapest path another may be, 7.5 nats.
BEFORE, AFTER = 4, 5  #: Characters before and after a run that are read along with it.
REACH = 60  #: Characters before a sign of damage in which its run may have begun.
STRETCH = 150  #: Characters after which a search comes to an end, in step or not.
PATIENCE = 40_000  #: Characters that may be tried in one search.
GRANTED = 25  #: Characters that may be tried, on average, for one of the page: time is linear.


class Trace(NamedTuple):
    """How a path came about: its last move in a run, and dearer ways to the same place."""

    before: "Trace | None"
    move: Move | None
    text: str = ""
    others: "tuple[tuple[float, Trace | None], ...]" = ()


class Path(NamedTuple):
    """One way to read the raw text up to an offset."""

    cost: float  #: Cost of its text and its faults.
    carry: int
    claimed: bool  #: Whether a gloss took the waiting byte.
    last: str  #: The last character, as the page has it.
    glossed: bool  #: Whether a gloss follows that one.
    tail: str  #: The last three characters in normal form.
    split: tuple[float, float, float, float]  #: Cost of the best words up to each of the last four.
    other: float  #: Cost of all but the words.
    trace: Trace | None = None


#: The same from all fields at once, as there are many.
_path, _trace = partial(tuple.__new__, Path), partial(tuple.__new__, Trace)
_NOTHING = 0, OUT, OUT, OUT, 0  #: What a blank costs.


def _language_costs(four: str) -> tuple[float, ...]:
    """The costs of the last of up to four characters in normal form.

    As a word by itself, as the end of a word of two, three and four; after the two before it,
    weighted.
    """
    link = LINKS.get(four[-2:], 0)
    one = CONTINUED if four[-2:] in ("aa", "##") else alone(four[-1])
    ends = [words[four[-n:]] + link if len(four) >= n else OUT for n in (2, 3, 4)]
    return (one + link, *ends, NGRAMS * ngrams[four[-3:]])


_costs = Memory(_language_costs)


class Search:
    """The search for damaged runs on one page."""

    def __init__(self, page: Page) -> None:
        self.page, self.text, self.moves = page, page.text, Moves(page)
        self._costs = Memory(self._own_costs)
        self._frontier: dict[float, list[Path]] = {}
        self._bounds: dict[float, float] = {}
        self._patience, self._reached = PATIENCE, 0

    def _own_costs(self, four: str) -> tuple[float, ...]:
        """The same with the page's own pairs of characters taken into account."""
        *ends, gram = _costs[four]
        if share := self.page.habits.get(four[-2:]):
            gram = NGRAMS * -10 * log(exp(-gram / NGRAMS / 10) + share)
        return (*ends, gram)

    def read(self, at: int, settled: int, done: int) -> tuple[int, int, list[Path]]:
        """The paths over the signs of damage from raw offset `at` to `settled`.

        Returns where they begin, where they end, and those that are in step there. None begins
        before `done`.
        """
        start, latest = self._beginning(at, done), settled
        self._patience = min(PATIENCE, self._patience + GRANTED * (settled - self._reached))
        self._reached = settled
        self.moves.forget()
        self._bounds.clear()
        frontier = self._frontier = {start: [self._first(start)]}
        while frontier:
            i = min(frontier)
            paths = self._merged(frontier.pop(i))
            if not frontier and all(path.carry == IN_STEP for path in paths):
                over = i > start and self.text[int(i) - 1] == "\n"
                far = len(paths) == 1 or i >= min(latest + AFTER, start + STRETCH)
                if over or (far and i >= settled):
                    return start, int(i), paths
            if i > start + 2 * STRETCH or self._patience < 0:
                break
            for path in paths:
                flag = i < settled if path.carry == IN_STEP else path.claimed
                ended = self._follow(path, self.moves.after(i, path.carry, flag, path.last))
                latest = max(latest, ended)
        return start, start, []

    def _follow(self, path: Path, moves: list[Move]) -> int:
        """Take a path further by each of some moves; where the last run ends then."""
        _, _, claimed, last, glossed, tail, split, other, trace = path
        d, c, b, a = split
        costs, bounds, frontier, page = self._costs, self._bounds, self._frontier, self.page
        context, latest = tail[-2:], 0
        for move in moves:
            fillings, at, carry, price, gloss, within, start = move[:7]
            known, bound = other + price, bounds.get(at, inf)
            bare = start >= 0 and not (claimed or gloss)
            self._patience -= len(fillings)
            for text, form, more in fillings:
                one, two, three, four, gram = costs[tail + form] if form else _NOTHING
                best = a + one
                if b + two < best:
                    best = b + two
                if c + three < best:
                    best = c + three
                if d + four < best:
                    best = d + four
                total = known + more + gram
                cost = total + WORDS * best
                if cost > bound or (bare and page.lacks_gloss(last, text, glossed)):
                    continue
                if cost + WIDTH < bound:
                    bound = bounds[at] = cost + WIDTH
                further = _path((
                    cost, carry, within > 0, text or last, bool(gloss and not within),
                    context + form if form else tail, (c, b, a, best) if form else split, total,
                    trace if start < 0 else _trace((trace, move, text, ())),
                ))  # fmt: skip
                if at in frontier:
                    frontier[at].append(further)
                else:
                    frontier[at] = [further]
                if start >= 0 and at > latest:
                    latest = int(at)
        return latest

    def _first(self, start: int) -> Path:
        """The path that begins at raw offset `start`, with what comes before it on the line."""
        page, k = self.page, self.page.at(start)
        line = page.plain.rfind("\n", max(0, k - BEFORE), k) + 1
        before = "".join(map(normal, page.plain[max(line, k - BEFORE) : k]))
        d, c, b, a = [0, 0, 0, *splits(before)][-4:]
        last = page.kept[k - 1 : k] if line < k else ""
        return Path(0, IN_STEP, False, last, False, before[-3:], (d - a, c - a, b - a, 0), 0)

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
            elif c in MARKS or (c in "!,;！，；？" and any(self.moves.losses(i))):
                first = i
            elif c < "\x80" and c not in "!,;":
                break
        return first

    def _merged(self, paths: list[Path]) -> list[Path]:
        """The cheapest paths, one for all that go on alike, no more than the beam takes."""
        if len(paths) == 1:
            return paths
        paths.sort(key=itemgetter(0))
        limit, alike = paths[0].cost + WIDTH, dict[tuple[object, ...], list[Path]]()
        for path in paths:
            if path.cost <= limit:
                alike.setdefault(path[1:6], []).append(path)
        kept = []
        for first, *others in islice(alike.values(), BEAM):
            dearer = tuple([(other.cost - first.cost, other.trace) for other in others])
            trace = Trace(first.trace, None, "", dearer) if dearer else first.trace
            kept.append(_path((*first[:8], trace)))
        return kept


def ways(paths: list[Path]) -> Iterator[tuple[float, list[Trace]]]:
    """All ways that led to some paths, cheapest first: the cost, and the moves in order."""
    number = count()
    heap: list[tuple[float, int, Trace | None, list[Trace]]]
    heap = [(path.cost, next(number), path.trace, []) for path in paths]
    heapify(heap)
    while heap:
        cost, _, trace, after = heappop(heap)
        while trace:
            for extra, other in trace.others:
                heappush(heap, (cost + extra, next(number), other, list(after)))
            if trace.move:
                after.append(trace)
            trace = trace.before
        yield cost, after[::-1]
