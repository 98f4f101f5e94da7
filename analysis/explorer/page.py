"""The explorer: one page that needs no network, no server and no kernel.

The page is a template, a style sheet and a script of its own, and the article as JSON. What comes
from the article is data in it: the script writes it as text nodes, and a policy in the page lets
nothing run or load but what is part of it.
"""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from ..article import Article
from ..errors import InputError, checked
from ..files import write_whole
from ..house import printable
from .data import explorer_data

STATIC = Path(__file__).with_name("static")
MARK = b'<meta name="generator" content="five-moves explorer">'  #: Every file of ours has it.
FRAME = """<iframe title="{}" sandbox="allow-scripts" srcdoc='{}'
style="width: 100%; height: 46em; border: 1px solid #8888; color-scheme: light dark">
The explorer is shown once this cell is run, or the notebook trusted.</iframe>"""


@checked
def explore(
    article: Article,
    *,
    term: str = "",
    theme: str = "",
    compare: tuple[str, str] | None = None,
    sentence: int | None = None,
    raw: bool = False,
) -> "Explorer":
    """Look around in an article: its words, themes, sections, sentences and bytes.

    A notebook shows it in a frame, which works without a kernel; `save_explorer` writes a file. It
    shows where to look. Measures such as `keyness` or `theme_residuals` say what holds.

    >>> explore(Article("我们去公园。公园很大。"), term="公园")
    <Explorer: 2 sentences, #term=公园>

    Parameters
    ----------
    term
        A word or phrase to show first, in Chinese or in English; `*` and `?` stand for parts of a
        word, `|` separates alternatives.
    theme, compare
        The key of a theme, or of two sections, to show instead.
    sentence, raw
        The number of a sentence to show beside it, and whether to show its bytes too.

    Raises
    ------
    InputError
        If there is no such theme, section or sentence.
    """
    explorer = Explorer(article)
    pair = (None, None) if compare is None else compare
    if len(pair) != 2 or (compare and pair[0] == pair[1]):
        raise InputError(f"compare = {compare!r}: give the keys of two different sections")
    if raw and sentence is None:
        raise InputError("raw shows the bytes of a sentence; say which, such as sentence=0")
    shown = {"term": term or None, "theme": theme or None, "compare": pair[0], "with": pair[1],
             "sentence": sentence, "raw": 1 if raw else None}  # fmt: skip
    explorer.state = {name: value for name, value in shown.items() if value is not None}
    sections = article.sections["section"]
    known = {"theme": article.themes["theme"], "compare": sections, "with": sections,
             "sentence": article.passages["passage"]}  # fmt: skip
    for name, values in known.items():
        if name in explorer.state and shown[name] not in [*values]:
            there = f"0 to {values.iloc[-1]}" if name == "sentence" else ", ".join(values) or "none"
            raise InputError(f"{name} = {shown[name]!r} is not there (there are: {there})")
    return explorer


@checked
def save_explorer(article: Article, path: str | Path = "explorer.html") -> Path:
    """Write the explorer of an article as one file, and return its path.

    It opens by a double click, works offline, brings its font along, and can be sent.

    >>> save_explorer(Article("我们去公园。"), getfixture("tmp_path") / "park.html").name
    'park.html'

    Raises
    ------
    InputError
        If the file cannot be written, or is there and is no explorer.
    """
    try:
        (target := Path(path)).lstat()
        ours = target.is_file() and MARK in target.read_bytes()[:1000]
    except FileNotFoundError:
        ours = True
    except (OSError, ValueError) as error:
        raise InputError(f"{path!r}: not the name of a file ({error})") from None
    if not ours:
        raise InputError(f"{path}: is there and is no explorer; choose another name")
    write_whole(target, Explorer(article).page(font=True).encode())
    return target


class Explorer:
    """The explorer's page of an article, made by `explore`; `state` is what it shows first."""

    @checked
    def __init__(self, article: Article) -> None:
        self._article = article
        self.state: dict[str, Any] = {}

    def __repr__(self) -> str:
        state = "&".join(f"{key}={value}" for key, value in self.state.items())
        return f"<Explorer: {len(self._article.passages)} sentences, #{state}>"

    def _repr_html_(self) -> str:
        title = escape(printable(repr(self))[1:-1])
        return FRAME.format(title, escape(self.page()).replace("&quot;", '"'))

    def page(self, *, font: bool = False) -> str:
        """The page as HTML, with the characters of the house's font that it needs if asked for."""
        data = explorer_data(self._article)
        data["start"] = "#" + urlencode(self.state, quote_via=quote)
        content = _as_json(data)
        page, style, script = (
            (STATIC / f"explorer.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
        )
        if font:
            from .font import font_faces

            style = font_faces(content + script) + "\n" + style
        parts = {
            "title": escape(printable(data["title"])), "style": style, "script": script,
            "data": content, "style-hash": _digest(style), "script-hash": _digest(script),
        }  # fmt: skip
        return re.sub(r"\{\{([\w-]+)\}\}", lambda at: parts[at[1]], page)


def _digest(text: str) -> str:
    """How a content security policy names an inline style or script."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _as_json(data: Any) -> str:
    """JSON that ends no script, and that holds nothing unseen."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = re.sub("[<>&]", lambda found: f"\\u{ord(found[0]):04x}", text)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)
