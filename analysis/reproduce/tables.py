"""The tables of an article that the project keeps, by file name."""

import warnings
from typing import TYPE_CHECKING

from ..article import Article

if TYPE_CHECKING:
    import pandas as pd


def tables(article: Article) -> "dict[str, pd.DataFrame]":
    """The tables of an article by file name; those on themes need a codebook."""
    import pandas as pd

    from ..measures import log_odds, pollution, term_frequency
    from ..measures.coding import theme_score
    from ..measures.residuals import theme_residuals
    from ..measures.robustness import sensitivity, theme_readings
    from ..measures.themes import coverage, leading_themes, theme_shares

    tokens = article.tokens
    found = {
        "edits": article.cleaned.explain(),
        "pollution": pollution(article.cleaned),
        "sections": article.sections,
        "passages": article.passages,
        "tokens": tokens,
        "term_frequency": term_frequency(tokens),
    }
    cleaned = article.cleaned
    if runs := [cleaned.bytes(edit.start) for edit in cleaned.edits if edit.kind == "damage"]:
        found["damaged_bytes"] = pd.concat(runs, ignore_index=True)
    if len(article.sections):
        found["term_frequency_by_section"] = term_frequency(tokens, by="section")
    if len(article.sections) and article.codebook:
        found["theme_shares"] = theme_shares(tokens)
        found["leading_themes"] = leading_themes(tokens)
        found["theme_coverage"] = coverage(tokens)
    if len(article.sections) > 1:
        readings = theme_readings(article)
        compared = next(iter(readings.values()))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the column `small` says it
            found["distinctive_terms"] = log_odds(compared[~compared["stop"]])
    if len(article.sections) > 1 and article.codebook:
        found["theme_residuals"] = theme_residuals(compared)
        found["sensitivity"] = sensitivity(readings)
    if article.codebook and article.gold is not None:
        found["theme_validation"] = theme_score(article.gold, tokens)
    return found
