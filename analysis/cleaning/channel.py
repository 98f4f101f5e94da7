"""The channel that the page went through: characters as the bytes that GBK writes, and back.

Two private-use areas belong to it: bytes AAA1-AFFE show as U+E000-U+E233, F8A1-FEFE as
U+E234-U+E4C5. A pair that is no character shows as a mark (``?``, U+FFFD or ``□``), which may stand
for its first byte or for both. It is NOT a codec for files: use Python's ``gb18030`` for those.
"""

from collections.abc import Collection, Mapping
from functools import cache

MARKS = "?\N{REPLACEMENT CHARACTER}□"  #: what an invalid pair, or a lost byte, shows as


@cache
def encode(character: str) -> bytes:
    """The two bytes of a character, its one byte if ASCII, nothing if GBK does not have it.

    >>> encode("擔").hex(), encode("\\ue2fd").hex(), encode("l"), encode("é"), encode("😀")
    ('93fa', 'faae', b'l', b'\\xa8\\xa6', b'')
    """
    try:
        found = character.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return found if len(found) <= 2 else b""


@cache
def decode(lead: int, trail: int) -> str:
    """The character of two bytes, nothing if they are no character.

    >>> decode(0x93, 0xFA), ascii(decode(0xFA, 0xAE)), decode(0x94, 0x28)
    ('擔', "'\\\\ue2fd'", '')
    """
    pair = bytes((lead, trail))
    private = trail >= 0xA1 and (0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE)
    found = pair.decode("gb18030" if private else "gbk", "ignore")
    return found if len(found) == 1 and encode(found) == pair else ""


def misread(data: bytes) -> str:
    """Bytes as the copied page shows them, an invalid pair as one mark; an odd last byte too.

    >>> misread(bytes.fromhex("a86c69a8a26e"))
    '╨ián'
    """
    seen, i = "", 0
    while i < len(data):
        pair = data[i : i + 2] if data[i] >= 0x80 else data[i : i + 1]
        seen += chr(*pair) if pair[0] < 0x80 else (decode(*pair) if pair[1:] else "") or "?"
        i += len(pair)
    return seen


def shows(data: bytes, raw: str) -> tuple[int | None, ...]:
    """Which character of `raw` each byte is read as, if these bytes show so when read as GBK.

    None where a byte does not show; an empty tuple if they show otherwise. Readers differ in what
    they do with an invalid pair: one mark for both bytes, or a mark (or nothing) for the first and
    the second read anew. A wide mark may show wide or narrow. Nothing else is allowed.

    >>> shows(bytes.fromhex("d0c293") + "(lián)".encode("gbk"), "新?lián)")
    (0, 0, 1, 1, 2, 3, 4, 4, 5, 6)
    """
    places: dict[tuple[int, int], tuple[int | None, ...]] = {(0, 0): ()}
    stack = [(0, 0)]
    while stack and (len(data), len(raw)) not in places:
        i, j = here = stack.pop()
        pair, seen = data[i : i + 2], raw[j : j + 1]
        if not pair:
            continue
        shown = chr(pair[0]) if pair[0] < 0x80 else decode(*pair) if len(pair) == 2 else ""
        reached: list[tuple[int, int | None]] = []
        if not shown or shown == "?":
            reached.append((1, None))
            if seen and seen in MARKS:
                reached += [(size, j) for size in range(1, len(pair) + 1)]
        if shown and seen in (shown, narrow(shown)):
            reached.append((1 if pair[0] < 0x80 else 2, j))
        for size, place in reached:
            there = i + size, j + (place is not None)
            if there not in places:
                places[there] = (*places[here], *[place] * size)
                stack.append(there)
    return places.get((len(data), len(raw)), ())


def written(
    text: str, glosses: Mapping[int, str], lost: Collection[int]
) -> list[tuple[int, str, str, int | None]]:
    """Each byte of a text with glosses put in: byte, role, character, its number in the text.

    `glosses` go in before the bytes with these numbers; `lost` are numbers of bytes, too. A gloss
    is ``misplaced`` between the bytes of a character; it glosses what the two before it spell.

    >>> [row[1:] for row in written("新擔", {3: "(l)"}, ())][2:4]
    [('text', '擔', 1), ('misplaced', '聯', None)]
    """
    data = [(byte, n) for n, character in enumerate(text) for byte in encode(character)]
    rows: list[tuple[int, str, str, int | None]] = []
    for k, (byte, n) in enumerate([*data, (0, -1)]):
        if k in glosses:
            role = "misplaced" if data[k - 1][1] == n else "gloss"
            read = decode(data[k - 2][0], data[k - 1][0])
            rows += [(added, role, read, None) for added in glosses[k].encode("gb18030")]
        rows.append((byte, "lost" if k in lost else "text", text[n], n))
    return rows[:-1]


def narrow(character: str) -> str:
    """Full-width ASCII as ASCII; any other character as it is.

    >>> narrow("，"), narrow("。"), narrow("")
    (',', '。', '')
    """
    return chr(ord(character) - 0xFEE0) if "！" <= character <= "～" else character


def widen(character: str) -> str:
    """The other way round: ASCII as full-width ASCII.

    >>> widen(","), widen("")
    ('，', '')
    """
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
