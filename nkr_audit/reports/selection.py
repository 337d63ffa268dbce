"""Which findings to show: by code or family, by severity, and what is new since a saved run."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nkr_audit.finding import Finding
    from nkr_audit.programme import Severity


@dataclass(frozen=True, slots=True)
class Selection:
    """What the user wants to see. ``select`` is empty for everything; ``ignore`` goes before it.

    Both hold codes (EL101) and families (EL).
    """

    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    least: Severity = "warning"

    @property
    def takes_all(self) -> bool:
        """Tell whether nothing is left out."""
        return self == Selection()

    def takes(self, code: str, severity: str) -> bool:
        """Tell whether findings of this code and severity are shown."""
        if self.least == "error" and severity != "error":
            return False
        names = {code, code[:2]}
        return names.isdisjoint(self.ignore) and not (self.select and names.isdisjoint(self.select))

    def of(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings that are shown, in their order."""
        return tuple(finding for finding in findings if self.takes(finding.code, finding.severity))


def codes_named(option: str, values: Iterable[str]) -> frozenset[str]:
    """Read the codes and families of an option: separated by commas, or the option repeated.

    Raises NkrError for one that does not exist, and for an option that names none.
    """
    given = list(values)
    named = {part.strip().upper() for value in given for part in value.split(",")} - {""}
    if given and not named:
        raise NkrError(
            Text(f"{option} anger ingen kod.", f"{option} names no code."),
            remedy=Text(
                "skriv till exempel EL eller EL101,PU", "write for instance EL or EL101,PU"
            ),
        )
    families = [family.letters for family in FAMILIES]
    codes = [rule.code for family in FAMILIES for rule in family.rules]
    for name in sorted(named.difference(families, codes)):
        near = ", ".join(_near(name, families, codes))
        raise NkrError(
            Text(f"{option}: koden {name} finns inte.", f"{option}: there is no code {name}."),
            remedy=Text(f"menade du någon av {near}", f"did you mean one of {near}"),
        )
    return frozenset(named)


def _near(name: str, families: list[str], codes: list[str]) -> list[str]:
    """What may have been meant: what is spelt alike, else the family's codes, else all families."""
    alike = sorted(get_close_matches(name, [*families, *codes], n=5))
    return alike or [code for code in codes if code[:2] == name[:2]] or families
