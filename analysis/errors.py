"""The error for input that cannot be used, and the checks that raise it."""

from collections.abc import Iterable, Mapping
from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

#: A text, a Series of texts, or a table with a column of them.
Texts: TypeAlias = "str | pd.Series | pd.DataFrame"


class InputError(ValueError):
    """A file, a table or a value cannot be used.

    Its message is one line that names the fault, what was expected, and what to do. The command
    line prints it and exits with code 2 before it writes anything.
    """


def check_keys(
    table: Any, known: Mapping[str, type], where: str, required: Iterable[str] = ()
) -> None:
    """Raise `InputError` if a key is unknown or missing, or a value has the wrong type.

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


def require(table: "pd.DataFrame", *columns: str) -> None:
    """Raise `InputError` if a table lacks a column; the message names the columns it has."""
    if missing := ", ".join(repr(column) for column in columns if column not in table):
        have = ", ".join(map(str, table.columns))
        raise InputError(f"the table has no column {missing} (it has: {have})")


def refuse_path(text: object) -> None:
    """Raise `InputError` if a text is the path of a file."""
    if isinstance(text, Path) or (isinstance(text, str) and len(text) < 200 and isfile(text)):
        raise InputError(f"{text} is a path, not a text; read the file: read_text({str(text)!r})")


def texts(data: Texts, column: str = "text") -> "pd.Series":
    """A string, a Series or a column of a table as a Series of strings and missing values.

    Raises `InputError` if a value is no string, and `TypeError` for other kinds of data.

    >>> import pandas as pd
    >>> texts(pd.DataFrame({"text": ["山", None]}, index=["a", "b"])).dropna().to_dict()
    {'a': '山'}
    """
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        require(data, column)
        data = data[column]
    if isinstance(data, str):
        refuse_path(data)
        data = pd.Series([data])
    if not isinstance(data, pd.Series):
        known = "a str, a Series of str or a DataFrame with one column of them"
        raise TypeError(f"give {known}, not {type(data).__name__}")
    if isinstance(data.dtype, pd.CategoricalDtype):  # It could not hold other strings.
        data = data.astype(data.cat.categories.dtype)
    for label, value in data.dropna().items():
        if not isinstance(value, str):
            raise InputError(f"row {label!r} is no text but {value!r} ({type(value).__name__})")
    return data
