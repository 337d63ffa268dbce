"""A sound book of any size, for measuring: written straight to disk, the same every time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nkr_audit.demo import papers, writer
from nkr_audit.demo.chart import account, category
from nkr_audit.demo.closing import granted
from nkr_audit.demo.evidence import render
from nkr_audit.demo.organisations import IT, MANAGEMENT, PLATFORM, SECURITY, STATISTICS
from nkr_audit.demo.plan import Activity, Grant, Payroll, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_audit.demo.organisations import Supplier

_YEAR: Final = 2026
_DAYS: Final = 365
_BOOKS: Final = "2026.beancount"
_REGISTERS: Final = (
    "Nationellt kvalitetsregister för esofagus- och ventrikelcancer (NREV)",
    "Nationellt kvalitetsregister för akut myeloisk leukemi",
    "Nationellt kvalitetsregister för akut lymfatisk leukemi",
    "SWEDCON (medfödda hjärtfel)",
)
# The costs are 95 % of the grant, shared evenly over the vouchers and varied by whole öre.
_USED: Final = Decimal("0.95")
_ORE_PER_KRONA: Final = 100
_VARIATION: Final = 20

_GRANT: Final = Grant(
    id="NKR2026",
    programme="sos-2026",
    region="Region Skåne",
    cost_centre="91240",
    year=_YEAR,
    registers=tuple((name, Decimal("792929.00")) for name in _REGISTERS),
    activities=(
        Activity(
            "I1", "Gemensam it-infrastruktur", "it",
            "Upprätthåller en gemensam teknisk infrastruktur för fyra register.",
            date(2026, 12, 14), (("Genomfört", "Fyra register i samma tekniska miljö"),),
        ),
        Activity(
            "I2", "Statistik", "statistik", "Ger jämförbar statistik.",
            date(2026, 12, 14), (("Genomfört", "Nyckeltal för fyra register varje kvartal"),),
        ),
    ),
    payroll=Payroll(()),
    events=(),
    requisition=date(2026, 3, 30),
    receipt=date(2026, 5, 19),
    payer="Socialstyrelsen",
    closing=date(2027, 2, 17),
    ombud=date(2026, 3, 9),
)  # fmt: skip
_PLAN: Final = Plan(
    folder="stor",
    title="Region Skåne: stor bok för mätningar (exempeldata)",
    shows=("Boken är gjord för att mäta hur snabbt stora böcker läses, inte för att likna en.",),
    grants=(_GRANT,),
)


@dataclass(frozen=True, slots=True)
class _Purchase:
    """One of the handful of things that are bought over and over; its PDF is shared."""

    supplier: Supplier
    number: str
    text: str
    activity: str

    @property
    def path(self) -> str:
        return f"underlag/faktura-{self.number}.pdf"


_PURCHASES: Final = (
    _Purchase(IT, "5420", "Programvara enligt avtal, delfaktura", "I1"),
    _Purchase(PLATFORM, "5440", "Serverkapacitet enligt avtal, delfaktura", "I1"),
    _Purchase(MANAGEMENT, "5510", "Förvaltningstjänster enligt avtal, delfaktura", "I1"),
    _Purchase(STATISTICS, "5610", "Statistiska beräkningar enligt avtal, delfaktura", "I2"),
    _Purchase(SECURITY, "5430", "Säkerhetsgranskning enligt avtal, delfaktura", "I1"),
)


def write_large_book(folder: Path, vouchers: int) -> Path:
    """Write a sound book with ``vouchers`` vouchers of costs; return its main file.

    Each has two cost postings and one counter posting, and a document. The receipt and the year's
    income come on top.
    """
    (folder / "underlag").mkdir(parents=True, exist_ok=True)
    hashes = {path: _write(folder, path, content) for path, content in _documents()}
    main = folder / "main.beancount"
    main.write_text(writer.main_file(_PLAN, (_YEAR,)), encoding="utf-8", newline="\n")
    (folder / "kontoplan.beancount").write_text(
        writer.chart_file(_PLAN), encoding="utf-8", newline="\n"
    )
    with (folder / _BOOKS).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(_year(vouchers, hashes))
    return main


def _write(folder: Path, path: str, content: bytes) -> str:
    (folder / path).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _documents() -> Iterator[tuple[str, bytes]]:
    day = date(_YEAR, 1, 2)
    zero = Decimal("0.00")
    for one in _PURCHASES:
        sheet = papers.invoice(
            _GRANT, one.supplier, "se verifikationen", day, str(_YEAR), [(one.text, zero)],
            (25, zero),
        )  # fmt: skip
        yield one.path, render(sheet)
    for activity in _GRANT.activities:
        yield f"underlag/{activity.id}-insats.pdf", render(papers.activity(_GRANT, activity))
    decision = papers.decision(_GRANT, "Beslut om utbetalning", _GRANT.payer, day, ())
    yield "underlag/beslut.pdf", render(decision)


def _year(vouchers: int, hashes: dict[str, str]) -> Iterator[str]:
    yield writer.included_heading(_YEAR)
    bank, liability = account("1930", ""), account("2971", _GRANT.id)
    yield _own("B1", _GRANT.receipt, "utbetalning", "Statsbidrag", bank, liability, granted(_GRANT))
    yield (
        f'{_GRANT.receipt} document {liability} "underlag/beslut.pdf" ^{_YEAR}-B1\n'
        f'  typ: "beslut"\n  sha256: "{hashes["underlag/beslut.pdf"]}"\n'
    )
    for activity in _GRANT.activities:
        path = f"underlag/{activity.id}-insats.pdf"
        yield writer.activity_document(_GRANT, path, activity.day, activity.id, hashes[path])
    each = int(granted(_GRANT) * _USED * _ORE_PER_KRONA) // max(1, vouchers)
    total = 0
    blocks = [_Block(one, hashes[one.path]) for one in _PURCHASES]
    for place in range(vouchers):
        ore = max(2, each - place % min(_VARIATION, max(1, each)))
        total += ore
        yield blocks[place % len(blocks)].voucher(place, vouchers, ore)
    income = account("3511", _GRANT.id)
    costs = Decimal(total) / _ORE_PER_KRONA
    day = date(_YEAR, 12, 31)
    yield _own("B2", day, "intaktsforing", "Intäktsföring", liability, income, costs)


def _own(
    number: str, day: date, tag: str, text: str, debit: str, credit: str, amount: Decimal
) -> str:
    return (
        f'\n{day} * "{_GRANT.payer}" "{text}" #{tag} ^{_YEAR}-{number}\n'
        f'  verifikation: "{_YEAR}-{number}"\n'
        f'  registrerad: {day}\n  registrerad-av: "ekonom1"\n  attesterad-av: "chef1"\n'
        f"  {debit}  {amount:.2f} SEK\n  {credit}  {-amount:.2f} SEK\n"
    )


class _Block:
    """Writes the vouchers of one purchase; what they have in common is put together once."""

    def __init__(self, purchase: _Purchase, sha256: str) -> None:
        cost = account(purchase.number, _GRANT.id)
        self._head = f'* "{purchase.supplier.name}" "{purchase.text}'
        self._supplier = (
            '  registrerad-av: "ekonom1"\n  attesterad-av: "chef1"\n'
            f'  motpart-orgnr: "{purchase.supplier.number}"\n'
        )
        self._meta = (
            f'  kostnadsslag: "{category(purchase.number)}"\n'
            f'  andamal: "{_GRANT.purpose(purchase.activity)}"\n'
            f'  insats: "{purchase.activity}"\n'
        )
        self._cost = f"  {cost}  "
        self._debt = f"  {account('2440', '')}  -"
        self._document = f'document {cost} "{purchase.path}" ^'
        self._proof = f'  typ: "faktura"\n  sha256: "{sha256}"\n'

    def voucher(self, place: int, vouchers: int, ore: int) -> str:
        day = (date(_YEAR, 1, 1) + timedelta(days=place * _DAYS // vouchers)).isoformat()
        number = f"{_YEAR}-A{place + 1}"
        first, second = _REGISTERS[place % 4], _REGISTERS[(place + 1) % 4]
        half = ore // 2
        return (
            f'\n{day} {self._head} {place + 1}" ^{number}\n'
            f'  verifikation: "{number}"\n  registrerad: {day}\n{self._supplier}'
            f'  faktura: "{100000 + place}"\n  avser: "{day}"\n{self._meta}'
            f"{self._cost}{_kronor(half)} SEK\n"
            f'    register: "{first}"\n    nytta: "direkt"\n'
            f"{self._cost}{_kronor(ore - half)} SEK\n"
            f'    register: "{second}"\n    nytta: "indirekt"\n'
            f"{self._debt}{_kronor(ore)} SEK\n"
            f"{day} {self._document}{number}\n{self._proof}"
        )


def _kronor(ore: int) -> str:
    return f"{ore // _ORE_PER_KRONA}.{ore % _ORE_PER_KRONA:02}"
