"""``nkr import payroll`` as a user runs it: shares to the öre, no names, never twice."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from beancount.core.data import Document, Transaction
from click.testing import CliRunner
from openpyxl import Workbook

from nkr_audit.cli.importing import importing
from nkr_audit.ledger import load
from tests.ledgers import snapshot, write

from .payroll_files import EVIDENCE, EXTRACT, MAPPING, book, extract, mapping

if TYPE_CHECKING:
    from pathlib import Path

PAY = "Kostnader:NKR2026:4010-Löner"
IMPORTED = "import/NKR2026-2026.beancount"
# Invented, of a day that was, with the right control digit.
PERSONAL = "811218-9876"


def run(main: Path, file: Path, layout: Path, *options: str, code: int = 0) -> str:
    """Import, and return what was said; the book must still be readable."""
    arguments = ["payroll", str(file), "--mapping", str(layout), "--ledger", str(main)]
    result = CliRunner().invoke(importing, [*arguments, "--grant", "NKR2026", *options])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    assert not load(main).errors
    return result.output


def kept(main: Path) -> dict[str, bytes]:
    """The files of the book, without its processing log."""
    files = snapshot(main.parent)
    return {name: text for name, text in files.items() if not name.startswith("behandling")}


def vouchers(main: Path) -> dict[str, Any]:
    """The imported vouchers of the book by number."""
    entries = (one for one in load(main).entries if isinstance(one, Transaction))
    return {one.meta["verifikation"]: one for one in entries if "kalla" in one.meta}


def rows(entry: Any) -> list[tuple[str, str | None, Decimal]]:
    return [
        (one.account.split(":")[-1], (one.meta or {}).get("register"), one.units.number)
        for one in entry.postings
    ]


def refused(main: Path, file: Path, layout: Path, *options: str) -> str:
    """Run an import that must be refused, with nothing written."""
    before = kept(main)
    said = run(main, file, layout, *options, code=2)
    assert kept(main) == before
    assert "Gör så här" in said
    return said


def test_one_voucher_a_month_with_each_share_to_the_ore(tmp_path: Path) -> None:
    main = book(tmp_path)
    said = run(main, extract(tmp_path), mapping(tmp_path))
    found = vouchers(main)
    assert list(found) == ["2026-LON04", "2026-LON05"]
    assert rows(found["2026-LON04"]) == [
        ("4010-Löner", "Swedeheart", Decimal("18000.00")),
        ("2790-Personal", None, Decimal("-18000.00")),
    ]
    assert rows(found["2026-LON05"]) == [
        ("4010-Löner", "Swedeheart", Decimal("17800.00")),
        ("4010-Löner", "Riksstroke", Decimal("14831.85")),
        ("4510-Utan-namn", "Swedeheart", Decimal("5655.60")),
        ("4510-Utan-namn", "Riksstroke", Decimal("4712.53")),
        ("2790-Personal", None, Decimal("-42999.98")),
    ]
    assert found["2026-LON05"].date == date(2026, 5, 31)
    assert "Rader om andra anställda: 1; lönearter utan kostnad: 1" in said
    assert "Konton utan kostnadsslag" not in said


def test_who_compiled_the_voucher_and_when(tmp_path: Path) -> None:
    main = book(tmp_path)
    who = 'registrerad_av = "ekonom1"\nattesterad_av = "chef1"\n'
    run(main, extract(tmp_path), mapping(tmp_path, who + MAPPING))
    said = vouchers(main)["2026-LON05"].meta
    assert (said["registrerad-av"], said["attesterad-av"]) == ("ekonom1", "chef1")
    assert isinstance(said["registrerad"], date)


def test_what_a_row_says(tmp_path: Path) -> None:
    main = book(tmp_path)
    run(main, extract(tmp_path), mapping(tmp_path))
    first, second, charges, *_ = vouchers(main)["2026-LON05"].postings
    said = {key: value for key, value in second.meta.items() if key not in {"filename", "lineno"}}
    assert said == {
        "kostnadsslag": "lon",
        "register": "Riksstroke",
        "nytta": "indirekt",
        "andamal": "it",
        "avser": "2026-05",
        "anstallning": "1042",
        "roll": "registerkoordinator",
        "andel": "33,33 %",
        "andel-grund": "tidredovisning 2026",
        "andel-godkand-av": "chef1",
    }
    assert first.meta["andel"] == "40 %"
    assert charges.meta["kostnadsslag"] == "lonebikostnader"


def test_names_stay_in_the_payroll_system(tmp_path: Path) -> None:
    main = book(tmp_path)
    said = run(main, extract(tmp_path), mapping(tmp_path))
    assert "Namn" not in said
    assert not any(b"Namn Ett" in text for text in snapshot(main.parent).values())


def test_the_same_again_changes_nothing(tmp_path: Path) -> None:
    main, layout = book(tmp_path), mapping(tmp_path)
    run(main, extract(tmp_path), layout)
    before = kept(main)
    later = extract(tmp_path, EXTRACT + "1042;Namn Ett;2026-06;110;45000,00\n", "juni.csv")
    assert "Finns redan                  2" in run(main, extract(tmp_path), layout)
    assert kept(main) == before
    run(main, later, layout)
    assert list(vouchers(main)) == ["2026-LON04", "2026-LON05", "2026-LON06"]


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    main = book(tmp_path)
    before = kept(main)
    assert "Skulle bokföras" in run(main, extract(tmp_path), mapping(tmp_path), "--dry-run")
    assert kept(main) == before


def test_other_pay_than_was_booked_is_shown_as_changed(tmp_path: Path) -> None:
    main, layout = book(tmp_path), mapping(tmp_path)
    run(main, extract(tmp_path), layout)
    before = kept(main)
    raised = extract(tmp_path, EXTRACT.replace("2026-04;110;45 000", "2026-04;110;46 000"))
    said = run(main, raised, layout, code=2)
    assert "ändrad 2026-LON04" in said
    assert "NKR2026:4010" in said
    assert kept(main) == before


def test_a_share_taken_away_is_shown_as_changed(tmp_path: Path) -> None:
    main = book(tmp_path)
    run(main, extract(tmp_path), mapping(tmp_path))
    later = mapping(tmp_path, MAPPING.replace("fran = 2026-01-01", "fran = 2026-05-01"))
    assert "ändrad 2026-LON04" in run(main, extract(tmp_path), later, code=2)


def test_a_share_moved_to_another_register_is_told(tmp_path: Path) -> None:
    main = book(tmp_path)
    run(main, extract(tmp_path), mapping(tmp_path))
    before = kept(main)
    other = mapping(tmp_path, MAPPING.replace("Swedeheart", "Riksstroke"))
    said = run(main, extract(tmp_path), other).replace("\N{NO-BREAK SPACE}", " ")
    assert "obs: 2026-LON04 Riksstroke: i boken 0,00, enligt mappningsfilen 18 000,00" in said
    assert "obs: 2026-LON04 Swedeheart: i boken 18 000,00, enligt mappningsfilen 0,00" in said
    assert kept(main) == before


def test_documents_that_are_there_are_filed_in_the_same_write(tmp_path: Path) -> None:
    main, layout = book(tmp_path), mapping(tmp_path, MAPPING + EVIDENCE)
    slip = write(main.parent / "underlag" / "lon-1042-2026-05.pdf", "%PDF-1")
    said = run(main, extract(tmp_path), layout)
    documents = [one for one in load(main).entries if isinstance(one, Document)]
    (document,) = documents
    assert document.filename == str(slip)
    assert document.links == frozenset({"2026-LON05"})
    assert document.meta["typ"] == "lonespecifikation"
    assert document.meta["sha256"] == hashlib.sha256(b"%PDF-1").hexdigest()
    assert document.account == PAY
    assert "underlaget underlag/avtal-1042.pdf finns inte" in said
    assert "underlaget underlag/lon-1042-2026-04.pdf finns inte" in said


def test_documents_that_come_later_are_filed_on_what_is_booked(tmp_path: Path) -> None:
    main, layout = book(tmp_path), mapping(tmp_path, MAPPING + EVIDENCE)
    run(main, extract(tmp_path), layout)
    write(main.parent / "underlag" / "avtal-1042.pdf", "%PDF-2")
    run(main, extract(tmp_path), layout)
    found = [one for one in load(main).entries if isinstance(one, Document)]
    assert sorted(link for one in found for link in one.links or ()) == ["2026-LON04", "2026-LON05"]
    before = kept(main)
    run(main, extract(tmp_path), layout)
    assert kept(main) == before


@pytest.mark.parametrize("name", ["../hemlig.pdf", "underlag/../../hemlig.pdf", "main.beancount"])
def test_documents_outside_their_folder_are_not_filed(tmp_path: Path, name: str) -> None:
    main = book(tmp_path)
    write(tmp_path / "hemlig.pdf", "x")
    text = EVIDENCE.replace("underlag/avtal-1042.pdf", name)
    said = run(main, extract(tmp_path), mapping(tmp_path, MAPPING + text))
    assert f"underlaget {name} finns inte" in said
    assert not any(isinstance(one, Document) for one in load(main).entries)


ELSEWHERE = f"""\
2026-05-25 * "Löner ur ekonomisystemet" ^2026-A9
  verifikation: "2026-A9"
  {PAY}  18000.00 SEK
    kostnadsslag: "lon"
  Skulder:2790-Personal
"""


@pytest.mark.parametrize(
    "text",
    [
        ELSEWHERE,
        ELSEWHERE.replace('    kostnadsslag: "lon"\n', ""),
        ELSEWHERE.replace("2026-05-25", "2026-06-25").replace('lon"', 'lon"\n    avser: "2026-05"'),
        ELSEWHERE.replace("4010-Löner", "5420-Programvaror"),
    ],
)
def test_pay_that_the_book_already_has_is_not_booked_twice(tmp_path: Path, text: str) -> None:
    main, file, layout = book(tmp_path, text), extract(tmp_path), mapping(tmp_path)
    said = refused(main, file, layout)
    assert "2026-A9" in said
    assert "--also" in said
    run(main, file, layout, "--also")
    assert "2026-LON05" in vouchers(main)
    run(main, file, layout)


@pytest.mark.parametrize(
    "text",
    [
        ELSEWHERE.replace("2026-05-25", "2026-03-25"),
        ELSEWHERE.replace(" ^2026-A9", " #reservering ^2026-A9"),
        ELSEWHERE.replace(PAY, "Kostnader:NKR2026:5420-Programvaror").replace('"lon"', '"resor"'),
    ],
)
def test_what_is_no_pay_of_the_month_stops_nothing(tmp_path: Path, text: str) -> None:
    run(book(tmp_path, text), extract(tmp_path), mapping(tmp_path))


def test_the_extracts_own_voucher_numbers_and_days(tmp_path: Path) -> None:
    main = book(tmp_path)
    columns = 'belopp = "Belopp"\nverifikation = "Ver"\ndatum = "Dag"\n'
    layout = mapping(tmp_path, MAPPING.replace('belopp = "Belopp"\n', columns))
    text = "Anstnr;Period;Löneart;Belopp;Ver;Dag\n"
    text += "1042;202605;110;100,00;77;2026-05-25\n1042;2026-05;110;200,00;78;20260526\n"
    run(main, extract(tmp_path, text), layout)
    found = vouchers(main)
    assert [(one, found[one].date.day) for one in found] == [("2026-LON77", 25), ("2026-LON78", 26)]
    text += "1042;2026-06;110;1,00;78;2026-06-25\n"
    said = run(main, extract(tmp_path, text), layout, code=2)
    assert "har rader för flera månader: 2026-05, 2026-06" in said


def test_excel(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Anstnr", "Namn", "Period", "Löneart", "Belopp"])
    sheet.append([1042, "=1+1", date(2026, 5, 1), 110, 100.5])
    path = tmp_path / "lön.xlsx"
    workbook.save(path)
    main = book(tmp_path)
    run(main, path, mapping(tmp_path))
    (entry,) = vouchers(main).values()
    assert [row[2] for row in rows(entry)] == [
        Decimal("40.20"), Decimal("33.50"), Decimal("-73.70"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "number",
    [PERSONAL, "19811218-9876", "198112189876", "8112189876", "811218-0000", "811278-9873"],
)
def test_a_personal_number_in_the_extract_stops_it_and_is_never_shown(
    tmp_path: Path, number: str
) -> None:
    main = book(tmp_path)
    file = extract(tmp_path, EXTRACT.replace("2000;", f"{number};"))
    said = refused(main, file, mapping(tmp_path))
    assert f"{file}:7: " in said
    assert "ser ut som ett personnummer" in said
    assert number[-4:] not in said


@pytest.mark.parametrize("old", ["1042", "registerkoordinator", "tidredovisning 2026", "chef1"])
def test_a_personal_number_in_the_mapping_stops_it_and_is_never_shown(
    tmp_path: Path, old: str
) -> None:
    text = MAPPING.replace(old, PERSONAL)
    line = text[: text.index(PERSONAL)].count("\n") + 1
    layout = mapping(tmp_path, text)
    said = refused(book(tmp_path), extract(tmp_path), layout)
    assert f"{layout}:{line}: " in said
    assert "9876" not in said


def test_a_personal_number_in_a_column_not_asked_for_is_not_read(tmp_path: Path) -> None:
    main = book(tmp_path)
    run(main, extract(tmp_path, EXTRACT.replace("Namn Ett", PERSONAL)), mapping(tmp_path))
    assert not any(b"9876" in text for text in snapshot(main.parent).values())


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2026-05;110;45 000,01", "2026-05;777;45 000,01", "lönearten ”777” finns inte"),
        ("45 000,01", "x", "”x” är inget belopp"),
        ("45 000,01", "", "beloppet saknas"),
        ("45 000,01", "1,005", "kan läsas på flera sätt"),
        ("45 000,01", "0,0051", "inte hela ören"),
        ("2026-05;110;45", "maj;110;45", "är ingen lönemånad"),
        ("2026-05;110;45", "2026-13;110;45", "är ingen lönemånad"),
        ("2026-05;110;45", f"{PERSONAL};110;45", "”…” är ingen lönemånad"),
    ],
)
def test_a_faulty_row_stops_all_and_its_month_in_quarantine(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    main, layout = book(tmp_path), mapping(tmp_path)
    file = extract(tmp_path, EXTRACT.replace(old, new))
    before = kept(main)
    report = run(main, file, layout, code=2)
    assert said in report
    assert ":2: " in report
    assert "9876" not in report
    assert kept(main) == before
    run(main, file, layout, "--quarantine", code=1)
    found = vouchers(main)
    assert "2026-LON04" in found
    if "lönemånad" not in said:
        assert "2026-LON05" not in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("procent = 33.33", "procent = 60.01", "är tillsammans 100,01 % av anställning 1042"),
        ("procent = 33.33", "procent = 0", "procent är 0"),
        ("procent = 33.33", "procent = 33.333", "ska vara ett belopp"),
        ("fran = 2026-05-01", "fran = 2026-05-02", "inte hela månader"),
        ("till = 2026-12-31", "till = 2026-12-30", "inte hela månader"),
        ("fran = 2026-05-01", "fran = 2027-05-01", "inte hela månader"),
        ('andamal = "it"', 'andamal = "annat"', "okänt värde"),
        ('nytta = "direkt"', 'nytta = "ja"', "okänt värde"),
        ('kostnadsslag = "lon"', 'kostnadsslag = "resor"', "okänt värde"),
        ('konto = "4510"', 'konto = "4010"', "är ett annat än kontot 4010 har"),
        ('koder = ["510"]', 'koder = ["110"]', "står två gånger"),
        ('serie = "LON"', 'serie = "L N"', "har en form som inte går"),
        ('motkonto = "2790"', 'motkonto = "27x"', "har en form som inte går"),
        ('godkand_av = "chef1"', 'godkand = "chef1"', "godkand_av saknas"),
        ('roll = "reg', 'namn = "reg', "namn är ingen känd nyckel"),
        ('register = "Riksstroke"', 'register = "Riksströke"', "inte upplagt på NKR2026"),
        ('belopp = "Belopp"', 'belopp = "Summa"', "Kolumnen Summa saknas"),
        ('anstallning = "1042"', 'anstallning = "1043"', "Ingen rad i filen gäller"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in MAPPING
    layout = mapping(tmp_path, MAPPING.replace(old, new))
    assert said in refused(book(tmp_path), extract(tmp_path), layout)


def test_how_amounts_are_written_can_be_told(tmp_path: Path) -> None:
    main = book(tmp_path)
    file = extract(tmp_path, EXTRACT.replace(" 000,", ".000,").replace("14 139", "14.139"))
    assert "[belopp]" in run(main, file, mapping(tmp_path), code=2)
    told = MAPPING.replace(
        "[kolumner]", '[belopp]\ndecimal = "komma"\ntusental = "punkt"\n[kolumner]'
    )
    run(main, file, mapping(tmp_path, told))
    assert rows(vouchers(main)["2026-LON04"])[0][2] == Decimal("18000.00")


def test_a_file_named_after_a_person_is_refused(tmp_path: Path) -> None:
    main = book(tmp_path)
    said = refused(main, extract(tmp_path, name=f"lon-{PERSONAL}.csv"), mapping(tmp_path))
    assert "filnamn" in said
    assert "9876" not in said


def test_files_that_are_not_there(tmp_path: Path) -> None:
    main = book(tmp_path)
    assert "Filen finns inte" in refused(main, tmp_path / "x.csv", mapping(tmp_path))
    assert "kan inte läsas" in refused(main, extract(tmp_path), tmp_path / "x.toml")
    assert "kan inte läsas" in refused(main, extract(tmp_path), tmp_path)


def test_a_person_without_rows_is_told(tmp_path: Path) -> None:
    other = MAPPING[MAPPING.index("[[person]]") :].replace("1042", "3000")
    said = run(book(tmp_path), extract(tmp_path), mapping(tmp_path, MAPPING + other))
    assert "anställning 3000 har ingen rad" in said


def test_english(tmp_path: Path) -> None:
    said = run(book(tmp_path), extract(tmp_path), mapping(tmp_path), "--lang", "en")
    assert "Shared out by voucher" in said
    assert re.search(r"pay 45,000\.00 = the grant 18,000\.00 \+ outside 27,000\.00", said)
