"""Reading and checking the lists that people edit: terms, stop words, glossary, hand coding."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError
from ..files import read_rows, read_text
from .codebook import Codebook
from .lookup import lookup_form

if TYPE_CHECKING:
    import pandas as pd


class Term(NamedTuple):
    """A word to keep whole, or to cut at its spaces, and its part of speech.

    A space between Latin letters or figures is part of the term, as in iPad Pro. Any other cuts it,
    unless the term is `whole`.
    """

    term: str
    pos: str = "n"
    whole: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether a word of the dictionary is to be cut at the spaces of the term."""
        return not self.whole and bool(re.search("(?<![A-Za-z0-9]) | (?![A-Za-z0-9])", self.term))


def items(words: Any, name: str) -> list[Any]:
    """The items of a list, a Series or a set; `InputError` if it is a string, a table or no list.

    >>> items("甲村", "terms")
    Traceback (most recent call last):
    analysis.errors.InputError: terms = '甲村' should be a list
    """
    if isinstance(words, str | bytes) or not isinstance(words, Iterable):
        raise InputError(f"{name} = {words!r} should be a list")
    if hasattr(words, "columns"):
        raise InputError(f"{name} is a table and should be a list; give one of its columns")
    return [*words]


def without_blanks(word: Any, name: str) -> str:
    """A word without the blanks around it; `InputError` if it is empty or no string."""
    if not isinstance(word, str):
        raise InputError(f"{name}: {word!r} is no string")
    if not word.strip():
        raise InputError(f"{name}: an empty term; leave it out")
    return " ".join(word.split())


def term_list(terms: Iterable[Any] | None) -> list[Term]:
    """The terms of a list, a Series or None, as `Term` each.

    Blanks and line ends around a term are taken off.

    >>> term_list(["领导 ", ("石门村", "ns")])
    [Term(term='领导', pos='n', whole=False), Term(term='石门村', pos='ns', whole=False)]
    """
    found = []
    for item in items([] if terms is None else terms, "terms"):
        term = Term(*item) if isinstance(item, tuple | list) and 0 < len(item) < 4 else Term(item)
        if not isinstance(term.pos, str):
            raise InputError(f"terms: {item!r} has no string for its part of speech")
        found.append(term._replace(term=without_blanks(term.term, "terms")))
    return found


def read_terms(path: str | Path, encoding: str = "utf-8") -> list[Term]:
    """The term list in a CSV file with columns `term, pos`; other columns are for people.

    If there is a column `whole`, a term with anything in it keeps its spaces.
    """
    found = []
    for line, row in enumerate(read_rows(path, {"term", "pos"}, encoding), 2):
        if not (row["term"] or "").strip():
            raise InputError(f"{path}: line {line} has an empty term")
        (term,) = term_list([(row["term"], row["pos"] or "", bool(row.get("whole")))])
        if not term.pos and not term.is_cut:
            raise InputError(f"{path}: line {line}: {term.term} has no part of speech")
        found.append(term)
    return found


def read_glossary(path: str | Path, encoding: str = "utf-8") -> dict[str, str]:
    """The English of each Chinese term, from a CSV file with columns `term, en`."""
    rows = read_rows(path, {"term", "en"}, encoding)
    return {row["term"]: row["en"] for row in rows}


def read_stopwords(path: str | Path, encoding: str = "utf-8") -> frozenset[str]:
    """The stop words in a file, one a line; a comment begins with `#`."""
    lines = (line.split("#")[0].strip() for line in read_text(path, encoding).splitlines())
    return frozenset(line for line in lines if line)


def general_stopwords() -> frozenset[str]:
    """The stop words of general Chinese in the library.

    >>> "的" in general_stopwords(), "乡村" in general_stopwords()
    (True, False)
    """
    return read_stopwords(Path(__file__).with_name("stopwords.txt"))


def all_stopwords(own: Iterable[str]) -> frozenset[str]:
    """The general stop words and those of a list, in simplified characters."""
    words = (without_blanks(word, "stopwords") for word in items(own, "stopwords"))
    return general_stopwords() | set(map(lookup_form, words))


def read_gold(path: str | Path, encoding: str = "utf-8") -> "pd.DataFrame":
    """Themes coded by hand, from a CSV file of one unit of text a row.

    * `start`, `end`: offsets of the unit in the cleaned text
    * `themes`: keys of its themes, joined by spaces, or empty
    """
    import pandas as pd

    if not (rows := read_rows(path, {"start", "end", "themes"}, encoding)):
        raise InputError(f"{path}: no rows below the names of the columns")
    table = pd.DataFrame(rows)
    try:
        table = table.astype({"start": int, "end": int})
    except ValueError as error:
        raise InputError(f"{path}: start and end must be whole numbers ({error})") from None
    for row in table.index[table["start"] >= table["end"]]:
        raise InputError(f"{path}: line {row + 2}: the end is not after the start")
    return table


# The function that reads each list, by the key of the list in the TOML file of an article.
LISTS: dict[str, Callable[[Path, str], Any]] = {
    "terms": read_terms, "stopwords": read_stopwords, "themes": Codebook.from_toml,
    "glossary": read_glossary, "gold": read_gold,
}  # fmt: skip
