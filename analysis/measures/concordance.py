"""Every occurrence of a word or pattern in its context."""

import re
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

import pandas as pd

from ..errors import InputError, checked, require, shown, texts
from ..house import printable
from .counts import Terms, Tokens, at_least, token_rows, word_rows

SIDES = ["left", "keyword", "right"]
TIME_LIMIT = 5  #: Seconds for one regular expression; some would run for ever.
HTML = """<table class="tex2jax_ignore mathjax_ignore">
{% for color, left, keyword, right in rows %}<tr style="background:none">
<td style="border-left:4px solid {{ color }};padding-left:.6em;text-align:right">{{ left }}</td>
<td style="text-align:center"><b>{{ keyword }}</b></td>
<td style="text-align:left">{{ right }}</td></tr>{% endfor %}</table>"""


@checked
def concordance(
    tokens: Tokens, pattern: Terms, *, width: int = 8, regex: bool = False,
    sort: Literal["left", "right"] | None = None, across: bool = False, column: str = "text",
) -> pd.DataFrame:  # fmt: skip
    """Every occurrence of a word, phrase or pattern with the tokens left and right of it.

    A plain pattern begins and ends where words do, so that its count agrees with `term_frequency`.
    `concordance_lines` shows the table with the keywords below each other.

    >>> found = concordance(pd.DataFrame({"token": list("山里有山。水里有人。")}), "有", width=2)
    >>> found[["left", "keyword", "right", "start"]]
      left keyword right  start
    2   山里       有    山。      2
    7   水里       有    人。      7

    Parameters
    ----------
    pattern
        A word, a phrase with or without spaces between its words, or a list of these.
    width
        How many tokens of context each side has at most.
    regex
        Take the pattern as a regular expression (of the package regex), which may match inside
        words. One that takes more than 5 seconds raises `InputError`.
    sort
        `"left"` or `"right"`: sort by that side, from the keyword outwards.
    across
        Let the context, and the match, run across the ends of sentences.

    Returns
    -------
    DataFrame of one row per occurrence, with the index of the token, or of the text, it begins in
        * `left`, `keyword`, `right`: the match and its context
        * `passage`, `section`, `speaker`: as in the input, if it has them
        * `start`, `end`: offsets of the match in the text
    """
    at_least(0, width=width)
    tokens = token_rows(tokens, column)
    rows = word_rows(tokens, marks=True, ordered="a concordance")
    text, at, stops, begins = running_text(rows, across)
    patterns, spans = [pattern] if isinstance(pattern, str) else list(pattern), set()
    for one in patterns:
        matches = set(_matches(one, text, at, stops, regex))
        if not matches and len(rows):
            message = f"no occurrence of {shown(one)}; words are found as the text is cut"
            warnings.warn(message, UserWarning, stacklevel=3)
        spans |= matches
    found = []
    for start, end in sorted(spans):
        first, last = bisect_right(at, start) - 1, bisect_left(stops, end)
        low = max(at[max(first - width, 0)], text.rfind("\n", 0, start) + 1)
        high = min(stops[min(last + width, len(at) - 1)], text.find("\n", end))
        places = (begins[first] - at[first] + start, begins[last] - at[last] + end)
        found.append((first, text[low:start], text[start:end], text[end:high], *places))
    table = pd.DataFrame(found, columns=["at", *SIDES, "start", "end"])
    also = [column for column in ("passage", "section", "speaker") if column in rows]
    table = table.assign(**rows[also].iloc[table["at"].astype(int)].reset_index(drop=True))
    if sort:
        outward = {"left": -1, "right": 1}[sort]
        table = table.sort_values(sort, key=lambda side: side.str[::outward], kind="stable")
    index = tokens.index[rows.index[table["at"].to_numpy(int)]]
    return table[[*SIDES, *also, "start", "end"]].set_index(index)


class Running(NamedTuple):
    """A text put together from its tokens, with a line end where none may be crossed.

    * `at`, `stops`: where each token begins and ends in it
    * `begins`: the offset of each token in its own text
    """

    text: str
    at: list[int]
    stops: list[int]
    begins: list[int]


def running_text(rows: pd.DataFrame, across: bool = False) -> Running:
    """The text of tokens, which have a space between them where they do not adjoin."""
    lengths = rows["token"].str.len()
    begins = rows["start"] if "start" in rows else lengths.cumsum() - lengths
    gap = (begins > (begins + lengths).shift()).map({True: " ", False: ""})
    new_text = begins < (begins + lengths).shift()
    gap = gap.mask(new_text | (rows["sentence"].diff().gt(0) & (not across)), "\n")
    text, stops = "".join(gap + rows["token"]) + "\n", (gap.str.len() + lengths).cumsum().tolist()
    at = [stop - length for stop, length in zip(stops, lengths, strict=True)]
    return Running(text, at, stops, begins.tolist())


def _matches(
    pattern: str, text: str, at: list[int], stops: list[int], is_regex: bool
) -> Iterator[tuple[int, int]]:
    """Where a pattern matches on one line; unless it is a regular expression, whole words only."""
    import regex

    if not pattern.strip():
        raise InputError(f"pattern {pattern!r} is empty; give a word")
    # A lookahead also finds matches that overlap, which counts of n-grams include.
    plain = f"(?=({' ?'.join(map(re.escape, pattern.split()))}))"
    source = pattern if is_regex else plain
    starts, ends = (set(at), set(stops)) if not is_regex else (range(len(text)),) * 2
    try:
        for match in regex.compile(source).finditer(text, timeout=TIME_LIMIT):
            start, end = match.span(not is_regex)
            if start < end and "\n" not in text[start:end] and start in starts and end in ends:
                yield start, end
    except (regex.error, RecursionError, OverflowError) as error:
        raise InputError(f"{pattern!r} is not a regular expression ({error})") from None
    except TimeoutError:
        message = (
            f"{pattern!r} takes more than {TIME_LIMIT} seconds; repeat no repetition, as (a+)+"
        )
        raise InputError(message) from None


@dataclass(frozen=True, repr=False)
class Lines:
    """Lines of a concordance, which print as text and which a notebook shows as HTML."""

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


@checked
def concordance_lines(table: pd.DataFrame, colors: Mapping[str, str] | None = None) -> Lines:
    """Show rows of a `concordance` as lines, with the keywords below each other.

    In a notebook a bar on the left has the CSS colour of the section.

    >>> table = pd.DataFrame({"token": list("山里有山。水里有人。")})
    >>> concordance_lines(concordance(table, "有", width=2))
    山里 [有] 山。
    水里 [有] 人。
    """
    from jinja2 import Environment

    require(table, *SIDES)
    for side in SIDES:
        texts(table, side)
    if table.empty:
        return Lines("no occurrences", "<p>no occurrences</p>")
    wide = table[SIDES].map(lambda text: sum(1 + (east_asian_width(c) in "WF") for c in text))
    pads = (wide.max() - wide).map(" ".__mul__)
    lines = pads["left"] + table["left"] + " [" + table["keyword"] + "] " + pads["keyword"]
    sections = table.get("section", table.index)
    bars = [(colors or {}).get(section, "transparent") for section in sections]
    template = Environment(autoescape=True).from_string(HTML)
    html = template.render(
        rows=zip(bars, *(table[side].map(printable) for side in SIDES), strict=True)
    )
    return Lines("\n".join(lines + table["right"]), html)
