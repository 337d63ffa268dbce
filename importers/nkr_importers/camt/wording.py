"""How a report names a voucher, a row of the bank, and the two together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_audit.vocabulary import TAG_RECEIPT
from nkr_importers.camt.booked import digits
from nkr_importers.camt.checking import amount_text
from nkr_importers.listing_problems import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.text import Language
    from nkr_importers.camt.bank_import import BankOutcome
    from nkr_importers.camt.booked import Payment
    from nkr_importers.camt.rows import BankRow

_LONGEST = 60


def pair(
    payment: Payment, row: BankRow, outcome: BankOutcome, language: Language
) -> Iterator[Text]:
    """A voucher, and below it the row that proves it, with what else speaks for that."""
    yield from indented(voucher_line(payment, language))
    bank, said = row_line(row, outcome, language), _corroboration(payment, row, outcome)
    yield Text(f"    = {bank.sv}  {said.sv}", f"    = {bank.en}  {said.en}")


def _corroboration(payment: Payment, row: BankRow, outcome: BankOutcome) -> Text:
    """What else than amount and day speaks for the match, or against it."""
    expected = outcome.terms.payer if payment.tag == TAG_RECEIPT else outcome.terms.payee
    number = digits(row.party.organisation_number) if row.party else ""
    if number and number == payment.counterparty:
        return Text("organisationsnumret stämmer", "the organisation number agrees")
    if any(name and row.names(name) for name in (expected, payment.payee)):
        return Text("namnet stämmer", "the name agrees")
    if row.party and row.party.name:
        name = expected or payment.payee or "–"
        return Text(f"obs: inte {name}", f"note: not {name}")
    return Text("banken anger inget namn", "the bank gives no name")


def voucher_line(payment: Payment, language: Language) -> Text:
    """A voucher: number, day, amount and place."""
    amount = amount_text(payment.amount, language)
    return same(f"{payment.name}  {payment.day}  {amount}  {payment.place}")


def row_line(row: BankRow, outcome: BankOutcome, language: Language) -> Text:
    """A row of the bank: account, day, reference, amount, the other side and its line."""
    told = [row.party.name] if row.party and row.party.name else row.texts
    name = mask(_short(told))
    amount = amount_text(row.amount, language)
    line = f"{row.key}  {amount}  {name}  {mask(outcome.file.name)}:{row.line}"
    note = Text("  (återföring)", "  (reversal)") if row.is_reversal else same("")
    return Text(line + note.sv, line + note.en)


def _short(texts: Sequence[str]) -> str:
    text = " ".join(" ".join(texts).split())
    return text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")


def indented(text: Text) -> Iterator[Text]:
    """The line, two steps in."""
    yield Text(f"  {text.sv}", f"  {text.en}")
