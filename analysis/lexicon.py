"""The word lists that an analysis rests on: terms, stop words, glossary, codebook.

They are data, kept in files that a person edits. This module reads and checks them; it holds no
words.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .errors import InputError
from .files import RESOURCES, check_keys, read_rows, read_text, read_toml

THEME_KEYS = {
    **dict.fromkeys(("zh", "en", "definition", "counts", "excludes", "borderline"), str),
    "terms": list,
}


class Term(NamedTuple):
    """A word that the segmenter must keep whole (or, with a space in it, cut), and its tag."""

    term: str
    pos: str = "n"


def read_terms(path: str | Path) -> list[Term]:
    """The term list in a CSV file with columns `term, pos` (others are for the reader)."""
    rows = read_rows(path, {"term", "pos"})
    for line, row in enumerate(rows, 2):
        if not row["term"] or not row["term"].strip():
            raise InputError(f"{path}: line {line} has an empty term")
        if not row["pos"] and " " not in row["term"]:
            raise InputError(f"{path}: line {line}: {row['term']} has no part of speech")
    return [Term(row["term"], row["pos"]) for row in rows]


def read_glossary(path: str | Path) -> dict[str, str]:
    """English glosses by Chinese term, from a CSV file with columns `term, en`."""
    return {row["term"]: row["en"] for row in read_rows(path, {"term", "en"})}


def read_stopwords(path: str | Path) -> frozenset[str]:
    """Stop words, one a line; what follows a `#` is a comment."""
    lines = (line.split("#")[0].strip() for line in read_text(path).splitlines())
    return frozenset(line for line in lines if line)


def general_stopwords() -> frozenset[str]:
    """The stop words of general Chinese that come with the library.

    >>> "的" in general_stopwords(), "乡村" in general_stopwords()
    (True, False)
    """
    return read_stopwords(RESOURCES / "stopwords.txt")


@dataclass(frozen=True)
class Theme:
    """One theme of a codebook: its names, what it means, and the terms that signal it."""

    key: str
    zh: str
    en: str
    terms: tuple[str, ...]
    definition: str = ""
    counts: str = ""
    excludes: str = ""
    borderline: str = ""


@dataclass(frozen=True)
class Codebook:
    """A dictionary of themes: each term signals one theme.

    >>> book = Codebook.from_dict({"water": ["河", "湖"], "land": ["山"]})
    >>> book.theme_of["湖"], list(book.themes)
    ('water', ['water', 'land'])
    """

    themes: dict[str, Theme]
    uncoded: dict[str, str] = field(default_factory=dict)

    @property
    def theme_of(self) -> dict[str, str]:
        """Theme key by term."""
        return {term: theme.key for theme in self.themes.values() for term in theme.terms}

    @classmethod
    def from_dict(cls, terms: dict[str, list[str]]) -> "Codebook":
        """A codebook from theme names and their terms; the name serves in both languages."""
        return cls._checked([Theme(key, key, key, tuple(words)) for key, words in terms.items()])

    @classmethod
    def from_toml(cls, path: str | Path) -> "Codebook":
        """A codebook from a TOML file: a table `themes.KEY` for each, and `[uncoded]`.

        Raises
        ------
        InputError
            For an unknown key, a theme without terms, or a term under two themes.
        """
        data = read_toml(path)
        check_keys(data, {"themes": dict, "uncoded": dict}, str(path))
        themes = []
        for key, table in data.get("themes", {}).items():
            check_keys(table, THEME_KEYS, f"{path}: theme {key!r}")
            table = {"zh": key, "en": key, **table, "terms": tuple(table.get("terms", ()))}
            themes.append(Theme(key=key, **table))
        return cls._checked(themes, data.get("uncoded", {}), f"{path}: ")

    @classmethod
    def _checked(
        cls, themes: list[Theme], uncoded: dict[str, str] | None = None, where: str = ""
    ) -> "Codebook":
        if not themes:
            raise InputError(f"{where}the codebook has no themes")
        seen: dict[str, str] = {}
        for theme in themes:
            if not theme.terms:
                raise InputError(f"{where}theme {theme.key!r} has no terms")
            for term in theme.terms:
                if term in seen:
                    places = f"{seen[term]!r} and {theme.key!r}"
                    raise InputError(f"{where}term {term!r} stands under {places}; keep one")
                seen[term] = theme.key
        both = sorted(seen.keys() & (uncoded or {}).keys())
        if both:
            raise InputError(f"{where}term {both[0]!r} is both coded and listed as uncoded")
        return cls({theme.key: theme for theme in themes}, uncoded or {})
