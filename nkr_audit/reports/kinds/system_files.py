"""What files say of how a book is kept: what was imported, accounts, roles, log and hashes."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from nkr_audit.personal_number import mask
from nkr_audit.reports.document import Column, Field, Fields, Prose, Row, Table
from nkr_audit.reports.log_words import action_word
from nkr_audit.text import Text
from nkr_audit.trail.roles import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.book import Voucher
    from nkr_audit.reports.document import Section
    from nkr_audit.reports.system import SystemFacts

# What a file that vouchers were imported from is, by its ending.
_FORMATS: Final = {
    ".se": Text("SIE 4", "SIE 4"),
    ".si": Text("SIE 4", "SIE 4"),
    ".sie": Text("SIE 4", "SIE 4"),
    ".csv": Text("tabell", "table"),
    ".txt": Text("tabell", "table"),
    ".xlsx": Text("tabell", "table"),
    ".xml": Text("XML (e-faktura eller bank)", "XML (e-invoice or bank)"),
}
_OTHER: Final = Text("annat", "other")


def integrations(vouchers: Iterable[Voucher]) -> Table:
    """Which files vouchers were imported from (``kalla``), by kind and name."""
    found: dict[str, list[Voucher]] = defaultdict(list)
    for voucher in vouchers:
        if voucher.source is not None:
            found[voucher.source.partition(" rad ")[0]].append(voucher)
    rows = [
        Row((
            _FORMATS.get(PurePath(name).suffix.lower(), _OTHER),
            mask(name),
            len(own),
            min(voucher.date for voucher in own),
            max(voucher.date for voucher in own),
        ))
        for name, own in sorted(found.items())
    ]  # fmt: skip
    return Table(
        "integrationer",
        Text("Hämtat ur andra system", "Imported from other systems"),
        (
            Column("slag", Text("Slag", "Kind")),
            Column("fil", Text("Fil", "File")),
            Column("antal", Text("Verifikationer", "Vouchers"), "count", total=True),
            Column("fran", Text("Första händelsedag", "First date"), "date"),
            Column("till", Text("Sista händelsedag", "Last date"), "date"),
        ),
        tuple(rows),
        empty=Text("Alla verifikationer är bokförda här.", "Every voucher was booked here."),
    )


def of_files(facts: SystemFacts) -> Iterator[Section]:
    """Yield the parts of the system documentation that the files tell."""
    yield Table(
        "kontoplan",
        Text("Kontoplan", "Chart of accounts"),
        (
            Column("konto", Text("Konto", "Account")),
            Column("oppnat", Text("Öppnat", "Opened"), "date"),
            Column("stangt", Text("Stängt", "Closed"), "date"),
            Column("poster", Text("Poster", "Postings"), "count", total=True),
        ),
        tuple(Row((one.full, one.opened, one.closed, one.postings)) for one in facts.accounts),
    )
    yield _roles(facts)
    yield from _log(facts)
    yield Table(
        "filer",
        Text("Bokens filer", "The files of the book"),
        (
            Column("fil", Text("Fil", "File")),
            Column("storlek", Text("Byte", "Bytes"), "count", total=True),
            Column("sha256", Text("SHA-256", "SHA-256")),
        ),
        tuple(Row((mask(one.path), one.size, one.sha256)) for one in facts.files),
    )


def _roles(facts: SystemFacts) -> Table:
    return Table(
        "roller",
        Text("Vem som får göra vad", "Who may do what"),
        (
            Column("person", Text("Person", "Person")),
            Column("far", Text("Får", "May")),
        ),
        tuple(Row((name, _listed(rights))) for name, rights in facts.roles or ()),
        note=Text(
            "Ingen får attestera det som han eller hon själv har registrerat.",
            "Nobody may attest what he or she has registered.",
        ),
        empty=Text(
            "Boken har ingen rollfil (roller.toml): alla som kommer åt mappen får skriva i den.",
            "The book has no file of roles (roller.toml): all who reach the folder may write.",
        ),
    )


def _listed(rights: Iterable[str]) -> Text:
    said = [RIGHTS[right] for right in rights]
    return Text(", ".join(one.sv for one in said), ", ".join(one.en for one in said))


def _log(facts: SystemFacts) -> Iterator[Section]:
    title = Text("Behandlingshistorik", "Processing log")
    if facts.log is None:
        yield Prose(
            "behandlingshistorik",
            title,
            (
                Text(
                    "Boken har ingen behandlingshistorik. Den börjar vid första skrivningen med "
                    "ett nkr-kommando.",
                    "The book has no processing log. It begins with the first write by an nkr "
                    "command.",
                ),
            ),
        )
        return
    log = facts.log
    yield Fields(
        "behandlingshistorik",
        title,
        (
            Field("namn", Text("Loggens namn", "Name of the log"), log.name),
            Field("poster", Text("Poster", "Records"), log.records, "count"),
            Field("rot", Text("Rot", "Root"), f"{log.root}…"),
            Field("fran", Text("Första posten", "First record"), log.first, "date"),
            Field("till", Text("Sista posten", "Last record"), log.last, "date"),
            Field("forseglingar", Text("Förseglingar", "Checkpoints"), log.checkpoints, "count"),
        ),
    )
    yield Table(
        "handlingar",
        Text("Vad som har gjorts", "What has been done"),
        (
            Column("handling", Text("Handling", "Act")),
            Column("antal", Text("Antal", "Times"), "count", total=True),
        ),
        tuple(Row((action_word(action), count)) for action, count in log.actions),
    )
