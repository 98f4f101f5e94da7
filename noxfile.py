"""The project's tasks: `nox` runs all checks, `nox --list` names them, `nox -s tests` runs one.

They run in the environment that nox is installed in; words after `--` go to the tool.
"""

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["all", "lint", "types", "reproduce"]


@nox.session
def tests(session: nox.Session) -> None:
    """The fast tests."""
    session.run("pytest", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """The other tests: notebooks, site, wheel, browser."""
    session.run("pytest", "-m", "slow or browser", *session.posargs)


@nox.session
def all(session: nox.Session) -> None:
    """Every test."""
    session.run("pytest", "-m", "", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and format."""
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Types."""
    session.run("mypy", *session.posargs)


@nox.session
def reproduce(session: nox.Session) -> None:
    """Whether tables, figures, notebooks and the README are what the code makes, to the byte."""
    session.run("five-moves", "reproduce", "--check")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site."""
    session.run("five-moves", "book", *session.posargs)


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Speed, beside that of other packages, and how right cleaning is."""
    session.run("pytest", "tests/benchmarks", "-o", "addopts=", "--benchmark-only")
