"""Pinyin put after characters, 強(qiáng), and whether a page was polluted with it at all.

What went wrong: after every two bytes that equal a character of a table, the reading of that
character was inserted in brackets, on pages copied to pass for new. Taking it out is safe on a page
with the fingerprint: many glosses on traditional characters, each a reading the character has,
every place of a glossed character glossed. A textbook glosses a word once, a primer everything, a
page in simplified characters was never converted. Missing a polluted text of a line or two is the
price of never harming a clean one. Readings that stand where no such character does come from pairs
of bytes that straddle two characters: these are for `damage`.
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from .bytes import MARKS
from .frequency import rows
from .script import simplified

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"[a-zü{TONED}ɑɡ]{{1,6}}"
_QUICK = [re.compile(rf"\({SYLLABLE}[)）]"), re.compile(rf"（{SYLLABLE}[)）]")]
_AFTER = re.compile(rf"[(（](?<=[一-龥].){SYLLABLE}[)）]")
_EATEN = re.compile(rf"[{MARKS}]{SYLLABLE}[)）]")  # the mark took the bracket with it
_TONED = re.compile(rf"[(（][^()（）\n]{{0,40}}[{TONED}][^()（）\n]{{0,40}}[)）]")
_SPLIT = re.compile("[═-▃](?<=[一-龥].)")  # a wide bracket of which the character before is half
_LOOKALIKES = str.maketrans("ɑɡ", "ag")

ENOUGH = 6  #: glosses that make a fingerprint; one with its bracket eaten counts for three
MANY = 20  #: as many need no further sign
DIFFERENT = 3  #: glossed characters that are traditional
ALWAYS = 0.8  #: share of the places of a glossed character that carry the gloss
PRIMER = 0.5  #: share of all characters glossed from which on it is a primer


class Glosses(NamedTuple):
    """What a page shows of its glosses."""

    table: dict[str, str]  #: glossed character to its reading
    spans: list[tuple[int, int]]  #: of all that may be glosses
    good: list[tuple[int, int]]  #: of those that agree with the table
    eaten: int  #: how many lost their bracket to a mark
    counts: Counter[str]  #: of all characters of the page


@cache
def readings() -> dict[str, str]:
    """Syllable to all the characters that can be read so."""
    return dict(rows("readings.txt"))


def reads(character: str, syllable: str) -> bool:
    """Whether the character can be read so.

    >>> reads("強", "qiáng"), reads("強", "guó")
    (True, False)
    """
    return character in readings().get(syllable.translate(_LOOKALIKES), "")


def find(text: str) -> Glosses | None:
    """The glosses of a polluted text, nothing where a text is not polluted.

    A character is in the table when more than half of its places carry one and the same reading;
    the rest are an author's own glosses.

    >>> find("他说：强(qiáng)国。这是长(zhǎng)者。") is None
    True
    """
    if not any(quick.search(text) for quick in _QUICK):
        return None
    counts = Counter(text)
    counts.subtract(text[split.start() - 1] for split in _SPLIT.finditer(text))
    spans = [found.span() for found in _AFTER.finditer(text)]
    pairs = [(text[start - 1], text[start + 1 : end - 1]) for start, end in spans]
    often = Counter(pairs)
    table = {c: reading for (c, reading), n in often.items() if 2 * n > counts[c]}
    valid = {c: often[c, reading] for c, reading in table.items() if reads(c, reading)}
    n, eaten = sum(valid.values()), len(_EATEN.findall(text))
    polluted = (
        n + 3 * eaten >= ENOUGH
        and sum(c in simplified() for c in valid) >= DIFFERENT
        and n >= ALWAYS * sum(counts[c] for c in valid)
        and (n >= MANY or n >= 1.5 * len(valid) or eaten > 0 or "，" not in text)
        and n <= PRIMER * sum(counts[c] for c in counts if "一" <= c <= "龥")
        and len(_TONED.findall(text)) <= 1.25 * n + 5
    )
    good = [
        span for span, (c, reading) in zip(spans, pairs, strict=True) if table.get(c) == reading
    ]
    return Glosses(table, spans, good, eaten, counts) if polluted else None
