"""A crawl cleaned, cut and counted on a Dask cluster, batch by batch, in a folder of results.

`parts/000012/` holds what was made of one batch. The folder gets this name when it is whole, so a
run that was stopped goes on after the batches whose folders are there.
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
from typing import Any, TypeAlias

import pandas as pd
from tqdm import tqdm

from ..article.corpus import REPAIRS
from ..errors import InputError
from ..files import put, unwritable, workshop, write_whole
from ..segmentation.tokens import tokens
from .reading import Document, Reading, batches, find_files
from .tables import add_up, clean_table, counts

PATIENCE = 10  #: Seconds to wait for a scheduler.
AHEAD = 3  #: Batches that wait for each worker.
KINDS = ("documents", "counts", "rejected")
KILLED = "the worker died, again and again, on the batch that holds this document"
Job: TypeAlias = "tuple[str, list[Document], int]"  #: Number of a batch, its documents, bytes read.


def crawl(
    inputs: Iterable[str | Path],
    out: str | Path,
    reading: Reading,
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    **lists: Any,
) -> Counter[str]:
    """Clean, cut and count the documents of a crawl; go on where an earlier run ended.

    Writes into `out`

    * `documents.parquet`: `document`, metadata as strings, the columns of `clean_table`, `words`
    * `counts.parquet`: the table of `counts`, by `reading.by`
    * `term_frequency.csv`: the same per 1,000 words, with intervals
    * `rejected.parquet`: `document, reason` of each document that could not be read
    * `parts/NUMBER/documents.parquet`: the cleaned texts of a batch, with their metadata

    Parameters
    ----------
    inputs
        Files of text, HTML, CSV, JSON lines or Parquet, or folders of them.
    scheduler
        The address of a Dask cluster whose workers can write to `out`; by default a cluster of
        `workers` processes on this machine, one for each core.
    **lists
        `terms`, `stopwords`, `codebook` and `engine`, as for `tokens`.

    Returns
    -------
    Counter
        The numbers of `documents`, `characters`, `words`, `rejected` and so on.

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
        _check_manifest(out, files, reading._asdict() | lists)
        (out / "parts").mkdir(exist_ok=True)
        with _cluster(scheduler, workers) as client:
            _work_all(client, files, build, out, reading, lists)
            return _summaries(out, build, reading.by)


def _check_manifest(out: Path, files: dict[str, Path], options: dict[str, Any]) -> None:
    """Write down what the run is of; raise `InputError` if an earlier one was of something else."""
    states = {name: path.stat() for name, path in files.items() if path.exists()}
    options["input"] = [(name, each.st_size, each.st_mtime_ns) for name, each in states.items()]
    now = {name: sha256(repr(value).encode()).hexdigest() for name, value in options.items()}
    now["version"] = version("five-moves")
    path = out / "manifest.json"
    if path.is_file():
        then = json.loads(path.read_text(encoding="utf-8"))
        if changed := [name for name in then | now if then.get(name) != now.get(name)]:
            raise InputError(f"{out}: begun with another {', '.join(changed)}; name a new folder")
    elif others := {each.name for each in out.iterdir()} - {".five-moves-build"}:
        raise InputError(f"{out}: holds {min(others)}, which no run made; name a new folder")
    else:
        write_whole(path, (json.dumps(now, indent=1) + "\n").encode())


@contextmanager
def _cluster(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    """A client of the cluster at an address, or of one on this machine."""
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"dataframe.convert-string": False}))
        if not scheduler:
            options = {"threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
            scheduler = stack.enter_context(LocalCluster(workers, **options))
        try:
            client = stack.enter_context(Client(scheduler, timeout=PATIENCE))
        except OSError as error:
            raise InputError(f"no Dask scheduler answers at {scheduler} ({error})") from None
        if find_spec("bokeh"):
            tqdm.write(f"dashboard: {client.dashboard_link}")
        yield client


def _work_all(
    client: Any,
    files: dict[str, Path],
    build: Path,
    out: Path,
    reading: Reading,
    lists: dict[str, Any],
) -> None:
    """Have each batch worked on that is not done, a few at a time, and show how far it is."""
    from distributed import KilledWorker, as_completed

    size = sum(path.stat().st_size for path in files.values() if path.exists())
    bar = tqdm(total=size, unit="B", unit_scale=True)
    running, futures, done = dict[str, Job](), as_completed(), Counter[str]()

    def show(batch: list[Document], read: int) -> None:
        done.update(documents=len(batch), characters=sum(len(each.text) for each in batch))
        said = ", ".join(f"{number:,} {name}" for name, number in done.items())
        bar.set_description(said, refresh=False)
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
                start((name, [each._replace(text="", reason=KILLED) for each in batch], read))
                continue
            show(batch, read)
            for job in islice(jobs, 1):
                start(job)


def _work(
    name: str,
    batch: list[Document],
    build: Path,
    out: Path,
    by: str | None,
    lists: dict[str, Any],
) -> None:
    """Clean, cut and count a batch, and put all that was made of it in place at once."""
    read = [each for each in batch if not each.reason]
    rows = [{"document": each.name, **each.metadata, "text": each.text} for each in read]
    table = pd.DataFrame(rows, columns=None if rows else ["document", "text"], dtype="str")
    documents, counted, failed = _worked(table, by, lists)
    failed += [(each.name, each.reason) for each in batch if each.reason]
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
    table: pd.DataFrame, by: str | None, lists: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, str]]]:
    """The documents and counts of texts, without those that fail, and why these did."""
    if table.empty:
        return clean_table(table).assign(words=0), pd.DataFrame(), []
    try:
        cleaned = clean_table(table)
        columns = dict.fromkeys(["document", by or "document", "text"])
        found = tokens(cleaned[list(columns)], **lists)
        words = found.index[found["pos"] != "w"].value_counts()
        cleaned["words"] = words.reindex(table.index, fill_value=0)
        found["theme"] = found["theme"].astype("str")
        coded = found if lists.get("codebook") else found.drop(columns="theme")
        return cleaned, counts(coded, by), []
    except Exception as error:  # Halves that hold no such document succeed.
        if len(table) == 1:
            failed = [(table["document"].item(), f"{type(error).__name__}: {error}")]
            return *_worked(table[:0], by, lists)[:2], failed
    half = len(table) // 2
    halves = table[:half], table[half:].reset_index(drop=True)
    (one, counted, failed), (other, also, too) = (_worked(each, by, lists) for each in halves)
    return pd.concat([one, other]), pd.concat([counted, also]), failed + too


def _summaries(out: Path, build: Path, by: str | None) -> Counter[str]:
    """Write the tables of all parts together; return the sums of their numbers."""
    import dask.dataframe as dd
    import pyarrow as pa
    from pyarrow import compute, dataset, parquet

    from ..measures import term_frequency

    files = {kind: sorted(map(str, out.glob(f"parts/*/{kind}.parquet"))) for kind in KINDS}
    names, sums = [Path("documents.parquet"), Path("rejected.parquet")], Counter[str]()
    for kind in ("documents", "rejected"):
        schemas = [parquet.read_schema(file).remove_metadata() for file in files[kind]]
        parts = dataset.dataset(files[kind], schema=pa.unify_schemas(schemas))
        plain = pa.schema(field for field in parts.schema if field.name != "text")
        with parquet.ParquetWriter(build / f"{kind}.parquet", plain) as writer:
            for rows in parts.to_batches(columns=plain.names):
                writer.write_batch(rows)
                sums[kind] += len(rows)
                for column in {*REPAIRS, "words"}.intersection(plain.names):
                    sums[column] += compute.sum(rows[column]).as_py() or 0
    if files["counts"]:
        found = dd.from_map(pd.read_parquet, files["counts"])
        keys = [column for column in found.columns if column not in ("n", "documents")]
        rising = {**dict.fromkeys([by] if by else [], True), "n": False, "token": True}
        table = add_up(found, keys).compute()
        table = table.sort_values([*rising], ascending=[*rising.values()])
        table.to_parquet(build / "counts.parquet", index=False)
        frequency = term_frequency(table, by)
        frequency.to_csv(build / "term_frequency.csv", index=False, lineterminator="\n")
        names += [Path("counts.parquet"), Path("term_frequency.csv")]
    put(build, out, names)
    return sums
