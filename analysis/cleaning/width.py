"""Full-width punctuation narrowed to ASCII: 今天，我们 became 今天,我们.

What went wrong: every full-width form of ASCII was folded to ASCII after the copy. A comma, colon,
semicolon, question or exclamation mark beside Chinese text goes back, and so do brackets beside or
around it. Safe because Chinese text sets these marks wide; wrong where a writer had set them narrow
beside a Chinese character. Marks between Latin letters or figures (09:21:00, 50%), spaces, bars and
addresses stay. A text that still has wide commas was not narrowed, and nothing is done.
"""

import re

CHINESE = "一-龥、。《》〈〉「」『』【】〔〕“”‘’…—·，：；？！（）"
WIDE = str.maketrans(",:;?!()", "，：；？！（）")
_MARKS = re.compile(
    rf"(?<=[{CHINESE}])[,:;?!]+|[,:;?!](?=[一-龥《「『【“‘（])(?<=[^\s!-$&-/<=>@\[-`{{-~].|[%)].)"
)
_CHINESE = re.compile(f"[{CHINESE}]")
WITHIN = 60  #: how many characters within brackets are looked at
_BRACKETS = re.compile(r"[()\n]")


def narrowed(text: str) -> bool:
    """Whether the wide marks of the text were made narrow."""
    wide = text.count("，") + text.count("：")
    return 10 * wide < text.count(",") + text.count(":")


def widen(text: str) -> str:
    """Chinese punctuation made wide again, the text of the same length.

    >>> widen("时间:09:21,来源:党委(党组)报,占比50%,是吗?")
    '时间：09:21，来源：党委（党组）报，占比50%，是吗？'
    """
    return _MARKS.sub(lambda mark: mark[0].translate(WIDE), _brackets(text))


def _brackets(text: str) -> str:
    """Brackets made wide where the text within them or beside them is Chinese."""
    done = list(text)
    opened: list[int] = []
    for found in _BRACKETS.finditer(text):
        i = found.start()
        if found[0] == "\n":
            opened.clear()
        elif found[0] == "(":
            opened.append(i)
        else:
            start = opened.pop() if opened else i
            around = done[start - 1 : start] + done[start + 1 : min(i, start + WITHIN)]
            if _CHINESE.search("".join(around) + text[i + 1 : i + 2]):
                done[start], done[i] = "（", "）"
    return "".join(done)
