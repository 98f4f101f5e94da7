"""The data files of the cleaning rooms. What each holds and its source: `resources/cleaning`."""

from ..files import RESOURCES


def rows(name: str) -> list[list[str]]:
    """The rows of one file, each a key and its value.

    >>> rows("script.txt")[0]
    ['丟', '丢']
    """
    text = (RESOURCES / "cleaning" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]
