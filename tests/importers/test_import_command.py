"""``nkr import sie`` as a user runs it, on a book on disk."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nkr_audit.cli.importing import importing
from nkr_audit.ledger import load
from tests.ledgers import snapshot

from .helpers import HEAD, INVOICE, MAIN, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

BROKEN = INVOICE.replace('"42"', '"43"').replace("40000.00", "39998.00", 1)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(MAIN, encoding="utf-8")
    return path


def run(book: Path, file: Path, *options: str, grant: str = "NKR2026") -> Result:
    arguments = ["sie", str(file), "--ledger", str(book), "--grant", grant, *options]
    return CliRunner().invoke(importing, arguments)


def refused(book: Path, file: Path, *options: str) -> str:
    """Run an import that must be refused with an error, and return its first line."""
    before = files(book)
    result = run(book, file, *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert files(book) == before
    first, remedy = result.stderr.splitlines()
    assert remedy.endswith(("inget är skrivet", "nothing is written"))
    return first


def files(book: Path) -> dict[str, bytes]:
    return snapshot(book.parent)


def test_an_import_and_the_same_again(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE)
    first = run(book, file)
    assert first.exit_code == 0, first.output
    assert "Bokförda" in first.output
    assert "Kostnader:NKR2026:5420-Programvaror" in first.output
    assert "nkr check" in first.output
    written = files(book)
    assert list(written) == ["import/NKR2026-2026.beancount", "main.beancount"]
    assert written["main.beancount"].decode().endswith(
        'include "import/NKR2026-2026.beancount"\n'
    )  # fmt: skip
    loaded = load(book)
    assert not loaded.errors
    second = run(book, file)
    assert second.exit_code == 0
    assert files(book) == written
    assert "Inget är skrivet" in second.output


def test_lines_of_a_book_from_windows_stay_as_they_were(tmp_path: Path, book: Path) -> None:
    book.write_bytes(book.read_bytes().replace(b"\n", b"\r\n"))
    run(book, write(tmp_path, HEAD + INVOICE))
    written = files(book)["main.beancount"]
    assert written.endswith(b'include "import/NKR2026-2026.beancount"\r\n')
    assert written.count(b"\n") == written.count(b"\r\n")
    assert not load(book).errors


def test_a_later_import_adds_to_the_same_file(tmp_path: Path, book: Path) -> None:
    run(book, write(tmp_path, HEAD + INVOICE))
    before = files(book)
    later = run(book, write(tmp_path, HEAD + INVOICE + INVOICE.replace('"42"', '"44"')))
    assert later.exit_code == 0, later.output
    now = files(book)
    name = "import/NKR2026-2026.beancount"
    assert now[name].startswith(before[name])
    assert now[name].count(b"^2026-A44") == 1
    assert now["main.beancount"] == before["main.beancount"]
    assert not load(book).errors


def test_a_new_year_under_a_glob_needs_no_include(tmp_path: Path, book: Path) -> None:
    run(book, write(tmp_path, HEAD + INVOICE))
    text = book.read_text(encoding="utf-8")
    book.write_text(
        text.replace('"import/NKR2026-2026.beancount"', '"imp*/**/*.beancount"'), encoding="utf-8"
    )
    before = book.read_bytes()
    assert run(book, write(tmp_path, HEAD + INVOICE.replace("2026", "2027"))).exit_code == 0
    assert book.read_bytes() == before
    assert (book.parent / "import" / "NKR2026-2027.beancount").exists()
    assert not load(book).errors


def test_without_a_last_line_end_the_include_stands_alone(tmp_path: Path, book: Path) -> None:
    book.write_text(MAIN.rstrip("\n"), encoding="utf-8")
    assert run(book, write(tmp_path, HEAD + INVOICE)).exit_code == 0
    assert '\ninclude "import/' in book.read_text(encoding="utf-8")
    assert not load(book).errors


def test_a_dry_run_writes_nothing(tmp_path: Path, book: Path) -> None:
    before = files(book)
    result = run(book, write(tmp_path, HEAD + INVOICE), "--dry-run")
    assert result.exit_code == 0
    assert "Skulle bokföras" in result.output
    assert files(book) == before


def test_a_fault_under_the_code_stops_everything(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE + BROKEN)
    before = files(book)
    result = run(book, file)
    assert result.exit_code == 2
    assert files(book) == before
    line = (HEAD + INVOICE).count("\n") + 1
    assert f"A 43  {file}:{line}: raderna summerar till" in result.output
    assert "Gör så här" in result.output
    assert "--quarantine" in result.output


def test_quarantine_books_the_sound_ones(tmp_path: Path, book: Path) -> None:
    result = run(book, write(tmp_path, HEAD + INVOICE + BROKEN), "--quarantine")
    assert result.exit_code == 1
    assert "A 43" in result.output
    assert b"2026-A43" not in files(book)["import/NKR2026-2026.beancount"]
    mended = run(book, write(tmp_path, HEAD + INVOICE + INVOICE.replace('"42"', '"43"')))
    assert mended.exit_code == 0
    assert b"2026-A43" in files(book)["import/NKR2026-2026.beancount"]


def test_a_changed_voucher_is_shown_and_never_overwritten(tmp_path: Path, book: Path) -> None:
    run(book, write(tmp_path, HEAD + INVOICE))
    before = files(book)
    changed = INVOICE.replace("40000", "50000") + INVOICE.replace('"42"', '"44"')
    result = run(book, write(tmp_path, HEAD + changed), "--lang", "en")
    assert result.exit_code == 2
    assert "changed 2026-A42" in result.output
    assert "NKR2026:5420" in result.output
    assert "40,000.00" in result.output
    assert "50,000.00" in result.output
    assert files(book) == before
    assert run(book, write(tmp_path, HEAD + changed), "--quarantine").exit_code == 1
    assert files(book)["import/NKR2026-2026.beancount"].count(b"50000") == 0


def test_two_codes_of_one_grant_are_imported_in_turn(tmp_path: Path, book: Path) -> None:
    other = INVOICE.replace('"42"', '"50"').replace("2610", "2611")
    file = write(tmp_path, HEAD + INVOICE + other)
    assert run(book, file).exit_code == 0
    result = run(book, file, "--cost-centre", "2611")
    assert result.exit_code == 0, result.output
    assert "Ändrade                      0" in result.output


def test_faults_elsewhere_are_only_mentioned(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE + BROKEN.replace("2610", "1").replace("{\n", ""))
    result = run(book, file)
    assert result.exit_code == 0
    assert "Felaktiga utan koden: 1" in result.output


def test_the_mapping_gives_categories(tmp_path: Path, book: Path) -> None:
    accounts = tmp_path / "kontoplan.toml"
    accounts.write_text(
        '[[konto]]\nfran = "54"\ntill = "54"\nkostnadsslag = "it-tjanster"\n', encoding="utf-8"
    )
    file = write(tmp_path, HEAD + INVOICE)
    assert "utan kostnadsslag" in run(book, file, "--dry-run").output
    result = run(book, file, "--accounts", str(accounts))
    assert "utan kostnadsslag" not in result.output
    assert b'kostnadsslag: "it-tjanster"' in files(book)["import/NKR2026-2026.beancount"]
    accounts.write_text("[x]", encoding="utf-8")
    assert run(book, file, "--accounts", str(accounts)).exit_code == 2


def test_everything_that_can_be_said_is_said_in_both_languages(tmp_path: Path, book: Path) -> None:
    body = (
        INVOICE * 2
        + INVOICE.replace('"A" "42"', '"" ""')
        + BROKEN
        + BROKEN.replace('"43"', '"44"').replace("2610", "1").replace("{\n", "") * 30
        + "#NYTT 1\n"
    )
    head = HEAD.replace("5420 K", "5420 I")
    file = write(tmp_path, head + body)
    for language, words in (
        ("sv", ["Upprepade", "Okända etiketter", "Utan nummer", "Annan kontoklass", "…"]),
        ("en", ["Repeated", "Unknown labels", "Without a number", "Another account class", "…"]),
    ):
        result = run(book, file, "--lang", language, "--quarantine", "--dry-run")
        assert result.exit_code == 1, result.output
        for word in words:
            assert word in result.output
    file = write(tmp_path, HEAD.replace("5420 K", "5420 I").replace("7210 K", "7210 I") + INVOICE)
    assert "#KTYP" in run(book, file).output


def test_a_long_list_is_cut(tmp_path: Path, book: Path) -> None:
    body = "".join(BROKEN.replace('"43"', f'"{number}"') for number in range(100, 160))
    assert "… och 10 till" in run(book, write(tmp_path, HEAD + body)).output


@pytest.mark.parametrize(
    ("options", "grant", "word"),
    [
        ((), "NKR2027", "inget bidrag"),
        ((), "../x", "inget bidrag"),
        (("--cost-centre", ""), "NKR2026", "tom"),
        ((), "UTAN", "inget kostnadsställe"),
        ((), "A:B", "inget bidrag"),
    ],
)
def test_an_unknown_grant_or_no_code_is_refused(
    tmp_path: Path, book: Path, options: tuple[str, ...], grant: str, word: str
) -> None:
    with book.open("a", encoding="utf-8") as file:
        file.write('2026-01-01 custom "nkr-bidrag" "UTAN" "sos-2026"\n')
        file.write('2026-01-01 custom "nkr-bidrag" "A:B" "sos-2026"\n')
    before = files(book)
    result = run(book, write(tmp_path, HEAD + INVOICE), *options, grant=grant)
    assert result.exit_code == 2
    assert word in result.output
    assert files(book) == before


def test_a_code_that_nothing_carries_is_refused(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE)
    said = refused(book, file, "--cost-centre", "9", "--project", "8")
    assert "bär kostnadsställe 9 och projekt 8" in said
    assert "kostnadsställen: 2610 Registercentrum." in said
    assert "projekt: 103." in said
    said = refused(book, file, "--cost-centre", "9", "--lang", "en")
    assert "carries cost centre 9. The file has the cost centres 2610 Registercentrum." in said


def test_the_codes_most_like_the_one_that_was_given_come_first(tmp_path: Path, book: Path) -> None:
    head = HEAD + "".join(f'#OBJEKT 1 "{code}" "Enhet"\n' for code in range(3000, 3020))
    file = write(tmp_path, head + INVOICE)
    said = refused(book, file, "--cost-centre", "3013x")
    assert "kostnadsställen: 3013 Enhet, " in said
    assert said.count(" Enhet") == 10
    assert said.endswith(" och 11 till.")
    assert refused(book, file, "--cost-centre", "x", "--lang", "en").endswith(" and 11 more.")


def test_a_file_without_a_single_code_says_so(tmp_path: Path, book: Path) -> None:
    head = HEAD.replace('#OBJEKT 1 "2610" "Registercentrum"\n', "")
    body = '#VER A 1 20260630 ""\n{\n#TRANS 5420 {} 1\n#TRANS 2440 {} -1\n#TRANS x\n}\n'
    assert "inga kostnadsställen" in refused(book, write(tmp_path, head + body))


def test_a_missing_file_is_told(tmp_path: Path, book: Path) -> None:
    result = run(book, tmp_path / "saknas.se")
    assert result.exit_code == 2
    assert "saknas.se: Filen finns inte." in result.output


RECEIPT = """\
#VER "B" "17" 20260520 "Statsbidrag"
{
#TRANS 1930 {} 1585858.00
#TRANS 2971 {"1" "2610"} -1585858.00
}
"""


def test_what_may_be_the_receipt_is_told_and_never_guessed(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE.replace("2440 {}", '2440 {"1" "2610"}') + RECEIPT)
    result = run(book, file)
    assert result.exit_code == 0, result.output
    line = (HEAD + INVOICE).count("\n") + 1
    assert "märk den #utbetalning" in result.output
    assert f"  2026-B17  {file}:{line}  1\N{NO-BREAK SPACE}585" in result.output
    assert "  2026-A42  " not in result.output
    text = files(book)["import/NKR2026-2026.beancount"].decode()
    assert "#utbetalning" not in text
    path = book.parent / "import" / "NKR2026-2026.beancount"
    path.write_text(text.replace("^2026-B17", "#utbetalning ^2026-B17"), encoding="utf-8")
    again = run(book, file, "--lang", "en")
    assert again.exit_code == 0
    assert "May be the payment" not in again.output


def test_the_remedies_that_a_changed_voucher_is_told_work(tmp_path: Path, book: Path) -> None:
    run(book, write(tmp_path, HEAD + INVOICE))
    file = write(tmp_path, HEAD + INVOICE.replace("40000", "50000"))
    assert 'rattar: "2026-A42"' in run(book, file).output
    correct(book, "9000.00")
    still = run(book, file)
    assert still.exit_code == 2
    assert "också med rättelserna" in still.output
    assert "utanför bidraget" in still.output
    correct(book, "1000.00")
    again = run(book, file)
    assert again.exit_code == 0, again.output
    assert "Finns redan                  1" in again.output


def correct(book: Path, amount: str) -> None:
    """Correct A42 by hand, in the main file."""
    with book.open("a", encoding="utf-8") as file:
        file.write(
            f'2026-07-31 * "Rättelse" #rattelse\n  rattar: "2026-A42"\n'
            f"  Kostnader:NKR2026:5420-Programvaror  {amount} SEK\n"
            f"  Skulder:2440-Leverantörsskulder\n"
        )


def test_a_book_with_errors_is_not_imported_to(tmp_path: Path, book: Path) -> None:
    with book.open("a", encoding="utf-8") as file:
        file.write('2026-01-01 * "x"\n  Tillgångar:Bank  1.00 SEK\n  Tillgångar:Bank  -1.00 SEK\n')
    result = run(book, write(tmp_path, HEAD + INVOICE))
    assert result.exit_code == 2
    assert "Boken har fel" in result.output


def test_a_file_that_the_book_does_not_include_is_not_touched(tmp_path: Path, book: Path) -> None:
    file = write(tmp_path, HEAD + INVOICE)
    run(book, file)
    book.write_text(MAIN, encoding="utf-8")
    before = files(book)
    result = run(book, file)
    assert result.exit_code == 2
    assert "läser inte in den" in result.output
    assert files(book) == before
    shutil.rmtree(book.parent / "import")
    assert run(book, file).exit_code == 0


def test_accounts_that_open_themselves_are_used(tmp_path: Path, book: Path) -> None:
    with book.open("a", encoding="utf-8") as file:
        file.write(
            'plugin "beancount.plugins.auto_accounts"\n'
            '2026-12-01 * "x"\n  Skulder:2440-Lev  1.00 SEK\n  Tillgångar:Bank  -1.00 SEK\n'
        )
    result = run(book, write(tmp_path, HEAD + INVOICE))
    assert result.exit_code == 0, result.output
    assert not load(book).errors


@pytest.mark.parametrize("content", [b"", b"\0", b"hej\n"])
def test_what_is_no_sie_file_is_refused(tmp_path: Path, book: Path, content: bytes) -> None:
    file = tmp_path / "x.se"
    file.write_bytes(content)
    result = run(book, file)
    assert result.exit_code == 2
    assert "Gör så här" in result.output
