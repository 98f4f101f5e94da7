"""The command `five-moves`: cleans a polluted Chinese page, or rebuilds the project."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from .cleaning import Cleaned, clean
from .errors import InputError
from .files import decode, read_text

EXIT_CODES = """exit codes: 0 done; 1 `reproduce --check` found files that would change, or `clean`
left a place unresolved; 2 the input or the arguments cannot be used, and nothing was written"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; `arguments` are those of the shell by default."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except InputError as error:
        print(f"five-moves: {error}", file=sys.stderr)
        return 2
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="five-moves", description=__doc__, epilog=EXIT_CODES)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("reproduce", help="rebuild tables, figures and notebooks")
    command.add_argument("name", nargs="?", help="the article (default: the project's own)")
    command.add_argument("--labels", choices=("zh", "en", "both"), default="both")
    command.add_argument("--no-notebooks", action="store_true", help="tables and figures only")
    command.add_argument("--check", action="store_true", help="change nothing; list what would")
    command.set_defaults(run=_reproduce)

    command = commands.add_parser("clean", help="undo the pollution of a text", epilog=EXIT_CODES)
    command.add_argument("file", metavar="FILE", help="the raw text, or - for standard input")
    command.add_argument("-o", "--output", metavar="OUT", help="write to OUT, not standard output")
    command.add_argument("--encoding", default="utf-8", help="of FILE (such as gb18030)")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--explain", action="store_true", help="print the table of edits instead")
    form.add_argument("--json", action="store_true", help="print text and edits as JSON instead")
    command.set_defaults(run=_clean)
    return parser


def _reproduce(options: argparse.Namespace) -> int:
    from .reproduce import reproduce

    changed = reproduce(
        options.name,
        labels=options.labels,
        notebooks=not options.no_notebooks,
        check=options.check,
    )
    verb = "would change" if options.check else "rebuilt"
    print(f"{len(changed)} files {verb}" + "".join(f"\n  {path}" for path in changed))
    return 1 if options.check and changed else 0


def _clean(options: argparse.Namespace) -> int:
    if options.file == "-":
        text = decode(sys.stdin.buffer.read(), "standard input", options.encoding)
    else:
        text = read_text(options.file, options.encoding)
    cleaned = clean(text)
    if options.explain:
        result = cleaned.explain().to_csv(index=False, lineterminator="\n")
    else:
        result = _as_json(cleaned) if options.json else cleaned.text
    if options.output:
        _write(Path(options.output), result)
    else:
        sys.stdout.buffer.write(result.encode("utf-8"))
    for place in cleaned.unresolved:
        print(f"five-moves: unresolved at {place.start}: {place.reason}", file=sys.stderr)
    return 1 if cleaned.unresolved else 0


def _as_json(cleaned: Cleaned) -> str:
    """The text, the edits and the unresolved places of a cleaned text."""
    edits = json.loads(cleaned.explain().to_json(orient="records", force_ascii=False))
    unresolved = [asdict(place) for place in cleaned.unresolved]
    found = {"text": cleaned.text, "edits": edits, "unresolved": unresolved}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        part.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
