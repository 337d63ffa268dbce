"""The values of a coding file are checked before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.coding.books import code, imported, refuse
from tests.ledgers import GRANT, codes, write

if TYPE_CHECKING:
    from pathlib import Path


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
        ("avser", "juni", "eller skriv FIXME"),
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


def test_a_closed_grant_is_coded_as_long_as_its_figures_stay(tmp_path: Path) -> None:
    imported(tmp_path)
    main = tmp_path / "main.beancount"
    closed = '2027-02-10 custom "nkr-handelse" "NKR2026" "bokslut"\n'
    main.write_text(main.read_text("utf-8") + closed, encoding="utf-8")

    said = refuse(tmp_path, "verifikation;avser\nA43;2025-12\n")

    assert "NKR2026 är stängt sedan 2027-02-10" in said
    assert "--reopen" in said
    code(tmp_path, "verifikation;andamal\nA43;it\n")
