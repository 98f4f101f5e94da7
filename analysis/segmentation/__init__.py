"""Cutting text into sentences and words: `Segmenter` for a text, `tokens` for many."""

from .words import ENGINES, Segmenter, Token

__all__ = ["ENGINES", "Segmenter", "Token"]
