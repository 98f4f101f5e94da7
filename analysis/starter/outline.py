"""What the form of a text shows of its outline: who speaks, and which parts it has.

Not good for: speakers or parts that only the sense tells. A guess is for a person to confirm.
"""

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from os.path import commonprefix

import pandas as pd

from ..article import Article
from ..article.layout import COUNT, LABEL, NUMBERED, PROSE_END

NAME = r"[^\W\d_][^\W_]*(?:[· ][^\W\d_]+)*"
LABELLED = re.compile(LABEL.format(NAME))
TELLING = re.compile(r".+(说|道|问|表示|指出|强调|介绍|认为|如下|回忆|坦言|說|問)")  # 他说：……
ASKING = re.compile(r".*(记者|記者|主持人|采访|採訪).*|[提发]?[问問]|Q")
HEADINGS = (*NUMBERED, r"\d+[.、．]\s*(?=\D)")
POINTS = rf"第{COUNT}[，、,]|{COUNT}是|其{COUNT}|首先|其次|最后"
SHORT = 30  # characters that a heading has at most
MOST = 12  # paragraphs that are proposed as sections
MANY = 99  # sections that headings mark
LONGEST = 12  # characters of a name
SPEAKERS = 30  # names, the most frequent first


def suggest_speakers(article: Article) -> dict[str, str]:
    """The role of each name that begins a sentence or a line (`NAME：`): `question` or `answer`.

    A name counts if it is what one who asks is called, comes twice, or comes right after a
    question; it asks if it is called so or if most of its turns have a question mark.

    >>> suggest_speakers(Article("问：你好吗？\\n答：很好。\\n我来了。"))
    {'问': 'question', '答': 'answer'}
    """
    turns: list[list[str]] = []
    for text in article.passages.query("paragraph > 0")["text"]:
        label = LABELLED.match(text)
        name = label[1] or label[2] if label else ""
        if name and len(name) <= LONGEST and not TELLING.fullmatch(name):
            turns.append([name])
        if turns and re.search("[？?]", text):
            turns[-1][1:] = ["asks"]
    often = Counter(name for name, *_ in turns)
    asked = Counter(name for name, *asks in turns if asks)
    roles = {
        name: "question" if ASKING.fullmatch(name) or 2 * asked[name] > often[name] else "answer"
        for name, _ in often.most_common(SPEAKERS)
    }
    replies = {b for (a, *_), (b, *_) in pairwise(turns) if roles.get(a) == "question"}
    return {
        name: role
        for name, role in roles.items()
        if often[name] > 1 or ASKING.fullmatch(name) or name in replies
    }


def suggest_sections(article: Article) -> tuple[list[dict[str, str | int]], bool]:
    """Sections, as tables of a TOML file, and whether headings mark them.

    What opens one is, in this order of preference, a numbered heading (一、 or （一）), a short
    line above prose, a point (第一， or 一是), an answer in an interview, or simply a paragraph.

    >>> text = "标题\\n一、水\\n修渠引水。\\n种田。\\n二、路\\n修路。"
    >>> sections, marked = suggest_sections(Article(text))
    >>> [(section["zh"], section["begins"], section["last"]) for section in sections], marked
    ([('水', '一、水', '种田。'), ('路', '二、路', '修路。')], True)
    """
    groups = article.passages.groupby("paragraph")
    first, turn, role = (groups[column].first() for column in ("text", "turn", "role"))
    prose = first.index.to_series().gt(0)
    short = groups.size().eq(1) & first.str.len().le(SHORT) & ~first.str.contains(PROSE_END)
    for heading in HEADINGS:
        numbered = first.str.match(heading)  # a short one before another is an item of a list
        opens = numbered & ~(short & numbered.shift(-1, fill_value=False))
        if opens.sum() > 1:
            return _sections(article, opens, opens, heading), True
    opens = prose & short & ~short.shift(-1, fill_value=True)
    if opens.sum() > 1:
        return _sections(article, opens, opens), True
    points, turns = first.str.match(POINTS) & prose, turn.diff().ne(0) & prose
    if points.sum() > 1:
        return _sections(article, points, points), False
    if (answers := turns & role.eq("answer")).sum() > 1:
        return _sections(article, answers, turns), False
    every = pd.Series(prose, first.index)
    return _sections(article, every, every)[:MOST], False


def _sections(
    article: Article, opens: "pd.Series[bool]", stops: "pd.Series[bool]", heading: str = ""
) -> list[dict[str, str | int]]:
    """A section from each paragraph that opens one up to the next that stops one."""
    texts, places = article.passages["text"], article.passages["paragraph"]
    # An opening has to serve whether or not these names are taken for speakers.
    names = "|".join(map(re.escape, suggest_speakers(article))) or "(?!)"
    said = texts.str.replace(f"^{LABEL.format(names)}", "", regex=True)
    openings = [
        "" if text != whole else opening
        for text, whole, opening in zip(said, texts, _openings(list(said)), strict=True)
    ]
    ends, found = [*stops.index[stops], stops.index[-1] + 1], []
    for start in opens.index[opens][:MANY]:
        first, after = places.searchsorted([start, ends[bisect_right(ends, start)]])
        end = places[after - 1]  # the last paragraph; a label alone on its line is none
        closing = places.searchsorted(end)
        begins = next(filter(None, openings[first:after]), "")
        last = next(filter(None, openings[closing:after][::-1]), "")
        if begins and last:
            name = re.sub(f"^(?:{heading})", "", texts[first]).strip()
            if len(name) > SHORT or PROSE_END.search(name):
                name = re.split("[。！？：；，,]", name)[0][: SHORT // 2]
            extent = {"begins": begins} | ({"last": last} if end > start else {})
            found.append({"zh": name, "en": "", **extent})
    return [{"key": f"part-{at}", "number": at, **table} for at, table in enumerate(found, 1)]


def _openings(texts: list[str]) -> list[str]:
    """The first words of each text by which no other begins; empty if there are none."""
    ordered = sorted([*texts, "", "\U0010ffff"])  # the longest common openings are of neighbours
    shared = [len(commonprefix(pair)) for pair in pairwise(ordered)]  # noqa: RUF071
    needs = {
        text: 1 + max(pair) for text, pair in zip(ordered[1:-1], pairwise(shared), strict=True)
    }
    return [text[: max(12, needs[text])] if needs[text] <= len(text) else "" for text in texts]
