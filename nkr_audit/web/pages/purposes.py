"""Register × ändamål: the costs as a square, each part leading to its lines."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column
from nkr_audit.text import Text
from nkr_audit.web.model import Line, Listing, Page
from nkr_audit.web.pages.common import to_lines, warnings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from nkr_audit.settlement import Settlement
    from nkr_audit.web.view import View


def _sums(settlement: Settlement) -> Mapping[tuple[str | None, str | None], Decimal]:
    sums: dict[tuple[str | None, str | None], Decimal] = defaultdict(lambda: ZERO)
    for cost in settlement.grant.cost_lines:
        sums[cost.register, cost.purpose] += cost.inside
    return sums


def build(view: View) -> Page:
    """The square of the grant."""
    settlement = view.grant.settlement
    sums = view.reading.once(f"ruta {view.grant_id}", lambda: _sums(settlement))
    registers = [one.register for one in settlement.by_register]
    purposes = [one.name for one in settlement.by_purpose]

    def line(register: str | None) -> Line:
        amounts = [sums.get((register, purpose)) for purpose in purposes]
        ways = {
            f"andamal_{place}": to_lines("kostnader", register=register, andamal=purpose)
            for place, purpose in enumerate(purposes, start=1)
        }
        return Line(
            (
                register or label_of(None),
                *amounts,
                sum((one for one in amounts if one is not None), ZERO),
            ),
            {**ways, "summa": to_lines("kostnader", register=register)},
        )

    listing = Listing(
        "register_andamal",
        Text("Kostnader i bidragsåret per register och ändamål, kronor",
             "Costs in the grant year by register and purpose, kronor"),
        (
            Column("register", Text("Register", "Register")),
            *(
                Column(f"andamal_{place}", label_of(purpose), "amount", total=True)
                for place, purpose in enumerate(purposes, start=1)
            ),
            Column("summa", Text("Summa", "Total"), "amount", total=True),
        ),
        registers,
        line,
        totals=(None, *(one.amount for one in settlement.by_purpose), settlement.costs),
        note=Text("Tomt är att inget är bokfört. Summan är avräkningens kostnader.",
                  "Empty: nothing is booked. The total is the costs of the settlement."),
        empty=Text("Inga kostnader är bokförda.", "No costs are booked."),
    )  # fmt: skip
    return Page(
        Text("Register × ändamål", "Register × purpose"),
        (*warnings(view), listing),
        Text("Varje belopp leder till raderna bakom det.",
             "Each amount leads to the lines behind it."),
    )  # fmt: skip
