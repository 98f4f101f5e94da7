"""Reading files so that what is wrong with one is said in one line."""

import codecs
import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from os.path import isfile
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


def refuse_path(text: object) -> None:
    """Raise `InputError` for the path of a file where a text is wanted."""
    if isinstance(text, Path) or (isinstance(text, str) and len(text) < 200 and isfile(text)):
        raise InputError(f"{text} is a path, not a text; read the file: read_text({str(text)!r})")


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


def check_keys(
    table: Any, known: Mapping[str, type], where: str, required: Iterable[str] = ()
) -> None:
    """Raise `InputError` for an unknown or a missing key, or a value of another type than known.

    >>> check_keys({"colour": 1}, {"color": int}, "style.toml")
    Traceback (most recent call last):
    analysis.errors.InputError: style.toml: unknown key 'colour' (known: color)
    """
    if not isinstance(table, Mapping):
        raise InputError(f"{where}: expected a table, not {table!r}")
    for key, value in table.items():
        if key not in known:
            raise InputError(f"{where}: unknown key {key!r} (known: {', '.join(sorted(known))})")
        if not isinstance(value, known[key]):
            raise InputError(f"{where}: {key} = {value!r} should be a {known[key].__name__}")
    for key in required:
        if not table.get(key):
            raise InputError(f"{where}: no key {key!r}")
