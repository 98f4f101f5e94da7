"""`five-moves explore NAME`: write the explorer of an article as a file."""

from typing import Any


def add_command(commands: Any) -> None:
    """Add the command to the subparsers of `five-moves`."""
    command = commands.add_parser("explore", help="write a page to look around in an article")
    command.add_argument("name", metavar="NAME", help="the article, or the path of its TOML file")
    command.add_argument(
        "-o", "--output", metavar="FILE", default="explorer.html", help="(default: explorer.html)"
    )
    command.set_defaults(run=_explore)


def _explore(name: str, output: str) -> int:
    from ..article import load_article
    from .page import save_explorer

    print(f"open {save_explorer(load_article(name), output)}")
    return 0
