"""An article as the explorer's page takes it: nothing but lists, numbers and texts."""

import warnings
from itertools import combinations
from typing import Any

import pandas as pd

from ..article import Article
from ..errors import InputError
from ..house import HOUSE, KINDS, NAMES, numeral
from ..measures import log_odds
from ..measures.counts import each_row
from ..measures.themes import theme_shares
from .raw import RawPage

MOST = 8  #: How many words each section of a comparison has at most.


def explorer_data(article: Article) -> dict[str, Any]:
    """Everything that the explorer shows of an article, ready for `json.dumps`.

    Returns a dictionary with

    * `title`, `date`, `source`, `section_name`: of the article
    * `kinds`, `rows`: names, in both languages, of edits and of the rows of a table of bytes
    * `sections`: key, number in Chinese (or nothing), both names
    * `themes`: key, both names
    * `words`: each word once, with its English and whether it is a stop word
    * `phrases`: longer terms of the glossary that the text has, with their English
    * `sentences`: section, paragraph, speaker, role; `words`, their numbers in order and the blanks
      between them; `themes`, of those words that have one; `raw`, see `RawPage.of`
    * `shares`: section, theme, share and its 95% interval, see `theme_shares`
    * `pairs`: two sections, and for each the words that set it apart most: word, occurrences in
      both, log-odds and its 95% interval, see `log_odds`

    >>> explorer_data(Article("去公园。", glossary={"公园": "park"}))["words"]
    [('去', '', True), ('公园', 'park', False), ('。', '', True)]
    """
    english, metadata = article.glossary, article.metadata
    words = article.tokens.drop_duplicates("token")
    number = {word: at for at, word in enumerate(words["token"])}
    text = "".join(article.passages["text"])
    with warnings.catch_warnings(action="ignore"):  # Counts are low: the intervals show it.
        shares, pairs = list(_shares(article)), list(_pairs(article, number))
    return {
        "title": metadata["title"] or "",
        "date": str(metadata["date"] or "")[:10],
        "source": metadata["source"] or "",
        "section_name": article.section_name,
        "kinds": {kind: (name, HOUSE[name]) for kind, (_, name) in KINDS.items()},
        "rows": [(NAMES[key], HOUSE[NAMES[key]]) for key in ("meant", "bytes", "shown")],
        "sections": [
            (row.section, "" if pd.isna(row.number) else numeral(row.number), row.zh, row.en)
            for row in each_row(article.sections)
        ],
        "themes": [(row.theme, row.zh, row.en) for row in each_row(article.themes)],
        "words": [
            (row.token, english.get(row.token, ""), bool(row.stop)) for row in each_row(words)
        ],
        "phrases": [pair for pair in english.items() if pair[0] not in number and pair[0] in text],
        "sentences": _sentences(article, number),
        "shares": shares,
        "pairs": pairs,
    }


def _sentences(article: Article, number: dict[str, int]) -> list[dict[str, Any]]:
    keys, themes = [*article.sections["section"]], [*article.themes["theme"]]
    raw, sentences = RawPage(article.cleaned), []
    parts = dict(iter(article.tokens.groupby("passage")))
    for row in each_row(article.passages):
        words, marked, at = list[int | str](), {}, row.start
        for token in each_row(parts[row.passage]) if row.passage in parts else ():
            if at < token.start:
                words.append(row.text[at - row.start : token.start - row.start])
            if token.theme in themes:
                marked[len(words)] = themes.index(token.theme)
            words.append(number[token.token])
            at = token.end
        if at < row.end:
            words.append(row.text[at - row.start :])
        sentences.append({
            "section": keys.index(row.section) if row.section in keys else -1,
            "paragraph": row.paragraph,
            "speaker": row.speaker if row.turn and isinstance(row.speaker, str) else "",
            "role": row.role if isinstance(row.role, str) else "",
            "words": words,
            "themes": marked,
            "raw": raw.of(row.start, row.end),
        })  # fmt: skip
    return sentences


def _shares(article: Article) -> Any:
    keys, themes = [*article.sections["section"]], [*article.themes["theme"]]
    try:
        table = theme_shares(article.tokens).dropna(subset="share")
    except InputError:  # The article has no sections or no themes, or the two never meet.
        return
    for row in each_row(table):
        values = (round(value, 3) for value in (row.share, row.low, row.high))
        yield keys.index(row.section), themes.index(row.theme), *values


def _pairs(article: Article, number: dict[str, int]) -> Any:
    content = article.tokens[~article.tokens["stop"]]
    keys = [key for key in article.sections["section"] if (content["section"] == key).any()]
    at = [*article.sections["section"]].index
    for pair in combinations(keys, 2):
        table = log_odds(content[content["section"].isin(pair)])
        n = {(row.section, row.token): row.n for row in each_row(table)}
        lists: dict[Any, list[Any]] = {key: [] for key in pair}
        for row in each_row(table[table["z"] > 0].groupby("section", observed=True).head(MOST)):
            counts = (n.get((key, row.token), 0) for key in pair)
            values = (round(value, 1) for value in (row.log_odds, row.low, row.high))
            lists[row.section].append((number[row.token], *counts, *values))
        yield *map(at, pair), *lists.values()
