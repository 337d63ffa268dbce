"""nkr init: a book to begin with, and nothing in it but what was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from beancount import loader
from beancount.core.data import Custom, Open

from tests.ledgers import as_json, codes, refused, run, snapshot, write

if TYPE_CHECKING:
    from pathlib import Path

UPPSALA = (
    "--region", "Region Uppsala", "--cost-centre", "2610",
    "--register", "Swedeheart", "--register", "Riksstroke",
)  # fmt: skip


def test_bare_book_waits_for_its_grant(tmp_path: Path) -> None:
    folder = tmp_path / "ny bok"
    result = run("init", folder)
    assert result.exit_code == 0
    assert f"Boken är upplagd: {folder / 'main.beancount'}" in result.stdout
    assert set(snapshot(folder)) == {"main.beancount", "kontoplan.toml"}
    assert (folder / "underlag").is_dir()
    assert codes(folder / "main.beancount") == ["GR101"]


def test_example_in_a_bare_book_is_right(tmp_path: Path) -> None:
    run("init", tmp_path)
    main = tmp_path / "main.beancount"
    text = main.read_text("utf-8")
    assert "\n; 2026-" in text
    write(main, text.replace("\n; ", "\n"))
    written = "".join(line for line in main.read_text("utf-8").splitlines(keepends=True)
                      if not line.startswith("Lägg upp"))  # fmt: skip
    write(main, written.replace("; Lägg", ";Lägg"))
    assert codes(main) == ["TR102"]  # changed by hand, and nobody has said why
    assert run("log", "adopt", main, "--reason", "bidraget upplagt").exit_code == 0
    assert codes(main) == []


def test_whole_book_has_nothing_to_find(tmp_path: Path) -> None:
    run("init", tmp_path, *UPPSALA)
    main = tmp_path / "main.beancount"
    assert codes(main) == []
    (grant,) = as_json("settle", main)["grants"]
    assert (grant["grant"], grant["programme"]) == ("NKR2026", "sos-2026")
    assert (grant["region"], grant["granted"]) == ("Region Uppsala", "1585858.00")
    assert (grant["received"], grant["unused"]) == ("0.00", "0.00")


def test_book_is_sound_to_beancount_too(tmp_path: Path) -> None:
    run("init", tmp_path, *UPPSALA)
    entries, errors, options = loader.load_file(str(tmp_path / "main.beancount"))
    assert errors == []
    assert len(options["plugin"]) == 7
    assert "Skulder:NKR2026:2971-Förutbetalt-statsbidrag" in {
        entry.account for entry in entries if isinstance(entry, Open)
    }


def test_what_was_not_said_is_found(tmp_path: Path) -> None:
    run("init", tmp_path, "--region", "Region Exempel")
    assert codes(tmp_path / "main.beancount") == ["GR104", "CC105", "GR105"]


def test_another_grant_and_programme(tmp_path: Path) -> None:
    run("init", tmp_path, *UPPSALA, "--grant", "SKR2022", "--programme", "skr-2022")
    main = tmp_path / "main.beancount"
    (grant,) = as_json("settle", main)["grants"]
    assert (grant["grant"], grant["period"]["from"][:4]) == ("SKR2022", "2022")
    assert "VO001" not in codes(main)


def test_unknown_programme_writes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "bok"
    said = refused("init", folder, *UPPSALA, "--programme", "sos-2062")
    assert "sos-2062 är inte känt" in said
    assert "sos-2026" in said
    assert not folder.exists()


@pytest.mark.parametrize("name", ["main.beancount", "kontoplan.toml", "underlag"])
def test_what_is_there_is_left_alone(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "mitt")
    assert f"{tmp_path / name}: Här finns redan en bok." in refused("init", tmp_path)
    assert snapshot(tmp_path) == {name: b"mitt"}


def test_twice(tmp_path: Path) -> None:
    run("init", tmp_path, *UPPSALA)
    before = snapshot(tmp_path)
    refused("init", tmp_path)
    assert snapshot(tmp_path) == before


def test_folder_of_documents_may_be_there_already(tmp_path: Path) -> None:
    write(tmp_path / "underlag" / "faktura.pdf", "%PDF-")
    assert run("init", tmp_path).exit_code == 0
    assert snapshot(tmp_path)["underlag/faktura.pdf"] == b"%PDF-"


@pytest.mark.parametrize("name", ["fil", "fil/bok"])
def test_file_in_place_of_the_folder(tmp_path: Path, name: str) -> None:
    write(tmp_path / "fil", "mitt")
    assert "går det inte att skriva" in refused("init", tmp_path / name)
    assert snapshot(tmp_path) == {"fil": b"mitt"}


HOSTILE = (
    'Region "X" \\" \\\\',
    'X"\n2026-01-01 custom "nkr-bidrag" "ANNAT" "sos-2026" ; ',
    'X\\"\n2026-01-01 custom "nkr-bidrag" "ANNAT" "sos-2026" ; ',
    'X"\ninclude "/etc/passwd"\n; "',
    "X\\",
    "X\r\nY",
    "; plugin",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    run("init", tmp_path, "--region", text, "--cost-centre", text, "--register", text)
    entries, errors, options = loader.load_file(str(tmp_path / "main.beancount"))
    customs = [entry for entry in entries if isinstance(entry, Custom)]
    assert [entry.type for entry in customs] == ["nkr-bidrag", "nkr-register"]
    grant, register = customs
    assert grant.meta["region"] == grant.meta["kostnadsstalle"] == text
    assert register.values[1].value == text
    assert (len(options["include"]), len(options["plugin"])) == (1, 7)
    assert {error.message.split()[0] for error in errors} <= {"fel", "varning"}


@pytest.mark.parametrize(
    "grant",
    [
        'X" "sos-2026"\n2026-01-01 custom "x" "', "nkr2026", "NKR 2026", "NKR:2026", "", "NKR_26",
        "NKR2026 SEK\n2026-01-01 open Skulder:X", "../NKR", "NKR2026;",
    ],
)  # fmt: skip
def test_grant_that_cannot_stand_in_an_account(tmp_path: Path, grant: str) -> None:
    folder = tmp_path / "bok"
    assert "Bidraget kan inte heta" in refused("init", folder, *UPPSALA, "--grant", grant)
    assert not folder.exists()


@pytest.mark.parametrize("option", [("--register", "Swedeheart"), ("--cost-centre", "2610")])
def test_nothing_that_was_said_is_lost(tmp_path: Path, option: tuple[str, str]) -> None:
    folder = tmp_path / "bok"
    assert "--region" in refused("init", folder, *option)
    assert not folder.exists()


def test_english(tmp_path: Path) -> None:
    said = run("init", tmp_path, "--lang", "en").stdout
    assert said.startswith("The book is set up: ")
    assert "\nNext: " in said
