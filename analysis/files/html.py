"""The article of a saved web page: its title, byline and paragraphs, a line each.

What belongs to the article is judged by trafilatura. The lines themselves are taken from the page,
since trafilatura joins some and drops the private-use characters that the cleaning needs.
"""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import InputError

START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
DECLARED = re.compile(
    rb"""<(?:meta[^>]+|\?xml[^>]+en)c(?:harset|oding)\s*=\s*["']?([\w-]+)""", re.I
)
BLOCK = re.compile(  # begins a line, and ends one
    "address|article|aside|blockquote|body|br|button|center|d[dltiv]+|fieldset|fig.*|footer|form|"
    "h[1-6r]|header|li|main|nav|ol|option|p|pre|section|select|table|t[dhr]|ul"
)
UNSEEN = re.compile("head|script|style|noscript|template|iframe|svg|textarea")
SPACE = re.compile(r"[ \t\r\n\f\xa0]+")  # an ideographic space may be part of a damaged run
WRAPPED = re.compile(r"(?<=[^\0-\xff])[ \t]*[\r\n]+[ \t]*(?=[^\0-\xff])")  # inside Chinese text
STOP = re.compile("[。！？…]")
SAID = re.compile("[。！？…：:]")
DATE = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
BYLINE = re.compile(
    rf"{DATE.pattern}|(来源|來源|稿源|作者|记者|記者|通讯员|通訊員|编辑|編輯|责编|責編)[:：\s]"
)
AUTHOR = re.compile("作者|记者|記者")
EDITOR = re.compile("(编辑|編輯|责编|責編)[:：]")
LONGEST = 120  # characters of a byline
MOST = 4  # lines of a byline
SURE = 15  # characters of a line that cannot be in the article by accident


def declared_encoding(data: bytes) -> str:
    """The encoding that a web page declares; GB2312 and GBK are read as what contains them."""
    found = DECLARED.search(data[:4096])
    if not found or not START.match(data[:4096].decode("latin-1")):
        return ""
    name = found[1].decode().lower()
    return {"gb2312": "gb18030", "gbk": "gb18030", "utf-8": "", "utf8": ""}.get(name, name)


def text_of(text: str, name: str | Path = "the page") -> str:
    """A text as it is; of a web page, its article (see `article_of`)."""
    return article_of(text, name) if START.match(text) else text


def article_of(markup: str, name: str | Path = "the page") -> str:
    """The article of a web page: title, byline and paragraphs, separated by empty lines.

    Menus, advertisements, comments and tables of data are left out; a table that only arranges the
    page is read like any other part. Raises `InputError` where there is no article, or without
    trafilatura.

    Not good for: pages of several articles, and pages that a script fills.
    """
    try:
        from trafilatura import extract, extract_metadata, html2txt, load_html
    except ImportError:
        raise InputError(f'{name}: reading HTML needs pip install "five-moves[html]"') from None
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    page = load_html(re.sub("[\0-\x08\x0b\x0e-\x1f]", "", markup))
    if page is None:
        raise InputError(f"{name}: not valid HTML; save its text in a file")
    _unfold_layout(page)
    lines, about = list(_lines(page)), extract_metadata(page)
    headings = [" ".join(part.text_content().split()) for part in page.iter("h1", "h2", "h3")]
    named = f"{about.title} {page.findtext('.//title')}"
    title = _title(named, headings, lines)
    kept = extract(page, include_comments=False, include_tables=False, fast=True)
    kept = kept or html2txt(page)
    joined, found = _squeezed(kept), {*map(_squeezed, kept.splitlines())}
    inside = [
        at
        for at, line in enumerate(lines)
        if _belongs(line, found, joined) and _squeezed(line) != _squeezed(title)
    ]
    sure = [at for at in inside if len(lines[at]) >= SURE and STOP.search(lines[at])]
    if not sure:
        raise InputError(f"{name}: no article found in it; save its text in a file")
    opening = max(
        (at for at in range(sure[0]) if _squeezed(lines[at]) == _squeezed(title)), default=-1
    )
    first = next(at for at in inside if at > opening and not _is_byline(lines[at]))
    head = [line for line in lines[opening + 1 : first] if _is_byline(line)][-MOST:]
    if not DATE.search("".join(head)):
        dated = [line for line in lines[:first] if _is_byline(line) and DATE.search(line)]
        head += dated[-1:] or ([about.date] if about.date else [])
    if not AUTHOR.search("".join(head)) and about.author:
        head.append(f"作者：{about.author}")
    body = [lines[at] for at in inside if at >= first]
    tail = [line for line in lines[inside[-1] + 1 :] if EDITOR.search(line) and _is_byline(line)]
    return "\n\n".join([title, *head, *body, *tail[:1]]) + "\n"


def _unfold_layout(page: Any) -> None:
    """Make plain blocks of the tables that only arrange a page, as their cells hold prose."""
    for table in list(page.iter("table")):
        if STOP.search(table.text_content()) or table.find(".//table") is not None:
            for part in table.iter("table", "thead", "tbody", "tfoot", "tr", "td", "th"):
                part.tag = "div"


def _lines(page: Any) -> Iterator[str]:
    """The lines of a page as a browser breaks them, without those that are empty."""
    from lxml.etree import iterwalk

    parts = []
    walk = iterwalk(page, events=("start", "end", "comment", "pi"))
    for event, part in walk:
        text, tag = part.text if event == "start" else part.tail, str(part.tag)
        if event == "start" and UNSEEN.fullmatch(tag):
            walk.skip_subtree()
            text = None
        written = [part] if event == "start" else []
        if not any(at.tag == "pre" for at in (*written, *part.iterancestors("pre"))):
            text = SPACE.sub(" ", WRAPPED.sub("", text or ""))
        parts += ["\n" if BLOCK.fullmatch(tag) else "", text or ""]
    return filter(None, map(str.strip, "".join(parts).split("\n")))


def _title(named: str, headings: list[str], lines: list[str]) -> str:
    """The longest heading or line that is part of what the page calls itself."""
    whole = _squeezed(named)
    found = [line for line in [*headings, *lines] if len(line) > 3 and _squeezed(line) in whole]
    return max(found, key=len) if found else [*headings, *lines, ""][0]


def _belongs(line: str, kept: set[str], joined: str) -> bool:
    squeezed = _squeezed(line)
    return squeezed in kept or (bool(SAID.search(line)) and squeezed in joined)


def _is_byline(line: str) -> bool:
    """Whether a line says when and by whom the article was written, and no more."""
    return len(line) < LONGEST and bool(BYLINE.search(line)) and not STOP.search(line)


def _squeezed(text: str) -> str:
    """A text without what extractors drop or change: white space, private-use characters."""
    return "".join(filter(str.isprintable, text.replace(" ", "")))
