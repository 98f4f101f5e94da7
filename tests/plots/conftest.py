"""No drawing stays open after its test."""

from collections.abc import Iterator

import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """What a test drew is gone after it."""
    yield
    plt.close("all")
