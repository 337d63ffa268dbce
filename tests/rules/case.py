"""What every rule is held to: found where it should be, acceptable, and silent on a near miss.

A module lists its cases and makes its tests of them::

    test_is_found = found(FOUND)
    test_can_be_accepted = acceptable(FOUND)
    test_programme_decides_severity = overridden(FOUND)
    test_near_miss_is_silent = silent(SILENT)
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from nkr_audit.money import to_ore
from tests.books import GRANT, PROGRAMMES, assess_text, codes, only

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from nkr_audit.finding import Finding
    from nkr_audit.programme import Programme, Severity

REASON = "beslut av enhetschef 2026-03-01"
_HEAD = re.compile(r"\d{4}-\d{2}-\d{2} ")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A book in which ``code`` is found once. ``at`` is what stands on the line it points to.

    ``bypassed``: it is marked as still to be put in order, so that no programme makes it an error.
    """

    code: str
    severity: Severity
    text: str
    at: str
    voucher: str | None = None
    amount: str | None = None
    grant: str | None = GRANT
    why: str = ""
    missing: tuple[str, ...] = ()
    programmes: Mapping[str, Programme] = field(default_factory=lambda: PROGRAMMES, repr=False)
    acceptable: bool = True
    bypassed: bool = False

    def __str__(self) -> str:
        return f"{self.code} {self.why}".strip()

    def finding(self, folder: Path, text: str | None = None) -> Finding:
        assessment = assess_text(
            folder, text or self.text, missing=self.missing, programmes=self.programmes
        )
        return only(assessment, self.code)


@dataclass(frozen=True, kw_only=True)
class Silent:
    """A book that comes near, and in which ``code`` is not found."""

    code: str
    why: str
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.why}"


def found(cases: tuple[Found, ...]) -> Callable[[Found, Path], None]:
    """The test that each case is found, with all that a person needs to act on it."""

    @pytest.mark.parametrize("case", cases, ids=str)
    def test(case: Found, tmp_path: Path) -> None:
        finding = case.finding(tmp_path)

        assert finding.severity == case.severity
        assert finding.grant_id == case.grant
        assert finding.voucher_number == case.voucher
        assert finding.amount == (None if case.amount is None else Decimal(case.amount))
        assert case.at in _line(case.text, finding)
        assert finding.accepted is None
        _assert_tells_all(finding)

    return test


def acceptable(cases: tuple[Found, ...]) -> Callable[[Found, str, Path], None]:
    """The test that a person can accept each case: it stays, with the reason."""
    accepting = [
        pytest.param(case, where, id=f"{case} {where}")
        for case in cases
        if case.acceptable
        for where in ("posting", "head")
        if where == "head" or not _HEAD.match(case.at)
    ]

    @pytest.mark.parametrize(("case", "where"), accepting)
    def test(case: Found, where: str, tmp_path: Path) -> None:
        place = case.finding(tmp_path).place.line

        finding = case.finding(tmp_path, _accept(case.text, place, case.code, where))

        assert finding.accepted == REASON
        assert finding.severity == case.severity
        assert not finding.is_open_error
        assert f"Godtaget: {REASON}" in finding.message.sv
        assert f"Accepted: {REASON}" in finding.message.en

    return test


def overridden(cases: tuple[Found, ...]) -> Callable[[Found, Path], None]:
    """The test that a programme's own severity goes before the rule's."""
    of_programme = [
        case
        for case in cases
        if not case.bypassed and f'custom "nkr-bidrag" "{case.grant}"' in case.text
    ]

    @pytest.mark.parametrize("case", of_programme, ids=str)
    def test(case: Found, tmp_path: Path) -> None:
        other: Severity = "warning" if case.severity == "error" else "error"
        programmes = {
            name: replace(programme, severities={case.code: other})
            for name, programme in case.programmes.items()
        }

        assert replace(case, programmes=programmes).finding(tmp_path).severity == other

    return test


def silent(cases: tuple[Silent, ...]) -> Callable[[Silent, Path], None]:
    """The test that each near miss is left alone."""

    @pytest.mark.parametrize("case", cases, ids=str)
    def test(case: Silent, tmp_path: Path) -> None:
        assert case.code not in codes(assess_text(tmp_path, case.text))

    return test


def _line(text: str, finding: Finding) -> str:
    return text.splitlines()[finding.place.line - 1]


def _accept(text: str, line: int, code: str, where: str) -> str:
    """Write ``avvikelse`` on the posting at ``line``, or on the entry that it stands in."""
    lines = text.splitlines()
    at, indent = line - 1, "    "
    if where == "head":
        indent = "  "
        while not _HEAD.match(lines[at]):
            at -= 1
    lines.insert(at + 1, f'{indent}avvikelse: "{code}: {REASON}"')
    return "\n".join(lines) + "\n"


def _assert_tells_all(finding: Finding) -> None:
    """Both languages name the voucher and the amount, and say what is wrong and what to do."""
    message = finding.message
    assert message.sv != message.en
    for language, text in (("sv", message.sv), ("en", message.en)):
        for part in _named(finding, language):
            assert part in text
        assert finding.what.to("sv" if language == "sv" else "en") in text
    assert f"Gör så här: {finding.remedy.sv}" in message.sv
    assert f"To mend it: {finding.remedy.en}" in message.en
    assert not re.search(r"\(\)|  |None| $", f"{finding.what.sv}|{finding.remedy.sv}")


def _named(finding: Finding, language: str) -> Iterator[str]:
    if finding.voucher_number is not None:
        yield finding.voucher_number
    if finding.amount is not None:
        english = f"{abs(to_ore(finding.amount)):,.2f}"
        swedish = english.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
        sign = "−" if round(finding.amount, 2) < 0 else ""
        yield sign + (swedish if language == "sv" else english)
