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
from .record import Choice, Cleaned, Cut, Edit, Unresolved

__all__ = ["Choice", "Cleaned", "Edit", "Unresolved", "clean"]


def clean(text: str) -> Cleaned:
    """Undo the pollution of a text; a text without its fingerprint comes back as it is.

    Raises:
        TypeError: `text` is not a `str`.
    """
    if not isinstance(text, str):
        raise TypeError(f"clean() takes a str, not {type(text).__name__}; decode bytes first")
    table = evidence.fingerprint(text)
    if table is None:
        return Cleaned(text, text)
    spans = spam.find(text)
    first = spans[0][1] if spans and spans[0][0] == 0 else 0
    last = spans[-1][0] if spans and spans[-1][1] == len(text) else len(text)
    repairs, unresolved = damage.find(text, table, first, last)
    listed = [Cut(start, end, "", "spam") for start, end in spans]
    kept = [Cut(u.start, u.end, u.text, "") for u in unresolved]
    taken = sorted([*listed, *repairs, *kept])
    cuts = _with_glosses(text, table, taken)
    cleaned = _compose(text, cuts, tuple(unresolved))
    if evidence.fingerprint(cleaned.text) is not None:
        return Cleaned(text, text)  # taking glosses out made new ones: no page does that
    return cleaned


def _with_glosses(text: str, table: dict[str, str], taken: list[Cut]) -> list[Cut]:
    """The cuts so far and one for every gloss outside them, in order."""
    cuts: list[Cut] = []
    waiting = iter([*taken, Cut(len(text), len(text), "", "")])
    following, done = next(waiting), 0
    for gloss in glosses.GLOSS.finditer(text):
        if table.get(gloss[1]) != gloss[2]:
            continue
        start, end = gloss.end(1), gloss.end()
        while following.end <= start and following.start < len(text):
            cuts.append(following)
            following, done = next(waiting), following.end
        if done <= start and end <= following.start:
            cuts.append(Cut(start, end, "", "gloss"))
    return [*cuts, following, *waiting][:-1]


def _compose(raw: str, cuts: list[Cut], unresolved: tuple[Unresolved, ...]) -> Cleaned:
    """The cleaned text: the cuts made, then script and width changed, character for character."""
    pieces, at = [], 0
    for cut in cuts:
        pieces += [raw[at : cut.start], cut.after]
        at = cut.end
    text = script.simplify("".join([*pieces, raw[at:]]))
    if width.narrowed(text):
        text = width.widen(text)
    made, pieces, at, shift = [], [], 0, 0
    for cut in cuts:
        start, end = cut.start + shift, cut.start + shift + len(cut.after)
        shift += len(cut.after) - (cut.end - cut.start)
        if not cut.kind:  # left as it is
            pieces += [text[at:start], cut.after]
            at = end
        else:
            made.append(cut._replace(after=text[start:end]) if cut.after else cut)
    return Cleaned(raw, "".join([*pieces, text[at:]]), tuple(made), unresolved)
