"""From Beancount's entries to the book, in one pass: the only place that knows both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Custom, Open, Transaction
from beancount.core.data import Document as DocumentEntry

from nkr_audit import vocabulary as words
from nkr_audit.accruals import group_links, outcomes
from nkr_audit.book import Book, CostLine, Deviation, Document, Entry, Fault, Grant, Voucher
from nkr_audit.declarations import Declarations, GrantDeclaration, bad_deviation
from nkr_audit.errors import Place
from nkr_audit.metadata import deviation_of, period_of, word
from nkr_audit.money import CURRENCY, ZERO, has_more_than_ore
from nkr_audit.period import Period, split
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import PeriodSource
    from nkr_audit.programme import Programme

_GRANT_TAGS = {words.TAG_RECEIPT, words.TAG_INCOME, words.TAG_REPAYMENT}
_VAT_NUMBER = "264"
_VAT_WORD = "moms"
# What Beancount marks an amount with that it worked out itself.
_AUTOMATIC = "__automatic__"


class _Account(NamedTuple):
    """An account under a grant: ``Root:grant:number-Name``."""

    root: str
    grant_id: str
    number: str
    name: str
    is_vat: bool


class _Row(NamedTuple):
    """A posting under a grant, before the grant is known: declarations may come later."""

    account: _Account
    posting: Any
    meta: Mapping[str, Any]
    voucher: Voucher


class _BookedAccrual(NamedTuple):
    """A transaction that accrues a cost, and its postings under a grant."""

    voucher: Voucher
    meta: Mapping[str, Any]
    rows: list[_Row]


@dataclass(slots=True)
class _Pass:
    """What one pass over the entries gathers."""

    options: Mapping[str, Any]
    declarations: Declarations = field(default_factory=Declarations)
    vouchers: list[Voucher] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    rows: dict[str, list[_Row]] = field(default_factory=lambda: defaultdict(list))
    accruals: list[_BookedAccrual] = field(default_factory=list)
    opened: list[tuple[str, Place]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def build_book(
    entries: Iterable[Any],
    options: Mapping[str, Any],
    programmes: Mapping[str, Programme],
    *,
    read_faults: Iterable[Fault] = (),
    unusable_documents: frozenset[str] = frozenset(),
    as_of: date | None = None,
) -> Book:
    """Make the book out of a loaded ledger.

    ``read_faults`` are what was found wrong when it was read. ``unusable_documents`` are the
    paths of documents whose file is missing or lies outside the ledger's folder. With ``as_of``,
    entries dated after that day are not seen.
    """
    gathered = _Pass(options, faults=list(read_faults))
    for entry in entries:
        if as_of is not None and entry.date > as_of:
            continue
        if isinstance(entry, Transaction):
            _add_transaction(gathered, entry)
        elif isinstance(entry, DocumentEntry):
            _add_document(gathered, entry, unusable_documents)
        elif isinstance(entry, Open):
            gathered.opened.append(
                (entry.account, Place(entry.meta["filename"], entry.meta["lineno"]))
            )
        elif isinstance(entry, Custom) and entry.type.startswith("nkr-"):
            gathered.declarations.add(entry)
    return _assemble(gathered, programmes)


def _add_transaction(gathered: _Pass, entry: Any) -> None:
    total, sound, whole_ore = ZERO, True, True
    under_grant = []
    for posting in entry.postings:
        units = posting.units
        if units is None or units.currency != CURRENCY or posting.price or posting.cost:
            sound = False
        else:
            total += units.number
            whole_ore = whole_ore and not has_more_than_ore(units.number)
        account = _classify(posting.account)
        if account is not None:
            under_grant.append((account, posting))
    meta = entry.meta
    voucher = Voucher(
        number=word(meta.get(words.VOUCHER)),
        date=entry.date,
        payee=entry.payee or "",
        narration=entry.narration or "",
        tags=entry.tags,
        links=entry.links,
        corrects=word(meta.get(words.CORRECTS)),
        imbalance=total if sound else ZERO,
        deviation=_deviation(meta),
        place=Place(meta["filename"], meta["lineno"]),
    )
    gathered.vouchers.append(voucher)
    if words.DEVIATION in meta and voucher.deviation is None:
        gathered.faults.append(bad_deviation(meta[words.DEVIATION], voucher.place, voucher))
    if not (sound and whole_ore):
        _note_odd_amounts(gathered, entry, voucher)
    rows = []
    for account, posting in under_grant:
        if posting.units is not None and posting.units.currency == CURRENCY:
            row = _Row(account, posting, meta, voucher)
            rows.append(row)
            gathered.rows[account.grant_id].append(row)
    if words.TAG_ACCRUAL in entry.tags:
        gathered.accruals.append(_BookedAccrual(voucher, meta, rows))


def _note_odd_amounts(gathered: _Pass, entry: Any, voucher: Voucher) -> None:
    drops = any(
        posting.units is not None and posting.units.currency != CURRENCY
        for posting in entry.postings
        if _classify(posting.account) is not None
    )
    for posting in entry.postings:
        units, place = posting.units, _place(posting.meta, voucher.place)
        if units is None or units.number is None or _AUTOMATIC in (posting.meta or ()):
            continue
        deviation = _accepted(posting.meta, voucher)
        if units.currency != CURRENCY or posting.price or posting.cost:
            gathered.faults.append(
                Fault(
                    "VO004",
                    Text(
                        f"Beloppet {units} på {posting.account} är inte i svenska kronor.",
                        f"The amount {units} on {posting.account} is not in Swedish kronor.",
                    ),
                    Text(
                        "bokför i SEK till den kurs som verifikationen anger",
                        "book it in SEK at the rate that the voucher states",
                    ),
                    place, voucher=voucher, deviation=deviation,
                    drops=drops,
                )
            )  # fmt: skip
        elif has_more_than_ore(units.number):
            gathered.faults.append(
                Fault(
                    "VO003",
                    Text(
                        f"Beloppet {units.number} har fler än två decimaler.",
                        f"The amount {units.number} has more than two decimals.",
                    ),
                    Text("skriv beloppet i hela ören", "write the amount in whole öre"),
                    place, voucher=voucher, amount=units.number, deviation=deviation,
                )
            )  # fmt: skip


@lru_cache(maxsize=65536)
def _classify(account: str) -> _Account | None:
    """Read an account name; None when it has no component for a grant."""
    parts = account.split(":")
    if len(parts) < 3:
        return None
    number, _, name = parts[-1].partition("-")
    is_vat = number.startswith(_VAT_NUMBER) or _VAT_WORD in name.lower()
    return _Account(parts[0], parts[1], number, name.replace("-", " "), is_vat)


def _add_document(gathered: _Pass, entry: Any, unusable: frozenset[str]) -> None:
    account = _classify(entry.account)
    gathered.documents.append(
        Document(
            path=entry.filename,
            kind=word(entry.meta.get("typ")),
            sha256=word(entry.meta.get("sha256")),
            account=entry.account,
            grant_id=account.grant_id if account else None,
            activity=word(entry.meta.get("insats")),
            date=entry.date,
            links=frozenset(entry.links or ()),
            place=Place(entry.meta["filename"], entry.meta["lineno"]),
            usable=entry.filename not in unusable,
        )
    )


def _assemble(gathered: _Pass, programmes: Mapping[str, Programme]) -> Book:
    declaration_faults = gathered.declarations.resolve()
    groups = group_links(gathered.vouchers)
    periods = _AccrualPeriods(gathered)
    grants = tuple(
        _grant(gathered, declared, programmes.get(declared.programme_id), groups, periods)
        for declared in gathered.declarations.grants.values()
    )
    strays = tuple(
        _entry(gathered, row)
        for grant_id, rows in gathered.rows.items()
        if grant_id not in gathered.declarations.grants
        for row in rows
        if _looks_like_grant(row, gathered.options)
    )
    return Book(
        grants=grants,
        vouchers=tuple(gathered.vouchers),
        documents=tuple(gathered.documents),
        strays=strays,
        faults=(*declaration_faults, *_bare_accounts(gathered), *gathered.faults),
        accrual_groups=groups,
        place=Place(gathered.options["filename"]),
        last_date=gathered.vouchers[-1].date if gathered.vouchers else None,
    )


def _looks_like_grant(row: _Row, options: Mapping[str, Any]) -> bool:
    """Tell costs and income under an unknown name, and grant bookings on a liability, from others.

    A region may group its own assets and liabilities as it likes.
    """
    if row.account.root in {options["name_expenses"], options["name_income"]}:
        return True
    return row.account.root == options["name_liabilities"] and not _GRANT_TAGS.isdisjoint(
        row.voucher.tags
    )


def _bare_accounts(gathered: _Pass) -> list[Fault]:
    """Accounts that stop at the grant: what is booked on them would be in no settlement."""
    return [
        Fault(
            "CC106",
            Text(
                f"Kontot {account} slutar med bidragets namn, så det som bokförs där räknas inte.",
                f"The account {account} ends with the grant's name, so nothing on it is counted.",
            ),
            Text(
                f"använd ett konto med nummer och namn, som {account}:5420-Programvaror",
                f"use an account with number and name, as {account}:5420-Programvaror",
            ),
            place,
            grant_id=account.partition(":")[2],
        )
        for account, place in gathered.opened
        if account.partition(":")[2] in gathered.declarations.grants
    ]


def _grant(
    gathered: _Pass,
    declared: GrantDeclaration,
    programme: Programme | None,
    groups: Mapping[str, int],
    periods: _AccrualPeriods,
) -> Grant:
    options = gathered.options
    lines, vat, receipts, repayments = [], [], [], []
    liability: dict[str, Decimal] = {}
    recognised = ZERO
    for row in gathered.rows.get(declared.id, ()):
        amount, line = row.posting.units.number, None
        if row.account.root == options["name_expenses"]:
            line = _cost_line(gathered, row, programme, periods)
            lines.append(line)
        elif row.account.root == options["name_liabilities"]:
            number = row.account.number
            liability[number] = liability.get(number, ZERO) - amount
            if words.TAG_RECEIPT in row.voucher.tags and amount < 0:
                receipts.append(_entry(gathered, row))
            elif words.TAG_REPAYMENT in row.voucher.tags and amount > 0:
                repayments.append(_entry(gathered, row))
        elif row.account.root == options["name_income"] and words.TAG_INCOME in row.voucher.tags:
            recognised -= amount
        if row.account.is_vat:
            vat.append(_entry(gathered, row, line))
    return declared.grant(
        programme=programme,
        cost_lines=tuple(lines),
        receipts=tuple(receipts),
        repayments=tuple(repayments),
        vat=tuple(vat),
        accruals=outcomes(lines, groups),
        recognised=recognised,
        liability_by_account=liability,
    )


def _cost_line(
    gathered: _Pass, row: _Row, programme: Programme | None, periods: _AccrualPeriods
) -> CostLine:
    own_meta = row.posting.meta or {}
    own, common = own_meta.get, row.meta.get  # a word on the posting wins
    amount = row.posting.units.number
    period, source, ambiguous = periods.of(row)
    inside, outside = split(amount, period, programme.period) if programme else (amount, ZERO)

    return CostLine(
        grant_id=row.account.grant_id,
        voucher=row.voucher,
        account_number=row.account.number,
        account_name=row.account.name,
        amount=amount,
        inside=inside,
        outside=outside,
        period=period,
        period_source=source,
        register=word(own("register") or common("register")),
        activity=word(own("insats") or common("insats")),
        purpose=word(own("andamal") or common("andamal")),
        category=word(own("kostnadsslag") or common("kostnadsslag")),
        benefit=word(own("nytta") or common("nytta")),
        accrual_ambiguous=ambiguous,
        deviation=_row_deviation(gathered, row),
        place=_place(own_meta, row.voucher.place),
    )


def _entry(gathered: _Pass, row: _Row, line: CostLine | None = None) -> Entry:
    return Entry(
        voucher=row.voucher,
        account=row.posting.account,
        amount=row.posting.units.number,
        cost_line=line,
        deviation=line.deviation if line else _row_deviation(gathered, row),
        place=_place(row.posting.meta, row.voucher.place),
    )


def _row_deviation(gathered: _Pass, row: _Row) -> Deviation | None:
    deviation = _accepted(row.posting.meta, row.voucher)
    own = row.posting.meta
    if deviation is None and own and words.DEVIATION in own:
        place = _place(own, row.voucher.place)
        gathered.faults.append(bad_deviation(own[words.DEVIATION], place, row.voucher))
    return deviation


def _accepted(own: Mapping[str, Any] | None, voucher: Voucher) -> Deviation | None:
    """What is accepted of a posting: its own word wins, also one that cannot be read."""
    return _deviation(own) if own and words.DEVIATION in own else voucher.deviation


def _deviation(meta: Mapping[str, Any]) -> Deviation | None:
    """What a person has accepted here; None also when it cannot be read."""
    if words.DEVIATION not in meta:
        return None
    try:
        return deviation_of(meta[words.DEVIATION])
    except ValueError:
        return None


def _place(meta: Mapping[str, Any] | None, fallback: Place) -> Place:
    """The place of a posting; one that Beancount made itself has none of its own."""
    return Place(meta["filename"], meta["lineno"]) if meta and "lineno" in meta else fallback


class _AccrualPeriods:
    """When each cost arose: its own ``avser``, that of the accrual it shares a link with, its date.

    A voucher that shares links with accruals of several periods takes that of the accrual on its
    own account when that decides it, else the earliest, and is marked as ambiguous.
    """

    def __init__(self, gathered: _Pass) -> None:
        self._gathered = gathered
        self._unreadable: set[Place] = set()
        self._by_link: dict[str, list[_BookedAccrual]] = defaultdict(list)
        for accrual in gathered.accruals:
            for link in accrual.voucher.links:
                self._by_link[link].append(accrual)

    def of(self, row: _Row) -> tuple[Period, PeriodSource, bool]:
        own = self._said(row)
        if own is not None:
            return own, "avser", False
        voucher = row.voucher
        if self._by_link and words.TAG_ACCRUAL not in voucher.tags:
            shared = {
                id(accrual): accrual
                for link in voucher.links
                for accrual in self._by_link.get(link, ())
            }
            if shared:
                return self._of_accruals(row, list(shared.values()))
        return _day(voucher.date), "datum", False

    def _of_accruals(
        self, row: _Row, accruals: list[_BookedAccrual]
    ) -> tuple[Period, PeriodSource, bool]:
        same_grant = [
            (other.posting.account, self._said(other) or _day(other.voucher.date))
            for accrual in accruals
            for other in accrual.rows
            if other.account.grant_id == row.account.grant_id
            and other.account.root == row.account.root
        ]
        on_account = {period for account, period in same_grant if account == row.posting.account}
        periods = on_account if len(on_account) == 1 else {period for _, period in same_grant}
        if not periods:
            periods = {
                self._read(accrual.meta, accrual.voucher.place, row) or _day(accrual.voucher.date)
                for accrual in accruals
            }
        return min(periods), "reservering", len(periods) > 1

    def _said(self, row: _Row) -> Period | None:
        """The line's own ``avser``; one that cannot be read is noted once and counts as missing."""
        own = row.posting.meta
        meta = own if own and own.get(words.PERIOD) is not None else row.meta
        return self._read(meta, _place(meta, row.voucher.place), row)

    def _read(self, meta: Mapping[str, Any], place: Place, row: _Row) -> Period | None:
        value = meta.get(words.PERIOD)
        if value is None:
            return None
        try:
            return _read_period(value) if isinstance(value, str) else period_of(value)
        except ValueError:
            if place not in self._unreadable:
                self._unreadable.add(place)
                self._gathered.faults.append(_bad_period(value, place, row))
            return None


def _bad_period(value: object, place: Place, row: _Row) -> Fault:
    return Fault(
        "GY001",
        Text(
            f"Perioden avser: ”{value}” kan inte läsas; kostnaden räknas på verifikationens datum.",
            f"The period avser: “{value}” cannot be read; the voucher's date is used.",
        ),
        Text(
            "skriv år, månad, dag eller två av dem inom citattecken: ”2026-06”, "
            "”2026-11-15/2027-02-14”",
            "write a year, month, day or two of them in quotes: “2026-06”, “2026-11-15/2027-02-14”",
        ),
        place,
        grant_id=row.account.grant_id,
        voucher=row.voucher,
        amount=row.posting.units.number,
        deviation=_accepted(row.posting.meta, row.voucher),
    )


@lru_cache(maxsize=4096)
def _read_period(text: str) -> Period:
    return period_of(text)


@lru_cache(maxsize=4096)
def _day(day: date) -> Period:
    return Period(day, day)
