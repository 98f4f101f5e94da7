"""The layout of a Chinese news page: title, byline, paragraphs, and the furniture around them.

Not good for HTML, nor for paragraphs broken into lines of fixed width.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from ..segmentation.sentences import LINE, sentences

PROSE_END = re.compile(r"""[。！？!?…；：.｡][”’」』）》)\]】〉〕"'＂]*$""")
INSIDE = re.compile(r"[，。；｡]")
COUNT = "[一二三四五六七八九十百]+"
NUMBERED = rf"{COUNT}、", rf"[（(]{COUNT}[）)]", rf"第{COUNT}[章节回篇]"
HEADING = re.compile("|".join(NUMBERED))
DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[\sT]*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?)?"
)
NAMED = {
    "source": "来源|稿源|來源",
    "author": "作者|记者|記者",
    "correspondent": "通讯员|通訊員",
    "editor": "责任编辑|责编|编辑|責任編輯|責編|編輯",
}
# A name may hold pairs of round brackets; other brackets are around it.
NAME = r"[:：｜|丨/／\s]\s*((?:[^\s:：()（）\[\]【】〔〕]|[(（][^\s()（）]*[)）])+)"
# How a speaker's name opens a turn: 甲：, **甲：**, 【甲】, [甲]：, 甲（村长）： and the like.
LABEL = (
    r"(?:[*_]{{1,2}})?(?:[【\[〔]\s*({0})\s*[】\]〕]\s*[:：]?|({0})\s*(?:[（(][^（）()\n]{{1,20}}[）)])?\s*"
    r"(?:[*_]{{1,2}})?\s*[:：])(?:[*_]{{1,2}})?\s*"
)
METADATA = {"date": DATE} | {key: re.compile(f"(?:{NAMED[key]}){NAME}") for key in NAMED}


class Line(NamedTuple):
    """A line without surrounding white space, its kind and its offsets."""

    kind: str  # title, metadata, prose, furniture
    text: str
    start: int
    end: int


class Passage(NamedTuple):
    """A sentence, its turn, speaker, role and paragraph, and its offsets."""

    turn: int
    speaker: str | None
    role: str | None
    paragraph: int
    text: str
    start: int
    end: int


def read_page(
    text: str, speakers: Mapping[str, str]
) -> tuple[list[Line], list[Passage], dict[str, Any]]:
    """The lines, passages and metadata of a page, given the role of each speaker.

    >>> page = "标题\\n来源：某报\\n甲：你好吗？\\n乙：好。谢谢。"
    >>> lines, passages, metadata = read_page(page, {"乙": "answer"})
    >>> [line.kind for line in lines], metadata["source"]
    (['title', 'metadata', 'prose', 'prose'], '某报')
    >>> [(passage.speaker, passage.text) for passage in passages]
    [(None, '标题'), (None, '甲：你好吗？'), ('乙', '好。'), ('乙', '谢谢。')]
    """
    names = sorted(map(re.escape, speakers), key=len, reverse=True)
    label = re.compile(LABEL.format("|".join(names) or "(?!)"))  # "(?!)" matches nowhere.
    lines = _lines(text, label)
    passages = list(_passages(text, lines, label, speakers))
    asked = [p.turn for p in passages if p.role == "question" and re.search("[？?]", p.text)]
    first = min(asked, default=0)  # The questioner's turns before the first question are lead.
    passages = [
        p._replace(role="lead") if p.role == "question" and p.turn < first else p for p in passages
    ]
    return lines, passages, _metadata(lines)


def _lines(text: str, label: re.Pattern[str]) -> list[Line]:
    """The lines that are not blank, each as title, metadata, prose or furniture.

    The prose extends from the first to the last line that ends like a sentence, opens a turn, is a
    numbered heading, or has a comma or stop inside; the last two do not count in the first line,
    since a title can have them. Headings between are prose. A text without such lines is all prose.
    """
    found = list(LINE.finditer(text))
    prose = [
        at
        for at, line in enumerate(found)
        if PROSE_END.search(line[0])
        or label.match(line[0])
        or (at and (INSIDE.search(line[0]) or HEADING.match(line[0])))
    ] or range(len(found))

    def kind(at: int, line: str) -> str:
        if prose[0] <= at <= prose[-1]:
            return "prose"
        if any(pattern.search(line) for pattern in METADATA.values()):
            return "metadata"
        return "furniture" if at else "title"

    return [Line(kind(at, line[0]), line[0], *line.span()) for at, line in enumerate(found)]


def _passages(
    text: str, lines: list[Line], label: re.Pattern[str], speakers: Mapping[str, str]
) -> Iterator[Passage]:
    """The title, then every sentence of the prose."""
    turn, paragraph, speaker, role = 0, 0, None, None
    for line in lines:
        if line.kind == "title":
            yield Passage(0, None, "lead", 0, line.text, line.start, line.end)
        if line.kind != "prose":
            continue
        paragraph += 1
        for begin, end in sentences(text, line.start, line.end):
            if match := label.match(text, begin, end):
                turn, speaker, begin = turn + 1, match[1] or match[2], match.end()
                role = speakers[speaker]
            if begin < end:
                yield Passage(turn, speaker, role, paragraph, text[begin:end], begin, end)


def _metadata(lines: list[Line]) -> dict[str, Any]:
    """The metadata in the title and the metadata lines; None for what they lack."""
    found: dict[str, Any] = dict.fromkeys(("title", *METADATA))
    for line in lines:
        if line.kind == "title":
            found["title"] = line.text
        for key, pattern in METADATA.items():
            if line.kind == "metadata" and not found[key] and (match := pattern.search(line.text)):
                found[key] = _date(match) if key == "date" else match[1]
    return found


def _date(match: re.Match[str]) -> date | datetime | None:
    """A date, with the time if the page has one; None if there is no such day."""
    parts = [int(part) for part in match.groups() if part]
    try:
        return datetime(*parts) if match[4] else date(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None
