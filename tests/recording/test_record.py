"""nkr record: a cost is booked in the words of the ledger, numbered without gaps, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nkr_audit.cli import main as nkr
from tests.ledgers import run, snapshot
from tests.recording.books import (
    COST,
    by,
    done,
    figures,
    found,
    logged,
    options,
    record,
    recorded,
    stopped,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_cost_with_everything_gives_no_finding(main: Path, invoice: Path) -> None:
    said = done(
        record(main, "--document", invoice, attested_by="chef1", invoice="884512",
               orgnr="556016-0680", activity="I1", benefit="direkt")
    )  # fmt: skip

    assert "Bokfört: 2026-N1" in said
    assert found(main) == []
    assert figures(main)["costs"] == "40000.00"
    text = recorded(main)
    assert '2026-06-30 * "Exempel IT AB" "Driftplattform juni" ^2026-N1\n' in text
    for line in (
        'verifikation: "2026-N1"', "registrerad: 2026-07-02", 'registrerad-av: "ekonom1"',
        'attesterad-av: "chef1"', 'faktura: "884512"', 'motpart-orgnr: "556016-0680"',
        'avser: "2026-06"', 'insats: "I1"', 'nytta: "direkt"', 'typ: "faktura"',
    ):  # fmt: skip
        assert f"  {line}\n" in text
    assert (main.parent / "underlag" / "2026-N1-faktura-Faktura-884512.pdf").is_file()


def test_it_is_logged_with_who_and_which(main: Path) -> None:
    done(record(main))

    last = logged(main)[-1]
    assert (last["action"], last["who"], last["vouchers"]) == ("record", "ekonom1", ["2026-N1"])


def test_what_is_left_to_do_is_told_but_does_not_stop_it(main: Path) -> None:
    said = done(record(main))

    assert "Kvar att göra: Faktura saknas (EV101)" in said
    assert "Kvar att göra: Registrering eller attest saknas (VO107)" in said
    assert f"nkr attach {main} FIL --voucher 2026-N1 --type faktura" in said


def test_numbers_follow_each_other_by_year_and_series(main: Path) -> None:
    for changed in (
        {}, {}, {"date": "2027-01-10", "registered": "2027-01-10"}, {"series": "K"}, {},
    ):  # fmt: skip
        done(record(main, **changed))

    numbers = [one for record in logged(main) for one in record["vouchers"] if "-" in one]
    assert numbers[-5:] == ["2026-N1", "2026-N2", "2027-N1", "2026-K1", "2026-N3"]
    assert "VO103" not in [code for code, _ in found(main)]


def test_a_series_of_another_system_is_refused(main: Path) -> None:
    text = '2026-02-01 * "x" "y" ^2026-A1\n  verifikation: "2026-A1"\n  kalla: "fil.se rad 1"\n'
    rows = "  Tillgångar:Bank  1.00 SEK\n  Skulder:2440-Leverantörsskulder  -1.00 SEK\n"
    main.write_bytes(main.read_bytes() + (text + rows).encode())

    assert "annat system" in stopped(record(main, series="A"))


@pytest.mark.parametrize("series", ["", "n", "A-", "N1", 'N"', "ÅÄÖ", "ABCDEFG"])
def test_a_series_that_cannot_stand_in_a_link_is_refused(main: Path, series: str) -> None:
    assert "Serien kan inte heta" in stopped(record(main, series=series))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("40000", "40000.00"), ("40000.5", "40000.50"), ("40 000,05", "40000.05"),
        ("40\u00a0000", "40000.00"), ("−12,50", "-12.50"), ("-12.50", "-12.50"),
    ],
)  # fmt: skip
def test_an_amount_is_read_to_the_ore(main: Path, given: str, kept: str) -> None:
    done(record(main, f"--amount={given}", amount=None))

    assert figures(main)["costs"] == kept


@pytest.mark.parametrize(
    "given", ["0", "0,00", "1.234", "1,234", "1.234,50", "4e3", "NaN", "١٢", "40 00", "", "1" * 13]
)
def test_what_is_no_amount_is_refused(main: Path, given: str) -> None:
    before = snapshot(main.parent)
    assert "belopp" in stopped(record(main, f"--amount={given}", amount=None))
    assert snapshot(main.parent) == before


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("date", "2026-02-30", "inget datum"),
        ("date", "20260630", "inget datum"),
        ("period", "2026-13", "ingen period"),
        ("period", "2026-06/2026-05", "ingen period"),
        ("orgnr", "556016-0681", "kontrollsiffra"),
        ("orgnr", "19121212-1212", "kontrollsiffra"),
        ("orgnr", "121212-1212", "personnummer"),
        ("register", "RIKSSTROKE", "--register ger register: ”RIKSSTROKE”"),
        ("purpose", "hemligt", "--purpose ger andamal"),
        ("category", "kaffe", "--category ger kostnadsslag"),
        ("activity", "I2", "--activity ger insats"),
        ("grant", "NKR2062", "inget bidrag NKR2062"),
        ("account", "2440", "inget kostnadskonto"),
        ("account", "5499", "inte vad det heter"),
        ("account", "kaffe", "inget konto"),
        ("against", "5420", "inget skuldkonto eller tillgångskonto"),
        ("text", " \t ", "Texten är tom"),
        ("supplier", "x" * 501, "längre än 500"),
        ("attested-by", "EKONOM 1", "får inte attestera"),
    ],
)
def test_what_cannot_be_used_is_named_and_nothing_is_written(
    main: Path, option: str, value: str, said: str
) -> None:
    before = snapshot(main.parent)
    assert said in stopped(record(main, **{option.replace("-", "_"): value}))
    assert snapshot(main.parent) == before


def test_all_that_is_missing_is_named_at_once(main: Path) -> None:
    said = stopped(run("record", main, "--grant", "NKR2026", "--date", "2026-06-30"))
    for option in ("--amount", "--account", "--text", "--supplier", "--register", "--purpose"):
        assert option in said
    assert "--date" not in said


def test_in_a_terminal_it_asks_with_the_choices_of_the_book(
    main: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nkr_audit.cli.recording.asking.is_interactive", lambda: True)
    given = options(COST, amount=None, register=None, category=None, purpose=None)
    answers = "fyra\n40000\nSWEDEHEART\nkaffe\nit-tjanster\nit\nj\n"
    result = CliRunner().invoke(nkr, ["record", str(main), *given], input=answers, env=by("x"))

    assert result.exit_code == 0, result.output
    assert "it-tjanster                   It-tjänster" in result.output
    assert "”kaffe” går inte att välja" in result.output
    assert "Bokfört: 2026-N1" in result.output
    assert figures(main)["costs"] == "40000.00"


def test_who_answers_no_books_nothing(main: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nkr_audit.cli.recording.asking.is_interactive", lambda: True)
    before = snapshot(main.parent)
    result = CliRunner().invoke(
        nkr, ["record", str(main), *options(COST, amount=None)], input="40000\nn\n"
    )
    assert "Inget är skrivet." in done(result)
    assert snapshot(main.parent) == before


def test_an_error_in_the_check_stops_it_unless_a_reason_is_given(main: Path) -> None:
    before = snapshot(main.parent)
    said = stopped(record(main, period="2025-12"))
    assert "GY101" in said
    assert "--anyway" in said
    assert snapshot(main.parent) == before

    done(record(main, period="2025-12", anyway="beslut av enhetschef"))
    assert ("GY101", "2026-N1") in found(main)
    assert logged(main)[-1]["reason"] == "beslut av enhetschef"


def test_a_deadline_that_has_passed_does_not_stop_the_bookkeeping(main: Path) -> None:
    form = '2027-02-03 custom "nkr-handelse" "NKR2026" "formular"\n  senast: 2027-03-31\n'
    main.write_bytes(main.read_bytes() + form.encode())

    said = done(record(main, date="2027-04-02", registered="2027-04-02"))
    assert "DL" in said
    assert ("DL101", None) in found(main) or ("DL102", None) in found(main)


def test_a_dry_run_shows_it_and_writes_nothing(main: Path) -> None:
    before = snapshot(main.parent)
    said = done(record(main, "--dry-run"))
    assert "2026-N1  2026-06-30  Exempel IT AB" in said
    assert "Inget är skrivet." in said
    assert snapshot(main.parent) == before


def test_a_new_account_is_opened_by_number_and_name(main: Path) -> None:
    done(record(main, account="5460 Molntjänster & lagring"))
    done(record(main, account="5460"))

    assert recorded(main).count("open Kostnader:NKR2026:5460-Molntjänster-lagring SEK") == 1
    assert "VO001" not in [code for code, _ in found(main)]


def test_strange_texts_are_only_texts(main: Path) -> None:
    hostile = 'Q"\n2026-01-01 custom "nkr-handelse" "NKR2026" "bokslut"\n\\" ; #x ^y \x00\x1b[31m'
    done(record(main, text=hostile.replace("\x00", ""), supplier='A\\"B'))

    assert figures(main)["costs"] == "40000.00"
    assert "bokslut" not in [one["action"] for one in logged(main)]
    assert "\x1b" not in recorded(main)
    assert recorded(main).count("custom") == 1  # within the text


def test_a_file_of_that_name_that_is_no_part_of_the_book_is_left(main: Path) -> None:
    stranger = main.parent / "registrerat" / "NKR2026-2026.beancount"
    stranger.parent.mkdir()
    stranger.write_text("; min egen\n", encoding="utf-8")

    assert "läser inte in den" in stopped(record(main))
    assert stranger.read_text(encoding="utf-8") == "; min egen\n"


def test_a_book_that_includes_the_folder_is_not_told_twice(main: Path) -> None:
    folder = main.parent / "registrerat"
    folder.mkdir()
    (folder / "NKR2026-2025.beancount").write_text("; tom\n", encoding="utf-8")
    main.write_bytes(main.read_bytes() + b'include "registrerat/*.beancount"\n')
    before = main.read_bytes()

    done(record(main))
    assert main.read_bytes() == before
    assert figures(main)["costs"] == "40000.00"


def test_a_balance_that_would_fail_stops_it(main: Path) -> None:
    balance = "2026-12-31 balance Skulder:2440-Leverantörsskulder 0.00 SEK\n"
    main.write_bytes(main.read_bytes() + balance.encode())
    before = snapshot(main.parent)

    said = stopped(record(main))
    assert "Saldot på Skulder:2440-Leverantörsskulder" in said
    assert str(main) in said
    assert snapshot(main.parent) == before


def test_as_many_kinds_as_documents(main: Path, invoice: Path) -> None:
    said = stopped(record(main, "--document", invoice, "--type", "faktura", "--type", "avtal"))
    assert "1 underlag men 2 typer" in said


def test_help_and_messages_are_in_english_when_asked(main: Path) -> None:
    result = run("--lang", "en", "record", main, *options(COST), env=by("ekonom1"))
    assert "Booked: 2026-N1" in result.stdout
    assert "Still to do: Invoice missing (EV101)" in result.stdout
