"""The tables of an article that the project keeps, by file name."""

from typing import TYPE_CHECKING

from ..article import Article

if TYPE_CHECKING:
    import pandas as pd


def tables(article: Article) -> "dict[str, pd.DataFrame]":
    """The tables of an article by file name; those on themes need a codebook."""
    from ..measures.tables import TablesOf

    return dict(TablesOf(article))
