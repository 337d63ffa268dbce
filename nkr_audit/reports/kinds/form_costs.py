"""The costs of a grant on its forms: larger items, shares by purpose and the like, and the trace.

All amounts are shares inside the grant year, SEK, so that every table adds up to the settlement.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nkr_audit import vocabulary as words
from nkr_audit.accruals import group_of
from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.form_answers import grant_of
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from decimal import Decimal

    from nkr_audit.book import CostLine, Voucher
    from nkr_audit.reports.context import Context

VOUCHER: Final = Column("verifikation", Text("Verifikation", "Voucher"))
DATE: Final = Column("datum", Text("Datum", "Date"), "date")
TEXT: Final = Column("text", Text("Motpart och text", "Payee and text"))
REGISTER: Final = Column("register", Text("Register", "Register"))
BENEFIT: Final = Column("nytta", Text("Nytta", "Benefit"))
PURPOSE: Final = Column("andamal", Text("Ändamål", "Purpose"))
CATEGORY: Final = Column("kostnadsslag", Text("Kostnadsslag", "Cost category"))
ACTIVITY: Final = Column("insats", Text("Insats", "Activity"))
AMOUNT: Final = Column("belopp", Text("Belopp", "Amount"), "amount", total=True)

NO_REGISTER: Final = Text("(inget register)", "(no register)")
NO_ACTIVITY: Final = Text("(ingen insats)", "(no activity)")
_BENEFITS: Final = {
    words.DIRECT: Text("direkt", "direct"),
    words.INDIRECT: Text("indirekt", "indirect"),
}


@dataclass(frozen=True, slots=True)
class CostItem:
    """What one voucher cost; an accrual, its release and the invoice for it are one item."""

    vouchers: tuple[Voucher, ...]
    lines: tuple[CostLine, ...]
    amount: Decimal

    @property
    def voucher(self) -> Voucher:
        """The one that tells what the item is: neither an accrual nor its release, if any is."""
        passing = {words.TAG_ACCRUAL, words.TAG_RELEASE}
        return next((one for one in self.vouchers if not passing & one.tags), self.vouchers[0])


def lines_inside(context: Context) -> tuple[CostLine, ...]:
    """The cost lines that have a share inside the grant year."""
    return tuple(line for line in grant_of(context).cost_lines if line.inside)


def cost_items(context: Context) -> tuple[CostItem, ...]:
    """The costs by voucher, the largest first."""
    found: dict[int | Voucher, list[CostLine]] = defaultdict(list)
    for line in lines_inside(context):
        group = group_of(line.voucher, context.book.accrual_groups)
        found[line.voucher if group is None else group].append(line)
    items = (
        CostItem(tuple(dict.fromkeys(line.voucher for line in lines)), tuple(lines), total(lines))
        for lines in found.values()
    )
    return tuple(sorted(items, key=lambda item: (-abs(item.amount), item.voucher.date)))


def total(lines: Iterable[CostLine]) -> Decimal:
    """Add up the inside shares, SEK."""
    return sum((line.inside for line in lines), ZERO)


def register_of(line: CostLine) -> Text:
    """The register of a cost, or that it has none."""
    return _plain(line.register) if line.register else NO_REGISTER


def activity_of(context: Context) -> Callable[[CostLine], Text]:
    """Tell the activity of a cost by its id and title."""
    titles = {one.id: f"{one.id} {one.title}" for one in grant_of(context).activities}

    def said(line: CostLine) -> Text:
        return _plain(titles.get(line.activity, line.activity)) if line.activity else NO_ACTIVITY

    return said


def purpose_of(line: CostLine) -> Text:
    """The purpose of a cost, in words."""
    return label_of(line.purpose)


def category_of(line: CostLine) -> Text:
    """The category of a cost, in words."""
    return label_of(line.category)


def shares(
    key: str,
    title: Text,
    lines: Iterable[CostLine],
    by: tuple[tuple[Column, Callable[[CostLine], Text]], ...],
    note: Text | None = None,
) -> Table:
    """Costs summed by all of ``by``; when there are several, with a sum for each of the first."""
    sums: dict[tuple[Text, ...], Decimal] = defaultdict(lambda: ZERO)
    for line in lines:
        sums[tuple(name(line) for _, name in by)] += line.inside
    rows: list[Row] = []
    order = sorted(sums, key=lambda names: tuple(name.sv.casefold() for name in names))
    for place, names in enumerate(order):
        rows.append(Row((*names, sums[names])))
        is_last = place + 1 == len(order) or order[place + 1][0] != names[0]
        if is_last and len(by) > 1:
            of_first = (sums[other] for other in order if other[0] == names[0])
            rows.append(sum_row(names[0], sum(of_first, ZERO), len(by)))
    return Table(key, title, (*(column for column, _ in by), AMOUNT), tuple(rows), note)


def sum_row(of: Text, amount: Decimal, columns: int, said_in: int = 0) -> Row:
    """A sum of the rows above: it says what it is the sum of in one of the columns before it."""
    said = Text(f"Summa {of.sv}", f"Total {of.en}")
    return Row((*(said if place == said_in else None for place in range(columns)), amount), level=1)


def vouchers_behind(context: Context) -> Table:
    """Every voucher row behind the costs, by register, with what it was booked as."""
    activity, documents = activity_of(context), documents_of(context)
    lines = sorted(
        lines_inside(context),
        key=lambda one: (
            one.register is None, (one.register or "").casefold(),
            one.voucher.date, one.voucher.number or "",
        ),
    )  # fmt: skip
    columns = (VOUCHER, DATE, TEXT, REGISTER, BENEFIT, PURPOSE, CATEGORY, ACTIVITY, AMOUNT)
    rows: list[Row] = []
    several = len({line.register for line in lines}) > 1
    for place, line in enumerate(lines):
        voucher = line.voucher
        rows.append(
            Row(
                (voucher.number, voucher.date, voucher.description, register_of(line),
                 _BENEFITS.get(line.benefit or "", label_of(line.benefit)), purpose_of(line),
                 category_of(line), activity(line), line.inside),
                voucher=voucher.number, document=documents(voucher),
            )
        )  # fmt: skip
        is_last = place + 1 == len(lines) or lines[place + 1].register != line.register
        if is_last and several:
            amount = total(one for one in lines if one.register == line.register)
            rows.append(sum_row(register_of(line), amount, len(columns) - 1, columns.index(TEXT)))
    return Table(
        "verifikationer-kostnader",
        Text("Bilaga: verifikationer bakom kostnaderna", "Annex: vouchers behind the costs"),
        columns,
        tuple(rows),
        note=Text(
            "Beloppet är den del av kostnaden som ligger i bidragsåret. Ur listan kan varje belopp "
            "ovan räknas fram.",
            "The amount is the part of the cost inside the grant year. Every amount above can be "
            "worked out from the list.",
        ),
    )


def payments_behind(context: Context) -> Table:
    """Every voucher behind what was received, and what was paid back (minus)."""
    grant, documents = grant_of(context), documents_of(context)
    return Table(
        "verifikationer-bidrag",
        Text(
            "Bilaga: verifikationer bakom utbetalt och återbetalt bidrag",
            "Annex: vouchers behind the grant received and repaid",
        ),
        (VOUCHER, DATE, TEXT, Column("handelse", Text("Händelse", "Event")), AMOUNT),
        tuple(
            Row(
                (entry.voucher.number, entry.voucher.date, entry.voucher.description, what,
                 -entry.amount),
                voucher=entry.voucher.number, document=documents(entry.voucher),
            )
            for entries, what in (
                (grant.receipts, Text("utbetalning", "receipt")),
                (grant.repayments, Text("återbetalning", "repayment")),
            )
            for entry in entries
        ),
    )  # fmt: skip


def documents_of(context: Context) -> Callable[[Voucher], str | None]:
    """Tell the first document of a voucher, by its path from the book's folder."""
    first = {one.voucher: one.documents[0] for one in context.journal.vouchers if one.documents}
    return first.get


def activities(context: Context) -> Table:
    """Each activity with its cost and how it furthers the purpose of the grant."""
    return Table(
        "insatser",
        Text("Insatser och hur de främjar syftet", "Activities, and how they further the purpose"),
        (ACTIVITY, PURPOSE, Column("framjar", Text("Främjar syftet", "Furthers the purpose")),
         AMOUNT),
        tuple(_activity_rows(context)),
    )  # fmt: skip


def _activity_rows(context: Context) -> Iterator[Row]:
    sums: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
    for line in lines_inside(context):
        sums[line.activity or None] += line.inside
    for one in grant_of(context).activities:
        furthers = None if one.furthers == words.FIXME else one.furthers
        name = f"{one.id} {one.title}"
        yield Row((name, label_of(one.purpose), furthers, sums.pop(one.id, ZERO)))
    for unknown, amount in sums.items():
        yield Row((unknown or NO_ACTIVITY, None, None, amount))


def _plain(text: str | None) -> Text:
    return Text(text or "", text or "")
