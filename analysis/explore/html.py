"""Pieces of HTML that the explorer's pages are made of: escaped, accessible, styled in one place.

They say what they mean in words and elements, to which the style sheet adds colour. Not a template
engine: each piece is made for these pages.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from ..article import Article
from ..cleaning import Edit
from ..files import read_text
from ..house import HOUSE, numeral, section_colors
from ..measures import positions
from ..plots import written


@cache
def _style() -> str:
    return read_text(Path(__file__).with_name("explore.css"))


def sheet(title: str, body: str) -> str:
    """A page: dark on white, whatever the theme around it."""
    inside = f"<h3>{escape(title)}</h3>{body}"
    return f'<style>{_style()}</style><div class="explore">{inside}</div>'


def note(text: str) -> str:
    """A paragraph of explanation."""
    return f'<p class="note">{visible(text)}</p>'


def chinese(text: str, english: str = "", color: str = "") -> str:
    """A Chinese text, lighter its English unless it is the same; on its left a colour.

    >>> chinese("山<水", "hills")
    '<span lang="zh">山&lt;水</span> <span class="en">hills</span>'
    """
    said = f'<span lang="zh">{visible(text)}</span>'
    said += f' <span class="en">{escape(english)}</span>' if english not in ("", text) else ""
    return f'<span class="section" style="border-color:{color}">{said}</span>' if color else said


def visible(text: str) -> str:
    """The text escaped; a private-use character, which no font shows, by its code point.

    >>> visible("黨\\ue0fb&")
    '黨[U+E0FB]&amp;'
    """
    return re.sub("[\ue000-\uf8ff]", lambda found: f"[U+{ord(found[0]):04X}]", escape(text))


def table(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], kinds: Sequence[str] = ()
) -> str:
    """A table of cells, HTML or numbers, headed by the first; `kinds` are the columns' classes."""
    if not rows:
        return ""
    kinds = kinds or ["", *["number"] * (len(heads) - 1)]
    top = "".join(
        f'<th scope="col" class="{kind}">{escape(head)}</th>'
        for head, kind in zip(heads, kinds, strict=True)
    )
    body = ""
    for first, *others in rows:
        cells = zip(kinds[1:], others, strict=True)
        said = "".join(f'<td class="{kind}">{cell}</td>' for kind, cell in cells)
        body += f'<tr><th scope="row" class="{kinds[0]}">{first}</th>{said}</tr>'
    said = f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>"
    return f"<table>{said}<tbody>{body}</tbody></table>"


def emphasis(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with some spans of it, in order, in bold.

    >>> emphasis("山有水", [(1, 2)])
    '山<b>有</b>水'
    """
    parts, at = [], 0
    for start, end in spans:
        parts += [visible(text[at:start]), f"<b>{visible(text[start:end])}</b>"]
        at = end
    return "".join([*parts, visible(text[at:])])


def edited(raw: str, start: int, stop: int, edits: Iterable[Edit]) -> str:
    """A part of a raw text with its edits: struck out, or with what came of it above.

    >>> edited("強國", 0, 2, [Edit(1, 2, "國", "国", "script")])
    '<p class="raw" lang="zh">強<ruby class="script">國<rp>/</rp><rt>国</rt><rp>/</rp></ruby></p>'
    """
    html, at = "", start
    for edit in edits:
        html += visible(raw[at : edit.start])
        pairs = [(edit.before, edit.after)]
        if edit.kind in ("script", "width"):  # one for one, and some may lie outside
            inside = slice(max(start - edit.start, 0), stop - edit.start)
            pairs = list(zip(edit.before[inside], edit.after[inside], strict=True))
        for before, after in pairs:
            said = f"{visible(before)}<rp>/</rp><rt>{visible(after)}</rt><rp>/</rp>"
            ruby = f'<ruby class="{edit.kind}">{said}</ruby>'
            html += ruby if after else f"<del>{visible(before)}</del>"
        at = edit.end
    return f'<p class="raw" lang="zh">{html}{visible(raw[at:stop])}</p>'


def byte_table(caption: str, run: pd.DataFrame) -> str:
    """A damaged run, from `Cleaned.bytes`: what was written, its bytes, what the page shows."""
    places = run["place"].astype(float).fillna(-1)
    rows = ["", "", ""]
    for part, text, begun, goes_on in written(run):
        said = "…" * begun + text + "…" * goes_on
        rows[0] += f'<td colspan="{len(part)}">{visible(said)}</td>'
    for row in run.itertuples():
        rows[1] += f"<td>{f'<s>{row.byte}</s> lost' if row.role == 'lost' else row.byte}</td>"
    for _, part in run.groupby(places.diff().ne(0).cumsum()):
        first = part.iloc[0]
        kind = "" if first.in_step else ' class="astray"'
        rows[2] += f'<td colspan="{len(part)}"{kind}>{visible(first.shown)}</td>'
    body = "".join(
        f'<tr><th scope="row">{chinese(name, HOUSE[name])}</th>{row}</tr>'
        for name, row in zip(("应为", "字节", "页面"), rows, strict=True)
    )
    caption = f"{visible(caption)}. In bold: read out of step"
    return f'<table class="bytes"><caption>{caption}</caption><tbody>{body}</tbody></table>'


def hexadecimal(text: str, offset: int) -> str:
    """The bytes of a text in UTF-8, to be opened; `offset` says which is the first."""
    data = text.encode()
    said = f"Its {len(data):,} bytes in UTF-8, from byte {offset:,} of the page on"
    return f'<details><summary>{said}</summary><p class="hex">{data.hex(" ")}</p></details>'


def interval(row: Any) -> str:
    """The two ends of the interval in a row of a table."""
    return f"{row.low:.1f} to {row.high:.1f}".replace("-", "−")


def listed(passages: pd.Series) -> str:
    """The numbers of sentences, each once."""
    return ", ".join(map(str, passages.unique()))


def said(article: Article, term: str) -> str:
    """A term in running text: 党员 (Party member)."""
    return f"{term} ({article.glossary[term]})" if term in article.glossary else term


def word(article: Article, term: str) -> str:
    """A term and, lighter, its English."""
    return chinese(term, article.glossary.get(term, ""))


def terms(article: Article, found: pd.Series) -> str:
    """Which terms were found, and how often each."""
    counts = found.value_counts().items()
    listed = " ".join(f'<span class="item">{word(article, term)}: {n}</span>' for term, n in counts)
    return f"<p>{listed}</p>"


def section_names(article: Article) -> dict[str, str]:
    """The number and names of each section, by its key."""
    return {key: " ".join(filter(None, parts[:3])) for key, parts in _sections(article).items()}


def _sections(article: Article) -> dict[Any, tuple[str, str, str, str]]:
    """The number, Chinese and English name, and colour of each section."""
    table = article.sections
    colors = section_colors(list(table["section"]), list(table["number"].notna()))
    numerals = ["" if pd.isna(number) else numeral(number) for number in table["number"]]
    parts = zip(
        numerals, table["zh"], table["en"].mask(table["en"] == table["zh"], ""), strict=True
    )
    return {key: (*part, colors[key]) for key, part in zip(table["section"], parts, strict=True)}


def section(article: Article, key: Any, english: bool = False) -> str:
    """A section by its number and name, with its colour; a dash for what is in none."""
    if not (found := _sections(article).get(key)):
        return "–"
    number, zh, en, color = found
    label = f'{number} <span class="long">{escape(zh)}</span>' if number else escape(zh)
    label = f'<span lang="zh">{label}</span>'
    label += f' <span class="en">{escape(en)}</span>' if english and en else ""
    return f'<span class="section" style="border-color:{color}">{label}</span>'


def strip(article: Article, found: pd.DataFrame) -> str:
    """The article from its first word to its last, its sections, and where something was found."""
    tokens = article.tokens
    place = positions(tokens, tokens["token"].unique()).set_index("start")["place"].sort_index()
    spans, legend, names = "", "", _sections(article)
    for row in article.sections.itertuples():
        number, zh, _, color = names[row.section]
        left, right = place.asof(row.start), place.asof(row.end - 1)
        look = f"left:{left:.2%};width:{right - left:.2%};border-color:{color}"
        spans += f'<span style="{look}">{escape(number or zh)}</span> '
        n = (found["section"] == row.section).sum()
        legend += f'<span class="item">{section(article, row.section, True)}: {n}</span> '
    if spans:
        legend += f'<span class="item">elsewhere: {found["section"].isna().sum()}</span>'
    for tick in place.asof(found["start"].tolist()):
        spans += f'<i style="left:{tick:.2%}"></i>'
    label = f"{len(found)} places, from the beginning of the article at the left to its end"
    return f'<div class="strip" role="img" aria-label="{label}">{spans}</div><p>{legend}</p>'


def running(
    article: Article, passages: pd.DataFrame, marked: Iterable[int], words: Any = None
) -> str:
    """Sentences as they run, some marked with their number, and in them some words in bold."""
    marks, html, last, by = set(marked), "", None, None
    spans = [] if words is None else list(zip(words["start"], words["end"], strict=True))
    colors = {key: color for key, (*_, color) in _sections(article).items()}

    def chunk(row: Any) -> tuple[int, str, Any]:
        return row.paragraph, section(article, row.section, True), row.turn and row.speaker

    for (_, label, speaker), rows in groupby(passages.itertuples(), chunk):
        text = ""
        for row in rows:
            inside = [(a - row.start, b - row.start) for a, b in spans if row.start <= a < row.end]
            sentence = emphasis(row.text, inside)
            if row.passage in marks:
                sentence = f"<mark><sup>{row.passage}</sup> {sentence}</mark>"
            text += sentence
            color = colors.get(row.section, "transparent")
        text = f"<b>{visible(speaker)}</b>: {text}" if speaker and speaker != by else text
        text = f"{label}<br>{text}" if label not in (last, "–") else text
        html += f'<p class="section" lang="zh" style="border-color:{color}">{text}</p>'
        last, by = label, speaker
    return html
