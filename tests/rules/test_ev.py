"""EV: every krona is proved by a document, every activity by what was done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from nkr_audit.vocabulary import CATEGORIES, DOCUMENT_KINDS
from tests.books import (
    BANK,
    PAYABLE,
    SOFTWARE,
    accrual,
    activity,
    agreement,
    assess_text,
    book,
    codes,
    cost,
    document,
    event,
    only,
    release,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

ROW = f"{SOFTWARE}  40000.00 SEK"
INVOICE = "underlag/A42-faktura.pdf"
# DESIGN §3: what a cost needs, one of them.
PAY = {"lonespecifikation", "anstallningsavtal"}
INSIDE_THE_REGION = {"fordelning", "faktura"}


def proved_by(*evidence: str, category: str = "it-tjanster") -> str:
    """A sound grant with one cost of a category, and its documents."""
    return book(
        sound_grant(),
        cost("A42", "2026-06-30", "40000.00", kostnadsslag=category, evidence=evidence),
    )


def done(*documents: str, last: str = "2027-01-15") -> str:
    """A sound grant with a cost for the activity I1, in a book that goes on to ``last``."""
    return book(
        sound_grant(), activity(), cost("A42", "2026-06-30", "40000.00", insats="I1"), *documents,
        paid(last),
    )  # fmt: skip


def paid(day: str) -> str:
    """A voucher of no grant, on ``day``."""
    return voucher("A60", day, row(PAYABLE, "100.00"), row(BANK, "-100.00"))


def accrued(*evidence: str) -> str:
    """A sound grant with an accrued cost."""
    return book(
        sound_grant(),
        cost("A42", "2026-12-31", "40000.00", tags="#reservering", evidence=evidence),
    )


def lacking(code: str, text: str, why: str) -> Found:
    return Found(
        code=code, severity="error", voucher="A42", amount="40000.00", why=why, text=text, at=ROW
    )


FOUND = (
    lacking("EV101", proved_by(), "nothing"),
    lacking("EV101", proved_by("avtal", "ovrigt"), "other kinds"),
    lacking("EV102", proved_by(category="lon"), "nothing"),
    lacking("EV102", proved_by("faktura", category="lonebikostnader"), "an invoice for pay"),
    lacking("EV103", proved_by(category="overhead"), "nothing"),
    lacking("EV103", proved_by("avtal", category="rc-rcc"), "an agreement"),
    lacking("EV104", accrued("faktura"), "the invoice only"),
    Found(
        code="EV101", severity="error", voucher="A42", amount="40500.00", why="two rows, once",
        text=book(
            sound_grant(),
            cost("A42", "2026-06-30", "40000.00", row(SOFTWARE, "500.00"), evidence=()),
        ),
        at="2026-06-30 * ",
    ),
    Found(
        code="EV101", severity="error", voucher="A42", amount="40000.00", missing=(INVOICE,),
        why="its file is not there", text=proved_by("faktura"), at=ROW,
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", text=done(), why="nothing",
        at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="warning", amount="40000.00", why="the year's last day",
        text=done(last="2026-12-31"), at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="the day after the year",
        text=done(last="2027-01-01"), at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="closed though the book ends",
        text=done(event("bokslut", "2027-02-12"), last="2026-12-31"),
        at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="reported though the book ends",
        text=done(event("aterrapport", "2027-03-17"), last="2026-12-31"),
        at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="warning", amount="40000.00", why="opened again in the year",
        text=done(event("bokslut", "2026-11-12"), event("oppnad", "2026-11-13"), last="2026-12-31"),
        at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="another activity's",
        text=done(document("I2", "insats", insats="I2")), at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="another kind",
        text=done(document("I1", "ovrigt", insats="I1")), at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="under another grant",
        text=done(
            agreement(2022),
            document("I1", "insats", insats="I1", account="Kostnader:NKR2022:5420-Programvaror"),
        ),
        at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="its file is missing",
        text=done(document("I1", "insats", insats="I1")), missing=("underlag/I1-insats.pdf",),
        at='2026-03-10 custom "nkr-insats"',
    ),
    Found(
        code="EV105", severity="error", amount="40000.00", why="the activity before it is proved",
        text=done(activity("I0"), document("I0", "insats", insats="I0")).replace(
            '2026-03-10 custom "nkr-insats" "NKR2026" "I0"',
            '2026-03-09 custom "nkr-insats" "NKR2026" "I0"',
        ),
        at='"NKR2026" "I1"',
    ),
    Found(
        code="EV106", severity="error", missing=(INVOICE,), text=proved_by("faktura"), at=INVOICE,
        acceptable=False,
    ),
)  # fmt: skip

CORRECTED = book(
    sound_grant(),
    cost("A42", "2026-06-30", "40000.00"),
    cost("A50", "2026-07-10", "-40000.00", tags="#rattelse", evidence=(), rattar="A42"),
)
TAKEN_BACK = {
    code: book(
        sound_grant(),
        cost("A42", "2026-06-30", "40000.00", tags=tag, evidence=(), kostnadsslag=category),
        cost(
            "A50", "2026-07-10", "-40000.00", tags="#rattelse", evidence=(), rattar="A42",
            avser="2026-06", kostnadsslag=category,
        ),
    )
    for code, tag, category in (
        ("EV101", "", "it-tjanster"), ("EV102", "", "lon"), ("EV103", "", "overhead"),
        ("EV104", "#reservering", "it-tjanster"),
    )
}  # fmt: skip
REPLACED = book(
    sound_grant(),
    accrual("A80", "2026-12-31", "40000.00"),
    release("B1", "2027-01-01", "-40000.00", links="^A80"),
    cost("B7", "2027-01-20", "39000.00", links="^A80"),
)

SILENT = (
    Silent(code="EV101", why="an invoice", text=proved_by("faktura")),
    Silent(code="EV101", why="a correction rests on what it corrects", text=CORRECTED),
    Silent(code="EV101", why="a release rests on its accrual", text=REPLACED),
    *(Silent(code=code, why="taken back", text=text) for code, text in TAKEN_BACK.items()),
    Silent(code="EV102", why="a payslip", text=proved_by("lonespecifikation", category="lon")),
    Silent(
        code="EV102", why="a contract of employment",
        text=proved_by("anstallningsavtal", category="lonebikostnader"),
    ),
    Silent(code="EV103", why="an allocation", text=proved_by("fordelning", category="rc-rcc")),
    Silent(code="EV103", why="an invoice", text=proved_by("faktura", category="overhead")),
    Silent(code="EV104", why="both proofs", text=accrued("faktura", "leverans")),
    Silent(code="EV104", why="not accrued", text=proved_by("faktura")),
    Silent(code="EV104", why="the invoice's delivery is the accrual's", text=REPLACED),
    Silent(
        code="EV105", why="its costs are taken back",
        text=done(
            cost(
                "A50", "2026-07-10", "-40000.00", tags="#rattelse", evidence=(), rattar="A42",
                avser="2026-06", insats="I1",
            )
        ),
    ),
    Silent(code="EV105", why="a report of it", text=done(document("I1", "insats", insats="I1"))),
    Silent(code="EV106", why="the file is there", text=proved_by("faktura")),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize("category", sorted(CATEGORIES))
def test_each_category_is_proved_by_its_own_kinds_of_documents(
    category: str, tmp_path: Path
) -> None:
    if category in {"lon", "lonebikostnader"}:
        enough = PAY
    elif category in {"overhead", "rc-rcc"}:
        enough = INSIDE_THE_REGION
    else:
        enough = {"faktura"}

    proving = {
        kind
        for kind in DOCUMENT_KINDS
        if not any(
            code in {"EV101", "EV102", "EV103"}
            for code in codes(assess_text(tmp_path, proved_by(kind, category=category)))
        )
    }

    assert proving == enough


def test_a_document_proves_only_the_vouchers_whose_link_it_has(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost("A42", "2026-06-30", "1.00"),
        cost("A43", "2026-06-30", "2.00", evidence=()),
    )

    assert only(assess_text(tmp_path, text), "EV101").voucher_number == "A43"


def test_a_row_accepted_alone_leaves_the_other_row_open(tmp_path: Path) -> None:
    second = row(SOFTWARE, "2.00", avvikelse="EV101: kvitto förkommet")
    text = book(sound_grant(), cost("A42", "2026-06-30", "1.00", second, evidence=()))

    findings = [item for item in assess_text(tmp_path, text).findings if item.code == "EV101"]

    assert {(str(item.amount), item.accepted) for item in findings} == {
        ("1.00", None),
        ("2.00", "kvitto förkommet"),
    }


def test_a_document_entered_after_the_day_proves_nothing_yet(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        cost("A42", "2026-06-30", "1.00", evidence=()),
        document("A42", "faktura", day="2026-07-15"),
    )

    assert "EV101" in codes(assess_text(tmp_path, text, as_of=date(2026, 7, 14)))
    assert "EV101" not in codes(assess_text(tmp_path, text, as_of=date(2026, 7, 15)))


def test_a_link_of_several_accruals_proves_none_of_them(tmp_path: Path) -> None:
    shared = [
        voucher(
            number, "2026-12-31", row(SOFTWARE, amount), row(PAYABLE), tags="#reservering",
            links="^bokslut", avser="2026-12", register="Swedeheart", nytta="direkt",
            andamal="it", kostnadsslag="it-tjanster",
        )
        for number, amount in (("R1", "1000.00"), ("R2", "2000.00"))
    ]  # fmt: skip
    text = book(sound_grant(), *shared, document("R1", "faktura"), document("R1", "leverans"))

    assert {
        (item.code, item.voucher_number)
        for item in assess_text(tmp_path, text).findings
        if item.family == "EV"
    } == {("EV101", "R2"), ("EV104", "R2")}


def asked(folder: Path, *vouchers: str) -> set[str | None]:
    """The vouchers of which an invoice is asked."""
    findings = assess_text(folder, book(sound_grant(), *vouchers)).findings
    return {item.voucher_number for item in findings if item.code == "EV101"}


def unproved(number: str, amount: str, *more: str, rattar: str | None = None) -> str:
    """A cost without evidence, and what it corrects."""
    if rattar is None:
        return cost(number, "2026-06-30", amount, *more, evidence=())
    return cost(number, "2026-07-10", amount, *more, evidence=(), tags="#rattelse", rattar=rattar)


def test_what_is_taken_back_in_part_is_asked_for(tmp_path: Path) -> None:
    partly = unproved("A42", "40000.00"), unproved("A50", "-39999.99", rattar="A42")
    assert asked(tmp_path, *partly) == {"A42", "A50"}


def test_what_is_taken_back_on_another_account_is_asked_for(tmp_path: Path) -> None:
    moved = row("Kostnader:NKR2026:5610-Annat", "-40000.00")
    both = unproved("A42", "40000.00"), unproved("A50", "0.00", moved, rattar="A42")
    assert asked(tmp_path, *both) == {"A42", "A50"}


def test_what_replaces_it_is_asked_for(tmp_path: Path) -> None:
    assert asked(
        tmp_path,
        unproved("A42", "40000.00"),
        unproved("A50", "-40000.00", rattar="A42"),
        unproved("A51", "41000.00", rattar="A42"),
    ) == {"A51"}


def test_it_is_taken_back_once(tmp_path: Path) -> None:
    twice = (unproved(number, "-40000.00", rattar="A42") for number in ("A50", "A51"))
    assert asked(tmp_path, unproved("A42", "40000.00"), *twice) == {"A51"}
