"""What is new since a saved run: a baseline is what ``nkr check --json`` printed then."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from nkr_audit.errors import NkrError, Place
from nkr_audit.reports.identity import Identity, identities, of_message, of_voucher
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from nkr_audit.finding import Finding

_SEVERITIES = ("warning", "error")


class Saved(NamedTuple):
    """A finding of the saved run. ``grade``: 0 accepted, 1 warning, 2 error."""

    known_by: Identity
    severity: str
    grade: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is new, how many of the old findings remain, and how many of them are gone."""

    new: tuple[Finding, ...]
    remaining: int
    gone: int


def read_baseline(path: Path) -> tuple[Saved, ...]:
    """Read a saved run. Raises NkrError when it is not one."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise _broken(
            Text("Den sparade körningen kan inte läsas: ", "The saved run cannot be read: "),
            error.strerror or str(error),
            Place(str(path)),
        ) from error
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        raise _broken(_NOT_JSON, "", Place(str(path), line)) from error
    findings = content.get("findings") if isinstance(content, dict) else None
    if not isinstance(findings, list):
        raise _broken(_NOT_A_RUN, "", Place(str(path)))
    try:
        return tuple(_saved(record) for record in findings)
    except (KeyError, TypeError, ValueError) as error:
        raise _broken(_NOT_A_RUN, "", Place(str(path))) from error


_NOT_JSON = Text("Den sparade körningen är inte JSON.", "The saved run is not JSON.")
_NOT_A_RUN = Text(
    "Filen är inte en sparad körning av nkr check.", "The file is not a saved run of nkr check."
)


def _broken(what: Text, why: str, place: Place) -> NkrError:
    ending = f"{why}." if why else ""
    return NkrError(
        Text(what.sv + ending, what.en + ending),
        remedy=Text(
            "spara en ny körning med nkr check BOK --json -o FIL",
            "save a new run with nkr check LEDGER --json -o FILE",
        ),
        place=place,
    )


def _saved(record: Any) -> Saved:
    """Read one finding. Raises KeyError, TypeError or ValueError when something is not right."""
    code, severity, message = (_word(record[key]) for key in ("code", "severity", "message"))
    grant, voucher, amount = (
        None if record[key] is None else _word(record[key])
        for key in ("grant", "voucher", "amount")
    )
    if not isinstance(record["accepted"], bool):
        raise TypeError
    known_by = (
        of_message(code, grant, message)
        if voucher is None
        else of_voucher(code, grant, voucher, amount)
    )
    return Saved(known_by, severity, _grade(severity, is_accepted=record["accepted"]))


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _grade(severity: str, *, is_accepted: bool) -> int:
    return 0 if is_accepted else 1 + _SEVERITIES.index(severity)


def compare(findings: Sequence[Finding], saved: Iterable[Saved]) -> Comparison:
    """Tell the new findings from the old.

    Equal ones are counted: three where there were two is one new. A finding that has become
    graver (a warning now an error, an acceptance taken back) is new.
    """
    grades: dict[Identity, list[int]] = defaultdict(list)
    for old in saved:
        grades[old.known_by].append(old.grade)
    for known in grades.values():
        known.sort()
    new: dict[int, list[int]] = {}
    graded = [
        (_grade(finding.severity, is_accepted=finding.accepted is not None), index)
        for index, finding in enumerate(findings)
    ]
    for grade, index in sorted(graded, key=lambda pair: -pair[0]):
        left = _left(grades, findings[index])
        if left and left[-1] >= grade:
            left.pop()
        else:
            new[index] = left
    for left in new.values():
        if left:  # the same finding, then less grave: neither remaining nor gone
            left.pop()
    return Comparison(
        new=tuple(findings[index] for index in sorted(new)),
        remaining=len(findings) - len(new),
        gone=sum(len(left) for left in grades.values()),
    )


def _left(grades: dict[Identity, list[int]], finding: Finding) -> list[int]:
    """The grades of the old findings that are this one and not yet taken; in either language."""
    for known_by in identities(finding):
        if grades.get(known_by):
            return grades[known_by]
    return []
