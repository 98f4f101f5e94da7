"""How figures put values into words, and how much room words take."""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

import numpy as np

from ..plots.style import WIDTH

Values = dict[str, Any]


class Wording(dict[str, Any]):
    """The values of a figure, put into words where the messages have a message of their name.

    A message with alternatives takes the one that its value picks: `none`, `one`, `two` or `many`
    for a number, `yes` or `no` for a fact, the one named by a string.

    >>> said = {"title": "{words} in {where}", "words": {"one": "{} word", "many": "{} words"}}
    >>> Wording(said, {"words": 3, "where": "all"})["title"]
    '3 words in all'
    """

    def __init__(self, messages: Mapping[str, Any], values: Values) -> None:
        super().__init__(values)
        self.messages = messages

    def __getitem__(self, name: str) -> Any:
        if name not in self.messages:
            return super().__getitem__(name)
        message, value = self.messages[name], self.get(name, "")
        if isinstance(message, dict) and isinstance(value, str):
            message = message[value]
        elif isinstance(message, dict) and isinstance(value, bool | np.bool_):
            message = message.get("yes" if value else "no", "")
        elif isinstance(message, dict):
            number = {0: "none", 1: "one", 2: "two"}.get(int(value), "many")
            message = message.get(number, message["many"])
        return Formatter().vformat(message, (value,), self)


def ems(text: str) -> float:
    """About how wide a text is, a Chinese character being 1.

    >>> ems("干部 cadre")
    5.0
    """
    return sum(1 if letter > "\u2e80" else 0.5 for letter in text)


def folded(text: str, size: float) -> str:
    """A text in lines that fit on a figure, broken at blanks and between Chinese characters."""
    lines = []
    for line in text.split("\n"):
        lines.append("")
        for piece in re.findall(r"[⺀-\uffef][，。；：、）”]*|[^\s⺀-\uffef]+|\s+", line):
            if ems(lines[-1] + piece) * size > 72 * (WIDTH - 0.4):
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
    return "\n".join(lines)


def words(text: str) -> int:
    """How many words a text has, two Chinese characters counting as one.

    >>> words("Dot plot: 人才 (talent) 6")
    5
    """
    return len(re.findall(r"[㐀-鿿]{1,2}|[^\s㐀-鿿]*[^\W㐀-鿿][^\s㐀-鿿]*", text))


def which_of(**known: bool) -> str:
    """Which of two things is known: its name, `both` or `none`."""
    names = [name for name, there in known.items() if there]
    return "both" if len(names) > 1 else "".join(names) or "none"
