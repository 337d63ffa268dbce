"""Grundbok: every voucher in the order it was registered, so that completeness can be checked."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.books_common import (
    ACCOUNT,
    ACCOUNT_NAME,
    CREDIT,
    DATE,
    DEBIT,
    GRANT,
    REGISTERED,
    TEXT,
    VOUCHER,
    debit_and_credit,
    first_document,
    tied_to_settlement,
    why_draft,
)
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from nkr_audit.journal import Journal, JournalVoucher
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report

COLUMNS: Final = (
    REGISTERED, DATE, VOUCHER, TEXT, ACCOUNT, ACCOUNT_NAME, GRANT, DEBIT, CREDIT,
    Column("registrerad_av", Text("Registrerad av", "Registered by")),
    Column("attesterad_av", Text("Attesterad av", "Attested by")),
    Column("underlag", Text("Underlag", "Evidence")),
)  # fmt: skip
_BLANK: Final = (None,) * 8


def build(context: Context) -> Report:
    """Make the journal of the years in which something is booked on the grant."""
    journal = context.journal
    years = journal.years(context.grant.settlement.grant.id)
    gaps = gaps_in(journal)
    tables = [
        Table(
            f"verifikationer_{year}",
            Text(f"Verifikationer {year}", f"Vouchers {year}"),
            COLUMNS,
            tuple(_rows(journal.of_years(range(year, year + 1)), gaps)),
            note=Text(
                "I den ordning som verifikationerna registrerades, inom en dag i nummerordning. "
                "Den som saknar registreringsdag står efter dagen för händelsen.",
                "In the order in which the vouchers were registered, and within a day by number. "
                "One without a day of registration stands by the day of its event.",
            ),
        )
        for year in years
    ]
    return context.report(
        "grundbok",
        Text("Grundbok", "Journal"),
        (tied_to_settlement(context), _series(journal.of_years(years), gaps), *tables),
        draft=why_draft(context),
    )


def registration_order(vouchers: Iterable[JournalVoucher]) -> list[JournalVoucher]:
    """The vouchers in the order they were registered; within a day by series and number."""

    def order(voucher: JournalVoucher) -> tuple[date, str, bool, int, date]:
        running = voucher.running
        return (
            voucher.registered,
            voucher.series,
            running is None,
            running or 0,
            voucher.voucher.date,
        )

    return sorted(vouchers, key=order)


def gaps_in(journal: Journal) -> Mapping[tuple[str, int], tuple[int, int]]:
    """The numbers missing in each series: first and last of them, by the number that follows."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for voucher in journal.vouchers:
        if voucher.running is not None:
            numbers[voucher.series].add(voucher.running)
    return {
        (series, after): (before + 1, after - 1)
        for series, used in numbers.items()
        for before, after in pairwise(sorted(used))
        if after > before + 1
    }


def _rows(
    vouchers: Iterable[JournalVoucher], gaps: Mapping[tuple[str, int], tuple[int, int]]
) -> Iterator[Row]:
    told: set[tuple[str, int]] = set()
    for voucher in registration_order(vouchers):
        key = (voucher.series, voucher.running or 0)
        if voucher.running is not None and key in gaps and key not in told:
            told.add(key)
            yield _gap(voucher.series, *gaps[key])
        yield from _voucher(voucher)


def _gap(series: str, first: int, last: int) -> Row:
    which = f"{series}{first}" if first == last else f"{series}{first}–{series}{last}"
    count = last - first + 1
    what = (
        Text("Numret finns inte i boken.", "The number is not in the book.")
        if count == 1
        else Text(f"{count} nummer finns inte i boken.", f"{count} numbers are not in the book.")
    )
    return Row((None, None, which, what, *_BLANK))


def _voucher(voucher: JournalVoucher) -> Iterator[Row]:
    known = voucher.voucher
    document = first_document(voucher)
    head = (known.registered, known.date, known.number, voucher.text)
    people = (known.registered_by, known.attested_by)
    if not voucher.rows:
        yield Row((*head, *(None,) * 5, *people, document), 0, known.number, document)
    for row in voucher.rows:
        account = row.account
        yield Row(
            (*head, account.number or account.full, account.name, account.grant_id,
             *debit_and_credit(row.amount), *people, document),
            voucher=known.number, document=document,
        )  # fmt: skip


def _series(
    vouchers: Iterable[JournalVoucher], gaps: Mapping[tuple[str, int], tuple[int, int]]
) -> Table:
    """What each series holds: with it a reader checks that nothing has been left out."""
    by_series: dict[str, list[JournalVoucher]] = defaultdict(list)
    for voucher in vouchers:
        by_series[voucher.series if voucher.running is not None else ""].append(voucher)
    return Table(
        "serier",
        Text("Nummerserier", "Series of numbers"),
        (
            Column("serie", Text("Serie", "Series")),
            Column("fran", Text("Första", "First")),
            Column("till", Text("Sista", "Last")),
            Column("antal", Text("Verifikationer", "Vouchers"), "count", total=True),
            Column("dubbletter", Text("Dubbletter", "Duplicates"), "count", total=True),
            Column("saknas", Text("Saknade nummer", "Missing numbers"), "count", total=True),
            Column("hamtade", Text("Hämtade ur annat system", "Imported"), "count", total=True),
        ),
        tuple(_one_series(series, by_series[series], gaps) for series in sorted(by_series)),
        note=Text(
            "Nummer som saknas i en serie ur ekonomisystemet kan höra till det som inte är "
            "bokfört på bidraget. Serien utan namn är verifikationer utan löpnummer.",
            "Numbers missing in a series from the ERP may be what is not booked on the grant. The "
            "series without a name is vouchers without a running number.",
        ),
    )


def _one_series(
    series: str,
    vouchers: list[JournalVoucher],
    gaps: Mapping[tuple[str, int], tuple[int, int]],
) -> Row:
    numbers = {voucher.running for voucher in vouchers if voucher.running is not None}
    missing = sum(
        last - first + 1
        for number in numbers
        for first, last in [gaps.get((series, number), (1, 0))]
    )
    return Row((
        series,
        f"{series}{min(numbers)}" if numbers else None,
        f"{series}{max(numbers)}" if numbers else None,
        len(vouchers),
        len(vouchers) - len(numbers) if numbers else 0,
        missing,
        sum(voucher.voucher.source is not None for voucher in vouchers),
    ))  # fmt: skip
