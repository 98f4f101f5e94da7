"""The notebooks as a reader meets them: in JupyterLab, in a browser, run from the menu."""

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.likeness import alike

from .conftest import Lab

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
IDLE = "Python 3 (ipykernel) | Idle"
SECONDS = 1000  # in milliseconds, as playwright counts


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page; the test fails if a script in it does."""
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield page
    page.close()
    assert faults == []


def run_all(page: Page) -> None:
    """Restart the kernel of the open notebook and run every cell, from the menu."""
    page.get_by_text(IDLE).wait_for(timeout=60 * SECONDS)
    choose(page, "Run", "Restart Kernel and Run All Cells…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    cells = page.locator(".jp-CodeCell")
    counts = [f"[{n}]:" for n in range(1, cells.count() + 1)]
    prompts = cells.locator(".jp-InputPrompt")
    expect(prompts).to_have_text(counts, timeout=90 * SECONDS)
    page.get_by_text(IDLE).wait_for()


def choose(page: Page, menu: str, item: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def of_kind(page: Page, kind: str) -> str:
    return f'.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.{kind}"]'


def test_the_command_opens_the_first_notebook(lab: Lab, page: Page) -> None:
    page.goto(lab.opened)
    expect(page.get_by_role("tab", name=NOTEBOOKS[0].name)).to_be_visible()
    page.get_by_text(IDLE).wait_for(timeout=60 * SECONDS)
    choose(page, "Kernel", "Shut Down Kernel")
    page.get_by_text("No Kernel").first.wait_for()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_its_menu_and_shows_its_figures(
    path: Path, lab: Lab, page: Page
) -> None:
    notebook = nbformat.read(path, as_version=4)
    published = [
        b64decode(output.data["image/png"])
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    ]
    clear(notebook)
    nbformat.write(notebook, lab.root / "notebooks" / path.name)
    page.goto(lab.address(f"notebooks/{path.name}"))
    run_all(page)
    for kind in ("error", "stderr"):
        expect(page.locator(of_kind(page, kind))).to_have_count(0)
    images = page.locator(".jp-RenderedImage img")
    expect(images).to_have_count(len(published))
    for image, png in zip(images.all(), published, strict=True):
        expect(image).to_be_visible()
        address = image.evaluate("image => image.decode().then(() => image.src)")
        assert alike(b64decode(address.partition(",")[2]), png)
    choose(page, "Kernel", "Shut Down Kernel")
    page.get_by_text("No Kernel").first.wait_for()


def clear(notebook: nbformat.NotebookNode) -> None:
    """Take every output away, so that what is seen later was made by the run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
