"""A link farm's list of names before or after the article.

What went wrong: the page that carries the copy links to others of its kind by lists of counties and
cities. The list was put there after the article had been turned traditional, so its names are still
simplified. That is how it is known: short items, one after another, to the very end of the text or
from its very beginning, in the script the page is not in. Safe because a list in the article's own
script stays; wrong where an editor added a list of his own later. The blank and the bar between the
list and the article go with it, so the article ends with its last character.
"""

import re

from .script import only_simplified, simplified

ITEMS = 8  #: the least number of items
ALIEN = 3  #: the least number of characters that no traditional page has

_ENTITY, _TAG = "&nbsp;", "<[^<>\n]{0,300}>"
_MARK = r"\s|｜、,，;；·_"
_ITEM = "[一-龥]{2,12}"
_RUN = re.compile(f"(?:[{_MARK}]|{_ENTITY}|{_TAG}|{_ITEM}(?![一-龥]))*")
_BACKWARD = re.compile(f"(?:[{_MARK}]|{_ENTITY[::-1]}|>[^<>\n]{{0,300}}<|{_ITEM}(?![一-龥]))*")
_BLANK = re.compile(r"[\s|｜、_]*")
_GAP = re.compile(r"[^\S\n]*[|｜、_,，]?[^\S\n]*\n*")
_NAME = re.compile("[县市区省州盟旗镇乡](?![一-龥])")
_NAMES = re.compile(_ITEM)


def find(text: str) -> list[tuple[int, int]]:
    """The spans of the lists, at most one at either end.

    >>> text = "鄉村振興。\\n" + "淳安县| 大港区| 韩城市| 榆树市| 理塘县| 荔波县| 定结县| 巩留县|"
    >>> find(text) == [(5, len(text))]
    True
    >>> find("各縣：" + "淳安縣、" * 9)
    []
    """
    n, head, tail = len(text), _length(_RUN, text), _length(_BACKWARD, text[::-1])
    first = _listed(list(_NAMES.finditer(text, 0, head))[::-1])[::-1]
    last = _listed(list(_NAMES.finditer(text, max(head, n - tail))))
    spans = []
    if first:
        end = first[-1].end()
        spans.append((0, end + _length(_GAP, text[end:head])))
    if last:
        before = text[: last[0].start()]
        spans.append((len(before) - _length(_BLANK, before[::-1]), n))
    return spans


def _length(pattern: re.Pattern[str], text: str) -> int:
    """How much of a text the pattern takes from its beginning."""
    found = pattern.match(text)
    return found.end() if found else 0


def _listed(items: list[re.Match[str]]) -> list[re.Match[str]]:
    """The alien items at the end of these, if they are enough for a list."""
    kept = []
    for item in reversed(items):
        if any(c in simplified() for c in item[0]):
            break
        kept.append(item)
    while kept and not (any(map(only_simplified, kept[-1][0])) or _NAME.search(kept[-1][0])):
        kept.pop()
    alien = sum(only_simplified(c) for item in kept for c in item[0])
    enough = len(kept) >= ITEMS and alien >= ALIEN
    return kept[::-1] if enough else []
