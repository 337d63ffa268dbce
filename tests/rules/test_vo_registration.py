"""VO101–110: vouchers numbered, registered, attested by another, corrected in the open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import pytest

from nkr_audit.assessment import assess
from tests.books import (
    LIABILITY,
    PAYABLE,
    SOFTWARE,
    Bare,
    accrual,
    assess_text,
    book,
    codes,
    cost,
    declare,
    event,
    only,
    read_in_memory,
    recognise,
    row,
    sound_grant,
    voucher,
)
from tests.rules.case import Found, Silent, acceptable, found, overridden, silent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.books import Words

OWN_MONEY = "Kostnader:5420-Programvaror"
HEAD = "2026-06-30 * "
LATER = "2026-07-31 * "
SOURCE = "export.se rad 12 sha256:923e4c85fa31"
CLOSING = event("bokslut", "2027-02-12")


def bought(number: str = "A42", day: str = "2026-06-30", **given: Unpack[Words]) -> str:
    """Software for 100 kr on the grant."""
    return cost(number, day, "100.00", **given)


def elsewhere(number: str, day: str = "2026-06-30", **given: Unpack[Words]) -> str:
    """Software for 100 kr that is not the grant's."""
    return voucher(number, day, row(OWN_MONEY, "100.00"), row(PAYABLE), **given)


def with_grant(*vouchers: str) -> str:
    return book(sound_grant(), *vouchers)


def series(*numbers: str) -> str:
    """A sound grant with a purchase of each number."""
    return with_grant(*(bought(number) for number in numbers))


def corrected(links: str = "^A42", tags: str = "#rattelse", **given: Unpack[Words]) -> str:
    """A sound grant with a purchase, and its correction A43."""
    return with_grant(
        bought(),
        cost("A43", "2026-07-31", "-100.00", links=links, tags=tags, evidence=(), **given),
    )


def closed(day: str = "2026-12-30", **given: Unpack[Words]) -> str:
    """A grant closed on 2027-02-12, with a purchase of ``day``."""
    return with_grant(bought(day=day, **given), recognise("100.00"), CLOSING)


FOUND = (
    Found(
        code="VO101", severity="error", voucher=None,
        text=with_grant(bought(verifikation=None)), at=HEAD,
    ),
    Found(
        code="VO102", severity="error", voucher="A42",
        text=with_grant(bought(), bought(day="2026-07-31")), at=LATER,
    ),
    Found(
        code="VO102", severity="error", voucher="A42", why="the first outside the grant",
        text=with_grant(elsewhere("A42"), bought(day="2026-07-31")), at=LATER,
    ),
    Found(
        code="VO102", severity="error", voucher="A42", why="the second outside the grant",
        text=with_grant(bought(), elsewhere("A42", "2026-07-31")), at=LATER,
    ),
    Found(
        code="VO103", severity="warning", voucher="C3", text=series("C1", "C3"),
        at=HEAD, why="one number",
    ),
    Found(
        code="VO103", severity="warning", voucher="2026-C5", why="a number elsewhere far away",
        text=series("2026-C1", "2026-C2", "2026-C3", "2026-C5", "2026-C900"), at=HEAD,
    ),
    Found(
        code="VO103", severity="warning", voucher="C3", why="one side outside the grant",
        text=with_grant(elsewhere("C1"), bought("C3", "2026-07-31")), at=LATER,
    ),
    Found(
        code="VO103", severity="warning", voucher="23", why="twenty numbers on, no letters",
        text=series("1", "2", "3", *(str(number) for number in range(23, 45))), at=HEAD,
    ),
    Found(
        code="VO103", severity="warning", voucher="C103", why="a number elsewhere far before",
        text=series("C1", "C100", "C101", "C103"), at=HEAD,
    ),
    Found(
        code="VO103", severity="warning", voucher="C3", why="another series came from the ERP",
        text=with_grant(
            bought("B1", "2026-05-31", kalla=SOURCE), bought("C1"), bought("C3", "2026-07-31"),
        ),
        at=LATER,
    ),
    Found(
        code="VO103", severity="warning", voucher="C3", grant=None,
        why="the other side outside the grant",
        text=with_grant(bought("C1"), elsewhere("C3", "2026-07-31")), at=LATER,
    ),
    Found(
        code="VO103", severity="warning", voucher="1" * 17 + "3", why="as many digits as counted",
        text=with_grant(bought("1" * 18), bought("1" * 17 + "3", "2026-07-31")), at=LATER,
    ),
    Found(
        code="VO104", severity="warning", voucher="A43",
        text=with_grant(
            bought(registrerad=Bare("2026-07-03")),
            bought("A43", "2026-07-31", registrerad=Bare("2026-07-02")),
        ),
        at=LATER,
    ),
    Found(
        code="VO104", severity="warning", voucher="A44", why="one between without a date",
        text=with_grant(
            bought(registrerad=Bare("2026-07-03")), bought("A43", registrerad=None),
            bought("A44", "2026-07-31", registrerad=Bare("2026-07-02")),
        ),
        at=LATER,
    ),
    Found(
        code="VO104", severity="warning", voucher="C10", why="10 comes after 9",
        text=with_grant(
            bought("C9"), bought("C10", "2026-07-31", registrerad=Bare("2026-06-29")),
        ),
        at=LATER,
    ),
    Found(
        code="VO105", severity="warning", voucher="A42", why="61 days",
        text=with_grant(bought(registrerad=Bare("2026-08-30"))), at=HEAD,
    ),
    Found(
        code="VO105", severity="warning", voucher="A43", why="after one that was a day late",
        text=with_grant(
            bought(registrerad=Bare("2026-07-01")),
            bought("A43", "2026-07-31", registrerad=Bare("2026-10-01")),
        ),
        at=LATER,
    ),
    Found(
        code="VO106", severity="error", voucher="A42",
        text=with_grant(bought(attesterad_av="ekonom1")), at=HEAD,
    ),
    Found(
        code="VO106", severity="error", voucher="A42", why="flagged, and written otherwise",
        text=with_grant(bought(attesterad_av=" EKONOM1").replace("30 * ", "30 ! ")),
        at="2026-06-30 ! ",
    ),
    Found(
        code="VO107", severity="warning", voucher="A42", why="nothing said",
        text=with_grant(bought(registrerad=None, registrerad_av=None, attesterad_av=None)), at=HEAD,
    ),
    Found(
        code="VO107", severity="warning", voucher="A42", why="no attest",
        text=with_grant(bought(attesterad_av=None)), at=HEAD,
    ),
    Found(
        code="VO107", severity="warning", voucher="A42", why="no day",
        text=with_grant(bought(registrerad=None)), at=HEAD,
    ),
    Found(
        code="VO107", severity="warning", voucher="A42", why="to be filled in",
        text=with_grant(bought(registrerad_av="FIXME", attesterad_av="FIXME")), at=HEAD,
    ),
    Found(
        code="VO107", severity="warning", why="two from the ERP, told once",
        text=with_grant(
            bought(kalla=SOURCE, attesterad_av=None),
            bought("A44", "2026-07-31", kalla=SOURCE, attesterad_av=None),
        ),
        at='custom "nkr-bidrag"',
    ),
    Found(
        code="VO107", severity="warning", why="one from the ERP, without number",
        text=with_grant(bought(verifikation=None, kalla=SOURCE, attesterad_av=None)),
        at='custom "nkr-bidrag"',
    ),
    Found(
        code="VO108", severity="error", voucher="A43", text=corrected(rattar="A24"), at=LATER,
    ),
    Found(
        code="VO108", severity="error", voucher="A43", text=corrected(rattar="A43"), at=LATER,
        why="itself",
    ),
    Found(
        code="VO109", severity="warning", voucher="A43", at=LATER,
        text=corrected(links="", rattar="A42"), why="no link",
    ),
    Found(
        code="VO109", severity="warning", voucher="A43", at=LATER,
        text=corrected(links="", tags="", rattar="A42"), why="no link and no tag",
    ),
    Found(
        code="VO109", severity="warning", voucher="A43", text=corrected(), at=LATER,
        why="does not say what it corrects",
    ),
    Found(
        code="VO110", severity="error", voucher="A42", at="2026-12-30 * ",
        text=closed(registrerad=Bare("2027-02-13")),
    ),
    Found(
        code="VO110", severity="error", voucher="A42", at="2026-12-31 * ",
        text=closed(day="2026-12-31", registrerad=Bare("2027-02-13")).replace(
            CLOSING, CLOSING + event("bokslut", "2027-03-01")
        ),
        why="closed again",
    ),
)  # fmt: skip

SILENT = (
    Silent(
        code="VO101", why="outside the grant",
        text=with_grant(elsewhere("A42", verifikation=None)),
    ),
    Silent(code="VO102", why="other series", text=series("A42", "2026-A42", "B42")),
    Silent(
        code="VO102", why="neither is on a grant",
        text=with_grant(elsewhere("A42"), elsewhere("A42", "2026-07-31")),
    ),
    Silent(
        code="VO102", why="both without a number",
        text=with_grant(bought(verifikation=None), bought("A43", verifikation=None)),
    ),
    Silent(code="VO103", why="none missing", text=series("C1", "C2", "C3")),
    Silent(code="VO103", why="half are missing", text=series("C1", "C4")),
    Silent(code="VO103", why="over twenty are missing", text=series("C1", "C2", "C23", "C24")),
    Silent(
        code="VO103", why="twenty-one numbers on",
        text=series("1", "2", "3", *(str(number) for number in range(24, 45))),
    ),
    Silent(
        code="VO103", why="half are missing, in a series that goes on far away",
        text=series("C1", "C4", *(f"C{number}" for number in range(100, 111))),
    ),
    Silent(code="VO103", why="a single number", text=series("C7")),
    Silent(
        code="VO103", why="a number used twice hides no gap", text=series("C1", "C1", "C4")
    ),
    Silent(code="VO103", why="no running number", text=series("kassa", "C")),
    Silent(code="VO103", why="digits beyond counting", text=series("1" * 19, "1" * 18 + "3")),
    Silent(
        code="VO103", why="filled by one outside the grant",
        text=with_grant(bought("C1"), elsewhere("C2"), bought("C3")),
    ),
    Silent(
        code="VO103", why="no one in the grant",
        text=with_grant(elsewhere("C1"), elsewhere("C3")),
    ),
    Silent(
        code="VO103", why="one came from the ERP",
        text=with_grant(bought("C1"), bought("C3", kalla=SOURCE)),
    ),
    Silent(
        code="VO104", why="the same day",
        text=with_grant(bought(registrerad=Bare("2026-07-03")), bought("A43", "2026-07-03")),
    ),
    Silent(
        code="VO104", why="another series",
        text=with_grant(
            bought(registrerad=Bare("2026-07-03")), bought("L43", registrerad=Bare("2026-07-02"))
        ),
    ),
    Silent(
        code="VO104", why="outside the grant",
        text=with_grant(
            bought(registrerad=Bare("2026-07-03")), elsewhere("A43", registrerad=Bare("2026-07-02"))
        ),
    ),
    Silent(
        code="VO105", why="60 days",
        text=with_grant(bought(registrerad=Bare("2026-08-29"))),
    ),
    Silent(
        code="VO105", why="registered beforehand",
        text=with_grant(bought(registrerad=Bare("2026-01-02"))),
    ),
    Silent(
        code="VO105", why="a correction, by its tag",
        text=corrected(registrerad=Bare("2026-12-01")),
    ),
    Silent(
        code="VO105", why="a correction, by what it says",
        text=corrected(tags="", rattar="A42", registrerad=Bare("2026-12-01")),
    ),
    Silent(
        code="VO105", why="an accrual released",
        text=with_grant(
            accrual("A80", "2026-12-31", "100.00"),
            cost(
                "A91", "2027-01-01", "-100.00", tags="#upplosning", links="^A80", evidence=(),
                registrerad=Bare("2027-04-01"),
            ),
        ),
    ),
    Silent(
        code="VO105", why="outside the grant",
        text=with_grant(elsewhere("A42", registrerad=Bare("2026-12-01"))),
    ),
    Silent(code="VO106", why="two persons", text=with_grant(bought(attesterad_av="ekonom2"))),
    Silent(
        code="VO106", why="both to be filled in",
        text=with_grant(bought(registrerad_av="FIXME", attesterad_av="FIXME")),
    ),
    Silent(
        code="VO106", why="not said who registered it",
        text=with_grant(bought(registrerad_av=None)),
    ),
    Silent(
        code="VO106", why="outside the grant",
        text=with_grant(elsewhere("A42", attesterad_av="ekonom1")),
    ),
    Silent(code="VO107", why="all said", text=with_grant(bought())),
    Silent(
        code="VO107", why="outside the grant",
        text=with_grant(elsewhere("A42", attesterad_av=None)),
    ),
    Silent(code="VO107", why="all said by the ERP", text=with_grant(bought(kalla=SOURCE))),
    Silent(code="VO108", why="it is there", text=corrected(rattar="A42")),
    Silent(
        code="VO108", why="it is there, outside the grant",
        text=with_grant(elsewhere("A41"), bought(rattar="A41")),
    ),
    Silent(
        code="VO108", why="outside the grant", text=with_grant(elsewhere("A42", rattar="A1")),
    ),
    Silent(code="VO109", why="linked", text=corrected(rattar="A42")),
    Silent(
        code="VO109", why="not in the book, which VO108 says",
        text=corrected(links="", rattar="A24"),
    ),
    Silent(code="VO110", why="the day of closing", text=closed(registrerad=Bare("2027-02-12"))),
    Silent(
        code="VO110", why="dated in the new year",
        text=closed(day="2027-01-01", registrerad=Bare("2027-02-13"), avser="2026-12"),
    ),
    Silent(code="VO110", why="not said when", text=closed(registrerad=None)),
    Silent(
        code="VO110", why="not closed", text=with_grant(bought(registrerad=Bare("2027-02-13"))),
    ),
    Silent(
        code="VO110", why="another grant is closed",
        text=book(
            sound_grant(), declare("NKR2", kostnadsstalle="2611"),
            event("bokslut", "2026-12-31", grant="NKR2"), bought(registrerad=Bare("2027-02-13")),
        ),
    ),
)  # fmt: skip

test_is_found = found(FOUND)
test_can_be_accepted = acceptable(FOUND)
test_programme_decides_severity = overridden(FOUND)
test_near_miss_is_silent = silent(SILENT)


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        (("C1", "C3"), "Numret C2 saknas mellan C1 och C3."),
        (("2026-C009", "2026-C011"), "Numret 2026-C010 saknas mellan 2026-C009 och 2026-C011."),
        (("1", "2", "3", "6"), "Numren 4–5 saknas mellan 3 och 6."),
        (("C8", "C10"), "Numret C9 saknas mellan C8 och C10."),
    ],
)
def test_a_gap_names_the_numbers_that_are_missing(
    numbers: tuple[str, ...], missing: str, tmp_path: Path
) -> None:
    assert only(assess_text(tmp_path, series(*numbers)), "VO103").what.sv == missing


def test_each_gap_is_told_once(tmp_path: Path) -> None:
    found_codes = codes(assess_text(tmp_path, series("C1", "C2", "C4", "C5", "C7")))

    assert found_codes == ["VO103", "VO103"]


def test_the_second_with_a_number_tells_where_the_first_stands(tmp_path: Path) -> None:
    text = with_grant(bought(), bought(day="2026-07-31"))
    line = next(place for place, words in enumerate(text.splitlines(), 1) if words.startswith(HEAD))

    assert f"(bok.beancount:{line})" in only(assess_text(tmp_path, text), "VO102").what.sv


def test_all_that_is_missing_is_told_at_once(tmp_path: Path) -> None:
    text = with_grant(bought(registrerad=None, registrerad_av=None, attesterad_av=None))

    finding = only(assess_text(tmp_path, text), "VO107")

    assert finding.what.sv == (
        "Verifikationen saknar registreringsdag, namn på den som registrerade och attest."
    )
    assert finding.remedy.en == (
        "write registrerad: and registrerad-av: on the voucher, and let another than who "
        "registered it attest: nkr attest BOOK A42"
    )


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"registrerad": None}, "Verifikationen saknar registreringsdag."),
        ({"registrerad_av": None}, "Verifikationen saknar namn på den som registrerade."),
        ({"registrerad_av": "FIXME"}, "Verifikationen saknar namn på den som registrerade."),
        ({"attesterad_av": None}, "Verifikationen saknar attest."),
        ({"attesterad_av": "FIXME"}, "Verifikationen saknar attest."),
    ],
)
def test_nothing_is_told_but_what_is_missing(given: Words, lacking: str, tmp_path: Path) -> None:
    assert only(assess_text(tmp_path, with_grant(bought(**given))), "VO107").what.sv == lacking


def test_an_imported_voucher_that_something_else_was_accepted_on_is_told_with_the_others(
    tmp_path: Path,
) -> None:
    text = with_grant(bought(kalla=SOURCE, attesterad_av=None, avvikelse="VO105: semester"))

    assert only(assess_text(tmp_path, text), "VO107").voucher_number is None


def test_an_imported_voucher_may_be_accepted_by_itself(tmp_path: Path) -> None:
    text = with_grant(
        bought(kalla=SOURCE, attesterad_av=None),
        bought("A43", kalla=SOURCE, attesterad_av=None, avvikelse="VO107: attest på papper"),
    )

    found_here = [item for item in assess_text(tmp_path, text).findings if item.code == "VO107"]

    assert [(item.voucher_number, item.accepted) for item in found_here] == [
        (None, None), ("A43", "attest på papper"),
    ]  # fmt: skip
    what = found_here[0].what
    assert what.sv.startswith("1 importerad verifikation saknar attest, t.ex. A42")
    assert what.en.startswith("1 imported voucher lacks ")


def test_several_imported_vouchers_are_told_in_the_plural(tmp_path: Path) -> None:
    text = with_grant(
        *(bought(number, kalla=SOURCE, attesterad_av=None) for number in ("A42", "A43"))
    )

    what = only(assess_text(tmp_path, text), "VO107").what

    assert what.sv.startswith("2 importerade verifikationer saknar attest")
    assert what.en.startswith("2 imported vouchers lack ")


def test_a_correction_of_itself_is_told_so(tmp_path: Path) -> None:
    what = only(assess_text(tmp_path, corrected(rattar="A43")), "VO108").what

    assert "rättar sig själv" in what.sv
    assert "corrects itself" in what.en


def test_a_voucher_on_two_grants_is_told_once_and_of_neither(tmp_path: Path) -> None:
    text = book(
        sound_grant(), declare("NKR2", kostnadsstalle="2611"),
        voucher(
            "A42", "2026-06-30", row(LIABILITY, "1.00"), row(LIABILITY.replace("NKR2026", "NKR2")),
            attesterad_av="ekonom1",
        ),
    )  # fmt: skip

    assert only(assess_text(tmp_path, text), "VO106").grant_id is None


def test_imported_vouchers_on_two_grants_are_told_of_one(tmp_path: Path) -> None:
    text = book(
        sound_grant(), declare("NKR2", kostnadsstalle="2611"),
        voucher(
            "A42", "2026-06-30", row(LIABILITY, "1.00"), row(LIABILITY.replace("NKR2026", "NKR2")),
            attesterad_av=None, kalla=SOURCE,
        ),
    )  # fmt: skip

    assert only(assess_text(tmp_path, text), "VO107").grant_id == "NKR2"


UNDECLARED = LIABILITY.replace("NKR2026", "NKR1")


@pytest.mark.parametrize(
    ("code", "given"),
    [("VO106", {"attesterad_av": "ekonom1"}), ("VO107", {"attesterad_av": None, "kalla": SOURCE})],
)
def test_a_voucher_with_rows_under_a_name_that_is_not_declared_is_the_grants(
    code: str, given: Words, tmp_path: Path
) -> None:
    text = with_grant(
        voucher("A42", "2026-06-30", row(LIABILITY, "1.00"), row(UNDECLARED), **given)
    )

    assert only(assess_text(tmp_path, text), code).grant_id == "NKR2026"


@pytest.mark.parametrize(
    ("account", "day", "grants"),
    [
        (LIABILITY, "2027-02-12", []),
        (LIABILITY, "2027-02-13", ["NKR2026"]),
        (LIABILITY.replace("NKR2026", "NKR2"), "2027-01-15", []),
        (LIABILITY.replace("NKR2026", "NKR2"), "2027-01-16", ["NKR2"]),
    ],
)
def test_each_grant_has_its_own_closing(
    account: str, day: str, grants: list[str], tmp_path: Path
) -> None:
    text = book(
        sound_grant(), declare("NKR2", kostnadsstalle="2611"), CLOSING,
        event("bokslut", "2027-01-15", grant="NKR2"),
        voucher(
            "A42", "2026-12-30", row(account, "1.00"), row("Tillgångar:Bank"),
            registrerad=Bare(day),
        ),
    )  # fmt: skip

    found_here = [item for item in assess_text(tmp_path, text).findings if item.code == "VO110"]

    assert [item.grant_id for item in found_here] == grants


def test_an_unknown_programme_has_no_period_to_lock() -> None:
    text = closed(registrerad=Bare("2027-02-13"))

    assert "VO110" in codes(assess(read_in_memory(text)))
    assert "VO110" not in codes(assess(read_in_memory(text, programmes={})))


def test_undeclared_grants_are_left_to_cc101(tmp_path: Path) -> None:
    text = book(
        sound_grant(),
        bought(attesterad_av="ekonom1").replace(SOFTWARE, SOFTWARE.replace("NKR2026", "NKR2")),
    )

    assert not [code for code in codes(assess_text(tmp_path, text)) if code.startswith("VO")]


def test_a_voucher_is_named_without_anyones_number(tmp_path: Path) -> None:
    text = with_grant(bought(verifikation=None).replace("Driftplattform", "Kurs 19121212-1212"))

    finding = only(assess_text(tmp_path, text), "VO101")

    assert "2026-06-30 Exempel IT AB, ”Kurs 19121212-XXXX, två register”" in finding.what.sv
