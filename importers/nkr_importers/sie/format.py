"""SIE 4 as one of the formats that vouchers are imported from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_importers.sie.codes import codes_used
from nkr_importers.sie.reader import read_sie

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from nkr_importers.model import Selection, SourceFile


@dataclass(frozen=True, slots=True)
class SieFormat:
    """How SIE 4 files are read. ``progress`` is told the bytes that are done, and those in all."""

    progress: Callable[[int, int], None] | None = None

    def read(self, path: Path, selection: Selection, known: Collection[str]) -> SourceFile:
        """Read the vouchers that carry the code, and those ``known`` by identity."""
        return read_sie(path, selection, known, self.progress)

    def codes_used(self, path: Path, dimension: str) -> frozenset[str]:
        """Return the codes of a dimension that the rows of the file use."""
        return codes_used(path, dimension)
