"""What an analyst has at hand: a string, a Series of strings, or a table with a column of them."""

from typing import TypeAlias

import pandas as pd

from .errors import InputError
from .files import refuse_path

Texts: TypeAlias = str | pd.Series | pd.DataFrame


def require(table: pd.DataFrame, *columns: str) -> None:
    """Raise `InputError` if a table lacks a column, naming those it has."""
    if missing := ", ".join(repr(column) for column in columns if column not in table):
        have = ", ".join(map(str, table.columns))
        raise InputError(f"the table has no column {missing} (it has: {have})")


def texts(data: Texts, column: str = "text") -> pd.Series:
    """A Series of strings and missing values: a string alone, a Series, or a column of a table.

    Anything else in it is an `InputError` that names the row; anything else instead of it, a
    `TypeError`.

    >>> texts(pd.DataFrame({"text": ["山", None]}, index=["a", "b"])).dropna().to_dict()
    {'a': '山'}
    """
    if isinstance(data, pd.DataFrame):
        require(data, column)
        data = data[column]
    if isinstance(data, str):
        refuse_path(data)
        data = pd.Series([data])
    if not isinstance(data, pd.Series):
        known = "a str, a Series of str or a DataFrame with one column of them"
        raise TypeError(f"give {known}, not {type(data).__name__}")
    if isinstance(data.dtype, pd.CategoricalDtype):  # which cannot hold what is made of each text
        data = data.astype(data.cat.categories.dtype)
    for label, value in data.dropna().items():
        if not isinstance(value, str):
            raise InputError(f"row {label!r} is no text but {value!r} ({type(value).__name__})")
    return data
