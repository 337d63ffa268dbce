"""The head of a report: what it is about, in the order and the words of every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.text import Text

if TYPE_CHECKING:
    from nkr_audit.reports.document import Report
    from nkr_audit.text import Language

DRAFT = Text("UTKAST", "DRAFT")
MISSING = Text("saknas", "missing")
FACTS = Text("Uppgifter", "Details")
DRAFT_REASONS = Text(
    "Utkast. Det här återstår innan rapporten kan lämnas:",
    "Draft. This remains before the report can be handed in:",
)
PLACE_AND_DATE = Text("Datum och ort", "Date and place")
SIGNATURE = Text("Underskrift", "Signature")
NAME = Text("Namnförtydligande", "Name in print")
SUM = Text("Summa", "Total")
VOUCHER = Text("Verifikation", "Voucher")
DOCUMENT = Text("Underlag", "Evidence")


def head_of(report: Report, language: Language) -> list[tuple[str, str, str]]:
    """Return key, label and value of each line of the head that has something to say."""
    period = report.period
    lines = (
        ("grant", Text("Bidrag", "Grant"), report.grant),
        ("programme", Text("Bidragsprogram", "Grant programme"), report.programme.to(language)),
        ("region", Text("Region", "Region"), report.region),
        (
            "period",
            Text("Period", "Period"),
            f"{period.start.isoformat()} – {period.end.isoformat()}" if period else "",
        ),
        ("cost_centre", Text("Kostnadsställe", "Cost centre"), report.cost_centre),
        ("references", Text("Diarienummer", "Reference numbers"), ", ".join(report.references)),
    )
    return [(key, label.to(language), value) for key, label, value in lines if value]


def foot_of(report: Report, language: Language) -> list[tuple[str, str, str]]:
    """Return key, label and value of what tells where the report comes from."""
    lines = (
        ("day", Text("Datum", "Date"), report.day.isoformat()),
        ("version", Text("Version", "Version"), report.version),
        ("log", Text("Behandlingshistorik", "Processing log"), report.log),
    )
    return [(key, label.to(language), value) for key, label, value in lines if value]
