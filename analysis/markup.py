"""Pieces of HTML that the explorer's pages are made of: accessible, escaped, styled in one place.

They carry their meaning in words and elements; the style sheet adds colour. Not a template engine.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Any

import pandas as pd

from .cleaning import Edit
from .files import RESOURCES, read_text
from .plots import BYTE_ROWS


@cache
def _style() -> str:
    return read_text(RESOURCES / "explore.css")


def sheet(title: str, body: str) -> str:
    """A page: dark on white, whatever the theme around it."""
    inside = f"<h4>{escape(title)}</h4>{body}"
    return f'<style>{_style()}</style><div class="explore">{inside}</div>'


def note(text: str) -> str:
    """A paragraph of explanation."""
    return f'<p class="note">{escape(text)}</p>'


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


def strip(bands: Iterable[tuple[str, str, float, float]], ticks: Iterable[float], said: str) -> str:
    """A line from 0 to 1 with bands (name, colour, both ends) and ticks; `said` is it in words."""
    spans = "".join(
        f'<span style="left:{a:.2%};width:{b - a:.2%};border-color:{color}">{escape(name)}</span>'
        for name, color, a, b in bands
    )
    spans += "".join(f'<i style="left:{tick:.2%}"></i>' for tick in ticks)
    return f'<div class="strip" role="img" aria-label="{escape(said)}">{spans}</div>'


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
    numbers, places = run["number"].fillna(-1), run["place"]
    places = places.mask(places.isna(), -1 - run.index.to_series())  # nothing is shown: on its own
    rows = ["", "", ""]
    for _, part in run.groupby(numbers.diff().ne(0).cumsum()):
        first = part.iloc[0]
        whole = (numbers == numbers[part.index[0]]).sum() == len(part)
        gloss = (
            bytes.fromhex("".join(part["byte"])).decode("gb18030") if pd.isna(first.number) else ""
        )
        said = gloss or first.character + ("" if whole else "…")
        rows[0] += f'<td colspan="{len(part)}">{visible(said)}</td>'
    for row in run.itertuples():
        rows[1] += f"<td>{f'<s>{row.byte}</s> lost' if row.role == 'lost' else row.byte}</td>"
    for _, part in run.groupby(places.diff().ne(0).cumsum()):
        first = part.iloc[0]
        kind = "" if first.in_step else ' class="astray"'
        rows[2] += f'<td colspan="{len(part)}"{kind}>{visible(first.shown)}</td>'
    body = "".join(
        f'<tr><th scope="row">{chinese(*names)}</th>{row}</tr>'
        for names, row in zip(BYTE_ROWS.items(), rows, strict=True)
    )
    caption = f"{visible(caption)}. In bold: read out of step"
    return f'<table class="bytes"><caption>{caption}</caption><tbody>{body}</tbody></table>'


def hexadecimal(text: str, offset: int) -> str:
    """The bytes of a text in UTF-8, to be opened; `offset` says which is the first."""
    data = text.encode()
    said = f"Its {len(data):,} bytes in UTF-8, from byte {offset:,} of the page on"
    return f'<details><summary>{said}</summary><p class="hex">{data.hex(" ")}</p></details>'
