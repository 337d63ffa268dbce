"""Planning an import: what is booked, what the book already has, what has changed, what is wrong.

Pure: the source's vouchers and the state of the book in, a plan with Beancount text out. Vouchers
come in date order, then in file order, so the same input always gives the same text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from nkr_audit.money import ZERO
from nkr_audit.text import Text
from nkr_importers.chart import Chart
from nkr_importers.comparing import change_of
from nkr_importers.model import Fault
from nkr_importers.naming import account_number
from nkr_importers.plan import AccountSum, ImportPlan
from nkr_importers.rendering import Origin, PlannedPosting, render_open, render_voucher
from nkr_importers.sharing import completion_of, grants_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from nkr_importers.accounts import AccountMapping
    from nkr_importers.existing import Existing
    from nkr_importers.model import Selection, SourceFile, SourceVoucher
    from nkr_importers.plan import Change
    from nkr_importers.sharing import Completion, Move

# A voucher with more rows than this outside the grant (a payroll run) has them summed by account.
MOST_OTHER_ROWS = 10


def plan_import(
    source: SourceFile,
    selection: Selection,
    existing: Existing,
    grant_id: str,
    mapping: AccountMapping,
) -> ImportPlan:
    """Plan how the vouchers of ``source`` that carry the code go into the book."""
    chart = Chart(existing, source.declarations, mapping, grant_id)
    booked: list[SourceVoucher] = []
    already: list[SourceVoucher] = []
    changed: list[Change] = []
    completed: list[Completion] = []
    faults = list(source.faults)
    for voucher in sorted(source.vouchers, key=lambda one: (one.day, one.line)):
        if voucher.identity in existing.vouchers:
            change = change_of(voucher, selection, chart)
            if change is None:
                already.append(voucher)
                continue
            completion = completion_of(voucher, selection, chart)
            if completion and not _account_fault(voucher, selection, chart):
                completed.append(completion)
            else:
                entries = existing.entries.get(voucher.identity, ())
                shared = grants_of(entries, existing.grants, grant_id)
                changed.append(replace(change, shared_with=shared))
        elif any(selection.matches(row.objects) for row in voucher.rows):
            what = _account_fault(voucher, selection, chart)
            if what:
                faults.append(what)
            else:
                booked.append(voucher)
    plan = ImportPlan(
        source=source,
        booked=tuple(booked),
        already=tuple(already),
        changed=tuple(changed),
        quarantined=tuple(sorted(faults, key=lambda fault: fault.line)),
        receipts=tuple(one for one in booked if _may_be_receipt(one, selection, chart)),
        unmapped=(),
        odd=(),
        kinds_are_sound=chart.kinds_are_sound,
        sums=(),
        costs=ZERO,
        opens=(),
        texts=(),
        completed=tuple(completed),
    )
    return _written(plan, selection, chart) if booked or completed else plan


def _written(plan: ImportPlan, selection: Selection, chart: Chart) -> ImportPlan:
    """Add to the plan what its booked vouchers become in the book."""
    origin = Origin(plan.source.name, plan.source.sha256, selection)
    texts: defaultdict[str, list[str]] = defaultdict(list)
    used: set[str] = set()
    unmapped: set[str] = set()
    odd: set[str] = set()
    sums: dict[str, AccountSum] = {}
    cost_root = chart.existing.roots["expenses"] + ":"
    for voucher in plan.booked:
        under, others = _postings(voucher, selection, chart)
        texts[voucher.year].append(render_voucher(voucher, [*under, *others], origin))
        used.update(posting.account for posting in (*under, *others))
        for posting in under:
            before = sums.get(posting.account, AccountSum(posting.account, 0, ZERO))
            sums[posting.account] = AccountSum(
                posting.account, before.rows + 1, before.amount + posting.amount
            )
            if posting.category is None and posting.account.startswith(cost_root):
                unmapped.add(posting.account)
            if chart.is_odd(account_number(posting.account)):
                odd.add(posting.account)
    for one in plan.completed:
        used.update(move.account for move in one.moves)
        unmapped.update(move.account for move in one.moves if _lacks_category(move, cost_root))
    opens = tuple(sorted(used - chart.existing.accounts.keys()))
    if opens:
        vouchers = (*plan.booked, *(one.voucher for one in plan.completed))
        first = date(min(voucher.day for voucher in vouchers).year, 1, 1)
        texts[min(texts, default=min(voucher.year for voucher in vouchers))].insert(
            0, "".join(render_open(first, account) for account in opens)
        )
    return replace(
        plan,
        unmapped=tuple(sorted(unmapped)),
        odd=tuple(sorted(odd)),
        sums=tuple(sums[account] for account in sorted(sums)),
        costs=sum((sums[one].amount for one in sums if one.startswith(cost_root)), ZERO),
        opens=opens,
        texts=tuple((year, "\n".join(texts[year])) for year in sorted(texts)),
    )


def _postings(
    voucher: SourceVoucher, selection: Selection, chart: Chart
) -> tuple[list[PlannedPosting], list[PlannedPosting]]:
    """Return the voucher's postings under the grant, and its others."""
    under: list[PlannedPosting] = []
    others: list[PlannedPosting] = []
    for row in voucher.rows:
        coded = selection.matches(row.objects)
        account = chart.account(row.account, under_grant=coded) or ""
        category = None
        if coded and chart.account_class(row.account) == "expenses":
            category = chart.mapping.category(row.account, voucher.day)
        left = tuple(one for one in row.objects if not coded or one not in selection.objects)
        posting = PlannedPosting(account, row.amount, row, category, left)
        (under if coded else others).append(posting)
    return under, others if len(others) <= MOST_OTHER_ROWS else _summed(others)


def _lacks_category(move: Move, cost_root: str) -> bool:
    told = move.category or "kostnadsslag" in move.posting.meta
    return move.account.startswith(cost_root) and not told


def _summed(postings: Iterable[PlannedPosting]) -> list[PlannedPosting]:
    sums: dict[str, Decimal] = {}
    for posting in postings:
        sums[posting.account] = sums.get(posting.account, ZERO) + posting.amount
    return [PlannedPosting(account, amount) for account, amount in sums.items() if amount]


def _may_be_receipt(voucher: SourceVoucher, selection: Selection, chart: Chart) -> bool:
    """Tell whether the voucher credits a liability of the grant's and has no costs at all."""
    kinds = {row.account: chart.account_class(row.account) for row in voucher.rows}
    return "expenses" not in kinds.values() and any(
        row.amount < 0
        and (kinds[row.account] == "liabilities" or row.account.startswith("29"))
        and selection.matches(row.objects)
        for row in voucher.rows
    )


_SET_CLASS = Text(
    "ange kontots klass under [rot] i kontoplansfilen (--accounts), till exempel"
    ' "9000" = "Kostnader"',
    "give the account's class under [rot] in the account mapping (--accounts), for example"
    ' "9000" = "Kostnader"',
)
_MOVE_OPEN = Text(
    "flytta kontots open-datum bakåt i boken, och importera om",
    "move the open date of the account back in the book, and import again",
)
_REMOVE_CLOSE = Text(
    "ta bort kontots close ur boken, eller rätta verifikationens datum i ekonomisystemet",
    "remove the close of the account from the book, or correct the voucher's date in the ERP",
)


def _account_fault(voucher: SourceVoucher, selection: Selection, chart: Chart) -> Fault | None:
    """Return why the voucher cannot be booked on the accounts of the book, if it cannot."""
    for row in voucher.rows:
        account = chart.account(row.account, under_grant=selection.matches(row.objects))
        if account is None:
            what = Text(
                f"kontoklassen för {row.account} framgår inte av #KTYP eller första siffran",
                f"the class of account {row.account} cannot be told from #KTYP or its first digit",
            )
            return Fault(row.line, voucher.label, what, _SET_CLASS)
        opened = chart.existing.accounts.get(account)
        if opened is not None and opened > voucher.day:
            what = Text(
                f"kontot {account} öppnas i boken {opened}, efter verifikationens datum"
                f" {voucher.day}",
                f"the account {account} is opened in the book on {opened}, after the voucher's date"
                f" {voucher.day}",
            )
            return Fault(row.line, voucher.label, what, _MOVE_OPEN)
        closed = chart.existing.closed.get(account)
        if closed is not None and closed < voucher.day:
            what = Text(
                f"kontot {account} är stängt i boken sedan {closed}",
                f"the account {account} is closed in the book since {closed}",
            )
            return Fault(row.line, voucher.label, what, _REMOVE_CLOSE)
    return None
