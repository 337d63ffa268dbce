"""``nkr import peppol`` as a user runs it, on a book on disk."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from nkr_audit.cli import main
from nkr_audit.ledger import load
from tests.ledgers import snapshot

from .peppol_files import (
    ATTACHMENT,
    CREDIT_NOTE,
    HEADER_PERIOD,
    PDF,
    STATED,
    UBL,
    YEAR,
    envelope,
    svefaktura,
    write_book,
    write_invoice,
)

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

FAULTY = UBL.replace(">40000.00", ">x")
OTHER_VOUCHER = YEAR[YEAR.index("2026-06-30 *") :].replace("A42", "A43")


def run(book: Path, *arguments: Path | str) -> Result:
    options = ["--ledger", str(book), "--grant", "NKR2026"]
    return CliRunner().invoke(main, ["import", "peppol", *map(str, arguments), *options])


def check(book: Path) -> set[tuple[str, str]]:
    """The code and voucher of each finding."""
    findings = json.loads(CliRunner().invoke(main, ["check", str(book), "--json"]).stdout)
    return {(one["code"], one["voucher"]) for one in findings["findings"]}


def files(book: Path) -> dict[str, bytes]:
    return snapshot(book.parent)


def year(book: Path) -> str:
    return (book.parent / "år" / "2026.beancount").read_text(encoding="utf-8")


def voucher(book: Path, number: str = "2026-A42") -> Any:
    ledger = load(book)
    assert not ledger.errors
    (found,) = (
        entry
        for entry in ledger.entries
        if type(entry).__name__ == "Transaction" and number in entry.links
    )
    return found


def nothing_written(book: Path, before: dict[str, bytes], result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert files(book) == before
    return result.output


def test_a_finding_of_missing_evidence_goes_away(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    file = write_invoice(tmp_path, UBL.replace(" <!-- attachments -->\n", ATTACHMENT))
    assert ("EV101", "2026-A42") in check(book)
    result = run(book, file)
    assert result.exit_code == 0, result.output
    found = check(book)
    assert not [code for code, _ in found if code.startswith("EV")]
    written = files(book)
    name = "underlag/2026-A42-faktura-884512"
    assert written[f"{name}.xml"] == file.read_bytes()
    assert written[f"{name}-bilaga-1.pdf"] == PDF
    assert year(book).startswith(YEAR.replace("^2026-A42\n", '^2026-A42\n  avser: "2026-06"\n'))
    added = year(book)[year(book).index("2026-06-30 document") :]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert added.startswith(
        "2026-06-30 document Kostnader:NKR2026:5420-Programvaror "
        f'"../{name}.xml" ^2026-A42\n  typ: "faktura"\n  sha256: "{digest}"\n'
    )
    assert added.count("document ") == 2
    assert "inlagd 2026-A42  Exempel IT AB (556016-0680), faktura 884512" in result.output
    assert "  obs" not in result.output


def test_the_same_again_writes_nothing(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    file = write_invoice(tmp_path, UBL.replace(" <!-- attachments -->\n", ATTACHMENT))
    run(book, file)
    output = nothing_written(book, files(book), run(book, file, file), 0)
    assert output.count("finns redan 2026-A42") == 2
    assert "Inget är skrivet" in output


def test_the_same_file_twice_is_filed_once(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    result = run(book, write_invoice(tmp_path), write_invoice(tmp_path, name="kopia.xml"))
    assert result.exit_code == 0
    assert year(book).count("document ") == 1
    assert "finns redan 2026-A42" in result.output


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    before = files(book)
    output = nothing_written(book, before, run(book, write_invoice(tmp_path), "--dry-run"), 0)
    assert "skulle läggas in 2026-A42" in output
    assert "kör om utan --dry-run" in output


def test_a_folder_of_invoices(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    assert "inga XML-filer" in run(book, folder).output
    write_invoice(folder)
    write_invoice(folder, b"text", "las.txt")
    assert run(book, folder).exit_code == 0
    assert "underlag/2026-A42-faktura-884512.xml" in files(book)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"884512"', '"884513"', "ingen verifikation har faktura: ”884512” och motpart-org"),
        ('"884512"', '"0884512"', "ingen verifikation har"),
        ('"556016-0680"', '"556233-2451"', "ingen verifikation har"),
        ('  motpart-orgnr: "556016-0680"\n', "",
         "2026-A42 har numret men inget motpart-orgnr, och kan vara den"),
        ("Kostnader:NKR2026:5420-Programvaror     ", "Kostnader:5420-Programvaror     ",
         "2026-A42 har den, men ingen rad under NKR2026"),
        ("^2026-A42", "", "saknar verifikationsnummer, eller länken ^2026-A42"),
    ],
)  # fmt: skip
def test_an_invoice_without_a_voucher_is_listed(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    book = write_book(tmp_path, YEAR.replace(old, new))
    output = nothing_written(book, files(book), run(book, write_invoice(tmp_path)), 1)
    assert told in output
    assert "utan verifikation  Exempel IT AB" in output
    assert "Gör så här" in output


def test_of_several_vouchers_none_is_guessed(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR + "\n" + OTHER_VOUCHER)
    file = write_invoice(tmp_path)
    output = nothing_written(book, files(book), run(book, file), 1)
    assert "2 verifikationer har den: 2026-A42, 2026-A43" in output
    assert run(book, file, "--voucher", "2026-A43").exit_code == 0
    assert "^2026-A43\n  typ:" in year(book)


def test_one_without_a_voucher_does_not_stop_the_others(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    other = write_invoice(tmp_path, UBL.replace("884512", "1"), "annan.xml")
    result = run(book, write_invoice(tmp_path), other)
    assert result.exit_code == 1
    assert "underlag/2026-A42-faktura-884512.xml" in files(book)


@pytest.mark.parametrize("number", ["165560160680", "5560160680", " 556016-0680 "])
def test_the_book_may_write_the_number_in_other_ways(tmp_path: Path, number: str) -> None:
    book = write_book(tmp_path, YEAR.replace("556016-0680", number))
    assert run(book, write_invoice(tmp_path)).exit_code == 0


def test_a_faulty_file_stops_all_until_asked(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    good, bad = write_invoice(tmp_path), write_invoice(tmp_path, FAULTY, "fel.xml")
    output = nothing_written(book, files(book), run(book, good, bad), 2)
    assert f"fel  {bad}:" in output
    assert "lägg in resten nu med --quarantine" in output
    assert "”x” i TaxExclusiveAmount är inget tal" in output
    result = run(book, good, bad, "--quarantine")
    assert result.exit_code == 1
    assert "underlag/2026-A42-faktura-884512.xml" in files(book)


def test_a_single_faulty_file_is_an_error(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    bad = write_invoice(tmp_path, FAULTY)
    result = run(book, bad, "--quarantine")
    assert "är inget tal" in nothing_written(book, files(book), result, 2)
    assert result.stdout == ""
    assert result.stderr.startswith("fel: ")


def test_a_voucher_is_stated_by_hand(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR.replace(STATED, ""))
    file = write_invoice(tmp_path)
    assert run(book, file).exit_code == 1
    result = run(book, file, "--voucher", "2026-A42")
    assert result.exit_code == 0, result.output
    meta = voucher(book).meta
    assert (meta["faktura"], meta["motpart-orgnr"]) == ("884512", "556016-0680")
    again = nothing_written(book, files(book), run(book, file), 0)
    assert "finns redan" in again


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"884512"', '"1"', "2026-A42 har faktura: ”1” i boken, men e-fakturan har ”884512”"),
        ('"556016-0680"', '"556233-2451"', "har motpart-orgnr: ”556233-2451” i boken"),
        ('verifikation: "2026-A42"', 'verifikation: "2026-A9"', "Boken har ingen verifikation"),
        ("Kostnader:NKR2026:5420-Programvaror     ", "Kostnader:5420-Programvaror     ",
         "2026-A42 har ingen rad under NKR2026"),
    ],
)  # fmt: skip
def test_a_stated_voucher_that_the_book_contradicts_is_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    book = write_book(tmp_path, YEAR.replace(old, new))
    before = files(book)
    result = run(book, write_invoice(tmp_path), "--voucher", "2026-A42")
    assert told in nothing_written(book, before, result, 2)


def test_a_stated_voucher_is_refused_when_another_has_the_invoice(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR + "\n" + OTHER_VOUCHER.replace(STATED, ""))
    before = files(book)
    result = run(book, write_invoice(tmp_path), "--voucher", "2026-A43")
    told = nothing_written(book, before, result, 2)
    assert "Boken säger att fakturan hör till 2026-A42, inte 2026-A43" in told


def test_a_stated_voucher_goes_with_one_invoice(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    before = files(book)
    two = write_invoice(tmp_path, envelope(svefaktura("1"), svefaktura("2")))
    result = run(book, two, "--voucher", "2026-A42")
    assert "gäller en faktura, men 2" in nothing_written(book, before, result, 2)


def test_a_personnummer_never_comes_into_the_book(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR.replace(STATED, ""))
    file = write_invoice(tmp_path, UBL.replace(">5560160680<", ">640823-3234<"))
    result = run(book, file, "--voucher", "2026-A42")
    assert result.exit_code == 0, result.output
    assert "faktura" in voucher(book).meta
    assert "motpart-orgnr" not in voucher(book).meta
    assert "3234" not in year(book) + result.output + "".join(files(book))
    assert "640823-XXXX" in result.output


@pytest.mark.parametrize("where", ["  ", "    "])
def test_a_period_in_the_book_is_never_changed(tmp_path: Path, where: str) -> None:
    after = "^2026-A42\n" if where == "  " else "40000.00 SEK\n"
    book = write_book(tmp_path, YEAR.replace(after, f'{after}{where}avser: "2026-05"\n', 1))
    result = run(book, write_invoice(tmp_path))
    assert result.exit_code == 0
    assert year(book).count("avser") == 1
    assert "boken säger avser: ”2026-05”, fakturan ”2026-06”" in result.output


@pytest.mark.parametrize("avser", ["2026-06-01/2026-06-30", "2026-06", "2026-06-01/2026-06"])
def test_the_same_period_written_otherwise_is_the_same(tmp_path: Path, avser: str) -> None:
    same = YEAR.replace("^2026-A42\n", f'^2026-A42\n  avser: "{avser}"\n')
    result = run(write_book(tmp_path, same), write_invoice(tmp_path))
    assert result.exit_code == 0
    assert "  obs" not in result.output


def test_a_voucher_that_replaces_an_accrual_keeps_its_period(tmp_path: Path) -> None:
    accrual = """
2026-05-31 * "Reservering" #reservering ^2026-R1
  verifikation: "2026-R1"
  avser: "2026-05"
  Kostnader:NKR2026:5420-Programvaror             39000.00 SEK
  Skulder:2440-Leverantörsskulder                -39000.00 SEK
"""
    book = write_book(tmp_path, YEAR.replace("^2026-A42\n", "^2026-A42 ^2026-R1\n") + accrual)
    result = run(book, write_invoice(tmp_path))
    assert result.exit_code == 0
    assert "avser" not in voucher(book).meta
    assert "följer reserveringens period" in result.output


@pytest.mark.parametrize(
    ("period", "avser"),
    [
        ("2026-01-01/2026-12-31", "2026"),
        ("2026-02-01/2026-02-28", "2026-02"),
        ("2026-06-15/2026-06-15", "2026-06-15"),
        ("2026-11-15/2027-02-14", "2026-11-15/2027-02-14"),
        ("", None),
    ],
)
def test_the_period_in_the_ledgers_notation(tmp_path: Path, period: str, avser: str | None) -> None:
    start, _, end = period.partition("/")
    stated = HEADER_PERIOD.replace("2026-06-01", start).replace("2026-06-30", end)
    book = write_book(tmp_path)
    file = write_invoice(tmp_path, UBL.replace(HEADER_PERIOD, stated if period else ""))
    assert run(book, file).exit_code == 0
    assert voucher(book).meta.get("avser") == avser


def test_a_credit_note_is_compared_with_its_sign(tmp_path: Path) -> None:
    credited = (
        YEAR.replace(" 40000.00", " X").replace("-40000.00", "40000.00").replace("X", "-40000.00")
    )
    good = run(write_book(tmp_path, credited), write_invoice(tmp_path, CREDIT_NOTE))
    assert good.exit_code == 0
    assert "  obs" not in good.output
    (tmp_path / "annan").mkdir()
    wrong = run(write_book(tmp_path / "annan"), write_invoice(tmp_path, CREDIT_NOTE))
    assert "verifikationens kostnad under NKR2026 är 40\N{NO-BREAK SPACE}000,00" in wrong.output


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("40000.00 SEK", "39000.00 SEK", "kostnad under NKR2026 är 39\N{NO-BREAK SPACE}000,00 kr"),
        ("2026-06-30 *", "2026-06-29 *", "daterad 2026-06-29, före fakturan (2026-06-30)"),
        ("2026-06-30 *", "2027-01-02 *", "daterad 2027-01-02, ett annat år"),
    ],
)
def test_what_differs_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    result = run(write_book(tmp_path, YEAR.replace(old, new)), write_invoice(tmp_path))
    assert result.exit_code == 0
    assert told in result.output


def test_another_currency_is_not_compared(tmp_path: Path) -> None:
    euros = UBL.replace('"SEK"', '"EUR"').replace(">SEK<", ">EUR<")
    result = run(write_book(tmp_path), write_invoice(tmp_path, euros))
    assert result.exit_code == 0
    assert "fakturan är i EUR, så 40\N{NO-BREAK SPACE}000,00 jämförs inte" in result.output


def test_no_other_file_is_overwritten(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    folder = book.parent / "underlag"
    folder.mkdir()
    mine = folder / "2026-a42-FAKTURA-884512.xml"
    mine.write_text("min egen", encoding="utf-8")
    dangling = folder / "2026-A42-faktura-884512-2.xml"
    dangling.symlink_to(tmp_path / "utanfor.xml")
    assert run(book, write_invoice(tmp_path)).exit_code == 0
    assert mine.read_text(encoding="utf-8") == "min egen"
    assert dangling.is_symlink()
    assert not (tmp_path / "utanfor.xml").exists()
    assert (folder / "2026-A42-faktura-884512-3.xml").is_file()


def test_a_copy_that_lies_there_already_is_used(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    (book.parent / "underlag").mkdir()
    write_invoice(book.parent / "underlag", name="2026-A42-faktura-884512.xml")
    assert run(book, write_invoice(tmp_path)).exit_code == 0
    assert [name for name in files(book) if name.startswith("underlag")] == [
        "underlag/2026-A42-faktura-884512.xml"
    ]
    assert "EV106" not in {code for code, _ in check(book)}


def test_a_folder_that_leads_out_of_the_book_is_refused(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    (tmp_path / "ute").mkdir()
    (book.parent / "underlag").symlink_to(tmp_path / "ute")
    result = run(book, write_invoice(tmp_path))
    assert result.exit_code == 2
    assert "länk ut ur bokens mapp" in result.output


def test_a_hostile_number_stays_in_the_folder(tmp_path: Path) -> None:
    number = "../../x/CON"
    book = write_book(tmp_path, YEAR.replace("884512", number))
    assert run(book, write_invoice(tmp_path, UBL.replace("884512", number))).exit_code == 0
    (name,) = (name for name in files(book) if name.startswith("underlag"))
    assert name == "underlag/2026-A42-faktura-..-..-x-CON.xml"


def test_an_unknown_grant_or_book_is_refused(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    file = write_invoice(tmp_path)
    arguments = ["import", "peppol", str(file), "--ledger", str(book), "--grant", "X"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "inget bidrag X" in result.output
    assert run(tmp_path / "ingen.beancount", file).exit_code == 2
    assert run(book, tmp_path / "ingen.xml").exit_code == 2


def test_the_report_in_english(tmp_path: Path) -> None:
    book = write_book(tmp_path)
    result = run(book, write_invoice(tmp_path, UBL.replace("884512", "1")), "--lang", "en")
    assert "no voucher has faktura: “1” and motpart-orgnr: “556016-0680”" in result.output
    assert "Nothing is written" in result.output


CHANGED = UBL.replace("<cbc:Name>", "<cbc:Name>Ny ", 1)


def test_another_invoice_under_the_same_number_is_told_and_not_filed(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR)
    assert run(book, write_invoice(tmp_path)).exit_code == 0
    before = files(book)
    said = nothing_written(book, before, run(book, write_invoice(tmp_path, CHANGED)), 1)
    assert "ändrad eller dubblett" in said
    assert "--voucher 2026-A42" in said
    stated = run(book, write_invoice(tmp_path, CHANGED), "--voucher", "2026-A42")
    assert stated.exit_code == 0, stated.output
    assert len(files(book)) == len(before) + 1


def test_two_invoices_under_one_number_in_one_import_are_not_both_filed(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR)
    one = write_invoice(tmp_path, UBL, "a.xml")
    other = write_invoice(tmp_path, CHANGED, "b.xml")
    result = run(book, one, other)
    assert result.exit_code == 1, result.output
    assert "(a.xml)" in result.output
    assert "Ändrade eller dubbletter       1" in result.output


def test_the_same_invoice_laid_out_in_another_way_is_already_there(tmp_path: Path) -> None:
    book = write_book(tmp_path, YEAR)
    assert run(book, write_invoice(tmp_path)).exit_code == 0
    before = files(book)
    again = run(book, write_invoice(tmp_path, UBL.replace("\n", "\n\n")))
    assert "finns redan 2026-A42" in nothing_written(book, before, again, 0)
