"""What the books of account have in common: their columns, and how they tie to the settlement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Field, Fields
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from nkr_audit.journal import Journal, JournalRow, JournalVoucher
    from nkr_audit.reports.context import Context

ACCOUNT = Column("konto", Text("Konto", "Account"))
ACCOUNT_NAME = Column("kontonamn", Text("Kontonamn", "Account name"))
DATE = Column("datum", Text("Händelsedag", "Date of event"), "date")
REGISTERED = Column("registrerad", Text("Registrerad", "Registered"), "date")
VOUCHER = Column("verifikation", Text("Verifikation", "Voucher"))
TEXT = Column("text", Text("Motpart och text", "Payee and text"))
GRANT = Column("bidrag", Text("Bidrag", "Grant"))
DEBIT = Column("debet", Text("Debet", "Debit"), "amount", total=True)
CREDIT = Column("kredit", Text("Kredit", "Credit"), "amount", total=True)
BALANCE = Column("saldo", Text("Saldo", "Balance"), "amount")
OPENING = Text("Ingående saldo", "Opening balance")
CLOSING = Text("Utgående saldo", "Closing balance")
CREDIT_IS_NEGATIVE = Text(
    "Debet är plus och kredit minus i saldot.", "In a balance debit is plus and credit minus."
)


def debit_and_credit(amount: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """An amount in its column: debit when positive, credit when negative."""
    return (amount, None) if amount >= ZERO else (None, -amount)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Add up amounts, SEK."""
    return sum(amounts, ZERO)


def first_document(voucher: JournalVoucher) -> str | None:
    """The document that a row of the voucher leads to."""
    return voucher.documents[0] if voucher.documents else None


def why_draft(context: Context) -> tuple[Text, ...]:
    """Why books of account would not be complete, and so are only a draft."""
    reasons = []
    if any(fault.drops for fault in context.book.faults):
        reasons.append(
            Text(
                "Boken har rader som inte kan läsas och därför inte är med (nkr check).",
                "The ledger has lines that cannot be read and so are not here (nkr check).",
            )
        )
    left_out = [one for one in context.journal.vouchers if one.left_out]
    if left_out:
        names = ", ".join(one.voucher.number or one.text for one in left_out[:5])
        reasons.append(
            Text(
                f"{len(left_out)} verifikationer har rader i annan valuta än kronor, som inte är "
                f"med: {names}.",
                f"{len(left_out)} vouchers have rows in another currency than kronor, which are "
                f"not here: {names}.",
            )
        )
    return tuple(reasons)


def tied_to_settlement(context: Context) -> Fields:
    """The figures of the settlement, added up from the rows of the books, and what differs."""
    settlement = context.grant.settlement
    grant_id = settlement.grant.id
    received = -total(_receipts(context.journal, grant_id))
    repaid = total(_repayments(context.journal, grant_id))
    booked = total(row.amount for _, row in rows_on(context.journal, grant_id, "expenses"))
    differs = (
        received - settlement.received,
        repaid - settlement.repaid,
        booked - settlement.booked,
    )
    return Fields(
        "avstamning",
        Text("Avstämning mot avräkningen", "Tied to the settlement"),
        (
            _amount("mottaget", Text("Utbetalt bidrag", "Grant received"), received),
            _amount("aterbetalat", Text("Återbetalt", "Repaid"), repaid),
            _amount("bokfort", Text("Bokfört på bidragets kostnadskonton", "Costs booked"), booked),
            _amount(
                "utanfor",
                Text("varav utanför bidragsåret", "of which outside the grant year"),
                settlement.outside,
            ),
            _amount(
                "kostnader",
                Text("Kostnader i bidragsåret", "Costs in the grant year"),
                booked - settlement.outside,
            ),
            _amount(
                "oanvant",
                Text("Oanvänt (bidrag − kostnader)", "Unused (grant − costs)"),
                received - booked + settlement.outside,
            ),
            _amount(
                "skillnad",
                Text("Skillnad mot nkr settle", "Difference from nkr settle"),
                total(abs(one) for one in differs),
            ),
        ),
    )


def rows_on(
    journal: Journal, grant_id: str, root: str
) -> Iterator[tuple[JournalVoucher, JournalRow]]:
    """The rows on a grant's accounts of one kind, each with its voucher."""
    for voucher in journal.of_grant(grant_id):
        for row in voucher.rows:
            if row.account.grant_id == grant_id and row.account.root == root:
                yield voucher, row


def _receipts(journal: Journal, grant_id: str) -> Iterator[Decimal]:
    for voucher, row in rows_on(journal, grant_id, "liabilities"):
        if words.TAG_RECEIPT in voucher.voucher.tags and row.amount < ZERO:
            yield row.amount


def _repayments(journal: Journal, grant_id: str) -> Iterator[Decimal]:
    for voucher, row in rows_on(journal, grant_id, "liabilities"):
        if words.TAG_REPAYMENT in voucher.voucher.tags and row.amount > ZERO:
            yield row.amount


def _amount(key: str, label: Text, value: Decimal) -> Field:
    return Field(key, label, value, "amount")
