"""The error for input that cannot be used, and the checks that raise it."""

import re
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, wraps
from inspect import formatannotation, signature
from numbers import Integral, Real
from os.path import exists, isdir
from pathlib import Path
from reprlib import repr as brief
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeAlias, TypeVar, Union

if TYPE_CHECKING:
    import pandas as pd

#: A text, a Series of texts, or a table with a column of them.
Texts: TypeAlias = "str | pd.Series | pd.DataFrame"
P = ParamSpec("P")
R = TypeVar("R")


class InputError(ValueError):
    """A file, a table or a value cannot be used.

    Its message is one line that names the fault, what was expected, and what to do. The command
    line prints it and exits with code 2 before it writes anything.
    """


def checked(function: Callable[P, R]) -> Callable[P, R]:
    """The function, made to refuse arguments of other kinds than its annotations name.

    >>> @checked
    ... def line(words: Iterable[str], width: int = 8) -> str:
    ...     return " ".join(words)[:width]
    >>> line(["山", None])
    Traceback (most recent call last):
    analysis.errors.InputError: line: words is ['山', None]; give Iterable[str]
    """
    parameters, where = signature(function), re.sub(r"\.__\w+__$", "", function.__qualname__)

    @cache
    def hints() -> dict[str, Any]:
        try:
            return typing.get_type_hints(function)
        except NameError:  # A module may name pandas and not load it.
            import pandas

            return typing.get_type_hints(function, localns={"pd": pandas})

    @wraps(function)
    def run(*args: P.args, **options: P.kwargs) -> R:
        for name, value in parameters.bind(*args, **options).arguments.items():
            if not _fits(value, hint := hints().get(name, Any)):
                what = re.sub(r"[\w.]+\.(?=\w)", "", formatannotation(hint)).replace(" | ", " or ")
                what = re.sub(r"Literal\[(.*?)\]", r"one of \1", what)
                raise InputError(f"{where}: {name} is {shown(value)}; give {what}")
        return function(*args, **options)

    return run


def _fits(value: Any, hint: Any) -> bool:
    """Whether a value, and all that it holds, is of the kind that an annotation names."""
    kind: Any
    kind, inside = typing.get_origin(hint) or hint, typing.get_args(hint)
    if kind in (Union, UnionType):
        return any(_fits(value, one) for one in inside)
    if kind is Literal:
        return isinstance(value, str) and value in inside
    if kind is Any or not isinstance(kind, type):
        return True
    if isinstance(value, bool):
        return kind in (bool, object)
    alike = isinstance(value, Integral if kind is int else Real if kind is float else kind)
    if not alike:
        return False
    if not inside or kind is Callable or isinstance(value, Iterator):
        return True
    if isinstance(value, Mapping):
        pairs = len(inside) == 2
        return pairs and all(_fits(a, inside[0]) and _fits(b, inside[1]) for a, b in value.items())
    if kind is tuple:
        return len(value) == len(inside) and all(map(_fits, value, inside))
    single = isinstance(value, str | bytes) or hasattr(value, "columns")
    return not single and all(_fits(item, inside[0]) for item in value)


def shown(value: object) -> str:
    """A value in a few words of one line.

    >>> shown("山"), shown([1] * 99), shown(object())
    ("'山'", '[1, 1, 1, 1, 1, 1, ...]', 'an object')
    """
    if value is None or isinstance(value, str | bytes | Real | list | tuple | set | dict | Path):
        return " ".join(brief(value).split())
    kind = type(value).__name__
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"


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
    """Raise `InputError` if a table lacks a column or has it twice, or if its values are lists."""
    if not hasattr(table, "columns"):
        raise InputError(f"give a table, not {shown(table)}")
    have = ", ".join(map(str, table.columns))
    if missing := ", ".join(repr(column) for column in columns if column not in table):
        raise InputError(f"the table has no column {missing} (it has: {have})")
    for column in columns:
        if list(table.columns).count(column) > 1:
            raise InputError(f"the table has two columns {column!r} (it has: {have}); rename one")
        if table[column].dtype == object:
            for label, value in table[column].items():
                if isinstance(value, list | dict | set):
                    held = f"column {column!r} holds {shown(value)} in row {label!r}"
                    raise InputError(f"{held}; give one value a row, as DataFrame.explode does")


def refuse_path(text: object) -> None:
    """Raise `InputError` if a text is the path of a file or folder, or has the form of one.

    >>> refuse_path("page.txt")
    Traceback (most recent call last):
    analysis.errors.InputError: page.txt is a path, not a text; read the file: read_text('page.txt')
    """
    name = str(text) if isinstance(text, str) and len(text) < 200 else ""
    if "\0" in name or not re.search(r"\w\w", name):  # A mark or two is no name.
        name = ""
    form = r"(?!\w+://)[^\s，。！？]*\w\.(?:txt|md|csv|tsv|html?|docx?|pdf|json|toml|xlsx)"
    form += r"|[A-Za-z\d_.~/-]{2,}/"
    if isinstance(text, Path) or (name and (exists(name) or re.fullmatch(form, name))):
        if isdir(str(text)):
            raise InputError(f"{text} is a folder, not a text; give read_text(…) of a file in it")
        raise InputError(f"{text} is a path, not a text; read the file: read_text({str(text)!r})")


def texts(data: Texts, column: str = "text") -> "pd.Series":
    """A string, a Series or a column of a table as a Series of strings and missing values.

    Raises `InputError` if a value is no string, and for other kinds of data.

    >>> import pandas as pd
    >>> texts(pd.DataFrame({"text": ["山", None]}, index=["a", "b"])).dropna().to_dict()
    {'a': '山'}
    """
    import pandas as pd

    if isinstance(data, pd.DataFrame):
        require(data, column)
        data = data[column]
    refuse_path(data)
    if isinstance(data, str):
        data = pd.Series([data])
    if not isinstance(data, pd.Series):
        kinds = "a str, a Series of str or a DataFrame with one column of them"
        raise InputError(f"give {kinds}, not {type(data).__name__}")
    if isinstance(data.dtype, pd.CategoricalDtype):  # It could not hold other strings.
        data = data.astype(data.cat.categories.dtype)
    known = isinstance(data.dtype, pd.StringDtype)  # It holds nothing else.
    for label, value in () if known else data.dropna().items():
        if not isinstance(value, str):
            raise InputError(f"row {label!r} is no text but {value!r} ({type(value).__name__})")
    return data
