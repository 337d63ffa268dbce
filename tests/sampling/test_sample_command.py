"""``nkr review sample``: from the book to the working paper, and back with results."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.ledgers import COST, HEAD, RECEIPT, as_json, book, refused, run

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

OUTCOME, AMOUNT, NOTE = 8, 9, 10  # the columns of the results


def voucher(number: int, amount: str) -> str:
    return COST.replace("A42", f"B{number}").replace("40000.00", amount)


def costs(folder: Path) -> Path:
    rows = "".join(voucher(number, f"{number * 1000}.50") for number in range(1, 31))
    return book(folder, HEAD + RECEIPT + rows + voucher(31, "-2500.00"))


def draw(ledger: Path, paper: Path, *options: str) -> Result:
    given = options or ("--size", "10")
    result = run("review", "sample", ledger, "--seed", "7", *given, "-o", paper)
    assert result.exit_code == 0, result.output
    return result


def fill(paper: Path, errors: dict[int, Any] | None = None, *, credit: bool = True) -> list[str]:
    """Accept every item but those of ``errors`` (by row, 1 = first); return the parts."""
    workbook = openpyxl.load_workbook(paper)
    sheet = workbook["Urval"]
    parts = []
    for number in range(2, sheet.max_row + 1):
        parts.append(str(sheet.cell(number, 2).value))
        error = (errors or {}).get(number - 1)
        if parts[-1] != "kredit" or credit:
            sheet.cell(number, OUTCOME).value = "godkänd" if error is None else "fel"
        sheet.cell(number, AMOUNT).value = error
    workbook.save(paper)
    return parts


def change(paper: Path, sheet: str, row: int, column: int, value: Any) -> None:
    workbook = openpyxl.load_workbook(paper)
    workbook[sheet].cell(row, column).value = value
    workbook.save(paper)


@pytest.mark.parametrize("method", ["mus", "stratified", "random"])
@pytest.mark.parametrize("unit", ["rad", "verifikation"])
def test_the_working_paper_goes_out_and_comes_back(tmp_path: Path, method: str, unit: str) -> None:
    ledger, paper = costs(tmp_path / "bok"), tmp_path / "urval.xlsx"
    draw(ledger, paper, "--method", method, "--unit", unit, "--size", "12")
    fill(paper, {1: 100})
    result = run("review", "sample", ledger, "--results", paper)
    assert result.exit_code == 0
    settled = as_json("settle", ledger, "--json")["grants"][0]["costs"]
    assert f"{Decimal(settled):,.2f}".replace(",", "\u00a0").replace(".", ",") in result.output
    assert "Mest sannolikt fel" in result.output
    english = run("--lang", "en", "review", "sample", "--results", paper).output
    assert "Most likely error" in english
    assert "not been compared with the book" in english


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_sample(
    tmp_path: Path,
) -> None:
    ledger = costs(tmp_path / "bok")
    papers = [tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    draw(ledger, papers[0])
    draw(ledger, papers[1])
    run("review", "sample", ledger, "--size", "10", "--seed", "8", "-o", papers[2])
    first, second, third = (paper.read_bytes() for paper in papers)
    assert first == second != third


def test_the_materiality_gives_the_size(tmp_path: Path) -> None:
    """Costs of 465,015.00 and materiality 46,501.50 with 10 % expected: 37 of the AICPA table."""
    ledger = costs(tmp_path / "bok")
    said = draw(ledger, tmp_path / "u.xlsx", "--materiality", "46501,50", "--expected-error",
                "4650.15").stdout  # fmt: skip
    assert "storlek 37" in said


def test_monetary_units_are_projected_to_the_öre(tmp_path: Path) -> None:
    """By hand: 465,015.00 ÷ 10 = 46,501.50, above every cost; basic precision 139,504.50.

    An error of a tenth is 4,650.15; the allowance 0.75 × 4,650.15 = 3,487.61.
    """
    ledger, paper = costs(tmp_path / "bok"), tmp_path / "urval.xlsx"
    draw(ledger, paper, "--size", "10", "--materiality", "140000")
    sheet = openpyxl.load_workbook(paper)["Urval"]
    fill(paper, {1: float(str(sheet.cell(2, 7).value)) / 10})
    change(paper, "Urval", 2, AMOUNT, round(float(str(sheet.cell(2, 7).value)) / 10, 2))
    result = run("--lang", "en", "review", "sample", "--results", paper)
    assert "139,504.50" in result.output
    assert "4,650.15" in result.output
    assert "147,642.26" in result.output
    assert "above the materiality" in result.output
    assert result.exit_code == 1


def test_credits_may_be_left_unexamined_and_it_is_said(tmp_path: Path) -> None:
    ledger, paper = costs(tmp_path / "bok"), tmp_path / "urval.xlsx"
    draw(ledger, paper)
    parts = fill(paper, credit=False)
    assert parts[-1] == "kredit"
    assert "ogranskat −2\u00a0500,00" in run("review", "sample", "--results", paper).output


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        (OUTCOME, None, "utfall saknas"),
        (OUTCOME, "kanske", "godkänd eller fel"),
        (OUTCOME, "fel", "felbelopp saknas"),
        (AMOUNT, 5, "utfallet är godkänd"),
        (AMOUNT, "=1+1", "formel"),
    ],
)
def test_a_result_that_cannot_be_used_is_told_with_its_row(
    tmp_path: Path, column: int, value: object, why: str
) -> None:
    paper = tmp_path / "urval.xlsx"
    draw(costs(tmp_path / "bok"), paper)
    fill(paper)
    change(paper, "Urval", 3, column, value)
    said = refused("review", "sample", "--results", paper)
    assert why in said
    assert "urval.xlsx:3" in said or "rad 3" in said


@pytest.mark.parametrize("error", [1_000_000, 10.001, "mycket"])
def test_an_error_amount_that_cannot_be_is_refused(tmp_path: Path, error: object) -> None:
    paper = tmp_path / "urval.xlsx"
    draw(costs(tmp_path / "bok"), paper)
    fill(paper, {1: error})
    assert "felbelopp" in refused("review", "sample", "--results", paper)


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value"),
    [
        ("Urval", 2, 7, 12), ("Urval", 2, 1, "B99#1"), ("Urval", 2, 2, "topp"),
        ("Uppgifter", 9, 2, 999999), ("Uppgifter", 6, 2, "8"), ("Delar", 3, 3, 10),
        ("Delar", 3, 1, "okänd"), ("Uppgifter", 2, 2, None), ("Uppgifter", 8, 2, 1e300),
    ],
)  # fmt: skip
def test_a_changed_working_paper_is_refused(
    tmp_path: Path, sheet: str, row: int, column: int, value: object
) -> None:
    paper = tmp_path / "urval.xlsx"
    draw(costs(tmp_path / "bok"), paper)
    fill(paper)
    change(paper, sheet, row, column, value)
    assert "har ändrats" in refused("review", "sample", "--results", paper)


def test_a_book_that_has_changed_since_is_noticed(tmp_path: Path) -> None:
    ledger, paper = costs(tmp_path / "bok"), tmp_path / "urval.xlsx"
    draw(ledger, paper)
    fill(paper)
    ledger.write_text(ledger.read_text("utf-8").replace("2000.50", "2001.50"), "utf-8")
    assert "inte det som boken" in refused("review", "sample", ledger, "--results", paper)


@pytest.mark.parametrize(
    "payee", ["=HYPERLINK(1)", "'=1", "''", "@x", "-5", "12", "2026-01-01", "_x0041_ & <b>", "+\t1"]
)
def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path, payee: str) -> None:
    evil = voucher(1, "5000.00").replace("Exempel IT AB", payee)
    ledger, paper = book(tmp_path / "bok", HEAD + RECEIPT + evil), tmp_path / "urval.xlsx"
    result = run("review", "sample", ledger, "--seed", "1", "--size", "1", "-o", paper)
    assert result.exit_code == 0, result.output
    kinds = {cell.data_type for row in openpyxl.load_workbook(paper)["Urval"] for cell in row}
    assert "f" not in kinds
    fill(paper)
    assert run("review", "sample", ledger, "--results", paper).exit_code == 0


@pytest.mark.parametrize(
    "content", [b"", b"post;del\n1;2\n", b"PK\x03\x04 not a zip", b"\x00" * 5000]
)
def test_a_file_that_is_no_working_paper_is_refused(tmp_path: Path, content: bytes) -> None:
    paper = tmp_path / "urval.xlsx"
    paper.write_bytes(content)
    refused("review", "sample", "--results", paper)


@pytest.mark.parametrize(
    "options",
    [
        ["--size", "5"], ["--seed", "1"],
        ["--seed", "1", "--method", "random", "--materiality", "9"],
        ["--seed", "1", "--size", "5", "--bound", "9"],
        ["--seed", "1", "--size", "5", "--expected-error", "9"],
        ["--seed", "1", "--materiality", "100", "--expected-error", "90"],
        ["--seed", "1", "--materiality", "1"],
        ["--seed", "1", "--size", "5", "--grant", "NKR1999"],
        ["--seed", "1", "--size", "2", "--method", "stratified"],
    ],
)  # fmt: skip
def test_options_that_do_not_fit_are_refused_and_nothing_is_written(
    tmp_path: Path, options: list[str]
) -> None:
    paper = tmp_path / "urval.xlsx"
    refused("review", "sample", costs(tmp_path / "bok"), *options, "-o", paper)
    assert not paper.exists()


def test_a_filled_in_working_paper_is_never_overwritten(tmp_path: Path) -> None:
    ledger, paper = costs(tmp_path / "bok"), tmp_path / "urval.xlsx"
    draw(ledger, paper)
    before = paper.read_bytes()
    refused("review", "sample", ledger, "--seed", "1", "--size", "5", "-o", paper)
    assert paper.read_bytes() == before
