"""What cleaning did, kept so that it can be shown and taken back.

A result knows a text only by its offsets. It is NOT a diff: it holds what the rooms decided.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, product
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError
from .channel import encode, shows, written
from .glosses import Evidence

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: ``raw[start:end]``, which is `before`, became `after`.

    `kind` is the fault: ``gloss``, ``damage``, ``script``, ``width`` or ``spam``.
    """

    start: int
    end: int
    before: str
    after: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A damaged span of the raw text, left as it is, and the reason."""

    start: int
    end: int
    text: str
    reason: str


class Run(NamedTuple):
    """A damaged run as it was read: ``raw[start:end]`` is `text`, in the characters of the page.

    `glosses` holds the offset of each gloss in the bytes of the text and the gloss, `lost` the
    offsets of the lost bytes. `context` is the character before, where the first gloss makes use of
    its second byte. `hidden` says that the mark at `end` hides a figure that cannot be known.
    """

    start: int
    end: int
    text: str = ""
    glosses: tuple[tuple[int, str], ...] = ()
    lost: tuple[int, ...] = ()
    context: str = ""
    hidden: bool = False


class Choice(NamedTuple):
    """How a damaged run was read; the first fields are columns of `Cleaned.explain`."""

    bytes: str
    candidates: tuple[str, ...]
    scores: tuple[float, ...]
    decision: str
    margin: float
    doubtful: bool
    run: Run


class Cut(NamedTuple):
    """A change that may alter the length. Between cuts both texts run in step.

    No `kind` means that the span is left as it is. `at` is where it begins in the cleaned text.
    """

    start: int
    end: int
    after: str
    kind: str
    choice: Choice | None = None
    at: int = 0


class Cleaned:
    """A cleaned text and how it came about.

    Attributes
    ----------
    text
        The cleaned text.
    raw
        The text as given.
    edits
        Every change in order, without overlap.
    unresolved
        The damaged spans left as they are.
    doubtful
        The repairs of damage that may well be wrong.
    evidence
        What the text shows of the pollution, and why it was left alone if it was.

    >>> cleaned = Cleaned("強(qiáng)國", "强国", (Cut(1, 8, "", "gloss", at=1),))
    >>> [edit.kind for edit in cleaned.edits], cleaned.undo()
    (['script', 'gloss', 'script'], '強(qiáng)國')
    >>> [cleaned.to_raw(i) for i in range(3)]
    [0, 8, 9]
    """

    def __init__(
        self,
        raw: str,
        text: str,
        cuts: tuple[Cut, ...] = (),
        unresolved: tuple[Unresolved, ...] = (),
        evidence: Evidence | None = None,
    ) -> None:
        self.raw = raw
        self.text = text
        self.unresolved = unresolved
        self.evidence = evidence or Evidence()
        self._cuts = cuts

    def __repr__(self) -> str:
        return (
            f"<Cleaned: {len(self.raw)} -> {len(self.text)} characters, "
            f"{len(self.edits)} edits, {len(self.unresolved)} unresolved, "
            f"{len(self.doubtful)} doubtful>"
        )

    def _edit(self, cut: Cut) -> Edit:
        return Edit(cut.start, cut.end, self.raw[cut.start : cut.end], cut.after, cut.kind)

    @property
    def doubtful(self) -> tuple[Edit, ...]:
        """The repairs of damage that may well be wrong.

        Their margin (see `explain`) is small, their characters make no words, or the page has lost
        its private-use characters on the way.
        """
        return tuple(self._edit(cut) for cut in self._cuts if cut.choice and cut.choice.doubtful)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """Every change in order, both the cuts and where the texts differ between them."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[Edit]:
        start = here = 0
        for cut in self._cuts:
            yield from _differences(start, self.raw[start : cut.start], self.text[here : cut.at])
            yield self._edit(cut)
            start, here = cut.end, cut.at + len(cut.after)
        yield from _differences(start, self.raw[start:], self.text[here:])

    def undo(self) -> str:
        """The raw text again, from the cleaned text and the edits."""
        pieces, at, shift = [], 0, 0
        for edit in self.edits:
            pieces += [self.text[at : edit.start + shift], edit.before]
            at = edit.start + shift + len(edit.after)
            shift += len(edit.after) - len(edit.before)
        return "".join([*pieces, self.text[at:]])

    def to_raw(self, i: int) -> int:
        """The raw offset at which the cleaned character `i` begins; the end maps to the end.

        Every character of a repaired run maps to the beginning of the run. Raises IndexError for an
        `i` below 0 or beyond the length of the cleaned text.
        """
        if not 0 <= i <= len(self.text):
            raise IndexError(f"offset {i} is outside the cleaned text, 0 to {len(self.text)}")
        which = bisect_right(self._cuts, i, key=lambda cut: cut.at) - 1
        if which < 0:
            return i
        cut, into = self._cuts[which], i - self._cuts[which].at
        return cut.start if into < len(cut.after) else cut.end + into - len(cut.after)

    def explain(self) -> pd.DataFrame:
        """One edit a row, and for a damaged run why it was read so.

        Returns
        -------
        pandas.DataFrame
            ``start``, ``end``, ``kind``, ``before``, ``after`` of each edit, and for damage:

            * ``bytes``: the raw run in GBK, hexadecimal
            * ``candidates``: the readings found, likeliest first; empty for other kinds
            * ``scores``: the logarithm of the likelihood of each; empty for other kinds
            * ``decision``: ``forced`` where there is one reading, else ``frequency``
            * ``margin``: by how many nats the reading is likelier than the next; infinite where
              there is none, missing for other kinds
        """
        import pandas as pd

        pd.set_option("display.html.use_mathjax", False)  # A formula in a text would act.
        choices = {cut.start: cut.choice[:5] for cut in self._cuts if cut.choice}
        none = ("", (), (), "", float("nan"))
        columns = ["start", "end", "kind", "before", "after", *Choice._fields[:5]]
        rows = [
            (e.start, e.end, e.kind, e.before, e.after, *choices.get(e.start, none))
            for e in self.edits
        ]
        return pd.DataFrame(rows, columns=columns).astype({"margin": float})

    def bytes(self, at: int) -> pd.DataFrame:
        """The damaged run at raw offset `at` as the rewritten page held it, one byte a row.

        The character before the run comes along where a misplaced gloss made use of it. Raises
        InputError if there is no damaged run at that offset.

        Returns
        -------
        pandas.DataFrame
            * ``start``: of the run
            * ``byte``: hexadecimal
            * ``role``: ``text``, ``lost``, ``gloss``, or ``misplaced`` for a gloss between the
              bytes of a character
            * ``character``: that it belongs to, as the page has it, or that it glosses
            * ``number``: of that character, missing for a gloss
            * ``place``: in the run of what it was read as, missing for nothing
            * ``shown``: what it was read as
            * ``in_step``: whether it was read with its own character's bytes alone
        """
        import pandas as pd

        cut = next((cut for cut in self._cuts if cut.choice and cut.start <= at < cut.end), None)
        if not cut or not cut.choice:
            raise InputError(f"no damaged run at raw offset {at}; explain() tells where they are")
        run = cut.choice.run
        text, before = run.context + run.text, len(encode(run.context))
        raw = run.context + self.raw[run.start : run.end + run.hidden]
        for mark, bracket in product((b"?", b""), "(（"):
            glosses = {before + k: gloss.replace("(", bracket) for k, gloss in run.glosses}
            rows = written(text, glosses, [before + k for k in run.lost])
            data = b"".join([mark if role == "lost" else bytes([byte]) for byte, role, *_ in rows])
            if places := shows(data + b"0" * run.hidden, raw):
                break
        table = pd.DataFrame(rows, columns=["byte", "role", "character", "number"])
        table.insert(0, "start", cut.start)
        table["byte"] = table["byte"].map("{:02X}".format)
        there = table.index[(table["role"] != "lost") | bool(mark)]
        table["place"] = pd.Series(places[: len(data)] or None, there, "Int64")
        table["shown"] = table["place"].map(dict(enumerate(raw))).fillna("")
        table = table.astype({"number": "Int64"})
        mixed = table.groupby("place")["number"].transform("nunique", dropna=False) > 1
        torn = table.groupby("number")["place"].transform("nunique", dropna=False) > 1
        return table.assign(in_step=~(mixed | torn))


def _differences(offset: int, before: str, after: str) -> Iterator[Edit]:
    """Where two texts of one length differ, run by run, a kind each."""
    if before == after:
        return
    kinds = (
        (None if a == b else "script" if a.isalpha() else "width", i)
        for i, (a, b) in enumerate(zip(before, after, strict=True))
    )
    for kind, run in groupby(kinds, key=itemgetter(0)):
        places = [i for _, i in run]
        i, j = places[0], places[-1] + 1
        if kind:
            yield Edit(offset + i, offset + j, before[i:j], after[i:j], kind)
