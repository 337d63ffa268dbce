"""The coding file itself: columns, encoding, and files that are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.coding.books import code, coding, imported, refuse
from tests.ledgers import refused, snapshot

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize("content", [b"\x00", b"verifikation;konto\n\x00;\n", b"x" * (65 << 20)])
def test_hostile_files(tmp_path: Path, content: bytes) -> None:
    imported(tmp_path)
    path = coding(tmp_path, "")
    path.write_bytes(content)
    refused("code", tmp_path / "main.beancount", path, "--grant", "NKR2026")
