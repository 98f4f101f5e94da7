"""Procedures hold their level where neighbours share a theme, at a size that a test can bear.

`python -m tests.benchmarks.simulate_inference` does the same at length.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis.measures import residuals

SHARES = {"v": 0.3, "w": 0.25, "x": 0.2, "y": 0.15, "z": 0.1}
ANNOUNCED = {"a": "v", "b": "w", "c": "x", "d": "y"}


def drifting(texts: int, seed: int) -> Iterator[pd.DataFrame]:
    """Texts of 16 sentences of three clauses, each on the theme of the one before half the time."""
    random = np.random.default_rng(seed)
    for _ in range(texts):
        drawn = random.choice(list(SHARES), 48, p=list(SHARES.values()))
        for at in range(1, 48):
            if random.random() < 0.5:
                drawn[at] = drawn[at - 1]
        clause = np.arange(48).repeat(2)  # Both words of a clause are on its theme.
        sections = np.array(list("aaaaabbbcccddddd"))[clause // 3]
        yield pd.DataFrame(
            {"token": "词", "theme": pd.Categorical(drawn[clause], list(SHARES)),
             "section": sections, "clause": clause, "passage": clause // 3}
        )  # fmt: skip


@pytest.mark.slow
def test_sentences_hold_the_level_that_clauses_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(residuals, "PERMUTATIONS", 999)
    clear = {"sentence": 0, "clause": 0, "announced": 0}
    for text in drifting(40, seed=1):
        clear["sentence"] += an.theme_residuals(text)["clear"].any()
        by_clause = text.assign(passage=text["clause"])
        clear["clause"] += an.theme_residuals(by_clause)["clear"].any()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("analysis.measures.announced.PERMUTATIONS", 999)
            clear["announced"] += an.announced_cells(text, ANNOUNCED)["clear"].any()
    assert clear["sentence"] <= 5 and clear["announced"] <= 7
    assert clear["clause"] >= 10


@pytest.mark.slow
def test_intervals_of_shares_cover_them() -> None:
    covered = []
    for text in drifting(60, seed=2):
        table = an.theme_shares(text)
        truth = table["theme"].map(SHARES).astype(float)
        covered += (table["low"].le(truth) & table["high"].ge(truth)).tolist()
    assert np.mean(covered) > 0.9


def test_a_lead_is_seldom_clear_where_it_is_chance() -> None:
    leads = pd.concat([an.leading_themes(text) for text in drifting(60, seed=3)])
    assert (leads["clear"] & leads["theme"].ne("v")).mean() < 0.05
