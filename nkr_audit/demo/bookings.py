"""From what happened to how it is booked: invoices, salaries, allocations and corrections."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from nkr_audit import vocabulary as words
from nkr_audit.demo import papers
from nkr_audit.demo.chart import account
from nkr_audit.demo.costs import concerning, cost_lines
from nkr_audit.demo.drafts import OTHER, SUPPLIERS, Draft, Line, Meta, Paper, workday
from nkr_audit.demo.payroll import book_payroll
from nkr_audit.demo.plan import Accrual, Allocation, Correction, Invoice
from nkr_audit.money import to_ore
from nkr_audit.text import kronor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from nkr_audit.demo.organisations import Supplier
    from nkr_audit.demo.plan import Event, Grant


def book_events(grant: Grant) -> list[Draft]:
    """Every draft of the grant except receipt, payments, income and repayment."""
    drafts = [*book_payroll(grant)]
    invoices = Counter[str]()
    for place, event in enumerate(sorted(grant.events, key=_first_day)):
        key = event.key or f"{grant.id}-{place}"
        match event:
            case Invoice():
                drafts.append(_invoice(grant, event, key, _next_number(event.supplier, invoices)))
            case Allocation():
                drafts.append(_allocation(grant, event, key))
            case Accrual():
                drafts += _accrual(grant, event, _next_number(event.supplier, invoices))
            case Correction():
                drafts.append(_correction(grant, event, key))
    return list(_share_evidence(drafts))


def _first_day(event: Event) -> date:
    return event.invoiced if isinstance(event, Accrual) else event.day


def _next_number(supplier: Supplier, invoices: Counter[str]) -> str:
    number = supplier.first_invoice + supplier.step * invoices[supplier.number]
    invoices[supplier.number] += 1
    return str(number)


def _supplier_meta(supplier: Supplier, number: str) -> Meta:
    return (("faktura", number), ("motpart-orgnr", supplier.number))


def _debt_lines(net: Decimal, vat: Decimal) -> tuple[Line, ...]:
    """VAT to be recovered and the debt to the supplier, both outside the grant."""
    recovered = (Line(account("1640", ""), vat),) if vat else ()
    return (*recovered, Line(account("2440", ""), -(net + vat)))


def _invoice(grant: Grant, event: Invoice, key: str, number: str) -> Draft:
    day = workday(event.day)
    net, prepaid = event.net, event.prepaid
    vat = to_ore((net + prepaid) * event.vat / 100)
    rows = [(event.text, net + prepaid)]
    later = (Line(account("1710", ""), prepaid),) if prepaid else ()
    sheet = papers.invoice(
        grant, event.supplier, number, day, event.billed or event.period, rows, (event.vat, vat)
    )
    return Draft(
        key=key,
        series=SUPPLIERS,
        day=day,
        payee=event.supplier.name,
        text=event.text,
        lines=(
            *cost_lines(grant, event.account, net, event.to),
            *later,
            *_debt_lines(net + prepaid, vat),
        ),
        meta=(
            *_supplier_meta(event.supplier, number),
            *concerning(grant, event.account, event.period, event.activity),
        ),
        papers=(Paper("faktura", sheet, day, "faktura"),),
        links=(event.credits,) if event.credits else (),
    )


def _allocation(grant: Grant, event: Allocation, key: str) -> Draft:
    day = workday(event.day)
    amount = to_ore(event.pool * event.part / event.whole)
    share = f"{event.part} av {event.whole}, {kronor(amount)} kr"
    sheet = papers.allocation(
        grant, event.unit, day, event.period, event.text, (event.basis, kronor(event.pool), share)
    )
    return Draft(
        key=key,
        series=OTHER,
        day=day,
        payee=event.unit,
        text=event.text,
        lines=(
            *cost_lines(grant, event.account, amount, event.to),
            Line(account("2890", ""), -amount),
        ),
        meta=concerning(grant, event.account, event.period, event.activity),
        papers=(Paper("fordelning", sheet, day, "fordelning"),),
    )


def _accrual(grant: Grant, event: Accrual, number: str) -> tuple[Draft, ...]:
    """The accrual, its release, and the invoice that replaces it; they share one link."""
    estimate, final = event.estimate, event.final
    vat = to_ore(final * event.vat / 100)
    delivered, invoiced = event.delivered, workday(event.invoiced)
    release, invoice = f"{event.key}-upplosning", f"{event.key}-faktura"
    meta = concerning(grant, event.account, event.period, event.activity)
    rows = [(event.text, final)]
    proof = papers.delivery(grant, event.supplier, delivered, event.period, event.delivery)
    bill = papers.invoice(
        grant, event.supplier, number, invoiced, event.period, rows, (event.vat, vat)
    )
    accrual = Draft(
        key=event.key,
        series=OTHER,
        day=date(grant.year, 12, 31),
        payee=event.supplier.name,
        text=f"Reservering: {_lower(event.text)}, faktura kommer efter årsskiftet",
        lines=(
            *cost_lines(grant, event.account, estimate, event.to),
            Line(account("2990", ""), -estimate),
        ),
        tags=(words.TAG_ACCRUAL,),
        meta=meta,
        papers=(
            Paper("leverans", proof, delivered, "leverans", (release, invoice)),
            Paper("faktura", bill, invoiced, "faktura", (release, invoice)),
        ),
    )
    reversal = replace(
        accrual,
        key=release,
        day=workday(date(grant.year + 1, 1, 2)),
        text=f"Upplösning av reservering {{{event.key}}}: {_lower(event.text)}",
        lines=tuple(replace(line, amount=-line.amount) for line in accrual.lines),
        tags=(words.TAG_RELEASE,),
        papers=(),
        links=(event.key,),
    )
    billed = replace(
        accrual,
        key=invoice,
        series=SUPPLIERS,
        day=invoiced,
        text=f"{event.text}, ersätter reservering {{{event.key}}}",
        lines=(*cost_lines(grant, event.account, final, event.to), *_debt_lines(final, vat)),
        tags=(),
        meta=(*_supplier_meta(event.supplier, number), *meta),
        papers=(),
        links=(event.key,),
    )
    return accrual, reversal, billed


def _correction(grant: Grant, event: Correction, key: str) -> Draft:
    day = workday(event.day)
    amount = event.amount
    target = event.to_account or event.account
    away = cost_lines(grant, event.account, -amount, event.away)
    if event.to is None:
        to: tuple[Line, ...] = (Line(account("2890", ""), amount),)
    else:
        to = cost_lines(grant, target, amount, event.to)
    sheet = papers.order(
        grant, day, event.text, [("Rättar verifikation {" + event.of + "}", amount)]
    )
    return Draft(
        key=key,
        series=OTHER,
        day=day,
        payee="Redovisningsenheten",
        text=event.text,
        lines=(*away, *to),
        tags=(words.TAG_CORRECTION,),
        meta=concerning(grant, target, event.period, event.activity),
        papers=(Paper("ovrigt", sheet, day, "bokforingsorder"),),
        links=(event.of,),
        corrects=event.of,
    )


def _share_evidence(drafts: list[Draft]) -> Iterator[Draft]:
    """A correction rests on the papers of what it corrects, too."""
    corrections = {draft.corrects: draft.key for draft in drafts if draft.corrects}
    for draft in drafts:
        key = corrections.get(draft.key)
        if key is None:
            yield draft
        else:
            shared = tuple(replace(p, shared=(*p.shared, key)) for p in draft.papers)
            yield replace(draft, papers=shared)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
