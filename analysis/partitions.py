"""Functions of a pandas table that take a Dask table as well, one partition at a time."""

from collections.abc import Callable
from functools import partial, wraps
from inspect import signature
from typing import Any, TypeVar

from .errors import InputError, require

Function = TypeVar("Function", bound=Callable[..., Any])


def by_partition(function: Function) -> Function:
    """Let a function of a table with texts map itself over the partitions of a Dask DataFrame.

    A partition without any text gives an empty table where the function refuses to work on none.
    Dask is not imported here: its tables are known by their method `map_partitions`.
    """

    first = next(iter(signature(function).parameters))

    @wraps(function)
    def mapped(*args: Any, **options: Any) -> Any:
        data: Any = args[0] if args else options.get(first)
        if not hasattr(data, "map_partitions"):
            return function(*args, **options)
        options.pop(first, None)
        if data.ndim == 1:
            raise InputError("give a Dask DataFrame, not a Dask Series: series.to_frame('text')")
        column = options.get("column", "text")
        require(data, column)
        meta = function(data._meta_nonempty.astype({column: "str"}), **options)[:0]
        return data.map_partitions(_part, partial(mapped, **options), column, meta, meta=meta)

    return mapped  # type: ignore[return-value]


def _part(table: Any, function: Callable[..., Any], column: str, empty: Any) -> Any:
    try:
        return function(table)
    except InputError:
        if table[column].fillna("").str.strip().ne("").any():
            raise
        return empty
