"""Reading ``kontakt.toml``: the contacts of a book, beside its main file and no part of it.

Names, numbers and texts that the accountant writes once; ``docs/handbok/blanketter.md`` describes
them. What is missing or wrong in the file is a matter for the form, which is then a draft; only
what cannot be read is refused here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nkr_audit.contacts import FILE_NAME, Contacts, GrantNotes, Person, Recipient
from nkr_audit.errors import NkrError
from nkr_audit.period import Period, parse_period
from nkr_audit.personal_number import masked_numbers
from nkr_audit.text import Text
from nkr_audit.toml_table import read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nkr_audit.toml_table import Table

FINANCE_CHIEF_SAYS: Final = (1, 2)
_MOST_BYTES: Final = 1_000_000
_LINE: Final = 200
_PROSE: Final = 20_000
_RULE_CODE: Final = re.compile(r"[A-Z]{2}\d{3}")


def contacts_beside(ledger: Path) -> Contacts:
    """Read the contacts of the book whose main file is ``ledger``; empty when there are none."""
    path = ledger.parent / FILE_NAME
    return read_contacts(path) if path.exists() else Contacts()


def read_contacts(path: Path) -> Contacts:
    """Read ``kontakt.toml``. Raises NkrError with the file and the key when it cannot be read."""
    _refuse_strange(path)
    root = read_toml(path)
    recipient = root.table_or_empty("mottagare")
    grants = root.table_or_empty("bidrag")
    contacts = Contacts(
        recipient=Recipient(
            name=_line(recipient, "namn"),
            organisation_number=_line(recipient, "organisationsnummer"),
            address=_line(recipient, "postadress"),
            bankgiro=_line(recipient, "bankgiro"),
            plusgiro=_line(recipient, "plusgiro"),
        ),
        contact=_person(root, "kontaktperson"),
        finance_chief=_person(root, "ekonomichef"),
        signer=_person(root, "behorig-foretradare"),
        agent=_person(root, "ombud"),
        grants={name: _notes(grants.table(name)) for name in grants.names()},
    )
    root.end()
    return contacts


def _refuse_strange(path: Path) -> None:
    """Refuse what has no end, or is too large to be a page of names and texts."""
    if path.exists() and (not path.is_file() or path.stat().st_size > _MOST_BYTES):
        raise NkrError(
            Text(
                f"Filen är ingen vanlig fil, eller större än {_MOST_BYTES // 1_000_000} MB.",
                f"It is no ordinary file, or larger than {_MOST_BYTES // 1_000_000} MB.",
            ),
            remedy=Text(
                "Den ska bara innehålla kontaktuppgifter och blanketternas texter.",
                "It should hold only contact details and the texts of the forms.",
            ),
            place=path,
        )


def _person(root: Table, key: str) -> Person:
    table = root.table_or_empty(key)
    return Person(
        name=_line(table, "namn"),
        title=_line(table, "befattning"),
        phone=_line(table, "telefon"),
        fax=_line(table, "fax"),
        email=_line(table, "e-post"),
    )


def _notes(table: Table) -> GrantNotes:
    return GrantNotes(
        agreement=_line(table, "dnr-overenskommelse"),
        decision=_line(table, "dnr-regeringsbeslut"),
        references=_lines(table, "dnr"),
        name=_line(table, "benamning"),
        period=_period(table, "period"),
        payment_reference=_line(table, "betalningsreferens"),
        threshold=table.optional(table.kronor, "storre-poster-fran"),
        alternative=_alternative(table, "ekonomichefens-alternativ"),
        narrative=_prose(table, "verksamhet"),
        equality=_prose(table, "jamstalldhet"),
        deviations=_prose(table, "avvikelser"),
        measures=_measures(table.table_or_empty("atgarder")),
        answers=_by_name(table.table_or_empty("svar")),
    )


def _by_name(table: Table) -> Mapping[str, str]:
    written = {name: _prose(table, name) for name in table.names()}
    return {name: text for name, text in written.items() if text is not None}


def _measures(table: Table) -> Mapping[str, str]:
    for name in table.names():
        if not _RULE_CODE.fullmatch(name):
            raise table.error(
                name,
                Text("är ingen regelkod", "is not a rule code"),
                Text("Skriv koden ur nkr check, som EL101.", "Write the code of nkr check."),
            )
    return _by_name(table)


def _line(table: Table, key: str) -> str | None:
    """Read a text of one line, or None when it is not there. FIXME is what is not there yet."""
    value = table.optional(table.text, key)
    if value is None or value.strip() == "FIXME":
        return None
    if "\n" in value:
        raise _wrong(table, key, Text("är flera rader", "is more than one line"))
    return _checked(table, key, value, _LINE)


def _lines(table: Table, key: str) -> tuple[str, ...]:
    values: tuple[str, ...] = table.optional(table.texts, key) or ()
    return tuple(_checked(table, key, value, _LINE) for value in values)


def _prose(table: Table, key: str) -> str | None:
    """Read a running text, an empty line between its paragraphs; None when it is not there."""
    value = table.optional(table.text, key)
    if value is None or value.strip() == "FIXME":
        return None
    return _checked(table, key, value, _PROSE)


def _checked(table: Table, key: str, value: str, longest: int) -> str:
    if len(value) > longest:
        raise _wrong(
            table, key,
            Text(f"är längre än {longest} tecken", f"is longer than {longest} characters"),
        )  # fmt: skip
    if not all(char.isprintable() or char in "\n\t" for char in value):
        raise _wrong(
            table, key, Text("innehåller styrtecken", "has control characters")
        )  # fmt: skip
    if longest == _PROSE and masked_numbers(value):
        raise _wrong(
            table, key, Text("innehåller ett personnummer", "has a personal identity number")
        )  # fmt: skip
    return value.strip()


def _wrong(table: Table, key: str, what: Text) -> NkrError:
    return table.error(key, what, Text("Rätta texten.", "Mend the text."))


def _period(table: Table, key: str) -> Period | None:
    value = _line(table, key)
    if value is None:
        return None
    try:
        return parse_period(value)
    except ValueError as error:
        raise table.error(
            key,
            Text("är ingen period", "is not a period"),
            Text("Skriv ett år eller två dagar: 2026 eller 2026-01-01/2026-12-31.",
                 "Write a year or two days: 2026 or 2026-01-01/2026-12-31."),
        ) from error  # fmt: skip


def _alternative(table: Table, key: str) -> int | None:
    read: Callable[[str], int] = table.count
    value = table.optional(read, key)
    if value is not None and value not in FINANCE_CHIEF_SAYS:
        raise table.error(
            key,
            Text("ska vara 1 eller 2", "should be 1 or 2"),
            Text(
                "Skriv 1 när redovisningen är korrekt, 2 när den inte är det.",
                "Write 1 when the report is correct, 2 when it is not.",
            ),
        )
    return value
