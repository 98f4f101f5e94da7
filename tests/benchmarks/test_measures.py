"""Memory of measures over many documents; run with `pytest tests/benchmarks/test_measures.py`.

Each measure runs in a process of its own, whose greatest memory is read afterwards. It must stay
under 1 GB at 10,000 documents of 200 words, and time must grow no faster than the text.
"""

import subprocess
import sys
from textwrap import dedent

import pytest

TEXTS = """
import resource, sys, time, warnings
import numpy as np, pandas as pd
import analysis as an
from analysis.measures import residuals
warnings.simplefilter("ignore")
random, documents = np.random.default_rng(0), int(sys.argv[1])
share = 1 / np.arange(1, 50_001)
words = random.choice(50_000, documents * 200, p=share / share.sum())
document = np.repeat(np.arange(documents), 200)
tokens = pd.DataFrame({
    "token": np.array([f"w{number}" for number in range(50_000)])[words],
    "document": document, "year": 2000 + document % 20, "passage": np.arange(len(words)) // 15,
    "start": np.arange(len(words)), "theme": pd.Categorical.from_codes(
        np.where(words < 200, words % 8, -1), list("abcdefgh")),
})
"""
MEASURES = {
    "dispersion": 'an.dispersion(tokens, "document")',
    "theme_shares": 'an.theme_shares(tokens, "document")',
    "tf_idf": 'an.tf_idf(tokens, "document")',
    "document_frequency": "an.document_frequency(tokens)",
    "frequency_over_time": 'an.frequency_over_time(tokens, ["w1", "w50"])',
    "keyness": 'an.keyness(tokens, "document", target=5)',
    # One deal in a hundred; memory does not depend on their number, and time does in proportion.
    "theme_residuals": 'residuals.PERMUTATIONS = 200; an.theme_residuals(tokens, "year")',
    "theme_residuals by document":
        'residuals.PERMUTATIONS = 200; an.theme_residuals(tokens, "document")',
}  # fmt: skip


def cost(measure: str, documents: int) -> tuple[float, float]:
    """Seconds and gigabytes that a measure takes."""
    last = "print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    code = "\n".join([dedent(TEXTS), "began = time.perf_counter()", measure, last])
    command = [sys.executable, "-c", code, str(documents)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, kilobytes = map(float, said.split())
    return seconds, kilobytes / 1e6


@pytest.mark.parametrize("name", MEASURES)
def test_memory_stays_under_a_gigabyte_and_time_is_linear(name: str) -> None:
    (seconds, memory), (less, _) = (cost(MEASURES[name], documents) for documents in (10_000, 5000))
    print(f"{name}: {seconds:.1f} s, {memory:.2f} GB; half the text {less:.1f} s")
    assert memory < 1
    assert seconds < 3 * less + 1
