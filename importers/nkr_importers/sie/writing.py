"""Writing SIE 4E and 4I files: the same document always gives the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.sie.checksum import Checksum
from nkr_importers.sie.document import Dimension
from nkr_importers.sie.document_reader import read_written
from nkr_importers.sie.encoding import decoder_for
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.lines import LINE_END, Lines
from nkr_importers.sie.rows import RowError, count_once
from nkr_importers.sie.rules import RESERVED, absent, forbidden
from nkr_importers.sie.vouchers import imbalance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_importers.sie.characters import Replacement
    from nkr_importers.sie.document import Header, SieDocument, Voucher


@dataclass(frozen=True, slots=True)
class Written:
    """A SIE file as bytes, and the characters that code page 437 does not have.

    ``left_out`` counts what the document's source had and the standard does not know.
    """

    data: bytes
    replacements: tuple[Replacement, ...]
    left_out: Mapping[str, int]


def write_document(document: SieDocument, *, checksum: bool = True) -> Written:
    """Write a document of kind 4E or 4I, with ``#KSUMMA`` unless ``checksum`` is False.

    Raises NkrError when the file would not be valid, or would lack a voucher or record that could
    not be read. What is written is read back before it is handed out.
    """
    _refuse_incomplete(document)
    lines = Lines()
    try:
        lines.whole("#FLAGGA", "0")
        if checksum:
            lines.whole("#KSUMMA")
        _header(lines, document.header)
        _chart(lines, document)
        _balances(lines, document)
        for voucher in document.vouchers:
            _voucher(lines, voucher)
    except (FieldError, RowError) as error:
        raise _refused(error.what) from error
    if checksum:
        total = Checksum(decoder_for("cp437"))
        for line in lines.written[2:]:
            total.take(line)
        lines.whole("#KSUMMA", str(total.value))
    data = b"".join(line + LINE_END for line in lines.written)
    _read_back(data, document)
    return Written(data, tuple(lines.replaced), dict(document.source.ignored))


def named_dimensions(document: SieDocument) -> tuple[Dimension, ...]:
    """Return the dimensions of the document, and after them those that it uses without a name.

    The standard names them. Raises FieldError for one that neither it nor the document names.
    """
    named = {one.number: one for one in document.dimensions}
    for number in _used(document):
        if number not in named:
            if number not in RESERVED:
                raise FieldError(
                    Text(f"dimension {number} saknar namn", f"dimension {number} has no name")
                )
            named[number] = Dimension(number, RESERVED[number])
    return tuple(named.values())


def _used(document: SieDocument) -> Iterator[str]:
    for dimension in document.dimensions:
        if dimension.parent is not None:
            yield dimension.parent
    for one in document.objects:
        yield one.dimension
    for balance in document.balances:
        yield from (number for number, _ in balance.objects)
    for period in document.periods:
        yield from (number for number, _ in period.objects)
    for voucher in document.vouchers:
        for row in voucher.rows:
            yield from (number for number, _ in row.objects)


def _refuse_incomplete(document: SieDocument) -> None:
    if document.kind not in {"4E", "4I"}:
        raise _refused(
            Text(
                f"bara typ 4E och 4I skrivs, inte typ {document.kind}",
                f"only types 4E and 4I are written, not type {document.kind}",
            )
        )
    for problem in document.errors:
        raise _refused(
            Text(
                f"rad {problem.line} ({problem.label}) kunde inte läsas: {problem.what.sv}",
                f"line {problem.line} ({problem.label}) could not be read: {problem.what.en}",
            )
        )
    for fault in document.quarantined:
        raise _refused(
            Text(
                f"verifikation {fault.voucher} är i karantän: {fault.what.sv}",
                f"voucher {fault.voucher} is quarantined: {fault.what.en}",
            )
        )
    labels = dict.fromkeys(_labels(document))
    for label, what in (*absent(document.kind, labels), *forbidden(document.kind, labels)):
        raise _refused(Text(f"{label}: {what.sv}", f"{label}: {what.en}"))


def _labels(document: SieDocument) -> Iterator[str]:
    """The labels that the document will be written with, as far as the standard asks for them."""
    header = document.header
    yield from ("#FLAGGA", "#FORMAT", "#SIETYP")
    present = {
        "#PROGRAM": header.program, "#GEN": header.generated, "#FNAMN": header.company,
        "#RAR": header.years.get(0), "#BKOD": header.industry, "#OMFATTN": header.extent,
        "#KONTO": document.accounts or None,
    }  # fmt: skip
    yield from (label for label, value in present.items() if value is not None)
    yield from (f"#{one.kind}" for one in document.balances)
    yield from (f"#{one.kind}" for one in document.periods)


def _read_back(data: bytes, document: SieDocument) -> None:
    """Refuse a file in which something could not be read again, such as an account given twice."""
    again = read_written(data, f"x.{'se' if document.kind == '4E' else 'si'}")
    for line, label, what in (
        *((one.line, one.label, one.what) for one in again.errors),
        *((one.line, "#VER", one.what) for one in again.quarantined),
    ):
        written = data.splitlines()[line - 1].decode("cp437")[:60]
        raise _refused(Text(f"{label}: {what.sv} ({written})", f"{label}: {what.en} ({written})"))


def _refused(what: Text) -> NkrError:
    return NkrError(
        Text(f"SIE-filen kan inte skrivas: {what.sv}.", f"Cannot write the SIE file: {what.en}."),
        remedy=Text(
            "rätta uppgiften där den kommer ifrån och kör om",
            "correct it where it comes from and run again",
        ),
    )


def _header(lines: Lines, header: Header) -> None:
    text = lines.text
    if header.program is not None:
        lines.whole("#PROGRAM", text(header.program.name), text(header.program.version))
    lines.whole("#FORMAT", "PC8")
    if header.generated is not None:
        lines.add("#GEN", lines.day(header.generated.day), text(header.generated.sign))
    lines.whole("#SIETYP", "4")
    for comment in header.comments:
        lines.whole("#PROSA", text(comment))
    _optional(lines, "#FTYP", header.company_type)
    _optional(lines, "#FNR", header.company_id)
    if header.organisation is not None:
        one = header.organisation
        lines.whole("#ORGNR", text(one.number), text(one.acquisition), text(one.operation))
    _optional(lines, "#BKOD", header.industry)
    if header.address is not None:
        address = header.address
        parts = (address.contact, address.street, address.town, address.telephone)
        lines.whole("#ADRESS", *[text(part) for part in parts])
    _optional(lines, "#FNAMN", header.company)
    for number, year in sorted(header.years.items(), reverse=True):
        lines.whole("#RAR", str(number), lines.day(year.start), lines.day(year.end))
    _optional(lines, "#TAXAR", header.tax_year)
    if header.extent is not None:
        lines.whole("#OMFATTN", lines.day(header.extent))
    _optional(lines, "#KPTYP", header.chart)
    _optional(lines, "#VALUTA", header.currency)


def _optional(lines: Lines, label: str, value: str | None) -> None:
    if value is not None:
        lines.whole(label, lines.text(value))


def _chart(lines: Lines, document: SieDocument) -> None:
    for dimension in named_dimensions(document):
        number, name = lines.dimension(dimension.number), lines.text(dimension.name)
        if dimension.parent is None:
            lines.whole("#DIM", number, name)
        else:
            lines.whole("#UNDERDIM", number, name, lines.dimension(dimension.parent))
    for one in document.objects:
        code, name = lines.text(one.code), lines.text(one.name)
        lines.whole("#OBJEKT", lines.dimension(one.dimension), code, name)
    for account in document.accounts:
        number = lines.account(account.number)
        if account.name is None:
            raise FieldError(Text(f"konto {number} saknar namn", f"account {number} has no name"))
        lines.whole("#KONTO", number, lines.text(account.name))
        if account.kind is not None:
            lines.whole("#KTYP", number, account.kind)
        _of_account(lines, "#ENHET", number, account.unit)
        for code in account.sru:
            _of_account(lines, "#SRU", number, code)


def _of_account(lines: Lines, label: str, number: str, value: str | None) -> None:
    if value is not None:
        lines.whole(label, number, lines.text(value))


def _balances(lines: Lines, document: SieDocument) -> None:
    for one in document.balances:
        listed = (lines.objects(one.objects),) if one.kind in {"OIB", "OUB"} else ()
        lines.add(
            f"#{one.kind}", str(one.year), lines.account(one.account), *listed,
            lines.amount(one.amount), lines.quantity(one.quantity),
        )  # fmt: skip
    for period in document.periods:
        lines.add(
            f"#{period.kind}", str(period.year), lines.period(period.period),
            lines.account(period.account), lines.objects(period.objects),
            lines.amount(period.amount), lines.quantity(period.quantity),
        )  # fmt: skip


def _voucher(lines: Lines, voucher: Voucher) -> None:
    rows = [(f"#{row.kind}".encode(), row) for row in voucher.rows]
    counted, what = count_once(rows)
    what = what or imbalance(counted)
    if what is not None:
        raise FieldError(
            Text(f"verifikation {voucher.label}: {what.sv}", f"voucher {voucher.label}: {what.en}")
        )
    lines.add(
        "#VER", lines.text(voucher.series), lines.text(voucher.number), lines.day(voucher.day),
        lines.text(voucher.text), lines.day(voucher.registered), lines.text(voucher.sign),
    )  # fmt: skip
    lines.whole("{")
    for row in voucher.rows:
        lines.add(
            f"#{row.kind}", lines.account(row.account), lines.objects(row.objects),
            lines.amount(row.amount), lines.day(row.day), lines.text(row.text),
            lines.row_quantity(row.quantity), lines.text(row.sign),
        )  # fmt: skip
    lines.whole("}")
