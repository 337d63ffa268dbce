"""Beside git: with ``NKR_GIT=1``, each act on a book that lies in a git work tree is a commit.

Git is a convenience here; the log proves what happened. A failing git never stops a write.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nkr_audit.trail.places import Places
    from nkr_audit.trail.record import Act

VARIABLE: Final = "NKR_GIT"
# In the folder of the log: the lock, what is under way, and wordings that git has itself.
IGNORED: Final = b"/las\n/nya/\n/oavslutad.json\n/lydelser/\n"
_PATIENCE: Final = 60.0
_MOST_NAMED: Final = 5
# Nothing that the work tree's own settings name is run: no hook, no monitor, no signing program.
_QUIETLY: Final = (
    "--literal-pathspecs",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.fsmonitor=false",
    "-c", "commit.gpgSign=false",
    "-c", "gc.auto=0",
)  # fmt: skip
_LOG = logging.getLogger(__name__)


def commit_to_git(places: Places, touched: Iterable[str], act: Act) -> None:
    """Commit the files that an act touched, and the log; nothing else that may be staged.

    Only when the user has asked for it and the book lies in a git work tree. A failure is a
    warning.
    """
    if os.environ.get(VARIABLE) != "1":
        return
    try:
        _commit(places, touched, act)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        _LOG.warning("%s", _failed(error))


def message(act: Act) -> str:
    """What a commit says: ``nkr: import 2026-A1, 2026-A2 (ekonom1)``."""
    named = ", ".join(act.vouchers[:_MOST_NAMED])
    more = len(act.vouchers) - _MOST_NAMED
    vouchers = f"{named} +{more}" if more > 0 else named
    return " ".join(f"nkr: {act.action} {vouchers} ({act.who})".split())


def _commit(places: Places, touched: Iterable[str], act: Act) -> None:
    if not _in_work_tree(places):
        return
    log = places.relative(places.folder)
    tracked = _git(places, ["ls-files", "-z", "--", "."]).split("\0")
    there = {path for path in touched if (places.root / path).exists()}
    paths = sorted(there | (set(touched) & set(tracked)) | {log})
    listed = "\0".join(paths)
    from_input = ["--pathspec-from-file=-", "--pathspec-file-nul"]
    _git(places, ["add", "--all", *from_input], listed)
    _git(places, ["commit", "--quiet", "--only", "-m", message(act), *from_input], listed)


def _in_work_tree(places: Places) -> bool:
    try:
        return _git(places, ["rev-parse", "--is-inside-work-tree"]).strip() == "true"
    except subprocess.CalledProcessError as error:
        if "not a git repository" in str(error.stderr):
            return False
        raise


def _git(places: Places, arguments: Sequence[str], given: str = "") -> str:
    program = shutil.which("git")
    if program is None:
        raise FileNotFoundError(2, "git")
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 (no shell; every argument is ours)
        [program, "-C", str(places.root), *_QUIETLY, *arguments],
        input=given, capture_output=True, encoding="utf-8", errors="surrogateescape",
        timeout=_PATIENCE, check=True, env=environment,
    )  # fmt: skip
    return done.stdout


def _failed(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        why = str(error.stderr).strip().partition("\n")[0]
    else:
        why = str(error)
    said = Text(
        f"varning: boken är skriven och loggad, men git tog inte emot den: {why}",
        f"warning: the book is written and logged, but git did not take it: {why}",
    )
    return said.en if os.environ.get("LANGUAGE") == "en" else said.sv
