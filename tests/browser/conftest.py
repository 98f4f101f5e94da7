"""A real browser: the system's Chromium, headless. None is ever downloaded.

Without one these tests are skipped; FIVE_MOVES_BROWSER=required makes its absence a failure.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--headless=new", "--disable-gpu", "--disable-quic"]  # playwright adds --no-sandbox &c.


@pytest.fixture(scope="package")  # while it is open, no other test could run an event loop
def browser() -> Iterator[Browser]:
    """Headless Chromium with an empty profile of its own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        report = pytest.fail if os.environ.get("FIVE_MOVES_BROWSER") == "required" else pytest.skip
        report("no Chromium on the path; install Debian's package: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield opened
        opened.close()
