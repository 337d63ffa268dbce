"""IN: money from others than the grant's payer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from tests.books import (
    BANK,
    GRANT,
    INCOME,
    LIABILITY,
    PROGRAMMES,
    SOFTWARE,
    Bare,
    Words,
    agreement,
    assess_text,
    book,
    codes,
    document,
    only,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

SALES = "Intäkter:3910-Sålda-tjänster"
_SOLD = {
    name: replace(
        programme,
        external_income=programme.external_income
        and replace(programme.external_income, price="affarsmassigt"),
    )
    for name, programme in PROGRAMMES.items()
}


def income(
    *rows: str,
    amount: str = "12000.00",
    account: str = SALES,
    day: str = "2026-09-10",
    **given: Unpack[Words],
) -> str:
    """A service sold to industry at self-cost, under an agreement; ``given`` says otherwise."""
    said: Words = {
        "finansiar": "industri", "form": "tjanst", "avtal": "RS 2026-0114",
        "sjalvkostnad": Bare("12000.00 SEK"), "sjalvkostnad_delar": "lon overhead",
        "register": "Swedeheart",
    }  # fmt: skip
    return voucher(
        "B2", day, row(BANK, amount), *(rows or (row(account, f"-{amount}"),)),
        text='"Exempel Läkemedel AB" "Statistikuttag om behandling"', **(said | given),
    )  # fmt: skip


def sold(*rows: str, amount: str = "12000.00", account: str = SALES, **given: Unpack[Words]) -> str:
    return book(sound_grant(), income(*rows, amount=amount, account=account, **given))


def gift(form: str, financier: str) -> str:
    return sold(
        form=form, finansiar=financier, avtal=None, sjalvkostnad=None, sjalvkostnad_delar=None
    )


AT = f"{SALES}  -12000.00 SEK"
FIRST_INCOME = income(day="2026-09-09").replace("B2", "B1")

FOUND = (
    Found(
        code="IN101", severity="error", voucher="B2", amount="12000.00", at=AT,
        why="sponsorship from industry", text=gift("sponsring", "industri"),
    ),
    Found(
        code="IN101", severity="error", voucher="B2", amount="12000.00", at=AT,
        why="donation from a company", text=gift("donation", "foretag"),
    ),
    Found(
        code="IN101", severity="error", voucher="B2", amount="12000.00", at=AT,
        why="sponsorship from life science", text=gift("sponsring", "life-science"),
    ),
    Found(
        code="IN101", severity="error", voucher="B2", amount="12000.00", at=AT,
        why="donation from an association", text=gift("donation", "forening"),
    ),
    Found(
        code="IN102", severity="error", voucher="B2", amount="12000.00", at=AT,
        text=sold(avtal=None),
    ),
    Found(
        code="IN102", severity="warning", voucher="B2", amount="12000.00", at=AT, why="flagged",
        bypassed=True,
        text=sold(avtal=None).replace("2026-09-10 *", "2026-09-10 !"),
    ),
    Found(
        code="IN103", severity="warning", voucher="B2", amount="0.01", why="an öre above",
        at=f"{SALES}  -12000.01 SEK", text=sold(amount="12000.01"),
    ),
    Found(
        code="IN104", severity="warning", voucher="B2", amount="-0.01", why="an öre below",
        at=f"{SALES}  -11999.99 SEK", text=sold(amount="11999.99"),
    ),
    Found(
        code="IN104", severity="warning", voucher="B2", amount="-0.01",
        why="below, where a business price is asked for", programmes=_SOLD,
        at=f"{SALES}  -11999.99 SEK", text=sold(amount="11999.99"),
    ),
    Found(
        # 7 000.00 + 4 000.00 − 12 000.00
        code="IN104", severity="warning", voucher="B2", amount="-1000.00", why="two rows together",
        at=f"{SALES}  -7000.00 SEK",
        text=sold(row(SALES, "-7000.00"), row(SALES, "-4000.00"), amount="11000.00"),
    ),
    Found(
        code="IN105", severity="warning", voucher="B2", amount="12000.00", at=AT,
        text=sold(sjalvkostnad=None, sjalvkostnad_delar=None),
    ),
    Found(
        code="IN105", severity="warning", voucher="B2", amount="12000.00", at=AT,
        why="in another currency", text=sold(sjalvkostnad=Bare("1100.00 EUR")),
    ),
    Found(
        code="IN106", severity="error", voucher="B2", amount="12000.00", at=AT,
        text=sold(sjalvkostnad_delar="lon, vinst, overhead"),
    ),
    Found(
        code="IN106", severity="warning", voucher="B2", amount="12000.00", at=AT, why="FIXME",
        bypassed=True,
        text=sold(sjalvkostnad_delar="FIXME"),
    ),
    Found(
        code="IN107", severity="error", voucher="B2", amount="12000.00", why="against the costs",
        at=f"{SOFTWARE}  -12000.00 SEK", text=sold(account=SOFTWARE),
    ),
    Found(
        code="IN107", severity="error", voucher="B2", amount="12000.00", why="as its income",
        at=f"{INCOME}  -12000.00 SEK", text=sold(account=INCOME),
    ),
    Found(
        code="IN107", severity="error", voucher="B2", amount="12000.00", why="as its liability",
        at=f"{LIABILITY}  -12000.00 SEK", text=sold(account=LIABILITY),
    ),
    Found(
        code="IN107", severity="warning", voucher="B2", amount="12000.00", why="FIXME",
        bypassed=True,
        at=f"{INCOME}  -12000.00 SEK", text=sold(account=INCOME, finansiar="FIXME"),
    ),
    Found(
        code="IN108", severity="warning", voucher="B2", amount="12000.00", why="unknown", at=AT,
        text=sold(finansiar="lakemedelsbolag"),
    ),
    Found(
        code="IN108", severity="warning", voucher="B2", amount="12000.00", why="FIXME", at=AT,
        bypassed=True,
        text=sold(finansiar="FIXME"),
    ),
    Found(
        code="IN108", severity="warning", voucher="B2", amount="12000.00", why="no form", at=AT,
        text=sold(form=None),
    ),
    Found(
        code="IN108", severity="warning", voucher="B2", amount="12000.00",
        why="neither tag nor financier", at=f"{INCOME}  -12000.00 SEK",
        text=sold(account=INCOME, finansiar=None),
    ),
    Found(
        code="IN102", severity="error", voucher="B2", amount="12000.00", at=AT,
        why="after the grant year",
        text=book(sound_grant(), income(day="2027-01-10", avtal=None)),
    ),
    Found(
        code="IN107", severity="error", voucher="B2", amount="12000.00",
        why="the income before it is outside the grant", at=f"{INCOME}  -12000.00 SEK",
        text=book(sound_grant(), FIRST_INCOME, income(account=INCOME)),
    ),
    Found(
        code="IN108", severity="warning", voucher="B2", amount="12000.00", at=AT,
        why="the financier before is known",
        text=book(sound_grant(), FIRST_INCOME, income(finansiar="lakemedelsbolag")),
    ),
)  # fmt: skip

SILENT = (
    Silent(code="IN101", why="a service", text=sold()),
    Silent(code="IN101", why="a grant from an authority", text=gift("bidrag", "myndighet")),
    Silent(code="IN101", why="a gift from another", text=gift("donation", "ovrigt")),
    Silent(
        code="IN101", why="money going back",
        text=sold(row(SALES, "12000.00"), amount="-12000.00", form="sponsring"),
    ),
    Silent(
        code="IN102", why="the agreement among the documents",
        text=book(
            sound_grant(), income(avtal=None), document("B2", "avtal", account="Tillgångar:Bank")
        ),
    ),
    Silent(code="IN102", why="sponsorship is another matter", text=gift("sponsring", "industri")),
    Silent(code="IN103", why="just the self-cost", text=sold()),
    Silent(
        code="IN103", why="two rows that together are the self-cost",
        text=sold(row(SALES, "-7000.00"), row(SALES, "-5000.00")),
    ),
    Silent(
        code="IN103", why="two services of the same self-cost",
        text=sold(row(SALES, "-12000.00"), row(SALES, "-12000.00"), amount="24000.00"),
    ),
    Silent(
        code="IN103", why="the buyer is an authority",
        text=sold(amount="15000.00", finansiar="myndighet"),
    ),
    Silent(code="IN104", why="just the self-cost", text=sold()),
    Silent(
        code="IN104", why="the buyer is a municipality",
        text=sold(amount="9000.00", finansiar="kommun"),
    ),
    Silent(code="IN105", why="a bare number will do", text=sold(sjalvkostnad=Bare("12000.00"))),
    Silent(
        code="IN105", why="the buyer is an authority",
        text=sold(finansiar="myndighet", sjalvkostnad=None),
    ),
    Silent(
        code="IN106", why="all that is allowed",
        text=sold(
            sjalvkostnad_delar="lon ranta avskrivning avtal overhead infrastruktur utveckling"
        ),
    ),
    Silent(code="IN106", why="not said", text=sold(sjalvkostnad_delar=None)),
    Silent(code="IN107", why="for itself, outside the grant", text=sold()),
    Silent(
        code="IN107", why="the region's own money",
        text=sold(account=SOFTWARE, finansiar="regionmedel"),
    ),
    Silent(
        code="IN107", why="a cost that says who pays it",
        text=sold(row(SOFTWARE, "12000.00"), amount="-12000.00", finansiar="industri"),
    ),
    Silent(
        code="IN107", why="the grant itself",
        text=sold(account=INCOME, finansiar="statsbidrag"),
    ),
    Silent(code="IN108", why="a known financier", text=sold()),
    Silent(
        code="IN108", why="an authority without form",
        text=sold(finansiar="myndighet", form=None),
    ),
    Silent(
        code="IN108", why="the region's other income says nothing",
        text=sold(finansiar=None, form=None),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_a_sound_sale_gives_no_finding(tmp_path: Path) -> None:
    assert codes(assess_text(tmp_path, sold())) == []


def test_a_business_price_may_be_above_the_self_cost(tmp_path: Path) -> None:
    text = sold(amount="20000.00")

    assert codes(assess_text(tmp_path, text)) == ["IN103"]
    assert codes(assess_text(tmp_path, text, programmes=_SOLD)) == []


def test_income_outside_every_grant_is_held_to_the_terms_of_its_register_and_year(
    tmp_path: Path,
) -> None:
    grants = agreement(2021), agreement(2022, kostnadsstalle="2622")
    sale = income(day="2022-09-10", avtal=None)

    assert only(assess_text(tmp_path, book(*grants, sale)), "IN102").grant_id == "NKR2022"
    other = sale.replace("Swedeheart", "Riksstroke")
    assert "IN102" not in codes(assess_text(tmp_path, book(*grants, other)))


def test_income_of_no_register_is_held_to_the_only_grant(tmp_path: Path) -> None:
    assert only(assess_text(tmp_path, sold(register=None, avtal=None)), "IN102").grant_id == GRANT


def test_a_programme_that_says_nothing_of_sponsorship_allows_it(tmp_path: Path) -> None:
    silent_programmes = {
        name: replace(programme, terms={}, external_income=None)
        for name, programme in PROGRAMMES.items()
    }
    text = gift("sponsring", "industri")

    assert codes(assess_text(tmp_path, text)) == ["IN101"]
    assert codes(assess_text(tmp_path, text, programmes=silent_programmes)) == []


def test_a_programme_without_terms_of_price_asks_for_none(tmp_path: Path) -> None:
    free = replace(PROGRAMMES["sos-2026"], external_income=None)

    assessment = assess_text(tmp_path, sold(amount="12000.01"), programmes={"sos-2026": free})

    assert not {"IN103", "IN104"} & set(codes(assessment))
