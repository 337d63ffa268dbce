"""EL: double funding: the same cost paid with two grants, or with a grant and someone else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.rules.cost_uses import Use, Uses, doubled, funded, used_again
from nkr_audit.rules.eligibility import EL
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nkr_audit.book import Book, CostLine, Deviation, Voucher

# Documents that are about one cost. An agreement or an allocation may well be behind several.
_OF_ONE_COST = frozenset({"faktura", "lonespecifikation"})

_REMEDY = Text(
    "låt bara den ena betala och rätta den andra med en ny verifikation; är kostnaden delad, "
    "bokför delningen i en och samma verifikation, eller godta med avvikelse: ”{code}: hur den är "
    "delad”",
    "let only one pay and correct the other by a new voucher; if the cost is shared, book the "
    "split in one voucher, or accept it with avvikelse: “{code}: how it is shared”",
)


@EL.rule(
    401, "error", Text("Samma underlag på två bidrag", "The same document on two grants"),
    "separate-accounts", "traceable",
    about=Text(
        "Samma faktura eller lönespecifikation styrker verifikationer på två bidrag, så att "
        "samma kostnad kan ha betalats två gånger. Att dela en kostnad mellan två bidrag går bra: "
        "gör det i en och samma verifikation.",
        "The same invoice or payslip proves vouchers of two grants, so that the same cost may have "
        "been paid twice. Sharing a cost between two grants is in order: do it in one voucher.",
    ),
)  # fmt: skip
def same_document(subject: Subject) -> Iterator[Hit]:
    """A document about one cost proves vouchers of two grants."""
    for file, use, others in _by_document(subject.book):
        yield from _hits(
            "EL401", use,
            Text(
                f"Underlaget {file} styrker också {_named(others, 'på')}.",
                f"The document {file} also proves {_named(others, 'on')}.",
            ),
        )  # fmt: skip


@EL.rule(
    402, "error", Text("Samma faktura på två finansiärer", "The same invoice, two financiers"),
    "separate-accounts", "traceable",
    about=Text(
        "Samma leverantörsfaktura är bokförd i två verifikationer, på två bidrag eller på ett "
        "bidrag och en annan finansiär, så att samma kostnad kan ha betalats två gånger. En "
        "kostnad som delas bokförs i en och samma verifikation.",
        "The same supplier invoice is booked in two vouchers, on two grants or on a grant and "
        "another financier, so that the same cost may have been paid twice. A cost that is shared "
        "is booked in one voucher.",
    ),
)  # fmt: skip
def same_invoice(subject: Subject) -> Iterator[Hit]:
    """A supplier's invoice is booked in vouchers of two grants, or of a grant and a financier."""
    book = subject.book
    if len(book.grants) < 2 and not book.external_income:
        return
    repeated = _repeated_invoices(book)
    if not repeated:
        return
    told = {use.voucher for _, use, _ in _by_document(book)}
    uses = Uses(book, repeated)
    external = {
        income.voucher: income.financier or "–"
        for income in book.external_income
        if income.amount > ZERO
    }
    for vouchers in repeated:
        on_grants = uses.of(vouchers)
        for use, others in doubled(on_grants):
            if use.voucher not in told:
                what = _same_invoice(use, _named(others, "på"), _named(others, "on"))
                yield from _hits("EL402", use, what)
        for voucher in vouchers:
            if voucher in external:
                number = voucher.number or "–"
                for use in funded(on_grants):
                    if use.voucher is not voucher:
                        yield from _hits(
                            "EL402", use,
                            _same_invoice(
                                use,
                                f"{number}, som en annan finansiär ({external[voucher]}) betalar",
                                f"{number}, which another financier ({external[voucher]}) pays",
                            ),
                        )  # fmt: skip


@EL.rule(
    403, "warning", Text("Fakturan är bokförd två gånger", "The invoice is booked twice"),
    "traceable",
    about=Text(
        "Samma leverantörsfaktura är bokförd i två verifikationer på samma bidrag, utan att den "
        "ena rättar, krediterar eller ersätter den andra. Oftast är det samma faktura bokförd två "
        "gånger.",
        "The same supplier invoice is booked in two vouchers of one grant, and neither corrects, "
        "credits or replaces the other. Mostly it is one invoice booked twice.",
    ),
)  # fmt: skip
def invoice_twice(subject: Subject) -> Iterator[Hit]:
    """A supplier's invoice is booked twice on one grant."""
    book = subject.book
    repeated = _repeated_invoices(book)
    uses = Uses(book, repeated)
    for vouchers in repeated:
        by_grant: dict[str, list[Use]] = {}
        for use in uses.of(vouchers):
            by_grant.setdefault(use.grant.id, []).append(use)
        for of_grant in by_grant.values():
            for first, again in used_again(book, of_grant):
                what = _same_invoice(again, _named([first], "på"), _named([first], "on"))
                yield from _hits(
                    "EL403", again, what,
                    Text(
                        "rätta den ena med en ny verifikation, eller godta med avvikelse: "
                        "”EL403: skäl”",
                        "correct one of them by a new voucher, or accept it with avvikelse: "
                        "“EL403: reason”",
                    ),
                )  # fmt: skip


def _by_document(book: Book) -> Iterator[tuple[str, Use, list[Use]]]:
    """Each use of a document about one cost that another grant uses too, and those others."""
    if len(book.grants) < 2:
        return
    ids = {grant.id for grant in book.grants}
    on_link: dict[str, list[Voucher]] = {}
    for voucher in book.vouchers:
        if not ids.isdisjoint(voucher.grant_ids):
            for link in voucher.links:
                on_link.setdefault(link, []).append(voucher)
    hashes = {item.path: item.sha256.lower() for item in book.documents if item.sha256}
    files: dict[str, tuple[str, dict[Voucher, None]]] = {}
    for document in book.documents:
        if document.usable and document.kind in _OF_ONE_COST:
            key = hashes.get(document.path, document.path)
            _, proved = files.setdefault(key, (document.path, {}))
            for link in sorted(document.links):
                proved.update(dict.fromkeys(on_link.get(link, ())))
    shared = [
        (path, tuple(vouchers))
        for path, vouchers in files.values()
        if len({grant for voucher in vouchers for grant in voucher.grant_ids & ids}) > 1
    ]
    uses = Uses(book, [vouchers for _, vouchers in shared])
    seen: set[tuple[Voucher, str]] = set()
    for path, vouchers in shared:
        for use, others in doubled(uses.of(vouchers)):
            if (use.voucher, use.grant.id) not in seen:
                seen.add((use.voucher, use.grant.id))
                yield path, use, others


def _repeated_invoices(book: Book) -> list[tuple[Voucher, ...]]:
    """Vouchers that name the same supplier and the same invoice, where there are several."""
    by_number: dict[str, list[Voucher]] = {}
    for voucher in book.vouchers:
        if voucher.invoice:
            by_number.setdefault(_plain(voucher.invoice), []).append(voucher)
    return [
        vouchers
        for same_number in by_number.values()
        if len(same_number) > 1
        for vouchers in _by_supplier(same_number)
        if len(vouchers) > 1
    ]


def _by_supplier(vouchers: list[Voucher]) -> Iterator[tuple[Voucher, ...]]:
    """Vouchers by organisation number; by payee where it is not known."""
    numbers = {_plain(item.payee): item.counterparty for item in vouchers if item.counterparty}
    found: dict[str, list[Voucher]] = {}
    for voucher in vouchers:
        payee = _plain(voucher.payee)
        supplier = voucher.counterparty or numbers.get(payee) or payee
        if supplier:
            found.setdefault(supplier.replace("-", ""), []).append(voucher)
    yield from map(tuple, found.values())


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _hits(code: str, use: Use, what: Text, remedy: Text = _REMEDY) -> Iterator[Hit]:
    by_deviation: dict[Deviation | None, list[CostLine]] = {}
    for line in use.lines:
        by_deviation.setdefault(line.deviation, []).append(line)
    for deviation, lines in by_deviation.items():
        yield Hit(
            what, Text(remedy.sv.format(code=code), remedy.en.format(code=code)),
            lines[0].place if len(lines) == 1 else use.voucher.place, grant=use.grant,
            voucher=use.voucher, amount=sum((line.amount for line in lines), ZERO),
            lines=tuple(lines), deviation=deviation,
        )  # fmt: skip


def _same_invoice(use: Use, other_sv: str, other_en: str) -> Text:
    name, invoice = use.voucher.payee or use.voucher.counterparty, use.voucher.invoice
    return Text(
        f"Fakturan {invoice} från {name} är bokförd också i {other_sv}.",
        f"The invoice {invoice} from {name} is booked in {other_en}, too.",
    )


def _named(uses: Iterable[Use], on: str) -> str:
    return ", ".join(
        dict.fromkeys(f"{use.voucher.number or '–'} {on} {use.grant.id}" for use in uses)
    )
