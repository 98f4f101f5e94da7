"""Undo a known pollution of Chinese web text: glosses, damage, script, width, spam.

    >>> clean("今天是个好日子。").text
    '今天是个好日子。'

A copied page was turned traditional, written as GBK, glossed with pinyin after every two bytes that
equal a character of a table (and so also between the halves of two characters), bereft of some
bytes, read back, and its punctuation narrowed. One room undoes one fault:

* `glosses` decides whether any of this happened, and finds the readings; if not, nothing is done;
* `spam` takes off the list of names;
* `damage` puts back what was lost where the bytes fell out of step (`runs` reads on from there,
  `page` knows what the page can hold, `bytes` is the byte view, `frequency` weighs the words);
* `script` returns to simplified characters, `width` to wide punctuation.

It is NOT a general repair of broken text: other faults are left as they are.
"""

from operator import itemgetter
from typing import TYPE_CHECKING, Any, overload

from . import damage, glosses, script, spam, width
from .page import Page
from .record import Choice, Cleaned, Cut, Edit, Span, Unresolved

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Choice", "Cleaned", "Edit", "Unresolved", "clean"]


@overload
def clean(text: str) -> Cleaned: ...
@overload
def clean(text: "pd.Series") -> "pd.Series": ...
@overload
def clean(text: "pd.DataFrame", *, column: str = "text") -> "pd.DataFrame": ...
def clean(text: Any, *, column: str = "text") -> Any:
    """Undo the pollution of texts; a text without its fingerprint comes back as it is.

    Parameters
    ----------
    text
        One page, polluted or not; or a Series or DataFrame, each text in it a page by itself.
    column
        The column of a DataFrame that holds the texts.

    Returns
    -------
    Cleaned
        The cleaned text with every edit, and what was left unresolved; undoing gives the page.
    pandas.Series, pandas.DataFrame
        A copy with cleaned text; index, missing values and other columns stay as they are. A short
        text shows too little to be known as polluted. What was done to one,
        `clean(series.loc[label]).explain()` says.

    Raises
    ------
    TypeError
        If `text` is neither a `str` nor a Series or DataFrame.
    InputError
        If a value is no text, or a DataFrame lacks the column.

    Examples
    --------
    >>> page = "鄉(xiāng)鎮(zhèn)黨(dǎng)委、鄉(xiāng)黨(dǎng)員,每?jī)赡曛辽侔l(fā)展一批。"
    >>> clean(page).text
    '乡镇党委、乡党员，每两年至少发展一批。'
    """
    if isinstance(text, str):
        return _page(text)
    from ..errors import texts

    pages = texts(text, column)
    cleaned = pages.map(lambda page: _page(page).text, na_action="ignore")
    cleaned = pages.mask(pages.notna(), cleaned)  # which keeps each missing value and the dtype
    return cleaned if text.ndim == 1 else text.assign(**{column: cleaned})


def _page(text: str) -> Cleaned:
    """The cleaned text of one page."""
    found = glosses.find(text)
    if found is None:
        return Cleaned(text, text)
    lists = spam.find(text)
    first = lists[0][1] if lists and lists[0][0] == 0 else 0
    last = lists[-1][0] if lists and lists[-1][1] == len(text) else len(text)
    repairs, unresolved = damage.find(Page(text[:last], found), first)
    spans: list[Span] = [(start, end, "", "spam", None) for start, end in lists]
    spans += [*repairs, *((left.start, left.end, left.text, "", None) for left in unresolved)]
    spans += [(start, end, "", "gloss", None) for start, end in found.good]
    cleaned = _composed(text, sorted(spans, key=itemgetter(0)), tuple(unresolved))
    # Taking glosses out may make new ones, but on no page that was polluted so.
    return cleaned if glosses.find(cleaned.text) is None else Cleaned(text, text)


def _composed(raw: str, spans: list[Span], unresolved: tuple[Unresolved, ...]) -> Cleaned:
    """The cleaned text: the spans replaced, then script and width changed, one for one.

    Where a run takes a gloss in, the run holds.
    """
    pieces, at, kept = [], 0, []
    for span in spans:
        if span[0] >= at:
            pieces += [raw[at : span[0]], span[2]]
            at = span[1]
            kept.append(span)
    text = script.simplify("".join([*pieces, raw[at:]]))
    text = width.widen(text) if width.narrowed(text) else text
    cuts, shift = [], 0
    for start, end, after, kind, choice in kept:
        here, stop = start + shift, start + shift + len(after)
        shift = stop - end
        if kind:
            cuts.append(Cut(start, end, here, text[here:stop], kind, choice))
        else:  # left as it is
            text = text[:here] + after + text[stop:]
    return Cleaned(raw, text, tuple(cuts), unresolved)
