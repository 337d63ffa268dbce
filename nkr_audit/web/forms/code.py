"""Koda kostnader: the cost rows that no rule has decided, coded by a person, several at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request

from nkr_audit.errors import NkrError
from nkr_audit.personal_number import mask
from nkr_audit.recording import given
from nkr_audit.text import Text
from nkr_audit.web.forms.asking import FormError, Sent, one_of, reason, said, sent, who
from nkr_audit.web.forms.carrying_out import seal_of
from nkr_audit.web.forms.coding import OtherCodingError, try_coding, write_coding
from nkr_audit.web.forms.fields import coding_fields, values_of
from nkr_audit.web.forms.model import CodePart, CodeTrial, Field, form_page
from nkr_audit.web.forms.uncoded import (
    KEYS,
    found_rows,
    named_by,
    narrow_form,
    narrowing,
    row_of,
    uncoded,
)
from nkr_audit.web.model import Link, Page
from nkr_audit.web.view import ROWS, today
from nkr_importers.coding.by_hand import plan_by_hand, told_apart
from nkr_importers.coding.lines import cost_lines
from nkr_importers.coding.values import allowed_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_audit.recording.view import View as BookView
    from nkr_audit.web.view import View
    from nkr_importers.coding.plan import CodingPlan

TITLE: Final = Text("Koda kostnader", "Code costs")
_REASON: Final = Field(
    "skal", Text("Vad kodningen grundas på", "What the coding rests on"), required=True,
    hint=Text("Till exempel: enligt fakturan. Skrivs på raderna och i behandlingshistoriken.",
              "For example: by the invoice. Is written on the rows and in the processing log."),
)  # fmt: skip
_PERIOD: Final = Text(
    "Bara om kostnaden uppstod en annan tid än verifikationens datum. Till exempel 2026-06.",
    "Only if the cost arose at another time than the voucher's date. For example 2026-06.",
)
_NO_ROWS: Final = Text(
    "Ingen rad är vald. Kryssa för dem som ska kodas.", "No row is chosen. Tick those to be coded."
)
_NO_VALUES: Final = Text(
    "Inget är valt att koda raderna med. Välj minst en uppgift.",
    "Nothing is chosen to code the rows by. Choose at least one thing.",
)
_CHANGED: Final = Text(
    "har ändrats sedan du såg den, eller är redan kodad. Se efter en gång till.",
    "has changed since you saw it, or is coded already. Look at it once more.",
)
_LOOK_AGAIN: Final = Text(
    "Det som skulle skrivas har ändrats sedan du såg det. Inget är skrivet. Kontrollera det, och "
    "spara.",
    "What would be written has changed since you saw it. Nothing is written. Check it, and save.",
)


def build(view: View) -> Page:
    """The rows that are to be coded; those of a voucher that is asked for come first, ticked."""
    return _page(view, {}, frozenset())


def receive(view: View) -> Page | Link:
    """Show what was chosen as it would be written, or write it when it has been shown."""
    values, chosen = sent(), frozenset(request.form.getlist("rad"))
    try:
        asked = _asked(view, values, chosen)
        if values.get("steg") == "spara":
            seal = values.get("sigill", "")
            write_coding(view.reading, view.grant_id, asked, seal, f"för hand: {asked.why}")
            return _way_on(view)
        trial, error_ = try_coding(view.reading, view.grant_id, asked), FormError()
    except FormError as error:
        return _page(view, values, chosen, error)
    except OtherCodingError as other:
        trial, error_ = other.trial, FormError(general=_LOOK_AGAIN)
    except NkrError as error:
        return _page(view, values, chosen, FormError(general=said(error)))
    return _page(view, values, chosen, error_, trial)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The rows and what they are coded as, to be planned on any state of the book."""

    grant_id: str
    rows: tuple[tuple[str, int, str], ...]
    values: Mapping[str, str]
    why: str
    coded_by: str

    def __call__(self, view: BookView) -> CodingPlan:
        grant = view.grant(self.grant_id)
        found, _ = told_apart(cost_lines(view.ledger, grant))
        lines = {(line.voucher, line.row): line for line in found}
        chosen = []
        for voucher, row, seal in self.rows:
            line = lines.get((voucher, row))
            if line is None or seal_of(line.entry) != seal:
                name = mask(voucher)[:60]
                raise FormError(
                    general=Text(f"{name} {_CHANGED.sv}", f"{name} {_CHANGED.en}")
                )  # fmt: skip
            chosen.append(line)
        return plan_by_hand(chosen, self.values, allowed_values(grant), self.coded_by)


def _asked(view: View, values: Mapping[str, str], chosen: frozenset[str]) -> _Asked:
    """Read the fields. Raises FormError with what is wrong with them."""
    form = Sent(values)
    read: dict[str, str | None] = {}
    for field in coding_fields(view.grant.settlement.grant):
        reader = one_of(values_of(field)) if field.kind == "select" else given.period
        read[field.name] = form.optional(field.name, reader)
    why = form.read("skal", reason)
    says = {key: value for key in KEYS if (value := read[key]) is not None}
    general = None
    if not chosen:
        general = _NO_ROWS
    elif not says and not form.errors.keys() - {"skal"}:
        general = _NO_VALUES
    if general is not None or form.errors or why is None:
        raise FormError(form.errors, general)
    rows = sorted({named_by(one) for one in chosen})
    coded_by = f"för hand av {who()} {today()}: {why}"
    return _Asked(view.grant_id, tuple(rows), says, why, coded_by)


def _way_on(view: View) -> Link:
    """Back to the voucher that the asker came from, else to the rows that are left."""
    if view.get("nr"):
        return Link("verifikation", {"nr": view.get("nr"), "klart": "kodad"})
    return Link("koda", {**narrowing(view), "klart": "kodad"})


def _page(
    view: View,
    values: Mapping[str, str],
    chosen: frozenset[str],
    error: FormError | None = None,
    trial: CodeTrial | None = None,
) -> Page:
    every, left_out = uncoded(view)
    found = found_rows(view, every)
    pages = max(1, -(-len(found) // ROWS))
    written = view.get("sida")
    number = int(written) if written.isdecimal() and len(written) < len("1000000") else 1
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * ROWS : number * ROWS]
    if trial is not None:
        these = {named_by(one)[:2] for one in chosen}
        shown = [line for line in every if (line.voucher, line.row) in these]
    errors = error.errors if error is not None else {}
    fields = coding_fields(view.grant.settlement.grant, _PERIOD)
    asked = narrowing(view) | ({"nr": view.get("nr")} if view.get("nr") else {})
    part = CodePart(
        rows=tuple(row_of(view, line, chosen) for line in shown),
        fields=tuple(field.filled(values, errors) for field in fields),
        reason=_REASON.filled(values, errors),
        asked=asked,
        number=number,
        pages=pages,
        count=len(found),
        unnumbered=left_out,
        general=error.general if error is not None else None,
        trial=trial,
    )
    narrow = (narrow_form(view, every),) if every and trial is None else ()
    return form_page(TITLE, part, before=narrow)
