"""Looking around in an article: pages on a term, a theme, two sections, a sentence and its bytes.

A page shows tables of `analysis.measures` in a template. Pages show where to look; they are not
good for findings. A term, theme, section or sentence that is not there is an `InputError`.
"""

import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..article import Article
from ..errors import InputError
from ..house import printable
from ..measures import collocations, concordance, log_odds, term_frequency
from . import html

MOST = 8  #: How many rows a list of words has at most.


@dataclass(frozen=True, repr=False)
class Page:
    """A title, HTML, and the numbers of the sentences that its rows name."""

    title: str
    body: str
    sentences: list[int]

    def __repr__(self) -> str:
        return f"<Page: {self.title}>"

    def _repr_html_(self) -> str:
        return html.render("sheet.html", title=self.title, body=self.body)


def shown(draw: Callable[..., Page], article: Article, *choice: Any, **options: Any) -> Page:
    """Draw a page or, if there is none for this choice, one that says why."""
    try:
        return draw(article, *choice, **options)
    except InputError as error:
        return Page("Nothing to show", html.render("note.html", text=f"{error}."), [])


def frequent_terms(article: Article, most: int = 60) -> list[tuple[str, str]]:
    """The most frequent content words, each after a label: the word, its English, its count."""
    content = term_frequency(article.tokens).query("not stop").head(most)
    counts = zip(content["token"], content["n"], strict=True)
    return [(printable(f"{html.with_english(article, term)} {n} ×"), term) for term, n in counts]


def term_page(article: Article, term: str, *, regex: bool = False) -> Page:
    """Where a term occurs along the article, every occurrence, and the words near it.

    `term` is a word, a phrase or, with `regex`, a pattern: see `concordance`.

    >>> term_page(Article("我们去公园。公园很大。"), "公园")
    <Page: 公园: 2 ×>
    """
    if not (term := term.strip()):
        raise InputError("the term is empty; type a word or pick one")
    found, tokens = concordance(article, term, regex=regex), article.tokens
    title = f"{html.with_english(article, term)}: {len(found)} ×"
    if found.empty:
        holds = tokens["token"].str.contains(term, regex=False)
        inside = "、".join(tokens.loc[holds, "token"].unique())
        said = f"{term} does not occur as a word{inside and f', only inside {inside}'}."
        return Page(title, html.render("note.html", text=said), [])
    with warnings.catch_warnings(action="ignore"):  # Counts are low: the intervals show it.
        near = collocations(tokens[~tokens["stop"] | (tokens["token"] == term)], term)
    beside = tokens[tokens["passage"].isin(found["passage"])]
    rows = _word_rows(near, beside, ["collocate", "n", "expected", "mi"])
    counts = found["keyword"].value_counts().items() if regex else None
    values = {"found": found, "counts": counts, "near": rows, "of": len(near)}
    body = html.render("term.html", article, **values, **html.along(article, found))
    return Page(title, body, found["passage"].drop_duplicates().tolist())


def theme_page(article: Article, theme: str) -> Page:
    """The running text, with the sentences of a theme marked and its words in bold."""
    themes = article.themes.set_index("theme")
    if themes.empty:
        raise InputError("no themes: the article has no codebook")
    if theme not in themes.index:
        raise InputError(f"no theme {theme!r} (there are: {', '.join(themes.index)})")
    words = article.tokens[article.tokens["theme"] == theme]
    marked = list(dict.fromkeys(words["passage"].tolist()))
    title = " ".join(dict.fromkeys(map(str, themes.loc[theme, ["zh", "en"]])))
    title += f": {len(words)} × in {len(marked)} sentences"
    places = words.groupby("passage")[["start", "end"]]
    body = html.render(
        "theme.html",
        article,
        counts=words["token"].value_counts().items(),
        paragraphs=html.paragraphs(article, article.passages),
        marked=marked,
        spans={passage: part.to_numpy().tolist() for passage, part in places},
    )
    return Page(title, body, marked)


def comparison_page(article: Article, one: str, other: str) -> Page:
    """The content words that set two sections apart most: log-odds within the two."""
    sections, tokens = html.headings(article), article.tokens
    known = ", ".join(sections) or "none"
    if len(sections) < 2:
        raise InputError(f"it takes two sections to compare (there are: {known})")
    if one == other or one not in sections or other not in sections:
        raise InputError(f"{one!r}, {other!r}: give two different sections (there are: {known})")
    inside = tokens[tokens["section"].isin([one, other]) & ~tokens["stop"]]
    with warnings.catch_warnings(action="ignore"):  # Counts are low: the intervals show it.
        table = log_odds(inside)
    lists, places = [], set[int]()
    for here, there in ((one, other), (other, one)):
        n = table[table["section"] == there].set_index("token")["n"]
        more = table[(table["section"] == here) & (table["z"] > 0)]
        more = more.assign(other=more["token"].map(n))
        part = inside[inside["section"] == here]
        rows = _word_rows(more, part, ["token", "n", "other", "log_odds"])
        lists.append((str(sections[here]), len(more), rows))
        places.update(part.loc[part["token"].isin(more["token"].head(MOST)), "passage"].tolist())
    clear, words = (table["low"] > 0).sum(), table["token"].nunique()
    body = html.render("comparison.html", article, lists=lists, clear=clear, words_compared=words)
    return Page(f"{sections[one]} | {sections[other]}", body, sorted(places))


def sentence_page(article: Article, passage: int) -> Page:
    """A sentence in the article: the paragraphs around it, and who says it."""
    row, passages = _sentence(article, passage), article.passages
    near = passages[(passages["paragraph"] - row["paragraph"]).abs() <= 1]
    by = f" ({row['speaker']}, {row['role']})" if row["turn"] else ""
    text, last = html.paragraphs(article, near), passages.index[-1]
    body = html.render("sentence.html", article, sentence=row, last=last, paragraphs=text)
    return Page(f"Sentence {passage}{by}", body, [passage])


def raw_page(article: Article, passage: int) -> Page:
    """What the raw page has where a sentence is: each edit marked, the bytes of damaged places."""
    cleaned = article.cleaned
    start, stop = raw_span(article, passage)
    edits = [e for e in cleaned.edits if e.start < stop and start < e.end and e.kind != "spam"]
    damage = [edit for edit in edits if edit.kind == "damage"]
    body = html.render(
        "raw.html",
        text=html.edited(cleaned.raw, start, stop, edits),
        counts=Counter(edit.kind for edit in edits),
        unresolved=[p for p in cleaned.unresolved if p.start < stop and start < p.end],
        runs=[(edit, html.byte_rows(cleaned.bytes(edit.start))) for edit in damage],
        data=cleaned.raw[start:stop].encode(),
        offset=len(cleaned.raw[:start].encode()),
    )
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


def _word_rows(table: pd.DataFrame, tokens: pd.DataFrame, columns: list[str]) -> list[list[Any]]:
    """The first words of a table: these columns, the interval, the sentences of each word."""
    table = table.head(MOST)
    found = (tokens.loc[tokens["token"] == word, "passage"] for word in table[columns[0]])
    table = table.assign(sentences=[", ".join(map(str, part.unique())) for part in found])
    return table[[*columns, "low", "high", "sentences"]].to_numpy(dtype=object).tolist()


def _sentence(article: Article, passage: int) -> Any:
    passages = article.passages
    if passage not in passages.index:
        raise InputError(f"no sentence {passage!r} (there are: 0 to {passages.index[-1]})")
    return passages.loc[passage]
