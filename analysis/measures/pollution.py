"""How much of a raw text was pollution, and what its damaged bytes spell."""

from collections.abc import Iterator

import pandas as pd

from ..cleaning import Cleaned
from ..errors import checked


@checked
def pollution(cleaned: Cleaned) -> pd.DataFrame:
    """How many characters of a raw text each kind of pollution made up.

    >>> from analysis import clean
    >>> pollution(clean("清白的文字。")).to_numpy().tolist()
    [['kept', 0, 6, 1.0]]

    Returns
    -------
    DataFrame of one row for unchanged text and one per kind of edit, the largest first
        * `kind`: `kept`, or the kind of the edits
        * `edits`: how many there were
        * `characters`: their raw characters; the column adds up to the length of the raw text
        * `share`: their share of the raw text
    """
    edits = [(edit.kind, edit.end - edit.start) for edit in cleaned.edits]
    groups = pd.DataFrame(edits, columns=["kind", "characters"]).groupby("kind", sort=False)
    table = groups["characters"].agg(edits="size", characters="sum").reset_index()
    table = table.sort_values("characters", ascending=False, kind="stable")
    kept = len(cleaned.raw) - int(table["characters"].sum())
    table = pd.concat([pd.DataFrame([("kept", 0, kept)], columns=table.columns), table])
    table["share"] = (table["characters"] / max(len(cleaned.raw), 1)).round(6)
    return table.reset_index(drop=True)


def spelled(run: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, str, bool, bool]]:
    """What the bytes of a damaged run (a table of `Cleaned.bytes`) spell, piece by piece.

    A piece is a character or a gloss. Yields its rows, its text, and whether the text begins before
    these rows and continues after them: a gloss can split a character.
    """
    numbers = run["number"].fillna(-1).astype(float)
    for _, part in run.groupby(numbers.diff().ne(0).cumsum()):
        first = part.iloc[0]
        if pd.isna(first.number):
            yield part, bytes.fromhex("".join(part["byte"])).decode("gb18030"), False, False
        else:
            at = run.index[numbers == first.number]
            begun, goes_on = at.min() < part.index[0], at.max() > part.index[-1]
            yield part, first.character, bool(begun), bool(goes_on)
