"""The form in which words are looked up: simplified characters, none of them invisible.

Dictionaries, terms, stop words and codebooks are in simplified characters, or are turned into them,
so that they match text in either script. The text keeps its own characters, one for one.
"""

import re
from functools import cache

from ..cleaning.script import simplified, simplify

_INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
)
#: Characters that no reader sees, such as variation selectors, joiners and soft hyphens.
INVISIBLE = re.compile(
    f"[{_INVISIBLE}\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
_BEYOND = re.compile("[\U00010000-\U0010ffff]")  # A set that holds these is several times slower.
_PART = re.compile(r"[^。！？!?…\s]+")


@cache
def _traditional(more: str = "") -> re.Pattern[str]:
    """The characters that no simplified text has, and some more."""
    return re.compile(
        f"[{''.join(c for c, forms in simplified().items() if c not in forms)}{more}]"
    )


def is_plain(text: str) -> bool:
    """Whether a text is looked up as it is: it is simplified, and all of it can be seen."""
    if _traditional(_INVISIBLE).search(text):  # One set is quicker than two.
        return False
    return not (_BEYOND.search(text) and INVISIBLE.search(text))


def lookup_form(text: str) -> str:
    """The text in simplified characters, one for one; simplified text is returned unchanged.

    Each sentence is looked at by itself. Where a character has two simplified forms, as 著 in 著名
    and 接著, the characters around it decide.

    >>> lookup_form("推進鄉村振興"), lookup_form("著名")
    ('推进乡村振兴', '著名')
    """
    if not _traditional().search(text):
        return text
    return _PART.sub(lambda part: _simplified(part[0]), text)


def _simplified(part: str) -> str:
    return simplify(part) if _traditional().search(part) else part
