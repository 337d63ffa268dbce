"""From what one pass gathered to the book: grants, each with its lines resolved and split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nkr_audit import vocabulary as words
from nkr_audit.accruals import group_links, outcomes, taken_care_of
from nkr_audit.book import Book, CostLine, Deviation, Entry, Fault, Grant
from nkr_audit.cost_period import CostPeriods
from nkr_audit.declarations import bad_deviation
from nkr_audit.errors import Place
from nkr_audit.gathering import accepted_on, external_income, gather, place_of
from nkr_audit.metadata import word
from nkr_audit.money import ZERO
from nkr_audit.period import split
from nkr_audit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from nkr_audit.book import TrailState
    from nkr_audit.declarations import GrantDeclaration
    from nkr_audit.gathering import Gathered, Row
    from nkr_audit.programme import Programme

_GRANT_TAGS = {words.TAG_RECEIPT, words.TAG_INCOME, words.TAG_REPAYMENT}


def build_book(
    entries: Iterable[Any],
    options: Mapping[str, Any],
    programmes: Mapping[str, Programme],
    *,
    read_faults: Iterable[Fault] = (),
    unusable_documents: frozenset[str] = frozenset(),
    altered_documents: frozenset[str] = frozenset(),
    as_of: date | None = None,
    trail: TrailState | None = None,
) -> Book:
    """Make the book out of a loaded ledger.

    ``read_faults`` are what was found wrong when it was read. ``unusable_documents`` are the
    paths of documents whose file is missing or lies outside the ledger's folder,
    ``altered_documents`` of those whose file is another than their ``sha256`` says. With
    ``as_of``, entries dated after that day are not seen. ``trail`` is what the log says.
    """
    gathered = gather(
        entries,
        options,
        unusable_documents=unusable_documents,
        altered_documents=altered_documents,
        as_of=as_of,
    )
    return _assemble(gathered, programmes, read_faults, trail)


def _assemble(
    gathered: Gathered,
    programmes: Mapping[str, Programme],
    read_faults: Iterable[Fault],
    trail: TrailState | None,
) -> Book:
    declaration_faults = gathered.declarations.resolve()
    groups = group_links(gathered.vouchers)
    settled = taken_care_of(gathered.vouchers, groups)
    periods = CostPeriods(gathered)
    grants = tuple(
        _grant(gathered, declared, programmes.get(declared.programme_id), groups, settled, periods)
        for declared in gathered.declarations.grants.values()
    )
    strays = tuple(
        _entry(gathered, row)
        for grant_id, rows in gathered.rows.items()
        if grant_id not in gathered.declarations.grants
        for row in rows
        if _looks_like_grant(row, gathered.options)
    )
    return Book(
        grants=grants,
        vouchers=tuple(gathered.vouchers),
        documents=tuple(gathered.documents),
        strays=strays,
        external_income=tuple(gathered.external_income),
        own_costs=tuple(gathered.own_costs),
        faults=(*read_faults, *declaration_faults, *_bare_accounts(gathered), *gathered.faults),
        accrual_groups=groups,
        place=Place(gathered.options["filename"]),
        last_date=gathered.vouchers[-1].date if gathered.vouchers else None,
        trail=trail,
    )


def _looks_like_grant(row: Row, options: Mapping[str, Any]) -> bool:
    """Tell costs and income under an unknown name, and grant bookings on a liability, from others.

    A region may group its own assets and liabilities as it likes.
    """
    if row.account.root in {options["name_expenses"], options["name_income"]}:
        return True
    return row.account.root == options["name_liabilities"] and not _GRANT_TAGS.isdisjoint(
        row.voucher.tags
    )


def _bare_accounts(gathered: Gathered) -> list[Fault]:
    """Accounts that stop at the grant: what is booked on them would be in no settlement."""
    return [
        Fault(
            "CC106",
            Text(
                f"Kontot {account} slutar med bidragets namn, så det som bokförs där räknas inte.",
                f"The account {account} ends with the grant's name, so nothing on it is counted.",
            ),
            Text(
                f"använd ett konto med nummer och namn, som {account}:5420-Programvaror",
                f"use an account with number and name, as {account}:5420-Programvaror",
            ),
            place,
            grant_id=account.partition(":")[2],
        )
        for account, place in gathered.opened
        if account.partition(":")[2] in gathered.declarations.grants
    ]


def _grant(
    gathered: Gathered,
    declared: GrantDeclaration,
    programme: Programme | None,
    groups: Mapping[str, int],
    settled: frozenset[int],
    periods: CostPeriods,
) -> Grant:
    options = gathered.options
    lines, vat, receipts, repayments, shared = [], [], [], [], []
    liability: dict[str, Decimal] = {}
    recognised = ZERO
    for row in gathered.rows.get(declared.id, ()):
        amount, line = row.posting.units.number, None
        if row.account.root == options["name_expenses"]:
            line = _cost_line(gathered, row, programme, periods)
            lines.append(line)
            if _has_financier(row):
                _add_income(gathered, row, declared.id, netted=True)
        elif row.account.root == options["name_liabilities"]:
            number = row.account.number
            liability[number] = liability.get(number, ZERO) - amount
            if words.TAG_RECEIPT in row.voucher.tags and amount < 0:
                receipts.append(_entry(gathered, row))
            elif words.TAG_REPAYMENT in row.voucher.tags and amount > 0:
                repayments.append(_entry(gathered, row))
            elif amount < 0 and _has_financier(row):
                _add_income(gathered, row, declared.id, netted=False)
            if len(row.voucher.grant_ids) > 1:
                shared.append(_entry(gathered, row))
        elif row.account.root == options["name_income"]:
            if words.TAG_INCOME in row.voucher.tags:
                recognised -= amount
            else:
                _add_income(gathered, row, declared.id, netted=False)
        if row.account.is_vat:
            vat.append(_entry(gathered, row, line))
    return declared.grant(
        programme=programme,
        cost_lines=tuple(lines),
        receipts=tuple(receipts),
        repayments=tuple(repayments),
        shared_liability=tuple(shared),
        vat=tuple(vat),
        accruals=outcomes(lines, groups, settled),
        recognised=recognised,
        liability_by_account=liability,
    )


def _has_financier(row: Row) -> bool:
    return bool((row.posting.meta or {}).get("finansiar") or row.meta.get("finansiar"))


def _add_income(gathered: Gathered, row: Row, grant_id: str, *, netted: bool) -> None:
    gathered.external_income.append(
        external_income(row.posting, row.meta, row.voucher, grant_id, netted=netted)
    )


def _cost_line(
    gathered: Gathered, row: Row, programme: Programme | None, periods: CostPeriods
) -> CostLine:
    own_meta = row.posting.meta or {}
    own, common = own_meta.get, row.meta.get  # a word on the posting wins
    amount = row.posting.units.number
    period, source, ambiguous = periods.of(row)
    inside, outside = split(amount, period, programme.period) if programme else (amount, ZERO)

    return CostLine(
        grant_id=row.account.grant_id,
        voucher=row.voucher,
        account_number=row.account.number,
        account_name=row.account.name,
        amount=amount,
        inside=inside,
        outside=outside,
        period=period,
        period_source=source,
        register=word(own("register") or common("register")),
        activity=word(own("insats") or common("insats")),
        purpose=word(own("andamal") or common("andamal")),
        category=word(own("kostnadsslag") or common("kostnadsslag")),
        benefit=word(own("nytta") or common("nytta")),
        passed_on_to=word(own(words.PASSED_ON) or common(words.PASSED_ON)),
        accrual_ambiguous=ambiguous,
        deviation=_row_deviation(gathered, row),
        place=place_of(own_meta, row.voucher.place),
    )


def _entry(gathered: Gathered, row: Row, line: CostLine | None = None) -> Entry:
    return Entry(
        voucher=row.voucher,
        account=row.posting.account,
        amount=row.posting.units.number,
        cost_line=line,
        deviation=line.deviation if line else _row_deviation(gathered, row),
        place=place_of(row.posting.meta, row.voucher.place),
    )


def _row_deviation(gathered: Gathered, row: Row) -> Deviation | None:
    deviation = accepted_on(row.posting.meta, row.voucher)
    own = row.posting.meta
    if deviation is None and own and words.DEVIATION in own:
        place = place_of(own, row.voucher.place)
        gathered.faults.append(bad_deviation(own[words.DEVIATION], place, row.voucher))
    return deviation
