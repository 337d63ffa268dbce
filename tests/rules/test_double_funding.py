"""EL: the same cost paid with two grants, twice with one, or with a grant and someone else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import pytest

from tests.books import (
    PAYABLE,
    SOFTWARE,
    Bare,
    accrual,
    assess_text,
    book,
    codes,
    cost,
    declare,
    document,
    event,
    only,
    receipt,
    register,
    release,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.books import Words

SECOND = "NKR2026B"
SECOND_SOFTWARE = f"Kostnader:{SECOND}:5420-Programvaror"
ROW = f"{SOFTWARE}  40000.00 SEK"
SECOND_ROW = f"{SECOND_SOFTWARE}  300.00 SEK"
HASH = "0" * 64

GRANTS = "\n".join((
    sound_grant(),
    declare(SECOND, granted=None, kostnadsstalle="2611"),
    register("Diabetes", grant=SECOND),
    event("rekvisition", "2026-04-02", "792929.00", grant=SECOND),
    receipt("792929.00", number="A18", account=f"Skulder:{SECOND}:2971-Förutbetalt-statsbidrag"),
))  # fmt: skip


def first(**given: Unpack[Words]) -> str:
    """40 000 kr on the first grant, not yet proved."""
    return cost("A42", "2026-06-30", "40000.00", evidence=(), **given)


def second(number: str = "A43", amount: str = "300.00", **given: Unpack[Words]) -> str:
    """300 kr on the second grant, not yet proved."""
    meta: Words = {"register": "Diabetes"}
    return cost(
        number, "2026-06-30", amount, account=SECOND_SOFTWARE, evidence=(), **(meta | given)
    )


def shared(kind: str = "faktura") -> str:
    """One document with the links of both vouchers."""
    return document("A42", kind).replace("^A42\n", "^A42 ^A43\n")


def corrected(number: str = "A42", by: str = "A50") -> str:
    return cost(
        by, "2026-07-10", "-40000.00", tags="#rattelse", links=f"^{number}", evidence=(),
        rattar=number,
    )  # fmt: skip


def two_grants(*parts: str) -> str:
    return book(GRANTS, *parts)


def one_grant(*parts: str) -> str:
    return book(sound_grant(), *parts)


def again(amount: str = "40000.00", number: str = "A43", **given: Unpack[Words]) -> str:
    meta: Words = {"faktura": "884512"}
    return cost(number, "2026-07-31", amount, **(meta | given))


def financed(finansiar: str | None = "industri", faktura: str = "884512") -> str:
    """The same invoice outside every grant, paid by someone else."""
    return voucher(
        "B1", "2026-06-30", row("Kostnader:5420-Programvaror", "40000.00"),
        row("Intäkter:3990-Ersättning", "-40000.00"), finansiar=finansiar, form="tjanst",
        avtal="1", sjalvkostnad=Bare("40000.00 SEK"), faktura=faktura,
    )  # fmt: skip


TWICE = one_grant(
    cost("A42", "2026-06-30", "40000.00", faktura="884512"), again("250.00", avser="2026-06")
)

# Found on both grants, which `Found` cannot say: `test_both_grants_are_questioned_once` does.
BY_HAND = frozenset({"EL401"})
DOUBLED = {
    "EL401 one document": two_grants(first(), second(), shared()),
    "EL401 one payslip": two_grants(
        first(kostnadsslag="lon"), second(kostnadsslag="lon"), shared("lonespecifikation")
    ),
    "EL401 two documents": two_grants(first(), second(), shared(), shared("lonespecifikation")),
    "EL401 two copies": two_grants(
        first(), second(), document("A42", "faktura", sha256=HASH),
        document("A43", "faktura", sha256=HASH.upper()),
    ),
    "EL402 number and payee": two_grants(
        first(faktura="884512"), second(faktura="884512"), document("A42", "faktura"),
        document("A43", "faktura"),
    ),
    "EL402 number and organisation": two_grants(
        first(faktura="884 512", motpart_orgnr="556016-0680"),
        second(faktura="884512", motpart_orgnr="5560160680").replace("Exempel IT AB", "Exempel"),
        document("A42", "faktura"), document("A43", "faktura"),
    ),
}  # fmt: skip

FOUND = (
    Found(
        code="EL402", severity="error", voucher="A42", amount="40000.00",
        why="another financier",
        text=one_grant(cost("A42", "2026-06-30", "40000.00", faktura="884512"), financed()),
        at=ROW,
    ),
    Found(
        code="EL402", severity="error", voucher="A42", amount="40000.00",
        why="another financier, a voucher without number",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512"),
            financed().replace('  verifikation: "B1"\n', ""),
        ),
        at=ROW,
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="250.00", text=TWICE,
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="300.00", why="on two rows",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512"),
            cost("A43", "2026-07-31", "250.00", row(SOFTWARE, "50.00"), faktura="884512"),
        ),
        at="2026-07-31 * ",
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="250.00",
        why="only the second says its time",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512"),
            again("250.00", avser="2026-07"),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    Found(
        code="EL403", severity="warning", voucher="A44", amount="250.00",
        why="corrected, then booked twice",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512"), corrected(), again(),
            again("250.00", number="A44"),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="250.00", why="a day in common",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512", avser="2026-06"),
            again("250.00", avser="2026-06-30/2026-07-31"),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="250.00",
        why="only one of them says its time",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512", avser="2026-06"),
            again("250.00"),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="250.00",
        why="one row of two is for the same time",
        text=one_grant(
            cost(
                "A42", "2026-06-30", "40000.00", row(SOFTWARE, "9.00", avser="2026-05"),
                faktura="884512", avser="2026-06",
            ),
            again("250.00", avser="2026-06"),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
    Found(
        code="EL403", severity="warning", voucher="A43", amount="250.00",
        why="the organisation number stands on one of them",
        text=one_grant(
            cost("A42", "2026-06-30", "40000.00", faktura="884512", motpart_orgnr="556016-0680"),
            again("250.00", avser="2026-06"),
        ),
        at=f"{SOFTWARE}  250.00 SEK",
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="EL401", why="split in one voucher",
        text=two_grants(
            cost("A42", "2026-06-30", "40000.00", row(SECOND_SOFTWARE, "300.00")),
        ),
    ),
    Silent(
        code="EL401", why="moved by a voucher with rows on both",
        text=two_grants(
            first(), shared(),
            voucher(
                "A43", "2026-07-01", row(SOFTWARE, "-300.00"), row(SECOND_SOFTWARE, "300.00")
            ),
        ),
    ),
    Silent(
        code="EL401", why="taken back from the first",
        text=two_grants(first(), corrected(), second(), shared()),
    ),
    Silent(
        code="EL401", why="an agreement may be behind several costs",
        text=two_grants(first(), second(), shared("avtal")),
    ),
    Silent(
        code="EL401", why="for different times",
        text=two_grants(first(avser="2026-06"), second(avser="2026-07"), shared()),
    ),
    Silent(code="EL401", why="two vouchers of one grant", text=TWICE),
    Silent(
        code="EL402", why="told by the document",
        text=two_grants(first(faktura="884512"), second(faktura="884512"), shared()),
    ),
    Silent(
        code="EL402", why="another number",
        text=two_grants(first(faktura="884512"), second(faktura="884513")),
    ),
    Silent(
        code="EL402", why="another supplier",
        text=two_grants(
            first(faktura="1"), second(faktura="1").replace("Exempel IT AB", "Exempel Data AB")
        ),
    ),
    Silent(
        code="EL402", why="taken back from the first",
        text=two_grants(first(faktura="884512"), corrected(), second(faktura="884512")),
    ),
    Silent(
        code="EL402", why="accrued on one, released, and paid by the other",
        text=two_grants(
            accrual("A80", "2026-12-31", "40000.00", faktura="884512"),
            release("B1", "2027-01-01", "-40000.00", links="^A80"),
            second(faktura="884512"),
        ),
    ),
    Silent(
        code="EL402", why="accrued and released on one, where its link has another invoice",
        text=two_grants(
            accrual("A80", "2026-12-31", "40000.00", faktura="884512"),
            release("B1", "2027-01-01", "-40000.00", links="^A80"),
            cost("B7", "2027-01-20", "41000.00", links="^A80", faktura="884600"),
            second(faktura="884512"),
        ),
    ),
    Silent(
        code="EL402", why="a correction on the other grant, and the number of another supplier",
        text=two_grants(
            first(faktura="1"), second(rattar="A42"),
            second("A44", faktura="1").replace("Exempel IT AB", "Exempel Data AB"),
        ),
    ),
    Silent(
        code="EL402", why="paid back to the financier",
        text=one_grant(
            first(faktura="884512"),
            financed().replace("-40000.00", "+").replace("40000.00", "-40000.00").replace(
                "+", "40000.00"
            ),
        ),
    ),
    Silent(
        code="EL402", why="nothing came from the financier",
        text=one_grant(first(faktura="884512"), financed().replace("40000.00 SEK", "0.00 SEK")),
    ),
    Silent(
        code="EL402", why="the financier paid another invoice",
        text=one_grant(first(faktura="884512"), financed(faktura="884513")),
    ),
    Silent(
        code="EL402", why="nobody else pays",
        text=one_grant(first(faktura="884512"), financed(None)),
    ),
    Silent(
        code="EL403", why="corrected and booked again",
        text=one_grant(first(faktura="884512"), corrected(), again()),
    ),
    Silent(
        code="EL403", why="corrected twice over",
        text=one_grant(
            first(faktura="884512"), corrected(), again(rattar="A50"), corrected("A43", "A51"),
            again(number="A52"),
        ),
    ),
    Silent(
        code="EL403", why="credited",
        text=one_grant(first(faktura="884512"), again("-40000.00"), again(number="A44")),
    ),
    Silent(
        code="EL403", why="accrued, released, and booked",
        text=one_grant(
            accrual("A80", "2026-12-31", "40000.00", faktura="884512"),
            release("B1", "2027-01-01", "-40000.00", links="^A80"),
            cost("B7", "2027-01-20", "41000.00", links="^A80", faktura="884512"),
        ),
    ),
    Silent(
        code="EL403", why="accrued, released in part, and booked",
        text=one_grant(
            accrual("A80", "2026-12-31", "40000.00", faktura="884512"),
            release("B1", "2027-01-01", "-39000.00", links="^A80"),
            cost("B7", "2027-01-20", "41000.00", links="^A80", faktura="884512"),
        ),
    ),
    Silent(
        code="EL403", why="two quarters, each with its own part",
        text=one_grant(first(faktura="884512", avser="2026-06"), again(avser="2026-07")),
    ),
    Silent(
        code="EL403", why="paid, which is no cost",
        text=one_grant(
            first(faktura="884512"),
            voucher(
                "B1", "2026-07-31", row(PAYABLE, "40000.00"), row("Tillgångar:Bank"),
                faktura="884512",
            ),
        ),
    ),
    Silent(
        code="EL403", why="two companies of one name",
        text=one_grant(
            first(faktura="884512", motpart_orgnr="556016-0680"),
            again(motpart_orgnr="556036-0793"),
        ),
    ),
    Silent(code="EL403", why="no number", text=one_grant(first(), again(faktura=None))),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize("case", DOUBLED)
def test_both_grants_are_questioned_once(case: str, tmp_path: Path) -> None:
    code = case.split()[0]

    assessment = assess_text(tmp_path, DOUBLED[case])

    findings = [item for item in assessment.findings if item.family == "EL"]
    assert [(item.code, item.severity, item.voucher_number) for item in findings] == [
        (code, "error", "A42"),
        (code, "error", "A43"),
    ]
    assert [str(grant.questioned) for grant in assessment.grants] == ["40000.00", "300.00"]


@pytest.mark.parametrize("case", DOUBLED)
def test_one_side_can_be_accepted(case: str, tmp_path: Path) -> None:
    code = case.split()[0]
    text = DOUBLED[case].replace(
        '  verifikation: "A42"\n', f'  verifikation: "A42"\n  avvikelse: "{code}: delad 60/40"\n'
    )

    assessment = assess_text(tmp_path, text)

    found_here = [item for item in assessment.findings if item.code == code]
    assert {item.voucher_number: item.accepted for item in found_here} == {
        "A42": "delad 60/40",
        "A43": None,
    }


def test_a_document_whose_file_is_missing_proves_nothing_twice(tmp_path: Path) -> None:
    text = two_grants(first(), second(), shared())

    there = assess_text(tmp_path, text)
    (tmp_path / "underlag" / "A42-faktura.pdf").unlink()
    missing = assess_text(tmp_path, text, missing={"underlag/A42-faktura.pdf"})

    assert codes(there).count("EL401") == 2
    assert "EL401" not in codes(missing)


@pytest.mark.parametrize("amount", ["-100.00", "0.00"])
def test_a_credit_beside_a_double_cost_is_not_told(amount: str, tmp_path: Path) -> None:
    text = two_grants(
        first(faktura="884512"), again(amount, number="A44"), second(faktura="884512")
    )

    found_here = [item for item in assess_text(tmp_path, text).findings if item.code == "EL402"]

    assert [item.voucher_number for item in found_here] == ["A42", "A43"]


@pytest.mark.parametrize("amount", ["-50.00", "0.00"])
def test_a_correction_of_an_earlier_date_is_not_the_one_that_is_told(
    amount: str, tmp_path: Path
) -> None:
    early: Words = {"faktura": "884512", "rattar": "A43"}
    text = one_grant(
        first(faktura="884512"),
        cost("A41", "2026-07-05", amount, links="^A43", tags="#rattelse", **early),
        again("300.00"),
    )

    finding = only(assess_text(tmp_path, text), "EL403")

    assert (finding.voucher_number, str(finding.amount)) == ("A43", "300.00")


def test_vouchers_that_correct_each_other_in_a_circle_are_compared_all_the_same(
    tmp_path: Path,
) -> None:
    text = one_grant(
        first(faktura="884512", rattar="A43"), again(rattar="A44"),
        again(number="A44", rattar="A43"), again("250.00", number="A45"),
    )  # fmt: skip

    told = {item.voucher_number for item in assess_text(tmp_path, text).findings}

    assert "A45" in told


def test_an_invoice_of_nobody_is_compared_with_none(tmp_path: Path) -> None:
    text = TWICE.replace('"Exempel IT AB" "Driftplattform', '"" "Driftplattform')

    assert "EL403" not in codes(assess_text(tmp_path, text))


def test_what_a_financier_pays_is_not_told_of_itself(tmp_path: Path) -> None:
    paid = voucher(
        "B1", "2026-06-30", row(SOFTWARE, "300.00"),
        row("Intäkter:3990-Ersättning", "-300.00"), finansiar="industri", form="tjanst",
        avtal="1", sjalvkostnad=Bare("300.00 SEK"), faktura="884512",
    )  # fmt: skip
    text = one_grant(cost("A42", "2026-06-30", "40000.00", faktura="884512"), paid)

    assert only(assess_text(tmp_path, text), "EL402").voucher_number == "A42"


def test_a_supplier_without_a_name_is_told_by_its_number(tmp_path: Path) -> None:
    text = TWICE.replace('"Exempel IT AB" "Driftplattform', '"" "Driftplattform').replace(
        '  faktura: "884512"\n', '  faktura: "884512"\n  motpart-orgnr: "556016-0680"\n'
    )

    assert "från 556016-0680 är" in only(assess_text(tmp_path, text), "EL403").what.sv
