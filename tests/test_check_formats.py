"""nkr check for machines and spreadsheets: SARIF, CSV, and files written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from nkr_audit.rules import FAMILIES
from tests.ledgers import (
    ACCEPTED,
    COST,
    FAULTY,
    HEAD,
    RECEIPT,
    SOUND,
    as_json,
    book,
    refused,
    run,
    snapshot,
    write,
)

UNPROVED = HEAD + RECEIPT + COST
RESULT = {
    "ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "suppressions",
    "properties",
}  # fmt: skip


def sarif(path: Path, *options: str) -> Any:
    result = run("check", path, "--format", "sarif", *options)
    assert result.stderr == ""
    return json.loads(result.stdout)


def cells(path: Path, *options: str) -> list[dict[str, str]]:
    written = run("check", path, "--format", "csv", *options).stdout_bytes.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline=""), delimiter=";"))


class TestJson:
    """--format json is --json."""

    def test_the_same(self, tmp_path: Path) -> None:
        path = book(tmp_path, FAULTY)
        plain = run("check", path, "--json")
        for options in (["--format", "json"], ["--json", "--format", "json"]):
            other = run("check", path, *options)
            assert (other.stdout, other.exit_code) == (plain.stdout, 1)


class TestSarif:
    """SARIF 2.1.0: what the published schema demands, and what it says of a run."""

    def test_log(self, tmp_path: Path) -> None:
        log = sarif(book(tmp_path, FAULTY))
        assert set(log) == {"$schema", "version", "runs"}
        assert log["version"] == "2.1.0"
        assert log["$schema"].endswith("sarif-schema-2.1.0.json")
        (run_of_it,) = log["runs"]
        assert set(run_of_it) == {"tool", "language", "originalUriBaseIds", "results"}
        assert run_of_it["language"] == "sv-SE"

    def test_rules(self, tmp_path: Path) -> None:
        driver = sarif(book(tmp_path))["runs"][0]["tool"]["driver"]
        assert driver["name"] == "nkr-audit"
        assert re.fullmatch(r"\d+\.\d+\.\d+.*", driver["version"])
        rules = driver["rules"]
        assert [rule["id"] for rule in rules] == [
            rule.code for family in FAMILIES for rule in family.rules
        ]
        for rule in rules:
            assert set(rule) == {
                "id", "shortDescription", "fullDescription", "help", "defaultConfiguration",
            }  # fmt: skip
            assert rule["shortDescription"]["text"]
            assert rule["fullDescription"]["text"]
            assert rule["help"]["text"].endswith(f"nkr rule {rule['id']}")
            assert rule["defaultConfiguration"]["level"] in {"error", "warning"}

    def test_results(self, tmp_path: Path) -> None:
        path = book(tmp_path, FAULTY)
        (run_of_it,) = sarif(path)["runs"]
        found = as_json("check", path)["findings"]
        rules = run_of_it["tool"]["driver"]["rules"]
        assert len(run_of_it["results"]) == len(found)
        for result, finding in zip(run_of_it["results"], found, strict=True):
            assert set(result) == RESULT
            assert result["ruleId"] == rules[result["ruleIndex"]]["id"] == finding["code"]
            assert result["level"] == finding["severity"]
            assert result["message"] == {"text": finding["message"]}
            (location,) = result["locations"]
            assert set(location) == {"physicalLocation"}
            region = location["physicalLocation"]["region"]
            assert region == {"startLine": finding["line"] or 1}
            assert result["properties"] == {
                key: finding[key] for key in ("grant", "voucher", "amount", "sources")
            }

    def test_sound(self, tmp_path: Path) -> None:
        assert sarif(book(tmp_path, SOUND), "--select", "EV")["runs"][0]["results"] == []

    def test_accepted_is_suppressed_with_its_reason(self, tmp_path: Path) -> None:
        results = sarif(book(tmp_path, ACCEPTED))["runs"][0]["results"]
        suppressed = {result["ruleId"]: result["suppressions"] for result in results}
        assert suppressed["EV101"] == [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": "fakturan är hos polisen",
            }
        ]
        assert all(value == [] for code, value in suppressed.items() if code != "EV101")

    def test_place_from_where_one_stands(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert self.places(book(tmp_path / "bok å 1", UNPROVED)) == {
            "bok%20%C3%A5%201/main.beancount"
        }

    def test_place_from_the_book_when_it_lies_elsewhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = tmp_path / "här"
        here.mkdir()
        monkeypatch.chdir(here)
        assert self.places(book(tmp_path / "bok", UNPROVED)) == {"main.beancount"}

    def test_place_of_the_book_as_a_whole(self, tmp_path: Path) -> None:
        places = self.places(book(tmp_path, ""))
        assert [unquote(place).rpartition("/")[2] for place in places] == ["main.beancount"]

    def places(self, path: Path) -> set[str]:
        locations = [
            location["physicalLocation"]["artifactLocation"]
            for result in sarif(path)["runs"][0]["results"]
            for location in result["locations"]
        ]
        assert {location["uriBaseId"] for location in locations} == {"%SRCROOT%"}
        uris = {location["uri"] for location in locations}
        assert not any(uri.startswith(("/", "file:")) for uri in uris)
        return uris

    def prints(self, path: Path, *options: str) -> list[str]:
        return [
            result["partialFingerprints"]["nkrFinding/v1"]
            for result in sarif(path, *options)["runs"][0]["results"]
        ]

    def test_fingerprints(self, tmp_path: Path) -> None:
        path = book(tmp_path, FAULTY)
        before = self.prints(path)
        assert len(set(before)) == len(before)
        assert self.prints(path, "--lang", "en") == before
        book(tmp_path, FAULTY.replace("2026-06-30 *", "; en rad till\n\n2026-06-30 *"))
        assert self.prints(path) == before

    def test_equal_findings_have_each_their_own(self, tmp_path: Path) -> None:
        row = COST[COST.index("  Kostnader") : COST.index("  Skulder")]
        path = book(tmp_path, HEAD + RECEIPT + COST.replace(row, row * 2).replace("IT", "it"))
        prints = self.prints(path)
        assert len(set(prints)) == len(prints)


class TestCsv:
    """A file that Excel opens, with numbers as numbers and no formula."""

    def test_form(self, tmp_path: Path) -> None:
        written = run("check", book(tmp_path, FAULTY), "--format", "csv").stdout_bytes
        assert written.startswith(b"\xef\xbb\xbfBidrag;Allvar;Kod;")
        assert written.count(b"\n") == written.count(b"\r\n")
        assert written.endswith(b"\r\n")

    def test_one_row(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (row,) = cells(book(tmp_path, UNPROVED), "--select", "EV101")
        line = UNPROVED[: UNPROVED.index("40000.00")].count("\n") + 1
        quote = row.pop("Citat")
        assert quote.startswith("Fakturor som styrker kostnader.")
        assert row.pop("Gör så här").startswith("lägg filen i underlag/")
        assert row == {
            "Bidrag": "NKR2026", "Allvar": "fel", "Kod": "EV101", "Iakttagelse": "Faktura saknas",
            "Verifikation": "A42", "Datum": "2026-06-30",
            "Motpart och text": "Exempel IT AB, ”Driftplattform juni”", "Register": "Swedeheart",
            "Belopp": "40000,00", "Ifrågasatt": "40000,00", "Vad": "Kostnaden saknar faktura.",
            "Skäl till avvikelse": "",
            "Källa": "Socialstyrelsens anvisningar för 2026 års statsbidrag",
            "Fil": "main.beancount", "Rad": str(line),
        }  # fmt: skip

    def test_in_english(self, tmp_path: Path) -> None:
        (row,) = cells(book(tmp_path, ACCEPTED), "--select", "EV101", "--lang", "en")
        assert (row["Severity"], row["Amount"], row["Questioned"]) == ("accepted", "40000.00", "")
        assert (row["To mend it"], row["Reason for deviation"]) == ("", "fakturan är hos polisen")

    def test_no_finding_gives_the_header(self, tmp_path: Path) -> None:
        result = run("check", book(tmp_path, SOUND), "--format", "csv", "--select", "EV")
        assert result.stdout_bytes.count(b"\r\n") == 1

    @pytest.mark.parametrize(("language", "number"), [("sv", "-40000,00"), ("en", "-40000.00")])
    def test_negative_amounts_are_numbers(self, tmp_path: Path, language: str, number: str) -> None:
        path = book(tmp_path, UNPROVED.replace("40000.00", "-40000.00"))
        written = run("check", path, "--format", "csv", "--lang", language).stdout
        assert f";{number};{number};" in written

    @pytest.mark.parametrize(
        "hostile", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "＝1", "-40000"]
    )
    def test_nothing_begins_a_formula(self, tmp_path: Path, hostile: str) -> None:
        text = UNPROVED.replace("Exempel IT AB", hostile).replace(
            'verifikation: "A42"', f'verifikation: "{hostile}"'
        ).replace("Swedeheart", hostile)  # fmt: skip
        text += COST.replace("A42", "A43").replace("40000.00", "-40000.00").replace(
            '  andamal: "it"\n', f'  andamal: "it"\n  avvikelse: "EV101: {hostile}"\n'
        )  # fmt: skip
        rows = cells(book(tmp_path, text))
        assert len(rows) >= 2
        for name, cell in ((name, cell) for row in rows for name, cell in row.items()):
            if name in {"Belopp", "Ifrågasatt"}:
                assert re.fullmatch(r"(-?\d+,\d\d)?", cell)
            else:
                assert not re.match(r"\s*[=+\-@＝＋－＠\t\r\n]", cell), name
                assert not set("\t\r\n") & set(cell)

    def test_questioned_adds_up_to_the_figure(self) -> None:
        main = Path(__file__).resolve().parents[1] / "ledger" / "vastragotaland" / "main.beancount"
        numbers = [row["Ifrågasatt"].replace(",", ".") for row in cells(main)]
        (grant,) = as_json("settle", main)["grants"]
        assert sum(Decimal(number) for number in numbers if number) == Decimal(grant["questioned"])


class TestFile:
    """-o writes a file, whole or not at all."""

    @pytest.mark.parametrize("form", ["text", "json", "sarif", "csv"])
    def test_holds_what_would_be_printed(self, tmp_path: Path, form: str) -> None:
        path, file = book(tmp_path, FAULTY), tmp_path / "ny" / "fil"
        printed = run("check", path, "--format", form)
        result = run("check", path, "--format", form, "-o", file)
        assert file.read_bytes() == printed.stdout_bytes
        assert (result.exit_code, result.stderr) == (1, "")
        assert result.stdout.endswith(f" Skrivet till {file}\n")
        assert b"\x1b" not in file.read_bytes()

    def test_a_former_file_stays_when_the_book_cannot_be_read(self, tmp_path: Path) -> None:
        file = write(tmp_path / "fil.csv", "förra\n")
        refused("check", tmp_path / "nej.beancount", "--format", "csv", "-o", file)
        assert file.read_text("utf-8") == "förra\n"

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        path = book(tmp_path, SOUND)
        before = snapshot(tmp_path)
        refused("check", path, "-o", tmp_path / "underlag")
        assert snapshot(tmp_path) == before

    @pytest.mark.parametrize("name", ["main.beancount", "../bok/main.beancount", "ny.beancount"])
    def test_never_over_a_book(self, tmp_path: Path, name: str) -> None:
        path = book(tmp_path / "bok", UNPROVED)
        before = snapshot(tmp_path)
        assert "över en bok" in refused("check", path, "-o", tmp_path / "bok" / name)
        assert snapshot(tmp_path) == before

    def test_a_baseline_can_be_renewed_in_place(self, tmp_path: Path) -> None:
        path, file = book(tmp_path, UNPROVED), tmp_path / "sparad.json"
        for _ in range(2):
            assert run("check", path, "--json", "-o", file).exit_code == 1
        assert run("check", path, "--baseline", file).exit_code == 0


@pytest.mark.parametrize(
    "options", [["--json", "--format", "csv"], ["--risk", "--json"], ["--risk", "--format", "csv"]]
)
def test_what_does_not_go_together(tmp_path: Path, options: list[str]) -> None:
    assert "--" in refused("check", book(tmp_path), *options)


@pytest.mark.parametrize("options", [["--format", "xml"], ["--min-severity", "info"]])
def test_unknown_values(tmp_path: Path, options: list[str]) -> None:
    assert run("check", book(tmp_path), *options).exit_code == 2
