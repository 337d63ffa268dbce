# ruff: noqa: S311 (chance, but no secrets)
"""Whatever kills a writing command, and whenever: the book is as before it, or as after it."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.ledger import load
from nkr_audit.trail.disk import write_end
from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import Places
from nkr_audit.trail.verifying import verify
from nkr_audit.trail.writing import book_files
from tests.ledgers import snapshot
from tests.trail.commands import WRITINGS, Writing
from tests.trail.faults import UNSEEN, Done, Fault, in_child
from tests.trail.power import Disk, images, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from nkr_audit.ledger import Ledger

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")

# Every fault at every step takes minutes; without this, they are spread over the steps.
ALL = bool(os.environ.get("NKR_ALL_FAULTS"))
KILLED = 1 if ALL else 4
REFUSED = 1 if ALL else 12
AGAIN = 1 if ALL else 4
LEAST = 500
LASTING = {
    ".gitignore", "forseglingar", "huvud.txt", "las", "logg.jsonl", "lydelser", "nya", "nyckel.txt",
}  # fmt: skip
there = [writing for writing in WRITINGS if writing.exists]
counted: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class State:
    """A book on disk: its files, the acts in its log, its checkpoints, and what verify says."""

    files: Mapping[str, bytes]
    acts: tuple[str, ...] = ()
    checkpoints: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, root: Path, ledger: Ledger) -> State:
        """The book as it is now."""
        places = Places(root)
        if not places.log.exists():
            return cls(snapshot(root))
        return cls(
            snapshot(root),
            tuple(record.act.action for record in read_log(places).records),
            frozenset(path.name for path in places.checkpoints.glob("*")),
            tuple(one.kind for one in verify(places, book_files(ledger), [], ()).problems),
        )


@dataclass(frozen=True, slots=True)
class Bench:
    """A command set up to be run again and again: the state before, and what comes of it."""

    writing: Writing
    prepared: Path
    folder: Path
    before: State
    after: State
    done: Done

    @property
    def main(self) -> Path:
        return self.folder / "bok" / "main.beancount"

    @property
    def places(self) -> Places:
        return Places(self.main.parent)

    def reset(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self.prepared, self.folder)

    def run(self, at: int = 0, fault: Fault = Fault.KILL) -> Done:
        return in_child(lambda: self.writing.run(self.folder), self.folder, at, fault)

    def check_sound(self) -> bool:
        """Load the book; it must be before or after, and its log sound. True: after."""
        try:
            ledger = load(self.main)
        except NkrError:
            assert not self.before.files, "the book cannot be loaded"
            assert not self.main.parent.exists() or snapshot(self.main.parent) == {}
            return False
        assert not ledger.errors
        found = State.of(self.main.parent, ledger)
        assert found in (self.before, self.after), f"a state between: {differing(self, found)}"
        assert not self.places.pending.exists()
        if self.places.folder.exists():
            assert {path.name for path in self.places.folder.iterdir()} <= LASTING
        return found == self.after

    def check_again(self, *, is_after: bool) -> None:
        """Run the command once more, without a fault."""
        if is_after and self.writing.again is None:
            return
        done = self.run()
        assert done.code == (self.writing.again if is_after else self.done.code), done.said
        assert self.check_sound()
        assert list(self.places.staging.iterdir()) == []


def count(what: str) -> None:
    counted[what] = counted.get(what, 0) + 1


def differing(bench: Bench, found: State) -> str:
    before, after = bench.before.files, bench.after.files
    files = {
        name: "as before" if found.files.get(name) == before.get(name) else "as after, or neither"
        for name in {*found.files, *before, *after}
        if before.get(name) != after.get(name) or found.files.get(name) != after.get(name)
    }
    return f"{files}, {found.acts}, {found.checkpoints}, {found.problems}"


def set_up(writing: Writing, folder: Path) -> Bench:
    prepared, work = folder / "prepared", folder / "work"
    prepared.mkdir()
    writing.prepare(prepared)
    shutil.copytree(prepared, work)
    root = work / "bok"
    main = root / "main.beancount"
    before = State.of(root, load(main)) if main.exists() else State({})
    done = in_child(lambda: writing.run(work), work)
    assert done.code in {0, 1}, done.said
    after = State.of(root, load(main))
    assert after != before
    return Bench(writing, prepared, work, before, after, done)


def faults(bench: Bench) -> Iterator[tuple[int, Fault]]:
    """What to let happen where: each command, and each kind of error, begins at another step."""
    steps = len(bench.done.steps)
    which = WRITINGS.index(bench.writing)
    every = KILLED if which else 1
    for at in range(1 + which % every, steps + 1, every):
        yield at, Fault.KILL
    for number, fault in enumerate(list(Fault)[1:]):
        for at in range(1 + (3 * number + which) % REFUSED, steps + 1, REFUSED):
            yield at, fault


@pytest.mark.parametrize("writing", there, ids=lambda writing: writing.name)
def test_a_fault_at_any_step_leaves_the_book_whole(writing: Writing, tmp_path: Path) -> None:
    bench = set_up(writing, tmp_path)
    seen = set()
    for number, (at, fault) in enumerate(faults(bench)):
        bench.reset()
        done = bench.run(at, fault)
        where = f"{fault.value} at step {at} of {writing.name}: {bench.done.steps[at - 1]}"
        try:
            if fault is Fault.KILL:
                assert done.code is None
            else:
                assert done.code in {bench.done.code, 2}, done.said
            is_after = bench.check_sound()
            assert is_after or done.code != bench.done.code, "done, but not there"
            if number % AGAIN == 0:
                bench.check_again(is_after=is_after)
        except AssertionError as error:
            raise AssertionError(f"{where}: {error}") from error
        seen.add(is_after)
        count(writing.name)
    assert seen == {True, False}  # some came before the decision, some after it


def test_a_process_that_finishes_may_die_too(tmp_path: Path) -> None:
    bench = set_up(WRITINGS[0], tmp_path)
    steps = bench.done.steps
    decided = max(at for at, step in enumerate(steps) if step.endswith("oavslutad.json")
                  and step.startswith("replace")) + 1  # fmt: skip

    def finishing() -> int:
        load(bench.main)
        return 0

    twice = 0
    for at in range(decided + 1, len(steps) + 1, 1 if ALL else 3):
        bench.reset()
        bench.run(at)
        for second in range(1, len(steps)):
            done = in_child(finishing, bench.folder, second)
            if done.code == 0:
                break
            assert done.code is None
            twice += 1
            count("finishing")
        assert bench.check_sound()
    assert twice > 50


@pytest.mark.parametrize("writing", there, ids=lambda writing: writing.name)
def test_a_power_cut_at_any_step_leaves_the_book_whole(writing: Writing, tmp_path: Path) -> None:
    bench = set_up(writing, tmp_path)
    bench.reset()
    disk = Disk.of(bench.folder)
    trace = bench.run().trace
    chances = [None, *(random.Random(seed) for seed in range(4 if ALL else 1))]
    found = images(disk, trace, chances)
    for number, image in enumerate(found):
        shutil.rmtree(bench.folder)
        bench.folder.mkdir()
        lay_out(image, bench.folder, bench.folder)
        step = number // len(chances)
        try:
            is_after = bench.check_sound()
        except (AssertionError, NkrError) as error:
            raise AssertionError(f"after {trace[step - 1][:3] if step else 'nothing'}") from error
        count(f"{writing.name}, power cut")
        if step == len(trace):
            assert is_after, "the command is done, but what it wrote does not last"


def test_faults_enough_were_injected(capsys: pytest.CaptureFixture[str]) -> None:
    if not {"finishing", *(writing.name for writing in there)} <= set(counted):
        pytest.skip("only a part of the tests was run")
    with capsys.disabled():
        print(f"\n{sum(counted.values())} faults injected: {counted}")  # noqa: T201
    assert sum(counted.values()) >= LEAST


def straight_in(places: Places, contents: Mapping[Path, bytes], lines: bytes) -> None:
    """A commit that is none: each file is written in turn."""
    places.staging.mkdir(exist_ok=True)
    for path, content in contents.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = places.staging / "en"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(handle, content)
        os.close(handle)
        temporary.replace(path)
    handle = os.open(places.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, lines)
    os.close(handle)


def found_wrong(bench: Bench) -> int:
    wrong = 0
    for at in range(1, len(bench.done.steps) + 1):
        bench.reset()
        bench.run(at)
        try:
            bench.check_sound()
        except (AssertionError, NkrError):
            wrong += 1
    return wrong


def test_the_harness_sees_a_write_that_is_not_one(tmp_path: Path) -> None:
    with patch("nkr_audit.trail.writing.commit", straight_in):
        bench = set_up(WRITINGS[0], tmp_path)
        assert found_wrong(bench) > 5


def test_the_harness_sees_a_note_that_is_removed_too_early(tmp_path: Path) -> None:
    def early(path: Path, size: int, content: bytes) -> None:
        (path.parent / "oavslutad.json").unlink()
        write_end(path, size, content)
        (path.parent / "oavslutad.json").touch()

    with patch("nkr_audit.trail.commit.write_end", early):
        bench = set_up(WRITINGS[0], tmp_path)
        assert found_wrong(bench) >= 1


def test_the_harness_sees_a_folder_that_is_not_synced(tmp_path: Path) -> None:
    def only_the_folder(_root: Path, folder: Path) -> set[Path]:
        return {folder}

    with (
        patch("nkr_audit.trail.commit._up_to", only_the_folder),
        patch("nkr_audit.trail.disk.make_folder", lambda folder: folder.mkdir(exist_ok=True)),
        patch(
            "nkr_audit.trail.commit.make_folder",
            lambda folder: folder.mkdir(parents=True, exist_ok=True),
        ),
        pytest.raises(AssertionError),
    ):
        test_a_power_cut_at_any_step_leaves_the_book_whole(WRITINGS[0], tmp_path)


def test_the_harness_sees_a_file_that_is_written_by_another_way(tmp_path: Path) -> None:
    def work() -> int:
        (tmp_path / "bok" / "main.beancount").write_text("; förbi\n", encoding="utf-8")
        return 0

    (tmp_path / "bok").mkdir()
    assert in_child(work, tmp_path / "bok").code == UNSEEN
