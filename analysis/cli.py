"""The command `five-moves`: clean a page, begin on an article, rebuild, open or publish all."""

import argparse
import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from importlib.util import find_spec
from json import dumps, loads
from math import isinf
from os.path import relpath
from pathlib import Path
from runpy import run_path
from typing import Any
from urllib.parse import quote

from .cleaning import Cleaned, clean
from .corpus.command import add_command
from .errors import InputError
from .files import decode, read_text, text_of, unwritable, write_whole
from .house import printable

EXIT_CODES = """exit codes: 0 done; 1 `reproduce --check` found files that would change, or `clean`
left a place unresolved; 2 the input or the arguments cannot be used, and nothing was written"""
ENCODING = {"default": "utf-8", "help": "of FILE (such as gb18030)"}
EXCEL = {"action": "store_true", "help": "begin CSV files with the mark that Excel needs"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command; `arguments` are those of the shell by default."""
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    try:
        with _ended_by_signals():
            parser = _parser()
            known, others = parser.parse_known_args(arguments)
            options = vars(known)
            if options["run"] is _lab:
                options["others"] = others
            elif others:
                parser.error(f"unrecognized arguments: {' '.join(others)}")
            code: int = options.pop("run")(**options)
            _write_out("")
    except (InputError, OSError) as error:
        print(f"five-moves: {printable(' '.join(str(error).split()))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return code


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM end the command as other ends do, with its temporary folders cleared."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _write_out(text: str) -> None:
    """Write to standard output in UTF-8, and see that it arrived."""
    if sys.stdout is None:
        if text:
            raise InputError("standard output: cannot be written (it is closed)")
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except OSError as error:
        with suppress(OSError, ValueError):  # what is left cannot be written at the end either
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise unwritable(Path("standard output"), error) from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="five-moves", description=__doc__, epilog=EXIT_CODES)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(run: Any, does: str, epilog: str = EXIT_CODES) -> Any:
        added = commands.add_parser(run.__name__[1:], help=does, description=does, epilog=epilog)
        added.set_defaults(run=run)
        return added

    option = command(
        _reproduce, "rebuild tables, figures and notebooks; or draw some figures"
    ).add_argument
    option(
        "name", nargs="?", metavar="NAME",
        help="the article, by default the project's own; what is made of another goes into "
        "folders of its name",
    )  # fmt: skip
    option("--labels", choices=("zh", "en", "both"), default="both", help="language of figures")
    option("--no-notebooks", dest="notebooks", action="store_false", help="all but notebooks")
    option("--check", action="store_true", help="change nothing; list what would")
    option("--excel", **EXCEL)
    option("--only", nargs="+", action="extend", metavar="FIGURE", help="draw these figures only")
    option("--format", choices=("svg", "png", "pdf"), help="draw the figures in this format only")
    option("--out", metavar="FOLDER", help="where to draw them (default: the current folder)")

    option = command(_new, "begin on an article").add_argument
    option("name", metavar="NAME", help="what to call it, such as my-article")
    option("file", metavar="FILE", help="its text as it was found, or the saved web page")
    option("--encoding", **ENCODING)
    option("--excel", **EXCEL)

    option = command(_book, "build the site: notebooks, figures, reference").add_argument
    option("-o", "--output", metavar="FOLDER", help="(default: _site)")

    added = command(_clean, "undo the pollution of a text")
    option, form = added.add_argument, added.add_mutually_exclusive_group().add_argument
    option("file", metavar="FILE", help="the raw text, or - for standard input")
    option("-o", "--output", metavar="OUT", help="write to OUT, not standard output")
    option("--encoding", **ENCODING)
    form("--explain", action="store_true", help="print the table of edits instead")
    form("--json", action="store_true", help="print text and edits as JSON instead")

    add_command(command)

    option = command(_explore, "write a page to look around in an article").add_argument
    option("name", metavar="NAME", help="the article, or the path of its TOML file")
    option(
        "-o", "--output", metavar="FILE", default="explorer.html", help="(default: explorer.html)"
    )

    others = "other arguments are JupyterLab's, such as --no-browser --port 8899"
    command(_lab, "open the first notebook in JupyterLab", others)
    return parser


def _reproduce(
    name: str | None, labels: str, notebooks: bool, check: bool, excel: bool,
    only: list[str] | None, format: str | None, out: str | None,
) -> int:  # fmt: skip
    from .reproduce import draw, reproduce

    if only or format or out:
        if check or excel or not notebooks:
            raise InputError("--only, --format and --out draw figures: leave the other options out")
        drawn = draw(name, only or (), out=out or ".", form=format or "svg", labels=labels)
        print(f"{len(drawn)} figures drawn", *drawn, sep="\n  ")
        return 0
    changed = reproduce(name, labels=labels, notebooks=notebooks, check=check, excel=excel)
    if changed or check:
        said = f"{len(changed)} files {'would change' if check else 'rebuilt'}"
        print(said, *changed, sep="\n  ")
    else:
        print("all files were worked out anew, and each came out as it was")
    return 1 if check and changed else 0


def _explore(name: str, output: str) -> int:
    from .article import load_article
    from .explorer.page import save_explorer

    print(f"open {save_explorer(load_article(name), output)}")
    return 0


def _new(name: str, file: str, encoding: str, excel: bool) -> int:
    from .starter.new import new

    config, *others, notebook = map(relpath, new(name, file, encoding, excel=excel))
    print("written:", config, *others, notebook, sep="\n  ")
    print(f"now look at it: jupyter lab {notebook}")
    print(f"then edit {config}, and rebuild all: five-moves reproduce {name}")
    return 0


def _book(output: str | None) -> int:
    print(f"open {book(output) / 'index.html'}")
    return 0


def book(output: str | Path | None = None) -> Path:
    """Build the site of the checkout by its `docs/build.py`; return its folder, or `_site`.

    Raises `InputError` outside a checkout, without the extra `book`, for a folder that holds
    anything but a site, and for each fault of a page.
    """
    from .reproduce import project_folder

    root = project_folder()
    script, target = root / "docs" / "build.py", Path(output) if output else root / "_site"
    if not script.is_file():
        raise InputError(f"{script}: not there; the site is built in a checkout with its docs/")
    run_path(str(script))["build"](target)
    return target


def _clean(file: str, output: str | None, encoding: str, explain: bool, json: bool) -> int:
    if file == "-":
        if sys.stdin is None:
            raise InputError("standard input: it is closed")
        text = text_of(decode(sys.stdin.buffer.read(), "standard input", encoding))
    else:
        text = read_text(file, encoding)
    cleaned = clean(text)
    result = cleaned.text
    if explain:
        result = cleaned.explain().to_csv(index=False, lineterminator="\n")
    if json:
        edits = loads(cleaned.explain().to_json(orient="records"))
        found = {
            "text": result,
            "edits": edits,
            "unresolved": [*map(asdict, cleaned.unresolved)],
            "doubtful": [*map(asdict, cleaned.doubtful)],
            "evidence": cleaned.evidence._asdict(),
        }
        result = dumps(found, ensure_ascii=False, indent=1) + "\n"
    if output is None:
        _write_out(result)
    else:
        _write(Path(output), result.encode())
    for note in _notes(cleaned):
        print(f"five-moves: {note}", file=sys.stderr)
    return 1 if cleaned.unresolved else 0


def _notes(cleaned: Cleaned) -> Iterator[str]:
    """What a person should look at: places left alone, doubtful repairs, a page left alone."""
    for place in cleaned.unresolved:
        yield f"unresolved at {place.start}: {place.reason}"
    if cleaned.doubtful:
        margins = cleaned.explain().set_index("start")["margin"]
        for edit in cleaned.doubtful:
            margin = margins[edit.start]
            why = "makes no words" if isinf(margin) else f"margin {margin:.1f} nats"
            read = f"{printable(edit.before)} read as {printable(edit.after)}"
            yield f"doubtful at {edit.start}: {read} ({why})"
    shown = cleaned.evidence
    if shown.missing and (shown.glosses or shown.damage):
        yield f"left as it is, though it looks polluted in part: {shown.missing}"


def _lab(others: list[str]) -> int:
    """Become JupyterLab, opened at the first notebook of the checkout."""
    from .reproduce import project_folder

    root = project_folder()
    first = min((root / "notebooks").glob("*.ipynb"), default=None)
    if first is None:
        raise InputError(f"{root}/notebooks: no notebook to open")
    if find_spec("jupyterlab") is None:
        raise InputError(f"JupyterLab is not installed: {sys.executable} -m pip install jupyterlab")
    address = f"/lab/tree/{quote(first.relative_to(root).as_posix())}"
    own = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url={address}"]
    os.execve(
        sys.executable,
        [sys.executable, "-m", "jupyterlab", *own, *(word for word in others if word != "--")],
        os.environ | {"JUPYTER_PREFER_ENV_PATH": "1"},  # the kernel of this Python, not the user's
    )


def _write(path: Path, data: bytes) -> None:
    """Write a file whole; into a pipe, into a device, or where a link leads."""
    target = Path(os.path.realpath(path))
    try:
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            write_whole(target, data)
    except OSError as error:
        raise unwritable(path, error) from None


if __name__ == "__main__":
    sys.exit(main())
