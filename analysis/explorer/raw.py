"""What the raw page has where each sentence is: every edit, and the bytes of damaged places."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from ..cleaning import Cleaned, Edit
from ..measures.pollution import spelled


class RawPage:
    """The raw page of a cleaned text, asked for a stretch of the cleaned text at a time.

    >>> from analysis.cleaning.result import Cut
    >>> cleaned = Cleaned("強(qiáng)國", "强国", (Cut(1, 8, "", "gloss", at=1),))
    >>> RawPage(cleaned).of(0, 2)["pieces"]
    [('強', '强', 'script'), ('(qiáng)', '', 'gloss'), ('國', '国', 'script')]
    """

    def __init__(self, cleaned: Cleaned) -> None:
        self.cleaned = cleaned
        self.edits = [edit for edit in cleaned.edits if edit.kind != "spam"]
        self.spam = [edit.start for edit in cleaned.edits if edit.kind == "spam"]
        sizes = (len(character.encode(errors="replace")) for character in cleaned.raw)
        self.offsets = list(accumulate(sizes, initial=0))  # of each character, in bytes of UTF-8

    def of(self, start: int, end: int) -> dict[str, Any]:
        """What became the characters from `start` to `end` of the cleaned text.

        Returns `start` and `stop` in the raw text; `offset` in bytes; `pieces`, each a text that
        was left alone or what was before, what it became and the kind of the edit; `runs`, the
        damaged ones byte by byte; `unresolved`, each with its reason.
        """
        raw_start, stop = self._span(start, end)
        edits = _overlapping(self.edits, raw_start, stop)
        return {
            "start": raw_start,
            "stop": stop,
            "offset": self.offsets[raw_start],
            "pieces": list(_pieces(self.cleaned.raw, raw_start, stop, edits)),
            "runs": [self._run(edit) for edit in edits if edit.kind == "damage"],
            "unresolved": [
                (place.text, place.reason)
                for place in _overlapping(self.cleaned.unresolved, raw_start, stop)
            ],
        }

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets of a stretch, with the whole of a damaged run that it shares."""
        to_raw = self.cleaned.to_raw
        last, stop = to_raw(end - 1), to_raw(end)
        if shared := [e for e in _overlapping(self.edits, last, last + 1) if e.kind == "damage"]:
            stop = max(stop, shared[0].end)
        spam = bisect_right(self.spam, last)
        return to_raw(start), min([stop, *self.spam[spam : spam + 1]])

    def _run(self, edit: Edit) -> dict[str, Any]:
        """What was written, its bytes, and what the page shows.

        Each cell of the first and the last begins with the number of bytes that it spans.
        """
        run = self.cleaned.bytes(edit.start)
        places = run["place"].astype(float).fillna(-1)
        groups = (part for _, part in run.groupby(places.diff().ne(0).cumsum()))
        return {
            "before": edit.before,
            "after": edit.after,
            "written": [(len(part), "…" * begun + text + "…" * goes_on)
                        for part, text, begun, goes_on in spelled(run)],
            "bytes": [(byte, role == "lost")
                      for byte, role in zip(run["byte"], run["role"], strict=True)],
            "shown": [(len(part), part["shown"].iloc[0], bool(part["in_step"].iloc[0]))
                      for part in groups],
        }  # fmt: skip


def _overlapping(spans: Sequence[Any], start: int, stop: int) -> Sequence[Any]:
    """Those of some sorted spans that share a character with the stretch."""
    first = bisect_right(spans, start, key=lambda span: span.end)
    return spans[first : bisect_left(spans, stop, key=lambda span: span.start)]


def _pieces(raw: str, start: int, stop: int, edits: Iterable[Edit]) -> Iterator[Any]:
    """A part of a raw text: what was left alone, and what was edited with what it became."""
    at = start
    for edit in edits:
        if at < edit.start:
            yield raw[at : edit.start]
        if edit.kind in ("script", "width"):  # one for one, and some may lie outside
            inside = slice(max(start - edit.start, 0), stop - edit.start)
            for before, after in zip(edit.before[inside], edit.after[inside], strict=True):
                yield before, after, edit.kind
        else:
            yield edit.before, edit.after, edit.kind
        at = edit.end
    if at < stop:
        yield raw[at:stop]
