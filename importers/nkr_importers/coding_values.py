"""Checking what a coding file says, before anything is written: are the values known ones?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.metadata import period_of
from nkr_audit.text import Text
from nkr_audit.vocabulary import FIXME, PERIOD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_importers.coding_file import CodingRow


def check_values(rows: Iterable[CodingRow], allowed: Mapping[str, tuple[str, ...]]) -> None:
    """Make sure that every value is one of those ``allowed`` for its column, and every period one.

    What is not known yet may be FIXME. Columns without a list of allowed values take any text.
    Raises NkrError at the first row that says something else.
    """
    for row in rows:
        for key, value in row.metadata.items():
            if value == FIXME:
                continue
            if key in allowed and value not in allowed[key]:
                raise _unknown(row, key, value, allowed[key])
            if key == PERIOD:
                _check_period(row, value)


def _unknown(row: CodingRow, key: str, value: str, names: tuple[str, ...]) -> NkrError:
    listed = ", ".join(names)
    return NkrError(
        Text(
            f"Raden ger {row.voucher} {key}: ”{value}”, som inte är ett känt värde för bidraget.",
            f"The row gives {row.voucher} {key}: “{value}”, which is no known value for the grant.",
        ),
        remedy=Text(
            f"{f'välj bland {listed}' if names else 'lägg upp det på bidraget i boken'}, "
            f"eller skriv {FIXME} så länge",
            f"{f'choose among {listed}' if names else 'declare it on the grant in the book'}, "
            f"or write {FIXME} for the time being",
        ),
        place=row.place,
    )


def _check_period(row: CodingRow, value: str) -> None:
    try:
        period_of(value)
    except ValueError as error:
        raise NkrError(
            Text(
                f"Raden ger {row.voucher} {PERIOD}: ”{value}”, som inte är en period.",
                f"The row gives {row.voucher} {PERIOD}: “{value}”, which is no period.",
            ),
            remedy=Text(
                "skriv år, månad, dag eller ett intervall: 2026, 2026-06, 2026-06-15 eller "
                f"2026-11-15/2027-02-14; eller {FIXME} så länge",
                "write a year, a month, a day or an interval: 2026, 2026-06, 2026-06-15 or "
                f"2026-11-15/2027-02-14; or {FIXME} for the time being",
            ),
            place=row.place,
        ) from error
