"""The engines that cut text into words, and jieba's dictionary, which all of them use.

Loading the dictionary prints nothing and trusts no folder that others can write to.
"""

import logging
import os
import stat
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import platformdirs

from ..errors import InputError


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
        ours = os.name != "posix" or all(map(_only_ours, (folder, *folder.parents)))
        return folder if ours and os.access(folder, os.W_OK) else None
    return None


def _only_ours(folder: Path) -> bool:
    """Whether only this user and root can replace the files of a folder."""
    status = folder.stat()
    shared = status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX
    return status.st_uid in (0, os.getuid()) and not shared


@cache
def _jieba() -> Any:
    """A jieba tokenizer with the original dictionary, loaded once."""
    with _quiet():
        import jieba

        tokenizer = jieba.Tokenizer()
        if folder := _private_cache():
            tokenizer.tmp_dir = str(folder)
            tokenizer.initialize()
        else:
            tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
            tokenizer.initialized = True
    return tokenizer


@cache
def parts_of_speech() -> dict[str, str]:
    """The part of speech of each word in jieba's dictionary."""
    with _jieba().get_dict_file() as file:
        rows = (line.split(" ") for line in file.read().decode("utf-8").splitlines())
        return {word: sys.intern(pos) for word, _, pos in rows}


def new_jieba() -> Any:
    """A jieba tokenizer with its own copy of the dictionary, to which terms can be added."""
    base = _jieba()
    tokenizer = type(base)()
    tokenizer.FREQ, tokenizer.total = base.FREQ.copy(), base.total
    tokenizer.initialized = True
    return tokenizer


def jieba_cut(words: list[str]) -> Callable[[str], Iterable[str]]:
    """A function that cuts a text with jieba, its dictionary and the words given, without HMM."""
    tokenizer = new_jieba()
    for word in words:
        before = tokenizer.FREQ.get(joined := word.replace(" ", ""), 0)
        if joined == word:
            tokenizer.add_word(word)
        else:
            tokenizer.FREQ[joined] = 0  # add_word(…, 0) would change every jieba tokenizer.
        tokenizer.total -= before  # rjieba subtracts the old frequency too.
    return partial(tokenizer.cut, HMM=False)


def rjieba_cut(words: list[str]) -> Callable[[str], Iterable[str]]:
    """A function that gives the tokens of `jieba_cut` faster, with rjieba."""
    try:
        import rjieba
    except ImportError:
        message = "the engine 'rjieba' is not installed; pip install rjieba, or use engine='jieba'"
        raise InputError(message) from None
    tokenizer = rjieba.Jieba()
    for word in words:
        if (joined := word.replace(" ", "")) == word or tokenizer.has_word(joined):
            tokenizer.add_word(joined, None if joined == word else 0, None)
    return partial(tokenizer.cut, hmm=False)
