"""The committed notebooks: what a fresh run gives, short cells, no function, no number in prose.

Each check takes a notebook and returns what is wrong with it, so that it can be tried on a bad one.
"""

import ast
import asyncio
import re
import warnings
from base64 import b64decode, b64encode
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from IPython.core.inputtransformer2 import TransformerManager
from matplotlib.figure import Figure
from matplotlib.text import Text
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import analysis as an
from analysis import figures
from analysis.reproduce.notebooks import run_notebooks

from .conftest import ROOT
from .likeness import alike

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LONGEST = 12  # lines

# Numbers above ten, parts of a hundred, and amounts; below, number words build sentences ("the two
# halves", 五招) too often to be told from claims.
UNIT = "one|two|three|four|five|six|seven|eight|nine"
TEEN = "eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
TENS = "(?:twen|thir|for|fif|six|seven|eigh|nine)t(?:y|ies)"
NUMBER = re.compile(
    rf"""\d+ | [²³¹½-¾⁰-⁹₀-₉⅐-ↈ①-⓿]
    | \b (?:{TEEN}|{TENS}) \b
    | \b (?:an?|{UNIT}|ten) [ -] (?:hundred|thousand|million|billion|dozen) \b
    | \b (?:{UNIT}|ten|half) [ -] (?:a [ -])? per [ -]? cent \b
    | [二三四五六七八九] 十 | 十 [一二三四五六七八九] | [一二两三四五六七八九十几数] [百千万亿]
    | [〇零一二三四五六七八九]{{3,}} | 分之 | [一二三四五六七八九] 成 (?!立|为|果|长)""",
    re.VERBOSE | re.IGNORECASE,
)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run_out_of_order(notebook: NotebookNode) -> list[int | None]:
    """The execution counts, if they are not 1, 2, 3 … down the page."""
    counts = [cell.execution_count for cell in code(notebook)]
    return counts if counts != [*range(1, len(counts) + 1)] else []


def complaints(notebook: NotebookNode) -> list[str]:
    """What cells wrote to standard error, and the errors they ended in."""
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    return [output.get("text", "error") for output in outputs
            if output.output_type == "error" or output.get("name") == "stderr"]  # fmt: skip


def long_cells(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in code(notebook) if len(cell.source.splitlines()) > LONGEST]


def definitions(notebook: NotebookNode) -> list[str]:
    """Functions and classes that a cell defines; one that is only handed to a call has no name."""
    plain = TransformerManager().transform_cell
    trees = [ast.parse(plain(cell.source)) for cell in code(notebook)]
    return [ast.unparse(node) for tree in trees for node in ast.walk(tree) if _defines(node)]


def _defines(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return node.value is not None and _keeps_a_lambda(node.value)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)


def _keeps_a_lambda(value: ast.AST) -> bool:
    if isinstance(value, ast.Call):
        return False
    return isinstance(value, ast.Lambda) or any(map(_keeps_a_lambda, ast.iter_child_nodes(value)))


def typed_numbers(notebook: NotebookNode) -> list[str]:
    """Numbers in running text, which is what is left without code and the addresses of links."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    found = []
    for text in texts:
        prose = re.sub(r"```.*?```|`[^`]*`|(?<=\])\([^)]*\)", "", text, flags=re.DOTALL)
        found += [prose[max(0, at.start() - 20) : at.end() + 20] for at in NUMBER.finditer(prose)]
    return found


def undescribed(notebook: NotebookNode) -> list[str]:
    """Figures without a description for who cannot see them, as text and as alternative text."""
    outputs = [output for cell in code(notebook) for output in cell.outputs]
    figures = [output for output in outputs if "image/png" in output.get("data", {})]
    return [
        said
        for output in figures
        if not re.match(r"[^:]+: .*\d", said := output.data["text/plain"], re.DOTALL)
        or output.metadata.get("image/png", {}).get("alt") != said
    ]


CHECKS = (
    run_out_of_order, complaints, long_cells, definitions, typed_numbers, undescribed
)  # fmt: skip


def drift(committed: NotebookNode, fresh: NotebookNode) -> list[str]:
    """The cells that differ: in text exactly, in figures to the eye."""
    if len(committed.cells) != len(fresh.cells):
        return ["another number of cells"]
    pairs = zip(committed.cells, fresh.cells, strict=True)
    return [one.source for one, other in pairs if not _same_cell(one, other)]


def _same_cell(one: NotebookNode, other: NotebookNode) -> bool:
    (one, first), (other, second) = map(_without_figures, (one, other))
    return one == other and all(map(alike, first, second))


def _without_figures(cell: NotebookNode) -> tuple[NotebookNode, list[bytes]]:
    cell, figures = deepcopy(cell), []
    for output in cell.get("outputs", ()):
        if "image/png" in output.get("data", {}):
            figures.append(b64decode(output.data["image/png"]))
            output.data["image/png"] = "compared apart"
    return cell, figures


# The committed notebooks


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All notebooks as `five-moves reproduce` would write them now."""
    folder = tmp_path_factory.mktemp("fresh") / "notebooks"
    asyncio.run(run_notebooks(NOTEBOOKS, folder, lambda path: None))
    return folder


def test_they_are_numbered_in_reading_order():
    numbers = [path.stem.partition("_")[0] for path in NOTEBOOKS if path.stem[0].isdigit()]
    whole = [int(number) for number in numbers if number.isdigit()]
    assert whole == [*range(whole[0], whole[0] + len(whole))]
    parts = {number[:-1] for number in numbers if not number.isdigit()}  # such as 04b
    assert parts <= set(numbers) and numbers == sorted(numbers)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_notebook_has_no_fault(check, notebook):
    assert check(notebook) == []


def test_a_fresh_run_gives_what_is_committed(path, notebook, fresh):
    assert drift(notebook, nbformat.read(fresh / path.name, as_version=4)) == []


# The checks themselves


def cells(*sources: str) -> NotebookNode:
    """A notebook of code cells that were run in order."""
    numbered = enumerate(sources, start=1)
    return new_notebook(cells=[new_code_cell(source, execution_count=n) for n, source in numbered])


def with_output(**output: object) -> NotebookNode:
    notebook = cells("cell")
    notebook.cells[0]["id"] = "the-same"
    notebook.cells[0].outputs = [new_output(**output)]
    return notebook


def test_a_cell_run_twice_out_of_turn_or_not_at_all_is_noticed():
    for counts in ([1, 3, 2], [2, 3, 4], [1, 2, 4], [1, 2, None]):
        notebook = cells("1", "2", "3")
        for cell, count in zip(notebook.cells, counts, strict=True):
            cell.execution_count = count
        assert run_out_of_order(notebook) == counts
    assert run_out_of_order(cells("1", "2", "3")) == []


def test_a_warning_and_an_error_are_noticed():
    assert complaints(with_output(output_type="stream", name="stderr", text="Warning")) == [
        "Warning"
    ]
    assert complaints(with_output(output_type="error", ename="KeyError", evalue="")) == ["error"]
    assert complaints(with_output(output_type="stream", name="stdout", text="fine")) == []


def test_a_cell_of_13_lines_is_noticed():
    assert long_cells(cells("1\n" * 12)) == []
    assert long_cells(cells("1\n" * 13)) == ["1\n" * 13]


@pytest.mark.parametrize(
    "source",
    ["def f():\n    pass", "async def f():\n    pass", "@cache\ndef f(): pass", "class A: pass",
     "if True:\n    def f(): pass", "f = lambda x: x", "f, g = lambda x: x, len",
     "(f := lambda x: x)", "f: object = lambda x: x", "f = {'a': lambda x: x}",
     "%matplotlib inline\ndef f(): pass"],
)  # fmt: skip
def test_a_function_that_belongs_in_the_library_is_noticed(source):
    assert len(definitions(cells("1", source))) == 1


@pytest.mark.parametrize(
    "source",
    ["words = sorted(terms, key=lambda term: -n[term])", "t = df.assign(x=lambda d: d.y)",
     "definitely = 1", "print('def f():')", "%matplotlib inline", "f: int"],
)  # fmt: skip
def test_what_defines_no_function_passes(source):
    assert definitions(cells("1", source)) == []


@pytest.mark.parametrize(
    "text",
    ["12 places", "共４处", "x²", "½ of it", "under eleven readings", "the nineties",
     "Twenty-one of them", "about two thousand characters", "a hundred", "nine per cent",
     "half a percent", "十一种", "二十", "三百字", "百分之九", "三分之二", "二〇二二年", "九成",
     "[see 3](x.ipynb)"],
)  # fmt: skip
def test_a_number_typed_into_prose_is_noticed(text):
    assert len(typed_numbers(new_notebook(cells=[new_markdown_cell(f"Here: {text}")]))) == 1


@pytest.mark.parametrize(
    "text",
    ["五招妙手, the five moves", "the two halves", "many thousand times", "rates per thousand",
     "in per cent of its words", "`head(12)`", "[themes](04_themes.ipynb)", "老百姓", "第一书记",
     "兴万村", "一, 二, 三, 四, 五", "三会一课", "一成立", "```\n12\n```", "a canteen, often"],
)  # fmt: skip
def test_words_that_only_build_the_sentence_pass(text):
    assert typed_numbers(new_notebook(cells=[new_markdown_cell(text)])) == []


@pytest.mark.parametrize(
    "changed",
    [{"text/plain": "'12'", "text/html": "<b>11</b>"},
     {"text/plain": "'11'", "text/html": "<b>12</b>"}, {"text/plain": "'11'"}],
)  # fmt: skip
def test_another_text_is_drift(changed):
    said = {"text/plain": "'11'", "text/html": "<b>11</b>"}
    kind = "execute_result"
    committed = with_output(output_type=kind, data=said)
    assert drift(committed, with_output(output_type=kind, data=said)) == []
    assert drift(committed, with_output(output_type=kind, data=changed)) == ["cell"]


def test_another_line_printed_or_another_cell_is_drift():
    one, two = (with_output(output_type="stream", text=text) for text in ("11\n", "12\n"))
    assert drift(one, deepcopy(one)) == []
    assert drift(one, two) == ["cell"]
    assert drift(one, cells("cell", "1")) == ["another number of cells"]


def shown(figure: Figure) -> NotebookNode:
    """A notebook that shows a figure, of the size it has there."""
    image = BytesIO()
    figure.savefig(image, format="png", dpi=110)
    png = b64encode(image.getvalue()).decode()
    return with_output(output_type="display_data", data={"image/png": png})


NAMES = ("top_terms", "theme_map", "sensitivity")


@pytest.fixture(params=NAMES)
def figure(
    request: pytest.FixtureRequest, article: an.Article, tables: dict[str, pd.DataFrame]
) -> Iterator[Figure]:
    with an.plots.style():
        yield figures.FIGURES[request.param](article, tables, "both").figure


@pytest.mark.slow
def test_a_figure_that_lost_a_label_is_drift(figure):
    committed = shown(figure)
    assert drift(committed, shown(figure)) == []
    labels = [text for text in figure.findobj(Text) if text.get_text().strip()]
    min(labels, key=lambda text: len(text.get_text())).set_text("")
    assert drift(committed, shown(figure)) == ["cell"]


@pytest.mark.slow
def test_boxes_in_place_of_chinese_are_drift(figure):
    committed = shown(figure)
    for text in figure.findobj(Text):
        text.set_family("DejaVu Sans")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # missing glyphs are an error in the house style
        assert drift(committed, shown(figure)) == ["cell"]
