"""Writing files whole or not at all, in folders where nothing of a user's is lost."""

import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    import pandas as pd

MADE = ".made.sha256"  # the list of what was put into a folder


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    A file that is there keeps its mode. A link is replaced, never written through.
    """
    part = path.with_name(f".five-moves-{token_hex(8)}")
    try:
        with open(part, "xb") as file:
            _keep_mode(path, part)
            file.write(data)
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        with suppress(OSError):
            part.unlink()


def write_csv(table: "pd.DataFrame", path: Path, excel: bool = False) -> None:
    """Write a table as CSV in UTF-8, if `excel` with the mark by which Excel knows it."""
    encoding = "utf-8-sig" if excel else "utf-8"
    table.to_csv(path, index=False, lineterminator="\n", encoding=encoding)


def check_name(name: str) -> None:
    """Raise `InputError` unless a name can be that of an article and of its files and folders."""
    if not re.fullmatch(r"\w[\w-]{0,59}", name):
        said = "make the name of letters, digits, - and _ only, 60 at most"
        raise InputError(f"{name!r}: {said}")


def unwritable(path: Path, error: OSError) -> InputError:
    """The `InputError` for a file that an `OSError` keeps from being written."""
    return InputError(f"{path}: cannot be written ({error.strerror or error})")


def _keep_mode(old: Path, new: Path) -> None:
    """Give a file the mode of the one that it replaces."""
    if old.is_file() and not old.is_symlink():
        new.chmod(stat.S_IMODE(old.stat().st_mode))


def nearest(entry: str) -> Path | None:
    """The nearest folder, the current one or one above, that holds this file or folder.

    A folder above counts only if it is this user's and nobody else may write there.
    """
    try:
        here = Path.cwd()
    except OSError:
        raise InputError("the current folder is gone; go to another") from None
    for folder in (here, *here.parents):
        if (folder / entry).exists() and (folder == here or _own(folder.stat())):
            return folder
    return None


def _own(status: os.stat_result) -> bool:
    if sys.platform == "win32":  # Windows has no such owners and modes.
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """A temporary folder in `root`, to build files in before they are put in place.

    Clears the folder that a killed run left. Raises `InputError` while another run is at work.
    """
    build = root / ".five-moves-build"
    with alone(root):
        try:
            if os.path.lexists(build):
                shutil.rmtree(build)
            build.mkdir()
        except OSError as error:
            raise unwritable(build, error) from None
        try:
            yield build
        except OSError as error:  # such as a full disk
            raise unwritable(Path(error.filename or build), error) from None
        finally:
            shutil.rmtree(build, ignore_errors=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a lock on a folder, which ends with the process at the latest."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(f"{folder}: another run is at work here; wait until it ends") from None
        yield
    finally:
        os.close(handle)


_alone = alone


def put(build: Path, root: Path, names: Iterable[Path], stale: Iterable[Path] = ()) -> None:
    """Move files from `build` to their places in `root` and remove stale ones: all, or none.

    Keeps a copy of each file that is replaced, in `build`, and moves it back at a fault.
    """
    names, stale, done, made = list(names), list(stale), [], []
    kept = build / "kept"
    try:
        for name in [*names, *stale]:
            if os.path.lexists(root / name):
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(root / name, kept / name, follow_symlinks=False)
        for name in names:
            made += [at for at in (root / name).parents if not at.exists()]
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            _keep_mode(root / name, build / name)
            done.append(name)
            _move(build / name, root / name)
        for name in stale:
            done.append(name)
            (root / name).unlink()
    except BaseException as error:
        for name in done:
            if os.path.lexists(kept / name):
                _move(kept / name, root / name)
            else:
                (root / name).unlink(missing_ok=True)
        for folder in sorted(made, reverse=True):
            with suppress(OSError):
                folder.rmdir()
        if isinstance(error, OSError):
            raise unwritable(root / name, error) from None
        raise


def _move(source: Path, target: Path) -> None:
    """Rename a file; where that would leave the file system, copy it whole."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(target, source.read_bytes())


def listing(folder: Path) -> str:
    """The digest and path of each file in a folder, as `sha256sum` writes and checks them."""
    return "".join(f"{_digest(folder / name)}  {name.as_posix()}\n" for name in _files(folder))


def unchanged(folder: Path, made: Path) -> set[Path]:
    """The files of a folder that a listing names, and that are still as they were then."""
    lines = made.read_text(encoding="utf-8").splitlines() if made.is_file() else []
    pairs = (line.partition("  ") for line in lines)
    return {Path(name) for digest, _, name in pairs if digest == _digest(folder / name)}


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _files(folder: Path) -> list[Path]:
    """The files and links in a folder, by path from there, without the list `MADE`."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted({path.relative_to(folder) for path in found} - {Path(MADE)})


def check_replaceable(folder: Path) -> None:
    """Raise `InputError` unless a folder is new, empty, or as `replace_folder` left it."""
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise InputError(f"{folder}: not a folder; name a new or an empty one")
    others = {*_files(folder)} - unchanged(folder, folder / MADE)
    if others:
        other = min(others)
        raise InputError(f"{folder}: holds {other}, which was not built; name a new folder")


def replace_folder(built: Path, target: Path) -> None:
    """Put a folder in the place of one that this function put there before.

    Raises `InputError` where that holds anything else. A fault leaves the old folder in place.
    """
    check_replaceable(target)
    (built / MADE).write_text(listing(built), encoding="utf-8", newline="\n")
    with workshop(target.parent) as beside:
        new, old = beside / "new", beside / "old"
        try:
            shutil.copytree(built, new)
            if target.exists():
                target.rename(old)
            new.rename(target)
        except BaseException as error:
            if old.exists() and not target.exists():
                old.rename(target)
            if isinstance(error, OSError):
                raise unwritable(target, error) from None
            raise
