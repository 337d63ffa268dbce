"""Read grant programmes from TOML. The format is described in ``docs/programfil.md``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast

from nkr_audit import vocabulary
from nkr_audit.errors import NkrError
from nkr_audit.money import ZERO
from nkr_audit.period import Period
from nkr_audit.programme import (
    Allocation,
    Amount,
    Clause,
    ExternalIncomeTerms,
    FormField,
    Permission,
    Programme,
    RepaymentTerms,
    Report,
    RequisitionWindow,
    Severity,
    Source,
)
from nkr_audit.text import Text, kronor
from nkr_audit.toml_table import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from nkr_audit.toml_table import Table

SHIPPED: Final = Path(__file__).parent / "programmes"

# The named clauses that a rule may cite. A programme's other clauses begin with OWN_TERM.
TERMS: Final = frozenset({
    # who may receive, how much, and how it is asked for
    "recipients", "recipient-classes", "amount", "allocation-list", "allocation-basis",
    "equal-split", "population-split", "strategic-adjustment", "psychiatry", "appropriation",
    "outside-agreement", "table-reference", "instructions", "requisition-window",
    "requisition-agent", "requisition-content", "requisition-change", "single-payment", "lapse",
    # what the money is for
    "purpose", "register-scope", "region-responsible", "decision-letter", "cooperation",
    # bookkeeping, and what is left of the money
    "own-code", "traceable", "accrual", "accrual-about-year", "accrual-proof", "vat", "unused",
    "own-financing", "reclaim", "reclaim-period", "reclaim-purpose", "bookkeeping-law",
    # other money
    "external-financing", "industry-price", "self-cost", "sponsorship", "separate-accounts",
    # reporting and signatures
    "report-back", "report-routing", "report-late", "activity-report", "final-report",
    "separate-state-costs", "state-insight", "two-diary-numbers", "signature", "finance-chief",
    "deviations",
    # in-depth review and its evidence
    "review", "review-consequence", "review-late", "ledger-extract", "evidence-activity",
    "evidence-invoice", "evidence-payroll", "evidence-not-proved", "rco-agreements",
})  # fmt: skip
OWN_TERM: Final = "egen-"

# What a field of a form may ask for. A key of a programme's own is answered in ``kontakt.toml``.
FORM_KEYS: Final = frozenset({
    # who receives the grant, and whom to talk to
    "mottagare", "organisationsnummer", "kontaktperson", "postadress", "telefon", "fax", "e-post",
    "ombud",
    # the grant, and the money asked for
    "dnr-overenskommelse", "dnr-regeringsbeslut", "benamning", "period", "rekvirerat",
    "bankgiro-plusgiro", "betalningsreferens",
    # what became of it
    "beviljat", "utbetalt", "erhallet", "kostnader", "summa-kostnader", "ej-forbrukat",
    # the finance chief's review, and the signature
    "alternativ-1", "alternativ-2", "ekonomichef-namn", "ekonomichef-befattning",
    "ekonomichef-telefon", "ekonomichef-e-post", "forsakran", "forsakran-anvandning", "datum",
    "underskrift", "namnfortydligande",
    # the questions of the report back
    "register-andel", "register-anvandning", "anvant", "region-anvandning", "framjande",
})  # fmt: skip

_SEVERITIES: Final = ("error", "warning")
_MONEY: Final = (vocabulary.MONEY_STATE, vocabulary.MONEY_REGION)
_VAT: Final = ("exkl", "inkl")
_PRICES: Final = (vocabulary.PRICE_SELF_COST, vocabulary.PRICE_BUSINESS)
_RULE_CODE: Final = re.compile(r"[A-Z]{2}\d{3}")


def load_programmes(extra: Path | None = None) -> dict[str, Programme]:
    """Return by id the programmes shipped with the tool and those in the folder ``extra``."""
    files = _toml_files(SHIPPED) + (_toml_files(extra) if extra else [])
    programmes: dict[str, Programme] = {}
    came_from: dict[str, Path] = {}
    for file in files:
        programme = read_programme(file)
        if programme.id in programmes:
            first = came_from[programme.id]
            raise NkrError(
                Text(
                    f"Två filer har samma id, {programme.id}: {first} och {file}.",
                    f"Two files have the same id, {programme.id}: {first} and {file}.",
                ),
                remedy=Text("Ge den egna filen ett annat id.", "Give your own file another id."),
                place=file,
            )
        programmes[programme.id] = programme
        came_from[programme.id] = file
    return programmes


def _toml_files(folder: Path) -> list[Path]:
    files = sorted(file for file in folder.glob("*.toml") if file.is_file())
    if not files:
        raise NkrError(
            Text(
                "Mappen innehåller ingen programfil (*.toml).",
                "The folder has no programme file (*.toml).",
            ),
            remedy=Text(
                "Ange den mapp där programfilerna ligger.",
                "Give the folder that holds the programme files.",
            ),
            place=folder,
        )
    return files


def read_programme(path: Path) -> Programme:
    """Read one programme. Raises NkrError with the file and the key when anything is wrong."""
    root = read_toml(path)
    documents = _documents(root.table("documents"))
    period_table = root.table("period")
    period = _period(period_table)
    regions = root.optional(root.table, "regions")
    requisition = root.optional(root.table, "requisition")
    allocation = root.optional(root.table, "allocation")
    external_income = root.optional(root.table, "external-income")
    programme = Programme(
        id=root.slug("id"),
        name=root.both("name"),
        payer=root.text("payer"),
        period=period,
        period_clause=_clause(period_table),
        regions=regions.texts("names") if regions else (),
        regions_clause=_clause(regions) if regions else None,
        amounts=tuple(_amount(entry) for entry in _entries(root, "amounts")),
        allocation=_allocation(allocation) if allocation else None,
        requisition=_requisition(requisition) if requisition else None,
        repayment=_repayment(root.table("repayment"), period),
        external_income=_external_income(external_income) if external_income else None,
        reports=tuple(_report(entry, period) for entry in _entries(root, "reports")),
        purposes=_purposes(root.table("purposes")),
        categories=_permissions(root.table("categories")),
        form_fields=_form_fields(root.table_or_empty("forms")),
        terms=_terms(root.table_or_empty("terms")),
        severities=_severities(root.table_or_empty("severities")),
        documents=documents,
    )
    root.end()
    _check_documents(root, programme)
    _check_unique(root, "amounts", (amount.name for amount in programme.all_amounts()))
    _check_unique(root, "reports", (report.name for report in programme.reports))
    return programme


def _entries(root: Table, key: str) -> tuple[Table, ...]:
    return root.optional(root.tables, key) or ()


def _documents(table: Table) -> dict[str, Text]:
    return {name: table.both(name) for name in table.names()}


def _clause(table: Table) -> Clause:
    sources = tuple(
        Source(entry.text("source"), entry.text("quote")) for entry in table.tables("sources")
    )
    return Clause(sources, table.optional(table.both, "interpretation"))


def _period(table: Table) -> Period:
    start, end = table.day("from"), table.day("to")
    _check_order(table, "to", end, start)
    return Period(start, end)


def _check_order(table: Table, key: str, later: date, earlier: date) -> None:
    if later < earlier:
        raise table.error(
            key,
            Text(f"({later}) ligger före {earlier}", f"({later}) is before {earlier}"),
            Text("Byt plats på eller rätta datumen.", "Swap or mend the dates."),
        )


def _amount(table: Table) -> Amount:
    parts = tuple(_amount(part) for part in _entries(table, "parts"))
    amount = Amount(
        name=table.slug("name"),
        label=table.both("label"),
        kronor=table.kronor("kronor"),
        recipient=table.optional(table.text, "recipient"),
        money=table.optional_choice("money", _MONEY),
        vat=cast("Literal['exkl', 'inkl'] | None", table.optional_choice("vat", _VAT)),
        clause=_clause(table),
        parts=parts,
    )
    total = sum((part.kronor for part in parts), ZERO)
    if parts and total != amount.kronor:
        raise table.error(
            "kronor",
            Text(
                f"({kronor(amount.kronor)}) är inte summan av delarna ({kronor(total)})",
                f"({kronor(amount.kronor, 'en')}) is not the sum of its parts "
                f"({kronor(total, 'en')})",
            ),
            Text("Räkna om beloppet och dess parts.", "Add up the sum and its parts again."),
        )
    return amount


def _allocation(table: Table) -> Allocation:
    allocation = Allocation(
        frame=table.kronor("frame"),
        per_register=table.kronor("per_register"),
        registers=table.count("registers"),
        undistributed=table.kronor("undistributed"),
        clause=_clause(table),
    )
    shared = allocation.per_register * allocation.registers + allocation.undistributed
    if shared != allocation.frame:
        raise table.error(
            "frame",
            Text(
                f"({kronor(allocation.frame)}) är inte per_register × registers + undistributed "
                f"({kronor(shared)})",
                f"({kronor(allocation.frame, 'en')}) is not per_register × registers + "
                f"undistributed ({kronor(shared, 'en')})",
            ),
            Text("Räkna om fördelningen.", "Work the allocation out again."),
        )
    return allocation


def _requisition(table: Table) -> RequisitionWindow:
    window = RequisitionWindow(
        opens=table.optional(table.day, "opens"),
        closes=table.day("closes"),
        lapses=table.flag("lapses"),
        clause=_clause(table),
    )
    if window.opens:
        _check_order(table, "closes", window.closes, window.opens)
    return window


def _repayment(table: Table, period: Period) -> RepaymentTerms:
    terms = RepaymentTerms(
        payee=table.text("payee"),
        floor=table.optional(table.kronor, "floor"),
        deadline=table.optional(table.day, "deadline"),
        clause=_clause(table),
    )
    if terms.deadline:
        _check_order(table, "deadline", terms.deadline, period.end)
    return terms


def _external_income(table: Table) -> ExternalIncomeTerms:
    elements = table.texts("elements")
    for element in elements:
        table.check_slug(element, "elements")
    return ExternalIncomeTerms(
        price=table.choice("price", _PRICES), elements=elements, clause=_clause(table)
    )


def _report(table: Table, period: Period) -> Report:
    report = Report(
        name=table.slug("name"),
        label=table.both("label"),
        to=table.text("to"),
        due=table.optional(table.day, "due"),
        clause=_clause(table),
        by=table.optional(table.text, "by"),
    )
    if report.due:
        _check_order(table, "due", report.due, period.start)
    return report


def _purposes(table: Table) -> dict[str, dict[str, Permission]]:
    purposes = {
        money: _permissions(inner)
        for money in _MONEY
        if (inner := table.optional(table.table, money))
    }
    if not purposes:
        raise table.error(
            vocabulary.MONEY_STATE,
            Text("saknas", "is missing"),
            Text("Skriv minst ett ändamål.", "Write at least one purpose."),
        )
    return purposes


def _permissions(table: Table) -> dict[str, Permission]:
    permissions: dict[str, Permission] = {}
    for name in table.names():
        table.check_slug(name)
        inner = table.table(name)
        severity = cast("Severity | None", inner.optional_choice("severity", _SEVERITIES))
        permissions[name] = Permission(name, severity, _clause(inner))
    return permissions


def _form_fields(table: Table) -> tuple[FormField, ...]:
    fields: list[FormField] = []
    for form in table.names():
        table.check_slug(form)
        for entry in table.tables(form):
            section, labels, clause = entry.text("section"), entry.texts("fields"), _clause(entry)
            keys = _form_keys(entry, len(labels))
            fields += (
                FormField(form, section, label, clause, key)
                for label, key in zip(labels, keys, strict=True)
            )
    return tuple(fields)


def _form_keys(table: Table, count: int) -> tuple[str | None, ...]:
    """What each of the fields asks for; all None when the programme does not say."""
    keys = table.optional(table.texts, "keys")
    if keys is None:
        return (None,) * count
    if len(keys) != count:
        raise table.error(
            "keys",
            Text(f"har {len(keys)} namn till {count} fält", f"has {len(keys)} for {count} fields"),
            Text("Skriv ett namn för varje fält.", "Write one name for each field."),
        )
    for key in keys:
        table.check_slug(key, "keys")
        if key not in FORM_KEYS and not key.startswith(OWN_TERM):
            raise table.error(
                "keys",
                Text(f"har ett okänt namn: ”{key}”", f"has an unknown name: “{key}”"),
                Text(
                    f"Använd ett namn ur docs/programfil.md, eller låt det börja med {OWN_TERM}",
                    f"Use a name from docs/programfil.md, or let it begin with {OWN_TERM}",
                ),
            )
    return keys


def _terms(table: Table) -> dict[str, Clause]:
    terms: dict[str, Clause] = {}
    for name in table.names():
        if name not in TERMS and not name.startswith(OWN_TERM):
            raise table.error(
                name,
                Text("är inget känt villkor", "is not a known term"),
                Text(
                    f"Använd ett namn ur docs/programfil.md, eller låt det egna villkoret "
                    f"börja med {OWN_TERM}",
                    f"Use a name from docs/programfil.md, or let your own term begin with "
                    f"{OWN_TERM}",
                ),
            )
        terms[name] = _clause(table.table(name))
    return terms


def _severities(table: Table) -> dict[str, Severity]:
    severities: dict[str, Severity] = {}
    for code in table.names():
        if not _RULE_CODE.fullmatch(code):
            raise table.error(
                code,
                Text("är ingen regelkod", "is not a rule code"),
                Text("Skriv en kod som EL101.", "Write a code such as EL101."),
            )
        severities[code] = cast("Severity", table.choice(code, _SEVERITIES))
    return severities


def _check_documents(root: Table, programme: Programme) -> None:
    for clause in programme.clauses():
        for source in clause.sources:
            if source.document not in programme.documents:
                raise root.error(
                    "documents",
                    Text(f"saknar källan ”{source.document}”", f"lacks “{source.document}”"),
                    Text(
                        "Skriv till dokumentet med dess namn, eller rätta source.",
                        "Add the document with its name, or mend source.",
                    ),
                )


def _check_unique(root: Table, key: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise root.error(
                key,
                Text(f"har två med namnet {name}", f"has two with the name {name}"),
                Text("Ge dem olika namn.", "Give them different names."),
            )
        seen.add(name)
