"""The engines that cut text into words, and jieba's dictionary, which two of them use.

Loading the dictionary prints nothing and trusts no file that others can write.
"""

import logging
import os
import re
import stat
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache, partial
from importlib.metadata import version
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeAlias

import platformdirs

from ..errors import InputError, shown

#: The name of an engine, or a function that cuts a text into words.
Engine: TypeAlias = str | Callable[[str], Iterable[str]]
Cut: TypeAlias = Callable[[str], Iterable[str]]
ENGINES = ("jieba", "rjieba")


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence jieba's log, and its warning about pkg_resources."""
    logger = logging.getLogger("jieba")
    disabled, logger.disabled = logger.disabled, True
    barred = {name: sys.modules[name] for name in ("pkg_resources",) if name in sys.modules}
    # Without pkg_resources jieba opens its files directly, which is faster and warns of nothing.
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.disabled = disabled
        del sys.modules["pkg_resources"]
        sys.modules.update(barred)


def _private_cache() -> Path | None:
    """A folder of this user alone for jieba's compiled dictionary, or None if there is none.

    jieba trusts whatever its cache holds. Its default is the shared temporary folder, where anyone
    on the machine could place another dictionary.
    """
    folder = platformdirs.user_cache_path("five-moves") / f"jieba-{version('jieba')}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        files = [file for file in (folder / "jieba.cache",) if os.path.lexists(file)]
        places = [folder, *folder.parents, *(real := folder.resolve()).parents, real, *files]
        ours = os.name != "posix" or all(map(_only_ours, places))
        return folder if ours and os.access(folder, os.W_OK) else None
    return None


def _only_ours(path: Path) -> bool:
    """Whether only this user and root can replace a file, a link or the files of a folder."""
    status = path.lstat()
    shared = status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX
    return status.st_uid in (0, os.getuid()) and (stat.S_ISLNK(status.st_mode) or not shared)


def _sound(frequencies: Any, total: Any) -> bool:
    """Whether these can be the frequencies of words, and their sum."""
    if not (isinstance(frequencies, dict) and frequencies and type(total) is int):
        return False
    keys, values = set(map(type, frequencies)), frequencies.values()
    return keys == {str} and set(map(type, values)) == {int} and min(values) >= 0 < total


@cache
def _tokenizer() -> Any:
    """A jieba tokenizer that has not loaded its dictionary."""
    with _quiet():
        import jieba

        return jieba.Tokenizer()


@cache
def _jieba() -> Any:
    """A jieba tokenizer with the original dictionary, loaded once."""
    tokenizer = _tokenizer()
    with _quiet():
        if folder := _private_cache():
            tokenizer.tmp_dir = str(folder)
            tokenizer.initialize()
        if not _sound(tokenizer.FREQ, tokenizer.total):
            if folder:
                (folder / "jieba.cache").unlink(missing_ok=True)
            tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
            tokenizer.initialized = True
    return tokenizer


@cache
def parts_of_speech() -> dict[str, str]:
    """The part of speech of each word in jieba's dictionary."""
    with _tokenizer().get_dict_file() as file:
        rows = (line.split(" ") for line in file.read().decode("utf-8").splitlines())
        return {word: sys.intern(pos) for word, _, pos in rows}


def new_jieba() -> Any:
    """A jieba tokenizer with its own copy of the dictionary, which may be changed."""
    base = _jieba()
    tokenizer = type(base)()
    tokenizer.FREQ, tokenizer.total = base.FREQ.copy(), base.total
    tokenizer.initialized = True
    return tokenizer


@lru_cache(4)  # A dictionary takes 60 MB.
def jieba_cut(barred: tuple[str, ...]) -> Cut:
    """A function that cuts a text with jieba and its dictionary, without HMM and some entries."""
    tokenizer = new_jieba()
    for word in barred:
        tokenizer.total -= tokenizer.FREQ.get(word, 0)  # rjieba subtracts the old frequency too.
        tokenizer.FREQ[word] = 0  # add_word(…, 0) would change every jieba tokenizer.
    return partial(tokenizer.cut, HMM=False)


def rjieba_cut(barred: tuple[str, ...]) -> Cut:
    """A function that gives the tokens of `jieba_cut` faster, with rjieba."""
    try:
        import rjieba
    except ImportError:
        message = "the engine 'rjieba' is not installed; pip install rjieba, or use engine='jieba'"
        raise InputError(message) from None
    return _rjieba(rjieba.Jieba, barred)


@lru_cache(4)
def _rjieba(new: Callable[[], Any], barred: tuple[str, ...]) -> Cut:
    tokenizer = new()
    for word in filter(tokenizer.has_word, barred):
        tokenizer.add_word(word, 0, None)
    return partial(tokenizer.cut, hmm=False)


def engine_cut(engine: Engine, barred: tuple[str, ...]) -> Cut:
    """The function by which an engine cuts; `barred` words are no words of its dictionary.

    Raises `InputError` if the engine is unknown, not installed, or no function.
    """
    if callable(engine):
        return partial(_checked, engine)
    if engine == "jieba":
        return jieba_cut(barred)
    if engine == "rjieba":
        return rjieba_cut(barred)
    known = ", ".join(ENGINES)
    raise InputError(f"unknown engine {shown(engine)} (known: {known}); or give a function")


def _checked(cut: Cut, text: str) -> list[str]:
    """The pieces in which a function cuts a text, white space apart; they must join to it."""
    words: list[str] = []
    for run in re.findall(r"\S+|\s", text):
        if run.isspace():
            words.append(run)
            continue
        pieces = cut(run)
        listed = isinstance(pieces, Iterable) and not isinstance(pieces, str)
        found: list[Any] = [*pieces] if listed else [None]
        if not all(isinstance(piece, str) for piece in found):
            message = f"the engine must cut {shown(run)} into a list of strings"
            raise InputError(f"{message}, not {shown(pieces)}")
        if (joined := "".join(found)) != run:
            same = (a == b for a, b in zip(joined, run, strict=False))
            at = sum(takewhile(bool, same))
            message = f"the engine's pieces of {shown(run)} do not join to it: at character {at}"
            there, here = joined[at : at + 8], run[at : at + 8]
            raise InputError(f"{message} they have {there!r} where the text has {here!r}")
        words += filter(None, found)
    return words
