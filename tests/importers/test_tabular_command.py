"""``nkr import tabular`` as a user runs it, with each shipped layout. All data are examples."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from nkr_audit.cli.importing import importing
from nkr_audit.ledger import load

from .helpers import HEAD, INVOICE, MAIN, write

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

# Example data: no such vouchers, suppliers or people exist.
RAINDANCE = """\
VERTYP;VERNR;VERRAD;VERDATUM;REGDATUM;REGSIGN;ATTESTDATUM1;ATTESTSIGN1;ATTESTDATUM2;ATTESTSIGN2;\
KONTO_ID;KST_ID;PROJ_ID;MOTP_ID;HUVUDTEXT;RADTEXT;UTFALL_V;EXTERNNR;LEVID_ID;DOKUMENTID;\
URSPRUNGS_VERIFIKAT;FRI_ID
A;42;1;2026-06-30;2026-07-02;ekonom1;2026-07-03;handl1;2026-07-04;chef1;5420;2610;103;;\
Driftplattform juni;Två register;40000,00;884512;4711;D1;;
A;42;2;2026-06-30;2026-07-02;ekonom1;1899-12-31;;1899-12-31;;2440;;;;\
Driftplattform juni;;-40000,00;884512;4711;D1;;
A;43;1;2026-06-30;2026-07-02;ekonom1;1899-12-31;;1899-12-31;;5420;9999;;;Annat;;1,00;;;;;
A;43;2;2026-06-30;2026-07-02;ekonom1;1899-12-31;;1899-12-31;;2440;;;;Annat;;-1,00;;;;;
A;44;1;2026-07-01;2026-07-02;ekonom1;1899-12-31;;1899-12-31;;5420;2610;;20;Bokas om;;-500,00;;;;A42;
A;44;2;2026-07-01;2026-07-02;ekonom1;1899-12-31;;1899-12-31;;5421;;;;Bokas om;;500,00;;;;A42;
"""
AGRESSO = """\
client\taccount\tdim_1\tdim_2\tvoucher_type\tvoucher_no\tperiod\ttrans_date\tamount\tcur_amount\
\tapar_id\text_inv_ref\tdescription
R1\t5420\t2610\t103\tA\t42\t202606\t20260630\t40000.00\t40000.00\t4711\t884512\tDriftplattform juni
R1\t2440\t\t\tA\t42\t202606\t20260630\t-40000.00\t-40000.00\t4711\t884512\tDriftplattform juni
"""
SUPPLIERS = """\
kopare_id,kopare,verifikationsnummer,leverantor,leverantor_id,konto_nr,konto_text,belopp,datum,\
forvaltning,fakturanummer,grund,avtal,kommun_id,s_kod_nr
1,Region Exempel,8001,Exempel IT AB,5560160680,5420,Programvaror,2022.31,2026-01-31,2610,7,,,,
1,Region Exempel,8002,Exempelfirman,1212121212,6550,Konsult,100,2026-02-01,2610,78,,,,
1,Region Exempel,8003,Exempel Fel AB,5560160681,6550,Konsult,50,2026-02-01,2610,79,,,,
1,Region Exempel,8004,Exempel IT AB,5560160680,5420,Programvaror,9,2026-02-01,2611,80,,,,
"""
OWN_HEAD = (
    "Serie", "Ver.nr", "Rad", "Datum", "Konto", "Debet", "Kredit", "Text", "Registrerad",
    "Registrerad av", "Attesterad av", "Leverantör", "Org.nr", "Fakturanr", "Kostnadsställe",
    "Projekt",
)  # fmt: skip
DAY, LATER = date(2026, 6, 30), date(2026, 7, 2)
OWN_ROWS: list[tuple[Any, ...]] = [
    ("A", 42, 1, DAY, 5420, 40000, None, "Driftplattform juni", LATER, "ekonom1", "chef1",
     "Exempel IT AB", "556016-0680", 884512, 2610, 103),
    ("A", 42, 2, DAY, 2440, None, 40000.0, "Driftplattform juni", LATER, "ekonom1", "chef1",
     "Exempel IT AB", "556016-0680", 884512, None, None),
]  # fmt: skip
# What every layout but that of the supplier ledger makes of the same voucher.
BOOKED = (
    "2026-06-30 * ", '"Driftplattform juni" ^2026-A42\n', '  faktura: "884512"\n',
    '  objekt: "1=2610"\n', "Kostnader:NKR2026:5420-", " 40000.00 SEK\n", '    objekt: "6=103"\n',
    "Skulder:2440-", "-40000.00 SEK\n",
)  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "bok" / "main.beancount"
    path.parent.mkdir()
    path.write_text(MAIN, encoding="utf-8")
    return path


def csv_file(folder: Path, text: str, name: str = "uttag.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def own_file(folder: Path, rows: list[tuple[Any, ...]]) -> Path:
    sheets = Workbook()
    sheet = sheets.active
    assert sheet is not None
    sheet.title = "Verifikationer"
    for row in (("Region Exempel",), ("Exempeldata",), OWN_HEAD, *rows):
        sheet.append(list(row))
    path = folder / "uttag.xlsx"
    sheets.save(path)
    return path


def run(book: Path, file: Path, mapping: str | Path, *options: str) -> Result:
    arguments = [
        "tabular", str(file), "--mapping", str(mapping), "--ledger", str(book),
        "--grant", "NKR2026", *options,
    ]  # fmt: skip
    return CliRunner().invoke(importing, arguments)


def written(book: Path) -> str:
    loaded = load(book)
    assert not loaded.errors
    return "".join(
        path.read_text(encoding="utf-8") for path in sorted((book.parent / "import").glob("*"))
    )


def own_layout(folder: Path, text: str) -> Path:
    path = folder / "egen.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_raindance(tmp_path: Path, book: Path, encoding: str) -> None:
    file = csv_file(tmp_path, RAINDANCE, encoding=encoding)
    result = run(book, file, "raindance")
    assert result.exit_code == 0, result.output
    text = written(book)
    for part in (
        *BOOKED, "registrerad: 2026-07-02", 'registrerad-av: "ekonom1"',
        'attesterad-av: "handl1, chef1"', 'attesterad: "2026-07-04"', 'leverantor-id: "4711"',
        'dokument-id: "D1"', 'ursprung: "A42"', 'text: "Två register"', 'objekt: "20=20"',
    ):  # fmt: skip
        assert part in text
    assert "2026-A43" not in text
    again = run(book, file, "raindance")
    assert (again.exit_code, written(book)) == (0, text)
    assert "Finns redan                  2" in again.output


def test_agresso(tmp_path: Path, book: Path) -> None:
    result = run(book, csv_file(tmp_path, AGRESSO), "agresso")
    assert result.exit_code == 0, result.output
    assert all(part in written(book) for part in BOOKED)


def test_the_financial_year_is_that_of_the_period(tmp_path: Path, book: Path) -> None:
    text = AGRESSO.replace("202606\t20260630", "202613\t20270115")
    assert run(book, csv_file(tmp_path, text), "agresso").exit_code == 0
    assert "2027-01-15 * " in written(book)
    assert "^2026-A42" in written(book)


def test_supplier_ledger(tmp_path: Path, book: Path) -> None:
    result = run(book, csv_file(tmp_path, SUPPLIERS), "leverantorsreskontra")
    assert result.exit_code == 0, result.output
    text = written(book)
    assert '2026-01-31 * "Exempel IT AB" "" ^2026-8001\n' in text
    assert "Kostnader:NKR2026:5420-Programvaror" in text
    assert 'motpart-orgnr: "556016-0680"' in text
    assert text.count("Skulder:2440-Utan-namn   ") == 3
    assert "2026-8004" not in text
    assert "Gjorda hela med motkonto 2440 (källan har bara ena sidan): 3" in result.output
    assert (
        f"{tmp_path / 'uttag.csv'}:3: motpart-orgnr togs inte med: enskild firma" in result.output
    )
    assert "uttag.csv:4: motpart-orgnr ”5560160681” togs inte med: fel kontroll" in result.output
    assert "1212" not in text + result.output


def test_a_regions_own_sheet(tmp_path: Path, book: Path) -> None:
    result = run(book, own_file(tmp_path, OWN_ROWS), "region-exempel")
    assert result.exit_code == 0, result.output
    text = written(book)
    for part in (*BOOKED, '* "Exempel IT AB" ', 'attesterad-av: "chef1"', '"556016-0680"'):
        assert part in text


def test_what_came_by_sie_is_not_booked_again(tmp_path: Path, book: Path) -> None:
    arguments = ["sie", str(write(tmp_path, HEAD + INVOICE)), "--ledger", str(book)]
    assert CliRunner().invoke(importing, [*arguments, "--grant", "NKR2026"]).exit_code == 0
    before = written(book)
    result = run(book, csv_file(tmp_path, AGRESSO), "agresso")
    assert result.exit_code == 0
    assert "Finns redan                  1" in result.output
    changed = run(book, csv_file(tmp_path, AGRESSO.replace("40000", "41000")), "agresso")
    assert changed.exit_code == 2
    assert "ändrad 2026-A42" in changed.output
    assert written(book) == before


def test_a_voucher_that_lost_its_code_is_told(tmp_path: Path, book: Path) -> None:
    run(book, csv_file(tmp_path, AGRESSO), "agresso")
    result = run(book, csv_file(tmp_path, AGRESSO.replace("2610", "2611")), "agresso")
    assert result.exit_code == 2
    assert "ändrad 2026-A42" in result.output


def test_a_dry_run_shows_what_would_be_booked_and_how_the_file_was_understood(
    tmp_path: Path, book: Path
) -> None:
    file = csv_file(tmp_path, RAINDANCE.replace(";MOTP_ID;", ";MOTP;"))
    for language, words in (
        ("sv", ["Kolumner som inte lästes: MOTP, FRI_ID", "Kolumner som filen saknar: MOTP_ID",
                "Så här skulle de första bokföras", "^2026-A44"]),
        ("en", ["Columns that were not read", "Columns that the file lacks", "would be booked"]),
    ):  # fmt: skip
        result = run(book, file, "raindance", "--dry-run", "--lang", language)
        assert result.exit_code == 0, result.output
        for word in words:
            assert word in result.output
    assert 'verifikation: "2026-A42"' in result.output
    assert not (book.parent / "import").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("-40000.00\t-", "-39998.00\t-", "uttag.csv:2: raderna summerar till 2,00 i stället för 0"),
        ("\t40000.00\t4", "\t40,000.00\t4", "uttag.csv:2: kolumnen amount: ”40,000.00” kan läsas"),
        ("\t40000.00\t4", "\t40000.001\t4", "uttag.csv:2: kolumnen amount: ”40000.001” kan läsas"),
        ("\t40000.00\t4", "\t40000.0001\t4", "är inte hela ören"),
        ("\t40000.00\t4", "\t\t4", "uttag.csv:2: kolumnen amount: värdet saknas"),
        ("R1\t2440", "R1\t24X0", "uttag.csv:3: kolumnen account: ”24X0” är inget kontonummer"),
        ("202606\t20260630\t40", "202606\t2026063\t40", "kolumnen trans_date: ”2026063” är inget"),
        (
            "202606\t20260630\t-",
            "202606\t20260629\t-",
            "olika verifikationsdatum: 2026-06-29, 2026",
        ),
        ("A\t42\t202606\t20260630\t40", "A\t\t202606\t20260630\t40", "voucher_no: värdet saknas"),
        ("A\t42\t202606\t20260630\t40", "A\t42\tjuni\t20260630\t40", "period: ”juni” är inget år"),
    ],
)
def test_faults_are_quarantined_with_line_column_and_value(
    tmp_path: Path, book: Path, old: str, new: str, said: str
) -> None:
    assert old in AGRESSO
    file = csv_file(tmp_path, AGRESSO.replace(old, new, 1))
    result = run(book, file, "agresso")
    assert result.exit_code == 2, result.output
    assert said in result.output
    assert "Gör så här" in result.output
    assert not (book.parent / "import").exists()
    sound = AGRESSO.splitlines(keepends=True)[1:]
    more = "".join(sound).replace("\t42\t", "\t50\t")
    csv_file(tmp_path, AGRESSO.replace(old, new, 1) + more)
    assert run(book, file, "agresso", "--quarantine").exit_code == 1
    assert "^2026-A50" in written(book)
    assert "^2026-A42" not in written(book)


def test_float_noise_from_excel_is_a_fault_and_never_rounded(tmp_path: Path, book: Path) -> None:
    rows = [(*OWN_ROWS[0][:5], 40000.001, *OWN_ROWS[0][6:]), OWN_ROWS[1]]
    result = run(book, own_file(tmp_path, rows), "region-exempel")
    assert result.exit_code == 2
    assert "uttag.xlsx:4: cellen F4 (Debet): 40000.001 är inte hela ören" in result.output


def test_a_formula_stops_the_import(tmp_path: Path, book: Path) -> None:
    rows = [(*OWN_ROWS[0][:5], "=2*20000", *OWN_ROWS[0][6:]), OWN_ROWS[1]]
    result = run(book, own_file(tmp_path, rows), "region-exempel")
    assert result.exit_code == 2
    assert "I cellen F4 (Debet) står en formel" in result.stderr


def test_both_debit_and_credit_on_a_row_is_a_fault(tmp_path: Path, book: Path) -> None:
    rows = [(*OWN_ROWS[0][:6], 5, *OWN_ROWS[0][7:]), OWN_ROWS[1]]
    result = run(book, own_file(tmp_path, rows), "region-exempel")
    assert "både debet och kredit" in result.output


def test_the_same_row_twice_counts_once_and_another_content_is_a_fault(
    tmp_path: Path, book: Path
) -> None:
    head, *rows = RAINDANCE.splitlines(keepends=True)
    file = csv_file(tmp_path, head + "".join(rows) + "".join(rows[:2]))
    result = run(book, file, "raindance")
    assert result.exit_code == 0, result.output
    assert "Upprepade                    1   exakta kopior, rad 8" in result.output
    assert written(book).count(" 40000.00 SEK") == 1
    clash = rows[0].replace("40000,00", "41000,00")
    file = csv_file(tmp_path, head + "".join(rows[:2]) + clash)
    assert (
        "samma verifikation och rad 1 finns också på rad 2" in run(book, file, "raindance").output
    )


def test_a_voucher_there_twice_without_row_numbers_is_not_booked(
    tmp_path: Path, book: Path
) -> None:
    twice = AGRESSO + "".join(AGRESSO.splitlines(keepends=True)[1:])
    file = csv_file(tmp_path, twice)
    assert "varje rad finns 2 gånger" in run(book, file, "agresso").output
    layout = own_layout(
        tmp_path, AGRESSO_LAYOUT.replace("[kolumner]", "lika_rader = true\n[kolumner]")
    )
    assert run(book, file, layout).exit_code == 0
    assert written(book).count(" 40000.00 SEK") == 2


AGRESSO_LAYOUT = """\
beskrivning = "Exempel"
[kolumner]
serie = "voucher_type"
nummer = "voucher_no"
datum = "trans_date"
konto = "#2"
belopp = "amount"
[dimensioner]
kostnadsstalle = "dim_1"
"""


def test_rows_of_a_voucher_may_be_spread_over_the_file(tmp_path: Path, book: Path) -> None:
    head, first, second = AGRESSO.splitlines(keepends=True)
    others = [
        one.replace("\t42\t", f"\t{number}\t").replace("2610", "1")
        for number in range(100, 200) for one in (first, second)
    ]  # fmt: skip
    file = csv_file(tmp_path, head + second + "".join(others) + first)
    result = run(book, file, "agresso")
    assert result.exit_code == 0, result.output
    assert "av 101 verifikationer" in result.output


@pytest.mark.parametrize(
    ("change", "columns", "rows", "amount"),
    [
        (('belopp = "amount"', 'belopp = "amount"\ntecken = "sign"'), "\tsign",
         ("\t400.00\tD", "\t400.00\tK"), " 400.00"),
        (("[kolumner]", '[belopp]\nenhet = "ore"\n[kolumner]'), "",
         ("\t40000", "\t-40000"), " 400.00"),
        (("[kolumner]", "[belopp]\nomvant_tecken = true\n[kolumner]"), "",
         ("\t-7", "\t7"), " 7.00"),
        (("[kolumner]", '[belopp]\ndecimal = "komma"\ntusental = "punkt"\n[kolumner]'), "",
         ("\t1.234,50", "\t1.234,50-"), " 1234.50"),
    ],
)  # fmt: skip
def test_the_layout_says_how_amounts_are_written(
    tmp_path: Path, book: Path, change: tuple[str, str], columns: str, rows: tuple[str, str],
    amount: str,
) -> None:  # fmt: skip
    layout = own_layout(tmp_path, AGRESSO_LAYOUT.replace(*change))
    text = f"voucher_type\taccount\tvoucher_no\ttrans_date\tdim_1\tamount{columns}\n" + "".join(
        f"A\t{account}\t42\t2026-06-30\t{code}{rest}\n"
        for account, code, rest in zip(("5420", "2440"), ("2610", ""), rows, strict=True)
    )
    result = run(book, csv_file(tmp_path, text), layout)
    assert result.exit_code == 0, result.output
    assert f"{amount} SEK" in written(book)


def test_constants_broken_years_and_series_in_the_number(tmp_path: Path, book: Path) -> None:
    layout = own_layout(tmp_path, """\
beskrivning = "Exempel"
motkonto = "2990"
rakenskapsar_borjar = "07-01"
serie_i_nummer = true
[fasta]
kostnadsstalle = "2610"
[kolumner]
nummer = "Nr"
datum = "Datum"
konto = "Konto"
belopp = "Belopp"
radtext = "Text"
rattar = "Rättar"
""")  # fmt: skip
    text = (
        "Nr;Datum;Konto;Belopp;Text;Rättar\nLF 8001;2026-06-30;5420 Programvaror;10;Licens;\n"
        "LF 8002;2026-06-30;5420 Programvaror;-4;Licens;LF8001\nLF 8003;2026-06-30;5420;1;;?\n"
    )
    result = run(book, csv_file(tmp_path, text), layout)
    assert result.exit_code == 0, result.output
    said = written(book)
    assert '2026-06-30 * "Licens" ^2025-LF8001\n' in said
    assert "Skulder:2990-Utan-namn" in said
    assert 'rattar: "2025-LF8001"' in said
    assert "rattar ”?” togs inte med: är inget verifikationsnummer" in result.output


def test_codes_that_are_not_there_are_told_with_those_that_are(tmp_path: Path, book: Path) -> None:
    file = csv_file(tmp_path, AGRESSO)
    result = run(book, file, "agresso", "--cost-centre", "2619")
    assert "Filen har kostnadsställen: 2610" in result.stderr
    layout = own_layout(tmp_path, AGRESSO_LAYOUT)
    result = run(book, file, layout, "--project", "103")
    assert "säger inte vilken kolumn som är projekt" in result.stderr


def test_missing_columns_are_told_with_what_may_be_meant(tmp_path: Path, book: Path) -> None:
    file = csv_file(tmp_path, AGRESSO.replace("voucher_no", "voucher_nr"))
    assert "Kolumnen voucher_no saknas. Menas voucher_nr?" in run(book, file, "agresso").stderr
    layout = own_layout(tmp_path, AGRESSO_LAYOUT.replace("#2", "#99"))
    file = csv_file(tmp_path, AGRESSO)
    assert "ingen kolumn #99" in run(book, file, layout).stderr
