"""Forms to test with: the context of an example book or of ledger text, and what a report holds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nkr_audit.assessment import assess
from nkr_audit.contacts import Contacts
from nkr_audit.contacts_file import read_contacts
from nkr_audit.journal import read_journal
from nkr_audit.ledger import load
from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import book_of
from nkr_audit.reports.context import Context
from nkr_audit.reports.document import Fields, Prose, Report, Signature, Table
from tests.books import write_ledger

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from decimal import Decimal

    from nkr_audit.reports.document import Field, Row

LEDGER: Final = Path(__file__).parents[2] / "ledger"
AGREEMENTS: Final = (("skr", "NKR2021"), ("skr", "NKR2022"))
REGIONS: Final = tuple(
    (region, "NKR2026")
    for region in (
        "jonkoping", "skane", "stockholm", "uppsala", "varmland", "vasterbotten", "vastragotaland",
    )
)  # fmt: skip
KONTAKT: Final = """\
# EXEMPEL, påhittade uppgifter
[mottagare]
organisationsnummer = "559990-1013"
postadress = "Exempelgatan 1, 123 45 Exempelstad"
bankgiro = "123-4566"

[kontaktperson]
namn = "Bidragsekonomen"
telefon = "010-000 00 00"
e-post = "bidrag@example.com"

[ekonomichef]
namn = "Exempel Chef"
befattning = "Ekonomichef"
telefon = "010-000 00 01"
e-post = "chef@example.com"

[behorig-foretradare]
namn = "Exempel Direktör"
befattning = "Regiondirektör"

[ombud]
namn = "Bidragsekonomen"

[bidrag.NKR2021]
dnr-overenskommelse = "S2020/00001"
dnr-regeringsbeslut = "S2021/00002"
betalningsreferens = "2621"
verksamhet = "Registret har drivits under hela året."

[bidrag.NKR2022]
dnr-overenskommelse = "S2022/00003"
dnr-regeringsbeslut = "S2022/00004/SH"
betalningsreferens = "2622"
verksamhet = \"\"\"
Registret har drivits
under hela året.

Årsrapporten är publicerad.\"\"\"
jamstalldhet = "Resultaten redovisas könsuppdelat."
"""
PEOPLE: Final = KONTAKT.partition("[bidrag")[0]  # and no grants


def contacts(folder: Path, text: str = KONTAKT) -> Contacts:
    """Read ``text`` as ``kontakt.toml``."""
    file = folder / "kontakt.toml"
    file.write_text(text, encoding="utf-8")
    return read_contacts(file)


def without(*keys: str, text: str = KONTAKT) -> str:
    """The contacts without the lines that begin with one of ``keys``."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(keys))


def example(
    region: str, grant_id: str, said: Contacts | None = None, day: date | None = None
) -> Context:
    """The context of a grant of an example book."""
    return _with_contacts(_example(region, grant_id, day), said or Contacts())


def of_text(
    folder: Path, text: str, said: Contacts | None = None, *, grant_id: str = "NKR2026",
    missing: Collection[str] = (), day: date | None = None, programmes: Path | None = None,
) -> Context:  # fmt: skip
    """The context of a grant of a ledger written as text."""
    ledger = write_ledger(folder, text, missing=missing)
    return _with_contacts(_context(ledger, grant_id, day, programmes), said or Contacts())


@cache
def _example(region: str, grant_id: str, day: date | None) -> Context:
    return _context(LEDGER / region / "main.beancount", grant_id, day)


def _context(
    ledger: Path, grant_id: str, day: date | None, programmes: Path | None = None
) -> Context:
    loaded = load(ledger)
    book = book_of(loaded, load_programmes(programmes), day)
    assessed = assess(book)
    (grant,) = (one for one in assessed.grants if one.settlement.grant.id == grant_id)
    made_on = day or book.last_date or grant.settlement.grant.date
    return Context(
        book=book, assessed=assessed, grant=grant, journal=read_journal(loaded, book),
        contacts=Contacts(), day=made_on, log="", version="0", final=False,
    )  # fmt: skip


def _with_contacts(context: Context, said: Contacts) -> Context:
    return Context(
        book=context.book, assessed=context.assessed, grant=context.grant,
        journal=context.journal, contacts=said, day=context.day, log=context.log,
        version=context.version, final=context.final,
    )  # fmt: skip


def fields(report: Report) -> dict[str, Field]:
    """Every field of the report by its key; the first one of each."""
    found: dict[str, Field] = {}
    for section in report.sections:
        for field in section.fields if isinstance(section, Fields) else ():
            found.setdefault(field.key, field)
    return found


def table(report: Report, key: str) -> Table:
    """The one table with the key."""
    (found,) = (one for one in report.sections if isinstance(one, Table) and one.key == key)
    return found


def total(report: Report, key: str, column: str = "belopp") -> Decimal | int | None:
    """What a column of a table sums to."""
    found = table(report, key)
    totals = found.totals()
    assert totals is not None
    return totals[[one.key for one in found.columns].index(column)]


def cells(report: Report, key: str, column: str) -> list[object]:
    """The values of a column, ordinary rows only."""
    found = table(report, key)
    place = [one.key for one in found.columns].index(column)
    return [row.values[place] for row in rows(report, key)]


def rows(report: Report, key: str) -> list[Row]:
    """The ordinary rows of a table."""
    return [row for row in table(report, key).rows if row.level == 0]


def words(report: Report) -> str:
    """Everything in Swedish that the report says in headings, labels and running text."""
    said = []
    for section in report.sections:
        said.append(section.title.sv)
        if isinstance(section, Fields):
            said += [field.label.sv for field in section.fields]
        if isinstance(section, Prose):
            said += [paragraph.sv for paragraph in section.paragraphs]
        if isinstance(section, Signature):
            said += [section.name, section.role.sv]
    return "\n".join(said)


def why(report: Report) -> str:
    """Why it is a draft, in Swedish, a line for each reason."""
    return "\n".join(reason.sv for reason in report.draft)
