"""Full-width punctuation narrowed to ASCII: 今天，我们 became 今天,我们.

What went wrong: every full-width form of ASCII was folded to ASCII after the copy. A comma, colon,
semicolon, question or exclamation mark beside Chinese text goes back, and so do brackets beside or
around it. Safe because Chinese text sets these marks wide; wrong where a writer had set them narrow
beside a Chinese character. Marks between Latin letters or figures (09:21:00, 50%), spaces, bars and
addresses stay. A text that still has wide commas was not narrowed, and nothing is done.
"""

import re

CHINESE = "一-龥、。《》〈〉「」『』【】〔〕“”‘’…—·，：；？！（）"
WITHIN = 60  #: how many characters within brackets are looked at

_WIDE = dict(zip(",:;?!()", "，：；？！（）", strict=True))
_MARKS = re.compile(
    rf"[,:;?!](?:(?<=[{CHINESE}].)[,:;?!]*"
    rf"|(?<=[^\s!-$&-/<=>@\[-`{{-~].|[%)].)(?=[一-龥《「『【“‘（]))"
)
_BRACKETS = re.compile(r"[()（）\n]")
_CHINESE = re.compile(f"[{CHINESE}]")


def narrowed(text: str) -> bool:
    """Whether the wide marks of the text were made narrow."""
    return 10 * (text.count("，") + text.count("：")) < text.count(",") + text.count(":")


def wide(text: str) -> str:
    """The text with every such mark wide, whatever is beside it."""
    for one, other in _WIDE.items():
        text = text.replace(one, other)
    return text


def widen(text: str) -> str:
    """Chinese punctuation made wide again, the text of the same length.

    >>> widen("时间:09:21,来源:党委(党组)报,占比50%,是吗?")
    '时间：09:21，来源：党委（党组）报，占比50%，是吗？'
    """
    chinese = _chinese_brackets(text)
    text = _BRACKETS.sub(lambda one: wide(one[0]) if one.start() in chinese else one[0], text)
    return _MARKS.sub(lambda marks: _WIDE.get(marks[0]) or wide(marks[0]), text)


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
