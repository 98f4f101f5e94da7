"""A crawl: what it writes, how it is taken up again, and the faults that it survives."""

import json
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
import pytest

import analysis as an
from analysis.cli import main
from analysis.corpus import crawl as crawling
from analysis.corpus import reading
from analysis.corpus.crawl import crawl
from analysis.corpus.reading import Reading

from .conftest import write_lines

PAGE = "鄉(xiāng)鎮(zhèn)黨(dǎng)委、鄉(xiāng)黨(dǎng)員,每?jī)赡曛辽侔l(fā)展一批。"
TEXTS = [f"村里修桥{k}次。" if k % 3 else PAGE for k in range(40)]
ROWS = [{"document": f"d{k:03}", "text": TEXTS[k], "year": 2000 + k % 2} for k in range(40)]
TABLES = ["documents", "counts", "rejected"]
YEAR = Reading(by="year")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster of two threads in this process, which patches reach."""
    from distributed import LocalCluster

    options = {"processes": False, "n_workers": 1, "threads_per_worker": 2, "silence_logs": 50}
    with LocalCluster(**options, protocol="tcp", dashboard_address=":0") as made:
        yield made.scheduler_address


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Forty documents, of which some are polluted, in batches of ten."""
    monkeypatch.setattr(reading, "MOST", 10)
    write_lines(tmp_path / "pages.jsonl", ROWS)
    return tmp_path / "pages.jsonl"


def made(out: Path) -> dict[str, pd.DataFrame]:
    assert not [path for path in out.iterdir() if path.name.startswith(".five-moves")]
    return {name: pd.read_parquet(out / f"{name}.parquet") for name in TABLES}


def moments(out: Path) -> dict[str, int]:
    """When each part was made."""
    return {path.name: path.stat().st_mtime_ns for path in (out / "parts").iterdir()}


def same(one: Path, other: Path) -> None:
    for left, right in zip(made(one).values(), made(other).values(), strict=True):
        pd.testing.assert_frame_equal(left, right)
    assert (one / "term_frequency.csv").read_bytes() == (other / "term_frequency.csv").read_bytes()


# What it writes


def test_it_gives_what_the_functions_give(pages: Path, cluster: str, tmp_path: Path) -> None:
    book = an.Codebook.from_dict({"bridge": ["修桥"]})
    lists = {"terms": ["村里"], "stopwords": ["修桥"], "codebook": book, "engine": "rjieba"}
    sums = crawl([pages], tmp_path / "out", YEAR, **lists, scheduler=cluster)
    tables = made(tmp_path / "out")
    table = pd.DataFrame(ROWS).astype("str")
    cleaned = an.clean_table(table)
    tokens = an.tokens(cleaned, **lists)
    words = tokens.query("pos != 'w'").groupby("document").size()
    expected = cleaned.drop(columns="text").assign(words=words.to_numpy())
    found = tables["documents"]
    pd.testing.assert_frame_equal(found[expected.columns], expected, check_dtype=False)
    counts = an.counts(tokens, by="year").astype({"theme": "str"})
    keys = ["year", "token"]
    pd.testing.assert_frame_equal(
        tables["counts"].sort_values(keys, ignore_index=True)[counts.columns],
        counts.sort_values(keys, ignore_index=True),
    )
    assert sums["documents"] == 40
    assert sums["edits"] == cleaned["edits"].sum() > 0
    paths = (tmp_path / "out" / "parts").glob("*/documents.parquet")
    texts = pd.concat(map(pd.read_parquet, paths))
    assert sorted(texts["text"].dropna()) == sorted(cleaned["text"])
    frequency = pd.read_csv(tmp_path / "out" / "term_frequency.csv").astype({"year": "str"})
    assert (
        frequency.set_index(keys)["n"].sort_index().equals(counts.set_index(keys)["n"].sort_index())
    )


def test_every_document_has_a_line(cluster: str, tmp_path: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False).encode() for row in ROWS]
    bad = {3: b"{", 9: lines[9] + b"\xff", 12: b"{}"}
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(bad.get(k, line) for k, line in enumerate(lines)))
    (tmp_path / "empty.txt").touch()
    sums = crawl([tmp_path], tmp_path / "out", Reading(), scheduler=cluster)
    tables = made(tmp_path / "out")
    assert tables["rejected"]["document"].tolist() == [
        "a.jsonl:4",
        "a.jsonl:10",
        "a.jsonl:13",
        "empty.txt",
    ]
    assert tables["rejected"]["reason"].str.len().min() > 5
    assert (sums["documents"], sums["rejected"]) == (37, 4)
    assert set(tables["documents"]["document"]) == {
        row["document"] for k, row in enumerate(ROWS) if k not in bad
    }


def test_a_document_that_the_library_fails_on_is_rejected_alone(
    pages: Path, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(table: pd.DataFrame, **options: Any) -> pd.DataFrame:
        if table["document"].isin(["d011", "d017"]).any():
            raise ZeroDivisionError("division by zero")
        return an.tokens(table, **options)

    monkeypatch.setattr(crawling, "tokens", failing)
    crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    tables = made(tmp_path / "out")
    assert tables["rejected"].values.tolist() == [
        [name, "ZeroDivisionError: division by zero"] for name in ("d011", "d017")
    ]
    assert len(tables["documents"]) == 38


def test_a_crawl_of_which_nothing_can_be_read_says_so(cluster: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    sums = crawl([tmp_path / "empty.txt"], tmp_path / "out", Reading(), scheduler=cluster)
    assert dict(sums) == {"documents": 0, "rejected": 1} | dict.fromkeys(
        ["characters", "words", "edits", "doubtful", "unresolved"], 0
    )
    assert len(pd.read_parquet(tmp_path / "out" / "rejected.parquet")) == 1


def test_counting_by_document_and_by_nothing(pages: Path, cluster: str, tmp_path: Path) -> None:
    for by in ("document", None):
        crawl([pages], tmp_path / str(by), Reading(by=by), scheduler=cluster)
    each, all_ = (made(tmp_path / str(by))["counts"] for by in ("document", None))
    added = each.groupby("token")[["n", "documents"]].sum()
    assert added.equals(all_.set_index("token")[["n", "documents"]].sort_index())
    assert each["document"].nunique() == 40


# Taken up again


def test_a_second_run_does_nothing_twice(pages: Path, cluster: str, tmp_path: Path) -> None:
    for name in ("out", "whole"):
        crawl([pages], tmp_path / name, YEAR, scheduler=cluster)
    shutil.rmtree(tmp_path / "out" / "parts" / "000002")
    before = moments(tmp_path / "out")
    crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    assert {**moments(tmp_path / "out"), **before} == moments(tmp_path / "out")
    assert len(before) == len(moments(tmp_path / "whole")) - 1
    same(tmp_path / "out", tmp_path / "whole")


def test_a_half_written_batch_is_not_seen(pages: Path, cluster: str, tmp_path: Path) -> None:
    half = tmp_path / "out" / ".five-moves-build" / "000000-1234"
    half.mkdir(parents=True)
    (half / "documents.parquet").write_bytes(b"PAR1")
    crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    assert len(made(tmp_path / "out")["documents"]) == 40


OTHER: list[tuple[str, dict[str, Any]]] = [
    ("by", {"reading": Reading()}),
    ("column", {"reading": Reading(column="body", by="year")}),
    ("terms", {"terms": ["修桥"]}),
    ("codebook", {"codebook": an.Codebook.from_dict({"a": ["桥"]})}),
    ("engine", {"engine": "rjieba"}),
]


@pytest.mark.parametrize(("name", "options"), OTHER, ids=[name for name, _ in OTHER])
def test_other_options_are_refused(
    name: str, options: dict[str, Any], cluster: str, tmp_path: Path
) -> None:
    write_lines(tmp_path / "a.jsonl", [{"text": "山", "body": "水", "year": 1}])
    given = {"reading": YEAR, "engine": "jieba"}
    crawl([tmp_path / "a.jsonl"], tmp_path / "out", **given, scheduler=cluster)
    before = made(tmp_path / "out")["counts"]
    with pytest.raises(an.InputError, match=f"begun with another {name};"):
        crawl([tmp_path / "a.jsonl"], tmp_path / "out", **(given | options), scheduler=cluster)
    pd.testing.assert_frame_equal(made(tmp_path / "out")["counts"], before)


def test_other_input_is_refused(pages: Path, cluster: str, tmp_path: Path) -> None:
    crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    write_lines(pages, ROWS[:-1])
    with pytest.raises(an.InputError, match="begun with another input; name a new folder"):
        crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)


def test_a_folder_with_other_files_is_refused(pages: Path, cluster: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(an.InputError, match=r"holds mine\.txt"):
        crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_full_disk_ends_the_run_and_it_can_be_taken_up(
    pages: Path, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crawl([pages], tmp_path / "whole", YEAR, scheduler=cluster)
    write, calls = pd.DataFrame.to_parquet, iter(range(100))

    def failing(self: pd.DataFrame, path: Path, **options: Any) -> None:
        if next(calls) >= 6:
            path.write_bytes(b"PAR1")
            raise OSError(28, "No space left on device")
        write(self, path, **options)

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", failing)
        with pytest.raises(an.InputError, match=r"cannot be written \(No space left on device\)"):
            crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    assert 1 <= len(moments(tmp_path / "out")) <= 3
    assert not (tmp_path / "out" / "documents.parquet").exists()
    crawl([pages], tmp_path / "out", YEAR, scheduler=cluster)
    same(tmp_path / "out", tmp_path / "whole")


def test_a_scheduler_that_does_not_answer_is_named(
    pages: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(crawling, "PATIENCE", 1)
    with pytest.raises(an.InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        crawl([pages], tmp_path / "out", YEAR, scheduler="tcp://127.0.0.1:9")


def test_the_extra_is_named(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawling, "find_spec", lambda name: None)
    with pytest.raises(an.InputError, match=r'pip install "five-moves\[corpus\]"'):
        crawl([pages], tmp_path / "out", YEAR)
    assert not (tmp_path / "out").exists()


# The command


def test_the_command_says_what_was_done(pages: Path, cluster: str, tmp_path: Path, capsys) -> None:
    (tmp_path / "terms.csv").write_text("term,pos\n村里修桥,v\n", "utf-8")
    (tmp_path / "book.toml").write_text('[themes.bridge]\nterms = ["村里修桥"]\n', "utf-8")
    lists = ["--terms", tmp_path / "terms.csv", "--codebook", tmp_path / "book.toml"]
    words = [
        "corpus",
        pages,
        "--out",
        tmp_path / "out",
        "--by",
        "year",
        *lists,
        "--scheduler",
        cluster,
    ]
    assert main([*map(str, words)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("40 documents: ")
    assert "40 documents, " in said.err
    counts = made(tmp_path / "out")["counts"]
    assert counts.query("theme == 'bridge'")["token"].unique().tolist() == ["村里修桥"]


def test_the_command_names_what_was_rejected_and_what_is_wrong(
    cluster: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").touch()
    words = [str(tmp_path / "empty.txt"), "--out", str(tmp_path / "out")]
    assert main(["corpus", *words, "--scheduler", cluster]) == 0
    assert "1 documents were rejected: see" in capsys.readouterr().err
    assert main(["corpus", *words, "--by", "year", "--scheduler", cluster]) == 2
    assert "no column 'year'" in capsys.readouterr().err


# Processes


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two thousand documents: one is empty, one in a hundred has an invalid byte."""
    folder = tmp_path_factory.mktemp("many")
    for k in range(2000):
        text = (f"第{k}个村里修桥，桥通了，货物出山。" * 12 + (PAGE if k % 5 == 0 else "")).encode()
        name = f"{k % 10}/{k:04}.txt"
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"" if k == 7 else text + b"\xff" * (k % 100 == 1))
    (folder / "large.txt").write_text("水" * 17_000_000, "utf-8")  # 51 MB
    return folder


def good(k: int) -> bool:
    return k != 7 and k % 100 != 1


def check(out: Path) -> None:
    """Every document is in one of the tables, once."""
    tables = made(out)
    names = tables["documents"]["document"]
    assert sorted(names) == sorted(f"{k % 10}/{k:04}.txt" for k in range(2000) if good(k))
    rejected = tables["rejected"]["document"]
    assert sorted(rejected) == sorted(
        chain(["large.txt"], (f"{k % 10}/{k:04}.txt" for k in range(2000) if not good(k)))
    )
    assert tables["counts"].set_index("token").loc["修桥", "documents"] == len(names)


def workers(process: psutil.Process) -> list[psutil.Process]:
    """The processes of a cluster's workers."""
    return [
        each
        for each in process.children(recursive=True)
        if "spawn_main" in " ".join(each.cmdline())
    ]


def wait_for_a_part(out: Path, process: Any) -> None:
    while not list((out / "parts").glob("0*")):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)


@pytest.mark.slow
def test_two_thousand_documents_on_two_processes(command, many: Path, tmp_path: Path) -> None:
    process = command(many, "--out", tmp_path / "out", "--workers", 2)
    output, errors = process.communicate()
    assert (process.returncode, output[:16]) == (0, "1,979 documents:"), errors
    assert "Traceback" not in errors
    check(tmp_path / "out")


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_is_replaced(command, many: Path, tmp_path: Path) -> None:
    process = command(many, "--out", tmp_path / "out", "--workers", 2)
    wait_for_a_part(tmp_path / "out", process)
    workers(psutil.Process(process.pid))[0].kill()
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    check(tmp_path / "out")


@pytest.mark.slow
def test_a_run_that_was_killed_is_taken_up_again(command, many: Path, tmp_path: Path) -> None:
    process = command(many, "--out", tmp_path / "out", "--workers", 2)
    wait_for_a_part(tmp_path / "out", process)
    left = workers(psutil.Process(process.pid))
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(left, timeout=20)
    assert not alive
    before = moments(tmp_path / "out")
    assert not (tmp_path / "out" / "documents.parquet").exists()
    process = command(many, "--out", tmp_path / "out", "--workers", 2)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    check(tmp_path / "out")
    assert {**moments(tmp_path / "out"), **before} == moments(tmp_path / "out")


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_can_be_stopped(number: int, code: int, command, many: Path, tmp_path: Path) -> None:
    process = command(many, "--out", tmp_path / "out", "--workers", 2)
    wait_for_a_part(tmp_path / "out", process)
    left = workers(psutil.Process(process.pid))
    process.send_signal(number)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    assert not psutil.wait_procs(left, timeout=20)[1]
    assert moments(tmp_path / "out")


@pytest.mark.slow
def test_two_runs_at_once(command, many: Path, tmp_path: Path) -> None:
    process = command(many, "--out", tmp_path / "out", "--workers", 1)
    wait_for_a_part(tmp_path / "out", process)
    second = command(many, "--out", tmp_path / "out", "--workers", 1)
    _, errors = second.communicate()
    assert (second.returncode, errors.count("\n")) == (2, 1)
    assert "another run is at work here" in errors
    process.send_signal(signal.SIGINT)
    process.communicate()


@pytest.mark.slow
def test_a_limit_on_files_ends_the_run_in_one_line(command, many: Path, tmp_path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    process = command(many, "--out", tmp_path / "out", "--workers", 2, preexec_fn=limit)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert "cannot be written" in errors.splitlines()[-1]
    assert "Traceback" not in errors
    assert not moments(tmp_path / "out")
