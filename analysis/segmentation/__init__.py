"""Cutting text into sentences and words: `Segmenter` for one text, `tokens` for a table of them."""

from .words import ENGINES, Segmenter, Token

__all__ = ["ENGINES", "Segmenter", "Token"]
