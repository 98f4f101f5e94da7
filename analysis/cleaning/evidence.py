"""Whether a text was polluted at all: the fingerprint.

Nothing is touched unless a text shows it: many glosses on traditional characters, each a reading
the character has, every place of a glossed character glossed. A textbook glosses a word once, a
primer glosses everything, a page in simplified characters was never converted; none of them is
polluted. Missing a polluted text of a line or two is the price of never harming a clean one.
"""

import re
from collections import Counter

from . import glosses
from .script import simplified

_QUICK = [re.compile(rf"\({glosses.SYLLABLE}[)）]"), re.compile(rf"（{glosses.SYLLABLE}[)）]")]
_TONED = re.compile(rf"[(（][^()（）\n]{{0,40}}[{glosses.TONED}][^()（）\n]{{0,40}}[)）]")
_HALVED = re.compile(rf"[?�□]{glosses.SYLLABLE}[)）]")

_SPLIT = re.compile("(?<=[一-龥])[═-▃]")  # a wide bracket of which the character before is half

ENOUGH = 6  #: glosses that make a fingerprint; one with its bracket eaten counts for three
MANY = 20  #: as many need no further sign
DIFFERENT = 3  #: glossed characters that are traditional
ALWAYS = 0.8  #: share of the places of a glossed character that carry the gloss
PRIMER = 0.5  #: share of all characters glossed from which on it is a primer


def fingerprint(text: str) -> tuple[dict[str, str], Counter[str]] | None:
    """The glossed characters and their readings, and how often each character of the text occurs.

    None where a text is not polluted.

    >>> fingerprint("他说：强(qiáng)国。这是长(zhǎng)者。") is None
    True
    """
    if not any(quick.search(text) for quick in _QUICK):
        return None
    counts = Counter(text)
    counts.subtract(text[found.start() - 1] for found in _SPLIT.finditer(text))
    pairs = Counter(glosses.GLOSS.findall(text))
    valid = Counter({pair: n for pair, n in pairs.items() if glosses.reads(*pair)})
    table = glosses.table(valid, counts)
    n = sum(valid[c, reading] for c, reading in table.items())
    halved = len(_HALVED.findall(text))
    if n + 3 * halved < ENOUGH or sum(c in simplified() for c in table) < DIFFERENT:
        return None
    if len(_TONED.findall(text)) > 1.25 * n + 5 or n > PRIMER * sum(
        counts[c] for c in counts if "一" <= c <= "龥"
    ):
        return None
    if n < ALWAYS * sum(counts[character] for character in table):
        return None
    signs = halved > 0 or n >= 1.5 * len(table) or "，" not in text
    if n < MANY and not signs:
        return None
    return glosses.table(pairs, counts), counts  # with the readings that the dictionary lacks
