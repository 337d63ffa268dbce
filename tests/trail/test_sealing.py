"""Sealing: the key stays outside the book, a broken log is not sealed, and each note stands."""

from __future__ import annotations

import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from nkr_audit.trail.checkpoint import is_signed_by, parse_checkpoint, parse_verifier_key
from nkr_audit.trail.log import read_log
from nkr_audit.trail.places import Places
from tests.ledgers import as_json, book, refused, run
from tests.trail.log_books import act, by_hand, key_file, logged_book

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return logged_book(tmp_path)


def test_the_key_is_for_its_owner_only_and_its_public_half_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "nycklar" / "k.pem"
    said = run("log", "key", "--name", "region-exempel", "--out", path).stdout

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    printed = next(line.strip() for line in said.splitlines() if line.startswith("  region"))
    assert parse_verifier_key(printed).name == "region-exempel"
    assert "PRIVATE" not in said
    assert "BEGIN PRIVATE KEY" in path.read_text(encoding="utf-8")


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    before = path.read_bytes()

    assert "skrivs inte över" in refused("log", "key", "--out", path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("folder", ["", "underlag", "behandlingshistorik", "ny/undermapp"])
def test_a_key_in_the_folder_of_a_book_is_refused(main: Path, folder: str) -> None:
    path = main.parent / folder / "k.pem"

    assert "får inte ligga i en boks mapp" in refused("log", "key", "--out", path)
    assert not path.exists()


def test_a_key_that_was_moved_into_the_book_does_not_seal(main: Path, tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    moved = path.rename(main.parent / "k.pem")

    assert "får inte ligga i en boks mapp" in refused("log", "seal", main, "--key", moved)


@pytest.mark.parametrize("name", ["", "två ord", "a+b", "a\x07b"])
def test_a_key_is_not_called_anything(tmp_path: Path, name: str) -> None:
    refused("log", "key", "--name", name, "--out", tmp_path / "k.pem")
    assert list(tmp_path.iterdir()) == []


def test_a_key_with_a_passphrase_seals_only_with_it(main: Path, tmp_path: Path) -> None:
    path = tmp_path / "k.pem"
    given = {"NKR_PASSPHRASE": "hemligt ord"}
    run("log", "key", "--passphrase", "--out", path, env=given)
    assert "ENCRYPTED" in path.read_text(encoding="utf-8")

    assert run("log", "seal", main, "--key", path).exit_code == 2
    wrong = run("log", "seal", main, "--key", path, env={"NKR_PASSPHRASE": "fel"})
    assert (wrong.exit_code, "öppnar inte" in wrong.stderr) == (2, True)
    assert run("log", "seal", main, "--key", path, env=given).exit_code == 0


def test_a_key_of_openssl_seals_by_the_name_of_its_file(main: Path, tmp_path: Path) -> None:
    path = tmp_path / "en nyckel.pem"
    made = subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ed25519", "-out", path], check=False
    )
    if made.returncode:
        pytest.skip("no openssl here")

    assert "en-nyckel+" in run("log", "seal", main, "--key", path).stdout
    assert run("log", "verify", main).exit_code == 0


@pytest.mark.parametrize("content", [b"", b"hej", b"nkr-nyckel: x\n", b"\x00" * 70_000])
def test_what_is_no_key_is_refused(main: Path, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k.pem"
    path.write_bytes(content)

    refused("log", "seal", main, "--key", path)
    assert not Places(main.parent).checkpoints.exists()


def test_a_key_whose_public_half_was_exchanged_is_refused(main: Path, tmp_path: Path) -> None:
    path, key = key_file(tmp_path)
    _, other = key_file(tmp_path, "annan")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(key.verifier.text(), other.verifier.text()), encoding="utf-8")

    refused("log", "seal", main, "--key", path)


def test_a_seal_is_a_note_of_the_log_signed_by_the_key(main: Path, tmp_path: Path) -> None:
    path, key = key_file(tmp_path)
    said = run("log", "seal", main, "--key", path).stdout
    places = Places(main.parent)
    note = (places.checkpoints / "3.txt").read_text(encoding="utf-8")

    assert parse_checkpoint(note) == read_log(places).checkpoint()
    assert is_signed_by(note, key.verifier)
    assert places.key.read_text(encoding="utf-8") == f"{key.verifier.text()}\n"
    assert parse_checkpoint(note).short in said
    assert "diariet" in said
    assert as_json("log", "verify", main)["checkpoints"]["agreed"] == 1


def test_sealing_is_no_act_on_the_book_and_may_be_done_twice(main: Path, tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    run("log", "seal", main, "--key", path)
    before = {one: one.read_bytes() for one in main.parent.rglob("*") if one.is_file()}

    assert "Redan förseglad" in run("log", "seal", main, "--key", path).stdout
    assert {one: one.read_bytes() for one in main.parent.rglob("*") if one.is_file()} == before
    assert len(read_log(Places(main.parent)).records) == 3


def test_earlier_seals_hold_when_the_log_has_grown(main: Path, tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    for _ in range(3):
        run("log", "seal", main, "--key", path)
        act(main, "attest", "2026-A42")

    assert as_json("log", "verify", main)["checkpoints"]["agreed"] == 3


def test_another_key_is_refused_unless_it_is_meant(main: Path, tmp_path: Path) -> None:
    path, first = key_file(tmp_path)
    other, second = key_file(tmp_path, "ny")
    run("log", "seal", main, "--key", path)
    places = Places(main.parent)
    note = (places.checkpoints / "3.txt").read_bytes()

    assert "en annan nyckel (region-exempel)" in refused("log", "seal", main, "--key", other)
    assert run("log", "seal", main, "--key", other, "--new-key").exit_code == 0
    assert places.key.read_text(encoding="utf-8").split() == [
        first.verifier.text(), second.verifier.text(),
    ]  # fmt: skip
    assert (places.checkpoints / "3.txt").read_bytes() == note
    assert as_json("log", "verify", main)["checkpoints"]["agreed"] == 2


def test_a_log_that_is_not_whole_is_not_sealed(main: Path, tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    run("log", "seal", main, "--key", path)
    places = Places(main.parent)
    act(main, "attest", "2026-A42")
    lines = places.log.read_bytes().splitlines(keepends=True)
    places.log.write_bytes(b"".join(lines[:-1]))

    assert "förseglas inte" in refused("log", "seal", main, "--key", path)
    places.log.write_bytes(lines[1])
    assert "bruten" in refused("log", "seal", main, "--key", path)


def test_changes_by_hand_are_told_but_do_not_stop_the_seal(main: Path, tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    by_hand(main, "40000.00", "41000.00")

    result = run("log", "seal", main, "--key", path)
    assert (result.exit_code, "Obs: 1 saker" in result.stdout) == (0, True)


def test_a_book_without_a_log_is_not_sealed(tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    main = book(tmp_path / "bok")

    assert "ingen behandlingshistorik" in refused("log", "seal", main, "--key", path)
