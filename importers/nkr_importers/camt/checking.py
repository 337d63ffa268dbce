"""Is a statement whole? What it begins with and its entries make what it ends with."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from nkr_audit.money import has_more_than_ore
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from nkr_audit.text import Language
    from nkr_importers.camt.model import BankEntry, Statement


def statement_fault(statement: Statement) -> Text | None:
    """Return why the statement cannot be relied on: its balances or an entry do not add up.

    A statement that does not state both balances, and a notification, cannot be checked so.
    """
    opening, closing = statement.opening, statement.closing
    if opening is not None and closing is not None:
        currencies = {entry.currency for entry in statement.booked_entries}
        currencies |= {opening.currency, closing.currency}
        if len(currencies) > 1:
            listed = ", ".join(sorted(currencies))
            return Text(
                f"saldon och poster är i olika valutor ({listed}), så summan kan inte prövas",
                f"balances and entries are in several currencies ({listed}), so that their sum "
                "cannot be checked",
            )
        reached = opening.amount + booked_sum(statement)
        if reached != closing.amount:
            return Text(
                f"ingående saldo och bokförda poster blir {amount_text(reached)}, men utgående "
                f"saldo är {amount_text(closing.amount)}",
                f"the opening balance and the booked entries make {amount_text(reached, 'en')}, "
                f"but the closing balance is {amount_text(closing.amount, 'en')}",
            )
    return next(filter(None, map(_entry_fault, statement.booked_entries)), None)


def booked_sum(statement: Statement) -> Decimal:
    """Return the sum of the booked entries, credit positive."""
    return sum((entry.amount for entry in statement.booked_entries), Decimal(0))


def payments_sum(entry: BankEntry) -> Decimal | None:
    """Return the sum of an entry's payments; None when it cannot be compared with the entry.

    That is when a payment tells no amount, or one in another currency, or has charges: these may
    be taken out of the entry and not of the payments.
    """
    total = Decimal(0)
    for one in entry.transactions:
        if one.amount is None or one.currency != entry.currency or one.has_charges:
            return None
        total += one.amount
    return total if entry.transactions and not entry.has_charges else None


def _entry_fault(entry: BankEntry) -> Text | None:
    total = payments_sum(entry)
    if total is None or total == entry.amount:
        return None
    return Text(
        f"posten på rad {entry.line} är {amount_text(entry.amount)}, men dess betalningar blir "
        f"{amount_text(total)}",
        f"the entry on line {entry.line} is {amount_text(entry.amount, 'en')}, but its payments "
        f"make {amount_text(total, 'en')}",
    )


def amount_text(amount: Decimal, language: Language = "sv") -> str:
    """Return an amount as people write it, with more than two decimals when it has them."""
    if has_more_than_ore(amount):
        return f"{amount.normalize():f}".replace(".", "," if language == "sv" else ".")
    return kronor(amount, language)
