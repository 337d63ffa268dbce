"""The kinds of evidence: what stands on an invoice, a payslip, an allocation and so on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from nkr_audit.demo.evidence import Row, Sheet
from nkr_audit.money import ZERO
from nkr_audit.text import kronor, long_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from nkr_audit.demo.organisations import Supplier
    from nkr_audit.demo.plan import Activity, Employee, Grant

_CREDIT_DAYS: Final = 30
_AMOUNT: Final = "Belopp, kr"


def invoice(
    grant: Grant,
    supplier: Supplier,
    number: str,
    day: date,
    period: str,
    rows: Iterable[tuple[str, Decimal]],
    vat: tuple[int, Decimal],
) -> Sheet:
    """An invoice, or a credit note when its sum is negative."""
    items = tuple(rows)
    net = sum((amount for _, amount in items), ZERO)
    due = day + timedelta(days=_CREDIT_DAYS)
    credit = net < 0
    return Sheet(
        title="Kreditfaktura" if credit else "Faktura",
        issuer=_company(supplier),
        recipient=_recipient(grant),
        fields=(
            ("Fakturanummer", number),
            ("Fakturadatum", day.isoformat()),
            ("Förfallodatum", day.isoformat() if credit else due.isoformat()),
            ("Avser perioden", period),
            ("Er referens", f"kostnadsställe {grant.cost_centre}, {grant.id}"),
        ),
        heading=Row("Benämning", _AMOUNT),
        rows=tuple(Row(text, kronor(amount)) for text, amount in items),
        totals=(
            Row("Summa exklusive moms", kronor(net)),
            Row(f"Moms {vat[0]} %", kronor(vat[1])),
            Row("Att kreditera" if credit else "Att betala", kronor(net + vat[1])),
        ),
        notes=("Godkänd för F-skatt.",),
    )


def payslip(
    grant: Grant, employee: Employee, day: date, month: str, figures: tuple[Decimal, ...]
) -> Sheet:
    """A payslip; ``figures`` are salary, tax, and the grant's part of salary and of charges."""
    salary, tax, part, charges = figures
    return Sheet(
        title="Lönespecifikation",
        issuer=(grant.region, "Löneenheten"),
        recipient=(f"Anställningsnummer {employee.number}", employee.title),
        fields=(
            ("Löneperiod", month),
            ("Utbetalningsdag", day.isoformat()),
            ("Andel för bidraget", f"{employee.percent} % enligt tidredovisning"),
            ("Kostnadsställe", f"{grant.cost_centre} ({grant.id})"),
        ),
        heading=Row("Löneart", _AMOUNT),
        rows=(
            Row("Månadslön", kronor(salary)),
            Row("Preliminär skatt", kronor(-tax)),
            Row("Nettolön", kronor(salary - tax)),
        ),
        totals=(
            Row(f"Lön på {grant.cost_centre}, {employee.percent} %", kronor(part)),
            Row("Sociala avgifter och pensioner på den delen", kronor(charges)),
        ),
        notes=("Personnummer visas inte i exempeldata.",),
    )


def contract(grant: Grant, employee: Employee) -> Sheet:
    """A contract of employment."""
    return Sheet(
        title="Anställningsavtal",
        issuer=(grant.region, "Enheten för kvalitetsregister"),
        recipient=(f"Anställningsnummer {employee.number}", employee.title),
        fields=(
            ("Anställningsform", "tillsvidareanställning"),
            ("Tillträde", f"{grant.year}-01-01"),
            ("Månadslön", f"{kronor(employee.salary)} kr"),
            ("Placering", f"{employee.percent} % på kostnadsställe {grant.cost_centre}"),
            ("Arbetsuppgifter", ", ".join(part.register for part in employee.to)),
        ),
        notes=(
            "Arbetet i den angivna omfattningen bekostas av statsbidraget. Övrig tid bekostas av "
            "regionen.",
            "Undertecknat av arbetsgivare (chef1) och arbetstagare.",
        ),
    )


def allocation(
    grant: Grant, unit: str, day: date, period: str, text: str, key: tuple[str, str, str]
) -> Sheet:
    """How an internal cost was spread; ``key`` is the basis, the pool and the share written out."""
    basis, pool, share = key
    return Sheet(
        title="Fördelning av gemensam kostnad",
        issuer=(grant.region, unit),
        recipient=(f"Kostnadsställe {grant.cost_centre}", grant.id),
        fields=(
            ("Upprättad", day.isoformat()),
            ("Period", period),
            ("Kostnaden avser", text),
            ("Att fördela", f"{pool} kr"),
            ("Fördelningsnyckel", basis),
            ("Bidragets del", share),
        ),
        notes=("Nyckeln är fastställd för hela året av chef1 och lika för alla kostnadsställen.",),
    )


def delivery(grant: Grant, supplier: Supplier, day: date, period: str, text: str) -> Sheet:
    """A delivery report: the event itself, proved apart from the invoice."""
    return Sheet(
        title="Leveransrapport",
        issuer=_company(supplier),
        recipient=_recipient(grant),
        fields=(
            ("Leveransdag", day.isoformat()),
            ("Utfört under", period),
            ("Beställning", f"kostnadsställe {grant.cost_centre}, {grant.id}"),
            ("Levererat", text),
        ),
        notes=(
            f"Mottaget och godkänt av beställaren {long_date(day)} (ekonom1).",
            "Faktura kommer efter årsskiftet.",
        ),
    )


def activity(grant: Grant, one: Activity) -> Sheet:
    """Proof that an insats was carried out."""
    return Sheet(
        title=f"Genomförd insats {one.id}",
        issuer=(grant.region, "Enheten för kvalitetsregister"),
        recipient=(f"Bidrag {grant.id}", f"Kostnadsställe {grant.cost_centre}"),
        fields=(("Insats", one.name), *one.proof, ("Främjar syftet", one.promotes)),
        notes=(f"Sammanställd {long_date(one.day)} av registerhållaren.",),
    )


def decision(
    grant: Grant, title: str, issuer: str, day: date, amounts: Iterable[tuple[str, Decimal]]
) -> Sheet:
    """A payer's decision."""
    rows, totals = _table(amounts)
    return Sheet(
        title=title,
        issuer=(issuer,),
        recipient=(grant.region, "Registrator"),
        fields=(("Datum", day.isoformat()), ("Bidrag", grant.id)),
        heading=Row("Avser", _AMOUNT),
        rows=rows,
        totals=totals,
        notes=("Exempel på ett beslut. Det är inte utfärdat av någon myndighet.",),
    )


def order(grant: Grant, day: date, text: str, amounts: Iterable[tuple[str, Decimal]]) -> Sheet:
    """A journal order: the region's own paper for a booking that no outside document explains."""
    rows, totals = _table(amounts)
    return Sheet(
        title="Bokföringsorder",
        issuer=(grant.region, "Redovisningsenheten"),
        recipient=(f"Kostnadsställe {grant.cost_centre}", grant.id),
        fields=(("Datum", day.isoformat()), ("Händelse", text)),
        heading=Row("Specifikation", _AMOUNT),
        rows=rows,
        totals=totals,
        notes=("Upprättad av ekonom1, attesterad av chef1.",),
    )


def _table(amounts: Iterable[tuple[str, Decimal]]) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """The rows, and their sum when there are more than one."""
    items = tuple(amounts)
    total = Row("Summa", kronor(sum((amount for _, amount in items), ZERO)))
    rows = tuple(Row(text, kronor(amount)) for text, amount in items)
    return rows, (total,) if len(rows) > 1 else ()


def _company(supplier: Supplier) -> tuple[str, ...]:
    return supplier.name, f"Organisationsnummer {supplier.number}", "Exempelgatan 1, Exempelstad"


def _recipient(grant: Grant) -> tuple[str, ...]:
    return grant.region, "Enheten för kvalitetsregister", "Fakturamottagning"
