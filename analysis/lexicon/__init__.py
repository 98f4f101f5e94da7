"""The word lists of an analysis: terms, stop words, glossary and codebook."""

from .codebook import Codebook, Theme
from .lists import (
    LISTS,
    Term,
    general_stopwords,
    read_glossary,
    read_gold,
    read_stopwords,
    read_terms,
)

__all__ = [
    "LISTS",
    "Codebook",
    "Term",
    "Theme",
    "general_stopwords",
    "read_glossary",
    "read_gold",
    "read_stopwords",
    "read_terms",
]
