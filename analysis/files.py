"""Reading files so that what is wrong with one is said in one line."""

import codecs
import csv
import io
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import InputError

RESOURCES = Path(__file__).with_name("resources")


def decode(data: bytes, name: str | Path, encoding: str = "utf-8") -> str:
    """Decode bytes, without a byte-order mark and with line ends kept as they are.

    Raises `InputError` if there is nothing but white space, or if the bytes do not fit the
    encoding; where that is UTF-8, the message says whether GB18030 would fit.

    >>> decode("乡村".encode("gb18030"), "page.txt", encoding="gb18030")
    '乡村'
    >>> decode("乡村振兴".encode("gb18030"), "page.txt")
    Traceback (most recent call last):
    analysis.errors.InputError: page.txt: not UTF-8 (first bad byte at offset 0), but valid GB18030:
    ...
    """
    try:
        utf8 = codecs.lookup(encoding).name == "utf-8"
        text = data.decode("utf-8-sig" if utf8 else encoding)
    except LookupError:
        raise InputError(f"{name}: unknown encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        place = f"(first bad byte at offset {error.start})"
        if not utf8:
            raise InputError(f"{name}: not {encoding} {place}") from None
        hint = "nor GB18030: is it a text file?"
        with suppress(UnicodeDecodeError):
            data.decode("gb18030")
            hint = "but valid GB18030: give gb18030 as its encoding"
        raise InputError(f"{name}: not UTF-8 {place}, {hint}") from None
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    return text


def read_text(path: str | Path, encoding: str = "utf-8") -> str:
    """The text of a file; an empty, missing or undecodable one is an `InputError`."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    return decode(data, path, encoding)


def read_toml(path: str | Path) -> dict[str, Any]:
    """A TOML file as a dict."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML ({error})") from None


def read_rows(path: str | Path, columns: set[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that has at least these columns."""
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    if missing := columns - set(reader.fieldnames or ()):
        raise InputError(f"{path}: no column {', '.join(sorted(missing))}")
    return list(reader)
