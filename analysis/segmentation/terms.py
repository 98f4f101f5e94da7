"""Terms of a list that are kept whole."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate

_NAME = re.compile("[A-Za-z0-9]{2}")


class Whole:
    """Puts terms in the place of the words that they are made of, the longest first.

    A term is kept unless that takes more words: 水管 in 修水 / 管 is, 强村 in 加强 / 村级 is not,
    and neither is a term inside a longer word.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[str, set[str]] = defaultdict(set)
        for term in terms:
            if len(term) > 1:
                self._terms[term[:2]].add(term)
        first = "".join({re.escape(start[0]) for start in self._terms})
        self._first = re.compile(f"[{first}]" if first else "(?!)")

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """The start and end of each occurrence of a term that cuts no Latin word."""
        for first in self._first.finditer(text):
            start = first.start()
            for term in self._terms.get(text[start : start + 2], ()):
                end = start + len(term)
                edges = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
                if text.startswith(term, start) and not any(map(_NAME.fullmatch, edges)):
                    yield start, end

    def keep(self, words: list[str], text: str, cut: Callable[[str], list[str]]) -> list[str]:
        """The words of a text with its terms whole; `cut` cuts what is left beside a term.

        >>> Whole(["水管", "强村"]).keep(["修水", "管", "加强", "村级"], "修水管加强村级", list)
        ['修', '水管', '加强', '村级']
        """
        places = sorted(self._places(text), key=lambda place: (place[0] - place[1], place[0]))
        ends = [*accumulate(map(len, words))]
        starts, taken, missed = [0, *ends], set[int](), False
        changed: dict[int, tuple[int, list[str]]] = {}
        for start, end in places:
            first, last = bisect_right(starts, start) - 1, bisect_left(ends, end) + 1
            before, after = text[starts[first] : start], text[end : ends[last - 1]]
            if not taken.isdisjoint(range(first, last)):
                missed = True
            elif last - first == 1 and not before + after:
                taken.add(first)
            else:
                found = [*cut(before), text[start:end], *cut(after)]
                if len(found) <= last - first:
                    taken |= set(range(first, last))
                    changed[first] = last, found
        if not changed:
            return words
        kept, at = list[str](), 0
        for first, (last, found) in sorted(changed.items()):
            kept += words[at:first] + found
            at = last
        kept += words[at:]
        # A term may have shared a word with another; now it may be whole beside it.
        return self.keep(kept, text, cut) if missed else kept
