"""Closing a grant: income for the year's costs, the unused money as a debt, and ``bokslut``.

The figure is not changed by it. Before and after, the balance of ``Skulder:G:*`` is received −
recognised − repaid; after it, that is what is left to pay back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.closing import closing_in_force
from nkr_audit.errors import NkrError
from nkr_audit.recording.accounts import Accounts
from nkr_audit.recording.closing_rows import debt_rows, income_rows
from nkr_audit.recording.files import contents_with
from nkr_audit.recording.model import NewEvent, NewVoucher, Plan
from nkr_audit.recording.numbers import next_numbers
from nkr_audit.text import Text, kronor
from nkr_audit.vocabulary import CLOSING, REOPENED, TAG_INCOME

if TYPE_CHECKING:
    from datetime import date

    from nkr_audit.assessment import GrantAssessment
    from nkr_audit.book import Grant
    from nkr_audit.finding import Finding
    from nkr_audit.programme import Programme
    from nkr_audit.recording.model import Registered
    from nkr_audit.recording.view import View

_PAYEE: Final = "Bokslut"
# What makes the figure itself uncertain; no reason is good enough to close with it.
_UNCOUNTABLE: Final = frozenset({"VO001", "VO002", "VO003", "VO004", "GY001"})


def plan_closing(
    view: View,
    grant_id: str,
    year: int,
    registered: Registered,
    series: str,
    accounts_given: tuple[str | None, str | None] = (None, None),
) -> Plan:
    """Plan the closing of a grant. Raises NkrError when it is closed, or its books do not agree.

    ``accounts_given`` are those of the income and of the debt, where a person has named them.
    """
    assessed = view.assessed(grant_id)
    settlement, grant = assessed.settlement, assessed.settlement.grant
    programme = _programme_of(grant, year)
    _refuse_early(grant, programme, registered.on)
    _refuse_closed_already(grant)
    _refuse_unsound(assessed)
    accounts = Accounts(view, grant.id)
    is_first = not grant.events_of(CLOSING)
    day = programme.period.end if is_first else registered.on
    texts = _texts(grant, programme.repayment.payee, is_first=is_first)
    rows = [
        (text, booked, tags)
        for text, booked, tags in (
            (
                texts[0],
                income_rows(view, settlement, accounts, accounts_given[0]),
                (TAG_INCOME,),
            ),
            (
                texts[1],
                debt_rows(view, settlement, accounts, accounts_given[1]),
                (),
            ),
        )
        if booked
    ]
    numbers = next_numbers(view, series, [day.year] * len(rows))
    vouchers = tuple(
        NewVoucher(number, day, _PAYEE, text, registered, booked, tags)
        for number, (text, booked, tags) in zip(numbers, rows, strict=True)
    )
    event = NewEvent(CLOSING, registered.on)
    opens = accounts.new_ones(row.account for voucher in vouchers for row in voucher.rows)
    contents = contents_with(view.ledger, grant.id, vouchers, event, opens)
    return Plan(grant.id, vouchers, contents, event)


def _texts(grant: Grant, payee: str, *, is_first: bool) -> tuple[str, str]:
    """What the vouchers say: of the income, and of the debt."""
    if is_first:
        return (
            f"Intäktsföring av statsbidrag {grant.id} mot bidragsårets kostnader",
            f"Oanvänt bidrag {grant.id} förs om till skuld till {payee}",
        )
    return (
        f"Justering av intäktsföring {grant.id} efter nytt bokslut",
        f"Justering av skuld till {payee} för {grant.id} efter nytt bokslut",
    )


def plan_reopening(view: View, grant_id: str, year: int, day: date) -> Plan:
    """Plan that a closed grant is open again. Raises NkrError when it is not closed."""
    grant = view.grant(grant_id)
    _programme_of(grant, year)
    closing = closing_in_force(grant)
    if closing is None:
        raise NkrError(
            Text(f"{grant.id} är inte stängt.", f"{grant.id} is not closed."),
            remedy=Text("bokför som vanligt", "book as usual"),
            place=grant.place,
        )
    if day < closing.date:
        raise NkrError(
            Text(
                f"{grant.id} stängdes {closing.date} och kan inte öppnas {day}.",
                f"{grant.id} was closed on {closing.date} and cannot be opened on {day}.",
            ),
            remedy=Text("ange en senare dag", "give a later day"),
            place=closing.place,
        )
    event = NewEvent(REOPENED, day)
    return Plan(grant.id, (), contents_with(view.ledger, grant.id, (), event), event)


def remaining_errors(after: View, grant_id: str) -> tuple[Finding, ...]:
    """The errors of the grant that nobody has accepted."""
    return tuple(
        finding
        for finding in after.assessment.findings
        if finding.is_open_error
        and (
            finding.grant_id == grant_id
            or (finding.voucher is not None and grant_id in finding.voucher.grant_ids)
        )
    )


def check_outcome(before: View, after: View, plan: Plan) -> None:
    """Make sure that the figure stands, and that the liability is what it is to be.

    Raises NkrError when it would not: nothing is written then.
    """
    old, new = (view.assessed(plan.grant_id).settlement for view in (before, after))
    is_closing = plan.event is not None and plan.event.kind == CLOSING
    sound = old.unused == new.unused and new.grant.liability == new.liability_expected
    if is_closing:
        sound = sound and new.grant.liability == new.outstanding
    if sound and (closing_in_force(new.grant) is not None) is is_closing:
        return
    raise NkrError(
        Text(
            f"Efter bokslutet skulle skulden vara {kronor(new.grant.liability)} kr och det oanvända"
            f" som återstår {kronor(new.outstanding)} kr. De ska vara lika, och inget är skrivet.",
            f"After the closing the liability would be SEK {kronor(new.grant.liability, 'en')} and "
            f"the unused money that remains SEK {kronor(new.outstanding, 'en')}. They are to be "
            "the same, and nothing is written.",
        ),
        remedy=Text(
            "se efter vad mer som är bokfört på bidragets skuldkonton (nkr check)",
            "look for what else is booked on the liability accounts of the grant (nkr check)",
        ),
        place=new.grant.place,
    )


def _programme_of(grant: Grant, year: int) -> Programme:
    programme = grant.programme
    if programme is None or programme.period.end.year != year:
        period = programme.period if programme else "–"
        raise NkrError(
            Text(
                f"Bidragsåret för {grant.id} är {period}, inte {year}.",
                f"The grant year of {grant.id} is {period}, not {year}.",
            ),
            remedy=Text("ange bidragets eget år", "give the grant's own year"),
            place=grant.place,
        )
    return programme


def _refuse_early(grant: Grant, programme: Programme, day: date) -> None:
    if day < programme.period.end:
        raise NkrError(
            Text(
                f"Bidragsåret för {grant.id} är slut först {programme.period.end}.",
                f"The grant year of {grant.id} ends on {programme.period.end}.",
            ),
            remedy=Text("stäng bidraget när året är slut", "close the grant when the year is over"),
            place=grant.place,
        )


def _refuse_closed_already(grant: Grant) -> None:
    closing = closing_in_force(grant)
    if closing is not None:
        raise NkrError(
            Text(
                f"{grant.id} är redan stängt, {closing.date}.",
                f"{grant.id} is closed already, on {closing.date}.",
            ),
            remedy=Text(
                "öppna det först med --reopen --reason SKÄL om något ska ändras",
                "open it first by --reopen --reason TEXT if something is to change",
            ),
            place=closing.place,
        )


def _refuse_unsound(assessed: GrantAssessment) -> None:
    """Refuse a grant whose figure is uncertain, or whose liability does not agree with it."""
    settlement, grant = assessed.settlement, assessed.settlement.grant
    for finding in assessed.findings:
        if finding.code in _UNCOUNTABLE and finding.is_open_error:
            raise NkrError(finding.what, remedy=finding.remedy, place=finding.place)
    if grant.liability != settlement.liability_expected:
        raise NkrError(
            Text(
                f"Skulden på {grant.id} är {kronor(grant.liability)} kr, men utbetalt − "
                f"intäktsfört − återbetalt är {kronor(settlement.liability_expected)} kr (SE201).",
                f"The liability on {grant.id} is SEK {kronor(grant.liability, 'en')}, but "
                "received − recognised − repaid is "
                f"SEK {kronor(settlement.liability_expected, 'en')} (SE201).",
            ),
            remedy=Text(
                "rätta det som är bokfört på bidragets skuldkonton utan märke, och stäng sedan",
                "correct what is booked on the grant's liability without a tag, and then close",
            ),
            place=grant.place,
        )
