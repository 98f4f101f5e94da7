"""Where each sentence of a plain text begins and ends, and which marks end a clause.

Not good for paragraphs broken into lines of fixed width: a line end ends a sentence.
"""

import re
from collections.abc import Iterator

_DOTS = {"…" * n for n in range(1, 10)}  # A run of dots is one token.
#: Tokens that end a sentence or a clause, in either width. The mark 、 joins items of a clause.
SENTENCE_END = frozenset("。！？｡!?") | _DOTS
CLAUSE_END = SENTENCE_END | frozenset("，；：,;:.．﹐﹔﹕")
_LINE_END = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
LINE = re.compile(rf"\S(?:[^{_LINE_END}]*\S)?")
_END, _QUOTE = "。！？…｡!?", "\"'＂＇"
_CLOSED = rf"[{_END}”’」』）》)\]】〉〕｝}}〗］〙〛｣»›〞＞﹂﹄]*+"
_TEXT = rf"[^{_END}{_LINE_END}{_QUOTE}]*+"
# A narrow mark inside an address ends nothing.
_WORDS = rf"{_TEXT}(?:(?<=[!-~])[!?]+(?=[A-Za-z\d/=&%#_]){_TEXT})*+"
# Marks before the first word belong to the sentence. So does a straight quotation mark behind its
# end if the number of those before is odd.
_SENTENCE = re.compile(
    rf"(?=\S)[^\w{_LINE_END}{_QUOTE}]*+"
    rf"(?:{_WORDS}[{_QUOTE}]{_WORDS}[{_QUOTE}])*+{_WORDS}(?P<open>[{_QUOTE}]{_WORDS})?+{_CLOSED}"
    rf"(?(open)(?:[{_QUOTE}]++{_CLOSED})?)"
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of a plain text, or of a part of it.

    Closing quotes and brackets belong to the sentence. None continues past its line.

    >>> list(sentences("你好吗？好。\\n谢谢"))
    [(0, 4), (4, 6), (7, 9)]
    """
    for sentence in _SENTENCE.finditer(text, start, len(text) if end is None else end):
        begin, stop = sentence.span()
        while text[stop - 1].isspace():
            stop -= 1
        yield begin, stop
