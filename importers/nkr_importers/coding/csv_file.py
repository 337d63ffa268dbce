"""The coding file: what a person adds to imported vouchers, as rows of a CSV file from Excel."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.text import Text
from nkr_audit.vocabulary import DOCUMENT_KINDS
from nkr_importers.opening import unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Columns that become metadata of the same name.
METADATA = (
    "register", "nytta", "andamal", "insats", "kostnadsslag", "avser", "faktura", "motpart-orgnr",
)  # fmt: skip
LARGEST = 64 << 20
COLUMNS = ("verifikation", "konto", *METADATA, "underlag", "typ")


@dataclass(frozen=True, slots=True)
class CodingRow:
    """One row: what to say of a voucher, or of its rows on one account; and a document, if any."""

    voucher: str
    account: str | None
    metadata: Mapping[str, str]
    document: str | None
    kind: str | None
    place: Place


def read_coding(path: Path) -> tuple[CodingRow, ...]:
    """Read a coding file: UTF-8, semicolons, the columns of ``COLUMNS`` in any order.

    Raises NkrError with file and line when it cannot be read, or a row does not fit.
    """
    rows = csv.DictReader(io.StringIO(_text(path)), delimiter=";", strict=True)
    try:
        _check_columns(rows.fieldnames or (), path)
        return tuple(
            _row(row, Place(str(path), rows.line_num))
            for row in rows
            if any(isinstance(value, str) and value.strip() for value in row.values())
        )
    except csv.Error as error:
        raise NkrError(
            Text("Raden har ett citattecken för mycket.", "The row has a quote too many."),
            remedy=Text("öppna filen i Excel och spara om den", "open it in Excel and save again"),
            place=Place(str(path), rows.reader.line_num),
        ) from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise NkrError(
                Text("Filen är för stor för en kodfil.", "The file is too large to code by."),
                remedy=Text("ange kodfilen, till exempel kodning.csv", "name the coding file"),
                place=path,
            )
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        which = Text("ange kodfilen, till exempel kodning.csv", "name the coding file")
        raise unreadable(path, error, which) from error
    except UnicodeDecodeError as error:
        raise NkrError(
            Text("Filen är inte UTF-8.", "The file is not UTF-8."),
            remedy=Text(
                "spara den från Excel som ”CSV UTF-8 (kommaavgränsad)”",
                "save it from Excel as “CSV UTF-8”",
            ),
            place=path,
        ) from error


def _check_columns(names: object, path: Path) -> None:
    found = [str(name).strip() for name in names] if isinstance(names, (list, tuple)) else []
    strange = [name for name in found if name not in COLUMNS or found.count(name) > 1]
    if "verifikation" not in found or strange:
        what = ", ".join(strange) or "verifikation"
        raise NkrError(
            Text(
                f"Kolumnen {what} är okänd eller står två gånger."
                if strange
                else f"Kolumnen {what} saknas.",
                f"The column {what} is unknown, or there twice."
                if strange
                else f"No column {what}.",
            ),
            remedy=Text(
                f"första raden ska ha kolumnerna {';'.join(COLUMNS)}",
                f"the first row is to have the columns {';'.join(COLUMNS)}",
            ),
            place=Place(str(path), 1),
        )


def _row(cells: Mapping[str, object], place: Place) -> CodingRow:
    said = {
        name.strip(): value.strip()
        for name, value in cells.items()
        if isinstance(value, str) and value.strip()
    }
    fault = _fault(cells, said)
    if fault is not None:
        raise NkrError(
            fault,
            remedy=Text("rätta raden och kör om", "correct the row and run again"),
            place=place,
        )
    return CodingRow(
        voucher=said["verifikation"],
        account=said.get("konto"),
        metadata={name: said[name] for name in METADATA if name in said},
        document=said.get("underlag"),
        kind=said.get("typ"),
        place=place,
    )


def _fault(cells: Mapping[str, object], said: Mapping[str, str]) -> Text | None:
    if None in cells:
        return Text("Raden har fler fält än kolumner.", "The row has more fields than columns.")
    if "verifikation" not in said:
        return Text("Raden saknar verifikation.", "The row names no voucher.")
    if ("underlag" in said) != ("typ" in said):
        return Text(
            "Ett underlag behöver både fil (underlag) och typ.",
            "A document needs both its file (underlag) and its kind (typ).",
        )
    kind = said.get("typ")
    if kind is not None and kind not in DOCUMENT_KINDS:
        kinds = ", ".join(sorted(DOCUMENT_KINDS))
        return Text(f"Typen {kind} finns inte; välj bland {kinds}.", f"No kind {kind}: {kinds}.")
    return None
