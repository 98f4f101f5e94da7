"""The documents of a crawl: text files, CSV, JSON lines and Parquet, read as one stream.

The same input always gives the same batches, so that a run can be taken up again.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from ..article.corpus import REPAIRS
from ..errors import InputError
from ..files import decode, read_text

LARGEST = 5_000_000  #: Characters of a document; a page has thousands.
BATCH = 400_000  #: Characters of a batch, unless its last document is larger.
MOST = 500  #: Documents of a batch.
RESERVED = {"text", "words", *REPAIRS}


class Reading(NamedTuple):
    """The columns of texts, of names and of what to count by; the encoding."""

    column: str = "text"
    document: str | None = None
    by: str | None = None
    encoding: str = "utf-8"


class Document(NamedTuple):
    """A text with its metadata, or the reason why there is none; `at` is where its file is."""

    name: str
    text: str = ""
    metadata: dict[str, Any] = {}  # noqa: RUF012
    reason: str = ""
    at: int = 0


def find_files(inputs: Iterable[str | Path], reading: Reading) -> dict[str, Path]:
    """The files of the input, by name.

    Raises `InputError` if there are none, or if a table lacks a column that is asked for.
    """
    found: dict[str, Path] = {}
    for path in map(Path, inputs):
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        inside = (file for file in sorted(path.rglob("*")) if file.suffix in READERS)
        inside = (file for file in inside if file.is_file() or file.is_symlink())
        for file in inside if path.is_dir() else [path]:
            name = file.relative_to(path).as_posix() if path.is_dir() else path.name
            found[file.as_posix() if name in found else name] = file
    if not found:
        raise InputError(f"no files {', '.join(READERS)} in {', '.join(map(str, inputs))}")
    for name, path in found.items():
        reader = READERS.get(path.suffix, _text)
        if reader is _text and reading.by not in (None, "document"):
            raise InputError(f"{path}: a text file has no column {reading.by!r} to count by")
        if reader is not _text:
            try:
                next(reader(path, name, reading), None)
            except InputError:
                raise
            except Exception:  # It is rejected, with this reason, when its turn comes.
                continue
    return found


def batches(files: dict[str, Path], reading: Reading) -> Iterator[tuple[list[Document], int]]:
    """The documents in batches, and the bytes of the input that are read with each."""
    batch: list[Document] = []
    size = before = told = 0
    for name, path in files.items():
        for document in _documents(path, name, reading):
            batch.append(document)
            size += len(document.text)
            if size >= BATCH or len(batch) == MOST:
                yield batch, before + document.at - told
                batch, size, told = [], 0, before + document.at
        before += path.stat().st_size if path.exists() else 0
    yield batch, before - told


def _documents(path: Path, name: str, reading: Reading) -> Iterator[Document]:
    """The documents of a file; one that cannot be worked on has a reason and no text."""
    try:
        for document in READERS.get(path.suffix, _text)(path, name, reading):
            reason = document.reason or _fault(document.text)
            yield document._replace(reason=reason, text="") if reason else document
    except Exception as error:
        reason = f"the file cannot be read on from here: {type(error).__name__} {error}"
        yield Document(name, reason=reason)


def _fault(text: Any) -> str:
    """Why a text cannot be worked on, or nothing."""
    if not isinstance(text, str):
        return f"the text is a {type(text).__name__}"
    if not text.strip():
        return "the text is empty"
    if len(text) > LARGEST:
        return f"longer than {LARGEST:,} characters"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"invalid bytes (first at character {error.start})"
    return ""


def _text(path: Path, name: str, reading: Reading) -> Iterator[Document]:
    size = path.stat().st_size
    try:
        if size > 4 * LARGEST:
            raise InputError(f"longer than {LARGEST:,} characters")
        yield Document(name, read_text(path, reading.encoding), at=size)
    except InputError as error:
        yield Document(name, reason=str(error), at=size)


def _json_lines(path: Path, name: str, reading: Reading) -> Iterator[Document]:
    with open(path, "rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    fields = json.loads(decode(line, name, reading.encoding))
                    yield _row(fields, f"{name}:{number}", reading, file.tell())
                except (ValueError, RecursionError) as error:
                    yield Document(f"{name}:{number}", reason=str(error), at=file.tell())


def _csv(path: Path, name: str, reading: Reading) -> Iterator[Document]:
    usual = csv.field_size_limit(2**31 - 1)  # It holds for the whole process.
    try:
        with open(path, "rb") as file:
            text = TextIOWrapper(file, _marked(reading), errors="surrogateescape", newline="")
            rows = csv.reader(text)
            columns = next(rows)
            for row in rows:
                at, number = file.tell(), f"{name}:{rows.line_num}"
                if row and len(row) != len(columns):
                    reason = f"{len(row)} fields instead of {len(columns)}"
                    yield Document(number, reason=reason, at=at)
                elif row:
                    yield _row(dict(zip(columns, row, strict=True)), number, reading, at)
    finally:
        csv.field_size_limit(usual)


def _parquet(path: Path, name: str, reading: Reading) -> Iterator[Document]:
    from pyarrow.parquet import ParquetFile

    number, file, size = 0, ParquetFile(path), path.stat().st_size
    for batch in file.iter_batches(batch_size=1000):
        for fields in batch.to_pylist():
            number += 1
            at = size * number // file.metadata.num_rows
            yield _row(fields, f"{name}:{number}", reading, at)


def _row(fields: Any, name: str, reading: Reading, at: int) -> Document:
    """A row of a table as a document, its metadata as strings that can be written."""
    if not isinstance(fields, dict):
        raise InputError(f"{name}: no object with keys but a {type(fields).__name__}")
    name_column = reading.document or ("document" if "document" in fields else None)
    for column in filter(None, (reading.column, name_column, reading.by)):
        if column not in fields and column != "document":
            raise InputError(f"{name}: no column {column!r} (it has: {', '.join(fields)})")
    text = fields.pop(reading.column)
    name = str((name_column and fields.pop(name_column)) or name)
    if taken := ", ".join(RESERVED.intersection(fields)):
        raise InputError(f"{name}: rename {taken}, which the results call other things")
    said = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        for key, value in fields.items()
        if value is not None
    }
    safe = {key: value.encode(errors="replace").decode() for key, value in said.items()}
    return Document(name, text, safe, at=at)


def _marked(reading: Reading) -> str:
    """The encoding, which for UTF-8 may begin with its mark."""
    return "utf-8-sig" if reading.encoding.lower() in ("utf-8", "utf8") else reading.encoding


READERS: dict[str, Callable[[Path, str, Reading], Iterator[Document]]] = {
    ".txt": _text,
    ".html": _text,
    ".htm": _text,
    ".csv": _csv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
}
