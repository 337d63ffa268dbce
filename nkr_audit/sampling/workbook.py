"""The working paper: its sheets and columns, and the lines of its sheet of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.text import Text

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.sampling.model import Sample

FORMAT: Final = "nkr-audit urval 1"
SAMPLE, FACTS, PARTS, METHOD = "Urval", "Uppgifter", "Delar", "Metod"
FIXED: Final = ("post", "del", "verifikation", "datum", "konto", "text", "belopp")
RESULTS: Final = ("utfall", "felbelopp", "anteckning")
COLUMNS: Final = (*FIXED, *RESULTS)
FACT_COLUMNS: Final = ("uppgift", "värde", "förklaring")
PART_COLUMNS: Final = ("del", "antal", "belopp", "valda", "valt belopp")
ACCEPTED, ERROR = "godkänd", "fel"
OUTCOMES: Final = (ACCEPTED, ERROR)
BOUND: Final = "skiktgräns"


def facts(sample: Sample) -> list[tuple[str, str | int | Decimal | None, Text]]:
    """The lines of the sheet of facts: name, value, and what it is."""
    plan = sample.plan
    return [
        ("format", FORMAT, Text("arbetspapprets version", "the version of the working paper")),
        ("bidrag", plan.grant, Text("bidraget", "the grant")),
        ("metod", plan.method, Text("urvalsmetod", "sampling method")),
        ("enhet", plan.unit, Text("vad som dras", "what is drawn")),
        # As text: a spreadsheet keeps 15 digits of a number.
        ("frö", str(plan.seed), Text("slumptalens frö", "the seed of the random numbers")),
        ("storlek", plan.size, Text("planerad storlek", "planned size")),
        ("konfidens", plan.confidence, Text("konfidensnivå, procent", "confidence, per cent")),
        ("väsentlighet", plan.materiality, Text("väsentlighetstal, kr", "materiality, SEK")),
        ("förväntat fel", plan.expected, Text("förväntat fel, kr", "expected error, SEK")),
        ("skattning", plan.estimate, Text("framskrivning utom vid mus", "projection, not of mus")),
        ("intervall", sample.interval, Text("urvalsintervall, kr", "sampling interval, SEK")),
        ("start", sample.start, Text("startpunkt, kr", "starting point, SEK")),
        *(
            (f"{BOUND} {number}", bound, Text("skiktets övre gräns, kr", "upper bound, SEK"))
            for number, bound in enumerate(plan.bounds, start=1)
        ),
        ("kostnader", sample.costs, Text("kostnader enligt avräkningen", "costs as settled")),
        ("population", sample.population, Text("populationens SHA-256", "its SHA-256")),
        ("kontrollsumma", sample.digest, Text("allt ovan, och posterna", "all of it")),
    ]  # fmt: skip
