"""Reading the values of an invoice's elements: text, dates, amounts and periods."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError, Place
from nkr_audit.money import ZERO
from nkr_audit.period import Period
from nkr_audit.text import Text
from nkr_importers.naming import printable
from nkr_importers.peppol.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_importers.xml_reading import Node

_AMOUNT = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{0,10})?|[+-]?\.[0-9]{1,10}")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T[0-9:.]{1,20})?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_LONGEST = 200
_CURRENCIES_OF_AMOUNTS = ("currencyID", "amountCurrencyID")
ASK_SENDER = Text(
    "be leverantören om en rättad e-faktura", "ask the supplier for a corrected e-invoice"
)
LINE_AMOUNT = Text("radbelopp", "line amount")
NET = Text("belopp utan moms", "amount without VAT")
TOTAL = Text("belopp med moms", "amount with VAT")
PAYABLE = Text("belopp att betala", "amount to pay")
_ALLOWANCE = Text("belopp för avdrag", "amount of an allowance")


@dataclass(slots=True)
class Reader:
    """Reads values of one invoice. Amounts are multiplied by ``sign``: −1 for a credit note.

    Each path is tried in turn, and the first element with a text counts.
    """

    file: str
    currency: str = ""
    sign: int = 1
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, what: Text, node: Node) -> None:
        """Note something odd."""
        self.remarks.append(Remark(what, node.line))

    def fault(self, node: Node, what: Text, remedy: Text = ASK_SENDER) -> NkrError:
        """Return the error to raise for what stands in an element."""
        return NkrError(what, remedy=remedy, place=Place(self.file, node.line))

    def found(self, node: Node, *paths: str) -> Node | None:
        """Return the first element with a text."""
        return next((one for path in paths for one in node.all(path) if one.text), None)

    def text(self, node: Node, *paths: str) -> str:
        """Return a text on one line, cut when absurdly long; empty when there is none."""
        found = self.found(node, *paths)
        return " ".join(printable(found.text).split())[:_LONGEST] if found else ""

    def number(self, node: Node, *paths: str) -> str:
        """Return the invoice's number as it stands. Raises NkrError when it is none."""
        found = self.found(node, *paths)
        if found is None:
            raise self.missing(node, Text("fakturanummer", "invoice number"), paths[0])
        if len(found.text) > _LONGEST or printable(found.text) != found.text:
            raise self.fault(
                found,
                Text(
                    "Fakturanumret har styrtecken eller är orimligt långt.",
                    "The invoice number has control characters or is absurdly long.",
                ),
            )
        return found.text

    def code(self, node: Node, what: Text, *paths: str) -> str:
        """Return a code that must be there."""
        value = self.text(node, *paths)
        if not value:
            raise self.missing(node, what, paths[0])
        return value

    def missing(self, node: Node, what: Text, path: str) -> NkrError:
        """Return the error to raise when something that must be there is not."""
        return self.fault(
            node,
            Text(
                f"E-fakturan saknar {what.sv} ({path}).",
                f"The e-invoice has no {what.en} ({path}).",
            ),
        )

    def day(self, node: Node, *paths: str) -> date | None:
        """Return a date, if there is any. Raises NkrError when it is no date."""
        found = self.found(node, *paths)
        if found is None:
            return None
        match = _DAY.fullmatch(found.text)
        compact = _COMPACT_DAY.fullmatch(found.text)
        try:
            if match:
                return date.fromisoformat(match[1])
            if compact:
                return date(int(compact[1]), int(compact[2]), int(compact[3]))
        except ValueError:
            pass
        raise self.fault(
            found,
            Text(
                f"”{shown(found)}” i {found.name} är inget datum.",
                f"“{shown(found)}” in {found.name} is no date.",
            ),
        )

    def issued(self, node: Node, *paths: str) -> date:
        """Return the date of the invoice, which must be there."""
        day = self.day(node, *paths)
        if day is None:
            raise self.missing(node, Text("fakturadatum", "issue date"), paths[0])
        return day

    def decimal(self, node: Node, *paths: str) -> Decimal | None:
        """Return a number as it stands, such as a quantity."""
        found = self.found(node, *paths)
        return None if found is None else self.number_in(found)

    def number_in(self, found: Node) -> Decimal:
        """Return the number that an element states."""
        if not _AMOUNT.fullmatch(found.text):
            raise self.fault(
                found,
                Text(
                    f"”{shown(found)}” i {found.name} är inget tal.",
                    f"“{shown(found)}” in {found.name} is no number.",
                ),
            )
        return Decimal(found.text)

    def amount(self, node: Node, *paths: str) -> Decimal | None:
        """Return an amount in the invoice's currency, negative on a credit note."""
        found = self.found(node, *paths)
        return None if found is None else self.amount_in(found)

    def amount_in(self, found: Node) -> Decimal:
        """Return the amount that an element states."""
        number = self.number_in(found)
        for name in _CURRENCIES_OF_AMOUNTS:
            currency = found.attributes.get(name, self.currency)
            if currency != self.currency:
                raise self.fault(
                    found,
                    Text(
                        f"{found.name} är i {printable(currency)[:10]}, men fakturan är i "
                        f"{self.currency}.",
                        f"{found.name} is in {printable(currency)[:10]}, but the invoice is in "
                        f"{self.currency}.",
                    ),
                )
        return self.sign * number + ZERO if number else ZERO

    def sum(self, node: Node, what: Text, *paths: str) -> Decimal:
        """Return an amount that must be there."""
        amount = self.amount(node, *paths)
        if amount is None:
            raise self.missing(node, what, paths[0])
        return amount

    def vat(self, taxes: Iterable[Node]) -> Decimal:
        """Return the VAT in the invoice's currency; the buyer's may be stated as well."""
        for tax in taxes:
            if tax.text and tax.attributes.get("currencyID", self.currency) == self.currency:
                return self.amount_in(tax)
        return ZERO

    def adjustments(self, nodes: Iterable[Node], amount: str, indicator: str) -> Decimal:
        """Return the charges less the allowances; ``indicator`` says which an element is."""
        total = ZERO
        for one in nodes:
            value = self.sum(one, _ALLOWANCE, amount)
            total += value if one.value(indicator) in {"true", "1"} else -value
        return total

    def period(self, node: Node | None, start: str, end: str) -> Period | None:
        """Return a period; None, with a remark, when it is half or ends before it starts."""
        if node is None:
            return None
        first, last = self.day(node, start), self.day(node, end)
        if first is None and last is None:
            return None
        if first is None or last is None or last < first:
            self.remark(
                Text(
                    "Perioden saknar början eller slut, eller slutar före sin början; den används "
                    "inte.",
                    "The period lacks its start or end, or ends before it starts; it is not used.",
                ),
                node,
            )
            return None
        return Period(first, last)


def shown(node: Node) -> str:
    """Return the beginning of an element's text, fit for a screen."""
    return printable(node.text)[:40]
