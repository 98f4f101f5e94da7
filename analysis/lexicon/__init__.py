"""The word lists of an analysis: terms, stop words, glossary and codebook."""

from .codebook import Codebook, Theme
from .lists import (
    LISTS,
    Term,
    all_stopwords,
    general_stopwords,
    read_glossary,
    read_gold,
    read_stopwords,
    read_terms,
    term_list,
)

__all__ = [
    "LISTS",
    "Codebook",
    "Term",
    "Theme",
    "all_stopwords",
    "general_stopwords",
    "read_glossary",
    "read_gold",
    "read_stopwords",
    "read_terms",
    "term_list",
]
