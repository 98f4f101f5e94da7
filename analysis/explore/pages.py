"""Looking around in an article: pages on a term, a theme, two sections, a sentence and its bytes.

A page is HTML made of the tables of `analysis.measures`. Not good for findings: it shows where to
look, not what holds. A term, theme, section or sentence that is not there is an `InputError`.
"""

import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..article import Article
from ..errors import InputError
from ..house import HOUSE, KINDS
from ..measures import collocations, concordance, log_odds, term_frequency
from . import html as markup

__all__ = [
    "Page",
    "comparison_page",
    "frequent_terms",
    "raw_page",
    "raw_span",
    "sentence_page",
    "shown",
    "term_page",
    "theme_page",
]

MOST = 8  # rows of a list of words
WHERE = "in sentences"


@dataclass(frozen=True, repr=False)
class Page:
    """A title, HTML, and the numbers of the sentences that its rows name."""

    title: str
    body: str
    sentences: list[int]

    def __repr__(self) -> str:
        return f"<Page: {self.title}>"

    def _repr_html_(self) -> str:
        return markup.sheet(self.title, self.body)


def shown(draw: Callable[..., Page], article: Article, *choice: Any, **options: Any) -> Page:
    """A page or, where there is none for this choice, one that says why."""
    try:
        return draw(article, *choice, **options)
    except InputError as error:
        return Page("Nothing to show", markup.note(f"{error}."), [])


def frequent_terms(article: Article, most: int = 60) -> list[tuple[str, str]]:
    """The most frequent content words, each after a label: the word, its English, its count."""
    content = term_frequency(article.tokens).query("not stop").head(most)
    counts = zip(content["token"], content["n"], strict=True)
    return [(f"{markup.said(article, term)} {n} ×", term) for term, n in counts]


def term_page(article: Article, term: str, *, regex: bool = False) -> Page:
    """Where a term stands along the article, every occurrence, and the company it keeps.

    `term` is a word, a phrase or, with `regex`, a pattern: see `concordance`.

    >>> term_page(Article("我们去公园。公园很大。"), "公园")
    <Page: 公园: 2 ×>
    """
    if not (term := term.strip()):
        raise InputError("the term is empty; type a word or pick one")
    found, tokens = concordance(article, term, regex=regex), article.tokens
    title = f"{markup.said(article, term)}: {len(found)} ×"
    if found.empty:
        holds = tokens["token"].str.contains(term, regex=False)
        inside = "、".join(tokens.loc[holds, "token"].unique())
        said = f"{term} does not occur as a word{inside and f', only inside {inside}'}."
        return Page(title, markup.note(said), [])
    rows = []
    for row in found.itertuples():
        sides = [markup.chinese(side) for side in (row.left, row.keyword, row.right)]
        rows.append((row.passage, *sides, markup.section(article, row.section)))
    heads = ["sentence", "before", "term", "after", article.section_name]
    kinds = ["number", "left", "keyword", "right", "short"]
    body = markup.strip(article, found)
    body += markup.terms(article, found["keyword"]) if regex else ""
    body += markup.table("Every occurrence", heads, rows, kinds)
    content = tokens[~tokens["stop"] | (tokens["token"] == term)]
    with warnings.catch_warnings(action="ignore"):  # that counts are low: the intervals show it
        near = collocations(content, term)
    rows = []
    for row in near.head(MOST).itertuples():
        word = markup.word(article, row.collocate)
        beside = tokens.loc[tokens["token"] == row.collocate, "passage"]
        both = markup.listed(beside[beside.isin(found["passage"])])
        mi = f"{row.mi:.1f}", markup.interval(row)
        rows.append((word, row.n, f"{row.expected:.1f}", *mi, both))
    heads = ["content word near it", "times", "by chance", "mi", "95% interval", WHERE]
    body += markup.table(_out_of("Its company", near), heads, rows)
    body += "" if rows else markup.note("No word stands near it twice, or it is no single word.")
    return Page(title, body, found["passage"].drop_duplicates().tolist())


def theme_page(article: Article, theme: str) -> Page:
    """The running text, with the sentences that bear a theme marked and its words in bold."""
    themes = article.themes.set_index("theme")
    if themes.empty:
        raise InputError("no themes: the article has no codebook")
    if theme not in themes.index:
        raise InputError(f"no theme {theme!r} (there are: {', '.join(themes.index)})")
    words = article.tokens[article.tokens["theme"] == theme]
    marked = article.passages[article.passages["passage"].isin(words["passage"])]
    title = " ".join(dict.fromkeys(themes.loc[theme, ["zh", "en"]]))
    title += f": {len(words)} × in {len(marked)} sentences"
    body = markup.terms(article, words["token"])
    body += markup.running(article, article.passages, marked["passage"], words)
    return Page(title, body, marked["passage"].tolist())


def comparison_page(article: Article, one: str, other: str) -> Page:
    """Which content words two sections use most unlike each other: log-odds within the two."""
    sections, tokens = markup.section_names(article), article.tokens
    known = ", ".join(sections) or "none"
    if len(sections) < 2:
        raise InputError(f"it takes two sections to compare (there are: {known})")
    if one == other or one not in sections or other not in sections:
        raise InputError(f"{one!r}, {other!r}: give two different sections (there are: {known})")
    inside = tokens[tokens["section"].isin([one, other]) & ~tokens["stop"]]
    with warnings.catch_warnings(action="ignore"):  # that counts are low: the intervals show it
        table = log_odds(inside)
    body, places = "", set()
    for here, there in ((one, other), (other, one)):
        n, rows = table[table["section"] == there].set_index("token")["n"], []
        more = table[(table["section"] == here) & (table["z"] > 0)]
        for row in more.head(MOST).itertuples():
            word = markup.word(article, row.token)
            odds = f"{row.log_odds:.1f}", markup.interval(row)
            uses = inside[(inside["token"] == row.token) & (inside["section"] == here)]
            rows.append((word, row.n, n[row.token], *odds, markup.listed(uses["passage"])))
            places |= {*uses["passage"].tolist()}
        heads = ["content word", "times here", "in the other", "log-odds", "95% interval", WHERE]
        body += markup.table(_out_of(f"More in {sections[here]}", more), heads, rows)
    clear, words = (table["low"] > 0).sum(), table["token"].nunique()
    body += markup.note(f"Words whose interval leaves out 0: {clear or 'none'} of {words}.")
    return Page(f"{sections[one]} | {sections[other]}", body, sorted(places))


def sentence_page(article: Article, passage: int) -> Page:
    """A sentence in the article: the paragraphs around it, and who says it."""
    row, passages = _sentence(article, passage), article.passages
    near = passages[(passages["paragraph"] - row["paragraph"]).abs() <= 1]
    by = f" ({row['speaker']}, {row['role']})" if row["turn"] else ""
    said = f"Characters {row['start']:,} to {row['end']:,} of the cleaned text. "
    said += f"Sentences are numbered from 0 to {passages.index[-1]}."
    body = markup.note(said) + markup.running(article, near, [passage])
    return Page(f"Sentence {passage}{by}", body, [passage])


def raw_page(article: Article, passage: int) -> Page:
    """What the raw page has where a sentence is: each edit marked, the bytes of damaged places."""
    cleaned = article.cleaned
    start, stop = raw_span(article, passage)
    edits = [e for e in cleaned.edits if e.start < stop and start < e.end and e.kind != "spam"]
    rows = [
        (f'<span class="{kind}">{kind}</span>', markup.chinese(name, HOUSE[name]), n)
        for kind, n in Counter(edit.kind for edit in edits).items()
        for _, name in [KINDS[kind]]
    ]
    body = markup.edited(cleaned.raw, start, stop, edits)
    heads, kinds = ["kind", "what it is", "edits"], ["", "", "number"]
    body += markup.table("What was changed", heads, rows, kinds)
    body += "" if edits else markup.note("Nothing was changed here.")
    for place in cleaned.unresolved:
        if place.start < stop and start < place.end:
            body += markup.note(f"Left as it is: {place.text} ({place.reason}).")
    for edit in edits:
        if edit.kind == "damage":
            body += markup.byte_table(f"{edit.before} was {edit.after}", cleaned.bytes(edit.start))
    body += markup.hexadecimal(cleaned.raw[start:stop], len(cleaned.raw[:start].encode()))
    title = f"Sentence {passage}: characters {start:,} to {stop:,} of the raw page"
    return Page(title, body, [passage])


def raw_span(article: Article, passage: int) -> tuple[int, int]:
    """Where the raw page has a sentence, with the whole of a damaged run that it shares."""
    cleaned, row = article.cleaned, _sentence(article, passage)
    start, last = cleaned.to_raw(row["start"]), cleaned.to_raw(row["end"] - 1)
    stop = cleaned.to_raw(row["end"])
    for edit in cleaned.edits:
        if edit.kind == "damage" and edit.start <= last < edit.end:
            stop = max(stop, edit.end)
        if edit.kind == "spam" and edit.start > last:
            stop = min(stop, edit.start)
    return start, stop


def _out_of(caption: str, table: pd.DataFrame) -> str:
    """A caption, and how many rows of a table of words stand below it."""
    return f"{caption}: {min(MOST, len(table))} of {len(table)} words"


def _sentence(article: Article, passage: int) -> Any:
    passages = article.passages
    if passage not in passages.index:
        raise InputError(f"no sentence {passage!r} (there are: 0 to {passages.index[-1]})")
    return passages.loc[passage]
