"""Pinyin put after characters, 強(qiáng), and whether a page was polluted at all.

What went wrong: after every two bytes that equal a character of a table, the reading of that
character was inserted in brackets, on pages copied to pass for new. Another breed repeats a reading
without its tone, after some places of a character only. Taking glosses out is safe on a page with
the fingerprint: many glosses on traditional characters, each a reading the character has, every
place of a glossed character glossed. A textbook glosses a word once, a primer everything, a page in
simplified characters was never converted. A page with few glosses or none shows the pollution by
its damage, in converted text. Missing a polluted text of a line or two is the price of never
harming a clean one. A reading that is no reading of the character before it comes from bytes of two
characters: `search` takes care of these.
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from .channel import MARKS
from .language import rows
from .script import only_simplified, simplified

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ"
SYLLABLE = f"[a-zü{TONED}ɑɡ]{{1,6}}"
SHUT = "[ \u3000\xa0]?[)）]"  #: The end of a gloss, perhaps after a blank.
GLOSS = re.compile(rf"([(（])({SYLLABLE}){SHUT}")
TAG = r"/?[a-zA-Z][^<>\n]{0,300}>"  #: The rest of a tag whose ``<`` was swallowed.
HALVES = "[!！][\u2160-\u216b\u2460-\u249b\u3220-\u3229]"  #: 、 read as two halves.
_BYTES = rf"[\ue000-\ue4c5]|[{MARKS}][！，；？]|[{MARKS}]{HALVES}|[{MARKS}]{TAG}"
_QUICK = re.compile(rf"\({SYLLABLE}{SHUT}|（{SYLLABLE}{SHUT}|{_BYTES}")
_AFTER = re.compile(rf"(?<=[一-龥])[(（]{SYLLABLE}{SHUT}")
_REPEATED = re.compile(rf"(?<=[一-龥])[(（]({SYLLABLE}){SHUT}(?:[(（]\1{SHUT})*")
_EATEN = re.compile(rf"[{MARKS}]{SYLLABLE}[)）]")  # the mark took the bracket with it
_DAMAGE = re.compile(rf"{_BYTES}|[{MARKS}]{SYLLABLE}[)）]")
_TONED = re.compile(rf"[(（][^()（）\n]{{0,40}}[{TONED}][^()（）\n]{{0,40}}[)）]")
_SPLIT = re.compile("[═-▃](?<=[一-龥].)")  # a wide bracket of which the character before is half
_CUT = re.compile(rf"(?<=[一-龥])[(（]([a-zü{TONED}]{{0,6}})[ \u3000\xa0]?\Z")
_HAN = re.compile("[一-龥]")
_LOOKALIKES = str.maketrans("ɑɡ", "ag")
_TONELESS = str.maketrans(TONED, "aaaaeeeeiiiioooouuuuvvvvv")

ENOUGH = 6  #: Glosses that make a fingerprint; one with its bracket eaten counts for three.
MANY = 20  #: Glosses that need no further sign.
DIFFERENT = 3  #: Glossed characters that must be traditional.
ALWAYS = 0.8  #: Share of the places of glossed characters that must carry the gloss.
PRIMER = 0.5  #: Share of all characters glossed from which on a text is a primer.
DAMAGED = 2  #: Damaged places that make a fingerprint where there are few glosses.
CONVERTED = 5  #: Different traditional characters that such a page must have.
LEFT_ALONE = "後裡裏於麼"  #: Characters that the table of the rewriters does not make.


class Evidence(NamedTuple):
    """What a text shows of the pollution; `missing` says why it was left alone, if it was."""

    glosses: int = 0  #: Glosses that are readings of the character before them.
    glossed: int = 0  #: Different characters with such a gloss.
    traditional: int = 0  #: How many of these are traditional.
    damage: int = 0  #: Places with the shape of damage.
    missing: str = "no gloss and no damage"


class Glosses(NamedTuple):
    """What a polluted page shows of its glosses."""

    table: dict[str, str]  #: Glossed character to its reading.
    spans: list[tuple[int, int]]  #: All that may be glosses.
    good: list[tuple[int, int]]  #: The glosses that agree with the table.
    eaten: int  #: Glosses that lost their bracket to a mark.
    counts: Counter[str]  #: All characters of the part that was converted.


@cache
def readings() -> dict[str, str]:
    """Syllable to all the characters that can be read so."""
    return dict(rows("readings.txt"))


@cache
def _toneless() -> dict[str, str]:
    """The same for syllables without their tone."""
    found: dict[str, str] = {}
    for syllable, characters in readings().items():
        for plain in {
            syllable.translate(_TONELESS),
            syllable.translate(_TONELESS).replace("v", "u"),
        }:
            found[plain] = found.get(plain, "") + characters
    return found


def reads(character: str, syllable: str) -> bool:
    """Whether the character can be read so.

    >>> reads("強", "qiáng"), reads("強", "guó")
    (True, False)
    """
    return character in readings().get(syllable.translate(_LOOKALIKES), "")


def find(text: str) -> tuple[Glosses | None, Evidence]:
    """The glosses of a polluted text, or none where a text is not polluted; and the evidence.

    A character is in the table when more than half of its places carry one and the same reading;
    the rest are an author's own glosses.

    >>> find("他说：强(qiáng)国。这是长(zhǎng)者。")[1].missing
    '6 glosses are needed'
    """
    if not _QUICK.search(text):
        return None, Evidence()
    converted = _converted(text)
    counts = Counter(converted)
    counts.subtract(text[split.start() - 1] for split in _SPLIT.finditer(text))
    spans = [found.span() for found in _AFTER.finditer(text)]
    pairs = [(text[i - 1], text[i + 1 : j - 1].rstrip(" \u3000\xa0")) for i, j in spans]
    often = Counter(pairs)
    table = {c: reading for (c, reading), n in often.items() if 2 * n > counts[c]}
    valid = {c: often[c, reading] for c, reading in table.items() if reads(c, reading)}
    damage = len(_DAMAGE.findall(text))
    n, eaten = sum(valid.values()), len(_EATEN.findall(text))
    evidence = Evidence(n, len(valid), sum(c in simplified() for c in valid), damage)
    missing = _missing(converted, evidence, eaten, sum(counts[c] for c in valid), counts)
    if missing and (repeated := _repeated(text, counts)):
        return Glosses({}, repeated, repeated, 0, counts), evidence._replace(
            glosses=len(repeated), missing=""
        )
    if missing and _damaged(evidence, counts):
        table, missing = {c: table[c] for c in valid}, ""
    good = [
        span for span, (c, reading) in zip(spans, pairs, strict=True) if table.get(c) == reading
    ]
    if (cut := _CUT.search(text)) and table.get(text[cut.start() - 1], "").startswith(cut[1]):
        spans.append(cut.span())
        good.append(cut.span())
    found = None if missing else Glosses(table, spans, good, eaten, counts)
    return found, evidence._replace(missing=missing)


def _converted(text: str) -> str:
    """The text without the lines that were never turned traditional, such as a sidebar."""
    kept = []
    for line in text.split("\n"):
        alien = any(map(only_simplified, set(_HAN.findall(line))))
        if not alien or _QUICK.search(line) or not simplified().keys().isdisjoint(line):
            kept.append(line)
    return "\n".join(kept)


def _missing(text: str, found: Evidence, eaten: int, places: int, counts: Counter[str]) -> str:
    """Which part of the fingerprint of glosses a text lacks, if any."""
    n = found.glosses
    if n + 3 * eaten < ENOUGH:
        return f"{ENOUGH} glosses are needed"
    if found.traditional < DIFFERENT:
        return f"glosses on {DIFFERENT} traditional characters are needed"
    if n < ALWAYS * places:
        return "a glossed character must be glossed wherever it occurs"
    if not (n >= MANY or n >= 1.5 * found.glossed or eaten or "，" not in text):
        return "most characters are glossed once only, as an author does"
    if n > PRIMER * sum(counts[c] for c in counts if _HAN.match(c)):
        return "most characters are glossed, as in a primer"
    if len(_TONED.findall(text)) > 1.25 * n + 5:
        return "many other brackets hold pinyin"
    return ""


def _repeated(text: str, counts: Counter[str]) -> list[tuple[int, int]]:
    """The glosses without a tone, if there are enough and one at least is repeated."""
    spans, repeats = [], 0
    for found in _REPEATED.finditer(text):
        character = text[found.start() - 1]
        if character in _toneless().get(found[1], ""):
            spans.append(found.span())
            repeats += found[0].count(found[1]) > 1
    enough = (
        len(spans) >= ENOUGH
        and repeats
        and sum(c in simplified() for c in counts) >= DIFFERENT
        and len(spans) <= PRIMER * sum(counts[c] for c in counts if _HAN.match(c))
    )
    return spans if enough else []


def _damaged(found: Evidence, counts: Counter[str]) -> bool:
    """Whether the damage, in converted text, shows the pollution by itself."""
    return (
        found.damage >= DAMAGED
        and sum(c in simplified() for c in counts) >= CONVERTED
        and not any(counts[c] for c in LEFT_ALONE)
    )
