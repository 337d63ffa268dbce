"""nkr code: what a coding file says lands where it should, and not a byte besides."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from tests.ledgers import (
    GRANT,
    HEAD,
    INVOICE,
    NAMES,
    RECEIPT,
    as_json,
    book,
    codes,
    refused,
    run,
    snapshot,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

IMPORTED = """\
; Inläst 2026-07-01, rör inte:  två  blanksteg

2026-06-30 * "Exempel IT AB" "Driftplattform; \\"juni\\"" ^A42  ; efter huvudet "
  verifikation: "A42"
  kalla: "export.se"
  Kostnader:NKR2026:5420-Programvaror     40000.00 SEK ; "öppet citat
  Kostnader:NKR2026:7210-Löner             5000.00 SEK
    nytta: "direkt"
  Skulder:2440-Leverantörsskulder        -45000.00 SEK

2026-07-01 * "Annan AB" "Orörd" ^A43
  verifikation: "A43"
  Kostnader:NKR2026:5420-Programvaror       100.00 SEK
  Skulder:2440-Leverantörsskulder
"""
COST_ROW = "  Kostnader:NKR2026:5420-Programvaror     40000.00 SEK"
PAY_ROW = "  Kostnader:NKR2026:7210-Löner             5000.00 SEK"
COST_OTHER = "  Kostnader:NKR2026:5420-Programvaror       100.00 SEK"
HEAD_ROW = '2026-06-30 * "Exempel IT AB"'


def imported(folder: Path, text: str = IMPORTED) -> Path:
    """A book with an import in a file of its own; returns that file."""
    book(folder, HEAD + RECEIPT + 'include "import/NKR2026-2026.beancount"\n')
    return write(folder / "import" / "NKR2026-2026.beancount", NAMES + text)


def coding(folder: Path, text: str) -> Path:
    """A coding file, as Excel saves it."""
    path = folder / "kod ning.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    return path


def code(folder: Path, text: str) -> str:
    """Code the book with such a file; returns what was said."""
    path = coding(folder, text)
    result = run("code", folder / "main.beancount", path, "--grant", "NKR2026")
    assert result.exit_code == 0, result.output
    return result.stdout


def refuse(folder: Path, text: str) -> str:
    """Code the book with a file that must be refused, with nothing written."""
    path = coding(folder, text)
    before = snapshot(folder)
    said = refused("code", folder / "main.beancount", path, "--grant", "NKR2026")
    assert snapshot(folder) == before
    return said


def added(before: str, after: str) -> dict[str, list[str]]:
    """The lines that were put in, by the line they follow; every other line must be as it was."""
    old, last = before.split("\n"), ""
    found: dict[str, list[str]] = {}
    for line in after.split("\n"):
        if old and line == old[0]:
            last = old.pop(0)
        else:
            found.setdefault(last, []).append(line)
    assert old == []
    return found


def counted(said: str) -> list[int]:
    """The vouchers coded, documents added and values already there that were told of."""
    return [int(number) for number in re.findall(r"\d+", said)]


def test_voucher_and_posting(tmp_path: Path) -> None:
    path = imported(tmp_path)
    before = path.read_text("utf-8")
    said = code(
        tmp_path,
        "verifikation;konto;register;andamal;nytta\n"
        "A42;;;it;\nA42;5420;Swedeheart;;indirekt\nA42;7210;Riksstroke;;direkt\n",
    )
    (head,) = [line for line in before.split("\n") if line.startswith(HEAD_ROW)]
    (cost,) = [line for line in before.split("\n") if line.startswith(COST_ROW)]
    assert added(before, path.read_text("utf-8")) == {
        head: ['  andamal: "it"'],
        cost: ['    register: "Swedeheart"', '    nytta: "indirekt"'],
        PAY_ROW: ['    register: "Riksstroke"'],
    }
    assert counted(said) == [1, 0, 1]


def test_every_column(tmp_path: Path) -> None:
    path = imported(tmp_path)
    code(
        tmp_path,
        "verifikation;register;nytta;andamal;insats;kostnadsslag;avser;faktura;motpart-orgnr\n"
        "A43;Swedeheart;direkt;it;FIXME;it-tjanster;2026-06;884512;556016-0680\n",
    )
    text = path.read_text("utf-8")
    for line in (
        'register: "Swedeheart"', 'nytta: "direkt"', 'andamal: "it"', 'insats: "FIXME"',
        'kostnadsslag: "it-tjanster"', 'avser: "2026-06"', 'faktura: "884512"',
        'motpart-orgnr: "556016-0680"',
    ):  # fmt: skip
        assert text.count(f"\n  {line}\n") == 1


def test_document(tmp_path: Path) -> None:
    imported(tmp_path)
    code(
        tmp_path,
        "verifikation;register;andamal;kostnadsslag;underlag;typ\n"
        "A42;Swedeheart;it;it-tjanster;underlag/A42.pdf;faktura\n",
    )
    added_text = (tmp_path / "import" / "NKR2026-2026.beancount").read_text("utf-8")
    sha256 = hashlib.sha256(b"%PDF-").hexdigest()
    assert added_text.endswith(
        '\n2026-06-30 document Kostnader:NKR2026:5420-Programvaror "../underlag/A42.pdf" ^A42\n'
        f'  typ: "faktura"\n  sha256: "{sha256}"\n'
    )
    found = as_json("check", tmp_path / "main.beancount")["findings"]
    assert "A42" not in {finding["voucher"] for finding in found}


def test_document_that_proves_an_activity_names_it(tmp_path: Path) -> None:
    imported(tmp_path)
    main = tmp_path / "main.beancount"
    activity = '2026-03-10 custom "nkr-insats" "NKR2026" "I1" "Plattform"\n  andamal: "it"\n'
    write(main, main.read_text("utf-8") + activity)
    assert "EV105" in codes(main)
    code(tmp_path, "verifikation;insats;underlag;typ\nA43;I1;underlag/A42.pdf;insats\n")
    assert "EV105" not in codes(main)


def test_twice_changes_no_byte(tmp_path: Path) -> None:
    imported(tmp_path)
    rows = (
        "verifikation;konto;register;andamal;underlag;typ\n"
        "A42;5420;Swedeheart;it;underlag/A42.pdf;faktura\nA43;;Riksstroke;;;\n"
    )
    first = code(tmp_path, rows)
    before = snapshot(tmp_path)
    second = code(tmp_path, rows)
    assert snapshot(tmp_path) == before
    assert counted(first) == [2, 1, 0]
    assert counted(second) == [0, 0, 4]


def test_same_row_twice_in_one_file(tmp_path: Path) -> None:
    path = imported(tmp_path)
    row = "A42;Swedeheart;underlag/A42.pdf;faktura\n"
    code(tmp_path, f"verifikation;register;underlag;typ\n{row}{row}")
    assert path.read_text("utf-8").count('register: "Swedeheart"') == 1
    assert path.read_text("utf-8").count(" document ") == 1


def test_crlf_and_missing_last_line_end_are_kept(tmp_path: Path) -> None:
    path = imported(tmp_path)
    path.write_bytes((NAMES + IMPORTED).replace("\n", "\r\n").encode().removesuffix(b"\r\n"))
    code(tmp_path, "verifikation;andamal;underlag;typ\nA43;it;underlag/A42.pdf;faktura\n")
    content = path.read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n")
    assert b'^A43\r\n  andamal: "it"\r\n' in content
    assert b"Skulder:2440-Leverant\xc3\xb6rsskulder\r\n\r\n2026-07-01 document " in content


@pytest.mark.parametrize("odd", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_odd_line_separators_inside_a_text_are_no_lines(tmp_path: Path, odd: str) -> None:
    text = IMPORTED.replace("rör inte", f"rör{odd}inte")
    path = imported(tmp_path, text)
    code(tmp_path, "verifikation;andamal\nA43;it\n")
    assert path.read_text("utf-8") == NAMES + text.replace("^A43\n", '^A43\n  andamal: "it"\n')


def test_text_over_two_lines_is_not_broken(tmp_path: Path) -> None:
    path = imported(tmp_path, IMPORTED.replace('"Orörd"', '"Rad ett \\" ;\nrad två"'))
    code(tmp_path, "verifikation;andamal\nA43;it\n")
    assert 'Rad ett \\" ;\nrad två" ^A43\n  andamal: "it"\n' in path.read_text("utf-8")


@pytest.mark.parametrize("value", ['Reg "ett"', "Reg\\två", 'Reg\\"; x', "Reg ; tre", "å\tö"])
def test_odd_values_are_kept_as_they_are(tmp_path: Path, value: str) -> None:
    imported(tmp_path)
    cell = '"' + value.replace('"', '""') + '"'
    code(tmp_path, f"verifikation;faktura\nA43;{cell}\n")
    before = snapshot(tmp_path)
    assert counted(code(tmp_path, f"verifikation;faktura\nA43;{cell}\n")) == [0, 0, 1]
    assert snapshot(tmp_path) == before
    assert "VO001" not in codes(tmp_path / "main.beancount")


def test_value_cannot_add_lines_to_the_book(tmp_path: Path) -> None:
    imported(tmp_path)
    hostile = '"x""\n2026-01-01 custom ""nkr-bidrag"" ""ANNAT"" ""sos-2026"" ; "'
    code(tmp_path, f"verifikation;faktura\nA43;{hostile}\n")
    assert "GR102" not in codes(tmp_path / "main.beancount")
    settled = run("settle", tmp_path / "main.beancount", "--grant", "ANNAT")
    assert settled.exit_code == 2


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A42;5420;Swedeheart;\nA42;5420;Riksstroke;", "har redan register"),
        ("A42;7210;;indirekt", "har redan nytta: ”direkt”, inte ”indirekt”"),
        ("A42;5420;Swedeheart;\nX1;;;", "Boken har ingen verifikation X1."),
        ("A42;5420;Swedeheart;\nA42;2440;Swedeheart;", "har ingen rad på konto 2440 under NKR2026"),
        ("A42;542;Swedeheart;", "har ingen rad på konto 542"),
        (";5420;x;", "Raden saknar verifikation."),
        ("A42;5420;x;y;z", "fler fält än kolumner"),
    ],
)
def test_refused_rows(tmp_path: Path, rows: str, said: str) -> None:
    imported(tmp_path)
    message = refuse(tmp_path, f"verifikation;konto;register;nytta\n{rows}\n")
    line = rows.count("\n") + 2
    assert message.startswith(f"fel: {tmp_path / 'kod ning.csv'}:{line}: ")
    assert said in message


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("underlag/saknas.pdf;faktura", "finns inte i bokens mapp"),
        ("../hemligt.pdf;faktura", "finns inte i bokens mapp"),
        ("underlag/../../hemligt.pdf;faktura", "finns inte i bokens mapp"),
        ("{}/hemligt.pdf;faktura", "finns inte i bokens mapp"),
        ("underlag/länk.pdf;faktura", "finns inte i bokens mapp"),
        ("underlag;faktura", "finns inte i bokens mapp"),
        ("underlag/A42.pdf;kvitto", "Typen kvitto finns inte"),
        ("underlag/A42.pdf;", "behöver både fil"),
        (";faktura", "behöver både fil"),
    ],
)
def test_refused_documents(tmp_path: Path, row: str, said: str) -> None:
    folder = tmp_path / "bok"
    imported(folder)
    outside = write(tmp_path / "hemligt.pdf", "%PDF-")
    (folder / "underlag" / "länk.pdf").symlink_to(outside)
    message = refuse(folder, f"verifikation;underlag;typ\nA42;{row.format(tmp_path)}\n")
    assert ".csv:2: " in message
    assert said in message


def test_document_already_there_as_another_kind(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED + INVOICE.replace("underlag/", "../underlag/"))
    said = refuse(tmp_path, "verifikation;underlag;typ\nA42;underlag/A42.pdf;avtal\n")
    assert "”faktura”, inte ”avtal”" in said


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("verifikation;registret", "Kolumnen registret"),
        ("register;konto", "Kolumnen verifikation saknas."),
        ("verifikation,register", "Kolumnen verifikation,register"),
        ("verifikation;register;register", "Kolumnen register"),
        ("", "Kolumnen verifikation saknas."),
    ],
)
def test_refused_columns(tmp_path: Path, header: str, said: str) -> None:
    imported(tmp_path)
    message = refuse(tmp_path, f"{header}\nA42;x\n" if header else "")
    assert ".csv:1: " in message
    assert said in message
    assert "verifikation;konto;register" in message


def test_spaces_round_columns_and_values_do_not_matter(tmp_path: Path) -> None:
    path = imported(tmp_path)
    code(tmp_path, " verifikation ; andamal\n A43 ; it \n;\n")
    assert '^A43\n  andamal: "it"\n' in path.read_text("utf-8")


def test_latin_1(tmp_path: Path) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "")
    path.write_bytes("verifikation;register\nA42;Å\n".encode("latin-1"))
    before = snapshot(tmp_path)
    said = refused("code", tmp_path / "main.beancount", path, "--grant", "NKR2026")
    assert f"{path}: Filen är inte UTF-8." in said
    assert "CSV UTF-8" in said
    assert snapshot(tmp_path) == before


def test_stray_quote(tmp_path: Path) -> None:
    imported(tmp_path)
    assert ".csv:2: " in refuse(tmp_path, 'verifikation;register\nA42;"x"y\n')


@pytest.mark.parametrize(
    ("name", "what"), [("finns-inte.csv", "Filen finns inte."), ("underlag", "Det här är en mapp")]
)
def test_no_coding_file(tmp_path: Path, name: str, what: str) -> None:
    imported(tmp_path)
    said = refused("code", tmp_path / "main.beancount", tmp_path / name, "--grant", "NKR2026")
    assert f"{tmp_path / name}: {what}" in said


def test_unknown_grant(tmp_path: Path) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "verifikation;register\nA42;x\n")
    before = snapshot(tmp_path)
    said = refused("code", tmp_path / "main.beancount", path, "--grant", "NKR2062")
    assert "NKR2062" in said
    assert snapshot(tmp_path) == before


def test_voucher_of_another_grant(tmp_path: Path) -> None:
    other = "2026-01-01 open Kostnader:ANNAT:5420-Programvaror SEK\n"
    text = IMPORTED.replace(COST_OTHER, COST_OTHER.replace("NKR2026", "ANNAT"))
    imported(tmp_path, other + text)
    said = refuse(tmp_path, "verifikation;andamal\nA43;it\n")
    assert ".csv:2: A43 har ingen rad under NKR2026." in said


def test_two_vouchers_of_one_number(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED.replace('verifikation: "A43"', 'verifikation: "A42"'))
    assert "2 verifikationer med numret A42" in refuse(tmp_path, "verifikation;faktura\nA42;x\n")


def test_number_written_without_quotes(tmp_path: Path) -> None:
    path = imported(tmp_path, IMPORTED.replace('"A43"', "43").replace("^A43", "^43"))
    code(tmp_path, "verifikation;andamal\n43;it\n")
    assert '^43\n  andamal: "it"\n' in path.read_text("utf-8")


def test_number_that_cannot_be_a_link(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED.replace('"A43"', '"A 43 å"'))
    said = refuse(tmp_path, "verifikation;underlag;typ\nA 43 å;underlag/A42.pdf;faktura\n")
    assert "går inte att läsa" in said


def test_broken_book_is_not_coded(tmp_path: Path) -> None:
    imported(tmp_path, IMPORTED + "2026-07-01 * oavslutat\n")
    assert "Boken har fel, och inget skrivs i den" in refuse(
        tmp_path, "verifikation;register\nA42;x\n"
    )


def test_book_that_says_it_stands_in_another_file(tmp_path: Path) -> None:
    folder = tmp_path / "bok"
    victim = write(tmp_path / "profil", "orört\n")
    line = f'  verifikation: "A43"\n  filename: "{victim}"\n  lineno: 1\n'
    imported(folder, IMPORTED.replace('  verifikation: "A43"\n', line))
    refuse(folder, "verifikation;register\nA43;x\n")
    assert victim.read_text("utf-8") == "orört\n"


def test_english(tmp_path: Path) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "verifikation;andamal\nA43;it\n")
    result = run("code", tmp_path / "main.beancount", path, "--grant", "NKR2026", "--lang", "en")
    assert counted(result.stdout) == [1, 0, 0]
    assert "voucher coded" in result.stdout


ACTIVITY = 'custom "nkr-insats" "NKR2026" "I1" "Plattform"'


@pytest.mark.parametrize(
    ("column", "value", "choices"),
    [
        ("register", "Swedehart", "välj bland Swedeheart, Riksstroke, eller skriv FIXME"),
        ("nytta", "Direkt", "välj bland direkt, indirekt, eller"),
        ("andamal", "drift", "välj bland it, statistik, "),
        ("kostnadsslag", "it", "it-tjanster"),
        ("insats", "I1", "lägg upp det på bidraget i boken, eller skriv FIXME"),
        ("avser", "2026-13", "2026-11-15/2027-02-14"),
        ("avser", "juni", "eller FIXME"),
    ],
)
def test_values_are_checked_before_anything_is_written(
    tmp_path: Path, column: str, value: str, choices: str
) -> None:
    imported(tmp_path)
    said = refuse(tmp_path, f"verifikation;{column}\nA43;FIXME\nA42;{value}\n")
    assert f".csv:3: Raden ger A42 {column}: ”{value}”, som inte är " in said
    assert choices in said
    code(tmp_path, f"verifikation;{column}\nA43;FIXME\n")


def test_declared_names_and_what_the_programme_forbids_are_known(tmp_path: Path) -> None:
    imported(tmp_path)
    main = tmp_path / "main.beancount"
    write(main, main.read_text("utf-8") + f"2026-03-10 {ACTIVITY}\n")
    code(tmp_path, "verifikation;insats;kostnadsslag\nA43;I1;drift-forvaltning\n")
    assert "EL101" in codes(main)
    assert "välj bland I1, eller" in refuse(tmp_path, "verifikation;insats\nA42;I2\n")


def test_unknown_money_or_programme_is_left_to_the_check(tmp_path: Path) -> None:
    path = imported(tmp_path)
    main = tmp_path / "main.beancount"
    text = main.read_text("utf-8")
    assert GRANT in text
    write(main, text.replace('  region: "', '  medel: "annat"\n  region: "', 1))
    code(tmp_path, "verifikation;konto;andamal\nA42;5420;it\n")
    assert "it, statistik" in refuse(tmp_path, "verifikation;andamal\nA43;drift\n")
    write(main, text.replace("sos-2026", "okänt-2099"))
    code(tmp_path, "verifikation;andamal\nA43;drift\n")
    assert 'andamal: "drift"' in path.read_text("utf-8")


def test_voucher_cannot_say_otherwise_than_its_row(tmp_path: Path) -> None:
    path = imported(tmp_path)
    said = refuse(tmp_path, "verifikation;nytta\nA42;indirekt\n")
    line = path.read_text("utf-8").split(PAY_ROW)[0].count("\n") + 1
    assert ".csv:2: Verifikation A42 kan inte få nytta: ”indirekt” som helhet" in said
    assert f"”direkt” ({path}:{line})" in said
    code(tmp_path, "verifikation;nytta\nA42;direkt\n")


def test_row_may_say_otherwise_than_its_voucher(tmp_path: Path) -> None:
    path = imported(tmp_path)
    rows = "verifikation;konto;register\nA42;5420;Riksstroke\nA42;;Swedeheart\n"
    code(tmp_path, rows)
    text = path.read_text("utf-8")
    assert '\n    register: "Riksstroke"\n' in text
    assert '\n  register: "Swedeheart"\n' in text
    assert counted(code(tmp_path, rows)) == [0, 0, 2]


def test_one_of_each_is_said_in_the_singular(tmp_path: Path) -> None:
    imported(tmp_path)
    rows = "verifikation;konto;nytta;underlag;typ\nA42;7210;direkt;underlag/A42.pdf;faktura\n"
    said = code(tmp_path, rows)
    assert said == "1 verifikation kodad, 1 underlag tillagt, 1 uppgift fanns redan\n"
    said = code(tmp_path, "verifikation;andamal\nA42;it\nA43;it\n")
    assert said == "2 verifikationer kodade, 0 underlag tillagda, 0 uppgifter fanns redan\n"
