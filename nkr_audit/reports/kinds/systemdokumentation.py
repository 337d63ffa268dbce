"""Systemdokumentation: how the accounts of a grant are kept, so that others can follow them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from nkr_audit.labels import label_of
from nkr_audit.reports.document import Column, Field, Fields, Prose, Row, Table
from nkr_audit.reports.kinds.books_common import why_draft
from nkr_audit.reports.kinds.system_files import integrations, of_files
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.book import Book, Grant
    from nkr_audit.programme import Programme
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Section

_SEVERITY: Final = {"error": Text("fel", "error"), "warning": Text("varning", "warning")}
_NAME: Final = Column("namn", Text("Namn", "Name"))
_CODE: Final = Column("kod", Text("Kod", "Code"))


def build(context: Context) -> Report:
    """Make the system documentation. What the files say is there only when it has been read."""
    book = context.book
    programmes = tuple(
        {grant.programme.id: grant.programme for grant in book.grants if grant.programme}.values()
    )
    sections: list[Section] = [
        _how(),
        _system(context),
        _grants(book),
        _registers(book),
        _activities(book),
        _rules(programmes),
        *_programmes(programmes),
        integrations(book.vouchers),
        *(of_files(context.system) if context.system else ()),
    ]
    return context.report(
        "systemdokumentation",
        Text("Systemdokumentation", "System documentation"),
        sections,
        draft=why_draft(context),
    )


def _how() -> Prose:
    return Prose(
        "oversikt",
        Text("Så förs räkenskaperna", "How the accounts are kept"),
        (
            Text(
                "Boken är textfiler i Beancounts format. Varje verifikation är en post med datum, "
                "motpart, text och rader på konton; nummer, registreringsdag, registrerande och "
                "attesterande står på verifikationen. Underlagen ligger som filer i bokens mapp, "
                "och verifikationens nummer är länken mellan post och underlag.",
                "The book is text files in Beancount's format. Each voucher is an entry with date, "
                "payee, text and rows on accounts; number, day of registration, who registered and "
                "who attested stand on the voucher. The evidence lies as files in the book's "
                "folder, and the voucher's number is the link between entry and document.",
            ),
            Text(
                "Grundboken visar verifikationerna i den ordning de registrerades, huvudboken "
                "samma rader konto för konto. Båda görs ur samma filer, och summorna är lika. En "
                "rättelse är alltid en ny verifikation som säger vilken den rättar.",
                "The journal shows the vouchers in the order they were registered, the general "
                "ledger the same rows account by account. Both are made of the same files, and "
                "their sums are equal. A correction is always a new voucher that says which one "
                "it corrects.",
            ),
            Text(
                "Andra delen av kontonamnet är bidraget, som är ett eget kostnadsställe. "
                "Avräkningen är mottaget bidrag minus kostnaderna i bidragsåret; en kostnad som "
                "avser flera år delas på dagar.",
                "The second part of an account's name is the grant, which is a cost centre of its "
                "own. The settlement is the grant received less the costs in the grant year; a "
                "cost that concerns several years is split by days.",
            ),
        ),
    )


def _system(context: Context) -> Fields:
    facts = context.system
    fields = [Field("version", Text("Programversion", "Version"), context.version)]
    if facts:
        fields += [
            Field(f"program_{name.replace('-', '_')}", Text(name, name), number)
            for name, number in facts.software
        ]
    fields += [
        Field("bok", Text("Bokens huvudfil", "Main file"), PurePath(context.book.place.file).name),
        Field("sista_dag", Text("Bokfört till och med", "Booked until"), context.book.last_date,
              "date"),
    ]  # fmt: skip
    return Fields("system", Text("System", "System"), tuple(fields))


def _grants(book: Book) -> Table:
    return Table(
        "kostnadsstallen",
        Text("Bidrag och kostnadsställen", "Grants and cost centres"),
        (
            Column("bidrag", Text("Bidrag", "Grant")),
            Column("region", Text("Region", "Region")),
            Column("kostnadsstalle", Text("Kostnadsställe", "Cost centre")),
            Column("program", Text("Bidragsprogram", "Programme")),
            Column("fran", Text("Från", "From"), "date"),
            Column("till", Text("Till", "To"), "date"),
            Column("beviljat", Text("Beviljat", "Granted"), "amount"),
        ),
        tuple(_grant(grant) for grant in book.grants),
    )


def _grant(grant: Grant) -> Row:
    period = grant.programme.period if grant.programme else None
    return Row((
        grant.id,
        grant.region,
        grant.cost_centre,
        grant.programme_id,
        period.start if period else None,
        period.end if period else None,
        grant.granted,
    ))  # fmt: skip


def _registers(book: Book) -> Table:
    return Table(
        "register",
        Text("Register", "Registers"),
        (
            Column("bidrag", Text("Bidrag", "Grant")),
            _NAME,
            Column("beviljat", Text("Beviljat", "Granted"), "amount"),
        ),
        tuple(
            Row((grant.id, register.name, register.granted))
            for grant in book.grants
            for register in grant.registers
        ),
    )


def _activities(book: Book) -> Table:
    return Table(
        "insatser",
        Text("Insatser", "Activities"),
        (
            Column("bidrag", Text("Bidrag", "Grant")),
            _CODE,
            _NAME,
            Column("andamal", Text("Ändamål", "Purpose")),
        ),
        tuple(
            Row((grant.id, activity.id, activity.title, label_of(activity.purpose)))
            for grant in book.grants
            for activity in grant.activities
        ),
    )


def _rules(programmes: Iterable[Programme]) -> Table:
    """Every rule in force, and how grave each programme says that it is."""
    listed = list(programmes)
    rows = [
        Row((
            rule.code,
            family.name,
            rule.title,
            *(_SEVERITY[one.severities.get(rule.code, rule.severity)] for one in listed),
        ))
        for family in FAMILIES
        for rule in family.rules
    ]  # fmt: skip
    columns = (
        _CODE,
        Column("familj", Text("Familj", "Family")),
        Column("regel", Text("Regel", "Rule")),
        *(Column(f"allvar_{one.id.replace('-', '_')}", Text(one.id, one.id)) for one in listed),
    )
    return Table("regler", Text("Regler i kraft", "Rules in force"), columns, tuple(rows))


def _programmes(programmes: Iterable[Programme]) -> Iterator[Table]:
    yield Table(
        "bidragsprogram",
        Text("Bidragsprogram och deras källor", "Programmes and their sources"),
        (
            Column("program", Text("Program", "Programme")),
            _NAME,
            Column("kalla", Text("Källa", "Source")),
            Column("fil", Text("Källfil", "Source file")),
        ),
        tuple(
            Row((one.id, one.name, one.documents.get(name, Text(name, name)), name))
            for one in programmes
            for name in sorted(
                {source.document for clause in one.clauses() for source in clause.sources}
            )
        ),
    )
