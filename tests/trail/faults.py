"""Faults on purpose: a command in a child process, whose every step on disk can be made to fail.

A step is a call that changes the disk: open to write, write, fsync, rename, unlink, mkdir and the
like. A child counts its steps in the folder of the book, and at one of them it dies or the system
refuses. Should it write in the folder by another way, that is told, so that no step is missed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pickle
import signal
import sys
import traceback
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Calls by path, and how many of their arguments are paths.
BY_PATH: Final = {
    "replace": 2, "rename": 2, "link": 2, "symlink": 2, "unlink": 1, "remove": 1, "mkdir": 1,
    "rmdir": 1, "chmod": 1, "truncate": 1, "utime": 1,
}  # fmt: skip
BY_HANDLE: Final = ("write", "fsync", "fdatasync", "ftruncate", "fchmod")
CRASHED: Final = 97
UNSEEN: Final = 98


class Fault(Enum):
    """What happens at the step. An error is for that step alone, or for all from it on."""

    KILL = "kill"
    FULL_ONCE = "ENOSPC"
    FULL = "ENOSPC from then on"
    BROKEN_ONCE = "EIO"
    BROKEN = "EIO from then on"

    @property
    def errno(self) -> int:
        """The number of the error."""
        return errno.ENOSPC if self in {Fault.FULL, Fault.FULL_ONCE} else errno.EIO

    @property
    def lasts(self) -> bool:
        """Tell whether later steps fail too."""
        return self in {Fault.FULL, Fault.BROKEN}


@dataclass(slots=True)
class Done:
    """What came of a child: its exit code (None: it was killed), what it said, and its steps.

    ``trace`` has the steps with all that was given to them, for ``power.py``.
    """

    code: int | None
    said: str
    steps: list[str]
    trace: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(slots=True)
class Stepper:
    """Counts the steps in ``folder``, and makes one of them fail. ``at`` 0: none."""

    folder: Path
    at: int = 0
    fault: Fault = Fault.KILL
    steps: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    log: Any = None
    handles: dict[int, Path] = field(default_factory=dict)
    trace: list[tuple[Any, ...]] = field(default_factory=list)
    opening: bool = False

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Watch this process, for good: only for a child."""
        sys.addaudithook(self._see)
        with contextlib.ExitStack() as stack:
            for name, count in BY_PATH.items():
                stack.enter_context(patch.object(os, name, self._by_path(name, count)))
            for name in BY_HANDLE:
                stack.enter_context(patch.object(os, name, self._by_handle(name)))
            stack.enter_context(patch.object(os, "open", self._open(os.open)))
            stack.enter_context(patch.object(os, "close", self._close(os.close)))
            yield

    def _inside(self, path: Any) -> bool:
        if isinstance(path, int):
            return False
        return _whole(path).is_relative_to(self.folder)

    def _step(self, what: str, half: Callable[[], object] | None = None) -> None:
        self.steps.append(what)
        now = len(self.steps)
        if self.log is not None:
            self.log.write(f"{what}\n")
            self.log.flush()
        if not self.at or now < self.at or (now > self.at and not self.fault.lasts):
            return
        if half is not None:
            half()
        if self.fault is Fault.KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(self.fault.errno, os.strerror(self.fault.errno))

    def _by_path(self, name: str, count: int) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            # Names beside an open folder are those of shutil.rmtree, in folders that are no book.
            paths = arguments[:count] if named.get("dir_fd") is None else ()
            if any(self._inside(path) for path in paths):
                self._step(" ".join([name, *(Path(os.fsdecode(path)).name for path in paths)]))
            outcome = real(*arguments, **named)
            if any(self._inside(path) for path in paths):
                self.trace.append((name, *map(_whole, paths)))
            return outcome

        return call

    def _by_handle(self, name: str) -> Callable[..., Any]:
        real = getattr(os, name)

        def call(handle: int, *arguments: Any) -> Any:
            if handle in self.handles:
                half = None
                if name == "write":
                    data = bytes(arguments[0])
                    half = lambda: real(handle, data[: len(data) // 2])  # noqa: E731
                self._step(f"{name} {self.handles[handle].name}", half)
                at = os.lseek(handle, 0, os.SEEK_CUR) if name == "write" else 0
                given = [bytes(one) if name == "write" else one for one in arguments]
                self.trace.append((name, handle, at, *given))
            return real(handle, *arguments)

        return call

    def _open(self, real: Callable[..., int]) -> Callable[..., int]:
        def call(path: Any, flags: int, *arguments: Any, **named: Any) -> int:
            if named.get("dir_fd") is not None or not self._inside(path):
                return real(path, flags, *arguments, **named)
            name = Path(os.fsdecode(path)).name
            if flags & WRITES:
                self._step(f"open {name}")
            self.opening = True
            try:
                handle = real(path, flags, *arguments, **named)
            finally:
                self.opening = False
            self.handles[handle] = _whole(path)
            self.trace.append(("open", handle, _whole(path), flags))
            return handle

        return call

    def _close(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def call(handle: int) -> None:
            self.handles.pop(handle, None)
            real(handle)

        return call

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open" or self.opening:
            return
        path, _, flags = arguments
        if isinstance(path, int) or not isinstance(flags, int) or not flags & WRITES:
            return
        if self._inside(path):
            self.unseen.append(os.fsdecode(path))


def _whole(path: Any) -> Path:
    """The path from the root; links are left as they are."""
    return Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 (pathlib follows links)


def in_child(work: Callable[[], int], folder: Path, at: int = 0, fault: Fault = Fault.KILL) -> Done:
    """Do the work in a child process with a fault at step ``at`` in the folder (0: none)."""
    said, listed, traced = (
        folder.parent / f"{folder.name}.{kind}" for kind in ("said", "steps", "trace")
    )
    child = os.fork()
    if not child:
        _be_child(work, Stepper(folder, at, fault), said, listed, traced)
    _, status = os.waitpid(child, 0)
    steps = listed.read_text("utf-8").splitlines()
    if os.WIFSIGNALED(status):
        return Done(None, "", steps)
    trace = pickle.loads(traced.read_bytes()) if traced.exists() else []  # noqa: S301 (our own)
    return Done(os.waitstatus_to_exitcode(status), said.read_text("utf-8"), steps, trace)


def _be_child(
    work: Callable[[], int], stepper: Stepper, said: Path, listed: Path, traced: Path
) -> None:
    code = CRASHED
    try:
        with listed.open("w", encoding="utf-8") as log, said.open("w", encoding="utf-8") as out:
            stepper.log = log
            try:
                with stepper.watching(), contextlib.redirect_stderr(out):
                    code = work()
                traced.write_bytes(pickle.dumps(stepper.trace))
                if stepper.unseen:
                    out.write(f"written by a way that is not watched: {stepper.unseen}\n")
                    code = UNSEEN
            except BaseException:  # noqa: BLE001 (a child tells everything)
                out.write(traceback.format_exc())
    finally:
        os._exit(code)
