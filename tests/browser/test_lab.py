"""The notebooks as a reader meets them: in JupyterLab, in a browser, run from the menu."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

import analysis as an
from tests.conftest import ROOT
from tests.likeness import alike

from .conftest import Lab

TOUR = ROOT / "notebooks" / "00_tour.ipynb"
EXPLORER = ROOT / "notebooks" / "05_explore.ipynb"
IDLE = "Python 3 (ipykernel) | Idle"
# JupyterLab asks a kernel about its debugger also when that kernel is being shut down.
HARMLESS = "Could not restore the debugger state: Canceled future for debug_request"
COMPLAINT = "[data-mime-type$='jupyter.stderr'], [data-mime-type$='jupyter.error']"  # of a cell
# A busy machine is slow to answer; milliseconds, as playwright counts.
ANSWER, RUN = 60_000, 180_000
expect.set_options(timeout=ANSWER)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page; the test fails if a script in it does."""
    page = browser.new_page()
    page.set_default_timeout(ANSWER)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    yield page
    page.close()
    assert [fault for fault in faults if not fault.startswith(HARMLESS)] == []


def run_all(page: Page) -> None:
    """Restart the kernel of the open notebook and run every cell, from the menu; none complains."""
    page.get_by_text(IDLE).wait_for()
    choose(page, "Run", "Restart Kernel and Run All Cells…")
    page.get_by_role("button", name="Confirm Kernel Restart").click()
    cells = page.locator(".jp-CodeCell")
    # A folded cell shows no number.
    counts = [re.compile(rf"^(\[{n}\]:)?$") for n in range(1, cells.count() + 1)]
    prompts = cells.locator(".jp-InputPrompt")
    expect(prompts.first).to_have_text("[1]:", timeout=RUN)
    expect(prompts.filter(has_text="[*]")).to_have_count(0, timeout=RUN)
    page.get_by_text(IDLE).wait_for()
    assert page.locator(COMPLAINT).all_text_contents() == []
    expect(prompts).to_have_text(counts)


def choose(page: Page, menu: str, item: str) -> None:
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def shut_down(page: Page) -> None:
    """End the kernel of the open notebook: few machines have the memory for all at once."""
    choose(page, "Kernel", "Shut Down Kernel")
    page.get_by_text("No Kernel").first.wait_for()


def test_the_command_opens_the_first_notebook(lab: Lab, page: Page) -> None:
    page.goto(lab.opened)
    expect(page.get_by_role("tab", name=TOUR.name)).to_be_visible()
    page.get_by_text(IDLE).wait_for()
    shut_down(page)


def run_from_menu(path: Path, lab: Lab, page: Page) -> None:
    """Open a notebook without outputs and run it: it shows the figures it has in print."""
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
    images = page.locator(".jp-RenderedImage img")
    expect(images).to_have_count(len(published))
    for image, png in zip(images.all(), published, strict=True):
        expect(image).to_be_visible()
        address = image.evaluate("image => image.decode().then(() => image.src)")
        assert alike(b64decode(address.partition(",")[2]), png)


def clear(notebook: nbformat.NotebookNode) -> None:
    """Take every output away, so that what is seen later was made by the run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None


def test_a_notebook_runs_from_its_menu_and_shows_its_figures(lab: Lab, page: Page) -> None:
    """The tour; `tests/test_notebooks.py` runs all of them, without a browser."""
    run_from_menu(TOUR, lab, page)
    shut_down(page)


def test_the_explorer_runs_and_answers_a_typed_term_and_a_click(
    lab: Lab, page: Page, article: an.Article
) -> None:
    run_from_menu(EXPLORER, lab, page)
    explorer = page.frame_locator("iframe[title^=Explorer]").first
    box = explorer.get_by_role("combobox", name="Find a word")
    expect(box).to_have_value("党员")
    for typed, nearby in (("人才", "方面军"), ("乡村", "织密")):
        box.fill(typed)
        box.press("Enter")
        found = an.concordance(article, typed)
        expect(explorer.locator("#heading")).to_contain_text(f"{typed} ")
        expect(explorer.locator(".rows a")).to_have_count(len(found))
        (passage,) = found.loc[(found["left"] + found["right"]).str.contains(nearby), "passage"]
        explorer.locator(f".rows [data-sentence='{passage}']").first.click()
        expect(explorer.get_by_role("heading", name=f"Sentence {passage}")).to_be_visible()
        explorer.get_by_role("link", name="See the page it came from").click()
        expect(explorer.locator(".raw")).to_be_visible()

    damaged = next(edit.start for edit in article.cleaned.edits if nearby in edit.after)
    shown = explorer.get_by_role("row", name="字节 bytes").get_by_role("cell")
    expect(shown).to_contain_text(article.cleaned.bytes(damaged)["byte"].tolist())
    shut_down(page)


def test_in_a_notebook_that_is_not_trusted_a_line_says_how_to_see_the_explorer(
    lab: Lab, page: Page, article: an.Article
) -> None:
    bundle = {"text/html": an.explore(article)._repr_html_(), "text/plain": ""}
    output = nbformat.v4.new_output("execute_result", bundle, execution_count=1)
    cell = nbformat.v4.new_code_cell("article", outputs=[output], execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), lab.root / "notebooks" / "cloned.ipynb")
    page.goto(lab.address("notebooks/cloned.ipynb"))
    expect(page.locator(".jp-OutputArea-output")).to_contain_text("once this cell is run")
    expect(page.locator("iframe[title^=Explorer]")).to_have_count(0)
