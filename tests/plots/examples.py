"""Small tables, and every drawing of one."""

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis import plots

LABELS = ("zh", "en", "both")

TERMS = pd.DataFrame(
    {"token": ["乡村振兴", "党员", "人"], "n": [3, 2, 1], "per_1000": [30.0, 20.0, 10.0],
     "low": [10.0, 5.0, 1.0], "high": [60.0, 50.0, 40.0]}
)  # fmt: skip
SHARES = pd.DataFrame(
    {"theme": ["产业", "党建"], "n": [3, 1], "share": [0.75, 0.25], "low": [0.5, 0.0],
     "high": [1.0, 0.5]}
)  # fmt: skip
TOKENS = pd.DataFrame({"token": ["乡村振兴", "党员", "乡村振兴"], "start": [0, 9, 20]})
SECTIONS = pd.DataFrame(
    {"section": ["a", "b"], "number": pd.array([1, None], dtype="Int64"), "zh": ["甲", "乙"],
     "en": ["One", "Other"], "start": [0, 10], "end": [10, 24]}
)  # fmt: skip
ODDS = pd.DataFrame(
    {"token": ["乡村振兴", "党员"], "n": [3, 2], "log_odds": [1.0, 0.5], "low": [0.2, -0.5],
     "high": [1.8, 1.5]}
)  # fmt: skip
PASSAGES = pd.DataFrame(
    {"speaker": [None, "记者", "村长"], "section": [None, "a", "b"], "start": [0, 4, 10],
     "end": [4, 10, 24]}
)  # fmt: skip
CELLS = pd.DataFrame(
    {"section": list("aabb"), "theme": ["产业", "党建"] * 2, "n": [3, 1, 0, 4],
     "share": [0.75, 0.25, 0.0, 1.0], "low": [0.5, 0.1, 0.0, 0.6], "high": [0.9, 0.5, 0.3, 1.0],
     "residual": [2.0, -2.0, -2.0, 2.0], "clear": [True, False, True, False]}
)  # fmt: skip
FINDINGS = pd.DataFrame(
    {"finding": ["more", "more", "leads", "leads"], "section": "一", "theme": "党建",
     "reading": ["as coded", "left out"] * 2, "tried": [1, 9] * 2, "held": [1, 8, 1, 9],
     "holds": [True, False, True, True]}
)  # fmt: skip
YEARS = pd.DataFrame(
    {"term": ["党员"] * 3 + ["乡村振兴"] * 3, "year": [2020, 2021, 2022] * 2,
     "n": [5, 5, 5, 2, 4, 9], "words": 1000, "per_1000": [5.0, 5.0, 5.0, 2.0, 4.0, 9.0],
     "low": [3.0, 3.0, 3.0, 1.0, 2.0, 7.0], "high": [8.0, 8.0, 8.0, 4.0, 7.0, 13.0]}
)  # fmt: skip
EDITS = pd.DataFrame({"start": [1, 6], "end": [4, 9], "kind": ["gloss", "spam"]})
# 新擔 with a gloss between the bytes of 擔, and the first byte of 海 lost.
RUN = pd.DataFrame(
    [
        ("D0", "text", "新", 0, 0, "新", True), ("C2", "text", "新", 0, 0, "新", True),
        ("93", "text", "擔", 1, 1, "?", False), ("28", "misplaced", "聯", None, 1, "?", False),
        ("6C", "misplaced", "聯", None, 2, "l", True),
        ("29", "misplaced", "聯", None, 3, ")", True),
        ("FA", "text", "擔", 1, 4, "\ue2fd", False), ("BA", "lost", "海", 2, None, "", False),
        ("A3", "text", "海", 2, 4, "\ue2fd", False),
    ],
    columns=["byte", "role", "character", "number", "place", "shown", "in_step"],
).astype({"number": "Int64", "place": "Int64"})  # fmt: skip

DRAWINGS: dict[str, Callable[..., Axes]] = {
    "term_frequency": lambda ax=None, **o: plots.term_frequency(TERMS, ax, **o),
    "theme_shares": lambda ax=None, **o: plots.theme_shares(SHARES, ax, **o),
    "term_positions": lambda ax=None, **o: plots.term_positions(
        TOKENS, SECTIONS, ax, terms=["党员", "乡村振兴"], **o
    ),
    "log_odds": lambda ax=None, **o: plots.log_odds(ODDS, ax, **o),
    "passages": lambda ax=None, **o: plots.passages(PASSAGES, SECTIONS, ax, **o),
    "theme_heatmap": lambda ax=None, **o: plots.theme_heatmap(CELLS, SECTIONS, ax, **o),
    "sensitivity": lambda ax=None, **o: plots.sensitivity(FINDINGS, ax, **o),
    "frequency_over_time": lambda ax=None, **o: plots.frequency_over_time(YEARS, ax, **o),
    "word_cloud": lambda ax=None, **o: plots.word_cloud(TERMS, ax, **o),
    "pollution": lambda ax=None, **o: plots.pollution(EDITS, 30, ax, columns=10, **o),
    "damaged_run": lambda ax=None, **o: plots.damaged_run(RUN, ax, **o),
}
LABELLED = [name for name in DRAWINGS if name != "pollution"]


def texts_of(ax: Axes) -> list[str]:
    return [found.get_text() for found in ax.findobj(Text) if found.get_text()]
