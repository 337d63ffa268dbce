"""What the book already has: from Beancount's entries to what an import is planned on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from beancount.core import data

from nkr_audit import vocabulary
from nkr_audit.metadata import word
from nkr_audit.money import ZERO
from nkr_importers.model import objects_text
from nkr_importers.naming import account_number
from nkr_importers.rendering import OBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from nkr_importers.model import AccountClass, Selection

# Of a voucher: (account number, stands under the grant) to the sum of its postings, SEK.
Sums = dict[tuple[str, bool], "Decimal"]

DEFAULT_ROOTS: dict[AccountClass, str] = {
    "assets": "Tillgångar",
    "liabilities": "Skulder",
    "equity": "EgetKapital",
    "income": "Intäkter",
    "expenses": "Kostnader",
}


@dataclass(frozen=True, slots=True)
class Existing:
    """The state of the book: its vouchers by identity, its accounts, and its root names.

    ``corrected`` are those that other vouchers correct (``rattar``), each summed with all of them.
    ``chosen_by`` is the code that an imported voucher was chosen by, as the ledger writes it.
    ``accounts`` are those opened, with the day; ``closed`` those of them closed since. An account
    that opens itself (the plugin auto_accounts) is open from the first of days. ``entries`` are the
    transactions by identity, ``grants`` those that the book declares. ``completed`` are vouchers
    that an import by another code booked, with the codes of the rows moved under the grant since.
    """

    vouchers: Mapping[str, Sums] = field(default_factory=dict)
    corrected: Mapping[str, Sums] = field(default_factory=dict)
    chosen_by: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, date] = field(default_factory=dict)
    closed: Mapping[str, date] = field(default_factory=dict)
    roots: Mapping[AccountClass, str] = field(default_factory=lambda: DEFAULT_ROOTS)
    entries: Mapping[str, list[Any]] = field(default_factory=dict)
    grants: frozenset[str] = frozenset()
    completed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def chosen(self, selection: Selection) -> frozenset[str]:
        """The vouchers that an earlier import by the same code put something of under the grant."""
        text = objects_text(selection.objects)
        return frozenset(
            identity
            for identity, sums in self.vouchers.items()
            if (
                self.chosen_by.get(identity) == text
                or {*text.split(", ")} <= self.completed.get(identity, frozenset())
            )
            and any(under for _, under in sums)
        )


def existing_state(entries: Sequence[Any], options: Mapping[str, Any], grant_id: str) -> Existing:
    """Build the state of a loaded book, as seen from one grant."""
    vouchers: defaultdict[str, Sums] = defaultdict(dict)
    correcting: defaultdict[str | None, list[_Correction]] = defaultdict(list)
    accounts: dict[str, date] = {}
    closed: dict[str, date] = {}
    chosen_by: dict[str, str] = {}
    transactions: defaultdict[str, list[Any]] = defaultdict(list)
    completed: dict[str, frozenset[str]] = {}
    for entry in entries:
        if isinstance(entry, data.Open):
            by_itself = str(entry.meta.get("filename", "")).startswith("<")
            accounts[entry.account] = date.min if by_itself else entry.date
        elif isinstance(entry, data.Close):
            closed[entry.account] = entry.date
        elif isinstance(entry, data.Transaction):
            identity = word(entry.meta.get(vocabulary.VOUCHER))
            corrects = word(entry.meta.get(vocabulary.CORRECTS))
            sums = _sums(entry, grant_id)
            if corrects is not None:
                correcting[corrects].append(_Correction(identity, sums))
            if identity is not None:
                chosen_by[identity] = word(entry.meta.get(OBJECTS)) or ""
                _add(vouchers[identity], sums)
                transactions[identity].append(entry)
                moved = _moved_here(entry, grant_id)
                if moved:
                    completed[identity] = moved
    roots: dict[AccountClass, str] = {
        name: str(options.get(f"name_{name}", default)) for name, default in DEFAULT_ROOTS.items()
    }
    corrected = {
        identity: _with_corrections(identity, sums, correcting)
        for identity, sums in vouchers.items()
        if identity in correcting
    }
    return Existing(
        dict(vouchers), corrected, chosen_by, accounts, closed, roots,
        dict(transactions), frozenset(declared_grants(entries)), completed,
    )  # fmt: skip


def _moved_here(entry: Any, grant_id: str) -> frozenset[str]:
    """The codes of rows that an import moved under the grant: these have a source of their own."""
    return frozenset(
        pair
        for posting in entry.postings
        if posting.meta
        and vocabulary.SOURCE_FILE in posting.meta
        and posting.account.split(":")[1] == grant_id
        for pair in (word(posting.meta.get(OBJECTS)) or "").split(", ")
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Correction:
    """A voucher that corrects another; ``identity`` is None when it has no number of its own."""

    identity: str | None
    sums: Sums


def _sums(entry: Any, grant_id: str) -> Sums:
    sums: Sums = {}
    for posting in entry.postings:
        if posting.units is None or posting.units.number is None:
            continue
        under = posting.account.split(":")[1:2] == [grant_id]
        key = (account_number(posting.account), under)
        sums[key] = sums.get(key, ZERO) + posting.units.number
    return sums


def _add(total: Sums, more: Sums) -> None:
    for key, amount in more.items():
        total[key] = total.get(key, ZERO) + amount


def _with_corrections(
    identity: str, sums: Sums, correcting: Mapping[str | None, list[_Correction]]
) -> Sums:
    """Sum a voucher with those that correct it, and those that correct them, each once."""
    total = dict(sums)
    followed: set[str | None] = {None}
    waiting: list[str | None] = [identity]
    while waiting:
        number = waiting.pop()
        if number in followed:
            continue
        followed.add(number)
        for correction in correcting.get(number, ()):
            if correction.identity != identity:
                _add(total, correction.sums)
                waiting.append(correction.identity)
    return total


def declared_grants(entries: Iterable[Any]) -> dict[str, str | None]:
    """Return the grants of the book with the cost centre that each is declared with."""
    return {
        str(entry.values[0].value): word(entry.meta.get("kostnadsstalle"))
        for entry in entries
        if isinstance(entry, data.Custom) and entry.type == vocabulary.GRANT and entry.values
    }
