"""The word lists that an analysis rests on: terms, stop words, glossary, hand coding.

They are data in files that a person edits. This module reads and checks them; it holds no words.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError
from ..files import read_rows, read_text
from .codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


class Term(NamedTuple):
    """A word that the segmenter must keep whole (or, with a space in it, cut), and its tag."""

    term: str
    pos: str = "n"


def read_terms(path: str | Path) -> list[Term]:
    """The term list in a CSV file with columns `term, pos` (others are for the reader)."""
    rows = read_rows(path, {"term", "pos"})
    for line, row in enumerate(rows, 2):
        if not (row["term"] or "").strip():
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
    return read_stopwords(Path(__file__).with_name("stopwords.txt"))


def read_gold(path: str | Path) -> "pd.DataFrame":
    """Parts of a text and their themes, from a CSV file with columns `start, end, themes`.

    `start` and `end` are offsets in the cleaned text, `themes` keys with spaces between, or empty.
    """
    import pandas as pd

    table = pd.DataFrame(read_rows(path, {"start", "end", "themes"}))
    try:
        table = table.astype({"start": int, "end": int})
    except ValueError as error:
        raise InputError(f"{path}: start and end must be whole numbers ({error})") from None
    for row in table.index[table["start"] >= table["end"]]:
        raise InputError(f"{path}: line {row + 2}: the end is not after the start")
    return table


# How each list is read, by its key in the TOML file of an article.
LISTS: dict[str, Callable[[Path], Any]] = {
    "terms": read_terms, "stopwords": read_stopwords, "themes": Codebook.from_toml,
    "glossary": read_glossary, "gold": read_gold,
}  # fmt: skip
