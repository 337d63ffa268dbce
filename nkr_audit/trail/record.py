"""A record of the processing log: one line of JSON, chained to the one before by its hash."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# What stands before the first record.
NO_RECORD: Final = "0" * 64

# Kinds of acts.
START: Final = "start"
INIT: Final = "init"
IMPORT: Final = "import"
CODE: Final = "code"
RECORD: Final = "record"
CORRECT: Final = "correct"
ACCRUE: Final = "accrue"
RELEASE: Final = "release"
ATTACH: Final = "attach"
ATTEST: Final = "attest"
CLOSE: Final = "close"
REOPEN: Final = "reopen"
REVIEW_REQUEST: Final = "review-request"
REVIEW_DELIVERED: Final = "review-delivered"
DISCOVERED: Final = "discovered"
ADOPT: Final = "adopt"
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_ENCODED: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does to a book: the kind of act, who, on which vouchers, and why."""

    action: str
    who: str
    vouchers: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that an act touched: SHA-256 of its bytes before and after; None: there was none.

    ``diff`` tells what was changed in it, where that was not done through the tool.
    """

    path: str
    before: str | None
    after: str | None
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """An act as the log keeps it. ``seq`` 1 = first; ``previous`` is the hash of the record before.

    ``time`` is UTC.
    """

    seq: int
    time: datetime
    act: Act
    files: tuple[FileChange, ...]
    previous: str

    def line(self) -> bytes:
        """The record as a line of the log, without the line end: the same bytes every time."""
        utc = self.time.astimezone(UTC).replace(tzinfo=None)
        content: dict[str, Any] = {
            "seq": self.seq,
            "time": f"{utc.isoformat(timespec='microseconds')}Z",
            "who": self.act.who,
            "action": self.act.action,
            "vouchers": list(self.act.vouchers),
            "reason": self.act.reason,
            "files": [_file_content(change) for change in self.files],
            "previous": self.previous,
        }
        return _ENCODED(content).encode()


def _file_content(change: FileChange) -> dict[str, str | None]:
    content = {"path": change.path, "before": change.before, "after": change.after}
    return {**content, "diff": change.diff} if change.diff else content


def hash_of(line: bytes) -> str:
    """The hash of a record: SHA-256 of its line, without the line end."""
    return hashlib.sha256(line).hexdigest()


def parse_record(line: bytes) -> Record:
    """Read a line of the log. Raises ValueError when it is no record in its one written form."""
    try:
        content = json.loads(line)
        record = _record(content)
    except (UnicodeDecodeError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    if record.line() != line:
        raise ValueError("not as a record is written")
    return record


def _record(content: Mapping[str, Any]) -> Record:
    texts = (content["who"], content["action"], content["reason"], content["previous"])
    if not all(isinstance(text, str) for text in (*texts, *content["vouchers"])):
        raise TypeError("text expected")
    if type(content["seq"]) is not int:
        raise TypeError("number expected")
    who, action, reason, previous = texts
    return Record(
        content["seq"],
        datetime.fromisoformat(content["time"]).astimezone(UTC),
        Act(action, who, tuple(content["vouchers"]), reason),
        tuple(_file_change(one) for one in content["files"]),
        previous,
    )


def _file_change(content: Mapping[str, Any]) -> FileChange:
    path, diff = content["path"], content.get("diff", "")
    if not (isinstance(path, str) and isinstance(diff, str)):
        raise TypeError("text expected")
    if not path or "\0" in path or path.startswith("/") or ".." in path.split("/"):
        raise ValueError("not a path in the book's folder")
    for digest in (content["before"], content["after"]):
        if digest is not None and not (isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise ValueError("no hash")
    return FileChange(path, content["before"], content["after"], diff)
