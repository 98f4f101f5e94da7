"""Clean, segment and explore a Chinese article.

Data flows one way: a raw text is cleaned (`clean`), taken apart into sentences that know their
speaker and section (`load_article`), cut into words (`Segmenter`, `Article.tokens`), measured
(`term_frequency`, `theme_shares`) and drawn (`plots`). Every step takes a plain value or a tidy
table and returns one, so any of them can be used alone.

Names are imported when they are first used: `import analysis` itself loads nothing heavy.

>>> import analysis as an
>>> article = an.Article("记者：这是什么？\\n答者：这是一个例子。",
...                      speakers={"记者": "question", "答者": "answer"})
>>> list(article.passages["text"])
['这是什么？', '这是一个例子。']
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import plots
    from .article import Article, load_article
    from .cleaning import Cleaned, Edit, clean
    from .errors import InputError
    from .files import read_text
    from .measures import (
        Concordance,
        collocations,
        concordance,
        cooccurrence,
        correspondence,
        dispersion,
        general_chinese,
        keyness,
        lexical_diversity,
        log_odds,
        pollution,
        positions,
        term_frequency,
        tf_idf,
    )
    from .segmentation import Segmenter, Token
    from .suggestion import suggest_terms
    from .themes import leading_themes, theme_shares

_HOME = {
    "Article": "article",
    "Cleaned": "cleaning",
    "Codebook": "lexicon",
    "Concordance": "measures",
    "Edit": "cleaning",
    "InputError": "errors",
    "Segmenter": "segmentation",
    "Token": "segmentation",
    "clean": "cleaning",
    "collocations": "measures",
    "concordance": "measures",
    "cooccurrence": "measures",
    "correspondence": "measures",
    "dispersion": "measures",
    "general_chinese": "measures",
    "keyness": "measures",
    "leading_themes": "themes",
    "lexical_diversity": "measures",
    "load_article": "article",
    "log_odds": "measures",
    "plots": "",
    "pollution": "measures",
    "positions": "measures",
    "read_text": "files",
    "suggest_terms": "suggestion",
    "term_frequency": "measures",
    "tf_idf": "measures",
    "theme_shares": "themes",
}

__all__ = [
    "Article",
    "Cleaned",
    "Codebook",
    "Concordance",
    "Edit",
    "InputError",
    "Segmenter",
    "Token",
    "clean",
    "collocations",
    "concordance",
    "cooccurrence",
    "correspondence",
    "dispersion",
    "general_chinese",
    "keyness",
    "leading_themes",
    "lexical_diversity",
    "load_article",
    "log_odds",
    "plots",
    "pollution",
    "positions",
    "read_text",
    "suggest_terms",
    "term_frequency",
    "tf_idf",
    "theme_shares",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if not _HOME[name]:
        return import_module(f".{name}", __name__)
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
