"""The command `five-moves`."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import entry_points, version
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.cli import main

from .conftest import NAME, ROOT, Result, contents

RAW = ROOT / "data" / "raw" / f"{NAME}.txt"
TEXT = "清白的文字，\r\n没有污染。\n"


@pytest.fixture(scope="module")
def cleaned() -> an.Cleaned:
    """The interview's page, cleaned."""
    return an.clean(RAW.read_bytes().decode("utf-8"))


def test_clean_prints_the_cleaned_text_and_nothing_else(
    cleaned: an.Cleaned, command: Callable[..., Result]
) -> None:
    assert command("clean", RAW)[:2] == (0, cleaned.text)


def test_clean_leaves_a_text_that_is_not_polluted_to_the_byte(
    tmp_path: Path, command: Callable[..., Result]
) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode())
    assert command("clean", path) == (0, TEXT, "")


def test_clean_reads_standard_input(
    cleaned: an.Cleaned, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RAW.read_bytes())))
    assert command("clean", "-")[:2] == (0, cleaned.text)


def test_clean_writes_a_file(
    cleaned: an.Cleaned, tmp_path: Path, command: Callable[..., Result]
) -> None:
    (tmp_path / "clean.txt").write_text("what was there", encoding="utf-8")
    assert command("clean", RAW, "-o", tmp_path / "clean.txt")[:2] == (0, "")
    assert contents(tmp_path) == {"clean.txt": cleaned.text.encode()}


def test_clean_can_write_over_its_own_input(
    cleaned: an.Cleaned, tmp_path: Path, command: Callable[..., Result]
) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(RAW.read_bytes())
    assert command("clean", path, "--output", path).code == 0
    assert contents(tmp_path) == {"page.txt": cleaned.text.encode()}


def test_clean_gives_text_and_edits_as_json(
    cleaned: an.Cleaned, command: Callable[..., Result]
) -> None:
    result = command("clean", RAW, "--json")
    found = json.loads(result.out)
    assert result.code == 0
    assert found["text"] == cleaned.text
    assert found["unresolved"] == []
    assert [edit["start"] for edit in found["doubtful"]] == [e.start for e in cleaned.doubtful]
    assert found["evidence"]["glosses"] == cleaned.evidence.glosses
    keys = ("start", "end", "before", "after", "kind")
    assert [[edit[key] for key in keys] for edit in found["edits"]] == [
        [getattr(edit, key) for key in keys] for edit in cleaned.edits
    ]
    assert "关键是" in result.out  # Chinese is legible, not escaped


def test_clean_explains_its_edits_in_a_table(
    cleaned: an.Cleaned, command: Callable[..., Result]
) -> None:
    result = command("clean", RAW, "--explain")
    table = pd.read_csv(io.StringIO(result.out), keep_default_na=False)
    assert list(table)[:5] == ["start", "end", "kind", "before", "after"]
    assert len(table) == len(cleaned.edits)
    assert list(table["kind"]) == [edit.kind for edit in cleaned.edits]


@pytest.mark.parametrize("form", ["--json", "--explain"])
def test_clean_says_of_an_unpolluted_text_that_nothing_was_done(
    form: str, tmp_path: Path, command: Callable[..., Result]
) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode())
    result = command("clean", path, form)
    assert (result.code, result.err) == (0, "")
    if form == "--json":
        found = json.loads(result.out)
        assert found.pop("evidence")["missing"]
        assert found == {"text": TEXT, "edits": [], "unresolved": [], "doubtful": []}
    else:
        assert result.out.count("\n") == 1


@pytest.mark.parametrize("encoding", ["gb18030", "GBK", "utf-16"])
def test_clean_reads_another_encoding_and_writes_utf_8(
    encoding: str, tmp_path: Path, command: Callable[..., Result]
) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert command("clean", path, "--encoding", encoding) == (0, TEXT, "")


@pytest.mark.parametrize(
    ("encoding", "words"), [("gbq", "'gbq'"), ("ascii", "not ascii"), ("rot13", "'rot13'")]
)
def test_clean_refuses_an_encoding_that_is_unknown_or_does_not_fit(
    encoding: str, words: str, tmp_path: Path, command: Callable[..., Result]
) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode())
    result = command("clean", path, "--encoding", encoding)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert words in result.err


def test_clean_reports_what_it_could_not_resolve_and_ends_with_1(
    tmp_path: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    from analysis.cleaning import Unresolved

    place = Unresolved(3, 5, "文字", "no reading fits")
    monkeypatch.setattr("analysis.cli.clean", lambda text: an.Cleaned(text, text, (), (place,)))
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode())
    result = command("clean", path)
    assert (result.code, result.out) == (1, TEXT)
    assert result.err.count("\n") == 1
    assert "at 3" in result.err
    assert "no reading fits" in result.err
    (found,) = json.loads(command("clean", path, "--json").out)["unresolved"]
    assert found == {"start": 3, "end": 5, "text": "文字", "reason": "no reading fits"}


def test_clean_names_doubtful_repairs_and_by_how_much_they_won(
    cleaned: an.Cleaned, command: Callable[..., Result]
) -> None:
    said = command("clean", RAW).err.splitlines()
    margins = cleaned.explain().set_index("start")["margin"]
    assert len(said) == len(cleaned.doubtful) > 0
    for line, edit in zip(said, cleaned.doubtful, strict=True):
        assert f"doubtful at {edit.start}: " in line
        assert f"read as {edit.after} (margin {margins[edit.start]:.1f} nats)" in line


def test_clean_says_why_a_page_that_looks_polluted_in_part_is_left_alone(
    tmp_path: Path, command: Callable[..., Result]
) -> None:
    path, text = tmp_path / "page.txt", "今天在鄉(xiāng)村的路上走。"
    path.write_bytes(text.encode())
    code, out, err = command("clean", path)
    assert (code, out) == (0, text)
    assert "left as it is, though it looks polluted in part: 6 glosses are needed" in err


@pytest.mark.parametrize("output", ["missing/clean.txt", "folder"])
def test_an_output_that_cannot_be_written_is_refused_and_leaves_nothing(
    output: str, tmp_path: Path, command: Callable[..., Result]
) -> None:
    (tmp_path / "folder").mkdir()
    result = command("clean", RAW, "-o", tmp_path / output)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert output in result.err
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]


def test_a_write_that_fails_half_way_leaves_the_old_file_alone(
    tmp_path: Path, command: Callable[..., Result], full_disk: Callable[[], None]
) -> None:
    path = tmp_path / "clean.txt"
    path.write_bytes("旧文".encode())
    full_disk()
    result = command("clean", RAW, "-o", path)
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert contents(tmp_path) == {"clean.txt": "旧文".encode()}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page to clean."""
    path = tmp_path / "page.txt"
    path.write_bytes(TEXT.encode())
    return path


@pytest.mark.parametrize("other", ["out.txt.part", ".out.txt", "out.txt~"])
def test_clean_touches_no_other_file(
    other: str, page: Path, command: Callable[..., Result]
) -> None:
    (page.parent / other).write_text("mine", encoding="utf-8")
    assert command("clean", page, "-o", page.parent / "out.txt").code == 0
    assert contents(page.parent) == {
        "page.txt": TEXT.encode(), other: b"mine", "out.txt": TEXT.encode()
    }  # fmt: skip


def test_clean_writes_through_a_link_and_keeps_mode_and_link(
    page: Path, command: Callable[..., Result]
) -> None:
    path, link = page.with_name("secret.txt"), page.with_name("link.txt")
    path.touch(mode=0o600)
    link.symlink_to(path)
    assert command("clean", page, "-o", link).code == 0
    assert (link.is_symlink(), path.read_bytes()) == (True, TEXT.encode())
    assert path.stat().st_mode & 0o777 == 0o600


def test_clean_refuses_a_link_that_leads_to_itself(
    page: Path, command: Callable[..., Result]
) -> None:
    link = page.with_name("link.txt")
    link.symlink_to(link)
    result = command("clean", page, "-o", link)
    assert (result.code, result.err.count("\n"), link.is_symlink()) == (2, 1, True)


def test_clean_writes_into_a_pipe_or_a_device_and_leaves_it_one(
    page: Path, command: Callable[..., Result]
) -> None:
    pipe = page.with_name("pipe")
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as threads:
        read = threads.submit(pipe.read_bytes)
        assert command("clean", page, "-o", pipe).code == 0
        assert read.result() == TEXT.encode()
    assert pipe.is_fifo()
    assert command("clean", page, "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


def test_what_is_said_of_a_file_is_one_line_that_acts_on_no_terminal(
    tmp_path: Path, command: Callable[..., Result]
) -> None:
    result = command("clean", tmp_path / "a\x1b[31m\nb\u202e.txt")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "a[U+001B][31m b[U+202E].txt" in result.err


@pytest.mark.parametrize(
    "arguments",
    [[], ["clean"], ["wash"], ["clean", "x", "--json", "--explain"], ["clean", "x", "--loud"],
     ["reproduce", "--labels", "fr"]],
)  # fmt: skip
def test_arguments_that_cannot_be_used_end_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ending:
        main(arguments)
    assert ending.value.code == 2
    assert "usage: five-moves" in capsys.readouterr().err


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--help"])
    assert ending.value.code == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("reproduce", "new", "clean", "exit codes"))


def test_the_command_is_installed_under_its_name() -> None:
    (point,) = entry_points(group="console_scripts", name="five-moves")
    assert point.load() is main


def test_the_command_works_from_a_shell_whatever_its_locale() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "analysis.cli", "clean", "-"],
        input=TEXT.encode(),
        capture_output=True,
        cwd=ROOT,
        env={"PATH": "", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, TEXT.encode(), b"")


# lab; tests/browser opens it


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--version"], ["--", "--version"]])
def test_lab_hands_other_arguments_to_jupyterlab(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "analysis.cli", "lab", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, version("jupyterlab"))


@pytest.mark.slow
def test_lab_ends_with_jupyterlab_s_exit_code() -> None:
    command = [sys.executable, "-m", "analysis.cli", "lab", "--port=none"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert "port" in done.stderr


# Standard streams


def shell(line: str, folder: Path = ROOT) -> tuple[int, bytes]:
    """Run a line of bash, in which `$F` is the command; its exit code and standard error."""
    environment = os.environ | {"F": f"{sys.executable} -m analysis.cli", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, capture_output=True)
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "words"),
    [("$F clean page.txt > /dev/full", b"standard output: cannot be written (No space left"),
     ("$F clean page.txt | true; exit ${PIPESTATUS[0]}", b"cannot be written (Broken pipe)"),
     ("$F clean page.txt >&-", b"standard output: cannot be written"),
     ("$F clean - <&-", b"standard input: it is closed"),
     ("rmdir \"$PWD\"; $F reproduce", b"the current folder is gone")],
)  # fmt: skip
def test_a_stream_or_a_folder_that_is_gone_is_told_in_one_line(
    line: str, words: bytes, tmp_path: Path
) -> None:
    (here := tmp_path / "here").mkdir()
    if "rmdir" not in line:
        (here / "page.txt").write_text(TEXT * 20_000, encoding="utf-8")
    code, said = shell(line, here)
    assert (code, said.count(b"\n")) == (2, 1)
    assert words in said


@pytest.mark.slow
def test_a_closed_standard_error_sends_no_fault_to_standard_output(tmp_path: Path) -> None:
    assert shell("$F clean missing.txt 2>&- >out", tmp_path) == (2, b"")
    assert (tmp_path / "out").read_bytes() == b""


def test_an_empty_name_of_an_output_is_a_fault(page: Path, command: Callable[..., Result]) -> None:
    result = command("clean", page, "-o", "")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("output", [".", "/", "page.txt/out", "a" * 300])
def test_an_output_that_is_no_file_is_a_fault(
    output: str, page: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(page.parent)
    result = command("clean", page, "-o", output)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert output in result.err
    assert contents(page.parent) == {"page.txt": TEXT.encode()}


def test_a_name_of_251_characters_is_one(page: Path, command: Callable[..., Result]) -> None:
    assert command("clean", page, "-o", page.with_name("a" * 251)).code == 0


@pytest.mark.parametrize("command", ["clean", "reproduce"])
def test_only_lab_takes_arguments_that_are_not_its_own(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([command, "FILE", "--port=8899"])
    assert "unrecognized arguments: --port=8899" in capsys.readouterr().err


def test_lab_outside_a_checkout_ends_with_2(
    tmp_path: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = command("lab")
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert "data/articles" in result.err


def test_lab_without_a_notebook_or_without_jupyterlab_ends_with_2_and_says_so(
    village: Path, command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = command("lab")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert str(village / "notebooks") in result.err
    (village / "notebooks").mkdir()
    (village / "notebooks" / "one.ipynb").touch()
    monkeypatch.setattr("analysis.cli.find_spec", lambda name: None)
    result = command("lab")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "JupyterLab is not installed" in result.err
