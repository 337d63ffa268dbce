"""The accounts that a command books on: those of the book, or new ones with number and name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from nkr_audit.errors import NkrError
from nkr_audit.text import Text
from nkr_importers.accounts import ACCOUNTS_FILE, AccountMapping, load_accounts
from nkr_importers.chart import Chart
from nkr_importers.existing import existing_state
from nkr_importers.model import Declarations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nkr_audit.recording.view import View
    from nkr_importers.model import AccountClass

# A number, and the name that a new account is to have: ``5420 Programvaror``.
_GIVEN = re.compile(r"([0-9]{1,20})(?:[ -]+(\S.*))?")
_NAMES: dict[AccountClass, Text] = {
    "expenses": Text("kostnadskonto", "cost account"),
    "liabilities": Text("skuldkonto", "liability account"),
    "assets": Text("tillgångskonto", "asset account"),
    "income": Text("intäktskonto", "income account"),
}


class Accounts:
    """The accounts of a grant in the book."""

    def __init__(self, view: View, grant_id: str) -> None:
        self._view = view
        self._grant_id = grant_id
        path = view.ledger.root / ACCOUNTS_FILE
        self._mapping = load_accounts(path) if path.is_file() else AccountMapping()
        self._existing = existing_state(view.ledger.entries, view.ledger.options, grant_id)

    def named(
        self, given: str, option: str, kinds: Iterable[AccountClass], *, under_grant: bool
    ) -> str:
        """Return the account that ``given`` (a number, or number and name) stands for.

        Raises NkrError when it is of another kind, or is new and has no name.
        """
        last = given.strip().rpartition(":")[2]
        match = _GIVEN.fullmatch(last)
        if match is None:
            raise self._unusable(
                option, Text(f"”{last[:60]}” är inget konto.", f"“{last[:60]}” is no account.")
            )
        number, name = match[1], match[2]
        names = {**self._mapping.names, **({number: name} if name else {})}
        chart = Chart(
            self._existing, Declarations(), replace(self._mapping, names=names), self._grant_id
        )
        allowed = tuple(kinds)
        if chart.account_class(number) not in allowed:
            wanted_sv = " eller ".join(_NAMES[kind].sv for kind in allowed)
            wanted_en = " or ".join(_NAMES[kind].en for kind in allowed)
            raise self._unusable(
                option,
                Text(f"Kontot {number} är inget {wanted_sv}.", f"{number} is no {wanted_en}."),
            )
        account = chart.account(number, under_grant=under_grant) or ""
        if account not in self._existing.accounts and number not in names:
            raise NkrError(
                Text(
                    f"Kontot {number} finns inte i boken, och det står inte vad det heter.",
                    f"The account {number} is not in the book, and nothing says its name.",
                ),
                remedy=Text(
                    f'ange nummer och namn, som {option} "{number} Programvaror", eller skriv '
                    f"namnet under [namn] i {ACCOUNTS_FILE}",
                    f'give number and name, as {option} "{number} Programvaror", or write the '
                    f"name under [namn] in {ACCOUNTS_FILE}",
                ),
            )
        return account

    def new_ones(self, accounts: Iterable[str]) -> tuple[str, ...]:
        """Those of the accounts that are not open in the book."""
        return tuple(sorted({one for one in accounts if one not in self._existing.accounts}))

    def under(self, kind: AccountClass) -> tuple[str, ...]:
        """The open accounts of a kind under the grant."""
        place = f"{self._existing.roots[kind]}:{self._grant_id}:"
        return tuple(
            account
            for account in sorted(self._existing.accounts)
            if account.startswith(place) and account not in self._existing.closed
        )

    def _unusable(self, option: str, what: Text) -> NkrError:
        return NkrError(
            what,
            remedy=Text(
                f"ange kontots nummer, som {option} 5420",
                f"give the number of the account, as {option} 5420",
            ),
        )
