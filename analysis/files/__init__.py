"""Reading and writing files so that nothing is lost, and a fault is told in one line."""

from .html import text_of
from .reading import decode, read_bytes, read_rows, read_text, read_toml
from .writing import (
    MADE,
    alone,
    check_name,
    check_replaceable,
    listing,
    nearest,
    put,
    replace_folder,
    unchanged,
    unwritable,
    workshop,
    write_csv,
    write_whole,
)

__all__ = [
    "MADE", "alone", "check_name", "check_replaceable", "decode", "listing", "nearest", "put",
    "read_bytes", "read_rows", "read_text", "read_toml", "replace_folder", "text_of", "unchanged",
    "unwritable", "workshop", "write_csv", "write_whole",
]  # fmt: skip
