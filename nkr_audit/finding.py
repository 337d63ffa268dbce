"""Findings (iakttagelser): what a rule has to say of the book, and where it says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nkr_audit.text import Text, kronor

if TYPE_CHECKING:
    from decimal import Decimal

    from nkr_audit.book import CostLine, Voucher
    from nkr_audit.errors import Place
    from nkr_audit.programme import Severity, Source


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    ``amount`` (SEK) is what is at stake; ``lines`` are the cost lines it questions. ``accepted``
    is the reason a person gave for letting it stand, None while it is open.
    """

    code: str
    severity: Severity
    title: Text
    what: Text
    remedy: Text
    place: Place
    sources: tuple[Source, ...]
    grant_id: str | None = None
    voucher: Voucher | None = None
    amount: Decimal | None = None
    lines: tuple[CostLine, ...] = ()
    accepted: str | None = None

    @property
    def family(self) -> str:
        """The two letters of the code."""
        return self.code[:2]

    @property
    def voucher_number(self) -> str | None:
        """The number of the voucher, when it concerns one that has a number."""
        return self.voucher.number if self.voucher else None

    @property
    def is_open_error(self) -> bool:
        """Tell whether it is an error that nobody has accepted."""
        return self.severity == "error" and self.accepted is None

    @property
    def message(self) -> Text:
        """The whole message: voucher, amount, what is wrong, how to mend it or why it stands."""
        return Text(*(self._message(language) for language in ("sv", "en")))

    def _message(self, language: str) -> str:
        is_swedish = language == "sv"
        subject = [part for part in (self.voucher_number, self._amount(is_swedish)) if part]
        start = f"{', '.join(subject)}: " if subject else ""
        what, remedy = (
            (self.what.sv, self.remedy.sv) if is_swedish else (self.what.en, self.remedy.en)
        )
        if self.accepted is not None:
            return f"{start}{what} {'Godtaget' if is_swedish else 'Accepted'}: {self.accepted}"
        return f"{start}{what} {'Gör så här' if is_swedish else 'To mend it'}: {remedy}."

    def _amount(self, is_swedish: bool) -> str | None:
        if self.amount is None:
            return None
        return f"{kronor(self.amount)} kr" if is_swedish else f"SEK {kronor(self.amount, 'en')}"
