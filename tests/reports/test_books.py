"""The books of account: nothing is left out, debit equals credit, all ties to the settlement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkr_audit.errors import NkrError
from nkr_audit.journal import split_number
from nkr_audit.reports.document import Table
from nkr_audit.reports.kinds import grundbok, huvudbok, kontoutdrag
from nkr_audit.text import Text
from tests.books import (
    GRANT,
    PAYABLE,
    SOFTWARE,
    Bare,
    agreement,
    book,
    cost,
    receipt,
    recognise,
    row,
    small_grant,
    sound_grant,
    voucher,
    write_ledger,
)
from tests.ledgers import as_json
from tests.reports.contexts import (
    LEDGER,
    REGIONS,
    column,
    contexts,
    field,
    in_memory,
    table,
    totals,
)

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.journal import JournalRow, JournalVoucher
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Value

ZERO = Decimal("0.00")
COST_2022 = "Kostnader:NKR2022:5420-Programvaror"


def main(region: str) -> list[Context]:
    return contexts(LEDGER / region / "main.beancount")


def tables(report: Report, start: str) -> list[Table]:
    return [one for one in report.sections if isinstance(one, Table) and one.key.startswith(start)]


@pytest.mark.parametrize("region", REGIONS)
def test_the_books_tie_to_nkr_settle_to_the_ore(region: str) -> None:
    settled = as_json("settle", LEDGER / region / "main.beancount")["grants"]
    made = main(region)

    assert [one.grant.settlement.grant.id for one in made] == [one["grant"] for one in settled]
    for context, said in zip(made, settled, strict=True):
        for kind in (huvudbok, grundbok, kontoutdrag):
            report = kind.build(context)
            for key, name in (
                ("mottaget", "received"), ("kostnader", "costs"), ("oanvant", "unused"),
                ("aterbetalat", "repaid"),
            ):  # fmt: skip
                assert field(report, "avstamning", key).value == Decimal(said[name])
            assert field(report, "avstamning", "skillnad").value == ZERO


@pytest.mark.parametrize("region", REGIONS)
def test_general_ledger_and_journal_hold_the_same_and_balance(region: str) -> None:
    for context in main(region):
        ledger, journal = huvudbok.build(context), grundbok.build(context)
        by_account, by_time = tables(ledger, "konton_"), tables(journal, "verifikationer_")

        assert len(by_account) == len(by_time) >= 1
        for one, other in zip(by_account, by_time, strict=True):
            assert totals(one) == totals(other)
            assert totals(one)["debet"] == totals(one)["kredit"] != ZERO
        for balances in tables(ledger, "saldon_"):
            sums = totals(balances)
            assert sums["ingaende"] == sums["utgaende"] == ZERO
            assert sums["debet"] == sums["kredit"]


@pytest.mark.parametrize("region", REGIONS)
def test_each_account_goes_on_where_it_ended_the_year_before(region: str) -> None:
    for context in main(region):
        years = tables(huvudbok.build(context), "konton_")
        carried = {
            (one.account.number, one.account.name, one.account.grant_id)
            for _, one in _rows(context)
            if one.account.has_balance
        }
        closed: dict[tuple[Value, ...], Value] = {}
        for year in years:
            began = {
                (*one.values[:2], one.values[6]): one.values[-1]
                for one in year.rows
                if one.level == 1 and one.values[5] == Text("Ingående saldo", "Opening balance")
            }
            for name, balance in closed.items():
                assert began.get(name, ZERO) == (balance if name in carried else ZERO)
            closed = {
                (*one.values[:2], one.values[6]): one.values[-1]
                for one in year.rows
                if one.level == 1 and one.values[5] == Text("Utgående saldo", "Closing balance")
            }


def test_the_general_ledger_carries_a_running_balance() -> None:
    context = in_memory(
        book(
            small_grant("1000.00"),
            cost("A1", "2026-02-01", "100.00"),
            cost("A2", "2026-03-01", "-30.00"),
            cost("A3", "2027-01-05", "7.00"),
        )
    )
    (first, second) = tables(huvudbok.build(context), "konton_")

    def software(year: Table) -> list[tuple[object, object, object]]:
        rows = tuple(one for one in year.rows if one.values[0] == "5420")
        return list(
            zip(
                column(year, "debet", rows), column(year, "kredit", rows),
                column(year, "saldo", rows), strict=True,
            )
        )  # fmt: skip

    hundred, thirty, seven = Decimal("100.00"), Decimal("30.00"), Decimal("7.00")
    assert software(first) == [
        (None, None, ZERO),
        (hundred, None, hundred),
        (None, thirty, Decimal("70.00")),
        (hundred, thirty, Decimal("70.00")),
    ]
    assert software(second) == [
        (None, None, ZERO),
        (seven, None, seven),
        (seven, ZERO, seven),
    ]


def test_a_row_leads_to_its_voucher_and_its_invoice() -> None:
    context = in_memory(book(sound_grant(), cost("A1", "2026-06-01", "100.00")))
    (year,) = tables(huvudbok.build(context), "konton_")

    (found,) = (one for one in year.rows if one.level == 0 and one.values[0] == "5420")
    assert (found.voucher, found.document) == ("A1", "A1-faktura.pdf")


def test_the_journal_is_in_order_of_registration_and_shows_gaps() -> None:
    context = in_memory(
        book(
            sound_grant(),
            cost("A1", "2026-06-01", "100.00", registrerad=Bare("2026-06-20")),
            cost("A3", "2026-06-05", "100.00", registrerad=Bare("2026-06-06")),
            cost("A10", "2026-06-04", "100.00", registrerad=Bare("2026-06-20")),
            cost("A9", "2026-06-07", "100.00", registrerad=Bare("2026-06-20")),
        )
    )
    report = grundbok.build(context)
    (year,) = tables(report, "verifikationer_")

    numbers = list(dict.fromkeys(column(year, "verifikation")))
    assert numbers == ["A11–A16", "A17", "A2", "A3", "A1", "A4–A8", "A9", "A10"]
    (gap,) = (one for one in year.rows if one.values[2] == "A2")
    assert gap.values[3] == Text("Numret finns inte i boken.", "The number is not in the book.")
    (series,) = table(report, "serier").rows
    assert series.values == ("A", "A1", "A17", 5, 0, 12, 0)


def test_a_number_used_twice_is_counted_in_its_series() -> None:
    context = in_memory(
        book(
            sound_grant(),
            cost("A18", "2026-06-01", "100.00"),
            voucher("A18", "2026-06-02", row(SOFTWARE, "5.00"), row(PAYABLE)),
        )
    )

    (series,) = table(grundbok.build(context), "serier").rows
    assert series.values[3:6] == (3, 1, 0)


def test_both_dates_stand_beside_each_other_and_a_missing_one_is_not_made_up() -> None:
    context = in_memory(
        book(
            sound_grant(),
            cost("A18", "2026-06-01", "100.00", registrerad=Bare("2026-06-20")),
            cost("A19", "2026-06-30", "100.00", registrerad=None),
        )
    )
    (year,) = tables(grundbok.build(context), "verifikationer_")
    dates = {
        str(one.values[2]): tuple(value and str(value) for value in one.values[:2])
        for one in year.rows
    }

    assert dates["A18"] == ("2026-06-20", "2026-06-01")
    assert dates["A19"] == (None, "2026-06-30")


def test_the_statement_ends_with_what_the_grant_is_owed() -> None:
    context = in_memory(
        book(sound_grant(), cost("A18", "2026-06-01", "100.00"), recognise("100.00"))
    )
    report = kontoutdrag.build(context)
    found = table(report, "kontoutdrag")

    assert set(column(found, "konto")) == {"2971"}
    assert column(found, "saldo")[-1] == Decimal("-1585758.00")
    assert field(report, "skuld", "star").value == Decimal("1585758.00")
    assert field(report, "skuld", "skillnad").value == ZERO


@pytest.mark.parametrize("region", REGIONS)
def test_the_statement_ties_to_what_ought_to_be_left(region: str) -> None:
    for context in main(region):
        found = table(kontoutdrag.build(context), "kontoutdrag")
        left = [
            one.values[-1]
            for one in found.rows
            if one.values[5] == Text("Utgående saldo", "Closing balance")
        ]

        assert sum(one for one in left if isinstance(one, Decimal)) == -(
            context.grant.settlement.grant.liability
        )


def test_the_statement_may_be_of_other_accounts() -> None:
    context = in_memory(
        book(sound_grant(), cost("A18", "2026-06-01", "100.00"), cost("A19", "2026-06-02", "50.00"))
    )

    def shown(*accounts: str) -> tuple[Report, Table]:
        report = kontoutdrag.build(replace(context, accounts=accounts))
        return report, table(report, "kontoutdrag")

    report, found = shown("2440", SOFTWARE)
    assert set(column(found, "konto")) == {"2440", "5420"}
    assert [one for one in column(found, "saldo") if one] == [
        Decimal("-100.00"), Decimal("-150.00"), Decimal("-150.00"),
        Decimal("100.00"), Decimal("150.00"), Decimal("150.00"),
    ]  # fmt: skip
    assert "skuld" not in {one.key for one in report.sections}
    assert field(report, "avstamning", "skillnad").value == ZERO
    assert found.note is not None
    assert "börjar kostnader och intäkter inte om" in found.note.sv
    assert set(column(shown("2440", PAYABLE)[1], "konto")) == {"2440"}
    with pytest.raises(NkrError) as caught:
        shown("2440", "9999")
    assert "Inget är bokfört på kontot 9999." in caught.value.what.sv
    assert "2440, 2971" in caught.value.remedy.sv


def test_a_number_is_of_the_grants_own_accounts(tmp_path: Path) -> None:
    text = book(
        agreement(2021), agreement(2022), cost("A18", "2022-06-01", "100.00", account=COST_2022)
    )
    (of_2021, of_2022) = contexts(write_ledger(tmp_path, text))
    found = table(kontoutdrag.build(replace(of_2022, accounts=("5420",))), "kontoutdrag")
    assert set(column(found, "bidrag")) == {"NKR2022"}
    with pytest.raises(NkrError):
        kontoutdrag.build(replace(of_2021, accounts=("5420",)))
    elsewhere = table(kontoutdrag.build(replace(of_2021, accounts=(COST_2022,))), "kontoutdrag")
    assert set(column(elsewhere, "bidrag")) <= {"NKR2022", None}


def test_a_book_that_cannot_be_read_whole_is_only_a_draft() -> None:
    foreign = voucher(
        "A18", "2026-06-01", "  Kostnader:NKR2026:5420-Programvaror  5.00 EUR\n",
        "  Skulder:2440-Leverantörsskulder  -5.00 EUR\n",
    )  # fmt: skip
    report = huvudbok.build(in_memory(book(sound_grant(), foreign)))

    assert "A18" in report.draft[-1].sv
    assert huvudbok.build(in_memory(book(sound_grant()))).draft == ()


def test_a_grant_with_nothing_booked_has_empty_books() -> None:
    context = in_memory(book(sound_grant().partition("2026-05-20 *")[0]))

    for kind in (huvudbok, grundbok, kontoutdrag):
        report = kind.build(context)
        assert field(report, "avstamning", "skillnad").value == ZERO
        assert [row for one in tables(report, "") for row in one.rows] == []


@given(
    st.lists(
        st.tuples(
            st.integers(1, 30), st.dates(min_value=date(2026, 1, 1),
                                         max_value=date(2027, 12, 31)),
            st.decimals(Decimal("-9999.99"), Decimal("9999.99"), places=2).filter(bool),
        ),
        max_size=12,
    )
)  # fmt: skip
def test_whatever_is_booked_is_in_both_books_once(
    booked: list[tuple[int, object, Decimal]],
) -> None:
    costs = [cost(f"C{number}", str(day), str(amount)) for number, day, amount in booked]
    context = in_memory(book(small_grant("1000.00"), *costs, receipt("1.00", number="B1")))
    ledger, journal = huvudbok.build(context), grundbok.build(context)

    in_ledger = sorted(
        (str(one.voucher), str(one.values[0]), str(one.values[8]), str(one.values[9]))
        for found in tables(ledger, "konton_")
        for one in found.rows
        if one.level == 0
    )
    in_journal = sorted(
        (str(one.voucher), str(one.values[4]), str(one.values[7]), str(one.values[8]))
        for found in tables(journal, "verifikationer_")
        for one in found.rows
        if one.voucher
    )
    assert in_ledger == in_journal
    assert len(in_ledger) == 2 * (len(booked) + 2)
    assert field(ledger, "avstamning", "skillnad").value == ZERO
    missing = totals(table(journal, "serier"))["saknas"]
    numbers = sorted({number for number, _, _ in booked})
    gaps = numbers[-1] - numbers[0] + 1 - len(numbers) if numbers else 0
    assert missing == gaps
    assert {
        one.account.grant_id for _, one in _rows(context) if one.account.root == "expenses"
    } <= {GRANT}


def _rows(context: Context) -> list[tuple[JournalVoucher, JournalRow]]:
    return [(one, found) for one in context.journal.vouchers for found in one.rows]


@given(st.text(alphabet="A-2026", max_size=8), st.integers(0, 10**18 - 1))
def test_a_number_is_its_series_and_its_running_number(series: str, running: int) -> None:
    prefix = f"{series}B"

    assert split_number(f"{prefix}{running}") == (prefix, running)


def test_a_number_without_digits_has_no_running_number() -> None:
    assert split_number("BOKSLUT") == ("BOKSLUT", None)
    assert split_number(None) == ("", None)
    assert split_number("A" + "9" * 19) == ("A" + "9" * 19, None)
