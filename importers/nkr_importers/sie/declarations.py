"""The declarations of a SIE file: what it says of itself, its years, accounts and objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import CURRENCY
from nkr_audit.text import Text
from nkr_importers.model import Declarations, FinancialYear
from nkr_importers.sie.blocks import DECLARATIONS
from nkr_importers.sie.fields import FieldError, split_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    from nkr_importers.sie.blocks import Line

_DISTINCT = 100


def parse_date(text: str) -> date:
    """Read YYYYMMDD. Raises ValueError for any other form, or a day that does not exist."""
    if len(text) != 8 or not (text.isascii() and text.isdecimal()):
        raise ValueError(text)
    day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if day.year < 1900:
        raise ValueError(text)
    return day


@dataclass(slots=True)
class DeclarationReader:
    """Collects the declarations as they come, and counts what is not understood."""

    name: str
    decode: Callable[[bytes], str]
    texts: dict[str, str] = field(default_factory=dict)
    years: list[FinancialYear] = field(default_factory=list)
    accounts: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)
    known: int = 0

    def take(self, line: Line) -> None:
        """Take in one line that belongs to no voucher."""
        if line.label not in DECLARATIONS:
            self.ignore(self.decode(line.label[:40]) or "(rad utan etikett)")
            return
        self.known += 1
        kept = _KEPT.get(line.label)
        if kept is None:
            return
        try:
            fields = split_fields(self.decode(line.content))
        except FieldError:
            self.ignore(line.label.decode())
            return
        kept(self, line, [one for one in fields[1:] if isinstance(one, str)])

    def ignore(self, label: str) -> None:
        """Count something that is not understood; beyond a hundred kinds they share one count."""
        if label not in self.ignored and len(self.ignored) >= _DISTINCT:
            label = "…"
        self.ignored[label] = self.ignored.get(label, 0) + 1

    def result(self) -> Declarations:
        """Return what has been declared so far."""
        return Declarations(
            program=self.texts.get("#PROGRAM", ""),
            generated=self.texts.get("#GEN", ""),
            company=self.texts.get("#FNAMN", ""),
            organisation_number=self.texts.get("#ORGNR", ""),
            years=tuple(self.years),
            accounts=self.accounts,
            account_kinds=self.kinds,
            dimensions=self.dimensions,
            objects=self.objects,
        )


def _text(reader: DeclarationReader, line: Line, fields: list[str]) -> None:
    reader.texts.setdefault(line.label.decode(), " ".join(fields).strip())


def _year(reader: DeclarationReader, line: Line, fields: list[str]) -> None:
    try:
        year = FinancialYear(parse_date(fields[1]), parse_date(fields[2]))
    except (ValueError, IndexError):
        reader.ignore(line.label.decode())
        return
    if year not in reader.years:
        reader.years.append(year)


def _account(reader: DeclarationReader, _line: Line, fields: list[str]) -> None:
    if len(fields) >= 2 and fields[1].strip():
        reader.accounts.setdefault(fields[0], fields[1])


def _kind(reader: DeclarationReader, _line: Line, fields: list[str]) -> None:
    if len(fields) >= 2:
        reader.kinds.setdefault(fields[0], fields[1].upper())


def _dimension(reader: DeclarationReader, _line: Line, fields: list[str]) -> None:
    if len(fields) >= 2:
        reader.dimensions.setdefault(fields[0], fields[1])


def _object(reader: DeclarationReader, _line: Line, fields: list[str]) -> None:
    if len(fields) >= 3:
        reader.objects.setdefault((fields[0], fields[1]), fields[2])


def _currency(reader: DeclarationReader, line: Line, fields: list[str]) -> None:
    if fields and fields[0].upper() not in {"", CURRENCY}:
        raise NkrError(
            Text(
                f"Filens belopp är i {fields[0]}, men boken förs i {CURRENCY}.",
                f"The amounts of the file are in {fields[0]}, but the book is kept in {CURRENCY}.",
            ),
            remedy=Text(
                f"exportera filen i redovisningsvalutan {CURRENCY}",
                f"export the file in the accounting currency {CURRENCY}",
            ),
            place=Place(reader.name, line.number),
        )


_KEPT: dict[bytes, Callable[[DeclarationReader, Line, list[str]], None]] = {
    b"#PROGRAM": _text,
    b"#GEN": _text,
    b"#FNAMN": _text,
    b"#ORGNR": _text,
    b"#RAR": _year,
    b"#KONTO": _account,
    b"#KTYP": _kind,
    b"#DIM": _dimension,
    b"#OBJEKT": _object,
    b"#VALUTA": _currency,
}
