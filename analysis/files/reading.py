"""Reading texts, pages and lists in the encodings and forms that people have them in."""

import codecs
import csv
import io
import re
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import InputError, checked
from .html import declared_encoding, text_of

MARKS = {  # of UTF-32 first: its mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32", codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
CHINESE = ("gb18030", "big5", "big5hkscs")
# The most frequent characters of general Chinese, simplified and traditional. A text decoded in the
# wrong encoding has hardly any of them; read rightly, they are a quarter of it.
FREQUENT = frozenset(
    "的一是了不在人有我他这這中大来來上国國个個到说說们們为為子和你地出道也时時年得就那要下以生会會自着著"
    "去之过過家学學对對可里裡后後行方多经經么麼水作民发發进進业業成开開"
)


def decode(data: bytes, name: str | Path, encoding: str = "utf-8") -> str:
    """Decode bytes, without a byte-order mark and with line ends kept as they are.

    UTF-16 and UTF-32 are known by their mark. A web page that is not UTF-8 is decoded as it
    declares.

    Raises `InputError` if there is nothing but white space, or if the bytes do not fit the
    encoding; where that is UTF-8, the message names the Chinese encoding in which they read as
    Chinese.

    >>> decode("乡村".encode("gb18030"), "page.txt", encoding="gb18030")
    '乡村'
    >>> decode("乡村振兴，我们的事。".encode("gb18030"), "page.txt")
    Traceback (most recent call last):
    analysis.errors.InputError: page.txt: not UTF-8 (first bad byte at offset 0), but valid GB18030
    that reads as Chinese: give gb18030 as its encoding
    """
    try:
        plain = codecs.lookup(encoding).name == "utf-8"
        marked = next((kind for mark, kind in MARKS.items() if data.startswith(mark)), "utf-8")
        text = data.decode(marked if plain else encoding)
    except UnicodeDecodeError as error:
        place = f"(first bad byte at offset {error.start})"
        if not plain:
            raise InputError(f"{name}: not {encoding} {place}") from None
        if not (declared := declared_encoding(data)):
            raise InputError(f"{name}: not UTF-8 {place}, {_fitting(data)}") from None
        return decode(data, name, declared)
    except (LookupError, ValueError):
        raise InputError(f"{name}: unknown encoding {encoding!r}") from None
    if re.search("[\ud800-\udfff]", text):
        raise InputError(f"{name}: not {encoding} (it gives halves of characters)")
    if not text.strip():
        raise InputError(f"{name}: the file is empty")
    return text


def _fitting(data: bytes) -> str:
    """The Chinese encodings that bytes fit, the one that reads most like Chinese first."""
    shares = {}
    for encoding in CHINESE:
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            shares[encoding] = sum(char in FREQUENT for char in text) / len(text)
    if not shares:
        return "nor GB18030 or Big5: is it a text file?"
    best = max(shares, key=shares.__getitem__)
    said = best.upper() if best.startswith("gb") else best.capitalize()
    reads = " that reads as Chinese" if shares[best] > 0.02 else ""
    return f"but valid {said}{reads}: give {best} as its encoding"


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file, a pipe or a device; one that cannot be read is an `InputError`."""
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        fault = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: cannot be read ({fault})") from None


@checked
def read_text(path: str | Path, encoding: str = "utf-8") -> str:
    """The text of a file; of a saved web page, its article: title, byline, paragraphs.

    Raises `InputError` if the file is missing or empty or does not fit the encoding (see `decode`).
    """
    return text_of(decode(read_bytes(path), path, encoding), path)


def read_toml(path: str | Path, encoding: str = "utf-8") -> dict[str, Any]:
    """A TOML file as a dict."""
    try:
        found = tomllib.loads(read_text(path, encoding))
    except InputError:
        raise
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not valid TOML ({error})") from None
    if large := _large(found):
        raise InputError(f"{path}: not valid TOML (an integer of {len(str(large))} digits)")
    return found


def _large(value: Any) -> int:
    """An integer that has more than the 64 bits of TOML; 0 if there is none."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return next(filter(None, map(_large, parts)), 0)
    return value if isinstance(value, int) and not -(2**63) <= value < 2**63 else 0


def read_rows(path: str | Path, columns: set[str], encoding: str = "utf-8") -> list[dict[str, str]]:
    """The rows of a CSV or Excel file that has at least these columns.

    A row that ends early has empty values. Raises `InputError` for a missing column, for a row
    with more values than columns, and for a quote that is never closed.
    """
    if Path(path).suffix.lower() == ".xlsx":
        rows = _excel(path)
        names = rows[0] if rows else []
        found = [dict(zip(names, row, strict=True)) for row in rows[1:]]
    else:
        text = io.StringIO(read_text(path, encoding), newline="")
        reader = csv.DictReader(text, restval="", strict=True)
        try:
            found, names = list(reader), list(reader.fieldnames or ())
        except csv.Error as error:
            raise InputError(f"{path}: line {reader.line_num}: not valid CSV ({error})") from None
    if missing := columns - set(names):
        raise InputError(f"{path}: no column {', '.join(sorted(missing))}")
    for row in found:
        if None in row:
            start = f"the row that begins with {row[names[0]]}"
            raise InputError(f"{path}: {start} has too many values; quote one that holds a comma")
    return found


def _excel(path: str | Path) -> list[list[str]]:
    """The rows of the first sheet of an Excel file, as text, without empty rows."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise InputError(f'{path}: reading Excel needs pip install "five-moves[excel]"') from None
    try:
        book = load_workbook(io.BytesIO(read_bytes(path)), read_only=True, data_only=True)
        rows = [*book.worksheets[0].iter_rows(values_only=True)]
    except InputError:
        raise
    except Exception as error:  # a broken archive fails in many ways
        raise InputError(f"{path}: not an Excel file ({error})") from None
    shown = [["" if value is None else str(value).strip() for value in row] for row in rows]
    return [row for row in shown if any(row)]
