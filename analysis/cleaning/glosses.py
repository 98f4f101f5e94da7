"""Pinyin put after a character: 強(qiáng).

What went wrong: after every two bytes that equal a character of a table, the reading of that
character was inserted in brackets, on pages copied to pass for new. Taking it out is safe when the
reading is one the character has and the page does so every time; it would be wrong in a textbook,
which is why `evidence` asks first. Readings that stand where no such character does come from
pairs of bytes that straddle two characters: these are for `damage`.
"""

import re
from collections import Counter, defaultdict
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


def without(text: str) -> str:
    """The text without what may be a gloss.

    >>> without("強(qiáng)國")
    '強國'
    """
    return _AFTER.sub("", text)


def valid(glosses: list[re.Match[str]]) -> list[re.Match[str]]:
    """Those glosses whose character has the reading."""
    known: dict[tuple[str, str], bool] = {}
    kept = []
    for gloss in glosses:
        pair = (gloss[1], gloss[2])
        if pair not in known:
            known[pair] = reads(*pair)
        if known[pair]:
            kept.append(gloss)
    return kept


def table(glosses: list[re.Match[str]], counts: Mapping[str, int]) -> dict[str, str]:
    """Character to reading, for the characters that are glossed as a rule.

    A character counts when more than half of its places carry one and the same reading; the rest
    are an author's own glosses.

    >>> text = "強(qiáng)國(guó)，強(qiáng)國，國，鷸(yù)"
    >>> table(list(GLOSS.finditer(text)), Counter(text))
    {'強': 'qiáng', '鷸': 'yù'}
    """
    by_character: dict[str, Counter[str]] = defaultdict(Counter)
    for gloss in glosses:
        by_character[gloss[1]][gloss[2]] += 1
    found = {}
    for character, by_reading in by_character.items():
        reading, n = by_reading.most_common(1)[0]
        if n * 2 > counts[character]:
            found[character] = reading
    return found
