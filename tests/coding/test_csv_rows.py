"""nkr code with a coding file: what its rows say lands where it should."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.coding.books import (
    COST_OTHER,
    COST_ROW,
    HEAD_ROW,
    IMPORTED,
    PAY_ROW,
    added,
    code,
    coding,
    counted,
    imported,
    refuse,
)
from tests.ledgers import refused, run, snapshot

if TYPE_CHECKING:
    from pathlib import Path


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


def test_english(tmp_path: Path) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "verifikation;andamal\nA43;it\n")
    result = run("code", tmp_path / "main.beancount", path, "--grant", "NKR2026", "--lang", "en")
    assert counted(result.stdout) == [1, 0, 0]
    assert "voucher coded" in result.stdout


def test_unknown_grant(tmp_path: Path) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "verifikation;register\nA42;x\n")
    before = snapshot(tmp_path)
    said = refused("code", tmp_path / "main.beancount", path, "--grant", "NKR2062")
    assert "NKR2062" in said
    assert snapshot(tmp_path) == before


def test_dry_run_shows_the_changes_and_writes_nothing(tmp_path: Path) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "verifikation;konto;andamal\nA42;7210;it\nA43;;statistik\n")
    before = snapshot(tmp_path)
    result = run("code", tmp_path / "main.beancount", path, "--grant", "NKR2026", "--dry-run")
    assert result.exit_code == 0
    assert snapshot(tmp_path) == before
    _, title, row, whole, summary, last = result.stdout.splitlines()
    assert title == "Så blir det"
    assert row.split() == ["A42", "7210", "5", "000,00", "andamal", "”it”"]
    assert whole.split() == ["A43", "andamal", "”statistik”"]
    assert summary.startswith("2 verifikationer kodade")
    assert last == "Inget är skrivet (--dry-run)."


def test_fixme_in_the_book_is_filled_in(tmp_path: Path) -> None:
    path = imported(tmp_path)
    code(tmp_path, "verifikation;andamal\nA43;FIXME\n")
    assert '^A43\n  andamal: "FIXME"\n' in path.read_text("utf-8")
    code(tmp_path, "verifikation;andamal\nA43;it\n")
    assert '^A43\n  andamal: "it"\n' in path.read_text("utf-8")
