"""The records in which a SIE file gives an account of itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.money import CURRENCY
from nkr_audit.text import Text
from nkr_importers.model import FinancialYear
from nkr_importers.sie.document import Address, Generated, Organisation, Program
from nkr_importers.sie.fields import FieldError
from nkr_importers.sie.rows import day_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_importers.sie.document import Header
    from nkr_importers.sie.gathered import Gathered, Record

_ORGANISATION = re.compile(r"[0-9]{6}-[0-9]{4}")
_TAX_YEAR = re.compile(r"[0-9]{4}")
FORMAT = "PC8"


def read_year(record: Record, gathered: Gathered) -> None:
    """#RAR: a financial year by number."""
    year = FinancialYear(day_of(record.required(2)), day_of(record.required(3)))
    if year.end < year.start:
        raise FieldError(
            Text("räkenskapsåret slutar innan det börjar", "the year ends before it begins")
        )
    gathered.keep(gathered.years, record.year(1), year, record)


def read_comment(record: Record, gathered: Gathered) -> None:
    """#PROSA: free text, which may come several times."""
    gathered.comments.append(record.text(1))


def once(change: Callable[[Header, Record], Header]) -> Callable[[Record, Gathered], None]:
    """Make a reader of a record that is there once; a second one never changes the first."""

    def read(record: Record, gathered: Gathered) -> None:
        changed = change(gathered.header, record)
        if record.label not in gathered.said:
            gathered.said.add(record.label)
            gathered.header = changed
            _remark(record, gathered)
        else:
            gathered.repeated(record, same=changed == gathered.header)

    return read


def _remark(record: Record, gathered: Gathered) -> None:
    """Remark contents that are kept though the standard has them otherwise."""
    notes, text = gathered.notes, record.text(1)
    if record.label == "#FLAGGA" and text == "1":
        notes.note(
            record.line, record.label,
            Text(
                "flaggan är 1: filen kan redan vara inläst i ett annat system",
                "the flag is 1: the file may have been read into another system already",
            ),
        )  # fmt: skip
    elif record.label == "#FORMAT" and text != FORMAT:
        notes.remark(
            record.line, record.label,
            Text(f"”{text[:40]}” i stället för PC8", f"”{text[:40]}” instead of PC8"),
        )  # fmt: skip
    elif record.label == "#ORGNR" and not _ORGANISATION.fullmatch(text.strip()):
        notes.remark(
            record.line, record.label,
            Text(
                f"”{text[:40]}” är inte skrivet som 556000-0000",
                f"”{text[:40]}” is not written like 556000-0000",
            ),
        )  # fmt: skip
    elif record.label == "#TAXAR" and not _TAX_YEAR.fullmatch(text):
        notes.remark(
            record.line, record.label,
            Text(f"”{text[:40]}” är inget år (ÅÅÅÅ)", f"”{text[:40]}” is no year (YYYY)"),
        )  # fmt: skip
    elif record.label == "#VALUTA" and text.upper() != CURRENCY:
        notes.note(
            record.line, record.label,
            Text(f"beloppen är i {text[:40]}", f"the amounts are in {text[:40]}"),
        )  # fmt: skip


def _flag(header: Header, record: Record) -> Header:
    return replace(header, already_read=_one_of(record, ("0", "1")) == "1")


def _sie_type(header: Header, record: Record) -> Header:
    return replace(header, sie_type=int(_one_of(record, ("1", "2", "3", "4"))))


def _one_of(record: Record, allowed: tuple[str, ...]) -> str:
    text = record.text(1)
    if text in allowed:
        return text
    listed = ", ".join(allowed)
    raise FieldError(
        Text(f"”{text[:40]}” är inget av {listed}", f"”{text[:40]}” is none of {listed}")
    )


def _address(header: Header, record: Record) -> Header:
    return replace(header, address=Address(*(record.text(at) for at in range(1, 5))))


# For each label: how many fields it has with the label itself, and how it is read.
HEADER_RECORDS: dict[str, tuple[int, Callable[[Record, Gathered], None]]] = {
    "#FLAGGA": (2, once(_flag)),
    "#PROGRAM": (3, once(lambda header, one: replace(
        header, program=Program(one.required(1), one.text(2))))),
    "#FORMAT": (2, once(lambda header, one: replace(header, format=one.required(1)))),
    "#GEN": (3, once(lambda header, one: replace(
        header, generated=Generated(day_of(one.required(1)), one.text(2))))),
    "#SIETYP": (2, once(_sie_type)),
    "#PROSA": (2, read_comment),
    "#FTYP": (2, once(lambda header, one: replace(header, company_type=one.text(1)))),
    "#FNR": (2, once(lambda header, one: replace(header, company_id=one.text(1)))),
    "#ORGNR": (4, once(lambda header, one: replace(
        header, organisation=Organisation(one.text(1), one.text(2), one.text(3))))),
    "#BKOD": (2, once(lambda header, one: replace(header, industry=one.text(1)))),
    "#ADRESS": (5, once(_address)),
    "#FNAMN": (2, once(lambda header, one: replace(header, company=one.text(1)))),
    "#RAR": (4, read_year),
    "#TAXAR": (2, once(lambda header, one: replace(header, tax_year=one.text(1)))),
    "#OMFATTN": (2, once(lambda header, one: replace(header, extent=day_of(one.required(1))))),
    "#KPTYP": (2, once(lambda header, one: replace(header, chart=one.text(1)))),
    "#VALUTA": (2, once(lambda header, one: replace(header, currency=one.text(1)))),
}  # fmt: skip
