"""A form is a draft until nothing is missing, wrong, open or unfinished, and says what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from nkr_audit.reports.document import Signature
from nkr_audit.reports.kinds import KINDS, aterrapport, redovisning, rekvisition
from nkr_audit.text import Text
from tests.books import (
    Bare,
    Words,
    accrual,
    activity,
    agreement,
    book,
    cost,
    declared,
    event,
    register,
    row,
    sound_grant,
    voucher,
)
from tests.reports.forms import (
    AGREEMENTS,
    KONTAKT,
    PEOPLE,
    REGIONS,
    cells,
    contacts,
    example,
    fields,
    of_text,
    table,
    why,
    without,
)

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = event("bokslut", "2027-02-01")
YEAR_OVER = date(2027, 2, 1)
A_COST = cost("A42", "2026-06-30", "1000.00", insats="I1")
NO_INVOICE = "underlag/A42-faktura.pdf"
AGREED_COST = cost(
    "A42", "2022-06-30", "1000.00", account="Kostnader:NKR2022:5420-Programvaror"
)  # fmt: skip
CLOSING_2022 = voucher(
    "B90", "2022-12-31",
    row("Skulder:NKR2022:2971-Förutbetalt-statsbidrag", "1000.00"),
    row("Intäkter:NKR2022:3985-Statsbidrag", "-1000.00"),
    tags="#intaktsforing", text='"Bokslut" "Intäktsföring av statsbidrag"',
) + event("bokslut", "2023-02-01", grant="NKR2022")  # fmt: skip
AGREED = (agreement(2022), AGREED_COST, CLOSING_2022)
AGREED_PEOPLE = PEOPLE + KONTAKT[KONTAKT.index("[bidrag.NKR2022]") :]


@pytest.mark.parametrize("kind", ["rekvisition", "redovisning", "slutrapport", "sarredovisning"])
@pytest.mark.parametrize(("region", "grant"), AGREEMENTS)
def test_nothing_is_left_of_the_examples_of_the_agreements(
    tmp_path: Path, kind: str, region: str, grant: str
) -> None:
    report = KINDS[kind].build(example(region, grant, contacts(tmp_path)))
    assert why(report) == ""


@pytest.mark.parametrize("kind", ["rekvisition", "aterrapport", "sarredovisning", "sjalvkostnad"])
@pytest.mark.parametrize(("region", "grant"), REGIONS)
def test_only_the_faulty_region_has_drafts(
    tmp_path: Path, kind: str, region: str, grant: str
) -> None:
    report = KINDS[kind].build(example(region, grant, contacts(tmp_path, PEOPLE)))
    assert bool(report.draft) == (region == "vastragotaland")


def test_without_contacts_every_field_that_is_missing_is_said_with_its_place() -> None:
    report = redovisning.build(example("skr", "NKR2022"))
    found = fields(report)
    for key, where in (
        ("organisationsnummer", "mottagare.organisationsnummer"),
        ("kontaktperson", "kontaktperson.namn"),
        ("postadress", "mottagare.postadress"),
        ("telefon", "kontaktperson.telefon"),
        ("e-post", "kontaktperson.e-post"),
        ("dnr-overenskommelse", "bidrag.NKR2022.dnr-overenskommelse"),
        ("dnr-regeringsbeslut", "bidrag.NKR2022.dnr-regeringsbeslut"),
        ("ekonomichef-namn", "ekonomichef.namn"),
        ("ekonomichef-befattning", "ekonomichef.befattning"),
    ):
        assert found[key].missing, key
        assert f"Fyll i {where} i kontakt.toml." in why(report)
    assert "Fyll i behorig-foretradare.namn i kontakt.toml." in why(report)
    assert "Fyll i bidrag.NKR2022.verksamhet i kontakt.toml." in why(report)
    assert not found["fax"].missing
    assert not found["mottagare"].missing  # the book knows the region
    assert report.references == ()


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("dnr-overenskommelse", "slutrapport"), ("dnr-regeringsbeslut", "sarredovisning"),
        ("dnr-regeringsbeslut", "sjalvkostnad"), ("dnr-overenskommelse", "rekvisition"),
        ("verksamhet", "slutrapport"), ("betalningsreferens", "rekvisition"),
        ("bankgiro", "rekvisition"),
    ],
)  # fmt: skip
def test_one_thing_missing_makes_a_draft(tmp_path: Path, key: str, kind: str) -> None:
    said = contacts(tmp_path, without(key, text=KONTAKT.partition("[bidrag.NKR2022]")[0]))
    assert f".{key} i kontakt.toml." in why(KINDS[kind].build(example("skr", "NKR2021", said)))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"559990-1013"', '"559990-1014"', "Organisationsnumret 559990-1014 har fel form"),
        ('"123-4566"', '"123-4567"', "Bankgirot 123-4567 har fel form eller fel kontrollsiffra"),
        ('bankgiro = "123-4566"', 'plusgiro = "12 34 56-7"', "Plusgirot 12 34 56-7 har fel form"),
        ('"S2020/00001"', '"2020/1"', "Diarienumret 2020/1 är inte skrivet som S2021/01234"),
    ],
)
def test_a_wrong_number_is_shown_as_it_was_written_and_said(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    said = contacts(tmp_path, KONTAKT.replace(old, new))
    report = rekvisition.build(example("skr", "NKR2021", said))
    assert reason in why(report)
    values = [str(field.value) for field in fields(report).values()]
    assert any(new.split('"')[-2] in value for value in values)


def test_a_plusgiro_will_do(tmp_path: Path) -> None:
    said = contacts(tmp_path, KONTAKT.replace('bankgiro = "123-4566"', 'plusgiro = "1234566"'))
    report = rekvisition.build(example("skr", "NKR2021", said))
    assert fields(report)["bankgiro-plusgiro"].value == "Plusgiro 12 34 56-6"
    assert why(report) == ""


def test_another_period_than_the_programme_s_is_said(tmp_path: Path) -> None:
    said = contacts(
        tmp_path, KONTAKT.replace("[bidrag.NKR2021]", '[bidrag.NKR2021]\nperiod = "2022"')
    )
    report = redovisning.build(example("skr", "NKR2021", said))
    assert "Perioden 2022-01-01/2022-12-31 är inte programmets" in why(report)


def test_names_that_lead_nowhere_are_said(tmp_path: Path) -> None:
    said = contacts(
        tmp_path, KONTAKT + '[bidrag.NKR2O22]\n[bidrag.NKR2022.svar]\nframjar = "Ja."\n'
    )
    reasons = why(redovisning.build(example("skr", "NKR2022", said)))
    assert "uppgifter om bidraget NKR2O22, som inte finns i boken" in reasons
    assert "ett svar på framjar, som inte är ett fält" in reasons


def test_before_the_year_is_over_and_closed_the_report_back_is_a_draft(tmp_path: Path) -> None:
    reasons = why(aterrapport.build(example("skane", "NKR2026", day=date(2026, 12, 30))))
    assert "Bidragsåret är inte slut" in reasons
    assert 'händelsen "bokslut" saknas' in reasons
    sound = of_text(tmp_path, book(sound_grant(), activity(), A_COST, CLOSED), day=YEAR_OVER)
    assert "inte slut" not in why(aterrapport.build(sound))
    assert "bokslut" not in why(aterrapport.build(sound))


def test_an_accrual_without_outcome_is_said(tmp_path: Path) -> None:
    text = book(
        sound_grant(), activity(), accrual("B7", "2026-12-31", "5000.00", insats="I1"), CLOSED
    )
    assert "Reserveringar står kvar utan utfall: B7" in why(
        aterrapport.build(of_text(tmp_path, text))
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Words(insats=None), "saknar insats"),
        (Words(register=None), "saknar register"),
        (Words(andamal=None), "saknar ändamål"),
        (Words(kostnadsslag=None), "saknar kostnadsslag"),
    ],
)
def test_a_cost_that_does_not_answer_the_questions_is_said(
    tmp_path: Path, given: Words, reason: str
) -> None:
    words: Words = {"insats": "I1"}
    a_cost = cost("A42", "2026-06-30", "1000.00", **(words | given))
    text = book(sound_grant(), activity(), a_cost, CLOSED)
    assert f"Kostnader på 1\xa0000,00 kr {reason}" in why(
        aterrapport.build(of_text(tmp_path, text))
    )


def test_an_activity_that_furthers_nothing_is_said(tmp_path: Path) -> None:
    text = book(sound_grant(), activity(framjar="FIXME"), A_COST, CLOSED)
    assert "inte hur den främjar syftet (framjar): I1" in why(
        aterrapport.build(of_text(tmp_path, text))
    )


# --- the requisition ------------------------------------------------------------------------------


def test_the_requisition_is_held_against_the_book(tmp_path: Path) -> None:
    text = book(declared(beviljat=Bare("1000.00 SEK"), region="Region Exempel"))
    report = rekvisition.build(of_text(tmp_path, text, contacts(tmp_path, PEOPLE)))
    assert "”Region Exempel” är inte någon av dem" in why(report)
    assert "Beviljat enligt boken" in why(report)
    assert cells(report, "kontroller", "ratt")[0] == ("NEJ", "NO")
    right = cells(report, "kontroller", "ratt")
    assert right.count(("ja", "yes")) == len(right) - 2


@pytest.mark.parametrize(
    ("day", "is_late"),
    [("2026-02-28", True), ("2026-03-01", False), ("2026-05-13", False), ("2026-05-14", True)],
)
def test_the_requisition_window_has_both_its_days(tmp_path: Path, day: str, is_late: bool) -> None:
    text = book(declared()).replace("2026-04-02", day).replace("2026-03-16", "2026-02-01")
    said = contacts(tmp_path, PEOPLE)
    reasons = why(rekvisition.build(of_text(tmp_path, text, said, day=date(2026, 6, 1))))
    assert ("utanför rekvisitionstiden" in reasons) == is_late


def test_an_agent_appointed_after_the_requisition_is_said(tmp_path: Path) -> None:
    text = book(declared()).replace("2026-03-16", "2026-04-03")
    said = contacts(tmp_path, PEOPLE)
    assert "ombud är utsett" in why(
        rekvisition.build(of_text(tmp_path, text, said, day=date(2026, 6, 1)))
    )


def test_before_it_is_made_the_requisition_is_for_what_the_registers_give(tmp_path: Path) -> None:
    text = book(
        '2026-03-10 custom "nkr-bidrag" "NKR2026" "sos-2026"\n  region: "Region Uppsala"\n'
        '  kostnadsstalle: "2610"\n',
        register("Swedeheart", None), register("Riksstroke", None), event("ombud", "2026-03-16"),
    )  # fmt: skip
    context = of_text(tmp_path, text, contacts(tmp_path, PEOPLE), day=date(2026, 3, 20))
    report = rekvisition.build(context)
    assert str(fields(report)["rekvirerat"].value) == "1585858.00"
    assert why(report) == ""


# --- the finance chief ----------------------------------------------------------------------------


def alternatives(
    folder: Path, text: str, more: str = "", missing: tuple[str, ...] = ()
) -> tuple[str, str, str]:
    said = contacts(folder, AGREED_PEOPLE.replace("[bidrag.NKR2022]", f"[bidrag.NKR2022]\n{more}"))
    report = redovisning.build(
        of_text(folder, text, said, grant_id="NKR2022", missing=missing, day=YEAR_OVER)
    )
    found = fields(report)
    one, two = found["alternativ-1"].value, found["alternativ-2"].value
    return (
        one if isinstance(one, str) else one.sv,  # type: ignore[union-attr]
        two if isinstance(two, str) else two.sv,  # type: ignore[union-attr]
        why(report),
    )


def test_without_open_errors_alternative_1_is_proposed(tmp_path: Path) -> None:
    assert alternatives(tmp_path, book(*AGREED)) == ("X  Exempel Chef (förslag)", "–", "")


def test_what_is_final_holds_no_proposal(tmp_path: Path) -> None:
    said = contacts(tmp_path, AGREED_PEOPLE)
    context = of_text(tmp_path, book(*AGREED), said, grant_id="NKR2022", day=YEAR_OVER)
    report = redovisning.build(replace(context, final=True))
    assert fields(report)["alternativ-1"].value == Text("X  Exempel Chef", "X  Exempel Chef")
    assert why(report) == ""


def test_with_open_errors_alternative_2_is_proposed(tmp_path: Path) -> None:
    one, two, reasons = alternatives(tmp_path, book(*AGREED), missing=(NO_INVOICE,))
    assert (one, two) == ("–", "X  Exempel Chef (förslag)")
    assert "Boken har öppna fel" in reasons


def test_alternative_1_against_open_errors_is_said(tmp_path: Path) -> None:
    one, _, reasons = alternatives(
        tmp_path, book(*AGREED), "ekonomichefens-alternativ = 1", (NO_INVOICE,)
    )
    assert one == "X  Exempel Chef"
    assert "har valt alternativ 1, men boken har öppna fel" in reasons


def test_alternative_2_must_have_something_to_tell(tmp_path: Path) -> None:
    chosen = "ekonomichefens-alternativ = 2"
    *_, reasons = alternatives(tmp_path, book(*AGREED), chosen)
    assert "inga avvikelser är redovisade" in reasons
    *_, reasons = alternatives(tmp_path, book(*AGREED), f'{chosen}\navvikelser = "En sen faktura."')
    assert reasons == ""


def test_an_accepted_deviation_is_told_with_its_reason_and_leaves_no_draft(tmp_path: Path) -> None:
    accepted = cost(
        "A42", "2022-06-30", "1000.00", account="Kostnader:NKR2022:5420-Programvaror",
        evidence=(), avvikelse="EV101: brann upp.",
    )  # fmt: skip
    said = contacts(
        tmp_path,
        AGREED_PEOPLE + "ekonomichefens-alternativ = 2\n[bidrag.NKR2022.atgarder]\n"
        'EV101 = "Kopia är begärd."\n',
    )
    text = book(agreement(2022), accepted, CLOSING_2022)
    report = redovisning.build(of_text(tmp_path, text, said, grant_id="NKR2022", day=YEAR_OVER))
    told = {row.values[0]: row.values[3] for row in table(report, "avvikelser").rows}
    assert told["EV101"] == (
        "Godtaget: brann upp. Kopia är begärd.", "Accepted: brann upp. Kopia är begärd."
    )  # fmt: skip
    assert why(report) == ""


def test_an_open_error_is_told_with_what_is_proposed(tmp_path: Path) -> None:
    report = redovisning.build(
        of_text(tmp_path, book(*AGREED), grant_id="NKR2022", missing=(NO_INVOICE,), day=YEAR_OVER)
    )
    measures = cells(report, "avvikelser", "atgard")
    assert measures
    assert all(str(measure).startswith("Text(sv='Förslag: ") for measure in measures)


def test_a_file_is_told_by_its_path_from_the_book(tmp_path: Path) -> None:
    report = redovisning.build(
        of_text(tmp_path, book(*AGREED), grant_id="NKR2022", missing=(NO_INVOICE,), day=YEAR_OVER)
    )
    told = [str(one) for one in cells(report, "avvikelser", "avvikelse")]
    assert any(f"Filen {NO_INVOICE} finns inte" in one for one in told)
    assert not any(str(tmp_path) in one for one in told)


def test_both_the_chief_and_the_signatory_sign(tmp_path: Path) -> None:
    report = redovisning.build(example("skr", "NKR2022", contacts(tmp_path)))
    signed = [one for one in report.sections if isinstance(one, Signature)]
    assert [one.name for one in signed] == ["Exempel Chef", "Exempel Direktör"]
