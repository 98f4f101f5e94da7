"""The command `five-moves`: clean a page, begin on an article, rebuild, open or publish all."""

import argparse
import errno
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from importlib.util import find_spec
from json import dumps, loads
from math import isinf
from os.path import relpath
from pathlib import Path
from runpy import run_path
from urllib.parse import quote

from .cleaning import Cleaned, clean
from .corpus.command import add_command
from .errors import InputError
from .explorer import command as explorer
from .files import decode, read_text, unwritable, write_whole
from .house import printable

CHINESE = re.compile("[㐀-鿿]")
EXIT_CODES = """exit codes: 0 done; 1 `reproduce --check` found files that would change, or `clean`
left a place unresolved; 2 the input or the arguments cannot be used, and nothing was written"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; `arguments` are those of the shell by default."""
    parser = _parser()
    known, others = parser.parse_known_args(arguments)
    options = vars(known)
    if options["run"] is _lab:
        options["others"] = others
    elif others:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    try:
        with _ended_by_signals():
            code: int = options.pop("run")(**options)
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="five-moves", description=__doc__, epilog=EXIT_CODES)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("reproduce", help="rebuild tables, figures and notebooks")
    command.add_argument(
        "name",
        nargs="?",
        help="the article, by default the project's own; what is made of another goes into "
        "folders of its name",
    )
    command.add_argument("--labels", choices=("zh", "en", "both"), default="both")
    command.add_argument(
        "--no-notebooks", dest="notebooks", action="store_false", help="tables and figures only"
    )
    command.add_argument("--check", action="store_true", help="change nothing; list what would")
    command.set_defaults(run=_reproduce)

    command = commands.add_parser("new", help="begin on an article", epilog=EXIT_CODES)
    command.add_argument("name", metavar="NAME", help="what to call it, such as my-article")
    command.add_argument("file", metavar="FILE", help="its text, as it was found")
    command.add_argument("--encoding", default="utf-8", help="of FILE (such as gb18030)")
    command.set_defaults(run=_new)

    command = commands.add_parser("book", help="build the site: notebooks, figures, reference")
    command.add_argument("-o", "--output", metavar="FOLDER", help="(default: _site)")
    command.set_defaults(run=_book)

    command = commands.add_parser("clean", help="undo the pollution of a text", epilog=EXIT_CODES)
    command.add_argument("file", metavar="FILE", help="the raw text, or - for standard input")
    command.add_argument("-o", "--output", metavar="OUT", help="write to OUT, not standard output")
    command.add_argument("--encoding", default="utf-8", help="of FILE (such as gb18030)")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--explain", action="store_true", help="print the table of edits instead")
    form.add_argument("--json", action="store_true", help="print text and edits as JSON instead")
    command.set_defaults(run=_clean)

    add_command(commands)

    command = commands.add_parser(
        "lab",
        help="open the first notebook in JupyterLab",
        epilog="other arguments are JupyterLab's, such as --no-browser --port 8899",
    )
    command.set_defaults(run=_lab)
    explorer.add_command(commands)
    return parser


def _reproduce(name: str | None, labels: str, notebooks: bool, check: bool) -> int:
    from .reproduce import reproduce

    changed = reproduce(name, labels=labels, notebooks=notebooks, check=check)
    if changed or check:
        said = f"{len(changed)} files {'would change' if check else 'rebuilt'}"
        print(said, *changed, sep="\n  ")
    else:
        print("all files were worked out anew, and each came out as it was")
    return 1 if check and changed else 0


def _new(name: str, file: str, encoding: str) -> int:
    from .starter.new import new

    config, *others, notebook = map(relpath, new(name, file, encoding))
    print("written:", config, *others, notebook, sep="\n  ")
    print(f"now look at it: jupyter lab {notebook}")
    print(f"then edit {config} and run the notebook again")
    text = read_text(file, encoding)
    if len(CHINESE.findall(text)) < len(text) / 10:
        print(f"five-moves: warning: {file} has hardly any Chinese characters", file=sys.stderr)
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
        text = decode(sys.stdin.buffer.read(), "standard input", encoding)
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
    if output:
        _write(Path(output), result.encode())
    else:
        sys.stdout.buffer.write(result.encode("utf-8"))
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
