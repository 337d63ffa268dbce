"""GR: the grant itself: declared, requisitioned and paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from nkr_audit.assessment import assess
from nkr_audit.errors import NkrError
from nkr_audit.vocabulary import PURPOSES
from tests.books import (
    PROGRAMMES,
    accrual,
    activity,
    assess_text,
    book,
    codes,
    cost,
    decision,
    declare,
    declared,
    document,
    event,
    only,
    read_in_memory,
    receipt,
    register,
    requisition,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

BANK = "Tillgångar:Bank"
LIABILITY = "Skulder:NKR2026:2971-Förutbetalt-statsbidrag"
REGISTERS = (register("Swedeheart"), register("Riksstroke"))


def unreadable(line: str, why: str, *, grant: str | None = None) -> Found:
    """A declaration, added to a sound grant, that cannot be read."""
    return Found(
        code="GR001", severity="error", why=why, text=book(sound_grant(), line + "\n"),
        at=line.split("\n")[0], grant=grant, acceptable=False,
    )  # fmt: skip


def of_agreement(day: str) -> str:
    """The agreement of 2021, requisitioned on ``day``."""
    return book(
        declare("NKR2021", "skr-2021", granted="500000.00", day="2021-02-01"),
        event("rekvisition", day, "500000.00", grant="NKR2021"),
    )


FOUND = (
    unreadable('2026-03-10 custom "nkr-register" "NKR2026"', "register without a name"),
    unreadable('2026-03-10 custom "nkr-bidrag" "NKR2026"', "grant without programme"),
    unreadable('2026-03-10 custom "nkr-bidrag"', "nothing but the word"),
    unreadable('2026-03-10 custom "nkr-bidrag" 2026 "sos-2026"', "id not in quotes"),
    unreadable('2026-03-10 custom "nkr-bidrag" "" "sos-2026"', "empty id"),
    unreadable('2026-03-10 custom "nkr-insats" "NKR2026" "I1"', "activity without title"),
    unreadable('2026-03-10 custom "nkr-handelse" "NKR2026"', "event without kind"),
    unreadable('2026-03-10 custom "nkr-bidarg" "NKR2026" "sos-2026"', "misspelt word"),
    unreadable(
        '2026-03-10 custom "nkr-register" "NKR2026" "Swedeheart" 792929.00 EUR',
        "register in euro", grant="NKR2026",
    ),
    unreadable(
        '2026-03-10 custom "nkr-register" "NKR2026" "Swedeheart" "792 929 kr"',
        "register's amount as text", grant="NKR2026",
    ),
    unreadable(
        '2026-03-12 custom "nkr-handelse" "NKR2026" "beslut"\n  belopp: "okänt"',
        "event's amount as text", grant="NKR2026",
    ),
    Found(
        code="GR101", severity="error", why="register of an undeclared grant",
        text=book(sound_grant(), register("Riksstroke", grant="NKR2062")),
        at='custom "nkr-register" "NKR2062"', grant="NKR2062", acceptable=False,
    ),
    Found(
        code="GR102", severity="error", acceptable=False,
        text=book(sound_grant(), declare(kostnadsstalle="2611")),
        at='2026-03-10 custom "nkr-bidrag" "NKR2026"',
    ),
    Found(
        code="GR104", severity="error", why="no region named",
        text=book(declared(region=None), receipt()), at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR104", severity="error", why="region not listed",
        text=book(declared(region="Region Gotland"), receipt()),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR105", severity="warning", why="no amount",
        text=book(declare(granted=None), *REGISTERS, requisition(), receipt()),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        # 2 × 792 929.00 = 1 585 858.00
        code="GR105", severity="warning", why="an öre below", amount="1585857.99",
        text=book(declare(granted="1585857.99"), *REGISTERS, requisition(), receipt()),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR106", severity="error", why="an öre above", amount="1585858.01",
        text=book(declare(granted="1585858.01"), *REGISTERS, requisition(), receipt()),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR107", severity="warning", amount="792928.00",
        text=book(
            declare(), register("Swedeheart"), register("Riksstroke", "792928.00"),
            requisition(), receipt(),
        ),
        at='"Riksstroke" 792928.00 SEK', acceptable=False,
    ),
    Found(
        code="GR108", severity="warning", why="twice in one grant", amount="792929.00",
        text=book(sound_grant(), register("Riksstroke", day="2026-03-11")),
        at="2026-03-11 custom", acceptable=False,
    ),
    Found(
        code="GR108", severity="warning", why="in another spelling", acceptable=False,
        text=book(sound_grant(), register("RIKSSTROKE", None)), at='"NKR2026" "RIKSSTROKE"',
    ),
    Found(
        code="GR108", severity="warning", why="in two grants of the same money",
        text=book(
            sound_grant(), declare("NKR2026B", kostnadsstalle="2611"),
            register("Riksstroke", None, grant="NKR2026B"),
        ),
        at='"NKR2026B" "Riksstroke"', grant="NKR2026B", acceptable=False,
    ),
    Found(
        code="GR109", severity="warning", why="nothing filed",
        text=book(declared(), receipt()), at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR109", severity="warning", why="another kind of document",
        text=book(declared(), receipt(), document("A17", "ovrigt", account=LIABILITY)),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR109", severity="warning", why="its file is missing",
        text=book(sound_grant()), missing=("underlag/A17-beslut.pdf",),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR201", severity="warning", text=book(declare(), *REGISTERS, receipt()),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR202", severity="error", why="the day before it opens", amount="1585858.00",
        text=book(declare(), *REGISTERS, requisition(day="2026-02-28")),
        at='2026-02-28 custom "nkr-handelse"',
    ),
    Found(
        code="GR202", severity="error", why="the day after it closes", amount="1585858.00",
        text=book(declare(), *REGISTERS, requisition(day="2026-05-14")),
        at='2026-05-14 custom "nkr-handelse"',
    ),
    Found(
        code="GR202", severity="error", why="skr-2021, a day late", amount="500000.00",
        text=of_agreement("2021-12-02"), at="2021-12-02 custom", grant="NKR2021",
    ),
    Found(
        code="GR203", severity="error", amount="1585858.01",
        text=book(declare(), *REGISTERS, requisition("1585858.01")),
        at='2026-04-02 custom "nkr-handelse"',
    ),
    Found(
        code="GR204", severity="warning", why="another amount", amount="792929.00",
        text=book(declare(), *REGISTERS, requisition("792929.00")),
        at='2026-04-02 custom "nkr-handelse"',
    ),
    Found(
        code="GR204", severity="warning", why="no amount",
        text=book(declare(), *REGISTERS, requisition(None)),
        at='2026-04-02 custom "nkr-handelse"',
    ),
    Found(
        code="GR205", severity="warning", why="none appointed", amount="1585858.00",
        text=book(declare(), *REGISTERS, requisition()), at='2026-04-02 custom "nkr-handelse"',
    ),
    Found(
        code="GR205", severity="warning", why="appointed a day late", amount="1585858.00",
        text=book(declare(), *REGISTERS, event("ombud", "2026-04-03"), requisition()),
        at='2026-04-02 custom "nkr-handelse"',
    ),
    Found(
        code="GR301", severity="warning", text=book(declared(), cost("A42", "2026-06-30", "1.00")),
        at='2026-03-10 custom "nkr-bidrag"',
    ),
    Found(
        code="GR302", severity="error", voucher="A18", amount="100.00",
        text=book(sound_grant(), receipt("100.00", "2026-05-21", "A18")),
        at=f"{LIABILITY}  -100.00 SEK",
    ),
    Found(
        code="GR303", severity="error", voucher="A17", amount="-1.00", why="a krona short",
        text=book(declared(), receipt("1585857.00")), at=f"{LIABILITY}  -1585857.00 SEK",
    ),
    Found(
        code="GR303", severity="error", voucher="A17", amount="0.01", why="an öre more",
        text=book(declared(), receipt("1585858.01")), at=f"{LIABILITY}  -1585858.01 SEK",
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="GR001", why="a register may stand without its amount",
        text=book(declare(), register("Swedeheart", None)),
    ),
    Silent(
        code="GR101", why="the grant is declared further down",
        text=book(*REGISTERS, requisition(), declare()),
    ),
    Silent(
        code="GR102", why="two grants with names of their own",
        text=book(declare(), declare("NKR2026B", kostnadsstalle="2611")),
    ),
    Silent(code="GR103", why="a programme that ships", text=book(declare())),
    Silent(
        code="GR104", why="the agreements list no regions",
        text=book(declare("NKR2022", "skr-2022", region="Region Gotland")),
    ),
    Silent(code="GR105", why="to the krona", text=book(declare(), *REGISTERS)),
    Silent(
        code="GR105", why="the agreements have no sum for each register",
        text=book(declare("NKR2022", "skr-2022", granted=None)),
    ),
    Silent(code="GR106", why="to the krona", text=book(declare(), *REGISTERS)),
    Silent(
        code="GR107", why="no amount said", text=book(declare(), register("Swedeheart", None))
    ),
    Silent(code="GR108", why="two registers", text=book(sound_grant())),
    Silent(
        code="GR108", why="the state's and the regions' money",
        text=book(
            declare("NKR2022", "skr-2022"), register("Riksstroke", None, grant="NKR2022"),
            declare("NKR2022R", "skr-2022", medel="region", kostnadsstalle="2611"),
            register("Riksstroke", None, grant="NKR2022R"),
        ),
    ),
    Silent(
        code="GR108", why="another year's programme",
        text=book(
            declare("NKR2021", "skr-2021"), register("Riksstroke", None, grant="NKR2021"),
            declare("NKR2022", "skr-2022", kostnadsstalle="2611"),
            register("Riksstroke", None, grant="NKR2022"),
        ),
    ),
    Silent(code="GR109", why="not yet paid", text=book(declared())),
    Silent(
        code="GR109", why="filed on the grant, with no link to the receipt",
        text=book(declared(), receipt(), decision("BILAGA1")),
    ),
    Silent(
        code="GR109", why="filed with the receipt, on the bank account",
        text=book(declared(), receipt(), decision(account=BANK)),
    ),
    Silent(
        code="GR205", why="appointed the same day",
        text=book(declare(), event("ombud", "2026-04-02"), requisition()),
    ),
    Silent(
        code="GR205", why="a further one is appointed later",
        text=book(declared(), event("ombud", "2026-09-01")),
    ),
    Silent(code="GR205", why="not yet requisitioned", text=book(declare())),
    Silent(code="GR205", why="the agreements ask for none", text=of_agreement("2021-03-01")),
    Silent(code="GR201", why="not yet paid", text=book(declare(), *REGISTERS)),
    Silent(
        code="GR202", why="the first day", text=book(declare(), requisition(day="2026-03-01"))
    ),
    Silent(
        code="GR202", why="the last day", text=book(declare(), requisition(day="2026-05-13"))
    ),
    Silent(code="GR202", why="skr-2021, the last day", text=of_agreement("2021-12-01")),
    Silent(
        code="GR203", why="just what two registers give",
        text=book(declare(), *REGISTERS, requisition()),
    ),
    Silent(
        code="GR204", why="just what was granted", text=book(declare(), *REGISTERS, requisition())
    ),
    Silent(code="GR301", why="no costs either", text=book(declared())),
    Silent(
        code="GR302", why="one payment on two rows",
        text=book(
            declared(),
            voucher(
                "A17", "2026-05-20", row(BANK), row(LIABILITY, "-792929.00"),
                row(LIABILITY, "-792929.00"), tags="#utbetalning",
            ),
        ),
    ),
    Silent(
        code="GR303", why="a later requisition replaces the first",
        text=book(
            declare(), *REGISTERS, requisition("792929.00", "2026-04-01"),
            requisition(day="2026-04-02"), receipt(),
        ),
    ),
)  # fmt: skip

BY_HAND = ("GR103",)

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


def test_book_without_a_grant_says_so(tmp_path: Path) -> None:
    finding = only(assess_text(tmp_path, book(cost("A42", "2026-06-30", "1.00"))), "GR101")

    assert (finding.severity, finding.grant_id, finding.place.line) == ("error", None, 0)
    assert finding.place.file == str(tmp_path / "bok.beancount")


def test_unknown_programme_stops_the_reading(tmp_path: Path) -> None:
    with pytest.raises(NkrError, match="sos-2062") as caught:
        assess_text(tmp_path, book(declare(programme="sos-2062")))

    assert caught.value.place is not None
    assert "sos-2026" in caught.value.remedy.sv
    assert "sos-2026" in caught.value.remedy.en


def test_unknown_programme_is_a_finding_where_reading_goes_on() -> None:
    finding = only(assess(read_in_memory(book(declare(programme="sos-2062")))), "GR103")

    assert finding.severity == "error"
    assert "sos-2062" in finding.message.sv
    assert "sos-2062" in finding.message.en


def test_under_an_unknown_programme_only_what_needs_no_terms_is_found() -> None:
    """No programme, so no year, no window, no words to choose among; and nothing breaks on it."""
    text = book(
        declare(programme="sos-2062"), register("Swedeheart"), requisition(day="2026-12-24"),
        receipt(), activity(andamal="datorer"), document("I1", "insats", insats="I1"),
        cost(
            "A42", "2027-06-30", "40.00", andamal="datorer", kostnadsslag="datorer", insats="I1"
        ),
        accrual("A80", "2027-07-01", "10.00"),
    )  # fmt: skip

    assert codes(assess(read_in_memory(text))) == ["GR103"]


def test_under_an_unknown_programme_every_purpose_can_be_chosen() -> None:
    text = book(declare(programme="sos-2062"), cost("A42", "2026-06-30", "1.00", andamal=None))

    remedy = only(assess(read_in_memory(text)), "PU101").remedy

    assert ", ".join(sorted(PURPOSES)) in remedy.sv
    assert ", ".join(sorted(PURPOSES)) in remedy.en


@pytest.mark.parametrize("code", ["GR107", "GR108"])
def test_what_is_said_of_a_register_is_accepted_on_the_grant(code: str, tmp_path: Path) -> None:
    text = book(
        declare(avvikelse=f"{code}: enligt beslutet"), register("Riksstroke"),
        register("Riksstroke", "1.00", day="2026-03-11"),
    )  # fmt: skip

    assert only(assess_text(tmp_path, text), code).accepted == "enligt beslutet"


def test_where_no_regions_are_listed_any_can_be_written(tmp_path: Path) -> None:
    text = book(declare("NKR2022", "skr-2022", region=None))

    remedy = only(assess_text(tmp_path, text), "GR104").remedy

    assert remedy.sv == "skriv region: på bidraget"
    assert remedy.en == "write region: on the grant"


def test_a_late_requisition_loses_the_right_only_where_the_agreement_says_so(
    tmp_path: Path,
) -> None:
    late = only(assess_text(tmp_path, of_agreement("2021-12-02")), "GR202")
    sos = only(assess_text(tmp_path, book(declare(), requisition(day="2026-05-14"))), "GR202")

    assert "förfallit" in late.message.sv
    assert "lapsed" in late.message.en
    assert "förfallit" not in sos.message.sv


def test_no_right_is_lost_by_a_requisition_before_the_window_opens(tmp_path: Path) -> None:
    sos = PROGRAMMES["sos-2026"]
    assert sos.requisition is not None
    strict = replace(sos, requisition=replace(sos.requisition, lapses=True))
    text = book(declare(), requisition(day="2026-02-28"))

    early = only(assess_text(tmp_path, text, programmes={"sos-2026": strict}), "GR202")

    assert "förfallit" not in early.message.sv
    assert "lapsed" not in early.message.en


def test_the_first_of_two_grants_with_one_name_is_the_one_that_counts(tmp_path: Path) -> None:
    text = book(sound_grant(), declare(granted="1.00", kostnadsstalle="2611"))

    (grant,) = assess_text(tmp_path, text).book.grants

    assert grant.cost_centre == "2610"
    assert str(grant.granted) == "1585858.00"


@pytest.mark.parametrize("term", ["allocation-list", "decision-letter"])
def test_either_word_of_a_decision_asks_for_it_to_be_filed(term: str, tmp_path: Path) -> None:
    sos = PROGRAMMES["sos-2026"]
    other = replace(sos, terms={term: sos.terms[term]})

    finding = only(
        assess_text(tmp_path, book(declared(), receipt()), programmes={"sos-2026": other}), "GR109"
    )

    assert finding.sources == sos.terms[term].sources


def test_a_declaration_that_lacks_what_may_be_missing_is_named_by_the_rule_for_it(
    tmp_path: Path,
) -> None:
    bare = '2026-03-10 custom "nkr-bidrag" "NKR2026" "sos-2026"\n'

    assert set(codes(assess_text(tmp_path, book(bare)))) == {"GR104", "GR105", "CC105"}
