"""Every occurrence of a word or pattern, with what stands left and right of it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from html import escape
from unicodedata import east_asian_width

import pandas as pd

from ..errors import InputError
from .counts import Tokens, token_rows, word_rows

SIDES = ["left", "keyword", "right"]
ROW = """<tr style="background:none">
<td style="border-left:4px solid {};padding-left:.6em;text-align:right">{}</td>
<td style="text-align:center"><b>{}</b></td><td style="text-align:left">{}</td></tr>"""


class Concordance(pd.DataFrame):  # type: ignore[misc]
    """A table whose keywords are shown below each other; `attrs["colors"]` colours sections."""

    _constructor = property(lambda self: Concordance)

    def __repr__(self) -> str:
        if self.empty or not set(SIDES) <= set(self):
            return str(super().__repr__())
        wide = self[SIDES].map(lambda text: sum(1 + (east_asian_width(c) in "WF") for c in text))
        pads = (wide.max() - wide).map(" ".__mul__)
        lines = pads["left"] + self["left"] + " [" + self["keyword"] + "] " + pads["keyword"]
        return "\n".join(lines + self["right"])

    def _repr_html_(self) -> str:
        if self.empty or not set(SIDES) <= set(self):
            return str(super()._repr_html_())
        color = self.attrs.get("colors", {}).get
        colors = [color(section, "transparent") for section in self.get("section", self.index)]
        rows = zip(colors, *(self[side] for side in SIDES), strict=True)
        return f"<table>{''.join(ROW.format(*map(escape, row)) for row in rows)}</table>"


def concordance(
    tokens: Tokens, pattern: str, *, width: int = 8, regex: bool = False, sort: str | None = None,
    across: bool = False, colors: Mapping[str, str] | None = None,
) -> Concordance:  # fmt: skip
    """Every occurrence of a word, phrase or pattern in an article, tokens or texts.

    A pattern begins and ends where words do, so that counts agree with `term_frequency`, and spaces
    may part its words; a `regex` matches anywhere. Up to `width` tokens stand on each side, none
    beyond the sentence, or with `across` beyond the text. A `sort` by `"left"` or `"right"` goes
    from the keyword outwards. `colors`: a CSS colour by section. Returns `left`, `keyword`,
    `right`, `passage`, `section`, `speaker` if the input has them, `start`, `end` (in the cleaned
    text if it has one), with the index of the token that the keyword begins with: from a table of
    texts, that of the text.

    >>> concordance(pd.DataFrame({"token": list("山里有山。水里有人。")}), "有", width=2)
    山里 [有] 山。
    水里 [有] 人。
    """
    tokens = token_rows(tokens)
    rows = word_rows(tokens, marks=True)
    if sort not in (None, "left", "right") or not pattern.strip() or width < 0:
        raise InputError(f"sort {sort!r} (left, right, None), pattern {pattern!r} or width {width}")
    # Looking ahead finds what overlaps, as counts of n-grams do.
    plain = f"(?=({' ?'.join(map(re.escape, pattern.split()))}))"
    try:
        search = re.compile(pattern if regex else plain)
    except re.error as error:
        raise InputError(f"{pattern!r} is not a regular expression ({error})") from None
    lengths = rows["token"].str.len()
    begins = rows["start"] if "start" in rows else lengths.cumsum() - lengths
    gap = (begins > (begins + lengths).shift()).map({True: " ", False: ""})
    anew = begins < (begins + lengths).shift()  # the next text
    gap = gap.mask(anew | (rows["sentence"].diff().gt(0) & (not across)), "\n")
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
    index = tokens.index[rows.index[table["at"].astype(int)]]
    result = Concordance(table[[*SIDES, *also, "start", "end"]].set_index(index))
    result.attrs["colors"] = dict(colors or {})
    return result
