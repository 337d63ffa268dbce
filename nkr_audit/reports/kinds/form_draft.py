"""Why a form is only a draft (utkast): what is missing, wrong, open, or not yet over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.closing import closing_in_force
from nkr_audit.contacts import FILE_NAME
from nkr_audit.reports.kinds.form_answers import (
    diary_answers,
    grant_of,
    notes_of,
    programme_of,
)
from nkr_audit.reports.kinds.form_words import FIELDS
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from nkr_audit.finding import Finding
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.kinds.form_answers import Answer

_MOST_NAMED: Final = 8


def why_draft(
    context: Context, answers: Mapping[str, Answer], families: Container[str] | None = None
) -> Iterator[Text]:
    """Yield what keeps a form from being final, whatever form it is.

    ``families`` are those whose open errors concern the form; None: all of them.
    """
    answers = {**diary_answers(context), **answers}
    yield from _missing(answers)
    yield from (answer.wrong for answer in answers.values() if answer.wrong is not None)
    yield from _unknown(context)
    if any(fault.drops for fault in context.book.faults):
        yield Text(
            "Boken har rader som inte kan läsas, så beloppen är inte hela (nkr check).",
            "The book has lines that cannot be read, so the amounts are not whole (nkr check).",
        )
    errors = [one for one in open_errors(context) if families is None or one.family in families]
    if errors:
        codes = dict.fromkeys(finding.code for finding in errors)
        named = _listed(codes)
        yield Text(
            f"Boken har öppna fel, {len(errors)} st: {named} (nkr check).",
            f"The book has open errors, {len(errors)} of them: {named} (nkr check).",
        )


def year_not_settled(context: Context) -> Iterator[Text]:
    """Yield what keeps the costs of the grant year from being final."""
    grant, period = grant_of(context), programme_of(context).period
    if context.day <= period.end:
        yield Text(
            f"Bidragsåret är inte slut: det går till {period.end}, och dagen är {context.day}.",
            f"The grant year is not over: it goes on until {period.end}, and the day is "
            f"{context.day}.",
        )
    open_ones = [one for one in grant.accruals if one.is_open]
    if open_ones:
        vouchers = dict.fromkeys(
            voucher.number or "–" for one in open_ones for voucher in one.vouchers
        )
        named = _listed(vouchers)
        yield Text(
            f"Reserveringar står kvar utan utfall: {named} (nkr close).",
            f"Accruals stand without outcome: {named} (nkr close).",
        )
    if closing_in_force(grant) is None:
        yield Text(
            'Bidragsåret är inte avslutat i boken (händelsen "bokslut" saknas).',
            'The grant year is not closed in the book (there is no event "bokslut").',
        )


def open_errors(context: Context) -> tuple[Finding, ...]:
    """The open errors of the grant, and those that concern the book as a whole."""
    concerned = {grant_of(context).id, None}
    return tuple(
        finding
        for finding in context.assessed.findings
        if finding.is_open_error and finding.grant_id in concerned
    )


def _missing(answers: Mapping[str, Answer]) -> Iterator[Text]:
    missing = [
        (FIELDS[key], answer.where)
        for key, answer in answers.items()
        if answer.is_missing and key in FIELDS
    ]
    for label, where in missing:
        yield Text(
            f"{label.sv} saknas. Fyll i {where} i {FILE_NAME}.",
            f"{label.en}: missing. Fill in {where} in {FILE_NAME}.",
        )


def _unknown(context: Context) -> Iterator[Text]:
    """Names in ``kontakt.toml`` that lead nowhere, so that what they hold is on no form."""
    known = {grant.id for grant in context.book.grants}
    for name in context.contacts.grants:
        if name not in known:
            yield Text(
                f"{FILE_NAME} har uppgifter om bidraget {name}, som inte finns i boken.",
                f"{FILE_NAME} has details of the grant {name}, which is not in the book.",
            )
    fields = {field.key for field in programme_of(context).form_fields}
    for key in notes_of(context).answers:
        if key not in fields:
            yield Text(
                f"{FILE_NAME} har ett svar på {key}, som inte är ett fält på programmets "
                "blanketter.",
                f"{FILE_NAME} has an answer to {key}, which is no field of the programme's forms.",
            )


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    rest = len(listed) - _MOST_NAMED
    return ", ".join(listed[:_MOST_NAMED]) + (f" … (+{rest})" if rest > 0 else "")
