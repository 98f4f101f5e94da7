"""What became of the raw page, character by character and byte by byte."""

import pandas as pd

from .. import plots
from ..house import DAMAGE, KINDS, ROLE_COLORS, house_word
from ..measures.counts import each_row
from .of_article import figure_of
from .sheet import Drawing, Sheet, Tables

COLUMNS = 120  # characters a row in the map of the page
RUNS, BYTES = 4, 24  # damaged runs that are drawn, and how much of each


@figure_of("pollution", "edits")
def pollution_map(sheet: Sheet, tables: Tables) -> Drawing:
    """What became of every character of the raw page."""
    table = tables["pollution"].set_index("kind")
    length = int(table["characters"].sum())
    fig, ax = sheet.canvas(2.6, left=0.25, right=0.25)
    plots.pollution(tables["edits"], length, ax, columns=COLUMNS)
    entries = []
    for kind, (color, _) in KINDS.items():
        for row in each_row(table[table.index == kind]):
            name, size = house_word(kind, sheet.labels), f"{row.characters:,}"
            entries.append((color, sheet.entry(name, size, f"{row.share:.1%}")))
    sheet.key(entries, 2)
    added = table.loc[table.index.isin(("gloss", "spam")), "share"].sum()
    return fig, {
        "title": added > 0, "added": added, "length": length, "columns": COLUMNS,
        "table": table.rename(index=lambda kind: house_word(kind, sheet.labels)).reset_index(),
        "main": [text for _, text in entries],
    }  # fmt: skip


@figure_of("damaged_bytes")
def damaged_bytes(sheet: Sheet, tables: Tables) -> Drawing:
    """The bytes of damaged runs, between the characters they are and what the page shows."""
    table = tables["damaged_bytes"]
    runs = [run.reset_index(drop=True).head(BYTES) for _, run in table.groupby("start")]
    shown = runs[:RUNS]
    fig, axs = sheet.panels(
        [1.25] * len(shown), 1, left=1.45, right=0.25, head=0.35, foot=0, down=0.35
    )
    for ax, run in zip(axs, shown, strict=True):
        plots.damaged_run(run, ax, labels=sheet.labels)
        ax.set_title(sheet.joined(_faults(sheet, run), "semicolon"))
    axs[0].set_xlim(0, max(map(len, shown)))
    keys, colors = ("out_of_step", "misplaced", "in_place"), (DAMAGE, *ROLE_COLORS.values())
    names = [house_word(key, sheet.labels) for key in keys]
    entries = zip(colors, names, strict=True)
    sheet.key(entries, 3)
    wrong = table[table["number"].notna() & ~table["in_step"]]
    faults = [fault for run in runs for fault in _faults(sheet, run)]
    return fig, {
        "slips": len(runs), "garbled": len(wrong.drop_duplicates(["start", "number"])),
        "some": len(runs) > RUNS, "runs": len(runs), "drawn": len(shown),
        "dashed": table["role"].eq("lost").any(), "underlined": table["role"].eq("misplaced").any(),
        "table": pd.DataFrame({"fault": faults}), "main": faults,
    }  # fmt: skip


def _faults(sheet: Sheet, run: pd.DataFrame) -> list[str]:
    """What went wrong with the bytes of a run, fault by fault."""
    faults, role = [], run["role"]
    for row in each_row(run[role.eq("lost") | (role.eq("misplaced") & role.ne(role.shift()))]):
        values = {"sign": row.character, "byte": row.byte}
        if row.role == "misplaced":
            before = run[row.Index - 2 : row.Index]
            values |= dict(zip("ab", before["byte"], strict=True))
            values |= dict(zip(("one", "other"), before["character"], strict=True))
        message = "lost" if row.role == "lost" else "torn"
        faults.append(sheet.say(message, "damaged_bytes", **values))
    return faults
