"""Checking what a coding says, before anything is written: are the values known ones?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.errors import NkrError
from nkr_audit.metadata import period_of
from nkr_audit.text import Text
from nkr_audit.vocabulary import BENEFITS, FIXME, PERIOD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from nkr_audit.book import Book, Grant
    from nkr_audit.ledger import Ledger
    from nkr_audit.toml_table import Table
    from nkr_importers.coding.csv_file import CodingRow

# ``avser`` that is the month of the voucher's date; only rules can give it.
MONTH = "verifikationens-manad"

# The values that the grant and its programme know, by key.
Allowed = dict[str, tuple[str, ...]]


class ValueFault(NamedTuple):
    """A value that cannot be used: what is wrong, and how to mend it."""

    what: Text
    remedy: Text


def grant_in(book: Book, ledger: Ledger, grant_id: str) -> Grant:
    """Return the grant of that name. Raises NkrError when the book has none."""
    grants = {grant.id: grant for grant in book.grants}
    grant = grants.get(grant_id)
    if grant is None:
        known = ", ".join(sorted(grants)) or "–"
        raise NkrError(
            Text(f"Boken har inget bidrag {grant_id}.", f"The book has no grant {grant_id}."),
            remedy=Text(f"välj bland {known}", f"choose among {known}"),
            place=ledger.path,
        )
    return grant


def allowed_values(grant: Grant) -> Allowed:
    """The values that the grant and its programme know, by key.

    What a programme forbids is known too: the rules tell of it when the book is checked. A
    programme that is not known allows any purpose and category; nkr check tells of that.
    """
    allowed = {
        "register": tuple(register.name for register in grant.registers),
        "insats": tuple(activity.id for activity in grant.activities),
        "nytta": tuple(sorted(BENEFITS)),
    }
    if grant.programme is not None:
        allowed["andamal"] = _purposes(grant.programme.purposes, grant.money)
        allowed["kostnadsslag"] = tuple(grant.programme.categories)
    return allowed


def _purposes(by_money: Mapping[str, Collection[str]], money: str) -> tuple[str, ...]:
    """The purposes of the grant's own money; of all its programme's when that is unknown."""
    kinds = [by_money[money]] if money in by_money else by_money.values()
    return tuple(dict.fromkeys(name for kind in kinds for name in kind))


def check_values(rows: Iterable[CodingRow], allowed: Allowed) -> None:
    """Make sure that every value of a coding file can be used.

    Raises NkrError at the first row that says something else.
    """
    for row in rows:
        who = Text(f"Raden ger {row.voucher}", f"The row gives {row.voucher}")
        for key, value in row.metadata.items():
            fault = value_fault(who, key, value, allowed)
            if fault is not None:
                raise NkrError(fault.what, remedy=fault.remedy, place=row.place)


def value_fault(
    who: Text, key: str, value: str, allowed: Allowed, *, may_wait: bool = True
) -> ValueFault | None:
    """Return why ``who`` cannot give ``key`` that ``value``, if it cannot.

    It must be one of those ``allowed`` for its key, and a period one. What is not known yet may be
    FIXME, when it ``may_wait``. Keys without a list of allowed values take any text.
    """
    wait = _WAIT if may_wait else Text("", "")
    if value == FIXME and may_wait:
        return None
    if key in allowed and value not in allowed[key]:
        return _unknown(who, key, value, allowed[key], wait)
    return _period_fault(who, value, wait) if key == PERIOD else None


_WAIT = Text(f"eller skriv {FIXME} så länge", f"or write {FIXME} for the time being")


def _unknown(who: Text, key: str, value: str, names: tuple[str, ...], wait: Text) -> ValueFault:
    listed = ", ".join(names)
    return ValueFault(
        Text(
            f"{who.sv} {key}: ”{value}”, som inte är ett känt värde för bidraget.",
            f"{who.en} {key}: “{value}”, which is no known value for the grant.",
        ),
        Text(
            _joined(
                f"välj bland {listed}" if names else "lägg upp det på bidraget i boken", wait.sv
            ),
            _joined(
                f"choose among {listed}" if names else "declare it on the grant in the book",
                wait.en,
            ),
        ),
    )


def _joined(remedy: str, wait: str) -> str:
    return f"{remedy}, {wait}" if wait else remedy


def _period_fault(who: Text, value: str, wait: Text) -> ValueFault | None:
    try:
        period_of(value)
    except ValueError:
        return ValueFault(
            Text(
                f"{who.sv} {PERIOD}: ”{value}”, som inte är en period.",
                f"{who.en} {PERIOD}: “{value}”, which is no period.",
            ),
            Text(
                _joined(
                    "skriv år, månad, dag eller ett intervall: 2026, 2026-06, 2026-06-15 eller "
                    "2026-11-15/2027-02-14",
                    wait.sv,
                ),
                _joined(
                    "write a year, a month, a day or an interval: 2026, 2026-06, 2026-06-15 or "
                    "2026-11-15/2027-02-14",
                    wait.en,
                ),
            ),
        )
    return None


def read_values(
    table: Table, names: tuple[str, ...], who: Text, allowed: Allowed
) -> dict[str, str]:
    """Read the values of some keys in a rule file; each must be one of those ``allowed``."""
    found = {name: table.optional(table.text, name) for name in names}
    values = {name: value for name, value in found.items() if value is not None}
    for name, value in values.items():
        if name == PERIOD and value == MONTH:
            continue
        fault = value_fault(who, name, value, allowed, may_wait=False)
        if fault is not None:
            raise NkrError(fault.what, remedy=fault.remedy, place=table.file)
    return values
