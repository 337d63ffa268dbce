"""Which voucher an invoice belongs to: by organisation number and invoice number, exactly."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from beancount.core.data import Transaction

from nkr_audit.errors import NkrError, Place
from nkr_audit.metadata import word
from nkr_audit.personal_number import mask
from nkr_audit.text import Text
from nkr_audit.vocabulary import VOUCHER
from nkr_importers.peppol.suppliers import comparable

if TYPE_CHECKING:
    from nkr_audit.ledger import Ledger
    from nkr_importers.peppol.model import EInvoice

INVOICE, COUNTERPARTY = "faktura", "motpart-orgnr"
_STATE_IT = Text(
    "ange verifikationen med --voucher, eller skriv faktura och motpart-orgnr på den i boken",
    "name the voucher with --voucher, or write faktura and motpart-orgnr on it in the book",
)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why no voucher was found for an invoice, and how to mend it."""

    what: Text
    remedy: Text = _STATE_IT


class Vouchers:
    """The vouchers of a book, by their number and by the invoice number they carry."""

    def __init__(self, ledger: Ledger, grant_id: str) -> None:
        self._path = ledger.path
        self._grant_id = grant_id
        self._by_number: dict[str, list[Any]] = defaultdict(list)
        self._by_invoice: dict[str, list[Any]] = defaultdict(list)
        for entry in ledger.entries:
            if isinstance(entry, Transaction):
                self._by_number[number_of(entry)].append(entry)
                self._by_invoice[word(entry.meta.get(INVOICE)) or ""].append(entry)

    def matching(self, invoice: EInvoice) -> Any | Unmatched:
        """Return the one voucher under the grant that carries the invoice, or why there is none."""
        if not invoice.supplier.number:
            return Unmatched(
                Text(
                    "e-fakturan har inget organisationsnummer att söka på",
                    "the e-invoice has no organisation number to look for",
                )
            )
        same = self._carrying(invoice)
        under = [entry for entry in same if self.is_under_grant(entry)]
        if len(under) == 1:
            return _linked(under[0])
        if under:
            return Unmatched(
                Text(
                    f"{len(under)} verifikationer har den: {_numbers(under)}",
                    f"{len(under)} vouchers have it: {_numbers(under)}",
                ),
                Text("ange vilken med --voucher", "say which with --voucher"),
            )
        if same:
            return Unmatched(
                Text(
                    f"{_numbers(same)} har den, men ingen rad under {self._grant_id}",
                    f"{_numbers(same)} has it, but no row under {self._grant_id}",
                ),
                Text("rätta --grant, eller kontera om i boken", "correct --grant, or rebook it"),
            )
        return self._none(invoice)

    def stated(self, number: str, invoice: EInvoice) -> Any:
        """Return the voucher that the user named. Raises NkrError when the book says otherwise."""
        named = self._by_number.get(number, []) if number else []
        if len(named) != 1:
            raise self._refusal(
                Text(
                    f"Boken har {len(named) or 'ingen'} "
                    f"{'verifikationer' if named else 'verifikation'} med numret {number}.",
                    f"The book has {len(named) or 'no'} voucher{'s' if named else ''} with the "
                    f"number {number}.",
                )
            )
        entry = named[0]
        if not self.is_under_grant(entry):
            raise self._refusal(
                Text(
                    f"{number} har ingen rad under {self._grant_id}.",
                    f"{number} has no row under {self._grant_id}.",
                ),
                entry,
            )
        self._refuse_other(entry, number, invoice)
        linked = _linked(entry)
        if isinstance(linked, Unmatched):
            raise self._refusal(Text(f"{linked.what.sv}.", f"{linked.what.en}."), entry)
        return entry

    def is_under_grant(self, entry: Any) -> bool:
        """Tell whether a voucher has a row under the grant."""
        return any(one.account.split(":")[1] == self._grant_id for one in entry.postings)

    def _carrying(self, invoice: EInvoice) -> list[Any]:
        wanted = comparable(invoice.supplier.number)
        return [
            entry
            for entry in self._by_invoice.get(invoice.number, ())
            if comparable(word(entry.meta.get(COUNTERPARTY)) or "") == wanted
        ]

    def _none(self, invoice: EInvoice) -> Unmatched:
        """Tell what was looked for; and of vouchers that say the number but not whose it is."""
        looked_for = Text(
            f"ingen verifikation har faktura: ”{invoice.number}” och motpart-orgnr: "
            f"”{invoice.supplier.shown}”",
            f"no voucher has faktura: “{invoice.number}” and motpart-orgnr: "
            f"“{invoice.supplier.shown}”",
        )
        unsaid = [
            entry
            for entry in self._by_invoice.get(invoice.number, ())
            if word(entry.meta.get(COUNTERPARTY)) is None
        ]
        if not unsaid:
            return Unmatched(looked_for)
        return Unmatched(
            Text(
                f"{looked_for.sv}; {_numbers(unsaid)} har numret men inget motpart-orgnr, och kan "
                "vara den",
                f"{looked_for.en}; {_numbers(unsaid)} has the number but no motpart-orgnr, and may "
                "be it",
            )
        )

    def _refuse_other(self, entry: Any, number: str, invoice: EInvoice) -> None:
        """Refuse when the voucher says another invoice, or another voucher says this one."""
        stated = word(entry.meta.get(INVOICE))
        if stated is not None and stated != invoice.number:
            raise self._otherwise(entry, number, INVOICE, stated, invoice.number)
        supplier = word(entry.meta.get(COUNTERPARTY))
        wanted = (comparable(invoice.supplier.number), invoice.supplier.shown)
        if supplier is not None and comparable(supplier) not in wanted:
            raise self._otherwise(
                entry, number, COUNTERPARTY, mask(supplier), invoice.supplier.shown or "–"
            )
        carrying = self._carrying(invoice) if invoice.supplier.number else []
        if carrying and all(one is not entry for one in carrying):
            raise self._refusal(
                Text(
                    f"Boken säger att fakturan hör till {_numbers(carrying)}, inte {number}.",
                    f"The book says that the invoice is of {_numbers(carrying)}, not {number}.",
                ),
                carrying[0],
            )

    def _otherwise(self, entry: Any, number: str, key: str, said: str, read: str) -> NkrError:
        return self._refusal(
            Text(
                f"{number} har {key}: ”{said}” i boken, men e-fakturan har ”{read}”.",
                f"{number} has {key}: “{said}” in the book, but the e-invoice has “{read}”.",
            ),
            entry,
        )

    def _refusal(self, what: Text, entry: Any = None) -> NkrError:
        place = Place(entry.meta["filename"], entry.meta["lineno"]) if entry else self._path
        return NkrError(
            what,
            remedy=Text(
                "rätta --voucher, eller det som är fel i boken",
                "correct --voucher, or what is wrong in the book",
            ),
            place=place,
        )


def number_of(entry: Any) -> str:
    """Return the number of a voucher; empty when it has none."""
    return word(entry.meta.get(VOUCHER)) or ""


def _linked(entry: Any) -> Any | Unmatched:
    """Return the voucher if a document can be linked to it: its number must be a link on it."""
    number = number_of(entry)
    if number and number in (entry.links or ()):
        return entry
    place = Place(entry.meta["filename"], entry.meta["lineno"])
    return Unmatched(
        Text(
            f"verifikationen på {place} saknar verifikationsnummer, eller länken ^{number}",
            f"the voucher at {place} has no number, or lacks the link ^{number}",
        ),
        Text(
            "skriv verifikation och samma nummer som ^länk på den i boken",
            "write verifikation and the same number as a ^link on it in the book",
        ),
    )


def _numbers(entries: list[Any]) -> str:
    return ", ".join(number_of(entry) or f"rad {entry.meta['lineno']}" for entry in entries[:10])
