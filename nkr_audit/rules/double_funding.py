"""EL: double funding: the same cost paid with two grants, or with a grant and someone else."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from nkr_audit.accruals import group_of
from nkr_audit.money import ZERO
from nkr_audit.rules.eligibility import EL
from nkr_audit.rules.rule import Hit, Subject
from nkr_audit.text import Text
from nkr_audit.vocabulary import TAG_RELEASE

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping
    from decimal import Decimal

    from nkr_audit.book import Book, CostLine, Deviation, Grant, Voucher

# Documents that are about one cost. An agreement or an allocation may well be behind several.
_OF_ONE_COST = frozenset({"faktura", "lonespecifikation"})

_REMEDY = Text(
    "låt bara den ena betala och rätta den andra med en ny verifikation; är kostnaden delad, "
    "bokför delningen i en och samma verifikation, eller godta med avvikelse: ”{code}: hur den är "
    "delad”",
    "let only one pay and correct the other by a new voucher; if the cost is shared, book the "
    "split in one voucher, or accept it with avvikelse: “{code}: how it is shared”",
)


class _Use(NamedTuple):
    """The cost lines of one voucher on one grant."""

    grant: Grant
    voucher: Voucher
    lines: tuple[CostLine, ...]

    @property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


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
    uses = _Uses(book, repeated)
    external = {
        income.voucher: income.financier or "–"
        for income in book.external_income
        if income.amount > ZERO
    }
    for vouchers in repeated:
        on_grants = uses.of(vouchers)
        for use, others in _doubled(on_grants):
            if use.voucher not in told:
                what = _same_invoice(use, _named(others, "på"), _named(others, "on"))
                yield from _hits("EL402", use, what)
        for voucher in vouchers:
            if voucher in external:
                number = voucher.number or "–"
                for use in _funded(on_grants):
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
    uses = _Uses(book, repeated)
    for vouchers in repeated:
        by_grant: dict[str, list[_Use]] = {}
        for use in uses.of(vouchers):
            by_grant.setdefault(use.grant.id, []).append(use)
        for of_grant in by_grant.values():
            for first, again in _again(book, of_grant):
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


def _by_document(book: Book) -> Iterator[tuple[str, _Use, list[_Use]]]:
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
    uses = _Uses(book, [vouchers for _, vouchers in shared])
    seen: set[tuple[Voucher, str]] = set()
    for path, vouchers in shared:
        for use, others in _doubled(uses.of(vouchers)):
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


class _Uses:
    """The cost lines of some vouchers by grant, with those of what takes them back."""

    def __init__(self, book: Book, groups: Iterable[tuple[Voucher, ...]]) -> None:
        self._groups = book.accrual_groups
        self._by_voucher: dict[Voucher, list[_Use]] = {}
        self._corrections: dict[str, list[Voucher]] = {}
        self._releases: dict[int, list[Voucher]] = {}
        first = {voucher for vouchers in groups for voucher in vouchers}
        for voucher in book.vouchers if first else ():
            if voucher.corrects:
                self._corrections.setdefault(voucher.corrects, []).append(voucher)
            if TAG_RELEASE in voucher.tags:
                group = group_of(voucher, self._groups)
                if group is not None:
                    self._releases.setdefault(group, []).append(voucher)
        wanted = set(self._with_reversals(first))
        for grant in book.grants if wanted else ():
            lines: dict[Voucher, list[CostLine]] = {}
            for line in grant.cost_lines:
                if line.voucher in wanted:
                    lines.setdefault(line.voucher, []).append(line)
            for voucher, own in lines.items():
                self._by_voucher.setdefault(voucher, []).append(_Use(grant, voucher, tuple(own)))

    def of(self, vouchers: Iterable[Voucher]) -> list[_Use]:
        """The uses of the vouchers and of those that take them back, the vouchers' own first."""
        return [
            use
            for voucher in self._with_reversals(vouchers)
            for use in self._by_voucher.get(voucher, ())
        ]

    def _with_reversals(self, vouchers: Iterable[Voucher]) -> list[Voucher]:
        found = dict.fromkeys(vouchers)
        left = list(found)
        while left:
            voucher = left.pop()
            group = group_of(voucher, self._groups)
            for other in (
                *self._corrections.get(voucher.number or "", ()),
                *(self._releases.get(group, ()) if group is not None else ()),
            ):
                if other not in found:
                    found[other] = None
                    left.append(other)
        return list(found)


def _funded(uses: list[_Use]) -> list[_Use]:
    """The uses on grants that in the end bear something: what was taken back is no funding."""
    totals: dict[str, Decimal] = {}
    for use in uses:
        totals[use.grant.id] = totals.get(use.grant.id, ZERO) + use.amount
    return [use for use in uses if totals[use.grant.id] > ZERO and use.amount > ZERO]


def _doubled(uses: list[_Use]) -> list[tuple[_Use, list[_Use]]]:
    """Each use with those of other grants that seem to pay for the same.

    A voucher with rows on both grants shows how the cost is shared or moved; parts of a cost for
    different times, each with its own ``avser``, are no double funding.
    """
    together = {
        frozenset(pair) for use in uses for pair in combinations(sorted(use.voucher.grant_ids), 2)
    }
    found = []
    bearing = _funded(uses)
    for use in bearing:
        others = [
            other
            for other in bearing
            if other.grant is not use.grant
            and frozenset({use.grant.id, other.grant.id}) not in together
            and _same_time(use, other)
        ]
        if others:
            found.append((use, others))
    return found


def _same_time(one: _Use, other: _Use) -> bool:
    """Tell whether two uses may be for the same time: not when both say that they are not."""
    return any(
        mine.period_source != "avser"
        or theirs.period_source != "avser"
        or mine.period.days_shared_with(theirs.period) > 0
        for mine in one.lines
        for theirs in other.lines
    )


def _again(book: Book, uses: list[_Use]) -> Iterator[tuple[_Use, _Use]]:
    """The first use of an invoice on a grant, and each later one that adds to it.

    An accrual with what replaces it, and a voucher with its correction, count as one.
    """
    units: dict[Hashable, list[_Use]] = {}
    numbers = {use.voucher.number: use.voucher for use in uses if use.voucher.number}
    for use in uses:
        voucher = _corrected(use.voucher, numbers)
        group = group_of(voucher, book.accrual_groups)
        units.setdefault(voucher if group is None else group, []).append(use)
    totals = {key: sum((use.amount for use in unit), ZERO) for key, unit in units.items()}
    bearing = [
        next(use for use in units[key] if use.amount > ZERO)
        for key, total in totals.items()
        if total > ZERO
    ]
    if len(bearing) > 1 and sum(totals.values(), ZERO) > max(totals.values()):
        first = bearing[0]
        for again in bearing[1:]:
            if _same_time(first, again):
                yield first, again


def _corrected(voucher: Voucher, numbers: Mapping[str, Voucher]) -> Voucher:
    """The voucher that corrections, one after the other, lead back to."""
    seen = {voucher}
    while voucher.corrects and (earlier := numbers.get(voucher.corrects)) and earlier not in seen:
        voucher = earlier
        seen.add(voucher)
    return voucher


def _hits(code: str, use: _Use, what: Text, remedy: Text = _REMEDY) -> Iterator[Hit]:
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


def _same_invoice(use: _Use, other_sv: str, other_en: str) -> Text:
    name, invoice = use.voucher.payee or use.voucher.counterparty, use.voucher.invoice
    return Text(
        f"Fakturan {invoice} från {name} är bokförd också i {other_sv}.",
        f"The invoice {invoice} from {name} is booked in {other_en}, too.",
    )


def _named(uses: Iterable[_Use], on: str) -> str:
    return ", ".join(
        dict.fromkeys(f"{use.voucher.number or '–'} {on} {use.grant.id}" for use in uses)
    )
