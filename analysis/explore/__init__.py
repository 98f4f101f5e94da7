"""Looking around in an article: pages on a term, a theme, two sections, a sentence."""

from .pages import (
    Page,
    comparison_page,
    frequent_terms,
    raw_page,
    raw_span,
    sentence_page,
    shown,
    term_page,
    theme_page,
)

__all__ = ["Page", "comparison_page", "frequent_terms", "raw_page", "raw_span", "sentence_page",
           "shown", "term_page", "theme_page"]  # fmt: skip
