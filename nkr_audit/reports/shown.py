"""What a run shows: the findings that were selected, and how they compare with a saved run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.reports.baseline import compare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.finding import Finding
    from nkr_audit.reports.baseline import Saved
    from nkr_audit.reports.selection import Selection


@dataclass(frozen=True, slots=True)
class Shown:
    """The findings to show, in the order of the assessment.

    ``hidden`` counts those that were not selected. ``remaining`` and ``gone`` count the old
    findings of the saved run; both None when there is none to compare with.
    """

    findings: tuple[Finding, ...]
    hidden: int = 0
    remaining: int | None = None
    gone: int | None = None

    @property
    def is_partial(self) -> bool:
        """Tell whether there is more than what is shown."""
        return bool(self.hidden or self.remaining)

    @property
    def has_open_error(self) -> bool:
        """Tell whether an error that nobody has accepted is shown."""
        return any(finding.is_open_error for finding in self.findings)


def shown(
    findings: tuple[Finding, ...],
    selection: Selection,
    saved: Iterable[Saved] | None = None,
) -> Shown:
    """Select, then leave out what the saved run had; it is held to the same selection."""
    selected = findings if selection.takes_all else selection.of(findings)
    hidden = len(findings) - len(selected)
    if saved is None:
        return Shown(selected, hidden)
    compared = compare(
        selected, [old for old in saved if selection.takes(old.known_by.code, old.severity)]
    )
    return Shown(compared.new, hidden, compared.remaining, compared.gone)
