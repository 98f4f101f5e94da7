"""An article: its metadata, its sentences with speaker and section, and its words."""

from .article import Article
from .config import find_article, load_article
from .sections import Section, Variant

__all__ = ["Article", "Section", "Variant", "find_article", "load_article"]
