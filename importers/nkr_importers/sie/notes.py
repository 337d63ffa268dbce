"""What is remarked while a SIE file is read; in strict mode the first departure stops it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_importers.sie.document import Problem

if TYPE_CHECKING:
    from nkr_importers.sie.document import Severity

_DISTINCT = 100
NO_LABEL = "(rad utan etikett)"
EXTRA_FIELD = "(överflödigt fält)"

STRICT_REMEDY = Text(
    "rätta exporten i ekonomisystemet, eller läs filen utan --strict",
    "correct the export in the ERP, or read the file without --strict",
)


@dataclass(slots=True)
class Notes:
    """Collects problems and counts what is not understood. ``name`` is that of the file."""

    name: str
    strict: bool
    problems: list[Problem] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)

    def note(self, line: int, label: str, what: Text) -> None:
        """Mention what the standard allows and is worth knowing."""
        self._add(line, label, what, "note")

    def remark(self, line: int, label: str, what: Text) -> None:
        """Remark a departure; the record is kept. Raises NkrError in strict mode."""
        self._add(line, label, what, "remark")

    def error(self, line: int, label: str, what: Text) -> None:
        """Tell of a departure that keeps a record out. Raises NkrError in strict mode."""
        self._add(line, label, what, "error")

    def refuse(self, line: int, label: str, what: Text) -> None:
        """Raise NkrError in strict mode; otherwise do nothing."""
        if self.strict:
            raise NkrError(
                Text(
                    f"Filen följer inte SIE-standarden. {label}: {what.sv}.",
                    f"The file departs from the SIE standard. {label}: {what.en}.",
                ),
                remedy=STRICT_REMEDY,
                place=Place(self.name, line),
            )

    def ignore(self, label: str, times: int = 1) -> None:
        """Count something not understood; beyond a hundred kinds they share one count."""
        if times < 1:
            return
        if label not in self.ignored and len(self.ignored) >= _DISTINCT:
            label = "…"
        self.ignored[label] = self.ignored.get(label, 0) + times

    def in_order(self) -> tuple[Problem, ...]:
        """The problems by line; those of the file as a whole come first."""
        return tuple(sorted(self.problems, key=lambda one: one.line))

    def _add(self, line: int, label: str, what: Text, severity: Severity) -> None:
        if severity != "note":
            self.refuse(line, label, what)
        self.problems.append(Problem(line, label, what, severity))
