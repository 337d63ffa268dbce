"""One pass over Beancount's entries: vouchers, documents, and what is booked under grants."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Custom, Open, Transaction
from beancount.core.data import Document as DocumentEntry

from nkr_audit import vocabulary as words
from nkr_audit.book import Deviation, Document, ExternalIncome, Fault, OwnCost, Voucher
from nkr_audit.declarations import Declarations, bad_deviation
from nkr_audit.errors import Place
from nkr_audit.metadata import day_of, deviation_of, kronor_of, number_like, word
from nkr_audit.money import CURRENCY, ZERO, has_more_than_ore
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

_VAT_NUMBER = "264"
_VAT_WORD = "moms"
# What Beancount marks an amount with that it worked out itself.
_AUTOMATIC = "__automatic__"


class GrantAccount(NamedTuple):
    """An account under a grant: ``Root:grant:number-Name``."""

    root: str
    grant_id: str
    number: str
    name: str
    is_vat: bool


class Row(NamedTuple):
    """A posting under a grant, before the grant is known: declarations may come later."""

    account: GrantAccount
    posting: Any
    meta: Mapping[str, Any]
    voucher: Voucher


class BookedAccrual(NamedTuple):
    """A transaction that accrues a cost, and its postings under a grant."""

    voucher: Voucher
    meta: Mapping[str, Any]
    rows: list[Row]


@dataclass(slots=True)
class Gathered:
    """What one pass over the entries gathers."""

    options: Mapping[str, Any]
    income: str
    expenses: str
    declarations: Declarations = field(default_factory=Declarations)
    vouchers: list[Voucher] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    accruals: list[BookedAccrual] = field(default_factory=list)
    opened: list[tuple[str, Place]] = field(default_factory=list)
    external_income: list[ExternalIncome] = field(default_factory=list)
    own_costs: list[OwnCost] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def gather(
    entries: Iterable[Any],
    options: Mapping[str, Any],
    *,
    unusable_documents: frozenset[str] = frozenset(),
    altered_documents: frozenset[str] = frozenset(),
    as_of: date | None = None,
) -> Gathered:
    """Go through the entries once; with ``as_of``, those dated after that day are not seen."""
    gathered = Gathered(options, f"{options['name_income']}:", f"{options['name_expenses']}:")
    for entry in entries:
        if as_of is not None and entry.date > as_of:
            continue
        if isinstance(entry, Transaction):
            _add_transaction(gathered, entry)
        elif isinstance(entry, DocumentEntry):
            _add_document(gathered, entry, unusable_documents, altered_documents)
        elif isinstance(entry, Open):
            gathered.opened.append(
                (entry.account, Place(entry.meta["filename"], entry.meta["lineno"]))
            )
        elif isinstance(entry, Custom) and entry.type.startswith("nkr-"):
            gathered.declarations.add(entry)
    return gathered


def _add_transaction(gathered: Gathered, entry: Any) -> None:
    total, sound, whole_ore = ZERO, True, True
    under_grant, outside = [], []
    for posting in entry.postings:
        units = posting.units
        if units is None or units.currency != CURRENCY or posting.price or posting.cost:
            sound = False
        else:
            total += units.number
            whole_ore = whole_ore and not has_more_than_ore(units.number)
        account = grant_account(posting.account)
        if account is not None:
            under_grant.append((account, posting))
        elif posting.account.startswith((gathered.income, gathered.expenses)):
            outside.append(posting)
    meta = entry.meta
    voucher = Voucher(
        number=word(meta.get(words.VOUCHER)),
        date=entry.date,
        payee=entry.payee or "",
        narration=entry.narration or "",
        is_flagged=entry.flag == "!",
        tags=entry.tags,
        links=entry.links,
        grant_ids=frozenset({account.grant_id for account, _ in under_grant}),
        corrects=word(meta.get(words.CORRECTS)),
        registered=day_of(meta.get("registrerad")),
        registered_by=word(meta.get("registrerad-av")),
        attested_by=word(meta.get("attesterad-av")),
        invoice=word(meta.get("faktura")),
        counterparty=word(meta.get("motpart-orgnr")),
        source=word(meta.get(words.SOURCE_FILE)),
        number_like=number_like(
            entry.payee or "",
            entry.narration or "",
            metas=(meta, *[posting.meta for posting in entry.postings]),
        ),
        imbalance=total if sound else ZERO,
        deviation=deviation_in(meta),
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
            row = Row(account, posting, meta, voucher)
            rows.append(row)
            gathered.rows[account.grant_id].append(row)
    for posting in outside:
        _add_outside(gathered, posting, meta, voucher)
    if words.TAG_ACCRUAL in entry.tags:
        gathered.accruals.append(BookedAccrual(voucher, meta, rows))


def _add_outside(
    gathered: Gathered, posting: Any, meta: Mapping[str, Any], voucher: Voucher
) -> None:
    """Keep what was booked outside every grant but concerns one: other financiers, own costs."""
    own = posting.meta or {}
    if posting.units is None or posting.units.currency != CURRENCY:
        return
    if posting.account.startswith(gathered.income):
        if (own.get("finansiar") or meta.get("finansiar")) is not None:
            gathered.external_income.append(external_income(posting, meta, voucher, None))
        return
    register = word(own.get("register") or meta.get("register"))
    if register is not None:
        gathered.own_costs.append(
            OwnCost(
                voucher=voucher,
                account=posting.account,
                amount=posting.units.number,
                register=register,
                category=word(own.get("kostnadsslag") or meta.get("kostnadsslag")),
                deviation=accepted_on(own, voucher),
                place=place_of(own, voucher.place),
            )
        )


def external_income(
    posting: Any,
    meta: Mapping[str, Any],
    voucher: Voucher,
    grant_id: str | None,
    *,
    netted: bool = False,
) -> ExternalIncome:
    """Read a posting of another financier's money; its own words win over the voucher's."""
    own = posting.meta or {}

    def said(key: str) -> Any:
        return own.get(key) or meta.get(key)

    return ExternalIncome(
        voucher=voucher,
        account=posting.account,
        amount=-posting.units.number,
        grant_id=grant_id,
        netted=netted,
        financier=word(said("finansiar")),
        form=word(said("form")),
        agreement=word(said("avtal")),
        self_cost=kronor_of(said("sjalvkostnad")),
        elements=tuple((word(said("sjalvkostnad-delar")) or "").replace(",", " ").split()),
        register=word(said("register")),
        deviation=accepted_on(own, voucher),
        place=place_of(own, voucher.place),
    )


def _note_odd_amounts(gathered: Gathered, entry: Any, voucher: Voucher) -> None:
    drops = any(
        posting.units is not None and posting.units.currency != CURRENCY
        for posting in entry.postings
        if grant_account(posting.account) is not None
    )
    for posting in entry.postings:
        units, place = posting.units, place_of(posting.meta, voucher.place)
        if units is None or units.number is None or _AUTOMATIC in (posting.meta or ()):
            continue
        deviation = accepted_on(posting.meta, voucher)
        account = grant_account(posting.account)
        grant_id = account.grant_id if account else None
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
                    place, grant_id=grant_id, voucher=voucher, deviation=deviation,
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
                    place, grant_id=grant_id, voucher=voucher, amount=units.number,
                    deviation=deviation,
                )
            )  # fmt: skip


@lru_cache(maxsize=65536)
def grant_account(account: str) -> GrantAccount | None:
    """Read an account name; None when it has no component for a grant."""
    parts = account.split(":")
    if len(parts) < 3:
        return None
    number, _, name = parts[-1].partition("-")
    is_vat = number.startswith(_VAT_NUMBER) or any(
        word.startswith(_VAT_WORD) or word.endswith(_VAT_WORD) for word in name.lower().split("-")
    )
    return GrantAccount(parts[0], parts[1], number, name.replace("-", " "), is_vat)


def _add_document(
    gathered: Gathered, entry: Any, unusable: frozenset[str], altered: frozenset[str]
) -> None:
    account = grant_account(entry.account)
    deviation = deviation_in(entry.meta)
    place = Place(entry.meta["filename"], entry.meta["lineno"])
    if words.DEVIATION in entry.meta and deviation is None:
        gathered.faults.append(bad_deviation(entry.meta[words.DEVIATION], place))
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
            deviation=deviation,
            place=place,
            usable=entry.filename not in unusable,
            is_altered=entry.filename in altered,
        )
    )


def accepted_on(own: Mapping[str, Any] | None, voucher: Voucher) -> Deviation | None:
    """What is accepted of a posting: its own word wins, also one that cannot be read."""
    return deviation_in(own) if own and words.DEVIATION in own else voucher.deviation


def deviation_in(meta: Mapping[str, Any]) -> Deviation | None:
    """What a person has accepted here; None also when it cannot be read."""
    if words.DEVIATION not in meta:
        return None
    try:
        return deviation_of(meta[words.DEVIATION])
    except ValueError:
        return None


def place_of(meta: Mapping[str, Any] | None, fallback: Place) -> Place:
    """The place of a posting; one that Beancount made itself has none of its own."""
    return Place(meta["filename"], meta["lineno"]) if meta and "lineno" in meta else fallback
