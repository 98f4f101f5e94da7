"""Simplified characters turned traditional, one for one.

What went wrong: the copy was passed through a table of characters, not of words, so 着 became 著
everywhere, and characters with more than one traditional form (干, 后, 里) stayed as they were.
Going back by character is safe because the table went by character. Where the table merged two
(着力 and 著名), the words around decide. It would be wrong in a text that was traditional from the
start, with words of its own: `evidence` keeps those out.
"""

import re
from functools import cache

from .frequency import between
from .resources import rows

REACH = 4  #: characters of context on either side of a merged one


@cache
def simplified() -> dict[str, str]:
    """Traditional character to its simplified forms, the usual one first."""
    return {character: forms for character, forms, *_ in rows("script.txt")}


@cache
def rare() -> frozenset[str]:
    """The traditional characters that no table from the simplified ones usually yields."""
    return frozenset(character for character, _, *more in rows("script.txt") if more)


@cache
def _tables() -> tuple[dict[int, str], re.Pattern[str]]:
    """What `flat` translates, and the characters of more than one simplified form."""
    several = "".join(c for c, forms in simplified().items() if len(forms) > 1)
    return {ord(c): forms[0] for c, forms in simplified().items()}, re.compile(f"[{several}]")


def flat(text: str) -> str:
    """The text in simplified characters, one for one, whatever the words: 著名 as 着名."""
    return text.translate(_tables()[0])


def simplify(text: str) -> str:
    """The text in simplified characters, of the same length.

    >>> simplify("顯著的成績，著力培養，著名學者，乾部乾坤")
    '显著的成绩，着力培养，著名学者，干部乾坤'
    """
    plain, merged = flat(text), _tables()[1]
    # A page that writes 着 oftener than 著 was not converted by a table that merged the two.
    kept = {c for c in set(merged.findall(text)) if text.count(simplified()[c][0]) > text.count(c)}
    pieces, at = [], 0
    for found in merged.finditer(text):
        i, forms = found.start(), simplified()[found[0]]
        if found[0] in forms and found[0] in kept:
            form = found[0]
        else:
            left, right = plain[max(0, i - REACH) : i], plain[i + 1 : i + 1 + REACH]
            costs = between(left, forms, right)
            form = forms[costs.index(min(costs))]
        pieces += [plain[at:i], form]
        at = i + 1
    return "".join([*pieces, plain[at:]])
