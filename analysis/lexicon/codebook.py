"""The codebook: the terms that signal each theme."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, check_keys
from ..files import read_toml

if TYPE_CHECKING:
    import pandas as pd

NAMES_AND_NOTES = ("zh", "en", "definition", "counts", "excludes", "borderline")
THEME_KEYS = dict.fromkeys(NAMES_AND_NOTES, str) | {"terms": list}


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
    """A dictionary of themes: each term signals one theme.

    * `themes`: the themes by key
    * `uncoded`: the reason for each frequent word that signals no theme
    * `theme_of`: the theme of each term

    Raises `InputError` if a theme has no terms, a term is not a word or occurs twice, or an uncoded
    word has no reason.

    >>> book = Codebook.from_dict({"water": ["河", "湖"], "land": ["山"]})
    >>> book.theme_of["湖"], list(book.themes)
    ('water', ['water', 'land'])
    """

    themes: dict[str, Theme]
    uncoded: dict[str, str] = field(default_factory=dict)
    theme_of: dict[str, str] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not self.themes:
            raise InputError("the codebook has no themes")
        for theme in self.themes.values():
            if not theme.terms:
                raise InputError(f"theme {theme.key!r} has no terms")
            for term in theme.terms:
                if not term or str(term).strip() != term:
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

    def to_frame(self) -> "pd.DataFrame":
        """One row per theme: its names, its definition, and its terms in one string."""
        import pandas as pd

        rows = [asdict(theme) | {"terms": "、".join(theme.terms)} for theme in self.themes.values()]
        return pd.DataFrame(rows).rename(columns={"key": "theme"})

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html(index=False))

    @classmethod
    def from_dict(cls, terms: dict[str, list[str]]) -> "Codebook":
        """A codebook from the terms of each theme; the key is its name in both languages."""
        for key, words in terms.items():
            if isinstance(words, str):
                raise InputError(f"theme {key!r}: {words!r} should be a list of terms")
        return cls({key: Theme(key, key, key, tuple(words)) for key, words in terms.items()})

    @classmethod
    def from_toml(cls, path: str | Path) -> "Codebook":
        """A codebook from a TOML file with a table `[themes.KEY]` per theme, and `[uncoded]`."""
        data = read_toml(path)
        check_keys(data, {"themes": dict, "uncoded": dict}, str(path))
        themes = {}
        for key, table in data.get("themes", {}).items():
            check_keys(table, THEME_KEYS, f"{path}: theme {key!r}")
            table = {"zh": key, "en": key, **table, "terms": tuple(table.get("terms", ()))}
            themes[key] = Theme(key=key, **table)
        try:
            return cls(themes, data.get("uncoded", {}))
        except InputError as error:
            raise InputError(f"{path}: {error}") from None
