"""A cost out of options and answers: what ``record`` and ``accrue`` have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nkr_audit.cli.recording.carrying_out import book_view
from nkr_audit.cli.recording.options import words_of
from nkr_audit.errors import NkrError
from nkr_audit.recording import given
from nkr_audit.recording.accounts import Accounts
from nkr_audit.recording.costs import Cost
from nkr_audit.text import Text
from nkr_audit.vocabulary import FIXME
from nkr_importers.coding.values import allowed_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from nkr_audit.book import Grant
    from nkr_audit.cli.recording.asking import Asker
    from nkr_audit.recording.view import View

_NEEDED = {
    "--grant": "grant_id",
    "--date": "day",
    "--amount": "amount",
    "--account": "account",
    "--text": "text_",
    "--supplier": "supplier",
    "--register": "register",
    "--purpose": "purpose",
    "--category": "category",
}


def cost_of(
    ledger: Path, asker: Asker, chosen: dict[str, Any], *, against: str, tags: tuple[str, ...] = ()
) -> Cost:
    """Make the cost of what was given and, where a person can be asked, of the answers.

    An accrual that is not given a day is dated on the last of the grant year.
    """
    is_accrual = bool(tags)
    needed = {
        option: chosen[name]
        for option, name in _NEEDED.items()
        if not (is_accrual and option == "--date")
    }
    asker.need(needed)
    view = grant = None
    if None in needed.values() or chosen["day"] is None:
        view = book_view(ledger)
        chosen["grant_id"] = _grant(view, asker, chosen["grant_id"])
        grant = view.grant(chosen["grant_id"])
    if is_accrual and chosen["day"] is None and grant is not None and grant.programme:
        chosen["day"] = str(grant.programme.period.end)
    ask = _Asking(asker, chosen, view, grant)
    day = ask("day", Text("Datum", "Date"), given.day)
    supplier = ask("supplier", Text("Leverantör", "Supplier"), given.words)
    text = ask("text_", Text("Vad som köpts", "What was bought"), given.words)
    amount = ask("amount", Text("Belopp utan moms", "Amount without VAT"), given.amount)
    account = ask("account", Text("Kostnadskonto", "Cost account"), given.words, ask.accounts())
    for name, key, label in (
        ("register", "register", Text("Register", "Register")),
        ("category", "kostnadsslag", Text("Kostnadsslag", "Cost category")),
        ("purpose", "andamal", Text("Ändamål", "Purpose")),
    ):
        allowed = ask.allowed(key)
        chosen[name] = ask(name, label, _one_of(allowed), allowed)
    return Cost(
        grant_id=str(chosen["grant_id"]),
        day=day,
        amount=amount,
        accounts=(account, chosen["against"] or against),
        text=text,
        supplier=supplier,
        words=words_of(chosen),
        accrual=chosen.get("accrual"),
        tags=tags,
    )


class _Asking:
    """Asks for what of the cost was left out, with the choices of the book and its programme."""

    def __init__(
        self, asker: Asker, chosen: dict[str, Any], view: View | None, grant: Grant | None
    ) -> None:
        self._asker, self._chosen, self._view, self._grant = asker, chosen, view, grant

    def __call__(
        self, name: str, label: Text, read: Callable[[str], Any], choices: Sequence[str] = ()
    ) -> Any:
        return self._asker.value(self._chosen[name], label, read, choices=choices)

    def accounts(self) -> tuple[str, ...]:
        """The cost accounts that are open under the grant."""
        if self._view is None or self._grant is None or self._chosen["account"] is not None:
            return ()
        open_ones = Accounts(self._view, self._grant.id).under("expenses")
        return tuple(one.rpartition(":")[2] for one in open_ones)

    def allowed(self, key: str) -> tuple[str, ...]:
        """The values of a word that the grant and its programme know."""
        return allowed_values(self._grant).get(key, ()) if self._grant is not None else ()


def _grant(view: View, asker: Asker, grant_id: str | None) -> str:
    known = tuple(grant.id for grant in view.book.grants)
    return asker.value(grant_id, Text("Bidrag", "Grant"), _one_of(known), choices=known)


def _one_of(names: Sequence[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        value = given.words(text)
        if names and value not in (*names, FIXME):
            listed = ", ".join(names)
            raise NkrError(
                Text(f"”{value}” går inte att välja.", f"“{value}” is no choice."),
                remedy=Text(f"välj bland {listed}", f"choose among {listed}"),
            )
        return value

    return read
