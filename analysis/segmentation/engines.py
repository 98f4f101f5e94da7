"""The engines that cut text into words, and jieba's dictionary on which they rest.

The dictionary is loaded in silence, and from where nobody else can write.
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
    """Keep jieba from logging to stderr, and from warning of its use of pkg_resources."""
    logger = logging.getLogger("jieba")
    disabled, logger.disabled = logger.disabled, True
    barred = {name: sys.modules[name] for name in ("pkg_resources",) if name in sys.modules}
    # Where pkg_resources is barred, jieba opens its files directly: no warning, and faster.
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.disabled = disabled
        del sys.modules["pkg_resources"]
        sys.modules.update(barred)


def _private_cache() -> Path | None:
    """A folder of this user alone for jieba's compiled dictionary, or None where there is none.

    jieba trusts whatever it finds in its cache; in the shared temporary folder, its default, anyone
    on the machine could put a dictionary of theirs.
    """
    folder = platformdirs.user_cache_path("five-moves") / f"jieba-{version('jieba')}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        ours = os.name != "posix" or all(map(_only_ours, (folder, *folder.parents)))
        return folder if ours and os.access(folder, os.W_OK) else None
    return None


def _only_ours(folder: Path) -> bool:
    """Whether nobody but this user and root can replace what is in a folder."""
    status = folder.stat()
    shared = status.st_mode & 0o022 and not status.st_mode & stat.S_ISVTX
    return status.st_uid in (0, os.getuid()) and not shared


@cache
def _jieba() -> Any:
    """jieba with its own dictionary, loaded once."""
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
    """Part of speech by word, from jieba's dictionary."""
    with _jieba().get_dict_file() as file:
        rows = (line.split(" ") for line in file.read().decode("utf-8").splitlines())
        return {word: sys.intern(pos) for word, _, pos in rows}


def new_jieba() -> Any:
    """A tokenizer of jieba's that terms can be added to: its dictionary is a copy."""
    base = _jieba()
    tokenizer = type(base)()
    tokenizer.FREQ, tokenizer.total = base.FREQ.copy(), base.total
    tokenizer.initialized = True
    return tokenizer


def jieba_cut(words: list[str]) -> Callable[[str], Iterable[str]]:
    """A function that cuts a text by jieba's dictionary and these words, without its HMM."""
    tokenizer = new_jieba()
    for word in words:
        before = tokenizer.FREQ.get(joined := word.replace(" ", ""), 0)
        if joined == word:
            tokenizer.add_word(word)
        else:
            tokenizer.FREQ[joined] = 0  # add_word(…, 0) would tell every jieba
        tokenizer.total -= before  # as rjieba counts
    return partial(tokenizer.cut, HMM=False)


def rjieba_cut(words: list[str]) -> Callable[[str], Iterable[str]]:
    """The same by rjieba: the same tokens, faster."""
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
