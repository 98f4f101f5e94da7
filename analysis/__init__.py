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
    from .segmentation import Segmenter, Token
    from .themes import leading_themes, theme_shares

_HOME = {
    "Article": "article",
    "Cleaned": "cleaning",
    "Codebook": "lexicon",
    "Edit": "cleaning",
    "InputError": "errors",
    "Segmenter": "segmentation",
    "Token": "segmentation",
    "clean": "cleaning",
    "leading_themes": "themes",
    "load_article": "article",
    "plots": "",
    "pollution": "measures",
    "read_text": "files",
    "term_frequency": "measures",
    "theme_shares": "themes",
}

__all__ = [
    "Article",
    "Cleaned",
    "Codebook",
    "Edit",
    "InputError",
    "Segmenter",
    "Token",
    "clean",
    "leading_themes",
    "load_article",
    "plots",
    "pollution",
    "read_text",
    "term_frequency",
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
