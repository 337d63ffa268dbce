"""Where the processing log (behandlingshistorik) of a book lies: a folder beside its main file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.text import Text

if TYPE_CHECKING:
    from pathlib import Path

FOLDER: Final = "behandlingshistorik"


@dataclass(frozen=True, slots=True)
class Places:
    """The files of the log. ``root`` is the folder of the book's main file."""

    root: Path

    @property
    def folder(self) -> Path:
        """The folder that holds everything of the log."""
        return self.root / FOLDER

    @property
    def log(self) -> Path:
        """The records, one a line; only ever added to."""
        return self.folder / "logg.jsonl"

    @property
    def head(self) -> Path:
        """How long the log is and what its root is, unsigned: a checkpoint of each write."""
        return self.folder / "huvud.txt"

    @property
    def key(self) -> Path:
        """The public key that the checkpoints are verified by."""
        return self.folder / "nyckel.txt"

    @property
    def pending(self) -> Path:
        """A write that is decided on but not finished; there only while it is under way."""
        return self.folder / "oavslutad.json"

    @property
    def staging(self) -> Path:
        """New files on their way in; what a process that died left here means nothing."""
        return self.folder / "nya"

    @property
    def lock(self) -> Path:
        """The file that the one writer holds."""
        return self.folder / "las"

    @property
    def versions(self) -> Path:
        """The last known wording of each text file, to tell what was changed outside the tool."""
        return self.folder / "lydelser"

    @property
    def checkpoints(self) -> Path:
        """The signed checkpoints (förseglingar)."""
        return self.folder / "forseglingar"

    @property
    def git_ignore(self) -> Path:
        """What git is to leave alone here: what is there for a moment, or can be made again."""
        return self.folder / ".gitignore"

    def version(self, sha256: str) -> Path:
        """Where the wording with that hash is kept."""
        return self.versions / f"{sha256}.gz"

    def relative(self, path: Path) -> str:
        """The path as the log writes it: from the book's folder, with slashes on every system.

        Raises NkrError when it leads out of that folder.
        """
        resolved, root = path.resolve(), self.root.resolve()
        if not resolved.is_relative_to(root):
            raise NkrError(
                Text("Filen ligger utanför bokens mapp.", "The file is outside the book's folder."),
                remedy=Text("flytta in den i bokens mapp", "move it into the book's folder"),
                place=path,
            )
        return resolved.relative_to(root).as_posix()
