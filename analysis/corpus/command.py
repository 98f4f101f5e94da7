"""The subcommand `five-moves corpus`; its machinery is loaded when it runs."""

import sys
from importlib.util import find_spec
from typing import Any


def add_command(command: Any) -> None:
    """Add the subcommand by the function with which `five-moves` adds its own."""
    again = "A run that was stopped goes on when the same command is given again."
    add = command(
        _corpus, "clean, cut and count the texts of a folder or a crawl", again
    ).add_argument
    add(
        "inputs",
        nargs="+",
        metavar="INPUT",
        help="a folder or file: text, CSV, JSON lines, Parquet",
    )
    add("--out", required=True, metavar="FOLDER", help="a new folder, or that of a stopped run")
    add("--by", metavar="COLUMN", help="count by this column, or by document")
    add("--column", default="text", help="that of the texts (default: text)")
    add("--document", metavar="COLUMN", help="that of the names (default: document, or file:line)")
    add("--encoding", default="utf-8", help="of the files (such as gb18030)")
    add("--terms", metavar="FILE", help="words to keep whole: CSV with columns term, pos")
    add("--stopwords", metavar="FILE", help="stop words, one a line")
    add("--codebook", metavar="FILE", help="themes and their words: TOML")
    add("--engine", help="jieba or rjieba (default: rjieba where it is installed)")
    add("--scheduler", metavar="ADDRESS", help="of a Dask cluster, such as tcp://host:8786")
    add("--workers", type=int, metavar="N", help="processes on this machine (default: one a core)")


def _corpus(
    inputs: list[str],
    out: str,
    terms: str | None,
    stopwords: str | None,
    codebook: str | None,
    engine: str | None,
    scheduler: str | None,
    workers: int | None,
    **reading: Any,
) -> int:
    from ..lexicon import Codebook, read_stopwords, read_terms
    from .crawl import crawl
    from .reading import Reading

    found = crawl(
        inputs,
        out,
        Reading(**reading),
        scheduler=scheduler,
        workers=workers,
        terms=read_terms(terms) if terms else [],
        stopwords=sorted(read_stopwords(stopwords)) if stopwords else [],
        codebook=Codebook.from_toml(codebook) if codebook else None,
        engine=engine or ("rjieba" if find_spec("rjieba") else "jieba"),
    )
    print(f"{found['documents']:,} documents: {found['characters']:,} characters, "
          f"{found['words']:,} words, {found['edits']:,} edits, {found['doubtful']:,} doubtful, "
          f"{found['unresolved']:,} unresolved; written to {out}")  # fmt: skip
    if found["rejected"]:
        said = f"{found['rejected']:,} documents were rejected: see {out}/rejected.parquet"
        print(f"five-moves: {said}", file=sys.stderr)
    return 0
