"""Small ledgers to test with: each function writes a piece of ledger text, sound unless told else.

A book is put together with ``book(…)``, which adds the options and opens every account it finds.
``assess_text`` goes the whole way from a file; ``read_in_memory`` skips files, for properties.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict, Unpack, cast

from beancount.core import data
from beancount.parser import booking, parser

from nkr_audit.assessment import Assessment, assess
from nkr_audit.book_builder import build_book
from nkr_audit.programme_file import load_programmes
from nkr_audit.reading import read_book
from nkr_audit.settlement import Settlement, settle

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal
    from pathlib import Path

    from nkr_audit.book import Book
    from nkr_audit.finding import Finding
    from nkr_audit.programme import Programme

PROGRAMMES: Final = load_programmes()
GRANT: Final = "NKR2026"
PROGRAMME: Final = "sos-2026"
PER_REGISTER: Final = "792929.00"
TWO_REGISTERS: Final = "1585858.00"

BANK: Final = "Tillgångar:Bank"
PAYABLE: Final = "Skulder:2440-Leverantörsskulder"
ACCRUED: Final = "Skulder:2990-Upplupna-kostnader"
SOFTWARE: Final = "Kostnader:NKR2026:5420-Programvaror"
SALARY: Final = "Kostnader:NKR2026:5010-Löner"
LIABILITY: Final = "Skulder:NKR2026:2971-Förutbetalt-statsbidrag"
INCOME: Final = "Intäkter:NKR2026:3985-Statsbidrag"

OPTIONS: Final = """\
option "operating_currency" "SEK"
option "name_assets" "Tillgångar"
option "name_liabilities" "Skulder"
option "name_equity" "EgetKapital"
option "name_income" "Intäkter"
option "name_expenses" "Kostnader"
"""
_ACCOUNT = re.compile(r"\b(?:Tillgångar|Skulder|EgetKapital|Intäkter|Kostnader)(?::[\w-]+)+")
_DOCUMENT = re.compile(r'^\S+ document \S+ "([^"]+)"', re.MULTILINE)


class Bare(NamedTuple):
    """A metadata value written without quotes."""

    text: str


Word = str | Bare | None


class Words(TypedDict, total=False):
    """The metadata of the ledger; ``_`` stands for ``-`` in a key."""

    verifikation: Word
    registrerad: Word
    registrerad_av: Word
    attesterad_av: Word
    faktura: Word
    motpart_orgnr: Word
    kalla: Word
    avser: Word
    register: Word
    insats: Word
    andamal: Word
    kostnadsslag: Word
    nytta: Word
    formedlat_till: Word
    rattar: Word
    avvikelse: Word
    typ: Word
    sha256: Word
    region: Word
    kostnadsstalle: Word
    beviljat: Word
    medel: Word
    framjar: Word
    belopp: Word
    senast: Word
    finansiar: Word
    form: Word
    avtal: Word
    sjalvkostnad: Word
    sjalvkostnad_delar: Word


def book(*parts: str, unopened: Collection[str] = ()) -> str:
    """A whole ledger: the options, every account opened, and ``parts`` in order."""
    body = "\n".join(parts)
    accounts = sorted(set(_ACCOUNT.findall(body)).difference(unopened))
    opens = "".join(f"2020-01-01 open {account}\n" for account in accounts)
    return f"{OPTIONS}{opens}\n{body}"


def words(indent: int, given: Words) -> str:
    """Metadata lines; a word that is None is left out."""
    return "".join(
        f"{' ' * indent}{key.replace('_', '-')}: "
        + (value.text if isinstance(value, Bare) else f'"{value}"')
        + "\n"
        for key, value in cast("Mapping[str, Word]", given).items()
        if value is not None
    )


# Declarations -------------------------------------------------------------------------------------


def declare(
    grant: str = GRANT,
    programme: str = PROGRAMME,
    *,
    granted: str | None = TWO_REGISTERS,
    day: str = "2026-03-10",
    **given: Unpack[Words],
) -> str:
    """``nkr-bidrag``."""
    meta: Words = {
        "region": "Region Uppsala",
        "kostnadsstalle": "2610",
        "beviljat": Bare(f"{granted} SEK") if granted else None,
    }
    return f'{day} custom "nkr-bidrag" "{grant}" "{programme}"\n' + words(2, meta | given)


def register(
    name: str,
    granted: str | None = PER_REGISTER,
    *,
    grant: str = GRANT,
    day: str = "2026-03-10",
) -> str:
    """``nkr-register``."""
    amount = f" {granted} SEK" if granted else ""
    return f'{day} custom "nkr-register" "{grant}" "{name}"{amount}\n'


def activity(name: str = "I1", title: str = "Gemensam it-plattform", **given: Unpack[Words]) -> str:
    """``nkr-insats``."""
    meta: Words = {
        "andamal": "it",
        "framjar": "Upprätthåller driftsäker infrastruktur för båda registren.",
    }
    return f'2026-03-10 custom "nkr-insats" "{GRANT}" "{name}" "{title}"\n' + words(2, meta | given)


def event(
    kind: str, day: str, amount: str | None = None, *, grant: str = GRANT, **given: Unpack[Words]
) -> str:
    """``nkr-handelse``."""
    meta: Words = {"belopp": Bare(f"{amount} SEK") if amount else None}
    return f'{day} custom "nkr-handelse" "{grant}" "{kind}"\n' + words(2, meta | given)


def requisition(
    amount: str | None = TWO_REGISTERS, day: str = "2026-04-02", **given: Unpack[Words]
) -> str:
    """The grant asked for."""
    return event("rekvisition", day, amount, **given)


# Vouchers -----------------------------------------------------------------------------------------


def row(account: str, amount: str | None = None, **given: Unpack[Words]) -> str:
    """A posting; without amount it takes what is left."""
    money = "" if amount is None else f"  {amount} SEK"
    return f"  {account}{money}\n" + words(4, given)


def voucher(
    number: str,
    day: str,
    *rows: str,
    tags: str = "",
    links: str = "",
    text: str = '"Exempel IT AB" "Driftplattform, två register"',
    **given: Unpack[Words],
) -> str:
    """A verification. ``tags`` and ``links`` as Beancount writes them: ``#rattelse``, ``^A42``.

    It is registered on its day by one person and attested by another, unless told else.
    """
    head = " ".join(part for part in (f"{day} *", text, tags, f"^{number}", links) if part)
    meta: Words = {
        "verifikation": number,
        "registrerad": Bare(day),
        "registrerad_av": "ekonom1",
        "attesterad_av": "chef1",
    }
    return f"{head}\n" + words(2, meta | given) + "".join(rows)


def cost(
    number: str,
    day: str,
    amount: str,
    *more: str,
    account: str = SOFTWARE,
    against: str = PAYABLE,
    tags: str = "",
    links: str = "",
    evidence: tuple[str, ...] = ("faktura",),
    **given: Unpack[Words],
) -> str:
    """A voucher for a cost, with its evidence. ``more`` are further rows of it."""
    meta: Words = {
        "kostnadsslag": "it-tjanster",
        "andamal": "it",
        "register": "Swedeheart",
        "nytta": "direkt",
    }
    rows = (row(account, amount), *more, row(against))
    return voucher(number, day, *rows, tags=tags, links=links, **(meta | given)) + "".join(
        document(number, kind, day=day, account=account) for kind in evidence
    )


def document(
    number: str,
    kind: str,
    *,
    day: str = "2026-06-30",
    account: str = SOFTWARE,
    **given: Unpack[Words],
) -> str:
    """Evidence, linked to the voucher ``number``."""
    meta: Words = {"typ": kind}
    return f'{day} document {account} "underlag/{number}-{kind}.pdf" ^{number}\n' + words(
        2, meta | given
    )


def accrual(
    number: str,
    day: str,
    amount: str,
    *,
    account: str = SOFTWARE,
    links: str = "",
    **given: Unpack[Words],
) -> str:
    """A cost accrued at year end, its invoice and delivery at hand."""
    return cost(
        number, day, amount, account=account, against=ACCRUED, tags="#reservering", links=links,
        evidence=("faktura", "leverans"), **given,
    )  # fmt: skip


def release(
    number: str,
    day: str,
    amount: str,
    *more_rows: str,
    links: str,
    account: str = SOFTWARE,
    **given: Unpack[Words],
) -> str:
    """The accrual taken back in the year after; ``amount`` is negative."""
    return cost(
        number, day, amount, *more_rows, account=account, against=ACCRUED, tags="#upplosning",
        links=links, evidence=(), **given,
    )  # fmt: skip


def receipt(
    amount: str = TWO_REGISTERS,
    day: str = "2026-05-20",
    number: str = "A17",
    *,
    account: str = LIABILITY,
    **given: Unpack[Words],
) -> str:
    """The grant paid in."""
    return voucher(
        number, day, row(BANK, amount), row(account, f"-{amount}"), tags="#utbetalning",
        text='"Socialstyrelsen" "Statsbidrag 2026"', **given,
    )  # fmt: skip


def repayment(amount: str, day: str = "2027-04-15", number: str = "B31") -> str:
    """Unused money paid back."""
    return voucher(
        number, day, row(LIABILITY, amount), row(BANK, f"-{amount}"), tags="#aterbetalning",
        text='"Socialstyrelsen" "Återbetalning av statsbidrag"',
    )  # fmt: skip


def decision(number: str = "A17", day: str = "2026-05-20", *, account: str = LIABILITY) -> str:
    """The payer's decision, filed with the receipt."""
    return document(number, "beslut", day=day, account=account)


def recognise(amount: str, day: str = "2026-12-31", number: str = "A90") -> str:
    """Income recognised for the grant year's costs."""
    return voucher(
        number, day, row(LIABILITY, amount), row(INCOME, f"-{amount}"), tags="#intaktsforing",
        text='"Bokslut" "Intäktsföring av statsbidrag"',
    )  # fmt: skip


def declared(**given: Unpack[Words]) -> str:
    """A grant for two registers, requisitioned by an ombud, not yet paid."""
    return "\n".join((
        declare(**given), register("Swedeheart"), register("Riksstroke"),
        event("ombud", "2026-03-16"), requisition(),
    ))  # fmt: skip


def sound_grant() -> str:
    """A grant for two registers, requisitioned and paid: 1 585 858.00 received."""
    return f"{declared()}\n{receipt()}\n{decision()}"


def small_grant(received: str) -> str:
    """A grant of which just ``received`` came in; for figures, not for rules."""
    return "\n".join((declare(granted=received), register("Swedeheart"), receipt(received)))


def agreement(year: int, **given: Unpack[Words]) -> str:
    """A grant under the agreement of 2021 or 2022, requisitioned and paid: 500 000.00 received."""
    liability = f"Skulder:NKR{year}:2971-Förutbetalt-statsbidrag"
    return "\n".join((
        declare(f"NKR{year}", f"skr-{year}", granted="500000.00", day=f"{year}-02-01", **given),
        register("Swedeheart", None, grant=f"NKR{year}", day=f"{year}-02-01"),
        event("rekvisition", f"{year}-03-01", "500000.00", grant=f"NKR{year}"),
        receipt("500000.00", f"{year}-04-01", account=liability),
        decision(day=f"{year}-04-01", account=liability),
    ))  # fmt: skip


# From text to answers -----------------------------------------------------------------------------


def write_ledger(folder: Path, text: str, *, missing: Collection[str] = ()) -> Path:
    """Write the ledger with the documents it names, all but those that are ``missing``."""
    ledger = folder / "bok.beancount"
    ledger.write_text(text, encoding="utf-8")
    for name in set(_DOCUMENT.findall(text)).difference(missing):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"%PDF-1.7\n")
    return ledger


def assess_text(
    folder: Path,
    text: str,
    *,
    programmes: Mapping[str, Programme] = PROGRAMMES,
    missing: Collection[str] = (),
    as_of: date | None = None,
) -> Assessment:
    """Write the ledger, read it as the commands do, and assess it."""
    return assess(read_book(write_ledger(folder, text, missing=missing), programmes, as_of))


def read_in_memory(
    text: str,
    *,
    programmes: Mapping[str, Programme] = PROGRAMMES,
    as_of: date | None = None,
) -> Book:
    """The book that ``text`` holds; every document counts as there."""
    entries, errors, options = parser.parse_string(text)
    entries.sort(key=data.entry_sortkey)
    entries, booking_errors = booking.book(entries, options)
    assert [error.message for error in (*errors, *booking_errors)] == []
    return build_book(entries, options, programmes, as_of=as_of)


def settle_text(text: str, *, as_of: str | None = None) -> Settlement:
    """The settlement of the one grant in ``text``."""
    day = date.fromisoformat(as_of) if as_of else None
    (grant,) = read_in_memory(text, as_of=day).grants
    return settle(grant)


def costs_of(*vouchers: str, as_of: str | None = None) -> Decimal:
    """The costs of a sound grant with ``vouchers`` booked on it."""
    return settle_text(book(sound_grant(), *vouchers), as_of=as_of).costs


def codes(assessment: Assessment) -> list[str]:
    """The codes found, in the order of the findings."""
    return [finding.code for finding in assessment.findings]


def only(assessment: Assessment, code: str) -> Finding:
    """The one finding of ``code``."""
    (finding,) = (item for item in assessment.findings if item.code == code)
    return finding
