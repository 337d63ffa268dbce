"""Ledger extracts as one of the formats that vouchers are imported from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_importers.tabular.reader import Remarks, open_fields, read_tabular

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from nkr_importers.model import Selection, SourceFile
    from nkr_importers.tabular.layout import Layout


class TabularFormat:
    """How extracts of one layout are read. ``remarks`` are those of the last file read."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.remarks = Remarks()

    def read(self, path: Path, selection: Selection, known: Collection[str]) -> SourceFile:
        """Read the vouchers that carry the code, and those ``known`` by identity."""
        source, self.remarks = read_tabular(path, self.layout, selection, known)
        return source

    def codes_used(self, path: Path, dimension: str) -> frozenset[str]:
        """Return the codes of a dimension that the rows of the file use."""
        fields = open_fields(path, self.layout)
        return frozenset(
            code
            for row in fields.table.rows_with(fields.wanted)
            for used, code in fields.objects(row)
            if used == dimension
        )
