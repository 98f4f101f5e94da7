"""How fast the cleaning is, beside `ftfy.fix_text` on the same text in the same run.

    python -m pytest tests/benchmarks/test_cleaning.py -o addopts= --benchmark-only

Prints a ratio for each text, which the JSON report holds as `extra_info`; no time is asserted.
Not good for: judging one slow run on a busy machine (both sides are the best of several rounds).
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

import ftfy
import pytest

from analysis import clean
from tests.cases import clean_article, clean_pages, prose, raw_article
from tests.pollution import draw_table, general_script, pollute

ROUNDS = 5
CLEAN_SIZE = 500_000
ODD_SIZE = 1_000_000


def filled(text: str, size: int) -> str:
    """The text over and over, cut to `size` characters."""
    return (text * (size // len(text) + 1))[:size]


def simplified() -> str:
    """Clean simplified text."""
    return filled(prose() + clean_article(), CLEAN_SIZE)


def traditional() -> str:
    """Clean traditional text."""
    return simplified().translate({ord(one): other for one, other in general_script().items()})


def polluted() -> str:
    """Text polluted as the article is, with another gloss table."""
    return pollute(simplified(), table=draw_table(1), seed=3).text[:CLEAN_SIZE]


def seconds(function: Callable[[str], object], text: str) -> float:
    """The best time of a few calls."""
    best = float("inf")
    for _ in range(3):
        start = perf_counter()
        function(text)
        best = min(best, perf_counter() - start)
    return best


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[str], None]]:
    """Print past the capture."""

    def printed(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}")

    yield printed


@pytest.mark.parametrize(
    ("make", "goal"),
    [(simplified, 20), (traditional, 20), (polluted, 1)],
    ids=["clean simplified", "clean traditional", "polluted"],
)
def test_speed_beside_ftfy(
    benchmark: Any, show: Callable[[str], None], make: Callable[[], str], goal: float
) -> None:
    text = make()
    cleaned = benchmark.pedantic(clean, (text,), rounds=ROUNDS, warmup_rounds=1)
    assert bool(cleaned.edits) == (make is polluted)
    here = benchmark.stats.stats.min
    ratio = seconds(ftfy.fix_text, text) / here
    benchmark.extra_info.update(characters_per_second=len(text) / here, times_as_fast_as_ftfy=ratio)
    show(
        f"{make.__name__}: {len(text) / here / 1e6:.2f} million characters a second, "
        f"{ratio:.1f} times as fast as ftfy (goal: {goal})"
    )


def test_nothing_changes_in_clean_text(benchmark: Any, show: Callable[[str], None]) -> None:
    """No edit in 900,000 characters of clean pages, simplified and traditional."""
    pages = list(clean_pages(900_000, seed=1))
    results = benchmark.pedantic(lambda: [clean(page) for page in pages], rounds=1)
    edits = sum(len(result.edits) + len(result.unresolved) for result in results)
    benchmark.extra_info.update(edits=edits)
    show(f"{edits} edits in {sum(map(len, pages)):,} characters of {len(pages)} pages (goal: 0)")
    assert edits == 0


def random_bytes() -> str:
    """Random bytes read as text."""
    return random.Random(1).randbytes(2 * ODD_SIZE).decode("gb18030", "replace")[:ODD_SIZE]


ODD: dict[str, Callable[[], str]] = {
    "question marks": lambda: "?" * ODD_SIZE,
    "opening brackets": lambda: "(" * ODD_SIZE,
    "closing brackets": lambda: ")" * ODD_SIZE,
    "one gloss": lambda: filled("鄉(xi\u0101ng)", ODD_SIZE),
    "glosses that never close": lambda: filled("鄉(xi\u0101ng", ODD_SIZE),
    "one long word in a bracket": lambda: "鄉(" + "\u0101" * ODD_SIZE,
    "random bytes": random_bytes,
    "one straddling gloss": lambda: filled("新?li\u00e1n)\ue2fd?d\u0101ng)", ODD_SIZE),
    "one lost byte": lambda: filled("黨?!保\ue0fbl(xi\u0101ng)", ODD_SIZE),
    "a run that never ends": lambda: "每?j\u012b)" + filled("赡曛辽侔", ODD_SIZE),
    "private-use characters": lambda: filled("\ue000\ue2fd\ue0fb", ODD_SIZE),
    "question marks after Chinese": lambda: filled("堡壘”??椕茑?!", ODD_SIZE),
    "place names": lambda: filled("淳安县| ", ODD_SIZE),
    "bars": lambda: "|" * ODD_SIZE,
    "line breaks": lambda: "\n" * ODD_SIZE,
    "spaces": lambda: " " * ODD_SIZE,
    "著 alone": lambda: "著" * ODD_SIZE,
    "narrow marks": lambda: filled("鄉,村;好:", ODD_SIZE),
}


#: What looks like damage, over and over, on a page that is polluted.
TAILS = [
    "?", "????a", "?!", "?!?", "(xi\u0101ng", "?l", "!", "中A", "鄉?,村", "鄉,A鄉", "”?!",
    "每?j\u012b)赡曛辽侔", "?!保?j\u012b)赡?,堡垒??椕茑", "新?li\u00e1n)\ue2fd?d\u0101ng)",
    "黨?!保\ue0fbl(xi\u0101ng)", "\ue000\ue2fd\ue0fb", "(xi\u0101ng)?",
]  # fmt: skip
TAIL_SIZE = 100_000


@pytest.fixture(scope="module")
def normal_speed() -> float:
    """Characters a second on ordinary polluted text."""
    text = polluted()
    return len(text) / seconds(clean, text)


@pytest.mark.parametrize("polluted_before", [False, True], ids=["alone", "after the article"])
@pytest.mark.parametrize("name", ODD)
def test_speed_on_odd_text(
    benchmark: Any,
    show: Callable[[str], None],
    normal_speed: float,
    name: str,
    polluted_before: bool,
) -> None:
    text = (raw_article() if polluted_before else "") + ODD[name]()
    cleaned = benchmark.pedantic(clean, (text,), rounds=1)
    assert cleaned.undo() == text
    ratio = len(text) / benchmark.stats.stats.min / normal_speed
    benchmark.extra_info.update(share_of_normal_speed=ratio)
    show(f"{name}: {ratio:.2f} of normal speed (goal: 0.1)")


@pytest.mark.parametrize("at", [None, 2000], ids=["after the article", "within the article"])
@pytest.mark.parametrize("tail", TAILS, ids=ascii)
def test_speed_on_endless_damage(
    benchmark: Any,
    show: Callable[[str], None],
    normal_speed: float,
    tail: str,
    at: int | None,
) -> None:
    raw = raw_article() + "\n"
    text = raw[:at] + filled(tail, TAIL_SIZE) + (raw[at:] if at else "")
    cleaned = benchmark.pedantic(clean, (text,), rounds=1)
    assert cleaned.undo() == text
    ratio = len(text) / benchmark.stats.stats.min / normal_speed
    benchmark.extra_info.update(share_of_normal_speed=ratio)
    show(f"{tail!a}: {ratio:.2f} of normal speed (goal: 0.1)")


@pytest.mark.parametrize("text", ["好", raw_article()], ids=["clean", "polluted"])
def test_start_up(benchmark: Any, show: Callable[[str], None], text: str) -> None:
    """A fresh interpreter that imports the cleaning and cleans one text, less a bare one."""
    code = "import sys; from analysis import clean; clean(sys.stdin.read())"

    def run(command: str) -> None:
        subprocess.run([sys.executable, "-c", command], input=text, text=True, check=True)

    benchmark.pedantic(run, (code,), rounds=ROUNDS, warmup_rounds=1)
    taken = benchmark.stats.stats.min - seconds(run, "import sys; sys.stdin.read()")
    benchmark.extra_info.update(seconds=taken)
    show(f"start-up: {taken:.2f} s (goal: 0.5)")


def test_first_call(benchmark: Any, show: Callable[[str], None]) -> None:
    """The first call on a polluted page, in a fresh interpreter that has imported the library."""
    code = (
        "import sys, time; from analysis import clean; text = sys.stdin.read();"
        "start = time.perf_counter(); clean(text); print(time.perf_counter() - start)"
    )

    def run() -> float:
        command = [sys.executable, "-c", code]
        done = subprocess.run(
            command, input=raw_article(), text=True, check=True, stdout=subprocess.PIPE
        )
        return float(done.stdout)

    taken = min([benchmark.pedantic(run, rounds=1), *(run() for _ in range(ROUNDS))])
    benchmark.extra_info.update(seconds=taken)
    show(f"first call: {1000 * taken:.0f} ms (goal: 60)")
