"""Contacts: who hands in the forms, and what is written on them by hand. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from nkr_audit.period import Period

FILE_NAME: Final = "kontakt.toml"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a role. Each of the texts is None when it is not given."""

    name: str | None = None
    title: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives the grant: as the payer knows it. Numbers are as they were written."""

    name: str | None = None
    organisation_number: str | None = None
    address: str | None = None
    bankgiro: str | None = None
    plusgiro: str | None = None


@dataclass(frozen=True, slots=True)
class GrantNotes:
    """What the forms of one grant say that its book does not.

    ``agreement`` and ``decision`` are the government's two diarienummer; ``references`` any others.
    ``alternative`` is what the finance chief has chosen, 1 or 2. ``measures`` is by rule code,
    ``answers`` by the key of a field. ``threshold`` (SEK) is from what size a cost is specified.
    """

    agreement: str | None = None
    decision: str | None = None
    references: tuple[str, ...] = ()
    name: str | None = None
    period: Period | None = None
    payment_reference: str | None = None
    threshold: Decimal | None = None
    alternative: int | None = None
    narrative: str | None = None
    equality: str | None = None
    deviations: str | None = None
    measures: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def diary_numbers(self) -> tuple[str, ...]:
        """All the diarienummer, the government's two first, each once."""
        written = (self.agreement, self.decision, *self.references)
        return tuple(dict.fromkeys(one for one in written if one))


@dataclass(frozen=True, slots=True)
class Contacts:
    """All of the file; empty when there is none."""

    recipient: Recipient = Recipient()
    contact: Person = Person()
    finance_chief: Person = Person()
    signer: Person = Person()
    agent: Person = Person()
    grants: Mapping[str, GrantNotes] = field(default_factory=dict)

    def of_grant(self, grant_id: str) -> GrantNotes:
        """What the file says of one grant; nothing when the grant is not in it."""
        return self.grants.get(grant_id) or GrantNotes()
