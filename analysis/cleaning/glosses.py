"""Pinyin put after a character: 強(qiáng).

What went wrong: after every two bytes that equal a character of a table, the reading of that
character was inserted in brackets, on pages copied to pass for new. Taking it out is safe when the
reading is one the character has and the page does so every time; it would be wrong in a textbook,
which is why `evidence` asks first. Readings that stand where no such character does come from
pairs of bytes that straddle two characters: these are for `damage`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from .resources import rows

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"[a-zü{TONED}ɑɡ]{{1,6}}"
GLOSS = re.compile(rf"([一-龥])[(（]({SYLLABLE})[)）]")
_AFTER = re.compile(rf"(?<=[一-龥])[(（]{SYLLABLE}[)）]")
_LOOKALIKES = str.maketrans("ɑɡ", "ag")


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


def spans(text: str) -> list[tuple[int, int]]:
    """Where the text has what may be a gloss.

    >>> spans("強(qiáng)國")
    [(1, 8)]
    """
    return [found.span() for found in _AFTER.finditer(text)]


def table(pairs: Counter[tuple[str, str]], counts: Mapping[str, int]) -> dict[str, str]:
    """Character to reading, for the characters that are glossed as a rule.

    A character counts when more than half of its places carry one and the same reading; the rest
    are an author's own glosses.

    >>> text = "強(qiáng)國(guó)，強(qiáng)國，國，鷸(yù)"
    >>> table(Counter(GLOSS.findall(text)), Counter(text))
    {'強': 'qiáng', '鷸': 'yù'}
    """
    return {c: reading for (c, reading), n in pairs.items() if n * 2 > counts[c]}
