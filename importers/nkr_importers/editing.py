"""Adding to the ledger's own files: metadata and documents, every other byte as it was."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkr_importers.rendering import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

# How metadata is indented: that of a voucher, and that of one of its postings.
OF_VOUCHER = "  "
OF_POSTING = "    "
# A text, with the quote that ends it when it does end, or a comment.
_TEXT_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*("?)|;[^\n]*', re.DOTALL)


@dataclass(slots=True)
class Edits:
    """What is to be added: lines after a line of a file or at its end, and whole new files."""

    _insertions: dict[Path, dict[int, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    _appended: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[tuple[str, int], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _new: dict[Path, bytes] = field(default_factory=dict)

    def value(self, meta: Mapping[str, Any], key: str) -> str | None:
        """What the book says under ``key``, or will say; None when nothing."""
        present = self._said[meta["filename"], meta["lineno"]].get(key, meta.get(key))
        return None if present is None else str(present)

    def add_metadata(self, meta: Mapping[str, Any], key: str, value: str, indent: str) -> None:
        """Add a line of metadata to the voucher or posting whose metadata ``meta`` is."""
        path, line = Path(meta["filename"]), meta["lineno"]
        self._insertions[path][line].append(f"{indent}{key}: {quoted(value)}")
        self._said[meta["filename"], line][key] = value

    def add_document(
        self, entry: Any, account: str, path: Path, link: str, metadata: Mapping[str, str]
    ) -> None:
        """File the document at ``path`` on the voucher ``entry``, with the hash of its bytes."""
        written_in = Path(entry.meta["filename"])
        content = self._new.get(path)
        digest = hashlib.sha256(path.read_bytes() if content is None else content).hexdigest()
        relative = Path(os.path.relpath(path, written_in.parent)).as_posix()
        self._appended[written_in] += [
            "",
            f"{entry.date} document {account} {quoted(relative)} ^{link}",
            *(f"  {key}: {quoted(value)}" for key, value in metadata.items()),
            f'  sha256: "{digest}"',
        ]

    def add_file(self, path: Path, content: bytes) -> None:
        """Write a new file, such as a document that is to be filed."""
        self._new[path] = content

    def contents(self) -> dict[Path, bytes]:
        """The contents of each file that is new or changes, the ledger's own last."""
        edited = dict.fromkeys((*self._insertions, *self._appended))
        return {
            **self._new,
            **{
                path: _edited(path, self._insertions.get(path, {}), self._appended.get(path, []))
                for path in edited
            },
        }


def account_of(entry: Any, grant_id: str) -> str:
    """The account that a document of the voucher is filed on: its first under the grant."""
    under = (one.account for one in entry.postings if one.account.split(":")[1] == grant_id)
    return next(under, None) or str(entry.postings[0].account)


def _edited(path: Path, insertions: Mapping[int, list[str]], appended: list[str]) -> bytes:
    """The file with lines put in after given lines and at its end; every other byte as it was."""
    lines = io.StringIO(path.read_bytes().decode("utf-8"), newline="\n").readlines()
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    insertions = {_last_line(lines, number): added for number, added in insertions.items()}
    written = []
    for number, line in enumerate(lines, start=1):
        added = insertions.get(number, [])
        if (added or (appended and number == len(lines))) and not line.endswith("\n"):
            line += ending
        written.append(line)
        written += [text + ending for text in added]
    written += [text + ending for text in appended]
    return "".join(written).encode()


def _last_line(lines: list[str], number: int) -> int:
    """The line where what begins on line ``number`` ends: a text in it may run over several."""
    text = lines[number - 1]
    while number < len(lines) and any(
        match[0].startswith('"') and not match[1] for match in _TEXT_OR_COMMENT.finditer(text)
    ):
        text += lines[number]
        number += 1
    return number
