"""The amount at risk as a person reads it, beside the unused figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.labels import label_of
from nkr_audit.reports.risk import risk_of
from nkr_audit.reports.rows import LABEL, row, rule_off, shortened
from nkr_audit.rules import FAMILIES
from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nkr_audit.assessment import Assessment, GrantAssessment
    from nkr_audit.reports.page import Page
    from nkr_audit.reports.risk import FamilyRisk, Risk, VoucherRisk
    from nkr_audit.reports.shown import Shown

_WIDEST = 66
_UNUSED = Text("Oanvänt (bidrag − kostnader)", "Unused (grant − costs)")
_DISALLOWED = Text("  om det ifrågasatta underkänns", "  if the questioned is disallowed")


def risk_lines(
    assessment: Assessment, chosen: Shown, page: Page, *, in_detail: bool
) -> Iterator[str]:
    """Write out what is at risk, grant by grant; ``in_detail`` by register and voucher too.

    All of each grant's open errors count, also those that are not shown.
    """
    at_risk = [
        (assessed, risk)
        for assessed in assessment.grants
        if (risk := risk_of(assessed.findings)).families
    ]
    if at_risk and any(fault.drops for fault in assessment.book.faults):
        yield page.say(Text(
            "Belopp i riskzonen räknas inte, för allt i boken gick inte att läsa.",
            "The amount at risk is not counted, for not all of the book could be read.",
        ))  # fmt: skip
        yield ""
        return
    for assessed, risk in at_risk:
        hint = _hint(chosen, in_detail=in_detail).to(page.language)
        title = Text("Belopp i riskzonen", "Amount at risk").to(page.language)
        yield page.style(f"{title}, {assessed.settlement.grant.id}", "reset") + hint
        yield from _of_grant(assessed, risk, page, in_detail=in_detail)
        yield ""


def _of_grant(
    assessed: GrantAssessment, risk: Risk, page: Page, *, in_detail: bool
) -> Iterator[str]:
    width = _width(risk) if in_detail else LABEL
    language = page.language
    if in_detail:
        yield from _breakdowns(risk, page, width)
    indent = "  " if in_detail else ""
    names = {family.letters: family.name for family in FAMILIES}
    for family in risk.families:
        label = Text(*(f"{indent}{family.letters}  {name}" for name in names[family.letters]))
        yield row(label, family.amount, language, _note(family), width=width)
    yield rule_off(width=width)
    yield row(Text("Ifrågasatt", "Questioned"), risk.total, language, width=width)
    yield row(_UNUSED, assessed.settlement.unused, language, width=width)
    yield row(_DISALLOWED, assessed.unused_if_disallowed, language, width=width)


def _hint(chosen: Shown, *, in_detail: bool) -> Text:
    """What a reader of the figures has to know, or may want to."""
    if chosen.is_partial:
        return Text(" (alla fel, även de som inte visas)", " (all errors, also those not shown)")
    if in_detail:
        return Text("", "")
    return Text(" (per register och verifikation: --risk)", " (by register and voucher: --risk)")


def _note(family: FamilyRisk) -> Text:
    swedish = f"{family.errors} fel"
    english = f"{family.errors} {'error' if family.errors == 1 else 'errors'}"
    if family.counted_before:
        swedish += f", {kronor(family.counted_before)} till räknas ovan"
        english += f", {kronor(family.counted_before, 'en')} more counted above"
    return Text(swedish, english)


def _breakdowns(risk: Risk, page: Page, width: int) -> Iterator[str]:
    language = page.language
    yield f"  {Text('Per register', 'By register').to(language)}"
    for share in risk.registers:
        name = share.name or label_of(None).to(language)
        label = f"  {shortened(name, width - 2)}"
        yield row(Text(label, label), share.amount, language, width=width)
    yield f"  {Text('Per verifikation', 'By voucher').to(language)}"
    for voucher, name in zip(risk.vouchers, _names(risk.vouchers), strict=True):
        label = f"  {shortened(name, width - 2)}"
        note = ", ".join(voucher.codes)
        yield row(Text(label, label), voucher.amount, language, note, width=width)
    yield f"  {Text('Per familj', 'By family').to(language)}"


def _width(risk: Risk) -> int:
    """Wide enough for the names, within reason."""
    names = [*(share.name or "" for share in risk.registers), *_names(risk.vouchers)]
    return min(_WIDEST, max(LABEL, *(len(name) + 4 for name in names)))


def _names(vouchers: Sequence[VoucherRisk]) -> list[str]:
    """Number, date and payee of each, in columns."""
    longest = max(len(each.voucher.number or "–") for each in vouchers)
    return [
        f"{each.voucher.number or '–':<{longest}}  {each.voucher.date}  {each.voucher.payee}"
        for each in vouchers
    ]
