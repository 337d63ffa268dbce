"""Loading a ledger that others made: what may be read is read, the rest is refused unrun."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from beancount import loader

from tests.ledgers import (
    COST,
    GRANT,
    HEAD,
    INVOICE,
    NAMES,
    RECEIPT,
    SOUND,
    as_json,
    book,
    codes,
    refused,
    run,
    snapshot,
    write,
)

EVIL = "import pathlib\npathlib.Path(__file__).with_name('KÖRD').touch()\n__plugins__ = []\n"


def test_sound_book_has_no_findings(tmp_path: Path) -> None:
    assert codes(book(tmp_path)) == []


@pytest.mark.parametrize("command", ["check", "settle"])
def test_missing_file(tmp_path: Path, command: str) -> None:
    missing = tmp_path / "finns inte.beancount"
    assert f"{missing}: Filen finns inte." in refused(command, missing)


@pytest.mark.parametrize("command", ["check", "settle"])
def test_folder_instead_of_file(tmp_path: Path, command: str) -> None:
    assert f"{tmp_path}: Det finns ingen huvudbok här." in refused(command, tmp_path)


def test_unreadable_file(tmp_path: Path) -> None:
    path = book(tmp_path)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user reads everything")
    assert f"{path}: Filen kan inte läsas" in refused("check", path)


def test_latin_1_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "main.beancount"
    path.write_bytes(b"; ett\n; tv\xe5\n" + SOUND.encode("latin-1"))
    assert f"{path}:2: Filen är inte UTF-8." in refused("settle", path)


def test_byte_order_mark_is_refused_since_fava_could_not_read_it_either(tmp_path: Path) -> None:
    path = book(tmp_path, "\ufeff" + SOUND)
    assert f"{path}:1: Filen börjar med ett osynligt tecken (BOM)" in refused("check", path)


def test_null_character(tmp_path: Path) -> None:
    path = book(tmp_path, 'include "a\0b"\n')
    assert f"{path}:1: Raden har ett nolltecken." in refused("check", path)


def test_windows_line_ends(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND.replace("\n", "\r\n"))
    assert codes(path) == []
    assert as_json("settle", path)["grants"][0]["costs"] == "40000.00"


def test_names_with_spaces_and_swedish_letters(tmp_path: Path) -> None:
    path = book(tmp_path / "Böcker åt Östergötland", 'include "år 2026/*.beancount"\n' + HEAD)
    receipt = RECEIPT.replace('"beslut.pdf"', '"../beslut.pdf"')
    write(path.parent / "år 2026" / "rest ä.beancount", NAMES + receipt + COST)
    write(path.parent / "år 2026" / "underlag ö.beancount", NAMES + INVOICE.replace('"u', '"../u'))
    assert codes(path) == []


def test_bad_syntax_is_a_finding_for_check(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND + "2026-07-01 * oavslutat\n")
    result = run("check", path, "--json")
    (finding,) = as_json("check", path)["findings"]
    line = SOUND.count("\n") + 1
    assert (finding["code"], finding["file"], finding["line"]) == ("VO001", str(path), line)
    assert result.exit_code == 1


def test_bad_syntax_stops_settle(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND + "2026-07-01 * oavslutat\n")
    assert f"{path}:{SOUND.count(chr(10)) + 1}: Boken kan inte avräknas" in refused("settle", path)


def test_bad_syntax_in_an_included_file_is_placed_there(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND + 'include "mer.beancount"\n')
    part = write(tmp_path / "mer.beancount", "\n\n2026-07-01 * oavslutat\n")
    assert f"{part}:3: " in refused("settle", path)


class TestInclude:
    """Nothing outside the ledger's own folder is read."""

    @pytest.mark.parametrize(
        "pattern", ["../annan.beancount", "mer/../../annan.beancount", "../*.beancount", "../**"]
    )
    def test_above_the_folder(self, tmp_path: Path, pattern: str) -> None:
        write(tmp_path / "annan.beancount", "hemligt\n")
        path = book(tmp_path / "bok", f'\ninclude "{pattern}"\n')
        said = refused("check", path)
        assert f"{path}:2: Boken vill läsa in {pattern}, som ligger utanför" in said
        assert "hemligt" not in said

    @pytest.mark.parametrize("pattern", ["{}/annan.beancount", "{}/*"])
    def test_absolute(self, tmp_path: Path, pattern: str) -> None:
        write(tmp_path / "annan.beancount", "hemligt\n")
        path = book(tmp_path / "bok", f'include "{pattern.format(tmp_path)}"\n')
        assert f"{path}:1: " in refused("check", path)

    def test_sibling_folder_with_the_same_start_of_name(self, tmp_path: Path) -> None:
        write(tmp_path / "bok2" / "a.beancount", "")
        path = book(tmp_path / "bok", 'include "../bok2/a.beancount"\n')
        assert "utanför bokens egen mapp" in refused("check", path)

    @pytest.mark.parametrize("pattern", ["länk.beancount", "*nk.beancount", "mapp/a.beancount"])
    def test_through_a_link(self, tmp_path: Path, pattern: str) -> None:
        outside = write(tmp_path / "ute" / "a.beancount", "hemligt\n")
        path = book(tmp_path / "bok", f'include "{pattern}"\n')
        (path.parent / "länk.beancount").symlink_to(outside)
        (path.parent / "mapp").symlink_to(outside.parent)
        assert f"{path}:1: Boken vill läsa in {pattern}" in refused("check", path)

    def test_from_an_included_file(self, tmp_path: Path) -> None:
        write(tmp_path / "annan.beancount", "")
        path = book(tmp_path / "bok", 'include "a/b.beancount"\n')
        part = write(path.parent / "a" / "b.beancount", 'include "../../annan.beancount"\n')
        assert f"{part}:1: " in refused("check", path)

    @pytest.mark.parametrize("pattern", ["saknas.beancount", "*.saknas", "underlag", ""])
    def test_of_what_is_no_file(self, tmp_path: Path, pattern: str) -> None:
        path = book(tmp_path, f'\n\ninclude "{pattern}"\n')
        assert f"{path}:3: Filen {pattern} finns inte." in refused("settle", path)

    def test_loop_reads_each_file_once(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND + 'include "b.beancount"\ninclude "b.beancount"\n')
        write(tmp_path / "b.beancount", NAMES + 'include "main.beancount"\n' + COST_B)
        assert as_json("settle", path)["grants"][0]["costs"] == "41000.00"

    def test_loop_through_a_link_counts_a_cost_once(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND + 'include "igen/main.beancount"\n')
        (tmp_path / "igen").symlink_to(tmp_path)
        assert as_json("settle", path)["grants"][0]["costs"] == "40000.00"


COST_B = COST.replace("A42", "B7").replace("40000.00", "1000.00")


class TestCode:
    """Nothing in a ledger is run, but what we know."""

    def test_unknown_plugin(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND + 'plugin "evil"\n')
        write(tmp_path / "evil.py", EVIL)
        line = SOUND.count("\n") + 1
        said = refused("check", path)
        assert f"{path}:{line}: Boken vill köra insticksmodulen evil, som inte är" in said
        assert not (tmp_path / "KÖRD").exists()

    def test_unknown_plugin_in_an_included_file(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND + 'include "b.beancount"\n')
        part = write(tmp_path / "b.beancount", '\nplugin "evil" "x"\n')
        assert f"{part}:2: " in refused("check", path)

    def test_beancount_itself_would_run_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = book(tmp_path, SOUND + 'option "insert_pythonpath" "TRUE"\nplugin "evil"\n')
        write(tmp_path / "evil.py", EVIL)
        monkeypatch.setattr(sys, "path", list(sys.path))
        loader.load_file(str(path))
        sys.modules.pop("evil", None)
        assert (tmp_path / "KÖRD").exists()

    def test_standing_in_the_folder_of_the_ledger(self, tmp_path: Path) -> None:
        book(tmp_path, SOUND + 'plugin "nkr_plugins.grants"\nplugin "fava.plugins.evil"\n')
        for name in ("nkr_plugins", "nkr_audit", "fava", "beancount", "click"):
            write(tmp_path / name / "__init__.py", EVIL)
        nkr = Path(sys.executable).parent / "nkr"
        result = subprocess.run(
            [nkr, "check", "main.beancount"],
            cwd=tmp_path, env={}, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert result.returncode == 2
        assert "main.beancount:" in result.stderr
        assert "Traceback" not in result.stderr
        assert not list(tmp_path.rglob("KÖRD"))

    @pytest.mark.parametrize("name", ["beancount", "nkr_plugins", "fava", "csv"])
    def test_python_path_with_a_module_of_a_known_name(self, tmp_path: Path, name: str) -> None:
        text = SOUND + 'plugin "nkr_plugins.grants"\noption "insert_pythonpath" "TRUE"\n'
        path = book(tmp_path, text)
        write(tmp_path / name / "__init__.py", EVIL)
        write(tmp_path / name / "grants.py", EVIL)
        before = list(sys.path)
        assert f"{path}:{text.count(chr(10))}: Boken vill köra Pythonkod" in refused("check", path)
        assert sys.path == before
        assert not list(tmp_path.rglob("KÖRD"))

    def test_python_path_in_an_included_file(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND + 'include "b.beancount"\n')
        part = write(tmp_path / "b.beancount", 'option "insert_pythonpath" "TRUE"\n')
        assert f"{part}:1: " in refused("check", path)

    @pytest.mark.parametrize("plugin", ["check_commodity", "auto_accounts", "leafonly"])
    def test_setting_of_a_known_plugin(self, tmp_path: Path, plugin: str) -> None:
        marker = tmp_path / "KÖRD"
        setting = f"__import__('pathlib').Path('{marker}').touch()"
        path = book(tmp_path, f'plugin "beancount.plugins.{plugin}" "{setting}"\n' + SOUND)
        assert f"{path}:1: " in refused("check", path)
        assert not marker.exists()

    @pytest.mark.parametrize(
        "custom",
        [
            'custom "fava-extension" "evil"',
            'custom "fava-extension" "evil" "{}"',
            'custom "fava-extension"',
            'custom "fava-option" "import-config" "evil.py"',
            'custom "fava-option" "import_config" "evil.py"',
        ],
    )
    @pytest.mark.parametrize("name", ["main", "b"])
    def test_fava_code(self, tmp_path: Path, custom: str, name: str) -> None:
        path = book(tmp_path, SOUND + 'include "b.beancount"\n')
        part = write(tmp_path / "b.beancount", "")
        place = path if name == "main" else part
        text = place.read_text(encoding="utf-8") + f"2026-01-01 {custom}\n"
        write(place, text)
        said = refused("check", path)
        assert f"{place}:{text.count(chr(10))}: Boken vill låta Fava köra kod" in said

    def test_harmless_fava_lines_pass(self, tmp_path: Path) -> None:
        lines = (
            '2026-01-01 custom "fava-extension" "nkr_audit.web"\n'
            '2026-01-01 custom "fava-option" "locale" "sv"\n'
        )
        assert codes(book(tmp_path, SOUND + lines)) == []

    def test_known_plugin_works(self, tmp_path: Path) -> None:
        without = "".join(line for line in SOUND.splitlines(True) if " open " not in line)
        assert set(codes(book(tmp_path, without))) == {"VO001"}
        path = book(tmp_path, 'plugin "beancount.plugins.auto_accounts"\n' + without)
        assert codes(path) == []


class TestParser:
    """Beancount's own parser is no match for a hostile file."""

    @pytest.mark.parametrize(
        "amount", ["100/0", "100 / 0.00", "100/(1-1)", "100/-0", "100/0,000", "1/+(0)"]
    )
    def test_division_by_zero_which_ends_the_process(self, tmp_path: Path, amount: str) -> None:
        text = SOUND.replace("40000.00 SEK", f"{amount} SEK")
        line = text[: text.index(amount)].count("\n") + 1
        path = book(tmp_path, text)
        assert f"{path}:{line}: Raden delar ett belopp med noll" in refused("check", path)

    def test_division_by_zero_hidden_by_a_text_over_two_lines(self, tmp_path: Path) -> None:
        path = book(tmp_path, '2026-01-01 custom "x\ny" 1/0 SEK "z"\n')
        assert f"{path}:2: " in refused("check", path)

    def test_ordinary_division_and_slashes_in_texts_pass(self, tmp_path: Path) -> None:
        text = SOUND.replace("40000.00", "80000.00 / 2").replace("juni", "1/0 (a/(b)) /0; /-")
        path = book(tmp_path, text + "; 1/0\n2026/07/01 open Tillgångar:Kassa SEK\n")
        assert codes(path) == []
        assert as_json("settle", path)["grants"][0]["costs"] == "40000.00"

    @pytest.mark.parametrize(
        ("line", "what"),
        [
            ('  filename: "/etc/passwd"', "skriver över filename"),
            ("  lineno: 1", "skriver över lineno"),
            ('  lineno: "x"', "skriver över lineno"),
        ],
    )
    def test_place_written_over(self, tmp_path: Path, line: str, what: str) -> None:
        text = SOUND.replace('  verifikation: "A42"', f'  verifikation: "A42"\n{line}')
        path = book(tmp_path, text)
        number = text[: text.index(line)].count("\n") + 1
        said = refused("check", path)
        assert f"{path}:{number}: " in said
        assert what in said

    def test_place_pushed_over(self, tmp_path: Path) -> None:
        path = book(tmp_path, 'pushmeta filename: "/etc/passwd"\n' + SOUND)
        assert f"{path}:1: " in refused("settle", path)

    @pytest.mark.parametrize(
        "amount", ["9" * 32, f"{'9' * 40}.01", "999999999999999 * 999999999999999"]
    )
    def test_absurd_amount(self, tmp_path: Path, amount: str) -> None:
        text = SOUND.replace("40000.00 SEK", f"{amount} SEK")
        path = book(tmp_path, text)
        line = text[: text.index(amount)].count("\n") + 1
        said = refused("settle", path)
        assert f"{path}:{line}: Beloppet är orimligt stort." in said

    def test_absurd_grant_is_a_finding(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND.replace("beviljat: 1585858.00", f"beviljat: {'9' * 40}"))
        assert "GR001" in codes(path)
        assert as_json("settle", path)["grants"][0]["granted"] is None

    @pytest.mark.parametrize("amount", ["(" * 20000 + "1" + ")" * 20000, "-" * 20000 + "1"])
    def test_what_exhausts_the_parser(self, tmp_path: Path, amount: str) -> None:
        path = book(tmp_path, SOUND.replace("40000.00 SEK", f"{amount} SEK"))
        assert f"{path}: Beancount klarar inte av något i filen" in refused("check", path)

    def test_cost_of_nothing(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND.replace("40000.00 SEK", "0 TIM {{5 SEK}}"))
        assert f"{path}: Beancount klarar inte av något" in refused("check", path)


BALANCE = "2026-12-31 balance Tillgångar:Bank {} SEK\n"


class TestBalance:
    """Balance assertions hold whatever the ledger's options say."""

    def test_right_balance(self, tmp_path: Path) -> None:
        assert codes(book(tmp_path, SOUND + BALANCE.format("1585858.00"))) == []

    @pytest.mark.parametrize(
        "option",
        [
            "",
            'option "plugin_processing_mode" "raw"\n',
            'option "inferred_tolerance_multiplier" "100000000"\n',
            'option "tolerance_multiplier" "100000000"\n',
        ],
    )
    def test_wrong_balance(self, tmp_path: Path, option: str) -> None:
        path = book(tmp_path, option + SOUND + BALANCE.format("1585857.00"))
        assert "VO001" in codes(path)

    def test_tolerance_lets_no_voucher_through(self, tmp_path: Path) -> None:
        unbalanced = COST.replace("2440-Leverantörsskulder", "2440-Leverantörsskulder -39000 SEK")
        option = 'option "inferred_tolerance_default" "SEK:5000"\n'
        assert "VO002" in codes(book(tmp_path, option + HEAD + RECEIPT + unbalanced + INVOICE))


class TestDocuments:
    """Evidence lies in the ledger's folder."""

    def test_folder_of_documents_outside(self, tmp_path: Path) -> None:
        (tmp_path / "ute").mkdir()
        path = book(tmp_path / "bok", 'option "documents" "../ute"\n' + SOUND)
        assert f"{path}:1: Boken hämtar underlag från ../ute" in refused("check", path)

    def test_folder_of_documents_behind_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "ute").mkdir()
        path = book(tmp_path / "bok", 'option "documents" "in"\n' + SOUND)
        (path.parent / "in").symlink_to(tmp_path / "ute")
        assert f"{path}:1: " in refused("check", path)

    @pytest.mark.parametrize("name", ["../A42.pdf", "{}/A42.pdf", "underlag/../../A42.pdf"])
    def test_outside_is_no_evidence(self, tmp_path: Path, name: str) -> None:
        write(tmp_path / "A42.pdf", "%PDF-")
        text = SOUND.replace("underlag/A42.pdf", name.format(tmp_path))
        assert sorted(codes(book(tmp_path / "bok", text))) == ["EV101", "EV106"]

    def test_link_to_a_file_outside_is_no_evidence(self, tmp_path: Path) -> None:
        outside = write(tmp_path / "A42.pdf", "%PDF-")
        path = book(tmp_path / "bok")
        (path.parent / "underlag" / "A42.pdf").unlink()
        (path.parent / "underlag" / "A42.pdf").symlink_to(outside)
        assert sorted(codes(path)) == ["EV101", "EV106"]

    def test_link_to_a_folder_outside_is_no_evidence(self, tmp_path: Path) -> None:
        write(tmp_path / "ute" / "A42.pdf", "%PDF-")
        path = book(tmp_path / "bok", SOUND.replace("underlag/", "länk/"))
        (path.parent / "länk").symlink_to(tmp_path / "ute")
        assert sorted(codes(path)) == ["EV101", "EV106"]

    def test_book_reached_through_a_link_keeps_its_evidence(self, tmp_path: Path) -> None:
        book(tmp_path / "bok")
        (tmp_path / "genväg").symlink_to(tmp_path / "bok")
        assert codes(tmp_path / "genväg" / "main.beancount") == []

    def test_folder_is_no_evidence(self, tmp_path: Path) -> None:
        text = SOUND.replace('"underlag/A42.pdf"', '"underlag"')
        assert sorted(codes(book(tmp_path, text))) == ["EV101", "EV106"]


@pytest.mark.parametrize("command", ["check", "settle"])
def test_nothing_is_written_beside_the_ledger(tmp_path: Path, command: str) -> None:
    path = book(tmp_path)
    before = snapshot(tmp_path)
    assert run(command, path).exit_code == 0
    assert snapshot(tmp_path) == before


def test_empty_file_is_a_book_without_a_grant(tmp_path: Path) -> None:
    path = book(tmp_path, "")
    assert codes(path) == ["GR101"]
    assert as_json("settle", path) == {"grants": []}


def test_declarations_may_come_last_and_in_another_file(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND.replace(GRANT, "") + 'include "bidrag.beancount"\n')
    write(tmp_path / "bidrag.beancount", GRANT)
    assert codes(path) == []
