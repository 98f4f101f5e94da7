"""How long it takes to run every notebook from a fresh kernel, as `five-moves reproduce` does.

    python -m pytest tests/benchmarks/test_notebooks.py -o addopts= --benchmark-only

Prints the seconds, beside a goal for two cores; no time is asserted.
Not good for: the time of one notebook, as many run at once as there are cores.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from analysis.reproduce.notebooks import run_notebooks
from tests.conftest import ROOT

GOAL = 90  # seconds, on two cores


def test_every_notebook(benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sources = sorted((ROOT / "notebooks").glob("*.ipynb"))

    def run() -> None:
        asyncio.run(run_notebooks(sources, tmp_path / "fresh", lambda path: None))

    benchmark.pedantic(run, rounds=1)
    with capsys.disabled():
        print(f"\n{len(sources)} notebooks: {benchmark.stats.stats.min:.0f} s (goal: {GOAL})")
