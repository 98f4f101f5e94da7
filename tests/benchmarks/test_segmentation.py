"""How fast text is cut into words: `rjieba` beside `jieba`, and each beside its bare engine.

    python -m pytest tests/benchmarks/test_segmentation.py -o addopts= --benchmark-only

Prints ratios, which the JSON report holds as `extra_info`; no time is asserted. Text comes a line
at a time, as an article comes a sentence at a time, and tokens are let go: keeping a million of
them costs as much again in garbage collection, whichever the engine.
Not good for: judging one slow run on a busy machine (all sides are the best of several rounds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import pytest

from analysis import Segmenter, suggest_terms, tokens
from analysis.segmentation import ENGINES
from tests.benchmarks.test_cleaning import filled, seconds
from tests.benchmarks.test_cleaning import show as show
from tests.cases import clean_article, prose

SIZE = 200_000
ROUNDS = 10


def text() -> str:
    """Clean simplified text."""
    return filled(prose() + clean_article(), SIZE)


def by_line(function: Callable[[str], Iterable[object]]) -> Callable[[str], None]:
    """The function applied to each line of a text."""

    def applied(text: str) -> None:
        for line in text.splitlines():
            list(function(line))

    return applied


@pytest.mark.parametrize(("method", "goal"), [("cut", 10), ("tokenize", 5)])
def test_rjieba_beside_jieba(
    benchmark: Any, show: Callable[[str], None], method: str, goal: int
) -> None:
    slow, fast = (by_line(getattr(Segmenter(engine=engine), method)) for engine in ENGINES)
    before = seconds(slow, text())
    benchmark.pedantic(fast, (text(),), rounds=ROUNDS, warmup_rounds=1)
    here = benchmark.stats.stats.min
    ratio = min(before, seconds(slow, text())) / here
    benchmark.extra_info.update(characters_per_second=SIZE / here, times_as_fast_as_jieba=ratio)
    show(
        f"{method}: rjieba {SIZE / here / 1e6:.2f} million characters a second, "
        f"{ratio:.1f} times as fast as jieba (goal: {goal})"
    )


@pytest.mark.parametrize(
    ("engine", "method", "goal"),
    [
        ("jieba", "cut", 1.3),
        ("jieba", "tokenize", 1.3),
        ("rjieba", "cut", 2),
        ("rjieba", "tokenize", 4),
    ],
)
def test_time_beside_the_bare_engine(
    benchmark: Any, show: Callable[[str], None], engine: str, method: str, goal: float
) -> None:
    segmenter = Segmenter(engine=engine)
    ours, bare = by_line(getattr(segmenter, method)), by_line(segmenter._engine)
    before = seconds(bare, text())
    benchmark.pedantic(ours, (text(),), rounds=ROUNDS, warmup_rounds=1)
    ratio = benchmark.stats.stats.min / min(before, seconds(bare, text()))
    benchmark.extra_info.update(times_the_bare_engine=ratio)
    show(f"{engine}, {method}: {ratio:.2f} times the bare engine (goal: {goal})")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_table_of_tokens_beside_tokens(
    benchmark: Any, show: Callable[[str], None], engine: str
) -> None:
    """10,000 short texts in a Series, beside lists of their tokens."""
    page, segmenter = filled(text(), 10_000 * 50), Segmenter(engine=engine)
    rows = pd.Series([page[at : at + 50] for at in range(0, len(page), 50)])

    def lists(_: str) -> list[object]:
        return [segmenter.tokenize(row) for row in rows]

    before = seconds(lists, "")
    benchmark.pedantic(tokens, (rows,), {"engine": engine}, rounds=3, warmup_rounds=1)
    ratio = benchmark.stats.stats.min / min(before, seconds(lists, ""))
    benchmark.extra_info.update(times_the_lists=ratio)
    show(f"{engine}, tokens: {ratio:.2f} times as long as lists of tokens (goal: 2)")


def test_suggested_terms(benchmark: Any, show: Callable[[str], None]) -> None:
    found = benchmark.pedantic(suggest_terms, (text(),), rounds=2, warmup_rounds=1)
    assert len(found)
    speed = SIZE / benchmark.stats.stats.min
    benchmark.extra_info.update(characters_per_second=speed)
    show(f"suggest_terms: {speed / 1e6:.2f} million characters a second (goal: 0.1)")
