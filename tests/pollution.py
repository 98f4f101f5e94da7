"""A forward model of the pollution: from clean text to what a rewritten page shows.

The steps are those of "How the text was polluted" in the design notes, done in the order in which
they happened to the raw article: script, glosses inserted between GBK bytes, lost lead bytes,
misreading, narrowing.  The model knows nothing of how the damage is undone; it is the yardstick by
which a repair is measured, place by place.

Not good for: text damaged in another way (UTF-8 read as Latin-1, a wrong legacy code page).

>>> polluted = pollute("新担当", table={"聯": "lián", "當": "dāng"})
>>> polluted.text
'新?lián)\\ue2fd?dāng)'
>>> [(place.kind, polluted.clean[place.start : place.end]) for place in polluted.places]
[('straddle', '担当')]
"""

from __future__ import annotations

import importlib.util
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal

Decoder = Literal["pair", "web", "byte", "mixed"]
Search = Literal["once", "each"]

# Simplified characters that are traditional ones too; the raw article shows the first eleven left
# alone, and a one-for-one table could only turn the others wrongly as often as rightly.
AMBIGUOUS = frozenset("干斗后里于么云占筑范系余丑仆咸岳尸吁夸伙吃秘峰群床唇岩雇痴皂")

# A3 and the lead byte of the next character spell ！ ， ； ？.
MARK_TRAILS = frozenset((0xA1, 0xAC, 0xBB, 0xBF))

PINYIN = "a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ"

_GLOSS = -1
_LOST = -1
_OPAQUE = 0x100
_PRIVATE = re.compile("[\ue000-\ue4c5]")


@dataclass(frozen=True)
class Place:
    """One damaged place: a gloss inside a pair that straddles two characters, or a lost lead byte.

    `start`, `end` bound the run of clean characters that the place made unreadable,
    `polluted_start`, `polluted_end` what the page shows instead, a gloss at its end included.
    Places that share a run share its bounds.  `hidden` counts the bytes of that run which the page
    no longer shows: those lost, and those in an invalid pair unless a gloss comes next and tells.
    `swallowed` is true when one of these was an ASCII character: nothing tells 1 from 2 then.
    """

    kind: Literal["straddle", "lost byte"]
    start: int
    end: int
    polluted_start: int
    polluted_end: int
    hidden: int
    swallowed: bool


@dataclass(frozen=True)
class Polluted:
    """What the page shows, the clean text it was made from, and every damaged place."""

    text: str
    clean: str
    places: tuple[Place, ...]


@dataclass
class _Cells:
    """GBK bytes with the index of the clean character each came from, or `_GLOSS`.

    A value of 256 or more stands for a character that GBK lacks, kept whole; `_LOST` for a byte
    that was lost and is shown by the marker.
    """

    values: list[int]
    sources: list[int]

    def append(self, value: int, source: int) -> None:
        self.values.append(value)
        self.sources.append(source)


@dataclass(frozen=True)
class _Shown:
    """One character of the page and the cells it was read from; `sound` when read in step."""

    text: str
    start: int
    end: int
    sound: bool


def pollute(
    text: str,
    *,
    table: Mapping[str, str],
    seed: int = 0,
    lose: float | Collection[int] = 0.5,
    marker: str = "?",
    invalid: str = "?",
    narrow: bool | str = True,
    brackets: Sequence[str] = "()",
    script: Mapping[str, str] | None = None,
    search: Search = "once",
    decoder: Decoder = "pair",
    spam: str | None = None,
    spam_at: Literal["start", "end"] = "end",
    html: bool = False,
    drop_private: bool = False,
) -> Polluted:
    """Return `text` as a rewritten page would show it, with the list of damaged places.

    table: reading of each glossed character, by its *traditional* form.
    lose: share of the possible places that lose a lead byte, or the offsets that lose theirs.
    marker: what a lost byte leaves ("" for nothing); invalid: what an invalid pair is shown as.
    narrow: whether all full-width ASCII is made narrow, or which marks alone.
    brackets: what opens a gloss and what closes it; some pages have a blank before the latter.
    script: one-for-one simplified to traditional table; `general_script()` unless given.
    search: one pass over the bytes for all characters ("once"), or one for each of them ("each").
    decoder: an invalid pair swallows both bytes ("pair", as in the article), gives an ASCII byte
        back ("web", as browsers do), or always gives the second byte back ("byte", as Python does);
        "mixed" does now the first, now the second.
    spam: a block of links put before or after the text, on lines of its own.
    html: each line is wrapped in a paragraph element first; `clean` then has the tags as well.
    drop_private: private-use characters are dropped, as crawlers and editors do.

    Raises UnicodeEncodeError when a character, reading or bracket of the table is not in GBK.
    """
    clean = in_paragraphs(text) if html else text
    conversion = general_script() if script is None else script
    cells = _encode(conversion.get(character, character) for character in clean)
    cells, glossed = _gloss(cells, table, brackets, search)
    cells, lost = _lose(cells, lose, random.Random(seed), marker)
    shown = list(_decode(cells, marker, invalid, decoder, random.Random(seed)))
    if drop_private:
        shown = [replace(piece, text=_PRIVATE.sub("", piece.text)) for piece in shown]
    page = "".join(piece.text for piece in shown)
    if narrow:
        page = narrowed(page, None if narrow is True else narrow)
    anchors: list[tuple[int, Literal["straddle", "lost byte"]]] = [
        *((at, "straddle") for at in glossed),
        *((at, "lost byte") for at in lost),
    ]
    lead = ""
    if spam is not None:
        lead = spam + "\n" if spam_at == "start" else ""
        page = lead + page if lead else page + "\n" + spam
    places = _places(sorted(anchors), shown, cells, len(clean), len(lead), set(lost))
    return Polluted(page, clean, places)


def _encode(characters: Iterable[str]) -> _Cells:
    """Step 2: the bytes of each character; one that GBK lacks stays whole."""
    cells = _Cells([], [])
    for source, character in enumerate(characters):
        for value in _gbk_bytes(character):
            cells.append(value, source)
    return cells


@cache
def _gbk_bytes(character: str) -> tuple[int, ...]:
    try:
        return tuple(character.encode("gbk"))
    except UnicodeEncodeError:
        return (_OPAQUE + ord(character),)


def _gloss(
    cells: _Cells, table: Mapping[str, str], brackets: Sequence[str], search: Search
) -> tuple[_Cells, list[int]]:
    """Steps 2 and 3: a gloss after every pair of bytes in the table, in step or not.

    Also returns the clean offsets of the characters that a gloss cut in two.
    """
    opening, closing = brackets[0], brackets[1]
    glosses = {
        tuple(character.encode("gbk")): (opening + reading + closing).encode("gbk")
        for character, reading in table.items()
    }
    straddling: list[int] = []
    for entries in [glosses] if search == "once" else [{pair: glosses[pair]} for pair in glosses]:
        cells, found = _gloss_once(cells, entries)
        straddling += found
    return cells, straddling


def _gloss_once(
    cells: _Cells, glosses: Mapping[tuple[int, ...], bytes]
) -> tuple[_Cells, list[int]]:
    values, sources = cells.values, cells.sources
    result = _Cells([], [])
    straddling: list[int] = []
    at = 0
    while at < len(values):
        gloss = glosses.get(tuple(values[at : at + 2]))
        step = 1 if gloss is None else 2
        for k in range(at, at + step):
            result.append(values[k], sources[k])
        if gloss is not None:
            if sources[at] != sources[at + 1]:
                straddling.append(sources[at + 1])
            for value in gloss:
                result.append(value, _GLOSS)
        at += step
    return result, straddling


def _lose(
    cells: _Cells, lose: float | Collection[int], chance: random.Random, marker: str
) -> tuple[_Cells, list[int]]:
    """Step 4: lead bytes lost before A3 and a byte that together spell a full-width mark.

    Also returns the clean offsets of the characters that lost their lead byte.
    """
    values, sources = cells.values, cells.sources
    result = _Cells([], [])
    lost: list[int] = []
    at = 0
    while at < len(values):
        if _may_be_lost(cells, at) and (
            chance.random() < lose if isinstance(lose, (int, float)) else sources[at] in lose
        ):
            lost.append(sources[at])
            if marker:
                result.append(_LOST, sources[at])
            # The two bytes of the mark are spent: the second cannot be lost in its turn.
            for k in (at + 1, at + 2):
                result.append(values[k], sources[k])
            at += 3
        else:
            result.append(values[at], sources[at])
            at += 1
    return result, lost


def _may_be_lost(cells: _Cells, at: int) -> bool:
    values, sources = cells.values, cells.sources
    return (
        values[at + 1 : at + 2] == [0xA3]
        and sources[at] == sources[at + 1] != _GLOSS
        and at + 2 < len(values)
        and values[at + 2] in MARK_TRAILS
        and sources[at + 2] not in (sources[at], _GLOSS)
    )


def _decode(
    cells: _Cells, marker: str, invalid: str, decoder: Decoder, chance: random.Random
) -> Iterator[_Shown]:
    """Step 5: pairs read from left to right, in step with the characters or not."""
    decoders: list[Decoder] = ["pair", "web"] if decoder == "mixed" else [decoder]
    values = cells.values
    sizes = Counter(cells.sources)
    at = 0
    while at < len(values):
        first = values[at]
        second = values[at + 1] if at + 1 < len(values) else None
        if first == _LOST:
            text, step = marker, 1
        elif first >= _OPAQUE:
            text, step = chr(first - _OPAQUE), 1
        elif first < 0x80:
            text, step = chr(first), 1
        else:
            text, step = _read_pair(first, second, invalid, chance.choice(decoders))
        yield _Shown(text, at, at + step, _in_step(cells, sizes, at, at + step))
        at += step


def _read_pair(first: int, second: int | None, invalid: str, decoder: Decoder) -> tuple[str, int]:
    if first == 0x80 and decoder == "web":
        return "€", 1
    if second is None or second == 0x0A or second >= _OPAQUE:
        return invalid, 1
    # A lost byte is shown by an ASCII question mark until the page is decoded.
    character = _character(first, 0x3F if second == _LOST else second)
    if character is not None:
        return character, 2
    gives_back = decoder == "byte" or (decoder == "web" and second < 0x80)
    return invalid, 1 if gives_back else 2


@cache
def _character(first: int, second: int) -> str | None:
    """The character that two bytes spell, private-use areas included, or None.

    >>> _character(0xFA, 0xAE)
    '\\ue2fd'
    """
    if 0xA1 <= second <= 0xFE:
        if 0xAA <= first <= 0xAF:
            return chr(0xE000 + 94 * (first - 0xAA) + second - 0xA1)
        if 0xF8 <= first <= 0xFE:
            return chr(0xE234 + 94 * (first - 0xF8) + second - 0xA1)
    if second < 0x40:
        return None
    try:
        return bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return None


def _in_step(cells: _Cells, sizes: Mapping[int, int], start: int, end: int) -> bool:
    """Whether the cells from `start` to `end` are one clean character, the whole of it."""
    (source, *others) = set(cells.sources[start:end])
    return not others and (source == _GLOSS or sizes[source] == end - start)


def narrowed(text: str, marks: str | None = None) -> str:
    """Step 6: full-width ASCII made narrow, all of it or certain marks.

    >>> narrowed("好，（是）！"), narrowed("好，（是）！", "，")
    ('好,(是)!', '好,（是）！')
    """
    wide = "[\uff01-\uff5e]" if marks is None else f"[{marks}]"
    return re.sub(wide, lambda match: chr(ord(match[0]) - 0xFEE0), text)


def _places(
    anchors: list[tuple[int, Literal["straddle", "lost byte"]]],
    shown: list[_Shown],
    cells: _Cells,
    length: int,
    shift: int,
    lost: set[int],
) -> tuple[Place, ...]:
    """The run around each anchor: what was unreadable, and what is shown instead."""
    damaged = bytearray(length + 1)
    begins: dict[int, int] = {}
    ends: dict[int, int] = {}
    unshown: Counter[int] = Counter(lost)
    swallowed: set[int] = set()
    latest: list[int] = []
    offset = shift
    for piece in shown:
        sources = [source for source in cells.sources[piece.start : piece.end] if source >= 0]
        glossed = _GLOSS in cells.sources[piece.start : piece.end + 1]
        read = piece.text != "" and _character_of(piece, cells) is not None
        unreadable = not (piece.sound or read or glossed)
        latest = sources or latest
        for source in sources:
            begins.setdefault(source, offset)
            damaged[source] |= not piece.sound
            unshown[source] += unreadable and source not in lost
        if unreadable and 0 <= cells.values[piece.end - 1] < 0x80:
            swallowed.add(sources[-1])
        for source in latest:
            ends[source] = offset + len(piece.text)
        offset += len(piece.text)
    for at in lost:
        damaged[at] = 1

    places = []
    for at, kind in anchors:
        start = end = at
        while start > 0 and damaged[start - 1]:
            start -= 1
        while damaged[end]:
            end += 1
        run = range(start, end)
        hidden = sum(unshown[source] for source in run)
        first = min((begins[source] for source in run if source in begins), default=shift)
        last = max((ends[source] for source in run if source in ends), default=shift)
        places.append(Place(kind, start, end, first, last, hidden, not swallowed.isdisjoint(run)))
    return tuple(places)


def _character_of(piece: _Shown, cells: _Cells) -> str | None:
    """What the cells of a piece spell, or None when they are no character."""
    values = cells.values[piece.start : piece.end]
    if len(values) == 2:
        return _character(values[0], 0x3F if values[1] == _LOST else values[1])
    return chr(values[0]) if 0 <= values[0] < 0x80 else None


def with_sidebar(polluted: Polluted, sidebar: str) -> Polluted:
    """The page after lines that were never polluted."""
    n = len(sidebar) + 1
    places = tuple(
        replace(
            place,
            start=place.start + n,
            end=place.end + n,
            polluted_start=place.polluted_start + n,
            polluted_end=place.polluted_end + n,
        )
        for place in polluted.places
    )
    return Polluted(f"{sidebar}\n{polluted.text}", f"{sidebar}\n{polluted.clean}", places)


def repeat_glosses(
    text: str, *, table: Mapping[str, str], seed: int = 0, share: float = 0.6, narrow: bool = True
) -> Polluted:
    """The other breed: traditional text, some places glossed, without tones, up to four times.

    `share` is that of the places of a glossed character that carry the gloss.

    >>> repeat_glosses("中共", table={"中": "zhōng"}, seed=3, share=1.0).text
    '中(zhong)(zhong)共'
    """
    chance = random.Random(seed)
    script = general_script()
    pieces = []
    for character in text:
        shown = script.get(character, character)
        pieces.append(shown)
        if shown in table and chance.random() < share:
            plain = unicodedata.normalize("NFD", table[shown]).encode("ascii", "ignore").decode()
            pieces.append(f"({plain})" * chance.choice((1, 1, 1, 2, 2, 4)))
    page = "".join(pieces)
    return Polluted(narrowed(page) if narrow else page, text, ())


def in_paragraphs(text: str) -> str:
    """Each line that is not empty as an HTML paragraph."""
    return re.sub(r"(?m)^(.+)$", r"<p>\1</p>", text)


@cache
def general_script() -> Mapping[str, str]:
    """Simplified to traditional, one character for one; ambiguous ones are not in it.

    What OpenCC's s2tw turns a single character into, as far as GBK has it.
    """
    import opencc

    convert: Callable[[str], str] = opencc.OpenCC("s2tw").convert
    table = {}
    for code in range(0x4E00, 0x9FA6):
        simplified = chr(code)
        traditional = convert(simplified)
        if (
            traditional != simplified
            and simplified not in AMBIGUOUS
            and len(traditional) == 1
            and len(_gbk_bytes(traditional)) == 2
        ):
            table[simplified] = traditional
    return table


@cache
def _common_characters(count: int) -> tuple[str, ...]:
    """The `count` commonest characters, counted over jieba's dictionary (word, frequency, tag)."""
    package = importlib.util.find_spec("jieba")
    assert package is not None and package.origin is not None
    totals: Counter[str] = Counter()
    with Path(package.origin).with_name("dict.txt").open(encoding="utf-8") as lines:
        for word, frequency, *_ in map(str.split, lines):
            for character in word:
                totals[character] += int(frequency)
    han = (c for c, _ in totals.most_common() if "\u4e00" <= c <= "\u9fff")
    return tuple(islice(han, count))


def draw_table(seed: int, *, size: int = 90, pool: int = 800) -> dict[str, str]:
    """A gloss table: `size` of the `pool` commonest characters, with a reading of each.

    Keys are traditional forms; readings carry a tone mark, one in ten is a second reading.
    """
    import pypinyin

    chance = random.Random(seed)
    script = general_script()
    table: dict[str, str] = {}
    candidates = list(_common_characters(pool))
    chance.shuffle(candidates)
    for simplified in candidates:
        if len(table) == size:
            break
        readings = pypinyin.pinyin(simplified, style=pypinyin.Style.TONE, heteronym=True)[0][:2]
        reading = readings[-1 if chance.random() < 0.1 else 0]
        if not reading.isascii():
            table[script.get(simplified, simplified)] = reading
    return table


def link_farm(seed: int, *, count: int = 40, separator: str = "| ") -> str:
    """A block of place names, each followed by `separator`, as such pages carry."""
    chance = random.Random(seed)
    return "".join(chance.choice(PLACE_NAMES) + separator for _ in range(count)).rstrip(" ")


PLACE_NAMES = re.findall(
    r"\w+",
    "淳安县 大港区 韩城市 榆树市 理塘县 荔波县 定结县 巩留县 保康县 新干县 拜泉县 巴楚县 "
    "镇康县 济宁市 南充市 平罗县 肇东市 桐乡市 青冈县 沅江市 巨鹿县 伽师县 交城县 陵川县 "
    "诸城市 海伦市 鹤峰县 常山县 怀柔区 蒲江县 滦平县 宁阳县 余庆县 会理县 汉阴县 凯里市 ",
)
