"""Selection and baseline: what is shown of what was found, and what is new since a saved run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from nkr_audit.book import Voucher
from nkr_audit.errors import NkrError, Place
from nkr_audit.finding import Finding
from nkr_audit.money import ZERO
from nkr_audit.reports.as_json import findings_json
from nkr_audit.reports.baseline import compare, read_baseline
from nkr_audit.reports.identity import identities
from nkr_audit.reports.selection import Selection, codes_named
from nkr_audit.reports.shown import Shown, shown
from nkr_audit.rules import FAMILIES
from nkr_audit.text import LANGUAGES, Language, Text
from tests.ledgers import COST, FAULTY, HEAD, RECEIPT, SOUND, as_json, book, refused, run, write

if TYPE_CHECKING:
    from pathlib import Path

UNPROVED = HEAD + RECEIPT + COST


def voucher(number: str | None) -> Voucher:
    day = date(2026, 6, 30)
    return Voucher(
        number=number, registered=day, date=day, payee="Exempel IT AB", narration="Drift",
        is_flagged=False, tags=frozenset(), links=frozenset(), grant_ids=frozenset({"NKR2026"}),
        corrects=None, registered_by=None, attested_by=None, invoice=None, counterparty=None,
        source=None, number_like=(), imbalance=ZERO, deviation=None, place=Place("bok", 3),
    )  # fmt: skip


ON_VOUCHER = Finding(
    code="EL101", severity="error", title=Text("Drift", "Operations"),
    what=Text("Drift ersätts inte.", "Operations are not paid."),
    remedy=Text("boka om", "move it"), place=Place("bok", 4), sources=(), grant_id="NKR2026",
    voucher=voucher("A1"), amount=Decimal("100.00"),
)  # fmt: skip
ON_GRANT = replace(
    ON_VOUCHER, code="EV105", voucher=None,
    what=Text("Insatsen I1 är inte styrkt.", "The activity I1 is not proved."),
)  # fmt: skip
WARNING = replace(ON_VOUCHER, severity="warning")
ACCEPTED = replace(ON_VOUCHER, accepted="beslut")


def saved(folder: Path, *findings: Finding, language: Language = "sv") -> Path:
    """Write what ``--json`` prints of ``findings``."""
    return write(folder / "sparad.json", json.dumps(findings_json(findings, language)))


def new(folder: Path, before: tuple[Finding, ...], now: tuple[Finding, ...]) -> list[Finding]:
    return list(compare(now, read_baseline(saved(folder, *before))).new)


class TestIdentity:
    """When two findings are the same."""

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("finding", [ON_VOUCHER, ON_GRANT, WARNING, ACCEPTED])
    def test_the_same_in_either_language(
        self, tmp_path: Path, finding: Finding, language: Language
    ) -> None:
        baseline = read_baseline(saved(tmp_path, finding, language=language))
        compared = compare([finding], baseline)
        assert (compared.new, compared.remaining, compared.gone) == ((), 1, 0)

    @pytest.mark.parametrize(
        "same",
        [
            replace(ON_VOUCHER, place=Place("annan", 400)),
            replace(ON_VOUCHER, what=Text("Annat.", "Other."), remedy=Text("gör", "do")),
            replace(ON_VOUCHER, amount=Decimal(100)),
        ],
    )
    def test_lines_files_and_wording_of_a_voucher_may_change(
        self, tmp_path: Path, same: Finding
    ) -> None:
        assert new(tmp_path, (ON_VOUCHER,), (same,)) == []

    @pytest.mark.parametrize(
        "other",
        [
            replace(ON_VOUCHER, code="EL102"), replace(ON_VOUCHER, grant_id="NKR2027"),
            replace(ON_VOUCHER, voucher=voucher("A2")),
            replace(ON_VOUCHER, voucher=voucher(None)),
            replace(ON_VOUCHER, amount=Decimal("900.00")),
        ],
    )  # fmt: skip
    def test_another_one(self, tmp_path: Path, other: Finding) -> None:
        assert new(tmp_path, (ON_VOUCHER,), (other,)) == [other]

    def test_sums_that_grow_are_no_news(self, tmp_path: Path) -> None:
        before = replace(ON_GRANT, what=Text("Skulden är 1 234,50 kr.", "It is SEK 1,234.50."))
        after = replace(
            before, amount=Decimal("-98765.40"),
            what=Text("Skulden är −12 345 678,90 kr.", "It is SEK −12,345,678.90."),
        )  # fmt: skip
        assert new(tmp_path, (before,), (after,)) == []

    def test_what_is_on_no_voucher_is_told_by_what_it_says(self, tmp_path: Path) -> None:
        other = replace(ON_GRANT, what=Text("Insatsen I2 är inte styrkt.", "I2 is not proved."))
        assert new(tmp_path, (ON_GRANT,), (other,)) == [other]

    def test_remedy_and_reason_are_no_part_of_it(self) -> None:
        accepted = replace(ON_GRANT, accepted="Gör så här: vänta")
        other = replace(ON_GRANT, remedy=Text("vänta", "wait"))
        assert identities(accepted) == identities(other) == identities(ON_GRANT)


class TestComparison:
    """What is new, what remains, what is gone."""

    def test_equal_ones_are_counted(self, tmp_path: Path) -> None:
        baseline = read_baseline(saved(tmp_path, ON_VOUCHER, ON_VOUCHER))
        compared = compare([ON_VOUCHER] * 3, baseline)
        assert (len(compared.new), compared.remaining, compared.gone) == (1, 2, 0)
        compared = compare([ON_VOUCHER], baseline)
        assert (len(compared.new), compared.remaining, compared.gone) == (0, 1, 1)

    @pytest.mark.parametrize(
        ("before", "after", "is_new"),
        [
            (WARNING, ON_VOUCHER, True), (ACCEPTED, ON_VOUCHER, True), (ACCEPTED, WARNING, True),
            (ON_VOUCHER, WARNING, False), (ON_VOUCHER, ACCEPTED, False),
            (WARNING, ACCEPTED, False),
        ],
    )  # fmt: skip
    def test_what_has_become_graver_is_new(
        self, tmp_path: Path, before: Finding, after: Finding, *, is_new: bool
    ) -> None:
        compared = compare([after], read_baseline(saved(tmp_path, before)))
        assert (len(compared.new), compared.gone) == (int(is_new), 0)

    def test_an_old_warning_answers_for_the_warning_not_for_the_new_error(
        self, tmp_path: Path
    ) -> None:
        assert new(tmp_path, (WARNING,), (WARNING, ON_VOUCHER)) == [ON_VOUCHER]
        assert new(tmp_path, (WARNING,), (ON_VOUCHER, WARNING)) == [ON_VOUCHER]

    def test_the_order_is_kept(self, tmp_path: Path) -> None:
        assert new(tmp_path, (), (WARNING, ON_GRANT, ON_VOUCHER)) == [WARNING, ON_GRANT, ON_VOUCHER]

    def test_the_saved_run_is_held_to_the_same_selection(self, tmp_path: Path) -> None:
        baseline = read_baseline(saved(tmp_path, ON_VOUCHER, ON_GRANT, WARNING))
        only_el = Selection(select=frozenset({"EL"}), least="error")
        assert shown((ON_GRANT,), only_el, baseline) == Shown((), hidden=1, remaining=0, gone=1)


class TestBroken:
    """A file that is no saved run is refused, and says why."""

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "är inte JSON"), ("{\n nej", "sparad.json:2: "), ("[]", "inte en sparad körning"),
            ("{}", "inte en sparad körning"), ('{"findings": 1}', "inte en sparad körning"),
            ('{"findings": [1]}', "inte en sparad körning"),
            ('{"findings": [{}]}', "inte en sparad körning"), ("[" * 100_000, "är inte JSON"),
        ],
    )  # fmt: skip
    def test_refused(self, tmp_path: Path, content: str, said: str) -> None:
        file = write(tmp_path / "sparad.json", content)
        assert said in refused("check", book(tmp_path), "--baseline", file)

    @pytest.mark.parametrize(
        ("key", "value"),
        [
            ("code", None), ("severity", "fel"), ("severity", []), ("accepted", 0),
            ("grant", 1), ("voucher", {}), ("amount", 100.0), ("message", None),
        ],
    )  # fmt: skip
    def test_values_of_the_wrong_kind(self, tmp_path: Path, key: str, value: Any) -> None:
        record = findings_json([ON_VOUCHER], "sv")["findings"][0] | {key: value}
        file = write(tmp_path / "sparad.json", json.dumps({"findings": [record]}))
        with pytest.raises(NkrError, match="inte en sparad körning"):
            read_baseline(file)

    def test_not_there(self, tmp_path: Path) -> None:
        said = refused("check", book(tmp_path), "--baseline", tmp_path / "nej.json")
        assert "nej.json: Den sparade körningen kan inte läsas: " in said

    def test_a_picture(self, tmp_path: Path) -> None:
        file = tmp_path / "sparad.json"
        file.write_bytes(b"\x89PNG\xff\xfe")
        assert "är inte JSON" in refused("check", book(tmp_path), "--baseline", file)

    def test_as_powershell_saves_it(self, tmp_path: Path) -> None:
        file = saved(tmp_path, ON_VOUCHER)
        file.write_bytes(file.read_text("utf-8").encode("utf-16"))
        assert len(read_baseline(file)) == 1


class TestBaselineCommand:
    """nkr check --baseline."""

    def saved_run(self, folder: Path, text: str) -> tuple[Path, Path]:
        path, file = book(folder, text), folder / "sparad.json"
        run("check", path, "--json", "-o", file)
        return path, file

    def test_nothing_new(self, tmp_path: Path) -> None:
        path, file = self.saved_run(tmp_path, UNPROVED)
        before = len(json.loads(file.read_bytes())["findings"])
        result = run("check", path, "--baseline", file)
        assert result.exit_code == 0
        assert "Inga iakttagelser att visa.\n" in result.stdout
        assert f"Från den sparade körningen: {before} kvar, 0 borta.\n" in result.stdout
        assert result.stdout.endswith(f"Nästa steg: se resten med nkr check {path}\n")

    def test_one_new_after_lines_have_moved(self, tmp_path: Path) -> None:
        path, file = self.saved_run(tmp_path, UNPROVED)
        text = UNPROVED.replace(COST, "; en rad till\n" * 5 + COST + COST.replace("A42", "A43"))
        book(tmp_path, text)
        result = run("check", path, "--baseline", file)
        assert result.exit_code == 1
        assert "fel  EV101  A43" in result.stdout
        assert "EV101  A42" not in result.stdout

    def test_gone(self, tmp_path: Path) -> None:
        path, file = self.saved_run(tmp_path, UNPROVED)
        book(tmp_path, SOUND)
        assert " 1 borta.\n" in run("check", path, "--baseline", file).stdout

    def test_json_keeps_its_keys(self, tmp_path: Path) -> None:
        path, file = self.saved_run(tmp_path, UNPROVED)
        found = as_json("check", path, "--baseline", file)
        assert found == {
            "findings": [], "summary": {"errors": 0, "warnings": 0, "accepted": 0},
        }  # fmt: skip

    def test_in_the_other_language(self, tmp_path: Path) -> None:
        path, file = self.saved_run(tmp_path, FAULTY)
        result = run("check", path, "--baseline", file, "--lang", "en")
        assert (result.exit_code, "No findings to show.\n" in result.stdout) == (0, True)


class TestSelection:
    """--select, --ignore and --min-severity."""

    def codes(self, folder: Path, *options: str) -> set[str]:
        found = as_json("check", book(folder, FAULTY), *options)
        return {finding["code"] for finding in found["findings"]}

    @pytest.mark.parametrize(
        "options",
        [
            ("--select", "EL101,EV"), ("--select", "EL101", "--select", "EV"),
            ("--select", " el101 , ev,"), ("--select", "EL,EV,EL101", "--ignore", "EL202"),
        ],
    )  # fmt: skip
    def test_select(self, tmp_path: Path, options: tuple[str, ...]) -> None:
        whole = self.codes(tmp_path)
        expected = {code for code in whole if code == "EL101" or code.startswith("EV")}
        assert {"EL101", "EV101"} <= expected < whole
        assert self.codes(tmp_path, *options) - {"EL104", "EL105"} == expected

    def test_ignore_goes_before_select(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path, "--select", "EL101", "--ignore", "EL") == set()

    def test_ignore(self, tmp_path: Path) -> None:
        assert self.codes(tmp_path, "--ignore", "EL,VO002") == {
            code for code in self.codes(tmp_path) if not code.startswith("EL") and code != "VO002"
        }

    def test_least_severity(self, tmp_path: Path) -> None:
        found = as_json("check", book(tmp_path, FAULTY), "--min-severity", "error")
        assert {finding["severity"] for finding in found["findings"]} == {"error"}
        assert found["summary"]["warnings"] == 0
        assert found["summary"]["accepted"] == 1

    def test_exit_code_is_that_of_what_is_shown(self, tmp_path: Path) -> None:
        path = book(tmp_path, UNPROVED)
        assert run("check", path, "--ignore", "EV").exit_code == 0
        assert run("check", path, "--select", "EV").exit_code == 1

    def test_says_that_something_is_hidden(self, tmp_path: Path) -> None:
        path = book(tmp_path, UNPROVED)
        said = run("check", path, "--select", "IN").stdout
        assert "Inga iakttagelser att visa.\n" in said
        assert "Urvalet döljer " in said
        assert "Oanvänt (bidrag − kostnader)" in said
        assert said.endswith(f"Nästa steg: se resten med nkr check {path}\n")

    @pytest.mark.parametrize(
        ("named", "near"),
        [
            ("EL999", "EL101"), ("EV1O1", "EV101"), ("XX", "GR, CC"), ("EL101,EW101", "EV101"),
            ("EL101 PU", "EL101"), ("el1O1", "EL101"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("option", ["--select", "--ignore"])
    def test_unknown_code(self, tmp_path: Path, option: str, named: str, near: str) -> None:
        said = refused("check", book(tmp_path), option, named)
        assert f"{option}: koden " in said
        assert near in said

    @pytest.mark.parametrize("named", ["", ",", " , "])
    def test_no_code(self, tmp_path: Path, named: str) -> None:
        assert "--select anger ingen kod" in refused("check", book(tmp_path), "--select", named)

    def test_every_code_and_family_is_known(self) -> None:
        for family in FAMILIES:
            assert codes_named("--select", [family.letters])
            assert codes_named("--select", [",".join(rule.code for rule in family.rules)])
