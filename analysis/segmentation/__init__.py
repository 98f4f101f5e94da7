"""Cutting text into sentences and words: `Segmenter` for a text, `tokens` for many."""

from .engines import ENGINES
from .words import Segmenter, Token

__all__ = ["ENGINES", "Segmenter", "Token"]
