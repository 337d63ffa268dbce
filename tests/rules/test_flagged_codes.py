"""Every code on flagged vouchers and on values to be filled in: what softens, and what never does.

A document may be missing on a voucher marked ``!``, and an enumerated value may be ``FIXME``: each
is then a warning. The books of ``tests/cases`` in which a code is found are checked again so, and
everything else that is found in them must be the same, to the severity and the line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Final, NamedTuple

import pytest

from nkr_audit.assessment import assess
from nkr_audit.errors import NkrError
from nkr_audit.reading import read_book
from nkr_audit.rules import FAMILIES
from tests.books import PROGRAMMES
from tests.cases.harness import CASES, book_of, cases, findings_in

CODES = sorted(rule.code for family in FAMILIES for rule in family.rules)
FOUND = [
    case
    for case in cases()
    if case.name.startswith("utloser") and not case.name.startswith("utloser-inte")
]

# A document is missing: a warning on a flagged voucher.
MAY_BE_MISSING: Final = frozenset({"EV101", "EV102", "EV103", "EV104", "EV105", "IN102"})

# An enumerated value is wrong: the case, and the value there, which may be FIXME instead.
MAY_BE_FIXME: Final = {
    "CC102": ("utloser", 'register: "RIKSSTROKE"'),
    "CC104": ("utloser", 'insats: "I7"'),
    "CC109": ("utloser", 'nytta: "dirket"'),
    "EL202": ("utloser", 'kostnadsslag: "licenser"'),
    "EV109": ("utloser-okand", 'typ: "bilaga"'),
    "IN106": ("utloser", 'sjalvkostnad-delar: "lon vinst"'),
    "IN107": ("utloser", 'finansiar: "industri"'),
    "IN108": ("utloser", 'finansiar: "lakemedelsbolag"'),
    "PU102": ("utloser", 'andamal: "drift"'),
    "PU201": ("utloser-okant", 'andamal: "datorer"'),
}

# The values that other codes are about: something is found because of just that value.
_INCOME: Final = frozenset({"finansiar", "form", "register"})
RESTS_ON: Final = {
    "CC107": frozenset({"register"}),
    "EL101": frozenset({"kostnadsslag"}),
    "EL102": frozenset({"kostnadsslag"}),
    "EL103": frozenset({"kostnadsslag"}),
    "EL104": frozenset({"kostnadsslag"}),
    "EL105": frozenset({"kostnadsslag"}),
    "EL401": frozenset({"typ"}),
    "EV102": frozenset({"kostnadsslag"}),
    "EV103": frozenset({"kostnadsslag"}),
    "EV110": frozenset({"typ"}),
    "IN101": _INCOME,
    "IN102": _INCOME,
    "IN103": _INCOME,
    "IN104": _INCOME,
    "IN105": _INCOME,
    "PU103": frozenset({"andamal"}),
    "PU105": frozenset({"andamal"}),
}

_MARK = re.compile(r"^(\d{4}-\d{2}-\d{2}) [*!] ", re.MULTILINE)
_VALUE = re.compile(
    r"^( +)(register|insats|andamal|kostnadsslag|nytta|typ|finansiar|form|sjalvkostnad-delar): .*",
    re.MULTILINE,
)
# For the books that tell of a grant before anything is booked on it.
_VOUCHER = """
2026-01-01 open Kostnader:NKR2026:5420-Programvaror SEK
2026-01-01 open Skulder:2440-Leverantörsskulder SEK
2026-06-30 * "Exempel IT AB" "Licens för statistikprogram, juni" ^2026-A99
  verifikation: "2026-A99"
  kostnadsslag: "it-tjanster"
  andamal: "it"
  Kostnader:NKR2026:5420-Programvaror  4000.00 SEK
  Skulder:2440-Leverantörsskulder     -4000.00 SEK
"""


class Told(NamedTuple):
    """What a check says in one place."""

    code: str
    severity: str
    line: int


def text_of(case: Path) -> str:
    """The book of a case, with at least one voucher."""
    text = book_of(case)
    return text if _MARK.search(text) else text + _VOUCHER


def told(case: Path, folder: Path, text: str) -> list[Told]:
    """What is found in ``text``, or the code that stops the check of it."""
    try:
        found = findings_in(case, Path(mkdtemp(dir=folder)), text)
    except NkrError as error:
        (code,) = re.findall(r"\(([A-Z]{2}\d{3})\)", error.what.sv)
        return [Told(code, "stop", error.place.line if error.place else 0)]
    return sorted(Told(item.code, item.severity, item.place.line) for item in found)


def marked(text: str, mark: str) -> str:
    """The book with ``mark`` on every voucher."""
    return _MARK.sub(rf"\1 {mark} ", text)


def unfilled(text: str, value: str) -> str:
    """The book with FIXME in the place of ``value``, which is written with its key."""
    return text.replace(value, f'{value.partition(":")[0]}: "FIXME"')


def all_unfilled(text: str, *, but: frozenset[str]) -> str:
    """The book with FIXME as every enumerated value but those of the keys ``but``."""
    return _VALUE.sub(lambda met: met[0] if met[2] in but else f'{met[1]}{met[2]}: "FIXME"', text)


def own(items: list[Told], code: str) -> list[Told]:
    """What is said of one code, by line."""
    return sorted((item for item in items if item.code == code), key=lambda item: item.line)


@pytest.mark.parametrize("case", FOUND, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_on_flagged_vouchers_only_a_missing_document_is_softer(case: Path, tmp_path: Path) -> None:
    in_order = told(case, tmp_path, marked(text_of(case), "*"))

    flagged = told(case, tmp_path, marked(text_of(case), "!"))

    assert own(in_order, case.parent.name)
    if case.parent.name.startswith("TR"):
        # The mark is itself a change outside the log, and softens nothing of what the log shows.
        assert set(own(in_order, case.parent.name)) <= set(own(flagged, case.parent.name))
        return
    assert flagged == sorted(
        item._replace(severity="warning") if item.code in MAY_BE_MISSING else item
        for item in in_order
    )


@pytest.mark.parametrize("code", sorted(MAY_BE_MISSING))
def test_a_missing_document_is_an_error_on_a_voucher_in_order(code: str, tmp_path: Path) -> None:
    case = CASES / code / "utloser-flaggad"

    (one,) = own(told(case, tmp_path, book_of(case)), code)
    (other,) = own(told(case, tmp_path, marked(book_of(case), "*")), code)

    assert (one.severity, other.severity) == ("warning", "error")
    assert one.line == other.line


@pytest.mark.parametrize("code", MAY_BE_FIXME)
def test_a_value_to_be_filled_in_is_a_warning_where_a_wrong_one_was_found(
    code: str, tmp_path: Path
) -> None:
    name, value = MAY_BE_FIXME[code]
    case = CASES / code / name
    text = book_of(case)
    assert text.count(value) == 1
    first, *others = own(told(case, tmp_path, text), code)

    filled_in_later = own(told(case, tmp_path, unfilled(text, value)), code)

    assert filled_in_later == [first._replace(severity="warning"), *others]


@pytest.mark.parametrize("code", [*sorted(MAY_BE_MISSING), *MAY_BE_FIXME])
def test_no_programme_makes_an_error_of_it(code: str, tmp_path: Path) -> None:
    name, value = MAY_BE_FIXME.get(code, ("utloser", ""))
    case = CASES / code / name
    told(case, tmp_path, unfilled(book_of(case), value) if value else marked(book_of(case), "!"))
    strict = {
        name: replace(programme, severities={code: "error"})
        for name, programme in PROGRAMMES.items()
    }

    (book,) = tmp_path.glob("*/book.beancount")
    found = assess(read_book(book, strict)).findings

    first = min((item for item in found if item.code == code), key=lambda item: item.place.line)
    assert first.severity == "warning"


@pytest.mark.parametrize("code", [code for code in CODES if code not in MAY_BE_FIXME])
def test_other_values_to_be_filled_in_soften_nothing(code: str, tmp_path: Path) -> None:
    case = CASES / code / "utloser"
    text = text_of(case)
    rests_on = RESTS_ON.get(code, frozenset())

    to_be_filled_in = all_unfilled(text, but=rests_on)

    assert to_be_filled_in != text
    before = own(told(case, tmp_path, text), code)
    assert before
    assert own(told(case, tmp_path, to_be_filled_in), code) == before


def test_what_is_said_of_a_book_where_every_value_is_to_be_filled_in(tmp_path: Path) -> None:
    case = CASES / "IN107" / "utloser"

    found = told(case, tmp_path, all_unfilled(book_of(case), but=frozenset({"typ"})))

    assert {item.severity for item in found} == {"warning"}
    assert {item.code for item in found} == {"CC102", "CC109", "EL202", "IN107", "IN108", "PU102"}
