"""What a crawl costs: time and memory by number of documents, as the table of docs/corpus.md.

    python -m tests.benchmarks.measure_crawl 1000 10000

Each document is a page of 2,000 characters, polluted as the interview is, with one of many gloss
tables. The command runs as users run it. `core ms` is processor time of all its processes, which
other work on the machine changes little; memory is the most that a worker had at any time.
"""

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from analysis.segmentation.sentences import sentences
from tests.cases import clean_article, prose
from tests.pollution import draw_table, pollute

LENGTH = 2_000  # characters of a page before it is polluted
DISTINCT = 2_000  # pages; more documents repeat them


def pages(count: int) -> list[str]:
    """Polluted pages of sentences in random order."""
    text = prose() + "\n" + clean_article()
    pieces = [text[start:end] for start, end in sentences(text)]
    tables = [draw_table(seed) for seed in range(20)]
    made = []
    for seed in range(count):
        order = random.Random(seed).choices(pieces, k=LENGTH // 5)
        page = "".join(order)[:LENGTH]
        made.append(pollute(page, table=tables[seed % 20], seed=seed).text)
    return made


def measure(texts: list[str], documents: int, workers: int) -> tuple[float, float, float]:
    """Seconds that the command takes, those of the processors, and the most MB of a worker."""
    with TemporaryDirectory() as folder:
        with open(Path(folder, "pages.jsonl"), "w", encoding="utf-8") as file:
            for number in range(documents):
                row = {"document": f"{number:07}", "year": number % 10}
                row["text"] = texts[number % len(texts)]
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", "analysis.cli", "corpus", file.name, "--by", "year"]
        command += ["--out", str(Path(folder, "out")), "--workers", str(workers)]
        start, most, busy = time.perf_counter(), 0, {}
        process = psutil.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            for each in [process, *process.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    busy[each.pid] = sum(each.cpu_times()[:2])
                    most = max(most, each.memory_info().rss) if each != process else most
            time.sleep(0.25)
        if process.returncode:
            raise SystemExit(f"the command ended with {process.returncode}")
        return time.perf_counter() - start, sum(busy.values()), most / 1e6


def main(sizes: list[int], workers: int = 2) -> None:
    """Print a row for each number of documents."""
    texts = pages(min(DISTINCT, max(sizes)))
    print("| documents | seconds | core ms a document | worker, MB |")
    print("| ---: | ---: | ---: | ---: |")
    for documents in sizes:
        seconds, busy, most = measure(texts, documents, workers)
        print(
            f"| {documents:,} | {seconds:.0f} | {1000 * busy / documents:.1f} | {most:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main([*map(int, sys.argv[1:])] or [1_000, 10_000])
