"""The persons of the payroll mapping: known by number or role, shares, evidence."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from nkr_audit.text import Text
from nkr_audit.vocabulary import BENEFITS, PURPOSES
from nkr_importers.payroll.shares import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nkr_audit.errors import NkrError
    from nkr_audit.toml_table import Table

EVIDENCE = ("lonespecifikation", "anstallningsavtal")
# Stands for the month in the name of a file: ``underlag/lon-1042-{manad}.pdf``.
MONTH_MARK = "{manad}"


@dataclass(frozen=True, slots=True)
class Share:
    """A register's share of a person, in per cent, for whole months from ``start`` to ``end``."""

    register: str
    percent: Decimal
    start: date
    end: date
    purpose: str
    benefit: str
    activity: str | None
    basis: str
    approver: str

    def holds(self, month: date) -> bool:
        """Tell whether it holds in the month whose first day is given."""
        return self.start <= month <= self.end

    @property
    def text(self) -> str:
        """The share as people write it: ``40 %``, ``33,33 %``."""
        return f"{self.percent.normalize():f} %".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves the pay; ``path`` may hold the mark of the month."""

    kind: str
    path: str

    def path_of(self, month: date) -> str:
        """The file's path for a month, from the folder of the book."""
        return self.path.replace(MONTH_MARK, f"{month:%Y-%m}")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody employed, known by number or role and never by name."""

    employee: str
    role: str | None
    shares: tuple[Share, ...]
    evidence: tuple[Evidence, ...]


def read_persons(tables: Sequence[Table]) -> dict[str, Person]:
    """Read the persons by number or role. Raises NkrError when shares make more than the whole."""
    persons: dict[str, Person] = {}
    for table in tables:
        employee = table.text("anstallning").strip()
        shares = tuple(_share(one) for one in table.tables("andel"))
        files = table.optional(table.tables, "underlag") or ()
        person = Person(
            employee=employee,
            role=table.optional(table.text, "roll"),
            shares=shares,
            evidence=tuple(Evidence(one.choice("typ", EVIDENCE), one.text("fil")) for one in files),
        )
        if employee in persons:
            raise twice(table, "anstallning", employee)
        _refuse_over_whole(table, person)
        persons[employee] = person
    return persons


def _share(table: Table) -> Share:
    start, end = table.day("fran"), table.day("till")
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1] or end < start:
        raise table.error(
            "fran",
            Text(
                f"–till ({start}–{end}) är inte hela månader",
                f"–till ({start}–{end}) are no whole months",
            ),
            Text(
                "Skriv månadens första dag i fran och månadens sista dag i till.",
                "Write the first day of a month in fran and the last day of one in till.",
            ),
        )
    percent = table.kronor("procent")
    if not 0 < percent <= WHOLE:
        raise table.error(
            "procent", Text(f"är {percent}", f"is {percent}"),
            Text("Skriv mer än 0 och högst 100.", "Write more than 0 and at most 100."),
        )  # fmt: skip
    return Share(
        register=table.text("register"),
        percent=percent,
        start=start,
        end=end,
        purpose=table.choice("andamal", sorted(PURPOSES)),
        benefit=table.choice("nytta", sorted(BENEFITS)),
        activity=table.optional(table.text, "insats"),
        basis=table.text("grund"),
        approver=table.text("godkand_av"),
    )


def _refuse_over_whole(table: Table, person: Person) -> None:
    """Refuse shares that make more than the whole person in a month; it begins with a share."""
    for month in sorted({share.start for share in person.shares}):
        total = sum((one.percent for one in person.shares if one.holds(month)), Decimal(0))
        if total > WHOLE:
            said = f"{total.normalize():f}".replace(".", ",")
            raise table.error(
                "andel",
                Text(
                    f"är tillsammans {said} % av anställning {person.employee} i {month:%Y-%m}",
                    f"make {total.normalize():f} % of employment {person.employee} in "
                    f"{month:%Y-%m}",
                ),
                Text(
                    "Rätta procent, fran eller till så att ingen månad har mer än 100 %.",
                    "Mend procent, fran or till so that no month has more than 100 %.",
                ),
            )


def twice(table: Table, key: str, value: str) -> NkrError:
    """Return the error that a value is there twice."""
    return table.error(
        key, Text(f"står två gånger: ”{value}”", f"is there twice: “{value}”"),
        Text("Låt den stå en gång.", "Let it stand once."),
    )  # fmt: skip
