"""The coverage map: where each checkable rule of the sources, R001–R156, is found in the tool."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.toml_table import read_toml

if TYPE_CHECKING:
    from nkr_audit.text import Text
    from nkr_audit.toml_table import Table

_MAP: Final = Path(__file__).parent / "rules_coverage.toml"
_QUOTED: Final = ":terms."


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one rule of the sources is found.

    ``codes`` are the rules that check it; ``programme`` where it stands as data or quotation
    (``sos-2026:period``); ``report`` what shows it (``settle: unused``). ``reason`` says what a
    book cannot show of it, and why.
    """

    id: str
    codes: tuple[str, ...]
    programme: tuple[str, ...]
    report: tuple[str, ...]
    reason: Text | None

    @property
    def is_placed(self) -> bool:
        """Tell whether something holds it, or a reason says why nothing can.

        A quotation alone holds nothing.
        """
        data = [field for field in self.programme if _QUOTED not in field]
        return bool(self.codes or self.report or data or self.reason)


def load_coverage() -> tuple[Placement, ...]:
    """Return every placement, by number."""
    root = read_toml(_MAP)
    placements = tuple(_placement(name, root.table(name)) for name in root.names())
    root.end()
    return placements


def _placement(name: str, table: Table) -> Placement:
    return Placement(
        id=name,
        codes=table.optional(table.texts, "codes") or (),
        programme=table.optional(table.texts, "programme") or (),
        report=table.optional(table.texts, "report") or (),
        reason=table.optional(table.both, "reason"),
    )
