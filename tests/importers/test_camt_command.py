"""``nkr import camt`` as a user runs it: what the bank proves, what is missing, what is unclear."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nkr_audit.cli.importing import importing
from nkr_audit.ledger import load
from tests.ledgers import GRANT, NAMES, snapshot, write

from .camt_files import batch, camt053, camt054, entry, statement
from .test_camt_reader import FILES

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNTS = """\
2026-01-01 open Tillgångar:1930-Bank SEK
2026-01-01 open Skulder:2999-Övrigt SEK
2026-01-01 open Skulder:NKR2026:2971-Förutbetalt-statsbidrag SEK
2026-01-01 open Intäkter:NKR2026:3510-Statsbidrag SEK
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
"""
RECEIPT = """\
2026-05-18 * "Socialstyrelsen" "Statsbidrag 2026" #utbetalning ^A17
  verifikation: "A17"
  Tillgångar:1930-Bank                          1500.00 SEK
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag
"""
REPAYMENT = """\
2026-05-10 * "Socialstyrelsen" "Återbetalning" #aterbetalning ^A90
  verifikation: "A90"
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag   200.00 SEK
  Tillgångar:1930-Bank
"""
OTHER = "\N{NO-BREAK SPACE}"
STRANGER = ("Exempel AB", "556000-0000")


def book(folder: Path, text: str = RECEIPT) -> Path:
    return write(folder / "bok" / "main.beancount", NAMES + ACCOUNTS + GRANT + text)


def kept(main: Path) -> dict[str, bytes]:
    """The files of the book, without its processing log."""
    files = snapshot(main.parent)
    return {name: text for name, text in files.items() if not name.startswith("behandling")}


def bank(folder: Path, *entries: str, closing: str = "2500.00", name: str = "bank.xml") -> Path:
    return write(folder / name, camt053(entries, closing=closing))


def run(main: Path, file: Path, *options: str, code: int, grant: str = "NKR2026") -> str:
    """Match, and return the report; the book must still be readable."""
    result = CliRunner().invoke(
        importing, ["camt", str(file), "--ledger", str(main), "--grant", grant, *options]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    assert not load(main).errors
    return result.output


def counts(report: str) -> dict[str, int]:
    """The counts of the report, those that are not 0."""
    found = re.findall(r"^  ([A-Z][a-z ]+?|[A-Z][\w ]+?)  +(\d+)$", report, re.MULTILINE)
    return {label: int(count) for label, count in found if count != "0"}


def test_a_receipt_is_proved_and_nothing_else_is_changed(tmp_path: Path) -> None:
    main, file = book(tmp_path), bank(tmp_path, entry("1500.00"))
    before = main.read_text("utf-8")
    report = run(main, file, code=0)
    assert counts(report) == {"Avstämda nu": 1}
    assert "namnet stämmer" in report
    assert f"1{OTHER}000,00 + 1{OTHER}500,00 = 2{OTHER}500,00 stämmer" in report
    digest = sha256(file.read_bytes()).hexdigest()[:12]
    line = f'  bank: "*7466 2026-05-20 ref REF1 bank.xml sha256:{digest}"\n'
    head = "#utbetalning ^A17\n"
    assert main.read_text("utf-8") == before.replace(head, head + line)


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    main, file = book(tmp_path), bank(tmp_path, entry("1500.00"))
    run(main, file, code=0)
    before = kept(main)
    assert counts(run(main, file, code=0)) == {"Avstämda tidigare": 1}
    assert kept(main) == before


def test_the_notification_and_the_statement_of_one_payment_agree(tmp_path: Path) -> None:
    main = book(tmp_path)
    run(main, write(tmp_path / "avi.xml", camt054([entry("1500.00")], version=2)), code=0)
    before = kept(main)
    report = run(main, bank(tmp_path, entry("1500.00")), code=0)
    assert counts(report) == {"Avstämda tidigare": 1}
    assert kept(main) == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    main, file = book(tmp_path), bank(tmp_path, entry("1500.00"))
    before = kept(main)
    report = run(main, file, "--dry-run", code=0)
    assert counts(report) == {"Avstämda nu": 1}
    assert "Inget är skrivet" in report
    assert kept(main) == before


def test_a_repayment_is_money_out(tmp_path: Path) -> None:
    main = book(tmp_path, REPAYMENT)
    wrong = bank(tmp_path, entry("200.00", day="2026-05-11"), closing="1200.00")
    assert counts(run(main, wrong, code=1)) == {"Saknas i banken": 1, "Saknas i boken": 1}
    right = bank(tmp_path, entry("200.00", "DBIT", day="2026-05-11"), closing="800.00")
    assert counts(run(main, right, code=0)) == {"Avstämda nu": 1}
    assert 'bank: "*7466 2026-05-11 ref REF1' in main.read_text("utf-8")


@pytest.mark.parametrize(
    ("day", "options", "code"),
    [
        ("2026-05-28", (), 0),
        ("2026-05-29", (), 1),
        ("2026-05-08", (), 0),
        ("2026-05-07", (), 1),
        ("2026-05-29", ("--days", "11"), 0),
        ("2026-05-19", ("--days", "0"), 1),
        ("2026-05-18", ("--days", "0"), 0),
    ],
)
def test_the_days_count_both_ways(
    tmp_path: Path, day: str, options: tuple[str, ...], code: int
) -> None:
    main = book(tmp_path)
    run(main, bank(tmp_path, entry("1500.00", day=day)), *options, code=code)


@pytest.mark.parametrize("amount", ["1500.01", "1499.99", "1500.00001"])
def test_the_amount_is_exact(tmp_path: Path, amount: str) -> None:
    main = book(tmp_path)
    file = write(tmp_path / "bank.xml", camt054([entry(amount)]))
    assert counts(run(main, file, code=1)) == {"Saknas i banken": 1, "Saknas i boken": 1}


def test_two_rows_for_one_voucher_are_listed_and_never_guessed(tmp_path: Path) -> None:
    main = book(tmp_path)
    rows = entry("1500.00"), entry("1500.00", reference="REF2", party=STRANGER)
    file = bank(tmp_path, *rows, closing="4000.00")
    before = kept(main)
    report = run(main, file, code=1)
    assert counts(report) == {"Flera möjliga": 1}
    assert "REF1" in report
    assert "REF2" in report
    assert kept(main) == before


def test_two_vouchers_for_one_row_are_listed_and_never_guessed(tmp_path: Path) -> None:
    # The same payment by hand and from the ERP: a grant counted twice.
    imported = RECEIPT.replace("A17", "2026-B17").replace(" #utbetalning", "")
    main, file = book(tmp_path, RECEIPT + imported), bank(tmp_path, entry("1500.00"))
    report = run(main, file, "--tag", code=1)
    assert counts(report) == {"Flera möjliga": 1}
    assert "A17" in report
    assert "2026-B17" in report


def test_what_the_report_offers_for_an_unclear_row_solves_it(tmp_path: Path) -> None:
    main = book(tmp_path)
    rows = entry("1500.00"), entry("1500.00", reference="REF2", party=STRANGER)
    file = bank(tmp_path, *rows, closing="4000.00")
    offered = re.search(r'bank: ".* ref REF1 .*"', run(main, file, code=1))
    assert offered is not None
    text = main.read_text("utf-8").replace("^A17\n", f"^A17\n  {offered[0]}\n")
    main.write_text(text, encoding="utf-8")
    assert counts(run(main, file, code=0)) == {"Avstämda tidigare": 1}


def test_a_voucher_that_the_bank_does_not_have(tmp_path: Path) -> None:
    main = book(tmp_path)
    report = run(main, bank(tmp_path, entry("7.00", party=STRANGER), closing="1007.00"), code=1)
    assert counts(report) == {"Saknas i banken": 1}
    assert "A17  2026-05-18" in report


def test_a_voucher_outside_the_period_is_no_fault(tmp_path: Path) -> None:
    main = book(tmp_path, RECEIPT.replace("2026-05-18", "2026-08-18"))
    report = run(main, bank(tmp_path, entry("7.00", party=STRANGER), closing="1007.00"), code=0)
    assert counts(report) == {"Utanför perioden": 1}


def test_a_payment_from_the_payer_without_a_voucher_is_missing_in_the_book(tmp_path: Path) -> None:
    main, file = book(tmp_path, ""), bank(tmp_path, entry("1500.00"))
    report = run(main, file, code=1)
    assert counts(report) == {"Saknas i boken": 1}
    assert "Socialstyrelsen" in report
    english = run(main, file, "--lang", "en", code=1)
    assert "Not in the book" in english


def test_the_payers_name_is_known_whole_and_whatever_its_case(tmp_path: Path) -> None:
    main = book(tmp_path, "")
    for name, code in (("SOCIALSTYRELSEN, EKONOMI", 1), ("Antisocialstyrelsen", 0)):
        run(main, bank(tmp_path, entry("1500.00", party=(name, ""))), code=code)
    nameless = entry("1500.00", party=("", ""), text="Bidrag från Socialstyrelsen")
    run(main, bank(tmp_path, nameless), code=1)


def test_a_payment_for_something_else_that_is_booked_is_no_fault(tmp_path: Path) -> None:
    text = """\
2026-05-20 * "Socialstyrelsen" "Annat bidrag"
  Tillgångar:1930-Bank  1500.00 SEK
  Skulder:2999-Övrigt
"""
    assert counts(run(book(tmp_path, text), bank(tmp_path, entry("1500.00")), code=0)) == {}


def test_an_untagged_receipt_is_told_and_tagged_on_demand(tmp_path: Path) -> None:
    untagged = RECEIPT.replace(" #utbetalning ^A17", ' ^A17  ; från "ekonomisystemet')
    main, file = book(tmp_path, untagged), bank(tmp_path, entry("1500.00"))
    before = kept(main)
    report = run(main, file, code=1)
    assert counts(report) == {"Saknar märkning": 1}
    assert "#utbetalning" in report
    assert kept(main) == before
    assert counts(run(main, file, "--tag", "--dry-run", code=0)) == {"Avstämda nu": 1}
    assert kept(main) == before
    assert counts(run(main, file, "--tag", code=0)) == {"Avstämda nu": 1}
    text = main.read_text("utf-8")
    assert '"Statsbidrag 2026" ^A17 #utbetalning  ; från "ekonomisystemet\n  bank: "*7466' in text
    assert counts(run(main, file, "--tag", code=0)) == {"Avstämda tidigare": 1}
    assert main.read_text("utf-8") == text


def test_an_untagged_repayment_is_tagged_so(tmp_path: Path) -> None:
    main = book(tmp_path, REPAYMENT.replace(" #aterbetalning", ""))
    file = bank(tmp_path, entry("200.00", "DBIT", day="2026-05-11"), closing="800.00")
    run(main, file, "--tag", code=0)
    assert "^A90 #aterbetalning\n" in main.read_text("utf-8")


@pytest.mark.parametrize(
    "voucher",
    [
        """\
2026-05-20 * "Intäktsföring" #intaktsforing
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag   200.00 SEK
  Intäkter:NKR2026:3510-Statsbidrag
""",
        """\
2026-05-20 * "Intäktsföring utan märkning"
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag   200.00 SEK
  Intäkter:NKR2026:3510-Statsbidrag
""",
        """\
2026-05-20 * "Kostnad mot skulden"
  Kostnader:NKR2026:5420-Programvaror            200.00 SEK
  Skulder:NKR2026:2971-Förutbetalt-statsbidrag
""",
    ],
)
def test_what_is_no_payment_is_never_tagged(tmp_path: Path, voucher: str) -> None:
    main = book(tmp_path, voucher)
    rows = entry("200.00", party=STRANGER), entry("200.00", "DBIT", party=STRANGER)
    before = kept(main)
    assert counts(run(main, bank(tmp_path, *rows, closing="1000.00"), "--tag", code=0)) == {}
    assert kept(main) == before


def test_one_payment_for_two_grants_is_the_whole_amount(tmp_path: Path) -> None:
    other = """\
2026-01-01 open Skulder:ANNAT:2971-Förutbetalt-statsbidrag SEK
"""
    whole = RECEIPT.replace("1500.00 SEK", "1900.00 SEK").replace(
        "statsbidrag\n", "statsbidrag  -1500.00 SEK\n  Skulder:ANNAT:2971-Förutbetalt-statsbidrag\n"
    )
    main = book(tmp_path, other + whole)
    file = bank(tmp_path, entry("1900.00"), closing="2900.00")
    assert counts(run(main, file, code=0)) == {"Avstämda nu": 1}


def test_a_payment_in_a_batch_is_found(tmp_path: Path) -> None:
    main = book(tmp_path)
    file = bank(tmp_path, batch("1600.00", ["100.00", "1500.00"]), closing="2600.00")
    run(main, file, code=0)
    assert 'bank: "*7466 2026-05-20 ref E2 bank.xml' in main.read_text("utf-8")


def test_rows_that_are_not_booked_reversed_or_in_kronor_prove_nothing(tmp_path: Path) -> None:
    main = book(tmp_path)
    for row in (
        entry("1500.00", status="PDNG"),
        entry("1500.00", reversal=True, party=STRANGER),
        entry("1500.00", currency="EUR"),
    ):
        file = write(tmp_path / "bank.xml", camt054([row]))
        assert counts(run(main, file, code=1)) == {"Saknas i banken": 1}


def test_rows_without_a_date_are_told_and_prove_nothing(tmp_path: Path) -> None:
    row = entry("1500.00").replace("BookgDt", "X").replace("ValDt", "Y")
    report = run(book(tmp_path), bank(tmp_path, row), code=1)
    assert "1 bokförd rad, 1 utan datum" in report
    assert counts(report) == {"Saknas i banken": 1}


def test_a_payment_that_is_taken_back_is_told(tmp_path: Path) -> None:
    main = book(tmp_path)
    back = entry("1500.00", "DBIT", day="2026-05-25", reversal=True, reference="REF9")
    report = run(main, bank(tmp_path, entry("1500.00"), back, closing="1000.00"), code=1)
    assert counts(report) == {"Avstämda nu": 1, "Saknas i boken": 1}
    assert "(återföring)" in report


def test_another_name_than_the_payers_is_told(tmp_path: Path) -> None:
    report = run(book(tmp_path), bank(tmp_path, entry("1500.00", party=STRANGER)), code=0)
    assert "Exempel AB" in report
    assert "obs: inte Socialstyrelsen" in report


def test_the_organisation_number_speaks_for_the_match(tmp_path: Path) -> None:
    text = RECEIPT.replace("^A17\n", '^A17\n  motpart-orgnr: "5560000000"\n')
    report = run(book(tmp_path, text), bank(tmp_path, entry("1500.00", party=STRANGER)), code=0)
    assert "organisationsnumret stämmer" in report


def test_a_statement_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    main = book(tmp_path)
    before = kept(main)
    report = run(main, bank(tmp_path, entry("1500.00"), closing="2400.00"), code=2)
    assert f"2{OTHER}500,00" in report
    assert f"2{OTHER}400,00" in report
    assert "Gör så här" in report
    assert kept(main) == before


@pytest.mark.skipif(not FILES, reason="the corpus of bank files is not here")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_that_others_made_and_that_do_not_add_up(tmp_path: Path, path: Path) -> None:
    main = book(tmp_path)
    before = kept(main)
    report = run(main, path, code=2)
    assert "*6890 går inte ihop" in report
    assert kept(main) == before


def test_a_sound_statement_beside_one_that_does_not_add_up_is_used(tmp_path: Path) -> None:
    main = book(tmp_path)
    body = statement([entry("1500.00")]) + statement(
        [entry("9.00")], account="SE00000000000000001111", closing="9.00"
    )
    report = run(main, write(tmp_path / "bank.xml", camt053([], body=body)), code=1)
    assert counts(report) == {"Avstämda nu": 1}
    (line,) = [one for one in report.splitlines() if "*1111" in one]
    assert "ingående 1\N{NO-BREAK SPACE}000,00  1 bokförd rad 9,00  utgående 9,00" in line
    assert "används inte: " in line


def test_a_voucher_changed_after_it_was_matched_is_told(tmp_path: Path) -> None:
    main, file = book(tmp_path), bank(tmp_path, entry("1500.00"))
    run(main, file, code=0)
    text = main.read_text("utf-8")
    main.write_text(text.replace("1500.00", "1400.00"), encoding="utf-8")
    assert "är avstämd mot är 1" in run(main, file, code=1)
    main.write_text(text.replace("ref REF1", "ref REF0"), encoding="utf-8")
    assert "finns inte i filen" in run(main, file, code=1)


def test_a_value_of_bank_that_is_something_else_is_not_touched(tmp_path: Path) -> None:
    main = book(tmp_path, RECEIPT.replace("^A17\n", '^A17\n  bank: "Nordea"\n'))
    report = run(main, bank(tmp_path, entry("1500.00")), code=2)
    assert "”Nordea”" in report


def test_hostile_texts_do_no_harm(tmp_path: Path) -> None:
    main = book(tmp_path)
    reference = 'R"&#10;x&#9;811218-9876 ' + "å" * 100
    row = entry("1500.00", reference=reference, party=("811218-9876 \u202e A", ""))
    file = write(tmp_path / "811218-9876.xml", camt053([row]))
    report = run(main, file, code=0)
    assert "9876" not in report.replace(str(tmp_path), "")
    text = main.read_text("utf-8")
    assert "9876" not in text
    assert 'ref R\\" x 811218-XXXX' in text
    assert counts(run(main, file, code=0)) == {"Avstämda tidigare": 1}


def test_an_unknown_grant_is_refused(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert "Den har: NKR2026." in run(main, bank(tmp_path, entry("1")), code=2, grant="X")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "Filen finns inte" in run(book(tmp_path), tmp_path / "x.xml", code=2)


def test_a_book_with_errors_is_not_written_in(tmp_path: Path) -> None:
    main = book(tmp_path, RECEIPT + "2026-01-01 open Skulder:2999-Övrigt SEK\n")
    result = CliRunner().invoke(
        importing,
        [
            "camt",
            str(bank(tmp_path, entry("1500.00"))),
            "--ledger",
            str(main),
            "--grant",
            "NKR2026",
        ],
    )
    assert result.exit_code == 2
    assert "Boken har fel" in result.output


def test_a_programme_that_is_not_known_has_no_payer(tmp_path: Path) -> None:
    main = book(tmp_path)
    main.write_text(main.read_text("utf-8").replace("sos-2026", "okänt"), encoding="utf-8")
    rows = entry("1500.00"), entry("7.00", reference="R2")
    report = run(main, bank(tmp_path, *rows, closing="2507.00"), code=0)
    assert counts(report) == {"Avstämda nu": 1}


def test_statements_that_do_not_add_up_are_shown_with_their_sums(tmp_path: Path) -> None:
    file = bank(tmp_path, entry("9.00"), closing="9.00")
    report = run(book(tmp_path), file, code=2)
    (line,) = [one for one in report.splitlines() if "ingående" in one and "utgående" in one
               and one.startswith("  Konto *7466")]  # fmt: skip
    assert "ingående 1\N{NO-BREAK SPACE}000,00  1 bokförd rad 9,00  utgående 9,00" in line


def test_a_misspelt_personnummer_in_the_file_name_is_not_recorded(tmp_path: Path) -> None:
    main, file = book(tmp_path), bank(tmp_path, entry("1500.00"))
    named = file.rename(tmp_path / "19800101-1236.xml")
    run(main, named, code=0)
    written = b"".join(path.read_bytes() for path in main.parent.rglob("*") if path.is_file())
    assert b"bank:" in written
    assert b"1236" not in written
