"""Undo a known pollution of Chinese web text: glosses, damage, script, width, spam.

    >>> clean("今天是个好日子。").text
    '今天是个好日子。'

A copied page was turned traditional, written as GBK, glossed with pinyin after every two bytes that
equal a character of a table (and so also between the halves of two characters), bereft of some
bytes, read back, and its punctuation narrowed. One room undoes one fault:

* `glosses` decides whether any of this happened, and finds the readings; if not, nothing is done;
* `spam` takes off the lists of names;
* `repairs` takes the likeliest reading of what was damaged where the bytes fell out of step, which
  `search` finds by the `moves` that the bytes allow (`evidence` knows the page, `channel` is the
  byte view, `language` knows what is likely);
* `script` returns to simplified characters, `punctuation` to wide marks;
* `result` holds what was done.

It is NOT a general repair of broken text: other faults are left as they are.
"""

from operator import itemgetter
from typing import TYPE_CHECKING, Any, overload

from ..errors import refuse_path, texts
from ..partitions import by_partition
from . import glosses, punctuation, repairs, script, spam
from .evidence import Page
from .glosses import Evidence
from .result import Choice, Cleaned, Cut, Edit, Unresolved

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Choice", "Cleaned", "Edit", "Evidence", "Unresolved", "clean"]


@overload
def clean(text: str) -> Cleaned: ...
@overload
def clean(text: "pd.Series") -> "pd.Series": ...
@overload
def clean(text: "pd.DataFrame", *, column: str = "text") -> "pd.DataFrame": ...
@by_partition
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
    InputError
        If `text` is a path, or neither a `str` nor a Series or DataFrame, a value is no text, or a
        DataFrame lacks the column.

    Examples
    --------
    >>> page = "鄉(xiāng)鎮(zhèn)黨(dǎng)委、鄉(xiāng)黨(dǎng)員,每?jī)赡曛辽侔l(fā)展一批。"
    >>> clean(page).text
    '乡镇党委、乡党员，每两年至少发展一批。'
    """
    if isinstance(text, str):
        refuse_path(text)
        return _page(text)
    pages = texts(text, column)
    cleaned = pages.map(lambda page: _page(page).text, na_action="ignore")
    cleaned = pages.mask(pages.notna(), cleaned)  # which keeps each missing value and the dtype
    return cleaned if text.ndim == 1 else text.assign(**{column: cleaned})


def _page(text: str) -> Cleaned:
    """The cleaned text of one page."""
    found, evidence = glosses.find(text)
    if found is None:
        return Cleaned(text, text, evidence=evidence)
    lists = spam.find(text)
    first = lists[0][1] if lists and lists[0][0] == 0 else 0
    last = lists[-1][0] if lists and lists[-1][1] == len(text) else len(text)
    mended, unresolved = repairs.find(Page(text[:last], found), first)
    cuts = [Cut(start, end, "", "spam") for start, end in lists]
    cuts += [*mended, *(Cut(left.start, left.end, left.text, "") for left in unresolved)]
    cuts += [Cut(start, end, "", "gloss") for start, end in found.good]
    cleaned = _composed(text, sorted(cuts, key=itemgetter(0)), tuple(unresolved), evidence)
    # Taking glosses out may make new ones, but on no page that was polluted so.
    if glosses.find(cleaned.text)[0] is None:
        return cleaned
    return Cleaned(text, text, evidence=evidence._replace(missing="its glosses hide others"))


def _composed(
    raw: str, found: list[Cut], unresolved: tuple[Unresolved, ...], evidence: Evidence
) -> Cleaned:
    """The cleaned text: the cuts made, then script and width changed, one for one.

    Where a run takes a gloss in, the run holds. What is left as it is, and the marks of a repaired
    run, are no evidence of the width and are not changed.
    """
    pieces, outline, cuts, at, here = [], [], [], 0, 0
    for cut in found:
        if cut.start >= at:
            here += cut.start - at
            pieces += [raw[at : cut.start], cut.after]
            outline += [raw[at : cut.start], punctuation.KEPT * len(cut.after)]
            cuts.append(Cut(*cut[:5], here))
            at, here = cut.end, here + len(cut.after)
    text = script.simplify("".join([*pieces, raw[at:]]))
    text = punctuation.widen(text, "".join([*outline, raw[at:]]))
    pieces, changes, at = [], [], 0
    for cut in cuts:
        stop = cut.at + len(cut.after)
        after = text[cut.at : stop] if cut.kind else cut.after
        pieces += [text[at : cut.at], after]
        at = stop
        if cut.kind:
            changes.append(Cut(cut.start, cut.end, after, *cut[3:]))
    return Cleaned(raw, "".join([*pieces, text[at:]]), tuple(changes), unresolved, evidence)
