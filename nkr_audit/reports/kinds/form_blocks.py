"""The blocks of a form, as the programme has them: its own headings and fields, in its order."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.reports.document import Field, Fields, Prose, Signature
from nkr_audit.reports.kinds.form_answers import Answer, notes_of, programme_of
from nkr_audit.reports.kinds.form_words import FIELDS, SECTIONS
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.contacts import Person
    from nkr_audit.programme import FormField
    from nkr_audit.reports.context import Context
    from nkr_audit.reports.document import Section

_CERTIFIED: Final = frozenset({"forsakran", "forsakran-anvandning"})
_BY_HAND: Final = frozenset({"datum", "underskrift", "namnfortydligande"})
_NUMBER: Final = re.compile(r"[0-9]+\. ")
_NO_ANSWER: Final = Answer(None)


def form_of(context: Context, name: str) -> tuple[FormField, ...]:
    """The fields of a form. Raises NkrError when the programme has no such form."""
    programme = programme_of(context)
    fields = programme.form(name)
    if not fields:
        has = ", ".join(dict.fromkeys(field.form for field in programme.form_fields)) or "–"
        raise NkrError(
            Text(
                f"Bidragsprogrammet {programme.id} har ingen blankett {name}.",
                f"The programme {programme.id} has no form {name}.",
            ),
            remedy=Text(
                f"välj en av programmets: {has}; ett eget program får den med [[forms.{name}]]",
                f"choose one that it has: {has}; a programme of your own gets it by "
                f"[[forms.{name}]]",
            ),
            place=context.book.place,
        )
    return fields


def label_of_field(field: FormField) -> Text:
    """The form's own words, beside the English for them."""
    known = FIELDS.get(field.key or "")
    return Text(field.label, known.en if known else field.label)


def blocks(
    context: Context, form: str, answers: Mapping[str, Answer]
) -> Iterator[tuple[frozenset[str], tuple[Section, ...]]]:
    """Yield each block of a form: the keys of its fields, and the block filled in."""
    for number, (section, group) in enumerate(
        groupby(form_of(context, form), lambda field: field.section), start=1
    ):
        fields = tuple(group)
        yield (
            frozenset(field.key for field in fields if field.key),
            tuple(_block(context, number, section, fields, answers)),
        )


def own_fields(context: Context, form: str) -> dict[str, Answer]:
    """The answers to fields that only ``kontakt.toml`` can answer."""
    notes = notes_of(context)
    return {
        field.key: Answer(notes.answers.get(field.key))
        for field in form_of(context, form)
        if field.key is not None and field.key not in FIELDS
    }


def not_answered(context: Context, form: str, answers: Mapping[str, Answer]) -> Iterator[Text]:
    """Yield the fields that the tool cannot fill, and that nobody has answered."""
    for field in form_of(context, form):
        if field.key in _BY_HAND | _CERTIFIED or field.key in FIELDS:
            continue
        if field.key is None or answers.get(field.key, _NO_ANSWER).value is None:
            yield Text(
                f"Fältet ”{field.label}” är inte ifyllt.",
                f"The field “{field.label}” is not filled in.",
            )


def _block(
    context: Context,
    number: int,
    section: str,
    fields: tuple[FormField, ...],
    answers: Mapping[str, Answer],
) -> Iterator[Section]:
    title = _title(section, fields)
    filled_in = tuple(
        _filled(place, field, answers)
        for place, field in enumerate(fields, start=1)
        if field.key not in _BY_HAND | _CERTIFIED
    )  # fmt: skip
    certified = tuple(label_of_field(field) for field in fields if field.key in _CERTIFIED)
    if filled_in:
        yield Fields(f"block-{number}", title, filled_in)
    if certified:
        yield Prose(f"block-{number}{'-intyg' if filled_in else ''}", title, certified)
    if any(field.key in _BY_HAND for field in fields):
        yield signature(
            "underskrift",
            Text("Behörig företrädare", "Authorised signatory"),
            context.contacts.signer,
        )


def filled(answers: Mapping[str, Answer]) -> tuple[Field, ...]:
    """The answers as fields, on what is no form of the programme's."""
    return tuple(
        Field(key, FIELDS[key], answer.value, answer.kind, missing=answer.is_missing)
        for key, answer in answers.items()
    )


def signature(key: str, title: Text, person: Person) -> Signature:
    """Where a person signs; the name is empty when it is not known."""
    role = person.title or ""
    return Signature(key, title, person.name or "", Text(role, role))


def _filled(place: int, field: FormField, answers: Mapping[str, Answer]) -> Field:
    answer = answers.get(field.key or "", _NO_ANSWER)
    is_unknown = field.key is None or (field.key not in FIELDS and answer.value is None)
    return Field(
        field.key or f"falt-{place}",
        label_of_field(field),
        answer.value,
        answer.kind,
        missing=answer.is_missing or is_unknown,
    )


def _title(section: str, fields: tuple[FormField, ...]) -> Text:
    number = _NUMBER.match(section)
    keys = {field.key for field in fields}
    known = next((english for key, english in SECTIONS.items() if key in keys), None)
    return Text(section, f"{number[0] if number else ''}{known}" if known else section)
