"""What cleaning made of polluted text, compared with the text that was polluted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from analysis.cleaning import Cleaned
from tests.pollution import Place, Polluted, narrowed

Difference = tuple[int, int, int, int]


@dataclass
class Score:
    """Counts over one or more texts."""

    characters: int = 0
    wrong: int = 0
    places: int = 0
    exact: int = 0
    legible: int = 0
    legible_exact: int = 0
    flagged: int = 0

    def add(self, other: Score) -> None:
        """Add the counts of another text."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def differences(clean: str, got: str) -> list[Difference]:
    """Where two texts differ, as `(clean start, clean end, got start, got end)`, line by line.

    >>> differences("a\\nbc", "a\\nbd!")
    [(3, 4, 3, 5)]
    """
    left, right = clean.splitlines(keepends=True), got.splitlines(keepends=True)
    found: list[Difference] = []
    at = to = 0
    for one, other in _paired(left, right):
        if one != other:
            matcher = SequenceMatcher(None, one, other, autojunk=False)
            for tag, i1, i2, j1, j2 in matcher.get_opcodes():
                if tag != "equal":
                    found.append((at + i1, at + i2, to + j1, to + j2))
        at, to = at + len(one), to + len(other)
    return found


def _paired(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """Lines that belong together, or whole blocks where lines were joined or split."""
    if len(left) == len(right):
        yield from zip(left, right, strict=True)
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(left[i1:i2], right[j1:j2], strict=True)
        else:
            yield "".join(left[i1:i2]), "".join(right[j1:j2])


def is_exact(place: Place, found: list[Difference]) -> bool:
    """Whether no difference touches the place."""
    return not any(i1 <= place.end and i2 >= place.start for i1, i2, _, _ in _near(place, found))


def _near(place: Place, found: list[Difference]) -> Iterator[Difference]:
    for difference in found:
        start, end = difference[:2]
        # A replacement that only borders on the place is another place's.
        if start == end or (start < place.end and end > place.start):
            yield difference


def score(polluted: Polluted, cleaned: Cleaned) -> Score:
    """Compare what cleaning returned with the text that was polluted."""
    found = differences(polluted.clean, cleaned.text)
    exact = [place for place in polluted.places if is_exact(place, found)]
    wrong = [place for place in polluted.places if place not in exact]
    flags = [(flag.start, flag.end) for flag in (*cleaned.doubtful, *cleaned.unresolved)]
    return Score(
        len(polluted.clean),
        sum(max(i2 - i1, j2 - j1) for i1, i2, j1, j2 in found),
        len(polluted.places),
        len(exact),
        sum(not place.swallowed for place in polluted.places),
        sum(not place.swallowed for place in exact),
        sum(touches(place, flags) for place in wrong),
    )


def touches(place: Place, spans: list[tuple[int, int]]) -> bool:
    """Whether one of these spans of the page has to do with the place."""
    return any(start <= place.polluted_end and end >= place.polluted_start for start, end in spans)


def prepared(text: str) -> str:
    """The text with what narrowing loses for good made narrow beforehand.

    Full-width letters, digits and signs, and colons between digits; lines with a character
    that GBK lacks are left out.
    """
    text = text.replace("\r", "").replace("\ufeff", "")
    signs = "[０-９Ａ-Ｚａ-ｚ％．－＋＝＜＞／＊＃＆＠]"
    text = re.sub(signs, lambda match: narrowed(match[0]), text)
    text = re.sub(r"(?<=\d)[：，](?=\d)", lambda match: narrowed(match[0]), text)
    return "".join(line for line in text.splitlines(keepends=True) if _in_gbk(line))


def _in_gbk(line: str) -> bool:
    try:
        line.replace("\u00a0", " ").encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
