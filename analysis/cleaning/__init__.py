"""Undo a known pollution of Chinese web text: glosses, damage, script, width, spam.

    >>> clean("今天是个好日子。").text
    '今天是个好日子。'

A copied page was turned traditional, written as GBK, glossed with pinyin after every two bytes that
equal a character of a table (and so also between the halves of two characters), bereft of some
bytes, read back, and its punctuation narrowed. One room undoes one fault:

* `evidence` decides whether any of this happened; if not, nothing is done;
* `spam` takes off the list of names, `glosses` the readings;
* `damage` puts back what was lost where the bytes fell out of step (`runs` reads on from there,
  `page` knows what the page can hold, `bytes` is the byte view, `frequency` weighs the words);
* `script` returns to simplified characters, `width` to wide punctuation.

It is NOT a general repair of broken text: other faults are left as they are.
"""

from . import damage, evidence, glosses, script, spam, width
from .page import Page
from .record import Choice, Cleaned, Cut, Edit, Span, Unresolved

__all__ = ["Choice", "Cleaned", "Edit", "Unresolved", "clean"]


def clean(text: str) -> Cleaned:
    """Undo the pollution of a text; a text without its fingerprint comes back as it is.

    Raises:
        TypeError: `text` is not a `str`.
    """
    if not isinstance(text, str):
        raise TypeError(f"clean() takes a str, not {type(text).__name__}; decode bytes first")
    found = evidence.fingerprint(text)
    if found is None:
        return Cleaned(text, text)
    table, counts = found
    spans = spam.find(text)
    first = spans[0][1] if spans and spans[0][0] == 0 else 0
    last = spans[-1][0] if spans and spans[-1][1] == len(text) else len(text)
    repairs, unresolved = damage.find(Page(text[:last], table, counts), first)
    listed: list[Span] = [(start, end, "", "spam", None) for start, end in spans]
    kept: list[Span] = [(u.start, u.end, u.text, "", None) for u in unresolved]
    taken = sorted([*listed, *repairs, *kept], key=lambda span: span[:2])
    cleaned = _compose(text, _with_glosses(text, table, taken), tuple(unresolved))
    if evidence.fingerprint(cleaned.text) is not None:
        return Cleaned(text, text)  # taking glosses out made new ones: no page does that
    return cleaned


def _with_glosses(text: str, table: dict[str, str], taken: list[Span]) -> list[Span]:
    """The spans so far and one for every gloss outside them, in order."""
    spans: list[Span] = []
    at = 0
    for span in [*taken, (len(text), len(text), "", "", None)]:
        for gloss in glosses.GLOSS.finditer(text, max(0, at - 1), span[0]):
            if table.get(gloss[1]) == gloss[2]:
                spans.append((gloss.end(1), gloss.end(), "", "gloss", None))
        spans.append(span)
        at = span[1]
    return spans[:-1]


def _compose(raw: str, spans: list[Span], unresolved: tuple[Unresolved, ...]) -> Cleaned:
    """The cleaned text: the spans replaced, then script and width changed, one for one."""
    pieces, at = [], 0
    for start, end, after, _, _ in spans:
        pieces += [raw[at:start], after]
        at = end
    text = script.simplify("".join([*pieces, raw[at:]]))
    if width.narrowed(text):
        text = width.widen(text)
    cuts, shift = [], 0
    for start, end, after, kind, choice in spans:
        here = start + shift
        shift += len(after) - (end - start)
        if kind:
            cuts.append(Cut(start, end, here, text[here : here + len(after)], kind, choice))
        else:  # left as it is
            text = text[:here] + after + text[here + len(after) :]
    return Cleaned(raw, text, tuple(cuts), unresolved)
