"""The grants as declared: ``nkr-bidrag``, ``nkr-register``, ``nkr-insats``, ``nkr-handelse``."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from beancount.core.amount import Amount

from nkr_audit import vocabulary as words
from nkr_audit.book import Activity, Deviation, Event, Fault, Grant, Register
from nkr_audit.errors import Place
from nkr_audit.metadata import deviation_of, kronor_of, word
from nkr_audit.text import Text

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.book import Voucher

_FORMS = {
    words.GRANT: 'custom "nkr-bidrag" "NKR2026" "sos-2026"',
    words.REGISTER: 'custom "nkr-register" "NKR2026" "Swedeheart" 792929.00 SEK',
    words.ACTIVITY: 'custom "nkr-insats" "NKR2026" "I1" "Gemensam it-plattform"',
    words.EVENT: 'custom "nkr-handelse" "NKR2026" "rekvisition"',
}
_TEXTS_NEEDED = {words.GRANT: 2, words.REGISTER: 2, words.ACTIVITY: 3, words.EVENT: 2}


@dataclass(frozen=True, slots=True)
class GrantDeclaration:
    """A grant's own declaration, and what was declared under it."""

    id: str
    programme_id: str
    region: str | None
    cost_centre: str | None
    granted: Decimal | None
    money: str
    deviation: Deviation | None
    date: date
    place: Place
    registers: list[Register] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def grant(self, **booked: Any) -> Grant:
        """Return the grant, with what was booked on it."""
        return Grant(
            id=self.id, programme_id=self.programme_id, region=self.region,
            cost_centre=self.cost_centre, granted=self.granted, money=self.money,
            deviation=self.deviation, date=self.date, place=self.place,
            registers=tuple(self.registers), activities=tuple(self.activities),
            events=tuple(self.events), **booked,
        )  # fmt: skip


@dataclass(slots=True)
class Declarations:
    """Gathers declarations in any order; those of a grant that is never declared are faults."""

    grants: dict[str, GrantDeclaration] = field(default_factory=dict)
    _waiting: list[tuple[str, str, Any]] = field(default_factory=list)
    _faults: list[Fault] = field(default_factory=list)

    def add(self, entry: Any) -> None:
        """Take in one ``custom "nkr-…"`` entry."""
        values = [value.value for value in entry.values or ()]
        needed = _TEXTS_NEEDED.get(entry.type)
        texts = [value for value in values[:needed] if isinstance(value, str) and value.strip()]
        if needed is None or len(texts) < needed:
            self._faults.append(_unreadable(entry))
        elif entry.type == words.GRANT:
            self._add_grant(entry, texts[0], texts[1])
        else:
            self._waiting.append((entry.type, texts[0], entry))

    def resolve(self) -> tuple[Fault, ...]:
        """Place what waited under its grant, and return all that could not be read or placed."""
        for kind, grant_id, entry in self._waiting:
            declared = self.grants.get(grant_id)
            if declared is None:
                self._faults.append(_undeclared(grant_id, entry))
            elif kind == words.REGISTER:
                declared.registers.append(self._register(entry))
            elif kind == words.ACTIVITY:
                declared.activities.append(self._activity(entry))
            else:
                declared.events.append(self._event(entry))
        self._waiting.clear()
        return tuple(self._faults)

    def _add_grant(self, entry: Any, grant_id: str, programme_id: str) -> None:
        first = self.grants.get(grant_id)
        if first is not None:
            self._faults.append(_declared_twice(grant_id, first.place, entry))
            return
        meta = entry.meta
        self.grants[grant_id] = GrantDeclaration(
            id=grant_id,
            programme_id=programme_id,
            region=word(meta.get("region")),
            cost_centre=word(meta.get("kostnadsstalle")),
            granted=self._amount(entry, meta.get("beviljat")),
            money=word(meta.get("medel")) or words.MONEY_STATE,
            deviation=self._deviation(entry),
            date=entry.date,
            place=_place(entry),
        )

    def _register(self, entry: Any) -> Register:
        amount = entry.values[2].value if len(entry.values) > 2 else None
        name = entry.values[1].value.strip()
        return Register(name, self._amount(entry, amount), _place(entry))

    def _activity(self, entry: Any) -> Activity:
        return Activity(
            id=entry.values[1].value.strip(),
            title=entry.values[2].value.strip(),
            purpose=word(entry.meta.get("andamal")),
            furthers=word(entry.meta.get("framjar")),
            deviation=self._deviation(entry),
            place=_place(entry),
        )

    def _event(self, entry: Any) -> Event:
        return Event(
            kind=entry.values[1].value.strip(),
            date=entry.date,
            due=self._day(entry, "senast"),
            amount=self._amount(entry, entry.meta.get("belopp")),
            deviation=self._deviation(entry),
            place=_place(entry),
        )

    def _amount(self, entry: Any, value: object) -> Decimal | None:
        amount = kronor_of(value)
        if value is not None and amount is None:
            self._faults.append(_bad_amount(entry, value))
        return amount

    def _day(self, entry: Any, key: str) -> date | None:
        value = entry.meta.get(key)
        if value is None or isinstance(value, date):
            return value
        self._faults.append(_bad_day(entry, key, value))
        return None

    def _deviation(self, entry: Any) -> Deviation | None:
        value = entry.meta.get(words.DEVIATION)
        if value is None:
            return None
        try:
            return deviation_of(value)
        except ValueError:
            self._faults.append(bad_deviation(value, _place(entry)))
            return None


def bad_deviation(value: object, place: Place, voucher: Voucher | None = None) -> Fault:
    """The fault of an ``avvikelse`` that cannot be read."""
    return Fault(
        "VO005",
        Text(
            f"Avvikelsen ”{value}” kan inte läsas, så inget är godtaget.",
            f"The deviation “{value}” cannot be read, so nothing is accepted.",
        ),
        Text(
            "skriv koden, kolon och skälet: ”EL101: beslut av enhetschef 2026-03-01”",
            "write the code, a colon and the reason: “EL101: decision of 2026-03-01”",
        ),
        place,
        voucher=voucher,
    )


def _place(entry: Any) -> Place:
    return Place(entry.meta["filename"], entry.meta["lineno"])


def _unreadable(entry: Any) -> Fault:
    form = _FORMS.get(entry.type)
    known = ", ".join(_FORMS)
    return Fault(
        "GR001",
        Text(
            f"Raden {entry.type} kan inte läsas: något saknas eller står i fel ordning."
            if form
            else f"{entry.type} är ingen känd uppgift.",
            f"The line {entry.type} cannot be read: something is missing or out of order."
            if form
            else f"{entry.type} is not a known declaration.",
        ),
        Text(
            f"skriv som i {form}" if form else f"välj bland {known}",
            f"write it as in {form}" if form else f"choose among {known}",
        ),
        _place(entry),
    )


def _undeclared(grant_id: str, entry: Any) -> Fault:
    return Fault(
        "GR101",
        Text(
            f"{entry.type} gäller bidraget {grant_id}, som inte är upplagt i boken.",
            f"{entry.type} concerns the grant {grant_id}, which the book does not declare.",
        ),
        Text(
            f'lägg upp bidraget med custom "nkr-bidrag" "{grant_id}", eller rätta namnet',
            f'declare the grant with custom "nkr-bidrag" "{grant_id}", or correct the name',
        ),
        _place(entry),
        grant_id=grant_id,
    )


def _declared_twice(grant_id: str, first: Place, entry: Any) -> Fault:
    return Fault(
        "GR102",
        Text(
            f"Bidraget {grant_id} är upplagt två gånger; den första gången i {first}.",
            f"The grant {grant_id} is declared twice; the first time in {first}.",
        ),
        Text(
            "ge det andra bidraget ett eget namn och ett eget kostnadsställe, eller ta bort raden",
            "give the second grant a name and a cost centre of its own, or remove the line",
        ),
        _place(entry),
        grant_id=grant_id,
    )


def _bad_amount(entry: Any, value: object) -> Fault:
    is_foreign = isinstance(value, Amount)
    return Fault(
        "GR001",
        Text(
            f"Beloppet {value} är inte i svenska kronor." if is_foreign
            else f"Beloppet ”{value}” kan inte läsas.",
            f"The amount {value} is not in Swedish kronor." if is_foreign
            else f"The amount “{value}” cannot be read.",
        ),
        Text("skriv beloppet som 792929.00 SEK", "write the amount as 792929.00 SEK"),
        _place(entry),
        grant_id=entry.values[0].value,
    )  # fmt: skip


def _bad_day(entry: Any, key: str, value: object) -> Fault:
    return Fault(
        "GR001",
        Text(f"{key}: ”{value}” är inget datum.", f"{key}: “{value}” is not a date."),
        Text(
            f"skriv dagen utan citattecken: {key}: 2027-02-28",
            f"write the day without quotes: {key}: 2027-02-28",
        ),
        _place(entry),
        grant_id=entry.values[0].value,
    )
