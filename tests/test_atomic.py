"""Writing files whole or not at all, whatever the disk says half-way."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.trail.atomic import write_files
from tests.ledgers import snapshot

BEFORE = {"a.txt": b"a1", "b.txt": b"b1"}
AFTER = {"a.txt": b"a2", "b.txt": b"b2", "ny/c.txt": b"c2"}


class FullDisk:
    """Lets a function through so many times, then says that the disk is full: once, or for good."""

    def __init__(self, real: Any, passes: int, *, heals: bool) -> None:
        self.real, self.passes, self.heals, self.failed = real, passes, heals, False

    def __call__(self, *arguments: Any) -> Any:
        if self.passes == 0 and not (self.heals and self.failed):
            self.failed = True
            raise OSError(errno.ENOSPC, "No space left on device")
        self.passes = max(0, self.passes - 1)
        return self.real(*arguments)


def targets(folder: Path) -> dict[Path, bytes]:
    for name, content in BEFORE.items():
        (folder / name).write_bytes(content)
    return {folder / name: content for name, content in AFTER.items()}


def test_all_are_written(tmp_path: Path) -> None:
    write_files(targets(tmp_path))
    assert snapshot(tmp_path) == AFTER


def test_nothing_to_write(tmp_path: Path) -> None:
    write_files({})
    assert snapshot(tmp_path) == {}


@pytest.mark.parametrize("function", ["os.fsync", "pathlib.Path.replace", "os.fdopen"])
@pytest.mark.parametrize("passes", range(9))
def test_disk_that_fills_up_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, passes: int
) -> None:
    contents = targets(tmp_path)
    owner: Any = Path if function.startswith("pathlib") else os
    name = function.rpartition(".")[2]
    full = FullDisk(getattr(owner, name), passes, heals=True)
    monkeypatch.setattr(owner, name, lambda *arguments, **_: full(*arguments))
    if full_at_all(full, contents):
        assert snapshot(tmp_path) == BEFORE
    else:
        assert snapshot(tmp_path) == AFTER


@pytest.mark.parametrize("function", ["fsync", "replace"])
@pytest.mark.parametrize("passes", range(9))
def test_disk_that_stays_full_leaves_each_file_before_or_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, passes: int
) -> None:
    contents = targets(tmp_path)
    owner: Any = Path if function == "replace" else os
    full = FullDisk(getattr(owner, function), passes, heals=False)
    monkeypatch.setattr(owner, function, lambda *arguments: full(*arguments))
    full_at_all(full, contents)
    left = snapshot(tmp_path)
    assert set(BEFORE) <= set(left) <= set(AFTER)
    assert all(content in {BEFORE.get(name), AFTER[name]} for name, content in left.items())


def full_at_all(full: FullDisk, contents: dict[Path, bytes]) -> bool:
    """Write; tell whether the disk was full, which must then have been said."""
    try:
        write_files(contents)
    except NkrError as error:
        assert "No space left on device" in error.what.sv  # noqa: PT017
        assert error.place is not None  # noqa: PT017
        assert Path(error.place.file) in contents  # noqa: PT017
    else:
        assert not full.failed
    return full.failed


def test_folder_in_the_way(tmp_path: Path) -> None:
    contents = targets(tmp_path)
    (tmp_path / "ny").mkdir()
    (tmp_path / "ny" / "c.txt").mkdir()
    with pytest.raises(NkrError):
        write_files(contents)
    assert snapshot(tmp_path) == BEFORE


def test_file_in_place_of_a_folder(tmp_path: Path) -> None:
    contents = targets(tmp_path)
    (tmp_path / "ny").write_bytes(b"")
    with pytest.raises(NkrError):
        write_files(contents)
    assert snapshot(tmp_path) == {**BEFORE, "ny": b""}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    path.chmod(mode)
    write_files({path: b"nytt"})
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_new_file_can_be_read_by_others(tmp_path: Path) -> None:
    write_files({tmp_path / "a.txt": b"nytt"})
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o644


def test_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a1")
    link = tmp_path / "länk"
    link.symlink_to("a.txt")
    write_files({link: b"a2"})
    assert link.is_symlink()
    assert (tmp_path / "a.txt").read_bytes() == b"a2"


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files({Path("ny/å ä ö.txt"): b"x"})
    assert snapshot(tmp_path) == {"ny/å ä ö.txt": b"x"}
