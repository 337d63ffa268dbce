"""Does an invoice add up? What does not is told and left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.peppol.model import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_importers.peppol.model import InvoiceLine, Totals


def sum_remarks(totals: Totals, lines: tuple[InvoiceLine, ...], line: int) -> Iterator[Remark]:
    """Compare the sums of the invoice with what they are the sums of, exactly."""
    if lines:
        worked_out = sum((one.net for one in lines), ZERO) + totals.adjustments
        yield from _differs(
            Text("Rader, avdrag och tillägg", "Lines, allowances and charges"),
            worked_out, Text("beloppet utan moms", "the amount without VAT"), totals.net, line,
        )  # fmt: skip
    else:
        yield Remark(Text("E-fakturan har inga rader.", "The e-invoice has no lines."), line)
    yield from _differs(
        Text("Beloppet utan moms och momsen", "The amount without VAT and the VAT"),
        totals.net + totals.vat, Text("totalen", "the total"), totals.total, line,
    )  # fmt: skip
    yield from _differs(
        Text("Totalen, förskott och avrundning", "The total, prepayment and rounding"),
        totals.total - totals.prepaid + totals.rounding,
        Text("beloppet att betala", "the amount to pay"), totals.payable, line,
    )  # fmt: skip


def _differs(
    parts: Text, worked_out: Decimal, name: Text, stated: Decimal, line: int
) -> Iterator[Remark]:
    if worked_out != stated:
        yield Remark(
            Text(
                f"{parts.sv} blir {worked_out:f}, men {name.sv} är {stated:f}.",
                f"{parts.en} make {worked_out:f}, but {name.en} is {stated:f}.",
            ),
            line,
        )
