"""The life of a voucher: told from import to settlement, out of the log and the book together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nkr_audit.trail.places import Places
from tests.ledgers import as_json, refused, run
from tests.trail.log_books import act, by_hand, logged_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return logged_book(tmp_path)


def told(main: Path, voucher: str = "2026-A42", language: str = "sv") -> str:
    result = run("--lang", language, "log", "show", main, "--voucher", voucher)
    assert result.exit_code == 0
    return " ".join(result.stdout.split())


def test_the_life_of_a_voucher_from_event_to_figure(main: Path) -> None:
    act(main, "attach", "2026-A42")
    act(main, "attest", "2026-A42", reason="Enligt delegation")
    said = told(main)

    steps = [
        "Verifikation 2026-A42 Exempel IT AB, ”Driftplattform juni”",
        f"{main}:",
        "2026-06-30 Affärshändelsen, enligt boken.",
        "2026-06-30 Registrerad av ekonom1, enligt boken.",
        "ekonom1 importerade verifikationen, tillsammans med 1 annan (post 2).",
        "ekonom1 kodade kostnaden (post 3).",
        "ekonom1 bifogade underlag (post 4).",
        "ekonom1 attesterade (post 5). Skäl: Enligt delegation.",
        "Attesterad av chef1, enligt boken.",
        "underlag/A42.pdf: faktura, oförändrad sedan den loggades",
        "Rättad av 2026-A43 (2026-06-30, ",
        "Iakttagelser Inga.",
        "40 000,00 kr av 40 000,00 kr räknas som kostnad i NKR2026: 5420 Programvaror",
    ]
    text = said.replace("\N{NO-BREAK SPACE}", " ")
    places = [text.find(step) for step in steps]
    assert -1 not in places
    assert places == sorted(places)


def test_the_same_in_english(main: Path) -> None:
    said = told(main, language="en")

    assert "ekonom1 imported the voucher" in said
    assert "Corrected by 2026-A43" in said
    assert "counts as a cost of NKR2026" in said


def test_a_correction_tells_what_it_corrects(main: Path) -> None:
    said = told(main, "2026-A43")

    assert "Rättar 2026-A42 (2026-06-30, " in said
    assert "kodade" not in said


@pytest.mark.parametrize("wanted", ["A42", "a42", "2026-A42", "2026-a42"])
def test_a_voucher_is_found_without_its_year(main: Path, wanted: str) -> None:
    assert as_json("log", "show", main, "--voucher", wanted)["voucher"] == "2026-A42"


def test_a_number_of_two_years_must_be_whole(main: Path) -> None:
    act(main, "import", "2025-A42")

    said = refused("log", "show", main, "--voucher", "A42")
    assert "2025-A42, 2026-A42" in said


@pytest.mark.parametrize("wanted", ["A4", "42", "A99", ""])
def test_an_unknown_voucher_is_refused(main: Path, wanted: str) -> None:
    refused("log", "show", main, "--voucher", wanted)


def test_a_receipt_counts_as_received(main: Path) -> None:
    (counted,) = as_json("log", "show", main, "--voucher", "A17")["counted"]

    assert counted == {"grant": "NKR2026", "kind": "receipt", "amount": "1585858.00"}
    assert "utbetalt bidrag NKR2026" in told(main, "A17")
    assert "Loggen säger inte hur verifikationen kom in i boken" in told(main, "A17")


def test_a_document_that_was_altered_is_told(main: Path) -> None:
    (main.parent / "underlag" / "A42.pdf").write_bytes(b"%PDF-annan")
    assert "ÄNDRAD sedan den loggades" in told(main)

    run("log", "adopt", main, "--reason", "Ny kopia av fakturan")
    said = told(main)
    assert "oförändrad sedan den loggades" in said
    assert "ersatte då en tidigare fil" in said
    (document,) = as_json("log", "show", main, "--voucher", "A42")["documents"]
    assert (document["state"], document["record"], document["replaced"]) == ("unaltered", 4, True)


def test_a_document_that_is_gone_is_told(main: Path) -> None:
    (main.parent / "underlag" / "A42.pdf").unlink()

    assert "underlag/A42.pdf: faktura, filen saknas." in told(main)


def test_a_document_that_is_not_what_the_book_says_is_told(main: Path) -> None:
    by_hand(main, '  typ: "faktura"\n', f'  typ: "faktura"\n  sha256: "{"0" * 64}"\n')

    (document,) = as_json("log", "show", main, "--voucher", "A42")["documents"]
    assert document["state"] == "altered"


def test_a_change_by_hand_shows_its_lines_and_its_reason(main: Path) -> None:
    by_hand(main, "40000.00", "41000.00")
    run("log", "adopt", main, "--reason", "Rättat enligt fakturan", env={"NKR_WHO": "chef1"})

    said = told(main)
    assert "chef1 tog in en ändring som gjorts utanför verktyget" in said
    assert "Skäl: Rättat enligt fakturan." in said
    assert "− Kostnader:NKR2026:5420-Programvaror 40000.00 SEK" in said
    assert "+ Kostnader:NKR2026:5420-Programvaror 41000.00 SEK" in said
    assert "41000.00" not in told(main, "2026-A43")


def test_a_voucher_that_was_removed_still_has_a_life(main: Path) -> None:
    text = main.read_text(encoding="utf-8")
    at = text.index('2026-06-30 * "Exempel IT AB" "Driftplattform juni, rättelse')
    main.write_text(text[:at], encoding="utf-8")
    run("log", "adopt", main, "--reason", "Dubbel")

    said = told(main, "A43")
    assert "importerade verifikationen" in said
    assert "Skäl: Dubbel." in said
    assert "Verifikationen finns inte i boken nu." in said
    assert as_json("log", "show", main, "--voucher", "A43")["in_book"] is False


def test_findings_are_told_open_and_accepted(main: Path) -> None:
    by_hand(main, '    register: "Swedeheart"\n', "")
    assert "CC103 öppen varning." in told(main)
    by_hand(main, '  kostnadsslag: "it-tjanster"\n  andamal: "it"\n', '  andamal: "it"\n')
    finding = as_json("log", "show", main, "--voucher", "A42")["findings"][0]
    code = finding["code"]
    by_hand(main, '  andamal: "it"\n', f'  andamal: "it"\n  avvikelse: "{code}: utreds"\n')
    assert f"{code} godtagen: utreds" in told(main)


def test_a_book_that_cannot_be_read_leaves_what_the_log_says(main: Path) -> None:
    by_hand(main, "option", 'include "finns-inte.beancount"\noption')

    result = run("log", "show", main, "--voucher", "A42")
    assert result.exit_code == 0
    assert "finns-inte.beancount" in result.stderr
    assert "kodade kostnaden" in result.stdout
    assert "Boken kan inte läsas just nu" in result.stdout


def test_a_book_without_a_log_has_vouchers_all_the_same(main: Path) -> None:
    Places(main.parent).log.unlink()

    said = told(main, "A42")
    assert "Registrerad av ekonom1" in said
    assert "underlag/A42.pdf: faktura, finns inte i loggen." in said
