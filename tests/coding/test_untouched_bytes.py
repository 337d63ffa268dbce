"""Coding changes nothing but what it says: every other byte stays, whatever stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.coding.books import IMPORTED, code, counted, imported, refuse
from tests.ledgers import NAMES, codes, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path


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
