"""Who looked at what and when: one line of JSON for each request, in files of bounded size."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from logging import INFO, Formatter, LogRecord
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

_SIZE: Final = 10 * 1024 * 1024
_KEPT: Final = 20
_LONGEST: Final = 300


class AccessLog:
    """The log of one server. Queries are left out: people may search for people."""

    def __init__(self, path: Path, size: int = _SIZE, kept: int = _KEPT) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = _PrivateFile(path, maxBytes=size, backupCount=kept, encoding="utf-8")
        except OSError as error:
            raise NkrError(
                Text(
                    f"Åtkomstloggen kan inte skrivas: {error.strerror}.",
                    f"The access log cannot be written: {error.strerror}.",
                ),
                remedy=Text("välj en annan fil med --access-log", "choose another: --access-log"),
                place=path,
            ) from error
        self._file.setFormatter(Formatter("%(message)s"))

    def write(self, **what: str | int | None) -> None:
        """Add one line with the time and ``what`` is not None."""
        line: dict[str, str | int] = {"tid": datetime.now(UTC).isoformat(timespec="milliseconds")}
        for key, value in what.items():
            if value is not None:
                line[key] = value[:_LONGEST] if isinstance(value, str) else value
        text = json.dumps(line, ensure_ascii=True)
        self._file.handle(LogRecord("nkr", INFO, "", 0, text, None, None))

    def close(self) -> None:
        """Write no more."""
        self._file.close()


class _PrivateFile(RotatingFileHandler):
    """A rotated file that only its owner may read."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")

    def handleError(self, record: LogRecord) -> None:  # noqa: N802, ARG002 (its name in logging)
        """Say it in one line; a full disk must not end the service."""
        moment = time.strftime("%H:%M:%S")
        print(f"{moment} åtkomstloggen kan inte skrivas", file=sys.stderr)  # noqa: T201
