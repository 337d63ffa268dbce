"""The fields of the forms are the programmes' own, all of them, in their order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from nkr_audit.errors import NkrError
from nkr_audit.programme_file import FORM_KEYS, SHIPPED, load_programmes, read_programme
from nkr_audit.reports.document import Fields, Prose, Signature
from nkr_audit.reports.kinds import KINDS
from nkr_audit.reports.kinds.form_words import FIELDS, SECTIONS
from nkr_audit.text import Text
from tests.books import book, declared
from tests.reports.forms import (
    AGREEMENTS,
    KONTAKT,
    PEOPLE,
    REGIONS,
    contacts,
    example,
    fields,
    of_text,
    table,
    why,
    words,
)
from tests.test_programme_file import SMALL, write

if TYPE_CHECKING:
    from pathlib import Path

    from nkr_audit.reports.document import Report

BY_HAND = {"datum", "underskrift", "namnfortydligande"}
CONTACT = (
    "Bidragsmottagare", "Organisationsnummer", "Kontaktperson", "Postadress",
    "Telefon inkl. riktnummer", "Faxnummer", "E-postadress",
)  # fmt: skip
# The short field names of Bilaga 1 beside the contact details, by form.
ANNEX = {
    "rekvisition": (
        "bakomliggande överenskommelse", "regeringsbeslut avseende utbetalning", "benämning",
        "Belopp som rekvireras", "Period som rekvisitionen avser", "Bankgiro/Plusgiro",
        "Önskad betalningsreferens", "Underskrift i original",
    ),
    "redovisning": (
        "bakomliggande överenskommelse", "regeringsbeslut avseende utbetalning", "benämning",
        "Summa bidrag enligt överenskommelsen", "utbetalats från Kammarkollegiet",
        "Period som den ekonomiska redovisningen avser", "Bidrag som erhållits",
        "specificera större kostnadsposter", "Summa kostnader", "inte har förbrukats", "Alt 1",
        "Alt 2", "Namn", "Befattning", "Underskrift i original",
    ),
}  # fmt: skip
QUESTIONS = (
    "direkt eller indirekt", "kvalitetsregistren använt", "Hur mycket av statsbidraget",
    "Vad har regionen använt", "främjar statsbidragets syfte",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kontakt")


def made(folder: Path, kind: str, region: str, grant: str) -> Report:
    return KINDS[kind].build(example(region, grant, contacts(folder)))


@pytest.mark.parametrize("form", sorted(ANNEX))
@pytest.mark.parametrize(("region", "grant"), AGREEMENTS)
def test_every_field_of_the_annex_is_there(
    folder: Path, form: str, region: str, grant: str
) -> None:
    report = made(folder, form, region, grant)
    said = words(report)
    assert [name for name in CONTACT + ANNEX[form] if name not in said] == []
    programme = report.programme
    assert [programme.sv.partition(" ")[0], report.draft] == ["Överenskommelsen", ()]


@pytest.mark.parametrize("form", sorted(ANNEX))
@pytest.mark.parametrize(("region", "grant"), AGREEMENTS)
def test_the_fields_stand_in_the_form_s_order_under_its_headings(
    folder: Path, form: str, region: str, grant: str
) -> None:
    report = made(folder, form, region, grant)
    asked = load_programmes()[f"skr-{grant[3:]}"].form(form)
    of_form = [one for one in report.sections if one.key.startswith("block-")]
    assert [one.title.sv for one in of_form] == list(dict.fromkeys(one.section for one in asked))
    labels = [
        label
        for one in of_form
        for label in (
            [field.label.sv for field in one.fields]
            if isinstance(one, Fields)
            else [paragraph.sv for paragraph in one.paragraphs]
            if isinstance(one, Prose)
            else []
        )
    ]
    assert labels == [one.label for one in asked if one.key not in BY_HAND]
    assert isinstance(report.sections[report.sections.index(of_form[-1]) + 1], Signature)


@pytest.mark.parametrize(("region", "grant"), REGIONS)
def test_the_report_back_answers_the_five_questions(folder: Path, region: str, grant: str) -> None:
    titles = [one.title.sv for one in made(folder, "aterrapport", region, grant).sections]
    found = [
        next(place for place, title in enumerate(titles) if question in title)
        for question in QUESTIONS
    ]
    assert found == sorted(found)


def test_the_requisition_of_2026_has_the_values_for_the_service(folder: Path) -> None:
    context = example("skane", "NKR2026", contacts(folder, PEOPLE))
    report = KINDS["rekvisition"].build(context)
    values = {key: field.value for key, field in fields(report).items()}
    assert values["mottagare"] == "Region Skåne"
    assert str(values["rekvirerat"]) == "3171716.00"
    assert (values["bankgiro-plusgiro"], values["ombud"]) == (
        "Bankgiro 123-4566",
        "Bidragsekonomen",
    )
    assert len(table(report, "register").rows) == 4
    assert why(report) == ""


@pytest.mark.parametrize("kind", ["rekvisition", "redovisning", "slutrapport", "sarredovisning"])
@pytest.mark.parametrize(("region", "grant"), AGREEMENTS)
def test_both_diarienummer_are_the_report_s_references(
    folder: Path, kind: str, region: str, grant: str
) -> None:
    notes = contacts(folder).of_grant(grant)
    report = made(folder, kind, region, grant)
    assert report.references == (notes.agreement, notes.decision)


@pytest.mark.parametrize(
    ("grant", "name"),
    [
        ("NKR2021", "Överenskommelsen Sammanhållen, jämlik och säker vård 2021"),
        ("NKR2022", "Överenskommelsen Sammanhållen, jämlik och säker vård 2022"),
    ],
)
@pytest.mark.parametrize("kind", ["rekvisition", "redovisning", "slutrapport"])
def test_the_agreement_has_its_own_name(folder: Path, kind: str, grant: str, name: str) -> None:
    found = fields(made(folder, kind, "skr", grant))["benamning"]
    assert isinstance(found.value, Text)
    assert found.value.sv == name
    assert found.label.sv == "Överenskommelsens benämning"


def test_the_accountant_may_name_the_agreement_otherwise(folder: Path) -> None:
    said = contacts(folder, KONTAKT + 'benamning = "Kvalitetsregister 2022"\n')
    report = KINDS["redovisning"].build(example("skr", "NKR2022", said))
    assert fields(report)["benamning"].value == "Kvalitetsregister 2022"


def test_a_grant_under_no_agreement_is_not_called_one(folder: Path) -> None:
    found = fields(made(folder, "slutrapport", "uppsala", "NKR2026"))["benamning"]
    assert found.label.sv == "Bidragets benämning"
    assert isinstance(found.value, Text)
    assert found.value.sv.startswith("Socialstyrelsens statsbidrag 2026")


def test_the_words_are_there_for_every_field_that_a_programme_may_have() -> None:
    assert set(FIELDS) - {"verksamhet"} == FORM_KEYS
    assert set(SECTIONS) <= FORM_KEYS


def test_every_field_of_the_programmes_has_a_key() -> None:
    for programme in load_programmes().values():
        for form in {field.form for field in programme.form_fields}:
            keys = [field.key for field in programme.form(form)]
            assert None not in keys
            assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("kind", "region", "grant"),
    [("redovisning", "uppsala", "NKR2026"), ("aterrapport", "skr", "NKR2021")],
)
def test_a_form_that_the_programme_lacks_is_not_made(kind: str, region: str, grant: str) -> None:
    with pytest.raises(NkrError) as caught:
        KINDS[kind].build(example(region, grant))
    assert f"har ingen blankett {kind}" in caught.value.what.sv
    assert "rekvisition" in caught.value.remedy.sv


# --- keys in a programme file ---------------------------------------------------------------------


def with_keys(keys: str) -> str:
    return SMALL.replace(
        'fields = ["Bidrag", "Kostnader"]', f'fields = ["Bidrag", "Kostnader"]\nkeys = {keys}'
    )


def test_keys_tell_what_the_fields_ask_for(tmp_path: Path) -> None:
    programme = read_programme(write(tmp_path, with_keys('["erhallet", "egen-kostnad"]')))
    assert [field.key for field in programme.form("rapport")] == ["erhallet", "egen-kostnad"]
    assert programme.form("finns-inte") == ()
    assert [field.key for field in read_programme(write(tmp_path, SMALL)).form_fields] == [
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('["erhallet"]', r"forms\.rapport\[1\]\.keys har 1 namn till 2 fält"),
        ('["erhallet", "kostnad"]', r"keys har ett okänt namn: ”kostnad”"),
        ('["erhallet", "Egen"]', r"keys är inte ett giltigt namn"),
        ("[]", r"keys ska vara en lista"),
    ],
)
def test_keys_that_are_wrong_are_refused(tmp_path: Path, keys: str, said: str) -> None:
    with pytest.raises(NkrError) as caught:
        read_programme(write(tmp_path, with_keys(keys)))
    assert re.search(said, caught.value.what.sv)


def test_a_programme_of_one_s_own_may_have_fields_of_its_own(tmp_path: Path) -> None:
    text = (SHIPPED / "sos_2026.toml").read_text("utf-8")
    text = text.replace('id = "sos-2026"', 'id = "prov-2026"')
    text = text.replace('keys = ["ombud"]', 'keys = ["egen-enhet"]')
    text = text.replace('keys = ["bankgiro-plusgiro"]\n', "")
    (tmp_path / "program").mkdir()
    write(tmp_path / "program", text)
    ledger = book(declared()).replace('"sos-2026"', '"prov-2026"')

    def report(said: str) -> Report:
        return KINDS["rekvisition"].build(
            of_text(tmp_path, ledger, contacts(tmp_path, said), programmes=tmp_path / "program")
        )

    answered = report(PEOPLE + '[bidrag.NKR2026.svar]\negen-enhet = "Registercentrum"\n')
    found = fields(answered)
    assert found["egen-enhet"].value == "Registercentrum"
    assert not found["egen-enhet"].missing
    assert why(answered) == "Fältet ”Konto för utbetalning” är inte ifyllt."
    unanswered = report(PEOPLE)
    assert fields(unanswered)["egen-enhet"].missing
    assert "Fältet ”Ombud” är inte ifyllt." in why(unanswered)
