"""Simplified characters turned traditional, one for one.

What went wrong: the copy was passed through a table of characters, not of words, so 着 became 著
everywhere, and characters with more than one traditional form (干, 后, 里) stayed as they were.
Going back by character is safe because the table went by character. Where the table merged two
(着力 and 著名), the words around decide. It would be wrong in a text that was traditional from the
start, with words of its own: `glosses` keeps those out.
"""

import re
from functools import cache

from .language import Memory, cost, rows

REACH = 4  #: Characters on either side of a merged one that help to decide.

_NORMAL = {ord(mark): ord(mark) + 0xFEE0 for mark in ",:;?!()"}
_NORMAL |= {code: ord("#") for low in (0x30, 0xFF10) for code in range(low, low + 10)}
_NORMAL |= {low + k: ord("a") for low in (0x41, 0x61, 0xFF21, 0xFF41) for k in range(26)}
_NORMAL |= dict(zip(map(ord, "『』「」∶％．－／"), map(ord, "‘’“”：%.-/"), strict=True))


@cache
def simplified() -> dict[str, str]:
    """Traditional character to its simplified forms, the usual one first."""
    return {character: forms for character, forms, *_ in rows("script.txt")}


@cache
def rare() -> frozenset[str]:
    """The traditional characters that no table from the simplified ones usually yields."""
    return frozenset(character for character, _, *more in rows("script.txt") if more)


@cache
def only_simplified(character: str) -> bool:
    """Whether no traditional text has the character: Big5, for one, does not.

    >>> only_simplified("县"), only_simplified("后")
    (True, False)
    """
    return character not in simplified() and not character.encode("big5", "ignore")


@cache
def _merged() -> re.Pattern[str]:
    """The characters of more than one simplified form."""
    return re.compile(f"[{''.join(c for c, forms in simplified().items() if len(forms) > 1)}]")


#: Characters to simplified ones, all others to themselves: a miss takes `translate` long.
_FLAT = Memory[int, int](lambda code: ord(simplified().get(chr(code), chr(code))[0]))


def flat(text: str) -> str:
    """The text in simplified characters, one for one, whatever the words: 著名 as 着名."""
    return text.translate(_FLAT)


def plain_form(text: str) -> str:
    """The text as the model counts it: one character for one.

    Characters are simplified and marks wide; each figure is ``#``, each Latin letter ``a``. The
    model has no blanks, so leave them out.

    >>> plain_form("2017年,國有GDP")
    '####年，国有aaa'
    """
    return flat(text).translate(_NORMAL)


def simplify(text: str) -> str:
    """The text in simplified characters, of the same length.

    >>> simplify("顯著的成績，著力培養，著名學者，乾部乾坤")
    '显著的成绩，着力培养，著名学者，干部乾坤'
    """
    plain = flat(text)
    # A page that writes 着 oftener than 著 was not converted by a table that merged the two.
    several = {c: simplified()[c] for c in set(_merged().findall(text))}
    kept = {
        c for c, forms in several.items() if c in forms and text.count(forms[0]) > text.count(c)
    }
    pieces, at = [], 0
    for found in _merged().finditer(text):
        i, form = found.start(), found[0]
        if form not in kept:
            left, right = plain[max(0, i - REACH) : i], plain[i + 1 : i + 1 + REACH]
            form = min(several[form], key=lambda c: cost(left + c + right))
        pieces += [plain[at:i], form]
        at = i + 1
    return "".join([*pieces, plain[at:]])
