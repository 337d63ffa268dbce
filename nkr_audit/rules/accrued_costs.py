"""GY: accruals: dated in the year, about the year, released in full, and not left open."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from nkr_audit.accruals import group_of
from nkr_audit.closing import closing_in_force
from nkr_audit.money import ZERO
from nkr_audit.rules.grant_year import GY
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import REPORTED, TAG_ACCRUAL, TAG_RELEASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from nkr_audit.book import Accrual, CostLine, Deviation, Grant, Voucher
    from nkr_audit.period import Period

# How long after the grant year an accrual may wait for its invoice.
_PATIENCE = timedelta(days=90)


@GY.rule(
    201, "error", Text("Reserverad utanför bidragsåret", "Accrued outside the grant year"),
    "accrual",
    about=Text(
        "Reserveringen är daterad utanför bidragsåret. En reservering görs i bokslutet för "
        "bidragsåret, för fakturor som avser året men betalas efter det.",
        "The accrual is dated outside the grant year. An accrual is made when the grant year is "
        "closed, for invoices that are about the year and paid after it.",
    ),
)  # fmt: skip
def accrued_outside_year(subject: Subject) -> Iterator[Hit]:
    """An accrual is dated outside the grant year."""
    for grant in subject.book.grants:
        if grant.programme is None:
            continue
        period = grant.programme.period
        lines = (
            line
            for line in grant.cost_lines
            if TAG_ACCRUAL in line.voucher.tags and line.voucher.date not in period
        )
        for (voucher, deviation), found in _by_voucher(lines).items():
            yield _hit(
                grant, voucher, deviation, found,
                Text(
                    f"Reserveringen är daterad {voucher.date}, utanför bidragsåret {period}.",
                    f"The accrual is dated {voucher.date}, outside the grant year {period}.",
                ),
                Text(
                    f"bokför den i bidragsåret, senast {period.end}, om det som hände gäller året",
                    f"book it in the grant year, on {period.end} at the latest, if what took "
                    "place is about the year",
                ),
            )  # fmt: skip


@GY.rule(
    202, "warning", Text("Upplösningen skiljer sig", "The release differs from the accrual"),
    "accrual", "traceable",
    about=Text(
        "Det som har lösts upp är inte det som reserverades. Reserveringen ska lösas upp med samma "
        "belopp, så att bara fakturan står kvar; annars räknas skillnaden som kostnad en gång för "
        "mycket eller för litet.",
        "What was released is not what was accrued. An accrual is released by the same amount, so "
        "that only the invoice remains; else the difference counts once too often or too seldom.",
    ),
)  # fmt: skip
def release_differs(subject: Subject) -> Iterator[Hit]:
    """What was released is not what was accrued."""
    for grant in subject.book.grants:
        for accrual in grant.accruals:
            accrued, released = accrual.accrued, accrual.released
            difference = accrued + released
            if released and accrual.vouchers and difference != ZERO:
                releases = [line for line in accrual.lines if TAG_RELEASE in line.voucher.tags]
                voucher = releases[-1].voucher
                yield Hit(
                    Text(
                        f"Reserverat är {kronor(accrued)} kr ({_numbers(accrual)}) men "
                        f"upplöst {kronor(-released)} kr.",
                        f"SEK {kronor(accrued, 'en')} was accrued ({_numbers(accrual)}) "
                        f"but SEK {kronor(-released, 'en')} released.",
                    ),
                    Text(
                        "lös upp hela reserveringen, och bokför fakturan med sitt eget belopp",
                        "release the whole accrual, and book the invoice by its own amount",
                    ),
                    voucher.place, grant=grant, voucher=voucher, amount=difference,
                    deviation=voucher.deviation,
                )  # fmt: skip


@GY.rule(
    203, "warning", Text("Reserveringen är inte upplöst", "The accrual is still open"),
    "accrual", "accrual-about-year",
    about=Text(
        "Reserveringen står kvar fast bidraget är avslutat eller återrapporterat, eller fast mer "
        "än 90 dagar har gått sedan bidragsåret. Då är kostnaden en uppskattning som ingen faktura "
        "styrker, eller bokförd två gånger om fakturan redan finns.",
        "The accrual remains although the grant is closed or reported on, or more than 90 days "
        "have passed since the grant year. The cost is then an estimate that no invoice proves, "
        "or booked twice if the invoice is there already.",
    ),
)  # fmt: skip
def still_open(subject: Subject) -> Iterator[Hit]:
    """An accrual still stands when the grant is reported on."""
    for grant in subject.book.grants:
        if _is_report_time(grant, subject.book.last_date):
            for accrual in grant.accruals:
                if accrual.is_open:
                    yield _open_hit(grant, accrual, twice=accrual.actual != ZERO)


def _is_report_time(grant: Grant, now: date | None) -> bool:
    if closing_in_force(grant) or grant.events_of(REPORTED):
        return True
    return (
        grant.programme is not None
        and now is not None
        and now > grant.programme.period.end + _PATIENCE
    )


def _open_hit(grant: Grant, accrual: Accrual, *, twice: bool) -> Hit:
    voucher = accrual.vouchers[0]
    what = Text(
        "Reserveringen är inte upplöst, och ingen faktura har ersatt den.",
        "The accrual has not been released, and no invoice has replaced it.",
    )
    remedy = Text(
        "lös upp den med #upplosning och samma länk, och bokför fakturan om den har kommit",
        "release it with #upplosning and the same link, and book the invoice if it has come",
    )
    if twice:
        what = Text(
            f"Fakturan är bokförd, {kronor(accrual.actual)} kr, men reserveringen är inte "
            "upplöst, så kostnaden räknas två gånger.",
            f"The invoice is booked, SEK {kronor(accrual.actual, 'en')}, but the accrual has not "
            "been released, so the cost counts twice.",
        )
    return Hit(
        what, remedy, voucher.place, grant=grant, voucher=voucher, amount=accrual.accrued,
        deviation=voucher.deviation,
    )  # fmt: skip


@GY.rule(
    204, "error", Text("Upplösning utan reservering", "Release without an accrual"),
    "accrual", "traceable",
    about=Text(
        "En upplösning delar inte länk med någon reservering. Då syns det inte vad som löses upp, "
        "och minusbeloppet sänker kostnaderna utan att något har höjt dem.",
        "A release shares no link with an accrual. Nobody can then see what is released, and the "
        "negative amount lowers the costs although nothing has raised them.",
    ),
)  # fmt: skip
def release_alone(subject: Subject) -> Iterator[Hit]:
    """A release shares no link with an accrual."""
    groups = subject.book.accrual_groups
    for grant in subject.book.grants:
        lines = (
            line
            for line in grant.cost_lines
            if TAG_RELEASE in line.voucher.tags and group_of(line.voucher, groups) is None
        )
        for (voucher, deviation), found in _by_voucher(lines).items():
            yield _hit(
                grant, voucher, deviation, found,
                Text(
                    "Upplösningen delar inte länk med någon reservering.",
                    "The release shares no link with an accrual.",
                ),
                Text(
                    "ge den reserveringens länk, eller bokför den som en rättelse om inget är "
                    "reserverat",
                    "give it the accrual's link, or book it as a correction if nothing was accrued",
                ),
            )  # fmt: skip


@GY.rule(
    205, "error", Text("Fakturan gäller inte det reserverade", "Invoice not about the accrual"),
    "accrual-about-year",
    about=Text(
        "Fakturan som ersätter en reservering avser en annan tid än den som reserverades. "
        "Villkoret för att reservera är att det fakturan avser gäller bidragsåret.",
        "The invoice that replaces an accrual is for another time than the one accrued. The "
        "condition for an accrual is that what the invoice is for is about the grant year.",
    ),
)  # fmt: skip
def invoice_about_other_time(subject: Subject) -> Iterator[Hit]:
    """No part of the invoice that replaces an accrual is about the time that was accrued."""
    for grant in subject.book.grants:
        for accrual in grant.accruals:
            periods = _accrued_periods(grant, accrual)
            if not periods:
                continue
            replacing = (
                line
                for line in accrual.lines
                if not {TAG_ACCRUAL, TAG_RELEASE} & line.voucher.tags and line.amount > ZERO
            )
            for voucher, lines in _vouchers(replacing).items():
                if not any(_is_about(line, periods) for line in lines):
                    said = ", ".join(sorted({str(line.period) for line in lines}))
                    accrued = ", ".join(sorted(map(str, periods)))
                    yield _hit(
                        grant, voucher, lines[0].deviation, lines,
                        Text(
                            f"Fakturan avser {said}, men det reserverade ({_numbers(accrual)}) "
                            f"avser {accrued}.",
                            f"The invoice is for {said}, but what was accrued "
                            f"({_numbers(accrual)}) is for {accrued}.",
                        ),
                        Text(
                            "rätta avser: efter fakturan, eller ta bort länken till reserveringen "
                            "och lös upp den",
                            "correct avser: by the invoice, or remove the link to the accrual and "
                            "release it",
                        ),
                    )  # fmt: skip


def _accrued_periods(grant: Grant, accrual: Accrual) -> set[Period]:
    """What was accrued; the whole grant year where the accrual does not say."""
    year = grant.programme.period if grant.programme else None
    return {
        line.period if line.period_source == "avser" or year is None else year
        for line in accrual.lines
        if TAG_ACCRUAL in line.voucher.tags
    }


def _is_about(line: CostLine, periods: set[Period]) -> bool:
    """Tell whether a line is about one of the periods; one that says nothing is the accrual's."""
    return line.period_source != "avser" or any(
        line.period.days_shared_with(period) for period in periods
    )


def _numbers(accrual: Accrual) -> str:
    return ", ".join(voucher.number or "–" for voucher in accrual.vouchers)


def _vouchers(lines: Iterable[CostLine]) -> dict[Voucher, list[CostLine]]:
    found: dict[Voucher, list[CostLine]] = {}
    for line in lines:
        found.setdefault(line.voucher, []).append(line)
    return found


def _by_voucher(
    lines: Iterable[CostLine],
) -> dict[tuple[Voucher, Deviation | None], list[CostLine]]:
    """Lines by voucher, and by how they are accepted."""
    found: dict[tuple[Voucher, Deviation | None], list[CostLine]] = {}
    for line in lines:
        found.setdefault((line.voucher, line.deviation), []).append(line)
    return found


def _hit(
    grant: Grant, voucher: Voucher, deviation: Deviation | None, lines: list[CostLine],
    what: Text, remedy: Text,
) -> Hit:  # fmt: skip
    return Hit(
        what, remedy, lines[0].place if len(lines) == 1 else voucher.place, grant=grant,
        voucher=voucher, amount=sum((line.amount for line in lines), ZERO), lines=tuple(lines),
        deviation=deviation,
    )  # fmt: skip
