"""Reading files so that what is wrong with one is said in one line."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

from .errors import InputError

RESOURCES = Path(__file__).with_name("resources")


def decode(data: bytes, name: str | Path, encoding: str = "utf-8") -> str:
    """Decode bytes, without a byte-order mark and with `\\n` line ends kept as they are.

    Raises
    ------
    InputError
        If the bytes do not fit the encoding; the message says whether GB18030 would fit.

    Examples
    --------
    >>> decode("乡村".encode("gb18030"), "page.txt", encoding="gb18030")
    '乡村'
    >>> decode("乡村振兴".encode("gb18030"), "page.txt")
    Traceback (most recent call last):
    analysis.errors.InputError: page.txt: not UTF-8 (first bad byte at offset 0), but valid GB18030: ...
    """
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except LookupError:
        raise InputError(f"{name}: unknown encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise InputError(f"{name}: not {encoding} (bad byte at offset {error.start})") from None
        try:
            data.decode("gb18030")
        except UnicodeDecodeError:
            hint = "nor GB18030: is it a text file?"
        else:
            hint = "but valid GB18030: convert it, or give encoding='gb18030'"
        where = f"first bad byte at offset {error.start}"
        raise InputError(f"{name}: not UTF-8 ({where}), {hint}") from None


def read_text(path: str | Path, encoding: str = "utf-8") -> str:
    """The text of a file; an empty, missing or undecodable one is an `InputError`."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    text = decode(data, path, encoding)
    if not text.strip():
        raise InputError(f"{path}: the file is empty")
    return text


def read_toml(path: str | Path) -> dict[str, Any]:
    """A TOML file as a dict."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: not valid TOML ({error})") from None


def read_rows(path: str | Path, columns: set[str]) -> list[dict[str, str]]:
    """The rows of a CSV file that has at least these columns."""
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    missing = columns - set(reader.fieldnames or ())
    if missing:
        raise InputError(f"{path}: no column {', '.join(sorted(missing))}")
    return list(reader)


def check_keys(table: dict[str, Any], known: set[str], where: str) -> None:
    """Raise `InputError` for a key that is not known, naming the known ones."""
    for key in table:
        if key not in known:
            raise InputError(f"{where}: unknown key {key!r} (known: {', '.join(sorted(known))})")
