"""What a raw text was made of before it was cleaned."""

import pandas as pd

from ..cleaning import Cleaned


def pollution(cleaned: Cleaned) -> pd.DataFrame:
    """How much of a raw text each kind of pollution made up.

    Returns `kind` (`kept` for what was left as it was, then each kind of edit, largest first),
    `edits`, `characters` of the raw text (they add up to its length), `share` of it.

    >>> from analysis import clean
    >>> pollution(clean("清白的文字。")).to_numpy().tolist()
    [['kept', 0, 6, 1.0]]
    """
    edits = [(edit.kind, edit.end - edit.start) for edit in cleaned.edits]
    groups = pd.DataFrame(edits, columns=["kind", "characters"]).groupby("kind", sort=False)
    table = groups["characters"].agg(edits="size", characters="sum").reset_index()
    table = table.sort_values("characters", ascending=False, kind="stable")
    kept = len(cleaned.raw) - int(table["characters"].sum())
    table = pd.concat([pd.DataFrame([("kept", 0, kept)], columns=table.columns), table])
    table["share"] = (table["characters"] / max(len(cleaned.raw), 1)).round(6)
    return table.reset_index(drop=True)
