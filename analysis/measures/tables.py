"""The tables of an article by name, each worked out when it is first asked for."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from ..article import Article
from .announced import announced_cells, announced_test, announced_themes
from .coding import corrected_shares, theme_score
from .comparison import log_odds
from .frequency import term_frequency
from .pollution import pollution
from .residuals import theme_residuals
from .robustness import announced_readings, sensitivity, theme_readings
from .themes import coverage, leading_themes, theme_shares

_found: WeakKeyDictionary[Article, dict[str, Any]] = WeakKeyDictionary()


class TablesOf(Mapping[str, pd.DataFrame]):
    """The tables of an article by name; a table that the article has no data for is no key.

    Each is worked out once an article, whoever asks for it. A caller gets a copy of its own.

    >>> tables = TablesOf(Article("山里有山。水里有水。"))
    >>> list(tables)
    ['edits', 'pollution', 'sections', 'passages', 'tokens', 'term_frequency']
    >>> int(tables["term_frequency"]["n"].sum())
    7
    """

    def __init__(self, article: Article) -> None:
        self.article = article

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self:
            raise KeyError(name)
        table: pd.DataFrame = _once(self.article, name, _MAKERS[name][0])
        return table.copy(deep=False)  # pandas copies the values as soon as someone changes them

    def __contains__(self, name: object) -> bool:
        return name in _MAKERS and not lacking(self.article, str(name))

    def __iter__(self) -> Iterator[str]:
        return (name for name in _MAKERS if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def lacking(article: Article, name: str) -> str:
    """What the article lacks for a table; nothing if the table can be made.

    >>> lacking(Article("山里有山。"), "theme_shares"), lacking(Article("山里有山。"), "tokens")
    ('sections', '')
    """
    _, *needs = _MAKERS[name]
    return next((need for need in needs if not _HAVING[need](article)), "")


def _once(article: Article, name: str, make: Callable[[Article], Any]) -> Any:
    found = _found.setdefault(article, {})
    if name not in found:
        found[name] = make(article)
    return found[name]


def _readings(article: Article) -> dict[str, pd.DataFrame]:
    readings: dict[str, pd.DataFrame] = _once(article, "readings", theme_readings)
    return readings


def _compared(article: Article) -> pd.DataFrame:
    """The tokens of the sections that are compared with one another."""
    return next(iter(_readings(article).values()))


def _damaged_bytes(article: Article) -> pd.DataFrame:
    cleaned = article.cleaned
    runs = [cleaned.bytes(edit.start) for edit in cleaned.edits if edit.kind == "damage"]
    return pd.concat(runs, ignore_index=True)


def _distinctive_terms(article: Article) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the column `small` says it
        return log_odds(_compared(article).query("~stop"))


def _announced_readings(article: Article) -> pd.DataFrame:
    return announced_readings(_readings(article), announced_themes(article))


_HAVING: dict[str, Callable[[Article], bool]] = {
    "damage": lambda a: any(edit.kind == "damage" for edit in a.cleaned.edits),
    "sections": lambda a: len(a.sections) > 0,
    "second section": lambda a: len(a.sections) > 1,
    "codebook": lambda a: bool(a.codebook),
    "announced themes": lambda a: a.sections["announces"].notna().sum() > 1,
    "coding by hand": lambda a: a.gold is not None,
}
# How each table is made of an article, and what of the article it needs.
_MAKERS: dict[str, tuple[Any, ...]] = {
    "edits": (lambda a: a.cleaned.explain(),),
    "pollution": (lambda a: pollution(a.cleaned),),
    "sections": (lambda a: a.sections,),
    "passages": (lambda a: a.passages,),
    "tokens": (lambda a: a.tokens,),
    "term_frequency": (lambda a: term_frequency(a.tokens),),
    "damaged_bytes": (_damaged_bytes, "damage"),
    "term_frequency_by_section": (lambda a: term_frequency(a.tokens, by="section"), "sections"),
    "theme_shares": (lambda a: theme_shares(a.tokens), "sections", "codebook"),
    "leading_themes": (lambda a: leading_themes(a.tokens), "sections", "codebook"),
    "theme_coverage": (lambda a: coverage(a.tokens), "sections", "codebook"),
    "distinctive_terms": (_distinctive_terms, "second section"),
    "announced": (lambda a: announced_test(a), "announced themes"),
    "announced_cells": (lambda a: announced_cells(a), "announced themes"),
    "announced_readings": (_announced_readings, "announced themes"),
    "theme_residuals": (lambda a: theme_residuals(_compared(a)), "second section", "codebook"),
    "sensitivity": (lambda a: sensitivity(_readings(a)), "second section", "codebook"),
    "theme_validation": (lambda a: theme_score(a.gold, a.tokens), "codebook", "coding by hand"),
    "theme_validation_by_section": (
        lambda a: theme_score(a.gold, a.tokens, "section"),
        "sections", "codebook", "coding by hand",
    ),
    "corrected_shares": (
        lambda a: corrected_shares(a.gold, a.tokens), "sections", "codebook", "coding by hand",
    ),
}  # fmt: skip
