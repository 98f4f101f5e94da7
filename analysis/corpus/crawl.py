"""A crawl cleaned, cut and counted on a Dask cluster, batch by batch, in a folder of results.

`parts/000012/` holds what was made of one batch. It gets this name when all its files are written,
so a run that was stopped goes on after the batches whose folders are there.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
from tqdm import tqdm

from ..errors import InputError
from ..files import put, unwritable, workshop, write_whole
from ..lexicon import Codebook, Term
from ..segmentation.tokens import tokens
from .reading import Document, Reading, batches, find_files
from .tables import REPAIRS, add_up, clean_table, counts

PATIENCE = 10  #: Seconds to wait for a scheduler.
AHEAD = 3  #: Batches that wait for each worker.
KINDS = ("documents", "counts", "rejected")
KILLED = "the worker died, again and again, on the batch that holds this document"
Job: TypeAlias = "tuple[str, list[Document], int]"  #: Number of a batch, its documents, bytes read.


class Lists(NamedTuple):
    """The word lists and the engine that all documents are cut with."""

    terms: tuple[Term, ...] = ()
    stopwords: tuple[str, ...] = ()
    codebook: Codebook | None = None
    engine: str = "jieba"


def crawl(
    inputs: Iterable[str | Path],
    out: str | Path,
    reading: Reading,
    lists: Lists,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
) -> Counter[str]:
    """Clean, cut and count the documents of a crawl; go on where an earlier run ended.

    Writes into `out`

    * `parts/NUMBER/documents.parquet`: the cleaned texts of a batch, with their metadata
    * `documents.parquet`: one row a document: `document`, metadata (strings), `characters`,
      `edits`, `doubtful`, `unresolved` (see `clean_table`), `words`
    * `counts.parquet`: the table of `counts`, by `reading.by`
    * `term_frequency.csv`: the table of `term_frequency` by the same
    * `rejected.parquet`: `document, reason` of each document that could not be read

    Parameters
    ----------
    inputs
        Files, or folders with files, of text, HTML, CSV, JSON lines or Parquet.
    scheduler
        The address of a Dask cluster whose workers can write to `out`; by default a cluster of
        `workers` processes on this machine, one for each core.

    Returns
    -------
    dict
        The numbers of `documents`, `characters`, `words`, `rejected` and so on, of all parts.

    Raises
    ------
    InputError
        If there is no input or a column is missing; if `out` holds anything else, or the results
        of other input or options; if another run is at work there, or it cannot be written.
    """
    for needed in ("dask", "distributed", "pyarrow"):
        if find_spec(needed) is None:
            raise InputError(f'{needed} is not installed; pip install "five-moves[corpus]"')
    out, files = Path(out), find_files(inputs, reading)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from None
    with workshop(out) as build:
        _check_manifest(out, files, {**reading._asdict(), **lists._asdict()})
        (out / "parts").mkdir(exist_ok=True)
        with _cluster(scheduler, workers) as client:
            _work_all(client, files, build, out, reading, lists)
            return _summaries(out, build, reading.by)


def _check_manifest(out: Path, files: dict[str, Path], options: dict[str, Any]) -> None:
    """Write down what the run is of; raise `InputError` if an earlier one was of something else."""
    states = [(name, path.stat().st_size, path.stat().st_mtime_ns) for name, path in files.items()]
    said = {name: _digest(value) for name, value in options.items()}
    now = {"version": version("five-moves"), "input": _digest(states), **said}
    path = out / "manifest.json"
    if path.is_file():
        then = json.loads(path.read_text(encoding="utf-8"))
        changed = [name for name in {**then, **now} if then.get(name) != now.get(name)]
        if changed:
            raise InputError(f"{out}: begun with another {', '.join(changed)}; name a new folder")
    elif others := {each.name for each in out.iterdir()} - {".five-moves-build"}:
        raise InputError(f"{out}: holds {min(others)}, which no run made; name a new folder")
    else:
        write_whole(path, (json.dumps(now, indent=1) + "\n").encode())


def _digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:16]


@contextmanager
def _cluster(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    """A client of the cluster at an address, or of one on this machine."""
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"dataframe.convert-string": False}))
        if not scheduler:
            board = ":0" if find_spec("bokeh") else None
            options = {"threads_per_worker": 1, "dashboard_address": board, "silence_logs": 50}
            scheduler = stack.enter_context(LocalCluster(workers, **options))
        try:
            client = stack.enter_context(Client(scheduler, timeout=PATIENCE))
        except OSError as error:
            raise InputError(f"no Dask scheduler answers at {scheduler} ({error})") from None
        yield client


def _work_all(
    client: Any, files: dict[str, Path], build: Path, out: Path, reading: Reading, lists: Lists
) -> None:
    """Have each batch worked on that is not done, a few at a time, and show how far it is."""
    from distributed import KilledWorker, as_completed

    bar = tqdm(total=sum(path.stat().st_size for path in files.values()), unit="B", unit_scale=True)
    documents = characters = 0
    running, futures = {}, as_completed()

    def show(batch: list[Document], read: int) -> None:
        nonlocal documents, characters
        documents += len(batch)
        characters += sum(len(document.text) for document in batch)
        bar.set_description(f"{documents:,} documents, {characters:,} characters", refresh=False)
        bar.update(read)

    def waiting() -> Iterator[Job]:
        for number, (batch, read) in enumerate(batches(files, reading)):
            if (out / "parts" / f"{number:06}").exists():
                show(batch, read)
            else:
                yield f"{number:06}", batch, read

    def start(job: Job) -> None:
        future = client.submit(_work, *job[:2], build, out, reading.by, lists, pure=False)
        running[future.key] = job
        futures.add(future)

    with bar:
        jobs = waiting()
        for job in islice(jobs, AHEAD * max(1, len(client.nthreads()))):
            start(job)
        for future in futures:
            name, batch, read = running.pop(future.key)
            try:
                future.result()
            except KilledWorker:  # More than once: one of the documents is too much for it.
                start(
                    (name, [document._replace(text="", reason=KILLED) for document in batch], read)
                )
                continue
            show(batch, read)
            for job in islice(jobs, 1):
                start(job)


def _work(
    name: str, batch: list[Document], build: Path, out: Path, by: str | None, lists: Lists
) -> None:
    """Clean, cut and count a batch, and put all that was made of it in place at once."""
    rows = [{"document": each.name, **each.metadata, "text": each.text}
            for each in batch if not each.reason]  # fmt: skip
    table = pd.DataFrame(rows, columns=None if rows else ["document", "text"], dtype="str")
    documents, counted, failed = _worked(table, by, lists)
    failed += [(document.name, document.reason) for document in batch if document.reason]
    rejected = pd.DataFrame(failed, columns=["document", "reason"], dtype="str")
    folder = build / f"{name}-{token_hex(4)}"
    try:
        folder.mkdir()
        for kind, made in zip(KINDS, (documents, counted, rejected), strict=True):
            if len(made.columns):
                made.to_parquet(folder / f"{kind}.parquet", index=False)
        if not (out / "parts" / name).exists():
            folder.rename(out / "parts" / name)
    except OSError as error:
        raise unwritable(out / "parts" / name, error) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _worked(
    table: pd.DataFrame, by: str | None, lists: Lists
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, str]]]:
    """The documents and counts of texts; if one fails, of the others, and why it failed."""
    if table.empty:
        return clean_table(table).assign(words=0), pd.DataFrame(), []
    try:
        cleaned = clean_table(table)
        columns = dict.fromkeys(["document", *([by] if by else []), "text"])
        found = tokens(cleaned[list(columns)], **lists._asdict())
        words = found.index[found["pos"] != "w"].value_counts()
        cleaned["words"] = words.reindex(table.index, fill_value=0)
        found["theme"] = found["theme"].astype("str")
        return cleaned, counts(found if lists.codebook else found.drop(columns="theme"), by), []
    except Exception as error:
        if len(table) == 1:
            failed = [(table["document"].item(), f"{type(error).__name__}: {error}")]
            return *_worked(table[:0], by, lists)[:2], failed
    half = len(table) // 2
    first, second = (
        _worked(part.reset_index(drop=True), by, lists) for part in (table[:half], table[half:])
    )
    return pd.concat([first[0], second[0]]), pd.concat([first[1], second[1]]), first[2] + second[2]


def _summaries(out: Path, build: Path, by: str | None) -> Counter[str]:
    """Write the tables of all parts together; return the sums of their numbers."""
    import dask.dataframe as dd
    import pyarrow as pa
    from pyarrow import compute, dataset, parquet

    from ..measures.counts import wilson

    files = {kind: sorted(map(str, out.glob(f"parts/*/{kind}.parquet"))) for kind in KINDS}
    names, sums = [Path("documents.parquet"), Path("rejected.parquet")], Counter[str]()
    for kind in ("documents", "rejected"):
        schema = pa.unify_schemas(
            [parquet.read_schema(file).remove_metadata() for file in files[kind]]
        )
        plain = pa.schema(field for field in schema if field.name != "text")
        with parquet.ParquetWriter(build / f"{kind}.parquet", plain) as writer:
            for rows in dataset.dataset(files[kind], schema=schema).to_batches(columns=plain.names):
                writer.write_batch(rows)
                sums[kind] += len(rows)
                for column in {*REPAIRS, "words"}.intersection(plain.names):
                    sums[column] += compute.sum(rows[column]).as_py() or 0
    if files["counts"]:
        parts = dd.from_map(pd.read_parquet, files["counts"])
        keys = [column for column in parts.columns if column not in ("n", "documents")]
        rising = {**dict.fromkeys([by] if by else [], True), "n": False, "token": True}
        table = (
            add_up(parts, keys).compute().sort_values(list(rising), ascending=list(rising.values()))
        )
        table.to_parquet(build / "counts.parquet", index=False)
        total = table.groupby(by or (lambda _: 0), dropna=False)["n"].transform("sum")
        low, high = wilson(table["n"], total)
        rates = {"per_1000": table["n"] / total, "low": low, "high": high}
        frequency = table.assign(**{name: (1000 * rate).round(3) for name, rate in rates.items()})
        frequency.to_csv(build / "term_frequency.csv", index=False, lineterminator="\n")
        names += [Path("counts.parquet"), Path("term_frequency.csv")]
    put(build, out, names)
    return sums
