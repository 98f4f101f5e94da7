"""Rebuilding a project: the same bytes each time, whole or not at all."""

import codecs
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import analysis as an
from analysis import figures
from analysis.files import MADE, workshop
from analysis.reproduce import reproduce
from analysis.reproduce.notebooks import WIDGET, joined

from .conftest import VILLAGE, Result, contents, made_once

TABLES = [
    "edits", "pollution", "damaged_bytes", "sections", "passages", "tokens", "term_frequency",
    "term_frequency_by_section", "theme_shares",
]  # fmt: skip


def notebook(folder: Path, name: str, *sources: str) -> Path:
    """Write a notebook of these code cells."""
    path = folder / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    cells = [new_markdown_cell("A question"), *map(new_code_cell, sources)]
    for at, cell in enumerate(cells):
        cell["id"] = f"cell-{at}"
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture
def one_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only one figure is drawn: the others are tested elsewhere."""
    only = {"top_terms": figures.FIGURES["top_terms"]}
    monkeypatch.setattr(figures, "FIGURES", only)


@pytest.fixture
def built(village: Path, one_figure: None) -> Path:
    """The village's project with its tables and one figure."""
    reproduce(notebooks=False)
    return village


def made_earlier(root: Path, *names: str) -> None:
    """Files that an earlier run wrote and listed, and that no run makes any more."""
    with open(root / "data" / "tables" / MADE, "a", encoding="utf-8") as made:
        for name in names:
            (root / name).write_bytes(b"old")
            made.write(f"{sha256(b'old').hexdigest()}  {name}\n")


# The interview


SOME = ("pollution_map", "theme_map", "article_cloud")


@pytest.mark.slow
def test_the_interview_is_rebuilt_from_its_raw_file_to_the_same_bytes_twice(
    checkout: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "FIGURES", {name: figures.FIGURES[name] for name in SOME})
    before = contents(checkout)
    result = command("reproduce", "--no-notebooks")
    assert result.code == 0
    after = contents(checkout)
    assert {name: after[name] for name in before} == before
    new = sorted(after.keys() - before.keys())
    images = [f"figures/{name}.png" for name in SOME]  # as SVG they would be large
    assert {f"data/tables/{name}.csv" for name in TABLES} <= set(new)
    drawn = [name for name in new if not name.startswith("data/tables/")]
    assert drawn == sorted([*images, "figures/README.md"])
    assert result.out.splitlines()[0] == f"{len(new)} files rebuilt"
    assert sorted(line.strip() for line in result.out.splitlines()[1:]) == new

    # Again in a process of its own, in which sets of strings have another order.
    code = (
        "import sys; from analysis import figures; from analysis.cli import main\n"
        f"figures.FIGURES = {{name: figures.FIGURES[name] for name in {SOME}}}\n"
        "sys.exit(main(['reproduce', '--no-notebooks', '--check']))"
    )
    again = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "1234"},
    )
    assert (again.returncode, again.stdout) == (0, "0 files would change\n")
    assert contents(checkout) == after


# Any project


def test_the_tables_say_what_the_article_says(built: Path) -> None:
    article = an.load_article("village")
    for name, table in (("passages", article.passages), ("tokens", article.tokens)):
        read = pd.read_csv(built / "data" / "tables" / f"{name}.csv")
        assert list(read) == list(table)
        assert read[["start", "end"]].equals(table[["start", "end"]])
    read = pd.read_csv(built / "data" / "tables" / "passages.csv")
    assert list(read["text"]) == list(article.passages["text"])


def test_the_tables_are_utf_8_with_one_kind_of_line_end(built: Path) -> None:
    for path in (built / "data" / "tables").iterdir():
        assert b"\r" not in path.read_bytes()
        assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.slow
def test_nothing_is_to_be_rebuilt_after_a_rebuild(built: Path) -> None:
    assert reproduce(notebooks=False) == reproduce(notebooks=False, check=True) == []


def test_check_lists_what_differs_is_missing_or_stale_and_changes_nothing(
    built: Path, command: Callable[..., Result]
) -> None:
    with open(built / "data" / "tables" / "tokens.csv", "a", encoding="utf-8") as file:
        file.write("1,2,3\n")
    (built / "data" / "tables" / "edits.csv").unlink()
    made_earlier(built, "figures/old.svg")
    before = contents(built)
    result = command("reproduce", "--no-notebooks", "--check")
    expected = [f"data/tables/{name}" for name in (MADE, "edits.csv", "tokens.csv")]
    expected.append("figures/old.svg")
    assert result.code == 1
    first, *listed = result.out.splitlines()
    assert first == "4 files would change"
    assert sorted(line.strip() for line in listed) == expected
    assert contents(built) == before


def test_a_rebuild_mends_what_differs_and_takes_away_what_is_stale(built: Path) -> None:
    whole = contents(built)
    (built / "data" / "tables" / "tokens.csv").write_text("1,2,3\n", encoding="utf-8")
    (built / "data" / "tables" / "edits.csv").unlink()
    made_earlier(built, "figures/old.svg", "figures/old.png", "data/tables/old.csv")
    assert len(reproduce(notebooks=False)) == 6
    assert contents(built) == whole


def test_what_no_run_made_stays_and_is_named(built: Path, command: Callable[..., Result]) -> None:
    mine = ["data/tables/mine.csv", "figures/mine.png", "figures/mine.svg"]
    for name in mine:
        (built / name).write_text("mine", encoding="utf-8")
    before = contents(built)
    result = command("reproduce", "--no-notebooks")
    assert (result.code, contents(built)) == (0, before)
    assert f"left alone, since no run made it: {', '.join(mine)}\n" in result.err


def test_what_an_earlier_run_made_and_someone_changed_stays(built: Path) -> None:
    made_earlier(built, "figures/old.svg")
    (built / "figures" / "old.svg").write_text("<svg>mine</svg>", encoding="utf-8")
    reproduce(notebooks=False)
    assert (built / "figures" / "old.svg").read_text(encoding="utf-8") == "<svg>mine</svg>"


@pytest.mark.slow
def test_a_list_of_what_was_made_cannot_name_other_files(built: Path) -> None:
    made_earlier(built, "notes.csv", "../outside.csv", "data/raw/other.csv")
    reproduce(notebooks=False)
    for name in ("notes.csv", "../outside.csv", "data/raw/other.csv"):
        assert (built / name).is_file()


def test_the_list_of_what_was_made_can_be_checked_by_other_tools(built: Path) -> None:
    lines = (built / "data" / "tables" / MADE).read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ") for line in lines)}
    found = contents(built).items()
    derived = [entry for entry in found if entry[0].startswith(("data/tables/", "figures/"))]
    expected = {name: sha256(data).hexdigest() for name, data in derived}
    assert listed == {name: expected[name] for name in expected if Path(name).name != MADE}


def test_a_second_run_at_the_same_time_is_refused(
    built: Path, command: Callable[..., Result]
) -> None:
    (built / "data" / "tables" / "tokens.csv").write_text("1,2,3\n", encoding="utf-8")
    with workshop(built):
        before = contents(built)
        result = command("reproduce", "--no-notebooks")
        assert (result.code, result.out) == (2, "")
        assert "another run is at work" in result.err.splitlines()[-1]
        assert contents(built) == before


@pytest.mark.slow
@pytest.mark.parametrize(("ended", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_running_notebooks_at_once_and_quietly(
    ended: signal.Signals, code: int, village: Path
) -> None:
    notebook(village, "long", "open('begun', 'w').close(); import time; time.sleep(90)")
    before = contents(village)
    program = (
        "import sys; from analysis import figures; from analysis.cli import main\n"
        "figures.FIGURES = {}; sys.exit(main(['reproduce']))"
    )
    run = subprocess.Popen([sys.executable, "-c", program], cwd=village, stderr=subprocess.PIPE)
    while not (village / ".five-moves-build" / "stage" / "notebooks" / "begun").exists():
        assert run.poll() is None
        time.sleep(0.05)
    begun = time.monotonic()
    run.send_signal(ended)
    _, said = run.communicate()
    assert run.returncode == code
    assert time.monotonic() - begun < 20  # the cell has a minute left
    assert b"Error" not in said and b"Traceback" not in said
    assert contents(village) == before


@pytest.mark.slow
@pytest.mark.parametrize(("ended", "code"), [(signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_run_that_is_ended_changes_nothing_and_leaves_no_more_than_the_next_one_clears(
    ended: signal.Signals, code: int, village: Path, one_figure: None
) -> None:
    before = contents(village)
    command = [sys.executable, "-m", "analysis.cli", "reproduce", "--no-notebooks"]
    run = subprocess.Popen(command, cwd=village, stderr=subprocess.DEVNULL)
    while not list((village / ".five-moves-build").glob("data/tables/*")) and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(ended)
    assert run.wait() == code
    left = {name for name in contents(village) if name not in before}
    assert all(name.startswith(".five-moves-build/") for name in left)
    assert bool(left) is (ended == signal.SIGKILL)
    reproduce(notebooks=False)
    assert not (village / ".five-moves-build").exists()


def test_the_gallery_shows_each_figure_with_its_description_tables_and_call(built: Path) -> None:
    text = (built / "figures" / "README.md").read_text(encoding="utf-8")
    ((alt, image),) = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", text)
    assert image == "top_terms.svg"
    values = re.findall(r"(\S+) (?:\(\w+\) )?(\d+)[;.]", alt)
    assert len(values) > 3
    assert all(f"| {term} | {n} |" in text for term, n in values)
    assert alt.split(". ")[0].partition(": ")[2] == re.search("^## (.*)", text, re.MULTILINE)[1]
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert "../data/tables/term_frequency.csv" in links
    assert all((built / "figures" / link).is_file() for link in links)
    code = "\n".join([*re.findall("```python\n(.*?)```", text, re.DOTALL),
                      *re.findall(r"`(figures\.top_terms\([^`]+)`", text)])  # fmt: skip
    exec(compile(code, "gallery", "exec"), {})


def test_files_that_are_not_derived_stay(built: Path) -> None:
    for name in ("figures/notes.md", "data/tables/README.md", "notes.csv"):
        (built / name).write_text("mine", encoding="utf-8")
    before = contents(built)
    assert reproduce(notebooks=False) == []
    assert contents(built) == before


def test_a_change_of_the_raw_file_changes_the_tables(built: Path) -> None:
    text = VILLAGE["data/raw/village.txt"].replace("水渠通了", "水渠又通了")
    (built / "data" / "raw" / "village.txt").write_text(text, encoding="utf-8", newline="")
    changed = reproduce(notebooks=False)
    assert {"data/tables/passages.csv", "data/tables/tokens.csv"} <= set(changed)


def test_it_works_from_any_folder_of_the_project(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(built / "data" / "raw")
    assert reproduce(notebooks=False) == []


def test_progress_goes_to_standard_error_and_counts_the_tables(
    village: Path, one_figure: None, command: Callable[..., Result]
) -> None:
    result = command("reproduce", "--no-notebooks")
    assert "file/s" not in result.out
    shown = result.err.split("\r")
    assert next(filter(None, shown)).startswith("reading")  # before the article is
    assert any(line.startswith("table tokens") for line in shown)
    tables = len(list((village / "data" / "tables").glob("*.csv")))
    assert f" {tables + 2}/{tables + 2} " in result.err  # the figure and the gallery


def test_tables_can_begin_with_the_mark_that_excel_needs(
    built: Path, command: Callable[..., Result]
) -> None:
    assert command("reproduce", "--no-notebooks", "--excel").code == 0
    for path in (built / "data" / "tables").glob("*.csv"):
        assert path.read_bytes().startswith(codecs.BOM_UTF8)


# Some figures


@pytest.mark.parametrize("kind", ["pdf", "png", "svg"])
@pytest.mark.slow
def test_a_figure_can_be_drawn_alone_in_any_format_and_into_any_folder(
    kind: str, village: Path, command: Callable[..., Result]
) -> None:
    before = contents(village)
    options = ("--only", "top_terms", "--format", kind, "--out", "mine/new", "--labels", "zh")
    result = command("reproduce", "village", *options)
    assert result[:2] == (0, f"1 figures drawn\n  mine/new/top_terms.{kind}\n")
    data = contents(village)
    image = data.pop(f"mine/new/top_terms.{kind}")
    assert image.startswith({"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}[kind])
    assert data == before
    command("reproduce", "village", *options)
    assert contents(village)[f"mine/new/top_terms.{kind}"] == image


@pytest.mark.parametrize(
    ("options", "words"),
    [(("--only", "no_such"), "no figure 'no_such' (there are: pollution_map"),
     (("--only", "damaged_bytes"), "no damage for the figure damaged_bytes"),
     (("--format", "pdf", "--check"), "leave the other options out"),
     (("--only", "top_terms", "--out", "data/raw/village.txt"), "village.txt")],
)  # fmt: skip
def test_a_figure_that_cannot_be_drawn_is_a_fault_and_nothing_is_written(
    options: tuple[str, ...], words: str, village: Path, command: Callable[..., Result]
) -> None:
    before = contents(village)
    result = command("reproduce", *options)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert words in result.err
    assert contents(village) == before


# What stands where files are written or read


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "figures is a file": lambda root: (root / "figures").touch(),
    "a folder for a figure": lambda root: (root / "figures/top_terms.svg").mkdir(parents=True),
    "a folder for a table": lambda root: (root / "data/tables/tokens.csv").mkdir(parents=True),
    "a pipe for a table": lambda root: (
        (root / "data/tables").mkdir(), os.mkfifo(root / "data/tables/tokens.csv")
    ),
    "a link in a loop for the figures": lambda root: (root / "figures").symlink_to("figures"),
    "a link to nowhere for the tables": lambda root: (root / "data/tables").symlink_to("gone"),
    "a name that is two folders": lambda root: (root / "data/articles/village.toml").rename(
        root / "data/articles/...toml"
    ),
}  # fmt: skip


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.slow
def test_what_cannot_be_written_is_told_in_one_line_and_nothing_is(
    obstacle: str, village: Path, one_figure: None, command: Callable[..., Result]
) -> None:
    OBSTACLES[obstacle](village)
    if "name" in obstacle:
        (village / "pyproject.toml").unlink()
    before = contents(village)
    result = command("reproduce", "--no-notebooks")
    assert (result.code, result.out) == (2, "")
    assert len(re.findall("^five-moves: ", result.err.replace("\r", "\n"), re.MULTILINE)) == 1
    assert "Traceback" not in result.err
    assert contents(village) == before


def test_a_full_disk_is_told_in_one_line(
    built: Path, command: Callable[..., Result], full_disk: Callable[[], None]
) -> None:
    before = contents(built)
    full_disk()
    result = command("reproduce", "--no-notebooks")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "cannot be written" in result.err
    assert contents(built) == before


@pytest.mark.parametrize("thing", ["link", "pipe"])
@pytest.mark.slow
def test_what_notebooks_cannot_read_is_told_in_one_line(
    thing: str, built: Path, command: Callable[..., Result]
) -> None:
    notebook(built, "count", "1 + 1")
    odd = built / "data" / "odd"
    odd.symlink_to("gone") if thing == "link" else os.mkfifo(odd)
    result = command("reproduce")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert f"{odd}: cannot be copied" in result.err


# Notebooks that are none: what is in the file, and what is said.
BROKEN = {
    "empty": (b"", "NotJSONError"),
    "not JSON": (b"# a text", "NotJSONError"),
    "in UTF-16": (json.dumps(new_notebook()).encode("utf-16"), "UnicodeDecodeError"),
    "of a list": (b"[]", "cannot be run"),
    "without cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "cannot be run"),
    "of a version to come": (b'{"nbformat": 9, "nbformat_minor": 0, "cells": []}', "cannot be run"),
    "for a kernel that dies": (
        json.dumps(new_notebook(cells=[new_code_cell("import os; os._exit(1)")])).encode(),
        "Kernel died",
    ),
    "for a kernel that is not there": (
        json.dumps(
            new_notebook(
                cells=[new_code_cell("1")],
                metadata={"kernelspec": {"name": "no-such", "display_name": "No"}},
            )
        ).encode(),
        "no-such",
    ),
}


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.slow] * ("dies" in kind)) for kind in BROKEN]
)
@pytest.mark.slow
def test_a_notebook_that_is_none_is_named(
    kind: str, built: Path, command: Callable[..., Result]
) -> None:
    content, words = BROKEN[kind]
    (built / "notebooks").mkdir()
    (built / "notebooks" / "broken.ipynb").write_bytes(content)
    before = contents(built)
    result = command("reproduce")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "broken.ipynb" in result.err and words in result.err
    assert contents(built) == before


def test_outside_a_project_it_ends_with_2_and_says_where_to_run_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[..., Result]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = command("reproduce")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert str(tmp_path) in result.err
    assert "five-moves new" in result.err
    assert contents(tmp_path) == {}


def test_an_article_can_be_named_where_the_project_names_none(
    village: Path, one_figure: None, command: Callable[..., Result]
) -> None:
    (village / "pyproject.toml").unlink()
    config = village / "data" / "articles" / "village.toml"
    config.with_name("other.toml").write_bytes(config.read_bytes())
    result = command("reproduce", "--no-notebooks")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "name one (there are: other, village)" in result.err
    assert command("reproduce", "village", "--no-notebooks").code == 0
    config.with_name("other.toml").unlink()
    result = command("reproduce", "--no-notebooks", "--check")  # the only one
    assert (result.code, result.out) == (0, "0 files would change\n")
    assert (village / "figures" / "village" / "top_terms.svg").is_file()


@pytest.mark.slow
def test_a_whole_project_of_another_article_can_be_rebuilt(village: Path) -> None:
    changed = reproduce(notebooks=False)
    drawn = set(figures.FIGURES) - {"damaged_bytes"}  # nothing is damaged there
    images = [Path(name).stem for name in changed if name.startswith("figures/")]
    assert sorted(images) == sorted([*drawn, "README"])
    assert "data/tables/damaged_bytes.csv" not in changed


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["no codebook", "no sections", "neither"])
def test_an_article_without_codebook_or_sections_gets_the_tables_and_figures_it_can_have(
    kept: str, village: Path
) -> None:
    config = VILLAGE["data/articles/village.toml"]
    if kept != "no sections":
        config = config.replace('themes = "../lexicon/themes.toml"\n', "")
    if kept != "no codebook":
        config = config[: config.index("[[sections]]")]
    (village / "data" / "articles" / "village.toml").write_text(config, encoding="utf-8")
    changed = reproduce(notebooks=False)
    assert {"data/tables/term_frequency.csv", "figures/top_terms.svg"} <= set(changed)
    assert "data/tables/theme_shares.csv" not in changed
    by_section = "data/tables/term_frequency_by_section.csv" in changed
    assert by_section is (kept == "no codebook")


def test_a_fault_in_a_figure_leaves_everything_as_it_was(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Faulty:
        needs: frozenset[str] = frozenset()

        def __call__(self, *arguments: Any) -> None:
            raise ZeroDivisionError

    monkeypatch.setitem(figures.FIGURES, "zzz", Faulty())
    (built / "data" / "tables" / "tokens.csv").write_text("1,2,3\n", encoding="utf-8")
    before = contents(built)
    with pytest.raises(ZeroDivisionError):
        reproduce(notebooks=False)
    assert contents(built) == before


# Notebooks


@pytest.fixture
def ran(shared: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose three notebooks ran in one rebuild, once a run of the tests."""

    def make(root: Path) -> None:
        for name, text in VILLAGE.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8", newline="")
        notebook(
            root,
            "count",
            "import os; os.path.basename(os.getcwd())",
            "import analysis as an; len(an.load_article('village').passages)",
            "print('a'); print('b')",
        )
        notebook(root, "table", "len(open('../data/tables/tokens.csv').readlines())")
        slider = {"text/plain": "IntSlider(value=3)", WIDGET: {"model_id": "1"}}
        notebook(root, "widget", f"display({slider!r}, raw=True)")
        with contextlib.chdir(root), pytest.MonkeyPatch.context() as patch:
            patch.setattr(figures, "FIGURES", {})
            (root / "rebuilt.txt").write_text("\n".join(reproduce()), encoding="utf-8")
            assert reproduce(check=True) == []

    root = made_once(shared / "ran", make)
    monkeypatch.chdir(root)
    return root


def cells(root: Path, name: str) -> list[nbformat.NotebookNode]:
    read = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    assert "widgets" not in read.metadata
    return read.cells[1:]


@pytest.mark.slow
def test_a_notebook_is_executed_from_its_own_folder_in_a_fresh_kernel(ran: Path) -> None:
    rebuilt = (ran / "rebuilt.txt").read_text("utf-8").split("\n")
    notebooks = [f"notebooks/{name}.ipynb" for name in ("count", "table", "widget")]
    assert [name for name in rebuilt if name.startswith("notebooks")] == notebooks
    found = cells(ran, "count")
    assert found[0].outputs[0].data["text/plain"] == "'notebooks'"
    assert found[1].outputs[0].data["text/plain"] == "6"
    assert [output.text for output in found[2].outputs] == ["a\nb\n"]
    assert [cell.execution_count for cell in found] == [1, 2, 3]
    assert all("execution" not in cell.metadata for cell in found)


@pytest.mark.slow
def test_of_a_widget_stays_what_can_be_read_without_a_kernel(ran: Path) -> None:
    assert cells(ran, "widget")[-1].outputs[0].data == {"text/plain": "IntSlider(value=3)"}


@pytest.mark.slow
def test_a_notebook_reads_the_tables_that_are_rebuilt_with_it(ran: Path) -> None:
    """There were none before the rebuild."""
    lines = len((ran / "data" / "tables" / "tokens.csv").read_text("utf-8").splitlines())
    assert cells(ran, "table")[0].outputs[0].data["text/plain"] == str(lines)


def output(name: str, text: str) -> nbformat.NotebookNode:
    return new_output("stream", name=name, text=text)


def test_what_a_cell_prints_in_pieces_is_joined() -> None:
    shown = new_output("display_data", {"text/plain": "1"})
    pieces = [output("stderr", "10%\r"), output("stdout", "a"), shown]
    pieces += [output("stderr", "20%\r99%\n"), output("stdout", "b\nc\r\n")]
    assert joined(pieces) == [output("stdout", "ab\nc\n"), output("stderr", "99%\n"), shown]


def test_a_very_long_line_is_joined_at_once() -> None:
    pieces = [output("stdout", "水" * 8192) for _ in range(1000)]
    assert len(joined(pieces)[0].text) == 8_192_000


def test_a_notebook_is_left_alone_where_none_are_asked_for(built: Path) -> None:
    path = notebook(built, "count", "1 + 1")
    before = path.read_bytes()
    assert reproduce(notebooks=False) == []
    assert path.read_bytes() == before


@pytest.mark.slow
def test_a_notebook_that_fails_is_named_and_leaves_everything_as_it_was(
    built: Path, command: Callable[..., Result]
) -> None:
    notebook(built, "bad", "raise KeyError('no such key')")
    (built / "data" / "tables" / "tokens.csv").write_text("1,2,3\n", encoding="utf-8")
    before = contents(built)
    result = command("reproduce")
    assert (result.code, result.out) == (2, "")
    last = result.err.rstrip("\n").splitlines()[-1]
    assert "bad.ipynb" in last
    assert "KeyError" in last
    assert contents(built) == before


@pytest.mark.slow
def test_what_is_made_of_another_article_stands_apart_from_what_the_project_has(
    built: Path,
) -> None:
    config = built / "data" / "articles" / "village.toml"
    (config.with_name("other.toml")).write_bytes(config.read_bytes())
    made_earlier(built, "figures/old.svg")
    notebook(built, "count", "1 + 1")
    notebook(built, "other")  # without a cell to run it needs no more than a kernel
    before = contents(built)
    changed = reproduce("other")
    assert {name: contents(built)[name] for name in before if "other" not in name} == {
        name: data for name, data in before.items() if "other" not in name
    }
    folders = ("data/tables/other/", "figures/other/")
    assert "notebooks/other.ipynb" in changed
    assert all(name.startswith(folders) for name in changed if not name.endswith(".ipynb"))
    gallery = (built / "figures" / "other" / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]+)\)", gallery)
    assert links
    assert all((built / "figures" / "other" / link).is_file() for link in links)
