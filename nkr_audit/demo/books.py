"""The example books: from plans to files, the same bytes every time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from nkr_audit.demo import chart, papers, writer
from nkr_audit.demo.bookings import book_events
from nkr_audit.demo.closing import Figures, close_grant, figures
from nkr_audit.demo.contact_file import contact_file
from nkr_audit.demo.drafts import Draft, Voucher, number_vouchers
from nkr_audit.demo.evidence import render
from nkr_audit.demo.plan_file import read_plans
from nkr_audit.money import ZERO
from nkr_audit.text import kronor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nkr_audit.demo.plan import Grant, Plan


@dataclass(frozen=True, slots=True)
class Made:
    """A book that has been made: its files by path from its folder, and its grants' figures."""

    plan: Plan
    files: dict[str, bytes]
    figures: dict[str, Figures]
    vouchers: int


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The vouchers of a book, and the figures that they are meant to give."""

    vouchers: tuple[Voucher, ...]
    figures: dict[str, Figures]


def make_book(plan: Plan) -> Made:
    """Make all files of one book."""
    drafts: list[Draft] = []
    sums: dict[str, Figures] = {}
    for grant in plan.grants:
        booked = book_events(grant)
        if grant.change is not None:
            booked = grant.change(booked)
        sums[grant.id] = figures(grant, booked)
        drafts += close_grant(grant, booked)
    vouchers = number_vouchers(drafts)
    names = {voucher.draft.key: voucher.number for voucher in vouchers}
    files = dict(_papers(plan, vouchers, names))
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    years = sorted({voucher.draft.day.year for voucher in vouchers})
    files["main.beancount"] = writer.main_file(plan, years).encode()
    files["kontakt.toml"] = contact_file(plan).encode()
    files["kontoplan.beancount"] = writer.chart_file(plan).encode()
    for year in years:
        of_year = [voucher for voucher in vouchers if voucher.draft.day.year == year]
        text = "".join(writer.year_file(year, of_year, names, hashes))
        text += "".join(_endings(plan, year, _Numbered(vouchers, sums), hashes))
        files[f"{year}.beancount"] = text.encode()
    return Made(plan, files, sums, len(vouchers))


def write_examples(folder: Path) -> tuple[Made, ...]:
    """Write every example book, the chart, the register list and the guide under ``folder``."""
    made = tuple(make_book(plan) for plan in read_plans())
    files = {
        f"{book.plan.folder}/{path}": content
        for book in made
        for path, content in book.files.items()
    }
    files["kontoplan.toml"] = chart.data_bytes("kontoplan.toml")
    files["register.csv"] = chart.data_bytes("register.csv")
    files["README.md"] = _guide(made)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return made


def _guide(made: tuple[Made, ...]) -> bytes:
    """The guide, its table filled with the figures that the books give."""
    rows = [
        f"| [`{book.plan.folder}`]({book.plan.folder}/main.beancount) | {grant_id} "
        f"| {kronor(one.received)} | {kronor(one.costs)} | {kronor(one.unused)} "
        f"| {kronor(one.repaid)} |"
        for book in made
        for grant_id, one in book.figures.items()
    ]
    return chart.data_bytes("README.md").replace(b"{figures}", "\n".join(rows).encode())


def _papers(
    plan: Plan, vouchers: tuple[Voucher, ...], names: dict[str, str]
) -> Iterator[tuple[str, bytes]]:
    for voucher in vouchers:
        for paper in voucher.draft.papers:
            path = writer.paper_path(voucher.number, paper.name)
            yield path, render(paper.sheet.filled(names))
    for grant in plan.grants:
        for activity in grant.activities:
            if activity.proof:
                yield _activity_path(grant, activity.id), render(papers.activity(grant, activity))


def _activity_path(grant: Grant, activity: str) -> str:
    return f"underlag/{grant.id}-{activity}-insats.pdf"


def _endings(plan: Plan, year: int, book: _Numbered, hashes: dict[str, str]) -> Iterator[str]:
    """What follows the vouchers of a year: proofs of activities, balances, and the closing."""
    for grant in plan.grants:
        if year == grant.year:
            yield f"\n\n;; --- Genomförda insatser {grant.id}\n\n"
            yield from _activity_documents(grant, hashes)
            yield f"\n;; {grant.id}: det som vid ingången av {year + 1} inte är intäktsfört\n"
            yield _holds(grant, "2971", date(year + 1, 1, 1), book)
        if year == grant.closing.year:
            yield from _closing(grant, book)


def _closing(grant: Grant, book: _Numbered) -> Iterator[str]:
    """The closing, and what is owed after it and after the repayment."""
    closing, owed = grant.closing, max(ZERO, book.figures[grant.id].unused)
    yield f"\n;; {grant.id}: bokslut; beloppet är det oanvända bidraget\n"
    yield f'{closing} custom "nkr-handelse" "{grant.id}" "bokslut"\n'
    yield f"  belopp: {owed:.2f} SEK\n"
    yield _holds(grant, "2971", closing + timedelta(days=1), book)
    if grant.repayment:
        yield _holds(grant, "2491", closing + timedelta(days=1), book)
        yield _holds(grant, "2491", grant.repayment.day + timedelta(days=1), book)
    if grant.reporting:
        yield from writer.reporting(grant, grant.reporting)


def _activity_documents(grant: Grant, hashes: dict[str, str]) -> Iterator[str]:
    for activity in grant.activities:
        path = _activity_path(grant, activity.id)
        if path in hashes:
            yield writer.activity_document(grant, path, activity.day, activity.id, hashes[path])


def _holds(grant: Grant, number: str, day: date, book: _Numbered) -> str:
    """The assertion of what a balance account holds when ``day`` begins."""
    account = chart.account(number, grant.id)
    amounts = (
        line.amount
        for voucher in book.vouchers
        if voucher.draft.day < day
        for line in voucher.draft.lines
        if line.account == account
    )
    return writer.balance(day, account, sum(amounts, ZERO))
