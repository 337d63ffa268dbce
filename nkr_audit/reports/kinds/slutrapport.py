"""Slutrapport: what was done with the grant and what it cost, as part of the final report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.reports.document import Fields, Prose
from nkr_audit.reports.kinds.form_answers import (
    Answer,
    contact_answers,
    grant_answers,
    is_agreement,
    notes_of,
)
from nkr_audit.reports.kinds.form_blocks import filled, signature
from nkr_audit.reports.kinds.form_costs import activities, payments_behind, vouchers_behind
from nkr_audit.reports.kinds.form_deviations import deviations
from nkr_audit.reports.kinds.form_draft import why_draft, year_not_settled
from nkr_audit.reports.kinds.form_prose import narrative, not_written, paragraphs
from nkr_audit.reports.kinds.sarredovisning import by_area, by_register, figures, not_the_states
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Field, Report, Section


def build(context: Context) -> Report:
    """Put the final report together; the equality paragraph is there when it is written."""
    contact, grant = contact_answers(context), grant_answers(context)
    answers: dict[str, Answer] = {**contact, **grant, **narrative(context)}
    return context.report(
        "slutrapport",
        Text("Slutrapport", "Final report"),
        tuple(_sections(context, contact, grant)),
        draft=(*why_draft(context, answers), *year_not_settled(context), *not_the_states(context)),
    )


def _sections(
    context: Context, contact: Mapping[str, Answer], grant: Mapping[str, Answer]
) -> Iterator[Section]:
    notes = notes_of(context)
    without_name = {key: one for key, one in contact.items() if key != "namnfortydligande"}
    yield Fields("kontaktuppgifter", Text("Kontaktuppgifter", "Contact details"),
                 filled(without_name))  # fmt: skip
    yield Fields("bidrag", Text("Bidraget", "The grant"), tuple(_grant(context, grant)))
    title = Text("Verksamheten under året", "The activity of the year")
    written = tuple(paragraphs("verksamhet", title, notes.narrative))
    yield from written or (Prose("verksamhet", title, (not_written(context),)),)
    yield activities(context)
    yield figures(context)
    yield by_area(context)
    yield by_register(context)
    yield from paragraphs(
        "jamstalldhet", Text("Jämställdhetsperspektivet", "Gender equality"), notes.equality
    )
    yield deviations(context)
    yield signature("underskrift", Text("Underskrift", "Signature"), context.contacts.signer)
    yield payments_behind(context)
    yield vouchers_behind(context)


def _grant(context: Context, grant: Mapping[str, Answer]) -> Iterator[Field]:
    """The fields of the grant; one that is given under no agreement has a name of its own."""
    for field in filled(grant):
        if field.key == "benamning" and not is_agreement(context):
            yield replace(field, label=Text("Bidragets benämning", "Name of the grant"))
        else:
            yield field
