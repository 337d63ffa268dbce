"""``nkr reconcile`` as a user runs it, on a book and files on disk."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from nkr_audit.cli import main
from nkr_importers import sie
from nkr_importers.voucher_import import ImportRequest, import_vouchers

from .helpers import HEAD, INVOICE, MAIN, write

if TYPE_CHECKING:
    from pathlib import Path

JULY = INVOICE.replace('"42"', '"44"').replace("20260630", "20260715")
SECOND = INVOICE.replace('"42"', '"43"')
OPENED = """
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Skulder:2440-Leverantörsskulder SEK
"""


def by_hand(identity: str, amount: str, *lines: str, day: str = "2026-08-01") -> str:
    """A voucher that was booked in the book itself."""
    extra = "".join(f"  {line}\n" for line in lines)
    return (
        f'\n{day} * "Bokförd här" ^{identity}\n  verifikation: "{identity}"\n{extra}'
        f"  Kostnader:NKR2026:5420-Programvaror  {amount} SEK\n"
        f"  Skulder:2440-Leverantörsskulder  {-Decimal(amount):.2f} SEK\n"
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book into which A42 and A43 were imported."""
    path = tmp_path / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(MAIN + OPENED, encoding="utf-8")
    file = write(tmp_path, HEAD + INVOICE + SECOND)
    import_vouchers(file, sie.SieFormat(), ImportRequest(path, "NKR2026"))
    return path


def add(book: Path, text: str) -> None:
    book.write_text(book.read_text(encoding="utf-8") + text, encoding="utf-8")


def run(book: Path, *files: Path, options: tuple[str, ...] = (), code: int) -> str:
    arguments = ["reconcile", str(book), *map(str, files), "--grant", "NKR2026", *options]
    before = {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file()}
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    assert before == {path: path.read_bytes() for path in book.parent.rglob("*") if path.is_file()}
    return result.output.replace("\N{NO-BREAK SPACE}", " ")


def as_json(book: Path, *files: Path, options: tuple[str, ...] = (), code: int) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(run(book, *files, options=("--json", *options), code=code))
    return read


def test_what_was_imported_agrees_with_its_file(tmp_path: Path, book: Path) -> None:
    output = run(book, write(tmp_path, HEAD + INVOICE + SECOND), code=0)
    assert "Boken stämmer med filen: 2 verifikationer, 80 000,00 kr" in output
    assert "≠" not in output


def test_one_missing_one_extra_and_one_changed_voucher_are_found(
    tmp_path: Path, book: Path
) -> None:
    file = write(tmp_path, HEAD + INVOICE.replace("40000", "41000") + JULY)
    told = as_json(book, file, code=1)
    assert [one["voucher"] for one in told["missing"]] == ["2026-A44"]
    assert [one["voucher"] for one in told["different"]] == ["2026-A42"]
    assert [(one["voucher"], one["kind"]) for one in told["extra"]] == [("2026-A43", "earlier")]
    assert told["costs_less_income"]["difference"] == "-1000.00"
    assert [(row["month"], row["difference"]) for row in told["by_month"]] == [
        ("2026-06", "39000.00"),
        ("2026-07", "-40000.00"),
    ]
    output = run(book, file, code=1)
    verdict = output.index("Boken stämmer inte med filen")
    assert verdict < output.index("Per konto") < output.index("Saknas i boken (1)")
    assert output.count("≠") == 4  # the account, both months, and the total
    assert "export.se:" in output.split("Saknas i boken (1)")[1].splitlines()[1]


def test_a_voucher_booked_by_hand_is_told_from_one_out_of_an_earlier_file(
    tmp_path: Path, book: Path
) -> None:
    add(book, by_hand("2026-M1", "500.00"))
    told = as_json(book, write(tmp_path, HEAD + INVOICE), code=1)
    assert {one["voucher"]: one["kind"] for one in told["extra"]} == {
        "2026-A43": "earlier",
        "2026-M1": "hand",
    }


def test_only_vouchers_booked_by_hand_besides_the_file_is_said_first(
    tmp_path: Path, book: Path
) -> None:
    add(book, by_hand("2026-M1", "500.00"))
    output = run(book, write(tmp_path, HEAD + INVOICE + SECOND), code=1)
    assert (
        "Allt i filen finns i boken, som därutöver har 1 verifikation bokförd för hand." in output
    )


def test_a_correction_counts_with_what_it_corrects(tmp_path: Path, book: Path) -> None:
    add(book, by_hand("2026-M1", "1000.00", 'rattar: "2026-A42"'))
    file = write(tmp_path, HEAD + INVOICE.replace("40000", "41000") + SECOND)
    told = as_json(book, file, code=0)
    assert told["by_month"] == [
        {"month": "2026-06", "file": "81000.00", "book": "81000.00", "difference": "0.00",
         "moved": "0.00", "payroll": "0.00", "differs": False},
    ]  # fmt: skip


def test_a_correction_that_the_file_lacks_is_listed(tmp_path: Path, book: Path) -> None:
    add(book, by_hand("2026-M1", "1000.00", 'rattar: "2026-A42"'))
    told = as_json(book, write(tmp_path, HEAD + INVOICE + SECOND), code=1)
    assert [(one["voucher"], one["kind"]) for one in told["extra"]] == [("2026-M1", "correction")]
    assert told["costs_less_income"]["difference"] == "1000.00"


def test_a_voucher_that_lost_the_code_in_the_erp_differs(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE + SECOND.replace('"2610"', '"9999"'))
    told = as_json(book, file, code=1)
    assert [one["voucher"] for one in told["different"]] == ["2026-A43"]
    assert told["extra"] == []


def test_another_month_in_the_book_is_a_difference(tmp_path: Path, book: Path) -> None:
    text = INVOICE.replace("20260630", "20260701")
    told = as_json(book, write(tmp_path, HEAD + text + SECOND), code=1)
    (moved,) = told["different"]
    assert (moved["date"], moved["book_date"]) == ("2026-07-01", "2026-06-30")


def test_the_period_leaves_out_what_lies_outside_it(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE + SECOND + JULY)
    run(book, file, code=1)
    told = as_json(book, file, options=("--to", "2026-06-30"), code=0)
    assert told["period"] == {"from": "2026-01-01", "to": "2026-06-30"}
    run(book, file, options=("--as-of", "2026-06-30"), code=0)
    run(book, file, options=("--from", "2026-07-01"), code=1)
    output = run(book, file, options=("--from", "2026-08-01", "--to", "2026-07-01"), code=2)
    assert "slutar (2026-07-01) innan den börjar" in output


def test_several_files_are_one_source(tmp_path: Path, book: Path) -> None:
    first = write(tmp_path, HEAD + INVOICE).rename(tmp_path / "juni.se")
    second = write(tmp_path, HEAD + SECOND + INVOICE)
    assert as_json(book, first, second, code=0)["agreed"] == 2
    conflict = write(tmp_path, HEAD + SECOND + INVOICE.replace("40000", "41000"))
    told = as_json(book, first, conflict, code=1)
    (fault,) = told["faults"]
    assert fault["file"] == str(conflict)
    assert "juni.se:" in fault["message"]


def test_a_faulty_voucher_keeps_the_two_from_agreeing(tmp_path: Path, book: Path) -> None:
    broken = JULY.replace("40000.00", "39998.00", 1)
    output = run(book, write(tmp_path, HEAD + INVOICE + SECOND + broken), code=1)
    assert "Felaktiga i filen, inte medräknade (1)" in output
    assert "rätta de felaktiga i ekonomisystemet" in output


def test_an_import_by_another_code_is_not_held_against_this_one(tmp_path: Path, book: Path) -> None:
    add(book, by_hand("2026-B1", "700.00", 'objekt: "1=2611"', 'kalla: "x.se"'))
    told = as_json(book, write(tmp_path, HEAD + INVOICE + SECOND), code=0)
    assert told["other_code"] == 1


def test_a_liability_moved_off_the_grant_is_no_difference(tmp_path: Path, book: Path) -> None:
    coded = INVOICE.replace('"42"', '"50"').replace("2440 {}", '2440 {"1" "2610"}')
    add(book, by_hand("2026-A50", "40000.00", day="2026-06-30"))
    file = write(tmp_path, HEAD + INVOICE + SECOND + coded)
    told = as_json(book, file, code=0)
    rows = {row["account"]: row for row in told["by_account"]}
    (moved,) = (row for name, row in rows.items() if "2440" in name)
    assert (moved["difference"], moved["moved"], moved["differs"]) == (
        "40000.00", "40000.00", False,
    )  # fmt: skip


def test_extracts_are_reconciled_by_their_mapping(tmp_path: Path, book: Path) -> None:
    columns = "client account dim_1 voucher_type voucher_no period trans_date amount description"
    head = columns.replace(" ", "\t") + "\n"
    rows = "".join(
        f"R1\t{account}\t{code}\tA\t{number}\t202606\t20260630\t{amount}\tDriftplattform juni\n"
        for number in (42, 43)
        for account, code, amount in (("5420", "2610", "40000.00"), ("2440", "", "-40000.00"))
    )
    file = tmp_path / "uttag.csv"
    file.write_text(head + rows, encoding="utf-8")
    told = as_json(book, file, options=("--mapping", "agresso"), code=0)
    assert told["agreed"] == 2


def test_a_file_that_has_nothing_of_the_grant_is_an_error(tmp_path: Path, book: Path) -> None:
    book.write_text(MAIN, encoding="utf-8")
    file = write(tmp_path, HEAD + INVOICE.replace('"2610"', '"9999"'))
    assert "Ingen verifikation i filen bär kostnadsställe 2610" in run(book, file, code=2)


def test_a_book_that_cannot_be_read_whole_is_not_reconciled(tmp_path: Path, book: Path) -> None:
    add(book, "\n2026-01-01 * broken\n")
    assert "går inte att stämma av" in run(book, write(tmp_path, HEAD + INVOICE), code=2)
