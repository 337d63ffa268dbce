"""Adding to the ledger's own files: metadata and documents, every other byte as it was."""

from __future__ import annotations

import hashlib
import io
import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkr_audit.errors import Place
from nkr_importers.ledger_lines import (
    Split,
    add_tags,
    change_value,
    end_of,
    last_line,
    metadata_of,
    moved_to,
    with_value,
)
from nkr_importers.rendering import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nkr_importers.ledger_lines import Part

# How metadata is indented: that of a voucher, and that of one of its postings.
OF_VOUCHER = "  "
OF_POSTING = "    "


@dataclass(slots=True)
class Edits:
    """What is to be added: lines after a line of a file or at its end, and whole new files."""

    _insertions: dict[Path, dict[int, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    _appended: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    _said: dict[tuple[str, int], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _new: dict[Path, bytes] = field(default_factory=dict)
    _changed: dict[Path, dict[int, dict[str, str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(dict))
    )
    _splits: dict[Path, dict[int, Split]] = field(default_factory=lambda: defaultdict(dict))
    _moves: dict[Path, dict[int, tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    _tags: dict[Path, dict[int, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def value(self, meta: Mapping[str, Any], key: str) -> str | None:
        """What the book says under ``key``, or will say; None when nothing."""
        present = self._said[meta["filename"], meta["lineno"]].get(key, meta.get(key))
        return None if present is None else str(present)

    def add_metadata(self, meta: Mapping[str, Any], key: str, value: str, indent: str) -> None:
        """Add a line of metadata to the voucher or posting whose metadata ``meta`` is."""
        path, line = Path(meta["filename"]), meta["lineno"]
        self._insertions[path][line].append(f"{indent}{key}: {quoted(value)}")
        self._said[meta["filename"], line][key] = value

    def add_tag(self, entry: Any, tag: str) -> None:
        """Put ``#tag`` on the voucher ``entry``, last in its head; one it has is not put twice."""
        planned = self._tags[Path(entry.meta["filename"])][entry.meta["lineno"]]
        if tag not in entry.tags and tag not in planned:
            planned.append(tag)

    def change_metadata(self, meta: Mapping[str, Any], key: str, value: str) -> None:
        """Give ``key``, which is there already, another value."""
        path, line = Path(meta["filename"]), meta["lineno"]
        planned = self._insertions[path][line]
        for place, text in enumerate(planned):
            if text.lstrip().startswith(f"{key}:"):
                planned[place] = with_value(text, value)
                break
        else:
            self._changed[path][line][key] = value
        self._said[meta["filename"], line][key] = value

    def split_posting(self, meta: Mapping[str, Any], account: str, parts: Sequence[Part]) -> None:
        """Replace the posting on ``account`` by one for each part, its metadata on all of them.

        The first takes its place, its comments and its layout; the others follow it.
        """
        path, line = Path(meta["filename"]), meta["lineno"]
        for key, value in parts[0].metadata.items():
            if self.value(meta, key) is None:
                self.add_metadata(meta, key, value, OF_POSTING)
            else:
                self.change_metadata(meta, key, value)
        self._splits[path][line] = Split(account, tuple(parts))

    def move_posting(self, meta: Mapping[str, Any], account: str, new: str) -> None:
        """Put the posting on ``account`` on the account ``new``; all else it says stays."""
        self._moves[Path(meta["filename"])][meta["lineno"]] = (account, new)

    def split_files(self) -> tuple[Path, ...]:
        """The files where a posting is split."""
        return tuple(self._splits)

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
        edited = dict.fromkeys(
            (
                *self._insertions,
                *self._changed,
                *self._splits,
                *self._moves,
                *self._tags,
                *self._appended,
            )
        )
        return {**self._new, **{path: self._edited(path) for path in edited}}

    def _edited(self, path: Path) -> bytes:
        """The file with what is to be said in it; every other byte as it was."""
        lines = io.StringIO(path.read_bytes().decode("utf-8"), newline="\n").readlines()
        ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
        for number, values in self._changed.get(path, {}).items():
            for key, value in values.items():
                change_value(lines, number, key, value, path)
        for number, (account, new) in self._moves.get(path, {}).items():
            lines[number - 1] = moved_to(lines[number - 1], account, new, Place(str(path), number))
        for number, tags in self._tags.get(path, {}).items():
            add_tags(lines, number, tags)
        added: defaultdict[int, list[str]] = defaultdict(list)
        for number, texts in self._insertions.get(path, {}).items():
            added[last_line(lines, number)] += texts
        for number, split in self._splits.get(path, {}).items():
            own = {
                key: "".join(lines[first - 1 : last]).rstrip("\r\n")
                for key, (first, last) in metadata_of(lines, number).items()
            }
            added[end_of(lines, number)] += split.following(lines[number - 1], own)
            lines[number - 1] = split.first(lines[number - 1])
        return _written(lines, added, self._appended.get(path, []), ending)


def account_of(entry: Any, grant_id: str) -> str:
    """The account that a document of the voucher is filed on: its first under the grant."""
    under = (one.account for one in entry.postings if one.account.split(":")[1] == grant_id)
    return next(under, None) or str(entry.postings[0].account)


def _written(
    lines: list[str], added: Mapping[int, list[str]], appended: list[str], ending: str
) -> bytes:
    written = []
    for number, line in enumerate(lines, start=1):
        texts = added.get(number, [])
        if (texts or (appended and number == len(lines))) and not line.endswith("\n"):
            line += ending
        written.append(line)
        written += [text + ending for text in texts]
    written += [text + ending for text in appended]
    return "".join(written).encode()
