"""Running notebooks from a fresh kernel, without what differs from run to run."""

import asyncio
import os
import warnings
from collections.abc import Callable
from pathlib import Path

from ..errors import InputError

Done = Callable[[Path], None]

WIDGET = "application/vnd.jupyter.widget-view+json"  # its id is random and dies with the kernel


async def run_notebooks(
    sources: list[Path], folder: Path, done: Done, place: Path | None = None
) -> None:
    folder.mkdir(parents=True)
    cores = asyncio.Semaphore(os.cpu_count() or 1)

    async def run(source: Path) -> None:
        async with cores:
            await run_notebook(source, folder / source.name, place)
        done(source)

    # Every notebook runs to its end before the first fault is raised: no kernel is left behind.
    for fault in await asyncio.gather(*map(run, sources), return_exceptions=True):
        if fault:
            raise fault


async def run_notebook(source: Path, target: Path, place: Path | None = None) -> None:
    """Execute a notebook from a fresh kernel, and write it without what differs from run to run.

    The kernel runs in the folder `place`, by default that of the notebook.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(source, as_version=4)
    resources = {"metadata": {"path": str(place or source.parent)}}
    client = NotebookClient(
        notebook,
        timeout=120,
        resources=resources,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=CRITICAL"],
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            await client.async_execute()
        except CellExecutionError as error:
            raise InputError(f"{source}: {error.ename}: {error.evalue}") from error
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        output.get("data", {}).pop(WIDGET, None)
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, target)
