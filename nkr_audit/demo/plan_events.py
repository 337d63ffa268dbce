"""What happened in a grant year, ``[[bidrag.handelse]]`` of a plan, in the file's order.

``slag`` says what it was: ``faktura``, ``fordelning``, ``reservering`` or ``rattelse``. The first
two may come back through the year with ``varje`` instead of ``dag`` and ``avser``. ``id`` is for
others to name it by: a credit note, a correction, or ``{id}`` in a text, which becomes the number
of the voucher. Amounts are texts with two decimals, so that they stand as they are booked; VAT is
25 per cent unless ``moms`` says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.demo import chart
from nkr_audit.demo.organisations import SUPPLIERS
from nkr_audit.demo.plan import Accrual, Allocation, Correction, Invoice
from nkr_audit.demo.repeated import NAMES, Time, times
from nkr_audit.money import ZERO
from nkr_audit.period import parse_period
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nkr_audit.demo.organisations import Supplier
    from nkr_audit.demo.plan import Event, Split
    from nkr_audit.toml_table import Table

_AMOUNT: Final = re.compile(r"-?\d{1,12}\.\d\d")
_BRACES: Final = re.compile(r"\{([^{}]*)\}|[{}]")
_VAT: Final = 25
_WHOLE: Final = 100


@dataclass(frozen=True, slots=True)
class Known:
    """A grant's year, and what its costs may name: its insatser and its splits."""

    year: int
    activities: tuple[str, ...]
    splits: Mapping[str, Split]

    def activity(self, table: Table) -> str:
        """The insats that a cost belongs to."""
        return table.choice("insats", self.activities)

    def split(self, table: Table, key: str = "delning") -> Split:
        """How a cost is shared among the registers."""
        return self.splits[table.choice(key, self.splits)]


def read_events(tables: Iterable[Table], known: Known) -> tuple[Event, ...]:
    """Every event, those that come back once for each time; what they name must be there."""
    read = [
        (table, event)
        for table in tables
        for event in _READERS[table.choice("slag", _READERS)](table, known)
    ]
    keys = [event.key for _, event in read if event.key]
    for table, event in read:
        _check_names(table, event, keys)
    return tuple(event for _, event in read)


def amount(table: Table, key: str) -> Decimal:
    """An amount in kronor, written as a text with two decimals; a credit is negative."""
    text = table.text(key)
    if not _AMOUNT.fullmatch(text):
        raise table.error(
            key,
            Text(f"är inget belopp: ”{text}”", f"is not an amount: “{text}”"),
            Text(
                'Skriv kronor med två decimaler inom citattecken, som "18400.00".',
                'Write kronor with two decimals within quotation marks, as "18400.00".',
            ),
        )
    return Decimal(text)


def at_most(table: Table, key: str, most: int) -> int | None:
    """A whole number from 1 to ``most``, or None when the key is not there."""
    number = table.optional(table.count, key)
    if number is not None and number > most:
        raise table.error(
            key,
            Text(f"är {number}, mer än {most}", f"is {number}, more than {most}"),
            Text(f"Skriv ett heltal från 1 till {most}.", f"Write a number from 1 to {most}."),
        )
    return number


def _invoice(table: Table, known: Known) -> tuple[Event, ...]:
    first, *rest = _times(table, known.year)
    row = Invoice(
        day=first.day,
        supplier=_supplier(table),
        account=_account(table),
        text=table.text("text"),
        net=amount(table, "belopp"),
        period=first.period,
        activity=known.activity(table),
        to=known.split(table),
        vat=_vat(table),
        key=_key(table),
        credits=table.optional(table.text, "krediterar") or "",
        prepaid=table.optional(lambda key: amount(table, key), "forutbetalt") or ZERO,
        billed=table.optional(lambda key: _period(table, key), "hela-fakturan-avser") or "",
    )
    return tuple(time.of(row) for time in (first, *rest))


def _allocation(table: Table, known: Known) -> tuple[Event, ...]:
    first, *rest = _times(table, known.year)
    row = Allocation(
        day=first.day,
        unit=table.text("enhet"),
        account=_account(table),
        text=table.text("text"),
        pool=amount(table, "att-fordela"),
        part=table.count("del"),
        whole=table.count("av"),
        basis=table.text("fordelningsnyckel"),
        period=first.period,
        activity=known.activity(table),
        to=known.split(table),
        key=_key(table),
    )
    return tuple(time.of(row) for time in (first, *rest))


def _accrual(table: Table, known: Known) -> tuple[Event, ...]:
    row = Accrual(
        key=table.slug("id"),
        supplier=_supplier(table),
        account=_account(table),
        text=table.text("text"),
        estimate=amount(table, "reserverat"),
        final=amount(table, "fakturerat"),
        delivered=table.day("levererat"),
        delivery=table.text("leverans"),
        invoiced=table.day("fakturadag"),
        period=_period(table, "avser"),
        activity=known.activity(table),
        to=known.split(table),
        vat=_vat(table),
    )
    return (row,)


def _correction(table: Table, known: Known) -> tuple[Event, ...]:
    row = Correction(
        day=table.day("dag"),
        of=table.text("rattar"),
        account=_account(table),
        text=table.text("text"),
        amount=amount(table, "belopp"),
        period=_period(table, "avser"),
        activity=known.activity(table),
        away=known.split(table, "fran"),
        to=table.optional(lambda key: known.split(table, key), "till"),
        to_account=table.optional(lambda key: _account(table, key), "till-konto") or "",
        key=_key(table),
    )
    return (row,)


_READERS: Final = {
    "faktura": _invoice,
    "fordelning": _allocation,
    "reservering": _accrual,
    "rattelse": _correction,
}


def _times(table: Table, year: int) -> tuple[Time, ...]:
    """The one day it happens, or the times of the year it comes back."""
    often = table.optional_choice("varje", NAMES)
    if often is None:
        return (Time(table.day("dag"), _period(table, "avser")),)
    most = len(NAMES[often])
    return times(often, at_most(table, "till-och-med", most) or most, year)


def _supplier(table: Table) -> Supplier:
    return SUPPLIERS[table.choice("leverantor", SUPPLIERS)]


def _account(table: Table, key: str = "konto") -> str:
    return table.choice(key, chart.numbers())


def _key(table: Table) -> str:
    return table.optional(table.slug, "id") or ""


def _vat(table: Table) -> int:
    return at_most(table, "moms", _WHOLE) or _VAT


def _period(table: Table, key: str) -> str:
    text = table.text(key)
    try:
        parse_period(text)
    except ValueError as error:
        raise table.error(
            key,
            Text(f"är ingen period: ”{text}”", f"is not a period: “{text}”"),
            Text("Skriv som 2026, 2026-04 eller 2026-05/2026-06.", "Write as 2026-05/2026-06."),
        ) from error
    return text


def _check_names(table: Table, event: Event, keys: list[str]) -> None:
    """Refuse a key that is not alone, and the name of an event that is not there."""
    if event.key and keys.count(event.key) > 1:
        raise table.error(
            "id",
            Text(f"är inte ensamt: ”{event.key}”", f"is not alone: “{event.key}”"),
            Text("Ge händelserna var sitt id.", "Give each event an id of its own."),
        )
    named = [("text", found[1] or found[0]) for found in _BRACES.finditer(event.text)]
    if isinstance(event, Invoice) and event.credits:
        named.append(("krediterar", event.credits))
    if isinstance(event, Correction):
        named.append(("rattar", event.of))
    for key, name in named:
        if name not in keys:
            raise table.error(
                key,
                Text(f"nämner en händelse som inte finns: ”{name}”", f"names no event: “{name}”"),
                Text("Skriv id på en av bidragets händelser.", "Write the id of an event."),
            )
