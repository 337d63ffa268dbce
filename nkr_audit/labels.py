"""What purposes, categories and the like are called when people read them."""

from __future__ import annotations

from nkr_audit.text import Text

_LABELS = {
    "it": Text("It", "IT"),
    "statistik": Text("Statistik", "Statistics"),
    "tillganglighet": Text("Tillgänglighet", "Availability"),
    "juridik": Text("Juridik", "Law"),
    "statlig-uppfoljning": Text("Statlig uppföljning", "Government follow-up"),
    "forskning-tillgangliggorande": Text(
        "Tillgängliggörande för forskning", "Making data available for research"
    ),
    "life-science": Text("Samarbete med life science-sektorn", "Life science co-operation"),
    "kunskapsutveckling": Text("Kunskapsutveckling", "Development of knowledge"),
    "innehallsutveckling": Text("Utveckling av innehållet", "Development of content"),
    "anvandning": Text("Kontinuerlig användning", "Continuous use"),
    "lon": Text("Lön", "Salaries"),
    "lonebikostnader": Text("Lönebikostnader", "Payroll overheads"),
    "it-tjanster": Text("It-tjänster", "IT services"),
    "forvaltningstjanster": Text("Förvaltningstjänster", "Management services"),
    "administrativa-tjanster": Text("Administrativa tjänster", "Administrative services"),
    "statistik-arsrapport": Text("Statistik och årsrapport", "Statistics and annual report"),
    "resor": Text("Resor", "Travel"),
    "konferens": Text("Konferens", "Conferences"),
    "ovriga-externa": Text("Övriga externa kostnader", "Other external costs"),
    "rc-rcc": Text("Registercentrum och cancercentrum", "Register and cancer centres"),
    "overhead": Text("Overhead", "Overhead"),
    "forskning": Text("Forskning", "Research"),
    "individuell-bedomning": Text("Individuell bedömning", "Individual care"),
    "drift-forvaltning": Text("Drift och förvaltning", "Operations"),
    "egen-anvandning": Text("Egen användning", "Own use"),
}
_NOT_SAID = Text("(ej angivet)", "(not said)")


def label_of(name: str | None) -> Text:
    """Return what to call a purpose or category; a name of a region's own is its own label."""
    if name is None:
        return _NOT_SAID
    return _LABELS.get(name, Text(name, name))
