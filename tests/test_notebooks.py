"""The committed notebooks: run from top to bottom, short, and with no number in their prose."""

import re
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(request.param, as_version=4)


def code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_those_of_the_project_are_numbered_in_order():
    numbers = [path.stem[:2] for path in NOTEBOOKS if path.stem[:2].isdecimal()]
    assert numbers == ["00", "01", "02", "03", "04", "05", "06"]


def test_every_cell_was_run_once_from_top_to_bottom(notebook):
    assert [cell.execution_count for cell in code(notebook)] == [*range(1, len(code(notebook)) + 1)]


def test_no_cell_ended_in_an_error_or_wrote_to_stderr(notebook):
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]


def test_cells_are_short_and_define_no_functions(notebook):
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= 12, cell.source
        assert not re.search(r"^\s*(def|class) ", cell.source, re.MULTILINE), cell.source


def test_no_number_is_typed_into_prose(notebook):
    """A number in running text is computed in a cell; digits stand only in code and file names."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"`[^`]*`", "", cell.source)
            assert not re.search(r"\d", prose), prose


def test_every_figure_has_a_description(notebook):
    for cell in code(notebook):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert "Values: " in output.data["text/plain"]
