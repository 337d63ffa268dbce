"""The plugins: bean-check and Fava find what nkr check finds, each time anew."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from beancount import loader
from fava.core import FavaLedger

from tests.ledgers import (
    COST,
    FAMILIES,
    FAULTY,
    HEAD,
    NAMES,
    PLUGINS,
    RECEIPT,
    SOUND,
    as_json,
    book,
    codes,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

# What was found: how it counts, its code, and where.
Found = tuple[str, str, str, int]

_OURS = re.compile(r"(fel|varning|godtagen) ([A-Z]{2}\d{3}) ")
_REGION = Path(__file__).resolve().parents[1] / "ledger" / "vastragotaland" / "main.beancount"
_SEVERITY = {"error": "fel", "warning": "varning"}


def by_check(path: Path) -> Counter[Found]:
    """What nkr check finds."""
    return Counter(
        (
            "godtagen" if finding["accepted"] else _SEVERITY[finding["severity"]],
            finding["code"],
            finding["file"],
            finding["line"] or 0,
        )
        for finding in as_json("check", path)["findings"]
    )


def ours(errors: Iterable[tuple[str, dict[str, Any]]]) -> Counter[Found]:
    """Those of Beancount's errors, as messages and sources, that are findings of ours."""
    return Counter(
        (match[1], match[2], source["filename"], source["lineno"])
        for message, source in errors
        if (match := _OURS.match(message))
    )


def by_beancount(path: Path) -> Counter[Found]:
    """What Beancount's loader finds through the plugins."""
    _, errors, _ = loader.load_file(str(path))
    return ours((error.message, error.source) for error in errors)


def by_bean_check(path: Path) -> Counter[Found]:
    """What the command bean-check finds."""
    done = subprocess.run(
        [Path(sys.executable).parent / "bean-check", "-C", "--json", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)
    errors = found["errors"] if isinstance(found, dict) else found
    return ours((error["message"], error) for error in errors)


def test_faults_of_every_family(tmp_path: Path) -> None:
    found = by_check(book(tmp_path, FAULTY))
    families = {code[:2] for _, code, _, _ in found}
    assert families == {"GR", "CC", "GY", "EL", "PU", "EV", "VO", "SE"}
    assert {kind for kind, _, _, _ in found} == {"fel", "varning", "godtagen"}


def test_bean_check_finds_the_same(tmp_path: Path) -> None:
    path = book(tmp_path, FAULTY)
    assert by_bean_check(path) == by_check(path)


@pytest.mark.skipif(not _REGION.exists(), reason="the example books are not made yet")
def test_bean_check_finds_the_same_in_the_example_with_faults() -> None:
    found = by_bean_check(_REGION)
    assert found == by_check(_REGION)
    assert found


def test_fava_finds_the_same(tmp_path: Path) -> None:
    path = book(tmp_path, FAULTY)
    errors = FavaLedger(str(path)).errors
    assert ours((error.message, dict(error.source or {})) for error in errors) == by_check(path)


def test_findings_speak_as_nkr_check_does(tmp_path: Path) -> None:
    path = book(tmp_path, PLUGINS + HEAD + RECEIPT + COST)
    (finding,) = as_json("check", path)["findings"]
    _, (error,), _ = loader.load_file(str(path))
    assert error.message == f"fel EV101 {finding['message']}"
    assert error.entry is None


@pytest.mark.parametrize(
    ("plugin", "families"),
    [
        ("grants", {"GR"}), ("cost_centre", {"CC"}), ("grant_year", {"GY"}),
        ("eligibility", {"EL", "PU"}), ("evidence", {"EV"}), ("vouchers", {"VO"}),
        ("settlement", {"SE"}),
    ],
)  # fmt: skip
def test_each_plugin_has_its_own(tmp_path: Path, plugin: str, families: set[str]) -> None:
    text = FAULTY.replace(PLUGINS, f'plugin "nkr_plugins.{plugin}"\n')
    path = book(tmp_path, text)
    found = by_beancount(path)
    expected = {key: n for key, n in by_check(path).items() if key[1][:2] in families}
    assert found == expected
    assert {code[:2] for _, code, _, _ in found} == families


class TestPluginLines:
    """A book can lose its plugins; nkr check applies the rules all the same."""

    def test_removed(self, tmp_path: Path) -> None:
        expected = {(kind, code) for kind, code, _, _ in by_check(book(tmp_path / "a", FAULTY))}
        path = book(tmp_path / "b", FAULTY.replace(PLUGINS, ""))
        assert by_bean_check(path) == Counter()
        assert {(kind, code) for kind, code, _, _ in by_check(path)} == expected

    def test_moved_into_an_included_file(self, tmp_path: Path) -> None:
        expected = by_check(book(tmp_path, FAULTY))
        text = FAULTY.replace(PLUGINS, 'include "insticksmoduler.beancount"\n' + ";\n" * 6)
        assert text.count("\n") == FAULTY.count("\n")
        path = book(tmp_path, text)
        write(tmp_path / "insticksmoduler.beancount", PLUGINS)
        assert by_beancount(path) == Counter()
        assert by_check(path) == expected


class TestEachRun:
    """No verdict is kept from another run or another book."""

    def test_two_books(self, tmp_path: Path) -> None:
        sound, faulty = book(tmp_path / "a", PLUGINS + SOUND), book(tmp_path / "b", FAULTY)
        expected = by_check(faulty)
        for _ in range(2):
            assert by_beancount(sound) == Counter()
            assert by_beancount(faulty) == expected

    def test_evidence_taken_away_and_put_back(self, tmp_path: Path) -> None:
        path = book(tmp_path, PLUGINS + SOUND)
        invoice = tmp_path / "underlag" / "A42.pdf"
        assert by_beancount(path) == by_check(path) == Counter()
        invoice.unlink()
        missing = by_beancount(path)
        assert {code for _, code, _, _ in missing} == {"EV101", "EV106"}
        assert missing == by_check(path)
        invoice.touch()
        assert by_beancount(path) == by_check(path) == Counter()

    def test_programme_changed(self, tmp_path: Path) -> None:
        shipped = Path(sys.modules["nkr_audit"].__path__[0]) / "programmes" / "sos_2026.toml"
        terms = shipped.read_text("utf-8").replace('"sos-2026"', '"egen"', 1)
        own = write(tmp_path / "program" / "egen.toml", terms)
        configured = "".join(f'plugin "nkr_plugins.{name}" "program"\n' for name in FAMILIES)
        path = book(tmp_path, configured + SOUND.replace("sos-2026", "egen"))
        assert by_beancount(path) == Counter()
        changed = terms.replace(
            "[categories.it-tjanster]", '[categories.it-tjanster]\nseverity = "error"'
        )
        write(own, changed)
        assert {code for _, code, _, _ in by_beancount(path)} == {"EL105"}
        found = as_json("check", path, "--programmes", tmp_path / "program")["findings"]
        assert [finding["code"] for finding in found] == ["EL105"]

    def test_beancounts_own_cache_is_not_used_nor_made(self, tmp_path: Path) -> None:
        path = book(tmp_path, PLUGINS + HEAD + RECEIPT + COST)
        cache = write(tmp_path / ".main.beancount.picklecache", "gammalt")
        assert codes(path) == ["EV101"]
        assert cache.read_text("utf-8") == "gammalt"


def test_unknown_programme_is_a_finding_of_bean_check(tmp_path: Path) -> None:
    path = book(tmp_path, PLUGINS + SOUND.replace("sos-2026", "sos-2062"))
    assert ("fel", "GR103") in {(kind, code) for kind, code, _, _ in by_beancount(path)}


def test_plugins_leave_the_entries_alone(tmp_path: Path) -> None:
    with_plugins, _, _ = loader.load_file(str(book(tmp_path / "a", PLUGINS + SOUND)))
    without, _, _ = loader.load_file(str(book(tmp_path / "b", SOUND)))
    assert [type(entry) for entry in with_plugins] == [type(entry) for entry in without]


def test_book_that_beancount_could_not_read_whole(tmp_path: Path) -> None:
    path = book(tmp_path, FAULTY + "2026-07-01 * oavslutat\n")
    found = by_check(path)
    unread = Counter({key: n for key, n in found.items() if key[1] == "VO001"})
    assert unread
    assert by_beancount(path) == found - unread


def test_padded_accounts_are_seen_alike(tmp_path: Path) -> None:
    text = PLUGINS + SOUND.replace(NAMES, NAMES + "2026-01-01 open EgetKapital:Start SEK\n") + (
        "2026-01-01 pad Skulder:NKR2026:2971-Förutbetalt-statsbidrag EgetKapital:Start\n"
        "2026-02-01 balance Skulder:NKR2026:2971-Förutbetalt-statsbidrag -50.00 SEK\n"
    )  # fmt: skip
    path = book(tmp_path, text)
    assert {code for _, code, _, _ in by_check(path)} == {"SE201", "VO101", "VO107"}
    assert by_beancount(path) == by_check(path)
