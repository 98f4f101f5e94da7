"""Every occurrence of a word or pattern in its context."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import east_asian_width

import pandas as pd

from ..errors import InputError, require
from ..house import printable
from .counts import Tokens, token_rows, word_rows

SIDES = ["left", "keyword", "right"]
HTML = """<table class="tex2jax_ignore mathjax_ignore">
{% for color, left, keyword, right in rows %}<tr style="background:none">
<td style="border-left:4px solid {{ color }};padding-left:.6em;text-align:right">{{ left }}</td>
<td style="text-align:center"><b>{{ keyword }}</b></td>
<td style="text-align:left">{{ right }}</td></tr>{% endfor %}</table>"""


def concordance(
    tokens: Tokens, pattern: str, *, width: int = 8, regex: bool = False, sort: str | None = None,
    across: bool = False,
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
        A word, or a phrase with or without spaces between its words.
    width
        How many tokens of context each side has at most.
    regex
        Take the pattern as a regular expression, which may match inside words.
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
    tokens = token_rows(tokens)
    rows = word_rows(tokens, marks=True)
    if sort not in (None, "left", "right") or not pattern.strip() or width < 0:
        raise InputError(f"sort {sort!r} (left, right, None), pattern {pattern!r} or width {width}")
    # A lookahead also finds matches that overlap, which counts of n-grams include.
    plain = f"(?=({' ?'.join(map(re.escape, pattern.split()))}))"
    try:
        search = re.compile(pattern if regex else plain)
    except re.error as error:
        raise InputError(f"{pattern!r} is not a regular expression ({error})") from None
    lengths = rows["token"].str.len()
    begins = rows["start"] if "start" in rows else lengths.cumsum() - lengths
    gap = (begins > (begins + lengths).shift()).map({True: " ", False: ""})
    new_text = begins < (begins + lengths).shift()
    gap = gap.mask(new_text | (rows["sentence"].diff().gt(0) & (not across)), "\n")
    text, stops = "".join(gap + rows["token"]) + "\n", (gap.str.len() + lengths).cumsum().tolist()
    at, found = [stop - length for stop, length in zip(stops, lengths, strict=True)], []
    for match in search.finditer(text):
        start, end = match.span(not regex)
        first, last = bisect_right(at, start) - 1, bisect_left(stops, end)
        whole = regex or (start == at[first] and end == stops[last])
        if whole and start < end and "\n" not in text[start:end]:
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


@dataclass(frozen=True, repr=False)
class Lines:
    """Lines of a concordance, which print as text and which a notebook shows as HTML."""

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


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
