"""When two findings of different runs are the same one, though lines have moved in the files.

A finding is known by its code, grant and voucher, and then by the amount: a voucher's does not
change. One that is on no voucher is known by what it says instead, amounts left out, since such
sums grow with every cost. Register, activity, line number and file do not count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.money import to_ore

if TYPE_CHECKING:
    from nkr_audit.finding import Finding

_ENDING = re.compile(r" (?:Gör så här|To mend it|Godtaget|Accepted): .*", re.DOTALL)
_AMOUNT = re.compile(r"[−-]?\d{1,3}(?:[\s,]?\d{3})*[.,]\d\d(?!\d)")


class Identity(NamedTuple):
    """What a finding is known by from one run to the next."""

    code: str
    grant: str | None
    voucher: str | None
    told_by: str


def of_voucher(code: str, grant: str | None, voucher: str, amount: str | None) -> Identity:
    """What a finding on a voucher is known by; ``amount`` as in ``--json``."""
    return Identity(code, grant, voucher, amount or "")


def of_message(code: str, grant: str | None, message: str) -> Identity:
    """What a finding on no voucher is known by."""
    return Identity(code, grant, None, _AMOUNT.sub("", _ENDING.sub("", message)))


def identities(finding: Finding) -> tuple[Identity, Identity]:
    """Return what a finding is known by, for a run in Swedish and for one in English."""
    if finding.voucher_number is not None:
        amount = None if finding.amount is None else f"{to_ore(finding.amount):.2f}"
        known_by = of_voucher(finding.code, finding.grant_id, finding.voucher_number, amount)
        return known_by, known_by
    swedish, english = (
        of_message(finding.code, finding.grant_id, message) for message in finding.message
    )
    return swedish, english
