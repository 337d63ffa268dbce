"""A sound book of every ordinary kind of voucher: what a region books on grants in their years.

Vouchers are made in any order and numbered when the book is written, series by series in the
order they were registered. A voucher is referred to by its key: ``{key}`` in texts, ``^key``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OPTIONS = {
    "assets": "Tillgångar", "liabilities": "Skulder", "equity": "EgetKapital",
    "income": "Intäkter", "expenses": "Kostnader",
}  # fmt: skip
BANK = "Tillgångar:Likvida:1930-Bank"
VAT = "Skulder:2641-Ingående-moms"
SUPPLIERS = "Skulder:2440-Leverantörsskulder"
INTERIM = "Skulder:2990-Upplupna-kostnader"
PREPAID = "Tillgångar:1710-Förutbetalda-kostnader"
PAYABLES = "Skulder:2710-Personalens-skatt-och-löner"
INTERNAL = "Skulder:2890-Regioninterna-mellanhavanden"


class Kind(NamedTuple):
    """What a cost is: its account under the grant, category, purpose and activity."""

    account: str
    category: str
    purpose: str
    activity: str | None = None


PAY = Kind("5011-Löner", "lon", "tillganglighet", "I2")
PAY_FEES = Kind("5611-Arbetsgivaravgifter", "lonebikostnader", "tillganglighet", "I2")
IT = Kind("6540-It-tjänster", "it-tjanster", "it", "I1")
UPKEEP = Kind("6542-Förvaltningstjänster", "forvaltningstjanster", "it", "I1")
STATISTICS = Kind("6610-Statistik", "statistik-arsrapport", "statistik", "I3")
TRAVEL = Kind("5810-Resor", "resor", "tillganglighet")
CONFERENCE = Kind("6070-Konferens", "konferens", "tillganglighet")
LEGAL = Kind("6580-Juridik", "ovriga-externa", "juridik")
ADMIN = Kind("6590-Administration", "administrativa-tjanster", "statlig-uppfoljning")
CENTRE = Kind("7510-Registercentrum", "rc-rcc", "forskning-tillgangliggorande")
OVERHEAD = Kind("7590-Overhead", "overhead", "life-science")
DEVELOPMENT = Kind("6540-It-tjänster", "it-tjanster", "innehallsutveckling")


@dataclass(frozen=True)
class Row:
    """A row of a voucher; ``words`` are its own metadata."""

    account: str
    amount: Decimal
    words: tuple[tuple[str, str], ...] = ()


@dataclass
class Voucher:
    """A voucher to be written. ``key`` names it until it has a number."""

    key: str
    series: str
    date: dt.date
    payee: str
    text: str
    rows: list[Row]
    words: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    lag: int = 3

    @property
    def registered(self) -> dt.date:
        return self.date + dt.timedelta(self.lag)


@dataclass
class Grant:
    """A grant of the book, its registers, and what it is given."""

    id: str
    programme: str
    cost_centre: str
    money: str
    registers: tuple[str, ...]
    per_register: Decimal
    year: int
    heading: list[str] = field(default_factory=list)

    @property
    def granted(self) -> Decimal:
        return self.per_register * len(self.registers)

    @property
    def liability(self) -> str:
        return f"Skulder:{self.id}:2971-Förutbetalt-statsbidrag"

    @property
    def repayable(self) -> str:
        return f"Skulder:{self.id}:2491-Återbetalning-statsbidrag"

    def cost(
        self, kind: Kind, amount: Decimal | int, register: int = 0, *, indirect: bool = False,
        **words: str,
    ) -> Row:  # fmt: skip
        """One cost row; ``words`` are more metadata."""
        said = {
            "kostnadsslag": kind.category, "andamal": kind.purpose,
            "register": self.registers[register % len(self.registers)],
            "nytta": "indirekt" if indirect else "direkt", **words,
        }  # fmt: skip
        if kind.activity and kind.activity in ACTIVITIES:
            said.setdefault("insats", kind.activity)
        return Row(f"Kostnader:{self.id}:{kind.account}", Decimal(amount), tuple(said.items()))

    def shared(self, kind: Kind, amount: Decimal | int, **words: str) -> list[Row]:
        """A cost shared by all registers, to the öre; the first is helped directly."""
        count = len(self.registers)
        part = (Decimal(amount) / count).quantize(Decimal("0.01"))
        rest = Decimal(amount) - part * (count - 1)
        return [
            self.cost(kind, part if place else rest, place, indirect=place > 0, **words)
            for place in range(count)
        ]


ACTIVITIES = {
    "I1": ("Gemensam it-plattform", "it", "Håller registrens infrastruktur i drift."),
    "I2": ("Stöd till inrapporterande enheter", "tillganglighet", "Ökar registrens täckning."),
    "I3": ("Årsrapport och öppna data", "statistik", "Gör statistiken tillgänglig för alla."),
}


class Book:
    """Vouchers, numbered and written as a ledger."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self.grants = list(grants)
        self.vouchers: list[Voucher] = []
        self.files: list[str] = []

    def add(
        self, series: str, day: dt.date, payee: str, text: str, rows: Iterable[Row], *,
        against: str | None = None, vat: Decimal | int = 0, key: str = "",
        tags: str = "", links: str = "", documents: str = "", lag: int = 3,
        avser: str = "", **words: str,
    ) -> str:  # fmt: skip
        """Add a voucher and return its key; ``against`` takes what the rows add up to."""
        listed = [*rows, *([Row(VAT, Decimal(vat))] if vat else [])]
        if against:
            listed.append(Row(against, -sum((row.amount for row in listed), Decimal(0))))
        key = key or f"v{len(self.vouchers)}"
        said = {name.replace("_", "-"): value for name, value in words.items()}
        if avser:
            said["avser"] = avser
        self.vouchers.append(
            Voucher(
                key, series, day, payee, text, listed, said, tuple(tags.split()),
                tuple(links.split()), tuple(documents.split()), lag,
            )
        )  # fmt: skip
        return key

    def costs_until(self, grant: Grant, last: dt.date) -> Decimal:
        """What is booked on the grant's costs until a day, that day included."""
        return sum(
            (
                row.amount
                for voucher in self.vouchers
                if voucher.date <= last
                for row in voucher.rows
                if row.account.startswith(f"Kostnader:{grant.id}:")
            ),
            Decimal(0),
        )

    def numbers(self) -> dict[str, str]:
        """The number of each voucher: year and series, and then as they were registered.

        Series I and U are shared with the rest of the region, so most of their numbers are others'.
        """
        running: dict[str, int] = {}
        found = {}
        for voucher in sorted(self.vouchers, key=lambda one: one.registered):
            series = f"{voucher.date.year}-{voucher.series}"
            step = {"I": 3, "U": 37}.get(voucher.series, 1)
            running[series] = running.get(series, 0) + step
            found[voucher.key] = f"{series}{running[series]}"
        return found

    def text(self) -> str:
        """The ledger as text."""
        numbers = self.numbers()
        body = [
            line
            for voucher in sorted(self.vouchers, key=lambda one: one.date)
            for line in self._voucher(voucher, numbers)
        ]
        accounts = {row.account: None for voucher in self.vouchers for row in voucher.rows}
        lines = [f'option "name_{name}" "{word}"' for name, word in OPTIONS.items()]
        lines += [f"2022-01-01 open {account} SEK" for account in accounts]
        for grant in self.grants:
            lines += self._declared(grant)
        return "\n".join([*lines, *body, ""]).format(**numbers)

    def _declared(self, grant: Grant) -> Iterator[str]:
        day = f"{grant.year}-01-01"
        yield f'{day} custom "nkr-bidrag" "{grant.id}" "{grant.programme}"'
        yield '  region: "Region Uppsala"'
        yield f'  kostnadsstalle: "{grant.cost_centre}"'
        yield f"  beviljat: {grant.granted} SEK"
        yield f'  medel: "{grant.money}"'
        for register in grant.registers:
            yield f'{day} custom "nkr-register" "{grant.id}" "{register}" {grant.per_register} SEK'
        for name, (title, purpose, furthers) in ACTIVITIES.items():
            if grant.money == "stat":
                yield f'{day} custom "nkr-insats" "{grant.id}" "{name}" "{title}"'
                yield f'  andamal: "{purpose}"'
                yield f'  framjar: "{furthers}"'
                path = self._file(f"{grant.id}-{name}-insats")
                yield f'{grant.year}-12-20 document {grant.liability} "{path}"'
                yield '  typ: "insats"'
                yield f'  insats: "{name}"'
        yield from grant.heading

    def document(self, day: dt.date, account: str, kind: str, link: str) -> list[str]:
        """The lines of a document on a link that several vouchers share."""
        path = self._file(f"{link}-{kind}")
        return [f'{day} document {account} "{path}" ^{link}', f'  typ: "{kind}"']

    def _voucher(self, voucher: Voucher, numbers: dict[str, str]) -> Iterator[str]:
        number = numbers[voucher.key]
        marks = [f"#{tag}" for tag in voucher.tags]
        marks += [f"^{numbers.get(link, link)}" for link in (voucher.key, *voucher.links)]
        yield f'{voucher.date} * "{voucher.payee}" "{voucher.text}" {" ".join(marks)}'
        yield f'  verifikation: "{number}"'
        yield f"  registrerad: {voucher.registered}"
        yield f'  registrerad-av: "ekonom{1 + voucher.date.month % 2}"'
        yield '  attesterad-av: "chef1"'
        for name, value in voucher.words.items():
            yield f'  {name}: "{numbers.get(value, value)}"'
        for row in voucher.rows:
            yield f"  {row.account}  {row.amount} SEK"
            for name, value in row.words:
                quoted = value if value.endswith(" SEK") else f'"{value}"'
                yield f"    {name}: {quoted}"
        for kind in voucher.documents:
            path = self._file(f"{number}-{kind}")
            yield f'{voucher.date} document {voucher.rows[0].account} "{path}" ^{number}'
            yield f'  typ: "{kind}"'

    def _file(self, name: str) -> str:
        self.files.append(f"underlag/{name}.pdf")
        return self.files[-1]
