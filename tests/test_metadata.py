"""Metadata: what a person typed, into checked values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from beancount.core.amount import Amount
from hypothesis import given, settings
from hypothesis import strategies as st

from nkr_audit.book import Deviation
from nkr_audit.metadata import deviation_of, kronor_of, period_of, word
from nkr_audit.period import Period
from tests.books import Bare, activity, book, cost, declare, declared, read_in_memory, requisition

STEADY = settings(deadline=None, max_examples=60, derandomize=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (" it ", "it"),
        ("2610", "2610"),
        (Decimal(2610), "2610"),  # a cost centre written without quotes
    ],
)
def test_a_word_is_text_or_missing(value: object, expected: str | None) -> None:
    assert word(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Amount(Decimal("792929.00"), "SEK"), Decimal("792929.00")),
        (Decimal("792929.00"), Decimal("792929.00")),
        (Amount(Decimal("792929.00"), "EUR"), None),
        ("792929.00 SEK", None),
        (792929, None),
        (None, None),
    ],
)
def test_an_amount_is_in_kronor_or_none(value: object, expected: Decimal | None) -> None:
    assert kronor_of(value) == expected


def test_a_period_is_text_or_a_date() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))

    assert period_of("2026-06") == june
    assert period_of(" 2026-06 ") == june
    assert period_of(date(2026, 6, 15)) == Period(date(2026, 6, 15), date(2026, 6, 15))


@pytest.mark.parametrize("value", [Decimal(2020), Decimal(2026), 2026, True, None, "2026-13"])
def test_a_bare_number_is_no_period(value: object) -> None:
    with pytest.raises(ValueError, match=str(value)):
        period_of(value)


@pytest.mark.parametrize(
    ("text", "codes", "reason"),
    [
        ("EL101: beslut 2026-03-01", {"EL101"}, "beslut 2026-03-01"),
        ("EL101:beslut", {"EL101"}, "beslut"),
        (" EL101 : beslut ", {"EL101"}, "beslut"),
        ("EL101, EV101: två rader\nskäl", {"EL101", "EV101"}, "två rader\nskäl"),
        ("EL101: enligt beslut: EL102", {"EL101"}, "enligt beslut: EL102"),
    ],
)
def test_a_deviation_has_codes_and_a_reason(text: str, codes: set[str], reason: str) -> None:
    assert deviation_of(text) == Deviation(frozenset(codes), reason)


@pytest.mark.parametrize(
    "value",
    [
        "", "EL101", "EL101:", "EL101:  ", ": skäl", "skäl", "el101: skäl", "EL1: skäl",
        "EL101 skäl", "EL101,: skäl", "EL101 EV101: skäl", "EL1010: skäl", Decimal(101), True, None,
    ],
)  # fmt: skip
def test_a_deviation_without_code_or_reason_is_refused(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the message is the value itself)
        deviation_of(value)


@STEADY
@given(
    st.lists(st.from_regex(r"[A-Z]{2}[0-9]{3}", fullmatch=True), min_size=1, max_size=4),
    st.text(alphabet="abcåäö ,:-0123", min_size=1).filter(str.strip),
)
def test_a_deviation_written_out_is_read_back_the_same(codes: list[str], reason: str) -> None:
    read = deviation_of(f"{', '.join(codes)}: {reason}")

    assert read == Deviation(frozenset(codes), reason.strip())


# What the book makes of it ------------------------------------------------------------------------


def test_a_grant_is_read_as_it_is_declared() -> None:
    (grant,) = read_in_memory(book(declared(), activity())).grants

    assert (grant.id, grant.programme_id, grant.region, grant.cost_centre, grant.money) == (
        "NKR2026", "sos-2026", "Region Uppsala", "2610", "stat",
    )  # fmt: skip
    assert grant.granted == Decimal("1585858.00")
    assert [(item.name, item.granted) for item in grant.registers] == [
        ("Swedeheart", Decimal("792929.00")),
        ("Riksstroke", Decimal("792929.00")),
    ]
    assert [(item.id, item.title, item.purpose) for item in grant.activities] == [
        ("I1", "Gemensam it-plattform", "it"),
    ]
    assert [(item.kind, str(item.date), item.amount) for item in grant.events] == [
        ("ombud", "2026-03-16", None),
        ("rekvisition", "2026-04-02", Decimal("1585858.00")),
    ]


def test_a_grant_takes_bare_values_for_quoted_ones() -> None:
    (grant,) = read_in_memory(book(declare(kostnadsstalle=Bare("2610"), medel="region"))).grants

    assert (grant.cost_centre, grant.money) == ("2610", "region")


def test_what_is_not_declared_is_none() -> None:
    text = '2026-03-10 custom "nkr-bidrag" "NKR2026" "sos-2026"\n'

    (grant,) = read_in_memory(book(text, requisition(None))).grants

    assert (grant.region, grant.cost_centre, grant.granted) == (None, None, None)
    assert grant.events[0].amount is None


@pytest.mark.parametrize(
    ("avser", "period"),
    [
        ("2026-06", "2026-06-01/2026-06-30"),
        (Bare("2026-06-15"), "2026-06-15"),
        (Bare("2026-06"), "2026-06-30"),  # 2020 to Beancount: cannot be read, so the date
        (None, "2026-06-30"),
    ],
)
def test_avser_as_typed(avser: str | Bare | None, period: str) -> None:
    text = book(declare(), cost("A42", "2026-06-30", "1.00", avser=avser))

    assert str(read_in_memory(text).grants[0].cost_lines[0].period) == period


def test_an_account_is_read_by_its_number_and_name() -> None:
    text = book(
        declare(),
        cost("A42", "2026-06-30", "1.00", account="Kostnader:NKR2026:Drift:5420-Program-varor"),
    )

    (line,) = read_in_memory(text).grants[0].cost_lines

    assert (line.account_number, line.account_name) == ("5420", "Program varor")
