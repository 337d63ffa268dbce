"""nkr check: exit codes, the JSON that others rely on, and the text that people read."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ledgers import (
    ACCEPTED,
    COST,
    FAULTY,
    HEAD,
    INVOICE,
    RECEIPT,
    SOUND,
    WARNED,
    as_json,
    book,
    refused,
    run,
    write,
)

FINDING = {
    "code", "family", "severity", "accepted", "grant", "voucher", "amount", "file", "line",
    "message", "sources",
}  # fmt: skip
GUIDE = Path(__file__).resolve().parents[1] / "docs" / "programfil.md"
UNPROVED = HEAD + RECEIPT + COST


@pytest.mark.parametrize(
    ("text", "code"), [(SOUND, 0), (WARNED, 0), (ACCEPTED, 0), (UNPROVED, 1), (FAULTY, 1)]
)
def test_exit_code(tmp_path: Path, text: str, code: int) -> None:
    path = book(tmp_path, text)
    assert run("check", path).exit_code == code
    assert run("check", path, "--json").exit_code == code


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (SOUND, {"errors": 0, "warnings": 0, "accepted": 0}),
        (WARNED, {"errors": 0, "warnings": 1, "accepted": 0}),
        (ACCEPTED, {"errors": 0, "warnings": 0, "accepted": 1}),
        (UNPROVED, {"errors": 1, "warnings": 0, "accepted": 0}),
    ],
)
def test_summary(tmp_path: Path, text: str, summary: dict[str, int]) -> None:
    assert as_json("check", book(tmp_path, text))["summary"] == summary


def test_one_finding_to_the_letter(tmp_path: Path) -> None:
    path = book(tmp_path, UNPROVED)
    (finding,) = as_json("check", path)["findings"]
    message, sources = finding.pop("message"), finding.pop("sources")
    assert finding == {
        "code": "EV101",
        "family": "EV",
        "severity": "error",
        "accepted": False,
        "grant": "NKR2026",
        "voucher": "A42",
        "amount": "40000.00",
        "file": str(path),
        "line": UNPROVED[: UNPROVED.index("40000.00")].count("\n") + 1,
    }
    assert "Kostnaden saknar faktura." in message
    assert [set(source) for source in sources] == [{"document", "quote"}] * len(sources)
    assert any(source["quote"].startswith("Fakturor som styrker") for source in sources)


def test_keys_and_forms_of_every_finding(tmp_path: Path) -> None:
    found = as_json("check", book(tmp_path, FAULTY))
    assert set(found) == {"findings", "summary"}
    for finding in found["findings"]:
        assert set(finding) == FINDING
        assert finding["family"] == finding["code"][:2]
        assert finding["severity"] in {"error", "warning"}
        assert type(finding["accepted"]) is bool
        assert finding["amount"] is None or re.fullmatch(r"-?\d+\.\d\d", finding["amount"])
        assert finding["line"] is None or finding["line"] > 0
        assert finding["message"]
        assert all(set(source) == {"document", "quote"} for source in finding["sources"])
    listed = found["findings"]
    assert found["summary"] == {
        "errors": sum(f["severity"] == "error" and not f["accepted"] for f in listed),
        "warnings": sum(f["severity"] == "warning" and not f["accepted"] for f in listed),
        "accepted": sum(f["accepted"] for f in listed),
    }
    assert all(found["summary"].values())


def test_missing_values_are_null(tmp_path: Path) -> None:
    (finding,) = as_json("check", book(tmp_path, ""))["findings"]
    assert (finding["code"], finding["grant"], finding["voucher"]) == ("GR101", None, None)
    assert (finding["amount"], finding["line"], finding["sources"]) == (None, None, [])


def test_accepted_finding_keeps_its_severity_and_says_why(tmp_path: Path) -> None:
    (finding,) = as_json("check", book(tmp_path, ACCEPTED))["findings"]
    assert (finding["severity"], finding["accepted"]) == ("error", True)
    assert finding["message"].endswith("Godtaget: fakturan är hos polisen")


def test_unknown_programme(tmp_path: Path) -> None:
    path = book(tmp_path, SOUND.replace("sos-2026", "sos-2062"))
    line = SOUND[: SOUND.index("sos-2026")].count("\n") + 1
    said = refused("check", path)
    assert f"{path}:{line}: Bidragsprogrammet sos-2062 är inte känt" in said
    assert "sos-2026" in said
    assert refused("check", path, "--json") == said


@pytest.mark.parametrize(
    "arguments", [["--nej"], ["--lang", "fi"], ["en", "till"], ["--json", "ja"]]
)
def test_bad_usage(tmp_path: Path, arguments: list[str]) -> None:
    result = run("check", book(tmp_path), *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


@pytest.mark.parametrize("text", [UNPROVED, FAULTY])
def test_english(tmp_path: Path, text: str) -> None:
    path = book(tmp_path, text)
    after = run("check", path, "--json", "--lang", "en").stdout
    before = run("--lang", "en", "check", path, "--json").stdout
    by_environment = run("check", path, "--json", env={"NKR_LANG": "en"}).stdout
    assert after == before == by_environment
    for finding in json.loads(after)["findings"]:
        assert ("To mend it: " in finding["message"]) != finding["accepted"]
        assert "Gör så här" not in finding["message"]
        assert "Godtaget" not in finding["message"]


def test_the_later_word_on_language_wins(tmp_path: Path) -> None:
    path = book(tmp_path)
    swedish = run("--lang", "en", "check", path, "--lang", "sv", env={"NKR_LANG": "en"})
    assert swedish.stdout.startswith("Inga iakttagelser.\n")


def test_refusal_in_english(tmp_path: Path) -> None:
    result = run("--lang", "en", "check", tmp_path / "no.beancount")
    assert result.stderr.startswith("error: ")
    assert "The file does not exist.\n  To mend it: " in result.stderr


class TestOwnProgramme:
    """A region's own programme, as the handbook shows it."""

    def write(self, folder: Path) -> tuple[Path, Path]:
        (example,) = re.findall(r"```toml\n(id = .*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
        programmes = write(folder / "program" / "egen.toml", example).parent
        text = SOUND.replace("sos-2026", "suicidprevention-2027").replace("2026-", "2027-")
        text = text.replace("it-tjanster", "lokaler").replace('  andamal: "it"\n', "")
        return book(folder, text), programmes

    def test_both_places(self, tmp_path: Path) -> None:
        path, programmes = self.write(tmp_path)
        found = as_json("check", path, "--programmes", programmes)
        assert found == as_json("--programmes", programmes, "check", path)
        assert {finding["code"] for finding in found["findings"]} == {"EL105", "PU101"}
        (barred,) = (item for item in found["findings"] if item["code"] == "EL105")
        assert barred["sources"] == [
            {
                "document": "beslut-2027.pdf",
                "quote": "Bidraget får inte användas till lokalkostnader.",
            }
        ]

    def test_environment(self, tmp_path: Path) -> None:
        path, programmes = self.write(tmp_path)
        assert run("check", path, env={"NKR_PROGRAMMES": str(programmes)}).exit_code == 1

    def test_without_it(self, tmp_path: Path) -> None:
        path, _ = self.write(tmp_path)
        assert "suicidprevention-2027 är inte känt" in refused("check", path)

    def test_folder_without_programmes(self, tmp_path: Path) -> None:
        path, _ = self.write(tmp_path)
        assert "nej: " in refused("check", path, "--programmes", "nej")

    def test_broken_programme(self, tmp_path: Path) -> None:
        path, programmes = self.write(tmp_path)
        broken = write(programmes / "b.toml", "id = \n")
        assert str(broken) in refused("check", path, "--programmes", programmes)


class TestText:
    """What an accountant reads."""

    def test_finding(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        book(tmp_path, UNPROVED)
        line = UNPROVED[: UNPROVED.index("40000.00")].count("\n") + 1
        said = run("check", "main.beancount").stdout.replace("\N{NO-BREAK SPACE}", " ")
        heading, under, first = said.splitlines()[:3]
        assert heading.startswith("Region Uppsala · NKR2026 · Socialstyrelsens statsbidrag 2026")
        assert set(under) == {"─"}
        assert first == "fel  EV101  A42  40 000,00 kr  Faktura saknas"
        assert f"\n  main.beancount:{line}   Exempel IT AB, ”Driftplattform juni”\n" in said
        assert "\n  Kostnaden saknar faktura.\n" in said
        assert "\n  Källa: ”Fakturor som styrker kostnader." in said
        assert "(Socialstyrelsens anvisningar för 2026 års statsbidrag)" in said
        assert "\n  Gör så här: lägg filen i underlag/" in said
        assert "\n1 fel, 0 varningar, 0 godtagna avvikelser.\n" in said
        assert _squeezed(said)[-10:-4] == [
            "Belopp i riskzonen, NKR2026 (per register och verifikation: --risk)",
            "EV Underlag 40 000,00 1 fel",
            "─" * 52,
            "Ifrågasatt 40 000,00",
            "Oanvänt (bidrag − kostnader) 1 545 858,00",
            "om det ifrågasatta underkänns 1 585 858,00",
        ]
        assert said.splitlines()[-1].startswith("Nästa steg: ")

    def test_finding_in_english(self, tmp_path: Path) -> None:
        said = run("check", book(tmp_path, UNPROVED), "--lang", "en").stdout
        assert said.splitlines()[2] == "error  EV101  A42  SEK 40,000.00  Invoice missing"
        assert "\n  The cost has no invoice.\n" in said
        assert "\n  Source: ”Fakturor som styrker kostnader." in said
        assert "\n  To mend it: put the file in underlag/" in said
        assert "\n1 error, 0 warnings, 0 accepted.\n" in said
        assert "EV Evidence 40,000.00 1 error" in _squeezed(said)
        assert "if the questioned is disallowed 1,585,858.00" in _squeezed(said)
        assert said.splitlines()[-1].startswith("Next: ")

    def test_accepted(self, tmp_path: Path) -> None:
        path = book(tmp_path, ACCEPTED)
        said = run("check", path).stdout
        assert said.splitlines()[2].startswith("godtagen  EV101  A42")
        assert "\n  Skäl: fakturan är hos polisen\n" in said
        assert "\n0 fel, 0 varningar, 1 godtagen avvikelse.\n" in said
        assert said.splitlines()[-1] == f"Nästa steg: avräkna med nkr settle {path}"
        assert "fråga" not in said

    def test_nothing_found(self, tmp_path: Path) -> None:
        path = book(tmp_path)
        assert run("check", path).stdout == (
            f"Inga iakttagelser.\nNästa steg: avräkna med nkr settle {path}\n"
        )
        assert run("check", path, "--lang", "en").stdout == (
            f"No findings.\nNext: settle with nkr settle {path}\n"
        )

    def test_no_colours_but_in_a_terminal(self, tmp_path: Path) -> None:
        assert "\x1b" not in run("check", book(tmp_path, FAULTY)).output

    def test_errors_come_before_warnings(self, tmp_path: Path) -> None:
        said = run("check", book(tmp_path, WARNED.replace(INVOICE, ""))).stdout
        assert said.index("fel  EV101") < said.index("varning  CC103")

    def test_old_terminals_get_the_text_too(self, tmp_path: Path) -> None:
        nkr = Path(sys.executable).parent / "nkr"
        path = book(tmp_path, UNPROVED.replace("Driftplattform", "Łódź − 20 %"))
        result = subprocess.run(
            [nkr, "check", path], env={"PYTHONIOENCODING": "cp1252"},
            capture_output=True, check=False,
        )  # fmt: skip
        assert (result.returncode, result.stderr) == (1, b"")
        assert "”\\u0141ódź - 20 %".replace("ź", "\\u017a").encode("cp1252") in result.stdout
        assert "Nästa steg: ".encode("cp1252") in result.stdout

    def test_json_keeps_every_character_on_old_terminals(self, tmp_path: Path) -> None:
        nkr = Path(sys.executable).parent / "nkr"
        path = book(tmp_path / "Łódź å", UNPROVED)
        result = subprocess.run(
            [nkr, "check", path, "--json"], env={"PYTHONIOENCODING": "ascii"},
            capture_output=True, check=False,
        )  # fmt: skip
        assert json.loads(result.stdout)["findings"][0]["file"] == str(path)

    def test_warnings_only(self, tmp_path: Path) -> None:
        path = book(tmp_path, WARNED)
        said = run("check", path).stdout
        assert said.splitlines()[-1].startswith("Nästa steg: gå igenom varningarna")
        assert said.endswith(f"nkr settle {path}\n")

    def test_the_book_first_then_what_no_grant_holds_then_the_grant(self, tmp_path: Path) -> None:
        other = COST.replace("A42", "A43").replace("NKR2026", "NKR2025")
        opened = other.splitlines()[4].split()[0]
        text = f"{UNPROVED}2026-01-01 open {opened}\n{other}; inte läsbart: \n2026-13-45 nej\n"
        said = run("check", book(tmp_path, text)).stdout
        places = [
            said.index("Boken som helhet\n────"),
            said.index("VO001"),
            said.index("NKR2025 · inte upplagt i boken\n────"),
            said.index("CC101"),
            said.index("Region Uppsala · NKR2026 · "),
            said.index("EV101"),
        ]
        assert places == sorted(places)
        assert "Belopp i riskzonen räknas inte" in said
        assert f"\nBörja med VO001 {tmp_path}" in said

    def test_worst_first(self, tmp_path: Path) -> None:
        costs = "".join(
            COST.replace("A42", number).replace("40000.00", amount)
            for number, amount in (("A1", "500.00"), ("A2", "900.00"), ("A3", "-700.00"))
        )
        told = COST.replace("A42", "A4").replace(
            '  andamal: "it"\n', '  andamal: "it"\n  avvikelse: "EV101: bränd"\n'
        )
        said = run("check", book(tmp_path, HEAD + RECEIPT + told + costs)).stdout
        found = re.findall(r"^(?:fel|godtagen)  EV101  (A\d)", said, re.MULTILINE)
        assert found == ["A2", "A3", "A1", "A4"]

    def test_a_source_is_quoted_once(self, tmp_path: Path) -> None:
        said = run("check", book(tmp_path, UNPROVED + COST.replace("A42", "A43"))).stdout
        assert said.count("”Fakturor som styrker kostnader.") == 1
        assert said.count("  Källa: som vid EV101 ovan\n") == 1

    def test_lines_fit_the_page(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        book(tmp_path, FAULTY.replace("Löpande drift", "Löpande drift " * 20))
        lines = run("check", "main.beancount", "--risk").stdout.splitlines()
        assert max(len(line) for line in lines if " · " not in line) <= 100

    def test_risk_in_detail(self, tmp_path: Path) -> None:
        said = _squeezed(run("check", book(tmp_path, UNPROVED), "--risk").stdout)
        assert said[said.index("Per register") + 1] == "Swedeheart 40 000,00"
        assert said[said.index("Per verifikation") + 1] == (
            "A42 2026-06-30 Exempel IT AB 40 000,00 EV101"
        )


def _squeezed(said: str) -> list[str]:
    """The lines of a text, their spaces made one."""
    return [" ".join(line.split()) for line in said.splitlines()]


class TestColour:
    """Colour in a terminal only, and not there either when the user wants none."""

    def seen(self, folder: Path, **environment: str) -> str:
        pty = pytest.importorskip("pty", reason="a terminal to print on")
        nkr = Path(sys.executable).parent / "nkr"
        ours, theirs = pty.openpty()
        subprocess.run(
            [nkr, "check", book(folder, UNPROVED)], env={"LANG": "C.UTF-8", **environment},
            stdout=theirs, check=False,
        )  # fmt: skip
        os.close(theirs)
        said = os.read(ours, 4096).decode("utf-8", "replace")
        os.close(ours)
        return said

    def test_terminal(self, tmp_path: Path) -> None:
        assert "\x1b[31m\x1b[1mfel\x1b[0m  EV101" in self.seen(tmp_path)

    def test_no_colour_wanted(self, tmp_path: Path) -> None:
        assert "\x1b" not in self.seen(tmp_path, NO_COLOR="1")

    def test_narrow_terminal(self, tmp_path: Path) -> None:
        said = self.seen(tmp_path, COLUMNS="70", NO_COLOR="1")
        quoted = [line for line in said.splitlines() if "Källa" in line]
        assert quoted
        assert max(len(line) for line in quoted) <= 70


def test_voucher_told_apart_by_place_when_it_has_no_number(tmp_path: Path) -> None:
    text = UNPROVED.replace('  verifikation: "A42"\n', "")
    (finding,) = as_json("check", book(tmp_path, text), "--select", "EV")["findings"]
    assert (finding["code"], finding["voucher"]) == ("EV101", None)


def test_metadata_of_unexpected_kinds(tmp_path: Path) -> None:
    text = SOUND
    for old, new in [
        ('register: "Swedeheart"', "register: 42"), ('nytta: "direkt"', "nytta: TRUE"),
        ('kostnadsslag: "it-tjanster"', "kostnadsslag: 2026-01-01"),
        ('andamal: "it"', "andamal: Tillgångar:Bank"), ('typ: "faktura"', "typ: 1 SEK"),
        ('region: "Region Uppsala"', "region:"), ("belopp: 1585858.00 SEK", "belopp: TRUE"),
        ('verifikation: "A17"', "verifikation: 17"), ("1585858.00 SEK\n20", "FALSE\n20"),
    ]:  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    found = {finding["code"] for finding in as_json("check", book(tmp_path, text))["findings"]}
    assert {"CC102", "EL202", "PU102", "EV101", "GR104", "GR001"} <= found
    assert run("settle", tmp_path / "main.beancount").exit_code == 0
