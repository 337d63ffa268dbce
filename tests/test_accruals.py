"""Accruals: a cost stays in the year it arose, and only the difference moves the figure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import (
    ACCRUED,
    SALARY,
    SOFTWARE,
    accrual,
    book,
    cost,
    costs_of,
    read_in_memory,
    release,
    row,
    settle_text,
    sound_grant,
    voucher,
)

if TYPE_CHECKING:
    from nkr_audit.book import Accrual, CostLine

STEADY = settings(deadline=None, max_examples=60, derandomize=True)

ACCRUAL = accrual("A80", "2026-12-31", "10000.00", avser="2026-12")
RELEASE = release("B1", "2027-01-01", "-10000.00", links="^A80")
INVOICE = cost("B7", "2027-01-20", "9500.00", links="^A80")


def line(number: str, *vouchers: str) -> CostLine:
    """The one cost line of the voucher ``number``."""
    (grant,) = read_in_memory(book(sound_grant(), *vouchers)).grants
    (found,) = (item for item in grant.cost_lines if item.voucher.number == number)
    return found


def outcome(*vouchers: str) -> Accrual:
    """What became of the one accrual."""
    (grant,) = read_in_memory(book(sound_grant(), *vouchers)).grants
    (found,) = grant.accruals
    return found


def test_the_invoice_of_next_year_moves_the_figure_by_the_difference_only() -> None:
    assert costs_of(ACCRUAL) == Decimal("10000.00")
    # 10 000.00 − 10 000.00
    assert costs_of(ACCRUAL, RELEASE) == Decimal("0.00")
    # 10 000.00 − 10 000.00 + 9 500.00
    assert costs_of(ACCRUAL, RELEASE, INVOICE) == Decimal("9500.00")


def test_without_a_common_link_release_and_invoice_belong_to_the_next_year() -> None:
    loose = (
        release("B1", "2027-01-01", "-10000.00", links=""),
        cost("B7", "2027-01-20", "9500.00"),
    )

    assert costs_of(ACCRUAL, *loose) == Decimal("10000.00")


def test_the_link_may_be_any_that_they_share() -> None:
    accrued = accrual("A80", "2026-12-31", "10000.00", links="^avtal-7", avser="2026-12")
    invoice = cost("B7", "2027-01-20", "9500.00", links="^avtal-7")

    assert line("B7", accrued, invoice).period_source == "reservering"


def test_an_accrual_without_avser_gives_its_date() -> None:
    accrued = accrual("A80", "2026-12-31", "10000.00")

    found = line("B7", accrued, INVOICE)

    assert (str(found.period), found.period_source) == ("2026-12-31", "reservering")
    assert costs_of(accrued, RELEASE, INVOICE) == Decimal("9500.00")


def test_an_accrual_made_in_the_new_year_for_the_old_counts_in_the_old() -> None:
    accrued = accrual("B2", "2027-01-10", "10000.00", avser="2026-12")
    invoice = cost("B7", "2027-01-20", "9500.00", links="^B2")

    assert costs_of(accrued, release("B6", "2027-01-20", "-10000.00", links="^B2"), invoice) == (
        Decimal("9500.00")
    )


def test_an_invoice_with_its_own_avser_goes_by_that() -> None:
    # 46 days from 2026-12-16: 16 in 2026, 30 in 2027. 9 200.00 × 16/46 = 3 200.00
    invoice = cost("B7", "2027-01-20", "9200.00", links="^A80", avser="2026-12-16/2027-01-30")

    found = line("B7", ACCRUAL, invoice)

    assert (found.inside, found.outside) == (Decimal("3200.00"), Decimal("6000.00"))
    assert found.period_source == "avser"
    assert costs_of(ACCRUAL, RELEASE, invoice) == Decimal("3200.00")


def test_avser_on_one_posting_of_the_invoice_leaves_the_others_with_the_accruals() -> None:
    invoice = cost(
        "B7", "2027-01-20", "9500.00", row(SOFTWARE, "700.00", avser="2027-01"), links="^A80"
    )

    assert costs_of(ACCRUAL, RELEASE, invoice) == Decimal("9500.00")


def test_an_accrual_over_the_turn_of_the_year_is_released_by_the_same_days() -> None:
    # 6 200.00 over 62 days, 31 in 2026: 3 100.00; the invoice 6 262.00 × 31/62 = 3 131.00
    accrued = accrual("A80", "2026-12-31", "6200.00", avser="2026-12/2027-01")
    released = release("B1", "2027-01-01", "-6200.00", links="^A80")
    invoice = cost("B7", "2027-02-05", "6262.00", links="^A80")

    assert costs_of(accrued) == Decimal("3100.00")
    assert costs_of(accrued, released, invoice) == Decimal("3131.00")


def test_an_accrual_that_shares_a_link_with_another_keeps_its_own_date() -> None:
    other = accrual("A81", "2026-12-30", "400.00", links="^A80")

    found = line("A81", ACCRUAL, other)

    assert (str(found.period), found.period_source) == ("2026-12-30", "datum")


def test_an_accrual_outside_the_grants_own_accounts_still_gives_its_period() -> None:
    accrued = voucher(
        "A80", "2027-01-08", row("Kostnader:5420-Programvaror", "10000.00"),
        row(ACCRUED, "-10000.00"), tags="#reservering", avser="2026-12",
    )  # fmt: skip

    found = line("B7", accrued, INVOICE)

    assert (str(found.period), found.period_source) == ("2026-12-01/2026-12-31", "reservering")


def test_the_accruals_posting_wins_over_its_voucher() -> None:
    accrued = accrual("A80", "2026-12-31", "1.00", avser="2027-01").replace(
        f"{SOFTWARE}  1.00 SEK\n", f'{SOFTWARE}  1.00 SEK\n    avser: "2026-11"\n'
    )

    assert str(line("B7", accrued, INVOICE).period) == "2026-11-01/2026-11-30"


class TestAnInvoiceThatBelongsToTwoAccruals:
    november = accrual("A80", "2026-12-31", "600.00", avser="2026-11")
    december = accrual("A81", "2026-12-31", "400.00", account=SALARY, avser="2026-12")

    def test_each_row_takes_the_period_of_the_accrual_on_its_own_account(self) -> None:
        invoice = cost("B7", "2027-01-20", "550.00", row(SALARY, "420.00"), links="^A80 ^A81")
        (grant,) = read_in_memory(book(sound_grant(), self.november, self.december, invoice)).grants

        periods = {
            item.account_number: str(item.period.start)
            for item in grant.cost_lines
            if item.voucher.number == "B7"
        }

        assert periods == {"5420": "2026-11-01", "5010": "2026-12-01"}
        assert not any(item.accrual_ambiguous for item in grant.cost_lines)

    def test_one_period_is_no_doubt(self) -> None:
        again = accrual("A82", "2026-12-30", "1.00", avser="2026-11")
        invoice = cost("B7", "2027-01-20", "550.00", links="^A80 ^A82")

        found = line("B7", self.november, again, invoice)

        assert (str(found.period.start), found.accrual_ambiguous) == ("2026-11-01", False)

    def test_two_periods_on_no_account_of_its_own_give_the_earliest_and_say_so(self) -> None:
        travel = "Kostnader:NKR2026:5810-Resor"
        invoice = cost("B7", "2027-01-20", "550.00", account=travel, links="^A80 ^A81")

        found = line("B7", self.november, self.december, invoice)

        assert (str(found.period.start), found.accrual_ambiguous) == ("2026-11-01", True)

    def test_the_link_of_one_goes_before_a_link_that_both_carry(self) -> None:
        november = accrual("A80", "2026-12-31", "600.00", links="^bokslut", avser="2026-11")
        december = accrual("A81", "2026-12-31", "400.00", links="^bokslut", avser="2026-12")
        released = release("B1", "2027-01-01", "-400.00", links="^bokslut ^A81")

        found = line("B1", november, december, released)

        assert (str(found.period.start), found.accrual_ambiguous) == ("2026-12-01", False)

    def test_a_link_that_both_carry_still_gives_the_period_of_an_accrual(self) -> None:
        november = accrual("A80", "2026-12-31", "600.00", links="^bokslut", avser="2026-11")
        december = accrual("A81", "2026-12-31", "400.00", links="^bokslut", avser="2026-12")
        released = release("B1", "2027-01-01", "-400.00", links="^bokslut")

        found = line("B1", november, december, released)

        assert (str(found.period.start), found.accrual_ambiguous) == ("2026-11-01", True)

    def test_the_figure_is_the_invoices_when_both_are_in_the_year(self) -> None:
        invoice = cost("B7", "2027-01-20", "970.00", links="^A80 ^A81")
        releases = (
            release("B1", "2027-01-01", "-600.00", links="^A80"),
            release("B2", "2027-01-01", "-400.00", account=SALARY, links="^A81"),
        )

        assert costs_of(self.november, self.december, *releases, invoice) == Decimal("970.00")


class TestWhatBecameOfAnAccrual:
    def test_it_is_open_until_something_is_released(self) -> None:
        assert outcome(ACCRUAL).is_open
        assert outcome(ACCRUAL, INVOICE).is_open
        assert not outcome(ACCRUAL, RELEASE).is_open

    def test_its_sums_and_the_difference(self) -> None:
        found = outcome(ACCRUAL, RELEASE, INVOICE)

        assert (found.accrued, found.released, found.actual) == (
            Decimal("10000.00"), Decimal("-10000.00"), Decimal("9500.00"),
        )  # fmt: skip
        assert found.difference == Decimal("-500.00")
        assert [item.number for item in found.vouchers] == ["A80"]

    def test_accruals_that_one_invoice_replaces_are_one(self) -> None:
        found = outcome(
            accrual("A80", "2026-12-31", "600.00", links="^avtal-7", avser="2026-12"),
            accrual("A81", "2026-12-31", "400.00", links="^avtal-7", avser="2026-12"),
            release("B1", "2027-01-01", "-600.00", links="^A80"),
            release("B2", "2027-01-01", "-400.00", links="^A81"),
            cost("B7", "2027-01-20", "900.00", links="^A80 ^A81"),
        )

        assert (found.accrued, found.released, found.actual) == (
            Decimal("1000.00"), Decimal("-1000.00"), Decimal("900.00"),
        )  # fmt: skip

    def test_an_invoice_in_the_same_voucher_as_the_release_is_the_outcome(self) -> None:
        found = outcome(
            ACCRUAL,
            release("B1", "2027-01-20", "-10000.00", row(SALARY, "9500.00"), links="^A80"),
        )

        assert (found.accrued, found.released, found.actual) == (
            Decimal("10000.00"), Decimal("-10000.00"), Decimal("9500.00"),
        )  # fmt: skip
        assert not found.is_open

    def test_a_release_in_part_with_an_addition_is_no_invoice(self) -> None:
        found = outcome(
            ACCRUAL, release("B1", "2027-01-20", "-8000.00", row(SALARY, "500.00"), links="^A80")
        )

        assert (found.released, found.actual) == (Decimal("-7500.00"), Decimal("0.00"))

    def test_a_release_of_rows_both_ways_is_all_release(self) -> None:
        both = (
            accrual("A80", "2026-12-31", "600.00", avser="2026-12")
            .replace(
                f"{SOFTWARE}  600.00 SEK\n", f"{SOFTWARE}  600.00 SEK\n  {SALARY}  -50.00 SEK\n"
            )
            .replace(f"{ACCRUED}  -600.00", f"{ACCRUED}  -550.00")
        )

        found = outcome(
            both, release("B1", "2027-01-01", "-600.00", row(SALARY, "50.00"), links="^A80")
        )

        assert (found.accrued, found.released, found.actual) == (
            Decimal("550.00"), Decimal("-550.00"), Decimal("0.00"),
        )  # fmt: skip

    def test_a_correction_counts_with_what_it_corrects(self) -> None:
        corrected = cost(
            "B3", "2027-01-05", "-10000.00", links="^A80", tags="#rattelse", rattar="A80"
        )

        found = outcome(ACCRUAL, corrected)

        assert (found.accrued, found.released, found.actual) == (Decimal("0.00"),) * 3
        assert not found.is_open

    def test_an_invoice_straight_against_the_liability_settles_it(self) -> None:
        paid = voucher(
            "B4", "2027-01-20", row(ACCRUED, "10000.00"), row("Skulder:2440-Leverantörsskulder"),
            links="^A80",
        )  # fmt: skip

        found = outcome(ACCRUAL, paid)

        assert (found.released, found.actual, found.is_open) == (Decimal(0), Decimal(0), False)

    def test_a_link_that_several_carry_joins_none(self) -> None:
        text = book(
            sound_grant(),
            accrual("A80", "2026-12-31", "600.00", links="^bokslut", avser="2026-12"),
            accrual("A81", "2026-12-31", "400.00", links="^bokslut", avser="2026-12"),
        )

        assert len(settle_text(text).grant.accruals) == 2

    def test_two_that_share_none_are_two(self) -> None:
        text = book(sound_grant(), ACCRUAL, accrual("A81", "2026-12-31", "400.00"))

        assert len(settle_text(text).grant.accruals) == 2


@STEADY
@given(
    accrued=st.integers(1, 10**8),
    invoiced=st.integers(1, 10**8),
    avser=st.sampled_from([None, "2026", "2026-12", "2026-12/2027-01", "2026-11-15/2027-02-14"]),
)
def test_release_and_invoice_leave_the_figure_as_if_only_the_invoice_was_booked(
    accrued: int, invoiced: int, avser: str | None
) -> None:
    amount, real = (f"{Decimal(ore) / 100:.2f}" for ore in (accrued, invoiced))
    booked = (
        accrual("A80", "2026-12-31", amount, avser=avser),
        release("B1", "2027-01-01", f"-{amount}", links="^A80"),
        cost("B7", "2027-01-20", real, links="^A80"),
    )

    assert costs_of(*booked) == costs_of(cost("B7", "2026-12-31", real, avser=avser))
