"""Files are written whole, and nothing that is not a run's own is lost."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

import analysis as an
from analysis.files import (
    MADE,
    check_replaceable,
    nearest,
    put,
    replace_folder,
    workshop,
    write_whole,
)  # fmt: skip

from .conftest import contents

NAMES = [Path("a.csv"), Path("new") / "b.csv", Path("c.csv")]


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(
    tmp_path: Path, full_disk: Callable[[], None]
) -> None:
    (tmp_path / "a").write_text("old", encoding="utf-8")
    full_disk()
    with pytest.raises(an.InputError, match=r"a: cannot be written"):
        write_whole(tmp_path / "a", b"n" * 100_000)
    assert contents(tmp_path) == {"a": b"old"}


def test_a_link_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    write_whole(tmp_path / "link", b"new")
    assert contents(tmp_path) == {"mine": b"mine", "link": b"new"}


# Moving files into place


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    """A folder with three files that were built, and a project with others of two of the names."""
    root, build = tmp_path / "root", tmp_path / "root" / "build"
    (build / "new").mkdir(parents=True)
    for name in NAMES:
        (build / name).write_text("new", encoding="utf-8")
    for name in ("a.csv", "c.csv", "stale.csv"):
        (root / name).write_text("old", encoding="utf-8")
    (root / "c.csv").chmod(0o600)
    return root, build


def outside_build(root: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(root).items() if not name.startswith("build/")}


def test_files_are_put_in_place_and_stale_ones_removed(places: tuple[Path, Path]) -> None:
    root, build = places
    put(build, root, NAMES, [Path("stale.csv")])
    assert outside_build(root) == {name.as_posix(): b"new" for name in NAMES}
    assert (root / "c.csv").stat().st_mode & 0o777 == 0o600


FULL = OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("fault", [FULL, KeyboardInterrupt()], ids=["full disk", "interrupt"])
@pytest.mark.parametrize("at", range(4))
def test_a_fault_at_any_file_takes_back_what_was_done(
    at: int, fault: BaseException, places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, build = places
    before, calls = outside_build(root), iter(range(100))

    def failing(act: Callable[..., None]) -> Callable[..., None]:
        def acted(*arguments: Path, **options: bool) -> None:
            if next(calls) == at:
                raise fault
            act(*arguments, **options)

        return acted

    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    monkeypatch.setattr(Path, "unlink", failing(Path.unlink))
    refused = an.InputError if isinstance(fault, OSError) else KeyboardInterrupt
    with pytest.raises(refused):
        put(build, root, NAMES, [Path("stale.csv")])
    assert outside_build(root) == before
    assert not (root / "new").exists()


def test_nothing_is_moved_where_a_folder_has_the_name_of_a_file(places: tuple[Path, Path]) -> None:
    root, build = places
    (root / "new" / "b.csv").mkdir(parents=True)
    before = outside_build(root)
    with pytest.raises(an.InputError, match=r"b\.csv: cannot be written"):
        put(build, root, NAMES)
    assert outside_build(root) == before


def test_another_file_system_is_no_fault(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, build = places
    rename = Path.replace

    def apart(self: Path, target: Path) -> Path:
        if self.is_relative_to(build):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", apart)
    put(build, root, NAMES)
    assert {outside_build(root)[name.as_posix()] for name in NAMES} == {b"new"}


# Where a run works


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    with workshop(tmp_path) as build:
        (build / "half").touch()
        left = build
    left.mkdir()
    (left / "half").touch()
    with workshop(tmp_path) as build:
        assert not list(build.iterdir())
    assert not list(tmp_path.iterdir())


def test_only_one_run_works_in_a_project(tmp_path: Path) -> None:
    with workshop(tmp_path), pytest.raises(an.InputError, match="another run is at work"):
        workshop(tmp_path).__enter__()
    with workshop(tmp_path):
        pass


@pytest.mark.parametrize(("mode", "found"), [(0o755, True), (0o775, False), (0o757, False)])
def test_a_folder_above_counts_only_if_nobody_else_may_write_there(
    mode: int, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "deep").mkdir(parents=True)
    tmp_path.chmod(mode)
    monkeypatch.chdir(tmp_path / "data" / "deep")
    assert nearest("data/deep") == (tmp_path if found else None)
    monkeypatch.chdir(tmp_path)
    assert nearest("data/deep") == tmp_path


def test_a_folder_above_counts_only_if_it_is_this_user_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "data" / "deep")
    monkeypatch.setattr("os.getuid", lambda: tmp_path.stat().st_uid + 1)
    assert nearest("data/deep") is None


# A whole folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that was built, not yet in its place."""
    (tmp_path / "built" / "sub").mkdir(parents=True)
    (tmp_path / "built" / "index.html").write_text("new", encoding="utf-8")
    (tmp_path / "built" / "sub" / "page.html").write_text("new", encoding="utf-8")
    return tmp_path / "built"


@pytest.mark.parametrize("there", ["nothing", "an empty folder", "an earlier one"])
def test_a_folder_is_put_in_place(there: str, site: Path, tmp_path: Path) -> None:
    target, mine = tmp_path / "site", tmp_path / "site.part"
    mine.write_text("mine", encoding="utf-8")
    if there == "an empty folder":
        target.mkdir()
    if there == "an earlier one":
        (earlier := tmp_path / "earlier").mkdir()
        (earlier / "gone.html").write_text("old", encoding="utf-8")
        replace_folder(earlier, target)
    replace_folder(site, target)
    assert set(contents(target)) == {"index.html", "sub/page.html", MADE}
    assert mine.read_text(encoding="utf-8") == "mine"
    others = {"built", "site", "site.part", "earlier"}
    assert {path.name for path in tmp_path.iterdir()} <= others


@pytest.mark.parametrize("mine", ["notes.md", "sub/notes.md", "index.html", "link"])
def test_a_folder_that_holds_anything_of_a_user_s_is_refused(
    mine: str, site: Path, tmp_path: Path
) -> None:
    replace_folder(site, target := tmp_path / "site")
    if mine == "link":
        (target / mine).symlink_to(tmp_path)
    else:
        (target / mine).write_text("mine", encoding="utf-8")
    before = contents(target)
    for refuse in (check_replaceable, lambda target: replace_folder(site, target)):
        with pytest.raises(an.InputError, match=f"holds {mine}"):
            refuse(target)
    assert contents(target) == before


def test_a_folder_of_someone_else_s_is_refused_whatever_it_is(site: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(site)
    (other := tmp_path / "other").mkdir()
    (other / ".buildinfo").touch()
    for name in ("file", "link", "other"):
        with pytest.raises(an.InputError, match=f"{name}: "):
            replace_folder(site, tmp_path / name)


def test_a_fault_leaves_the_earlier_folder(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_folder(site, target := tmp_path / "site")
    before, rename = contents(tmp_path), Path.rename

    def failing(self: Path, there: Path) -> Path:
        if self.name == "new":
            raise OSError(errno.ENOSPC, "No space left on device")
        return rename(self, there)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(an.InputError, match="No space"):
        replace_folder(site, target)
    assert contents(tmp_path) == before
