"""PD: personal data: none in the books beyond what proves a cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.personal_number import masked_numbers
from nkr_audit.rules.rule import Family, Hit, Subject
from nkr_audit.rules.vouchers import grants_of, voucher_hit
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nkr_audit.book import Activity, Document, Event, Grant

PD = Family("PD", Text("Personuppgifter", "Personal data"))

_REMEDY: Final = Text(
    "byt numret mot något som inte pekar ut personen, till exempel ett anställningsnummer",
    "replace the number with something that does not point the person out, such as an employee "
    "number",
)


@PD.rule(
    101, "warning", Text("Personnummer i boken", "Personal identity number in the book"),
    about=Text(
        "En text innehåller ett personnummer eller samordningsnummer: rätt kontrollsiffra och ett "
        "datum som finns. Boken lämnas ut vid granskning och ska inte ha fler personuppgifter än "
        "vad som behövs för att styrka kostnaden (dataskyddsförordningen, artikel 5.1 c). Numret "
        "skrivs aldrig ut i sin helhet här.",
        "A text holds a personal identity number or a coordination number: its control digit is "
        "right and its date exists. The book is handed over in a review and is not to hold more "
        "personal data than proving the cost demands (GDPR, article 5.1 c). The number is never "
        "printed whole here.",
    ),
)  # fmt: skip
def personal_number(subject: Subject) -> Iterator[Hit]:
    """A voucher, a document's path or a declaration holds a personnummer."""
    grants = grants_of(subject)
    for voucher in subject.book.vouchers:
        if voucher.number_like:
            numbers = ", ".join(masked_numbers("\n".join(voucher.number_like)))
            if numbers:
                yield voucher_hit(
                    voucher, grants,
                    Text(
                        f"Verifikationens text innehåller personnummer: {numbers}.",
                        f"The text of the voucher holds a personal identity number: {numbers}.",
                    ),
                    _REMEDY,
                )  # fmt: skip
    for document in subject.book.documents:
        if masked_numbers(document.path):
            yield from _in_path(document, subject.book.within(document.path), grants)
    for grant in subject.book.grants:
        for activity in grant.activities:
            texts = (activity.id, activity.title, activity.furthers or "")
            yield from _in_declaration(grant, activity, texts)
        for event in grant.events:
            yield from _in_declaration(grant, event, (event.kind,))


def _in_path(document: Document, path: str, grants: Mapping[str, Grant]) -> Iterator[Hit]:
    numbers = ", ".join(masked_numbers(path))
    if numbers:
        yield Hit(
            Text(
                f"Underlagets filnamn innehåller personnummer: {numbers}.",
                f"The document's file name holds a personal identity number: {numbers}.",
            ),
            Text(
                "ge filen ett namn utan personnummer, och rätta document-raden",
                "give the file a name without the number, and correct the document line",
            ),
            document.place, grant=grants.get(document.grant_id or ""),
        )  # fmt: skip


def _in_declaration(
    grant: Grant, declared: Activity | Event, texts: tuple[str, ...]
) -> Iterator[Hit]:
    reason = declared.deviation.reason if declared.deviation else ""
    numbers = ", ".join(masked_numbers("\n".join((*texts, reason))))
    if numbers:
        yield Hit(
            Text(
                f"Texten innehåller personnummer: {numbers}.",
                f"The text holds a personal identity number: {numbers}.",
            ),
            _REMEDY, declared.place, grant=grant, deviation=declared.deviation,
        )  # fmt: skip
