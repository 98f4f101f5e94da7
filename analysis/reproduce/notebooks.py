"""Running notebooks from a fresh kernel, without what differs from run to run."""

import asyncio
import os
import warnings
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from ..errors import InputError

Done = Callable[[Path], None]

WIDGET = "application/vnd.jupyter.widget-view+json"  # its id is random and dies with the kernel
LONGEST = 500  # characters of what is said of a fault


class Loop(asyncio.SelectorEventLoop):
    """An event loop in which nbclient cannot take SIGINT and SIGTERM for itself.

    Its handlers let the cells run to their end. Here a signal ends the command, and the kernels.
    """

    def add_signal_handler(self, *_: Any) -> None:  # type: ignore[override]
        raise RuntimeError


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run notebooks to their end, or until a signal."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        # A signal ends what is at work: what that raises is no fault to be told.
        runner.get_loop().set_exception_handler(lambda *_: None)
        runner.run(work)


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

    The kernel runs in the folder `place`, by default that of the notebook. Raises `InputError` for
    a file that is no notebook, a kernel that is missing or dies, and a cell that fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.read(source, as_version=4)
            client = NotebookClient(
                notebook,
                timeout=120,
                resources={"metadata": {"path": str(place or source.parent)}},
                record_timing=False,
                shutdown_kernel="immediate",
                extra_arguments=["--log-level=CRITICAL"],
            )
            await client.async_execute()
    except CellExecutionError as error:
        raise InputError(f"{source}: {error.ename}: {error.evalue[:LONGEST]}") from error
    except OSError:
        raise
    except Exception as error:  # whatever a file that is no notebook, or a dead kernel, leads to
        said = f"{type(error).__name__}: {error}"[:LONGEST]
        raise InputError(f"{source}: cannot be run ({said})") from error
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        cell.outputs = joined(cell.outputs)
        for output in cell.outputs:
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


def joined(outputs: list[Any]) -> list[Any]:
    """The outputs of a cell, with what came in pieces as one: standard output, then errors.

    A line that was written over, such as a progress bar, stays as it was last. (nbclient does this
    too, in time that grows with the square of the longest line.)
    """
    joined: list[Any] = []
    pieces: dict[str, list[str]] = {}
    for output in outputs:
        if output.output_type != "stream" or output.name not in pieces:
            joined.append(output)
        if output.output_type == "stream":
            pieces.setdefault(output.name, []).append(output.text)
    for output in joined:
        if output.output_type == "stream":
            lines = "".join(pieces.pop(output.name)).split("\n")
            output.text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)
    for at in range(len(joined)):
        if [one.get("name") for one in joined[at : at + 2]] == ["stderr", "stdout"]:
            joined[at : at + 2] = joined[at : at + 2][::-1]
    return joined
