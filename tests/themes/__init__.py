"""Themes: each formula against another way to compute it, and what is said of the interview."""
