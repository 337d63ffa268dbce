"""``nkr log``: the table, the verdict with its places, and reasons for changes by hand."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from nkr_audit.trail.log import log_lines, read_log, short_root
from nkr_audit.trail.places import Places
from tests.ledgers import SOUND, as_json, book, refused, run
from tests.trail.log_books import act, by_hand, key_file, logged_book

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = ("show", "verify", "seal", "key", "adopt")


@pytest.fixture
def main(tmp_path: Path) -> Path:
    return logged_book(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_both_languages(command: str) -> None:
    assert "Användning:" in run("log", command, "--help").stdout
    assert "Usage:" in run("log", command, "--help", "--lang", "en").stdout


def test_the_table_has_a_row_for_each_record_newest_last(main: Path) -> None:
    rows = run("log", "show", main).stdout.splitlines()

    assert [row.split()[0] for row in rows[:4]] == ["nr", "1", "2", "3"]
    assert "loggen börjar" in rows[1]
    assert "import" in rows[2]
    assert "2026-A42, 2026-A43" in rows[2]
    assert "kodning" in rows[3]
    assert "ekonom1" in rows[3]
    assert rows[3].endswith("main.beancount")
    assert rows[-1].startswith(short_root(main.parent) or "–")
    assert "coding" in run("--lang", "en", "log", "show", main).stdout


def test_many_vouchers_are_told_by_the_first_and_the_last(main: Path) -> None:
    act(main, "code", *(f"2026-A{number}" for number in range(100, 150)))

    assert "2026-A100 … 2026-A149 (50)" in run("log", "show", main).stdout


def test_a_reason_stands_below_its_record(main: Path) -> None:
    act(main, "attest", "2026-A42", reason="Godkänd i efterhand")

    assert "       skäl: Godkänd i efterhand" in run("log", "show", main).stdout.splitlines()


def test_the_records_as_json_are_the_lines_of_the_log(main: Path) -> None:
    shown = as_json("log", "show", main)

    lines = log_lines(Places(main.parent))
    assert shown["records"] == [json.loads(line) for line in lines]
    assert shown["root"] == read_log(Places(main.parent)).checkpoint().root.hex()


def test_what_stands_in_a_log_cannot_drive_the_terminal(main: Path) -> None:
    act(main, "attest", reason="\x1b[2Jborta\x07 19121212-1212")

    shown = run("log", "show", main).stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "19121212-1212" not in shown


def test_a_book_without_a_log_is_told(tmp_path: Path) -> None:
    main = book(tmp_path)

    assert "ingen behandlingshistorik" in run("log", "show", main).stdout
    assert as_json("log", "show", main)["records"] == []


def test_a_broken_log_is_shown_with_a_warning(main: Path) -> None:
    log = Places(main.parent).log
    log.write_bytes(log.read_bytes().replace(b'"import"', b'import"'))

    shown = run("log", "show", main)
    assert (shown.exit_code, "nkr log verify" in shown.stderr) == (0, True)
    assert "kodning" in shown.stdout


@pytest.mark.parametrize("command", [["show"], ["verify"], ["adopt", "--reason", "x"]])
def test_a_book_that_is_not_there_is_refused_and_no_folder_made(
    tmp_path: Path, command: list[str]
) -> None:
    assert "finns inte" in refused("log", *command, tmp_path / "bok" / "main.beancount")
    assert list(tmp_path.iterdir()) == []


def test_a_sound_log_is_verified(main: Path) -> None:
    result = run("log", "verify", main)

    assert result.exit_code == 0
    assert result.stdout.startswith("Behandlingshistoriken stämmer.\n")
    assert "Poster            3" in result.stdout
    assert "Filer             3" in result.stdout
    assert "inte om slutet av loggen är borttaget" in " ".join(result.stdout.split())
    assert "Nästa steg: försegla" in result.stdout


def test_a_change_by_hand_is_told_with_file_and_line(main: Path) -> None:
    by_hand(main, "40000.00", "41000.00")
    result = run("log", "verify", main)

    lines = main.read_text(encoding="utf-8").split("\n")
    line = next(at for at, text in enumerate(lines, start=1) if "41000.00" in text)
    assert result.exit_code == 1
    assert f"{main}:{line}: Filen är ändrad utanför verktyget" in " ".join(result.stdout.split())
    assert "nkr log adopt" in result.stdout
    assert "changed outside the tool" in " ".join(
        run("--lang", "en", "log", "verify", main).stdout.split()
    )


def test_the_outcome_as_json(main: Path) -> None:
    assert as_json("log", "verify", main)["sound"] is True
    (main.parent / "underlag" / "A42.pdf").unlink()

    found = as_json("log", "verify", main)
    assert (found["sound"], found["records"], found["files"]) == (False, 3, 2)
    (problem,) = found["problems"]
    assert problem["kind"] == "missing"
    assert problem["file"].endswith("A42.pdf")


def test_a_record_that_was_altered_is_told_with_its_line(main: Path) -> None:
    log = Places(main.parent).log
    log.write_bytes(log.read_bytes().replace(b'"action":"import"', b'"action":"attest"'))
    result = run("log", "verify", main)

    assert result.exit_code == 1
    assert f"{log}:2: Posten är ändrad" in " ".join(result.stdout.split())
    assert "ändra inget" in result.stdout


def test_a_book_that_cannot_be_loaded_is_verified_all_the_same(main: Path) -> None:
    by_hand(main, 'option "name_assets"', 'include "finns-inte.beancount"\noption "name_assets"')
    result = run("log", "verify", main)

    assert result.exit_code == 1
    assert "Boken kan inte läsas: " in " ".join(result.stdout.split())
    assert f"{main}:1: Filen är ändrad" in " ".join(result.stdout.split())


def test_a_book_whose_main_file_is_gone_is_verified_all_the_same(main: Path) -> None:
    main.unlink()
    result = run("log", "verify", main)

    assert result.exit_code == 1
    assert f"{main}: Filen som loggen känner saknas." in " ".join(result.stdout.split())


def test_a_book_whose_log_is_gone_does_not_pass(main: Path) -> None:
    shutil.rmtree(Places(main.parent).folder)

    found = as_json("log", "verify", main)
    assert (found["sound"], found["records"]) == (False, 0)
    assert {problem["kind"] for problem in found["problems"]} == {"unlogged"}


def test_a_seal_kept_outside_shows_that_the_end_is_cut_off(main: Path, tmp_path: Path) -> None:
    path, key = key_file(tmp_path)
    places = Places(main.parent)
    run("log", "seal", main, "--key", path)
    kept = shutil.copy(places.checkpoints / "3.txt", tmp_path / "3.txt")
    lines = places.log.read_bytes().splitlines(keepends=True)
    places.log.write_bytes(b"".join(lines[:2]))
    shutil.rmtree(places.checkpoints)

    result = run("log", "verify", main, "--checkpoint", kept, "--key", key.verifier.text())
    assert result.exit_code == 1
    assert "avhuggen" in result.stdout


def test_what_the_seals_cover_is_told(main: Path, tmp_path: Path) -> None:
    path, key = key_file(tmp_path)
    run("log", "seal", main, "--key", path)
    inside = Places(main.parent).checkpoints / "3.txt"
    kept = shutil.copy(inside, tmp_path / "3.txt")
    vkey = tmp_path / "nyckel.txt"
    vkey.write_text(key.verifier.text(), encoding="utf-8")

    said = run("log", "verify", main, "--checkpoint", kept).stdout
    assert "2 av 2 stämmer" in said
    assert "Nyckeln är bokens egen" in said
    assert "inte om slutet" in run("log", "verify", main, "--checkpoint", inside).stdout
    covered = run("log", "verify", main, "--checkpoint", kept, "--key", vkey).stdout
    assert "bokens egen" not in covered
    assert "vilar" not in covered
    act(main, "attest", "2026-A42")
    since = run("log", "verify", main, "--checkpoint", kept, "--key", vkey).stdout
    assert "täcker 3 poster" in since


def test_a_key_that_others_than_the_sealer_have_is_not_taken(main: Path, tmp_path: Path) -> None:
    path, _ = key_file(tmp_path)
    _, other = key_file(tmp_path, "annan")
    run("log", "seal", main, "--key", path)

    found = as_json("log", "verify", main, "--key", other.verifier.text())
    assert [problem["kind"] for problem in found["problems"]] == ["signature"]


@pytest.mark.parametrize("key", ["ingen nyckel", "a+00000000+AAAA"])
def test_a_key_that_is_none_is_refused(main: Path, key: str) -> None:
    refused("log", "verify", main, "--key", key)


def test_a_file_without_a_key_is_refused(main: Path, tmp_path: Path) -> None:
    empty = tmp_path / "nyckel.txt"
    empty.write_text("\n", encoding="utf-8")
    said = refused("log", "verify", main, "--key", empty)
    assert "ingen öppen nyckel" in said


def test_a_seal_that_is_not_there_is_refused(main: Path, tmp_path: Path) -> None:
    refused("log", "verify", main, "--checkpoint", tmp_path / "9.txt")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"hej\n", b"x" * 100_000])
def test_a_damaged_seal_or_key_in_the_book_is_a_problem(main: Path, content: bytes) -> None:
    places = Places(main.parent)
    places.checkpoints.mkdir()
    (places.checkpoints / "3.txt").write_bytes(content)
    places.key.write_bytes(b"hej\n")

    found = as_json("log", "verify", main)
    assert [problem["kind"] for problem in found["problems"]] == ["signature", "signature"]


def test_adopting_gives_the_change_a_reason_and_leaves_the_files(main: Path) -> None:
    by_hand(main, "40000.00", "41000.00")
    (main.parent / "underlag" / "A42.pdf").write_bytes(b"%PDF-ny")
    before = main.read_bytes()

    result = run("log", "adopt", main, "--reason", "  Rättat  enligt fakturan ")
    assert result.exit_code == 0
    assert "main.beancount: ändrad" in result.stdout
    assert "underlag/A42.pdf: ändrad" in result.stdout
    assert "Verifikationer: 2026-A42" in result.stdout
    record = read_log(Places(main.parent)).records[-1]
    assert (record.act.action, record.act.reason) == ("adopt", "Rättat enligt fakturan")
    assert record.act.vouchers == ("2026-A42",)
    assert "41000.00" in record.files[0].diff
    assert main.read_bytes() == before
    assert run("log", "verify", main).exit_code == 0


def test_a_document_that_was_removed_is_adopted(main: Path) -> None:
    (main.parent / "underlag" / "A42.pdf").unlink()

    said = run("log", "adopt", main, "--reason", "Fel faktura").stdout
    assert "underlag/A42.pdf: borttagen" in said
    assert run("log", "verify", main).exit_code == 0


def test_adopting_gives_what_was_discovered_before_a_reason(main: Path) -> None:
    by_hand(main, "-1000.00", "-1100.00")
    act(main, "attest", "2026-A42")
    assert run("log", "verify", main).exit_code == 1

    said = run("log", "adopt", main, "--reason", "Rättat").stdout
    assert "main.beancount: ändrad, upptäckt" in said
    assert "Verifikationer: 2026-A43" in said
    assert run("log", "verify", main).exit_code == 0


def test_a_voucher_removed_by_hand_is_known_by_its_lines(main: Path) -> None:
    text = main.read_text(encoding="utf-8")
    at = text.index('2026-06-30 * "Exempel IT AB" "Driftplattform juni, rättelse')
    main.write_text(text[:at], encoding="utf-8")

    run("log", "adopt", main, "--reason", "Dubbel")
    assert "2026-A43" in read_log(Places(main.parent)).records[-1].act.vouchers


def test_there_is_nothing_to_adopt_twice(main: Path) -> None:
    by_hand(main, "40000.00", "41000.00")
    run("log", "adopt", main, "--reason", "Rättat")
    size = Places(main.parent).log.stat().st_size

    assert "inget att ta in" in run("log", "adopt", main, "--reason", "Rättat").stdout
    assert Places(main.parent).log.stat().st_size == size


@pytest.mark.parametrize("reason", ["", "  ", "\n", "–"])
def test_an_empty_reason_is_refused(main: Path, reason: str) -> None:
    by_hand(main, "40000.00", "41000.00")

    assert "Skälet är tomt" in refused("log", "adopt", main, "--reason", reason)
    assert len(read_log(Places(main.parent)).records) == 3


def test_adopting_begins_the_log_of_a_book_that_has_none(tmp_path: Path) -> None:
    main = book(tmp_path)
    said = run("log", "adopt", main, "--reason", "Boken börjar loggas").stdout

    assert "Loggen börjar nu, med bokens 3 filer." in said
    assert [record.act.action for record in read_log(Places(tmp_path)).records] == [
        "start", "adopt",
    ]  # fmt: skip
    assert run("log", "verify", main).exit_code == 0


def test_the_short_root_of_a_report_follows_the_log(main: Path) -> None:
    first = short_root(main.parent)
    root = read_log(Places(main.parent)).checkpoint().short
    assert first == f"3 poster, rot {root}…"
    assert short_root(main.parent, "en") == f"3 records, root {root}…"
    act(main, "attest", "2026-A42")

    assert short_root(main.parent) != first
    assert short_root(book(main.parent.parent / "annan", SOUND).parent) is None
