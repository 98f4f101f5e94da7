"""The byte view: characters as the bytes that GBK writes them in, and back.

Two private-use areas belong to it: bytes AAA1-AFFE show as U+E000-U+E233, F8A1-FEFE as
U+E234-U+E4C5. A pair that is no character shows as a mark (``?``, U+FFFD or ``□``), which may stand
for its first byte or for both. It is NOT a codec for files: use Python's ``gb18030`` for those.
"""

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
    seen, i = [], 0
    while i < len(data):
        if data[i] < 0x80:
            seen.append(chr(data[i]))
            i += 1
        else:
            seen.append(decode(data[i], data[i + 1]) if i + 1 < len(data) else "")
            i += 2
    return "".join(c or "?" for c in seen)


def shows(data: bytes, raw: str, narrowed: bool) -> bool:
    """Whether `raw` is how these bytes show when they are read as GBK.

    Readers differ in what they do with an invalid pair: one mark for both bytes, or a mark (or
    nothing) for the first and the second read anew. Each is allowed; nothing else is.

    >>> shows(bytes.fromhex("d0c293") + "(lián)".encode("gbk"), "新?lián)", True)
    True
    """
    stack = [(0, 0)]
    while stack:
        i, j = stack.pop()
        if i == len(data):
            if j == len(raw):
                return True
            continue
        seen, single = raw[j : j + 1], data[i] < 0x80
        shown = chr(data[i]) if single else decode(data[i], data[i + 1]) if data[i + 1 :] else ""
        if shown and seen == (narrow(shown) if narrowed else shown):
            stack.append((i + 2 - single, j + 1))
        if not shown or shown == "?":
            stack.append((i + 1, j))
            if seen and seen in MARKS:
                stack += [(i + 1, j + 1), (i + 2, j + 1)] if data[i + 1 :] else [(i + 1, j + 1)]
    return False


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
