"""Cutting Chinese text into words, each with its part of speech and its place.

The form alone tells numbers (`50%`, `10万`, `百分之五`), dates (`6月`, `二〇二二年`) and marks such
as `——`. jieba's dictionary cuts the rest. Its hidden Markov model is off, since it invents words
(in the article 要筑牢 and 对村); a term list supplies what the dictionary lacks. Both choices were
measured: `data/gold/heldout.csv` has the numbers.

Not good for words that neither the dictionary nor the term list has, such as names. They come out
as single characters on purpose: readers notice a wrong split, but not an invented word.
`suggest_terms` proposes words for the term list.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Iterable
from itertools import accumulate, chain, compress, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from ..errors import InputError
from ..lexicon import Term
from .engines import jieba_cut, parts_of_speech, rjieba_cut
from .forms import FORM, FORM_STARTS, FORMS

if TYPE_CHECKING:
    import pandas as pd

_ENGINES = {"jieba": jieba_cut, "rjieba": rjieba_cut}
ENGINES = tuple(_ENGINES)


class Token(NamedTuple):
    """A word, its part of speech (an ICTCLAS tag), and its offsets in the text."""

    token: str
    pos: str
    start: int
    end: int

    def is_stop(self, stopwords: Container[str]) -> bool:
        """Whether the token is a stop word, a number or a punctuation mark."""
        return self.pos == "w" or self.token in stopwords or any(map(str.isdecimal, self.token))


class Segmenter:
    """Cuts text into words.

    A term with a space (`"农村 党员"`) cuts an entry of the dictionary there. An entry that
    overlaps a term can win over it; cut that entry too.

    >>> Segmenter().cut("6月8日，抓党建促乡村振兴。")
    ['6月', '8日', '，', '抓', '党建', '促', '乡村', '振兴', '。']
    >>> Segmenter(terms=["乡村振兴"]).cut("抓党建促乡村振兴")
    ['抓', '党建', '促', '乡村振兴']
    >>> Segmenter().cut("广大党员"), Segmenter(terms=["广大 党员"]).cut("广大党员")
    (['广大党员'], ['广大', '党员'])
    >>> Segmenter(["水管"]).cut("修水管"), Segmenter(["水管", "修 水"]).cut("修水管")
    (['修水', '管'], ['修', '水管'])
    >>> Segmenter().tokenize("占50%")
    [Token(token='占', pos='v', start=0, end=1), Token(token='50%', pos='m', start=1, end=4)]

    Parameters
    ----------
    terms
        Words to keep whole: strings, or pairs of a string and its part of speech.
    engine
        `"jieba"`, or `"rjieba"` for the same tokens faster (`pip install five-moves[fast]`).

    Raises
    ------
    InputError
        If the engine is unknown or not installed, a term is empty, or `terms` is a string.
    """

    def __init__(
        self, terms: Iterable[str | tuple[str, str]] | None = None, engine: str = "jieba"
    ) -> None:
        if isinstance(terms, str):
            raise InputError(f"terms = {terms!r} should be a list of terms")
        self.terms = [Term(term) if isinstance(term, str) else Term(*term) for term in terms or ()]
        if any(not term.term.strip() for term in self.terms):
            raise InputError("the term list has an empty term")
        if engine not in ENGINES:
            raise InputError(f"unknown engine {engine!r} (known: {', '.join(ENGINES)})")
        self.engine = engine
        self._tags = _Tags((term.term, term.pos) for term in self.terms if term.pos)
        # Engines would split these terms, so they are matched as forms, the longest first.
        odd = sorted({t.term for t in self.terms if _is_odd(t.term)}, key=len, reverse=True)
        words = [term.term for term in self.terms if term.term not in odd]
        words.sort(key=lambda word: " " not in word)  # A term's weight depends on earlier cuts.
        self._cut = _ENGINES[engine](words)
        whole = (rf"(?a:\b|(?=\W)){re.escape(word)}(?a:\b|(?<=\W))|" for word in odd)
        self._form = re.compile("".join(whole) + FORMS)
        self._starts = re.compile(f"[{''.join(re.escape(word[0]) for word in odd)}{FORM_STARTS}]")

    @overload
    def cut(self, text: str) -> list[str]: ...
    @overload
    def cut(self, text: "pd.Series") -> "pd.Series": ...
    def cut(self, text: Any) -> Any:
        """The tokens of a text in order, without white space.

        A Series of texts gives a Series of lists with the same index; missing texts stay missing.
        """
        if not isinstance(text, str):
            return _each(self.cut, text)
        return [word for word in self._words(text) if not word.isspace()]

    @overload
    def tokenize(self, text: str) -> list[Token]: ...
    @overload
    def tokenize(self, text: "pd.Series") -> "pd.Series": ...
    def tokenize(self, text: Any) -> Any:
        """The tokens of a text, or of each text in a Series, with part of speech and offsets.

        The part of speech comes from the term list or jieba's dictionary. Other words get `w`
        (punctuation), `m` (number), `t` (date or time), `nz` (Latin) or `x` (unknown).
        """
        if not isinstance(text, str):
            return _each(self.tokenize, text)
        words = self._words(text)
        tags = [*map(self._tags.__getitem__, words)]
        ends = [*accumulate(map(len, words))]
        rows = zip(words, tags, chain((0,), ends), ends, strict=False)
        tokens = map(tuple.__new__, repeat(Token), rows)  # Token._make takes half as long again.
        return [*compress(tokens, tags)]  # White space has no tag and is dropped.

    def _words(self, text: str) -> list[str]:
        """The whole text in pieces: words, marks and white space."""
        words: list[str] = []
        at = 0
        # Looking for first characters is many times as fast as searching for whole forms.
        for first in self._starts.finditer(text):
            if first.start() >= at and (form := self._form.match(text, first.start())):
                words += self._cut(text[at : form.start()])
                words.append(form.group())
                at = form.end()
        return [*words, *self._cut(text[at:])]


def _each(function: Callable[[str], object], data: Any) -> "pd.Series":
    """The results of a function for each text of a Series."""
    from ..errors import texts

    return texts(data).map(function, na_action="ignore")


class _Tags(dict[str, str]):
    """The part of speech of each word, looked up on first use; empty for white space."""

    def __missing__(self, word: str) -> str:
        form = FORM.fullmatch(word)
        self[word] = (form and form.lastgroup) or parts_of_speech().get(word) or _tag_by_form(word)
        return self[word]


def _tag_by_form(word: str) -> str:
    if word.isspace():
        return ""
    if word.isascii() and any(map(str.isalpha, word)):
        return "nz"
    if word.isdecimal():
        return "m"
    return "w" if all(unicodedata.category(char)[0] in "PSZC" for char in word) else "x"


def _is_odd(word: str) -> bool:
    """Whether engines would split a term: it is Latin, or holds a form or an unusual character."""
    plain = re.fullmatch("[\u4e00-\u9fd5A-Za-z0-9]+", word) and not word.isascii()
    return " " not in word and (not plain or bool(FORM.search(word)))
