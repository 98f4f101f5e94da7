"""Full-width punctuation narrowed to ASCII: 今天，我们 became 今天,我们.

What went wrong: full-width forms of ASCII were folded to ASCII after the copy, on the whole page or
in the part that was rewritten. A comma, colon, semicolon, question or exclamation mark beside
Chinese text goes back, and so do brackets beside or around it. Safe because Chinese text sets these
marks wide; wrong where a writer had set them narrow beside a Chinese character. Marks between Latin
letters or figures (09:21:00, 50%), spaces, bars and addresses stay. A line whose marks are mostly
wide was not narrowed, and nothing is done there; the lines around it help to decide.
"""

import re
from bisect import bisect_right
from itertools import accumulate

CHINESE = "一-龥、。《》〈〉「」『』【】〔〕“”‘’…—·，：；？！（）"
WITHIN = 60  #: Characters within a pair of brackets that are searched for Chinese.
AROUND = 2  #: Lines on either side that help to decide whether a line was narrowed.
OWN = 3  #: Weight of the line itself, where each line around it counts once.
KEPT = "\0"  #: A character of an outline that neither tells of the width nor is made wide.

_WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_TO_WIDE = str.maketrans(_WIDE)
_MARKS = re.compile(
    rf"[,:;?!](?:(?<=[{CHINESE}].)[,:;?!]*"
    rf"|(?<=[^\s!-$&-*,-/<=>@\[\\^-`{{-~].|[%)].)(?=[一-龥《「『【“‘（”’])"
    r"|(?<=[%\])+].)(?=[一-龥《「『【“‘（])|(?<=%.)(?=[0-9]))"
)
_BRACKETS = re.compile(r"[()（）\n]")
_CHINESE = re.compile(f"[{CHINESE}]")


def narrowed_lines(outline: str) -> list[bool]:
    """Whether the wide marks of each line were made narrow.

    >>> narrowed_lines("首页，新闻，\\n近年來,我們\\n發展")
    [False, True, False]
    """
    lines = outline.split("\n")
    votes = [line.count(",") - line.count("，") for line in lines]
    pairs = zip(votes, lines, strict=True)
    votes = [vote or line.count(":") - line.count("：") for vote, line in pairs]
    if min(votes) >= 0:
        return [any(votes)] * len(lines)
    total = [0, *accumulate(votes)]
    page = sum(votes) > 0
    found = []
    for k, vote in enumerate(votes):
        near = total[min(k + AROUND + 1, len(votes))] - total[max(k - AROUND, 0)]
        score = (OWN - 1) * vote + near
        found.append(score > 0 if score else page)
    return found


def wide(text: str) -> str:
    """The text with every such mark wide, whatever is beside it."""
    return text.translate(_TO_WIDE)


def widen(text: str, outline: str = "") -> str:
    """Chinese punctuation made wide again where it was narrowed, the text of the same length.

    `outline` is the text with `KEPT` wherever it is to stay as it is.

    >>> widen("时间:09:21,来源:党委(党组)报,占比50%,是吗?")
    '时间：09:21，来源：党委（党组）报，占比50%，是吗？'
    """
    outline = outline or text
    narrowed = narrowed_lines(outline)
    if not any(narrowed):
        return text
    places = _chinese_brackets(text)
    changed = _BRACKETS.sub(lambda one: wide(one[0]) if one.start() in places else one[0], text)
    for marks in _MARKS.finditer(changed):
        places.update(range(*marks.span()))
    lines = [0, *accumulate(len(line) + 1 for line in outline.split("\n"))]
    characters = list(text)
    for i in places:
        if narrowed[bisect_right(lines, i) - 1] and outline[i] != KEPT:
            characters[i] = wide(text[i])
    return "".join(characters)


def _chinese_brackets(text: str) -> set[int]:
    """Where brackets are, if the text within them or beside them is Chinese."""
    chinese: set[int] = set()
    opened: list[int] = []
    for found in _BRACKETS.finditer(text):
        i, mark = found.start(), found[0]
        if mark == "\n":
            opened.clear()
        elif mark in "(（":
            opened.append(i)
        else:
            start = opened.pop() if opened else i
            around = text[max(0, start - 1) : start] + text[start + 1 : min(i, start + WITHIN)]
            beside = around + text[i + 1 : i + 2]
            if text[start] == "（" or mark == "）" or _CHINESE.search(beside):
                chinese |= {start, i}
    return chinese
