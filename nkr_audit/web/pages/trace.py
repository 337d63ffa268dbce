"""Rader: the lines behind a figure, each with its voucher."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column
from nkr_audit.text import Text
from nkr_audit.vocabulary import TAG_ACCRUAL
from nkr_audit.web.model import Line, Link, Listing, Page
from nkr_audit.web.pages.common import (
    ACCOUNT,
    AMOUNT,
    DATE,
    EVIDENCE,
    TEXT,
    UNSAID,
    VOUCHER,
    number_of,
    to_voucher,
    warnings,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from nkr_audit.book import CostLine, Entry
    from nkr_audit.journal import JournalRow, JournalVoucher
    from nkr_audit.web.view import View

_INSIDE: Final = Column("i_bidragsaret", Text("I bidragsåret", "In the year"), "amount", total=True)
_OUTSIDE: Final = Column("utanfor", Text("Utanför", "Outside"), "amount", total=True)
_COSTS: Final[Mapping[str, Text]] = {
    "bokfort": Text("Bokförda kostnader", "Costs booked"),
    "kostnader": Text("Kostnader i bidragsåret", "Costs in the grant year"),
    "utanfor": Text("Kostnader utanför bidragsåret", "Costs outside the grant year"),
    "ifragasatt": Text("Ifrågasatta kostnader", "Questioned costs"),
    "ostyrkt": Text("Kostnader som inte är styrkta", "Costs that are not proved"),
    "reserverat": Text("Reserverade kostnader", "Accrued costs"),
}
_MONEY: Final[Mapping[str, Text]] = {
    "utbetalt": Text("Utbetalt bidrag", "Grant received"),
    "aterbetalt": Text("Återbetalt", "Repaid"),
}
_LIABILITY: Final = Text("Bidragets skuld i boken", "The grant's liability in the book")


def build(view: View) -> Page:
    """The lines of the step that is asked for."""
    step = view.get("steg") or "kostnader"
    if step in _MONEY:
        listing, title = _entries(view, step), _MONEY[step]
    elif step == "skuld":
        listing, title = _liability(view), _LIABILITY
    elif step in _COSTS:
        listing, title = _costs(view, step), _COSTS[step]
    else:
        return Page(Text("Okänt steg", "Unknown step"), (), found=False)
    back = Link("avrakning")
    return Page(
        title,
        (*warnings(view), listing),
        _narrowed(view),
        actions=((Text("Till avräkningen", "To the settlement"), back),),
    )


def _narrowed(view: View) -> Text | None:
    """Say what the lines are narrowed to."""
    parts = []
    for name, label in (
        ("register", Text("register", "register")),
        ("andamal", Text("ändamål", "purpose")),
        ("kostnadsslag", Text("kostnadsslag", "category")),
    ):
        asked = view.get(name)
        if asked:
            said = label_of(None if asked == UNSAID else asked)
            parts.append(Text(f"{label.sv}: {said.sv}", f"{label.en}: {said.en}"))
    if not parts:
        return None
    return Text("Bara " + ", ".join(one.sv for one in parts),
                "Only " + ", ".join(one.en for one in parts))  # fmt: skip


def _chosen(view: View, step: str) -> tuple[Sequence[CostLine], Sequence[Decimal]]:
    """The lines, and their sums. What is not narrowed is kept, once for each load."""
    if any(view.get(name) for name in ("register", "andamal", "kostnadsslag")):
        return _found(view, step)
    return view.reading.once(f"steg {view.grant_id} {step}", lambda: _found(view, step))


def _found(view: View, step: str) -> tuple[Sequence[CostLine], Sequence[Decimal]]:
    lines = view.grant.settlement.grant.cost_lines
    questioned = view.reading.questioned(view.grant)
    unproved = view.reading.unproved(view.grant)
    tests: Mapping[str, Callable[[CostLine], bool]] = {
        "bokfort": lambda _: True,
        "kostnader": lambda line: bool(line.inside),
        "utanfor": lambda line: bool(line.outside),
        "ifragasatt": lambda line: id(line) in questioned,
        "ostyrkt": lambda line: id(line) in unproved,
        "reserverat": lambda line: TAG_ACCRUAL in line.voucher.tags,
    }
    test = tests[step]
    register, purpose, category = (
        view.get(name) for name in ("register", "andamal", "kostnadsslag")
    )
    found = [
        line
        for line in lines
        if (not register or (line.register or UNSAID) == register)
        and (not purpose or (line.purpose or UNSAID) == purpose)
        and (not category or (line.category or UNSAID) == category)
        and test(line)
    ]
    return found, [sum((getattr(line, name) for line in found), ZERO)
                   for name in ("amount", "inside", "outside")]  # fmt: skip


def _costs(view: View, step: str) -> Listing:
    lines, sums = _chosen(view, step)
    reading = view.reading

    def row(line: CostLine) -> Line:
        voucher = line.voucher
        documents = reading.documents_of(voucher)
        return Line(
            (
                number_of(voucher),
                voucher.date,
                reading.text(voucher),
                line.amount,
                line.inside,
                line.outside,
                len(documents),
                f"{line.account_number} {line.account_name}".strip(),
                line.register or label_of(None),
                label_of(line.purpose),
                label_of(line.category),
                str(line.period).replace("/", " – "),
            ),
            {
                "verifikation": to_voucher(reading, voucher),
                "underlag": to_voucher(reading, voucher, "underlag"),
            },
            voucher=voucher.number,
        )

    return Listing(
        "rader",
        _COSTS[step],
        (
            VOUCHER, DATE, TEXT, AMOUNT, _INSIDE, _OUTSIDE, EVIDENCE, ACCOUNT,
            Column("register", Text("Register", "Register")),
            Column("andamal", Text("Ändamål", "Purpose")),
            Column("kostnadsslag", Text("Kostnadsslag", "Category")),
            Column("avser", Text("Avser", "Period")),
        ),
        lines,
        row,
        totals=(None, None, None, *sums, *[None] * 6),
    )  # fmt: skip


def _entries(view: View, step: str) -> Listing:
    """Receipts or repayments, as positive amounts."""
    grant, reading = view.grant.settlement.grant, view.reading
    entries = grant.receipts if step == "utbetalt" else grant.repayments
    sign = -1 if step == "utbetalt" else 1

    def row(entry: Entry) -> Line:
        voucher = entry.voucher
        return Line(
            (
                number_of(voucher), voucher.date, reading.text(voucher), entry.account,
                sign * entry.amount, len(reading.documents_of(voucher)),
            ),
            {
                "verifikation": to_voucher(reading, voucher),
                "underlag": to_voucher(reading, voucher, "underlag"),
            },
            voucher=voucher.number,
        )  # fmt: skip

    total = sum((sign * entry.amount for entry in entries), ZERO)
    return Listing(
        "rader", _MONEY[step], (VOUCHER, DATE, TEXT, ACCOUNT, AMOUNT, EVIDENCE), entries, row,
        totals=(None, None, None, None, total, None),
    )  # fmt: skip


def _liability(view: View) -> Listing:
    """Every row on the grant's liability, credit positive, as the liability is said."""
    reading = view.reading
    rows = [
        (one, row)
        for one in reading.of_grant(view.grant_id)
        for row in one.rows
        if row.account.root == "liabilities" and row.account.grant_id == view.grant_id
    ]

    def line(item: tuple[JournalVoucher, JournalRow]) -> Line:
        one, row = item
        return Line(
            (
                number_of(one.voucher), one.voucher.date, one.text,
                f"{row.account.number} {row.account.name}".strip(), -row.amount,
            ),
            {"verifikation": to_voucher(reading, one.voucher)},
            voucher=one.voucher.number,
        )  # fmt: skip

    total = -sum((row.amount for _, row in rows), ZERO)
    return Listing(
        "rader", _LIABILITY, (VOUCHER, DATE, TEXT, ACCOUNT, AMOUNT), rows, line,
        totals=(None, None, None, None, total),
        note=Text("Kredit är plus: det som bidraget är skyldigt.",
                  "Credit is plus: what the grant owes."),
    )  # fmt: skip
