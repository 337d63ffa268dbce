"""The settlement as a person reads it: one screen, the figures aligned, every step shown."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from nkr_audit.assessment import questions_costs
from nkr_audit.labels import label_of
from nkr_audit.money import ZERO
from nkr_audit.reports.rows import FIGURE, LABEL, grant_heading, row, rule_off, shortened
from nkr_audit.text import Text, kronor, long_date, percent, whole_kronor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import Accrual
    from nkr_audit.settlement import Settlement, Share
    from nkr_audit.text import Language

_PAGE = 100


def settlement_lines(
    assessed: GrantAssessment, last_date: date | None, language: Language
) -> Iterator[str]:
    """Write out one grant's settlement. ``last_date`` is the last day the book holds."""
    settlement = assessed.settlement
    yield from figure_lines(assessed, last_date, language)
    yield from _registers(settlement, language)
    purposes = Text("Per ändamål", "By purpose")
    yield from _shares(purposes, settlement.by_purpose, language)
    yield from _notes(settlement, language)
    yield from _shares(Text("Per kostnadsslag", "By category"), settlement.by_category, language)
    yield from _cut_away(settlement, language)
    yield from _accruals(settlement, language)


def figure_lines(
    assessed: GrantAssessment, last_date: date | None, language: Language
) -> Iterator[str]:
    """Write out the figure and what puts it at risk, without the breakdowns."""
    yield from _heading(assessed.settlement, last_date, language)
    yield from _figure(assessed, language)
    yield from _risk(assessed, language)


def _heading(settlement: Settlement, last_date: date | None, language: Language) -> Iterator[str]:
    grant, programme = settlement.grant, settlement.grant.programme
    yield grant_heading(grant, language)
    if programme:
        period = f"{programme.period.start} – {programme.period.end}"
        booked = (
            Text(f"bokfört t.o.m. {last_date}", f"booked until {last_date}")
            if last_date
            else Text("inget bokfört", "nothing booked")
        ).to(language)
        yield f"{Text('Bidragsår', 'Grant year').to(language)} {period} · {booked}"
    yield ""


def _figure(assessed: GrantAssessment, language: Language) -> Iterator[str]:
    settlement = assessed.settlement
    receipts = {receipt.voucher.number or "" for receipt in settlement.grant.receipts}
    yield row(
        Text("Utbetalt bidrag", "Grant received"), settlement.received, language,
        ", ".join(sorted(receipts)),
    )  # fmt: skip
    count = settlement.cost_vouchers
    yield row(
        Text("Kostnader i bidragsåret", "Costs in the grant year"), -settlement.costs, language,
        Text(
            f"{count} {'verifikation' if count == 1 else 'verifikationer'}",
            f"{count} {'voucher' if count == 1 else 'vouchers'}",
        ),
    )  # fmt: skip
    accruals = settlement.grant.accruals
    if accruals:
        yield row(
            Text("  reserverat vid årsskiftet", "  accrued at year end"),
            sum((accrual.accrued for accrual in accruals), ZERO), language,
            _accruals_note(accruals),
        )  # fmt: skip
    yield rule_off()
    yield row(
        Text("Oanvänt (bidrag − kostnader)", "Unused (grant − costs)"), settlement.unused,
        language, _repayment_note(settlement),
    )  # fmt: skip
    if settlement.repaid:
        vouchers = ", ".join(entry.voucher.number or "" for entry in settlement.grant.repayments)
        yield row(Text("Återbetalt", "Repaid"), -settlement.repaid, language, vouchers)
        yield row(Text("Kvar att återbetala", "Left to repay"), settlement.outstanding, language)
    yield ""


def _accruals_note(accruals: Sequence[Accrual]) -> Text:
    count, still_open = len(accruals), sum(accrual.is_open for accrual in accruals)
    if still_open:
        left = Text(
            f"{still_open} ännu inte {'upplöst' if still_open == 1 else 'upplösta'}",
            f"{still_open} not yet released",
        )
    else:
        left = Text("upplöst" if count == 1 else "alla upplösta", "released")
    return Text(
        f"{count} {'reservering' if count == 1 else 'reserveringar'}, {left.sv}",
        f"{count} {'accrual' if count == 1 else 'accruals'}, {left.en}",
    )


def _repayment_note(settlement: Settlement) -> Text:
    """Say whether the unused money is to be repaid: to whom, when and why."""
    programme = settlement.grant.programme
    if programme is None or not settlement.received:
        return Text("", "")
    terms = programme.repayment
    if settlement.overspent:
        return Text("överskridet; regionen betalar själv", "overspent; the region pays itself")
    if not settlement.repayable:
        return Text("allt är använt", "all is used")
    floor = terms.floor
    if not settlement.repayment_expected and floor is not None:
        return Text(
            f"återbetalas inte: högst {whole_kronor(floor)} kr",
            f"not repaid: at most SEK {whole_kronor(floor, 'en')}",
        )
    if terms.deadline:
        return Text(
            f"återbetalas till {terms.payee} senast {long_date(terms.deadline)}",
            f"to be repaid to {terms.payee} by {long_date(terms.deadline, 'en')}",
        )
    above = Text(
        f" (över {whole_kronor(floor)} kr)" if floor is not None else "",
        f" (above SEK {whole_kronor(floor, 'en')})" if floor is not None else "",
    )
    return Text(
        f"återbetalas när {terms.payee} fakturerar{above.sv}",
        f"to be repaid when {terms.payee} sends an invoice{above.en}",
    )


def _risk(assessed: GrantAssessment, language: Language) -> Iterator[str]:
    errors = sum(finding.is_open_error for finding in assessed.findings)
    questioning = sum(
        questions_costs(finding) and bool(finding.lines) for finding in assessed.findings
    )
    if assessed.questioned or errors:
        yield row(
            Text("Ifrågasatt", "Questioned"), assessed.questioned, language,
            Text(
                f"{questioning} av {errors} fel, se nkr check",
                f"{questioning} of {errors} errors, see nkr check",
            ),
        )  # fmt: skip
        yield row(
            Text("Oanvänt om det underkänns", "Unused if that is disallowed"),
            assessed.unused_if_disallowed, language,
        )  # fmt: skip
    share = assessed.proved_share
    if share is not None:
        label = Text("Styrkt med underlag", "Proved by evidence").to(language)
        yield f"  {label:<{LABEL}}{percent(share, language):>{FIGURE}}"
    yield ""


def _registers(settlement: Settlement, language: Language) -> Iterator[str]:
    heads = Text("direkt", "direct"), Text("indirekt", "indirect"), Text("summa", "total")
    title = Text("Per register", "By register").to(language)
    width = max(
        [len(title), *(len(cost.register or "") for cost in settlement.by_register)], default=0
    )
    width = min(max(width, 26), 60)
    columns = "".join(f"{head.to(language):>{FIGURE}}" for head in heads)
    yield f"  {title:<{width}}{columns}"
    for cost in settlement.by_register:
        name = cost.register or label_of(None).to(language)
        sums = (cost.direct, cost.indirect, cost.direct + cost.indirect)
        figures = "".join(f"{kronor(amount, language):>{FIGURE}}" for amount in sums)
        yield f"  {shortened(name, width):<{width}}{figures}"
    silent = {register.name for register in settlement.grant.registers} - {
        cost.register for cost in settlement.by_register
    }
    if silent:
        label = Text("Register utan kostnader", "Registers without costs").to(language)
        yield f"  {label}: {', '.join(sorted(silent))}"
    yield ""


def _shares(title: Text, shares: Sequence[Share], language: Language) -> Iterator[str]:
    if not shares:
        return
    yield f"  {title.to(language)}"
    for share in shares:
        yield row(Text(*(f"  {text}" for text in label_of(share.name))), share.amount, language)
    yield ""


def _notes(settlement: Settlement, language: Language) -> Iterator[str]:
    """How disputed purposes are read, where the programme says so."""
    grant = settlement.grant
    permissions = grant.programme.purposes.get(grant.money, {}) if grant.programme else {}
    noted: list[str] = []
    for share in settlement.by_purpose:
        permission = permissions.get(share.name or "")
        if permission is not None and permission.clause.interpretation is not None:
            reading = permission.clause.interpretation.to(language)
            note = f"{label_of(share.name).to(language)}: {reading}"
            noted += wrap(note, _PAGE, initial_indent="  ", subsequent_indent="    ")
    if noted:
        yield from noted
        yield ""


def _cut_away(settlement: Settlement, language: Language) -> Iterator[str]:
    """What was booked on the grant but arose outside its year."""
    lines = [line for line in settlement.grant.cost_lines if line.outside]
    if not lines:
        return
    title = Text("Utanför bidragsåret, räknas inte", "Outside the year, not counted")
    yield f"  {title.to(language)}"
    for line in lines:
        label = f"  {line.voucher.number or line.voucher.date} {line.account_number}"
        yield row(
            Text(label, label), line.outside, language,
            Text(f"avser {line.period}", f"for {line.period}"),
        )  # fmt: skip
    yield row(Text("  Summa", "  Total"), settlement.outside, language)
    yield ""


def _accruals(settlement: Settlement, language: Language) -> Iterator[str]:
    accruals = settlement.grant.accruals
    if not accruals:
        return
    heads = (
        Text("reserverat", "accrued"), Text("upplöst", "released"),
        Text("utfall", "outcome"), Text("skillnad", "difference"),
    )  # fmt: skip
    title = Text("Reserveringar", "Accruals").to(language)
    columns = "".join(f"{head.to(language):>{FIGURE}}" for head in heads)
    yield f"  {title:<26}{columns}"
    for accrual in accruals:
        numbers = ", ".join(voucher.number or "" for voucher in accrual.vouchers)
        sums = (accrual.accrued, accrual.released, accrual.actual)
        figures = "".join(f"{kronor(amount, language):>{FIGURE}}" for amount in sums)
        if accrual.is_open:
            last = f"{Text('ej upplöst', 'open').to(language):>{FIGURE}}"
        else:
            last = f"{kronor(accrual.difference, language):>{FIGURE}}"
        yield f"  {shortened(numbers, 26):<26}{figures}{last}"
    yield ""
