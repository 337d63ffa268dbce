"""Rekvisition: the values of the requisition, and what they are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from nkr_audit import vocabulary as words
from nkr_audit.contacts import FILE_NAME
from nkr_audit.deadlines import OMBUD_TERM
from nkr_audit.money import ZERO
from nkr_audit.reports.document import Column, Row, Table
from nkr_audit.reports.kinds.form_answers import (
    Answer,
    contact_answers,
    grant_answers,
    grant_of,
    payment_answers,
    programme_of,
)
from nkr_audit.reports.kinds.form_blocks import blocks, form_of, not_answered, own_fields
from nkr_audit.reports.kinds.form_draft import why_draft
from nkr_audit.rules.grants import ceiling_of
from nkr_audit.text import Text, kronor, whole_kronor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Report, Section

FORM: Final = "rekvisition"
# Only what concerns the grant itself; the costs come later.
_FAMILIES: Final = frozenset({"GR"})


class _Check(NamedTuple):
    """Something the requisition is held against, and whether it holds."""

    what: Text
    found: str | Text
    wanted: str | Text
    holds: bool
    wrong: Text


def build(context: Context) -> Report:
    """Fill in the requisition."""
    asked = {field.key for field in form_of(context, FORM)}
    known = {
        **contact_answers(context),
        **grant_answers(context),
        **payment_answers(context),
        "rekvirerat": Answer(_amount(context), "amount"),
        "ombud": Answer(context.contacts.agent.name, where="ombud.namn"),
        **own_fields(context, FORM),
    }
    answers = {key: answer for key, answer in known.items() if key in asked}
    checks = tuple(_checks(context))
    sections: list[Section] = [
        section for _, block in blocks(context, FORM, answers) for section in block
    ]
    return context.report(
        FORM,
        Text("Rekvisition", "Requisition"),
        (*sections, _registers(context), _table(checks)),
        draft=(
            *why_draft(context, answers, _FAMILIES),
            *not_answered(context, FORM, answers),
            *(check.wrong for check in checks if not check.holds),
        ),
    )


def _amount(context: Context) -> Decimal | None:
    """What is requisitioned: as in the last requisition, else as granted, else by registers."""
    grant = grant_of(context)
    requisitioned = [event.amount for event in grant.events_of(words.REQUISITION) if event.amount]
    return requisitioned[-1] if requisitioned else grant.granted or ceiling_of(grant)


def _day(context: Context) -> date:
    """The day of the requisition: when it was made, else the day of the form."""
    made = grant_of(context).events_of(words.REQUISITION)
    return made[-1].date if made else context.day


def _registers(context: Context) -> Table:
    """The registers that the amount is for."""
    grant, allocation = grant_of(context), programme_of(context).allocation
    each = allocation.per_register if allocation else None
    return Table(
        "register",
        Text("Register som bidraget avser", "Registers that the grant is for"),
        (
            Column("register", Text("Register", "Register")),
            Column("belopp", Text("Belopp", "Amount"), "amount", total=True),
        ),
        tuple(
            Row((one.name, each if one.granted is None else one.granted)) for one in grant.registers
        ),
    )


def _table(checks: tuple[_Check, ...]) -> Table:
    return Table(
        "kontroller",
        Text("Kontroller", "Checks"),
        (
            Column("kontroll", Text("Kontroll", "Check")),
            Column("uppgift", Text("I boken eller på blanketten", "In the book or on the form")),
            Column("ska-vara", Text("Ska vara", "Should be")),
            Column("ratt", Text("Rätt", "Right")),
        ),
        tuple(
            Row((check.what, check.found, check.wanted,
                 Text("ja", "yes") if check.holds else Text("NEJ", "NO")))
            for check in checks
        ),
    )  # fmt: skip


def _checks(context: Context) -> Iterator[_Check]:
    programme = programme_of(context)
    amount = _amount(context)
    if programme.regions:
        yield _region(context)
    yield from _amounts(context, amount)
    if programme.requisition:
        yield _window(context)
    if OMBUD_TERM in programme.terms:
        yield _agent(context)


def _region(context: Context) -> _Check:
    region = grant_of(context).region or ""
    return _Check(
        Text("Regionen får rekvirera", "The region may requisition"),
        region or "–",
        Text("någon av programmets regioner", "one of the programme's regions"),
        region in programme_of(context).regions,
        Text(
            f"Regionen ”{region}” är inte någon av dem som får rekvirera bidraget.",
            f"The region “{region}” is none of those that may requisition the grant.",
        ),
    )


def _amounts(context: Context, amount: Decimal | None) -> Iterator[_Check]:
    """The amount against the registers, against what is declared, and against each register's."""
    grant, programme = grant_of(context), programme_of(context)
    ceiling = ceiling_of(grant)
    if amount is None:
        missing = Text("Beloppet saknas i boken.", "The amount is missing in the book.")
        yield _Check(Text("Beloppet finns", "There is an amount"), "–", "", False, missing)
        return
    if ceiling is not None and programme.allocation:
        count = len({register.name for register in grant.registers})
        each = whole_kronor(programme.allocation.per_register)
        yield _equal(
            Text(f"Antal register × belopp ({count} × {each})",
                 f"Number of registers × amount ({count} × {each})"),
            amount, ceiling,
        )  # fmt: skip
    if grant.granted is not None:
        yield _equal(
            Text("Beviljat enligt boken", "Granted according to the book"), amount, grant.granted
        )
    parts = [register.granted for register in grant.registers]
    if parts and all(part is not None for part in parts):
        yield _equal(
            Text("Summan av registrens belopp", "The sum of the registers' amounts"),
            amount,
            sum((part for part in parts if part is not None), ZERO),
        )


def _equal(what: Text, amount: Decimal, wanted: Decimal) -> _Check:
    return _Check(
        what,
        Text(kronor(amount), kronor(amount, "en")),
        Text(kronor(wanted), kronor(wanted, "en")),
        amount == wanted,
        Text(
            f"Beloppet {kronor(amount)} kr stämmer inte med: {what.sv}, {kronor(wanted)} kr.",
            f"The amount SEK {kronor(amount, 'en')} does not agree with: {what.en}, "
            f"SEK {kronor(wanted, 'en')}.",
        ),
    )


def _window(context: Context) -> _Check:
    window, day = programme_of(context).requisition, _day(context)
    opens, closes = (window.opens, window.closes) if window else (None, day)
    span = Text(
        f"{opens} – {closes}" if opens else f"senast {closes}",
        f"{opens} – {closes}" if opens else f"by {closes}",
    )
    return _Check(
        Text("Rekvisitionstiden", "The requisition window"),
        day.isoformat(),
        span,
        (opens is None or opens <= day) and day <= closes,
        Text(
            f"Dagen {day} ligger utanför rekvisitionstiden ({span.sv}).",
            f"The day {day} is outside the requisition window ({span.en}).",
        ),
    )


def _agent(context: Context) -> _Check:
    day = _day(context)
    appointed = [one.date for one in grant_of(context).events_of(words.OMBUD) if one.date <= day]
    return _Check(
        Text("Ombud är utsett", "A representative is appointed"),
        appointed[0].isoformat() if appointed else "–",
        Text(f"senast {day}", f"by {day}"),
        bool(appointed),
        Text(
            f'Boken visar inte att ett ombud är utsett (händelsen "ombud"); namnet står i '
            f"{FILE_NAME}.",
            f'The book does not show that a representative is appointed (event "ombud"); the name '
            f"stands in {FILE_NAME}.",
        ),
    )
