"""Attesting vouchers: someone other than who registered them has checked them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nkr_audit.errors import NkrError
from nkr_audit.recording.given import words
from nkr_audit.text import Text
from nkr_audit.trail.roles import same_person
from nkr_audit.vocabulary import FIXME
from nkr_importers.editing import OF_VOUCHER, Edits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nkr_audit.book import Voucher
    from nkr_audit.recording.view import View

_KEY: Final = "attesterad-av"


def plan_attest(
    view: View, named: Iterable[str], who: str
) -> tuple[tuple[str, ...], dict[Path, bytes]]:
    """Return the numbers of the vouchers and the new contents of their files.

    Raises NkrError when one of them may not be attested by ``who``; then none is.
    """
    attester = words(who)
    edits = Edits()
    numbers: list[str] = []
    for name in named:
        entry, voucher = view.voucher(name)
        number = str(voucher.number)
        if number in numbers:
            continue
        _refuse(voucher, attester)
        if voucher.attested_by is None:
            edits.add_metadata(entry.meta, _KEY, attester, OF_VOUCHER)
        else:
            edits.change_metadata(entry.meta, _KEY, attester)
        numbers.append(number)
    return tuple(numbers), edits.contents()


def refuse_self_attest(registered_by: str, attester: str) -> None:
    """Raise NkrError when the two are one person."""
    if same_person(registered_by, attester):
        raise NkrError(
            Text(
                f"{attester} har själv registrerat verifikationen och får inte attestera den.",
                f"{attester} registered the voucher and may not attest it too.",
            ),
            remedy=Text("låt någon annan attestera", "let someone else attest it"),
        )


def _refuse(voucher: Voucher, attester: str) -> None:
    if voucher.attested_by not in (None, FIXME):
        raise NkrError(
            Text(
                f"{voucher.number} är redan attesterad, av {voucher.attested_by}.",
                f"{voucher.number} is attested already, by {voucher.attested_by}.",
            ),
            remedy=Text("utelämna den", "leave it out"),
            place=voucher.place,
        )
    if voucher.registered_by in (None, FIXME):
        raise NkrError(
            Text(
                f"Det står inte vem som registrerat {voucher.number}, så det går inte att se att "
                "någon annan attesterar.",
                f"Nothing says who registered {voucher.number}, so nobody can see that another "
                "person attests it.",
            ),
            remedy=Text(
                "skriv registrerad-av: på verifikationen efter ekonomisystemet",
                "write registrerad-av: on the voucher by the ERP",
            ),
            place=voucher.place,
        )
    if voucher.registered_by is not None and same_person(voucher.registered_by, attester):
        raise NkrError(
            Text(
                f"{voucher.registered_by} har registrerat {voucher.number} och får inte attestera "
                "den.",
                f"{voucher.registered_by} registered {voucher.number} and may not attest it.",
            ),
            remedy=Text("låt någon annan attestera", "let someone else attest it"),
            place=voucher.place,
        )
