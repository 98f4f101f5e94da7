"""Cutting Chinese text into words, each with its part of speech and its place.

The engine is jieba's dictionary model without its hidden Markov model, which invents words where
the dictionary has none (in this article 要筑牢, 对村); a term list says what the dictionary does
not know. What is known by its form is set apart before the engine sees the text: `50%`, `10万` are
one number each, `6月` and `8日` one time word each, `——` one mark; every other punctuation mark
stands alone.

Not good for: finding words that neither the dictionary nor the term list holds. They come out as
single characters, on purpose: a wrong split is seen, an invented word is not.
"""

import logging
import os
import re
import stat
import sys
import unicodedata
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs

from .errors import InputError
from .lexicon import Term

ENGINES = ("jieba", "rjieba")
# A number that is part of a Latin name (B2B, 5G) is left to the engine, which keeps it whole.
FORMS = re.compile(
    r"(?P<w>—{2,}|…+)"
    r"|(?<![A-Za-z0-9])(?:"
    r"(?P<t>\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}:\d{2}(?::\d{2})?|\d{4}年|\d{1,2}[月日时])"
    r"|(?P<m>\d++(?:,\d{3})*+(?:\.\d+)?+[十百千万亿]*+[%％‰]?+(?![A-Za-z])))"
)


class Token(NamedTuple):
    """A word, its part of speech (ICTCLAS tags), and its offsets in the text."""

    token: str
    pos: str
    start: int
    end: int


class Segmenter:
    """Cuts text into words.

    Parameters
    ----------
    terms
        Words to keep whole: strings, or pairs of a string and its part of speech. A term written
        with a space (`"农村 党员"`) is an entry of the dictionary that is to be cut there instead.
    engine
        `"jieba"`, or `"rjieba"` for the same tokens faster (`pip install five-moves[fast]`).

    Raises
    ------
    InputError
        For an unknown or missing engine, or an empty term.

    Examples
    --------
    >>> Segmenter().cut("6月8日，抓党建促乡村振兴。")
    ['6月', '8日', '，', '抓', '党建', '促', '乡村', '振兴', '。']
    >>> Segmenter(terms=["乡村振兴"]).cut("抓党建促乡村振兴")
    ['抓', '党建', '促', '乡村振兴']
    >>> Segmenter().cut("广大党员"), Segmenter(terms=["广大 党员"]).cut("广大党员")
    (['广大党员'], ['广大', '党员'])
    >>> Segmenter().tokenize("占50%")
    [Token(token='占', pos='v', start=0, end=1), Token(token='50%', pos='m', start=1, end=4)]
    """

    def __init__(
        self, terms: Iterable[str | tuple[str, str]] | None = None, engine: str = "jieba"
    ) -> None:
        self.terms = [Term(term) if isinstance(term, str) else Term(*term) for term in terms or ()]
        if any(not term.term.strip() for term in self.terms):
            raise InputError("the term list has an empty term")
        if engine not in ENGINES:
            raise InputError(f"unknown engine {engine!r} (known: {', '.join(ENGINES)})")
        self.engine = engine
        words = [term.term for term in self.terms]
        self._cut = _jieba_cut(words) if engine == "jieba" else _rjieba_cut(words)
        self._pos_of_term = {term.term: term.pos for term in self.terms}

    def cut(self, text: str) -> list[str]:
        """The tokens of a text in order; white space is dropped, all else is kept."""
        return [token.token for token in self.tokenize(text)]

    def tokenize(self, text: str) -> list[Token]:
        """The tokens of a text in order, with part of speech and offsets.

        Parts of speech are those of the term list, else of jieba's dictionary, else `nz` for Latin
        words and `x` for what is not known; `w` is punctuation, `m` a number, `t` a date or time.
        """
        tokens = []
        for start, word, pos in self._pieces(text):
            tokens.append(Token(word, pos or self._pos(word), start, start + len(word)))
        return tokens

    def _pieces(self, text: str) -> Iterator[tuple[int, str, str | None]]:
        """Each token's offset, its characters, and its part of speech where the form decides it."""
        at = 0
        for form in FORMS.finditer(text):
            yield from self._words(text[at : form.start()], at)
            yield form.start(), form.group(), form.lastgroup
            at = form.end()
        yield from self._words(text[at:], at)

    def _words(self, text: str, at: int) -> Iterator[tuple[int, str, None]]:
        for word in self._cut(text) if text else ():
            if not word.isspace():
                yield at, word, None
            at += len(word)

    def _pos(self, word: str) -> str:
        return self._pos_of_term.get(word) or _dictionary_pos().get(word) or _pos_by_form(word)


def _pos_by_form(word: str) -> str:
    if word.isascii() and any(char.isalpha() for char in word):
        return "nz"
    if word.isdecimal():
        return "m"
    marks = {unicodedata.category(char)[0] for char in word}
    return "w" if marks <= {"P", "S", "Z", "C"} else "x"


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep jieba from logging to stderr, and from warning of its use of pkg_resources."""
    logger = logging.getLogger("jieba")
    # Where pkg_resources is barred, jieba opens its files directly: no warning, and faster.
    barred = sys.modules.get("pkg_resources", ...)
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            disabled, logger.disabled = logger.disabled, True
            yield
    finally:
        logger.disabled = disabled
        del sys.modules["pkg_resources"]
        if barred is not ...:
            sys.modules["pkg_resources"] = barred


def _private_cache() -> Path | None:
    """A folder of this user alone for jieba's compiled dictionary, or None where there is none.

    jieba trusts whatever it finds in its cache; in the shared temporary folder, its default, anyone
    on the machine could put a dictionary of theirs.
    """
    folder = platformdirs.user_cache_path("five-moves") / f"jieba-{version('jieba')}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    ours = os.name != "posix" or all(map(_only_ours, (folder, *folder.parents)))
    return folder if ours and os.access(folder, os.W_OK) else None


def _only_ours(folder: Path) -> bool:
    """Whether nobody but this user and root can replace what is in a folder."""
    status = folder.stat()
    shared = status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX
    return status.st_uid in (0, os.getuid()) and not shared


@cache
def _dictionary() -> Any:
    """jieba's own dictionary, loaded once; segmenters work on copies of it."""
    with _quiet():
        import jieba

        tokenizer = jieba.Tokenizer()
        folder = _private_cache()
        if folder is None:
            tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
            tokenizer.initialized = True
        else:
            tokenizer.tmp_dir = str(folder)
            tokenizer.initialize()
    return tokenizer


@cache
def _dictionary_pos() -> dict[str, str]:
    """Part of speech by word, from jieba's dictionary."""
    with _dictionary().get_dict_file() as file:
        rows = (line.split(" ") for line in file.read().decode("utf-8").splitlines())
        return {word: sys.intern(pos) for word, _, pos in rows}


def _jieba_cut(words: list[str]) -> Callable[[str], Iterable[str]]:
    base = _dictionary()
    tokenizer = type(base)()
    tokenizer.FREQ, tokenizer.total = base.FREQ.copy(), base.total
    tokenizer.initialized = True
    for word in words:
        if " " in word:
            tokenizer.FREQ[word.replace(" ", "")] = 0  # add_word(…, 0) would tell every jieba
        else:
            tokenizer.add_word(word)
    return lambda text: tokenizer.cut(text, HMM=False)


def _rjieba_cut(words: list[str]) -> Callable[[str], Iterable[str]]:
    try:
        import rjieba
    except ImportError:
        message = "the engine 'rjieba' is not installed; pip install rjieba, or use engine='jieba'"
        raise InputError(message) from None
    tokenizer = rjieba.Jieba()
    for word in words:
        tokenizer.add_word(word.replace(" ", ""), 0 if " " in word else None, None)
    return lambda text: tokenizer.cut(text, hmm=False)
