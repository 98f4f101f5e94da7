"""The codebook: the terms that signal each theme."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, check_keys, checked
from ..files import read_toml
from .lookup import lookup_form

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

NAMES_AND_NOTES = ("zh", "en", "definition", "counts", "excludes", "borderline")
THEME_KEYS = dict.fromkeys(NAMES_AND_NOTES, str) | {"terms": list}
PATTERN = re.compile("[*?]")


@dataclass(frozen=True)
class Theme:
    """One theme of a codebook: its names, its definition, and the terms that signal it."""

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
    """A dictionary of themes, as in quanteda: each term signals one theme.

    A term is a word; several words in a row, with spaces between (`"干部 队伍"`); or a pattern, in
    which `*` is any characters and `?` is one (`"党*"`). Terms match text in either script. Of
    terms that overlap the one of most words counts, then a word before a pattern. Several words
    count once: the first bears the theme, the others bear none.

    A theme inside a theme has a key with a dot, `party.cadres`, so `theme.str.split(".").str[0]`
    is the upper level.

    * `themes`: the themes by key
    * `uncoded`: the reason for each frequent word that signals no theme
    * `theme_of`: the theme of each term

    Raises `InputError` if a theme has no terms, a term is not a word or occurs twice, or an uncoded
    word has no reason.

    >>> book = Codebook.from_dict({"water": ["河", "湖*"], "land": {"hill": ["山"]}})
    >>> book.theme_of["湖*"], list(book.themes)
    ('water', ['water', 'land.hill'])
    """

    themes: dict[str, Theme]
    uncoded: dict[str, str] = field(default_factory=dict)
    theme_of: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not (isinstance(self.themes, dict) and isinstance(self.uncoded, dict)):
            raise InputError("themes and uncoded should be dictionaries; see Codebook.from_dict")
        if not self.themes:
            raise InputError("the codebook has no themes")
        for key, theme in self.themes.items():
            if not isinstance(theme, Theme):
                raise InputError(f"theme {key!r} should be a Theme; see Codebook.from_dict")
            if not theme.terms:
                raise InputError(f"theme {theme.key!r} has no terms")
            for term in theme.terms:
                if not isinstance(term, str) or not term or term.strip() != term:
                    raise InputError(f"theme {theme.key!r}: {term!r} is not a term")
                if term in self.theme_of:
                    both = f"{self.theme_of[term]!r} and {theme.key!r}"
                    raise InputError(f"term {term!r} is in {both}; keep one")
                self.theme_of[term] = theme.key
        for term, reason in self.uncoded.items():
            if not isinstance(reason, str) or not reason.strip():
                raise InputError(f"uncoded term {term!r} has no reason")
            if term in self.theme_of:
                raise InputError(f"term {term!r} is both coded and listed as uncoded")

    @property
    def words(self) -> list[str]:
        """The words of all terms, in order; patterns are left out."""
        words = dict.fromkeys(word for term in self.theme_of for word in term.split())
        return [word for word in words if not PATTERN.search(word)]

    def code(
        self, vocabulary: Iterable[str], words: "np.ndarray", passages: "np.ndarray"
    ) -> "np.ndarray":
        """The number of the theme that each token bears, or -1.

        `words` are the numbers of the tokens' words in a vocabulary in simplified characters, and
        `passages` the numbers of their sentences.
        """
        import numpy as np

        place = {word: at for at, word in enumerate(vocabulary)}

        def matches(term: str) -> list[int]:
            if not PATTERN.search(term):
                return [place[term]] if term in place else []
            wanted = re.compile(re.escape(term).replace(r"\*", ".*").replace(r"\?", "."))
            return [at for word, at in place.items() if wanted.fullmatch(word)]

        number = {key: at for at, key in enumerate(self.themes)}
        terms = [(lookup_form(term).split(), number[key]) for term, key in self.theme_of.items()]
        terms.sort(key=lambda term: _rank(term[0]))
        theme_of_word: np.ndarray = np.full(len(place), -1)
        for parts, theme in reversed(terms):  # Words in a row may also have been kept as one.
            theme_of_word[matches("".join(parts))] = theme
        themes: np.ndarray = theme_of_word[words]
        taken = np.zeros(len(words), dtype=bool)
        for parts, theme in terms:
            if (n := len(parts)) > 1 and n <= len(words):
                last = len(words) - n + 1
                hit = passages[:last] == passages[n - 1 :]
                for nth, part in enumerate(parts):
                    hit &= np.isin(words[nth : last + nth], matches(part))
                for at in np.flatnonzero(hit):
                    if not taken[at : at + n].any():
                        taken[at : at + n], themes[at : at + n] = True, -1
                        themes[at] = theme
        return themes

    def to_frame(self) -> "pd.DataFrame":
        """One row per theme: its names, its definition, and its terms in one string."""
        import pandas as pd

        rows = [asdict(theme) | {"terms": "、".join(theme.terms)} for theme in self.themes.values()]
        return pd.DataFrame(rows).rename(columns={"key": "theme"})

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False))

    @classmethod
    @checked
    def from_dict(cls, terms: Mapping[str, Any]) -> "Codebook":
        """A codebook from the terms of each theme; the key is its name in both languages.

        >>> list(Codebook.from_dict({"party": {"cadres": ["干部 队伍"], "bodies": ["党*"]}}).themes)
        ['party.cadres', 'party.bodies']
        """
        themes = {}
        for key, words in _flat(terms):
            if isinstance(words, str) or not isinstance(words, Iterable):
                raise InputError(f"theme {key!r}: {words!r} should be a list of terms")
            themes[key] = Theme(key, key, key, tuple(words))
        return cls(themes)

    @classmethod
    @checked
    def from_toml(cls, path: str | Path, encoding: str = "utf-8") -> "Codebook":
        """A codebook from a TOML file with a table `[themes.KEY]` per theme, and `[uncoded]`.

        A theme inside a theme is a table `[themes.KEY.KEY]`.
        """
        data = read_toml(path, encoding)
        check_keys(data, {"themes": dict, "uncoded": dict}, str(path))
        themes = {}
        for key, table in _tables(data.get("themes", {})):
            check_keys(table, THEME_KEYS, f"{path}: theme {key!r}")
            table = {"zh": key, "en": key, **table, "terms": tuple(table.get("terms", ()))}
            themes[key] = Theme(key=key, **table)
        try:
            return cls(themes, data.get("uncoded", {}))
        except InputError as error:
            raise InputError(f"{path}: {error}") from None


def _rank(parts: list[str]) -> tuple[int, bool, int]:
    """The place of a term among those that match alike; the lowest counts."""
    return -len(parts), any(map(PATTERN.search, parts)), -len("".join(parts))


def _flat(themes: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The terms of themes within themes, each with the keys above it joined by dots."""
    for key, value in themes.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _tables(themes: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The tables of themes within themes, each with the keys above it joined by dots."""
    for key, table in themes.items():
        inner = {}
        if isinstance(table, dict):
            inner = {k: v for k, v in table.items() if isinstance(v, dict)}
            table = {k: v for k, v in table.items() if k not in inner}
        if table or not inner:
            yield f"{above}{key}", table
        yield from _tables(inner, f"{above}{key}.")
