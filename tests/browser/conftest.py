"""A real browser, the system's Chromium (none is ever downloaded), and JupyterLab to open in it.

Without Chromium these tests are skipped; FIVE_MOVES_BROWSER=required makes its absence a failure.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--headless=new", "--disable-gpu", "--disable-quic"]  # playwright adds --no-sandbox &c.
NEWS = "lab/user-settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"


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


class Lab(NamedTuple):
    """A running JupyterLab: the copy of the checkout it serves, and what it opened by itself."""

    root: Path
    opened: str  # an address with the token in it

    def address(self, path: str) -> str:
        """Where it shows a file of the project; an empty workspace, so nothing else is open."""
        server, token = re.fullmatch(r"(http://[^/]+/).*\b(token=\w+).*", self.opened).groups()
        return f"{server}lab/tree/{path}?reset&{token}"


@pytest.fixture(scope="package")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """`five-moves lab` in a copy of the checkout: nothing done there changes the tree."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(
        ROOT, root := folder / "checkout", ignore=shutil.ignore_patterns(".*", "__pycache__")
    )
    settings = folder / "config" / NEWS
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"fetchNews": "false"}), encoding="utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": folder / "config",
        "JUPYTER_DATA_DIR": folder / "data",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "IPYTHONDIR": folder / "ipython",
        "BROWSER": "echo would open %s",
    }
    log = folder / "log"
    with open(log, "wb") as file:
        server = psutil.Popen(
            [sys.executable, "-m", "analysis.cli", "lab", "--port=0", "--allow-root",
             "--LabApp.extension_manager=readonly"],
            cwd=root, env={**os.environ, **{name: str(path) for name, path in own.items()}},
            stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield Lab(root, _opened(server, log))
    finally:
        started = [server, *server.children(recursive=True)]
        server.terminate()
        for process in psutil.wait_procs(started, timeout=10)[1]:
            process.kill()


def _opened(server: psutil.Popen, log: Path) -> str:
    """The address that JupyterLab hands to the browser once it answers."""
    deadline = time.monotonic() + 180  # a busy machine is slow
    while server.poll() is None and time.monotonic() < deadline:
        if page := re.search(r"would open file://(\S+)", log.read_text("utf-8")):
            return re.search('href="([^"]+)"', Path(page[1]).read_text("utf-8"))[1]
        time.sleep(0.1)
    pytest.fail(f"JupyterLab does not answer:\n{log.read_text('utf-8')}")
