"""Which account of the book a source account number stands for: class, place and name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nkr_importers.naming import account_component, account_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nkr_importers.accounts import AccountMapping
    from nkr_importers.existing import Existing
    from nkr_importers.model import AccountClass, Declarations

_KINDS: dict[str, AccountClass] = {
    "T": "assets",
    "S": "liabilities",
    "K": "expenses",
    "I": "income",
}
_FIRST_DIGITS: dict[str, AccountClass] = {
    "1": "assets",
    "2": "liabilities",
    "3": "income",
    "4": "expenses",
    "5": "expenses",
    "6": "expenses",
    "7": "expenses",
    "8": "expenses",
}
_RESULT_CLASSES = frozenset("34567")


@dataclass(frozen=True)
class Chart:
    """The accounts that a grant's vouchers are booked on."""

    existing: Existing
    declarations: Declarations
    mapping: AccountMapping
    grant_id: str

    def account_class(self, number: str) -> AccountClass | None:
        """Return the class: the mapping's, else #KTYP's, else the first digit's; None: unknown."""
        if number in self.mapping.classes:
            return self.mapping.classes[number]
        kind = self.declarations.account_kinds.get(number, "") if self.kinds_are_sound else ""
        found = _KINDS.get(kind) or _FIRST_DIGITS.get(number[:1])
        return "equity" if found == "liabilities" and number.startswith("20") else found

    @cached_property
    def kinds_are_sound(self) -> bool:
        """Tell whether #KTYP can be trusted at all.

        Files occur in which it calls every cost an income, which would hide the costs. It is taken
        at its word unless it contradicts the first digit for most accounts of classes 3 to 7.
        """
        told = [
            (_KINDS.get(kind), _FIRST_DIGITS[number[0]])
            for number, kind in self.declarations.account_kinds.items()
            if number[:1] in _RESULT_CLASSES
        ]
        return 2 * sum(1 for said, usual in told if said != usual) <= len(told)

    def is_odd(self, number: str) -> bool:
        """Tell whether an account is booked in another class than its first digit says."""
        usual = _FIRST_DIGITS.get(number[:1])
        return number[:1] in _RESULT_CLASSES and self.account_class(number) != usual

    def account(self, number: str, *, under_grant: bool) -> str | None:
        """Return the account's name in the book, one that is open when there is; None: no class."""
        kind = self.account_class(number)
        if kind is None:
            return None
        root = self.existing.roots[kind]
        place = f"{root}:{self.grant_id}" if under_grant else root
        open_ones = self._by_place.get((place, number))
        if open_ones:
            return open_ones[0]
        name = self.declarations.accounts.get(number) or self.mapping.names.get(number, "")
        return f"{place}:{account_component(number, name)}"

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, str], list[str]]:
        """The book's accounts by place and number: open ones first, then the oldest."""
        found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        existing = self.existing
        ordered = sorted(
            existing.accounts,
            key=lambda one: (one in existing.closed, existing.accounts[one], one),
        )
        for account in ordered:
            found[account.rpartition(":")[0], account_number(account)].append(account)
        return found
