"""Cutting Chinese text into words, each with its part of speech and its place.

The form alone tells numbers (`50%`, `10万`, `百分之五`), dates (`6月`, `二〇二二年`), addresses and
marks such as `——`. jieba's dictionary cuts the rest. Its hidden Markov model is off, since it
invents words (in the article 要筑牢 and 对村); a term list supplies what the dictionary lacks. Both
choices were measured: `data/gold/heldout.csv` has the numbers.

Not good for words that neither the dictionary nor the term list has, such as names. They come out
as single characters on purpose: readers notice a wrong split, but not an invented word.
`suggest_terms` proposes words for the term list.
"""

import hashlib
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Container, Iterable
from itertools import accumulate, chain, compress, pairwise, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, overload

from ..errors import checked, texts
from ..lexicon import term_list
from ..lexicon.lookup import INVISIBLE, is_plain, lookup_form
from .engines import ENGINES, Engine, engine_cut, parts_of_speech
from .forms import EMOJI_OR_INVISIBLE, FORM, FORM_START, NUMBER, pos_by_form
from .terms import Whole

if TYPE_CHECKING:
    import pandas as pd

_LOWER = {code: chr(code + 32) for code in (*range(0x41, 0x5B), *range(0xFF21, 0xFF3B))}


class Token(NamedTuple):
    """A word, its part of speech (an ICTCLAS tag), and its offsets in the text."""

    token: str
    pos: str
    start: int
    end: int

    def is_stop(self, stopwords: Container[str]) -> bool:
        """Whether it is a mark, an address, a number, or a stop word in either script.

        `stopwords` are in simplified characters.
        """
        return is_stop(lookup_form(self.token), self.pos, stopwords)


def is_stop(word: str, pos: str, stopwords: Container[str]) -> bool:
    """Whether a word, in the form in which it is looked up, is a mark, number or stop word."""
    if pos in ("w", "xu", "xe") or word in stopwords:
        return True
    return word.isnumeric() or NUMBER.fullmatch(word) is not None


class Segmenter:
    """Cuts text into words.

    A term is kept whole unless that takes more words than the engine does. A term with a space at
    a Chinese character (`"农村 党员"`) cuts an entry of the dictionary there. Text in traditional
    characters is looked up in simplified ones; terms match in either script.

    >>> Segmenter().cut("6月8日，抓党建促乡村振兴。")
    ['6月', '8日', '，', '抓', '党建', '促', '乡村', '振兴', '。']
    >>> Segmenter(terms=["乡村振兴", "iPad Pro"]).cut("用iPad Pro促鄉村振興")
    ['用', 'iPad Pro', '促', '鄉村振興']
    >>> Segmenter().cut("广大党员"), Segmenter(terms=["广大 党员"]).cut("广大党员")
    (['广大党员'], ['广大', '党员'])
    >>> Segmenter().tokenize("占50%")
    [Token(token='占', pos='v', start=0, end=1), Token(token='50%', pos='m', start=1, end=4)]

    Parameters
    ----------
    terms
        Words to keep whole: strings, or a `Term` each, which is a string, its part of speech, and
        whether to keep its spaces: `Term("鸿蒙 OS", "nz", whole=True)`. A term of one character
        only sets a part of speech.
    engine
        `"jieba"`; `"rjieba"` for the same tokens faster (`pip install five-moves[fast]`); or a
        function from a string to the list of its words, for what is no number, date or term.
    ignore_case
        Let terms match Latin letters in either case.

    Raises
    ------
    InputError
        If the engine is unknown or not installed, a term is empty or no string, or `terms` is no
        list; when cutting, if the words of a function do not join to its text.
    """

    @checked
    def __init__(
        self,
        terms: Any = None,
        engine: Engine = "jieba",
        *,
        ignore_case: bool = False,
    ) -> None:
        self.terms, self.engine = term_list(terms), engine
        forms = [(lookup_form(term.term), term) for term in self.terms]
        self._lower = _LOWER if ignore_case else {}
        self._barred = {form.replace(" ", "") for form, term in forms if term.is_cut}
        kept = {form for form, term in forms if not term.is_cut}
        self._engine = engine_cut(engine, tuple(sorted(self._barred - kept)))
        self._whole = Whole(form.translate(self._lower) for form in kept) if kept else None
        self._tags = _Tags((form, term.pos) for form, term in forms if term.pos and form in kept)

    @property
    def digest(self) -> str:
        """A short code of the engine and the terms, equal where texts are cut alike."""
        engine = "jieba" if self.engine in ENGINES else getattr(self.engine, "__qualname__", "")
        words = sorted({f"{term.term} {term.is_cut}" for term in self.terms})
        told = "\n".join([engine, *words, *self._lower.values()])
        return hashlib.sha256(told.encode()).hexdigest()[:12]

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
        return [word for word in self.pieces(text)[0] if not word.isspace()]

    @overload
    def tokenize(self, text: str) -> list[Token]: ...
    @overload
    def tokenize(self, text: "pd.Series") -> "pd.Series": ...
    def tokenize(self, text: Any) -> Any:
        """The tokens of a text, or of each text in a Series, with part of speech and offsets.

        The part of speech comes from the term list or jieba's dictionary. Other words get `w`
        (mark), `m` (number), `t` (date or time), `nz` (Latin), `xu` (address), `xe` (mail) or `x`
        (unknown).
        """
        if not isinstance(text, str):
            return _each(self.tokenize, text)
        words, forms = self.pieces(text)
        tags = self.tags(forms)
        ends = [*accumulate(map(len, words))]
        rows = zip(words, tags, chain((0,), ends), ends, strict=False)
        tokens = map(tuple.__new__, repeat(Token), rows)  # Token._make takes half as long again.
        return [*compress(tokens, tags)]  # White space has no tag and is dropped.

    def tags(self, forms: Iterable[str]) -> list[str]:
        """The part of speech of words in the form in which they are looked up; "" for a blank."""
        return [*map(self._tags.__getitem__, forms)]

    def pieces(self, text: str) -> tuple[list[str], list[str]]:
        """The whole text in words, marks and white space, and the form in which each is looked up.

        Both are one list where the text is simplified and all of it visible.
        """
        if is_plain(text):
            forms = self._cut_whole(text)
            return forms, forms
        text, plain, hidden = _visible(text, lookup_form(text))
        forms = self._cut_whole(plain)
        ends = [0, *accumulate(map(len, forms))]
        words = [text[start:end] for start, end in pairwise(ends)]
        return _with_invisible(words, forms, ends, hidden) if hidden else (words, forms)

    def _cut_whole(self, text: str) -> list[str]:
        words = self._cut(text)
        if self._whole:
            words = self._whole.keep(words, text.translate(self._lower), self._cut)
        return words

    def _cut(self, text: str) -> list[str]:
        """A text in words by form, and in words of the engine where no form is."""
        words: list[str] = []
        at = 0
        for first in FORM_START.finditer(text):
            if first.start() >= at and (form := FORM.match(text, first.start())):
                words += self._engine(text[at : form.start()])
                words.append(form[0])
                at = form.end()
        words += self._engine(text[at:])
        return words


def _visible(text: str, plain: str) -> tuple[str, str, list[tuple[int, str]]]:
    """A text and its lookup form without what is invisible, and the places of that in them."""
    kept, hidden, at, length = list[slice](), list[tuple[int, str]](), 0, 0
    for found in EMOJI_OR_INVISIBLE.finditer(plain):
        if found.lastgroup:
            kept.append(slice(at, found.start()))
            length += found.start() - at
            hidden.append((length, found[0]))
            at = found.end()
    kept.append(slice(at, None))
    shown = "".join(text[part] for part in kept)
    return shown, "".join(plain[part] for part in kept), hidden


def _with_invisible(
    words: list[str], forms: list[str], ends: list[int], hidden: list[tuple[int, str]]
) -> tuple[list[str], list[str]]:
    """The words, with what is invisible inside that word, or by itself between two words."""
    kept, kept_forms, done = list[str](), list[str](), 0
    for place, characters in hidden:
        at = bisect_left(ends, place)
        kept += words[done:at]
        kept_forms += forms[done:at]
        done = at
        if ends[at] == place:
            kept.append(characters)
            kept_forms.append(characters)
        else:
            rest = ends[at] - place  # what is invisible before this place is in the word already
            kept[-1] = kept[-1][:-rest] + characters + kept[-1][-rest:]
    return kept + words[done:], kept_forms + forms[done:]


def _each(function: Callable[[str], object], data: Any) -> "pd.Series":
    """The results of a function for each text of a Series."""
    return texts(data).map(function, na_action="ignore")


class _Tags(dict[str, str]):
    """The part of speech of each word, looked up on first use; empty for white space."""

    def __missing__(self, word: str) -> str:
        self[word] = pos_by_form(word) or parts_of_speech().get(word) or _pos_by_characters(word)
        return self[word]


def _pos_by_characters(word: str) -> str:
    if word.isspace():
        return ""
    if word.isascii() and any(map(str.isalpha, word)):
        return "nz"
    kinds = {unicodedata.category(char)[0] for char in word}
    return "w" if kinds <= set("PSZCM") or INVISIBLE.fullmatch(word) else "x"
