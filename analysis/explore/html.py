"""What the templates of the explorer's pages show, and how they are rendered.

Templates escape every value and show characters without a picture by their code points, so that a
text is never markup.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..article import Article
from ..cleaning import Edit
from ..files import read_text
from ..house import HOUSE, KINDS, numeral, printable, section_colors
from ..measures import positions
from ..measures.counts import each_row
from ..measures.pollution import spelled

FOLDER = Path(__file__).parent


class Heading(NamedTuple):
    """The number, names and colour of a section; number and English may be empty."""

    number: str
    zh: str
    en: str
    color: str

    def __str__(self) -> str:
        return " ".join(filter(None, self[:3]))


def _shown(value: Any) -> Any:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_environment = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals |= {
    "style": Markup(read_text(FOLDER / "explore.css")),
    "house": HOUSE,
    "kinds": {kind: name for kind, (_, name) in KINDS.items()},
}


def render(template: str, article: Article | None = None, **values: Any) -> str:
    """Fill a template with values, and with the section names and the glossary of an article."""
    if article is not None:
        values |= {"article": article, "sections": headings(article), "pieces": pieces}
    return _environment.get_template(template).render(values)


def headings(article: Article) -> dict[Any, Heading]:
    """The number, names and colour of each section, by its key."""
    table, found = article.sections, {}
    colors = section_colors(list(table["section"]), list(table["number"].notna()))
    for row in each_row(table):
        number = "" if pd.isna(row.number) else numeral(row.number)
        english = "" if row.en == row.zh else row.en
        found[row.section] = Heading(number, row.zh, english, colors[row.section])
    return found


def with_english(article: Article, term: str) -> str:
    """A term in running text: 党员 (Party member)."""
    return f"{term} ({article.glossary[term]})" if term in article.glossary else term


def along(article: Article, found: pd.DataFrame) -> dict[str, list[Any]]:
    """Where sections and finds are, from 0 to 1 along the article.

    `along` has a section's key, left end, width and number of finds; `ticks` has each find.
    """
    tokens, rows = article.tokens, []
    every = positions(tokens, [*tokens["token"].unique()])
    place: Any = every.set_index("start")["place"].sort_index()
    for row in each_row(article.sections):
        left, right = place.asof(row.start), place.asof(row.end - 1)
        rows.append((row.section, left, right - left, (found["section"] == row.section).sum()))
    return {"along": rows, "ticks": list(place.asof(found["start"].tolist()))}


def pieces(text: str, start: int, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Cut a text that begins at `start` at some spans, in order; say which pieces are spans.

    >>> list(pieces("山有水", 7, [(8, 9)]))
    [('山', False), ('有', True), ('水', False)]
    """
    at = start
    for begin, end in spans:
        yield text[at - start : begin - start], False
        yield text[begin - start : end - start], True
        at = end
    yield text[at - start :], False


def paragraphs(article: Article, passages: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Each paragraph: section or None, whether it is new, speaker if new, rows of `passages`."""
    known, last, by = headings(article), None, None

    def group(row: Any) -> tuple[Any, ...]:
        section = row.section if row.section in known else None
        return row.paragraph, section, row.turn and row.speaker

    for (_, section, speaker), rows in groupby(each_row(passages), group):
        yield section, section != last, speaker if speaker != by else None, list(rows)
        last, by = section, speaker


def edited(
    raw: str, start: int, stop: int, edits: Iterable[Edit]
) -> Iterator[tuple[str, str, str]]:
    """A part of a raw text in pieces: before, after, and the kind of the edit, if it is one.

    >>> list(edited("強國", 0, 2, [Edit(1, 2, "國", "国", "script")]))
    [('強', '強', ''), ('國', '国', 'script'), ('', '', '')]
    """
    at = start
    for edit in edits:
        yield raw[at : edit.start], raw[at : edit.start], ""
        pairs = [(edit.before, edit.after)]
        if edit.kind in ("script", "width"):  # one for one, and some may lie outside
            inside = slice(max(start - edit.start, 0), stop - edit.start)
            pairs = list(zip(edit.before[inside], edit.after[inside], strict=True))
        yield from ((before, after, edit.kind) for before, after in pairs)
        at = edit.end
    yield raw[at:stop], raw[at:stop], ""


def byte_rows(run: pd.DataFrame) -> dict[str, list[Any]]:
    """What was written, its bytes, and what the page shows, of a table of `Cleaned.bytes`.

    Each cell of the first and the last begins with the number of bytes that it spans.
    """
    places = run["place"].astype(float).fillna(-1)
    firsts = [(len(part), part.iloc[0]) for _, part in run.groupby(places.diff().ne(0).cumsum())]
    return {
        "written": [(len(part), "…" * begun + text + "…" * goes_on)
                    for part, text, begun, goes_on in spelled(run)],
        "bytes": list(zip(run["byte"], run["role"] == "lost", strict=True)),
        "shown": [(n, first.shown, first.in_step) for n, first in firsts],
    }  # fmt: skip
