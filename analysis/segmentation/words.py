"""Cutting Chinese text into words, each with its part of speech and its place.

What is known by its form is one token and never reaches the engine: `50%`, `10万`, `百分之五` are
numbers, `6月`, `8日`, `二〇二二年` times, `——` a mark. All else is cut by jieba's dictionary model
without its hidden Markov model, which invents words where the dictionary has none (in the article
要筑牢, 对村); a term list says what the dictionary does not know. Both choices were made by
measuring: `data/gold/heldout.csv` has the numbers.

Not good for: finding words that neither the dictionary nor the term list holds, above all names.
They come out as single characters, on purpose: a wrong split is seen, an invented word is not.
`suggest_terms` proposes such words for the term list.
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
    """A word, its part of speech (ICTCLAS tags), and its offsets in the text."""

    token: str
    pos: str
    start: int
    end: int

    def is_stop(self, stopwords: Container[str]) -> bool:
        """Whether it is a stop word, a number or a punctuation mark."""
        return self.pos == "w" or self.token in stopwords or any(map(str.isdecimal, self.token))


class Segmenter:
    """Cuts text into words.

    `terms` are words to keep whole: strings, or pairs of a string and its part of speech. A term
    written with a space (`"农村 党员"`) is an entry of the dictionary that is to be cut there
    instead; a term that loses to an entry that overlaps it needs such a one too. `engine` is
    `"jieba"`, or `"rjieba"` for the same tokens faster (`pip install five-moves[fast]`). An engine
    that is unknown or missing, an empty term, or a string for a list of terms: `InputError`.

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
        # No engine sees these terms in one piece, so they count as forms; the longest comes first.
        odd = sorted({t.term for t in self.terms if _is_odd(t.term)}, key=len, reverse=True)
        words = [term.term for term in self.terms if term.term not in odd]
        words.sort(key=lambda word: " " not in word)  # cuts first: they change what others beat
        self._cut = _ENGINES[engine](words)
        whole = (rf"(?a:\b|(?=\W)){re.escape(word)}(?a:\b|(?<=\W))|" for word in odd)
        self._form = re.compile("".join(whole) + FORMS)
        self._starts = re.compile(f"[{''.join(re.escape(word[0]) for word in odd)}{FORM_STARTS}]")

    @overload
    def cut(self, text: str) -> list[str]: ...
    @overload
    def cut(self, text: "pd.Series") -> "pd.Series": ...
    def cut(self, text: Any) -> Any:
        """The tokens of a text in order; white space is dropped, all else is kept.

        Of a Series of texts, a Series of such lists with the same index, for `explode`; what is
        missing stays so.
        """
        if not isinstance(text, str):
            return _each(self.cut, text)
        return [word for word in self._words(text) if not word.isspace()]

    @overload
    def tokenize(self, text: str) -> list[Token]: ...
    @overload
    def tokenize(self, text: "pd.Series") -> "pd.Series": ...
    def tokenize(self, text: Any) -> Any:
        """The tokens of a text (or of each in a Series, see `cut`), with tag and offsets.

        Parts of speech are those of the term list, else of jieba's dictionary, else `nz` for Latin
        words and `x` for what is not known; `w` is punctuation, `m` a number, `t` a date or time.
        """
        if not isinstance(text, str):
            return _each(self.tokenize, text)
        words = self._words(text)
        tags = [*map(self._tags.__getitem__, words)]
        ends = [*accumulate(map(len, words))]
        rows = zip(words, tags, chain((0,), ends), ends, strict=False)
        tokens = map(tuple.__new__, repeat(Token), rows)  # as Token._make, in two thirds the time
        return [*compress(tokens, tags)]  # white space has no tag

    def _words(self, text: str) -> list[str]:
        """All of the text in pieces: words, marks and white space."""
        words: list[str] = []
        at = 0
        for first in self._starts.finditer(text):  # many times as fast as searching for the forms
            if first.start() >= at and (form := self._form.match(text, first.start())):
                words += self._cut(text[at : form.start()])
                words.append(form.group())
                at = form.end()
        return [*words, *self._cut(text[at:])]


def _each(function: Callable[[str], object], data: Any) -> "pd.Series":
    """What a function gives for each text of a Series."""
    from ..errors import texts

    return texts(data).map(function, na_action="ignore")


class _Tags(dict[str, str]):
    """Part of speech by word, found out when first asked for; empty for white space."""

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
    """Whether a term to keep whole is Latin, holds a form, or what is in no word to the engines."""
    plain = re.fullmatch("[\u4e00-\u9fd5A-Za-z0-9]+", word) and not word.isascii()
    return " " not in word and (not plain or bool(FORM.search(word)))
