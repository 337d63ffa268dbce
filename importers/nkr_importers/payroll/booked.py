"""Pay that the book has out of payroll extracts: whose, for which month, and how large a share."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from beancount.core.data import Transaction

from nkr_audit import vocabulary as words
from nkr_audit.errors import NkrError
from nkr_audit.metadata import word
from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.payroll.shares import WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from nkr_audit.ledger import Ledger
    from nkr_importers.payroll.persons import Share
    from nkr_importers.payroll.vouchers import PayVoucher

EMPLOYMENT = "anstallning"


class BookedShare(NamedTuple):
    """A share of somebody for a month, as the rows of a payroll voucher say it."""

    grant: str
    employee: str
    month: str
    told: tuple[str | None, ...]
    percent: Decimal


def is_payroll(entry: Any) -> bool:
    """Tell whether the transaction came out of a payroll extract: its rows name employments."""
    return any(EMPLOYMENT in (posting.meta or {}) for posting in entry.postings)


def of_other_grants(book: Ledger, grant_id: str) -> frozenset[str]:
    """The numbers of payroll vouchers that have rows under other grants and none under this."""
    found = set()
    for entry in book.entries:
        if isinstance(entry, Transaction) and is_payroll(entry):
            grants = {posting.account.split(":")[1] for posting in entry.postings}
            identity = word(entry.meta.get(words.VOUCHER))
            if identity is not None and grant_id not in grants:
                found.add(identity)
    return frozenset(found)


def refuse_over_whole(
    book: Ledger, grant_id: str, booked: Iterable[PayVoucher], own: Collection[str], mapping: Path
) -> None:
    """Raise NkrError when somebody's shares make more than the whole, over all grants of the book.

    ``booked`` are vouchers about to be booked; ``own`` the numbers of all of this import's.
    """
    before: defaultdict[tuple[str, str], set[BookedShare]] = defaultdict(set)
    for share in _shares_of(book, grant_id, own):
        before[share.employee, share.month].add(share)
    for one in booked:
        month = f"{one.month:%Y-%m}"
        for person in one.persons:
            new = {
                BookedShare(grant_id, person.employee, month, _told(share), share.percent)
                for share in person.shares
                if share.holds(one.month)
            }
            others = before[person.employee, month] - new
            total = sum((share.percent for share in (*new, *others)), ZERO)
            if others and total > WHOLE:
                raise _over(person.employee, month, total, others, mapping)


def _told(share: Share) -> tuple[str | None, ...]:
    return share.register, share.purpose, share.benefit, share.activity


def _shares_of(book: Ledger, grant_id: str, own: Collection[str]) -> Iterator[BookedShare]:
    """Each share once, however many accounts and vouchers it is on; not one taken back again."""
    costs = f"{book.options['name_expenses']}:"
    sums: defaultdict[BookedShare, Decimal] = defaultdict(lambda: ZERO)
    for entry in book.entries:
        if not isinstance(entry, Transaction):
            continue
        identity = word(entry.meta.get(words.VOUCHER))
        for posting in entry.postings:
            said = {**entry.meta, **(posting.meta or {})}
            if EMPLOYMENT not in (posting.meta or {}) or not posting.account.startswith(costs):
                continue
            grant = posting.account.split(":")[1]
            percent = _percent(said.get("andel"))
            if percent is None or (grant == grant_id and identity in own):
                continue
            keys = ("register", "andamal", "nytta", "insats")
            told = tuple(word(said.get(key)) for key in keys)
            share = BookedShare(
                grant, str(said[EMPLOYMENT]), str(said.get(words.PERIOD)), told, percent
            )
            if posting.units is not None and posting.units.number is not None:
                sums[share] += posting.units.number
    yield from (share for share, amount in sums.items() if amount)


def _percent(value: object) -> Decimal | None:
    """Read a share as the vouchers have it: ``33,33 %``."""
    try:
        percent = Decimal(str(value).removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return percent if percent.is_finite() else None


def _over(
    employee: str, month: str, total: Decimal, others: Iterable[BookedShare], mapping: Path
) -> NkrError:
    listed = ", ".join(
        sorted(f"{share.grant} {share.told[0]} {_shown(share.percent)} %" for share in others)
    )
    return NkrError(
        Text(
            f"Anställning {employee} skulle få {_shown(total)} % i {month}. Boken har redan:"
            f" {listed}.",
            f"Employment {employee} would have {_shown(total)} % in {month}. The book has already:"
            f" {listed}.",
        ),
        remedy=Text(
            "ingen kan vara mer än 100 % över alla bidrag: rätta procent i mappningsfilen, eller"
            " rätta den bokförda lönen (nkr correct); inget är skrivet",
            "nobody can be more than 100 % over all grants: mend procent in the mapping, or correct"
            " the pay that is booked (nkr correct); nothing is written",
        ),
        place=mapping,
    )


def _shown(percent: Decimal) -> str:
    return f"{percent.normalize():f}".replace(".", ",")
