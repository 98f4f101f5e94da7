"""Where each sentence of a plain text begins and ends.

Not good for paragraphs broken into lines of fixed width: a line end ends a sentence.
"""

import re
from collections.abc import Iterator

LINE = re.compile(r"\S(?:[^\n]*\S)?")
SENTENCE_END = re.compile(r"[。！？!?…]+[”’」』）》)\]]*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of a plain text; no sentence continues past its line.

    >>> list(sentences("你好吗？好。\\n谢谢"))
    [(0, 4), (4, 6), (7, 9)]
    """
    for line in LINE.finditer(text):
        yield from split_line(text, *line.span())


def split_line(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The start and end of each sentence of a line, closing quotes and brackets included."""
    stops = [mark.end() for mark in SENTENCE_END.finditer(text, start, end)]
    for stop in [*stops, end]:
        # A straight quotation mark belongs to the sentence if it closes a quotation in it.
        stop += text[stop : stop + 1] == '"' and text.count('"', start, stop) % 2
        if words := text[start:stop].strip():
            start = text.index(words, start)
            yield start, start + len(words)
        start = max(start, stop)
