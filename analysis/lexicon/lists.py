"""Reading and checking the lists that people edit: terms, stop words, glossary, hand coding."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError
from ..files import read_rows, read_text
from .codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd


class Term(NamedTuple):
    """A word to keep whole, or to cut at its space, and its part of speech."""

    term: str
    pos: str = "n"


def read_terms(path: str | Path) -> list[Term]:
    """The term list in a CSV file with columns `term, pos`; other columns are for people."""
    rows = read_rows(path, {"term", "pos"})
    for line, row in enumerate(rows, 2):
        if not (row["term"] or "").strip():
            raise InputError(f"{path}: line {line} has an empty term")
        if not row["pos"] and " " not in row["term"]:
            raise InputError(f"{path}: line {line}: {row['term']} has no part of speech")
    return [Term(row["term"], row["pos"]) for row in rows]


def read_glossary(path: str | Path) -> dict[str, str]:
    """The English of each Chinese term, from a CSV file with columns `term, en`."""
    return {row["term"]: row["en"] for row in read_rows(path, {"term", "en"})}


def read_stopwords(path: str | Path) -> frozenset[str]:
    """The stop words in a file, one a line; a comment begins with `#`."""
    lines = (line.split("#")[0].strip() for line in read_text(path).splitlines())
    return frozenset(line for line in lines if line)


def general_stopwords() -> frozenset[str]:
    """The stop words of general Chinese in the library.

    >>> "的" in general_stopwords(), "乡村" in general_stopwords()
    (True, False)
    """
    return read_stopwords(Path(__file__).with_name("stopwords.txt"))


def read_gold(path: str | Path) -> "pd.DataFrame":
    """Themes coded by hand, from a CSV file of one unit of text a row.

    * `start`, `end`: offsets of the unit in the cleaned text
    * `themes`: keys of its themes, joined by spaces, or empty
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


# The function that reads each list, by the key of the list in the TOML file of an article.
LISTS: dict[str, Callable[[Path], Any]] = {
    "terms": read_terms, "stopwords": read_stopwords, "themes": Codebook.from_toml,
    "glossary": read_glossary, "gold": read_gold,
}  # fmt: skip
