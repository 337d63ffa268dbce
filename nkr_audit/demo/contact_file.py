"""``kontakt.toml`` of an example book: whom the forms name, all of it invented."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nkr_audit.demo.plan import Grant, Plan

_REGION = """\
# EXEMPELDATA. Alla uppgifter är påhittade.

[mottagare]
organisationsnummer = "559990-1013"
postadress = "Exempelgatan 1, 123 45 Exempelstad"
bankgiro = "123-4566"

[kontaktperson]
namn = "Bidragsekonomen"
telefon = "010-000 00 00"
e-post = "bidrag@example.com"

[ekonomichef]
namn = "Ekonomichefen"
befattning = "Ekonomichef"
telefon = "010-000 00 01"
e-post = "ekonomichef@example.com"

[behorig-foretradare]
namn = "Regiondirektören"
befattning = "Regiondirektör"

[ombud]
namn = "Bidragsekonomen"
"""


def contact_file(plan: Plan) -> str:
    """The file as text: the region's part, and a part for each grant."""
    return _REGION + "".join(_grant(grant) for grant in plan.grants)


def _grant(grant: Grant) -> str:
    year = grant.year
    lines = ["", f"[bidrag.{grant.id}]"]
    if grant.programme.startswith("skr-"):
        lines += [
            f'dnr-overenskommelse = "S{year}/00001"',
            f'dnr-regeringsbeslut = "S{year}/00002"',
        ]
    else:
        lines.append(f'dnr = ["4.1-00000/{year}"]')
    lines += [
        f'betalningsreferens = "{grant.cost_centre} {grant.id}"',
        'verksamhet = "Registren har drivits hela året, med insatserna nedan."',
        'jamstalldhet = "Resultaten redovisas könsuppdelat."',
    ]
    return "\n".join(lines) + "\n"
